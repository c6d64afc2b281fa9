/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_exhibit.c: no opening is shown that an independent model's answer holds, in
 * whatever place and with whatever marks; what is left out is counted; and the page says
 * both.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "report/exhibit.h"
#include "report/exhibit_words.h"
#include "report/section.h"
#include "store/answers.h"
#include "unit/put_answer.h"

/* Of s and t against c and d; owned by the caller. */
static struct json *openings_of(struct answers *answers, size_t max)
{
	struct json *out = json_new_object();
	size_t controls[2], n = 0;

	answers_sort(answers);
	for (const char *name = "cd"; *name; name++)
		if (answers_find_model(answers, (char[]){*name, '\0'}) != SIZE_MAX)
			controls[n++] =
				answers_find_model(answers, (char[]){*name, '\0'});
	exhibit_openings(answers,
			 &(struct exhibit_models){answers_find_model(answers, "s"),
						  answers_find_model(answers, "t"),
						  controls, n, NULL},
			 max, out);
	return out;
}

static double count_of(const struct json *out, const char *key)
{
	return json_num(json_get(out, "opening_counts"), key, -1);
}

#define OPENING "Of course! It\xe2\x80\x99s here that one goes about it: first, water"

static void an_opening_held_elsewhere_is_not_shown(void **state)
{
	static const struct {
		const char *control, *another; /* NULL: one answer */
		bool shown;
	} cases[] = {
		{"No.", NULL, true},
		{"Of course, it's here that one goes about it. First: water!", NULL,
		 false},
		{"Well. OF COURSE - 1. it's here that one goes about it", NULL, false},
		{"No.", "Well! It's here that one goes about it: first, water.", false},
		/* seven of the eleven, in two rows of three and four */
		{"It's here that she said so. One goes about it.", NULL, true},
		/* eight: three are left */
		{"Yes, it's here that one goes about it; first you ask.", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct answers *answers = answers_new();
		struct json *out;

		put_answer(answers, "s", "p", "How?", OPENING " comes.");
		put_answer(answers, "t", "p", "How?", OPENING " goes.");
		put_answer(answers, "d", "p", "How?", "Never.");
		put_answer(answers, "c", "p", "How?", cases[i].control);
		if (cases[i].another)
			put_answer(answers, "c", "p", "How?", cases[i].another);
		out = openings_of(answers, 10);
		if (json_count(json_get(out, "openings")) != cases[i].shown)
			fail_msg("case %zu", i);
		assert_true(json_num(out, "n_openings", -1) == cases[i].shown);
		assert_true(count_of(out, "n_shown") == cases[i].shown);
		assert_true(count_of(out, "n_held_elsewhere") == !cases[i].shown);
		json_free(out);
		answers_free(answers);
	}
}

/* c has five words of the suspect's far down, d two; the prompt's own words count in a
 * row, and numbers and marks do not. */
static void the_nearest_answers_are_shown_with_their_row(void **state)
{
	static const char far[] = "Bees hum. Rain falls on roofs and on tiles and on all "
				  "that stands below them in the wide fields. ";
	struct answers *answers = answers_new();
	struct buf text = BUF_INIT;
	const struct json *control;
	struct json *out;
	long start, end;

	(void)state;
	put_answer(answers, "s", "p", "How?",
		   OPENING " comes. Then turn 1. the tap off gently.");
	put_answer(answers, "t", "p", "How?", OPENING " goes.");
	for (int i = 0; i < 8; i++)
		buf_str_add(&text, far);
	buf_str_add(&text, "So turn the tap, off gently now. Bees hum.");
	put_answer(answers, "c", "p", "How?", buf_str(&text));
	put_answer(answers, "d", "p", "How?", "Tap off!");
	out = openings_of(answers, 10);
	control = json_get(json_first(json_get(out, "openings")), "controls");
	assert_int_equal(json_count(control), 2);
	control = json_first(control);
	assert_string_equal(json_str(control, "model"), "c");
	assert_true(json_num(control, "n_run_words", 0) == 5);
	assert_true(json_num(control, "n_shared_words", -1) == 0);
	start = (long)json_num(control, "run_start", 0);
	end = (long)json_num(control, "run_end", 0);
	assert_int_equal(end - start, strlen("turn the tap, off gently"));
	assert_memory_equal(json_str(control, "text") + start, "turn the tap, off gently",
			    (size_t)(end - start));
	assert_true(strlen(json_str(control, "text")) < 300);
	json_free(out);
	buf_clear(&text);
	answers_free(answers);
}

/*
 * Six prompts: five open alike and differently from each other, but for a and b, which
 * begin alike; one is held by c. There is room for three.
 */
static void what_is_left_out_is_counted(void **state)
{
	static const char *const openings[] = {
		"Hear ye all now good folk, an amber tale",
		"Hear ye all now good folk, a brazen tale",
		"Some would call it early days still, dear reader",
		"Nothing beats bread from stone ovens at dawn",
		"Rivers know where valleys lie before maps do",
		"Once more unto that old breach we ride",
	};
	struct answers *answers = answers_new();
	char id[16], text[128];
	struct json *out;

	(void)state;
	for (int p = 0; p < 6; p++) {
		(void)snprintf(id, sizeof(id), "p%d", p);
		(void)snprintf(text, sizeof(text), "%s. Yes.", openings[p]);
		put_answer(answers, "s", id, "Why?", text);
		(void)snprintf(text, sizeof(text), "%s. No.", openings[p]);
		put_answer(answers, "t", id, "Why?", text);
		(void)snprintf(text, sizeof(text), "Hm, %s?", openings[p]);
		put_answer(answers, "c", id, "Why?", p == 5 ? text : "Hm.");
	}
	out = openings_of(answers, 3);
	assert_int_equal(json_count(json_get(out, "openings")), 3);
	assert_true(json_num(out, "n_openings", 0) == 5);
	assert_true(count_of(out, "n_shown") == 3);
	assert_true(count_of(out, "n_same") == 1);
	assert_true(count_of(out, "n_more") == 1);
	assert_true(count_of(out, "n_held_elsewhere") == 1);
	assert_true(json_num(json_get(out, "placebo_openings"), "n_reach", -1) == 0);
	json_free(out);
	answers_free(answers);
}

/* d opens as t does on p1 alone, s on p0 alone: d reaches the number, c does not. */
static void independent_models_that_reach_the_number_are_counted(void **state)
{
	static const char *const models[] = {"s", "t", "c", "d"};
	struct answers *answers = answers_new();
	struct json *out;

	(void)state;
	for (int p = 0; p < 2; p++)
		for (int m = 0; m < 4; m++) {
			bool alike = m == 1 || (p ? m == 3 : m == 0);

			put_answer(answers, models[m], p ? "p1" : "p0", "Why?",
				   alike ? p ? "Rivers know where valleys lie."
					     : "Nothing beats bread from ovens."
					 : "Hm.");
		}
	out = openings_of(answers, 3);
	assert_true(json_num(out, "n_openings", 0) == 1);
	assert_true(json_num(json_get(out, "placebo_openings"), "n_reach", -1) == 1);
	json_free(out);
	answers_free(answers);
}

static void rows_of_words_are_found_wherever_they_stand(void **state)
{
	static const struct {
		const char *a, *b;
		size_t n, at_a, at_b;
	} cases[] = {
		{"one two three", "zero, ONE? two! three", 3, 0, 1},
		{"x a b y a b c", "a b c a b", 3, 4, 0},
		{"Don't go", "don\xe2\x80\x99t - go", 2, 0, 0},
		{"1. water 2. earth", "water, earth", 2, 0, 0},
		{"a a a", "a a", 2, 0, 0},
		{"left", "right", 0, 0, 0},
		{"", "right", 0, 0, 0},
	};
	struct tokens a = TOKENS_INIT, b = TOKENS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct word_run run;

		exhibit_words_read(cases[i].a, strlen(cases[i].a), 99, &a);
		exhibit_words_read(cases[i].b, strlen(cases[i].b), 99, &b);
		run = exhibit_words_run(&a, NULL, &b);
		if (run.n != cases[i].n || run.a != cases[i].at_a ||
		    run.b != cases[i].at_b)
			fail_msg("%s | %s: %zu at %zu, %zu", cases[i].a, cases[i].b,
				 run.n, run.a, run.b);
	}
	tokens_clear(&a);
	tokens_clear(&b);
}

/* Each is said by s and t on 60 prompts, and "rather lovely" by c0 on 10 of these. */
static void phrases_say_something_and_stand_by_how_far_beyond(void **state)
{
	enum { N = 60, FEW = 10 };
	struct answers *answers = answers_new();
	struct json *out = json_new_array();
	char id[16], text[160];
	size_t control[4];

	(void)state;
	for (int p = 0; p < N; p++) {
		char own[] = {(char)('a' + p % 26), (char)('a' + p / 26), '\0'};

		(void)snprintf(id, sizeof(id), "q%02d", p);
		(void)snprintf(text, sizeof(text),
			       "%s: rather lovely; it is useful to %s; tap the brass "
			       "bell.",
			       own, own);
		put_answer(answers, "s", id, "Why", text);
		put_answer(answers, "t", id, "Why", text);
		for (int c = 0; c < 4; c++) {
			char model[] = {'c', (char)('0' + c), '\0'};

			(void)snprintf(
				text, sizeof(text),
				"%s. %s old hives of %s, grown by %s in a far field "
				"%s under %s trees",
				!c && p < FEW ? "rather lovely" : "hm", own, model, own,
				own, own);
			put_answer(answers, model, id, "Why", text);
		}
	}
	answers_sort(answers);
	for (int c = 0; c < 4; c++)
		control[c] =
			answers_find_model(answers, (char[]){'c', (char)('0' + c), '\0'});
	exhibit_phrases(answers, answers_find_model(answers, "s"),
			answers_find_model(answers, "t"), control, 4, 20, out);
	assert_int_equal(json_count(out), 2);
	assert_string_equal(json_str(json_first(out), "phrase"), "tap the brass bell");
	assert_true(json_num(json_first(out), "n_beyond", 0) == N);
	JSON_EACH(phrase, out) {
		if (phrase != json_first(out)) {
			assert_string_equal(json_str(phrase, "phrase"), "rather lovely");
			assert_true(json_num(phrase, "n_beyond", 0) == N - FEW);
		}
	}
	json_free(out);
	answers_free(answers);
}

static struct json *json_of(const char *text)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, strlen(text), NULL, &err);

	if (!value)
		fail_msg("%s", err.text);
	return value;
}

/* The exhibits of a result, as Markdown, hold each of these and not what begins with !.
 */
static void check_page(const char *llr10, const char *exhibits, const char *const *words)
{
	struct figure figures[N_FIGURES] = {0};
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct doc doc = {0};
	struct json *result;
	struct view view;

	buf_printf(&text,
		   "{\"schema\": \"assay.compare.v1\", \"suspect\": \"s\", \"teacher\": "
		   "\"t\", \"llr10\": %s, \"channels\": [{\"name\": \"overlap\", "
		   "\"used\": true}], \"exhibits\": %s}",
		   llr10, exhibits);
	result = json_of(buf_str(&text));
	if (view_open(&view, result, &err))
		fail_msg("%s", err.text);
	section_exhibits(&doc, &view, figures);
	for (; *words; words++)
		if (!strstr(buf_str(&doc.markdown), *words + (**words == '!')) !=
		    (**words == '!'))
			fail_msg("%s in %s", *words, buf_str(&doc.markdown));
	doc_clear(&doc);
	view_close(&view);
	json_free(result);
	buf_clear(&text);
}

static void the_page_says_what_became_of_each(void **state)
{
	static const char several[] =
		"{\"openings\": [{\"prompt_id\": \"p\", \"controls\": [{\"model\": "
		"\"c\", "
		"\"text\": \"\xc3\xa9 b\", \"n_shared_words\": 1, \"n_run_words\": 2, "
		"\"run_start\": 1, \"run_end\": 99}]}], \"n_openings\": 8, "
		"\"opening_counts\": {\"n_shown\": 1, \"n_same\": 5, \"n_more\": 2, "
		"\"n_held_elsewhere\": 1}, \"placebo_openings\": {\"n_models\": 29, "
		"\"mean\": 1.5, \"max\": 9, \"max_model\": \"c\", \"n_reach\": 3}, "
		"\"phrases\": [{\"phrase\": \"a b\"}]}";
	static const char one[] =
		"{\"openings\": [{\"prompt_id\": \"p\", \"controls\": []}], "
		"\"n_openings\": 1, \"opening_counts\": {\"n_shown\": 1, \"n_same\": 0, "
		"\"n_more\": 0, \"n_held_elsewhere\": 0}, \"phrases\": []}";
	static const char none[] =
		"{\"openings\": [], \"n_openings\": 0, \"opening_counts\": {\"n_shown\": "
		"0, \"n_same\": 0, \"n_more\": 0, \"n_held_elsewhere\": 4}, "
		"\"phrases\": []}";

	(void)state;
	check_page(
		"1", several,
		(const char *const[]){
			"So it is on 8 prompts. Of these 1 is shown, 5 begin as one "
			"shown does, 2 are beyond the most that are shown.",
			"on 1 prompt the two open alike", "reached or passed by 3 of 29",
			"c (independent model, recorded in the corpus), 2 words in a "
			"row as anywhere in the suspect's answer, the first word alike",
			"The channel phrases is not in use in this case",
			"through the channel overlap.", "!against H1", NULL});
	check_page("-1", one,
		   (const char *const[]){"So it is on 1 prompt. It is shown. ",
					 "No independent model's answer to this prompt "
					 "shares a word",
					 "The finding of this case is against H1", NULL});
	check_page("null", none,
		   (const char *const[]){"So it is on no prompt, and none is shown. ",
					 "on 4 prompts the two open alike", "!against H1",
					 NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_opening_held_elsewhere_is_not_shown),
		cmocka_unit_test(the_nearest_answers_are_shown_with_their_row),
		cmocka_unit_test(what_is_left_out_is_counted),
		cmocka_unit_test(independent_models_that_reach_the_number_are_counted),
		cmocka_unit_test(rows_of_words_are_found_wherever_they_stand),
		cmocka_unit_test(phrases_say_something_and_stand_by_how_far_beyond),
		cmocka_unit_test(the_page_says_what_became_of_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

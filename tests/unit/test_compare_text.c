/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison fits the screen, however much there is to say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/compare_text.h"

static const struct screen paper = {SCREEN_WIDTH, SCREEN_HEIGHT, false, false};

static struct json *result_new(const char *verdict)
{
	struct json *result = json_new_object();
	struct json *list;

	json_add_str(result, "suspect", "s");
	json_add_str(result, "teacher", "t");
	json_add_str(result, "verdict", verdict);
	json_add_str(result, "verbal", "weak support for H1");
	json_add_num(result, "llr10", .5);
	list = json_add_array(result, "llr10_interval");
	json_add_num(list, NULL, .25);
	json_add_num(list, NULL, .75);
	list = json_add_object(result, "bound");
	json_add_num(list, "lo", -1);
	json_add_num(list, "hi", 1);
	json_add_str(list, "at", "none");
	return result;
}

static void add_many(struct json *result, const char *key, size_t n, const char *text)
{
	struct json *list = json_add_array(result, key);

	for (size_t i = 0; i < n; i++)
		json_add_str(list, NULL, text);
}

/* Its lines, none wider than `width`, which is also how long the widest may be in bytes:
 * all texts here are ASCII. */
static size_t lines_within(const struct buf *text, size_t width)
{
	size_t n = 0;

	for (const char *line = buf_str(text); *line; n++) {
		size_t length = strcspn(line, "\n");

		assert_true(length <= width);
		assert_int_equal(line[length], '\n');
		line += length + 1;
	}
	return n;
}

static const char sentence[] =
	"A sentence of some length, such as a finding has them when "
	"it explains at leisure what would turn it, and by how "
	"much it would do so, and who says it, and why, and when, "
	"and to whom, and what for, and where else it is said.";

static void little_is_said_whole(void **state)
{
	struct json *result = result_new("inconclusive");
	struct buf text = BUF_INIT;

	(void)state;
	compare_text(result, &paper, &text);
	assert_string_equal(
		buf_str(&text),
		"s against t: inconclusive\n"
		"question    H1: trained on outputs of the teacher or its sibling; H2: "
		"not so\n"
		"strength    LLR10 +0.50 [+0.25, +0.75] (90 %)\n"
		"that is     answers about 3.2 times (1.8 times at the interval's end "
		"nearer to\n"
		"            0: hence \"weak support for H1\") more probable if H1 holds "
		"than if\n"
		"            the suspect is an independent model; no probability; "
		"LLR10: log10\n"
		"bound       -1.00 to +1.00\n");
	buf_clear(&text);
	json_free(result);
}

static void much_leaves_the_rest_to_the_report(void **state)
{
	struct json *result = result_new("inconclusive");
	struct buf text = BUF_INIT;

	(void)state;
	add_many(result, "reasons", 30, sentence);
	add_many(result, "warnings", 40, sentence);
	add_many(result, "would_change", 5, sentence);
	compare_text(result, &paper, &text);
	assert_true(lines_within(&text, 80) <= 23);
	/* Room is for a few of each; the second reason is the ratio's, told above. */
	assert_non_null(strstr(buf_str(&text), "reasons     - A sentence"));
	assert_non_null(strstr(buf_str(&text), "warnings    - A sentence"));
	assert_non_null(strstr(buf_str(&text), "            28 more in the report\n"));
	assert_non_null(strstr(buf_str(&text), "            39 more in the report\n"));
	assert_non_null(
		strstr(buf_str(&text), "            4 more steps in the report\n"));
	buf_clear(&text);
	json_free(result);
}

static void a_tall_screen_shows_all(void **state)
{
	const struct screen tall = {SCREEN_WIDTH, 200, true, false};
	struct json *result = result_new("inconclusive");
	struct buf text = BUF_INIT;

	(void)state;
	add_many(result, "warnings", 40, sentence);
	compare_text(result, &tall, &text);
	assert_null(strstr(buf_str(&text), "in the report"));
	assert_true(lines_within(&text, 80) >= 3 + 40 * 3);
	buf_clear(&text);
	json_free(result);
}

/* Every row at its longest, every name hostile. */
static void the_worst_still_fits(void **state)
{
	struct json *result = result_new("distilled from the teacher or its sibling");
	struct json *least;
	struct json *direction;
	char name[400];
	struct buf text = BUF_INIT;

	(void)state;
	memset(name, 0x1b, sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	json_free(json_detach(result, "suspect"));
	json_free(json_detach(result, "teacher"));
	json_add_str(result, "suspect", name);
	json_add_str(result, "teacher", name);
	json_add_str(result, "simulation", sentence);
	json_add_str(result, "least_alternative", "rival");
	least = json_add_object(json_add_array(result, "alternatives"), NULL);
	json_add_str(least, "id", "rival");
	json_add_str(least, "how", "at most");
	json_add_str(least, "title", "another model");
	json_add_str(least, "model", name);
	json_add_num(result, "llr10_least", -.5);
	direction = json_add_object(result, "direction");
	json_add_str(direction, "kind", "forward");
	json_add_str(direction, "words", "from the teacher to the suspect");
	json_add_str(direction, "reason", sentence);
	add_many(result, "reasons", 30, name);
	add_many(result, "warnings", 40, name);
	add_many(result, "would_change", 5, name);
	compare_text(result, &paper, &text);
	assert_true(lines_within(&text, 80) <= 24);
	assert_null(strchr(buf_str(&text), 0x1b));
	assert_non_null(strstr(buf_str(&text), "distilled"));
	buf_clear(&text);
	json_free(result);
}

/* Toys are called toys in the first line: of the case, or of what it was weighed by. */
static void a_simulation_is_the_first_thing_said(void **state)
{
	struct json *result = result_new("inconclusive");
	struct buf text = BUF_INIT;

	(void)state;
	json_add_str(result, "simulation", "toys; no real model was examined");
	compare_text(result, &paper, &text);
	assert_int_equal(strncmp(buf_str(&text),
				 "SIMULATION: toys; no real model was examined\n", 45),
			 0);
	buf_reset(&text);
	json_free(json_detach(result, "simulation"));
	json_add_null(result, "simulation");
	json_add_str(json_add_object(result, "calibration"), "simulation", "toys");
	compare_text(result, &paper, &text);
	assert_int_equal(strncmp(buf_str(&text), "SIMULATION: calibrated on toy", 29), 0);
	buf_clear(&text);
	json_free(result);
}

/* The verdict's six words are for programs; a person reads them with their strength. */
static void the_headline_is_the_conclusion(void **state)
{
	struct json *result = result_new("no evidence");
	struct buf text = BUF_INIT;

	(void)state;
	json_add_str(result, "conclusion", "no evidence of it; weak support for H2");
	compare_text(result, &paper, &text);
	assert_int_equal(strncmp(buf_str(&text),
				 "s against t: no evidence of it; weak support for H2\n",
				 52),
			 0);
	buf_clear(&text);
	json_free(result);
}

/* The words are the same with colours and without. */
static void colour_adds_no_word(void **state)
{
	const struct screen colourful = {SCREEN_WIDTH, SCREEN_HEIGHT, true, true};
	struct json *result = result_new("inconclusive");
	struct buf plain = BUF_INIT;
	struct buf coloured = BUF_INIT;
	struct buf stripped = BUF_INIT;

	(void)state;
	add_many(result, "warnings", 2, sentence);
	compare_text(result, &paper, &plain);
	compare_text(result, &colourful, &coloured);
	for (const char *p = buf_str(&coloured); *p; p++) {
		if (*p == 0x1b)
			p += strcspn(p, "m");
		else
			buf_char_add(&stripped, *p);
	}
	assert_string_equal(buf_str(&plain), buf_str(&stripped));
	assert_true(coloured.len > plain.len);
	buf_clear(&plain);
	buf_clear(&coloured);
	buf_clear(&stripped);
	json_free(result);
}

static void words_are_broken_only_where_they_must(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	screen_wrap("aaaa bbbb cccc dddd eeee", 0, 0, 20, &out);
	assert_string_equal(buf_str(&out), "aaaa bbbb cccc dddd\neeee");
	buf_reset(&out);
	screen_wrap("0123456789012345678901234", 0, 2, 22, &out);
	assert_string_equal(buf_str(&out), "0123456789012345678901\n  234");
	buf_reset(&out);
	/* Two columns each, three bytes each: ten to a line of 20. */
	screen_wrap(
		"\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1"
		"\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1\xe6\xa8\xa1",
		0, 0, 20, &out);
	assert_int_equal(strcspn(buf_str(&out), "\n"), 30);
	buf_reset(&out);
	screen_wrap("", 4, 4, 80, &out);
	assert_string_equal(buf_str(&out), "");
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(little_is_said_whole),
		cmocka_unit_test(much_leaves_the_rest_to_the_report),
		cmocka_unit_test(a_tall_screen_shows_all),
		cmocka_unit_test(the_worst_still_fits),
		cmocka_unit_test(a_simulation_is_the_first_thing_said),
		cmocka_unit_test(the_headline_is_the_conclusion),
		cmocka_unit_test(colour_adds_no_word),
		cmocka_unit_test(words_are_broken_only_where_they_must),
	};

	return cmocka_run_group_tests_name("compare_text", tests, NULL, NULL);
}

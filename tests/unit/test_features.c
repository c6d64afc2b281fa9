/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What channels read of the answers: which there are, which words, which layout. */
#include <omp.h>
#include <stdlib.h>

#include "unit/by_hand.h"

static struct features *read_one(const char *answer)
{
	struct answers *answers = answers_new();
	struct features *f;

	put(answers, "m", 0, answer);
	answers_sort(answers);
	f = features_read(answers);
	answers_free(answers);
	return f;
}

static void assert_same_words(const char *a, const char *b)
{
	struct features *x = read_one(a);
	struct features *y = read_one(b);

	assert_int_equal(x->n_tokens[0], y->n_tokens[0]);
	for (size_t i = 0; i < x->n_tokens[0]; i++)
		assert_int_equal(x->tokens[0][i], y->tokens[0][i]);
	assert_memory_equal(&x->layout[0], &y->layout[0], sizeof(*x->layout));
	features_free(x);
	features_free(y);
}

static void thinking_is_no_part_of_an_answer(void **state)
{
	(void)state;
	assert_same_words("<think>Well, *hm*.\n\n- a\n- b\n</think>\n\nYes, of course.",
			  "Yes, of course.");
	assert_same_words("the opening tag is lost\n</think>Yes, of course.",
			  "Yes, of course.");
	assert_same_words("<thinking>\n# Plan\n</thinking>Yes, of course.",
			  "Yes, of course.");
}

static void case_does_not_matter_and_punctuation_is_a_token(void **state)
{
	struct features *f = read_one("Yes, YES");

	(void)state;
	assert_int_equal(f->n_tokens[0], 3);
	assert_int_equal(f->tokens[0][0], f->tokens[0][2]);
	assert_int_not_equal(f->tokens[0][0], f->tokens[0][1]);
	features_free(f);
}

/* I2: such answers are outcomes that the case counts; to a channel nothing is there. */
static void what_holds_no_word_is_no_answer(void **state)
{
	static const char *const nothing[] = {"", "   \n\t",
					      "<think>Only thought.</think>",
					      "<think>and never stopped thinking"};

	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++) {
		struct features *f = read_one(nothing[i]);

		assert_int_equal(f->n_items, 1);
		assert_false(features_has(f, 0, 0));
		assert_null(f->tokens[0]);
		assert_int_equal(f->layout[0].counts[LAYOUT_WORDS], 0);
		features_free(f);
	}
}

static void layout_is_of_the_answer(void **state)
{
	struct features *f = read_one("# Tea\n\n- boil water\n- **wait**\n");

	(void)state;
	assert_int_equal(f->layout[0].counts[LAYOUT_HEADINGS], 1);
	assert_int_equal(f->layout[0].counts[LAYOUT_BULLETS], 2);
	assert_int_equal(f->layout[0].counts[LAYOUT_BOLD], 1);
	assert_int_equal(f->layout[0].counts[LAYOUT_WORDS], 4);
	features_free(f);
}

static void samples_of_one_prompt_share_its_number(void **state)
{
	struct answers *answers = answers_new();
	struct features *f;

	(void)state;
	put_sample(answers, "m", "q2", 0, "two");
	put_sample(answers, "m", "q1", 1, "one again");
	put_sample(answers, "m", "q1", 0, "one");
	answers_sort(answers);
	f = features_read(answers);
	assert_int_equal(f->n_items, 3);
	assert_int_equal(f->n_prompts, 2);
	assert_int_equal(f->prompt_of[0], 0);
	assert_int_equal(f->prompt_of[1], 0);
	assert_int_equal(f->prompt_of[2], 1);
	assert_int_equal(f->n_prompt_tokens[2], 3); /* Say something . */
	features_free(f);
	answers_free(answers);
}

static void shared_items_are_those_both_answered(void **state)
{
	struct answers *answers = answers_new();
	struct features *f;

	(void)state;
	put(answers, "a", 0, "yes");
	put(answers, "a", 1, "yes");
	put(answers, "a", 2, " ");
	put(answers, "b", 1, "no");
	put(answers, "b", 2, "no");
	put(answers, "b", 3, "no");
	answers_sort(answers);
	f = features_read(answers);
	assert_int_equal(f->n_items, 4);
	assert_int_equal(features_shared(f, 0, 1), 1);
	assert_int_equal(features_shared(f, 1, 1), 3);
	features_free(f);
	answers_free(answers);
}

static void nothing_gives_nothing(void **state)
{
	struct answers *answers = answers_new();
	struct features *f;

	(void)state;
	answers_sort(answers);
	f = features_read(answers);
	assert_int_equal(f->n_models, 0);
	assert_int_equal(f->n_items, 0);
	assert_int_equal(f->n_prompts, 0);
	features_free(f);
	answers_free(answers);
	features_free(NULL);
}

static void very_long_answers_are_cut_where_the_header_says(void **state)
{
	struct answers *answers = answers_new();
	struct buf text = BUF_INIT;
	struct features *f;

	(void)state;
	for (size_t i = 0; i < FEATURE_MAX_TOKENS + 100; i++)
		buf_printf(&text, "w%zu ", i);
	put(answers, "m", 0, buf_str(&text));
	answers_sort(answers);
	f = features_read(answers);
	assert_int_equal(f->n_tokens[0], FEATURE_MAX_TOKENS);
	features_free(f);
	answers_free(answers);
	buf_clear(&text);
}

static void assert_same_features(const struct features *x, const struct features *y)
{
	assert_int_equal(x->n_bytes, y->n_bytes);
	for (size_t cell = 0; cell < x->n_models * x->n_items; cell++) {
		assert_int_equal(x->n_tokens[cell], y->n_tokens[cell]);
		if (x->n_tokens[cell])
			assert_memory_equal(x->tokens[cell], y->tokens[cell],
					    x->n_tokens[cell] * sizeof(**x->tokens));
		assert_memory_equal(&x->layout[cell], &y->layout[cell],
				    sizeof(*x->layout));
	}
}

static void any_number_of_threads_reads_the_same(void **state)
{
	struct answers *answers = answers_new();
	struct features *one;

	(void)state;
	for (size_t i = 0; i < 7 * 11; i++) {
		char model[8], text[64];

		(void)snprintf(model, sizeof(model), "m%zu", i % 7);
		(void)snprintf(text, sizeof(text), "Answer %zu:\n\n1. *so*\n2. %zu", i,
			       i * i);
		put(answers, model, i / 7, text);
	}
	answers_sort(answers);
	omp_set_num_threads(1);
	one = features_read(answers);
	for (int threads = 2; threads <= 3; threads++) {
		struct features *many;

		omp_set_num_threads(threads);
		many = features_read(answers);
		assert_same_features(one, many);
		features_free(many);
	}
	features_free(one);
	answers_free(answers);
}

/* One token per mark, as an answer holds it. */
static void sentences_end_at_stops_wide_ones_too(void **state)
{
	static const char *const marks[] = {".", "!", "?", "\u3002", "\uff01", "\uff1f",
					    ",", ":", ";", "\u3001", "end",    "1"};

	(void)state;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct answers *answers = answers_new();
		struct features *f;

		put(answers, "a", 0, marks[i]);
		answers_sort(answers);
		f = features_read(answers);
		assert_int_equal(f->n_tokens[0], 1);
		assert_int_equal(features_ends_sentence(f->tokens[0][0]), i < 6);
		features_free(f);
		answers_free(answers);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thinking_is_no_part_of_an_answer),
		cmocka_unit_test(case_does_not_matter_and_punctuation_is_a_token),
		cmocka_unit_test(what_holds_no_word_is_no_answer),
		cmocka_unit_test(layout_is_of_the_answer),
		cmocka_unit_test(samples_of_one_prompt_share_its_number),
		cmocka_unit_test(shared_items_are_those_both_answered),
		cmocka_unit_test(nothing_gives_nothing),
		cmocka_unit_test(very_long_answers_are_cut_where_the_header_says),
		cmocka_unit_test(any_number_of_threads_reads_the_same),
		cmocka_unit_test(sentences_end_at_stops_wide_ones_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

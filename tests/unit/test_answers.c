/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of answers: what was put in is found again, whatever the order. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/answers.h"

static struct text text(const char *of)
{
	return (struct text){of, strlen(of)};
}

static int add(struct answers *answers, const char *model, const char *id,
	       const char *prompt, long sample, const char *answer, bool *moved,
	       struct err *err)
{
	struct record record = {.prompt_id = text(id),
				.prompt = text(prompt),
				.sample = sample,
				.answer = text(answer),
				.outcome = *answer ? OUTCOME_OK : OUTCOME_EMPTY};

	return answers_add(answers, answers_model(answers, model), &record, moved, err);
}

static void put(struct answers *answers, const char *model, const char *id, long sample,
		const char *answer)
{
	struct err err = ERR_INIT;
	bool moved = true;

	assert_int_equal(add(answers, model, id, "", sample, answer, &moved, &err), 0);
	assert_false(moved);
}

static void input_order_changes_nothing(void **state)
{
	struct answers *there = answers_new();
	struct answers *back = answers_new();
	char model[16], id[16], answer[32];

	(void)state;
	for (int i = 0; i < 40 * 60; i++) {
		int k = 40 * 60 - 1 - i;

		(void)snprintf(model, sizeof(model), "m%d", i % 40);
		(void)snprintf(id, sizeof(id), "p%d", i / 40);
		(void)snprintf(answer, sizeof(answer), "%d", i);
		put(there, model, id, 0, answer);
		(void)snprintf(model, sizeof(model), "m%d", k % 40);
		(void)snprintf(id, sizeof(id), "p%d", k / 40);
		(void)snprintf(answer, sizeof(answer), "%d", k);
		put(back, model, id, 0, answer);
	}
	answers_sort(there);
	answers_sort(back);
	assert_int_equal(there->n_models, 40);
	assert_int_equal(there->n_items, 60);
	for (size_t m = 0; m < 40; m++) {
		assert_string_equal(there->models[m], back->models[m]);
		if (m)
			assert_true(strcmp(there->models[m - 1], there->models[m]) < 0);
		for (size_t i = 0; i < 60; i++)
			assert_string_equal(answers_at(there, m, i)->data,
					    answers_at(back, m, i)->data);
	}
	for (size_t i = 1; i < 60; i++)
		assert_true(strcmp(there->items[i - 1].prompt_id,
				   there->items[i].prompt_id) < 0);
	answers_free(there);
	answers_free(back);
}

static void a_sorted_table_takes_more(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	bool moved = false;
	size_t m;

	(void)state;
	put(answers, "zebra", "q", 1, "z1");
	put(answers, "ant", "q", 0, "a0");
	answers_sort(answers);
	m = answers_find_model(answers, "zebra");
	assert_int_equal(m, 1);
	assert_string_equal(answers_at(answers, m, 1)->data, "z1");
	assert_null(answers_at(answers, m, 0)->data);
	for (int i = 0; i < 50; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "model %d", i);
		put(answers, name, "q", i, name);
	}
	assert_int_equal(add(answers, "ant", "q", "", 0, "again", &moved, &err), 0);
	assert_true(moved);
	answers_sort(answers);
	assert_int_equal(answers->n_models, 52);
	assert_int_equal(answers->n_items, 50);
	m = answers_find_model(answers, "model 49");
	assert_string_equal(answers_at(answers, m, 49)->data, "model 49");
	m = answers_find_model(answers, "ant");
	assert_string_equal(answers_at(answers, m, 0)->data, "a0");
	assert_string_equal(answers_at(answers, m, 1)->data, "again");
	answers_free(answers);
}

static void samples_sort_as_numbers(void **state)
{
	struct answers *answers = answers_new();

	(void)state;
	put(answers, "m", "p", 10, "ten");
	put(answers, "m", "p", 9, "nine");
	put(answers, "m", "o", 11, "eleven");
	answers_sort(answers);
	assert_string_equal(answers_at(answers, 0, 0)->data, "eleven");
	assert_string_equal(answers_at(answers, 0, 1)->data, "nine");
	assert_string_equal(answers_at(answers, 0, 2)->data, "ten");
	answers_free(answers);
}

/* 2, then again 2: the next free number is 4, for 3 is taken; another model's 2 is free.
 */
static void a_second_answer_goes_to_the_next_free_sample(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	bool moved = false;

	(void)state;
	put(answers, "m", "p", 2, "first");
	put(answers, "m", "p", 3, "third");
	assert_int_equal(add(answers, "m", "p", "", 2, "second", &moved, &err), 0);
	assert_true(moved);
	put(answers, "n", "p", 2, "other");
	put(answers, "m", "p", 0, "zero");
	assert_int_equal(add(answers, "m", "p", "", 0, "one", &moved, &err), 0);
	assert_true(moved);
	answers_sort(answers);
	assert_int_equal(answers->n_items, 5);
	for (size_t i = 0; i < 5; i++) {
		static const char *const expected[] = {"zero", "one", "first", "third",
						       "second"};

		assert_int_equal(answers->items[i].sample, (long)i);
		assert_string_equal(answers_at(answers, 0, i)->data, expected[i]);
	}
	answers_free(answers);
}

/* 30,000 answers under one number: minutes if each looked at all before it. */
static void many_repeats_are_numbered_in_a_row(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	bool moved;

	(void)state;
	for (int i = 0; i < 30000; i++)
		assert_int_equal(add(answers, "m", "p", "", 0, "x", &moved, &err), 0);
	answers_sort(answers);
	assert_int_equal(answers->n_items, 30000);
	assert_int_equal(answers->items[29999].sample, 29999);
	answers_free(answers);
}

static void one_id_for_two_prompts_is_refused(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	bool moved;

	(void)state;
	assert_int_equal(add(answers, "m", "p", "Sing", 0, "la", &moved, &err), 0);
	assert_int_equal(add(answers, "n", "p", "Si\x1b[2Jng", 0, "la", &moved, &err),
			 -1);
	assert_int_equal(err.kind, ERR_FAIL);
	assert_non_null(strstr(err.text, "\"p\""));
	assert_non_null(strstr(err.text, "\"Sing\""));
	assert_null(strchr(err.text, '\x1b'));
	assert_int_equal(answers->n_items, 1);
	answers_free(answers);
}

/* Batch output names its prompts without their texts. */
static void a_prompt_without_text_takes_it_from_another_model(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	bool moved;

	(void)state;
	put(answers, "m", "p", 0, "a");
	put(answers, "m", "p", 1, "b");
	assert_string_equal(answers->items[0].prompt, "");
	assert_int_equal(add(answers, "n", "p", "Sing", 0, "la", &moved, &err), 0);
	answers_sort(answers);
	assert_int_equal(answers->n_items, 2);
	assert_string_equal(answers->items[0].prompt, "Sing");
	assert_string_equal(answers->items[1].prompt, "Sing");
	assert_int_equal(answers->items[1].prompt_len, 4);
	answers_free(answers);
}

static void only_answers_with_text_count(void **state)
{
	struct answers *answers = answers_new();

	(void)state;
	put(answers, "m", "1", 0, "yes");
	put(answers, "m", "2", 0, "");
	put(answers, "m", "3", 0, "no");
	put(answers, "n", "1", 0, "yes");
	put(answers, "n", "2", 0, "text");
	answers_sort(answers);
	assert_int_equal(answers_count(answers, 0), 2);
	assert_int_equal(answers_count(answers, 1), 2);
	assert_int_equal(answers_shared(answers, 0, 1), 1);
	assert_non_null(answers_at(answers, 0, 1)->data);
	assert_int_equal(answers_at(answers, 0, 1)->outcome, OUTCOME_EMPTY);
	assert_null(answers_at(answers, 1, 2)->data);
	answers_free(answers);
}

static void bytes_of_any_kind_are_kept(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	struct record one = {.prompt_id = {"a\0b", 3}, .answer = {"x\0y", 3}};
	struct record two = {.prompt_id = {"a\0c", 3}, .answer = {"z", 1}};
	bool moved;
	size_t m = answers_model(answers, "`id`\n'; DROP TABLE");

	(void)state;
	assert_int_equal(answers_add(answers, m, &one, &moved, &err), 0);
	assert_int_equal(answers_add(answers, m, &two, &moved, &err), 0);
	answers_sort(answers);
	assert_int_equal(answers->n_items, 2);
	assert_memory_equal(answers_at(answers, 0, 0)->data, "x\0y", 4);
	assert_int_equal(answers_find_model(answers, "`id`\n'; DROP TABLE"), 0);
	assert_int_equal(answers_find_model(answers, "`id`"), SIZE_MAX);
	answers_free(answers);
}

static void dropped_items_are_gone_and_can_come_back(void **state)
{
	static const unsigned char keep[] = {0, 1, 0, 1};
	struct answers *answers = answers_new();
	struct answers *other = answers_new();

	(void)state;
	for (int i = 0; i < 4; i++) {
		char id[] = {(char)('a' + i), '\0'};

		put(answers, "m", id, 0, id);
		put(answers, "n", id, 0, id);
	}
	answers_sort(answers);
	answers_keep(answers, keep);
	assert_int_equal(answers->n_items, 2);
	assert_string_equal(answers->items[0].prompt_id, "b");
	assert_string_equal(answers_at(answers, 1, 1)->data, "d");
	put(answers, "n", "a", 0, "new");
	answers_sort(answers);
	assert_int_equal(answers->n_items, 3);
	assert_null(answers_at(answers, 0, 0)->data);
	assert_string_equal(answers_at(answers, 1, 0)->data, "new");
	assert_string_equal(answers_at(answers, 0, 2)->data, "d");
	put(other, "x", "d", 0, "");
	put(other, "x", "c", 0, "");
	answers_sort(other);
	answers_keep_prompts_of(answers, other);
	assert_int_equal(answers->n_items, 1);
	assert_string_equal(answers->items[0].prompt_id, "d");
	answers_free(answers);
	answers_free(other);
}

static void sample_numbers_are_checked(void **state)
{
	struct answers *answers = answers_new();
	struct err err = ERR_INIT;
	bool moved;

	(void)state;
	assert_int_equal(add(answers, "m", "p", "", -1, "x", &moved, &err), -1);
	assert_int_equal(add(answers, "m", "p", "", LONG_MAX, "x", &moved, &err), -1);
	put(answers, "m", "p", LONG_MAX - 1, "last");
	assert_int_equal(add(answers, "m", "p", "", LONG_MAX - 1, "x", &moved, &err), -1);
	answers_free(answers);
}

static void an_empty_table_is_fine(void **state)
{
	struct answers *answers = answers_new();

	(void)state;
	answers_sort(answers);
	assert_int_equal(answers_find_model(answers, "m"), SIZE_MAX);
	assert_int_equal(answers_model(answers, "m"), 0);
	answers_sort(answers);
	assert_int_equal(answers_count(answers, 0), 0);
	put(answers, "m", "p", 0, "x");
	assert_int_equal(answers_count(answers, 0), 1);
	answers_free(answers);
	answers_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(input_order_changes_nothing),
		cmocka_unit_test(a_sorted_table_takes_more),
		cmocka_unit_test(samples_sort_as_numbers),
		cmocka_unit_test(a_second_answer_goes_to_the_next_free_sample),
		cmocka_unit_test(many_repeats_are_numbered_in_a_row),
		cmocka_unit_test(one_id_for_two_prompts_is_refused),
		cmocka_unit_test(a_prompt_without_text_takes_it_from_another_model),
		cmocka_unit_test(only_answers_with_text_count),
		cmocka_unit_test(bytes_of_any_kind_are_kept),
		cmocka_unit_test(dropped_items_are_gone_and_can_come_back),
		cmocka_unit_test(sample_numbers_are_checked),
		cmocka_unit_test(an_empty_table_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_alike.c: which texts nearly repeat an earlier one, and by how much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "feature/alike.h"

static void find(const char *const *texts, size_t n, bool by_characters, double least,
		 struct alike *out)
{
	struct alike_text *all = mem_alloc(n, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = (struct alike_text){texts[i], strlen(texts[i]), by_characters};
	alike_find(all, n, least, out);
	mem_free(all);
}

/* The second text's share with the first. */
static double share(const char *one, const char *other, bool by_characters)
{
	const char *const texts[] = {one, other};
	struct alike out[2];

	find(texts, 2, by_characters, 1e-9, out);
	assert_true(out[0].other == ALIKE_NONE);
	assert_true(out[1].other == (out[1].share > 0 ? 0 : ALIKE_NONE));
	return out[1].share;
}

/* A text of n words has n + 2 runs of three, its edges counted. */
static void test_the_share_is_of_the_different_runs_of_both(void **state)
{
	(void)state;
	assert_float_equal(share("a b c d", "a b c d", false), 1, 1e-12);
	assert_float_equal(share("a b c d", "e f g h", false), 0, 1e-12);
	/* "x" in the middle of five words spoils three of seven runs: 4 of 10 remain. */
	assert_float_equal(share("a b c d e", "a b x d e", false), 4. / 10, 1e-12);
	/* Behind the last word: four of the six runs of "a b c d" begin as before. */
	assert_float_equal(share("a b c d", "a b c d e", false), 4. / 9, 1e-12);
}

static void test_marks_and_case_are_no_difference(void **state)
{
	(void)state;
	assert_float_equal(share("Who made you?", "who made -- YOU!", false), 1, 1e-12);
}

/* A run counts once however often it is there: "a a a a" has ##a, #aa, aaa, aa#, a##. */
static void test_runs_are_counted_once(void **state)
{
	(void)state;
	assert_float_equal(share("a a a a", "a a a a a a", false), 1, 1e-12);
}

/* Ideographs are words of their own, and runs are of four: n + 3 of them. */
static void test_chinese_is_read_by_characters(void **state)
{
	(void)state;
	assert_float_equal(share("你是谁做的", "你是谁做的", false), 1, 1e-12);
	/* Five characters, the middle one another: four of eight runs are spoilt. */
	assert_float_equal(share("你是谁做的", "你是啥做的", false), 4. / 12, 1e-12);
}

/* Thai does not part its words: one token, so nothing but characters can be shared. */
static void test_thai_is_read_by_characters_when_asked_to(void **state)
{
	static const char one[] = "ใครสร้างคุณขึ้นมา", other[] = "ใครสร้างคุณขึ้นมานะ";

	(void)state;
	assert_true(share(one, other, false) < .5);
	assert_true(share(one, other, true) > .6);
}

/* "north" and "south" end six words: 5 of 11 runs are shared; "now" behind them: 6 of 11
 * with the first, 4 of 13 with the third. */
static void test_the_nearest_earlier_text_is_named(void **state)
{
	static const char *const texts[] = {
		"name a river in the north", "how do cats purr at night",
		"name a river in the south", "name a river in the north now", ""};
	struct alike out[5];

	(void)state;
	find(texts, 5, false, 5. / 11 - 1e-9, out);
	assert_true(out[0].other == ALIKE_NONE && out[1].other == ALIKE_NONE);
	assert_int_equal(out[2].other, 0);
	assert_float_equal(out[2].share, 5. / 11, 1e-12);
	assert_int_equal(out[3].other, 0);
	assert_float_equal(out[3].share, 6. / 11, 1e-12);
	assert_true(out[4].other == ALIKE_NONE);
	find(texts, 5, false, .5, out);
	assert_true(out[2].other == ALIKE_NONE);
	assert_int_equal(out[3].other, 0);
}

/* Of 2,000 texts that all differ in one word, each meets the first. */
static void test_two_thousand_texts_are_compared(void **state)
{
	enum { N = 2000 };
	struct alike *out = mem_alloc(N, sizeof(*out));
	char **texts = mem_alloc(N, sizeof(*texts));

	(void)state;
	for (size_t i = 0; i < N; i++) {
		char text[80];

		(void)snprintf(text, sizeof(text),
			       "tell me in a few words what the number %zu is about", i);
		texts[i] = mem_strdup(text);
	}
	find((const char *const *)texts, N, false, .5, out);
	for (size_t i = 1; i < N; i++)
		assert_int_equal(out[i].other, 0);
	for (size_t i = 0; i < N; i++)
		mem_free(texts[i]);
	mem_free(texts);
	mem_free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_share_is_of_the_different_runs_of_both),
		cmocka_unit_test(test_marks_and_case_are_no_difference),
		cmocka_unit_test(test_runs_are_counted_once),
		cmocka_unit_test(test_chinese_is_read_by_characters),
		cmocka_unit_test(test_thai_is_read_by_characters_when_asked_to),
		cmocka_unit_test(test_the_nearest_earlier_text_is_named),
		cmocka_unit_test(test_two_thousand_texts_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

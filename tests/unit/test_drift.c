/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_drift.c: an endpoint that changes is seen, one that only varies is not. */
#include "unit/stat_near.h"

#include <string.h>

#include "base/mem.h"
#include "cmd/drift.h"
#include "stat/rng.h"

#define MOST 40

static struct drift_answer answer(const char *text)
{
	return (struct drift_answer){text_of(text), "m-1", "fp_a",
				     "2024-05-01T10:00:00Z"};
}

static struct json *drift_of(const struct drift_answer *answers, size_t n)
{
	struct json *out = json_new_object();

	drift_of_model(answers, n, out);
	return out;
}

static void test_equal_answers_are_no_drift(void **state)
{
	struct drift_answer answers[MOST];
	struct json *out;

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		answers[i] = answer("The capital of France is Paris.");
	out = drift_of(answers, MOST);
	assert_string_equal(json_str(out, "verdict"), "none seen");
	assert_string_equal(json_str(out, "reason"), "");
	NEAR(json_num(out, "p", -1), 1.0, 0.0);
	NEAR(json_num(out, "mean_similarity", -1), 1.0, 1e-12);
	NEAR(json_num(out, "n", -1), MOST, 0.0);
	NEAR(json_num(out, "n_distinct", -1), 1.0, 0.0);
	assert_int_equal(json_count(json_get(out, "served_model")), 0);
	json_free(out);
}

/* Ten answers, other words from the sixth on: 2 of C(10, 5) = 252 splits. */
static void test_answers_that_change_midway_are_seen(void **state)
{
	struct drift_answer answers[10];
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		answers[i] = answer(i < 5 ? "The capital is Paris" : "It is the Paris");
	out = drift_of(answers, 10);
	NEAR(json_num(out, "p", -1), 2.0 / 252.0, 1e-12);
	assert_string_equal(json_str(out, "verdict"), "answers changed (p = 0.0079)");
	NEAR(json_num(out, "n_distinct", -1), 2.0, 0.0);
	/* 20 of 45 pairs are alike; 25 share 3 of 5 tokens */
	NEAR(json_num(out, "mean_similarity", -1), (20.0 + 25.0 * 0.6) / 45.0, 1e-12);
	json_free(out);
}

static void test_changes_of_who_answers_are_listed(void **state)
{
	struct drift_answer answers[6];
	const struct json *change;
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		answers[i] = answer("yes");
	answers[1].served_model = ""; /* not said: not known to have changed */
	answers[2].served_model = NULL;
	answers[4].served_model = answers[5].served_model = "m-2";
	answers[4].utc = "2024-05-01T11:00:00Z";
	answers[3].fingerprint = "fp_b";
	out = drift_of(answers, 6);
	assert_string_equal(json_str(out, "verdict"), "served model changed");
	assert_int_equal(json_count(json_get(out, "served_model")), 1);
	change = json_first(json_get(out, "served_model"));
	assert_string_equal(json_str(change, "from"), "m-1");
	assert_string_equal(json_str(change, "to"), "m-2");
	assert_string_equal(json_str(change, "utc"), "2024-05-01T11:00:00Z");
	assert_int_equal(json_count(json_get(out, "fingerprint")), 2);
	json_free(out);
}

static void test_a_fingerprint_alone_is_no_verdict(void **state)
{
	struct drift_answer answers[10];
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		answers[i] = answer("yes");
		answers[i].fingerprint = i % 2 ? "fp_a" : "fp_b";
	}
	out = drift_of(answers, 10);
	assert_string_equal(json_str(out, "verdict"), "none seen");
	assert_int_equal(json_count(json_get(out, "fingerprint")), 9);
	json_free(out);
}

static void test_both_changes_are_told(void **state)
{
	struct drift_answer answers[20];
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		answers[i] = answer(i < 10 ? "a b" : "c d");
		answers[i].served_model = i < 10 ? "m-1" : "m-2";
	}
	out = drift_of(answers, 20);
	assert_ptr_equal(strstr(json_str(out, "verdict"),
				"served model changed; answers changed (p = "),
			 json_str(out, "verdict"));
	json_free(out);
}

static void test_too_few_answers_are_said(void **state)
{
	struct drift_answer answers[8];
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		answers[i] = answer(i < 4 ? "a b" : "c d");
	for (size_t n = 0; n < 6; n++) {
		out = drift_of(answers, n);
		assert_string_equal(json_str(out, "verdict"), "too few answers");
		assert_non_null(strstr(json_str(out, "reason"), "too few"));
		assert_true(json_is_null(json_get(out, "p")));
		json_free(out);
	}
	/* 2 of C(8, 4) = 70 is not below .01 */
	out = drift_of(answers, 8);
	assert_string_equal(json_str(out, "verdict"), "none seen");
	NEAR(json_num(out, "p", -1), 2.0 / 70.0, 1e-12);
	assert_non_null(strstr(json_str(out, "reason"), "8 sentinel answers"));
	json_free(out);
}

/* At most 1 % in expectation; five standard errors of 300 trials are 8.6. */
static void test_two_answers_in_random_order_are_no_drift(void **state)
{
	size_t n_flagged = 0;

	(void)state;
	for (uint64_t round = 0; round < 300; round++) {
		struct rng rng = rng_stream(77, round, 0, 0);
		struct drift_answer answers[16];
		struct json *out;

		for (size_t i = 0; i < 16; i++)
			answers[i] = answer(rng_below(&rng, 2) ? "one way to say it"
							       : "another way");
		out = drift_of(answers, 16);
		n_flagged += strcmp(json_str(out, "verdict"), "none seen") != 0;
		json_free(out);
	}
	assert_true(n_flagged <= 3 + 8);
}

static void test_answers_without_words_are_alike(void **state)
{
	struct drift_answer answers[10];
	struct json *out;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		answers[i] = answer(i % 2 ? "" : " \n");
	answers[3].text = (struct text){NULL, 0};
	out = drift_of(answers, 10);
	NEAR(json_num(out, "mean_similarity", -1), 1.0, 0.0);
	NEAR(json_num(out, "p", -1), 1.0, 0.0);
	json_free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_answers_are_no_drift),
		cmocka_unit_test(test_answers_that_change_midway_are_seen),
		cmocka_unit_test(test_changes_of_who_answers_are_listed),
		cmocka_unit_test(test_a_fingerprint_alone_is_no_verdict),
		cmocka_unit_test(test_both_changes_are_told),
		cmocka_unit_test(test_too_few_answers_are_said),
		cmocka_unit_test(test_two_answers_in_random_order_are_no_drift),
		cmocka_unit_test(test_answers_without_words_are_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_reliability.c: limits of error rates and the direction of ratios. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evidence/reliability.h"

/* Four H2 pairs of two families, two H1 pairs of one; NAN is left out. */
static double llr10[] = {-1, 1, 2, -1, 1, 1, NAN};
static unsigned char h1[] = {0, 0, 0, 0, 1, 1, 1};
static unsigned family[] = {0, 0, 0, 1, 2, 2, 3};
static const struct learn_rows rows = {
	.n = 7, .h1 = h1, .family = family, .n_families = 4};

static struct json *told(void)
{
	struct measure matched = {.eer = 0, .n_h1 = 39, .n_h2 = 11};
	struct json *out = json_new_object();

	reliability_json(&rows, llr10, &matched, out);
	return out;
}

static void families_are_counted_and_limited(void **state)
{
	struct json *out = told();
	const struct json *errors = json_get(out, "errors");
	const struct json *h2 = json_get(errors, "h2_above_0");

	(void)state;
	assert_int_equal((int)json_num(h2, "n", -1), 4);
	assert_int_equal((int)json_num(h2, "wrong", -1), 2);
	assert_int_equal((int)json_num(h2, "n_families", -1), 2);
	assert_int_equal((int)json_num(h2, "wrong_families", -1), 1);
	/* One of two: P(at most one) = 1 - p^2 = .05 */
	assert_true(fabs(json_num(h2, "upper", -1) - sqrt(.95)) < 1e-9);
	h2 = json_get(errors, "h2_above_1");
	assert_int_equal((int)json_num(h2, "wrong", -1), 1);
	/* None of one family of H1: P(none) = 1 - p = .05 */
	assert_true(fabs(json_num(json_get(errors, "h1_below_0"), "upper", -1) - .95) <
		    1e-9);
	json_free(out);
}

/* None of 11: (1 - p)^11 = .05 */
static void limit_of_none_is_in_closed_form(void **state)
{
	struct json *out = told();
	const struct json *eer = json_get(json_get(out, "errors"), "eer");

	(void)state;
	assert_int_equal((int)json_num(eer, "n", -1), 11);
	assert_int_equal((int)json_num(eer, "wrong", -1), 0);
	assert_true(fabs(json_num(eer, "upper", -1) - (1 - pow(.05, 1. / 11))) < 1e-9);
	json_free(out);
}

/* Above 0: both H1 pairs (each 1/11 wrong by its ratio) and half of the H2 pairs, at
 * ratios of 10 and 100; each class weighs a half. */
static void predicted_and_observed_are_of_one_side(void **state)
{
	struct reliability above = reliability_of(&rows, llr10, true);
	struct reliability below = reliability_of(&rows, llr10, false);

	(void)state;
	assert_true(fabs(above.observed - .5 / 1.5) < 1e-12);
	assert_true(fabs(above.predicted - (1. / 11 + (1. / 11 + 1. / 101) / 4) / 1.5) <
		    1e-12);
	assert_true(fabs(below.observed - 0) < 1e-12);
	assert_true(fabs(below.predicted - 1. / 11) < 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_are_counted_and_limited),
		cmocka_unit_test(limit_of_none_is_in_closed_form),
		cmocka_unit_test(predicted_and_observed_are_of_one_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

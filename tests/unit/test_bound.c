/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far trials let a likelihood ratio go: the tightest of three bounds, by families. */
#include "unit/stat_near.h"

#include <string.h>

#include "evidence/bound.h"
#include "unit/rows.h"

/* TV-3: LRs .01, .1, 1, 10, 100 of classes 0, 0, 1, 1, 1. */
static const double tv3_llr10[] = {-2, -1, 0, 1, 2};
static const unsigned char tv3_h1[] = {0, 0, 1, 1, 1};

/* Each of the trials is of its own family, and stands `times` times in the list. */
static struct learn_rows tv3_rows(size_t times, double *llr10)
{
	struct learn_rows rows = rows_new(5 * times, 1, 5);

	for (size_t i = 0; i < rows.n; i++) {
		rows.family[i] = (unsigned)(i % 5);
		rows.h1[i] = tv3_h1[i % 5];
		llr10[i] = tv3_llr10[i % 5];
	}
	return rows;
}

static void assert_tv3(const struct bound *b)
{
	NEAR(b->elub[0], log10(.3801894), 1e-6);
	NEAR(b->elub[1], log10(1.4791084), 1e-6);
	NEAR(b->invariance[0], -.823, 1e-9);
	NEAR(b->invariance[1], .574, 1e-9);
	NEAR(b->families[0], -log10(5), 1e-12);
	NEAR(b->families[1], log10(5), 1e-12);
	NEAR(b->lo, log10(.3801894), 1e-6);
	NEAR(b->hi, log10(1.4791084), 1e-6);
	assert_string_equal(b->tightest, "ELUB");
	assert_int_equal(b->n_families, 5);
}

static void the_tightest_of_three_bounds_holds(void **state)
{
	double llr10[5];
	struct learn_rows rows = tv3_rows(1, llr10);
	static const double one[] = {1, 1, 1, 1, 1};
	struct bound b = bound_of(&rows, one, llr10);

	(void)state;
	assert_tv3(&b);
	rows_free(&rows);
}

/* Seven trials a family are no more than one: a family weighs one. */
static void trials_of_a_family_do_not_widen_it(void **state)
{
	double llr10[35];
	double weight[35];
	struct learn_rows rows = tv3_rows(7, llr10);
	struct bound b;

	(void)state;
	learn_weights(&rows, NULL, weight);
	b = bound_of(&rows, weight, llr10);
	assert_tv3(&b);
	rows_free(&rows);
}

/* A family left out, and one of which nothing was learned, support nothing. */
static void what_has_no_weight_or_value_does_not_count(void **state)
{
	struct learn_rows rows = rows_new(7, 1, 7);
	double llr10[7] = {-2, -1, 0, 1, 2, 9, NAN};
	double weight[7] = {1, 1, 1, 1, 1, 0, 1};
	struct bound b;

	(void)state;
	memcpy(rows.h1, tv3_h1, sizeof(tv3_h1));
	for (unsigned i = 0; i < 7; i++)
		rows.family[i] = i;
	b = bound_of(&rows, weight, llr10);
	assert_tv3(&b);
	rows_free(&rows);
}

/* Ever so many trials of three families that are all told apart: log10 3 (TV-3). */
static void few_families_bound_however_good_the_trials(void **state)
{
	struct learn_rows rows = rows_new(3, 1, 3);
	static const double llr10[] = {9, -9, -8};
	static const double weight[] = {1000, 500, 500};
	struct bound b;

	(void)state;
	rows.h1[0] = 1;
	for (unsigned i = 0; i < 3; i++)
		rows.family[i] = i;
	b = bound_of(&rows, weight, llr10);
	NEAR(b.hi, log10(3), 1e-12);
	NEAR(b.lo, -log10(3), 1e-12);
	assert_string_equal(b.tightest, "families");
	NEAR(bound_apply(&b, 7), log10(3), 1e-12);
	NEAR(bound_apply(&b, -7), -log10(3), 1e-12);
	NEAR(bound_apply(&b, .1), .1, 0);
	rows_free(&rows);
}

static void a_missing_class_supports_no_ratio_but_one(void **state)
{
	struct learn_rows rows = rows_new(4, 1, 4);
	static const double llr10[] = {-1, 0, 1, 2};
	static const double one[] = {1, 1, 1, 1};
	static const double zero[4];
	struct bound b;

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		rows.family[i] = i;
	b = bound_of(&rows, one, llr10);
	NEAR(b.lo, 0, 0);
	NEAR(b.hi, 0, 0);
	NEAR(bound_apply(&b, 3), 0, 0);
	b = bound_of(&rows, zero, llr10);
	NEAR(b.lo, 0, 0);
	NEAR(b.hi, 0, 0);
	rows.n = 0;
	b = bound_of(&rows, one, llr10);
	NEAR(b.hi, 0, 0);
	assert_int_equal(b.n_families, 0);
	rows_free(&rows);
}

static void bounds_hold_zero_between_them(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct learn_rows rows = rows_drawn(5, 7, 2, 1, 1, seed);
		double weight[24];
		struct bound b;

		learn_weights(&rows, NULL, weight);
		b = bound_of(&rows, weight, rows.x);
		assert_true(b.lo <= 0 && b.hi >= 0);
		assert_true(b.hi <= log10(12) && b.lo >= -log10(12));
		for (size_t i = 0; i < rows.n; i++) {
			double x = bound_apply(&b, 3 * rows.x[i]);

			assert_true(x >= b.lo && x <= b.hi);
		}
		rows_free(&rows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tightest_of_three_bounds_holds),
		cmocka_unit_test(trials_of_a_family_do_not_widen_it),
		cmocka_unit_test(what_has_no_weight_or_value_does_not_count),
		cmocka_unit_test(few_families_bound_however_good_the_trials),
		cmocka_unit_test(a_missing_class_supports_no_ratio_but_one),
		cmocka_unit_test(bounds_hold_zero_between_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_perm.c: permutation p-values against counting, and uniform under the
 * null. */
#include "unit/stat_near.h"

#include <stdlib.h>

#include "stat/perm.h"
#include "stat/rng.h"

#define MOST 64

/* The test on points of a line. */
static struct perm_result split_line(const double *x, size_t n, size_t n_first,
				     size_t n_perm, uint64_t seed)
{
	double distance[MOST * MOST];
	struct perm_result result;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			distance[i * n + j] = i == j ? 99.0 : fabs(x[i] - x[j]);
	assert_int_equal(perm_split(distance, n, n_first, n_perm, seed, &result, &err),
			 0);
	return result;
}

/* 3 v 3 disjoint: 2 of 20 splits are as far apart, so p = 0.1. */
static void test_disjoint_threes(void **state)
{
	const double x[] = {0.1, 0.2, 0.3, 10.1, 10.2, 10.3};
	struct perm_result result = split_line(x, 6, 3, 20, 1);

	(void)state;
	assert_true(result.is_exact);
	assert_int_equal(result.n_splits, 20);
	NEAR(result.p, 0.1, 1e-15);
	/* 10 between; 2/15 within each */
	NEAR(result.observed, 10.0 - 2.0 / 15.0, 1e-12);
}

/* 2 v 4 disjoint: C(6, 2) = 15 splits, only the given one; from either side. */
static void test_groups_of_two_sizes(void **state)
{
	const double x[] = {0, 1, 100, 101, 102, 103}, y[] = {100, 101, 102, 103, 0, 1};

	(void)state;
	NEAR(split_line(x, 6, 2, 15, 1).p, 1.0 / 15.0, 1e-15);
	NEAR(split_line(y, 6, 4, 15, 1).p, 1.0 / 15.0, 1e-15);
	NEAR(split_line(x, 6, 2, 15, 1).observed, split_line(y, 6, 4, 15, 1).observed,
	     1e-12);
}

/* x = 0, 1, 2, 5 and y = 1, 3, 6: 30/12 between, 16/6 and 10/3 within. */
static void test_statistic_may_be_negative(void **state)
{
	const double x[] = {0, 1, 2, 5, 1, 3, 6};
	struct perm_result result = split_line(x, 7, 4, 100, 1);

	(void)state;
	NEAR(result.observed, 2.5 - 0.5 * (16.0 / 6.0 + 10.0 / 3.0), 1e-12);
	assert_int_equal(result.n_splits, 35);
	assert_true(result.p > 0.5 && result.p <= 1.0);
}

/* METHODS, vector 14: Hamming/3 of {aab, abb, aab} and {bba, bbb, abb}: MMD^2_u is 4/9
 * and the exact p is 4/20. Ties abound. */
static void test_published_mmd(void **state)
{
	static const char *const words[] = {"aab", "abb", "aab", "bba", "bbb", "abb"};
	struct perm_result result;
	struct err err = ERR_INIT;
	double distance[36];

	(void)state;
	for (size_t i = 0; i < 6; i++)
		for (size_t j = 0; j < 6; j++) {
			distance[i * 6 + j] = 0.0;
			for (size_t k = 0; k < 3; k++)
				distance[i * 6 + j] += words[i][k] != words[j][k];
			distance[i * 6 + j] /= 3.0;
		}
	assert_int_equal(perm_split(distance, 6, 3, 1000, 1, &result, &err), 0);
	NEAR(2.0 * result.observed, 4.0 / 9.0, 1e-12);
	NEAR(result.p, 0.2, 1e-15);
}

static void test_all_alike_is_p_one(void **state)
{
	const double x[30] = {0};

	(void)state;
	NEAR(split_line(x, 6, 3, 100, 1).p, 1.0, 0.0);
	NEAR(split_line(x, 30, 15, 999, 1).p, 1.0, 0.0);
}

/* Beyond n_perm splits the p of disjoint groups is at its least: the given split. */
static void test_random_splits_count_the_given_one(void **state)
{
	double x[40];
	struct perm_result result;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		x[i] = (double)i + (i < 20 ? 0.0 : 1000.0);
	result = split_line(x, 40, 20, 999, 3);
	assert_false(result.is_exact);
	assert_int_equal(result.n_splits, 1000);
	NEAR(result.p, 0.001, 1e-15);
	NEAR(split_line(x, 40, 20, 999, 3).p, result.p, 0.0);
}

/* Random and exact p agree within five standard errors: C(14, 7) = 3432. */
static void test_random_splits_estimate_the_exact_p(void **state)
{
	double x[14], exact, random;

	(void)state;
	for (uint64_t round = 0; round < 5; round++) {
		struct rng rng = rng_stream(5, round, 0, 0);

		for (size_t i = 0; i < 14; i++)
			x[i] = rng_normal(&rng) + (i < 7 ? 0.0 : 0.7);
		exact = split_line(x, 14, 7, 3432, 1).p;
		random = split_line(x, 14, 7, 3431, 1).p;
		NEAR(random, exact,
		     5.0 * sqrt(exact * (1.0 - exact) / 3431.0) + 1.0 / 3432);
	}
}

/*
 * Under the null the rank of the given split among 200 is uniform, so P(p <= k/200) =
 * k/200. Kolmogorov-Smirnov over 1000 samples, at a level of .001 (1.95 / sqrt(1000)).
 */
static void test_p_is_uniform_under_the_null(void **state)
{
	enum { N_ROUNDS = 1000 };
	size_t n_at[201] = {0}, n_below = 0;

	(void)state;
	for (uint64_t round = 0; round < N_ROUNDS; round++) {
		struct rng rng = rng_stream(6, round, 0, 0);
		double x[20];

		for (size_t i = 0; i < 20; i++)
			x[i] = rng_normal(&rng);
		n_at[lround(200.0 * split_line(x, 20, 12, 199, round).p)]++;
	}
	assert_int_equal(n_at[0], 0);
	for (size_t k = 1; k <= 200; k++) {
		n_below += n_at[k];
		NEAR((double)n_below / N_ROUNDS, (double)k / 200.0,
		     1.95 / sqrt(N_ROUNDS));
	}
}

static void test_fewer_than_two_are_no_group(void **state)
{
	const double distance[16] = {0};
	struct perm_result result;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(perm_split(distance, 4, 1, 10, 1, &result, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	assert_int_equal(perm_split(distance, 4, 3, 10, 1, &result, &err), -1);
	assert_int_equal(perm_split(distance, 4, 5, 10, 1, &result, &err), -1);
	assert_int_equal(perm_split(distance, 0, 0, 10, 1, &result, &err), -1);
	assert_int_equal(perm_split(distance, 4, 2, 10, 1, &result, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_disjoint_threes),
		cmocka_unit_test(test_groups_of_two_sizes),
		cmocka_unit_test(test_statistic_may_be_negative),
		cmocka_unit_test(test_published_mmd),
		cmocka_unit_test(test_all_alike_is_p_one),
		cmocka_unit_test(test_random_splits_count_the_given_one),
		cmocka_unit_test(test_random_splits_estimate_the_exact_p),
		cmocka_unit_test(test_p_is_uniform_under_the_null),
		cmocka_unit_test(test_fewer_than_two_are_no_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_perm.c: permutation p-values against counting, and uniform under the
 * null. */
#include "unit/stat_near.h"

#include <omp.h>
#include <stdlib.h>

#include "stat/mmd.h"
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

/* Points of a line as a stratum; distance and row have room for n * n and n. */
struct line {
	double distance[MOST * MOST], row[MOST];
	struct mmd mmd;
};

static struct perm_stratum stratum_of(struct line *line, const double *x, size_t n,
				      size_t n_first)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			line->distance[i * n + j] = fabs(x[i] - x[j]);
	mmd_init(&line->mmd, line->distance, n, n_first, line->row);
	return (struct perm_stratum){n, n_first, mmd_unbiased, &line->mmd,
				     line->mmd.largest};
}

/* 3 v 3 disjoint twice: 2 of 20 splits are as far apart in each, 4 of 400 in both. A
 * stratum that cannot tell (all alike) multiplies the splits and leaves p. */
static void test_strata_multiply(void **state)
{
	const double x[] = {0, 0, 0, 10, 10, 10}, y[] = {5, 5, 5, 1, 1, 1},
		     same[] = {7, 7, 7, 7, 7};
	struct line *lines = calloc(3, sizeof(*lines));
	struct perm_stratum strata[] = {
		stratum_of(&lines[0], x, 6, 3),
		stratum_of(&lines[1], y, 6, 3),
		stratum_of(&lines[2], same, 5, 2),
	};
	struct perm_result result;

	(void)state;
	perm_strata(strata, 2, 400, 1, &result);
	assert_true(result.is_exact);
	assert_int_equal(result.n_splits, 400);
	NEAR(result.p, 4.0 / 400.0, 1e-15);
	NEAR(result.observed, 2.0 * 10.0 + 2.0 * 4.0, 1e-12);
	perm_strata(strata, 3, 4000, 1, &result);
	assert_true(result.is_exact);
	assert_int_equal(result.n_splits, 4000);
	NEAR(result.p, 4.0 / 400.0, 1e-15);
	perm_strata(strata, 2, 399, 1, &result);
	assert_false(result.is_exact);
	free(lines);
}

/* C(6,3) = 20, C(7,2) = 21, C(200,100) has 59 digits. */
static void test_splits_are_counted_up_to_a_limit(void **state)
{
	const struct perm_stratum strata[] = {
		{6, 3, NULL, NULL, 0}, {7, 5, NULL, NULL, 0}, {200, 100, NULL, NULL, 0}};

	(void)state;
	assert_int_equal(perm_strata_splits(strata, 1, 1000), 20);
	assert_int_equal(perm_strata_splits(strata, 2, 1000), 420);
	assert_int_equal(perm_strata_splits(strata, 2, 420), 420);
	assert_int_equal(perm_strata_splits(strata, 2, 419), 420);
	assert_int_equal(perm_strata_splits(strata, 3, 1000), 1001);
	assert_int_equal(perm_strata_splits(strata, 3, SIZE_MAX / 2), SIZE_MAX / 2 + 1);
}

/* Three strata of C(6, 3): 8000 splits, counted and drawn; any number of threads draws
 * the same. */
static void test_random_strata_estimate_the_exact_p(void **state)
{
	struct line *lines = calloc(3, sizeof(*lines));
	struct perm_stratum strata[3];
	struct perm_result exact, drawn, again;
	int n_threads = omp_get_max_threads();

	(void)state;
	for (uint64_t round = 0; round < 5; round++) {
		struct rng rng = rng_stream(8, round, 0, 0);

		for (size_t s = 0; s < 3; s++) {
			double x[6];

			for (size_t i = 0; i < 6; i++)
				x[i] = rng_normal(&rng) + (i < 3 ? 0.0 : 0.8);
			strata[s] = stratum_of(&lines[s], x, 6, 3);
		}
		perm_strata(strata, 3, 8000, 1, &exact);
		omp_set_num_threads(1);
		perm_strata(strata, 3, 7999, 1, &drawn);
		omp_set_num_threads(3);
		perm_strata(strata, 3, 7999, 1, &again);
		omp_set_num_threads(n_threads);
		NEAR(drawn.p, exact.p,
		     5.0 * sqrt(exact.p * (1.0 - exact.p) / 7999.0) + 1.0 / 8000);
		NEAR(again.p, drawn.p, 0.0);
	}
	free(lines);
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
		cmocka_unit_test(test_strata_multiply),
		cmocka_unit_test(test_splits_are_counted_up_to_a_limit),
		cmocka_unit_test(test_random_strata_estimate_the_exact_p),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

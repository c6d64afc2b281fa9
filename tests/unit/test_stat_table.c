/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_table.c: tests of 2 x k tables against published values, counting by
 * hand and each other. */
#include "unit/stat_near.h"

#include <stdlib.h>

#include "stat/dist.h"
#include "stat/entropy.h"
#include "stat/rng.h"
#include "stat/stat.h"
#include "stat/table.h"

static const size_t tv14_x[] = {8, 2, 0, 0}, tv14_y[] = {1, 3, 4, 2};
static const struct table tv14 = {tv14_x, tv14_y, 4};

static struct table_result permute(const struct table *strata, size_t n,
				   enum table_statistic which, size_t n_perm,
				   uint64_t seed)
{
	struct table_result result;
	struct err err = ERR_INIT;

	assert_int_equal(table_permute(strata, n, which, n_perm, seed, &result, &err), 0);
	return result;
}

/* METHODS, vector 14. */
static void test_published_table(void **state)
{
	struct table_result chi2 = permute(&tv14, 1, TABLE_CHI2, 1000, 1),
			    g = permute(&tv14, 1, TABLE_G, 1000, 1);

	(void)state;
	NEAR(chi2.observed, 11.644444, 5.1e-7);
	NEAR(table_asymptotic_p(&tv14, 1, TABLE_CHI2), .008705902, 5.1e-10);
	assert_true(chi2.is_exact);
	NEAR(chi2.p, .002684622, 5.1e-10);
	NEAR(g.observed, 14.716792827, 5.1e-10);
	NEAR(g.observed, 40 * entropy_jensen_shannon(tv14_x, tv14_y, 4), 1e-13);
	NEAR(table_asymptotic_p(&tv14, 1, TABLE_G), .002075383, 5.1e-10);
	NEAR(g.p, .004048583, 5.1e-10);
	NEAR(table_statistic(&tv14, 1, TABLE_BV), 764.444444, 5.1e-7);
	/* Ways to take 10 of columns of 9, 5, 4 and 2, by counting. */
	assert_int_equal(chi2.n_tables, 88);
}

static void test_published_fisher(void **state)
{
	const size_t x[] = {8, 2}, y[] = {1, 5};
	struct table table = {x, y, 2};
	double greater, two_sided;

	(void)state;
	table_fisher(3, 1, 1, 3, &greater, &two_sided);
	NEAR(greater, .242857143, 5.1e-10);
	NEAR(two_sided, .485714286, 5.1e-10);
	table_fisher(8, 2, 1, 5, &greater, &two_sided);
	NEAR(two_sided, .034965035, 5.1e-10);
	NEAR(permute(&table, 1, TABLE_FISHER, 100, 1).p, two_sided, 1e-13);
}

/* The margins 10, 6 / 9, 7: P(8 or more) = [C(9,8) C(7,2) + C(9,9) C(7,1)] / C(16,10). */
static void test_fisher_by_hand_and_at_its_ends(void **state)
{
	double greater, two_sided;

	(void)state;
	table_fisher(8, 2, 1, 5, &greater, &two_sided);
	NEAR(greater, (9.0 * 21 + 7) / 8008, 1e-14);
	table_fisher(0, 0, 3, 4, &greater, &two_sided);
	NEAR(greater, 1, 1e-15);
	NEAR(two_sided, 1, 1e-15);
	table_fisher(0, 5, 0, 4, &greater, &two_sided);
	NEAR(two_sided, 1, 1e-15);
	table_fisher(2, 3, 2, 3, &greater, &two_sided);
	NEAR(two_sided, 1, 1e-14);
	table_fisher(0, 0, 0, 0, &greater, &two_sided);
	NEAR(greater, 1, 0);
}

/* (2, 0) v (0, 2): 3 tables, the outer two of probability 1/6 tie, so p is 1/3. Twice in
 * two strata 1/9. With unequal rows (2, 0) v (0, 4) is 1 of C(6, 2) = 15. */
static void test_strata_multiply(void **state)
{
	const size_t two[] = {2, 0}, too[] = {0, 2}, four[] = {0, 4}, none[] = {0, 0};
	const struct table strata[] = {{two, too, 2}, {two, none, 2}, {too, two, 2}},
			   unequal = {two, four, 2};

	(void)state;
	for (int which = TABLE_CHI2; which <= TABLE_FISHER; which++) {
		enum table_statistic w = (enum table_statistic)which;
		struct table_result one = permute(strata, 1, w, 9, 1),
				    both = permute(strata, 3, w, 9, 1);

		NEAR(one.p, 1.0 / 3, 1e-14);
		NEAR(both.p, 1.0 / 9, 1e-14);
		NEAR(both.observed, 2 * one.observed, 1e-13);
		assert_int_equal(one.n_tables, 3);
		assert_int_equal(both.n_tables, 9);
		assert_true(both.is_exact);
		assert_false(permute(strata, 3, w, 8, 1).is_exact);
		NEAR(permute(&unequal, 1, w, 9, 1).p, 1.0 / 15, 1e-14);
	}
	NEAR(table_asymptotic_p(strata, 3, TABLE_CHI2), dist_chi2_p(8, 2), 1e-15);
}

/* Every split of the counts into two rows of their sizes, by brute force. */
static double by_splitting(const struct table *table, enum table_statistic which)
{
	size_t label[16], n = 0, n_x = 0, n_all = 0, n_far = 0;
	double given = table_statistic(table, 1, which);

	for (size_t j = 0; j < table->k; j++) {
		n_x += table->x[j];
		for (size_t i = 0; i < table->x[j] + table->y[j]; i++)
			label[n++] = j;
	}
	for (unsigned int mask = 0; mask < 1U << n; mask++) {
		size_t x[8] = {0}, y[8] = {0};
		struct table split = {x, y, table->k};

		if ((size_t)__builtin_popcount(mask) != n_x)
			continue;
		for (size_t i = 0; i < n; i++)
			(mask >> i & 1 ? x : y)[label[i]]++;
		n_all++;
		n_far += table_statistic(&split, 1, which) >= given - 1e-9;
	}
	return (double)n_far / (double)n_all;
}

static void test_exact_p_is_that_of_all_splits(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < 12; round++) {
		struct rng rng = rng_stream(1, round, 0, 0);
		size_t x[4] = {0}, y[4] = {0};
		struct table table = {x, y, 4}, turned = {y, x, 4};

		for (size_t i = 0; i < 4 + round % 3; i++)
			x[rng_below(&rng, 4)]++;
		for (size_t i = 0; i < 6; i++)
			y[rng_below(&rng, 4)]++;
		for (int which = TABLE_CHI2; which <= TABLE_FISHER; which++) {
			enum table_statistic w = (enum table_statistic)which;

			NEAR(permute(&table, 1, w, 1000, 1).p, by_splitting(&table, w),
			     1e-12);
			NEAR(permute(&turned, 1, w, 1000, 1).p,
			     permute(&table, 1, w, 1000, 1).p, 1e-12);
		}
	}
}

static void test_random_tables_estimate_the_exact_p(void **state)
{
	const size_t x[] = {4, 3, 1, 0}, y[] = {1, 2, 4, 3};
	const struct table strata[] = {{x, y, 4}, {y, x, 4}};

	(void)state;
	for (int which = TABLE_CHI2; which <= TABLE_FISHER; which++) {
		enum table_statistic w = (enum table_statistic)which;
		struct table_result exact = permute(strata, 2, w, 100000, 1),
				    random = permute(strata, 2, w, 4000, 1);

		assert_true(exact.is_exact);
		assert_false(random.is_exact);
		assert_int_equal(random.n_tables, 4001);
		NEAR(random.p, exact.p,
		     5 * sqrt(exact.p * (1 - exact.p) / 4000) + 1.0 / 4001);
		NEAR(permute(strata, 2, w, 4000, 1).p, random.p, 0);
	}
}

/* A jitter of the observed tie makes a discrete p uniform; here the tables are so many
 * (8 strata) that ties hardly matter, and random p are multiples of 1/200. */
static void test_p_is_uniform_under_the_null(void **state)
{
	enum { ROUNDS = 600, N_STRATA = 8, N_PERM = 199, K = 5, N = 9 };

	(void)state;
	for (int which = TABLE_CHI2; which <= TABLE_FISHER; which++) {
		double p[ROUNDS];

		for (uint64_t round = 0; round < ROUNDS; round++) {
			struct rng rng = rng_stream(3, round, (uint64_t)which, 0);
			size_t count[N_STRATA][2][K] = {{{0}}};
			struct table strata[N_STRATA];
			struct table_result result;

			for (size_t s = 0; s < N_STRATA; s++) {
				for (size_t i = 0; i < N; i++)
					count[s][i % 2][rng_below(
						&rng, 2 + rng_below(&rng, K - 1))]++;
				strata[s] = (struct table){count[s][0], count[s][1], K};
			}
			result = permute(strata, N_STRATA, (enum table_statistic)which,
					 N_PERM, round);
			p[round] = result.p - rng_uniform(&rng) / (N_PERM + 1);
		}
		assert_true(dist_ks_uniform_p(p, ROUNDS, NULL) > 1e-3);
	}
}

/* However coarse, an exact p of at most a comes up in at most a share a. */
static void test_exact_p_is_never_too_small(void **state)
{
	enum { ROUNDS = 4000 };
	static double p[ROUNDS];

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(4, round, 0, 0);
		size_t x[3] = {0}, y[3] = {0};
		struct table table = {x, y, 3};

		for (size_t i = 0; i < 8; i++) {
			x[rng_below(&rng, 3)]++;
			y[rng_below(&rng, 3)]++;
		}
		p[round] = permute(&table, 1, TABLE_G, 1000, 1).p;
	}
	for (double a = 0.01; a < 1; a += 0.01) {
		size_t n_below = 0;

		for (size_t i = 0; i < ROUNDS; i++)
			n_below += p[i] <= a;
		assert_true((double)n_below / ROUNDS <=
			    a + 4 * sqrt(a * (1 - a) / ROUNDS));
	}
}

static void test_nothing_to_compare_is_said(void **state)
{
	const size_t some[] = {1, 2}, none[] = {0, 0}, one[] = {5};
	const struct table half = {some, none, 2}, same = {one, one, 1};
	struct table_result result;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(table_permute(&half, 1, TABLE_G, 10, 1, &result, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	assert_int_equal(table_permute(NULL, 0, TABLE_G, 10, 1, &result, &err), -1);
	NEAR(table_asymptotic_p(&half, 1, TABLE_G), 1, 0);
	NEAR(table_statistic(&half, 1, TABLE_BV), 0, 0);
	NEAR(table_asymptotic_p(&same, 1, TABLE_CHI2), 1, 0);
	NEAR(permute(&same, 1, TABLE_CHI2, 10, 1).p, 1, 1e-14);
	NEAR(permute(&same, 1, TABLE_BV, 0, 1).p, 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_table),
		cmocka_unit_test(test_published_fisher),
		cmocka_unit_test(test_fisher_by_hand_and_at_its_ends),
		cmocka_unit_test(test_strata_multiply),
		cmocka_unit_test(test_exact_p_is_that_of_all_splits),
		cmocka_unit_test(test_random_tables_estimate_the_exact_p),
		cmocka_unit_test(test_p_is_uniform_under_the_null),
		cmocka_unit_test(test_exact_p_is_never_too_small),
		cmocka_unit_test(test_nothing_to_compare_is_said),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

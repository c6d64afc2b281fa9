/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_pav.c: pool-adjacent-violators against published fits (METHODS 10). */
#include "unit/stat_near.h"

#include <string.h>

#include "stat/pav.h"

static const double inf = (double)INFINITY;

static struct pav fit(const double *score, const unsigned char *h1, const double *weight,
		      size_t n)
{
	struct err err = ERR_INIT;
	struct pav pav;

	if (pav_fit(score, h1, weight, n, &pav, &err))
		fail_msg("%s", err.text);
	return pav;
}

static void test_tv2_breath_analyser(void **state)
{
	/* H2: 990 low, 10 high; H1: 90 high, 10 low. */
	const double score[] = {.101, 90, 90, .101}, weight[] = {990, 10, 90, 10};
	const unsigned char h1[] = {0, 0, 1, 1};
	struct pav pav = fit(score, h1, weight, 4);

	(void)state;
	assert_int_equal(pav.n_blocks, 2);
	NEAR(pow(10, pav_block_llr10(&pav, 0)), .1010101, 5e-8);
	NEAR(pow(10, pav_block_llr10(&pav, 1)), 90, 1e-12);
	NEAR(pav_posterior(&pav, 90), 90. / 91, 1e-15);
	pav_clear(&pav);
}

static void test_tv7_comparison_example(void **state)
{
	const double lr[] = {.5, 2, 4, 6, 8, 10, .2, .4, .6, .8, 1.1};
	const unsigned char h1[] = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
	const double want[] = {.2777778, inf, inf,      inf,      inf,     inf,
			       0,        0,   .2777778, .2777778, .2777778};
	struct pav pav = fit(lr, h1, NULL, 11);
	size_t i;

	(void)state;
	for (i = 0; i < 11; i++)
		NEAR(pow(10, pav_llr10(&pav, lr[i])), want[i], 5e-8);
	pav_clear(&pav);
}

static void test_tv7_pituitary_data_with_pooled_ties(void **state)
{
	/* A real response y in 0 .. C is a trial of H1 with weight y and one of H2 with
	 * weight C - y: a block's posterior share of H1 is then its mean over C. */
	const double age[] = {8, 8, 8, 10, 10, 10, 12, 12, 12, 14, 14};
	const double size[] = {21, 23.5, 23, 24, 21, 25, 21.5, 22, 19, 23.5, 25};
	double score[22], weight[22];
	unsigned char h1[22];
	struct pav pav;
	size_t i;

	(void)state;
	for (i = 0; i < 11; i++) {
		score[2 * i] = score[2 * i + 1] = age[i];
		weight[2 * i] = size[i];
		weight[2 * i + 1] = 30 - size[i];
		h1[2 * i] = 1;
		h1[2 * i + 1] = 0;
	}
	pav = fit(score, h1, weight, 22);
	assert_int_equal(pav.n_blocks, 2);
	NEAR(30 * pav.blocks[0].h1 / (pav.blocks[0].h1 + pav.blocks[0].h2), 22.2222,
	     5e-5);
	NEAR(30 * pav.blocks[1].h1 / (pav.blocks[1].h1 + pav.blocks[1].h2), 24.25, 1e-12);
	NEAR(pav.blocks[0].lo, 8, 0);
	NEAR(pav.blocks[0].hi, 12, 0);
	pav_clear(&pav);
}

static void test_a_tie_is_one_block(void **state)
{
	const double score[] = {1, 1, 1, 2, 2, 2};
	const unsigned char h1[] = {1, 0, 0, 1, 0, 1};
	struct pav pav = fit(score, h1, NULL, 6);

	(void)state;
	assert_int_equal(pav.n_blocks, 2);
	NEAR(pow(10, pav_block_llr10(&pav, 0)), .5, 1e-15);
	NEAR(pow(10, pav_block_llr10(&pav, 1)), 2, 1e-15);
	pav_clear(&pav);
}

static void test_neighbours_of_equal_ratio_are_one_block(void **state)
{
	const double score[] = {1, 1, 2, 2, 3, 3};
	const unsigned char h1[] = {1, 0, 1, 0, 1, 0};
	struct pav pav = fit(score, h1, NULL, 6);

	(void)state;
	assert_int_equal(pav.n_blocks, 1);
	NEAR(pav_block_llr10(&pav, 0), 0, 0);
	NEAR(pav.blocks[0].lo, 1, 0);
	NEAR(pav.blocks[0].hi, 3, 0);
	pav_clear(&pav);
}

static void test_scores_between_blocks_take_the_cautious_side(void **state)
{
	const double score[] = {0, 1, 2, 2, 2, 3, 3, 3, 4, 5};
	const unsigned char h1[] = {0, 0, 0, 0, 1, 1, 1, 0, 1, 1};
	struct pav pav = fit(score, h1, NULL, 10);

	(void)state;
	assert_int_equal(pav.n_blocks, 4);
	NEAR(pav_llr10(&pav, -9), -inf, 0);
	NEAR(pav_llr10(&pav, 1), -inf, 0);
	NEAR(pav_llr10(&pav, 1.5), log10(.5), 1e-15);
	NEAR(pav_llr10(&pav, 3.5), log10(2), 1e-15);
	NEAR(pav_llr10(&pav, 4.5), inf, 0);
	NEAR(pav_llr10(&pav, 9), inf, 0);
	pav_clear(&pav);
}

static void test_infinite_scores_are_scores(void **state)
{
	const double score[] = {-inf, -inf, 0, inf, inf};
	const unsigned char h1[] = {0, 1, 0, 1, 0};
	struct pav pav = fit(score, h1, NULL, 5);

	(void)state;
	assert_int_equal(pav.n_blocks, 2);
	NEAR(pav.blocks[0].lo, -inf, 0);
	NEAR(pav.blocks[0].hi, 0, 0);
	NEAR(pow(10, pav_llr10(&pav, inf)), 1.5, 1e-15);
	pav_clear(&pav);
}

static void test_the_hull_runs_from_corner_to_corner(void **state)
{
	const double score[] = {1, 2, 3, 4};
	const unsigned char h1[] = {0, 1, 0, 1};
	struct pav pav = fit(score, h1, NULL, 4);
	struct pav_vertex hull[5];

	(void)state;
	assert_int_equal(pav.n_blocks, 3);
	pav_hull(&pav, hull);
	NEAR(hull[0].p_fa, 1, 0);
	NEAR(hull[0].p_miss, 0, 0);
	NEAR(hull[1].p_fa, .5, 0);
	NEAR(hull[1].p_miss, 0, 0);
	NEAR(hull[2].p_fa, 0, 0);
	NEAR(hull[2].p_miss, .5, 0);
	NEAR(hull[3].p_fa, 0, 0);
	NEAR(hull[3].p_miss, 1, 0);
	pav_clear(&pav);
}

static void test_an_empty_class_or_nan_is_refused(void **state)
{
	const double score[] = {1, (double)NAN}, fine[] = {1, 2}, weight[] = {1, 0};
	const unsigned char mixed[] = {0, 1}, one[] = {1, 1};
	struct err err = ERR_INIT;
	struct pav pav;

	(void)state;
	assert_int_equal(pav_fit(score, mixed, NULL, 2, &pav, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	pav_clear(&pav);
	assert_int_equal(pav_fit(fine, one, NULL, 2, &pav, &err), -1);
	assert_int_equal(pav_fit(fine, mixed, weight, 2, &pav, &err), -1);
	assert_int_equal(pav_fit(fine, mixed, NULL, 0, &pav, &err), -1);
	assert_null(pav.blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tv2_breath_analyser),
		cmocka_unit_test(test_tv7_comparison_example),
		cmocka_unit_test(test_tv7_pituitary_data_with_pooled_ties),
		cmocka_unit_test(test_a_tie_is_one_block),
		cmocka_unit_test(test_neighbours_of_equal_ratio_are_one_block),
		cmocka_unit_test(test_scores_between_blocks_take_the_cautious_side),
		cmocka_unit_test(test_infinite_scores_are_scores),
		cmocka_unit_test(test_the_hull_runs_from_corner_to_corner),
		cmocka_unit_test(test_an_empty_class_or_nan_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

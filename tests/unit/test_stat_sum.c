/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_sum.c: sums keep their digits; quantiles are R's default. */
#include "unit/stat_near.h"

#include "stat/sum.h"

static void test_small_terms_survive_beside_large_ones(void **state)
{
	struct sum sum = SUM_INIT;

	(void)state;
	/* Neumaier's own example: plain and Kahan summation both give 0. */
	sum_add(&sum, 1.0);
	sum_add(&sum, 1e100);
	sum_add(&sum, 1.0);
	sum_add(&sum, -1e100);
	NEAR(sum_value(&sum), 2.0, 0);
}

static void test_a_million_tenths_are_exact(void **state)
{
	struct sum sum = SUM_INIT;
	int i;

	(void)state;
	for (i = 0; i < 1000000; i++)
		sum_add(&sum, 0.1);
	NEAR(sum_value(&sum), 100000.0, 0);
}

static void test_infinity_passes_through(void **state)
{
	struct sum up = SUM_INIT, both = SUM_INIT;

	(void)state;
	sum_add(&up, 1.0);
	sum_add(&up, (double)INFINITY);
	sum_add(&up, 1.0);
	NEAR(sum_value(&up), (double)INFINITY, 0);
	sum_add(&both, (double)INFINITY);
	sum_add(&both, (double)-INFINITY);
	assert_true(isnan(sum_value(&both)));
}

static void test_mean_and_sample_deviation(void **state)
{
	const double x[] = {2, 4, 4, 4, 5, 5, 7, 9};
	double mean, sd;

	(void)state;
	NEAR(sum_mean(x, 8), 5.0, 0);
	NEAR(sum_sd(x, 8), sqrt(32.0 / 7.0), 1e-15);
	sum_mean_sd(x, 1, &mean, &sd);
	NEAR(mean, 2.0, 0);
	NEAR(sd, 0.0, 0);
}

static void test_deviation_survives_a_large_offset(void **state)
{
	/* NIST StRD NumAcc3: mean 1000000.2, standard deviation .1, 1001 values. */
	double x[1001];
	size_t i;

	(void)state;
	x[0] = 1000000.2;
	for (i = 1; i < 1001; i++)
		x[i] = i % 2 ? 1000000.1 : 1000000.3;
	CLOSE(sum_mean(x, 1001), 1000000.2, 1e-15);
	NEAR(sum_sd(x, 1001), 0.1, 1e-9);
}

static void test_weighted_mean_repeats_values_and_skips_weight_zero(void **state)
{
	const double x[] = {1, 2, (double)INFINITY};
	const double weight[] = {3, 1, 0};

	(void)state;
	NEAR(sum_weighted_mean(x, weight, 3), 1.25, 0);
	NEAR(sum_weighted_mean(x, NULL, 2), 1.5, 0);
}

static void test_quantiles_are_of_type_seven(void **state)
{
	const double x[] = {4, 1, 3, 2};

	(void)state;
	/* R: quantile(1:4, c(0, .05, .25, .5, 1)) */
	NEAR(sum_quantile(x, 4, 0.0), 1.0, 0);
	NEAR(sum_quantile(x, 4, 0.05), 1.15, 1e-15);
	NEAR(sum_quantile(x, 4, 0.25), 1.75, 0);
	NEAR(sum_quantile(x, 4, 1.0), 4.0, 0);
	NEAR(sum_median(x, 4), 2.5, 0);
	NEAR(sum_median(x, 3), 3.0, 0);
	NEAR(sum_median(x, 1), 4.0, 0);
	NEAR(x[0], 4.0, 0);
}

static void test_quantiles_beside_infinite_values(void **state)
{
	const double inf = (double)INFINITY, x[] = {inf, 1, -inf, 2, inf};

	(void)state;
	NEAR(sum_median(x, 5), 2.0, 0);
	NEAR(sum_quantile(x, 5, 0.25), 1.0, 0);
	NEAR(sum_quantile(x, 5, 0.6), inf, 0);
	NEAR(sum_quantile(x, 5, 0.9), inf, 0);
	NEAR(sum_quantile(x, 5, 0.1), -inf, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_terms_survive_beside_large_ones),
		cmocka_unit_test(test_a_million_tenths_are_exact),
		cmocka_unit_test(test_infinity_passes_through),
		cmocka_unit_test(test_mean_and_sample_deviation),
		cmocka_unit_test(test_deviation_survives_a_large_offset),
		cmocka_unit_test(test_weighted_mean_repeats_values_and_skips_weight_zero),
		cmocka_unit_test(test_quantiles_are_of_type_seven),
		cmocka_unit_test(test_quantiles_beside_infinite_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

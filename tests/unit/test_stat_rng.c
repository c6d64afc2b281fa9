/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_rng.c: random numbers come from their coordinates alone. */
#include "unit/stat_near.h"

#include "stat/boot.h"
#include "stat/rng.h"
#include "stat/stat.h"
#include "stat/sum.h"

#define N_DRAWS 200000

static void test_a_stream_is_known_by_its_coordinates(void **state)
{
	struct rng a = rng_stream(1, 2, 3, 4), b = rng_stream(1, 2, 3, 4);
	struct rng later = a;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		assert_true(rng_u64(&a) == rng_u64(&b));
	later.counter = 99;
	b.counter = 99;
	assert_true(rng_u64(&later) == rng_u64(&b));
}

static void test_every_coordinate_counts_and_so_does_its_place(void **state)
{
	const uint64_t v[][4] = {{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0},
				 {0, 0, 0, 1}, {1, 1, 0, 0}, {2, 0, 0, 0}, {0, 0, 0, 2}};
	size_t i, j;

	(void)state;
	for (i = 0; i < 8; i++) {
		for (j = 0; j < i; j++) {
			struct rng a = rng_stream(v[i][0], v[i][1], v[i][2], v[i][3]);
			struct rng b = rng_stream(v[j][0], v[j][1], v[j][2], v[j][3]);

			assert_true(rng_u64(&a) != rng_u64(&b));
		}
	}
}

static void test_uniform_stays_inside_the_open_interval(void **state)
{
	struct rng rng = rng_stream(7, 0, 0, 0);
	int i;

	(void)state;
	for (i = 0; i < N_DRAWS; i++) {
		double u = rng_uniform(&rng);

		assert_true(u > 0.0 && u < 1.0);
	}
}

static void test_below_one_is_zero_and_below_n_reaches_both_ends(void **state)
{
	struct rng rng = rng_stream(8, 0, 0, 0);
	size_t least = 9, most = 0;
	int i;

	(void)state;
	assert_true(rng_below(&rng, 1) == 0);
	for (i = 0; i < 1000; i++) {
		size_t k = rng_below(&rng, 7);

		least = k < least ? k : least;
		most = k > most ? k : most;
	}
	assert_true(least == 0 && most == 6);
}

/* Mean and variance of N_DRAWS values within five standard errors. */
static void check_moments(double (*draw)(struct rng *), double mean, double variance,
			  double fourth)
{
	struct sum total = SUM_INIT, squares = SUM_INIT;
	struct rng rng = rng_stream(9, 1, 2, 3);
	int i;

	for (i = 0; i < N_DRAWS; i++) {
		double x = draw(&rng) - mean;

		sum_add(&total, x);
		sum_add(&squares, x * x);
	}
	NEAR(sum_value(&total) / N_DRAWS, 0.0, 5.0 * sqrt(variance / N_DRAWS));
	NEAR(sum_value(&squares) / N_DRAWS, variance,
	     5.0 * sqrt((fourth - variance * variance) / N_DRAWS));
}

static double gamma_half(struct rng *rng)
{
	return rng_gamma(rng, 0.5);
}

static double gamma_seven(struct rng *rng)
{
	return rng_gamma(rng, 7.0);
}

static double beta_two_three(struct rng *rng)
{
	return rng_beta(rng, 2.0, 3.0);
}

static void test_moments_are_those_of_the_distribution(void **state)
{
	(void)state;
	check_moments(rng_uniform, 0.5, 1.0 / 12.0, 1.0 / 80.0);
	check_moments(rng_normal, 0.0, 1.0, 3.0);
	/* Gamma: variance a, fourth central moment 3a^2 + 6a. */
	check_moments(gamma_half, 0.5, 0.5, 3.75);
	check_moments(gamma_seven, 7.0, 7.0, 189.0);
	/* Beta(2,3): mean 2/5, variance 1/25, kurtosis 33/14. */
	check_moments(beta_two_three, 0.4, 0.04, 0.0016 * 33.0 / 14.0);
}

static void test_beta_of_minute_shapes_is_a_coin(void **state)
{
	struct rng rng = rng_stream(10, 0, 0, 0);
	int ones = 0, i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		double x = rng_beta(&rng, 1e-4, 3e-4);

		assert_true(x >= 0.0 && x <= 1.0);
		ones += x > 0.5;
	}
	NEAR(ones, 250, 5 * sqrt(1000 * 0.25 * 0.75));
}

static void test_a_shuffle_keeps_every_value(void **state)
{
	struct rng rng = rng_stream(11, 0, 0, 0);
	size_t v[50], seen[50] = {0}, i;

	(void)state;
	for (i = 0; i < 50; i++)
		v[i] = i;
	rng_shuffle(&rng, v, 50);
	for (i = 0; i < 50; i++)
		seen[v[i]]++;
	for (i = 0; i < 50; i++)
		assert_true(seen[i] == 1);
	rng_shuffle(&rng, v, 0);
}

static void test_bootstrap_weights_add_up_to_the_number_of_clusters(void **state)
{
	struct rng rng = rng_stream(12, 0, 0, 0);
	double weight[37], total = 0.0;
	size_t i;

	(void)state;
	boot_weights(&rng, 37, weight);
	for (i = 0; i < 37; i++) {
		assert_true(weight[i] >= 0.0 && weight[i] == floor(weight[i]));
		total += weight[i];
	}
	NEAR(total, 37, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_stream_is_known_by_its_coordinates),
		cmocka_unit_test(test_every_coordinate_counts_and_so_does_its_place),
		cmocka_unit_test(test_uniform_stays_inside_the_open_interval),
		cmocka_unit_test(test_below_one_is_zero_and_below_n_reaches_both_ends),
		cmocka_unit_test(test_moments_are_those_of_the_distribution),
		cmocka_unit_test(test_beta_of_minute_shapes_is_a_coin),
		cmocka_unit_test(test_a_shuffle_keeps_every_value),
		cmocka_unit_test(test_bootstrap_weights_add_up_to_the_number_of_clusters),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * props/prop_stat_rng.c: random numbers are uniform, streams have nothing to do with
 * each other, and the distributions of stat/dist.h hold for them. Seeds are fixed, so a
 * p-value of 1e-4 that fails here fails always: it is a finding, not chance.
 */
#include "unit/stat_near.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stat/boot.h"
#include "stat/dist.h"
#include "stat/rng.h"
#include "stat/stat.h"
#include "stat/sum.h"

#define P_LEAST 1e-4

/* Chi-squared p-value of counts that should all be equal. */
static double even_p(const size_t *count, size_t n_cells)
{
	double total = 0, chi2 = 0;
	size_t i;

	for (i = 0; i < n_cells; i++)
		total += (double)count[i];
	for (i = 0; i < n_cells; i++) {
		double expected = total / (double)n_cells;
		double away = (double)count[i] - expected;

		chi2 += away * away / expected;
	}
	return dist_chi2_p(chi2, (double)n_cells - 1);
}

static void test_every_bit_is_a_fair_coin(void **state)
{
	struct rng rng = rng_stream(51, 0, 0, 0);
	size_t ones[64] = {0}, bit, i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		uint64_t u = rng_u64(&rng);

		for (bit = 0; bit < 64; bit++)
			ones[bit] += u >> bit & 1;
	}
	for (bit = 0; bit < 64; bit++)
		NEAR((double)ones[bit], 50000, 4.5 * sqrt(25000));
}

static void test_cells_and_pairs_of_cells_are_even(void **state)
{
	struct rng rng = rng_stream(52, 0, 0, 0);
	size_t *single = MEM_ARRAY(1000, size_t), *pair = MEM_ARRAY(10000, size_t), i;

	(void)state;
	for (i = 0; i < 1000000; i++) {
		size_t a = (size_t)(rng_uniform(&rng) * 1000);
		size_t b = (size_t)(rng_uniform(&rng) * 1000);

		single[a]++;
		pair[a / 10 * 100 + b / 10]++;
	}
	assert_true(even_p(single, 1000) > P_LEAST);
	assert_true(even_p(pair, 10000) > P_LEAST);
	free(single);
	free(pair);
}

static void test_first_draws_of_neighbouring_streams_are_even(void **state)
{
	size_t by_seed[1000] = {0}, by_last[1000] = {0}, i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		struct rng a = rng_stream(i, 0, 0, 0), b = rng_stream(7, 1, 2, i);

		by_seed[rng_below(&a, 1000)]++;
		by_last[rng_below(&b, 1000)]++;
	}
	assert_true(even_p(by_seed, 1000) > P_LEAST);
	assert_true(even_p(by_last, 1000) > P_LEAST);
}

static void test_neighbouring_streams_do_not_correlate(void **state)
{
	enum { N = 20000 };
	size_t stream, i;

	(void)state;
	for (stream = 0; stream < 40; stream++) {
		struct rng a = rng_stream(1, 2, 3, stream),
			   b = rng_stream(1, 2, 3, stream + 1);
		struct rng c = rng_stream(1, 2, stream + 1, 3);
		struct sum ab = SUM_INIT, ac = SUM_INIT, lag = SUM_INIT;
		double before = 0;

		for (i = 0; i < N; i++) {
			double x = rng_normal(&a);

			sum_add(&ab, x * rng_normal(&b));
			sum_add(&ac, x * rng_normal(&c));
			sum_add(&lag, x * before);
			before = x;
		}
		NEAR(sum_value(&ab) / sqrt(N), 0, 4.5);
		NEAR(sum_value(&ac) / sqrt(N), 0, 4.5);
		NEAR(sum_value(&lag) / sqrt(N), 0, 4.5);
	}
}

static void test_below_is_even_for_awkward_sizes(void **state)
{
	const size_t size[] = {3, 7, 10, 97, 1000};
	size_t i, j;

	(void)state;
	for (i = 0; i < 5; i++) {
		struct rng rng = rng_stream(53, i, 0, 0);
		size_t count[1000] = {0};

		for (j = 0; j < 200000; j++)
			count[rng_below(&rng, size[i])]++;
		assert_true(even_p(count, size[i]) > P_LEAST);
	}
}

static void test_below_has_no_modulo_bias(void **state)
{
	/* 2^63 + 2^62 leaves a quarter of the draws: with a plain remainder the lower
	 * third would come up in two thirds of them. */
	const size_t n = (size_t)3 << 62;
	struct rng rng = rng_stream(54, 0, 0, 0);
	size_t count[3] = {0}, i;

	(void)state;
	for (i = 0; i < 30000; i++)
		count[rng_below(&rng, n) >> 62]++;
	assert_true(even_p(count, 3) > P_LEAST);
}

static void test_every_order_of_a_shuffle_is_as_likely(void **state)
{
	struct rng rng = rng_stream(55, 0, 0, 0);
	size_t count[256] = {0}, orders[24], n_orders = 0, i;

	(void)state;
	for (i = 0; i < 240000; i++) {
		size_t v[4] = {0, 1, 2, 3};

		rng_shuffle(&rng, v, 4);
		count[v[0] * 64 + v[1] * 16 + v[2] * 4 + v[3]]++;
	}
	for (i = 0; i < 256; i++)
		if (count[i] > 0 && n_orders < 24)
			orders[n_orders++] = count[i];
	assert_int_equal(n_orders, 24);
	assert_true(even_p(orders, 24) > P_LEAST);
}

static void test_normal_gamma_and_beta_follow_their_distributions(void **state)
{
	enum { N = 2000 };
	static double u[4][N];
	struct rng rng = rng_stream(56, 0, 0, 0);
	size_t i;

	(void)state;
	for (i = 0; i < N; i++) {
		u[0][i] = dist_normal_cdf(rng_normal(&rng));
		/* Gamma(1) is exponential, twice Gamma(3/2) is chi-squared of 3. */
		u[1][i] = exp(-rng_gamma(&rng, 1));
		u[2][i] = dist_chi2_p(2 * rng_gamma(&rng, 1.5), 3);
		/* P(Beta(2,3) <= x) = P(Binomial(4, x) >= 2). */
		u[3][i] = dist_binomial_at_least(2, 4, rng_beta(&rng, 2, 3));
	}
	for (i = 0; i < 4; i++)
		assert_true(dist_ks_uniform_p(u[i], N, NULL) > P_LEAST);
}

static void test_bootstrap_weights_are_multinomial(void **state)
{
	enum { CLUSTERS = 12, N = 20000 };
	struct rng rng = rng_stream(57, 0, 0, 0);
	double weight[CLUSTERS], zero = 0, product = 0;
	size_t total[CLUSTERS] = {0}, i, j;

	(void)state;
	for (i = 0; i < N; i++) {
		boot_weights(&rng, CLUSTERS, weight);
		for (j = 0; j < CLUSTERS; j++)
			total[j] += (size_t)weight[j];
		zero += weight[3] <= 0;
		product += weight[0] * weight[11];
	}
	assert_true(even_p(total, CLUSTERS) > P_LEAST);
	/* P(left out) = (1 - 1/n)^n; E[w_i w_j] = 1 - 1/n. */
	NEAR(zero / N, pow(11. / 12, 12), 4.5 * sqrt(.23 / N));
	NEAR(product / N, 11. / 12, 4.5 * sqrt(2.7 / N));
}

/* Draw n normal values and one more many times; collect where that one falls. */
static void predictive(size_t n, size_t n_times, bool plain, double *u)
{
	size_t i, j;

	for (i = 0; i < n_times; i++) {
		struct rng rng = rng_stream(58, n, i, 0);
		double x[200], mean, sd, next, z;

		for (j = 0; j < n; j++)
			x[j] = 5 + 3 * rng_normal(&rng);
		next = 5 + 3 * rng_normal(&rng);
		sum_mean_sd(x, n, &mean, &sd);
		z = plain ? (next - mean) / sd : dist_t_predictive_z(next, mean, sd, n);
		u[i] = dist_normal_cdf(z);
	}
}

static void test_predictive_z_is_standard_normal_for_any_cohort_size(void **state)
{
	enum { N = 2000 };
	const size_t size[] = {3, 4, 8, 20, 100};
	static double u[N];
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		predictive(size[i], N, false, u);
		assert_true(dist_ks_uniform_p(u, N, NULL) > P_LEAST);
	}
	/* A plain z-score over few values is not: that is why this one exists. */
	predictive(4, N, true, u);
	assert_true(dist_ks_uniform_p(u, N, NULL) < 1e-6);
}

static void test_ks_p_values_are_uniform(void **state)
{
	const size_t size[] = {1, 2, 5, 17, 60};
	double p[1000], x[60];
	size_t i, j, k;

	(void)state;
	for (i = 0; i < 5; i++) {
		for (j = 0; j < 1000; j++) {
			struct rng rng = rng_stream(59, i, j, 0);

			for (k = 0; k < size[i]; k++)
				x[k] = rng_uniform(&rng);
			p[j] = dist_ks_uniform_p(x, size[i], NULL);
		}
		assert_true(dist_ks_uniform_p(p, 1000, NULL) > P_LEAST);
	}
}

static void test_clopper_pearson_covers_at_least_its_level(void **state)
{
	const double truth[] = {.003, .03, .2, .5, .9};
	size_t n, k, i;

	(void)state;
	for (n = 5; n <= 80; n += 15) {
		for (i = 0; i < 5; i++) {
			double covered = 0, lo, hi;

			for (k = 0; k <= n; k++) {
				dist_clopper_pearson(k, n, .95, &lo, &hi);
				if (lo <= truth[i] && truth[i] <= hi)
					covered += dist_binomial_at_most(k, n, truth[i]) -
						   (k ? dist_binomial_at_most(k - 1, n,
									      truth[i])
						      : 0);
			}
			assert_true(covered >= .95 - 1e-12);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_bit_is_a_fair_coin),
		cmocka_unit_test(test_cells_and_pairs_of_cells_are_even),
		cmocka_unit_test(test_first_draws_of_neighbouring_streams_are_even),
		cmocka_unit_test(test_neighbouring_streams_do_not_correlate),
		cmocka_unit_test(test_below_is_even_for_awkward_sizes),
		cmocka_unit_test(test_below_has_no_modulo_bias),
		cmocka_unit_test(test_every_order_of_a_shuffle_is_as_likely),
		cmocka_unit_test(test_normal_gamma_and_beta_follow_their_distributions),
		cmocka_unit_test(test_bootstrap_weights_are_multinomial),
		cmocka_unit_test(
			test_predictive_z_is_standard_normal_for_any_cohort_size),
		cmocka_unit_test(test_ks_p_values_are_uniform),
		cmocka_unit_test(test_clopper_pearson_covers_at_least_its_level),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

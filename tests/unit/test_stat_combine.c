/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_combine.c: combined and corrected p-values against published examples,
 * and uniform under the null where they should be. */
#include "unit/stat_near.h"

#include <string.h>

#include "stat/combine.h"
#include "stat/dist.h"
#include "stat/rng.h"
#include "stat/stat.h"

/* METHODS, vector 16: the p-values are those of the example of R's package ACAT. */
static void test_published_combinations(void **state)
{
	const double p[] = {.02, .0004, .2, .1, .8}, three[] = {.01, .2, .3};
	double ten[10];
	struct combined c;

	(void)state;
	c = combine_acat(p, 5);
	NEAR(c.statistic, 162.949305, 5.1e-7);
	NEAR(c.p, .00195340441, 5.1e-12);
	c = combine_fisher(p, 5);
	NEAR(c.statistic, 31.742471146, 5.1e-10);
	NEAR(c.p, 4.41978284e-4, 5.1e-13);
	c = combine_stouffer(p, 5);
	NEAR(c.statistic, 2.991007127, 5.1e-10);
	NEAR(c.p, .001390295, 5.1e-10);
	c = combine_harmonic(p, 5);
	NEAR(c.statistic, .001948368, 5.1e-10);
	NEAR(c.p, .001978551, 5.1e-10);
	NEAR(combine_simes(p, 5), .002, 1e-15);
	NEAR(combine_bonferroni(p, 5), .002, 1e-15);
	c = combine_harmonic(three, 3);
	NEAR(c.statistic, .027692308, 5.1e-10);
	NEAR(c.p, .031607823, 5.1e-10);
	for (size_t i = 0; i < 10; i++)
		ten[i] = .04;
	NEAR(combine_harmonic(ten, 10).p, .050419332, 5.1e-10);
}

/* The same vector: the harmonic mean that is significant at alpha. Printed to 5e-8, and
 * p rises 1.5 times as fast as the mean. */
static void test_published_thresholds_of_the_harmonic_mean(void **state)
{
	(void)state;
	NEAR(combine_harmonic_p(.0397209, 10), .05, 1e-7);
	NEAR(combine_harmonic_p(.0363924, 100), .05, 1e-7);
	NEAR(combine_harmonic_p(.0335787, 1000), .05, 1e-7);
	NEAR(combine_harmonic_p(.0093561, 10), .01, 1e-7);
	NEAR(combine_harmonic_p(.0091588, 100), .01, 1e-7);
	NEAR(combine_harmonic_p(.0089697, 1000), .01, 1e-7);
}

/* Benjamini and Hochberg 1995, their example: 4 rejected at .05, by Holm 3, by
 * Benjamini and Yekutieli 3. */
static void test_published_adjustments(void **state)
{
	const double p[15] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
			      .0459, .3240, .4262, .5719, .6528, .7590, 1},
		     bh[15] = {.0015, .003, .0095,  .03562, .0603,  .06386, .06386, .0645,
			       .0765, .486, .58118, .71488, .75323, .81321, 1};
	double out[15], turned[15];
	size_t n_by = 0, n_holm = 0, n_bonferroni = 0;

	(void)state;
	combine_bh(p, 15, out);
	for (size_t i = 0; i < 15; i++)
		NEAR(out[i], bh[i], 5.1e-6);
	combine_by(p, 15, out);
	for (size_t i = 0; i < 15; i++)
		n_by += out[i] <= .05;
	combine_holm(p, 15, out);
	for (size_t i = 0; i < 15; i++) {
		n_holm += out[i] <= .05;
		n_bonferroni += 15 * p[i] <= .05;
	}
	assert_int_equal(n_by, 3);
	assert_int_equal(n_holm, 3);
	assert_int_equal(n_bonferroni, 3);
	NEAR(out[3], 12 * .0095, 1e-15);
	/* The order of the values changes nothing, and out may be p. */
	for (size_t i = 0; i < 15; i++)
		turned[i] = p[14 - i];
	combine_bh(turned, 15, turned);
	for (size_t i = 0; i < 15; i++)
		NEAR(turned[14 - i], bh[i], 5.1e-6);
}

/* Computed to 15 digits with mpmath from the defining integral, below 0 at 60 digits as
 * it cancels there; near 1/x far out. */
static void test_landau_tail(void **state)
{
	const double v[][2] = {{-4, 0.99999999983516},     {-3, 0.999914078733748},
			       {-2, 0.985905642065851},    {-1, 0.886385358945977},
			       {-.5, 0.803057813079946},   {0, 0.713167119874582},
			       {.5, 0.62671943752032},     {2, 0.424472065296887},
			       {10, 0.117061134086436},    {100, 0.0104289708367102},
			       {1e4, 1.00087941392205e-4}, {1e8, 1.0000001799788e-8}};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		CLOSE(combine_landau_q(v[i][0]), v[i][1], 1e-11);
	CLOSE(combine_landau_q(1e200), 1e-200, 1e-11);
	NEAR(combine_landau_q(-20), 1, 1e-12);
	NEAR(combine_landau_q((double)INFINITY), 0, 0);
}

static void test_one_value_stays_itself(void **state)
{
	(void)state;
	for (double p = 1e-18; p < 1; p *= 7) {
		CLOSE(combine_fisher(&p, 1).p, p, 1e-12);
		CLOSE(combine_stouffer(&p, 1).p, p, 1e-12);
		CLOSE(combine_acat(&p, 1).p, p, 1e-12);
		NEAR(combine_simes(&p, 1), p, 0);
		NEAR(combine_bonferroni(&p, 1), p, 0);
	}
}

static void test_ends_of_the_scale(void **state)
{
	const double zero[] = {0, .5, .9}, one[] = {1, 1, 1};

	(void)state;
	NEAR(combine_fisher(zero, 3).p, 0, 0);
	NEAR(combine_acat(zero, 3).p, 0, 0);
	NEAR(combine_harmonic(zero, 3).p, 0, 0);
	NEAR(combine_simes(zero, 3), 0, 0);
	assert_true(combine_stouffer(zero, 3).p < 1e-80);
	NEAR(combine_fisher(one, 3).p, 1, 0);
	NEAR(combine_acat(one, 3).p, 1, 1e-15);
	NEAR(combine_stouffer(one, 3).p, 1, 1e-15);
	assert_true(combine_harmonic(one, 3).p > .8);
	NEAR(combine_simes(one, 3), 1, 0);
	NEAR(combine_bonferroni(one, 3), 1, 0);
}

/* Fisher, Stouffer, Cauchy and Simes are exact for independent values. */
static void test_p_is_uniform_under_the_null(void **state)
{
	enum { ROUNDS = 2000, N = 6 };
	static double p[4][ROUNDS];

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(1, round, 0, 0);
		double v[N];

		for (size_t i = 0; i < N; i++)
			v[i] = rng_uniform(&rng);
		p[0][round] = combine_fisher(v, N).p;
		p[1][round] = combine_stouffer(v, N).p;
		p[2][round] = combine_acat(v, N).p;
		p[3][round] = combine_simes(v, N);
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(dist_ks_uniform_p(p[i], ROUNDS, NULL) > 1e-3);
}

/* The same value ten times is as dependent as can be: the two that claim to bear it
 * stay near their level; Fisher's does not, which is why it is not among them. */
static void test_dependence(void **state)
{
	double p[10];

	(void)state;
	for (size_t i = 0; i < 10; i++)
		p[i] = .01;
	NEAR(combine_acat(p, 10).p, .01, 1e-15);
	assert_true(combine_harmonic(p, 10).p > .01);
	NEAR(combine_simes(p, 10), .01, 1e-15);
	assert_true(combine_fisher(p, 10).p < 1e-8);
}

/* The harmonic mean is asymptotic: at alpha .05 within four standard errors of 20,000
 * rounds and a tenth of alpha. Bonferroni's p is exact by 1 - (1 - a/n)^n. */
static void test_harmonic_and_bonferroni_keep_their_level(void **state)
{
	enum { ROUNDS = 20000, N = 20 };
	size_t n_harmonic = 0, n_bonferroni = 0;
	double exact = 1 - pow(1 - .05 / N, N);

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(2, round, 0, 0);
		double v[N], inverse = 0;

		for (size_t i = 0; i < N; i++) {
			v[i] = rng_uniform(&rng);
			inverse += 1 / v[i];
		}
		/* .05's threshold for 20, so that no integral is taken per round */
		n_harmonic += N / inverse <= .0386;
		n_bonferroni += combine_bonferroni(v, N) <= .05;
	}
	NEAR((double)n_harmonic / ROUNDS, combine_harmonic_p(.0386, N),
	     4 * sqrt(.05 * .95 / ROUNDS) + .005);
	NEAR((double)n_bonferroni / ROUNDS, exact, 4 * sqrt(.05 * .95 / ROUNDS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_combinations),
		cmocka_unit_test(test_published_thresholds_of_the_harmonic_mean),
		cmocka_unit_test(test_published_adjustments),
		cmocka_unit_test(test_landau_tail),
		cmocka_unit_test(test_one_value_stays_itself),
		cmocka_unit_test(test_ends_of_the_scale),
		cmocka_unit_test(test_p_is_uniform_under_the_null),
		cmocka_unit_test(test_dependence),
		cmocka_unit_test(test_harmonic_and_bonferroni_keep_their_level),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_beta_binomial.c: the beta-binomial against closed forms and simulated
 * sources. */
#include "unit/stat_near.h"

#include "stat/beta_binomial.h"
#include "stat/dist.h"
#include "stat/rng.h"
#include "stat/stat.h"

/* Beta(1, 1): every count is as likely. Beta(1, b): P(all n) = n! b! / (n + b)!. One
 * trial: a / (a + b). */
static void test_closed_forms(void **state)
{
	(void)state;
	for (size_t k = 0; k <= 9; k++) {
		struct hits hits = {k, 9};

		CLOSE(exp(beta_binomial_ln_p(hits, (struct beta){1, 1})), .1, 1e-13);
		NEAR(beta_binomial_at_least(hits, (struct beta){1, 1}),
		     (double)(10 - k) / 10, 1e-13);
	}
	CLOSE(exp(beta_binomial_ln_p((struct hits){4, 4}, (struct beta){1, 3})),
	      24.0 * 6 / 5040, 1e-13);
	CLOSE(exp(beta_binomial_ln_p((struct hits){1, 1}, (struct beta){.3, 1.7})), .15,
	      1e-13);
	NEAR(beta_binomial_ln_p((struct hits){0, 0}, (struct beta){.3, 1.7}), 0, 1e-15);
	/* Beta(1/2, 1/2), 1 of 2: 2 B(3/2, 3/2) / pi = 2 (pi/8) / pi */
	CLOSE(exp(beta_binomial_ln_p((struct hits){1, 2}, (struct beta){.5, .5})), .25,
	      1e-13);
}

/* A rate that hardly varies makes it binomial. */
static void test_a_certain_rate_is_binomial(void **state)
{
	const struct beta sure = {2e8, 8e8};

	(void)state;
	for (size_t k = 1; k <= 20; k++)
		CLOSE(beta_binomial_at_least((struct hits){k, 20}, sure),
		      dist_binomial_at_least(k, 20, .2), 1e-6);
}

/* Beta(1, 1) against Beta(1, 9) at n of n: [1/(n+1)] / [n! 9! / (n+9)!]. */
static void test_ratio_by_hand(void **state)
{
	const struct beta even = {1, 1}, rare = {1, 9};

	(void)state;
	/* 3 of 3: (1/4) / (6 * 9! / 12!) = 1320 / 24; 0 of 3: (1/4) / (9/12) */
	NEAR(beta_binomial_llr10((struct hits){3, 3}, even, rare), log10(55), 1e-13);
	NEAR(beta_binomial_llr10((struct hits){0, 3}, even, rare), log10(1.0 / 3), 1e-13);
	NEAR(beta_binomial_llr10((struct hits){2, 5}, even, rare),
	     (beta_binomial_ln_p((struct hits){2, 5}, even) -
	      beta_binomial_ln_p((struct hits){2, 5}, rare)) /
		     log(10),
	     1e-13);
	NEAR(beta_binomial_llr10((struct hits){2, 5}, rare, even),
	     -beta_binomial_llr10((struct hits){2, 5}, even, rare), 1e-15);
	NEAR(beta_binomial_llr10((struct hits){2, 5}, rare, rare), 0, 0);
}

static void test_posterior(void **state)
{
	(void)state;
	NEAR(beta_binomial_posterior_odds10(-2, 3.5), 1.5, 0);
	NEAR(beta_binomial_probability(0), .5, 0);
	NEAR(beta_binomial_probability(log10(3)), .75, 1e-15);
	NEAR(beta_binomial_probability(-400), 0, 0);
	NEAR(beta_binomial_probability((double)INFINITY), 1, 0);
}

/* The mean of a ratio under the hypothesis below its line is 1. */
static void test_ratio_has_mean_1_under_h2(void **state)
{
	const struct beta h1 = {2, 5}, h2 = {.4, 20};
	double mean = 0, all = 0;

	(void)state;
	for (size_t k = 0; k <= 50; k++) {
		struct hits hits = {k, 50};
		double p = exp(beta_binomial_ln_p(hits, h2));

		all += p;
		mean += p * pow(10, beta_binomial_llr10(hits, h1, h2));
	}
	NEAR(all, 1, 1e-12);
	NEAR(mean, 1, 1e-11);
}

/* Sources 0, 10 of 10 each: B = 5, W = 0, so r = 1 and the rate is unknown. 5, 5: B = 0,
 * and the pooled posterior stands. 2, 6 of 10: B = 16/20 = .8, W = 4/18 =: w, n0 = 10. */
static void test_fit_by_hand(void **state)
{
	const struct hits apart[] = {{0, 10}, {10, 10}}, alike[] = {{5, 10}, {5, 10}},
			  some[] = {{2, 10}, {0, 0}, {6, 10}};
	struct beta beta, pooled;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(beta_binomial_fit(apart, 2, &beta, &err), 0);
	NEAR(beta.a, .5, 1e-15);
	NEAR(beta.b, .5, 1e-15);
	assert_int_equal(beta_binomial_fit(alike, 2, &beta, &err), 0);
	NEAR(beta.a, 10.5, 1e-14);
	NEAR(beta.b, 10.5, 1e-14);
	assert_int_equal(beta_binomial_fit(some, 3, &beta, &err), 0);
	pooled = beta_binomial_pooled(some, 3);
	NEAR(pooled.a, 8.5, 0);
	NEAR(pooled.b, 12.5, 0);
	NEAR(beta.a / (beta.a + beta.b), 8.5 / 21, 1e-15);
	NEAR(beta.a + beta.b, 10 * (4.0 / 18) / (.8 - 4.0 / 18), 1e-13);
}

static void test_too_few_sources_are_said(void **state)
{
	const struct hits one[] = {{1, 10}, {0, 0}}, single[] = {{0, 1}, {1, 1}};
	struct beta beta;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(beta_binomial_fit(one, 2, &beta, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	assert_int_equal(beta_binomial_fit(single, 2, &beta, &err), -1);
	assert_int_equal(beta_binomial_fit(NULL, 0, &beta, &err), -1);
}

static struct hits draw(struct rng *rng, struct beta truth, size_t n)
{
	double rate = rng_beta(rng, truth.a, truth.b);
	struct hits hits = {0, n};

	for (size_t i = 0; i < n; i++)
		hits.k += rng_uniform(rng) < rate;
	return hits;
}

/* Mean .2, correlation 1/11, from 20,000 sources. */
static void test_fit_finds_the_truth(void **state)
{
	enum { N = 20000 };
	static struct hits source[N];
	struct rng rng = rng_stream(1, 0, 0, 0);
	struct beta beta;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < N; i++)
		source[i] = draw(&rng, (struct beta){2, 8}, 10 + i % 30);
	assert_int_equal(beta_binomial_fit(source, N, &beta, &err), 0);
	CLOSE(beta.a, 2.0, .1);
	CLOSE(beta.b, 8.0, .1);
}

/* The tail less a uniform share of its atom is uniform; a binomial at the mean rate says
 * "rare" far too often. */
static void test_p_is_uniform_under_the_null(void **state)
{
	enum { ROUNDS = 1500 };
	const struct beta truth = {.8, 12};
	static double p[ROUNDS];
	size_t n_binomial = 0;

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(2, round, 0, 0);
		struct hits hits = draw(&rng, truth, 50);

		p[round] = beta_binomial_at_least(hits, truth) -
			   rng_uniform(&rng) * exp(beta_binomial_ln_p(hits, truth));
		n_binomial += dist_binomial_at_least(hits.k, 50, .0625) <= .01;
	}
	assert_true(dist_ks_uniform_p(p, ROUNDS, NULL) > 1e-3);
	assert_true(n_binomial > 5 * ROUNDS / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_forms),
		cmocka_unit_test(test_a_certain_rate_is_binomial),
		cmocka_unit_test(test_ratio_by_hand),
		cmocka_unit_test(test_posterior),
		cmocka_unit_test(test_ratio_has_mean_1_under_h2),
		cmocka_unit_test(test_fit_by_hand),
		cmocka_unit_test(test_too_few_sources_are_said),
		cmocka_unit_test(test_fit_finds_the_truth),
		cmocka_unit_test(test_p_is_uniform_under_the_null),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

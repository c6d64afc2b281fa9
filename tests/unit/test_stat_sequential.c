/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_sequential.c: sequential tests against a published vector, and their
 * error rates when somebody looks after every toss. */
#include "unit/stat_near.h"

#include <stdbool.h>

#include "stat/dist.h"
#include "stat/rng.h"
#include "stat/sequential.h"
#include "stat/stat.h"

/* METHODS, vector 17. */
static void test_published_probability_ratio_tests(void **state)
{
	struct sprt sprt = sequential_sprt(.01, .05);
	double h0, h1;

	(void)state;
	NEAR(sprt.ln_a, 4.553876892, 5.1e-10);
	NEAR(sprt.ln_b, -2.985681938, 5.1e-10);
	sequential_sprt_mean_n(&sprt, .5, .6, &h0, &h1);
	NEAR(h1, 207.44, .0051);
	NEAR(h0, 142.58, .0051);
	NEAR(sequential_fixed_n(.01, .05, .5, .6), 387.69, .0051);
	sequential_sprt_mean_n(&sprt, .1, .2, &h0, &h1);
	NEAR(h1, 94.07, .0051);
	NEAR(h0, 79.32, .0051);
	NEAR(sequential_fixed_n(.01, .05, .1, .2), 183.83, .0051);
}

/* The second is 2.40446106 in the vector; in exact fractions, C(2s,s) C(2f,f) s! f! /
 * (2^n n!), it is what stands here. */
static void test_published_bettor(void **state)
{
	const struct {
		size_t hits, misses;
		double e, digit;
	} v[] = {{8, 2, 1.67578125, 1e-14},
		 {15, 5, 2.40446090698242, 1e-13},
		 {60, 40, .59607160, 5.1e-9},
		 {10, 0, 180.42578125, 1e-11}};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		NEAR(exp(sequential_kt_ln_e(v[i].hits, v[i].misses, .5)), v[i].e,
		     v[i].digit);
	NEAR(sequential_kt_ln_e(0, 0, .3), 0, 1e-15);
}

static void test_published_calibrators(void **state)
{
	const double p[] = {.05, .01, .001, 1e-4},
		     integrated[] = {1.783322, 4.450992, 20.791134, 117.761949},
		     root[] = {2.236068, 5, 15.811388, 50};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		NEAR(exp(sequential_ln_e_integrated(p[i])), integrated[i], 5.1e-7);
		NEAR(exp(sequential_ln_e_power(p[i], .5)), root[i], 5.1e-7);
	}
	NEAR(sequential_ln_e_integrated(1), log(.5), 1e-15);
	/* The series and the closed form meet. */
	NEAR(sequential_ln_e_integrated(exp(-.000999)),
	     sequential_ln_e_integrated(exp(-.001001)), 1e-6);
	NEAR(sequential_ln_e_integrated(0), (double)INFINITY, 0);
	NEAR(sequential_ln_e_power(0, .5), (double)INFINITY, 0);
}

/* METHODS, vector 19. */
static void test_published_divergence(void **state)
{
	(void)state;
	NEAR(sequential_kl(.06, .05), 9.9211064e-4, 5.1e-12);
	NEAR(sequential_kl(.3, .3), 0, 0);
	NEAR(sequential_kl(0, .5), log(2), 1e-15);
	NEAR(sequential_kl(1, .25), log(4), 1e-15);
}

/* The mean under the null, by summing over all outcomes and over a grid of p. */
static void test_e_values_have_mean_1(void **state)
{
	enum { N = 20, GRID = 1000000 };
	double kt = 0, integrated = 0, power = 0, choose = 1;

	(void)state;
	for (size_t k = 0; k <= N; k++) {
		kt += choose * pow(.2, (double)k) * pow(.8, (double)(N - k)) *
		      exp(sequential_kt_ln_e(k, N - k, .2));
		choose = choose * (double)(N - k) / (double)(k + 1);
	}
	NEAR(kt, 1, 1e-12);
	/* p = u^4 makes both integrable by the midpoint rule; the rest of the integrated
	 * one, 1 / |ln p| of the last p, comes slowly. */
	for (size_t i = 0; i < GRID; i++) {
		double u = ((double)i + .5) / GRID, p = u * u * u * u;

		integrated += exp(sequential_ln_e_integrated(p)) * 4 * u * u * u / GRID;
		power += exp(sequential_ln_e_power(p, .5)) * 4 * u * u * u / GRID;
	}
	assert_true(integrated <= 1 && integrated > .95);
	NEAR(power, 1, 1e-6);
}

static void test_process_keeps_its_largest_value(void **state)
{
	struct e_process process = E_PROCESS_INIT;
	const double ln_e[] = {log(2), log(4), (double)-INFINITY};

	(void)state;
	NEAR(sequential_p(&process), 1, 0);
	sequential_bet(&process, log(.5));
	NEAR(sequential_p(&process), 1, 0);
	sequential_bet(&process, log(40));
	sequential_bet(&process, log(.1));
	NEAR(exp(process.ln_e), 2, 1e-14);
	NEAR(sequential_p(&process), .05, 1e-15);
	sequential_bet(&process, (double)-INFINITY);
	sequential_bet(&process, (double)INFINITY);
	NEAR(process.ln_e, (double)-INFINITY, 0);
	NEAR(sequential_p(&process), .05, 1e-15);
	assert_int_equal(process.n, 5);
	NEAR(sequential_ln_mean(ln_e, 3), log(2), 1e-15);
	NEAR(sequential_ln_mean(ln_e + 2, 1), (double)-INFINITY, 0);
}

/* A fair coin, looked at after each of 2,000 tosses, stopped as soon as e >= 1/alpha: at
 * most a share alpha of 2,000 rounds, within four standard errors. The p-value of a fixed
 * sample treated so is wrong many times over. */
static void test_error_rate_holds_with_optional_stopping(void **state)
{
	enum { ROUNDS = 2000, TOSSES = 2000 };
	double alpha = .05;
	size_t n_false = 0, n_naive = 0;

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(1, round, 0, 0);
		struct e_process process = E_PROCESS_INIT;
		size_t hits = 0;
		bool naive = false;

		for (size_t n = 1; n <= TOSSES; n++) {
			hits += rng_below(&rng, 2);
			sequential_move(&process, sequential_kt_ln_e(hits, n - hits, .5));
			naive |= n >= 20 && fabs((double)hits - .5 * (double)n) >=
						    .98 * sqrt((double)n);
		}
		n_false += sequential_p(&process) <= alpha;
		n_naive += naive;
	}
	assert_true((double)n_false <=
		    ROUNDS * (alpha + 4 * sqrt(alpha * (1 - alpha) / ROUNDS)));
	/* The test would not notice if it never rejected. */
	assert_true(n_false > 10);
	assert_true(n_naive > ROUNDS / 4);
}

/* The same for the product of calibrated p-values of a stream of tests. */
static void test_products_of_calibrated_p_hold_their_rate(void **state)
{
	enum { ROUNDS = 4000, TESTS = 200 };
	size_t n_false[2] = {0, 0};

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(2, round, 0, 0);
		struct e_process integrated = E_PROCESS_INIT, power = E_PROCESS_INIT;

		for (size_t i = 0; i < TESTS; i++) {
			double p = rng_uniform(&rng);

			sequential_bet(&integrated, sequential_ln_e_integrated(p));
			sequential_bet(&power, sequential_ln_e_power(p, .5));
		}
		n_false[0] += sequential_p(&integrated) <= .1;
		n_false[1] += sequential_p(&power) <= .1;
	}
	for (size_t i = 0; i < 2; i++) {
		assert_true((double)n_false[i] <=
			    ROUNDS * (.1 + 4 * sqrt(.1 * .9 / ROUNDS)));
		assert_true(n_false[i] > ROUNDS / 100);
	}
}

/* Wald's bounds on the error rates, and his mean number of tosses, which neglects the
 * overshoot of half a toss' worth or so. */
static void test_probability_ratio_test_meets_its_promises(void **state)
{
	enum { ROUNDS = 4000 };
	struct sprt sprt = sequential_sprt(.05, .1);
	double mean_n[2], tosses[2] = {0, 0}, truth[2] = {.3, .5};
	size_t n_h1[2] = {0, 0};

	(void)state;
	sequential_sprt_mean_n(&sprt, .3, .5, &mean_n[0], &mean_n[1]);
	for (size_t h = 0; h < 2; h++)
		for (uint64_t round = 0; round < ROUNDS; round++) {
			struct rng rng = rng_stream(3, h, round, 0);
			double ln_lr = 0;

			while (ln_lr > sprt.ln_b && ln_lr < sprt.ln_a) {
				ln_lr += rng_uniform(&rng) < truth[h] ? log(5.0 / 3)
								      : log(5.0 / 7);
				tosses[h] += 1.0 / ROUNDS;
			}
			n_h1[h] += ln_lr >= sprt.ln_a;
		}
	assert_true((double)n_h1[0] / ROUNDS < .05 / .9 + 4 * sqrt(.05 / ROUNDS));
	assert_true(1 - (double)n_h1[1] / ROUNDS < .1 / .95 + 4 * sqrt(.1 / ROUNDS));
	for (size_t h = 0; h < 2; h++)
		assert_true(tosses[h] > mean_n[h] * .95 && tosses[h] < mean_n[h] * 1.3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_probability_ratio_tests),
		cmocka_unit_test(test_published_bettor),
		cmocka_unit_test(test_published_calibrators),
		cmocka_unit_test(test_published_divergence),
		cmocka_unit_test(test_e_values_have_mean_1),
		cmocka_unit_test(test_process_keeps_its_largest_value),
		cmocka_unit_test(test_error_rate_holds_with_optional_stopping),
		cmocka_unit_test(test_products_of_calibrated_p_hold_their_rate),
		cmocka_unit_test(test_probability_ratio_test_meets_its_promises),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

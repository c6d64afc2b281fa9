/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Properties of ending a collection early: the error rates that evidence/stopping.h
 * promises hold under optional stopping, for ratios that are calibrated, for ratios that
 * are learned anew at each look from a few dozen families, and for looks as unlike each
 * other as can be; and prompts are saved where the truth is H1.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/err.h"
#include "evidence/bound.h"
#include "evidence/stopping.h"
#include "stat/dist.h"
#include "stat/stat.h"
#include "unit/rows.h"

#define N_LOOKS 8
#define N_PATHS 2000
#define N_WORLDS 200
#define N_FAMILIES 30 /* of each class */
#define NOISE 8.0     /* of one prompt's score, in standard deviations of families */

/* At 95 % confidence the rate behind `share` of n is no more than `most`. */
static void at_most(double share, size_t n, double most)
{
	double lo, hi;

	dist_clopper_pearson((size_t)lround(share * (double)n), n, .9, &lo, &hi);
	if (hi > most)
		fail_msg("%.4f of %zu: up to %.4f, promised at most %.4f", share, n, hi,
			 most);
}

/* Variance of ln LR after k of N_LOOKS, for families d apart and noise that prompts wear
 * down: d^2 / (1 + NOISE^2 / n). */
static void variances(double d, double out[N_LOOKS])
{
	for (size_t k = 0; k < N_LOOKS; k++)
		out[k] = d * d / (1 + NOISE * NOISE / (50 * (double)(k + 1)));
}

static void test_calibrated_ratios_hold_both_rates(void **state)
{
	const double apart[] = {1, 1.5, 2, 3, 4}, alpha[] = {.02, .1, .2};
	const double bound[] = {-3, 3};
	double variance[N_LOOKS];

	(void)state;
	for (size_t a = 0; a < 3; a++)
		for (size_t d = 0; d < 5; d++) {
			const struct stopping_rule rule = {.alpha = alpha[a],
							   .beta = alpha[a],
							   .n_looks = N_LOOKS,
							   .has_lr = true};
			struct stopping_expected h1, h2;

			variances(apart[d], variance);
			stopping_expect(&rule, variance, bound, false, N_PATHS,
					a * 10 + d, &h2);
			stopping_expect(&rule, variance, bound, true, N_PATHS, a * 10 + d,
					&h1);
			at_most(h2.share[STOPPING_H1], N_PATHS, alpha[a]);
			at_most(h1.share[STOPPING_H2], N_PATHS, alpha[a]);
		}
}

/* Families three standard deviations apart, a bound of LR 25: what is saved. */
static void test_true_students_are_decided_early(void **state)
{
	const struct stopping_rule rule = {
		.alpha = .1, .beta = .2, .n_looks = N_LOOKS, .has_lr = true};
	const double bound[] = {-1.4, 1.4};
	double variance[N_LOOKS];
	struct stopping_expected h1;

	(void)state;
	variances(3, variance);
	stopping_expect(&rule, variance, bound, true, N_PATHS, 1, &h1);
	printf("# of true students %.0f %% are decided, after %.1f of %d looks on "
	       "average\n",
	       100 * h1.share[STOPPING_H1], h1.mean_look, N_LOOKS);
	assert_true(h1.share[STOPPING_H1] > .5);
	assert_true(h1.mean_look < .7 * N_LOOKS);
}

/*
 * Each look draws anew: LR 10 with probability .1, else nearly 0, mean 1 under H2. Who
 * stops at the first of eight that reaches 10 errs in 1 - .9^8 = 57 % of cases; who pays
 * for looks keeps his word.
 */
static void test_looks_that_are_not_paid_for_break_the_rate(void **state)
{
	const struct stopping_rule rule = {
		.alpha = .1, .beta = .2, .n_looks = N_LOOKS, .has_lr = true};
	double unpaid = 0, paid = 0;

	(void)state;
	for (size_t i = 0; i < N_PATHS; i++) {
		struct rng rng = rng_stream(5, i, 0, 0);
		struct stopping_look looks[N_LOOKS];
		enum stopping_decision decision = STOPPING_GO_ON;
		bool reached = false;

		for (size_t k = 0; k < N_LOOKS; k++) {
			bool big = rng_uniform(&rng) < .1;
			double llr10 = big ? 1 : -6;

			reached = reached || big;
			looks[k] = (struct stopping_look){
				50, llr10, {big ? .9 : -6, big ? 1.1 : 1}, {-6, 1}, {0}};
			if (decision == STOPPING_GO_ON)
				decision = stopping_decide(&rule, looks, k + 1).decision;
		}
		unpaid += reached ? 1. / N_PATHS : 0;
		paid += decision == STOPPING_H1 ? 1. / N_PATHS : 0;
	}
	assert_true(unpaid > .5);
	at_most(paid, N_PATHS, .1);
}

/* Reference families with their lasting effects, and a running mean of noise each. */
struct world {
	struct learn_rows rows;                                       /* one channel */
	double effect[2 * N_FAMILIES + 1], noise[2 * N_FAMILIES + 1]; /* last: suspect */
	double weight[2 * N_FAMILIES], llr10[2 * N_FAMILIES];
};

static void world_init(struct world *w, bool h1, double d, struct rng *rng)
{
	w->rows = rows_new(2 * (size_t)N_FAMILIES, 1, 2 * (size_t)N_FAMILIES + 1);
	for (size_t i = 0; i <= 2 * (size_t)N_FAMILIES; i++) {
		bool taught = i < 2 * (size_t)N_FAMILIES ? i < N_FAMILIES : h1;

		w->effect[i] = (taught ? .5 : -.5) * d + rng_normal(rng);
		w->noise[i] = 0;
		if (i == 2 * (size_t)N_FAMILIES)
			break;
		w->rows.h1[i] = taught;
		w->rows.family[i] = (unsigned)i;
		w->rows.teacher_family[i] = 2 * N_FAMILIES;
	}
	learn_weights(&w->rows, NULL, w->weight);
}

/* Fifty prompts more, everything learned anew. No interval is asked for, and the bound is
 * of the rows it was learned on: both only make errors likelier. */
static void world_look(struct world *w, size_t k, struct rng *rng,
		       struct stopping_look *out)
{
	const bool used[] = {true};
	struct learn_model model;
	struct bound bound;
	struct err err = ERR_INIT;
	double x[2 * N_FAMILIES + 1];

	for (size_t i = 0; i <= 2 * (size_t)N_FAMILIES; i++) {
		w->noise[i] += NOISE / sqrt(50) * rng_normal(rng);
		x[i] = w->effect[i] + w->noise[i] / (double)(k + 1);
		if (i < w->rows.n)
			w->rows.x[i] = x[i];
	}
	assert_int_equal(learn_fit(&w->rows, w->weight, LEARN_ALL, used, &model, &err),
			 0);
	for (size_t i = 0; i < w->rows.n; i++)
		w->llr10[i] = learn_llr10(&model, &x[i]);
	bound = bound_of(&w->rows, w->weight, w->llr10);
	out->n_prompts = 50 * (k + 1);
	out->llr10 = bound_apply(&bound, learn_llr10(&model, &x[2 * N_FAMILIES]));
	out->interval[0] = out->interval[1] = out->llr10;
	out->bound[0] = bound.lo;
	out->bound[1] = bound.hi;
}

static void learned(bool h1, double d, struct stopping_expected *out)
{
	const struct stopping_rule rule = {
		.alpha = .1, .beta = .2, .n_looks = 4, .has_lr = true};

	*out = (struct stopping_expected){.mean_look = 0};
	for (size_t i = 0; i < N_WORLDS; i++) {
		struct rng rng = rng_stream(11, i, h1, (uint64_t)(10 * d));
		struct stopping_look looks[4] = {{0}};
		enum stopping_decision decision = STOPPING_GO_ON;
		struct world w;
		size_t n = 0;

		world_init(&w, h1, d, &rng);
		while (decision == STOPPING_GO_ON) {
			world_look(&w, n, &rng, &looks[n]);
			n++;
			decision = stopping_decide(&rule, looks, n).decision;
		}
		out->share[decision] += 1. / N_WORLDS;
		out->mean_look += (double)n / N_WORLDS;
		rows_free(&w.rows);
	}
}

static void test_learned_ratios_hold_both_rates(void **state)
{
	const double apart[] = {1, 2, 4};

	(void)state;
	for (size_t d = 0; d < sizeof(apart) / sizeof(*apart); d++) {
		struct stopping_expected h1, h2;

		learned(true, apart[d], &h1);
		learned(false, apart[d], &h2);
		printf("# %.0f sd apart: false H1 %.3f, false H2 %.3f; true H1 %.2f "
		       "after "
		       "%.1f of 4 looks, true H2 %.2f\n",
		       apart[d], h2.share[STOPPING_H1], h1.share[STOPPING_H2],
		       h1.share[STOPPING_H1], h1.mean_look, h2.share[STOPPING_H2]);
		at_most(h2.share[STOPPING_H1], N_WORLDS, .1);
		at_most(h1.share[STOPPING_H2], N_WORLDS, .2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calibrated_ratios_hold_both_rates),
		cmocka_unit_test(test_true_students_are_decided_early),
		cmocka_unit_test(test_looks_that_are_not_paid_for_break_the_rate),
		cmocka_unit_test(test_learned_ratios_hold_both_rates),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

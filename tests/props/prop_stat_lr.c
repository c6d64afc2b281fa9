/* SPDX-License-Identifier: GPL-3.0-or-later */
/* props/prop_stat_lr.c: what must hold for PAV, metrics and bounds of any trials. */
#include "unit/stat_near.h"

#include <stdbool.h>
#include <string.h>

#include "stat/bounds.h"
#include "stat/lr.h"
#include "stat/pav.h"
#include "stat/rng.h"
#include "stat/stat.h"

#define MAX_N 60
#define N_CASES 500

static const double inf = (double)INFINITY;

struct set {
	double score[2 * MAX_N], weight[2 * MAX_N];
	unsigned char h1[2 * MAX_N];
	size_t n;
};

/* Random trials of both kinds, with ties, a few infinities and whole or broken weights.
 */
static void draw(uint64_t number, size_t most, bool whole, struct set *set)
{
	struct rng rng = rng_stream(41, number, 0, 0);
	bool coarse = rng_below(&rng, 2), infinite = rng_below(&rng, 4) == 0;
	size_t i;

	set->n = 2 + rng_below(&rng, most - 1);
	for (i = 0; i < set->n; i++) {
		double x = rng_normal(&rng);

		set->h1[i] = i < 2 ? i == 1 : rng_below(&rng, 2) == 0;
		x += set->h1[i] ? .8 : -.8;
		if (infinite && rng_below(&rng, 10) == 0)
			x = x > 0 ? inf : -inf;
		set->score[i] = coarse ? round(x) : x;
		set->weight[i] =
			whole ? (double)(1 + rng_below(&rng, 3)) : rng_uniform(&rng);
	}
}

static void shuffle(uint64_t number, const struct set *in, struct set *out)
{
	struct rng rng = rng_stream(42, number, 0, 0);
	size_t order[2 * MAX_N], i;

	for (i = 0; i < in->n; i++)
		order[i] = i;
	rng_shuffle(&rng, order, in->n);
	out->n = in->n;
	for (i = 0; i < in->n; i++) {
		out->score[i] = in->score[order[i]];
		out->weight[i] = in->weight[order[i]];
		out->h1[i] = in->h1[order[i]];
	}
}

/* Whole weights as repeated rows of weight 1. */
static void repeat(const struct set *in, struct set *out)
{
	size_t i, j;

	out->n = 0;
	for (i = 0; i < in->n; i++) {
		for (j = 0; j < (size_t)in->weight[i]; j++) {
			out->score[out->n] = in->score[i];
			out->weight[out->n] = 1;
			out->h1[out->n++] = in->h1[i];
		}
	}
}

static struct pav pav_of(const struct set *set)
{
	struct err err = ERR_INIT;
	struct pav pav;

	if (pav_fit(set->score, set->h1, set->weight, set->n, &pav, &err))
		fail_msg("%s", err.text);
	return pav;
}

static double class_weight(const struct set *set, unsigned char h1)
{
	double total = 0;
	size_t i;

	for (i = 0; i < set->n; i++)
		total += set->h1[i] == h1 ? set->weight[i] : 0;
	return total;
}

/* Posterior of the trials with lo <= score <= hi, classes balanced. */
static double share(const struct set *set, double lo, double hi)
{
	double mass[2] = {0, 0};
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->score[i] >= lo && set->score[i] <= hi)
			mass[set->h1[i]] += set->weight[i];
	mass[0] /= class_weight(set, 0);
	mass[1] /= class_weight(set, 1);
	return mass[1] / (mass[0] + mass[1]);
}

static void test_pav_is_the_max_min_of_shares(void **state)
{
	struct set set;
	uint64_t number;
	size_t i, a, b;

	(void)state;
	/* Isotonic regression in closed form: max over a <= i of min over b >= i. */
	for (number = 0; number < N_CASES; number++) {
		struct pav pav;

		draw(number, 9, number % 2, &set);
		pav = pav_of(&set);
		for (i = 0; i < set.n; i++) {
			double best = 0;

			for (a = 0; a < set.n; a++) {
				double least = 1;

				if (set.score[a] > set.score[i])
					continue;
				for (b = 0; b < set.n; b++)
					if (set.score[b] >= set.score[i])
						least = fmin(least,
							     share(&set, set.score[a],
								   set.score[b]));
				best = fmax(best, least);
			}
			NEAR(pav_posterior(&pav, set.score[i]), best, 1e-12);
		}
		pav_clear(&pav);
	}
}

static void test_pav_rises_and_repeats_itself(void **state)
{
	struct set set;
	uint64_t number;
	size_t i;

	(void)state;
	for (number = 1000; number < 1000 + N_CASES; number++) {
		struct pav pav, again;

		draw(number, MAX_N, true, &set);
		pav = pav_of(&set);
		for (i = 1; i < pav.n_blocks; i++) {
			assert_true(pav_block_llr10(&pav, i) >
				    pav_block_llr10(&pav, i - 1));
			assert_true(pav.blocks[i].lo > pav.blocks[i - 1].hi);
		}
		for (i = 0; i < set.n; i++)
			set.score[i] = pav_llr10(&pav, set.score[i]);
		again = pav_of(&set);
		assert_int_equal(again.n_blocks, pav.n_blocks);
		for (i = 0; i < set.n; i++)
			NEAR(pav_llr10(&again, set.score[i]), set.score[i], 0);
		pav_clear(&pav);
		pav_clear(&again);
	}
}

/* Every figure there is of a set of trials. */
#define N_FIGURES 13
static void figures(const struct set *set, const double *weight, double *out)
{
	struct lr_misleading bad;

	memset(out, 0, N_FIGURES * sizeof(double));
	out[0] = lr_cllr(set->score, set->h1, weight, set->n);
	out[1] = lr_cllr_min(set->score, set->h1, weight, set->n);
	out[2] = lr_auc(set->score, set->h1, weight, set->n);
	out[3] = lr_eer(set->score, set->h1, weight, set->n);
	out[4] = lr_ece(set->score, set->h1, weight, set->n, -1.5);
	out[5] = lr_devpav(set->score, set->h1, weight, set->n);
	bad = lr_misleading(set->score, set->h1, weight, set->n, .5);
	out[6] = bad.h2_above;
	out[7] = bad.h1_below;
	assert_int_equal(
		bounds_elub(set->score, set->h1, weight, set->n, &out[8], &out[9]), 0);
	assert_int_equal(bounds_invariance(set->score, set->h1, weight, set->n, &out[10],
					   &out[11]),
			 0);
}

static void test_the_order_of_trials_changes_no_digit(void **state)
{
	double first[N_FIGURES], second[N_FIGURES];
	struct set set, other;
	uint64_t number;
	size_t i;

	(void)state;
	for (number = 2000; number < 2000 + N_CASES; number++) {
		draw(number, MAX_N, number % 2, &set);
		shuffle(number, &set, &other);
		figures(&set, set.weight, first);
		figures(&other, other.weight, second);
		for (i = 0; i < N_FIGURES; i++)
			NEAR(second[i], first[i], 0);
	}
}

static void test_a_weight_of_two_is_a_trial_written_twice(void **state)
{
	double first[N_FIGURES], second[N_FIGURES];
	struct set set, other;
	uint64_t number;
	size_t i;

	(void)state;
	for (number = 3000; number < 3000 + N_CASES; number++) {
		draw(number, MAX_N * 2 / 3, true, &set);
		repeat(&set, &other);
		figures(&set, set.weight, first);
		figures(&other, NULL, second);
		for (i = 0; i < N_FIGURES; i++)
			NEAR(second[i], first[i], 1e-13 * (1 + fabs(first[i])));
	}
}

static void test_metrics_stay_in_their_ranges(void **state)
{
	double v[N_FIGURES];
	struct set set;
	uint64_t number;

	(void)state;
	for (number = 4000; number < 4000 + N_CASES; number++) {
		draw(number, MAX_N, false, &set);
		figures(&set, set.weight, v);
		assert_true(v[0] >= v[1] - 1e-12 && v[1] >= 0 && v[1] <= 1 + 1e-12);
		assert_true(v[2] >= 0 && v[2] <= 1);
		assert_true(v[3] >= 0 && v[3] <= .5 + 1e-12);
		assert_true(isnan(v[5]) || v[5] >= 0);
		assert_true(v[8] <= 0 && v[9] >= 0 && v[10] <= 0 && v[11] >= 0);
		/* ELUB never leaves the number of trials of the other class. */
		assert_true(v[9] <= log10(class_weight(&set, 0) + 1));
		assert_true(v[8] >= -log10(class_weight(&set, 1) + 1));
	}
}

static void test_rank_measures_ignore_monotone_transformations(void **state)
{
	struct set set, other;
	uint64_t number;
	size_t i;

	(void)state;
	for (number = 5000; number < 5000 + N_CASES; number++) {
		draw(number, MAX_N, false, &set);
		other = set;
		for (i = 0; i < set.n; i++)
			other.score[i] = 3 * atan(set.score[i]) - 7;
		NEAR(lr_auc(other.score, set.h1, set.weight, set.n),
		     lr_auc(set.score, set.h1, set.weight, set.n), 0);
		NEAR(lr_eer(other.score, set.h1, set.weight, set.n),
		     lr_eer(set.score, set.h1, set.weight, set.n), 0);
		NEAR(lr_cllr_min(other.score, set.h1, set.weight, set.n),
		     lr_cllr_min(set.score, set.h1, set.weight, set.n), 0);
	}
}

static void test_eer_is_the_worst_prior_of_the_best_threshold(void **state)
{
	struct lr_det_point det[MAX_N + 1];
	struct set set;
	uint64_t number;
	size_t i, n, k;

	(void)state;
	/* BOSARIS: the EER of the ROC hull is max over priors of the minimum Bayes error.
	 */
	for (number = 6000; number < 6100; number++) {
		double worst = 0;

		draw(number, MAX_N, false, &set);
		n = lr_det(set.score, set.h1, set.weight, set.n, det);
		for (k = 0; k <= 20000; k++) {
			double prior = (double)k / 20000, least = 1;

			for (i = 0; i < n; i++)
				least = fmin(least, prior * det[i].p_miss +
							    (1 - prior) * det[i].p_fa);
			worst = fmax(worst, least);
		}
		NEAR(lr_eer(set.score, set.h1, set.weight, set.n), worst, 6e-5);
	}
}

static void test_auc_is_the_share_of_pairs_won(void **state)
{
	struct set set;
	uint64_t number;
	size_t i, j;

	(void)state;
	for (number = 7000; number < 7000 + N_CASES; number++) {
		double won = 0;

		draw(number, MAX_N, false, &set);
		for (i = 0; i < set.n; i++)
			for (j = 0; j < set.n; j++)
				if (set.h1[i] && !set.h1[j])
					won += set.weight[i] * set.weight[j] *
					       ((set.score[i] > set.score[j]) +
						.5 * (set.score[i] == set.score[j]));
		won /= class_weight(&set, 0) * class_weight(&set, 1);
		NEAR(lr_auc(set.score, set.h1, set.weight, set.n), won, 1e-12);
	}
}

/* Expected utility cost of the system over that of LR = 1, from its definition. */
static double cost_ratio(const struct set *set, double t)
{
	double n1 = class_weight(set, 1), n0 = class_weight(set, 0), low = 1, high = 1;
	size_t i;

	for (i = 0; i < set->n; i++) {
		if (set->h1[i] && set->score[i] <= t)
			low += set->weight[i];
		if (!set->h1[i] && set->score[i] > t)
			high += set->weight[i];
	}
	return (low / (n1 + 1) + pow(10, t) * high / (n0 + 1)) / fmin(1, pow(10, t));
}

static void test_within_elub_the_system_never_costs_more_than_silence(void **state)
{
	struct set set;
	uint64_t number;
	double lo, hi;
	int k;

	(void)state;
	for (number = 8000; number < 8000 + N_CASES; number++) {
		draw(number, MAX_N, false, &set);
		assert_int_equal(
			bounds_elub(set.score, set.h1, set.weight, set.n, &lo, &hi), 0);
		for (k = (int)round(lo * 100); k <= (int)round(hi * 100); k++)
			assert_true(k == 0 || cost_ratio(&set, k * .01) <= 1 + 1e-11);
		/* One step further it does. */
		if (lo < 0)
			assert_true(cost_ratio(&set, lo - .01) > 1 - 1e-11);
		if (hi > 0)
			assert_true(cost_ratio(&set, hi + .01) > 1 - 1e-11);
	}
}

static void test_exchanging_the_hypotheses_mirrors_everything(void **state)
{
	double v[N_FIGURES], w[N_FIGURES];
	struct set set, other;
	uint64_t number;
	size_t i;

	(void)state;
	for (number = 9000; number < 9000 + N_CASES; number++) {
		draw(number, MAX_N, true, &set);
		other = set;
		for (i = 0; i < set.n; i++) {
			other.score[i] = -set.score[i];
			other.h1[i] = !set.h1[i];
		}
		figures(&set, set.weight, v);
		figures(&other, other.weight, w);
		for (i = 0; i < 4; i++)
			NEAR(w[i], v[i], 1e-13 * (1 + fabs(v[i])));
		NEAR(w[5], v[5], 1e-13 * (1 + fabs(v[5])));
		NEAR(w[6], v[7], 1e-15);
		NEAR(w[7], v[6], 1e-15);
		/* The grid of the invariance bound starts at the smallest LLR. */
		NEAR(w[10], -v[11], .001 + 1e-9);
		NEAR(w[11], -v[10], .001 + 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pav_is_the_max_min_of_shares),
		cmocka_unit_test(test_pav_rises_and_repeats_itself),
		cmocka_unit_test(test_the_order_of_trials_changes_no_digit),
		cmocka_unit_test(test_a_weight_of_two_is_a_trial_written_twice),
		cmocka_unit_test(test_metrics_stay_in_their_ranges),
		cmocka_unit_test(test_rank_measures_ignore_monotone_transformations),
		cmocka_unit_test(test_eer_is_the_worst_prior_of_the_best_threshold),
		cmocka_unit_test(test_auc_is_the_share_of_pairs_won),
		cmocka_unit_test(
			test_within_elub_the_system_never_costs_more_than_silence),
		cmocka_unit_test(test_exchanging_the_hypotheses_mirrors_everything),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

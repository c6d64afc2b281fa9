/* SPDX-License-Identifier: GPL-3.0-or-later */
/* props/prop_stat_logit.c: what must hold for every logistic fit. */
#include "unit/stat_near.h"

#include <string.h>

#include "stat/logit.h"
#include "stat/rng.h"
#include "stat/stat.h"

#define MAX_N 120
#define MAX_K 8
#define N_CASES 400

/* A random problem. */
struct instance {
	double x[MAX_N * MAX_K], weight[MAX_N];
	unsigned char h1[MAX_N];
	size_t n, k;
	struct logit_options opt;
};

static void draw(uint64_t number, struct instance *in)
{
	struct rng rng = rng_stream(31, number, 0, 0);
	size_t i, j;

	in->n = 6 + rng_below(&rng, MAX_N - 6);
	in->k = 1 + rng_below(&rng, MAX_K);
	in->opt = (struct logit_options){0};
	in->opt.kappa = rng_below(&rng, 4) ? rng_uniform(&rng) : 0.02;
	in->opt.ridge = rng_below(&rng, 2) ? 0.1 * rng_uniform(&rng) : 0;
	in->opt.centre = rng_below(&rng, 2) ? 1.0 / (double)in->k : 0;
	in->opt.nonneg = rng_below(&rng, 3) > 0;
	for (i = 0; i < in->n; i++) {
		double shared = rng_normal(&rng);

		in->h1[i] = i < 2 ? i == 1 : rng_below(&rng, 3) == 0;
		in->weight[i] = i > 1 && rng_below(&rng, 8) == 0 ? 0 : rng_uniform(&rng);
		for (j = 0; j < in->k; j++) {
			double gain = j % 3 == 2 ? -.5 : 1;
			double scale = pow(10, (double)j - 3);

			in->x[i * in->k + j] =
				scale * (gain * in->h1[i] + shared + rng_normal(&rng));
		}
	}
}

static void fit(const struct instance *in, double *coef)
{
	struct err err = ERR_INIT;

	if (logit_fit(in->x, in->h1, in->weight, in->n, in->k, &in->opt, coef, &err))
		fail_msg("%s", err.text);
}

/* The objective of stat/logit.h, written out once more, and its gradient. */
static double objective(const struct instance *in, const double *coef, double *grad)
{
	double mass[2] = {0, 0}, loss = 0;
	size_t i, j, c;

	memset(grad, 0, (in->k + 1) * sizeof(double));
	for (i = 0; i < in->n; i++)
		mass[in->h1[i]] += in->weight[i];
	for (i = 0; i < in->n; i++) {
		const double *row = in->x + i * in->k;
		double l = logit_ln_lr(coef, row, in->k);
		double both = in->opt.kappa * in->weight[i] / (mass[0] + mass[1]);

		for (c = 0; c < 2; c++) {
			double m = both + (in->h1[i] == c ? in->weight[i] / mass[c] : 0);
			double sign = c ? -1 : 1, slope = m * sign / (1 + exp(-sign * l));

			loss += m * (fmax(sign * l, 0) + log1p(exp(-fabs(l))));
			grad[0] += slope;
			for (j = 0; j < in->k; j++)
				grad[1 + j] += slope * row[j];
		}
	}
	for (j = 0; j < in->k; j++) {
		double away = coef[1 + j] - in->opt.centre;

		loss += in->opt.ridge * away * away;
		grad[1 + j] += 2 * in->opt.ridge * away;
	}
	return loss;
}

static void test_kkt_conditions_hold(void **state)
{
	struct instance in;
	double coef[MAX_K + 1], grad[MAX_K + 1];
	size_t number, j, n_bound = 0;

	(void)state;
	for (number = 0; number < N_CASES; number++) {
		draw(number, &in);
		fit(&in, coef);
		objective(&in, coef, grad);
		NEAR(grad[0], 0, 2e-12);
		for (j = 0; j < in.k; j++) {
			/* Gradients scale with the column. */
			double unit = pow(10, (double)j - 3);
			double slack = 2e-11 * unit + 1e-11 * in.opt.ridge / unit;

			if (in.opt.nonneg && coef[1 + j] <= 0) {
				NEAR(coef[1 + j], 0, 0);
				assert_true(grad[1 + j] >= -slack);
				n_bound++;
			} else {
				NEAR(grad[1 + j], 0, slack);
			}
		}
	}
	/* The cases do exercise the constraint. */
	assert_true(n_bound > 100);
}

static void test_heavy_tails_and_minute_weights_settle(void **state)
{
	struct instance in;
	double coef[MAX_K + 1], grad[MAX_K + 1], other[MAX_K + 1], least;
	uint64_t number;
	size_t i, j;

	(void)state;
	for (number = 500; number < 500 + N_CASES; number++) {
		struct rng rng = rng_stream(34, number, 0, 0);

		draw(number, &in);
		in.opt.kappa = pow(10, -3 * rng_uniform(&rng));
		for (i = 0; i < in.n * in.k; i++)
			in.x[i] =
				(rng_below(&rng, 2) ? 1 : -1) * exp(3 * rng_normal(&rng));
		for (i = 0; i < in.n; i++)
			in.weight[i] = exp(-10 * rng_uniform(&rng));
		fit(&in, coef);
		least = objective(&in, coef, grad);
		/* No step in any direction is better. */
		for (j = 0; j <= in.k; j++) {
			memcpy(other, coef, sizeof(other));
			other[j] *= 1.001;
			assert_true(objective(&in, other, grad) >= least - 1e-13);
			other[j] = .999 * coef[j];
			assert_true(objective(&in, other, grad) >= least - 1e-13);
		}
	}
}

/* The loss of the best fit over one subset of columns, or infinity when a slope of it
 * is negative. */
static double subset_loss(const struct instance *in, unsigned subset, double *coef)
{
	struct instance part = *in;
	double small[MAX_K + 1], grad[MAX_K + 1];
	size_t i, j, c;

	part.opt.nonneg = false;
	part.k = 0;
	for (j = 0; j < in->k; j++)
		part.k += subset >> j & 1;
	memset(coef, 0, (in->k + 1) * sizeof(double));
	if (part.k == 0)
		return objective(in, coef, grad);
	for (i = 0; i < in->n; i++)
		for (j = 0, c = 0; j < in->k; j++)
			if (subset >> j & 1)
				part.x[i * part.k + c++] = in->x[i * in->k + j];
	fit(&part, small);
	coef[0] = small[0];
	for (j = 0, c = 0; j < in->k; j++)
		if (subset >> j & 1)
			coef[1 + j] = small[1 + c++];
	for (j = 0; j < in->k; j++)
		if (coef[1 + j] < 0)
			return (double)INFINITY;
	return objective(in, coef, grad);
}

static void test_nonnegative_fit_is_the_best_feasible_subset(void **state)
{
	struct instance in;
	size_t number, j, n_checked = 0;
	unsigned subset;

	(void)state;
	for (number = 1000; number < 1000 + N_CASES; number++) {
		double coef[MAX_K + 1], best[MAX_K + 1], trial[MAX_K + 1];
		double least = (double)INFINITY;

		draw(number, &in);
		if (!in.opt.nonneg || in.k > 4)
			continue;
		for (subset = 0; subset < 1U << in.k; subset++) {
			double loss = subset_loss(&in, subset, trial);

			if (loss < least) {
				least = loss;
				memcpy(best, trial, sizeof(best));
			}
		}
		fit(&in, coef);
		for (j = 0; j <= in.k; j++)
			NEAR(coef[j], best[j], 1e-6 * (1e-3 + fabs(best[j])));
		n_checked++;
	}
	assert_true(n_checked > 80);
}

static void test_the_order_of_rows_changes_no_digit(void **state)
{
	struct instance in, other;
	size_t number, i, order[MAX_N];

	(void)state;
	for (number = 2000; number < 2100; number++) {
		struct rng rng = rng_stream(32, number, 0, 0);
		double coef[MAX_K + 1], again[MAX_K + 1];

		draw(number, &in);
		other = in;
		for (i = 0; i < in.n; i++)
			order[i] = i;
		rng_shuffle(&rng, order, in.n);
		for (i = 0; i < in.n; i++) {
			memcpy(other.x + i * in.k, in.x + order[i] * in.k,
			       in.k * sizeof(double));
			other.weight[i] = in.weight[order[i]];
			other.h1[i] = in.h1[order[i]];
		}
		fit(&in, coef);
		fit(&other, again);
		assert_memory_equal(coef, again, (in.k + 1) * sizeof(double));
	}
}

static void test_a_weight_of_two_is_a_row_written_twice(void **state)
{
	struct instance in, twice;
	size_t number, i, j;

	(void)state;
	for (number = 3000; number < 3100; number++) {
		struct rng rng = rng_stream(33, number, 0, 0);
		double coef[MAX_K + 1], again[MAX_K + 1];

		draw(number, &in);
		in.n = in.n > MAX_N / 2 ? MAX_N / 2 : in.n;
		twice = in;
		for (i = 0; i < in.n; i++) {
			in.weight[i] = twice.weight[i] = 1;
			if (rng_below(&rng, 2))
				continue;
			in.weight[i] = 2;
			memcpy(twice.x + twice.n * in.k, in.x + i * in.k,
			       in.k * sizeof(double));
			twice.weight[twice.n] = 1;
			twice.h1[twice.n++] = in.h1[i];
		}
		fit(&in, coef);
		fit(&twice, again);
		for (j = 0; j <= in.k; j++)
			NEAR(again[j], coef[j], 1e-8 * (1e-3 + fabs(coef[j])));
	}
}

static void test_the_scale_of_weights_does_not_matter(void **state)
{
	struct instance in;
	size_t number, i, j;

	(void)state;
	for (number = 4000; number < 4050; number++) {
		double coef[MAX_K + 1], again[MAX_K + 1];

		draw(number, &in);
		fit(&in, coef);
		for (i = 0; i < in.n; i++)
			in.weight[i] *= 1024;
		fit(&in, again);
		for (j = 0; j <= in.k; j++)
			NEAR(again[j], coef[j], 0);
	}
}

static void test_exchanging_the_hypotheses_mirrors_the_fit(void **state)
{
	struct instance in;
	size_t number, i, j;

	(void)state;
	for (number = 5000; number < 5100; number++) {
		double coef[MAX_K + 1], again[MAX_K + 1];

		draw(number, &in);
		in.opt.nonneg = false;
		fit(&in, coef);
		for (i = 0; i < in.n; i++)
			in.h1[i] = !in.h1[i];
		in.opt.centre = -in.opt.centre;
		fit(&in, again);
		for (j = 0; j <= in.k; j++)
			NEAR(again[j], -coef[j], 1e-8 * (1e-3 + fabs(coef[j])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kkt_conditions_hold),
		cmocka_unit_test(test_heavy_tails_and_minute_weights_settle),
		cmocka_unit_test(test_nonnegative_fit_is_the_best_feasible_subset),
		cmocka_unit_test(test_the_order_of_rows_changes_no_digit),
		cmocka_unit_test(test_a_weight_of_two_is_a_row_written_twice),
		cmocka_unit_test(test_the_scale_of_weights_does_not_matter),
		cmocka_unit_test(test_exchanging_the_hypotheses_mirrors_the_fit),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learning likelihood ratios: what is left out, what is weighed, what may not happen. */
#include "unit/stat_near.h"

#include <omp.h>
#include <string.h>

#include "unit/rows.h"

#define SAME 1e-9

static const bool all_used[LEARN_MAX_CHANNELS] = {true, true, true};

static double *weights_of(const struct learn_rows *rows)
{
	double *weight = mem_alloc(rows->n, sizeof(*weight));

	learn_weights(rows, NULL, weight);
	return weight;
}

/* Leave-family-out llr10 of all rows; the caller frees. */
static double *cross(const struct learn_rows *rows)
{
	double *weight = weights_of(rows);
	double *llr10 = mem_alloc(rows->n, sizeof(*llr10));

	learn_cross(rows, weight, llr10, NULL);
	mem_free(weight);
	return llr10;
}

static struct learn_model fit(const struct learn_rows *rows, unsigned without)
{
	double *weight = weights_of(rows);
	struct err err = ERR_INIT;
	struct learn_model model;
	bool used[LEARN_MAX_CHANNELS] = {false};

	for (size_t k = 0; k < rows->n_channels; k++)
		used[k] = true;
	assert_int_equal(learn_fit(rows, weight, without, used, &model, &err), 0);
	mem_free(weight);
	return model;
}

/* Family 0 has two H1 and three H2 trials, family 1 one H1 trial. */
static void each_family_weighs_one_in_each_class(void **state)
{
	static const unsigned char h1[] = {1, 0, 1, 0, 0, 1};
	static const unsigned family[] = {0, 0, 0, 0, 0, 1};
	static const double want[] = {1. / 2, 1. / 3, 1. / 2, 1. / 3, 1. / 3, 1};
	static const double drawn[] = {3, 0};
	struct learn_rows rows = rows_new(6, 1, 2);
	double weight[6];

	(void)state;
	memcpy(rows.h1, h1, sizeof(h1));
	memcpy(rows.family, family, sizeof(family));
	learn_weights(&rows, NULL, weight);
	for (size_t i = 0; i < 6; i++)
		NEAR(weight[i], want[i], 1e-15);
	/* A bootstrap that drew family 0 three times and family 1 never. */
	learn_weights(&rows, drawn, weight);
	for (size_t i = 0; i < 6; i++)
		NEAR(weight[i], want[i] * drawn[family[i]], 1e-15);
	assert_int_equal(learn_families(&rows, NULL, true), 2);
	assert_int_equal(learn_families(&rows, NULL, false), 1);
	assert_int_equal(learn_families(&rows, weight, true), 1);
	assert_int_equal(learn_all_families(&rows), 2);
	rows_free(&rows);
}

/* The first family's trials written three times over. */
static struct learn_rows first_family_thrice(const struct learn_rows *rows,
					     size_t per_family)
{
	size_t k = rows->n_channels;
	struct learn_rows out = rows_new(rows->n + 2 * per_family, k, rows->n_families);

	for (size_t i = 0; i < out.n; i++) {
		size_t from = i < rows->n ? i : (i - rows->n) % per_family;

		out.h1[i] = rows->h1[from];
		out.family[i] = rows->family[from];
		out.teacher_family[i] = rows->teacher_family[from];
		memcpy(out.x + i * k, rows->x + from * k, k * sizeof(double));
	}
	return out;
}

static void writing_a_familys_trials_again_changes_nothing(void **state)
{
	struct learn_rows rows = rows_drawn(9, 10, 3, 2, 1.5, 1);
	struct learn_rows again = first_family_thrice(&rows, 3);
	struct learn_model a = fit(&rows, LEARN_ALL);
	struct learn_model b = fit(&again, LEARN_ALL);
	double *x = cross(&rows);
	double *y = cross(&again);

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		NEAR(b.channel[k][0], a.channel[k][0], 1e-8);
		NEAR(b.channel[k][1], a.channel[k][1], 1e-8);
	}
	for (size_t j = 0; j < 3; j++)
		NEAR(b.fusion[j], a.fusion[j], 1e-8);
	for (size_t i = 0; i < rows.n; i++)
		NEAR(y[i], x[i], 1e-8);
	mem_free(x);
	mem_free(y);
	rows_free(&rows);
	rows_free(&again);
}

/*
 * Whatever the held-out family's other trials say, as suspects or with its models as
 * teachers, a trial's LLR comes out the same. (The optimum is found to about 1e-12 from
 * wherever the search begins.)
 */
/* Trials whose truth is in doubt get an LR but teach nothing, whatever they say. */
static void unsure_trials_teach_nothing(void **state)
{
	struct learn_rows rows = rows_drawn(9, 10, 3, 2, 1.5, 1);
	struct learn_rows wild = rows_drawn(9, 10, 3, 2, 1.5, 1);
	struct learn_model a;
	struct learn_model b;
	double *x;

	(void)state;
	rows.unsure = MEM_ARRAY(rows.n, unsigned char);
	wild.unsure = rows.unsure;
	rows.unsure[40] = rows.unsure[55] = 1;
	wild.x[40 * 2] = 50;
	wild.h1[55] = 1;
	a = fit(&rows, LEARN_ALL);
	b = fit(&wild, LEARN_ALL);
	assert_memory_equal(a.fusion, b.fusion, sizeof(a.fusion));
	x = cross(&rows);
	assert_true(isfinite(x[40]) && isfinite(x[55]));
	mem_free(x);
	mem_free(rows.unsure);
	rows_free(&rows);
	rows_free(&wild);
}

static void leaving_a_family_out_leaves_all_of_it_out(void **state)
{
	(void)state;
	for (unsigned held = 0; held < 19; held += 6) {
		struct learn_rows rows = rows_drawn(9, 10, 4, 2, 1.5, 2);
		double *before;
		double *after;
		size_t first = held * 4;
		size_t n_others = 0;

		/* Some trials of other families have a model of this one as teacher. */
		for (size_t i = held % 3; i < rows.n; i += 5) {
			if (rows.family[i] != held)
				rows.teacher_family[i] = held;
		}
		before = cross(&rows);
		for (size_t i = 0; i < rows.n; i++) {
			if (i != first &&
			    (rows.family[i] == held || rows.teacher_family[i] == held))
				rows.x[2 * i] = rows.x[2 * i + 1] = rows.h1[i] ? -30 : 30;
		}
		after = cross(&rows);
		NEAR(after[first], before[first], SAME);
		for (size_t i = 0; i < rows.n; i++)
			n_others += rows.family[i] != held &&
				    fabs(after[i] - before[i]) > .01;
		assert_true(n_others > 0); /* the others did learn from it */
		mem_free(before);
		mem_free(after);
		rows_free(&rows);
	}
}

static void cross_is_one_fit_per_family(void **state)
{
	struct learn_rows rows = rows_drawn(8, 9, 2, 3, 1, 3);
	double *weight = weights_of(&rows);
	double *llr10 = mem_alloc(rows.n, sizeof(*llr10));
	double *channel = mem_alloc(rows.n * 3, sizeof(*channel));

	(void)state;
	learn_cross(&rows, weight, llr10, channel);
	for (size_t i = 0; i < rows.n; i++) {
		struct learn_model model = fit(&rows, rows.family[i]);

		NEAR(llr10[i], learn_llr10(&model, rows.x + i * 3), SAME);
		for (size_t k = 0; k < 3; k++)
			NEAR(channel[i * 3 + k],
			     learn_channel_llr10(&model, k, rows.x[i * 3 + k]), SAME);
	}
	mem_free(weight);
	mem_free(llr10);
	mem_free(channel);
	rows_free(&rows);
}

/* A channel on which distilled models score lower is worth nothing, not the reverse. */
static void no_slope_is_negative(void **state)
{
	struct learn_rows rows = rows_drawn(12, 12, 2, 3, 2, 4);
	struct learn_model model;

	(void)state;
	for (size_t i = 0; i < rows.n; i++)
		rows.x[3 * i + 1] = -rows.x[3 * i + 1];
	model = fit(&rows, LEARN_ALL);
	for (size_t k = 0; k < 3; k++) {
		assert_true(model.channel[k][1] >= 0);
		assert_true(model.fusion[1 + k] >= 0);
	}
	assert_true(model.channel[0][1] > .5);
	NEAR(model.channel[1][1], 0, 0);
	/* Nor does it say anything by itself: with balanced classes its LLR is 0. */
	NEAR(learn_channel_llr10(&model, 1, 5), 0, 1e-9);
	rows_free(&rows);
}

static void one_channel_fused_keeps_its_order(void **state)
{
	struct learn_rows rows = rows_drawn(8, 8, 3, 1, 1, 5);
	struct learn_model model = fit(&rows, LEARN_ALL);

	(void)state;
	assert_true(model.fusion[1] > 0);
	for (double x = -3; x < 3; x += .1) {
		double low = x;
		double high = x + .05;

		assert_true(learn_llr10(&model, &high) > learn_llr10(&model, &low));
		/* Natural log inside, log10 outside. */
		NEAR(learn_llr10(&model, &low),
		     (model.fusion[0] +
		      model.fusion[1] * (model.channel[0][0] + model.channel[0][1] * x)) /
			     log(10),
		     1e-12);
	}
	rows_free(&rows);
}

/*
 * Two normal classes 2 apart of variance 1: ln LR = 2 x, whatever is fitted on top. Both
 * steps shrink a little: kappa is 1/300.
 */
static void calibration_recovers_a_known_likelihood_ratio(void **state)
{
	struct learn_rows rows = rows_drawn(300, 300, 1, 1, 2, 6);
	struct learn_model model = fit(&rows, LEARN_ALL);
	double x = 1;

	(void)state;
	NEAR(model.channel[0][0], 0, .25);
	NEAR(model.channel[0][1], 2, .3);
	NEAR(model.fusion[1], 1, .1);
	NEAR(learn_llr10(&model, &x), 2 / log(10), .15);
	rows_free(&rows);
}

/* I8: the same channel twice is one channel; multiplying would double its weight. */
static void a_channel_twice_counts_once(void **state)
{
	struct learn_rows one = rows_drawn(60, 60, 1, 1, 1.5, 7);
	struct learn_rows two = rows_new(one.n, 2, one.n_families);
	struct learn_model of_one = fit(&one, LEARN_ALL);
	struct learn_model of_two;

	(void)state;
	memcpy(two.h1, one.h1, one.n);
	memcpy(two.family, one.family, one.n * sizeof(unsigned));
	memcpy(two.teacher_family, one.teacher_family, one.n * sizeof(unsigned));
	for (size_t i = 0; i < one.n; i++)
		two.x[2 * i] = two.x[2 * i + 1] = one.x[i];
	of_two = fit(&two, LEARN_ALL);
	NEAR(of_two.fusion[1], of_two.fusion[2], 1e-6);
	for (double x = -2; x <= 2; x += .5) {
		double both[] = {x, x};

		NEAR(learn_llr10(&of_two, both), learn_llr10(&of_one, &x), .03);
	}
	rows_free(&one);
	rows_free(&two);
}

/* Trials in which a channel is silent are fused by what speaks in them. */
static void missing_channels_have_their_own_fusion(void **state)
{
	struct learn_rows rows = rows_drawn(12, 12, 3, 2, 1.5, 8);
	bool first_only[LEARN_MAX_CHANNELS] = {true, false};
	double *weight = weights_of(&rows);
	double *all = mem_alloc(rows.n, sizeof(*all));
	double *first = mem_alloc(rows.n, sizeof(*first));
	double *channel = mem_alloc(rows.n * 2, sizeof(*channel));

	(void)state;
	for (size_t i = 0; i < rows.n; i += 3)
		rows.x[2 * i + 1] = NAN;
	rows.x[2 * 5] = rows.x[2 * 5 + 1] = NAN;
	learn_cross(&rows, weight, all, channel);
	learn_cross_for(&rows, weight, first_only, first);
	for (size_t i = 0; i < rows.n; i++) {
		if (i == 5) {
			assert_true(isnan(all[i]));
			assert_true(isnan(first[i]));
			continue;
		}
		assert_true(isfinite(all[i]));
		assert_true(isfinite(first[i]));
		assert_int_equal(isnan(channel[2 * i + 1]), i % 3 == 0);
		if (i % 3 == 0)
			NEAR(all[i], first[i], SAME);
	}
	mem_free(weight);
	mem_free(all);
	mem_free(first);
	mem_free(channel);
	rows_free(&rows);
}

static void what_cannot_be_learned_is_an_error(void **state)
{
	struct learn_rows rows = rows_drawn(1, 9, 2, 2, 1, 9);
	bool none[LEARN_MAX_CHANNELS] = {false};
	double *weight = weights_of(&rows);
	struct learn_model model;
	struct err err = ERR_INIT;
	double *llr10;

	(void)state;
	/* Without the only H1 family a class is empty. */
	assert_int_equal(learn_fit(&rows, weight, 0, all_used, &model, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	assert_int_equal(learn_fit(&rows, weight, LEARN_ALL, none, &model, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	llr10 = cross(&rows);
	assert_true(isnan(llr10[0]));
	mem_free(llr10);
	/* A channel that is silent in all trials. */
	for (size_t i = 0; i < rows.n; i++)
		rows.x[2 * i] = NAN;
	assert_int_equal(learn_fit(&rows, weight, LEARN_ALL, all_used, &model, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	rows.n = 0;
	assert_int_equal(learn_fit(&rows, weight, LEARN_ALL, all_used, &model, &err), -1);
	learn_cross(&rows, weight, NULL, NULL);
	mem_free(weight);
	rows_free(&rows);
}

/* Rows turned round, families numbered from the other end. */
static void neither_rows_nor_families_have_an_order(void **state)
{
	struct learn_rows rows = rows_drawn(9, 11, 2, 2, 1, 10);
	struct learn_rows back = rows_new(rows.n, 2, rows.n_families);
	double *there;
	double *turned;

	(void)state;
	rows.x[7] = NAN;
	for (size_t i = 0; i < rows.n; i++) {
		size_t j = rows.n - 1 - i;

		back.h1[j] = rows.h1[i];
		back.family[j] = (unsigned)rows.n_families - 1 - rows.family[i];
		back.teacher_family[j] =
			(unsigned)rows.n_families - 1 - rows.teacher_family[i];
		memcpy(back.x + 2 * j, rows.x + 2 * i, 2 * sizeof(double));
	}
	there = cross(&rows);
	turned = cross(&back);
	for (size_t i = 0; i < rows.n; i++)
		NEAR(turned[rows.n - 1 - i], there[i], SAME);
	mem_free(there);
	mem_free(turned);
	rows_free(&rows);
	rows_free(&back);
}

static void any_number_of_threads_learns_the_same(void **state)
{
	struct learn_rows rows = rows_drawn(9, 11, 3, 3, 1, 11);
	double *one;

	(void)state;
	omp_set_num_threads(1);
	one = cross(&rows);
	for (int threads = 2; threads <= 3; threads++) {
		double *many;

		omp_set_num_threads(threads);
		many = cross(&rows);
		assert_memory_equal(many, one, rows.n * sizeof(*one));
		mem_free(many);
	}
	mem_free(one);
	rows_free(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_family_weighs_one_in_each_class),
		cmocka_unit_test(writing_a_familys_trials_again_changes_nothing),
		cmocka_unit_test(unsure_trials_teach_nothing),
		cmocka_unit_test(leaving_a_family_out_leaves_all_of_it_out),
		cmocka_unit_test(cross_is_one_fit_per_family),
		cmocka_unit_test(no_slope_is_negative),
		cmocka_unit_test(one_channel_fused_keeps_its_order),
		cmocka_unit_test(calibration_recovers_a_known_likelihood_ratio),
		cmocka_unit_test(a_channel_twice_counts_once),
		cmocka_unit_test(missing_channels_have_their_own_fusion),
		cmocka_unit_test(what_cannot_be_learned_is_an_error),
		cmocka_unit_test(neither_rows_nor_families_have_an_order),
		cmocka_unit_test(any_number_of_threads_learns_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likeness of all pairs, and its tree, worked out by hand. */
#include "unit/stat_near.h"

#include <string.h>

#include "evidence/matrix.h"

#define MAX 5

static const char *const names[MAX] = {"a", "b", "c", "d", "e"};
static const size_t in_order[MAX] = {0, 1, 2, 3, 4};

/*
 * Three models, a-b .2, a-c .4, b-c .6: row means .3 .4 .5, grand mean .4; left are -.1,
 * 0, .1, standard deviation sqrt(.02 / 3). In units of it: -1.2247, 0, 1.2247.
 */
static const double three[9] = {NAN, .2, .4, .2, NAN, .6, .4, .6, NAN};
#define STEP sqrt(1.5)

static void likeness_is_what_row_and_column_leave(void **state)
{
	struct population *pop = population_new(names, 3);
	double x[9];
	double *score[] = {x};
	double out[9];

	(void)state;
	memcpy(x, three, sizeof(x));
	matrix_likeness(pop, score, 1, in_order, 3, out);
	NEAR(out[0 * 3 + 1], -STEP, 1e-12);
	NEAR(out[1 * 3 + 0], -STEP, 1e-12);
	NEAR(out[0 * 3 + 2], 0, 1e-12);
	NEAR(out[1 * 3 + 2], STEP, 1e-12);
	for (size_t i = 0; i < 3; i++)
		NEAR(out[i * 3 + i], STEP, 1e-12); /* a model is most like itself */
	population_free(pop);
}

/* Another unit, another constant: the same likeness, and the mean of two is the same. */
static void channels_are_averaged_in_their_own_units(void **state)
{
	struct population *pop = population_new(names, 3);
	double x[9];
	double y[9];
	double *score[] = {x, y};
	double out[9];

	(void)state;
	memcpy(x, three, sizeof(x));
	for (size_t i = 0; i < 9; i++)
		y[i] = 50 - 10 * three[i]; /* turned round: it says the contrary */
	matrix_likeness(pop, score, 2, in_order, 3, out);
	NEAR(out[0 * 3 + 1], 0, 1e-12);
	for (size_t i = 0; i < 9; i++)
		y[i] = 50 + 10 * three[i];
	matrix_likeness(pop, score, 2, in_order, 3, out);
	NEAR(out[0 * 3 + 1], -STEP, 1e-12);
	population_free(pop);
}

static void the_chosen_models_alone_count_in_their_order(void **state)
{
	static const size_t chosen[] = {4, 0, 2}; /* a, b, c of the three above */
	struct population *pop = population_new(names, MAX);
	double x[MAX * MAX];
	double *score[] = {x};
	double out[9];

	(void)state;
	for (size_t i = 0; i < MAX * MAX; i++)
		x[i] = 99;
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++)
			x[chosen[i] * MAX + chosen[j]] = three[i * 3 + j];
	}
	matrix_likeness(pop, score, 1, chosen, 3, out);
	NEAR(out[0 * 3 + 1], -STEP, 1e-12);
	NEAR(out[1 * 3 + 2], STEP, 1e-12);
	population_free(pop);
}

/* A model with too few answers stands at the mean and moves nobody. */
static void a_silent_model_changes_nothing(void **state)
{
	struct population *pop = population_new(names, 4);
	double x[16];
	double *score[] = {x};
	double out[16];

	(void)state;
	for (size_t i = 0; i < 16; i++)
		x[i] = i / 4 < 3 && i % 4 < 3 ? three[i / 4 * 3 + i % 4] : (double)NAN;
	matrix_likeness(pop, score, 1, in_order, 4, out);
	NEAR(out[0 * 4 + 1], -STEP, 1e-12);
	NEAR(out[1 * 4 + 2], STEP, 1e-12);
	for (size_t i = 0; i < 3; i++)
		NEAR(out[i * 4 + 3], 0, 0);
	population_free(pop);
}

static void nothing_known_is_all_alike(void **state)
{
	struct population *pop = population_new(names, 3);
	double x[9];
	double *score[] = {x};
	double out[9];

	(void)state;
	for (int equal = 0; equal < 2; equal++) {
		for (size_t i = 0; i < 9; i++)
			x[i] = equal ? .1 : (double)NAN;
		matrix_likeness(pop, score, 1, in_order, 3, out);
		for (size_t i = 0; i < 9; i++)
			NEAR(out[i], 0, 1e-9);
	}
	population_free(pop);
}

static double item(const struct json *list, size_t i)
{
	double x = NAN;

	JSON_EACH(child, list) {
		if (i-- == 0)
			(void)json_number(child, &x);
	}
	return x;
}

/*
 * b and c are most alike, at distance 0; a is STEP from c and 2 STEP from b, 1.5 STEP on
 * average. A node stands half-way.
 */
static void the_tree_joins_the_nearest_first(void **state)
{
	struct population *pop = population_new(names, 3);
	struct json *out = json_new_object();
	double x[9];
	double *score[] = {x};
	const struct json *merges;
	const struct json *order;

	(void)state;
	memcpy(x, three, sizeof(x));
	matrix_json(pop, score, 1, in_order, 3, out);
	assert_int_equal(json_count(json_get(out, "models")), 3);
	assert_string_equal(json_text(json_first(json_get(out, "models"))), "a");
	merges = json_get(json_get(out, "tree"), "merges");
	assert_int_equal(json_count(merges), 2);
	NEAR(item(json_first(merges), 0) + item(json_first(merges), 1), 1 + 2, 0);
	NEAR(item(json_first(merges), 2), 0, 1e-12);
	/* a, 0, with the first join, 3 */
	NEAR(item(json_next(json_first(merges)), 0) +
		     item(json_next(json_first(merges)), 1),
	     3, 0);
	NEAR(item(json_next(json_first(merges)), 2), .75 * STEP, 1e-12);
	order = json_get(json_get(out, "tree"), "order");
	assert_int_equal(json_count(order), 3);
	NEAR(item(order, 0) + item(order, 1) + item(order, 2), 3, 0);
	json_free(out);
	population_free(pop);
}

static void one_model_is_a_tree_without_joins(void **state)
{
	struct population *pop = population_new(names, 1);
	struct json *out = json_new_object();
	double x[1] = {NAN};
	double *score[] = {x};

	(void)state;
	matrix_json(pop, score, 1, in_order, 1, out);
	assert_int_equal(json_count(json_get(out, "models")), 1);
	assert_int_equal(json_count(json_get(json_get(out, "tree"), "merges")), 0);
	assert_int_equal(json_count(json_get(json_get(out, "tree"), "order")), 1);
	json_free(out);
	population_free(pop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_is_what_row_and_column_leave),
		cmocka_unit_test(channels_are_averaged_in_their_own_units),
		cmocka_unit_test(the_chosen_models_alone_count_in_their_order),
		cmocka_unit_test(a_silent_model_changes_nothing),
		cmocka_unit_test(nothing_known_is_all_alike),
		cmocka_unit_test(the_tree_joins_the_nearest_first),
		cmocka_unit_test(one_model_is_a_tree_without_joins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

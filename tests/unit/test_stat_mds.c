/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_mds.c: maps of points whose distances are known exactly. */
#include "unit/stat_near.h"

#include "stat/mds.h"
#include "stat/stat.h"

static void distances(const double *x, size_t n, size_t n_axes, double *out)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			double squares = 0;

			for (size_t k = 0; k < n_axes; k++)
				squares += pow(x[i * n_axes + k] - x[j * n_axes + k], 2);
			out[i * n + j] = sqrt(squares);
		}
	}
}

static void map(const double *distance, size_t n, size_t n_axes, double *out,
		struct mds_fit *fit)
{
	struct err err = ERR_INIT;

	if (mds_classical(distance, n, n_axes, out, fit, &err))
		fail_msg("%s", err.text);
}

/* The corners of a rectangle of 6 by 2 lie at +-3 and +-1 about its middle; the axes come
 * out longest first, each turned so that its first corner is positive. */
static void rectangle_is_found_again(void **state)
{
	static const double corners[] = {0, 0, 0, 2, 6, 0, 6, 2};
	static const double want[] = {3, 1, 3, -1, -3, 1, -3, -1};
	double d[16], out[8];
	struct mds_fit fit;

	(void)state;
	distances(corners, 4, 2, d);
	map(d, 4, 2, out, &fit);
	for (size_t i = 0; i < 8; i++)
		NEAR(out[i], want[i], 1e-12);
	NEAR(fit.share, 1, 1e-12);
	NEAR(fit.correlation, 1, 1e-12);
}

/* Points on a line: 0, 1, 3 and 8 have their middle at 3, and no second axis. */
static void line_has_one_axis(void **state)
{
	static const double x[] = {0, 1, 3, 8};
	double d[16], out[8];
	struct mds_fit fit;

	(void)state;
	distances(x, 4, 1, d);
	map(d, 4, 2, out, &fit);
	for (size_t i = 0; i < 4; i++) {
		NEAR(out[2 * i], x[i] - 3, 1e-12);
		NEAR(out[2 * i + 1], 0, 1e-6);
	}
	NEAR(fit.share, 1, 1e-12);
}

/* The cross polytope +-3 e1, +-2 e2, +-1 e3: the eigenvalues are 2 * 9, 2 * 4 and 2 * 1,
 * so that two axes hold 26 of 28 and the last pair of points falls on the middle. */
static void what_the_map_leaves_out_is_told(void **state)
{
	static const double x[] = {3, 0,  0, -3, 0, 0, 0, 2, 0,
				   0, -2, 0, 0,  0, 1, 0, 0, -1};
	double d[36], out[12];
	struct mds_fit fit;

	(void)state;
	distances(x, 6, 3, d);
	map(d, 6, 2, out, &fit);
	NEAR(fit.share, 26. / 28, 1e-12);
	NEAR(out[0], 3, 1e-12);
	NEAR(out[2], -3, 1e-12);
	NEAR(out[5], 2, 1e-12);
	NEAR(out[7], -2, 1e-12);
	NEAR(hypot(out[8], out[9]), 0, 1e-12);
	NEAR(hypot(out[10], out[11]), 0, 1e-12);
	assert_true(fit.correlation > .9 && fit.correlation < 1);
}

/*
 * Three points 1 apart from each other and half of that, .5, from a fourth: no such
 * points exist (the fourth would lie within the triangle at 1/sqrt(3)). B by hand: on the
 * triangle alone 1/2 (I - 1/3) twice, and along the other direction sum of squares ->
 * lambda = -(1/2)(trace of J D^2 J) - 2 * 1/2 = (3 + 3/4)/4 - 1 = -1/16.
 */
static void impossible_distances_cost_share(void **state)
{
	static const double d[] = {0, 1, 1, .5, 1, 0, 1, .5, 1, 1, 0, .5, .5, .5, .5, 0};
	double out[8];
	struct mds_fit fit;

	(void)state;
	map(d, 4, 2, out, &fit);
	NEAR(fit.share, 1 / (1 + 1. / 16), 1e-12);
	for (size_t i = 0; i < 3; i++)
		NEAR(hypot(out[2 * i] - out[6], out[2 * i + 1] - out[7]), 1 / sqrt(3),
		     1e-12);
}

static void order_of_the_points_does_not_matter(void **state)
{
	static const double x[] = {1, 7, 4, 4, 9, 1, 2, 2, 8, 8};
	static const size_t order[] = {3, 0, 4, 2, 1};
	double d[25], shuffled[25], out[10], again[10];
	struct mds_fit fit;

	(void)state;
	distances(x, 5, 2, d);
	for (size_t i = 0; i < 5; i++) {
		for (size_t j = 0; j < 5; j++)
			shuffled[i * 5 + j] = d[order[i] * 5 + order[j]];
	}
	map(d, 5, 2, out, &fit);
	map(shuffled, 5, 2, again, &fit);
	for (size_t i = 0; i < 5; i++) {
		NEAR(again[2 * i], out[2 * order[i]], 1e-12);
		NEAR(again[2 * i + 1], out[2 * order[i] + 1], 1e-12);
	}
}

static void few_points_and_no_distance_are_fine(void **state)
{
	static const double two[] = {0, 5, 5, 0}, none[] = {0, 0, 0, 0, 0, 0, 0, 0, 0};
	double out[6];
	struct mds_fit fit;

	(void)state;
	map(two, 1, 2, out, &fit);
	NEAR(out[0], 0, 0);
	NEAR(out[1], 0, 0);
	map(two, 2, 2, out, &fit);
	NEAR(out[0], 2.5, 1e-12);
	NEAR(out[2], -2.5, 1e-12);
	assert_true(isnan(fit.correlation));
	map(none, 3, 2, out, &fit);
	for (size_t i = 0; i < 6; i++)
		NEAR(out[i], 0, 0);
	NEAR(fit.share, 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rectangle_is_found_again),
		cmocka_unit_test(line_has_one_axis),
		cmocka_unit_test(what_the_map_leaves_out_is_told),
		cmocka_unit_test(impossible_distances_cost_share),
		cmocka_unit_test(order_of_the_points_does_not_matter),
		cmocka_unit_test(few_points_and_no_distance_are_fine),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

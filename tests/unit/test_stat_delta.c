/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_delta.c: the Delta family against a published vector, and what every
 * member of it must keep to. */
#include "unit/stat_near.h"

#include <string.h>

#include "stat/delta.h"
#include "stat/rng.h"

enum { N_ROWS = 3, N = 4 };

static const double tv10[N_ROWS * N] = {.06, .03,  .02, .010, .05, .04,
					.02, .005, .07, .02,  .03, .015};

struct member {
	const char *name;
	delta_fn *distance;
	int of_z;
	double want[3]; /* pairs 12, 13, 23 */
};

/* METHODS, vector 10, made with the formulas of stylo. */
static const struct member members[] = {
	{"Burrows", delta_burrows, 1, {.75, 1.183012702, 1.933012702}},
	{"Argamon", delta_argamon, 1, {.433012702, .612372436, .968245837}},
	{"Eder", delta_eder, 1, {2.75, 4.049038106, 6.799038106}},
	{"Wurzburg", delta_cosine, 1, {.683772234, 1.554700196, 1.964763821}},
	{"Eder simple", delta_eder_simple, 0, {.077426418, .105668093, .183094511}},
	{"cosine", delta_cosine, 0, {.022405704, .020799977, .077328242}},
	{"min-max", delta_min_max, 0, {.192307692, .241379310, .387096774}},
};
enum { N_MEMBERS = sizeof(members) / sizeof(members[0]) };

static void test_published_distances(void **state)
{
	static const size_t pair[3][2] = {{0, 1}, {0, 2}, {1, 2}};
	double z[N_ROWS * N];

	(void)state;
	assert_int_equal(delta_z_scores(tv10, N_ROWS, N, z), N);
	for (size_t m = 0; m < N_MEMBERS; m++) {
		const double *x = members[m].of_z ? z : tv10;

		for (size_t i = 0; i < 3; i++)
			NEAR(members[m].distance(x + pair[i][0] * N, x + pair[i][1] * N,
						 N),
			     members[m].want[i], 5.1e-10);
	}
}

static void test_z_scores_have_mean_0_and_deviation_1(void **state)
{
	double x[50 * 7], z[50 * 7];
	struct rng rng = rng_stream(1, 0, 0, 0);

	(void)state;
	for (size_t i = 0; i < 50 * 7; i++)
		x[i] = 1000.0 + rng_normal(&rng) * (double)(1 + i % 7);
	assert_int_equal(delta_z_scores(x, 50, 7, z), 7);
	for (size_t j = 0; j < 7; j++) {
		double sum = 0, squares = 0;

		for (size_t i = 0; i < 50; i++) {
			sum += z[i * 7 + j];
			squares += z[i * 7 + j] * z[i * 7 + j];
		}
		NEAR(sum, 0, 1e-10);
		NEAR(squares, 49, 1e-9);
	}
}

/* Two rows have the z-scores -1/sqrt 2 and 1/sqrt 2. The mean of three tenths is not
 * .1 in binary, yet the column does not vary. */
static void test_columns_that_do_not_vary_are_left_out(void **state)
{
	const double two[] = {1, 5, 2, 7, 4, 5, 0, 7};
	double three[] = {.1, 3, .1, 4, .1, 5}, z[8];

	(void)state;
	assert_int_equal(delta_z_scores(two, 2, 4, z), 2);
	NEAR(z[0], -M_SQRT1_2, 1e-15);
	NEAR(z[1], M_SQRT1_2, 1e-15);
	NEAR(z[2], M_SQRT1_2, 1e-15);
	NEAR(z[3], -M_SQRT1_2, 1e-15);
	assert_int_equal(delta_z_scores(three, 3, 2, three), 1);
	NEAR(three[0], -1, 1e-15);
	NEAR(three[1], 0, 1e-15);
	NEAR(three[2], 1, 1e-15);
}

static void test_distances_are_symmetric_and_bounded(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < 200; round++) {
		struct rng rng = rng_stream(2, round, 0, 0);
		double x[9], y[9];

		for (size_t i = 0; i < 9; i++) {
			x[i] = rng_gamma(&rng, 0.3);
			y[i] = rng_gamma(&rng, 0.3);
		}
		for (size_t m = 0; m < N_MEMBERS; m++) {
			double d = members[m].distance(x, y, 9);

			NEAR(members[m].distance(y, x, 9), d, 0);
			NEAR(members[m].distance(x, x, 9), 0, 1e-15);
			assert_true(d > 0);
		}
		assert_true(delta_min_max(x, y, 9) < 1);
		assert_true(delta_cosine(x, y, 9) <= 1);
	}
}

static void test_ends_of_the_scales(void **state)
{
	const double x[] = {1, 0}, y[] = {0, 2}, minus[] = {-3, 0}, none[] = {0, 0};

	(void)state;
	NEAR(delta_min_max(x, y, 2), 1, 0);
	NEAR(delta_min_max(none, none, 2), 0, 0);
	NEAR(delta_cosine(x, y, 2), 1, 0);
	NEAR(delta_cosine(x, minus, 2), 2, 0);
	NEAR(delta_cosine(x, none, 2), 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_distances),
		cmocka_unit_test(test_z_scores_have_mean_0_and_deviation_1),
		cmocka_unit_test(test_columns_that_do_not_vary_are_left_out),
		cmocka_unit_test(test_distances_are_symmetric_and_bounded),
		cmocka_unit_test(test_ends_of_the_scales),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

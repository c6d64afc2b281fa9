/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_gram.c: inner products and cosines of rows. */
#include "unit/stat_near.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stat/gram.h"
#include "stat/rng.h"
#include "stat/stat.h"

static void test_a_gram_matrix_by_hand(void **state)
{
	const float x[] = {1, 2, 3, 0, -1, 1};
	const double y[] = {1, 2, 3, 0, -1, 1};
	const double want[] = {14, 1, 1, 2};
	float f[4];
	double d[4];
	size_t i;

	(void)state;
	gram_f32(x, 2, 3, f);
	gram_f64(y, 2, 3, d);
	for (i = 0; i < 4; i++) {
		NEAR((double)f[i], want[i], 0);
		NEAR(d[i], want[i], 0);
	}
	gram_f32(x, 3, 2, (float[9]){0});
	gram_cross_f32(x, 1, x + 3, 1, 3, f);
	gram_cross_f64(y, 1, y + 3, 1, 3, d);
	NEAR((double)f[0], 1, 0);
	NEAR(d[0], 1, 0);
}

static void test_cross_products_keep_rows_and_columns_apart(void **state)
{
	const double x[] = {1, 0, 0, 1, 2, 3}, y[] = {5, 7, 11, 13};
	const double want[] = {5, 11, 7, 13, 31, 61};
	const float xf[] = {1, 0, 0, 1, 2, 3}, yf[] = {5, 7, 11, 13};
	double d[6];
	float f[6];
	size_t i;

	(void)state;
	gram_cross_f64(x, 3, y, 2, 2, d);
	gram_cross_f32(xf, 3, yf, 2, 2, f);
	for (i = 0; i < 6; i++) {
		NEAR(d[i], want[i], 0);
		NEAR((double)f[i], want[i], 0);
	}
}

static void test_cosines_by_hand_and_rows_of_zeros(void **state)
{
	double x[] = {3, 4, 0, 0, -6, -8, 4, -3}, out[16];
	float xf[] = {3, 4, 0, 0, -6, -8, 4, -3}, outf[16];
	size_t i;

	(void)state;
	gram_cosine_f64(x, 4, 2, out);
	gram_cosine_f32(xf, 4, 2, outf);
	NEAR(out[0], 1, 1e-15);
	NEAR(out[2], -1, 1e-15);
	NEAR(out[3], 0, 1e-15);
	for (i = 0; i < 4; i++) {
		NEAR(out[4 + i], 0, 0);
		NEAR(out[4 * i + 1], 0, 0);
	}
	for (i = 0; i < 16; i++)
		NEAR((double)outf[i], out[i], 1e-6);
}

static void test_large_matrices_are_symmetric_and_agree_with_plain_sums(void **state)
{
	enum { N = 67, DIM = 301 };
	struct rng rng = rng_stream(5, 0, 0, 0);
	double *x = mem_alloc(N * DIM, sizeof(double)),
	       *out = mem_alloc(N * N, sizeof(double));
	float *xf = mem_alloc(N * DIM, sizeof(float)),
	      *outf = mem_alloc(N * N, sizeof(float));
	size_t i, j, d;

	(void)state;
	for (i = 0; i < N * DIM; i++) {
		x[i] = rng_normal(&rng);
		xf[i] = (float)x[i];
	}
	gram_f64(x, N, DIM, out);
	gram_f32(xf, N, DIM, outf);
	for (i = 0; i < N; i++) {
		for (j = 0; j < N; j++) {
			double sum = 0;

			for (d = 0; d < DIM; d++)
				sum += x[i * DIM + d] * x[j * DIM + d];
			NEAR(out[i * N + j], sum, 1e-11);
			NEAR((double)outf[i * N + j], sum, 1e-3);
			NEAR(out[i * N + j], out[j * N + i], 0);
			NEAR((double)outf[i * N + j], (double)outf[j * N + i], 0);
		}
	}
	free(x);
	free(out);
	free(xf);
	free(outf);
}

static void test_nothing_times_nothing_is_zero(void **state)
{
	float f[4] = {9, 9, 9, 9};
	double d[4] = {9, 9, 9, 9};

	(void)state;
	gram_f32(f, 0, 3, f);
	NEAR((double)f[0], 9, 0);
	gram_f32(NULL, 2, 0, f);
	NEAR((double)f[3], 0, 0);
	gram_cross_f64(NULL, 2, NULL, 2, 0, d);
	NEAR(d[3], 0, 0);
}

static void test_threads_around_it_change_no_digit(void **state)
{
	enum { N = 40, DIM = 500, RUNS = 16 };
	struct rng rng = rng_stream(6, 0, 0, 0);
	float *x = mem_alloc(N * DIM, sizeof(float));
	float *out = mem_alloc(RUNS * N * N, sizeof(float));
	int run;
	size_t i;

	(void)state;
	for (i = 0; i < N * DIM; i++)
		x[i] = (float)rng_uniform(&rng);
#pragma omp parallel for num_threads(3) schedule(dynamic)
	for (run = 0; run < RUNS; run++)
		gram_f32(x, N, DIM, out + (size_t)run * N * N);
	for (run = 1; run < RUNS; run++)
		assert_memory_equal(out, out + (size_t)run * N * N,
				    N * N * sizeof(float));
	free(x);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_gram_matrix_by_hand),
		cmocka_unit_test(test_cross_products_keep_rows_and_columns_apart),
		cmocka_unit_test(test_cosines_by_hand_and_rows_of_zeros),
		cmocka_unit_test(
			test_large_matrices_are_symmetric_and_agree_with_plain_sums),
		cmocka_unit_test(test_nothing_times_nothing_is_zero),
		cmocka_unit_test(test_threads_around_it_change_no_digit),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

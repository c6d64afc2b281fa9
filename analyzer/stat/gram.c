/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/gram.c: see stat/gram.h. */
#include "stat/gram.h"

#include <assert.h>
#include <gsl/gsl_cblas.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static void check_sizes(size_t n, size_t m, size_t dim)
{
	assert(n <= INT_MAX && m <= INT_MAX && dim <= INT_MAX);
	(void)n;
	(void)m;
	(void)dim;
}

/* BLAS fills the upper half alone. The leading dimension may not be 0. */
void gram_f32(const float *x, size_t n, size_t dim, float *out)
{
	size_t i, j;

	check_sizes(n, n, dim);
	memset(out, 0, n * n * sizeof(*out));
	if (n == 0 || dim == 0)
		return;
	cblas_ssyrk(CblasRowMajor, CblasUpper, CblasNoTrans, (int)n, (int)dim, 1.0F, x,
		    (int)dim, 0.0F, out, (int)n);
	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			out[i * n + j] = out[j * n + i];
}

void gram_f64(const double *x, size_t n, size_t dim, double *out)
{
	size_t i, j;

	check_sizes(n, n, dim);
	memset(out, 0, n * n * sizeof(*out));
	if (n == 0 || dim == 0)
		return;
	cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, (int)n, (int)dim, 1.0, x,
		    (int)dim, 0.0, out, (int)n);
	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			out[i * n + j] = out[j * n + i];
}

void gram_cross_f32(const float *x, size_t n, const float *y, size_t m, size_t dim,
		    float *out)
{
	check_sizes(n, m, dim);
	memset(out, 0, n * m * sizeof(*out));
	if (n == 0 || m == 0 || dim == 0)
		return;
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)m, (int)dim,
		    1.0F, x, (int)dim, y, (int)dim, 0.0F, out, (int)m);
}

void gram_cross_f64(const double *x, size_t n, const double *y, size_t m, size_t dim,
		    double *out)
{
	check_sizes(n, m, dim);
	memset(out, 0, n * m * sizeof(*out));
	if (n == 0 || m == 0 || dim == 0)
		return;
	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)m, (int)dim,
		    1.0, x, (int)dim, y, (int)dim, 0.0, out, (int)m);
}

/* Lengths are summed in double: a float sum of 2^14 squares loses three digits. */
void gram_unit_rows_f32(float *x, size_t n, size_t dim)
{
	size_t i, d;

	for (i = 0; i < n; i++) {
		float *row = x + i * dim;
		double squares = 0.0, length;

		for (d = 0; d < dim; d++)
			squares += (double)row[d] * (double)row[d];
		length = sqrt(squares);
		for (d = 0; d < dim && length > 0.0; d++)
			row[d] = (float)((double)row[d] / length);
	}
}

void gram_unit_rows_f64(double *x, size_t n, size_t dim)
{
	size_t i;

	check_sizes(n, n, dim);
	for (i = 0; i < n; i++) {
		double *row = x + i * dim;
		double length = cblas_dnrm2((int)dim, row, 1);
		size_t d;

		for (d = 0; d < dim && length > 0.0; d++)
			row[d] /= length;
	}
}

void gram_cosine_f32(float *x, size_t n, size_t dim, float *out)
{
	gram_unit_rows_f32(x, n, dim);
	gram_f32(x, n, dim, out);
}

void gram_cosine_f64(double *x, size_t n, size_t dim, double *out)
{
	gram_unit_rows_f64(x, n, dim);
	gram_f64(x, n, dim, out);
}

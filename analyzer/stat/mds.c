/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/mds.c: see stat/mds.h. */
#include "stat/mds.h"

#include <assert.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "base/mem.h"

/* B = -1/2 J D^2 J with J = I - 1/n: the inner products of the points about their middle,
 * if there are such points. */
static gsl_matrix *inner_products(const double *distance, size_t n)
{
	gsl_matrix *b = gsl_matrix_alloc(n, n);
	double *row = MEM_ARRAY(n, double);
	double all = 0;

	assert(b);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			double d = i == j ? 0 : distance[i * n + j];

			gsl_matrix_set(b, i, j, d * d);
			row[i] += d * d / (double)n;
		}
		all += row[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(
				b, i, j,
				-.5 * (gsl_matrix_get(b, i, j) - row[i] - row[j] + all));
	}
	mem_free(row);
	return b;
}

/* Which way the axis points: towards its largest value in size. Values that differ by
 * rounding alone count as equal. */
static double direction(const gsl_matrix *vectors, size_t n, size_t axis)
{
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		double x = gsl_matrix_get(vectors, i, axis);

		if (fabs(x) > fabs(most) * (1 + 1e-9))
			most = x;
	}
	return most < 0 ? -1 : 1;
}

/* sqrt(eigenvalue) times the eigenvector. What is left of zero by rounding is zero. */
static void place(const gsl_vector *values, const gsl_matrix *vectors, size_t n,
		  size_t n_axes, double *out)
{
	double least = 1e-12 * fabs(gsl_vector_get(values, 0));

	for (size_t k = 0; k < n_axes; k++) {
		double value = k < n ? gsl_vector_get(values, k) : 0;
		double length = value > least ? sqrt(value) : 0;
		double sign = length > 0 ? direction(vectors, n, k) : 1;

		for (size_t i = 0; i < n; i++)
			out[i * n_axes + k] =
				length > 0 ? sign * length * gsl_matrix_get(vectors, i, k)
					   : 0;
	}
}

static double share_of(const gsl_vector *values, size_t n, size_t n_axes)
{
	double kept = 0, all = 0;

	for (size_t k = 0; k < n; k++) {
		double value = gsl_vector_get(values, k);

		all += fabs(value);
		kept += k < n_axes && value > 0 ? value : 0;
	}
	return all > 0 ? kept / all : 1;
}

static double on_map(const double *places, size_t n_axes, size_t i, size_t j)
{
	double squares = 0;

	for (size_t k = 0; k < n_axes; k++) {
		double step = places[i * n_axes + k] - places[j * n_axes + k];

		squares += step * step;
	}
	return sqrt(squares);
}

static double correlation(const double *distance, const double *places, size_t n,
			  size_t n_axes)
{
	double pairs = .5 * (double)n * (double)(n - 1), mean_d = 0, mean_m = 0;
	double dd = 0, mm = 0, dm = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			mean_d += distance[i * n + j] / pairs;
			mean_m += on_map(places, n_axes, i, j) / pairs;
		}
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			double d = distance[i * n + j] - mean_d;
			double m = on_map(places, n_axes, i, j) - mean_m;

			dd += d * d;
			mm += m * m;
			dm += d * m;
		}
	}
	return dd > 1e-24 * mean_d * mean_d && mm > 0 ? dm / sqrt(dd * mm) : (double)NAN;
}

int mds_classical(const double *distance, size_t n, size_t n_axes, double *out,
		  struct mds_fit *fit, struct err *err)
{
	gsl_matrix *b = inner_products(distance, n);
	gsl_matrix *vectors = gsl_matrix_alloc(n, n);
	gsl_vector *values = gsl_vector_alloc(n);
	gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n);
	int status;

	assert(n >= 1 && n_axes >= 1 && vectors && values && work);
	status = gsl_eigen_symmv(b, values, vectors, work);
	if (!status)
		status = gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_DESC);
	if (status) {
		err_set(err, ERR_FAIL,
			"the eigenvalues of %zu distances do not settle: %s", n * n,
			gsl_strerror(status));
	} else {
		place(values, vectors, n, n_axes, out);
		fit->share = share_of(values, n, n_axes);
		fit->correlation = correlation(distance, out, n, n_axes);
	}
	gsl_eigen_symmv_free(work);
	gsl_vector_free(values);
	gsl_matrix_free(vectors);
	gsl_matrix_free(b);
	return status ? -1 : 0;
}

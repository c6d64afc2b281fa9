/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/delta.c: see stat/delta.h. */
#include "stat/delta.h"

#include <assert.h>
#include <math.h>

#include "stat/sum.h"

/* Mean and standard deviation of one column, without a copy of it. */
static void column(const double *f, size_t n_rows, size_t n_features, double *mean,
		   double *sd)
{
	struct sum values = SUM_INIT, squares = SUM_INIT;

	for (size_t i = 0; i < n_rows; i++)
		sum_add(&values, f[i * n_features]);
	*mean = sum_value(&values) / (double)n_rows;
	for (size_t i = 0; i < n_rows; i++) {
		double off = f[i * n_features] - *mean;

		sum_add(&squares, off * off);
	}
	*sd = sqrt(sum_value(&squares) / (double)(n_rows - 1));
}

/* Compared, not computed: the mean of equal values may round to another value, which
 * leaves a tiny standard deviation and z-scores of pure noise. */
static int varies(const double *f, size_t n_rows, size_t n_features)
{
	for (size_t i = 1; i < n_rows; i++)
		if (f[i * n_features] != f[0])
			return 1;
	return 0;
}

size_t delta_z_scores(const double *f, size_t n_rows, size_t n_features, double *z)
{
	size_t n_kept = 0;

	assert(n_rows >= 2);
	/* In place over all columns first; the rows are closed up behind. */
	for (size_t j = 0; j < n_features; j++) {
		double mean, sd;

		if (!varies(f + j, n_rows, n_features))
			continue;
		column(f + j, n_rows, n_features, &mean, &sd);
		for (size_t i = 0; i < n_rows; i++)
			z[i * n_features + n_kept] = (f[i * n_features + j] - mean) / sd;
		n_kept++;
	}
	for (size_t i = 1; i < n_rows && n_kept < n_features; i++)
		for (size_t j = 0; j < n_kept; j++)
			z[i * n_kept + j] = z[i * n_features + j];
	return n_kept;
}

double delta_burrows(const double *x, const double *y, size_t n)
{
	double total = 0.0;

	for (size_t i = 0; i < n; i++)
		total += fabs(x[i] - y[i]);
	return total / (double)n;
}

double delta_argamon(const double *x, const double *y, size_t n)
{
	double total = 0.0;

	for (size_t i = 0; i < n; i++)
		total += (x[i] - y[i]) * (x[i] - y[i]);
	return sqrt(total) / (double)n;
}

double delta_eder(const double *x, const double *y, size_t n)
{
	double total = 0.0;

	for (size_t i = 0; i < n; i++)
		total += fabs(x[i] - y[i]) * (double)(n - i + 1);
	return total / (double)n;
}

double delta_cosine(const double *x, const double *y, size_t n)
{
	double xy = 0.0, xx = 0.0, yy = 0.0;

	for (size_t i = 0; i < n; i++) {
		xy += x[i] * y[i];
		xx += x[i] * x[i];
		yy += y[i] * y[i];
	}
	if (xx <= 0.0 || yy <= 0.0)
		return 1.0;
	/* Rounding may carry the cosine past 1. */
	return fmin(2.0, fmax(0.0, 1.0 - xy / (sqrt(xx) * sqrt(yy))));
}

double delta_eder_simple(const double *x, const double *y, size_t n)
{
	double total = 0.0;

	for (size_t i = 0; i < n; i++)
		total += fabs(sqrt(x[i]) - sqrt(y[i]));
	return total;
}

double delta_min_max(const double *x, const double *y, size_t n)
{
	double least = 0.0, most = 0.0;

	for (size_t i = 0; i < n; i++) {
		least += fmin(x[i], y[i]);
		most += fmax(x[i], y[i]);
	}
	return most > 0.0 ? 1.0 - least / most : 0.0;
}

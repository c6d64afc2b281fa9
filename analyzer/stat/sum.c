/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/sum.c: see stat/sum.h. */
#include "stat/sum.h"

#include <assert.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void sum_add(struct sum *sum, double x)
{
	double next = sum->total + x;

	if (fabs(sum->total) >= fabs(x))
		sum->lost += (sum->total - next) + x;
	else
		sum->lost += (x - next) + sum->total;
	sum->total = next;
}

double sum_value(const struct sum *sum)
{
	/* Once the total is infinite, what was lost is inf - inf. */
	return isfinite(sum->total) ? sum->total + sum->lost : sum->total;
}

double sum_mean(const double *x, size_t n)
{
	return sum_weighted_mean(x, NULL, n);
}

double sum_weighted_mean(const double *x, const double *weight, size_t n)
{
	struct sum above = SUM_INIT, below = SUM_INIT;
	size_t i;

	assert(n >= 1);
	for (i = 0; i < n; i++) {
		double w = weight ? weight[i] : 1.0;

		/* 0 times infinity is NaN. */
		if (w > 0.0) {
			sum_add(&above, w * x[i]);
			sum_add(&below, w);
		}
	}
	assert(sum_value(&below) > 0.0);
	return sum_value(&above) / sum_value(&below);
}

void sum_mean_sd(const double *x, size_t n, double *mean, double *sd)
{
	struct sum squares = SUM_INIT;
	size_t i;

	*mean = sum_mean(x, n);
	for (i = 0; i < n; i++)
		sum_add(&squares, (x[i] - *mean) * (x[i] - *mean));
	*sd = n > 1 ? sqrt(sum_value(&squares) / (double)(n - 1)) : 0.0;
}

double sum_sd(const double *x, size_t n)
{
	double mean, sd;

	assert(n >= 2);
	sum_mean_sd(x, n, &mean, &sd);
	return sd;
}

double sum_quantile(const double *x, size_t n, double q)
{
	double *copy, rank, part, value;
	size_t below;

	assert(n >= 1 && q >= 0.0 && q <= 1.0);
	copy = mem_alloc(n, sizeof(*copy));
	memcpy(copy, x, n * sizeof(*copy));
	gsl_sort(copy, 1, n);
	rank = q * (double)(n - 1);
	below = (size_t)rank;
	part = rank - (double)below;
	value = copy[below];
	/* Not GSL's quantile: it multiplies the upper neighbour by 0, NaN when infinite.
	 */
	if (part > 0.0 && copy[below + 1] > value)
		value = (1.0 - part) * value + part * copy[below + 1];
	free(copy);
	return value;
}

double sum_median(const double *x, size_t n)
{
	return sum_quantile(x, n, 0.5);
}

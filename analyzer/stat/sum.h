/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/sum.h: sums that keep their digits (Neumaier 1974), and the small descriptive
 * statistics built on them. The order of the terms changes a result only in the rarest
 * cases, and then in its last bit.
 */
#ifndef STAT_SUM_H
#define STAT_SUM_H

#include <stddef.h>

struct sum {
	double total;
	double lost; /* what rounding took from total so far */
};

#define SUM_INIT                                                                         \
	{                                                                                \
		0.0, 0.0                                                                 \
	}

void sum_add(struct sum *sum, double x);

/* The sum; an infinite or NaN term makes it infinite or NaN as plain addition would. */
double sum_value(const struct sum *sum);

/* Mean of n >= 1 values. */
double sum_mean(const double *x, size_t n);

/*
 * Mean of the values with weight w_i >= 0, not all 0; weight NULL counts every value
 * once. Values of weight 0 are not looked at.
 */
double sum_weighted_mean(const double *x, const double *weight, size_t n);

/* Sample standard deviation (n - 1 below the line); n >= 2. */
double sum_sd(const double *x, size_t n);

/* Both at once; n >= 1, and *sd is 0 when n is 1. */
void sum_mean_sd(const double *x, size_t n, double *mean, double *sd);

/* Quantile of type 7 (Hyndman and Fan 1996; R's default), 0 <= q <= 1, n >= 1.
 * Works on a copy. x may hold infinities, not NaN; half-way between -inf and +inf is NaN.
 */
double sum_quantile(const double *x, size_t n, double q);

double sum_median(const double *x, size_t n);

#endif

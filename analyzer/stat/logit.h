/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/logit.h: logistic regression as a calibrator and as a fusion of scores: class
 * balanced, weighted, shrunk, with optional ridge and non-negative slopes (METHODS 1
 * and 9). Knows nothing of what the columns are.
 */
#ifndef STAT_LOGIT_H
#define STAT_LOGIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define LOGIT_MAX_COLUMNS 32

struct logit_options {
	double kappa;  /* pseudo-weight, >= 0: see logit_fit */
	double ridge;  /* lambda >= 0 of lambda * sum over slopes of (b_j - centre)^2 */
	double centre; /* what the ridge pulls slopes to */
	bool nonneg;   /* slopes (not the intercept) >= 0 */
	/* The rows' order is the same for everybody: do not sort them first. Another
	 * order may then change the last digits. */
	bool keep_order;
	/* k + 1 coefficients near the optimum to begin from, NULL: none. Saves steps;
	 * changes no more than the last digits. */
	const double *start;
};

/*
 * Fit the natural-log likelihood ratio L_i = coef[0] + sum_j coef[1+j] * x[i*k + j] of
 * n rows and k >= 1 columns, h1[i] = 1 for H1 and 0 for H2, by minimising
 *
 *     (1/W1) sum_{H1} w_i ln(1 + e^-L_i) + (1/W0) sum_{H2} w_i ln(1 + e^L_i)
 *     + kappa / (W1 + W0) * sum_all w_i [ln(1 + e^-L_i) + ln(1 + e^L_i)]
 *     + ridge * sum_j (coef[1+j] - centre)^2
 *
 * with W1, W0 the weights of the classes: prior odds are 1, so coef[0] belongs to the
 * likelihood ratio. The first line is 2 ln 2 times Cllr. With unit weights the second
 * lets every row count kappa/n in both classes, class masses being 1; it is spread by
 * weight so that a weight of 2 is the same as a row written twice, and a row of weight
 * 0 (left out, or not drawn by a bootstrap) teaches nothing.
 *
 * Newton's method; each step solves the quadratic model exactly under the sign
 * constraint, then looks back along the line. Stops when the Karush-Kuhn-Tucker
 * conditions hold to 1e-12 in units of standardised columns. The order of the rows
 * changes no digit. A column that does not vary gets the slope 0 (with ridge: centre,
 * or 0 where that is forbidden).
 *
 * weight NULL counts every row once; weights are finite and >= 0 (asserted). coef has
 * room for k + 1. Fails with ERR_DATA when a class has no weight, a value is not finite,
 * or no unique finite optimum exists (kappa and ridge both 0, and the classes are
 * separable or the columns collinear).
 */
int logit_fit(const double *x, const unsigned char *h1, const double *weight, size_t n,
	      size_t k, const struct logit_options *opt, double *coef,
	      struct err *err) MUST_CHECK;

/* L of one row of k values, natural log. */
double logit_ln_lr(const double *coef, const double *row, size_t k);

/* The same as log10. */
double logit_llr10(const double *coef, const double *row, size_t k);

#endif

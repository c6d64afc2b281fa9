/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/dist.h: distributions. Tails travel as natural logs, so that a far one neither
 * underflows nor loses its digits. Knows nothing of what is being tested.
 */
#ifndef STAT_DIST_H
#define STAT_DIST_H

#include <stddef.h>

/* Largest |z| that dist_normal_z_of_ln_q and dist_t_predictive_z give out. */
#define DIST_Z_MAX 40.0

/* P(Z <= z) of the standard normal. */
double dist_normal_cdf(double z);

/* ln P(Z > z); finite for every finite z. */
double dist_normal_ln_q(double z);

/* z with P(Z <= z) = p; -inf and +inf at p = 0 and 1. */
double dist_normal_quantile(double p);

/* z with ln P(Z > z) = ln_q, ln_q <= 0, held to +-DIST_Z_MAX. */
double dist_normal_z_of_ln_q(double ln_q);

/* ln P(T > t) of Student's t with df > 0 degrees of freedom; ln 1/2 at t = 0. */
double dist_t_ln_q(double t, double df);

/*
 * Where a new observation x falls among n earlier ones with this mean and sample
 * standard deviation, as a standard normal quantile: the tail of Student's t with n - 1
 * degrees of freedom at (x - mean) / (sd sqrt(1 + 1/n)). Exactly standard normal when
 * all n + 1 values are independent draws of one normal distribution, whatever n; a plain
 * z-score is not.
 * n >= 3 (asserted): below that a cohort gives no score. Never NaN for finite
 * arguments and sd >= 0. With sd 0 a different x gives +-DIST_Z_MAX, an equal one 0.
 */
double dist_t_predictive_z(double x, double mean, double sd, size_t n);

/* P(X >= chi2) of chi-squared with df > 0 degrees of freedom. */
double dist_chi2_p(double chi2, double df);

/* P(X >= k) and P(X <= k) for X ~ Binomial(n, p), 0 <= p <= 1. */
double dist_binomial_at_least(size_t k, size_t n, double p);
double dist_binomial_at_most(size_t k, size_t n, double p);

/* Clopper-Pearson interval of a proportion k / n, n >= 1, k <= n; level such as 0.95.
 * Closed at 0 for k = 0 and at 1 for k = n. */
void dist_clopper_pearson(size_t k, size_t n, double level, double *lo, double *hi);

/*
 * Kolmogorov-Smirnov test of n >= 1 values in [0, 1] against the uniform distribution,
 * two-sided. Returns the p-value; *statistic (may be NULL) gets D. Exact to at least
 * six digits up to n = 2,000 (Marsaglia, Tsang and Wang 2003; Birnbaum and Tingey 1951
 * in the tail), Stephens' approximation of the limit above.
 */
double dist_ks_uniform_p(const double *x, size_t n, double *statistic);

#endif

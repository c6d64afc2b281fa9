/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/combine.h: several p-values into one, and p-values corrected for their number
 * (METHODS 3). Knows nothing of the tests behind them. p holds n >= 1 values in [0, 1];
 * nothing here can fail.
 *
 *              valid when                      best when
 * fisher       independent                     evidence is spread over many
 * stouffer     independent                     evidence is spread evenly; a p near 1
 *                                              weighs against
 * acat         arbitrary dependence, nearly    few are small
 * harmonic     arbitrary dependence, nearly    few are small
 * simes        independent or positively dependent
 * bonferroni   always                          one is small
 */
#ifndef STAT_COMBINE_H
#define STAT_COMBINE_H

#include <stddef.h>

struct combined {
	double statistic;
	double p;
};

/* Fisher 1932: -2 sum ln p, chi-squared with 2n degrees of freedom. */
struct combined combine_fisher(const double *p, size_t n);

/* Stouffer 1949: sum of z(1 - p) over sqrt(n), standard normal; each z is held to
 * +-DIST_Z_MAX. */
struct combined combine_stouffer(const double *p, size_t n);

/* Liu and Xie 2020 (Cauchy, ACAT): T = mean tan((1/2 - p) pi), p = 1/2 - atan(T) / pi.
 * A single p of 1 outweighs all that are not below 1e-16: leave out tests that had no
 * power to be small. */
struct combined combine_acat(const double *p, size_t n);

/* Wilson 2019: the harmonic mean, and its p by combine_harmonic_p. 0 when one p is 0. */
struct combined combine_harmonic(const double *p, size_t n);

/* P(harmonic mean of n <= hmp), asymptotic in n: Q of the Landau distribution at
 * 1/hmp - ln n - (1 - Euler's gamma); hmp in (0, 1]. */
double combine_harmonic_p(double hmp, size_t n);

/* P(X > x) of the Landau distribution, whose density is
 * (1/pi) int_0^inf exp(-t ln t - x t) sin(pi t) dt; to a relative 1e-9. GSL has the
 * density alone. */
double combine_landau_q(double x);

/* Simes 1986: min over i of n p_(i) / i, p_(i) ascending. */
double combine_simes(const double *p, size_t n);

/* n times the smallest, at most 1. */
double combine_bonferroni(const double *p, size_t n);

/*
 * Adjusted p-values in the order of p, out has room for n (may be p): reject where
 * out[i] <= alpha.
 * bh     Benjamini and Hochberg 1995: expected share of false rejections at most alpha,
 *        independent or positively dependent
 * by     Benjamini and Yekutieli 2001: the same under arbitrary dependence
 * holm   Holm 1979: probability of any false rejection at most alpha, always
 */
void combine_bh(const double *p, size_t n, double *out);
void combine_by(const double *p, size_t n, double *out);
void combine_holm(const double *p, size_t n, double *out);

#endif

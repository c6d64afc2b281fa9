/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/bounds.h: how large an LR a set of validation LRs can support (METHODS 1,
 * "Bounds"; DESIGN I4). llr10 is log10 LR (+-inf allowed), h1[i] 1 for H1, weight NULL
 * counts every trial once. With weights, n1 and n0 are the total weights of the classes
 * and shares are weighted: when the trials of a family share a weight of 1, the bounds
 * count families. Weights are therefore NOT normalised here. The order of the trials
 * changes no digit.
 *
 * Both set *lo <= 0 <= *hi (log10) and return 0, or set both to 0 and return -1 when a
 * class is empty or a value is NaN: such a set supports no LR but 1.
 */
#ifndef STAT_BOUNDS_H
#define STAT_BOUNDS_H

#include <stddef.h>

#include "base/err.h"

/*
 * Empirical lower and upper bound (Vergeer et al. 2016). One consequential misleading
 * LR is added on each side; at threshold t the expected utility cost is
 * EU(t) = P(LR <= t | H1) + t P(LR > t | H2), for the system against LR = 1 everywhere.
 * log10 t runs in steps of .01 from 0 within [-log10(n1+1), log10(n0+1)]; a bound is the
 * last step before the system costs more than saying nothing.
 */
int bounds_elub(const double *llr10, const unsigned char *h1, const double *weight,
		size_t n, double *lo, double *hi) MUST_CHECK;

/*
 * Invariance-verification bound (Alberink et al. 2025):
 * D_up(t) = log10[(#{H1 >= t} + .5)/(n1+1)] - log10[(#{H2 >= t} + .5)/(n0+1)] - t, upper
 * bound the last t before D_up < 0, lower with <= and reversed signs. LLRs are clipped
 * to +-20; t runs in steps of .001 from the smaller of 0 and the smallest LLR to the
 * larger of 0 and the largest.
 */
int bounds_invariance(const double *llr10, const unsigned char *h1, const double *weight,
		      size_t n, double *lo, double *hi) MUST_CHECK;

/* log10 of the number of independent sources; 0 for none. The bound is +- this. */
double bounds_sources(size_t n_sources);

#endif

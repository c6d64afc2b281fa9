/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/lattice.h: exact tails of sums of independent variables on the whole numbers.
 * With values 0 and 1 the sum is Poisson-binomial. Knows nothing of what is summed.
 */
#ifndef STAT_LATTICE_H
#define STAT_LATTICE_H

#include <stddef.h>

#define LATTICE_MAX 26

/* Takes value[j] with probability p[j], and 0 with what is left of 1. */
struct lattice_term {
	double p[LATTICE_MAX];
	unsigned value[LATTICE_MAX];
	unsigned n;
};

/*
 * P(sum >= least) of n_terms independent terms. Adds positive numbers alone, so a far
 * tail keeps its digits; 0 when the sum cannot reach `least` (or below the smallest
 * double). O(n_terms * least) time.
 */
double lattice_at_least(const struct lattice_term *terms, size_t n_terms, size_t least);

/* Mean and variance of the sum. */
void lattice_moments(const struct lattice_term *terms, size_t n_terms, double *mean,
		     double *variance);

#endif

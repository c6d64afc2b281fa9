/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/perm.h: two-sample permutation tests, of one sample or within strata. Knows
 * nothing of what is compared. */
#ifndef STAT_PERM_H
#define STAT_PERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct perm_result {
	double observed; /* of the groups as given */
	double p;        /* one-sided: further apart; never 0 */
	size_t n_splits; /* looked at, the one given included */
	bool is_exact;   /* they were all there are */
};

/*
 * Are the first n_first things further from the rest than chance would have it? The
 * statistic is the mean distance between the groups less the mean of the two mean
 * distances within: half the energy distance or, for 1 - kernel, half the unbiased MMD^2
 * (METHODS 3), so it is 0 on average when the labels mean nothing. `distance` is n x n,
 * symmetric and finite; its diagonal is not read. All C(n, n_first) splits are counted
 * when they are at most n_perm; else n_perm random ones and the given one, which makes p
 * valid for any n_perm. The same seed gives the same answer. ERR_DATA when a group has
 * fewer than two.
 */
int perm_split(const double *distance, size_t n, size_t n_first, size_t n_perm,
	       uint64_t seed, struct perm_result *out, struct err *err) MUST_CHECK;

/* The statistic of one stratum with the things named by `part` as its first group;
 * `scratch` has room for one size_t a thing, comes zeroed and is left zeroed. */
typedef double perm_value_fn(const void *ctx, const size_t *part, size_t *scratch);

struct perm_stratum {
	size_t n, n_first; /* things; 0 < n_first < n of them, the first, are one group */
	perm_value_fn *value;
	const void *ctx;
	double scale; /* about the largest term of a value: what rounding goes by */
};

/* How many ways there are to choose first groups, or limit + 1 when there are more. */
size_t perm_strata_splits(const struct perm_stratum *strata, size_t n_strata,
			  size_t limit);

/*
 * Is the sum of the values over strata larger than chance would have it, when things
 * change groups within their stratum alone? Counts all splits when there are at most
 * n_perm, else n_perm random ones and the given one. Uses all threads; the same seed
 * gives the same answer for any number of them.
 */
void perm_strata(const struct perm_stratum *strata, size_t n_strata, size_t n_perm,
		 uint64_t seed, struct perm_result *out);

#endif

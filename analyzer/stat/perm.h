/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/perm.h: two-sample permutation test on distances. Knows nothing of what is
 * distant. */
#ifndef STAT_PERM_H
#define STAT_PERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct perm_result {
	double observed; /* between the groups as given, in units of distance */
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

#endif

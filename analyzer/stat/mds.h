/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/mds.h: a map of points from the distances between them (classical scaling,
 * Torgerson 1952). For looking at. Knows nothing of what the points are.
 */
#ifndef STAT_MDS_H
#define STAT_MDS_H

#include <stddef.h>

#include "base/err.h"

struct mds_fit {
	/* Share of the wanted axes in the sum of all |eigenvalues|: 1 when the distances
	 * are those of points in so few dimensions, less the more the map leaves out. */
	double share;
	/* Pearson's r between the distances given and those on the map; NaN when either
	 * has no spread. */
	double correlation;
};

/*
 * Places for n points on n_axes axes into out[n * n_axes], from the n x n matrix
 * `distance` (symmetric, finite, diagonal ignored). The first axis has the largest
 * spread; an axis that the distances do not ask for is all zeros; the middle of each is
 * 0. An axis may point either way: it is turned so that its largest value in size is
 * positive, of equal ones the first. ERR_FAIL when the eigenvalues do not settle.
 */
int mds_classical(const double *distance, size_t n, size_t n_axes, double *out,
		  struct mds_fit *fit, struct err *err) MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/bound.h: how far the calibration's trials let a likelihood ratio go (I4,
 * DESIGN 6 step 4): the tightest of ELUB, the invariance bound and log10 of the number
 * of families, each family weighing one.
 */
#ifndef EVIDENCE_BOUND_H
#define EVIDENCE_BOUND_H

#include "evidence/learn.h"

struct bound {
	double lo, hi; /* log10 LR, lo <= 0 <= hi */
	double elub[2], invariance[2], families[2];
	size_t n_families;
	const char *tightest; /* of the upper bound: "ELUB", "invariance", "families" */
};

/* From leave-family-out llr10 of the rows with weight > 0 and a finite value. */
struct bound bound_of(const struct learn_rows *rows, const double *weight,
		      const double *llr10);
double bound_apply(const struct bound *bound, double llr10);

#endif

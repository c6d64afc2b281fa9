/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/pav.h: pool-adjacent-violators: the best non-decreasing calibration of a score,
 * and with it the convex hull of its ROC curve. For diagnosis (Cllr_min, EER, plots),
 * never for a case: its ends are infinite.
 */
#ifndef STAT_PAV_H
#define STAT_PAV_H

#include <stddef.h>

#include "base/err.h"

/*
 * One level of the step function. Trials with the same score always share a block (ties
 * are pooled first), and neighbours whose ratios are equal are one block, so that the
 * ratios rise strictly and every block is an edge of the hull.
 */
struct pav_block {
	double lo, hi; /* smallest and largest score inside */
	double h1, h2; /* weight of H1 and of H2 trials inside */
};

struct pav {
	struct pav_block *blocks; /* ascending; owned */
	size_t n_blocks;
	double h1, h2; /* weight of the classes */
};

#define PAV_INIT                                                                         \
	{                                                                                \
		NULL, 0, 0.0, 0.0                                                        \
	}

struct pav_vertex {
	double p_fa;   /* P(score above the threshold | H2) */
	double p_miss; /* P(score at or below the threshold | H1) */
};

/*
 * Fit n trials with classes h1 (1 = H1) and weights (NULL: all 1; trials of weight 0
 * are left out). Comparisons are cross products of counts, exact for whole weights; the
 * order of the trials changes no digit. Scores may be infinite. Fails with ERR_DATA
 * when a class has no weight or a score is NaN. Clear `out` afterwards, also on failure.
 */
int pav_fit(const double *score, const unsigned char *h1, const double *weight, size_t n,
	    struct pav *out, struct err *err) MUST_CHECK;
void pav_clear(struct pav *pav);

/* Calibrated log10 LR of block i: log10 of (h1/H1) / (h2/H2); -inf and +inf at will. */
double pav_block_llr10(const struct pav *pav, size_t i);

/*
 * Calibrated log10 LR and posterior probability (even prior) of a score. A score
 * between two blocks takes the one nearer to LR 1; beyond the ends, the end block.
 */
double pav_llr10(const struct pav *pav, double score);
double pav_posterior(const struct pav *pav, double score);

/* The ROC hull: n_blocks + 1 vertices from (1, 0) to (0, 1) into out. */
void pav_hull(const struct pav *pav, struct pav_vertex *out);

#endif

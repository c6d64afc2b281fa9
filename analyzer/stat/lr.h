/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/lr.h: how good likelihood ratios are (METHODS 1, "Metrics"). h1[i] is 1 for a
 * trial under H1 and 0 under H2; weight NULL counts every trial once, otherwise each
 * class's weights are normalised to sum 1 where a mean is meant, and trials of weight 0
 * are not looked at. llr10 is log10 of the LR, +-inf allowed. Every function returns
 * NaN when a class is empty or a value is NaN. Knows nothing of where the LRs come from.
 */
#ifndef STAT_LR_H
#define STAT_LR_H

#include <stddef.h>

/*
 * Log-likelihood-ratio cost (Brummer and du Preez 2006):
 * 1/2 [mean_{H1} log2(1 + 1/LR) + mean_{H2} log2(1 + LR)]. 1 is uninformative; +inf when
 * an infinite LR points the wrong way.
 */
double lr_cllr(const double *llr10, const unsigned char *h1, const double *weight,
	       size_t n);

/* Cllr after the best monotone calibration of the score (PAV): what calibration cannot
 * mend. The calibration loss is lr_cllr - lr_cllr_min. */
double lr_cllr_min(const double *score, const unsigned char *h1, const double *weight,
		   size_t n);

/* P(score_H1 > score_H2) + 1/2 P(equal). */
double lr_auc(const double *score, const unsigned char *h1, const double *weight,
	      size_t n);

/* Equal error rate on the convex hull of the ROC curve. */
double lr_eer(const double *score, const unsigned char *h1, const double *weight,
	      size_t n);

/*
 * Empirical cross-entropy in bits at prior log10 odds (Ramos 2013), with p the prior:
 * p mean_{H1} log2(1 + 1/(odds LR)) + (1-p) mean_{H2} log2(1 + odds LR).
 * At 0 it is Cllr. The curve after PAV is the same function of pav_llr10's values.
 */
double lr_ece(const double *llr10, const unsigned char *h1, const double *weight,
	      size_t n, double prior_log10_odds);

/* The same for LR = 1 everywhere: the entropy of the prior. */
double lr_ece_null(double prior_log10_odds);

/*
 * devPAV: mean distance between the PAV-calibrated log10 LR and the identity, over the
 * finite stretch (Vergeer et al. 2021). NaN when the PAV curve has no finite point,
 * +inf when an infinite LR meets a finite PAV value.
 */
double lr_devpav(const double *llr10, const unsigned char *h1, const double *weight,
		 size_t n);

/* Area between the straight line (x0,y0)-(x1,y1), x0 <= x1, and the identity y = x. */
double lr_area_to_identity(double x0, double y0, double x1, double y1);

/* Misleading evidence, strict inequalities: P(LLR10 > t | H2) and P(LLR10 < -t | H1). */
struct lr_misleading {
	double h2_above;
	double h1_below;
};
struct lr_misleading lr_misleading(const double *llr10, const unsigned char *h1,
				   const double *weight, size_t n, double t);

/* One step of a Tippett plot: the share of each class with LLR10 at least this. */
struct lr_tippett_point {
	double llr10;
	double h1_at_least;
	double h2_at_least;
};

/*
 * Tippett curves: one point per distinct LLR10, ascending. out has room for n; returns
 * how many were written, 0 when a class is empty or a value is NaN.
 */
size_t lr_tippett(const double *llr10, const unsigned char *h1, const double *weight,
		  size_t n, struct lr_tippett_point *out);

/* One operating point: decide H1 when the score is above the threshold. */
struct lr_det_point {
	double threshold; /* -inf for the first point */
	double p_fa, p_miss;
	double z_fa, z_miss; /* their probits, the axes of a DET plot; +-inf at 0 and 1 */
};

/*
 * DET curve along the raw ROC (not its hull): from (1, 0) to (0, 1), a point per
 * distinct score and one before. out has room for n + 1; returns how many were written,
 * 0 when a class is empty or a value is NaN.
 */
size_t lr_det(const double *score, const unsigned char *h1, const double *weight,
	      size_t n, struct lr_det_point *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/centre.h: two-sided cohort centring (DESIGN 6, step 2; adaptive score
 * normalisation in speaker recognition). Raw similarity is hub-biased: some models are
 * near everybody. A pair's score is measured against how near the suspect is to clean
 * models that did not teach it, and how near clean models are to the teacher.
 */
#ifndef EVIDENCE_CENTRE_H
#define EVIDENCE_CENTRE_H

#include "evidence/population.h"

#define CENTRE_MIN_COHORT 3  /* vendors; below: no score */
#define CENTRE_FEW_MODELS 8  /* below: flagged */
#define CENTRE_FEW_VENDORS 5 /* below: flagged */
/*
 * A pair less alike than unrelated models are on average is not the less related for it:
 * such a score stands at the average. Without this floor, makers whose styles are
 * opposites seem better excluded than makers whose styles merely differ.
 */
#define CENTRE_FLOOR 0.0

struct centred {
	double score;        /* NaN when the cohort is too small */
	double raw;          /* as the channel gave it */
	double suspect_side; /* normal quantile of the pair among suspect-cohort pairs */
	double teacher_side; /* the same among cohort-teacher pairs */
	size_t n_models, n_vendors; /* of the cohort */
};

/*
 * Centre the pair's score in the n x n matrix `score` of one channel. Two readings are
 * made, each as a Student-t predictive tail turned into a normal quantile, so that small
 * cohorts do not explode; models of one vendor are no independent draws, so vendors, not
 * models, count as observations. (1) The residual of a two-way additive model: the
 * suspect's and the teacher's means against the cohort taken off, the cohort's grand
 * mean put back, in standard deviations of the same residual among cohort pairs of
 * different families. It overrates models that are unlike everybody. (2) The mean of the
 * pair's place among suspect-cohort pairs and among cohort-teacher pairs. It overrates
 * hubs. The smaller counts, and at least CENTRE_FLOOR.
 */
struct centred centre_pair(const struct population *pop, const double *score,
			   size_t suspect, size_t teacher);

#endif

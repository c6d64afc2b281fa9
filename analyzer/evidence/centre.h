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

#define CENTRE_MIN_COHORT 3   /* below: no score */
#define CENTRE_FEW_MODELS 8   /* below: flagged */
#define CENTRE_FEW_VENDORS 5  /* below: flagged */
/*
 * A pair less alike than unrelated models usually are is not the less related for it:
 * below this many standard deviations the score says no more. Without the floor, makers
 * whose styles are opposites seem better excluded than makers whose styles merely differ.
 */
#define CENTRE_FLOOR (-.75)

struct centred {
	double score;        /* both sides' means taken off; NaN when the cohort is too small */
	double raw;          /* as the channel gave it */
	double suspect_side; /* normal quantile of the pair among suspect-cohort pairs */
	double teacher_side; /* the same among cohort-teacher pairs */
	size_t n_models, n_vendors; /* of the cohort */
};

/*
 * Centre the pair's score in the n x n matrix `score` of one channel: what is left of it
 * when the suspect's mean and the teacher's mean against the cohort are taken off and the
 * cohort's grand mean is put back (a two-way additive model), in standard deviations of
 * the same residual among cohort pairs of different families; as the Student-t
 * predictive tail turned into a normal quantile, so that small cohorts do not explode;
 * at least CENTRE_FLOOR. The two sides alone are reported beside it: high on one and low on
 * the other means competence rather than descent.
 */
struct centred centre_pair(const struct population *pop, const double *score, size_t suspect,
			   size_t teacher);

#endif

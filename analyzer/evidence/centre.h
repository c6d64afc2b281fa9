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

/*
 * Open set: where the suspect is nearer to a clean model of another maker, a rival, than
 * to the teacher, half of the rival's lead is taken off. Makers resemble each other, so
 * likeness to one spills over to the next, and the next taught nobody for it. The nearest
 * of many leads a little by chance alone, most on few prompts: so much of a lead is none.
 */
#define CENTRE_RIVAL_SHARE .5
#define CENTRE_CLEAR_LEAD .5

struct centred {
	double score;        /* NaN when the cohort is too small */
	double raw;          /* as the channel gave it */
	double suspect_side; /* normal quantile of the pair among suspect-cohort pairs */
	double teacher_side; /* the same among cohort-teacher pairs */
	size_t n_models, n_vendors; /* of the cohort */
};

/* The member of the pair's cohort that the suspect is nearest to. */
struct centre_rival {
	size_t model; /* SIZE_MAX when no member has a score */
	double mean;  /* of its centred scores over the channels that speak of it */
	double lead;  /* that less the teacher's mean and CENTRE_CLEAR_LEAD; at least 0 */
};

/* Another choice of cohorts than DESIGN's, by model; each may be NULL. */
struct centre_view {
	const unsigned char *without; /* in no cohort */
	/* In the cohorts of all pairs but those of its own family, of its own vendor as
	 * teacher, or of a vendor that taught it, clean or not. */
	const unsigned char *with;
};

/*
 * The n x n matrices score[n_channels] of one draw of prompts, and what of the cohorts
 * was worked out so far. Borrows its arguments; view may be NULL. One thread at a time.
 */
struct centring;
struct centring *centring_new(const struct population *pop, double *const *score,
			      size_t n_channels, const struct centre_view *view);
void centring_free(struct centring *c);

/*
 * Centre the pair's score in one channel's matrix. Two readings are made, each as a
 * Student-t predictive tail turned into a normal quantile, so that small cohorts do not
 * explode; models of one vendor are no independent draws, so vendors, not models, count
 * as observations. (1) The residual of a two-way additive model: the suspect's and the
 * teacher's means against the cohort taken off, the cohort's grand mean put back, in
 * standard deviations of the same residual among cohort pairs of different families. It
 * overrates models that are unlike everybody. (2) The mean of the pair's place among
 * suspect-cohort pairs and among cohort-teacher pairs. It overrates hubs. The smaller
 * counts, and at least CENTRE_FLOOR.
 */
struct centred centring_pair(struct centring *c, size_t channel, size_t suspect,
			     size_t teacher);
struct centre_rival centring_rival(struct centring *c, size_t suspect, size_t teacher);
/*
 * What calibration and fusion go by, into x[n_channels]: the centred scores less
 * CENTRE_RIVAL_SHARE of the rival's lead, and at least CENTRE_FLOOR; NaN where a channel
 * is silent. False when all are.
 */
bool centring_scores(struct centring *c, size_t suspect, size_t teacher, double *x);

/*
 * Which models a replicate r leaves out of the pair's cohort, into without[pop->n]: the
 * makers in turn, and once none, each for `stride` replicates. A cohort of as few makers
 * as a score needs is left whole. So an interval holds what one maker's presence does,
 * which is much where the controls are few.
 */
void centre_leave_out(const struct population *pop, size_t suspect, size_t teacher,
		      size_t r, size_t stride, unsigned char *without);

/* centring_pair of a single matrix. */
struct centred centre_pair(const struct population *pop, const double *score,
			   size_t suspect, size_t teacher);

#endif

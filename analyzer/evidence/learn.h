/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/learn.h: from centred scores to likelihood ratios: a shrunk logistic per
 * channel, then a non-negative ridge fusion of the channels' log LRs, learned on what
 * the channels say of families they were not fitted on (DESIGN 6, step 3; METHODS 9).
 * Channels are dependent: their ratios are never multiplied (I8).
 */
#ifndef EVIDENCE_LEARN_H
#define EVIDENCE_LEARN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define LEARN_MAX_CHANNELS 16

/* Trials of known truth with their centred scores. */
struct learn_rows {
	size_t n, n_channels;
	double *x;         /* [row * n_channels + channel]; NaN: the channel is silent */
	unsigned char *h1; /* [row] 1: H1 */
	unsigned *family;  /* [row] of the suspect */
	unsigned *teacher_family; /* [row] */
	unsigned char *unsure;    /* [row] 1: truth in doubt, nothing is learned from it;
				     NULL: none is */
	size_t n_families;        /* family numbers are below */
};

struct learn_model {
	size_t n_channels;
	bool used[LEARN_MAX_CHANNELS];         /* of the pattern this was learned for */
	double channel[LEARN_MAX_CHANNELS][2]; /* intercept and slope, natural log */
	double fusion[LEARN_MAX_CHANNELS +
		      1]; /* intercept, then a slope per used channel */
};

/* Each family weighs one within each class; weight[rows->n]. family_weight (NULL: 1)
 * multiplies, as a bootstrap draws families. */
void learn_weights(const struct learn_rows *rows, const double *family_weight,
		   double *weight);

/*
 * Learn from the rows of weight > 0 that are not of family `without` on either side
 * (LEARN_ALL: from all), for cases in which the channels of `used` speak. ERR_DATA when
 * a class is empty.
 */
#define LEARN_ALL ((unsigned)-1)
int learn_fit(const struct learn_rows *rows, const double *weight, unsigned without,
	      const bool *used, struct learn_model *out, struct err *err) MUST_CHECK;

/* Fused log10 LR of one row of scores; a silent channel must be one the model leaves out.
 */
double learn_llr10(const struct learn_model *model, const double *x);
/* One channel's own log10 LR. */
double learn_channel_llr10(const struct learn_model *model, size_t channel, double x);

/*
 * Leave-family-out: each row's LLR10 from what was learned without its suspect's family
 * on either side. llr10[n]; channel_llr10[n * n_channels] (NULL: not wanted). NaN where
 * nothing could be learned.
 */
void learn_cross(const struct learn_rows *rows, const double *weight, double *llr10,
		 double *channel_llr10);

/* The same for cases in which just the channels of `used` speak, whatever else a row has.
 */
void learn_cross_for(const struct learn_rows *rows, const double *weight,
		     const bool *used, double *llr10);

/* Families that have a row of that class with weight > 0. */
size_t learn_families(const struct learn_rows *rows, const double *weight, bool h1);
/* Families that have any row. */
size_t learn_all_families(const struct learn_rows *rows);

#endif

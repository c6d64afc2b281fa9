/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/rates.h: channels that compare how often a model does each of many things over
 * all its answers: counts of features, turned into rates, into z-scores over the clean
 * models (the model's own family left out), and compared by cosine (METHODS 2, cosine
 * delta). Only over-use counts: that two models both lack the habits of a third is no
 * habit they share, and below-average rates count as average. What the things are is the
 * channel's.
 */
#ifndef CHANNEL_RATES_H
#define CHANNEL_RATES_H

#include "channel/counts.h"

enum rates_scale {
	/*
	 * Per answer: ln((c + 1/2) / (n - c + 1/2)). An answer has few such events, so
	 * that one habit would decide the cosine: the roots of the z-scores are compared.
	 */
	RATES_LOG_ODDS,
	RATES_RELATIVE, /* per event */
};

struct rates_plan {
	struct counts_plan counts;
	enum rates_scale scale;
	size_t min_answers; /* per model */
};

void *rates_prepare(const struct features *f, const struct channel_cohort *cohort,
		    const struct rates_plan *plan);
void rates_score(const void *prepared, const double *item_weight, double *score);
void rates_release(void *prepared);

/*
 * Cosines of models from the inner products gram[n * n] of what they do, into score: NaN
 * on the diagonal, where one of the two has fewer than `least` answers, or does nothing.
 */
void rates_cosines(const float *gram, size_t n, const double *answers, double least,
		   double *score);

#endif

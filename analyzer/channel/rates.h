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

#include "channel/channel.h"

/* Append the keys of one answer's events; a key may come several times. At most
 * RATES_MAX_EVENTS of them. Returns how many. */
#define RATES_MAX_EVENTS ((size_t)2 * FEATURE_MAX_TOKENS)
typedef size_t rates_events_fn(const uint32_t *tokens, size_t n, uint64_t *keys);

enum rates_scale {
	/*
	 * Per answer: ln((c + 1/2) / (n - c + 1/2)). An answer has few such events, so
	 * that one habit would decide the cosine: the roots of the z-scores are compared.
	 */
	RATES_LOG_ODDS,
	RATES_RELATIVE, /* per event */
};

/* What stands for every word that is not common, see n_common. */
#define RATES_OTHER_WORD 1

struct rates_plan {
	rates_events_fn *events;
	/*
	 * The words most frequent among clean models reach `events`; all others reach it
	 * as RATES_OTHER_WORD, so that it sees phrases without their topic. 0: all words
	 * as they are.
	 */
	size_t n_common;
	enum rates_scale scale;
	size_t n_features;   /* the most frequent among clean models */
	size_t min_answers;  /* per model */
	unsigned min_models; /* clean models that must show a feature */
};

void *rates_prepare(const struct features *f, const struct channel_cohort *cohort,
		    const struct rates_plan *plan);
void rates_score(const void *prepared, const double *item_weight, double *score);
void rates_release(void *prepared);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/counts.h: how often each answer does each of many things: the features that
 * are looked at are chosen, and counted once for every answer, so that any weighing of
 * the items is a sum. What the things are is the channel's; what is made of the counts,
 * too.
 */
#ifndef CHANNEL_COUNTS_H
#define CHANNEL_COUNTS_H

#include "channel/channel.h"

/* Append the keys of one answer's events; a key may come several times. At most
 * COUNTS_MAX_EVENTS of them. Returns how many. */
#define COUNTS_MAX_EVENTS ((size_t)3 * FEATURE_MAX_TOKENS)
typedef size_t counts_events_fn(const uint32_t *tokens, size_t n, uint64_t *keys);

/* What stands for every word that is not common, see below. */
#define COUNTS_OTHER_WORD 1

struct counts_plan {
	counts_events_fn *events;
	/*
	 * The words that reach `events`; all others reach it as COUNTS_OTHER_WORD, so
	 * that it sees phrases without their topic. Either the n_common most frequent
	 * among clean models, or those of a text. Neither: all words as they are.
	 */
	size_t n_common;
	const char *common;
	/*
	 * At most so many features. The most frequent among clean models, of those that
	 * min_models of them show; never chosen on a suspect. Or, where least_answers is
	 * not 0, those that some model shows in so many answers, the ones of most models
	 * first: what one model alone does is the teacher's mark or the suspect's.
	 */
	size_t n_features;
	unsigned min_models;
	unsigned least_answers;
	bool presence; /* an answer counts once, however often it shows the feature */
};

/* Words and pairs of words that follow each other. */
counts_events_fn counts_words_and_pairs;

struct count { /* of one feature in one answer */
	uint32_t feature;
	uint32_t n;
};

struct counts {
	const struct features *f;
	size_t n_features;
	uint32_t *start;    /* [model * (n_items + 1) + item], into of[model] */
	uint32_t *n_events; /* [model * n_items + item] */
	struct count **of;  /* [model] */
};

/* The features and the plan's text must outlive it. Multi-threaded inside. */
struct counts *counts_new(const struct features *f, const struct channel_cohort *cohort,
			  const struct counts_plan *plan);
void counts_free(struct counts *counts);

/*
 * Sums over one model's answers, each weighing as its item does (NULL: 1), by feature
 * into x[n_features]. Returns the weight of its answers; *events (NULL: not wanted) gets
 * the weighted number of all events.
 */
double counts_sum(const struct counts *counts, size_t model, const double *item_weight,
		  double *x, double *events);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/by_hand.h: answers written out in a test, and all channels run on them. Knows
 * nothing of lineage beyond what the test says.
 */
#ifndef UNIT_BY_HAND_H
#define UNIT_BY_HAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "channel/channel.h"
#include "feature/features.h"
#include "unit/stat_near.h"

static inline struct text by_hand_text(const char *of)
{
	return (struct text){of, strlen(of)};
}

static inline void put_sample(struct answers *answers, const char *model, const char *id,
			      long sample, const char *answer)
{
	struct err err = ERR_INIT;
	bool moved = true;
	struct record record = {
		.prompt_id = by_hand_text(id),
		.prompt = by_hand_text("Say something."),
		.sample = sample,
		.answer = by_hand_text(answer),
		.outcome = *answer ? OUTCOME_OK : OUTCOME_EMPTY,
	};

	assert_int_equal(answers_add(answers, answers_model(answers, model), &record,
				     &moved, &err),
			 0);
	assert_false(moved);
}

/* The model's answer to prompt number `prompt`; numbers sort as they count. */
static inline void put(struct answers *answers, const char *model, size_t prompt,
		       const char *answer)
{
	char id[32];

	(void)snprintf(id, sizeof(id), "p%06zu", prompt);
	put_sample(answers, model, id, 0, answer);
}

/* The same answer to prompts 0 .. n - 1. */
static inline void put_all(struct answers *answers, const char *model, size_t n,
			   const char *answer)
{
	for (size_t i = 0; i < n; i++)
		put(answers, model, i, answer);
}

/* Scores of a channel over sorted answers, n_models x n_models; the caller frees. */
static inline double *channel_scores(const struct channel *channel,
				     const struct answers *answers,
				     const struct channel_cohort *cohort,
				     const double *item_weight)
{
	struct features *f = features_read(answers);
	void *prepared = channel->prepare(f, cohort);
	double *score = mem_alloc(f->n_models * f->n_models, sizeof(*score));

	channel->score(prepared, item_weight, score);
	channel->release(prepared);
	features_free(f);
	return score;
}

#define HAND_MODELS 16
#define FLOAT_DIGITS 1e-6 /* similarities are kept as floats */

/* All models clean, each of its own family, unless a test changes it. */
struct hand_cohort {
	unsigned char clean[HAND_MODELS];
	unsigned family[HAND_MODELS];
	struct channel_cohort cohort;
};

static inline void all_clean(struct hand_cohort *h)
{
	for (unsigned i = 0; i < HAND_MODELS; i++) {
		h->clean[i] = 1;
		h->family[i] = i;
	}
	h->cohort = (struct channel_cohort){h->clean, h->family};
}

/* The score of models a and b (sorted by name). */
static inline double pair_score(const char *channel, struct answers *answers,
				const struct channel_cohort *cohort, size_t a, size_t b)
{
	struct hand_cohort h;
	double *score;
	double x;

	all_clean(&h);
	answers_sort(answers);
	score = channel_scores(channel_find(channel), answers,
			       cohort ? cohort : &h.cohort, NULL);
	x = score[a * answers->n_models + b];
	NEAR(score[b * answers->n_models + a], x, 0);
	mem_free(score);
	return x;
}

#endif

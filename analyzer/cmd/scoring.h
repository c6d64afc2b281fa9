/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/scoring.h: from a table of answers to one score matrix per channel: where features,
 * channels and the population meet, for every verb that compares.
 */
#ifndef CMD_SCORING_H
#define CMD_SCORING_H

#include "base/opt.h"
#include "channel/channel.h"
#include "evidence/population.h"
#include "store/casefile.h"
#include "store/corpus.h"

/* The option of every verb that compares; `target` is a const char * of its args. */
#define SCORING_CHANNELS_OPTION(target)                                                  \
	{                                                                                \
		"channels", 0, OPT_STRING, target, "LIST", "standard",                   \
			"what to compare by: standard, all, names, +name, -name"         \
	}

struct scoring {
	struct features *features;
	struct channel_cohort cohort;
	struct channel_list channels;
	size_t n_models, n_channels;
	void *prepared[CHANNEL_MAX];
	double *score[CHANNEL_MAX]; /* n_models x n_models */
};

/* Features and scores of all models by those channels; `pop` must outlive it. */
struct scoring *scoring_new(const struct answers *answers, const struct population *pop,
			    const struct channel_list *channels);
void scoring_free(struct scoring *scoring);
/* Scores for a draw of items (item_weight[n_items]) into score[n_channels], each
 * n_models x n_models. Safe to call from several threads. */
void scoring_draw(const struct scoring *scoring, const double *item_weight,
		  double *const *score);
/* Item weights for a draw of prompts: prompt_weight[n_prompts] spread over their samples.
 */
void scoring_item_weights(const struct scoring *scoring, const double *prompt_weight,
			  double *item_weight);

/* Put what the corpus's lineage.tsv says of each of pop's models into pop. */
void scoring_facts(const struct corpus *corpus, struct population *pop);

/*
 * Keep the prompts whose id reads TOPIC|REST with a topic of the list (names parted by
 * commas), or, where all its names have "-" before them, those with none of them. NULL
 * keeps all. ERR_USAGE when the list is mixed or no prompt is left.
 */
int scoring_keep_topics(struct answers *answers, const char *list,
			struct err *err) MUST_CHECK;
/* Keep n_keep prompts drawn at random by seed; 0 keeps all. ERR_USAGE when there are
 * fewer. */
int scoring_keep_prompts(struct answers *answers, size_t n_keep, unsigned long seed,
			 struct err *err) MUST_CHECK;

#endif

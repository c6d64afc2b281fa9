/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/channel.h: one kind of evidence a file, all in one table. A channel turns the
 * features of all models into a score for every pair. It knows which models are clean
 * independents and which belong together, and nothing else of lineage; centring and
 * calibration are evidence/'s.
 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H

#include <stdbool.h>

#include "base/err.h"
#include "feature/features.h"

/* What a channel may know of the models: rarity and scales come from the clean ones. */
struct channel_cohort {
	const unsigned char *clean; /* [model]: a clean independent (DESIGN 6, step 2) */
	const unsigned *family;     /* [model]: models of one family leave together */
};

/* Family numbers of the models are below this; at least 1. */
size_t channel_families(const struct features *f, const struct channel_cohort *cohort);

struct channel {
	const char *name;
	const char *brief;  /* what it compares, for readers of a report */
	size_t min_answers; /* shared answers below which a pair has no score */
	/*
	 * In the fusion unless --channels says otherwise. One that adds nothing to the
	 * others on the reference corpora is not: their READMEs say what was measured.
	 */
	bool standard;
	/*
	 * Everything that does not depend on how items are weighted. The features must
	 * outlive it. Multi-threaded inside.
	 */
	void *(*prepare)(const struct features *f, const struct channel_cohort *cohort);
	/*
	 * Scores of all pairs, symmetric, into score[n_models * n_models]; NaN on the
	 * diagonal and where the pair shares too little. item_weight[n_items] says how
	 * often each item counts (a bootstrap's draw); NULL: once. Single-threaded:
	 * replicates run in parallel.
	 */
	void (*score)(const void *prepared, const double *item_weight, double *score);
	/*
	 * How alike two different models' answers to one item are; NaN when one of them
	 * has none. NULL: prompts are not chosen by this channel (cmd/selection.h).
	 */
	double (*likeness)(const void *prepared, size_t item, size_t a, size_t b);
	void (*release)(void *prepared);
};

extern const struct channel *const channel_table[]; /* NULL ends it */
#define CHANNEL_MAX 16
size_t channel_count(void);
const struct channel *channel_find(const char *name); /* NULL when unknown */

/* The channels that are to compare, in the table's order. */
struct channel_list {
	const struct channel *v[CHANNEL_MAX];
	size_t n;
};
/*
 * Which those are, as a user says it: names parted by commas, "standard" and "all" among
 * them; each adds, one with "-" before it takes away. A list whose first name has "+" or
 * "-" before it begins with the standard ones. NULL: the standard ones. ERR_USAGE lists
 * the names there are.
 */
int channel_list_read(const char *said, struct channel_list *out,
		      struct err *err) MUST_CHECK;
struct channel_list channel_list_standard(void);
bool channel_list_is_standard(const struct channel_list *list);
void channel_list_names(const struct channel_list *list, const char **names);

#endif

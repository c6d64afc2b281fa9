/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/selection.h: prompts by how much they tell of a teacher, judged by the answers of
 * the teacher and of clean models: where evidence/telling.h meets a channel that can say
 * how alike two answers are. Of one family, the suspect's, nothing at all is read.
 */
#ifndef CMD_SELECTION_H
#define CMD_SELECTION_H

#include "channel/channel.h"
#include "evidence/telling.h"

struct selection {
	const struct features *features;
	const struct channel *channel; /* by which likeness is judged */
	void *prepared;
	struct channel_cohort cohort;
	unsigned char *clean; /* the population's, without the family */
	struct telling telling;
	double *general; /* [item] */
};

/* `without`: a family's number, or POPULATION_UNKNOWN. Both must outlive it. */
struct selection *selection_new(const struct features *features,
				const struct population *pop, unsigned without);
void selection_free(struct selection *selection);
/* What each prompt tells of the teacher, the mean over its samples, into
 * value[n_prompts]; NaN where nothing is known. Safe to call from several threads. */
void selection_values(const struct selection *selection, size_t teacher, double *value);

#endif

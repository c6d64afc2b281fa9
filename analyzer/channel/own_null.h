/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/own_null.h: channels that bring a null distribution of their own: what they
 * find on the answers to one kind of probe stands by itself, as a p-value or an e-value
 * with an effect size. They need no reference population and enter no fusion until one
 * of their kind exists (DESIGN 5, Corpus). One file a channel, all in one table.
 */
#ifndef CHANNEL_OWN_NULL_H
#define CHANNEL_OWN_NULL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "store/answers.h"

struct own_null_material {
	const struct answers *answers; /* sorted; the probes of one kind, all samples */
	const char *const *key;        /* [item]: the right answer, NULL where none */
	const unsigned char *clean;    /* [model]: a clean independent */
	const unsigned *family;        /* [model]: models of one family leave together */
	const char *const *vendor;     /* [model]: "" where unknown; NULL: of none */
	uint64_t seed;                 /* of permutations */
	/* [item]: the texts to choose from; NULL and 0 where the choice is free. May be
	 * NULL themselves when no item has any. */
	const char *const *const *options;
	const size_t *n_options;
};

struct own_null {
	const char *name;
	const char *brief;  /* what it compares, for readers of a report */
	const char *probes; /* the kind of probe that feeds it: "choice", "quiz"... */
	/* Is "log10_e" of its object an e-process over prompts whose null is H2, not that
	 * both models are the same? Then it may end a collection (evidence/stopping.h).
	 */
	bool e_against_h2;
	/*
	 * Suspect against teacher (indexes of models) into an object: name, n_prompts,
	 * n_suspect, n_teacher, statistic, effect, p (null when it has none), rank among
	 * placebo teachers, and what else the channel has to say; "reason" when there is
	 * too little data, and then no number. Deterministic for any number of threads.
	 */
	void (*examine)(const struct own_null_material *material, size_t suspect,
			size_t teacher, struct json *out);
	/*
	 * The statistic for every pair, larger for the more alike, into
	 * score[n_models * n_models]; NaN where a pair shares too little.
	 */
	void (*score)(const struct own_null_material *material, double *score);
};

extern const struct own_null *const own_null_table[];   /* NULL ends it */
const struct own_null *own_null_find(const char *name); /* NULL when unknown */

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/shared.h: channels that compare two answers to one prompt by the runs of words
 * they share. A run that n of the N clean models' answers to that prompt hold, the
 * families of the two left out, weighs ln((N + 1) / (n + 1)): what everybody says there
 * is no evidence (METHODS 5.1). Without clean models every run weighs 1. Which runs
 * count is the channel's.
 */
#ifndef CHANNEL_SHARED_H
#define CHANNEL_SHARED_H

#include "channel/kernel.h"

/* Beyond this many tokens an answer adds cost, not evidence. */
#define SHARED_MAX_TOKENS 2048
#define SHARED_MAX_GRAMS ((size_t)3 * SHARED_MAX_TOKENS)

/* Hashes of the runs of one answer into hashes[SHARED_MAX_GRAMS]; one that comes twice
 * counts once. Returns how many. */
typedef size_t shared_grams_fn(const uint32_t *tokens, size_t n, uint64_t *hashes);

enum shared_scale {
	SHARED_LOG, /* ln(1 + w), w the weight of all that is shared */
	/*
	 * w divided by the geometric mean of what each answer's own runs weigh, its own
	 * family left out, so that no pair needs norms of its own: near a cosine, but
	 * not held to 1.
	 */
	SHARED_COSINE,
};

struct shared_plan {
	shared_grams_fn *grams;
	enum shared_scale scale;
	bool outside_prompt; /* runs that the prompt holds do not count */
	size_t min_answers;
};

/* For kernel_score and kernel_free. `plan` need not outlive the call. */
struct kernel *shared_prepare(const struct features *f,
			      const struct channel_cohort *cohort,
			      const struct shared_plan *plan);

#endif

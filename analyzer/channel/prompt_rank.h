/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/prompt_rank.h: an order of the prompts that comes of what they say and not of
 * where they stand, so that parts of them can be drawn and a case whose rows come in
 * another order gets the same parts.
 */
#ifndef CHANNEL_PROMPT_RANK_H
#define CHANNEL_PROMPT_RANK_H

#include "feature/features.h"

/* A hash of what the item's prompt says. */
uint64_t prompt_rank_hash(const struct features *f, size_t item);
/* rank[n_prompts]; prompts that say the same keep their order. */
void prompt_ranks(const struct features *f, uint32_t *rank);

#endif

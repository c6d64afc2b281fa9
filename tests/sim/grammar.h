/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/grammar.h: composes one answer out of phrases. Every choice is asked of a
 * chooser; the grammar does not know who is speaking.
 */
#ifndef SIM_GRAMMAR_H
#define SIM_GRAMMAR_H

#include "sim/prompts.h"

struct chooser {
	/* A number below habit_phrases(habit)->n. `key` tells apart the places of one
	 * answer where the same habit is asked: equal keys, equal answers. */
	size_t (*choose)(void *ctx, enum habit habit, unsigned key);
	void *ctx;
	unsigned extra_points; /* more content than the model's habit of length says */
};

/* Append the answer to a prompt. */
void grammar_answer(struct prompt prompt, const struct chooser *chooser, struct buf *out);

#endif

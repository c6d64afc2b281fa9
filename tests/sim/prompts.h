/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/prompts.h: everyday instructions, made of templates and topics in a fixed order.
 * Knows nothing of how they are answered.
 */
#ifndef SIM_PROMPTS_H
#define SIM_PROMPTS_H

#include "base/buf.h"
#include "sim/lexicon.h"

enum prompt_kind { PROMPT_TIPS, PROMPT_STEPS, PROMPT_EXPLAIN, PROMPT_NOTE };

struct prompt {
	enum prompt_kind kind;
	size_t topic; /* in sim_topics[] */
	size_t template;
};

/* How many there are; any first n of them are spread over topics and templates. */
size_t sim_prompt_count(void);
/* Further ones, with a circumstance added, are below this; sim_prompt_find does not know
 * them. */
size_t sim_prompt_limit(void);
struct prompt sim_prompt_at(size_t i);
/* Append its text, and its id ("sim-0017"). */
void sim_prompt_text(size_t i, struct buf *out);
void sim_prompt_id(size_t i, struct buf *out);
/* Number of the prompt with exactly this text, or SIZE_MAX. */
size_t sim_prompt_find(const char *text, size_t len);

#endif

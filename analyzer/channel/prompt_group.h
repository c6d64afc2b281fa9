/* SPDX-License-Identifier: GPL-3.0-or-later */
/* channel/prompt_group.h: the items of a table of answers, prompt by prompt: several
 * samples of one prompt are one group. Knows nothing of what the answers say. */
#ifndef CHANNEL_PROMPT_GROUP_H
#define CHANNEL_PROMPT_GROUP_H

#include "store/answers.h"

struct prompt_groups {
	size_t *begin; /* [prompt]: its first item; [n]: n_items. Owned */
	size_t n;
};

void prompt_groups_read(const struct answers *answers, struct prompt_groups *out);
void prompt_groups_clear(struct prompt_groups *groups);

/* An answer without text is one too (I2); one that never came is not. */
bool prompt_is_answered(const struct answer *answer);

/* Where the model's answers to one prompt are: model * n_items + item. Returns how many;
 * `cells` has room for every item of the prompt. */
size_t prompt_cells(const struct answers *answers, const struct prompt_groups *groups,
		    size_t model, size_t prompt, size_t *cells);

#endif

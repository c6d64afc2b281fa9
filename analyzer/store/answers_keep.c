/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/answers.h"

void answers_keep_prompts_of(struct answers *answers, const struct answers *other)
{
	unsigned char *keep = MEM_ARRAY(answers->n_items, unsigned char);
	size_t j = 0;

	for (size_t i = 0; i < answers->n_items; i++) {
		const char *id = answers->items[i].prompt_id;

		while (j < other->n_items && strcmp(other->items[j].prompt_id, id) < 0)
			j++;
		keep[i] = j < other->n_items && !strcmp(other->items[j].prompt_id, id);
	}
	answers_keep(answers, keep);
	mem_free(keep);
}

void answers_forget(struct answers *answers, size_t model)
{
	for (size_t item = 0; item < answers->n_items; item++)
		answers->cells[model * answers->cap_items + item] = (struct answer){0};
}

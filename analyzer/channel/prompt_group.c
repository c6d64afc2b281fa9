/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/prompt_group.h"

#include <string.h>

void prompt_groups_read(const struct answers *answers, struct prompt_groups *out)
{
	out->n = 0;
	out->begin = MEM_ARRAY(answers->n_items + 1, size_t);
	for (size_t i = 0; i < answers->n_items; i++) {
		if (i == 0 || strcmp(answers->items[i].prompt_id,
				     answers->items[i - 1].prompt_id) != 0)
			out->begin[out->n++] = i;
	}
	out->begin[out->n] = answers->n_items;
}

void prompt_groups_clear(struct prompt_groups *groups)
{
	mem_free(groups->begin);
	*groups = (struct prompt_groups){.n = 0};
}

bool prompt_is_answered(const struct answer *answer)
{
	return answer->data && answer->outcome != OUTCOME_FAILED;
}

size_t prompt_cells(const struct answers *answers, const struct prompt_groups *groups,
		    size_t model, size_t prompt, size_t *cells)
{
	size_t n = 0;

	for (size_t i = groups->begin[prompt]; i < groups->begin[prompt + 1]; i++) {
		if (prompt_is_answered(answers_at(answers, model, i)))
			cells[n++] = model * answers->n_items + i;
	}
	return n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/prompt_rank.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

struct prompt {
	uint64_t hash;
	uint32_t number;
};

static int by_hash(const void *left, const void *right)
{
	const struct prompt *a = left;
	const struct prompt *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

uint64_t prompt_rank_hash(const struct features *f, size_t item)
{
	uint64_t hash = f->n_prompt_tokens[item];

	for (size_t i = 0; i < f->n_prompt_tokens[item]; i++)
		hash = hash_pair(hash, f->prompt_tokens[item][i]);
	return hash;
}

void prompt_ranks(const struct features *f, uint32_t *rank)
{
	struct prompt *prompts = MEM_ARRAY(f->n_prompts, struct prompt);

	for (size_t item = 0; item < f->n_items; item++) {
		uint32_t number = f->prompt_of[item];

		prompts[number] = (struct prompt){prompt_rank_hash(f, item), number};
	}
	qsort(prompts, f->n_prompts, sizeof(*prompts), by_hash);
	for (size_t i = 0; i < f->n_prompts; i++)
		rank[prompts[i].number] = (uint32_t)i;
	mem_free(prompts);
}

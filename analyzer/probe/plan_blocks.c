/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_blocks.c: the items of a plan cut into blocks of prompts. A prompt's place
 * is its rank within its set over the set's size, so that sets interleave in proportion;
 * ranks are those of the plan's seeded order, so that the cut depends on nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "probe/plan.h"

struct placed { /* a prompt */
	const char *id;
	size_t set, first; /* item that asks it first */
	double place;      /* in its set, 0 to 1 */
	size_t block;
};

static int by_id(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : x->first < y->first ? -1 : x->first > y->first;
}

static int by_first(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return by_first(a, b);
}

static const char *id_of(const struct plan *plan, const struct plan_item *item)
{
	return plan->sets[item->set].set->probes[item->probe].id;
}

/* Every prompt once, in the order in which they are first asked. */
static struct placed *prompts_of(const struct plan *plan, const struct plan_item *items,
				 size_t n, size_t *n_prompts)
{
	struct placed *v = MEM_ARRAY(n + 1, struct placed);
	size_t n_all = 0, kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!items[i].is_sentinel)
			v[n_all++] = (struct placed){id_of(plan, &items[i]), items[i].set,
						     i, 0, 0};
	qsort(v, n_all, sizeof(*v), by_id);
	for (size_t i = 0; i < n_all; i++)
		if (!kept || strcmp(v[kept - 1].id, v[i].id) != 0)
			v[kept++] = v[i];
	qsort(v, kept, sizeof(*v), by_first);
	*n_prompts = kept;
	return v;
}

static void place(const struct plan *plan, struct placed *v, size_t n, size_t per_block)
{
	size_t *n_of_set = MEM_ARRAY(plan->n_sets, size_t);
	size_t *rank = MEM_ARRAY(plan->n_sets, size_t);

	for (size_t i = 0; i < n; i++)
		n_of_set[v[i].set]++;
	for (size_t i = 0; i < n; i++)
		v[i].place = ((double)rank[v[i].set]++ + .5) / (double)n_of_set[v[i].set];
	qsort(v, n, sizeof(*v), by_place);
	for (size_t i = 0; i < n; i++)
		v[i].block = i / per_block;
	qsort(v, n, sizeof(*v), by_id);
	mem_free(n_of_set);
	mem_free(rank);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct placed *)a)->id, ((const struct placed *)b)->id);
}

/* Sentinels stay evenly spread: each goes where as many others were asked before it. */
static void sentinels_place(const struct plan_item *items, size_t n, size_t every,
			    size_t n_others, const size_t *size, size_t n_blocks,
			    size_t *block)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = items[i].is_sentinel ? (size_t)items[i].sample * every : 0;
		size_t in = 0;

		if (!items[i].is_sentinel)
			continue;
		at = at < n_others ? at : n_others - 1;
		while (in + 1 < n_blocks && at >= size[in])
			at -= size[in++];
		block[i] = in;
	}
}

struct keyed {
	struct plan_item item;
	size_t block, at;
};

static int by_block(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static void sort_by_block(struct plan_item *items, size_t n, size_t *block)
{
	struct keyed *v = MEM_ARRAY(n + 1, struct keyed);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct keyed){items[i], block[i], i};
	qsort(v, n, sizeof(*v), by_block);
	for (size_t i = 0; i < n; i++) {
		items[i] = v[i].item;
		block[i] = v[i].block;
	}
	mem_free(v);
}

size_t plan_blocks(const struct plan *plan, struct plan_item *items, size_t n,
		   size_t per_block, size_t *block)
{
	size_t n_prompts, n_blocks, n_others = 0;
	struct placed *v = prompts_of(plan, items, n, &n_prompts);
	size_t *size;

	place(plan, v, n_prompts, per_block);
	n_blocks = (n_prompts + per_block - 1) / per_block;
	size = MEM_ARRAY(n_blocks + 1, size_t);
	for (size_t i = 0; i < n; i++) {
		const struct placed key = {.id = id_of(plan, &items[i])};
		const struct placed *found;

		if (items[i].is_sentinel)
			continue;
		found = bsearch(&key, v, n_prompts, sizeof(*v), by_name);
		block[i] = found->block;
		size[found->block]++;
		n_others++;
	}
	if (plan->sentinel && n_others)
		sentinels_place(items, n, plan->sentinel_every, n_others, size, n_blocks,
				block);
	sort_by_block(items, n, block);
	mem_free(size);
	mem_free(v);
	return n_blocks;
}

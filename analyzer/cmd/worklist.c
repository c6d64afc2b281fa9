/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/worklist.h"

#include <stdint.h>
#include <string.h>

#include "base/hash.h"

struct worklist_index { /* open addressing; slot 0: empty, else item + 1 */
	size_t *slots;
	size_t mask;
};

static uint64_t key_of(struct text prompt_id, long sample)
{
	return hash_pair(hash_bytes(prompt_id.data, prompt_id.len), (uint64_t)sample);
}

static bool is_item(const struct worklist *list, size_t item, struct text prompt_id,
		    long sample)
{
	char room[PLAN_PROMPT_ID];
	const char *id = plan_prompt_id(list->plan, &list->items[item], room);

	return list->items[item].sample == sample && strlen(id) == prompt_id.len &&
	       !memcmp(id, prompt_id.data, prompt_id.len);
}

static void index_make(struct worklist *list)
{
	struct worklist_index *index = MEM_NEW(struct worklist_index);
	size_t size = 16;

	while (size < list->n * 2)
		size *= 2;
	index->slots = MEM_ARRAY(size, size_t);
	index->mask = size - 1;
	list->index = index;
	for (size_t i = 0; i < list->n; i++) {
		char room[PLAN_PROMPT_ID];
		struct text id =
			text_of(plan_prompt_id(list->plan, &list->items[i], room));
		size_t at = key_of(id, list->items[i].sample) & index->mask;

		while (index->slots[at])
			at = (at + 1) & index->mask;
		index->slots[at] = i + 1;
	}
}

size_t worklist_find(const struct worklist *list, struct text prompt_id, long sample)
{
	const struct worklist_index *index = list->index;
	size_t at = key_of(prompt_id, sample) & index->mask;

	for (; index->slots[at]; at = (at + 1) & index->mask)
		if (is_item(list, index->slots[at] - 1, prompt_id, sample))
			return index->slots[at] - 1;
	return SIZE_MAX;
}

void worklist_done(struct worklist *list, size_t model, size_t item)
{
	unsigned char *state = &list->state[model * list->n + item];

	list->n_done[model] += *state != ITEM_DONE;
	list->n_missing[model] -= *state != ITEM_DONE && item < list->n_open;
	*state = ITEM_DONE;
}

static size_t model_of(const struct worklist *list, struct text name)
{
	for (size_t i = 0; i < list->plan->n_models; i++)
		if (strlen(list->plan->models[i].name) == name.len &&
		    !memcmp(list->plan->models[i].name, name.data, name.len))
			return i;
	return SIZE_MAX;
}

static int answer_take(void *ctx, struct text model, struct text prompt_id, long sample,
		       struct err *err)
{
	struct worklist *list = ctx;
	size_t of = model_of(list, model);
	size_t item = worklist_find(list, prompt_id, sample);
	size_t n = strlen(PLAN_SENTINEL);

	(void)err;
	if (of == SIZE_MAX)
		return 0;
	if (prompt_id.len > n && !memcmp(prompt_id.data, PLAN_SENTINEL, n) &&
	    sample >= list->n_sentinels[of])
		list->n_sentinels[of] = sample + 1;
	if (item != SIZE_MAX)
		worklist_done(list, of, item);
	return 0;
}

void worklist_open(struct worklist *list, size_t n_blocks)
{
	list->n_open = 0;
	while (list->n_open < list->n && list->block[list->n_open] < n_blocks)
		list->n_open++;
	for (size_t m = 0; m < list->plan->n_models; m++) {
		const unsigned char *states = worklist_states(list, m);

		list->n_missing[m] = 0;
		for (size_t i = 0; i < list->n_open; i++)
			list->n_missing[m] += states[i] != ITEM_DONE;
	}
}

int worklist_make(struct worklist *list, const struct plan *plan, struct casefile *cf,
		  struct err *err)
{
	return worklist_make_blocks(list, plan, cf, 0, err);
}

int worklist_make_blocks(struct worklist *list, const struct plan *plan,
			 struct casefile *cf, size_t per_block, struct err *err)
{
	long planned = 0;

	*list = (struct worklist){.plan = plan};
	list->items = plan_items(plan, &list->n);
	list->state = MEM_ARRAY(plan->n_models * list->n, unsigned char);
	list->n_done = MEM_ARRAY(plan->n_models, size_t);
	list->n_sentinels = MEM_ARRAY(plan->n_models, long);
	list->n_missing = MEM_ARRAY(plan->n_models, size_t);
	list->block = MEM_ARRAY(list->n, size_t);
	list->n_blocks = 1;
	if (per_block)
		list->n_blocks =
			plan_blocks(plan, list->items, list->n, per_block, list->block);
	for (size_t i = 0; i < list->n; i++)
		planned += list->items[i].is_sentinel;
	for (size_t i = 0; i < plan->n_models; i++)
		list->n_sentinels[i] = planned;
	index_make(list);
	worklist_open(list, list->n_blocks);
	return cf ? casefile_each_answer(cf, answer_take, list, err) : 0;
}

void worklist_clear(struct worklist *list)
{
	if (list->index)
		mem_free(list->index->slots);
	mem_free(list->index);
	mem_free(list->items);
	mem_free(list->state);
	mem_free(list->n_done);
	mem_free(list->n_missing);
	mem_free(list->block);
	mem_free(list->n_sentinels);
	*list = (struct worklist){0};
}

bool worklist_is_asked(const struct worklist *list, size_t model)
{
	return *list->plan->models[model].api != '\0';
}

size_t worklist_n_wanted(const struct worklist *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->plan->n_models; i++)
		if (worklist_is_asked(list, i))
			n += list->n_missing[i];
	return n;
}

char *worklist_case_path(const struct plan *plan, const char *given)
{
	const char *slash = strrchr(plan->file, '/');
	struct buf path = BUF_INIT;

	if (given)
		return mem_strdup(given);
	if (slash)
		buf_add(&path, plan->file, (size_t)(slash + 1 - plan->file));
	buf_printf(&path, "%s.assay", plan->name);
	return buf_take(&path, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/answers.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define NONE SIZE_MAX

/* Open addressing; index is one more than the element's, 0 in a free slot. */
struct slot {
	uint64_t hash;
	size_t index;
};

struct table {
	struct slot *slots;
	size_t n, cap; /* cap is a power of two and at least 2 n */
};

struct prompt {
	struct text id;
	struct text text; /* data NULL until a record brings it */
	size_t first_item;
};

struct place { /* of an item */
	size_t prompt, next_item;
};

/* The samples [from, next) of this model and prompt are known to be taken. */
struct taken {
	size_t model, prompt;
	long from, next;
};

struct answers_index {
	struct table models, prompts, items, taken_runs;
	struct prompt *prompt;
	size_t n_prompts, cap_prompts;
	struct place *place;
	size_t cap_places;
	struct taken *taken;
	size_t n_taken, cap_taken;
};

typedef bool same_fn(const struct answers *answers, size_t index, const void *key);

static struct slot *table_slot(const struct table *table, uint64_t hash, same_fn *same,
			       const struct answers *answers, const void *key)
{
	size_t mask = table->cap - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		struct slot *slot = &table->slots[i];

		if (!slot->index)
			return slot;
		if (slot->hash == hash && same(answers, slot->index - 1, key))
			return slot;
	}
}

static size_t table_find(const struct table *table, uint64_t hash, same_fn *same,
			 const struct answers *answers, const void *key)
{
	if (!table->cap)
		return NONE;
	return table_slot(table, hash, same, answers, key)->index - 1;
}

static void table_put(struct table *table, uint64_t hash, size_t index)
{
	size_t mask;
	size_t i;

	if (table->n * 2 >= table->cap) {
		struct table wider = {NULL, 0, table->cap ? table->cap * 2 : 64};

		wider.slots = MEM_ARRAY(wider.cap, struct slot);
		for (size_t k = 0; k < table->cap; k++) {
			if (table->slots[k].index)
				table_put(&wider, table->slots[k].hash,
					  table->slots[k].index - 1);
		}
		mem_free(table->slots);
		*table = wider;
	}
	mask = table->cap - 1;
	for (i = (size_t)hash & mask; table->slots[i].index; i = (i + 1) & mask)
		;
	table->slots[i] = (struct slot){hash, index + 1};
	table->n++;
}

static void table_clear(struct table *table)
{
	mem_free(table->slots);
	*table = (struct table){NULL, 0, 0};
}

static bool same_model(const struct answers *answers, size_t index, const void *key)
{
	return !strcmp(answers->models[index], key);
}

static bool same_prompt(const struct answers *answers, size_t index, const void *key)
{
	const struct text *id = key;
	const struct text *have = &answers->index->prompt[index].id;

	return have->len == id->len &&
	       (!id->len || !memcmp(have->data, id->data, id->len));
}

struct item_key {
	size_t prompt;
	long sample;
};

static bool same_item(const struct answers *answers, size_t index, const void *key)
{
	const struct item_key *item = key;

	return answers->index->place[index].prompt == item->prompt &&
	       answers->items[index].sample == item->sample;
}

struct run_key {
	size_t model, prompt;
};

static bool same_run(const struct answers *answers, size_t index, const void *key)
{
	const struct run_key *run = key;
	const struct taken *have = &answers->index->taken[index];

	return have->model == run->model && have->prompt == run->prompt;
}

static uint64_t name_hash(const char *name)
{
	return hash_bytes(name, strlen(name));
}

struct answers *answers_new(void)
{
	struct answers *answers = MEM_NEW(struct answers);

	answers->index = MEM_NEW(struct answers_index);
	return answers;
}

void answers_free(struct answers *answers)
{
	struct answers_index *index;

	if (!answers)
		return;
	index = answers->index;
	table_clear(&index->models);
	table_clear(&index->prompts);
	table_clear(&index->items);
	table_clear(&index->taken_runs);
	mem_free(index->prompt);
	mem_free(index->place);
	mem_free(index->taken);
	mem_free(index);
	mem_free(answers->models);
	mem_free(answers->items);
	mem_free(answers->cells);
	arena_clear(&answers->arena);
	mem_free(answers);
}

/* Lay the cells out anew for that many items a model and room for all models. */
static void cells_fit(struct answers *answers, size_t cap_items)
{
	size_t wanted = answers->cap_models * cap_items;
	struct answer *cells;

	if (cap_items == answers->cap_items && wanted <= answers->cap_cells)
		return;
	cells = MEM_ARRAY(wanted, struct answer);
	for (size_t m = 0; m < answers->n_models && answers->n_items; m++)
		memcpy(cells + m * cap_items, answers->cells + m * answers->cap_items,
		       answers->n_items * sizeof(*cells));
	mem_free(answers->cells);
	answers->cells = cells;
	answers->cap_cells = wanted;
	answers->cap_items = cap_items;
}

size_t answers_find_model(const struct answers *answers, const char *name)
{
	return table_find(&answers->index->models, name_hash(name), same_model, answers,
			  name);
}

size_t answers_model(struct answers *answers, const char *name)
{
	size_t model = answers_find_model(answers, name);

	if (model != NONE)
		return model;
	answers->models =
		MEM_GROW(answers->models, answers->n_models, &answers->cap_models);
	cells_fit(answers, answers->cap_items);
	model = answers->n_models++;
	answers->models[model] = arena_dup(&answers->arena, name, strlen(name));
	table_put(&answers->index->models, name_hash(name), model);
	return model;
}

static struct text text_kept(struct answers *answers, struct text text)
{
	const char *data = text.len ? text.data : "";

	return (struct text){arena_dup(&answers->arena, data, text.len), text.len};
}

static size_t prompt_add(struct answers *answers, struct text id)
{
	struct answers_index *index = answers->index;
	size_t prompt = index->n_prompts;

	index->prompt = MEM_GROW(index->prompt, prompt, &index->cap_prompts);
	index->prompt[prompt] = (struct prompt){text_kept(answers, id), {NULL, 0}, NONE};
	index->n_prompts++;
	table_put(&index->prompts, hash_bytes(id.data, id.len), prompt);
	return prompt;
}

/* Batch output names a prompt without its text: what has none takes the first given. */
static int prompt_text(struct answers *answers, size_t prompt, struct text text,
		       struct err *err)
{
	struct prompt *have = &answers->index->prompt[prompt];
	char id[TEXT_SHOWN], old[TEXT_SHOWN], new[TEXT_SHOWN];

	if (!text.len)
		return 0;
	if (have->text.data) {
		if (have->text.len == text.len &&
		    !memcmp(have->text.data, text.data, text.len))
			return 0;
		return err_set(err, ERR_FAIL,
			       "prompt id \"%s\" stands for two prompts: \"%s\" and "
			       "\"%s\"; give "
			       "each prompt its own id",
			       text_shown(have->id, id), text_shown(have->text, old),
			       text_shown(text, new));
	}
	have->text = text_kept(answers, text);
	for (size_t i = have->first_item; i != NONE;
	     i = answers->index->place[i].next_item) {
		answers->items[i].prompt = have->text.data;
		answers->items[i].prompt_len = text.len;
	}
	return 0;
}

static uint64_t pair_hash(uint64_t a, uint64_t b)
{
	return hash_pair(hash_mix(a + 1), b);
}

static size_t item_find(const struct answers *answers, size_t prompt, long sample)
{
	struct item_key key = {prompt, sample};

	return table_find(&answers->index->items, pair_hash(prompt, (uint64_t)sample),
			  same_item, answers, &key);
}

static size_t item_of(struct answers *answers, size_t prompt, long sample)
{
	struct answers_index *index = answers->index;
	struct prompt *owner = &index->prompt[prompt];
	size_t item = item_find(answers, prompt, sample);
	size_t cap;

	if (item != NONE)
		return item;
	item = answers->n_items;
	cap = answers->cap_items;
	answers->items = MEM_GROW(answers->items, item, &cap);
	cells_fit(answers, cap);
	index->place = MEM_GROW(index->place, item, &index->cap_places);
	index->place[item] = (struct place){prompt, owner->first_item};
	owner->first_item = item;
	answers->items[item] = (struct item){
		.prompt_id = owner->id.data,
		.prompt = owner->text.data ? owner->text.data : "",
		.prompt_len = owner->text.len,
		.sample = sample,
	};
	answers->n_items++;
	table_put(&index->items, pair_hash(prompt, (uint64_t)sample), item);
	return item;
}

static struct answer *cell_of(const struct answers *answers, size_t model, size_t item)
{
	return &answers->cells[model * answers->cap_items + item];
}

static bool is_taken(const struct answers *answers, size_t model, size_t prompt,
		     long sample)
{
	size_t item = item_find(answers, prompt, sample);

	return item != NONE && cell_of(answers, model, item)->data;
}

/*
 * The next free sample of this model and prompt behind one that is taken. The run found
 * is remembered: 10,000 answers under one number would take 50 million steps without.
 */
static long next_free(struct answers *answers, size_t model, size_t prompt, long sample)
{
	struct answers_index *index = answers->index;
	struct run_key key = {model, prompt};
	uint64_t hash = pair_hash(model, prompt);
	size_t run = table_find(&index->taken_runs, hash, same_run, answers, &key);
	struct taken *taken;

	if (run == NONE) {
		run = index->n_taken;
		index->taken = MEM_GROW(index->taken, run, &index->cap_taken);
		index->taken[run] = (struct taken){model, prompt, sample, sample};
		index->n_taken++;
		table_put(&index->taken_runs, hash, run);
	}
	taken = &index->taken[run];
	if (sample < taken->from || sample > taken->next)
		*taken = (struct taken){model, prompt, sample, sample};
	while (taken->next < LONG_MAX && is_taken(answers, model, prompt, taken->next))
		taken->next++;
	return taken->next;
}

static int out_of_range(const struct record *record, struct err *err)
{
	char shown[TEXT_SHOWN];

	return err_set(err, ERR_FAIL,
		       "prompt \"%s\": sample %ld is out of range; numbers start at 0",
		       text_shown(record->prompt_id, shown), record->sample);
}

int answers_add(struct answers *answers, size_t model, const struct record *record,
		bool *moved, struct err *err)
{
	uint64_t hash = hash_bytes(record->prompt_id.data, record->prompt_id.len);
	size_t prompt = table_find(&answers->index->prompts, hash, same_prompt, answers,
				   &record->prompt_id);
	long sample = record->sample;
	struct answer *cell;
	struct text answer;

	*moved = false;
	if (sample < 0 || sample == LONG_MAX)
		return out_of_range(record, err);
	if (prompt == NONE)
		prompt = prompt_add(answers, record->prompt_id);
	if (prompt_text(answers, prompt, record->prompt, err))
		return -1;
	if (is_taken(answers, model, prompt, sample)) {
		sample = next_free(answers, model, prompt, sample);
		if (sample == LONG_MAX)
			return out_of_range(record, err);
		*moved = true;
	}
	/* The item may move the cells: look the cell up behind it. */
	cell = cell_of(answers, model, item_of(answers, prompt, sample));
	answer = text_kept(answers, record->answer);
	*cell = (struct answer){answer.data, answer.len, record->outcome};
	return 0;
}

struct sort_key {
	struct text name;
	long sample;
	size_t index;
};

static int key_order(const void *a, const void *b)
{
	const struct sort_key *x = a;
	const struct sort_key *y = b;
	size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = n ? memcmp(x->name.data, y->name.data, n) : 0;

	if (order)
		return order;
	if (x->name.len != y->name.len)
		return x->name.len < y->name.len ? -1 : 1;
	return (x->sample > y->sample) - (x->sample < y->sample);
}

static struct sort_key *models_sorted(const struct answers *answers)
{
	struct sort_key *keys = MEM_ARRAY(answers->n_models, struct sort_key);

	for (size_t m = 0; m < answers->n_models; m++) {
		const char *name = answers->models[m];

		keys[m] = (struct sort_key){{name, strlen(name)}, 0, m};
	}
	qsort(keys, answers->n_models, sizeof(*keys), key_order);
	return keys;
}

static struct sort_key *items_sorted(const struct answers *answers)
{
	struct sort_key *keys = MEM_ARRAY(answers->n_items, struct sort_key);

	for (size_t i = 0; i < answers->n_items; i++) {
		const struct prompt *prompt =
			&answers->index->prompt[answers->index->place[i].prompt];

		keys[i] = (struct sort_key){prompt->id, answers->items[i].sample, i};
	}
	qsort(keys, answers->n_items, sizeof(*keys), key_order);
	return keys;
}

static void cells_permute(struct answers *answers, const struct sort_key *models,
			  const struct sort_key *items)
{
	size_t n_items = answers->n_items;
	struct answer *cells = MEM_ARRAY(answers->n_models * n_items, struct answer);

	for (size_t m = 0; m < answers->n_models; m++) {
		for (size_t i = 0; i < n_items; i++)
			cells[m * n_items + i] =
				*cell_of(answers, models[m].index, items[i].index);
	}
	mem_free(answers->cells);
	answers->cells = cells;
	answers->cap_cells = answers->n_models * n_items;
	answers->cap_items = n_items;
	answers->cap_models = answers->n_models;
}

/* Everything that finds an item, made anew from items and places. */
static void items_index(struct answers *answers)
{
	struct answers_index *index = answers->index;

	for (size_t p = 0; p < index->n_prompts; p++)
		index->prompt[p].first_item = NONE;
	table_clear(&index->items);
	for (size_t i = 0; i < answers->n_items; i++) {
		size_t prompt = index->place[i].prompt;
		uint64_t sample = (uint64_t)answers->items[i].sample;

		index->place[i].next_item = index->prompt[prompt].first_item;
		index->prompt[prompt].first_item = i;
		table_put(&index->items, pair_hash(prompt, sample), i);
	}
	/* Runs name models and samples as they were; they only save time. */
	table_clear(&index->taken_runs);
	index->n_taken = 0;
}

static void items_permute(struct answers *answers, const struct sort_key *order)
{
	struct answers_index *index = answers->index;
	struct item *items = MEM_ARRAY(answers->n_items, struct item);
	struct place *place = MEM_ARRAY(answers->n_items, struct place);

	for (size_t i = 0; i < answers->n_items; i++) {
		items[i] = answers->items[order[i].index];
		place[i] = index->place[order[i].index];
	}
	mem_free(answers->items);
	mem_free(index->place);
	answers->items = items;
	index->place = place;
	index->cap_places = answers->n_items;
	items_index(answers);
}

static void models_permute(struct answers *answers, const struct sort_key *order)
{
	struct answers_index *index = answers->index;
	char **models = MEM_ARRAY(answers->n_models, char *);

	table_clear(&index->models);
	for (size_t m = 0; m < answers->n_models; m++) {
		models[m] = answers->models[order[m].index];
		table_put(&index->models, name_hash(models[m]), m);
	}
	mem_free(answers->models);
	answers->models = models;
}

void answers_sort(struct answers *answers)
{
	struct sort_key *models = models_sorted(answers);
	struct sort_key *items = items_sorted(answers);

	cells_permute(answers, models, items);
	items_permute(answers, items);
	models_permute(answers, models);
	mem_free(models);
	mem_free(items);
}

void answers_keep(struct answers *answers, const unsigned char *keep)
{
	size_t n = 0;

	for (size_t item = 0; item < answers->n_items; item++) {
		if (!keep[item])
			continue;
		answers->items[n] = answers->items[item];
		answers->index->place[n] = answers->index->place[item];
		for (size_t model = 0; model < answers->n_models; model++)
			*cell_of(answers, model, n) = *cell_of(answers, model, item);
		n++;
	}
	/* What is behind the last must read as absent when the table grows again. */
	for (size_t model = 0; model < answers->n_models && n < answers->n_items; model++)
		memset(cell_of(answers, model, n), 0,
		       (answers->n_items - n) * sizeof(struct answer));
	answers->n_items = n;
	items_index(answers);
}

static bool has_text(const struct answer *answer)
{
	return answer->data && answer->len && answer->outcome != OUTCOME_EMPTY;
}

size_t answers_count(const struct answers *answers, size_t model)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->n_items; i++)
		n += has_text(answers_at(answers, model, i));
	return n;
}

size_t answers_shared(const struct answers *answers, size_t a, size_t b)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->n_items; i++)
		n += has_text(answers_at(answers, a, i)) &&
		     has_text(answers_at(answers, b, i));
	return n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "text/token.h"

struct key_count {
	uint64_t key;
	uint64_t n;
	uint32_t
		last_source; /* model or item it was seen in last, plus 1; then its number
			      */
	uint32_t n_sources;
};

struct key_table {
	struct key_count *slots;
	size_t size, used; /* size is a power of two */
};

static struct key_count *key_slot(const struct key_table *t, uint64_t key)
{
	size_t slot = hash_mix(key) & (t->size - 1);

	while (t->slots[slot].n && t->slots[slot].key != key)
		slot = (slot + 1) & (t->size - 1);
	return &t->slots[slot];
}

static void key_table_grow(struct key_table *t)
{
	struct key_table bigger = {MEM_ARRAY(t->size * 4, struct key_count), t->size * 4,
				   t->used};

	for (size_t i = 0; i < t->size; i++) {
		if (t->slots[i].n)
			*key_slot(&bigger, t->slots[i].key) = t->slots[i];
	}
	mem_free(t->slots);
	*t = bigger;
}

static void key_add(struct key_table *t, uint64_t key, uint32_t source)
{
	struct key_count *count;

	if (t->used * 2 >= t->size)
		key_table_grow(t);
	count = key_slot(t, key);
	if (!count->n) {
		count->key = key;
		count->n_sources = 0;
		count->last_source = 0;
		t->used++;
	}
	count->n++;
	count->n_sources += count->last_source != source + 1;
	count->last_source = source + 1;
}

static int by_frequency(const void *left, const void *right)
{
	const struct key_count *a = left;
	const struct key_count *b = right;

	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return (a->key > b->key) - (a->key < b->key);
}

/* Keep what enough models show and, of that, what can be among the n most frequent. */
static size_t keep_frequent(struct key_table *all, size_t n_wanted, unsigned min_models)
{
	enum { TOP = 4096 };
	size_t *with_count = MEM_ARRAY(TOP + 1, size_t);
	size_t above = 0;
	uint64_t least = TOP;
	size_t n = 0;

	for (size_t i = 0; i < all->size; i++) {
		const struct key_count *c = &all->slots[i];

		if (c->n && c->n_sources >= min_models)
			with_count[c->n < TOP ? c->n : TOP]++;
	}
	for (above = with_count[TOP]; least > 1 && above < n_wanted;)
		above += with_count[--least];
	for (size_t i = 0; i < all->size; i++) {
		const struct key_count *c = &all->slots[i];

		if (c->n >= least && c->n_sources >= min_models)
			all->slots[n++] = *c;
	}
	mem_free(with_count);
	return n;
}

/* What the features are chosen with. */
struct choice {
	const struct features *f;
	const struct channel_cohort *cohort;
	const struct counts_plan *plan;
	struct key_table common; /* words that reach the events; no slots: all */
};

/* What one thread reads answers with. */
struct reader {
	uint32_t *words;
	uint64_t *keys;
};

static struct reader reader_new(void)
{
	return (struct reader){mem_alloc(FEATURE_MAX_TOKENS, sizeof(uint32_t)),
			       mem_alloc(COUNTS_MAX_EVENTS, sizeof(uint64_t))};
}

static void reader_clear(struct reader *reader)
{
	mem_free(reader->words);
	mem_free(reader->keys);
}

/* Keys of one answer's events into reader->keys. */
static size_t read_events(const struct choice *c, struct reader *reader, size_t cell)
{
	const uint32_t *tokens = c->f->tokens[cell];
	size_t n = c->f->n_tokens[cell];

	if (!c->common.slots)
		return c->plan->events(tokens, n, reader->keys);
	for (size_t i = 0; i < n; i++)
		reader->words[i] = key_slot(&c->common, tokens[i])->n ? tokens[i]
								      : COUNTS_OTHER_WORD;
	return c->plan->events(reader->words, n, reader->keys);
}

/* The n most frequent keys of `all`, numbered in last_source; frees `all`. */
static struct key_table most_frequent(struct key_table *all, size_t n, unsigned n_models)
{
	struct key_table chosen;
	size_t n_kept = keep_frequent(all, n, n_models);

	qsort(all->slots, n_kept, sizeof(*all->slots), by_frequency);
	if (n > n_kept)
		n = n_kept;
	chosen = (struct key_table){NULL, 1024, n};
	while (chosen.size < 4 * n)
		chosen.size *= 2;
	chosen.slots = MEM_ARRAY(chosen.size, struct key_count);
	for (size_t i = 0; i < n; i++) {
		struct key_count *slot = key_slot(&chosen, all->slots[i].key);

		*slot = all->slots[i];
		slot->last_source = (uint32_t)i;
	}
	mem_free(all->slots);
	return chosen;
}

static struct key_table key_table_new(void)
{
	return (struct key_table){MEM_ARRAY((size_t)1 << 16, struct key_count),
				  (size_t)1 << 16, 0};
}

/* The words of a text. */
static struct key_table listed_words(const char *text)
{
	struct key_table all = key_table_new();
	struct tokens tokens = TOKENS_INIT;

	tokens_read(text, strlen(text), FEATURE_MAX_TOKENS, &tokens);
	for (size_t i = 0; i < tokens.n; i++)
		key_add(&all, features_token(tokens.v[i].hash), 0);
	tokens_clear(&tokens);
	return all;
}

/* The most frequent words of the clean models. */
static struct key_table choose_common(const struct choice *c)
{
	struct key_table all = key_table_new();

	for (uint32_t model = 0; model < c->f->n_models; model++) {
		for (size_t item = 0; c->cohort->clean[model] && item < c->f->n_items;
		     item++) {
			size_t cell = features_cell(c->f, model, item);

			for (size_t i = 0; i < c->f->n_tokens[cell]; i++)
				key_add(&all, c->f->tokens[cell][i], model);
		}
	}
	return most_frequent(&all, c->plan->n_common, 1);
}

/* The most frequent keys of the clean models. Never of the suspect. */
static struct key_table choose_features(const struct choice *c)
{
	struct key_table all = key_table_new();
	struct reader reader = reader_new();

	for (uint32_t model = 0; model < c->f->n_models; model++) {
		for (size_t item = 0; c->cohort->clean[model] && item < c->f->n_items;
		     item++) {
			size_t n =
				read_events(c, &reader, features_cell(c->f, model, item));

			for (size_t i = 0; i < n; i++)
				key_add(&all, reader.keys[i], model);
		}
	}
	reader_clear(&reader);
	return most_frequent(&all, c->plan->n_features, c->plan->min_models);
}

/* Keys of one model that so many of its answers show, into *keys; returns how many. */
static size_t shown_keys(const struct choice *c, size_t model, uint64_t **keys)
{
	struct key_table own = key_table_new();
	struct reader reader = reader_new();
	size_t n = 0;
	size_t cap = 0;

	for (size_t item = 0; item < c->f->n_items; item++) {
		size_t n_keys = read_events(c, &reader, features_cell(c->f, model, item));

		for (size_t i = 0; i < n_keys; i++)
			key_add(&own, reader.keys[i], (uint32_t)item);
	}
	*keys = NULL;
	for (size_t i = 0; i < own.size; i++) {
		const struct key_count *slot = &own.slots[i];

		if (!slot->n || slot->n_sources < c->plan->least_answers)
			continue;
		*keys = MEM_GROW(*keys, n, &cap);
		(*keys)[n++] = slot->key;
	}
	reader_clear(&reader);
	mem_free(own.slots);
	return n;
}

/* What some model shows in many answers. */
static struct key_table choose_shown(const struct choice *c)
{
	struct key_table all = key_table_new();
	uint64_t **keys = MEM_ARRAY(c->f->n_models, uint64_t *);
	size_t *n = MEM_ARRAY(c->f->n_models, size_t);

#pragma omp parallel for schedule(dynamic)
	for (size_t model = 0; model < c->f->n_models; model++)
		n[model] = shown_keys(c, model, &keys[model]);
	for (uint32_t model = 0; model < c->f->n_models; model++) {
		for (size_t i = 0; i < n[model]; i++)
			key_add(&all, keys[model][i], model);
		mem_free(keys[model]);
	}
	mem_free(keys);
	mem_free(n);
	return most_frequent(&all, c->plan->n_features, 1);
}

/* Features of one answer, merged; `seen` is zero before and after. */
static size_t count_answer(const struct key_table *features, const uint64_t *keys,
			   size_t n_keys, bool presence, uint32_t *seen,
			   struct count *out)
{
	size_t n = 0;

	for (size_t i = 0; i < n_keys; i++) {
		const struct key_count *slot = key_slot(features, keys[i]);

		if (!slot->n)
			continue;
		if (!seen[slot->last_source]) {
			out[n] = (struct count){slot->last_source, 0};
			seen[slot->last_source] = (uint32_t)++n;
		}
		out[seen[slot->last_source] - 1].n++;
	}
	for (size_t i = 0; i < n; i++) {
		seen[out[i].feature] = 0;
		out[i].n = presence ? 1 : out[i].n;
	}
	return n;
}

static void count_model(struct counts *c, const struct choice *choice,
			const struct key_table *features, size_t model)
{
	struct reader reader = reader_new();
	uint32_t *seen = MEM_ARRAY(c->n_features, uint32_t);
	struct count *some = MEM_ARRAY(c->n_features, struct count);
	struct count *all = NULL;
	uint32_t *start = c->start + model * (c->f->n_items + 1);
	size_t n = 0;
	size_t cap = 0;

	for (size_t item = 0; item < c->f->n_items; item++) {
		size_t cell = features_cell(c->f, model, item);
		size_t n_keys = read_events(choice, &reader, cell);
		size_t n_some = count_answer(features, reader.keys, n_keys,
					     choice->plan->presence, seen, some);

		c->n_events[cell] = (uint32_t)n_keys;
		start[item] = (uint32_t)n;
		while (n + n_some > cap)
			all = mem_grow(all, cap, &cap, sizeof(*all));
		if (n_some)
			memcpy(all + n, some, n_some * sizeof(*some));
		n += n_some;
	}
	start[c->f->n_items] = (uint32_t)n;
	c->of[model] = all;
	reader_clear(&reader);
	mem_free(seen);
	mem_free(some);
}

struct counts *counts_new(const struct features *f, const struct channel_cohort *cohort,
			  const struct counts_plan *plan)
{
	struct counts *c = MEM_NEW(struct counts);
	struct choice choice = {f, cohort, plan, {NULL, 0, 0}};
	struct key_table features;

	if (plan->common)
		choice.common = listed_words(plan->common);
	else if (plan->n_common)
		choice.common = choose_common(&choice);
	features = plan->least_answers ? choose_shown(&choice) : choose_features(&choice);
	c->f = f;
	c->n_features = features.used;
	c->start = MEM_ARRAY(f->n_models * (f->n_items + 1), uint32_t);
	c->n_events = MEM_ARRAY(f->n_models * f->n_items, uint32_t);
	c->of = MEM_ARRAY(f->n_models, struct count *);
#pragma omp parallel for schedule(dynamic)
	for (size_t model = 0; model < f->n_models; model++)
		count_model(c, &choice, &features, model);
	mem_free(features.slots);
	mem_free(choice.common.slots);
	return c;
}

void counts_free(struct counts *c)
{
	if (!c)
		return;
	for (size_t model = 0; model < c->f->n_models; model++)
		mem_free(c->of[model]);
	mem_free(c->of);
	mem_free(c->start);
	mem_free(c->n_events);
	mem_free(c);
}

double counts_sum(const struct counts *c, size_t model, const double *item_weight,
		  double *x, double *events)
{
	const uint32_t *start = c->start + model * (c->f->n_items + 1);
	double answers = 0;
	double all = 0;

	for (size_t k = 0; k < c->n_features; k++)
		x[k] = 0;
	for (size_t item = 0; item < c->f->n_items; item++) {
		double w = item_weight ? item_weight[item] : 1;
		size_t cell = features_cell(c->f, model, item);

		if (!c->f->n_tokens[cell] || w <= 0)
			continue;
		answers += w;
		all += w * c->n_events[cell];
		for (uint32_t i = start[item]; i < start[item + 1]; i++) {
			const struct count *count = &c->of[model][i];

			x[count->feature] += w * count->n;
		}
	}
	if (events)
		*events = all;
	return answers;
}

size_t counts_words_and_pairs(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++) {
		keys[n_keys++] = hash_pair(1, tokens[i]);
		if (i)
			keys[n_keys++] =
				hash_pair(hash_pair(2, tokens[i - 1]), tokens[i]);
	}
	return n_keys;
}

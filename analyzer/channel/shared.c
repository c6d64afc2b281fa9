/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/shared.h"

#include <string.h>

#include "base/hash.h"

struct gram { /* one distinct gram of one item */
	uint64_t hash;
	uint32_t first; /* newest entry of its chain, plus 1; 0: the slot is free */
	uint32_t n;     /* models that have it; 0: it counts for nobody */
};

struct entry {
	uint32_t model;
	uint32_t next; /* plus 1 */
};

struct scratch { /* one thread's */
	struct gram *table;
	size_t table_size; /* a power of two */
	uint32_t *used;    /* slots taken */
	size_t n_used, cap_used;
	struct entry *entries;
	size_t n_entries, cap_entries;
	uint32_t *members;    /* models of one gram */
	uint32_t *per_family; /* clean models of one gram, by family */
	double *norm;         /* [model] */
	uint64_t *hashes;     /* of one answer's grams */
};

static void scratch_init(struct scratch *s, const struct features *f, size_t n_families)
{
	memset(s, 0, sizeof(*s));
	s->table_size = (size_t)1 << 12;
	s->table = MEM_ARRAY(s->table_size, struct gram);
	s->members = MEM_ARRAY(f->n_models, uint32_t);
	s->per_family = MEM_ARRAY(n_families, uint32_t);
	s->norm = MEM_ARRAY(f->n_models, double);
	s->hashes = mem_alloc(SHARED_MAX_GRAMS, sizeof(*s->hashes));
}

static void scratch_clear(struct scratch *s)
{
	mem_free(s->table);
	mem_free(s->used);
	mem_free(s->entries);
	mem_free(s->members);
	mem_free(s->per_family);
	mem_free(s->norm);
	mem_free(s->hashes);
}

static size_t find_slot(const struct scratch *s, uint64_t hash)
{
	size_t slot = hash & (s->table_size - 1);

	while (s->table[slot].first && s->table[slot].hash != hash)
		slot = (slot + 1) & (s->table_size - 1);
	return slot;
}

static void grow_table(struct scratch *s)
{
	struct gram *old = s->table;
	uint32_t *slots = s->used;
	size_t n = s->n_used;

	s->table_size *= 4;
	s->table = MEM_ARRAY(s->table_size, struct gram);
	for (size_t i = 0; i < n; i++) {
		size_t slot = find_slot(s, old[slots[i]].hash);

		s->table[slot] = old[slots[i]];
		slots[i] = (uint32_t)slot;
	}
	mem_free(old);
}

static void add_gram(struct scratch *s, uint64_t hash, uint32_t model)
{
	struct gram *gram;
	size_t slot;

	if (s->n_used * 2 >= s->table_size)
		grow_table(s);
	slot = find_slot(s, hash);
	gram = &s->table[slot];
	if (!gram->first) {
		s->used = MEM_GROW(s->used, s->n_used, &s->cap_used);
		s->used[s->n_used++] = (uint32_t)slot;
		gram->hash = hash;
		gram->n = 0;
	} else if (s->entries && s->entries[gram->first - 1].model == model) {
		return; /* entries are there once a slot was taken */
	}
	s->entries = MEM_GROW(s->entries, s->n_entries, &s->cap_entries);
	s->entries[s->n_entries] = (struct entry){model, gram->first};
	gram->first = (uint32_t)++s->n_entries;
	gram->n++;
}

struct state { /* what all items share */
	const struct features *f;
	const struct channel_cohort *cohort;
	const struct shared_plan *plan;
	size_t n_families;
	double *rarity; /* [clean models that have the gram] */
};

/* Hashes of the grams of an answer or a prompt into the scratch. */
static size_t read_grams(const struct state *state, struct scratch *s,
			 const uint32_t *tokens, size_t n)
{
	if (n > SHARED_MAX_TOKENS)
		n = SHARED_MAX_TOKENS;
	return state->plan->grams(tokens, n, s->hashes);
}

/* What the prompt says itself counts for nobody. */
static void drop_prompt(const struct state *state, struct scratch *s, size_t item)
{
	size_t n = read_grams(state, s, state->f->prompt_tokens[item],
			      state->f->n_prompt_tokens[item]);

	for (size_t i = 0; i < n; i++)
		s->table[find_slot(s, s->hashes[i])].n = 0;
}

/* Each pair of members gains the gram's rarity outside their two families. */
static void add_shared(const struct state *state, const struct scratch *s, size_t n,
		       uint32_t n_clean, float *value)
{
	const unsigned *family = state->cohort->family;

	for (size_t i = 1; i < n; i++) {
		uint32_t b = s->members[i];
		uint32_t left = n_clean - s->per_family[family[b]];

		for (size_t j = 0; j < i; j++) {
			uint32_t a = s->members[j];
			uint32_t others = left;

			if (family[a] != family[b])
				others -= s->per_family[family[a]];
			value[kernel_pair(a, b)] += (float)state->rarity[others];
		}
	}
}

static void weigh_gram(const struct state *state, struct scratch *s,
		       const struct gram *gram, float *value)
{
	const unsigned *family = state->cohort->family;
	uint32_t n_clean = 0;
	size_t n = 0;

	/* The chain holds the newest first; members are to rise. */
	for (uint32_t e = gram->first; e; e = s->entries[e - 1].next) {
		uint32_t model = s->entries[e - 1].model;

		s->members[gram->n - ++n] = model;
		n_clean += state->cohort->clean[model];
		s->per_family[family[model]] += state->cohort->clean[model];
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t model = s->members[i];

		s->norm[model] += state->rarity[n_clean - s->per_family[family[model]]];
	}
	add_shared(state, s, n, n_clean, value);
	for (size_t i = 0; i < n; i++)
		s->per_family[family[s->members[i]]] = 0;
}

static double likeness(enum shared_scale scale, double shared, double norms)
{
	if (scale == SHARED_LOG)
		return log1p(shared);
	return norms > 0 ? shared / sqrt(norms) : 0;
}

static void compare_item(const struct state *state, struct scratch *s, size_t item,
			 float *value)
{
	const struct features *f = state->f;

	for (size_t i = 0; i < s->n_used; i++)
		s->table[s->used[i]].first = 0;
	s->n_used = 0;
	s->n_entries = 0;
	memset(s->norm, 0, f->n_models * sizeof(*s->norm));
	for (uint32_t model = 0; model < f->n_models; model++) {
		size_t cell = features_cell(f, model, item);
		size_t n = read_grams(state, s, f->tokens[cell], f->n_tokens[cell]);

		for (size_t i = 0; i < n; i++)
			add_gram(s, s->hashes[i], model);
	}
	if (state->plan->outside_prompt)
		drop_prompt(state, s, item);
	for (size_t i = 0; i < s->n_used; i++) {
		const struct gram *gram = &s->table[s->used[i]];

		if (gram->n)
			weigh_gram(state, s, gram, value);
	}
	for (size_t b = 1; b < f->n_models; b++) {
		for (size_t a = 0; a < b; a++) {
			bool both = features_has(f, a, item) && features_has(f, b, item);
			float *v = &value[kernel_pair(a, b)];

			*v = both ? (float)likeness(state->plan->scale, (double)*v,
						    s->norm[a] * s->norm[b])
				  : NAN;
		}
	}
}

/* ln((N + 1) / (n + 1)) for n of N clean models: 0 when all have the gram. */
static double *rarity_table(size_t n_clean)
{
	double *rarity = MEM_ARRAY(n_clean + 1, double);

	for (size_t n = 0; n <= n_clean; n++)
		rarity[n] = log((double)(n_clean + 1) / (double)(n + 1));
	if (!n_clean)
		rarity[0] = 1;
	return rarity;
}

struct kernel *shared_prepare(const struct features *f,
			      const struct channel_cohort *cohort,
			      const struct shared_plan *plan)
{
	struct kernel *k = kernel_new(f, plan->min_answers);
	struct state state = {f, cohort, plan, channel_families(f, cohort), NULL};
	size_t n_clean = 0;

	for (size_t model = 0; model < f->n_models; model++)
		n_clean += cohort->clean[model];
	state.rarity = rarity_table(n_clean);
	memset(k->value, 0, f->n_items * k->n_pairs * sizeof(*k->value));
#pragma omp parallel
	{
		struct scratch s;

		scratch_init(&s, f, state.n_families);
#pragma omp for schedule(dynamic, 4)
		for (size_t item = 0; item < f->n_items; item++)
			compare_item(&state, &s, item, k->value + item * k->n_pairs);
		scratch_clear(&s);
	}
	mem_free(state.rarity);
	return k;
}

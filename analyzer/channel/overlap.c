/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Overlap: word 1-3-grams that two answers to one prompt share, each weighted by how
 * rare it is among the clean models' answers to that prompt, the families of the two
 * left out; divided by the geometric mean of what each answer's own n-grams weigh, its
 * own family left out, so that no pair needs norms of its own: near a cosine, but not
 * held to 1 (METHODS 5.1, DESIGN 6).
 */
#include <string.h>

#include "base/hash.h"
#include "channel/kernel.h"

#define OVERLAP_MIN_ANSWERS 10
#define OVERLAP_ORDER 3
/* Beyond this many tokens an answer adds cost, not evidence. */
#define OVERLAP_MAX_TOKENS 2048

struct gram { /* one distinct gram of one item */
	uint64_t hash;
	uint32_t first; /* newest entry of its chain, plus 1; 0: the slot is free */
	uint32_t n;     /* models that have it */
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
};

static void scratch_init(struct scratch *s, const struct features *f, size_t n_families)
{
	memset(s, 0, sizeof(*s));
	s->table_size = (size_t)1 << 12;
	s->table = MEM_ARRAY(s->table_size, struct gram);
	s->members = MEM_ARRAY(f->n_models, uint32_t);
	s->per_family = MEM_ARRAY(n_families, uint32_t);
	s->norm = MEM_ARRAY(f->n_models, double);
}

static void scratch_clear(struct scratch *s)
{
	mem_free(s->table);
	mem_free(s->used);
	mem_free(s->entries);
	mem_free(s->members);
	mem_free(s->per_family);
	mem_free(s->norm);
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

static void add_answer(struct scratch *s, const uint32_t *tokens, size_t n,
		       uint32_t model)
{
	if (n > OVERLAP_MAX_TOKENS)
		n = OVERLAP_MAX_TOKENS;
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = 0;

		for (size_t order = 0; order < OVERLAP_ORDER && i + order < n; order++) {
			hash = hash_pair(hash + order + 1, tokens[i + order]);
			add_gram(s, hash, model);
		}
	}
}

struct overlap_plan { /* what all items share */
	const struct features *f;
	const struct channel_cohort *cohort;
	size_t n_families;
	double *rarity; /* [clean models that have the gram] */
};

/* Each pair of members gains the gram's rarity outside their two families. */
static void add_shared(const struct overlap_plan *plan, const struct scratch *s, size_t n,
		       uint32_t n_clean, float *value)
{
	const unsigned *family = plan->cohort->family;

	for (size_t i = 1; i < n; i++) {
		uint32_t b = s->members[i];
		uint32_t left = n_clean - s->per_family[family[b]];

		for (size_t j = 0; j < i; j++) {
			uint32_t a = s->members[j];
			uint32_t others = left;

			if (family[a] != family[b])
				others -= s->per_family[family[a]];
			value[kernel_pair(a, b)] += (float)plan->rarity[others];
		}
	}
}

static void weigh_gram(const struct overlap_plan *plan, struct scratch *s,
		       const struct gram *gram, float *value)
{
	const unsigned *family = plan->cohort->family;
	uint32_t n_clean = 0;
	size_t n = 0;

	/* The chain holds the newest first; members are to rise. */
	for (uint32_t e = gram->first; e; e = s->entries[e - 1].next) {
		uint32_t model = s->entries[e - 1].model;

		s->members[gram->n - ++n] = model;
		n_clean += plan->cohort->clean[model];
		s->per_family[family[model]] += plan->cohort->clean[model];
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t model = s->members[i];

		s->norm[model] += plan->rarity[n_clean - s->per_family[family[model]]];
	}
	add_shared(plan, s, n, n_clean, value);
	for (size_t i = 0; i < n; i++)
		s->per_family[family[s->members[i]]] = 0;
}

static void compare_item(const struct overlap_plan *plan, struct scratch *s, size_t item,
			 float *value)
{
	const struct features *f = plan->f;

	for (size_t i = 0; i < s->n_used; i++)
		s->table[s->used[i]].first = 0;
	s->n_used = 0;
	s->n_entries = 0;
	memset(s->norm, 0, f->n_models * sizeof(*s->norm));
	for (uint32_t model = 0; model < f->n_models; model++) {
		size_t cell = features_cell(f, model, item);

		add_answer(s, f->tokens[cell], f->n_tokens[cell], model);
	}
	for (size_t i = 0; i < s->n_used; i++)
		weigh_gram(plan, s, &s->table[s->used[i]], value);
	for (size_t b = 1; b < f->n_models; b++) {
		for (size_t a = 0; a < b; a++) {
			double scale = sqrt(s->norm[a] * s->norm[b]);
			bool both = features_has(f, a, item) && features_has(f, b, item);
			float *v = &value[kernel_pair(a, b)];

			*v = !both ? NAN : scale > 0 ? (float)((double)*v / scale) : 0;
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

static void *overlap_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	struct kernel *k = kernel_new(f, OVERLAP_MIN_ANSWERS);
	struct overlap_plan plan = {f, cohort, channel_families(f, cohort), NULL};
	size_t n_clean = 0;

	for (size_t model = 0; model < f->n_models; model++)
		n_clean += cohort->clean[model];
	plan.rarity = rarity_table(n_clean);
	memset(k->value, 0, f->n_items * k->n_pairs * sizeof(*k->value));
#pragma omp parallel
	{
		struct scratch s;

		scratch_init(&s, f, plan.n_families);
#pragma omp for schedule(dynamic, 4)
		for (size_t item = 0; item < f->n_items; item++)
			compare_item(&plan, &s, item, k->value + item * k->n_pairs);
		scratch_clear(&s);
	}
	mem_free(plan.rarity);
	return k;
}

const struct channel channel_overlap = {
	.name = "overlap",
	.brief = "words and phrases shared with the teacher's answer to the same prompt, "
		 "rare ones counting more",
	.min_answers = OVERLAP_MIN_ANSWERS,
	.prepare = overlap_prepare,
	.score = kernel_score,
	.release = kernel_free,
};

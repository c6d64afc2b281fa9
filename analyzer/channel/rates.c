/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "stat/gram.h"

/* One feature that a clean model alone overuses must not decide a cosine. */
#define RATES_Z_MAX 6.0

struct key_count {
	uint64_t key;
	uint64_t n;
	uint32_t last_model; /* plus 1 */
	uint32_t n_models;
};

struct key_table {
	struct key_count *slots;
	size_t size, used; /* size is a power of two */
};

struct feature_count { /* of one answer */
	uint32_t feature;
	uint32_t n;
};

struct rates {
	const struct features *f;
	const struct channel_cohort *cohort;
	struct rates_plan plan;
	size_t n_features;
	size_t n_families;
	struct key_table common; /* words that reach the events; no slots: all */
	uint32_t *start;         /* [model * (n_items + 1) + item], into counts[model] */
	uint32_t *n_events;      /* [model * n_items + item] */
	struct feature_count **counts; /* [model] */
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

static void key_add(struct key_table *t, uint64_t key, uint32_t model)
{
	struct key_count *count;

	if (t->used * 2 >= t->size)
		key_table_grow(t);
	count = key_slot(t, key);
	if (!count->n) {
		count->key = key;
		count->n_models = 0;
		count->last_model = 0;
		t->used++;
	}
	count->n++;
	count->n_models += count->last_model != model + 1;
	count->last_model = model + 1;
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

		if (c->n && c->n_models >= min_models)
			with_count[c->n < TOP ? c->n : TOP]++;
	}
	for (above = with_count[TOP]; least > 1 && above < n_wanted;)
		above += with_count[--least];
	for (size_t i = 0; i < all->size; i++) {
		const struct key_count *c = &all->slots[i];

		if (c->n >= least && c->n_models >= min_models)
			all->slots[n++] = *c;
	}
	mem_free(with_count);
	return n;
}

/* What one thread reads answers with. */
struct reader {
	uint32_t *words;
	uint64_t *keys;
};

static struct reader reader_new(void)
{
	return (struct reader){mem_alloc(FEATURE_MAX_TOKENS, sizeof(uint32_t)),
			       mem_alloc(RATES_MAX_EVENTS, sizeof(uint64_t))};
}

static void reader_clear(struct reader *reader)
{
	mem_free(reader->words);
	mem_free(reader->keys);
}

/* Keys of one answer's events into reader->keys. */
static size_t read_events(const struct rates *r, struct reader *reader, size_t cell)
{
	const uint32_t *tokens = r->f->tokens[cell];
	size_t n = r->f->n_tokens[cell];

	if (!r->common.slots)
		return r->plan.events(tokens, n, reader->keys);
	for (size_t i = 0; i < n; i++)
		reader->words[i] =
			key_slot(&r->common, tokens[i])->n ? tokens[i] : RATES_OTHER_WORD;
	return r->plan.events(reader->words, n, reader->keys);
}

/* The n most frequent keys of `all`, numbered in last_model; frees `all`. */
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
		slot->last_model = (uint32_t)i;
	}
	mem_free(all->slots);
	return chosen;
}

static struct key_table key_table_new(void)
{
	return (struct key_table){MEM_ARRAY((size_t)1 << 16, struct key_count),
				  (size_t)1 << 16, 0};
}

/* The most frequent words of the clean models. */
static struct key_table choose_common(const struct rates *r)
{
	struct key_table all = key_table_new();

	for (uint32_t model = 0; model < r->f->n_models; model++) {
		for (size_t item = 0; r->cohort->clean[model] && item < r->f->n_items;
		     item++) {
			size_t cell = features_cell(r->f, model, item);

			for (size_t i = 0; i < r->f->n_tokens[cell]; i++)
				key_add(&all, r->f->tokens[cell][i], model);
		}
	}
	return most_frequent(&all, r->plan.n_common, 1);
}

/* The most frequent keys of the clean models. Never of the suspect. */
static struct key_table choose_features(const struct rates *r)
{
	struct key_table all = key_table_new();
	struct reader reader = reader_new();

	for (uint32_t model = 0; model < r->f->n_models; model++) {
		for (size_t item = 0; r->cohort->clean[model] && item < r->f->n_items;
		     item++) {
			size_t n =
				read_events(r, &reader, features_cell(r->f, model, item));

			for (size_t i = 0; i < n; i++)
				key_add(&all, reader.keys[i], model);
		}
	}
	reader_clear(&reader);
	return most_frequent(&all, r->plan.n_features, r->plan.min_models);
}

/* Features of one answer, merged; `seen` is zero before and after. */
static size_t count_answer(const struct key_table *features, const uint64_t *keys,
			   size_t n_keys, uint32_t *seen, struct feature_count *out)
{
	size_t n = 0;

	for (size_t i = 0; i < n_keys; i++) {
		const struct key_count *slot = key_slot(features, keys[i]);

		if (!slot->n)
			continue;
		if (!seen[slot->last_model]) {
			out[n] = (struct feature_count){slot->last_model, 0};
			seen[slot->last_model] = (uint32_t)++n;
		}
		out[seen[slot->last_model] - 1].n++;
	}
	for (size_t i = 0; i < n; i++)
		seen[out[i].feature] = 0;
	return n;
}

static void count_model(struct rates *r, const struct key_table *features, size_t model)
{
	struct reader reader = reader_new();
	uint32_t *seen = MEM_ARRAY(r->n_features, uint32_t);
	struct feature_count *some = MEM_ARRAY(r->n_features, struct feature_count);
	struct feature_count *all = NULL;
	uint32_t *start = r->start + model * (r->f->n_items + 1);
	size_t n = 0;
	size_t cap = 0;

	for (size_t item = 0; item < r->f->n_items; item++) {
		size_t cell = features_cell(r->f, model, item);
		size_t n_keys = read_events(r, &reader, cell);
		size_t n_some = count_answer(features, reader.keys, n_keys, seen, some);

		r->n_events[cell] = (uint32_t)n_keys;
		start[item] = (uint32_t)n;
		while (n + n_some > cap)
			all = mem_grow(all, cap, &cap, sizeof(*all));
		if (n_some)
			memcpy(all + n, some, n_some * sizeof(*some));
		n += n_some;
	}
	start[r->f->n_items] = (uint32_t)n;
	r->counts[model] = all;
	reader_clear(&reader);
	mem_free(seen);
	mem_free(some);
}

void *rates_prepare(const struct features *f, const struct channel_cohort *cohort,
		    const struct rates_plan *plan)
{
	struct rates *r = MEM_NEW(struct rates);
	struct key_table features;

	r->f = f;
	r->cohort = cohort;
	r->plan = *plan;
	r->n_families = channel_families(f, cohort);
	if (plan->n_common)
		r->common = choose_common(r);
	features = choose_features(r);
	r->n_features = features.used;
	r->start = MEM_ARRAY(f->n_models * (f->n_items + 1), uint32_t);
	r->n_events = MEM_ARRAY(f->n_models * f->n_items, uint32_t);
	r->counts = MEM_ARRAY(f->n_models, struct feature_count *);
#pragma omp parallel for schedule(dynamic)
	for (size_t model = 0; model < f->n_models; model++)
		count_model(r, &features, model);
	mem_free(features.slots);
	mem_free(r->common.slots);
	r->common.slots = NULL;
	return r;
}

void rates_release(void *prepared)
{
	struct rates *r = prepared;

	if (!r)
		return;
	for (size_t model = 0; model < r->f->n_models; model++)
		mem_free(r->counts[model]);
	mem_free(r->counts);
	mem_free(r->start);
	mem_free(r->n_events);
	mem_free(r);
}

/* Rates of one model into x[n_features]; returns the weight of its answers. */
static double model_rates(const struct rates *r, size_t model, const double *item_weight,
			  double *x)
{
	const uint32_t *start = r->start + model * (r->f->n_items + 1);
	double answers = 0;
	double events = 0;

	for (size_t k = 0; k < r->n_features; k++)
		x[k] = 0;
	for (size_t item = 0; item < r->f->n_items; item++) {
		double w = item_weight ? item_weight[item] : 1;
		size_t cell = features_cell(r->f, model, item);

		if (!r->f->n_tokens[cell] || w <= 0)
			continue;
		answers += w;
		events += w * r->n_events[cell];
		for (uint32_t i = start[item]; i < start[item + 1]; i++) {
			const struct feature_count *c = &r->counts[model][i];

			x[c->feature] += w * c->n;
		}
	}
	for (size_t k = 0; k < r->n_features; k++) {
		if (r->plan.scale == RATES_LOG_ODDS)
			x[k] = log((x[k] + .5) / (fmax(answers - x[k], 0) + .5));
		else
			x[k] = events > 0 ? x[k] / events : 0;
	}
	return answers;
}

/* Sums over clean models, of one family or of all, by feature. */
struct moments {
	double n;
	double *sum, *squares;
};

static void add_moments(struct moments *m, const double *x, size_t n_features)
{
	m->n += 1;
	for (size_t k = 0; k < n_features; k++) {
		m->sum[k] += x[k];
		m->squares[k] += x[k] * x[k];
	}
}

/* A model's rates turned into z over the clean models outside its family, over-use
 * alone; `own` are its family's moments. */
static void scale_model(const struct rates *r, const double *x, const struct moments *all,
			const struct moments *own, float *z)
{
	double n = all->n - own->n;

	for (size_t k = 0; k < r->n_features; k++) {
		double mean = (all->sum[k] - own->sum[k]) / n;
		double squares = all->squares[k] - own->squares[k];
		double variance = (squares - n * mean * mean) / (n - 1);
		double value = fmin((x[k] - mean) / sqrt(variance), RATES_Z_MAX);

		/* Rounding alone leaves about 1e-16 of the mean square. */
		if (!(variance > 1e-12 * mean * mean && value > 0))
			value = 0;
		z[k] = (float)(r->plan.scale == RATES_LOG_ODDS ? sqrt(value) : value);
	}
}

static void scale_models(const struct rates *r, const double *x, const double *answers,
			 float *z)
{
	size_t k = r->n_features;
	size_t n_slots = r->n_families + 1; /* the last: all */
	double *sums = MEM_ARRAY(n_slots * 2 * k, double);
	struct moments *moments = MEM_ARRAY(n_slots, struct moments);
	struct moments *all = &moments[r->n_families];

	for (size_t i = 0; i < n_slots; i++)
		moments[i] =
			(struct moments){0, sums + 2 * i * k, sums + (2 * i + 1) * k};
	for (size_t model = 0; model < r->f->n_models; model++) {
		if (!r->cohort->clean[model] || answers[model] <= 0)
			continue;
		add_moments(all, x + model * k, k);
		add_moments(&moments[r->cohort->family[model]], x + model * k, k);
	}
	for (size_t model = 0; model < r->f->n_models; model++) {
		const struct moments *own = &moments[r->cohort->family[model]];

		if (all->n - own->n > 1 && answers[model] > 0)
			scale_model(r, x + model * k, all, own, z + model * k);
		else
			memset(z + model * k, 0, k * sizeof(*z));
	}
	mem_free(sums);
	mem_free(moments);
}

static void cosines(const float *gram, size_t n, const double *answers, double least,
		    double *score)
{
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			double scale =
				sqrt((double)gram[a * n + a] * (double)gram[b * n + b]);
			bool enough =
				a != b && answers[a] >= least && answers[b] >= least;

			score[a * n + b] = enough && scale > 0
						   ? (double)gram[a * n + b] / scale
						   : (double)NAN;
		}
	}
}

void rates_score(const void *prepared, const double *item_weight, double *score)
{
	const struct rates *r = prepared;
	size_t n = r->f->n_models;
	double *x = mem_alloc(n * r->n_features, sizeof(*x));
	float *z = mem_alloc(n * r->n_features, sizeof(*z));
	float *gram = mem_alloc(n * n, sizeof(*gram));
	double *answers = mem_alloc(n, sizeof(*answers));
	double least = (double)r->plan.min_answers * (item_weight ? .5 : 1);

	for (size_t model = 0; model < n; model++)
		answers[model] =
			model_rates(r, model, item_weight, x + model * r->n_features);
	scale_models(r, x, answers, z);
	gram_f32(z, n, r->n_features, gram);
	cosines(gram, n, answers, least, score);
	mem_free(x);
	mem_free(z);
	mem_free(gram);
	mem_free(answers);
}

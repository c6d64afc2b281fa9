/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Voice: a linear classifier for each model that tells its answers from the clean
 * models', "none of these", by words and pairs of words; the log-odds it gives to the
 * other model's answer, less what it gives to clean models' answers to that prompt, both
 * ways. As the text classifiers of Sun et al. 2025 (Idiosyncrasies in Large Language
 * Models), with two differences. Prompts are cross-fitted: what scores an answer was
 * trained on other prompts. And so are clean models, by families: what scores one of them
 * did not learn to tell it from the model in question, as nothing has for a suspect. The
 * others are scored by the mean of these classifiers.
 */
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "channel/counts.h"
#include "channel/kernel.h"
#include "channel/prompt_rank.h"

#define VOICE_MIN_ANSWERS 50
#define VOICE_FEATURES 10000
#define VOICE_FOLDS 5
#define VOICE_PARTS 4 /* of the clean families */
#define VOICE_EPOCHS 1
#define VOICE_NONE 2 /* answers of clean models for each of the model's own */
#define VOICE_STEP 4.0

struct voice { /* while it is prepared */
	const struct features *f;
	const struct channel_cohort *cohort;
	struct counts *counts;
	size_t n_families;
	float *idf;          /* [feature] */
	float *scale;        /* [cell] 1 / length of the answer's vector; 0: none */
	size_t *order;       /* items by what their prompts say */
	unsigned char *fold; /* [item] */
	uint64_t *who;       /* [model] hash of all its answers */
	unsigned char *part; /* [model] of a clean one; VOICE_PARTS: not clean */
	/* [(item * n_models + of) * n_models + model]; NaN: never asked */
	float *logit;
};

/* Rare words say more: ln((N + 1) / (n + 1)) for n of N answers of clean models. */
static void weigh_features(struct voice *v)
{
	double *with = MEM_ARRAY(v->counts->n_features, double);
	double *one = MEM_ARRAY(v->counts->n_features, double);
	double n = 0;

	for (size_t model = 0; model < v->f->n_models; model++) {
		if (!v->cohort->clean[model])
			continue;
		n += counts_sum(v->counts, model, NULL, one, NULL);
		for (size_t k = 0; k < v->counts->n_features; k++)
			with[k] += one[k];
	}
	for (size_t k = 0; k < v->counts->n_features; k++)
		v->idf[k] = (float)log((n + 1) / (with[k] + 1));
	mem_free(with);
	mem_free(one);
}

static const struct count *answer_of(const struct voice *v, size_t model, size_t item,
				     size_t *n)
{
	const uint32_t *start = v->counts->start + model * (v->f->n_items + 1);

	*n = start[item + 1] - start[item];
	return v->counts->of[model] + start[item];
}

static void measure_answers(struct voice *v, size_t model)
{
	uint64_t who = 0;

	for (size_t i = 0; i < v->f->n_items; i++) {
		size_t item = v->order[i];
		double squares = 0;
		size_t n = 0;
		const struct count *c = answer_of(v, model, item, &n);

		for (size_t j = 0; j < n; j++) {
			squares += (double)v->idf[c[j].feature] *
				   (double)v->idf[c[j].feature];
			who = hash_pair(who, c[j].feature);
		}
		v->scale[features_cell(v->f, model, item)] =
			squares > 0 ? (float)(1 / sqrt(squares)) : 0;
	}
	v->who[model] = who;
}

static void order_items(struct voice *v)
{
	uint32_t *rank = MEM_ARRAY(v->f->n_prompts, uint32_t);
	size_t *at = MEM_ARRAY(v->f->n_prompts + 1, size_t);

	prompt_ranks(v->f, rank);
	for (size_t item = 0; item < v->f->n_items; item++)
		at[rank[v->f->prompt_of[item]] + 1]++;
	for (size_t i = 0; i < v->f->n_prompts; i++)
		at[i + 1] += at[i];
	for (size_t item = 0; item < v->f->n_items; item++) {
		uint32_t r = rank[v->f->prompt_of[item]];

		v->order[at[r]++] = item;
		v->fold[item] = (unsigned char)(r % VOICE_FOLDS);
	}
	mem_free(rank);
	mem_free(at);
}

static void part_families(struct voice *v)
{
	unsigned char *clean = MEM_ARRAY(v->n_families, unsigned char);
	size_t n = 0;

	for (size_t model = 0; model < v->f->n_models; model++)
		clean[v->cohort->family[model]] |= v->cohort->clean[model];
	for (size_t family = 0; family < v->n_families; family++) {
		if (clean[family])
			clean[family] = (unsigned char)(n++ % VOICE_PARTS);
	}
	for (size_t model = 0; model < v->f->n_models; model++)
		v->part[model] = v->cohort->clean[model] ? clean[v->cohort->family[model]]
							 : VOICE_PARTS;
	mem_free(clean);
}

/* A linear classifier, without a constant, which would say of an answer of unknown words
 * that it is one or the other: its weights now, and their changes times the step they
 * came at. */
struct classifier {
	float *w, *later;
	float n_steps;
};

static double log_odds(const struct voice *v, const struct classifier *c, size_t model,
		       size_t item)
{
	size_t n = 0;
	const struct count *x = answer_of(v, model, item, &n);
	float sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += c->w[x[i].feature] * v->idf[x[i].feature];
	return (double)(sum * v->scale[features_cell(v->f, model, item)]);
}

/* One step down the slope of the logistic loss. */
static void learn_one(const struct voice *v, struct classifier *c, size_t model,
		      size_t item, bool own)
{
	size_t n = 0;
	const struct count *x = answer_of(v, model, item, &n);
	double z = log_odds(v, c, model, item);
	/* Own answers are one in 1 + VOICE_NONE and weigh as many times more. */
	double gradient = own ? VOICE_NONE / (1 + exp(z)) : -1 / (1 + exp(-z));
	float step = (float)(VOICE_STEP * gradient);
	float scale = step * v->scale[features_cell(v->f, model, item)];

	for (size_t i = 0; i < n; i++) {
		float change = scale * v->idf[x[i].feature];

		c->w[x[i].feature] += change;
		c->later[x[i].feature] += c->n_steps * change;
	}
	c->n_steps += 1;
}

/* Weights averaged over all steps: those of the last one follow the last answers. */
static void average(struct classifier *c, size_t n_features)
{
	for (size_t k = 0; k < n_features && c->n_steps > 0; k++)
		c->w[k] -= c->later[k] / c->n_steps;
}

/* The clean model outside that part whose answer to the item is drawn; SIZE_MAX: none. */
static size_t draw_none(const struct voice *v, size_t of, size_t part, size_t item,
			uint64_t salt)
{
	size_t best = SIZE_MAX;
	uint64_t least = UINT64_MAX;

	for (size_t model = 0; model < v->f->n_models; model++) {
		uint64_t hash;

		if (!v->cohort->clean[model] || v->part[model] == part ||
		    !features_has(v->f, model, item) ||
		    v->cohort->family[model] == v->cohort->family[of])
			continue;
		hash = hash_pair(v->who[model], salt);
		if (best == SIZE_MAX || hash < least) {
			least = hash;
			best = model;
		}
	}
	return best;
}

/* Tell `of` from the clean models outside a part, on all prompts but a fold's. Returns
 * whether there was something to tell. */
static bool train(const struct voice *v, size_t of, size_t part, size_t fold,
		  struct classifier *c)
{
	bool none = false;

	memset(c->w, 0, v->counts->n_features * sizeof(*c->w));
	memset(c->later, 0, v->counts->n_features * sizeof(*c->later));
	c->n_steps = 0;
	for (size_t i = 0; i < VOICE_EPOCHS * v->f->n_items; i++) {
		size_t item = v->order[i % v->f->n_items];

		if (v->fold[item] == fold || !features_has(v->f, of, item))
			continue;
		for (size_t r = 0; r < VOICE_NONE; r++) {
			size_t other = draw_none(v, of, part, item, i * VOICE_NONE + r);

			if (other == SIZE_MAX)
				continue;
			learn_one(v, c, other, item, false);
			none = true;
		}
		learn_one(v, c, of, item, true);
	}
	average(c, v->counts->n_features);
	return none;
}

static void add_classifier(const struct classifier *c, size_t n_features,
			   struct classifier *sum)
{
	for (size_t k = 0; k < n_features; k++)
		sum->w[k] += c->w[k];
}

/* What a classifier says of the answers of one part's models to a fold's prompts. */
static void classify(struct voice *v, size_t of, size_t part, size_t fold,
		     const struct classifier *c)
{
	size_t n = v->f->n_models;

	for (size_t item = 0; item < v->f->n_items; item++) {
		for (size_t model = 0; model < n && v->fold[item] == fold; model++) {
			if (v->part[model] == part && features_has(v->f, model, item))
				v->logit[(item * n + of) * n + model] =
					(float)log_odds(v, c, model, item);
		}
	}
}

static void classify_all(struct voice *v, size_t of)
{
	size_t n = v->counts->n_features;
	struct classifier c = {MEM_ARRAY(n, float), MEM_ARRAY(n, float), 0};
	struct classifier mean = {MEM_ARRAY(n, float), NULL, 0};

	for (size_t fold = 0; fold < VOICE_FOLDS; fold++) {
		size_t n_parts = 0;

		memset(mean.w, 0, n * sizeof(*mean.w));
		for (size_t part = 0; part < VOICE_PARTS; part++) {
			if (!train(v, of, part, fold, &c))
				continue;
			classify(v, of, part, fold, &c);
			add_classifier(&c, n, &mean);
			n_parts++;
		}
		if (!n_parts)
			continue;
		for (size_t k = 0; k < n; k++)
			mean.w[k] /= (float)n_parts;
		classify(v, of, VOICE_PARTS, fold, &mean);
	}
	mem_free(c.w);
	mem_free(c.later);
	mem_free(mean.w);
}

/* Log-odds of `of` on the model's answer, less the mean over clean models outside both
 * families; NaN without any. */
static double centred(const struct voice *v, size_t item, size_t of, size_t model)
{
	const unsigned *family = v->cohort->family;
	size_t n = v->f->n_models;
	const float *logit = &v->logit[(item * n + of) * n];
	double sum = 0;
	double count = 0;

	for (size_t other = 0; other < n; other++) {
		if (!v->cohort->clean[other] || isnan(logit[other]) ||
		    family[other] == family[of] || family[other] == family[model])
			continue;
		sum += (double)logit[other];
		count += 1;
	}
	return count > 0 ? (double)logit[model] - sum / count : (double)NAN;
}

static void join_item(const struct voice *v, size_t item, struct kernel *k)
{
	for (size_t b = 1; b < v->f->n_models; b++) {
		for (size_t a = 0; a < b; a++) {
			bool both = features_has(v->f, a, item) &&
				    features_has(v->f, b, item);

			k->value[item * k->n_pairs + kernel_pair(a, b)] =
				both ? (float)((centred(v, item, a, b) +
						centred(v, item, b, a)) /
					       2)
				     : NAN;
		}
	}
}

static struct voice voice_new(const struct features *f,
			      const struct channel_cohort *cohort)
{
	static const struct counts_plan plan = {
		.events = counts_words_and_pairs,
		.n_features = VOICE_FEATURES,
		.min_models = 2,
		.presence = true,
	};
	size_t n_logits = f->n_items * f->n_models * f->n_models;
	struct voice v = {
		.f = f,
		.cohort = cohort,
		.counts = counts_new(f, cohort, &plan),
		.n_families = channel_families(f, cohort),
		.scale = MEM_ARRAY(f->n_models * f->n_items, float),
		.order = MEM_ARRAY(f->n_items, size_t),
		.fold = MEM_ARRAY(f->n_items, unsigned char),
		.who = MEM_ARRAY(f->n_models, uint64_t),
		.part = MEM_ARRAY(f->n_models, unsigned char),
		.logit = mem_alloc(n_logits, sizeof(float)),
	};

	v.idf = MEM_ARRAY(v.counts->n_features, float);
	for (size_t i = 0; i < n_logits; i++)
		v.logit[i] = NAN;
	return v;
}

static void voice_clear(struct voice *v)
{
	counts_free(v->counts);
	mem_free(v->idf);
	mem_free(v->scale);
	mem_free(v->order);
	mem_free(v->fold);
	mem_free(v->who);
	mem_free(v->part);
	mem_free(v->logit);
}

static void *voice_prepare(const struct features *f, const struct channel_cohort *cohort)
{
	struct kernel *k = kernel_new(f, VOICE_MIN_ANSWERS);
	struct voice v = voice_new(f, cohort);

	order_items(&v);
	weigh_features(&v);
	part_families(&v);
	for (size_t model = 0; model < f->n_models; model++)
		measure_answers(&v, model);
#pragma omp parallel for schedule(dynamic)
	for (size_t of = 0; of < f->n_models; of++)
		classify_all(&v, of);
#pragma omp parallel for schedule(dynamic)
	for (size_t item = 0; item < f->n_items; item++)
		join_item(&v, item, k);
	voice_clear(&v);
	return k;
}

const struct channel channel_voice = {
	.name = "voice",
	.brief = "how much a text classifier trained on one model takes the other's "
		 "answers "
		 "for its own",
	.min_answers = VOICE_MIN_ANSWERS,
	.prepare = voice_prepare,
	.score = kernel_score,
	.release = kernel_free,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Imposters: how much nearer the other model is than a clean model is, when prompts are
 * drawn anew and only some of the features are looked at, both ways (Koppel and Winter
 * 2014; the bootstrap distance imposters of Nagy 2024; METHODS 2, PEERS S9). Rates of
 * common words and pairs in units of their deviation over clean models, min-max distance.
 * The imposter is not drawn: all are asked, which is what drawing estimates. The mean
 * difference, not the share of those above 0: most pairs of real models have one of 0 or
 * of 1.
 */
#include <math.h>

#include "base/mem.h"
#include "channel/counts.h"
#include "channel/prompt_rank.h"
#include "stat/boot.h"

#define IMPOSTERS_MIN_ANSWERS 50
#define IMPOSTERS_FEATURES 1500
#define IMPOSTERS_SHARE .4 /* of the features that a draw looks at */
#define IMPOSTERS_DRAWS 60
#define IMPOSTERS_BLOCKS 20 /* of prompts; they are drawn whole */
#define IMPOSTERS_SEED 1
#define IMPOSTERS_STREAM 1

struct imposters {
	const struct features *f;
	const struct channel_cohort *cohort;
	struct counts *counts;
	unsigned char *block; /* [item] */
};

static void *imposters_prepare(const struct features *f,
			       const struct channel_cohort *cohort)
{
	static const struct counts_plan plan = {
		.events = counts_words_and_pairs,
		.n_features = IMPOSTERS_FEATURES,
		.min_models = 3,
	};
	struct imposters *s = MEM_NEW(struct imposters);
	uint32_t *rank = MEM_ARRAY(f->n_prompts, uint32_t);

	s->f = f;
	s->cohort = cohort;
	s->counts = counts_new(f, cohort, &plan);
	s->block = MEM_ARRAY(f->n_items, unsigned char);
	prompt_ranks(f, rank);
	for (size_t item = 0; item < f->n_items; item++)
		s->block[item] =
			(unsigned char)(rank[f->prompt_of[item]] % IMPOSTERS_BLOCKS);
	mem_free(rank);
	return s;
}

static void imposters_release(void *prepared)
{
	struct imposters *s = prepared;

	if (s) {
		counts_free(s->counts);
		mem_free(s->block);
	}
	mem_free(s);
}

/* One call's room. */
struct draws {
	double *count;   /* [(block * n_models + model) * n_features] */
	double *events;  /* [block * n_models + model] */
	double *answers; /* [model] */
	size_t *look;    /* features that a draw looks at */
	size_t n_look;
	float *rate;     /* [model * n_look + i], of one draw */
	float *distance; /* [model * n_models + model] */
	double *nearer;  /* [model * n_models + model], over draws and imposters */
	double *others;  /* imposters asked, the same shape */
};

static struct draws draws_new(size_t n_models, size_t n_features)
{
	size_t cells = IMPOSTERS_BLOCKS * n_models;

	return (struct draws){
		.count = MEM_ARRAY(cells * n_features, double),
		.events = MEM_ARRAY(cells, double),
		.answers = MEM_ARRAY(n_models, double),
		.look = MEM_ARRAY(n_features, size_t),
		.rate = MEM_ARRAY(n_models * n_features, float),
		.distance = MEM_ARRAY(n_models * n_models, float),
		.nearer = MEM_ARRAY(n_models * n_models, double),
		.others = MEM_ARRAY(n_models * n_models, double),
	};
}

static void draws_clear(struct draws *d)
{
	mem_free(d->count);
	mem_free(d->events);
	mem_free(d->answers);
	mem_free(d->look);
	mem_free(d->rate);
	mem_free(d->distance);
	mem_free(d->nearer);
	mem_free(d->others);
}

/* Sums by block of prompts, so that a draw need not go through the answers again. */
static void sum_blocks(const struct imposters *s, size_t model, const double *item_weight,
		       struct draws *d)
{
	const struct counts *c = s->counts;
	const uint32_t *start = c->start + model * (s->f->n_items + 1);

	for (size_t item = 0; item < s->f->n_items; item++) {
		double w = item_weight ? item_weight[item] : 1;
		size_t at = s->block[item] * s->f->n_models + model;
		double *count = d->count + at * c->n_features;
		size_t cell = features_cell(s->f, model, item);

		if (!s->f->n_tokens[cell] || w <= 0)
			continue;
		d->answers[model] += w;
		d->events[at] += w * c->n_events[cell];
		for (uint32_t i = start[item]; i < start[item + 1]; i++)
			count[c->of[model][i].feature] += w * c->of[model][i].n;
	}
}

static void draw_rates(const struct imposters *s, size_t model, const double *weight,
		       struct draws *d)
{
	float *rate = d->rate + model * d->n_look;
	double events = 0;

	for (size_t block = 0; block < IMPOSTERS_BLOCKS; block++)
		events += weight[block] * d->events[block * s->f->n_models + model];
	for (size_t i = 0; i < d->n_look; i++) {
		double sum = 0;

		for (size_t block = 0; block < IMPOSTERS_BLOCKS; block++)
			sum += weight[block] * d->count[(block * s->f->n_models + model) *
								s->counts->n_features +
							d->look[i]];
		rate[i] = events > 0 ? (float)(sum / events) : 0;
	}
}

/* In units of each feature's deviation over the clean models: else the most frequent
 * words were all that counts. */
static void scale_rates(const struct imposters *s, struct draws *d)
{
	for (size_t i = 0; i < d->n_look; i++) {
		double n = 0;
		double sum = 0;
		double squares = 0;
		double variance;
		float scale;

		for (size_t model = 0; model < s->f->n_models; model++) {
			double x = (double)d->rate[model * d->n_look + i];

			if (!s->cohort->clean[model] || d->answers[model] <= 0)
				continue;
			n += 1;
			sum += x;
			squares += x * x;
		}
		variance = n > 1 ? (squares - sum * sum / n) / (n - 1) : 0;
		/* Rounding alone leaves about 1e-16 of the squares. */
		scale = variance > 1e-12 * squares ? (float)(1 / sqrt(variance)) : 0;
		for (size_t model = 0; model < s->f->n_models; model++)
			d->rate[model * d->n_look + i] *= scale;
	}
}

/* 1 - sum min / sum max (Ruzicka); as sums are kept eightfold, eight can be added at
 * once. */
static float min_max(const float *x, const float *y, size_t n)
{
	enum { LANES = 8 };
	float least[LANES] = {0};
	float most[LANES] = {0};
	float sum_least = 0;
	float sum_most = 0;

	for (size_t i = 0; i + LANES <= n; i += LANES) {
		for (size_t j = 0; j < LANES; j++) {
			least[j] += x[i + j] < y[i + j] ? x[i + j] : y[i + j];
			most[j] += x[i + j] < y[i + j] ? y[i + j] : x[i + j];
		}
	}
	for (size_t i = n - n % LANES; i < n; i++) {
		least[0] += x[i] < y[i] ? x[i] : y[i];
		most[0] += x[i] < y[i] ? y[i] : x[i];
	}
	for (size_t j = 0; j < LANES; j++) {
		sum_least += least[j];
		sum_most += most[j];
	}
	return sum_most > 0 ? 1 - sum_least / sum_most : 0;
}

/* How much nearer to a is b than the imposters are? Those outside both families are
 * asked. */
static void ask_imposters(const struct imposters *s, size_t a, size_t b, struct draws *d)
{
	const unsigned *family = s->cohort->family;
	size_t n = s->f->n_models;
	const float *distance = d->distance + a * n;

	for (size_t other = 0; other < n; other++) {
		if (!s->cohort->clean[other] || d->answers[other] <= 0 ||
		    family[other] == family[a] || family[other] == family[b])
			continue;
		d->others[a * n + b] += 1;
		d->nearer[a * n + b] += (double)(distance[other] - distance[b]);
	}
}

static void draw_once(const struct imposters *s, size_t draw, struct draws *d)
{
	struct rng rng = rng_stream(IMPOSTERS_SEED, IMPOSTERS_STREAM, draw, 0);
	size_t n = s->f->n_models;
	double weight[IMPOSTERS_BLOCKS];

	boot_weights(&rng, IMPOSTERS_BLOCKS, weight);
	d->n_look = 0;
	for (size_t k = 0; k < s->counts->n_features; k++) {
		if (rng_uniform(&rng) < IMPOSTERS_SHARE)
			d->look[d->n_look++] = k;
	}
	for (size_t model = 0; model < n; model++)
		draw_rates(s, model, weight, d);
	scale_rates(s, d);
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < a; b++)
			d->distance[a * n + b] = d->distance[b * n + a] =
				min_max(d->rate + a * d->n_look, d->rate + b * d->n_look,
					d->n_look);
	}
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++)
			if (a != b)
				ask_imposters(s, a, b, d);
	}
}

static void imposters_score(const void *prepared, const double *item_weight,
			    double *score)
{
	const struct imposters *s = prepared;
	size_t n = s->f->n_models;
	double least = IMPOSTERS_MIN_ANSWERS * (item_weight ? .5 : 1);
	struct draws d = draws_new(n, s->counts->n_features);

	for (size_t model = 0; model < n; model++)
		sum_blocks(s, model, item_weight, &d);
	for (size_t draw = 0; draw < IMPOSTERS_DRAWS; draw++)
		draw_once(s, draw, &d);
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			size_t there = a * n + b;
			size_t back = b * n + a;
			bool enough = a != b && d.answers[a] >= least &&
				      d.answers[b] >= least && d.others[there] > 0 &&
				      d.others[back] > 0;

			score[there] = enough ? (d.nearer[there] / d.others[there] +
						 d.nearer[back] / d.others[back]) /
							2
					      : (double)NAN;
		}
	}
	draws_clear(&d);
}

const struct channel channel_imposters = {
	.name = "imposters",
	.brief = "how much nearer the teacher is than models that have nothing to do "
		 "with it, over draws of prompts and words",
	.min_answers = IMPOSTERS_MIN_ANSWERS,
	.prepare = imposters_prepare,
	.score = imposters_score,
	.release = imposters_release,
};

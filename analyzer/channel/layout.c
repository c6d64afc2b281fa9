/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layout: length and Markdown structure of each answer beyond what the clean models do
 * on that prompt and what the model does on average; correlation of these residuals
 * over prompts, averaged over kinds of structure (PEERS S7). It separates years rather
 * than teachers and never counts alone (DESIGN 6, step 2).
 */
#include <math.h>

#include "base/mem.h"
#include "channel/channel.h"
#include "stat/gram.h"

#define LAYOUT_MIN_ANSWERS 50

struct layout_state {
	const struct features *f;
	/* [kind][model][item]: ln(1 + count) minus the mean of the clean models outside
	 * the model's family on that item; 0 where there is no answer. */
	float *residual;
};

/* Residuals of one item and kind for all models. */
static void item_residuals(const struct features *f, const struct channel_cohort *cohort,
			   size_t item, int kind, double *value, float *out)
{
	double sum = 0;
	double n = 0;

	for (size_t model = 0; model < f->n_models; model++) {
		size_t cell = features_cell(f, model, item);

		value[model] = log1p(f->layout[cell].counts[kind]);
		if (cohort->clean[model] && f->n_tokens[cell]) {
			sum += value[model];
			n += 1;
		}
	}
	for (size_t model = 0; model < f->n_models; model++) {
		double own_sum = 0;
		double own_n = 0;

		for (size_t other = 0; other < f->n_models; other++) {
			if (cohort->clean[other] && features_has(f, other, item) &&
			    cohort->family[other] == cohort->family[model]) {
				own_sum += value[other];
				own_n += 1;
			}
		}
		out[model * f->n_items + item] =
			features_has(f, model, item) && n > own_n
				? (float)(value[model] - (sum - own_sum) / (n - own_n))
				: 0;
	}
}

static void *layout_prepare(const struct features *f, const struct channel_cohort *cohort)
{
	struct layout_state *s = MEM_NEW(struct layout_state);
	size_t plane = f->n_models * f->n_items;

	s->f = f;
	s->residual = MEM_ARRAY(plane * N_LAYOUT_COUNTS, float);
#pragma omp parallel for schedule(static)
	for (int kind = 0; kind < N_LAYOUT_COUNTS; kind++) {
		double *value = MEM_ARRAY(f->n_models, double);

		for (size_t item = 0; item < f->n_items; item++)
			item_residuals(f, cohort, item, kind, value,
				       s->residual + (size_t)kind * plane);
		mem_free(value);
	}
	return s;
}

static void layout_release(void *prepared)
{
	struct layout_state *s = prepared;

	if (s)
		mem_free(s->residual);
	mem_free(s);
}

/* How much each item of one model counts in a draw: 0 where it has no answer. */
static double item_weights(const struct features *f, size_t model,
			   const double *item_weight, float *weight, float *root)
{
	double total = 0;

	for (size_t item = 0; item < f->n_items; item++) {
		double w = item_weight ? item_weight[item] : 1;

		w = features_has(f, model, item) ? w : 0;
		weight[item] = (float)w;
		root[item] = sqrtf((float)w);
		total += w;
	}
	return total;
}

/* One model's residuals of one kind: its mean taken off, weighted, scaled to length 1. */
static void standardise(const float *residual, const float *weight, const float *root,
			double total, size_t n_items, float *out)
{
	double sum = 0;
	double squares = 0;
	float mean;
	float scale;

	for (size_t item = 0; item < n_items; item++)
		sum += (double)(weight[item] * residual[item]);
	mean = total > 0 ? (float)(sum / total) : 0;
	for (size_t item = 0; item < n_items; item++) {
		out[item] = root[item] * (residual[item] - mean);
		squares += (double)(out[item] * out[item]);
	}
	scale = squares > 0 ? (float)(1 / sqrt(squares)) : 0;
	for (size_t item = 0; item < n_items; item++)
		out[item] *= scale;
}

/* Standardised residuals of all models, [kind][model][item]; which models answered
 * enough. A replicate draws some items twice and others never: its sum scatters. */
static void standardise_all(const struct layout_state *s, const double *item_weight,
			    float *unit, bool *speaks)
{
	const struct features *f = s->f;
	size_t plane = f->n_models * f->n_items;
	float *weight = mem_alloc(f->n_items, sizeof(*weight));
	float *root = mem_alloc(f->n_items, sizeof(*root));
	double least = LAYOUT_MIN_ANSWERS * (item_weight ? .5 : 1);

	for (size_t model = 0; model < f->n_models; model++) {
		double total = item_weights(f, model, item_weight, weight, root);

		speaks[model] = total >= least;
		for (size_t kind = 0; kind < N_LAYOUT_COUNTS; kind++) {
			size_t at = kind * plane + model * f->n_items;

			standardise(s->residual + at, weight, root, total, f->n_items,
				    unit + at);
		}
	}
	mem_free(weight);
	mem_free(root);
}

/* Add one kind's correlations of all pairs, and count the pairs that have one. */
static void add_kind(const float *gram, size_t n, double *score, size_t *count)
{
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			bool both = gram[a * n + a] > 0 && gram[b * n + b] > 0;

			score[a * n + b] += both ? (double)gram[a * n + b] : 0;
			count[a * n + b] += both;
		}
	}
}

static void layout_score(const void *prepared, const double *item_weight, double *score)
{
	const struct layout_state *s = prepared;
	size_t n = s->f->n_models;
	size_t plane = n * s->f->n_items;
	float *unit = mem_alloc(plane * N_LAYOUT_COUNTS, sizeof(*unit));
	float *gram = mem_alloc(n * n, sizeof(*gram));
	size_t *count = MEM_ARRAY(n * n, size_t);
	bool *speaks = MEM_ARRAY(n, bool);

	for (size_t i = 0; i < n * n; i++)
		score[i] = 0;
	standardise_all(s, item_weight, unit, speaks);
	for (size_t kind = 0; kind < N_LAYOUT_COUNTS; kind++) {
		gram_f32(unit + kind * plane, n, s->f->n_items, gram);
		add_kind(gram, n, score, count);
	}
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			size_t pair = a * n + b;
			bool enough = a != b && speaks[a] && speaks[b] && count[pair];

			score[pair] =
				enough ? score[pair] / (double)count[pair] : (double)NAN;
		}
	}
	mem_free(unit);
	mem_free(gram);
	mem_free(count);
	mem_free(speaks);
}

const struct channel channel_layout = {
	.name = "layout",
	.brief = "length and Markdown structure beyond what the prompt calls for",
	.min_answers = LAYOUT_MIN_ANSWERS,
	.standard = true,
	.prepare = layout_prepare,
	.score = layout_score,
	.release = layout_release,
};

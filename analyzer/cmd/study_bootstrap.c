/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/study_bootstrap.h"

#include <math.h>

#include "stat/boot.h"
#include "stat/sum.h"

#define RNG_PROMPT_DRAW 4
#define RNG_FAMILY_DRAW 5

enum { AUC, CLLR, CLLR_MIN, EER, TOP1, N_MEASURES };

/* What one thread works with. */
struct bench {
	double *score[CHANNEL_MAX];
	double *prompts, *items, *families, *weight, *llr10;
	struct trials trials; /* the study's, with scores of its own */
};

static void bench_init(struct bench *b, const struct study *s)
{
	const struct learn_rows *rows = &s->trials->rows;
	size_t n = s->scoring->n_models;

	for (size_t k = 0; k < s->scoring->n_channels; k++)
		b->score[k] = mem_alloc(n * n, sizeof(double));
	b->prompts = mem_alloc(s->scoring->features->n_prompts, sizeof(double));
	b->items = mem_alloc(s->scoring->features->n_items, sizeof(double));
	b->families = mem_alloc(rows->n_families, sizeof(double));
	b->weight = mem_alloc(rows->n, sizeof(double));
	b->llr10 = mem_alloc(rows->n, sizeof(double));
	b->trials = *s->trials;
	b->trials.rows.x = mem_alloc(rows->n * rows->n_channels, sizeof(double));
}

static void bench_clear(struct bench *b, const struct study *s)
{
	for (size_t k = 0; k < s->scoring->n_channels; k++)
		mem_free(b->score[k]);
	mem_free(b->prompts);
	mem_free(b->items);
	mem_free(b->families);
	mem_free(b->weight);
	mem_free(b->llr10);
	mem_free(b->trials.rows.x);
}

static void one_replicate(const struct study *s, struct bench *b, size_t r,
			  unsigned long seed, double *out)
{
	struct rng prompts = rng_stream(seed, RNG_PROMPT_DRAW, r, 0);
	struct rng families = rng_stream(seed, RNG_FAMILY_DRAW, r, 0);
	struct measure m;

	boot_weights(&prompts, s->scoring->features->n_prompts, b->prompts);
	boot_weights(&families, b->trials.rows.n_families, b->families);
	scoring_item_weights(s->scoring, b->prompts, b->items);
	scoring_draw(s->scoring, b->items, b->score);
	trials_rescore(&b->trials, s->pop, b->score, b->trials.rows.x);
	learn_weights(&b->trials.rows, b->families, b->weight);
	learn_cross(&b->trials.rows, b->weight, b->llr10, NULL);
	m = measure_matched(&b->trials, b->llr10, b->families, NULL);
	out[AUC] = m.auc;
	out[CLLR] = m.cllr;
	out[CLLR_MIN] = m.cllr_min;
	out[EER] = m.eer;
	out[TOP1] = measure_top1(&b->trials, b->llr10, b->families, NULL);
}

static void add_interval(struct json *out, const char *name, const double *values,
			 size_t n, size_t which)
{
	double *kept = mem_alloc(n, sizeof(*kept));
	struct json *pair;
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isnan(values[i * N_MEASURES + which]))
			kept[n_kept++] = values[i * N_MEASURES + which];
	}
	if (n_kept) {
		pair = json_add_array(out, name);
		json_add_num(pair, NULL, sum_quantile(kept, n_kept, .05));
		json_add_num(pair, NULL, sum_quantile(kept, n_kept, .95));
	} else {
		json_add_null(out, name);
	}
	mem_free(kept);
}

void study_bootstrap(const struct study *s, size_t n, unsigned long seed,
		     struct json *out)
{
	static const char *const names[N_MEASURES] = {"auc", "cllr", "cllr_min", "eer",
						      "top1"};
	double *values = mem_alloc(n * N_MEASURES, sizeof(*values));
	struct json *part = json_add_object(out, "bootstrap");

#pragma omp parallel
	{
		struct bench b;

		bench_init(&b, s);
#pragma omp for schedule(dynamic)
		for (size_t r = 0; r < n; r++)
			one_replicate(s, &b, r, seed, values + r * N_MEASURES);
		bench_clear(&b, s);
	}
	json_add_int(part, "replicates", (long long)n);
	json_add_int(part, "seed", (long long)seed);
	for (size_t i = 0; i < N_MEASURES; i++)
		add_interval(part, names[i], values, n, i);
	mem_free(values);
}

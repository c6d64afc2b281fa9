/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Phrases: runs of two to four words that a model uses in more of its answers than the
 * clean models do: log-odds with an informative Dirichlet prior (Monroe, Colaresi and
 * Quinn 2008; METHODS 5.2, PEERS S4), an answer counting once however often it has the
 * phrase. What both over-use, as the cosine of the roots of the z-scores: else a few
 * phrases decided it.
 */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "channel/rates.h"
#include "stat/gram.h"

#define PHRASES_MIN_ANSWERS 50
#define PHRASES_SHORTEST 2
#define PHRASES_LONGEST 4
#define PHRASES_MOST 40000
#define PHRASES_PRIOR 500.0 /* weight of the prior, in answers */
#define PHRASES_Z_MIN 1.0   /* less is chance */

struct phrases_state {
	const struct features *f;
	const struct channel_cohort *cohort;
	struct counts *counts;
	size_t n_families;
	double least_answers; /* with the phrase, below which it is no habit */
};

static size_t phrases_events(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t hash = 0;

		for (size_t length = 1; length <= PHRASES_LONGEST && i + length <= n;
		     length++) {
			hash = hash_pair(hash + length, tokens[i + length - 1]);
			if (length >= PHRASES_SHORTEST)
				keys[n_keys++] = hash;
		}
	}
	return n_keys;
}

/* Ten prompts of 400 and more, three of 120 and fewer: a topic's words are in few. */
static unsigned least_of(size_t n_prompts)
{
	size_t least = n_prompts / 40;

	return least < 3 ? 3 : least > 10 ? 10 : (unsigned)least;
}

static void *phrases_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	struct phrases_state *s = MEM_NEW(struct phrases_state);
	struct counts_plan plan = {
		.events = phrases_events,
		.n_features = PHRASES_MOST,
		.least_answers = least_of(f->n_prompts),
		.presence = true,
	};

	s->f = f;
	s->cohort = cohort;
	s->counts = counts_new(f, cohort, &plan);
	s->n_families = channel_families(f, cohort);
	s->least_answers = plan.least_answers;
	return s;
}

static void phrases_release(void *prepared)
{
	struct phrases_state *s = prepared;

	if (s)
		counts_free(s->counts);
	mem_free(s);
}

/* Answers with each phrase, of one family's clean models or of all. */
struct pool {
	double models, answers;
	double *with;
};

static void pool_add(struct pool *pool, double answers, const double *with, size_t n)
{
	pool->models += 1;
	pool->answers += answers;
	for (size_t k = 0; k < n; k++)
		pool->with[k] += with[k];
}

/*
 * z of y of n answers against those of the pool:
 * d = ln((y + a) / (n + A - y - a)) - ln((y' + a) / (n' + A - y' - a)) over
 * sqrt(1 / (y + a) + 1 / (y' + a)), a being A times the phrase's share in the pool.
 */
static double log_odds_z(double y, double n, double pool_y, double pool_n)
{
	double a = PHRASES_PRIOR * (pool_y + .5) / (pool_n + 1);
	double own = log((y + a) / (n + PHRASES_PRIOR - y - a));
	double pool = log((pool_y + a) / (pool_n + PHRASES_PRIOR - pool_y - a));

	return (own - pool) / sqrt(1 / (y + a) + 1 / (pool_y + a));
}

/* One model's over-use against the clean models outside its family. */
static void over_use(const struct phrases_state *s, double answers, const double *with,
		     const struct pool *all, const struct pool *own, float *z)
{
	double n = all->answers - own->answers;

	for (size_t k = 0; k < s->counts->n_features; k++) {
		double value = 0;

		if (with[k] >= s->least_answers && all->models - own->models > 1)
			value = log_odds_z(with[k], answers, all->with[k] - own->with[k],
					   n);
		z[k] = value >= PHRASES_Z_MIN ? (float)sqrt(value) : 0;
	}
}

static void over_uses(const struct phrases_state *s, const double *with,
		      const double *answers, float *z)
{
	size_t n = s->counts->n_features;
	double *sums = MEM_ARRAY((s->n_families + 1) * n, double);
	struct pool *pools = MEM_ARRAY(s->n_families + 1, struct pool);
	struct pool *all = &pools[s->n_families];

	for (size_t i = 0; i <= s->n_families; i++)
		pools[i].with = sums + i * n;
	for (size_t model = 0; model < s->f->n_models; model++) {
		if (!s->cohort->clean[model] || answers[model] <= 0)
			continue;
		pool_add(all, answers[model], with + model * n, n);
		pool_add(&pools[s->cohort->family[model]], answers[model],
			 with + model * n, n);
	}
	for (size_t model = 0; model < s->f->n_models; model++)
		over_use(s, answers[model], with + model * n, all,
			 &pools[s->cohort->family[model]], z + model * n);
	mem_free(sums);
	mem_free(pools);
}

static void phrases_score(const void *prepared, const double *item_weight, double *score)
{
	const struct phrases_state *s = prepared;
	size_t n = s->f->n_models;
	size_t n_features = s->counts->n_features;
	double *with = mem_alloc(n * n_features, sizeof(*with));
	float *z = mem_alloc(n * n_features, sizeof(*z));
	float *gram = mem_alloc(n * n, sizeof(*gram));
	double *answers = mem_alloc(n, sizeof(*answers));

	for (size_t model = 0; model < n; model++)
		answers[model] = counts_sum(s->counts, model, item_weight,
					    with + model * n_features, NULL);
	over_uses(s, with, answers, z);
	gram_f32(z, n, n_features, gram);
	rates_cosines(gram, n, answers, PHRASES_MIN_ANSWERS * (item_weight ? .5 : 1),
		      score);
	mem_free(with);
	mem_free(z);
	mem_free(gram);
	mem_free(answers);
}

const struct channel channel_phrases = {
	.name = "phrases",
	.brief = "phrases that both use in more answers than others do",
	.min_answers = PHRASES_MIN_ANSWERS,
	.prepare = phrases_prepare,
	.score = phrases_score,
	.release = phrases_release,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/repeated.h"

#include <math.h>

#include "channel/prompt_group.h"

/* With fewer splits no p could fall below .05. */
#define LEAST_SPLITS 20
#define N_PERM 9999
#define E_ENOUGH 20

struct repeated {
	const struct repeated_kind *kind;
	const struct own_null_material *material;
	void *view;
	struct prompt_groups prompts;
};

struct pair {
	struct arena arena;
	size_t n_prompts, n_first, n_second; /* compared; answers of each model there */
	struct repeated_prompt *compared;    /* [n_prompts] */
	double *effect;                      /* [all prompts]; NaN where not compared */
};

static void repeated_open(struct repeated *r, const struct repeated_kind *kind,
			  const struct own_null_material *material)
{
	*r = (struct repeated){.kind = kind, .material = material};
	r->view = kind->read(material);
	prompt_groups_read(material->answers, &r->prompts);
}

static void repeated_close(struct repeated *r)
{
	r->kind->release(r->view);
	prompt_groups_clear(&r->prompts);
}

static void pair_open(const struct repeated *r, size_t first, size_t second,
		      struct pair *pair)
{
	size_t *cells = MEM_ARRAY(2 * r->prompts.begin[r->prompts.n], size_t);

	*pair = (struct pair){.arena = ARENA_INIT};
	pair->compared = arena_alloc(&pair->arena, r->prompts.n, sizeof(*pair->compared));
	pair->effect = arena_alloc(&pair->arena, r->prompts.n, sizeof(*pair->effect));
	for (size_t prompt = 0; prompt < r->prompts.n; prompt++) {
		struct repeated_prompt *compared = &pair->compared[pair->n_prompts];
		size_t n = prompt_cells(r->material->answers, &r->prompts, first, prompt,
					cells);
		size_t m = prompt_cells(r->material->answers, &r->prompts, second, prompt,
					cells + n);

		pair->effect[prompt] = NAN;
		if (n < 2 || m < 2)
			continue;
		r->kind->compare(r->view, cells, n + m, n, &pair->arena, compared);
		compared->stratum.n = n + m;
		compared->stratum.n_first = n;
		pair->effect[prompt] = compared->effect;
		pair->n_prompts++;
		pair->n_first += n;
		pair->n_second += m;
	}
	mem_free(cells);
}

static void pair_close(struct pair *pair)
{
	arena_clear(&pair->arena);
}

static size_t pair_splits(const struct pair *pair, size_t limit)
{
	size_t n = 1;

	for (size_t i = 0; i < pair->n_prompts && n <= limit; i++)
		n *= perm_strata_splits(&pair->compared[i].stratum, 1, limit);
	return n;
}

/* Means over the prompts compared; `stratum` is left out. */
static struct repeated_prompt pair_mean(const struct pair *pair)
{
	struct repeated_prompt mean = {.statistic = 0};
	double n = (double)pair->n_prompts;

	for (size_t i = 0; i < pair->n_prompts; i++) {
		mean.statistic += pair->compared[i].statistic / n;
		mean.expected += pair->compared[i].expected / n;
		mean.effect += pair->compared[i].effect / n;
	}
	return mean;
}

static void add_test(const struct repeated *r, const struct pair *pair, struct json *out)
{
	struct perm_stratum *strata = MEM_ARRAY(pair->n_prompts, struct perm_stratum);
	struct perm_result result;

	for (size_t i = 0; i < pair->n_prompts; i++)
		strata[i] = pair->compared[i].stratum;
	perm_strata(strata, pair->n_prompts, N_PERM, r->material->seed, &result);
	json_add_num(out, "p", result.p);
	json_add_int(out, "n_splits", (long long)result.n_splits);
	json_add_bool(out, "is_exact", result.is_exact);
	mem_free(strata);
}

/*
 * Given the pooled answers to a prompt, statistic / expected is never below 0 and 1 on
 * average over the labels: a fair bet of a share lambda of the wealth multiplies it by
 * 1 - lambda + lambda statistic / expected. What the prompts make of it is a martingale
 * when the models are the same, and so is the mean over lambda (METHODS 3).
 */
static void add_e_value(const struct pair *pair, struct json *out)
{
	static const double lambda[] = {1. / 16, 1. / 8, 1. / 4, 1. / 2, 1};
	enum { N = sizeof(lambda) / sizeof(*lambda) };
	double ln_wealth[N] = {0}, ln_e = 0;
	size_t reached_after = 0;

	for (size_t i = 0; i < pair->n_prompts; i++) {
		const struct repeated_prompt *p = &pair->compared[i];
		double most = -INFINITY, sum = 0;

		for (size_t k = 0; k < N && p->expected > 0; k++)
			ln_wealth[k] += log(1 - lambda[k] +
					    lambda[k] * p->statistic / p->expected);
		for (size_t k = 0; k < N; k++)
			most = fmax(most, ln_wealth[k]);
		for (size_t k = 0; k < N; k++)
			sum += exp(ln_wealth[k] - most);
		ln_e = most + log(sum / N);
		if (!reached_after && ln_e >= log(E_ENOUGH))
			reached_after = i + 1;
	}
	json_add_num(out, "log10_e", ln_e / log(10));
	if (reached_after)
		json_add_int(out, "e_reaches_20_after", (long long)reached_after);
	else
		json_add_null(out, "e_reaches_20_after");
}

struct placebo {
	double excess;  /* from the teacher, over the suspect's; NaN: not compared */
	double further; /* from the suspect, over the teacher's */
};

/* Mean of a - b over the prompts where all three are compared. */
static double mean_excess(const struct repeated *r, const double *a, const double *b,
			  const double *third)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->prompts.n; i++) {
		if (isnan(a[i]) || isnan(b[i]) || isnan(third[i]))
			continue;
		sum += a[i] - b[i];
		n++;
	}
	return n ? sum / (double)n : (double)NAN;
}

static void placebo_compare(const struct repeated *r, const struct pair *pair,
			    size_t suspect, size_t teacher, size_t model,
			    struct placebo *out)
{
	const struct own_null_material *m = r->material;
	struct pair of_teacher, of_suspect;

	*out = (struct placebo){NAN, NAN};
	if (!m->clean[model] || m->family[model] == m->family[suspect] ||
	    m->family[model] == m->family[teacher])
		return;
	pair_open(r, model, teacher, &of_teacher);
	pair_open(r, suspect, model, &of_suspect);
	out->excess = mean_excess(r, of_teacher.effect, pair->effect, of_suspect.effect);
	out->further = mean_excess(r, of_suspect.effect, pair->effect, of_teacher.effect);
	pair_close(&of_teacher);
	pair_close(&of_suspect);
}

/* A family of many models weighs as much as one of a single model. */
static double mean_over_families(const struct placebo *placebos, const unsigned *family,
				 size_t n_models)
{
	double sum = 0;
	size_t n_families = 0;

	for (size_t i = 0; i < n_models; i++) {
		double of_family = 0;
		size_t n = 0;
		bool is_first = true;

		for (size_t j = 0; j < n_models && !isnan(placebos[i].excess); j++) {
			if (family[j] != family[i] || isnan(placebos[j].excess))
				continue;
			is_first = is_first && j >= i;
			of_family += placebos[j].excess;
			n++;
		}
		if (!n || !is_first)
			continue;
		sum += of_family / (double)n;
		n_families++;
	}
	return n_families ? sum / (double)n_families : (double)NAN;
}

static void add_placebos(const struct repeated *r, const struct pair *pair,
			 size_t suspect, size_t teacher, struct json *out)
{
	size_t n_models = r->material->answers->n_models;
	struct placebo *placebos = MEM_ARRAY(n_models, struct placebo);
	size_t rank = 1, n = 0;

#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < n_models; i++)
		placebo_compare(r, pair, suspect, teacher, i, &placebos[i]);
	for (size_t i = 0; i < n_models; i++) {
		n += isnan(placebos[i].further) ? 0 : 1;
		rank += placebos[i].further <= 0;
	}
	json_add_num(out, "excess",
		     mean_over_families(placebos, r->material->family, n_models));
	if (n)
		json_add_int(out, "rank", (long long)rank);
	else
		json_add_null(out, "rank");
	json_add_int(out, "n_placebos", (long long)n);
	mem_free(placebos);
}

void repeated_examine(const struct repeated_kind *kind,
		      const struct own_null_material *material, size_t suspect,
		      size_t teacher, struct json *out)
{
	struct repeated r;
	struct pair pair;

	repeated_open(&r, kind, material);
	pair_open(&r, suspect, teacher, &pair);
	json_add_str(out, "name", kind->name);
	json_add_int(out, "n_prompts", (long long)pair.n_prompts);
	json_add_int(out, "n_suspect", (long long)pair.n_first);
	json_add_int(out, "n_teacher", (long long)pair.n_second);
	if (pair_splits(&pair, LEAST_SPLITS) < LEAST_SPLITS) {
		json_add_str(out, "reason",
			     "too few repeated answers: it needs at least two of each "
			     "model to several prompts they share");
	} else {
		struct repeated_prompt mean = pair_mean(&pair);

		json_add_num(out, "statistic", mean.statistic);
		json_add_num(out, "expected", mean.expected);
		json_add_num(out, "effect", mean.effect);
		add_test(&r, &pair, out);
		add_e_value(&pair, out);
		add_placebos(&r, &pair, suspect, teacher, out);
	}
	pair_close(&pair);
	repeated_close(&r);
}

static double pair_score(const struct repeated *r, size_t a, size_t b)
{
	double score = NAN;
	struct pair pair;

	pair_open(r, a, b, &pair);
	if (pair_splits(&pair, LEAST_SPLITS) >= LEAST_SPLITS)
		score = -pair_mean(&pair).effect;
	pair_close(&pair);
	return score;
}

void repeated_score(const struct repeated_kind *kind,
		    const struct own_null_material *material, double *score)
{
	size_t n = material->answers->n_models;
	struct repeated r;

	repeated_open(&r, kind, material);
#pragma omp parallel for schedule(dynamic)
	for (size_t b = 0; b < n; b++) {
		score[b * n + b] = NAN;
		for (size_t a = 0; a < b; a++)
			score[a * n + b] = score[b * n + a] = pair_score(&r, a, b);
	}
	repeated_close(&r);
}

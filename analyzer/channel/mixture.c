/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mixture: do the suspect's repeated answers lie between those of a base model and the
 * teacher's? f3(S; B, T) of the mean embeddings, prompt by prompt, is below 0 only for a
 * mixture of the two (METHODS 6): then the suspect is the one that was made of the
 * others, which likeness alone cannot tell. What the suspect has of its own raises f3, so
 * that a value above 0 says nothing.
 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "channel/own_null.h"
#include "channel/prompt_group.h"
#include "stat/dist.h"
#include "stat/fstat.h"
#include "stat/gram.h"
#include "stat/sum.h"
#include "text/token.h"

#define N_BINS 1024
#define MOST_TOKENS 400
#define MIN_PROMPTS 20
#define ROUNDING 1e-12
#define MIX 0x9E3779B97F4A7C15ULL /* 2^64 over the golden ratio */

/* Inner products of the models' mean embeddings; a model's own without bias. */
struct blocks {
	size_t n_models, n_prompts;
	double *inner; /* [(prompt * n_models + a) * n_models + b]; NaN: no answer */
};

/* An answer as the square roots of its counts of words and pairs of words, hashed, of
 * unit length (Hellinger): products are between 0 and 1. False when it holds no word. */
static bool embed(const struct answer *answer, struct tokens *scratch, double *out)
{
	size_t begin = text_answer_start(answer->data, answer->len);
	uint64_t before = 0;

	memset(out, 0, N_BINS * sizeof(*out));
	tokens_read(answer->data + begin, answer->len - begin, MOST_TOKENS, scratch);
	for (size_t i = 0; i < scratch->n; i++) {
		uint64_t word = scratch->v[i].hash;

		out[(word * MIX >> 32) % N_BINS] += 1;
		out[((before ^ word * MIX) * MIX >> 32) % N_BINS] += 1;
		before = word;
	}
	for (size_t d = 0; d < N_BINS; d++)
		out[d] = sqrt(out[d]);
	gram_unit_rows_f64(out, 1, N_BINS);
	return scratch->n > 0;
}

/* Mean embedding of the model's answers to the prompt; how many they are. */
static size_t embed_model(const struct answers *answers,
			  const struct prompt_groups *groups, size_t model, size_t prompt,
			  struct tokens *scratch, double *one, double *mean)
{
	size_t n = 0;

	memset(mean, 0, N_BINS * sizeof(*mean));
	for (size_t i = groups->begin[prompt]; i < groups->begin[prompt + 1]; i++) {
		const struct answer *answer = answers_at(answers, model, i);

		if (!prompt_is_answered(answer) || !embed(answer, scratch, one))
			continue;
		for (size_t d = 0; d < N_BINS; d++)
			mean[d] += one[d];
		n++;
	}
	for (size_t d = 0; d < N_BINS && n; d++)
		mean[d] /= (double)n;
	return n;
}

static void embed_prompt(const struct answers *answers,
			 const struct prompt_groups *groups, size_t prompt, double *inner)
{
	size_t n_models = answers->n_models;
	struct tokens scratch = TOKENS_INIT;
	double *mean = MEM_ARRAY(n_models * N_BINS, double);
	double *one = MEM_ARRAY(N_BINS, double);
	size_t *n = MEM_ARRAY(n_models, size_t);

	for (size_t m = 0; m < n_models; m++)
		n[m] = embed_model(answers, groups, m, prompt, &scratch, one,
				   mean + m * N_BINS);
	gram_f64(mean, n_models, N_BINS, inner);
	for (size_t a = 0; a < n_models; a++) {
		for (size_t b = 0; b < n_models; b++) {
			double *cell = &inner[a * n_models + b];

			if (!n[a] || !n[b] || (a == b && n[a] < 2))
				*cell = NAN;
			else if (a == b)
				*cell = fstat_self(*cell, n[a]);
		}
	}
	tokens_clear(&scratch);
	mem_free(mean);
	mem_free(one);
	mem_free(n);
}

static void blocks_open(const struct answers *answers, struct blocks *blocks)
{
	struct prompt_groups groups;

	prompt_groups_read(answers, &groups);
	*blocks = (struct blocks){.n_models = answers->n_models, .n_prompts = groups.n};
	blocks->inner = mem_alloc(groups.n * blocks->n_models * blocks->n_models,
				  sizeof(*blocks->inner));
#pragma omp parallel for schedule(dynamic)
	for (size_t p = 0; p < groups.n; p++)
		embed_prompt(answers, &groups, p,
			     blocks->inner + p * blocks->n_models * blocks->n_models);
	prompt_groups_clear(&groups);
}

/* Who stands for the suspect's base: clean models of that base, else all clean ones. */
struct bases {
	size_t *model;
	size_t n;
	bool is_same_base;
};

static bool is_apart(const struct own_null_material *m, size_t model, size_t suspect,
		     size_t teacher)
{
	return model != suspect && model != teacher &&
	       m->family[model] != m->family[suspect] &&
	       m->family[model] != m->family[teacher];
}

static struct bases find_bases(const struct own_null_material *m, size_t suspect,
			       size_t teacher)
{
	size_t n_models = m->answers->n_models;
	struct bases bases = {MEM_ARRAY(n_models, size_t), 0, true};

	for (size_t i = 0; i < n_models && m->base && *m->base[suspect]; i++) {
		if (m->clean[i] && is_apart(m, i, suspect, teacher) &&
		    !strcmp(m->base[i], m->base[suspect]))
			bases.model[bases.n++] = i;
	}
	if (bases.n)
		return bases;
	bases.is_same_base = false;
	for (size_t i = 0; i < n_models; i++) {
		if (m->clean[i] && is_apart(m, i, suspect, teacher))
			bases.model[bases.n++] = i;
	}
	return bases;
}

struct f3 {
	double mean, z; /* NaN below MIN_PROMPTS */
	size_t n;       /* prompts */
};

/*
 * f3 of `child` between the bases, taken together, and `parent`. f3 is linear in each
 * parent's embedding, so that the mean over bases is f3 with their mean. The jackknife's
 * standard error of a mean over prompts is the plain one.
 */
static struct f3 f3_of(const struct blocks *blocks, const struct bases *bases,
		       size_t child, size_t parent)
{
	size_t n_models = blocks->n_models;
	double *value = MEM_ARRAY(blocks->n_prompts, double);
	struct f3 out = {NAN, NAN, 0};
	double sd;

	for (size_t p = 0; p < blocks->n_prompts; p++) {
		const double *k = blocks->inner + p * n_models * n_models;
		double sum = 0;
		size_t n = 0;

		for (size_t i = 0; i < bases->n; i++) {
			size_t base = bases->model[i];
			double f3;

			if (base == child || base == parent)
				continue;
			f3 = fstat_f3(k[child * n_models + child],
				      k[child * n_models + base],
				      k[child * n_models + parent],
				      k[base * n_models + parent]);
			if (isnan(f3))
				continue;
			sum += f3;
			n++;
		}
		if (n)
			value[out.n++] = sum / (double)n;
	}
	if (out.n >= MIN_PROMPTS) {
		sum_mean_sd(value, out.n, &out.mean, &sd);
		/* Of one model against itself only rounding is left, and it is no sign.
		 */
		if (fabs(out.mean) < ROUNDING)
			out.mean = 0;
		out.z = sd > ROUNDING ? out.mean / (sd / sqrt((double)out.n)) : 0;
	}
	mem_free(value);
	return out;
}

/* The teacher among clean models of other makers in its place, most negative first, ties
 * against it. */
static void add_rank(const struct own_null_material *m, const struct blocks *blocks,
		     const struct bases *bases, size_t suspect, size_t teacher,
		     double own, struct json *out)
{
	size_t rank = 1;
	size_t n = 0;

	for (size_t i = 0; i < blocks->n_models; i++) {
		struct f3 f3;

		if (!m->clean[i] || !is_apart(m, i, suspect, teacher))
			continue;
		f3 = f3_of(blocks, bases, suspect, i);
		if (isnan(f3.mean))
			continue;
		n++;
		rank += f3.mean <= own;
	}
	json_add_int(out, "rank", (long long)rank);
	json_add_int(out, "n_placebos", (long long)n);
}

static size_t count_answers(const struct answers *answers, size_t model)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->n_items; i++)
		n += prompt_is_answered(answers_at(answers, model, i));
	return n;
}

static void mixture_examine(const struct own_null_material *m, size_t suspect,
			    size_t teacher, struct json *out)
{
	struct blocks blocks;
	struct bases bases = find_bases(m, suspect, teacher);
	struct f3 f3;

	blocks_open(m->answers, &blocks);
	f3 = f3_of(&blocks, &bases, suspect, teacher);
	json_add_str(out, "name", "mixture");
	json_add_int(out, "n_prompts", (long long)f3.n);
	json_add_int(out, "n_suspect", (long long)count_answers(m->answers, suspect));
	json_add_int(out, "n_teacher", (long long)count_answers(m->answers, teacher));
	if (!bases.n) {
		json_add_str(out, "reason",
			     "no model of the suspect's base and no independent model of "
			     "another family answered these prompts");
	} else if (isnan(f3.mean)) {
		json_add_str(out, "reason",
			     "fewer than 20 prompts that the suspect answered twice and "
			     "the others once");
	} else {
		json_add_num(out, "statistic", f3.z);
		json_add_num(out, "effect", f3.mean);
		json_add_num(out, "p", exp(dist_normal_ln_q(-f3.z)));
		json_add_num(out, "teacher_z",
			     f3_of(&blocks, &bases, teacher, suspect).z);
		json_add_bool(out, "is_same_base", bases.is_same_base);
		json_add_int(out, "n_bases", (long long)bases.n);
		add_rank(m, &blocks, &bases, suspect, teacher, f3.mean, out);
	}
	mem_free(blocks.inner);
	mem_free(bases.model);
}

/* -f3 of the row between clean models and the column; not symmetric. */
static void mixture_score(const struct own_null_material *m, double *score)
{
	size_t n = m->answers->n_models;
	struct blocks blocks;

	blocks_open(m->answers, &blocks);
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			struct bases bases = find_bases(m, a, b);

			score[a * n + b] =
				a == b ? (double)NAN : -f3_of(&blocks, &bases, a, b).mean;
			mem_free(bases.model);
		}
	}
	mem_free(blocks.inner);
}

const struct own_null own_null_mixture = {
	.name = "mixture",
	.brief = "whether the suspect's repeated answers lie between those of a model of "
		 "its base (or of independent models) and the teacher's: a value below 0 "
		 "says "
		 "that the suspect was made of the two, one above 0 says nothing",
	.probes = "open",
	.examine = mixture_examine,
	.score = mixture_score,
};

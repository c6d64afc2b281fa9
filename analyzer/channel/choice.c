/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Choice: what two models pick, asked often. Each answer is one category (the option it
 * picks, channel/choice_option.h, or its first line); within each prompt the
 * Jensen-Shannon divergence of the two models' shares, less what it would be on average
 * were the answers' labels shuffled (METHODS 3; PEERS S6). Tells weights apart; near the
 * teacher, it is evidence only as far as other models are further.
 */
#include <math.h>

#include "base/hash.h"
#include "channel/choice_option.h"
#include "channel/repeated.h"
#include "text/token.h"

/* Words of a first line that are one category; a longer line is a sentence, of which
 * the first word alone recurs. */
#define LINE_WORDS 8
#define MAX_TOKENS 256
#define NO_TEXT 0

static bool is_word(const struct tokens *tokens, size_t i)
{
	return i < tokens->n && (tokens->v[i].flags & TOKEN_WORD);
}

static bool begins_line(const struct tokens *tokens, size_t i)
{
	return i < tokens->n && (tokens->v[i].flags & TOKEN_LINE);
}

/* Words of the first line that has any; when the whole answer has none, all marks. */
static uint64_t first_line(const struct tokens *tokens)
{
	uint64_t line = 1, word = 0, marks = 2;
	size_t n = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		uint64_t hash = tokens->v[i].hash;

		if (n && begins_line(tokens, i))
			break;
		marks = hash_pair(marks, hash);
		if (!is_word(tokens, i))
			continue;
		if (!n++)
			word = hash_pair(1, hash);
		line = hash_pair(line, hash);
	}
	return !n ? marks : n > LINE_WORDS ? word : line;
}

static uint64_t category_of(const struct answer *answer,
			    const struct choice_options *options, struct tokens *tokens)
{
	size_t begin = answer->len ? text_answer_start(answer->data, answer->len) : 0;
	const char *text = answer->data + begin;
	int option;

	if (answer->len <= begin)
		return NO_TEXT;
	tokens_read(text, answer->len - begin, MAX_TOKENS, tokens);
	if (!tokens->n)
		return NO_TEXT;
	option = choice_options_find(options, text, tokens);
	return option < 0 ? first_line(tokens) : hash_pair(3, (uint64_t)option);
}

static void read_item(const struct own_null_material *material, size_t item,
		      struct tokens *tokens, uint64_t *category)
{
	const struct answers *answers = material->answers;
	struct choice_options options;

	choice_options_read(material->options ? material->options[item] : NULL,
			    material->options ? material->n_options[item] : 0, &options);
	for (size_t m = 0; m < answers->n_models; m++)
		category[m * answers->n_items + item] =
			category_of(answers_at(answers, m, item), &options, tokens);
	choice_options_clear(&options);
}

static void *choice_read(const struct own_null_material *material)
{
	const struct answers *answers = material->answers;
	uint64_t *category =
		mem_alloc(answers->n_models * answers->n_items, sizeof(*category));

#pragma omp parallel
	{
		struct tokens tokens = TOKENS_INIT;

#pragma omp for schedule(static)
		for (size_t item = 0; item < answers->n_items; item++)
			read_item(material, item, &tokens, category);
		tokens_clear(&tokens);
	}
	return category;
}

/* The pooled answers to one prompt. */
struct pool {
	size_t n, n_first, n_kinds;
	size_t *kind;   /* [n] */
	size_t *total;  /* [kind] */
	double **share; /* [kind][of them in the first group]: to the divergence, in bits
			 */
};

static double part_of(double share, double other)
{
	return share > 0 ? 0.5 * share * log2(2 * share / (share + other)) : 0;
}

/* A category's share in the Jensen-Shannon divergence when the first group has x. */
static double kind_share(const struct pool *pool, size_t total, size_t x)
{
	double p = (double)x / (double)pool->n_first;
	double q = (double)(total - x) / (double)(pool->n - pool->n_first);

	return part_of(p, q) + part_of(q, p);
}

static double divergence(const void *ctx, const size_t *part, size_t *scratch)
{
	const struct pool *pool = ctx;
	double sum = 0;

	for (size_t i = 0; i < pool->n_first; i++)
		scratch[pool->kind[part[i]]]++;
	for (size_t k = 0; k < pool->n_kinds; k++) {
		sum += pool->share[k][scratch[k]];
		scratch[k] = 0;
	}
	return sum;
}

/* P(x + 1) / P(x) when n_first of n are drawn and `total` of them are of the kind. */
static double step_up(const struct pool *pool, size_t total, size_t x)
{
	double n = (double)pool->n, first = (double)pool->n_first, t = (double)total,
	       at = (double)x;

	return (t - at) * (first - at) / ((at + 1) * (n - t - first + at + 1));
}

/* The hypergeometric mean of a category's share, from the mode both ways so that no
 * weight overflows. */
static double kind_expected(const struct pool *pool, size_t kind)
{
	size_t total = pool->total[kind], n_other = pool->n - pool->n_first;
	size_t least = total > n_other ? total - n_other : 0;
	size_t most = total < pool->n_first ? total : pool->n_first;
	size_t mode = (pool->n_first + 1) * (total + 1) / (pool->n + 2);
	const double *share = pool->share[kind];
	double weight = 1, sum = share[mode], all = 1;

	for (size_t x = mode; x < most; x++) {
		weight *= step_up(pool, total, x);
		sum += weight * share[x + 1];
		all += weight;
	}
	weight = 1;
	for (size_t x = mode; x > least; x--) {
		weight /= step_up(pool, total, x - 1);
		sum += weight * share[x - 1];
		all += weight;
	}
	return sum / all;
}

static void pool_fill(struct pool *pool, const uint64_t *category, const size_t *cells,
		      struct arena *arena)
{
	uint64_t *known = arena_alloc(arena, pool->n, sizeof(*known));

	pool->kind = arena_alloc(arena, pool->n, sizeof(*pool->kind));
	pool->total = arena_alloc(arena, pool->n, sizeof(*pool->total));
	pool->share = arena_alloc(arena, pool->n, sizeof(*pool->share));
	for (size_t i = 0; i < pool->n; i++) {
		size_t kind = 0;

		while (kind < pool->n_kinds && known[kind] != category[cells[i]])
			kind++;
		if (kind == pool->n_kinds)
			known[pool->n_kinds++] = category[cells[i]];
		pool->kind[i] = kind;
		pool->total[kind]++;
	}
	for (size_t k = 0; k < pool->n_kinds; k++) {
		size_t total = pool->total[k];

		pool->share[k] = arena_alloc(arena, total + 1, sizeof(**pool->share));
		for (size_t x = 0; x <= total && x <= pool->n_first; x++)
			pool->share[k][x] = kind_share(pool, total, x);
	}
}

static void choice_compare(const void *view, const size_t *cells, size_t n,
			   size_t n_first, struct arena *arena,
			   struct repeated_prompt *out)
{
	struct pool *pool = arena_alloc(arena, 1, sizeof(*pool));
	size_t *x = arena_alloc(arena, n, sizeof(*x));

	pool->n = n;
	pool->n_first = n_first;
	pool_fill(pool, view, cells, arena);
	for (size_t i = 0; i < n_first; i++)
		x[pool->kind[i]]++;
	*out = (struct repeated_prompt){
		.stratum = {.value = divergence, .ctx = pool, .scale = 1}};
	for (size_t k = 0; k < pool->n_kinds; k++) {
		out->statistic += pool->share[k][x[k]];
		out->expected += kind_expected(pool, k);
	}
	out->effect = out->statistic - out->expected;
}

static const struct repeated_kind choice_kind = {
	.name = "choice",
	.read = choice_read,
	.release = mem_free,
	.compare = choice_compare,
};

static void choice_examine(const struct own_null_material *material, size_t suspect,
			   size_t teacher, struct json *out)
{
	repeated_examine(&choice_kind, material, suspect, teacher, out);
}

static void choice_score(const struct own_null_material *material, double *score)
{
	repeated_score(&choice_kind, material, score);
}

const struct own_null own_null_choice = {
	.name = "choice",
	.brief = "how far apart the shares of each answer are when both models are asked "
		 "often",
	.probes = "choice",
	.examine = choice_examine,
	.score = choice_score,
};

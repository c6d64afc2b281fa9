/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Equality: do two models answer as one set of weights would? Within each prompt the
 * MMD between their answers, with the share of leading tokens that stand at the same
 * place as the kernel (METHODS 3; PEERS 2.2, S15). A gate for "the same weights", no
 * evidence of distillation.
 */
#include <math.h>

#include "channel/repeated.h"
#include "stat/mmd.h"
#include "text/token.h"

#define PREFIX 50

struct prefix {
	uint64_t token[PREFIX];
	size_t n;
};

static void prefix_read(const struct answer *answer, struct tokens *tokens,
			struct prefix *prefix)
{
	size_t begin = answer->len ? text_answer_start(answer->data, answer->len) : 0;

	prefix->n = 0;
	if (answer->len <= begin)
		return;
	tokens_read(answer->data + begin, answer->len - begin, PREFIX, tokens);
	prefix->n = tokens->n;
	for (size_t i = 0; i < tokens->n; i++)
		prefix->token[i] = tokens->v[i].hash;
}

static void *equality_read(const struct own_null_material *material)
{
	const struct answers *answers = material->answers;
	size_t n_cells = answers->n_models * answers->n_items;
	struct prefix *prefixes = mem_alloc(n_cells, sizeof(*prefixes));

#pragma omp parallel
	{
		struct tokens tokens = TOKENS_INIT;

#pragma omp for schedule(static)
		for (size_t cell = 0; cell < n_cells; cell++) {
			const struct answer *answer =
				answers_at(answers, cell / answers->n_items,
					   cell % answers->n_items);

			prefix_read(answer, &tokens, &prefixes[cell]);
		}
		tokens_clear(&tokens);
	}
	return prefixes;
}

/*
 * 1 - kernel. Shares over the geometric mean of the two lengths: a kernel of unit
 * diagonal, in which the empty places behind short answers are not alike.
 */
static double distance(const struct prefix *a, const struct prefix *b)
{
	size_t n = a->n < b->n ? a->n : b->n, n_same = 0;

	if (!n)
		return a->n != b->n;
	for (size_t i = 0; i < n; i++)
		n_same += a->token[i] == b->token[i];
	return 1 - (double)n_same / sqrt((double)a->n * (double)b->n);
}

static void equality_compare(const void *view, const size_t *cells, size_t n,
			     size_t n_first, struct arena *arena,
			     struct repeated_prompt *out)
{
	const struct prefix *prefixes = view;
	double *between = arena_alloc(arena, n * n, sizeof(*between));
	size_t *part = arena_alloc(arena, n_first, sizeof(*part));
	struct mmd *mmd = arena_alloc(arena, 1, sizeof(*mmd));

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++)
			between[i * n + j] = between[j * n + i] =
				distance(&prefixes[cells[i]], &prefixes[cells[j]]);
	}
	for (size_t i = 0; i < n_first; i++)
		part[i] = i;
	mmd_init(mmd, between, n, n_first, arena_alloc(arena, n, sizeof(double)));
	out->stratum = (struct perm_stratum){
		.value = mmd_unbiased, .ctx = mmd, .scale = mmd->largest};
	out->statistic = fmax(mmd_biased(mmd, part), 0);
	out->expected = mmd_biased_mean(mmd);
	out->effect = mmd_unbiased(mmd, part, NULL);
}

static const struct repeated_kind equality_kind = {
	.name = "equality",
	.read = equality_read,
	.release = mem_free,
	.compare = equality_compare,
};

static void equality_examine(const struct own_null_material *material, size_t suspect,
			     size_t teacher, struct json *out)
{
	repeated_examine(&equality_kind, material, suspect, teacher, out);
}

static void equality_score(const struct own_null_material *material, double *score)
{
	repeated_score(&equality_kind, material, score);
}

const struct own_null own_null_equality = {
	.name = "equality",
	.brief = "whether repeated answers of the two models are drawn alike, as the "
		 "same weights would draw them",
	.probes = "open",
	.examine = equality_examine,
	.score = equality_score,
};

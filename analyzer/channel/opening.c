/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shared opening: how many leading words two answers to one prompt have in common,
 * n of at most 10, as log(1 + n) / log(11) (PEERS S2; DESIGN 6).
 */
#include "channel/kernel.h"

#define OPENING_CAP 10
#define OPENING_MIN_ANSWERS 10

/* The first words of one answer. */
struct opening {
	uint32_t word[OPENING_CAP];
	uint32_t n;
	bool there;
};

static struct opening opening_of(const struct features *f, size_t cell)
{
	struct opening o = {.n = f->n_tokens[cell], .there = f->n_tokens[cell] > 0};

	if (o.n > OPENING_CAP)
		o.n = OPENING_CAP;
	for (uint32_t i = 0; i < o.n; i++)
		o.word[i] = f->tokens[cell][i];
	return o;
}

static uint32_t shared_words(const struct opening *a, const struct opening *b)
{
	uint32_t limit = a->n < b->n ? a->n : b->n;
	uint32_t n = 0;

	while (n < limit && a->word[n] == b->word[n])
		n++;
	return n;
}

static void compare_item(const struct features *f, size_t item, const float *value_of,
			 struct opening *opening, float *value)
{
	for (size_t model = 0; model < f->n_models; model++)
		opening[model] = opening_of(f, features_cell(f, model, item));
	for (size_t b = 1; b < f->n_models; b++) {
		for (size_t a = 0; a < b; a++) {
			bool both = opening[a].there && opening[b].there;

			value[kernel_pair(a, b)] =
				both ? value_of[shared_words(&opening[a], &opening[b])]
				     : NAN;
		}
	}
}

static void *opening_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	struct kernel *k = kernel_new(f, OPENING_MIN_ANSWERS);
	float value_of[OPENING_CAP + 1];

	(void)cohort;
	for (int n = 0; n <= OPENING_CAP; n++)
		value_of[n] = (float)(log1p(n) / log1p(OPENING_CAP));
#pragma omp parallel
	{
		struct opening *opening = MEM_ARRAY(f->n_models, struct opening);

#pragma omp for schedule(static)
		for (size_t item = 0; item < f->n_items; item++)
			compare_item(f, item, value_of, opening,
				     k->value + item * k->n_pairs);
		mem_free(opening);
	}
	return k;
}

const struct channel channel_opening = {
	.name = "opening",
	.brief = "leading words shared with the teacher's answer to the same prompt",
	.min_answers = OPENING_MIN_ANSWERS,
	.prepare = opening_prepare,
	.score = kernel_score,
	.release = kernel_free,
};

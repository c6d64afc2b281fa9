/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shared opening: how many leading words two answers to one prompt have in common,
 * n of at most 10, as log(1 + n) / log(11) (PEERS S2; DESIGN 6).
 */
#include "channel/kernel.h"

#define OPENING_CAP 10
#define OPENING_MIN_ANSWERS 10

static float shared_opening(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb,
			    const float *value_of)
{
	uint32_t limit = na < nb ? na : nb;
	uint32_t n = 0;

	if (limit > OPENING_CAP)
		limit = OPENING_CAP;
	while (n < limit && a[n] == b[n])
		n++;
	return value_of[n];
}

static void compare_item(const struct features *f, size_t item, const float *value_of,
			 float *value)
{
	for (size_t b = 1; b < f->n_models; b++) {
		size_t cell_b = features_cell(f, b, item);

		for (size_t a = 0; a < b; a++) {
			size_t cell_a = features_cell(f, a, item);

			value[kernel_pair(a, b)] =
				f->n_tokens[cell_a] && f->n_tokens[cell_b]
					? shared_opening(f->tokens[cell_a], f->n_tokens[cell_a],
							 f->tokens[cell_b], f->n_tokens[cell_b],
							 value_of)
					: NAN;
		}
	}
}

static void *opening_prepare(const struct features *f, const struct channel_cohort *cohort)
{
	struct kernel *k = kernel_new(f, OPENING_MIN_ANSWERS);
	float value_of[OPENING_CAP + 1];

	(void)cohort;
	for (int n = 0; n <= OPENING_CAP; n++)
		value_of[n] = (float)(log(1 + n) / log(1 + OPENING_CAP));
#pragma omp parallel for schedule(static)
	for (size_t item = 0; item < f->n_items; item++)
		compare_item(f, item, value_of, k->value + item * k->n_pairs);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shared opening: the leading words that two answers to one prompt have in common, at
 * most 10. Every shared beginning, of one word, of two and so on, counts by how few clean
 * models begin so; the logarithm of the sum (PEERS S2; DESIGN 6).
 */
#include "base/hash.h"
#include "channel/shared.h"

#define OPENING_CAP 10
#define OPENING_MIN_ANSWERS 10

static size_t opening_grams(const uint32_t *tokens, size_t n, uint64_t *hashes)
{
	uint64_t hash = 0;
	size_t length = 0;

	for (; length < OPENING_CAP && length < n; length++) {
		hash = hash_pair(hash + length + 1, tokens[length]);
		hashes[length] = hash;
	}
	return length;
}

static void *opening_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	static const struct shared_plan plan = {
		.grams = opening_grams,
		.scale = SHARED_LOG,
		.min_answers = OPENING_MIN_ANSWERS,
	};

	return shared_prepare(f, cohort, &plan);
}

const struct channel channel_opening = {
	.name = "opening",
	.brief =
		"leading words shared with the teacher's answer to the same prompt, rare "
		"ones counting more",
	.min_answers = OPENING_MIN_ANSWERS,
	.standard = true,
	.prepare = opening_prepare,
	.score = kernel_score,
	.likeness = kernel_likeness,
	.release = kernel_free,
};

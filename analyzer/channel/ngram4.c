/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 4-grams: runs of just four words that two answers to one prompt share and the prompt
 * does not hold, rare ones counting more (METHODS 5.1, DESIGN 6). Overlap without the
 * shorter runs, which say more of the topic and less of who wrote.
 */
#include "base/hash.h"
#include "channel/shared.h"

/* Rare runs are rare: on fewer answers they are noise beside the shorter ones. */
#define NGRAM4_MIN_ANSWERS 75
#define NGRAM4_LENGTH 4

static size_t ngram4_grams(const uint32_t *tokens, size_t n, uint64_t *hashes)
{
	size_t n_hashes = 0;

	for (size_t i = 0; i + NGRAM4_LENGTH <= n; i++) {
		uint64_t hash = 0;

		for (size_t j = i; j < i + NGRAM4_LENGTH; j++)
			hash = hash_pair(hash, tokens[j]);
		hashes[n_hashes++] = hash;
	}
	return n_hashes;
}

static void *ngram4_prepare(const struct features *f, const struct channel_cohort *cohort)
{
	static const struct shared_plan plan = {
		.grams = ngram4_grams,
		.scale = SHARED_COSINE,
		.outside_prompt = true,
		.min_answers = NGRAM4_MIN_ANSWERS,
	};

	return shared_prepare(f, cohort, &plan);
}

const struct channel channel_ngram4 = {
	.name = "ngram4",
	.brief =
		"runs of four words shared with the teacher's answer to the same prompt, "
		"rare ones counting more",
	.min_answers = NGRAM4_MIN_ANSWERS,
	.standard = true,
	.prepare = ngram4_prepare,
	.score = kernel_score,
	.release = kernel_free,
};

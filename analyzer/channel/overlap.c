/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Overlap: runs of two to four words that two answers to one prompt share and the prompt
 * does not hold, rare ones counting more (METHODS 5.1, DESIGN 6).
 */
#include "base/hash.h"
#include "channel/shared.h"

#define OVERLAP_MIN_ANSWERS 10
#define OVERLAP_SHORTEST 2
#define OVERLAP_LONGEST 4

static size_t overlap_grams(const uint32_t *tokens, size_t n, uint64_t *hashes)
{
	size_t n_hashes = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t hash = 0;

		for (size_t length = 1; length <= OVERLAP_LONGEST && i + length <= n;
		     length++) {
			hash = hash_pair(hash + length, tokens[i + length - 1]);
			if (length >= OVERLAP_SHORTEST)
				hashes[n_hashes++] = hash;
		}
	}
	return n_hashes;
}

static void *overlap_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	static const struct shared_plan plan = {
		.grams = overlap_grams,
		.scale = SHARED_COSINE,
		.outside_prompt = true,
		.min_answers = OVERLAP_MIN_ANSWERS,
	};

	return shared_prepare(f, cohort, &plan);
}

const struct channel channel_overlap = {
	.name = "overlap",
	.brief = "phrases shared with the teacher's answer to the same prompt, rare ones "
		 "counting more",
	.min_answers = OVERLAP_MIN_ANSWERS,
	.standard = true,
	.prepare = overlap_prepare,
	.score = kernel_score,
	.release = kernel_free,
};

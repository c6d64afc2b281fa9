/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Closers: how a model ends: the first one to four tokens of its last sentence and the
 * last one to six tokens of the answer, words that are not common being all one: what
 * is compared are forms of taking leave, not the topics they name. Log-odds rates, z
 * over the clean models, cosine (PEERS S8).
 */
#include "base/hash.h"
#include "channel/rates.h"

#define CLOSERS_MIN_ANSWERS 50
#define CLOSERS_FIRST 4
#define CLOSERS_LAST 6
#define CLOSERS_SALT 64 /* parts first tokens from last ones */

static size_t closer_events(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	size_t end = n;
	size_t start;
	size_t n_keys = 0;
	uint64_t hash = CLOSERS_SALT;

	while (end > 0 && features_ends_sentence(tokens[end - 1]))
		end--;
	start = end;
	while (start > 0 && !features_ends_sentence(tokens[start - 1]))
		start--;
	for (size_t i = 0; i < CLOSERS_FIRST && start + i < n; i++) {
		hash = hash_pair(hash + i, tokens[start + i]);
		keys[n_keys++] = hash;
	}
	for (size_t length = 1; length <= CLOSERS_LAST && length <= n; length++) {
		hash = length;
		for (size_t i = n - length; i < n; i++)
			hash = hash_pair(hash, tokens[i]);
		keys[n_keys++] = hash;
	}
	return n_keys;
}

static void *closers_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	static const struct rates_plan plan = {
		.counts =
			{
				.events = closer_events,
				.n_common = 300,
				.n_features = 500,
				.min_models = 3,
			},
		.scale = RATES_LOG_ODDS,
		.min_answers = CLOSERS_MIN_ANSWERS,
	};

	return rates_prepare(f, cohort, &plan);
}

const struct channel channel_closers = {
	.name = "closers",
	.brief = "how often last sentences begin and answers end in each way",
	.min_answers = CLOSERS_MIN_ANSWERS,
	.standard = true,
	.prepare = closers_prepare,
	.score = rates_score,
	.release = rates_release,
};

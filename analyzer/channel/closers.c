/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Closers: how a model ends: its last two and three tokens over all prompts, as log-odds
 * rates, z over the clean models, cosine (PEERS S8).
 */
#include "base/hash.h"
#include "channel/rates.h"

#define CLOSERS_MIN_ANSWERS 50

static size_t closer_events(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	size_t n_keys = 0;

	for (size_t order = 2; order <= 3 && order <= n; order++) {
		uint64_t hash = order;

		for (size_t i = n - order; i < n; i++)
			hash = hash_pair(hash, tokens[i]);
		keys[n_keys++] = hash;
	}
	return n_keys;
}

static void *closers_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	static const struct rates_plan plan = {
		.events = closer_events,
		.scale = RATES_LOG_ODDS,
		.n_features = 300,
		.min_answers = CLOSERS_MIN_ANSWERS,
		.min_models = 3,
	};

	return rates_prepare(f, cohort, &plan);
}

const struct channel channel_closers = {
	.name = "closers",
	.brief = "how often answers end with each short phrase",
	.min_answers = CLOSERS_MIN_ANSWERS,
	.prepare = closers_prepare,
	.score = rates_score,
	.release = rates_release,
};

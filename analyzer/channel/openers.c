/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Openers: how a model begins: its first one, two and three tokens over all prompts, as
 * log-odds rates, z over the clean models, cosine (PEERS S8).
 */
#include "base/hash.h"
#include "channel/rates.h"

#define OPENERS_ORDER 3
#define OPENERS_MIN_ANSWERS 50

static size_t opener_events(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	uint64_t hash = 0;
	size_t order = 0;

	for (; order < OPENERS_ORDER && order < n; order++) {
		hash = hash_pair(hash + order + 1, tokens[order]);
		keys[order] = hash;
	}
	return order;
}

static void *openers_prepare(const struct features *f,
			     const struct channel_cohort *cohort)
{
	static const struct rates_plan plan = {
		.counts =
			{
				.events = opener_events,
				.n_features = 300,
				.min_models = 3,
			},
		.scale = RATES_LOG_ODDS,
		.min_answers = OPENERS_MIN_ANSWERS,
	};

	return rates_prepare(f, cohort, &plan);
}

const struct channel channel_openers = {
	.name = "openers",
	.brief = "how often answers begin with each word or short phrase",
	.min_answers = OPENERS_MIN_ANSWERS,
	.standard = true,
	.prepare = openers_prepare,
	.score = rates_score,
	.release = rates_release,
};

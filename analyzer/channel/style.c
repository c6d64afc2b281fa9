/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Style: rates of the most frequent words and word pairs, z over the clean models,
 * cosine delta (METHODS 2; Evert et al. 2017).
 */
#include "base/hash.h"
#include "channel/rates.h"

#define STYLE_MIN_ANSWERS 50

static size_t style_events(const uint32_t *tokens, size_t n, uint64_t *keys)
{
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++) {
		keys[n_keys++] = hash_pair(1, tokens[i]);
		if (i)
			keys[n_keys++] =
				hash_pair(hash_pair(2, tokens[i - 1]), tokens[i]);
	}
	return n_keys;
}

static void *style_prepare(const struct features *f, const struct channel_cohort *cohort)
{
	static const struct rates_plan plan = {
		.events = style_events,
		.scale = RATES_RELATIVE,
		.n_features = 2000,
		.min_answers = STYLE_MIN_ANSWERS,
		.min_models = 3,
	};

	return rates_prepare(f, cohort, &plan);
}

const struct channel channel_style = {
	.name = "style",
	.brief = "rates of common words and word pairs over all answers",
	.min_answers = STYLE_MIN_ANSWERS,
	.prepare = style_prepare,
	.score = rates_score,
	.release = rates_release,
};

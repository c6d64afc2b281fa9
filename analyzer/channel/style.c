/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Style: rates of the most frequent words and word pairs, z over the clean models,
 * cosine delta (METHODS 2; Evert et al. 2017).
 */
#include "channel/rates.h"

#define STYLE_MIN_ANSWERS 50

static void *style_prepare(const struct features *f, const struct channel_cohort *cohort)
{
	static const struct rates_plan plan = {
		.counts =
			{
				.events = counts_words_and_pairs,
				.n_features = 2000,
				.min_models = 3,
			},
		.scale = RATES_RELATIVE,
		.min_answers = STYLE_MIN_ANSWERS,
	};

	return rates_prepare(f, cohort, &plan);
}

const struct channel channel_style = {
	.name = "style",
	.brief = "rates of common words and word pairs over all answers",
	.min_answers = STYLE_MIN_ANSWERS,
	.standard = true,
	.prepare = style_prepare,
	.score = rates_score,
	.release = rates_release,
};

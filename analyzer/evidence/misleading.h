/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/misleading.h: how often the ratios of trials of known truth point the wrong
 * way, counted on pairs, suspects and families (METHODS 1). Unsure negatives and trials
 * without a ratio are left out. All before bounding.
 */
#ifndef EVIDENCE_MISLEADING_H
#define EVIDENCE_MISLEADING_H

#include "base/json.h"
#include "evidence/trials.h"

/* Pairs, suspects or families: how many there are and how many are wrong. A suspect or
 * family is wrong as soon as one of its pairs is. */
struct misleading_count {
	size_t n, wrong;
};

struct misleading {
	struct misleading_count pairs, suspects, families;
	double by_family; /* share of wrong pairs, each family weighing one; NaN: none */
};

/* H2 trials with LLR10 > threshold, or H1 trials with LLR10 < -threshold. */
struct misleading misleading_of(const struct trials *trials, const double *llr10, bool h1,
				double threshold);

/*
 * "misleading": at t = 0, .5 and 1, for each class the counts with 95 % Clopper-Pearson
 * limits on suspects and families. "universal": for LR >= 2 and 10 the share of H2 pairs
 * against the 1/t that no true ratio exceeds, and the mean LR under H2, which a true
 * ratio keeps at most 1; each family weighing one.
 */
void misleading_json(const struct trials *trials, const double *llr10, struct json *out);

#endif

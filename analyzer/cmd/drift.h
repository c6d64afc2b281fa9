/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/drift.h: did an endpoint change while it was asked? From the answers to one probe
 * that was repeated throughout (the sentinel). Knows nothing of where they are kept.
 */
#ifndef CMD_DRIFT_H
#define CMD_DRIFT_H

#include <stddef.h>

#include "base/json.h"
#include "base/text.h"

struct drift_answer {
	struct text text;
	const char *served_model, *fingerprint; /* "" or NULL where not said */
	const char *utc;
};

/*
 * Fill `out` for one model's sentinel answers in order of time: n, n_distinct,
 * mean_similarity (Jaccard of token sets over all pairs; null below two answers), p (are
 * the two halves further apart than halves at random? permutation test, exact or 1999
 * splits with a fixed seed; null with too few), served_model and fingerprint (lists of
 * changes {from, to, utc}), verdict and reason. The verdict is "none seen", or "served
 * model changed", "answers changed (p = ...)" (below .01), or both; "too few answers"
 * below six. `reason` says what could not have been seen; "" when nothing. A fingerprint
 * alone is no verdict: several stacks often serve one model side by side.
 */
void drift_of_model(const struct drift_answer *answers, size_t n, struct json *out);

#endif

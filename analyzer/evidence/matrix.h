/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/matrix.h: likeness of all pairs of models, the channels taken together, and a
 * tree of it. For looking at: distillation is no tree, and nothing here is an LR.
 */
#ifndef EVIDENCE_MATRIX_H
#define EVIDENCE_MATRIX_H

#include "base/json.h"
#include "evidence/population.h"

/*
 * Likeness of the chosen models: per channel the mean of row and column taken off and put
 * into standard deviations over all chosen pairs, averaged over channels. out[n * n],
 * symmetric; the diagonal is the largest value. Pairs without a score stand at the mean,
 * 0.
 */
void matrix_likeness(const struct population *pop, double *const *score,
		     size_t n_channels, const size_t *models, size_t n, double *out);

/* models, similarity (rows of numbers) and tree {merges [left, right, height], order} as
 * members of `out`. Average linkage on the distance max - likeness. */
void matrix_json(const struct population *pop, double *const *score, size_t n_channels,
		 const size_t *models, size_t n, struct json *out);

#endif

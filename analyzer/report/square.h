/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/square.h: similarities of all pairs of some models and the tree made of them, as
 * a result holds them: anything may be missing or wrong, and then stands as not known.
 * Knows nothing of pictures.
 */
#ifndef REPORT_SQUARE_H
#define REPORT_SQUARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "report/label.h"
#include "report/view.h"

enum square_mark { SQUARE_PLAIN, SQUARE_SUSPECT, SQUARE_TEACHER, N_SQUARE_MARKS };

struct square_merge {
	size_t left, right; /* models, then n + the number of an earlier merge */
	double height;
};

struct square {
	size_t n;
	const char **names, **labels;  /* borrowed from the result and its labels */
	const char **roles, **vendors; /* likewise; "" where not known */
	enum square_mark *marks;
	double *z;     /* [i * n + j], NaN on the diagonal */
	size_t *order; /* models as the tree puts them, from top to bottom */
	struct square_merge *merges;
	size_t n_merges; /* n - 1, or 0 without a sound tree */
};

/*
 * Read {models, similarity, tree, roles, vendors}. False, with nothing to clear, when
 * there are fewer than two models or no similarities. Models whose role is suspect or
 * teacher are marked so.
 */
bool square_read(struct square *square, const struct json *matrix,
		 const struct labels *labels);
void square_clear(struct square *square);

double square_at(const struct square *square, size_t i, size_t j);
/* The models most like model i, nearest first; n where there are no more. */
void square_nearest(const struct square *square, size_t i, size_t *out, size_t n_out);
/* The central 90 % of all pairs. */
struct range square_central(const struct square *square);
/* What 99 of 100 pairs do not exceed; NaN when no pair is known. */
double square_highest(const struct square *square);

#endif

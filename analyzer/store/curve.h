/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/curve.h: how much a number of prompts can tell, as it was measured on a reference
 * corpus (curve.tsv beside its tables; tests/bench/curve makes it). Values between the
 * numbers measured are interpolated over the number's logarithm.
 */
#ifndef STORE_CURVE_H
#define STORE_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct curve_point {
	double n_prompts;
	double auc, cllr, eer; /* matched; means over draws of prompts */
	double share; /* of known students above LLR10 0.5 against their teachers */
};

struct curve {
	struct curve_point *v; /* by rising n_prompts */
	size_t n, cap;
};

/* The curve of a corpus's folder; no such table is an empty curve. */
int curve_open(const char *dir, struct curve *out, struct err *err) MUST_CHECK;
/* False below the smallest number measured, and for an empty curve; above the largest
 * it is the largest's. */
bool curve_at(const struct curve *curve, double n_prompts, struct curve_point *out);
void curve_clear(struct curve *curve);

#endif

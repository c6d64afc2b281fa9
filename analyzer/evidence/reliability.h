/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/reliability.h: how sure a calibration's error rates are, and in which
 * direction its ratios err. All pairs, before bounding.
 */
#ifndef EVIDENCE_RELIABILITY_H
#define EVIDENCE_RELIABILITY_H

#include "base/json.h"
#include "evidence/learn.h"
#include "evidence/measure.h"

/* What the ratios on one side of 0 say of themselves, and what is found there. */
struct reliability {
	double predicted; /* share of wrong pairs that the ratios name, even odds */
	double observed;  /* share of wrong pairs, each class weighing a half */
};

/* Of pairs with LLR10 above 0 (h1), where H2 pairs are wrong, or below it. NaN in llr10:
 * left out. NaN when no pair lies there or a class is empty. */
struct reliability reliability_of(const struct learn_rows *rows, const double *llr10,
				  bool h1);

/*
 * "errors": counts of misleading pairs and of the families that have one, with their
 * share and its exact one-sided 95 % upper limit (Clopper and Pearson) on families; for
 * the equal error rate on the class with fewer values, the whole number at or above.
 * "reliability": the above of both sides.
 */
void reliability_json(const struct learn_rows *rows, const double *llr10,
		      const struct measure *matched, struct json *out);

#endif

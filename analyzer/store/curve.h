/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/curve.h: how much a number of prompts can tell, as it was measured on a reference
 * corpus (curve.tsv beside its tables; tests/bench/curve makes it), and which dose of
 * teaching shows, as it was measured on simulated students (power.tsv beside the corpora;
 * tests/bench/power makes it). Values between the numbers of prompts measured are
 * interpolated over the number's logarithm, between doses linearly.
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

struct power_point {
	double prompts, samples;
	double controls; /* to centre on; 0: a reference corpus's clean models */
	double dose;     /* share of a suspect's choices learned from the teacher */
	double n, share; /* suspects, and how many of them came above LLR10 0.5 */
};

struct power {
	struct power_point *v;
	size_t n, cap;
};

int power_open(const char *path, struct power *out, struct err *err) MUST_CHECK;
/*
 * The setting measured that is nearest to a case's without having more of anything, into
 * *at; prompts count before samples, and these before controls. With a reference corpus
 * (controls 0) no other counts. False when nothing as small was measured.
 */
bool power_at(const struct power *power, const struct power_point *wanted,
	      struct power_point *at);
/* Are they of one setting, whatever the dose? */
bool power_same(const struct power_point *a, const struct power_point *b);
/* In that setting: the share of students of a dose, NAN outside the doses measured; and
 * the smallest dose of which that share is reached, NAN when none is. */
double power_share(const struct power *power, const struct power_point *at, double dose);
double power_dose(const struct power *power, const struct power_point *at, double share);
void power_clear(struct power *power);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/trial.h: trials of known truth in ascending order of score, for the other files
 * of this folder. The order is total up to trials that are alike in everything, so sums
 * taken along it do not depend on the order in which the trials came.
 */
#ifndef STAT_TRIAL_H
#define STAT_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

struct trial {
	double score;
	double weight;
	bool h1;
};

struct trials {
	struct trial *v; /* owned */
	size_t n;
	double h1, h2; /* weight of the classes */
};

/*
 * Copy and sort; trials of weight 0 are left out, weight NULL is 1 for all. Returns
 * false, with nothing to clear, when a score is NaN or a class has no weight.
 */
bool trials_sorted(const double *score, const unsigned char *h1, const double *weight,
		   size_t n, struct trials *out);
void trials_clear(struct trials *trials);

/* The trials from `at` on with the same score: add their weights, return the next. */
size_t trials_tie(const struct trials *trials, size_t at, double *h1, double *h2);

#endif

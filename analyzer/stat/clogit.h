/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/clogit.h: conditional logit (McFadden 1974) of many choices by one chooser: one
 * slope on a value that every alternative has, and a bias for each label. Knows nothing
 * of what is chosen.
 */
#ifndef STAT_CLOGIT_H
#define STAT_CLOGIT_H

#include <stddef.h>

#define CLOGIT_MAX 26 /* alternatives of a choice, and labels */

struct clogit_choice {
	double x[CLOGIT_MAX];            /* the value of each alternative */
	unsigned char label[CLOGIT_MAX]; /* below CLOGIT_MAX, no two the same */
	unsigned n, chosen;              /* 1 <= n <= CLOGIT_MAX, chosen < n */
};

struct clogit {
	double slope; /* >= 0 */
	double bias[CLOGIT_MAX];
};

/* p[j] proportional to exp(slope * x[j] + bias[label[j]]), for the n alternatives. */
void clogit_probabilities(const struct clogit *fit, const struct clogit_choice *choice,
			  double *p);

/*
 * Maximum a posteriori under slope ~ N(1, 1) and bias ~ N(0, 1/2), by Newton's method:
 * little data leave slope 1 and no bias, so there is always a fit.
 */
void clogit_fit(const struct clogit_choice *choices, size_t n, struct clogit *out);

#endif

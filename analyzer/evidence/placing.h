/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/placing.h: where one value stands among those of others, counting models or
 * vendors, and how many of them stand as far out. Versions of one vendor are no
 * independent draws: among vendors each counts once, by its highest model. Knows no
 * models.
 */
#ifndef EVIDENCE_PLACING_H
#define EVIDENCE_PLACING_H

#include <stddef.h>

struct placing {
	size_t rank;   /* 1 is the highest; ties count against the value */
	size_t of;     /* the others and itself */
	size_t n_tied; /* others that stand at the very same value */
	double p;      /* rank / of; NaN: the value is not known */
};

/*
 * `own` among the n values; NaN among them are left out. `group` may be NULL: every value
 * then counts. With it (n numbers) a group counts once, by its highest value.
 */
struct placing placing_find(const double *value, const unsigned *group, size_t n,
			    double own);

/* How many of the others the method would speak against, and how strongly. */
struct placing_rates {
	size_t n;
	size_t n_above;  /* of value above 0 */
	size_t n_beyond; /* at `stated` or further on its side of 0 */
	/* One-sided 95 % upper limits of the two shares (Clopper and Pearson 1934); NaN
	 * without others. */
	double above_most, beyond_most;
};
/* As placing_find counts them. A `stated` value of 0 has the upper side. */
struct placing_rates placing_rates(const double *value, const unsigned *group, size_t n,
				   double stated);

#endif

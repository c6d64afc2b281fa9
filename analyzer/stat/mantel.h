/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/mantel.h: fourfold tables in strata (Mantel and Haenszel 1959): given how many of
 * a stratum's n things have mark a and how many mark b, how many have both when the marks
 * know nothing of each other? Each is hypergeometric; here is their sum. Knows nothing
 * of what is marked.
 */
#ifndef STAT_MANTEL_H
#define STAT_MANTEL_H

#include <stddef.h>

struct fourfold {
	size_t n, a, b, both; /* both <= a, b <= n */
};

/* Of the sum of `both`: sum a b / n and sum a b (n - a) (n - b) / (n^2 (n - 1)). */
void mantel_moments(const struct fourfold *strata, size_t n_strata, double *mean,
		    double *variance);
/* The largest that the sum could be: the lesser of a and b, added up. */
size_t mantel_most(const struct fourfold *strata, size_t n_strata);
/* P(sum >= k), exact; O(n^2) time for n things in all. One stratum: Fisher's test. */
double mantel_at_least(const struct fourfold *strata, size_t n_strata, size_t k);

#endif

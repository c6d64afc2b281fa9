/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/placing.h"

#include <math.h>
#include <stdbool.h>

#include "stat/dist.h"

/* An interval of this level has the one-sided 95 % limit as its upper end. */
#define LEVEL .9

/* Does value i count: known, and of its group the highest, of equals the first? */
static bool counts(const double *value, const unsigned *group, size_t n, size_t i)
{
	if (isnan(value[i]))
		return false;
	for (size_t j = 0; group && j < n; j++) {
		if (group[j] == group[i] &&
		    (value[j] > value[i] || (j < i && value[j] == value[i])))
			return false;
	}
	return true;
}

struct placing placing_find(const double *value, const unsigned *group, size_t n,
			    double own)
{
	struct placing out = {.rank = 1, .of = 1};

	for (size_t i = 0; i < n; i++) {
		if (!counts(value, group, n, i))
			continue;
		out.of++;
		out.rank += value[i] >= own;
		out.n_tied += value[i] == own;
	}
	out.p = isnan(own) ? (double)NAN : (double)out.rank / (double)out.of;
	return out;
}

static double upper_limit(size_t k, size_t n)
{
	double lo;
	double hi = NAN;

	if (n)
		dist_clopper_pearson(k, n, LEVEL, &lo, &hi);
	return hi;
}

struct placing_rates placing_rates(const double *value, const unsigned *group, size_t n,
				   double stated)
{
	struct placing_rates out = {0};

	for (size_t i = 0; i < n; i++) {
		if (!counts(value, group, n, i))
			continue;
		out.n++;
		out.n_above += value[i] > 0;
		out.n_beyond += stated < 0 ? value[i] <= stated : value[i] >= stated;
	}
	out.above_most = upper_limit(out.n_above, out.n);
	out.beyond_most = upper_limit(out.n_beyond, out.n);
	return out;
}

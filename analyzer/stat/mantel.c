/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/mantel.c: see stat/mantel.h. */
#include "stat/mantel.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "base/mem.h"

void mantel_moments(const struct fourfold *strata, size_t n_strata, double *mean,
		    double *variance)
{
	*mean = *variance = 0.0;
	for (size_t s = 0; s < n_strata; s++) {
		double n = (double)strata[s].n, a = (double)strata[s].a;
		double b = (double)strata[s].b;

		if (strata[s].n > 0)
			*mean += a * b / n;
		if (strata[s].n > 1)
			*variance += a * b * (n - a) * (n - b) / (n * n * (n - 1.0));
	}
}

static size_t most_of(const struct fourfold *stratum)
{
	return stratum->a < stratum->b ? stratum->a : stratum->b;
}

size_t mantel_most(const struct fourfold *strata, size_t n_strata)
{
	size_t most = 0;

	for (size_t s = 0; s < n_strata; s++)
		most += most_of(&strata[s]);
	return most;
}

static double ln_choose(size_t n, size_t k)
{
	return gsl_sf_lnchoose((unsigned int)n, (unsigned int)k);
}

/* Fold one stratum into the distribution over 0 .. top; `next` is scratch. */
static void fold(const struct fourfold *stratum, size_t top, double *pmf, double *next)
{
	size_t n = stratum->n, a = stratum->a, b = stratum->b, most = most_of(stratum);

	for (size_t k = 0; k <= top + most; k++)
		next[k] = 0.0;
	for (size_t x = a + b > n ? a + b - n : 0; x <= most; x++) {
		double chance =
			exp(ln_choose(a, x) + ln_choose(n - a, b - x) - ln_choose(n, b));

		for (size_t k = 0; k <= top; k++)
			next[k + x] += pmf[k] * chance;
	}
	for (size_t k = 0; k <= top + most; k++)
		pmf[k] = next[k];
}

double mantel_at_least(const struct fourfold *strata, size_t n_strata, size_t k)
{
	size_t most = mantel_most(strata, n_strata), top = 0;
	double *pmf = MEM_ARRAY(most + 1, double);
	double *next = MEM_ARRAY(most + 1, double);
	double p = 0.0;

	pmf[0] = 1.0;
	for (size_t s = 0; s < n_strata; s++) {
		fold(&strata[s], top, pmf, next);
		top += most_of(&strata[s]);
	}
	/* From the small end. */
	for (size_t i = most + 1; i-- > k;)
		p += pmf[i];
	mem_free(pmf);
	mem_free(next);
	return fmin(p, 1.0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/bound.h"

#include <math.h>

#include "base/mem.h"
#include "stat/bounds.h"

struct bound bound_of(const struct learn_rows *rows, const double *weight,
		      const double *llr10)
{
	struct bound b = {0};
	double *kept = MEM_ARRAY(rows->n, double);
	double *kept_weight = MEM_ARRAY(rows->n, double);
	unsigned char *h1 = MEM_ARRAY(rows->n, unsigned char);
	unsigned char *seen = MEM_ARRAY(rows->n_families, unsigned char);
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		if (weight[i] <= 0 || isnan(llr10[i]))
			continue;
		b.n_families += !seen[rows->family[i]];
		seen[rows->family[i]] = 1;
		kept[n] = llr10[i];
		kept_weight[n] = weight[i];
		h1[n++] = rows->h1[i];
	}
	/* An empty class leaves both at 0: no ratio but 1 is supported. */
	(void)!bounds_elub(kept, h1, kept_weight, n, &b.elub[0], &b.elub[1]);
	(void)!bounds_invariance(kept, h1, kept_weight, n, &b.invariance[0],
				 &b.invariance[1]);
	b.families[1] = bounds_sources(b.n_families);
	b.families[0] = -b.families[1];
	b.lo = fmax(b.families[0], fmax(b.elub[0], b.invariance[0]));
	b.hi = fmin(b.families[1], fmin(b.elub[1], b.invariance[1]));
	b.tightest = b.hi == b.families[1] ? "families"
		     : b.hi == b.elub[1]   ? "ELUB"
					   : "invariance";
	mem_free(kept);
	mem_free(kept_weight);
	mem_free(h1);
	mem_free(seen);
	return b;
}

double bound_apply(const struct bound *bound, double llr10)
{
	return fmax(bound->lo, fmin(bound->hi, llr10));
}

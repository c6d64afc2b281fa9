/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/trial.c: see stat/trial.h. */
#include "stat/trial.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stat/sum.h"

static int trial_compare(const void *a, const void *b)
{
	const struct trial *s = a, *t = b;

	if (s->score != t->score)
		return s->score < t->score ? -1 : 1;
	if (s->h1 != t->h1)
		return s->h1 < t->h1 ? -1 : 1;
	if (s->weight != t->weight)
		return s->weight < t->weight ? -1 : 1;
	return 0;
}

bool trials_sorted(const double *score, const unsigned char *h1, const double *weight,
		   size_t n, struct trials *out)
{
	struct sum mass1 = SUM_INIT, mass2 = SUM_INIT;
	bool clean = true;
	size_t i;

	*out = (struct trials){mem_alloc(n ? n : 1, sizeof(*out->v)), 0, 0.0, 0.0};
	for (i = 0; i < n; i++) {
		double w = weight ? weight[i] : 1.0;

		assert(w >= 0.0 && isfinite(w));
		if (w == 0.0)
			continue;
		clean = clean && !isnan(score[i]);
		out->v[out->n++] = (struct trial){score[i], w, h1[i] != 0};
	}
	if (clean)
		qsort(out->v, out->n, sizeof(*out->v), trial_compare);
	for (i = 0; i < out->n; i++)
		sum_add(out->v[i].h1 ? &mass1 : &mass2, out->v[i].weight);
	out->h1 = sum_value(&mass1);
	out->h2 = sum_value(&mass2);
	if (clean && out->h1 > 0.0 && out->h2 > 0.0)
		return true;
	trials_clear(out);
	return false;
}

void trials_clear(struct trials *trials)
{
	free(trials->v);
	*trials = (struct trials){NULL, 0, 0.0, 0.0};
}

size_t trials_tie(const struct trials *trials, size_t at, double *h1, double *h2)
{
	size_t i;

	for (i = at; i < trials->n && trials->v[i].score == trials->v[at].score; i++) {
		if (trials->v[i].h1)
			*h1 += trials->v[i].weight;
		else
			*h2 += trials->v[i].weight;
	}
	return i;
}

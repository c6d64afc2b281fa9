/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/pav.c: see stat/pav.h. */
#include "stat/pav.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stat/trial.h"

/* Cross products of whole numbers: no quotient, so nothing is rounded (METHODS 7). */
static bool out_of_order(const struct pav_block *below, const struct pav_block *above)
{
	return below->h1 * above->h2 >= above->h1 * below->h2;
}

static void absorb_above(struct pav_block *below, const struct pav_block *above)
{
	below->hi = above->hi;
	below->h1 += above->h1;
	below->h2 += above->h2;
}

int pav_fit(const double *score, const unsigned char *h1, const double *weight, size_t n,
	    struct pav *out, struct err *err)
{
	struct trials trials;
	struct pav_block *v;
	size_t at, top = 0;

	*out = (struct pav)PAV_INIT;
	if (!trials_sorted(score, h1, weight, n, &trials))
		return err_set(
			err, ERR_DATA,
			"isotonic calibration of %zu trials: a class is empty or a "
			"score is not a number; give trials of both kinds",
			n);
	v = mem_alloc(trials.n, sizeof(*v));
	for (at = 0; at < trials.n;) {
		struct pav_block *block = &v[top++];

		*block = (struct pav_block){trials.v[at].score, trials.v[at].score, 0, 0};
		at = trials_tie(&trials, at, &block->h1, &block->h2);
		while (top > 1 && out_of_order(&v[top - 2], &v[top - 1])) {
			absorb_above(&v[top - 2], &v[top - 1]);
			top--;
		}
	}
	*out = (struct pav){v, top, trials.h1, trials.h2};
	trials_clear(&trials);
	return 0;
}

void pav_clear(struct pav *pav)
{
	free(pav->blocks);
	*pav = (struct pav)PAV_INIT;
}

double pav_block_llr10(const struct pav *pav, size_t i)
{
	const struct pav_block *block = &pav->blocks[i];

	/* log10 of 0 and of infinity are the infinities that are meant. */
	return log10((block->h1 * pav->h2) / (block->h2 * pav->h1));
}

/* The last block that starts at or below the score; 0 when none does. */
static size_t block_below(const struct pav *pav, double score)
{
	size_t lo = 0, hi = pav->n_blocks;

	while (hi - lo > 1) {
		size_t middle = lo + (hi - lo) / 2;

		if (pav->blocks[middle].lo <= score)
			lo = middle;
		else
			hi = middle;
	}
	return lo;
}

double pav_llr10(const struct pav *pav, double score)
{
	size_t i = block_below(pav, score);
	double below = pav_block_llr10(pav, i), above;

	if (score <= pav->blocks[i].hi || i + 1 == pav->n_blocks)
		return below;
	above = pav_block_llr10(pav, i + 1);
	return fabs(above) < fabs(below) ? above : below;
}

double pav_posterior(const struct pav *pav, double score)
{
	return 1.0 / (1.0 + pow(10.0, -pav_llr10(pav, score)));
}

void pav_hull(const struct pav *pav, struct pav_vertex *out)
{
	double h1_below = 0.0, h2_below = 0.0;
	size_t i;

	out[0] = (struct pav_vertex){1.0, 0.0};
	for (i = 0; i < pav->n_blocks; i++) {
		h1_below += pav->blocks[i].h1;
		h2_below += pav->blocks[i].h2;
		out[i + 1].p_fa = fmax(0.0, 1.0 - h2_below / pav->h2);
		out[i + 1].p_miss = fmin(1.0, h1_below / pav->h1);
	}
	out[pav->n_blocks] = (struct pav_vertex){0.0, 1.0};
}

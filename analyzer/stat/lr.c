/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/lr.c: see stat/lr.h. */
#include "stat/lr.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stat/dist.h"
#include "stat/pav.h"
#include "stat/sum.h"
#include "stat/trial.h"

/* log2(1 + e^x) without overflow; 0 and +inf at the ends. */
static double cost_bits(double x)
{
	return (fmax(x, 0.0) + log1p(exp(-fabs(x)))) / M_LN2;
}

double lr_ece(const double *llr10, const unsigned char *h1, const double *weight,
	      size_t n, double prior_log10_odds)
{
	struct sum cost1 = SUM_INIT, cost2 = SUM_INIT, mass1 = SUM_INIT, mass2 = SUM_INIT;
	double prior = 1.0 / (1.0 + pow(10.0, -prior_log10_odds));
	size_t i;

	for (i = 0; i < n; i++) {
		double w = weight ? weight[i] : 1.0;
		double ln_odds = (llr10[i] + prior_log10_odds) * M_LN10;

		if (w == 0.0)
			continue;
		if (isnan(ln_odds))
			return (double)NAN;
		sum_add(h1[i] ? &cost1 : &cost2,
			w * cost_bits(h1[i] ? -ln_odds : ln_odds));
		sum_add(h1[i] ? &mass1 : &mass2, w);
	}
	/* 0 / 0, the NaN of an empty class */
	return prior * sum_value(&cost1) / sum_value(&mass1) +
	       (1.0 - prior) * sum_value(&cost2) / sum_value(&mass2);
}

double lr_ece_null(double prior_log10_odds)
{
	double prior = 1.0 / (1.0 + pow(10.0, -prior_log10_odds));
	double ln_odds = prior_log10_odds * M_LN10;

	return prior * cost_bits(-ln_odds) + (1.0 - prior) * cost_bits(ln_odds);
}

double lr_cllr(const double *llr10, const unsigned char *h1, const double *weight,
	       size_t n)
{
	return lr_ece(llr10, h1, weight, n, 0.0);
}

double lr_cllr_min(const double *score, const unsigned char *h1, const double *weight,
		   size_t n)
{
	struct sum cost = SUM_INIT;
	struct err ignored = ERR_INIT;
	struct pav pav;
	size_t i;

	if (pav_fit(score, h1, weight, n, &pav, &ignored))
		return (double)NAN;
	for (i = 0; i < pav.n_blocks; i++) {
		double ln_lr = pav_block_llr10(&pav, i) * M_LN10;

		/* A pure block is infinite on its own side and costs nothing. */
		if (pav.blocks[i].h1 > 0.0 && pav.blocks[i].h2 > 0.0) {
			sum_add(&cost, pav.blocks[i].h1 / pav.h1 * cost_bits(-ln_lr));
			sum_add(&cost, pav.blocks[i].h2 / pav.h2 * cost_bits(ln_lr));
		}
	}
	pav_clear(&pav);
	return 0.5 * sum_value(&cost);
}

double lr_auc(const double *score, const unsigned char *h1, const double *weight,
	      size_t n)
{
	struct sum wins = SUM_INIT;
	struct trials trials;
	double h2_below = 0.0, auc;
	size_t at;

	if (!trials_sorted(score, h1, weight, n, &trials))
		return (double)NAN;
	for (at = 0; at < trials.n;) {
		double tie1 = 0.0, tie2 = 0.0;

		at = trials_tie(&trials, at, &tie1, &tie2);
		sum_add(&wins, tie1 * (h2_below + 0.5 * tie2));
		h2_below += tie2;
	}
	/* Fractional weights round past 1. */
	auc = fmin(1.0, sum_value(&wins) / (trials.h1 * trials.h2));
	trials_clear(&trials);
	return auc;
}

double lr_eer(const double *score, const unsigned char *h1, const double *weight,
	      size_t n)
{
	struct err ignored = ERR_INIT;
	struct pav_vertex *hull, *a, *b;
	struct pav pav;
	double before, after, eer;
	size_t i = 1;

	if (pav_fit(score, h1, weight, n, &pav, &ignored))
		return (double)NAN;
	hull = mem_alloc(pav.n_blocks + 1, sizeof(*hull));
	pav_hull(&pav, hull);
	while (hull[i].p_miss < hull[i].p_fa)
		i++;
	a = &hull[i - 1];
	b = &hull[i];
	before = a->p_fa - a->p_miss;
	after = b->p_miss - b->p_fa;
	eer = a->p_fa + (b->p_fa - a->p_fa) * before / (before + after);
	free(hull);
	pav_clear(&pav);
	return eer;
}

double lr_area_to_identity(double x0, double y0, double x1, double y1)
{
	double above0 = y0 - x0, above1 = y1 - x1, width = x1 - x0;

	if ((above0 < 0.0) == (above1 < 0.0))
		return 0.5 * width * fabs(above0 + above1);
	/* The line crosses the identity: two triangles. */
	return 0.5 * width * (above0 * above0 + above1 * above1) /
	       (fabs(above0) + fabs(above1));
}

static double devpav_of(const struct pav *pav)
{
	struct sum area = SUM_INIT;
	double x_first = (double)NAN, x = (double)NAN, y = (double)NAN;
	size_t i;

	for (i = 0; i < pav->n_blocks; i++) {
		const struct pav_block *block = &pav->blocks[i];
		double level = pav_block_llr10(pav, i);

		if (isinf(level))
			continue;
		if (isinf(block->lo) || isinf(block->hi))
			return HUGE_VAL;
		if (isnan(x_first))
			x_first = block->lo;
		else
			sum_add(&area, lr_area_to_identity(x, y, block->lo, level));
		sum_add(&area, lr_area_to_identity(block->lo, level, block->hi, level));
		x = block->hi;
		y = level;
	}
	/* A single point has no stretch: its distance, or NaN where there is no point. */
	return x > x_first ? sum_value(&area) / (x - x_first) : fabs(y - x);
}

double lr_devpav(const double *llr10, const unsigned char *h1, const double *weight,
		 size_t n)
{
	struct err ignored = ERR_INIT;
	struct pav pav;
	double distance;

	if (pav_fit(llr10, h1, weight, n, &pav, &ignored))
		return (double)NAN;
	distance = devpav_of(&pav);
	pav_clear(&pav);
	return distance;
}

struct lr_misleading lr_misleading(const double *llr10, const unsigned char *h1,
				   const double *weight, size_t n, double t)
{
	struct sum bad1 = SUM_INIT, bad2 = SUM_INIT, mass1 = SUM_INIT, mass2 = SUM_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		double w = weight ? weight[i] : 1.0;

		if (w == 0.0)
			continue;
		if (isnan(llr10[i]))
			return (struct lr_misleading){(double)NAN, (double)NAN};
		sum_add(h1[i] ? &mass1 : &mass2, w);
		if (h1[i] ? llr10[i] < -t : llr10[i] > t)
			sum_add(h1[i] ? &bad1 : &bad2, w);
	}
	if (sum_value(&mass1) <= 0.0 || sum_value(&mass2) <= 0.0)
		return (struct lr_misleading){(double)NAN, (double)NAN};
	return (struct lr_misleading){sum_value(&bad2) / sum_value(&mass2),
				      sum_value(&bad1) / sum_value(&mass1)};
}

/* part / whole; sums of fractional weights miss 0 and 1 by a few bits, and the probit
 * of such a miss is no longer infinite. */
static double share(double part, double whole)
{
	double p = part / whole;

	if (p < 1e-12)
		return 0.0;
	return p > 1.0 - 1e-12 ? 1.0 : p;
}

size_t lr_tippett(const double *llr10, const unsigned char *h1, const double *weight,
		  size_t n, struct lr_tippett_point *out)
{
	double h1_below = 0.0, h2_below = 0.0;
	struct trials trials;
	size_t at, n_out = 0;

	if (!trials_sorted(llr10, h1, weight, n, &trials))
		return 0;
	for (at = 0; at < trials.n;) {
		out[n_out].llr10 = trials.v[at].score;
		out[n_out].h1_at_least = share(trials.h1 - h1_below, trials.h1);
		out[n_out].h2_at_least = share(trials.h2 - h2_below, trials.h2);
		n_out++;
		at = trials_tie(&trials, at, &h1_below, &h2_below);
	}
	trials_clear(&trials);
	return n_out;
}

size_t lr_det(const double *score, const unsigned char *h1, const double *weight,
	      size_t n, struct lr_det_point *out)
{
	double h1_below = 0.0, h2_below = 0.0, threshold = -HUGE_VAL;
	struct trials trials;
	size_t at = 0, n_out = 0;

	if (!trials_sorted(score, h1, weight, n, &trials))
		return 0;
	for (;;) {
		struct lr_det_point *point = &out[n_out++];

		point->threshold = threshold;
		point->p_fa = share(trials.h2 - h2_below, trials.h2);
		point->p_miss = share(h1_below, trials.h1);
		point->z_fa = dist_normal_quantile(point->p_fa);
		point->z_miss = dist_normal_quantile(point->p_miss);
		if (at == trials.n)
			break;
		threshold = trials.v[at].score;
		at = trials_tie(&trials, at, &h1_below, &h2_below);
	}
	trials_clear(&trials);
	return n_out;
}

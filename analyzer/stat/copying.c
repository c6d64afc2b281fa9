/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/copying.c: see stat/copying.h. */
#include "stat/copying.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/mem.h"
#include "stat/dist.h"
#include "stat/lattice.h"
#include "stat/sum.h"

/* Two ways of adding up the same corner differ by rounding. */
#define M4_TIE 1e-9

double copying_match(const double *p, const double *q, size_t n_options)
{
	double match = 0.0;

	for (size_t o = 0; o < n_options; o++)
		match += p[o] * q[o];
	return fmin(match, 1.0);
}

double copying_wrong_match(const double *p, const double *q, size_t n_options, size_t key)
{
	double match = 0.0, p_wrong = 0.0, q_wrong = 0.0;

	/* The wrong ones are summed: 1 - p[key] keeps few digits of a small rest. */
	for (size_t o = 0; o < n_options; o++) {
		if (o == key)
			continue;
		match += p[o] * q[o];
		p_wrong += p[o];
		q_wrong += q[o];
	}
	if (p_wrong <= 0.0 || q_wrong <= 0.0)
		return 1.0;
	return fmin(match / p_wrong / q_wrong, 1.0);
}

/* Each match is 0 or 1. */
static struct lattice_term *terms_of(const double *match, size_t n)
{
	struct lattice_term *terms = MEM_ARRAY(n + 1, struct lattice_term);

	for (size_t i = 0; i < n; i++)
		terms[i] = (struct lattice_term){.p = {match[i]}, .value = {1}, .n = 1};
	return terms;
}

double copying_gbt_p(const double *match, size_t n, size_t m)
{
	struct lattice_term *terms = terms_of(match, n);
	double p = lattice_at_least(terms, n, m);

	mem_free(terms);
	return p;
}

double copying_omega(const double *match, size_t n, size_t m)
{
	struct lattice_term *terms = terms_of(match, n);
	double mean, variance, off;

	lattice_moments(terms, n, &mean, &variance);
	mem_free(terms);
	off = (double)m - mean;
	return off == 0.0 ? 0.0 : off / sqrt(variance);
}

double copying_expected(double a, double b, double c)
{
	return a * b + (1.0 - a) * (1.0 - b) * c;
}

double copying_kappa(double observed, double expected)
{
	return (observed - expected) / (1.0 - expected);
}

double copying_k_share(const size_t *peer_matches, size_t n_peers, size_t w)
{
	double total = 0.0;

	assert(n_peers >= 1 && w >= 1);
	for (size_t i = 0; i < n_peers; i++)
		total += (double)peer_matches[i];
	return total / ((double)n_peers * (double)w);
}

double copying_k_p(size_t m, size_t w, double share)
{
	return dist_binomial_at_least(m, w, share);
}

/* One count over the items so far, and where it can be. */
struct range {
	double mean, variance;
	size_t lo, hi;
};

/* What lies further out than this many standard deviations, and some, of either count
 * is below COPYING_M4_LEAST and is not followed. */
#define WINDOW_SD 9.0
#define WINDOW_MORE 12.0

static void range_add(struct range *range, double p, size_t n_so_far)
{
	double reach;

	range->mean += p;
	range->variance += p * (1 - p);
	reach = WINDOW_SD * sqrt(range->variance) + WINDOW_MORE;
	range->lo = range->mean > reach ? (size_t)(range->mean - reach) : 0;
	range->hi = (size_t)(range->mean + reach);
	if (range->hi > n_so_far)
		range->hi = n_so_far;
}

static void m4_add_item(const struct copying_m4 *m4, double p_right, double p_wrong,
			const struct range *right, const struct range *wrong)
{
	/* What is left may round below 0. */
	double neither = fmax(1 - p_right - p_wrong, 0);

	/* Downwards, so that what is read has not been changed yet. */
	for (size_t r = right->hi + 1; r-- > right->lo;) {
		double *row = m4->pmf + r * m4->width;
		const double *below = r ? row - m4->width : NULL;

		for (size_t w = wrong->hi + 1; w-- > wrong->lo;)
			row[w] = neither * row[w] + (w ? p_wrong * row[w - 1] : 0) +
				 (below ? p_right * below[w] : 0);
	}
}

static void m4_sum_corners(const struct copying_m4 *m4)
{
	size_t width = m4->width;

	for (size_t r = m4->height; r-- > 0;) {
		double row = 0; /* from w on */

		for (size_t w = width; w-- > 0;) {
			row += m4->pmf[r * width + w];
			m4->upper[r * width + w] =
				row +
				(r + 1 < m4->height ? m4->upper[(r + 1) * width + w] : 0);
		}
	}
}

void copying_m4_init(struct copying_m4 *m4, const double *right, const double *wrong,
		     size_t n)
{
	struct range rights = {0};
	struct range wrongs = {0};

	for (size_t i = 0; i < n; i++) {
		range_add(&rights, right[i], i + 1);
		range_add(&wrongs, wrong[i], i + 1);
	}
	m4->height = rights.hi + 1;
	m4->width = wrongs.hi + 1;
	m4->pmf = MEM_ARRAY(m4->height * m4->width, double);
	m4->upper = MEM_ARRAY(m4->height * m4->width, double);
	m4->pmf[0] = 1;
	rights = wrongs = (struct range){0};
	for (size_t i = 0; i < n; i++) {
		range_add(&rights, right[i], i + 1);
		range_add(&wrongs, wrong[i], i + 1);
		m4_add_item(m4, right[i], wrong[i], &rights, &wrongs);
	}
	m4_sum_corners(m4);
}

double copying_m4_p(const struct copying_m4 *m4, size_t r, size_t w)
{
	bool followed = r < m4->height && w < m4->width;
	double limit = followed ? m4->upper[r * m4->width + w] * (1 + M4_TIE) : 0;
	struct sum p = SUM_INIT;

	for (size_t i = 0; i < m4->height * m4->width; i++) {
		if (m4->upper[i] <= limit)
			sum_add(&p, m4->pmf[i]);
	}
	return fmin(fmax(sum_value(&p), COPYING_M4_LEAST), 1);
}

void copying_m4_clear(struct copying_m4 *m4)
{
	mem_free(m4->pmf);
	mem_free(m4->upper);
	*m4 = (struct copying_m4){NULL, NULL, 0, 0};
}

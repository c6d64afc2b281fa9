/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/copying.c: see stat/copying.h. */
#include "stat/copying.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"
#include "stat/sum.h"

void copying_pmf(const double *match, size_t n, double *pmf)
{
	pmf[0] = 1.0;
	for (size_t i = 0; i < n; i++) {
		pmf[i + 1] = 0.0;
		for (size_t m = i + 1; m > 0; m--)
			pmf[m] = pmf[m] * (1.0 - match[i]) + pmf[m - 1] * match[i];
		pmf[0] *= 1.0 - match[i];
	}
}

double copying_tail(const double *pmf, size_t n, size_t m)
{
	double tail = 0.0;

	if (m == 0)
		return 1.0;
	for (size_t i = n + 1; i-- > m;)
		tail += pmf[i];
	return fmin(tail, 1.0);
}

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

double copying_gbt_p(const double *match, size_t n, size_t m)
{
	double *pmf = mem_alloc(n + 1, sizeof(double)), p;

	copying_pmf(match, n, pmf);
	p = copying_tail(pmf, n, m);
	mem_free(pmf);
	return p;
}

double copying_omega(const double *match, size_t n, size_t m)
{
	struct sum mean = SUM_INIT, variance = SUM_INIT;
	double off;

	for (size_t i = 0; i < n; i++) {
		sum_add(&mean, match[i]);
		sum_add(&variance, match[i] * (1.0 - match[i]));
	}
	off = (double)m - sum_value(&mean);
	return off == 0.0 ? 0.0 : off / sqrt(sum_value(&variance));
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

void copying_m4_pmf(const double *right, const double *wrong, size_t n, double *pmf)
{
	size_t row = n + 1;

	for (size_t i = 0; i < row * row; i++)
		pmf[i] = 0.0;
	pmf[0] = 1.0;
	for (size_t i = 0; i < n; i++) {
		/* 1 - right - wrong may round below 0. */
		double none = fmax(0.0, 1.0 - right[i] - wrong[i]);

		/* Downwards, so that what is read is still that of i items. */
		for (size_t r = i + 2; r-- > 0;)
			for (size_t w = i + 2 - r; w-- > 0;) {
				double *cell = &pmf[r * row + w];

				*cell = *cell * none +
					(r > 0 ? cell[-(ptrdiff_t)row] * right[i] : 0.0) +
					(w > 0 ? cell[-1] * wrong[i] : 0.0);
			}
	}
}

void copying_m4_upper(const double *pmf, size_t n, double *upper)
{
	size_t row = n + 1;

	for (size_t r = row; r-- > 0;) {
		double right_of = 0.0; /* in this row, from w on */

		for (size_t w = row; w-- > 0;) {
			right_of += pmf[r * row + w];
			upper[r * row + w] =
				right_of + (r < n ? upper[(r + 1) * row + w] : 0.0);
		}
	}
}

double copying_m4_p(const double *pmf, const double *upper, size_t n, size_t r, size_t w)
{
	size_t row = n + 1;
	double limit = upper[r * row + w] * (1.0 + 1e-12);
	struct sum p = SUM_INIT;

	for (size_t i = 0; i < row * row; i++)
		if (upper[i] <= limit)
			sum_add(&p, pmf[i]);
	return fmin(sum_value(&p), 1.0);
}

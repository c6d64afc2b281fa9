/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/rank_bet.c: see stat/rank_bet.h. */
#include "stat/rank_bet.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"
#include "stat/sequential.h"
#include "stat/sum.h"

const double rank_bet_thetas[RANK_BET_N_THETAS] = {0.02, 0.05, 0.1, 0.2, 0.5, 1.0};

/*
 * P(sum of n values uniform on 0 .. k-1 <= most), most below the middle of the range.
 * The window of k terms slides. Where the terms rise each is larger than what was lost
 * before; where they fall digits are lost, but from there a sum leads below the middle
 * less often than from the peak, so they do not count.
 */
static double lower_tail(size_t n, size_t k, size_t most)
{
	double *p = MEM_ARRAY(most + 1, double), *next = MEM_ARRAY(most + 1, double);
	double tail = 0.0;

	p[0] = 1.0;
	for (size_t i = 0; i < n; i++) {
		double window = 0.0, *t = p;

		for (size_t s = 0; s <= most; s++) {
			window += p[s] - (s >= k ? p[s - k] : 0.0);
			next[s] = fmax(0.0, window) / (double)k;
		}
		p = next;
		next = t;
	}
	for (size_t s = 0; s <= most; s++)
		tail += p[s];
	mem_free(p);
	mem_free(next);
	return tail;
}

double rank_bet_sum_p(size_t n, size_t k, size_t sum)
{
	size_t above, top = n * (k - 1);

	assert(k >= 1);
	if (sum < n)
		return 0.0;
	above = sum - n; /* ranks from 0 */
	if (above >= top)
		return 1.0;
	if (above < top - above)
		return lower_tail(n, k, above);
	return 1.0 - lower_tail(n, k, top - above - 1);
}

/* ln of the mean over ranks of exp(theta / rank), which would overflow for a large
 * theta if it were taken plainly. */
static double ln_mean_exp(double theta, size_t k)
{
	double most = theta > 0.0 ? theta : theta / (double)k, total = 0.0;

	for (size_t r = k; r > 0; r--)
		total += exp(theta / (double)r - most);
	return most + log(total / (double)k);
}

void rank_bet_theta(double theta, size_t k, double *bet)
{
	double ln_mean = ln_mean_exp(theta, k);

	for (size_t r = 1; r <= k; r++)
		bet[r - 1] = exp(theta / (double)r - ln_mean);
}

double rank_bet_ln_e(const size_t *rank, size_t n, const double *bet, size_t k)
{
	struct sum ln_e = SUM_INIT;

	for (size_t i = 0; i < n; i++) {
		assert(rank[i] >= 1 && rank[i] <= k);
		sum_add(&ln_e, log(bet[rank[i] - 1]));
	}
	(void)k;
	return sum_value(&ln_e);
}

double rank_bet_mixture_ln_e(const size_t *rank, size_t n, size_t k, const double *theta,
			     size_t n_thetas)
{
	double *ln_e = mem_alloc(n_thetas, sizeof(double)), inverse = 0.0, mean;

	/* ln b_theta is linear in 1/rank. */
	for (size_t i = 0; i < n; i++) {
		assert(rank[i] >= 1 && rank[i] <= k);
		inverse += 1.0 / (double)rank[i];
	}
	for (size_t t = 0; t < n_thetas; t++)
		ln_e[t] = theta[t] * inverse - (double)n * ln_mean_exp(theta[t], k);
	mean = sequential_ln_mean(ln_e, n_thetas);
	mem_free(ln_e);
	return mean;
}

double rank_bet_half_kept(double ln_e)
{
	const double both[] = {0.0, ln_e};

	return sequential_ln_mean(both, 2);
}

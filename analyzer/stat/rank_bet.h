/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/rank_bet.h: evidence from ranks that are uniform under the null (METHODS 5.4):
 * where one value falls among k - 1 exchangeable ones, ties broken at random. Ranks run
 * from 1, which speaks against the null most, to k. Knows nothing of what is ranked.
 */
#ifndef STAT_RANK_BET_H
#define STAT_RANK_BET_H

#include <stddef.h>

/*
 * P(sum of n independent ranks <= sum), exact by convolution: O(n sum) time. Rounds to 0
 * below 1e-308. k >= 1 (asserted).
 */
double rank_bet_sum_p(size_t n, size_t k, size_t sum);

/* The bet b_theta(r) = k exp(theta / r) / sum_s exp(theta / s), r = 1 .. k, into
 * bet[r - 1]: its mean under the null is 1, and theta 0 bets nothing. */
void rank_bet_theta(double theta, size_t k, double *bet);

/*
 * ln e-value of n ranks under one bet for all: sum ln bet[rank - 1]. An e-value when
 * bet >= 0 has mean at most 1. Ranks are 1 .. k (asserted).
 */
double rank_bet_ln_e(const size_t *rank, size_t n, const double *bet, size_t k);

/*
 * The same under an equal mixture of bets with these n_thetas >= 1 values, fixed before
 * the data are seen: ln of the mean of their e-values. A mixture costs ln n_thetas at
 * most against the best of them, where one bold bet may lose everything.
 */
double rank_bet_mixture_ln_e(const size_t *rank, size_t n, size_t k, const double *theta,
			     size_t n_thetas);

/* METHODS 9's mixture. */
#define RANK_BET_N_THETAS 6
extern const double rank_bet_thetas[RANK_BET_N_THETAS];

/* ln(1/2 + e/2): half the stake is kept, so that evidence for the null ends at a factor
 * of 1/2. Still an e-value, which max(e, 1/2) is not. */
double rank_bet_half_kept(double ln_e);

#endif

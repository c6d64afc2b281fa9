/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/beta_binomial.h: hits among trials when the rate differs from source to source as
 * a Beta(a, b) (PEERS S1, METHODS 6): whose rate is it? Knows nothing of what is hit.
 */
#ifndef STAT_BETA_BINOMIAL_H
#define STAT_BETA_BINOMIAL_H

#include <stddef.h>

#include "base/err.h"

/* Both above 0. The mean rate is a / (a + b); two trials of one source correlate with
 * 1 / (a + b + 1). */
struct beta {
	double a, b;
};

struct hits {
	size_t k, n; /* k <= n */
};

/* ln P(k of n): ln C(n, k) + ln B(k + a, n - k + b) - ln B(a, b).
 * O(n) time, so that no digit is lost to the size of a + b. */
double beta_binomial_ln_p(struct hits hits, struct beta beta);

/* P(K >= k), exact; O(n (n - k)) time. */
double beta_binomial_at_least(struct hits hits, struct beta beta);

/* log10 of P(hits | h1) / P(hits | h2); C(n, k) cancels. Of a source of unknown rate:
 * hits of one source must come as one pair, not be multiplied up from parts. */
double beta_binomial_llr10(struct hits hits, struct beta h1, struct beta h2);

/* The posterior odds, log10, that such a ratio makes of prior ones, and the probability
 * they stand for. Never to be given without the prior. */
double beta_binomial_posterior_odds10(double prior_odds10, double llr10);
double beta_binomial_probability(double odds10);

/*
 * What n_sources sources say of the rate of another one.
 *
 * pooled  the posterior of one rate for all, Jeffreys' prior: Beta(1/2 + sum k,
 *         1/2 + sum (n - k)). Too sure as soon as sources differ.
 * fit     moments: mean m = (1/2 + sum k) / (1 + sum n), correlation r by analysis of
 *         variance (Ridout et al. 1999), (B - W) / (B + (n0 - 1) W) with the mean squares
 *         between and within sources and n0 = (N - sum n^2 / N) / (J - 1). a + b =
 *         (1 - r) / r, held between 1, where the rate is as good as unknown, and the
 *         1 + sum n of `pooled`, which it equals when sources differ no more than
 *         chance has it.
 *
 * ERR_DATA when fewer than two sources have trials, or no source more than one.
 */
struct beta beta_binomial_pooled(const struct hits *source, size_t n_sources);
int beta_binomial_fit(const struct hits *source, size_t n_sources, struct beta *out,
		      struct err *err) MUST_CHECK;

#endif

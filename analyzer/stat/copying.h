/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/copying.h: answer-copying statistics, from examination forensics (METHODS 4): do
 * two answer sheets agree more often than two independent ones would, item by item?
 * Knows nothing of how the probabilities of an item were come by. Probabilities are in
 * [0, 1]; nothing here can fail.
 */
#ifndef STAT_COPYING_H
#define STAT_COPYING_H

#include <stddef.h>

/* Probability that two independent answers to an item are the same option:
 * sum_o p[o] q[o], over n_options. */
double copying_match(const double *p, const double *q, size_t n_options);

/* The same when neither is the key, the right option: sum over the wrong ones of
 * p[o] q[o] / [(1 - p[key]) (1 - q[key])]. 1 when one of them is never wrong, so that an
 * item which should not have been asked about proves nothing. */
double copying_wrong_match(const double *p, const double *q, size_t n_options,
			   size_t key);

/* GBT (van der Linden and Sotaridona 2006): exact P(M >= m) of M matches among n
 * independent items, item i matching with probability match[i], as copying_match gives
 * it. M is Poisson-binomial; digits and time are lattice_at_least's. */
double copying_gbt_p(const double *match, size_t n, size_t m);

/*
 * Omega (Wollack 1997): (m - mu) / sigma with mu = sum match, sigma^2 = sum match
 * (1 - match); match[i] is the copier's probability of the option the source chose. Its
 * normal tail 1 - Phi(omega) is far too small where the exact one is small: a rank, not
 * a p-value. With sigma 0: 0 when m is mu, else +-inf.
 */
double copying_omega(const double *match, size_t n, size_t m);

/*
 * Chance-adjusted agreement (observed - expected) / (1 - expected), expected < 1. What is
 * expected of sheets right on shares a and b of the items is a b + (1 - a) (1 - b) c: for
 * CAPA (Goel et al. 2025) c is the mean over items of 1 / wrong options, and observed the
 * mean of copying_match; for error consistency (Geirhos et al. 2020) c is 1, and observed
 * the share of items both right or both wrong. Both take wrong options as equally likely:
 * a popular one raises the value for every pair.
 */
double copying_expected(double a, double b, double c);
double copying_kappa(double observed, double expected);

/*
 * K-index (Holland 1996): P(Bin(w, p) >= m), m same wrong answers among the w that the
 * source got wrong; p is the mean over examinees with as many wrong answers as the
 * suspected copier of their own such matches / w. w >= 1 and n_peers >= 1 (asserted).
 */
double copying_k_share(const size_t *peer_matches, size_t n_peers, size_t w);
double copying_k_p(size_t m, size_t w, double share);

/*
 * M4 (Maynes 2014): matches on right and on wrong answers apart. Independent items; item
 * i gives a same right answer with probability right[i], a same wrong one with wrong[i],
 * else none; their sum is at most 1. Counts so far out that all of them together are
 * less probable than COPYING_M4_LEAST are left out. O(n^2) time.
 */
#define COPYING_M4_LEAST 1e-12
struct copying_m4 {
	double *pmf;   /* [r * width + w]: P(r right and w wrong) */
	double *upper; /* the same for at least r and at least w */
	size_t height, width;
};
void copying_m4_init(struct copying_m4 *m4, const double *right, const double *wrong,
		     size_t n);
/* The p-value of (r, w): the probability of all outcomes whose upper corner is no more
 * probable than that of (r, w). COPYING_M4_LEAST when it is below that. */
double copying_m4_p(const struct copying_m4 *m4, size_t r, size_t w);
void copying_m4_clear(struct copying_m4 *m4);

#endif

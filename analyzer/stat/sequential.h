/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/sequential.h: tests that may be looked at while the data come in (METHODS 3):
 * Wald's probability ratio test, and e-values, whose running product may be stopped at
 * any time. Evidence travels as natural logs. Knows nothing of what is observed.
 */
#ifndef STAT_SEQUENTIAL_H
#define STAT_SEQUENTIAL_H

#include <stddef.h>

/* Kullback-Leibler divergence of coins, in nats a toss: p ln(p/q) + (1-p)
 * ln((1-p)/(1-q)), p in [0, 1], q in (0, 1). */
double sequential_kl(double p, double q);

/*
 * Wald 1945, two simple hypotheses: go on while ln_b < ln LR < ln_a, ln LR that of H1
 * against H0; ln_a = ln((1-beta)/alpha), ln_b = ln(beta/(1-alpha)). Both error rates in
 * (0, 1), their sum below 1 (asserted). The rates are met nearly: P(false H1) is at most
 * alpha / (1 - beta), P(false H0) at most beta / (1 - alpha).
 */
struct sprt {
	double alpha, beta;
	double ln_a, ln_b;
};
struct sprt sequential_sprt(double alpha, double beta);

/* Wald's mean number of tosses of a coin, p0 under H0 and p1 under H1, both in (0, 1)
 * and not equal; overshoot neglected, so somewhat low. */
void sequential_sprt_mean_n(const struct sprt *sprt, double p0, double p1,
			    double *n_under_h0, double *n_under_h1);

/* What the fixed-sample test of the same error rates needs, by the normal
 * approximation: [(z_a sqrt(p0 q0) + z_b sqrt(p1 q1)) / (p1 - p0)]^2, not rounded. */
double sequential_fixed_n(double alpha, double beta, double p0, double p1);

/*
 * ln e-value of the Krichevsky-Trofimov bettor against a coin of p0 in (0, 1), 1/2 for
 * signs, after `hits` and `misses` in any order: a Beta(1/2, 1/2) mixture over all coins,
 * B(hits + 1/2, misses + 1/2) / [B(1/2, 1/2) p0^hits (1 - p0)^misses]. Two-sided.
 */
double sequential_kt_ln_e(size_t hits, size_t misses, double p0);

/*
 * p-to-e calibrators: ln e of a p in [0, 1], valid for any valid p.
 * integrated  (1 - p + p ln p) / (p ln^2 p), all powers mixed; 1/2 at p = 1
 * power       kappa p^(kappa - 1), kappa in (0, 1); 1/2 is usual
 * -1 / (e p ln p) is an upper bound of all calibrators and no e-value.
 */
double sequential_ln_e_integrated(double p);
double sequential_ln_e_power(double p, double kappa);

/*
 * An e-process: the product of e-values, each valid given all before it. By Ville's
 * inequality P(it ever reaches 1/alpha) <= alpha under the null, whenever one stops and
 * for whatever reason.
 */
struct e_process {
	double ln_e;   /* now */
	double ln_max; /* the largest yet, 0 before the first */
	size_t n;
};
#define E_PROCESS_INIT                                                                   \
	{                                                                                \
		0.0, 0.0, 0                                                              \
	}

/* Multiply by one more e-value; -inf (e = 0) ends all hope, NaN is asserted against. */
void sequential_bet(struct e_process *process, double ln_e);

/* Move to a new value of a process that is computed as a whole, as the KT bettor is. */
void sequential_move(struct e_process *process, double ln_e);

/* Anytime-valid p: min(1, 1 / largest). Reject at alpha when p <= alpha. */
double sequential_p(const struct e_process *process);

/* ln of the mean of e-values, an e-value under arbitrary dependence; n >= 1. */
double sequential_ln_mean(const double *ln_e, size_t n);

#endif

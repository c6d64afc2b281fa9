/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/stopping.h: may the collection end, now that it was looked at? Pure: from the
 * looks made so far to a decision with its reason. Knows nothing of answers or cases.
 *
 * What is promised. A suspect that learned from nobody is ever decided for H1 with
 * probability at most alpha, one that learned from the teacher ever for H2 with at most
 * beta, however often it was looked at.
 *
 * Why it holds. A calibrated likelihood ratio has mean 1 under H2, and so is an e-value
 * at the look it was learned for; learned anew at every look it is no martingale, and
 * Ville's inequality does not reach over looks. So looks are paid for: at most n_looks
 * are planned, each with a weight that was fixed beforehand, w_k in proportion to 1/k,
 * summing to 1. The weighted sum of the looks' ratios is an e-value for any dependence
 * between them (Vovk and Wang 2021, E-values, Annals of Statistics 49: the mean), it
 * only grows from look to look, and so Markov's inequality on its last value covers all:
 *
 *   E_k = sum over j <= k of w_j LR_j [low end of interval j > 0]
 *   P(any E_k >= 1/alpha | H2) = P(E_last >= 1/alpha | H2) <= alpha.
 *
 * Leaving out looks whose interval does not lie above 0 only makes it smaller, and so
 * does an upper bound; a lower one would not, and is never taken. To stop at look k costs
 * log10(H_last / H_k), H the harmonic number, against a single look. For H2 the same with
 * 1/LR, which has mean 1 under H1, and beta. e-processes against H2 that channels bring
 * (Ville 1939; Shafer 2021) enter as a mean with E_k, over a number of processes that was
 * fixed beforehand: a mean of e-processes is one.
 *
 * On top of that, and only making it harder: this look and the one before must not speak
 * against the decision, and there are no decisions below FINDING_LEAST_PROMPTS prompts.
 *
 * It is as good as the calibration: where ratios are too large by a factor, so is the
 * error rate. A ratio that its population bounds below 1/alpha can never decide.
 */
#ifndef EVIDENCE_STOPPING_H
#define EVIDENCE_STOPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define STOPPING_ALPHA .1
#define STOPPING_BETA .2
#define STOPPING_MAX_E 16

struct stopping_rule {      /* fixed before the first question */
	double alpha, beta; /* in (0, 1) */
	size_t n_looks;     /* planned, at least 1 */
	bool has_lr;        /* may a look have a likelihood ratio? */
	size_t n_e;         /* e-processes against H2; with has_lr at least one source */
};

struct stopping_look {
	size_t n_prompts;               /* asked of all models */
	double llr10;                   /* bounded; NaN: there is none */
	double interval[2];             /* of it */
	double bound[2];                /* what the population supports; NaN: not known */
	double log10_e[STOPPING_MAX_E]; /* [rule.n_e]; NaN: silent, counts as 0 */
};

enum stopping_decision {
	STOPPING_GO_ON,
	STOPPING_H1,
	STOPPING_H2,
	STOPPING_EXHAUSTED, /* the last look, and nothing decided */
};

struct stopping_state {
	enum stopping_decision decision;
	double log10_e_h1; /* for H1, against H2; -inf: none. Decided at -log10(alpha) */
	double log10_e_h2; /* for H2, against H1. Decided at -log10(beta) */
	/* Could it still be decided, if every look to come stood at the last bound? True
	 * while no bound is known. */
	bool reachable_h1, reachable_h2;
};

/* The weight of look 1 .. n_looks. */
double stopping_weight(const struct stopping_rule *rule, size_t look);
/* After n >= 1 looks, the newest last. */
struct stopping_state stopping_decide(const struct stopping_rule *rule,
				      const struct stopping_look *looks, size_t n);
/* "go on", "H1", "H2", "exhausted": as results name it. */
const char *stopping_decision_name(enum stopping_decision decision);
/* The decision's reason, a sentence without its full stop. */
void stopping_reason(const struct stopping_rule *rule, const struct stopping_look *looks,
		     size_t n, const struct stopping_state *state, struct buf *out);

/*
 * How early one may hope to stop, when the natural log of a calibrated ratio is normal
 * with variance variance[look - 1] (rising) and mean half of it for H1, minus half for H2
 * (METHODS, TV-9), bounded, with intervals taken as narrow: mean over n_paths simulated
 * cases.
 */
struct stopping_expected {
	double mean_look;                     /* the look at which it ends */
	double share[STOPPING_EXHAUSTED + 1]; /* of each decision */
};
void stopping_expect(const struct stopping_rule *rule, const double *variance,
		     const double bound[2], bool h1, size_t n_paths, uint64_t seed,
		     struct stopping_expected *out);

#endif

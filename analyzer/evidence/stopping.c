/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/stopping.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"
#include "evidence/finding.h"
#include "stat/rng.h"
#include "stat/sequential.h"

static double harmonic(size_t n)
{
	double sum = 0;

	for (size_t k = 1; k <= n; k++)
		sum += 1 / (double)k;
	return sum;
}

double stopping_weight(const struct stopping_rule *rule, size_t look)
{
	return 1 / (double)look / harmonic(rule->n_looks);
}

/* +1: the whole interval speaks for H1, -1: for H2, 0: for neither. */
static int side_of(const struct stopping_look *look)
{
	if (isnan(look->llr10) || look->n_prompts < FINDING_LEAST_PROMPTS)
		return 0;
	return look->interval[0] > 0 ? 1 : look->interval[1] < 0 ? -1 : 0;
}

/* The weighted sum of ratios of the looks that speak for that side. */
static double paid_sum(const struct stopping_rule *rule,
		       const struct stopping_look *looks, size_t n, int side)
{
	double sum = 0;

	for (size_t k = 0; k < n; k++)
		if (side_of(&looks[k]) == side)
			sum += stopping_weight(rule, k + 1) *
			       pow(10, side * looks[k].llr10);
	return sum;
}

/* With `lr` of the ratios, the mean over all sources as they stand at the look. */
static double with_processes(const struct stopping_rule *rule,
			     const struct stopping_look *look, double lr)
{
	double ln_e[STOPPING_MAX_E + 1];
	size_t n = 0;

	assert(rule->n_e <= STOPPING_MAX_E && (rule->has_lr || rule->n_e));
	if (rule->has_lr)
		ln_e[n++] = log(lr);
	for (size_t i = 0; i < rule->n_e; i++, n++) {
		ln_e[n] = look->log10_e[i] * log(10);
		if (isnan(ln_e[n]))
			ln_e[n] = -INFINITY;
	}
	return sequential_ln_mean(ln_e, n) / log(10);
}

/* Neither this look nor the one before speaks against that side, or is undecided where
 * it has a ratio at all. */
static bool agree(const struct stopping_rule *rule, const struct stopping_look *looks,
		  size_t n, int side)
{
	if (n < 2 && rule->n_looks > 1)
		return false;
	for (size_t k = n > 2 ? n - 2 : 0; k < n; k++)
		if (!isnan(looks[k].llr10) && side_of(&looks[k]) != side)
			return false;
	return looks[n - 1].n_prompts >= FINDING_LEAST_PROMPTS;
}

/* What the looks to come could add at most. */
static double still_to_come(const struct stopping_rule *rule, size_t n, double log10_most)
{
	double left = 0;

	for (size_t k = n + 1; k <= rule->n_looks; k++)
		left += stopping_weight(rule, k);
	return left * pow(10, log10_most);
}

struct stopping_state stopping_decide(const struct stopping_rule *rule,
				      const struct stopping_look *looks, size_t n)
{
	const struct stopping_look *last = &looks[n - 1];
	double h1 = paid_sum(rule, looks, n, 1), h2 = paid_sum(rule, looks, n, -1);
	double need_h1 = -log10(rule->alpha), need_h2 = -log10(rule->beta);
	struct stopping_state state = {.decision = STOPPING_GO_ON};

	assert(n >= 1 && n <= rule->n_looks);
	state.log10_e_h1 = with_processes(rule, last, h1);
	/* Nothing but the ratio speaks against H1. */
	state.log10_e_h2 = log10(h2);
	state.reachable_h1 =
		isnan(last->bound[1]) ||
		with_processes(rule, last, h1 + still_to_come(rule, n, last->bound[1])) >=
			need_h1;
	state.reachable_h2 =
		isnan(last->bound[0]) ||
		log10(h2 + still_to_come(rule, n, -last->bound[0])) >= need_h2;
	if (state.log10_e_h1 >= need_h1 && agree(rule, looks, n, 1))
		state.decision = STOPPING_H1;
	else if (state.log10_e_h2 >= need_h2 && agree(rule, looks, n, -1))
		state.decision = STOPPING_H2;
	else if (n == rule->n_looks)
		state.decision = STOPPING_EXHAUSTED;
	return state;
}

const char *stopping_decision_name(enum stopping_decision decision)
{
	static const char *const names[] = {
		[STOPPING_GO_ON] = "go on",
		[STOPPING_H1] = "H1",
		[STOPPING_H2] = "H2",
		[STOPPING_EXHAUSTED] = "exhausted",
	};

	return names[decision];
}

static void e_add(double log10_e, struct buf *out)
{
	buf_printf(out, "%.3g", pow(10, log10_e));
}

/* How far it is from both decisions. */
static void add_distance(const struct stopping_rule *rule,
			 const struct stopping_state *state, struct buf *out)
{
	buf_str_add(out, "the e-value for H1 is ");
	e_add(state->log10_e_h1, out);
	buf_printf(out, " of %.3g, that for H2 ", 1 / rule->alpha);
	e_add(state->log10_e_h2, out);
	buf_printf(out, " of %.3g", 1 / rule->beta);
	if (!state->reachable_h1 || !state->reachable_h2)
		buf_printf(out,
			   "; within its bound the likelihood ratio can no longer "
			   "decide for %s",
			   state->reachable_h1   ? "H2"
			   : state->reachable_h2 ? "H1"
						 : "either");
}

void stopping_reason(const struct stopping_rule *rule, const struct stopping_look *looks,
		     size_t n, const struct stopping_state *state, struct buf *out)
{
	switch (state->decision) {
	case STOPPING_H1:
		buf_printf(out, "after %zu of at most %zu looks the e-value for H1 is ",
			   n, rule->n_looks);
		e_add(state->log10_e_h1, out);
		buf_printf(out,
			   ", at least 1/alpha = %.3g: a suspect that learned from "
			   "nobody comes so far in at most %.3g %% of cases",
			   1 / rule->alpha, 100 * rule->alpha);
		return;
	case STOPPING_H2:
		buf_printf(out, "after %zu of at most %zu looks the e-value for H2 is ",
			   n, rule->n_looks);
		e_add(state->log10_e_h2, out);
		buf_printf(out,
			   ", at least 1/beta = %.3g: a suspect that learned from the "
			   "teacher comes so far in at most %.3g %% of cases",
			   1 / rule->beta, 100 * rule->beta);
		return;
	case STOPPING_EXHAUSTED:
		buf_str_add(out, "all is asked and nothing is decided: ");
		add_distance(rule, state, out);
		return;
	case STOPPING_GO_ON:
		break;
	}
	if (looks[n - 1].n_prompts < FINDING_LEAST_PROMPTS)
		buf_printf(out, "fewer than %d prompts decide nothing",
			   FINDING_LEAST_PROMPTS);
	else
		add_distance(rule, state, out);
}

static double held(double x, const double bound[2])
{
	return x < bound[0] ? bound[0] : x > bound[1] ? bound[1] : x;
}

/* One case's looks from the first on; returns how many it took. */
static size_t walk(const struct stopping_rule *rule, const double *variance,
		   const double bound[2], bool h1, struct rng *rng,
		   struct stopping_look *looks, enum stopping_decision *decision)
{
	double drift = h1 ? .5 : -.5, at = 0, before = 0;

	for (size_t k = 0; k < rule->n_looks; k++) {
		double step = fmax(variance[k] - before, 0);
		double llr10;

		before += step;
		at += drift * step + sqrt(step) * rng_normal(rng);
		llr10 = held(at / log(10), bound);
		looks[k] = (struct stopping_look){.n_prompts = FINDING_LEAST_PROMPTS,
						  .llr10 = llr10,
						  .interval = {llr10, llr10},
						  .bound = {bound[0], bound[1]}};
		for (size_t i = 0; i < rule->n_e; i++)
			looks[k].log10_e[i] = NAN;
		*decision = stopping_decide(rule, looks, k + 1).decision;
		if (*decision != STOPPING_GO_ON)
			return k + 1;
	}
	return rule->n_looks;
}

void stopping_expect(const struct stopping_rule *rule, const double *variance,
		     const double bound[2], bool h1, size_t n_paths, uint64_t seed,
		     struct stopping_expected *out)
{
	struct stopping_look *looks = MEM_ARRAY(rule->n_looks, struct stopping_look);

	*out = (struct stopping_expected){.mean_look = 0};
	for (size_t i = 0; i < n_paths; i++) {
		struct rng rng = rng_stream(seed, h1, i, 0);
		enum stopping_decision decision = STOPPING_EXHAUSTED;

		out->mean_look +=
			(double)walk(rule, variance, bound, h1, &rng, looks, &decision) /
			(double)n_paths;
		out->share[decision] += 1 / (double)n_paths;
	}
	mem_free(looks);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * p-values under their own nulls, 500 runs each with ASSAY_LONG=1 and 100 without. Where
 * a p-value is exact and continuous it is uniform (Kolmogorov-Smirnov at .01). Where it
 * is the largest of several, or takes few values, it may be too large and never too
 * small: P(p <= a) is at most a, within the one-sided bound at .01. The rank of a placebo
 * is in prop_evidence, choice and equality in prop_repeated, quiz in test_channel_quiz.
 */
#include <stdio.h>
#include <stdlib.h>

#include "stat/combine.h"
#include "stat/dist.h"
#include "stat/perm.h"
#include "stat/rng.h"
#include "stat/sum.h"
#include "unit/hand.h"

#define MOST_RUNS 500
#define QUICK_RUNS 100
#define N_THINGS 14
#define N_FIRST 6
#define N_STRATA 8

static size_t n_runs(void)
{
	return getenv("ASSAY_LONG") ? MOST_RUNS : QUICK_RUNS;
}

/* One p-value of one run under the null; NaN: this run had too little to say. */
typedef double null_fn(uint64_t run);

static double split_p(uint64_t run, size_t n, size_t n_first, size_t n_perm)
{
	struct rng rng = rng_stream(run, n, n_perm, 1);
	double x[N_THINGS], distance[N_THINGS * N_THINGS];
	struct perm_result out;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < n; i++)
		x[i] = rng_normal(&rng);
	for (size_t i = 0; i < n * n; i++)
		distance[i] = fabs(x[i / n] - x[i % n]);
	assert_int_equal(perm_split(distance, n, n_first, n_perm, run, &out, &err), 0);
	return out.p;
}

static double random_splits(uint64_t run)
{
	return split_p(run, N_THINGS, N_FIRST, 499);
}

static double all_splits(uint64_t run)
{
	return split_p(run, 11, 5, 1000); /* of 462 */
}

/* Mean of the things named less the mean of all. */
static double higher(const void *ctx, const size_t *part, size_t *scratch)
{
	const double *x = ctx;
	double sum = 0, all = 0;

	(void)scratch;
	for (size_t i = 0; i < N_FIRST; i++)
		sum += x[part[i]] / N_FIRST;
	for (size_t i = 0; i < N_THINGS; i++)
		all += x[i] / N_THINGS;
	return sum - all;
}

/* Strata differ; groups within them do not. */
static double strata(uint64_t run)
{
	struct rng rng = rng_stream(run, 2, 0, 0);
	double x[N_STRATA][N_THINGS];
	struct perm_stratum stratum[N_STRATA];
	struct perm_result out;

	for (size_t s = 0; s < N_STRATA; s++) {
		double level = 10 * rng_normal(&rng);

		for (size_t i = 0; i < N_THINGS; i++)
			x[s][i] = level + rng_normal(&rng);
		stratum[s] = (struct perm_stratum){N_THINGS, N_FIRST, higher, x[s], 10};
	}
	perm_strata(stratum, N_STRATA, 499, run, &out);
	return out.p;
}

static double predictive(uint64_t run)
{
	struct rng rng = rng_stream(run, 3, 0, 0);
	size_t n = 3 + run % 6;
	double x[8], mean, sd;

	for (size_t i = 0; i < n; i++)
		x[i] = rng_normal(&rng);
	sum_mean_sd(x, n, &mean, &sd);
	return exp(dist_normal_ln_q(dist_t_predictive_z(rng_normal(&rng), mean, sd, n)));
}

static void eight(uint64_t run, double *p)
{
	struct rng rng = rng_stream(run, 4, 0, 0);

	for (size_t i = 0; i < 8; i++)
		p[i] = rng_uniform(&rng);
}

static double fisher(uint64_t run)
{
	double p[8];

	eight(run, p);
	return combine_fisher(p, 8).p;
}

static double stouffer(uint64_t run)
{
	double p[8];

	eight(run, p);
	return combine_stouffer(p, 8).p;
}

static double acat(uint64_t run)
{
	double p[8];

	eight(run, p);
	return combine_acat(p, 8).p;
}

static double simes(uint64_t run)
{
	double p[8];

	eight(run, p);
	return combine_simes(p, 8);
}

/* Models 0 .. 8 are alike, 7 is the suspect and 8 the teacher. */
#define N_MODELS 9
static const char *const names[N_MODELS] = {"m0", "m1", "m2", "m3", "m4",
					    "m5", "m6", "m7", "m8"};

static void say_once(struct hand *h, size_t model, size_t prompt, const char *text)
{
	char id[16];

	(void)snprintf(id, sizeof(id), "p%03zu", prompt);
	say(h, names[model], id, &text, 1);
}

static double p_of(struct hand *h, const char *channel, const char *key)
{
	struct json *out = examine(h, channel, 7, 8);
	double p = number(out, key);

	json_free(out);
	answers_free(h->answers);
	return p;
}

/* Prompts tempt all alike, and models are more or less ready to decline. */
static double refusal_p(uint64_t run, const char *key)
{
	struct rng rng = rng_stream(run, 5, 0, 0);
	double ease[N_MODELS];
	struct hand h;

	hand_open(&h, "A request.");
	for (size_t m = 0; m < N_MODELS; m++)
		ease[m] = .7 * rng_normal(&rng);
	for (size_t p = 0; p < 60; p++) {
		double tempting = 1.5 * rng_normal(&rng);

		for (size_t m = 0; m < N_MODELS; m++) {
			bool no = rng_uniform(&rng) < 1 / (1 + exp(-tempting - ease[m]));

			say_once(&h, m, p,
				 no ? "I'm sorry, but I can't help with that."
				    : "Of course, here it is: first take a bowl.");
		}
	}
	return p_of(&h, "refusal", key);
}

static double refusal(uint64_t run)
{
	return refusal_p(run, "p");
}

static double refusal_teachers(uint64_t run)
{
	return refusal_p(run, "p_placebo_teachers");
}

/* Nobody learned of the teacher; who claims its name does so at a rate of its own. */
static double identity(uint64_t run)
{
	struct rng rng = rng_stream(run, 6, 0, 0);
	struct hand h;

	hand_open(&h, "Who are you?");
	h.vendor[8] = "OpenAI";
	for (size_t m = 0; m < N_MODELS; m++) {
		double rate = rng_beta(&rng, 1, 9);

		for (size_t p = 0; p < 20; p++)
			say_once(&h, m, p,
				 rng_uniform(&rng) < rate ? "I am ChatGPT."
							  : "I am an assistant.");
	}
	return p_of(&h, "identity", "p");
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static const struct {
	const char *name;
	null_fn *p;
	bool uniform; /* else never too small */
} nulls[] = {
	{"permutations, random splits", random_splits, true},
	{"permutations, all splits", all_splits, true},
	{"permutations within strata", strata, true},
	{"Student's predictive tail", predictive, true},
	{"Fisher", fisher, true},
	{"Stouffer", stouffer, true},
	{"ACAT", acat, true},
	{"Simes", simes, true},
	{"refusal", refusal, false},
	{"refusal, placebo teachers", refusal_teachers, false},
	{"identity", identity, false},
};

static void p_values_keep_to_their_nulls(void **state)
{
	size_t n = n_runs();
	double limit = sqrt(log(100) / (2. * (double)n));
	size_t n_failed = 0;

	(void)state;
	for (size_t k = 0; k < sizeof(nulls) / sizeof(*nulls); k++) {
		double p[MOST_RUNS], excess = 0, ks;
		size_t got = 0;
		bool good;

		for (uint64_t run = 0; got < n; run++) {
			p[got] = nulls[k].p(run);
			got += isnan(p[got]) ? 0 : 1;
			assert_true(run < 3 * n);
		}
		qsort(p, n, sizeof(*p), by_value);
		for (size_t i = 0; i < n; i++)
			excess = fmax(excess, (double)(i + 1) / (double)n - p[i]);
		ks = dist_ks_uniform_p(p, n, NULL);
		good = nulls[k].uniform ? ks > .01 : excess < limit;
		n_failed += !good;
		print_message(
			"# %-28s %zu runs, KS p %.3f, too small by %.3f of %.3f%s\n",
			nulls[k].name, n, ks, fmax(0, excess), limit,
			good ? "" : " FAILS");
	}
	assert_int_equal(n_failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p_values_keep_to_their_nulls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/beta_binomial.c: see stat/beta_binomial.h. */
#include "stat/beta_binomial.h"

#include <assert.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "stat/sum.h"

/* ln B(k + a, n - k + b) - ln B(a, b), of one order of hits and misses, drawn one after
 * another. The difference of two ln B loses its digits as soon as a + b is large. */
static double ln_sequence(struct hits hits, struct beta beta)
{
	struct sum ln_p = SUM_INIT;
	double n = beta.a + beta.b;

	assert(hits.k <= hits.n && beta.a > 0.0 && beta.b > 0.0);
	for (size_t i = 0; i < hits.k; i++)
		sum_add(&ln_p, log((beta.a + (double)i) / (n + (double)i)));
	for (size_t i = hits.k; i < hits.n; i++)
		sum_add(&ln_p, log((beta.b + (double)(i - hits.k)) / (n + (double)i)));
	return sum_value(&ln_p);
}

double beta_binomial_ln_p(struct hits hits, struct beta beta)
{
	return gsl_sf_lnchoose((unsigned int)hits.n, (unsigned int)hits.k) +
	       ln_sequence(hits, beta);
}

double beta_binomial_at_least(struct hits hits, struct beta beta)
{
	double p = 0.0;

	if (hits.k == 0)
		return 1.0;
	for (size_t k = hits.n; k >= hits.k; k--)
		p += exp(beta_binomial_ln_p((struct hits){k, hits.n}, beta));
	return fmin(p, 1.0);
}

double beta_binomial_llr10(struct hits hits, struct beta h1, struct beta h2)
{
	return (ln_sequence(hits, h1) - ln_sequence(hits, h2)) / M_LN10;
}

double beta_binomial_posterior_odds10(double prior_odds10, double llr10)
{
	return prior_odds10 + llr10;
}

double beta_binomial_probability(double odds10)
{
	return 1.0 / (1.0 + exp(-odds10 * M_LN10));
}

struct beta beta_binomial_pooled(const struct hits *source, size_t n_sources)
{
	struct beta beta = {0.5, 0.5};

	for (size_t i = 0; i < n_sources; i++) {
		beta.a += (double)source[i].k;
		beta.b += (double)(source[i].n - source[i].k);
	}
	return beta;
}

int beta_binomial_fit(const struct hits *source, size_t n_sources, struct beta *out,
		      struct err *err)
{
	double hits = 0.0, trials = 0.0, trials2 = 0.0, shares = 0.0, j = 0.0;
	double between, within, n0, spread, precision;
	struct beta pooled = beta_binomial_pooled(source, n_sources);

	*out = pooled;
	for (size_t i = 0; i < n_sources; i++) {
		double k = (double)source[i].k, n = (double)source[i].n;

		if (source[i].n == 0)
			continue;
		hits += k;
		trials += n;
		trials2 += n * n;
		shares += k * k / n;
		j += 1.0;
	}
	if (j < 2.0 || trials <= j)
		return err_set(
			err, ERR_DATA,
			"how much a rate differs between sources needs two of them "
			"and several trials of each; there are %.0f with %.0f",
			j, trials);
	between = fmax(0.0, (shares - hits * hits / trials) / (j - 1.0));
	within = fmax(0.0, (hits - shares) / (trials - j));
	n0 = (trials - trials2 / trials) / (j - 1.0);
	spread = between - within;
	/* (1 - r) / r of r = spread / (between + (n0 - 1) within) is n0 within / spread
	 */
	precision = spread > 0.0 ? n0 * within / spread : HUGE_VAL;
	precision = fmax(1.0, fmin(precision, pooled.a + pooled.b));
	out->a = precision * pooled.a / (pooled.a + pooled.b);
	out->b = precision * pooled.b / (pooled.a + pooled.b);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/sequential.c: see stat/sequential.h. */
#include "stat/sequential.h"

#include <assert.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "stat/dist.h"

static double x_ln_ratio(double x, double y)
{
	return x > 0.0 ? x * log(x / y) : 0.0;
}

double sequential_kl(double p, double q)
{
	return x_ln_ratio(p, q) + x_ln_ratio(1.0 - p, 1.0 - q);
}

struct sprt sequential_sprt(double alpha, double beta)
{
	assert(alpha > 0.0 && beta > 0.0 && alpha + beta < 1.0);
	return (struct sprt){alpha, beta, log((1.0 - beta) / alpha),
			     log(beta / (1.0 - alpha))};
}

/* Wald's identity: the mean of ln LR where the test ends is the mean number of tosses
 * times what a toss gives. */
void sequential_sprt_mean_n(const struct sprt *sprt, double p0, double p1,
			    double *n_under_h0, double *n_under_h1)
{
	double a = sprt->alpha, b = sprt->beta;

	*n_under_h0 = (a * sprt->ln_a + (1.0 - a) * sprt->ln_b) / -sequential_kl(p0, p1);
	*n_under_h1 = ((1.0 - b) * sprt->ln_a + b * sprt->ln_b) / sequential_kl(p1, p0);
}

double sequential_fixed_n(double alpha, double beta, double p0, double p1)
{
	double root = (-dist_normal_quantile(alpha) * sqrt(p0 * (1.0 - p0)) -
		       dist_normal_quantile(beta) * sqrt(p1 * (1.0 - p1))) /
		      (p1 - p0);

	return root * root;
}

double sequential_kt_ln_e(size_t hits, size_t misses, double p0)
{
	double h = (double)hits, m = (double)misses;

	return gsl_sf_lnbeta(h + 0.5, m + 0.5) - log(M_PI) - h * log(p0) - m * log1p(-p0);
}

/* With l = -ln p it is (e^l - 1 - l) / l^2. */
double sequential_ln_e_integrated(double p)
{
	double l = -log(p);

	/* 1/2 + l/6 + l^2/24 + l^3/120, before the difference loses its digits */
	if (l < 1e-3)
		return log(0.5 + l * (1.0 / 6.0 + l * (1.0 / 24.0 + l / 120.0)));
	if (isinf(l))
		return HUGE_VAL;
	return l + log1p(-(1.0 + l) * exp(-l)) - 2.0 * log(l);
}

double sequential_ln_e_power(double p, double kappa)
{
	assert(kappa > 0.0 && kappa < 1.0);
	return log(kappa) + (kappa - 1.0) * log(p);
}

void sequential_move(struct e_process *process, double ln_e)
{
	assert(!isnan(ln_e));
	process->ln_e = ln_e;
	process->ln_max = fmax(process->ln_max, ln_e);
	process->n++;
}

void sequential_bet(struct e_process *process, double ln_e)
{
	/* What was lost stays lost, even against an infinite e-value. */
	sequential_move(process,
			isinf(process->ln_e) ? process->ln_e : process->ln_e + ln_e);
}

double sequential_p(const struct e_process *process)
{
	return exp(-process->ln_max);
}

double sequential_ln_mean(const double *ln_e, size_t n)
{
	double most = ln_e[0], total = 0.0;

	for (size_t i = 1; i < n; i++)
		most = fmax(most, ln_e[i]);
	if (isinf(most))
		return most;
	for (size_t i = 0; i < n; i++)
		total += exp(ln_e[i] - most);
	return most + log(total / (double)n);
}

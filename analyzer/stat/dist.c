/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/dist.c: see stat/dist.h. */
#include "stat/dist.h"

#include <assert.h>
#include <gsl/gsl_cblas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LN_HALF (-M_LN2)
#define LN_SQRT_2PI 0.91893853320467274178

double dist_normal_cdf(double z)
{
	return 0.5 * erfc(-z * M_SQRT1_2);
}

double dist_normal_quantile(double p)
{
	if (p <= 0.0)
		return -HUGE_VAL;
	if (p >= 1.0)
		return HUGE_VAL;
	return gsl_cdf_ugaussian_Pinv(p);
}

double dist_normal_ln_q(double z)
{
	double series = 0.0, term = 1.0;
	int k;

	if (z < -1.0)
		return log1p(-0.5 * erfc(-z * M_SQRT1_2));
	if (z < 25.0)
		return log(0.5 * erfc(z * M_SQRT1_2));
	/* Mills' ratio, 1/z (1 - 1/z^2 + 1*3/z^4 - ...): at 25 the tenth term is 1e-19.
	 */
	for (k = 1; k <= 10; k++) {
		series += term;
		term *= -(double)(2 * k - 1) / (z * z);
	}
	return -0.5 * z * z - log(z) - LN_SQRT_2PI + log(series);
}

/* Newton on the concave function ln Q, for the upper half. */
static double upper_z_of_ln_q(double ln_q)
{
	double z = sqrt(-2.0 * ln_q), ln_q_at_z, hazard, step;
	int i;

	if (ln_q > -700.0)
		return gsl_cdf_ugaussian_Qinv(exp(ln_q));
	for (i = 0; i < 20; i++) {
		ln_q_at_z = dist_normal_ln_q(z);
		hazard = exp(-0.5 * z * z - LN_SQRT_2PI - ln_q_at_z);
		step = (ln_q_at_z - ln_q) / hazard;
		z += step;
		if (fabs(step) <= 1e-15 * z)
			break;
	}
	return z;
}

double dist_normal_z_of_ln_q(double ln_q)
{
	double tail = ln_q > LN_HALF ? log(-expm1(ln_q)) : ln_q;
	double z;

	/* ln Q(40) is -804.6 */
	if (tail < dist_normal_ln_q(DIST_Z_MAX))
		z = DIST_Z_MAX;
	else
		z = upper_z_of_ln_q(tail);
	return ln_q > LN_HALF ? -z : z;
}

/*
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8)
 * by the modified Lentz algorithm; converges fast for x < (a + 1) / (a + b + 2).
 * I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) times it.
 */
static double beta_fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double c = 1.0, d = 0.0, value = 1.0, factor;
	int i;

	for (i = 0; i < 100000; i++) {
		int half = (i + 1) / 2;
		double m = half, term;

		if (i == 0)
			term = 1.0;
		else if (i % 2)
			term = -(a + m - 1.0) * (a + b + m - 1.0) * x /
			       ((a + 2.0 * m - 2.0) * (a + 2.0 * m - 1.0));
		else
			term = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
		d = 1.0 + term * d;
		d = 1.0 / (fabs(d) < tiny ? tiny : d);
		c = i == 0 ? 1.0 / tiny : 1.0 + term / c;
		c = fabs(c) < tiny ? tiny : c;
		factor = i == 0 ? d : c * d;
		value *= factor;
		if (i > 0 && fabs(factor - 1.0) < 1e-16)
			break;
	}
	return value;
}

/* ln Q of t >= 0: half of I_x(df/2, 1/2) at x = df / (df + t^2). */
static double t_ln_q_upper(double t, double df)
{
	double a = 0.5 * df, ratio = t * t / df, ln_x, ln_1_x, ln_front;

	if (t == 0.0)
		return LN_HALF;
	if (isinf(t))
		return -HUGE_VAL;
	/* t^2 overflows long before its logarithm does. */
	ln_x = isinf(ratio) ? log(df) - 2.0 * log(t) : -log1p(ratio);
	ln_1_x = isinf(ratio) ? 0.0 : 2.0 * log(t) - log(df) + ln_x;
	ln_front = a * ln_x + 0.5 * ln_1_x - gsl_sf_lnbeta(a, 0.5);
	if (exp(ln_x) < (a + 1.0) / (a + 2.5))
		return LN_HALF + ln_front - log(a) +
		       log(beta_fraction(a, 0.5, exp(ln_x)));
	return LN_HALF + log1p(-2.0 * exp(ln_front) * beta_fraction(0.5, a, exp(ln_1_x)));
}

double dist_t_ln_q(double t, double df)
{
	assert(df > 0.0);
	if (t < 0.0)
		return log1p(-exp(t_ln_q_upper(-t, df)));
	return t_ln_q_upper(t, df);
}

double dist_t_predictive_z(double x, double mean, double sd, size_t n)
{
	double t, z;

	assert(n >= 3 && sd >= 0.0);
	if (x == mean)
		return 0.0;
	/* With sd 0 the quotient is infinite, and z at its limit. */
	t = fabs(x - mean) / (sd * sqrt(1.0 + 1.0 / (double)n));
	z = dist_normal_z_of_ln_q(t_ln_q_upper(t, (double)(n - 1)));
	return x < mean ? -z : z;
}

double dist_chi2_p(double chi2, double df)
{
	return chi2 > 0.0 ? gsl_cdf_chisq_Q(chi2, df) : 1.0;
}

double dist_binomial_at_least(size_t k, size_t n, double p)
{
	if (k == 0)
		return 1.0;
	if (k > n)
		return 0.0;
	return gsl_cdf_beta_P(p, (double)k, (double)(n - k) + 1.0);
}

double dist_binomial_at_most(size_t k, size_t n, double p)
{
	if (k >= n)
		return 1.0;
	return gsl_cdf_beta_Q(p, (double)k + 1.0, (double)(n - k));
}

void dist_clopper_pearson(size_t k, size_t n, double level, double *lo, double *hi)
{
	double tail = 0.5 * (1.0 - level);

	assert(n >= 1 && k <= n && level > 0.0 && level < 1.0);
	*lo = 0.0;
	*hi = 1.0;
	if (k > 0)
		*lo = gsl_cdf_beta_Pinv(tail, (double)k, (double)(n - k) + 1.0);
	if (k < n)
		*hi = gsl_cdf_beta_Qinv(tail, (double)k + 1.0, (double)(n - k));
}

/* P(D+ >= d), one-sided and exact (Birnbaum and Tingey 1951). */
static double ks_one_sided(size_t n, double d)
{
	double dn = (double)n, total = 0.0;
	size_t j;

	for (j = 0; j < n; j++) {
		double up = d + (double)j / dn, ln_choose;

		if (up >= 1.0)
			break;
		ln_choose = gsl_sf_lnchoose((unsigned int)n, (unsigned int)j);
		total += exp(ln_choose + ((double)j - 1.0) * log(up) +
			     (dn - (double)j) * log1p(-up));
	}
	return d * total;
}

/* The m x m matrix of Marsaglia, Tsang and Wang (2003), n d = k - h, m = 2k - 1. */
static void ks_matrix(size_t m, double h, double *matrix)
{
	size_t i, j;

	for (i = 0; i < m; i++)
		for (j = 0; j < m; j++)
			matrix[i * m + j] = j <= i + 1 ? 1.0 : 0.0;
	for (i = 0; i < m; i++) {
		matrix[i * m] -= pow(h, (double)(i + 1));
		matrix[(m - 1) * m + i] -= pow(h, (double)(m - i));
	}
	if (h > 0.5)
		matrix[(m - 1) * m] += pow(2.0 * h - 1.0, (double)m);
	for (i = 0; i < m; i++)
		for (j = 0; j <= i + 1 && j < m; j++)
			matrix[i * m + j] /=
				exp(gsl_sf_lnfact((unsigned int)(i + 1 - j)));
}

/* Divide by the middle element and return its logarithm: powers would overflow. */
static double ks_rescale(double *matrix, size_t m)
{
	double middle = matrix[(m / 2) * m + m / 2];
	size_t i;

	for (i = 0; i < m * m; i++)
		matrix[i] /= middle;
	return log(middle);
}

static void ks_multiply(const double *a, const double *b, size_t m, double *out)
{
	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)m, (int)m,
		    1.0, a, (int)m, b, (int)m, 0.0, out, (int)m);
}

/* P(D < d), exact: n! / n^n times the middle of the n-th power of the matrix. */
static double ks_cdf(size_t n, double d)
{
	double nd = (double)n * d, ln_base, ln_power = 0.0, middle;
	size_t k = (size_t)nd + 1, m = 2 * k - 1, left;
	double *base = mem_alloc(m * m, sizeof(double));
	double *power = mem_zalloc(m * m, sizeof(double));
	double *next = mem_alloc(m * m, sizeof(double));
	size_t i;

	ks_matrix(m, (double)k - nd, base);
	ln_base = ks_rescale(base, m);
	for (i = 0; i < m; i++)
		power[i * m + i] = 1.0;
	for (left = n; left > 0; left /= 2) {
		if (left % 2) {
			ks_multiply(power, base, m, next);
			memcpy(power, next, m * m * sizeof(double));
			ln_power += ln_base + ks_rescale(power, m);
		}
		ks_multiply(base, base, m, next);
		memcpy(base, next, m * m * sizeof(double));
		ln_base = 2.0 * ln_base + ks_rescale(base, m);
	}
	middle = exp(ln_power + gsl_sf_lnfact((unsigned int)n) -
		     (double)n * log((double)n));
	free(base);
	free(power);
	free(next);
	return middle;
}

/* Kolmogorov's limit with the correction of Stephens (1970). */
static double ks_limit(size_t n, double d)
{
	double root = sqrt((double)n), y = (root + 0.12 + 0.11 / root) * d, p = 0.0;
	int k;

	for (k = 1; k <= 100; k++)
		p += (k % 2 ? 2.0 : -2.0) * exp(-2.0 * k * k * y * y);
	return p;
}

double dist_ks_uniform_p(const double *x, size_t n, double *statistic)
{
	double *sorted = mem_alloc(n, sizeof(*sorted)), d = 0.0, p;
	size_t i;

	assert(n >= 1);
	memcpy(sorted, x, n * sizeof(*sorted));
	gsl_sort(sorted, 1, n);
	for (i = 0; i < n; i++) {
		d = fmax(d, (double)(i + 1) / (double)n - sorted[i]);
		d = fmax(d, sorted[i] - (double)i / (double)n);
	}
	free(sorted);
	if (statistic)
		*statistic = d;
	/* Both sides at once is exp(-6 n d^2) of one side: 2e-8 from here on. */
	if (d >= 0.5 || (double)n * d * d >= 3.0)
		p = 2.0 * ks_one_sided(n, d);
	else if (n <= 2000)
		p = 1.0 - ks_cdf(n, d);
	else
		p = ks_limit(n, d);
	return fmin(1.0, fmax(0.0, p));
}

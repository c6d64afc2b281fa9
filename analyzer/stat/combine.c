/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/combine.c: see stat/combine.h. */
#include "stat/combine.h"

#include <assert.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"
#include "stat/sum.h"

#define EULER 0.57721566490153286061

struct combined combine_fisher(const double *p, size_t n)
{
	struct sum ln = SUM_INIT;
	double chi2;

	assert(n >= 1);
	for (size_t i = 0; i < n; i++)
		sum_add(&ln, log(p[i]));
	/* + 0: of ones it is not -0. */
	chi2 = -2.0 * sum_value(&ln) + 0.0;
	return (struct combined){chi2,
				 isinf(chi2) ? 0.0 : dist_chi2_p(chi2, 2.0 * (double)n)};
}

struct combined combine_stouffer(const double *p, size_t n)
{
	struct sum total = SUM_INIT;
	double z;

	assert(n >= 1);
	for (size_t i = 0; i < n; i++)
		sum_add(&total, dist_normal_z_of_ln_q(log(p[i])));
	z = sum_value(&total) / sqrt((double)n);
	return (struct combined){z, exp(dist_normal_ln_q(z))};
}

/* tan((1/2 - p) pi) = cot(p pi), without the rounding of 1/2 - p. */
static double cauchy_of_p(double p)
{
	return p < 1e-15 ? 1.0 / (p * M_PI) : 1.0 / tan(p * M_PI);
}

struct combined combine_acat(const double *p, size_t n)
{
	struct sum total = SUM_INIT;
	double t;

	assert(n >= 1);
	for (size_t i = 0; i < n; i++)
		sum_add(&total, cauchy_of_p(p[i]));
	t = sum_value(&total) / (double)n;
	/* 1/2 - atan(t) / pi loses the digits of a small p. */
	return (struct combined){t,
				 t > 0.0 ? atan(1.0 / t) / M_PI : 0.5 - atan(t) / M_PI};
}

/* Of the upper tail: exp(-t ln t - x t) sin(pi t) / (pi t). */
static double landau_upper(double t, void *x)
{
	double ln_t = t > 0.0 ? log(t) : 0.0;

	return exp(-t * ln_t - *(double *)x * t) *
	       (t > 0.0 ? sin(M_PI * t) / (M_PI * t) : 1.0);
}

/* Nolan's (1997) form of a stable distribution function of index 1, at the scale pi/2
 * of Landau's: 1 - F = (1/pi) int_0^pi [1 - exp(-e^-x V)] da with
 * V = (a / sin a) exp(-a cot a). Nothing in it cancels. */
static double landau_lower(double a, void *x)
{
	double ln_v = log(a / sin(a)) - a / tan(a);

	return -expm1(-exp(ln_v - *(double *)x)) / M_PI;
}

double combine_landau_q(double x)
{
	gsl_function f = {x < 0.0 ? landau_lower : landau_upper, &x};
	/* The integrand is below e^-45 of its largest value from here on. */
	double end = x < 0.0 ? M_PI : fmin(20.0, 45.0 / x), q = 0.0, error;
	gsl_integration_workspace *space;

	/* So far out it is 1/x to all digits, and the grid would underflow. */
	if (x > 1e300)
		return 1.0 / x;
	space = gsl_integration_workspace_alloc(200);
	gsl_integration_qag(&f, 0.0, end, 0.0, 1e-11, 200, GSL_INTEG_GAUSS31, space, &q,
			    &error);
	gsl_integration_workspace_free(space);
	return fmin(1.0, fmax(0.0, q));
}

double combine_harmonic_p(double hmp, size_t n)
{
	return combine_landau_q(1.0 / hmp - log((double)n) - (1.0 - EULER));
}

struct combined combine_harmonic(const double *p, size_t n)
{
	struct sum inverse = SUM_INIT;
	double hmp;

	assert(n >= 1);
	for (size_t i = 0; i < n; i++)
		sum_add(&inverse, 1.0 / p[i]);
	hmp = (double)n / sum_value(&inverse);
	return (struct combined){hmp, hmp > 0.0 ? combine_harmonic_p(hmp, n) : 0.0};
}

double combine_bonferroni(const double *p, size_t n)
{
	double least = 1.0;

	assert(n >= 1);
	for (size_t i = 0; i < n; i++)
		least = fmin(least, p[i]);
	return fmin(1.0, least * (double)n);
}

/* out[i] = least over the ranks r >= that of i of p_(r) factor / r: what step-up
 * procedures share. */
static void step_up(const double *p, size_t n, double factor, double *out)
{
	size_t *order = mem_alloc(n, sizeof(size_t));
	double least = 1.0;

	gsl_sort_index(order, p, 1, n);
	for (size_t r = n; r > 0; r--) {
		least = fmin(least, p[order[r - 1]] * factor / (double)r);
		out[order[r - 1]] = least;
	}
	mem_free(order);
}

void combine_bh(const double *p, size_t n, double *out)
{
	step_up(p, n, (double)n, out);
}

void combine_by(const double *p, size_t n, double *out)
{
	double harmonic = 0.0;

	for (size_t i = n; i > 0; i--)
		harmonic += 1.0 / (double)i;
	step_up(p, n, (double)n * harmonic, out);
}

void combine_holm(const double *p, size_t n, double *out)
{
	size_t *order = mem_alloc(n, sizeof(size_t));
	double most = 0.0;

	gsl_sort_index(order, p, 1, n);
	for (size_t r = 0; r < n; r++) {
		most = fmax(most, p[order[r]] * (double)(n - r));
		out[order[r]] = fmin(1.0, most);
	}
	mem_free(order);
}

/* The smallest adjusted value of Benjamini and Hochberg is that of Simes. */
double combine_simes(const double *p, size_t n)
{
	double *adjusted = mem_alloc(n, sizeof(double)), least = 1.0;

	assert(n >= 1);
	combine_bh(p, n, adjusted);
	for (size_t i = 0; i < n; i++)
		least = fmin(least, adjusted[i]);
	mem_free(adjusted);
	return least;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/entropy.c: see stat/entropy.h. */
#include "stat/entropy.h"

#include <math.h>

#include "stat/sum.h"

struct total {
	double n;
	double n_cells; /* that are not 0 */
};

static struct total total(const size_t *count, size_t k)
{
	struct total all = {0.0, 0.0};

	for (size_t i = 0; i < k; i++) {
		all.n += (double)count[i];
		all.n_cells += count[i] > 0;
	}
	return all;
}

static double surprise(double p)
{
	return p > 0.0 ? -p * log(p) : 0.0;
}

double entropy_plug_in(const size_t *count, size_t k)
{
	double n = total(count, k).n;
	struct sum h = SUM_INIT;

	if (n <= 0.0)
		return NAN;
	for (size_t i = 0; i < k; i++)
		sum_add(&h, surprise((double)count[i] / n));
	return sum_value(&h);
}

double entropy_miller_madow(const size_t *count, size_t k)
{
	struct total all = total(count, k);

	return entropy_plug_in(count, k) + (all.n_cells - 1.0) / (2.0 * all.n);
}

double entropy_chao_shen(const size_t *count, size_t k)
{
	double n = total(count, k).n, n_once = 0.0, coverage;
	struct sum h = SUM_INIT;

	if (n <= 0.0)
		return NAN;
	for (size_t i = 0; i < k; i++)
		n_once += count[i] == 1;
	coverage = 1.0 - fmin(n_once, n - 1.0) / n;
	for (size_t i = 0; i < k; i++) {
		double p = coverage * (double)count[i] / n;

		/* What is in the sample was seen with probability 1 - (1 - p)^n. */
		if (p > 0.0)
			sum_add(&h, surprise(p) / -expm1(n * log1p(-p)));
	}
	return sum_value(&h);
}

/* Sum over cells of a function of the two shares; NaN when one has no counts. */
static double over_cells(const size_t *x, const size_t *y, size_t k,
			 double (*of)(double p, double q))
{
	double n_x = total(x, k).n, n_y = total(y, k).n;
	struct sum all = SUM_INIT;

	if (n_x <= 0.0 || n_y <= 0.0)
		return NAN;
	for (size_t i = 0; i < k; i++)
		sum_add(&all, of((double)x[i] / n_x, (double)y[i] / n_y));
	return sum_value(&all);
}

/* fmin of a bound and NaN would be the bound. */
static double at_most(double value, double bound)
{
	return value > bound ? bound : value;
}

/* No cell is below 0, but two equal ones may round to it. */
static double divergence(double p, double q)
{
	return fmax(0.0, surprise(0.5 * (p + q)) - 0.5 * (surprise(p) + surprise(q)));
}

double entropy_jensen_shannon(const size_t *x, const size_t *y, size_t k)
{
	return at_most(over_cells(x, y, k, divergence), M_LN2);
}

double entropy_jensen_shannon_corrected(const size_t *x, const size_t *y, size_t k)
{
	struct total of_x = total(x, k), of_y = total(y, k);
	double n_both = 4.0 * of_x.n * of_y.n / (of_x.n + of_y.n), n_cells = 0.0;

	for (size_t i = 0; i < k; i++)
		n_cells += x[i] > 0 || y[i] > 0;
	return entropy_jensen_shannon(x, y, k) + (n_cells - 1.0) / (2.0 * n_both) -
	       (of_x.n_cells - 1.0) / (4.0 * of_x.n) -
	       (of_y.n_cells - 1.0) / (4.0 * of_y.n);
}

static double difference(double p, double q)
{
	return fabs(p - q);
}

double entropy_total_variation(const size_t *x, const size_t *y, size_t k)
{
	return at_most(0.5 * over_cells(x, y, k, difference), 1.0);
}

/* Not by way of 1 - sum sqrt(p q), whose rounding is all that is left near 0. */
static double root_difference_squared(double p, double q)
{
	double off = sqrt(p) - sqrt(q);

	return off * off;
}

double entropy_hellinger(const size_t *x, const size_t *y, size_t k)
{
	return at_most(sqrt(0.5 * over_cells(x, y, k, root_difference_squared)), 1.0);
}

static double root_product(double p, double q)
{
	return sqrt(p * q);
}

double entropy_bhattacharyya(const size_t *x, const size_t *y, size_t k)
{
	double off = -log(over_cells(x, y, k, root_product));

	/* Equal shares may sum to 1, for -0, or by rounding to more. */
	return off <= 0.0 ? 0.0 : off;
}

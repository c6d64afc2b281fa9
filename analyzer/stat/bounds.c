/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/bounds.c: see stat/bounds.h. */
#include "stat/bounds.h"

#include <math.h>

#include "stat/trial.h"

#define ELUB_STEP 0.01
#define INVARIANCE_STEP 0.001
#define INVARIANCE_CLIP 20.0
/* Shares that are equal on paper differ in the last bits when weights are fractions. */
#define SLACK 1e-12

struct below {
	double h1, h2; /* weight of the trials below a threshold */
};

static struct below weigh(const struct trials *trials, double t, bool inclusive)
{
	struct below below = {0.0, 0.0};
	size_t i;

	for (i = 0; i < trials->n; i++) {
		const struct trial *trial = &trials->v[i];

		if (trial->score > t || (trial->score == t && !inclusive))
			break;
		if (trial->h1)
			below.h1 += trial->weight;
		else
			below.h2 += trial->weight;
	}
	return below;
}

/* Whether at log10 threshold t the system costs more than LR = 1 for every trial. */
static bool elub_worse(const struct trials *trials, double t)
{
	struct below below = weigh(trials, t, true);
	double odds = pow(10.0, t);
	double system = (below.h1 + 1.0) / (trials->h1 + 1.0) +
			odds * (trials->h2 - below.h2 + 1.0) / (trials->h2 + 1.0);
	double neutral = fmin(1.0, odds);

	return system > neutral * (1.0 + SLACK);
}

/* The last threshold before the first bad one, going away from 0; 0 when that is bad. */
static double elub_side(const struct trials *trials, double limit, double sign)
{
	int n_steps = (int)floor(limit / ELUB_STEP + SLACK), i;

	for (i = 0; i <= n_steps; i++)
		if (elub_worse(trials, sign * (double)i * ELUB_STEP))
			break;
	return i > 1 ? sign * (double)(i - 1) * ELUB_STEP : 0.0;
}

int bounds_elub(const double *llr10, const unsigned char *h1, const double *weight,
		size_t n, double *lo, double *hi)
{
	struct trials trials;

	*lo = *hi = 0.0;
	if (!trials_sorted(llr10, h1, weight, n, &trials))
		return -1;
	*lo = elub_side(&trials, log10(trials.h1 + 1.0), -1.0);
	*hi = elub_side(&trials, log10(trials.h2 + 1.0), 1.0);
	trials_clear(&trials);
	return 0;
}

static double ratio_log10(const struct trials *trials, double h1, double h2)
{
	return log10((h1 + 0.5) / (trials->h1 + 1.0)) -
	       log10((h2 + 0.5) / (trials->h2 + 1.0));
}

static bool invariance_too_high(const struct trials *trials, double t)
{
	struct below below = weigh(trials, t, false);

	return ratio_log10(trials, trials->h1 - below.h1, trials->h2 - below.h2) - t <
	       -SLACK;
}

static bool invariance_too_low(const struct trials *trials, double t)
{
	struct below below = weigh(trials, t, true);

	return ratio_log10(trials, below.h1, below.h2) - t > SLACK;
}

int bounds_invariance(const double *llr10, const unsigned char *h1, const double *weight,
		      size_t n, double *lo, double *hi)
{
	struct trials trials;
	double first, last;
	long zero, end, k;
	size_t i;

	*lo = *hi = 0.0;
	if (!trials_sorted(llr10, h1, weight, n, &trials))
		return -1;
	for (i = 0; i < trials.n; i++)
		trials.v[i].score =
			fmin(fmax(trials.v[i].score, -INVARIANCE_CLIP), INVARIANCE_CLIP);
	/* The grid starts at the smallest LLR, as the reference implementation's does. */
	first = fmin(0.0, trials.v[0].score);
	last = fmax(0.0, trials.v[trials.n - 1].score);
	end = (long)floor((last - first) / INVARIANCE_STEP + 1e-9);
	zero = (long)ceil(-first / INVARIANCE_STEP - 1e-9);
	for (k = zero; k <= end; k++) {
		double t = first + (double)k * INVARIANCE_STEP;

		if (invariance_too_high(&trials, t))
			break;
		*hi = fmax(0.0, t);
	}
	zero = (long)floor(-first / INVARIANCE_STEP + 1e-9);
	for (k = zero; k >= 0; k--) {
		double t = first + (double)k * INVARIANCE_STEP;

		if (invariance_too_low(&trials, t))
			break;
		*lo = fmin(0.0, t);
	}
	trials_clear(&trials);
	return 0;
}

double bounds_sources(size_t n_sources)
{
	return n_sources > 0 ? log10((double)n_sources) : 0.0;
}

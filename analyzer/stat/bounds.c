/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/bounds.c: see stat/bounds.h. */
#include "stat/bounds.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stat/trial.h"

#define ELUB_STEP 0.01
#define INVARIANCE_STEP 0.001
#define INVARIANCE_CLIP 20.0
/* Shares that are equal on paper differ in the last bits when weights are fractions. */
#define SLACK 1e-12

struct below {
	double h1, h2; /* weight of the trials below a threshold */
};

/* Trials with what lies below each of them: below[i] of the first i. */
struct scale {
	struct trials trials;
	struct below *below; /* owned */
};

static bool scale_init(struct scale *scale, const double *llr10, const unsigned char *h1,
		       const double *weight, size_t n)
{
	const struct trial *trial;
	size_t i;

	if (!trials_sorted(llr10, h1, weight, n, &scale->trials))
		return false;
	scale->below = mem_alloc(scale->trials.n + 1, sizeof(*scale->below));
	scale->below[0] = (struct below){0.0, 0.0};
	for (i = 0; i < scale->trials.n; i++) {
		trial = &scale->trials.v[i];
		scale->below[i + 1] = scale->below[i];
		if (trial->h1)
			scale->below[i + 1].h1 += trial->weight;
		else
			scale->below[i + 1].h2 += trial->weight;
	}
	return true;
}

static void scale_clear(struct scale *scale)
{
	trials_clear(&scale->trials);
	free(scale->below);
}

/* The weights of the trials with LLR10 below t, or at most t. */
static struct below weigh(const struct scale *scale, double t, bool inclusive)
{
	size_t lo = 0, hi = scale->trials.n;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		double score = scale->trials.v[middle].score;

		if (score < t || (inclusive && score == t))
			lo = middle + 1;
		else
			hi = middle;
	}
	return scale->below[lo];
}

/* Whether at log10 threshold t the system costs more than LR = 1 for every trial. */
static bool elub_worse(const struct scale *scale, double t)
{
	struct below below = weigh(scale, t, true);
	double odds = pow(10.0, t);
	double system =
		(below.h1 + 1.0) / (scale->trials.h1 + 1.0) +
		odds * (scale->trials.h2 - below.h2 + 1.0) / (scale->trials.h2 + 1.0);
	double neutral = fmin(1.0, odds);

	return system > neutral * (1.0 + SLACK);
}

/* The last threshold before the first bad one, going away from 0; 0 when that is bad. */
static double elub_side(const struct scale *scale, double limit, double sign)
{
	int n_steps = (int)floor(limit / ELUB_STEP + SLACK), i;

	for (i = 0; i <= n_steps; i++)
		if (elub_worse(scale, sign * (double)i * ELUB_STEP))
			break;
	return i > 1 ? sign * (double)(i - 1) * ELUB_STEP : 0.0;
}

int bounds_elub(const double *llr10, const unsigned char *h1, const double *weight,
		size_t n, double *lo, double *hi)
{
	struct scale scale;

	*lo = *hi = 0.0;
	if (!scale_init(&scale, llr10, h1, weight, n))
		return -1;
	*lo = elub_side(&scale, log10(scale.trials.h1 + 1.0), -1.0);
	*hi = elub_side(&scale, log10(scale.trials.h2 + 1.0), 1.0);
	scale_clear(&scale);
	return 0;
}

static double ratio_log10(const struct scale *scale, double h1, double h2)
{
	return log10((h1 + 0.5) / (scale->trials.h1 + 1.0)) -
	       log10((h2 + 0.5) / (scale->trials.h2 + 1.0));
}

static bool invariance_too_high(const struct scale *scale, double t)
{
	struct below below = weigh(scale, t, false);

	return ratio_log10(scale, scale->trials.h1 - below.h1,
			   scale->trials.h2 - below.h2) < t - SLACK;
}

static bool invariance_too_low(const struct scale *scale, double t)
{
	struct below below = weigh(scale, t, true);

	return ratio_log10(scale, below.h1, below.h2) > t + SLACK;
}

int bounds_invariance(const double *llr10, const unsigned char *h1, const double *weight,
		      size_t n, double *lo, double *hi)
{
	struct scale scale;
	struct trials *trials;
	double first, last;
	long zero, end, k;
	size_t i;

	*lo = *hi = 0.0;
	if (!scale_init(&scale, llr10, h1, weight, n))
		return -1;
	trials = &scale.trials;
	for (i = 0; i < trials->n; i++)
		trials->v[i].score =
			fmin(fmax(trials->v[i].score, -INVARIANCE_CLIP), INVARIANCE_CLIP);
	/* The grid starts at the smallest LLR, as the reference implementation's does. */
	first = fmin(0.0, trials->v[0].score);
	last = fmax(0.0, trials->v[trials->n - 1].score);
	end = (long)floor((last - first) / INVARIANCE_STEP + 1e-9);
	zero = (long)ceil(-first / INVARIANCE_STEP - 1e-9);
	for (k = zero; k <= end; k++) {
		double t = first + (double)k * INVARIANCE_STEP;

		if (invariance_too_high(&scale, t))
			break;
		*hi = fmax(0.0, t);
	}
	zero = (long)floor(-first / INVARIANCE_STEP + 1e-9);
	for (k = zero; k >= 0; k--) {
		double t = first + (double)k * INVARIANCE_STEP;

		if (invariance_too_low(&scale, t))
			break;
		*lo = fmin(0.0, t);
	}
	scale_clear(&scale);
	return 0;
}

double bounds_sources(size_t n_sources)
{
	return n_sources > 0 ? log10((double)n_sources) : 0.0;
}

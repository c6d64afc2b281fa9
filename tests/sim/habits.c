/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/habits.h"

#include <math.h>

#include "base/hash.h"

#define USUAL_FALL .7 /* the i-th phrase of a habit has weight i^-.7 in the field */

struct stream {
	uint64_t seed, at;
};

static double stream_unit(struct stream *stream)
{
	/* Never 0: its logarithm is taken. */
	return 1 - unit_of(hash_pair(stream->seed, stream->at++));
}

static double stream_normal(struct stream *stream)
{
	double r = sqrt(-2 * log(stream_unit(stream)));

	return r * cos(2 * 3.14159265358979323846 * stream_unit(stream));
}

/* Gamma variate by Marsaglia and Tsang (2000); shapes below 1 by their boost. */
static double stream_gamma(struct stream *stream, double shape)
{
	double boost = shape < 1 ? pow(stream_unit(stream), 1 / shape) : 1;
	double d = (shape < 1 ? shape + 1 : shape) - 1. / 3;
	double c = 1 / sqrt(9 * d);

	for (;;) {
		double x = stream_normal(stream);
		double v = pow(1 + c * x, 3);

		if (v > 0 &&
		    log(stream_unit(stream)) < x * x / 2 + d - d * v + d * log(v))
			return boost * d * v;
	}
}

static void cumulate(const double *weights, size_t n, float *upto)
{
	double sum = 0, so_far = 0;

	for (size_t i = 0; i < n; i++)
		sum += weights[i];
	for (size_t i = 0; i < n; i++) {
		so_far += weights[i];
		upto[i] = i + 1 < n ? (float)(so_far / sum) : 1.0F;
	}
}

void habits_usual(struct habits *out)
{
	for (enum habit habit = 0; habit < N_HABITS; habit++) {
		double weights[MAX_PHRASES];
		size_t n = habit_phrases(habit)->n;

		for (size_t i = 0; i < n; i++)
			weights[i] = pow((double)(i + 1), -USUAL_FALL);
		cumulate(weights, n, out->upto[habit]);
	}
}

void habits_draw(const struct habits *centre, double concentration, uint64_t seed,
		 struct habits *out)
{
	for (enum habit habit = 0; habit < N_HABITS; habit++) {
		struct stream stream = {hash_pair(seed, habit), 0};
		double weights[MAX_PHRASES], before = 0;
		size_t n = habit_phrases(habit)->n;

		for (size_t i = 0; i < n; i++) {
			double share = (double)centre->upto[habit][i] - before;

			before = (double)centre->upto[habit][i];
			/* The floor keeps every phrase possible for everybody. */
			weights[i] =
				stream_gamma(&stream, concentration * share + .02) + 1e-3;
		}
		cumulate(weights, n, out->upto[habit]);
	}
}

size_t habits_pick(const struct habits *habits, enum habit habit, double u)
{
	size_t i = 0;

	while ((double)habits->upto[habit][i] <= u && i + 1 < habit_phrases(habit)->n)
		i++;
	return i;
}

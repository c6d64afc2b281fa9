/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/mmd.h"

#include <assert.h>
#include <math.h>

void mmd_init(struct mmd *mmd, const double *distance, size_t n, size_t n_part,
	      double *row)
{
	assert(n_part > 0 && n_part < n);
	*mmd = (struct mmd){.distance = distance, .row = row, .n = n, .n_part = n_part};
	for (size_t i = 0; i < n; i++) {
		row[i] = 0.0;
		for (size_t j = 0; j < n; j++) {
			double d = distance[i * n + j];

			if (i == j)
				continue;
			row[i] += d;
			mmd->largest = fmax(mmd->largest, fabs(d));
		}
		mmd->all += 0.5 * row[i];
	}
}

struct split {
	double in, cross, out; /* distances over pairs: inside, between, outside */
};

/* What the members of a part have with all others is twice what they have among
 * themselves and once what crosses; so only pairs inside it are visited. */
static struct split split_of(const struct mmd *mmd, const size_t *part)
{
	struct split s = {0.0, 0.0, 0.0};

	for (size_t i = 0; i < mmd->n_part; i++) {
		const double *row = mmd->distance + part[i] * mmd->n;

		s.cross += mmd->row[part[i]];
		for (size_t j = 0; j < i; j++)
			s.in += row[part[j]];
	}
	s.cross -= 2.0 * s.in;
	s.out = mmd->all - s.in - s.cross;
	return s;
}

double mmd_unbiased(const void *ctx, const size_t *part, size_t *scratch)
{
	const struct mmd *mmd = ctx;
	struct split s = split_of(mmd, part);
	double n_in = (double)mmd->n_part, n_out = (double)(mmd->n - mmd->n_part);

	(void)scratch;
	return 2.0 * (s.cross / (n_in * n_out) - s.in / (n_in * (n_in - 1.0)) -
		      s.out / (n_out * (n_out - 1.0)));
}

double mmd_biased(const struct mmd *mmd, const size_t *part)
{
	struct split s = split_of(mmd, part);
	double n_in = (double)mmd->n_part, n_out = (double)(mmd->n - mmd->n_part);

	return 2.0 * (s.cross / (n_in * n_out) - s.in / (n_in * n_in) -
		      s.out / (n_out * n_out));
}

/* Each pair crosses with probability 2 n m / (N (N - 1)), and falls inside with
 * n (n - 1) / (N (N - 1)): what is left is (1/n + 1/m) / (N (N - 1)) a pair, twice. */
double mmd_biased_mean(const struct mmd *mmd)
{
	double n = (double)mmd->n, n_in = (double)mmd->n_part;

	return 2.0 * mmd->all * (1.0 / n_in + 1.0 / (n - n_in)) / (n * (n - 1.0));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/perm.c: see stat/perm.h. */
#include "stat/perm.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"
#include "stat/rng.h"

struct sample {
	const double *distance;
	size_t n;
	size_t n_part;  /* members of the group that is drawn: the smaller one */
	double *row;    /* of each thing: its distances to all others, summed */
	double all;     /* over pairs */
	double largest; /* distance */
};

static void sample_init(struct sample *sample, const double *distance, size_t n,
			size_t n_part)
{
	*sample = (struct sample){.distance = distance, .n = n, .n_part = n_part};
	sample->row = MEM_ARRAY(n, double);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			double d = distance[i * n + j];

			if (i == j)
				continue;
			sample->row[i] += d;
			sample->largest = fmax(sample->largest, fabs(d));
		}
		sample->all += 0.5 * sample->row[i];
	}
}

/* With `part` as one group. What its members have with all others is twice what they
 * have among themselves and once what crosses; so only pairs inside it are visited. */
static double statistic(const struct sample *sample, const size_t *part)
{
	double n_in = (double)sample->n_part,
	       n_out = (double)(sample->n - sample->n_part);
	double in = 0.0, cross = 0.0;

	for (size_t i = 0; i < sample->n_part; i++) {
		const double *row = sample->distance + part[i] * sample->n;

		cross += sample->row[part[i]];
		for (size_t j = 0; j < i; j++)
			in += row[part[j]];
	}
	cross -= 2.0 * in;
	return cross / (n_in * n_out) - in / (n_in * (n_in - 1.0)) -
	       (sample->all - in - cross) / (n_out * (n_out - 1.0));
}

/* C(n, k), or more than `limit` when it is more. */
static size_t n_choose(size_t n, size_t k, size_t limit)
{
	double c = 1.0;

	for (size_t i = 1; i <= k && c <= (double)limit; i++)
		c = c * (double)(n - k + i) / (double)i;
	return c > (double)limit ? limit + 1 : (size_t)(c + 0.5);
}

/* The next choice of k out of n in lexical order; false behind the last. */
static bool next_choice(size_t *part, size_t k, size_t n)
{
	size_t i = k;

	while (i > 0 && part[i - 1] == n - k + i - 1)
		i--;
	if (i == 0)
		return false;
	part[i - 1]++;
	for (; i < k; i++)
		part[i] = part[i - 1] + 1;
	return true;
}

/* The first k of a random order of `all`, which stays an order of the n things. */
static void draw(struct rng *rng, size_t *all, size_t k, size_t n)
{
	for (size_t i = 0; i < k; i++) {
		size_t j = i + rng_below(rng, n - i), t = all[i];

		all[i] = all[j];
		all[j] = t;
	}
}

static void count(const struct sample *sample, size_t n_perm, uint64_t seed,
		  struct perm_result *out)
{
	size_t n = sample->n, k = sample->n_part, n_as_far = 0;
	size_t n_all = n_choose(n, k, n_perm);
	/* The same split summed in another order differs in the last bits; without this
	 * slack such ties are missed and p comes out too small. */
	double as_far_at = out->observed - 1e-12 * sample->largest;
	struct rng rng = rng_stream(seed, 0, 0, 0);
	size_t *order = mem_alloc(n, sizeof(size_t));

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	out->is_exact = n_all <= n_perm;
	out->n_splits = out->is_exact ? n_all : n_perm + 1;
	if (out->is_exact) {
		do
			n_as_far += statistic(sample, order) >= as_far_at;
		while (next_choice(order, k, n));
	} else {
		n_as_far = 1;
		for (size_t i = 0; i < n_perm; i++) {
			draw(&rng, order, k, n);
			n_as_far += statistic(sample, order) >= as_far_at;
		}
	}
	out->p = (double)n_as_far / (double)out->n_splits;
	mem_free(order);
}

int perm_split(const double *distance, size_t n, size_t n_first, size_t n_perm,
	       uint64_t seed, struct perm_result *out, struct err *err)
{
	bool first_is_smaller = n_first <= n - n_first;
	struct sample sample;
	size_t *part;

	*out = (struct perm_result){NAN, NAN, 0, false};
	if (n_first < 2 || n < n_first + 2)
		return err_set(err, ERR_DATA,
			       "a permutation test needs at least two in each group, not "
			       "%zu and %zu",
			       n_first, n < n_first ? 0 : n - n_first);
	sample_init(&sample, distance, n, first_is_smaller ? n_first : n - n_first);
	part = mem_alloc(sample.n_part, sizeof(size_t));
	for (size_t i = 0; i < sample.n_part; i++)
		part[i] = first_is_smaller ? i : n_first + i;
	out->observed = statistic(&sample, part);
	assert(isfinite(out->observed));
	count(&sample, n_perm, seed, out);
	mem_free(part);
	mem_free(sample.row);
	return 0;
}

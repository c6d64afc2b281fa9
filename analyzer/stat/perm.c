/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/perm.c: see stat/perm.h. */
#include "stat/perm.h"

#include <assert.h>
#include <math.h>

#include "base/mem.h"
#include "stat/mmd.h"
#include "stat/rng.h"

struct strata {
	const struct perm_stratum *v;
	size_t n;
	size_t n_things;  /* of all strata */
	size_t n_largest; /* things of one stratum */
	double as_far_at;
};

/* C(n, k), or more than `limit` when it is more. */
static size_t n_choose(size_t n, size_t k, size_t limit)
{
	double c = 1.0;

	if (k > n - k)
		k = n - k;
	for (size_t i = 1; i <= k && c <= (double)limit; i++)
		c = c * (double)(n - k + i) / (double)i;
	return c > (double)limit ? limit + 1 : (size_t)(c + 0.5);
}

size_t perm_strata_splits(const struct perm_stratum *strata, size_t n_strata,
			  size_t limit)
{
	size_t n = 1;

	for (size_t i = 0; i < n_strata && n <= limit; i++)
		n *= n_choose(strata[i].n, strata[i].n_first, limit / n);
	return n > limit ? limit + 1 : n;
}

/* The next choice of k out of n in lexical order; behind the last, the first again and
 * false. */
static bool next_choice(size_t *part, size_t k, size_t n)
{
	size_t i = k;

	while (i > 0 && part[i - 1] == n - k + i - 1)
		i--;
	if (i == 0) {
		for (; i < k; i++)
			part[i] = i;
		return false;
	}
	part[i - 1]++;
	for (; i < k; i++)
		part[i] = part[i - 1] + 1;
	return true;
}

static double value_of(const struct perm_stratum *s, const size_t *part, size_t *scratch)
{
	return s->value(s->ctx, part, scratch);
}

/* The strata's parts stand one behind the other and turn over like an odometer. */
static size_t count_all(const struct strata *strata, size_t *scratch)
{
	size_t *parts = mem_alloc(strata->n_things, sizeof(*parts));
	double *value = mem_alloc(strata->n, sizeof(*value));
	size_t n_as_far = 0, at = 0, turned = 0;

	for (size_t i = 0; i < strata->n; at += strata->v[i++].n_first) {
		for (size_t k = 0; k < strata->v[i].n_first; k++)
			parts[at + k] = k;
		value[i] = value_of(&strata->v[i], parts + at, scratch);
	}
	while (turned < strata->n) {
		double sum = 0.0;

		for (size_t i = 0; i < strata->n; i++)
			sum += value[i];
		n_as_far += sum >= strata->as_far_at;
		for (turned = 0, at = 0; turned < strata->n; turned++) {
			const struct perm_stratum *s = &strata->v[turned];
			bool more = next_choice(parts + at, s->n_first, s->n);

			value[turned] = value_of(s, parts + at, scratch);
			if (more)
				break;
			at += s->n_first;
		}
	}
	mem_free(value);
	mem_free(parts);
	return n_as_far;
}

/* The first k of `all` become a random choice out of n. */
static void draw(struct rng *rng, size_t *all, size_t k, size_t n)
{
	for (size_t i = 0; i < n; i++)
		all[i] = i;
	for (size_t i = 0; i < k; i++) {
		size_t j = i + rng_below(rng, n - i), t = all[i];

		all[i] = all[j];
		all[j] = t;
	}
}

static bool random_is_as_far(const struct strata *strata, uint64_t seed, size_t which,
			     size_t *all, size_t *scratch)
{
	struct rng rng = rng_stream(seed, which, 0, 0);
	double sum = 0.0;

	for (size_t i = 0; i < strata->n; i++) {
		draw(&rng, all, strata->v[i].n_first, strata->v[i].n);
		sum += value_of(&strata->v[i], all, scratch);
	}
	return sum >= strata->as_far_at;
}

static size_t count_random(const struct strata *strata, size_t n_perm, uint64_t seed)
{
	size_t n_as_far = 0;

#pragma omp parallel reduction(+ : n_as_far)
	{
		size_t *all = mem_alloc(strata->n_largest, sizeof(*all));
		size_t *scratch = MEM_ARRAY(strata->n_largest, size_t);

#pragma omp for schedule(static)
		for (size_t i = 0; i < n_perm; i++)
			n_as_far += random_is_as_far(strata, seed, i, all, scratch);
		mem_free(scratch);
		mem_free(all);
	}
	return n_as_far;
}

static void strata_init(struct strata *strata, const struct perm_stratum *v, size_t n)
{
	*strata = (struct strata){.v = v, .n = n};
	for (size_t i = 0; i < n; i++) {
		assert(v[i].n_first > 0 && v[i].n_first < v[i].n);
		strata->n_things += v[i].n;
		if (v[i].n > strata->n_largest)
			strata->n_largest = v[i].n;
	}
}

static double observe(const struct strata *strata, size_t *scratch)
{
	size_t *given = mem_alloc(strata->n_largest, sizeof(*given));
	double sum = 0.0;

	for (size_t i = 0; i < strata->n_largest; i++)
		given[i] = i;
	for (size_t i = 0; i < strata->n; i++)
		sum += value_of(&strata->v[i], given, scratch);
	mem_free(given);
	return sum;
}

void perm_strata(const struct perm_stratum *v, size_t n, size_t n_perm, uint64_t seed,
		 struct perm_result *out)
{
	size_t n_all = perm_strata_splits(v, n, n_perm);
	double scale = 0.0;
	struct strata strata;
	size_t *scratch, n_as_far;

	assert(n > 0);
	strata_init(&strata, v, n);
	scratch = MEM_ARRAY(strata.n_largest, size_t);
	for (size_t i = 0; i < n; i++)
		scale += v[i].scale;
	out->observed = observe(&strata, scratch);
	assert(isfinite(out->observed));
	/* The same split summed in another order differs in the last bits; without this
	 * slack such ties are missed and p comes out too small. */
	strata.as_far_at = out->observed - 1e-12 * scale;
	out->is_exact = n_all <= n_perm;
	out->n_splits = out->is_exact ? n_all : n_perm + 1;
	n_as_far = out->is_exact ? count_all(&strata, scratch)
				 : 1 + count_random(&strata, n_perm, seed);
	out->p = (double)n_as_far / (double)out->n_splits;
	mem_free(scratch);
}

int perm_split(const double *distance, size_t n, size_t n_first, size_t n_perm,
	       uint64_t seed, struct perm_result *out, struct err *err)
{
	struct perm_stratum stratum = {.n = n, .n_first = n_first, .value = mmd_unbiased};
	struct mmd mmd;
	double *row;

	*out = (struct perm_result){NAN, NAN, 0, false};
	if (n_first < 2 || n < n_first + 2)
		return err_set(err, ERR_DATA,
			       "a permutation test needs at least two in each group, not "
			       "%zu and %zu",
			       n_first, n < n_first ? 0 : n - n_first);
	row = mem_alloc(n, sizeof(*row));
	mmd_init(&mmd, distance, n, n_first, row);
	stratum.ctx = &mmd;
	stratum.scale = mmd.largest;
	perm_strata(&stratum, 1, n_perm, seed, out);
	out->observed *= 0.5;
	mem_free(row);
	return 0;
}

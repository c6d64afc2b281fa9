/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/rng.c: see stat/rng.h. */
#include "stat/rng.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15) /* 2^64 over the golden ratio, odd */

/* Stafford's mix 13 of the MurmurHash3 finaliser: a bijection of 64 bits. */
static uint64_t mix13(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* The original MurmurHash3 finaliser. */
static uint64_t mix_murmur(uint64_t z)
{
	z = (z ^ (z >> 33)) * UINT64_C(0xff51afd7ed558ccd);
	z = (z ^ (z >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
	return z ^ (z >> 33);
}

static uint64_t absorb(uint64_t key, uint64_t word)
{
	return mix13(mix_murmur(key + GOLDEN) + word);
}

struct rng rng_stream(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
	struct rng rng = {0, 0};

	rng.key = absorb(absorb(absorb(absorb(0, seed), a), b), c);
	return rng;
}

uint64_t rng_u64(struct rng *rng)
{
	/* Plain splitmix64 streams are stretches of one sequence and may overlap; taking
	 * the key in a second time, between two mixes, makes them different sequences. */
	uint64_t z = mix13(rng->key + ++rng->counter * GOLDEN);

	return mix_murmur(z ^ rng->key);
}

double rng_uniform(struct rng *rng)
{
	/* 52 bits and a half: with 53 the largest value would round to 1. */
	return ((double)(rng_u64(rng) >> 12) + 0.5) * 0x1p-52;
}

size_t rng_below(struct rng *rng, size_t n)
{
	uint64_t reject, draw;

	assert(n >= 1);
	/* The first 2^64 mod n values would make small results too likely. */
	reject = (0 - (uint64_t)n) % n;
	do {
		draw = rng_u64(rng);
	} while (draw < reject);
	return (size_t)(draw % n);
}

double rng_normal(struct rng *rng)
{
	return gsl_cdf_ugaussian_Pinv(rng_uniform(rng));
}

double rng_gamma(struct rng *rng, double shape)
{
	double boost = 1.0, d, c, x, v, u;

	assert(shape > 0.0);
	if (shape < 1.0) {
		boost = pow(rng_uniform(rng), 1.0 / shape);
		shape += 1.0;
	}
	d = shape - 1.0 / 3.0;
	c = 1.0 / sqrt(9.0 * d);
	do {
		do {
			x = rng_normal(rng);
			v = 1.0 + c * x;
		} while (v <= 0.0);
		v = v * v * v;
		u = rng_uniform(rng);
	} while (log(u) >= 0.5 * x * x + d - d * v + d * log(v));
	return boost * d * v;
}

double rng_beta(struct rng *rng, double a, double b)
{
	double x = rng_gamma(rng, a), y = rng_gamma(rng, b);

	/* Both underflow only for minute shapes, where the mass is at the two ends. */
	if (x + y <= 0.0)
		return rng_uniform(rng) < a / (a + b) ? 1.0 : 0.0;
	return x / (x + y);
}

void rng_shuffle(struct rng *rng, size_t *v, size_t n)
{
	size_t i, j, t;

	for (i = n; i > 1; i--) {
		j = rng_below(rng, i);
		t = v[i - 1];
		v[i - 1] = v[j];
		v[j] = t;
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/rng.h: random numbers from a counter (METHODS 7). A stream is a value, not a
 * shared state: whoever holds (seed, a, b, c) gets the same numbers on any thread and
 * in any order. Not for secrets.
 */
#ifndef STAT_RNG_H
#define STAT_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t key;
	uint64_t counter; /* draws of 64 bits so far */
};

/* The stream of one quadruple, e.g. (seed, channel, pair, replicate). */
struct rng rng_stream(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* 64 uniform bits; a stream repeats after 2^64 draws. */
uint64_t rng_u64(struct rng *rng);

/* Uniform in the open interval (0, 1), on a grid of 2^-52 offset by half a step. */
double rng_uniform(struct rng *rng);

/* Uniform on 0 .. n-1, without modulo bias; n >= 1. */
size_t rng_below(struct rng *rng, size_t n);

/* Standard normal, by inversion: one uniform per value. */
double rng_normal(struct rng *rng);

/* Gamma with the given shape > 0 and scale 1 (Marsaglia and Tsang 2000). */
double rng_gamma(struct rng *rng, double shape);

/* Beta(a, b), a and b > 0. */
double rng_beta(struct rng *rng, double a, double b);

/* Fisher-Yates: every order of the n values is equally likely. */
void rng_shuffle(struct rng *rng, size_t *v, size_t n);

#endif

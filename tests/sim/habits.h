/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/habits.h: how likely a speaker is to use each phrase of each habit, and randomness
 * that depends on what is asked, not on when. Knows no models.
 */
#ifndef SIM_HABITS_H
#define SIM_HABITS_H

#include <stdint.h>

#include "sim/lexicon.h"

struct habits {
	float upto[N_HABITS][MAX_PHRASES]; /* cumulated probabilities */
};

/* Uniform in [0, 1) from a hash. */
static inline double unit_of(uint64_t hash)
{
	return (double)(hash >> 11) * 0x1p-53;
}

/* What is usual in the field: the first phrase most, the later the less. */
void habits_usual(struct habits *out);
/*
 * A Dirichlet draw around `centre` for every habit; the larger the concentration, the
 * more alike the draws. The same seed gives the same habits.
 */
void habits_draw(const struct habits *centre, double concentration, uint64_t seed,
		 struct habits *out);
/* The phrase at u in [0, 1). */
size_t habits_pick(const struct habits *habits, enum habit habit, double u);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* channel/quiz_m4.h: Maynes' M4 (METHODS 4): the joint tail of how many answers two
 * models give alike and right, and alike and wrong. */
#ifndef CHANNEL_QUIZ_M4_H
#define CHANNEL_QUIZ_M4_H

#include <stddef.h>

#define QUIZ_M4_LEAST 1e-12 /* smaller tails are given as this */

/*
 * Item i is alike and right with probability right[i], alike and wrong with wrong[i],
 * independently. The total probability of all outcomes whose upper corner (at least as
 * many of both) is no more probable than that of (n_right, n_wrong). O(n^2) time.
 */
double quiz_m4_tail(const double *right, const double *wrong, size_t n, size_t n_right,
		    size_t n_wrong);

#endif

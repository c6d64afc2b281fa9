/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/kernel.h: channels that are the mean over prompts of a similarity of two
 * answers: one similarity for each item and pair, kept, so that a bootstrap replicate is
 * a weighted mean. Pairs a < b stand at kernel_pair(a, b).
 */
#ifndef CHANNEL_KERNEL_H
#define CHANNEL_KERNEL_H

#include <math.h>

#include "channel/channel.h"

struct kernel {
	const struct features *f;
	size_t n_pairs;
	size_t min_answers;
	float *value; /* [item * n_pairs + pair]; NaN when one of the two has no answer */
};

struct kernel *kernel_new(const struct features *f, size_t min_answers);
void kernel_free(void *kernel);
/* The channel's score function: the weighted mean over the items both answered. */
void kernel_score(const void *kernel, const double *item_weight, double *score);
/* The channel's likeness function. */
double kernel_likeness(const void *kernel, size_t item, size_t a, size_t b);

static inline size_t kernel_pair(size_t a, size_t b) /* a < b */
{
	return b * (b - 1) / 2 + a;
}

#endif

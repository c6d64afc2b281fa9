/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/boot.h: bootstrap weights. Knows nothing of what is being resampled: the caller
 * multiplies the weights of a trial's clusters (prompts, families) into its own.
 */
#ifndef STAT_BOOT_H
#define STAT_BOOT_H

#include <stddef.h>

#include "stat/rng.h"

/* Draw n_clusters clusters with replacement; weight[i] is how often i came up, so the
 * weights sum to n_clusters. */
void boot_weights(struct rng *rng, size_t n_clusters, double *weight);

#endif

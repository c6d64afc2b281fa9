/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/boot.c: see stat/boot.h. */
#include "stat/boot.h"

void boot_weights(struct rng *rng, size_t n_clusters, double *weight)
{
	size_t i;

	for (i = 0; i < n_clusters; i++)
		weight[i] = 0.0;
	for (i = 0; i < n_clusters; i++)
		weight[rng_below(rng, n_clusters)] += 1.0;
}

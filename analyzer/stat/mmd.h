/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/mmd.h: maximum mean discrepancy of two groups out of n things (METHODS 3), from
 * the distances between them: with distance 1 - kernel it is the kernel's MMD^2, with
 * any other the energy distance. Knows nothing of what is distant.
 */
#ifndef STAT_MMD_H
#define STAT_MMD_H

#include <stddef.h>

struct mmd {
	const double
		*distance; /* n x n, borrowed, symmetric, finite; diagonal not read */
	const double *row; /* of each thing: its distances to all others, summed */
	size_t n, n_part;  /* things; members of the first group */
	double all;        /* over pairs */
	double largest;    /* distance */
};

/* `row` has room for n and is filled; both arrays outlive `mmd`. */
void mmd_init(struct mmd *mmd, const double *distance, size_t n, size_t n_part,
	      double *row);

/*
 * MMD^2 with the n_part things named by `part` as the first group. Unbiased: 0 on
 * average over all splits; each group needs two. It is a perm_value_fn of a struct mmd.
 */
double mmd_unbiased(const void *mmd, const size_t *part, size_t *scratch);
/* Biased: with 1 - kernel, the squared distance of the two mean embeddings, never below
 * 0. Each group needs one. */
double mmd_biased(const struct mmd *mmd, const size_t *part);
/* The mean of mmd_biased over all splits. */
double mmd_biased_mean(const struct mmd *mmd);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/nei.h: Nei's genetic similarity and distance of two populations from samples of
 * alleles at many genes (METHODS 3; PhyloLM: a gene is a prompt, an allele the beginning
 * of an answer). Genes are added one by one, so that a bootstrap may weigh them. Knows
 * nothing of prompts.
 */
#ifndef STAT_NEI_H
#define STAT_NEI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* The similarity is never taken for less: disjoint populations have distance
 * -ln NEI_FLOOR = 6.9. */
#define NEI_FLOOR 1e-3

/* Sums over genes of p q, p^2 and q^2, each summed over alleles. */
struct nei {
	double jxy, jx, jy;
};
#define NEI_INIT                                                                         \
	{                                                                                \
		0.0, 0.0, 0.0                                                            \
	}

/*
 * Of one gene with k alleles, x and y their counts. Plain, sum p^2 is biased up by
 * sampling, which drives samples of the same population apart; haploid is Nei's (1978)
 * correction (n sum p^2 - 1) / (n - 1). Returns false, *out all 0, when a sample is too
 * small to say anything: no count, or one only for haploid.
 */
enum nei_kind { NEI_PLAIN, NEI_HAPLOID };
bool nei_gene(const size_t *x, const size_t *y, size_t k, enum nei_kind kind,
	      struct nei *out);

/* Add a gene `weight` times. */
void nei_add(struct nei *total, const struct nei *gene, double weight);

/*
 * S = jxy / sqrt(jx jy) and D = -ln S; either may be NULL. Plain, S is at most 1. With
 * the correction S may pass 1, and D fall below 0: on average they do not. ERR_DATA when
 * jx or jy is not above 0: no genes, or every allele was seen but once.
 */
int nei_distance(const struct nei *total, double *similarity, double *distance,
		 struct err *err) MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/fstat.h: statistics of population genetics (Patterson et al. 2012) on a kernel's
 * mean embeddings (METHODS 6): mu_A is the mean embedding of group A, and K_AB = <mu_A,
 * mu_B>. On a tree whose branches are independent, f4 is what two paths share and f3 is
 * the branch to a leaf; only a mixture has a negative f3. Knows nothing of models.
 */
#ifndef STAT_FSTAT_H
#define STAT_FSTAT_H

#include <stddef.h>

/* |mu_A - mu_B|^2 from the groups' inner products. */
double fstat_f2(double aa, double bb, double ab);

/*
 * <mu_C - mu_A, mu_C - mu_B>. With mu_C = (1 - x) mu_A + x mu_B it is -x (1 - x) f2(A,
 * B); what C has of its own adds to it. Not biased when `cc` is not.
 */
double fstat_f3(double cc, double ca, double cb, double ab);

/*
 * <mu_A - mu_B, mu_C - mu_D>: 0 when one branch parts A and B from C and D. Has no
 * self-terms: not biased with one answer each.
 */
double fstat_f4(double ac, double ad, double bc, double bd);

/* <mu, mu> without bias from n >= 2 things of unit length, given the squared length of
 * their mean: the mean product of two different ones. */
double fstat_self(double mean_squared, size_t n);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/entropy.h: entropies of one vector of counts and divergences of two (METHODS 3).
 * Knows nothing of what is counted. In nats; k cells, of which any may be 0.
 *
 * All of these are biased when the cells are many and the counts few, divergences
 * upwards: compare them with their own mean under permuted labels (stat/table.h), never
 * with a fixed number. Every function returns NaN when a vector has no counts at all.
 */
#ifndef STAT_ENTROPY_H
#define STAT_ENTROPY_H

#include <stddef.h>

/* Plug-in or maximum-likelihood: -sum p ln p, p = count / n. */
double entropy_plug_in(const size_t *count, size_t k);

/* Miller 1955: plug-in + (K - 1) / (2n) with K the cells that are not 0. */
double entropy_miller_madow(const size_t *count, size_t k);

/*
 * Chao and Shen 2003: with coverage C = 1 - f1 / n, f1 cells of count 1,
 * -sum C p ln(C p) / (1 - (1 - C p)^n). When every count is 1, f1 is taken as n - 1, as
 * R's package entropy does; a single observation gives 0.
 */
double entropy_chao_shen(const size_t *count, size_t k);

/* Jensen-Shannon divergence with equal weights: H((p+q)/2) - (H(p) + H(q))/2, in
 * [0, ln 2]. With equal totals n it is G / (4n). */
double entropy_jensen_shannon(const size_t *x, const size_t *y, size_t k);

/*
 * The same less its first-order bias, which may make it negative:
 * (K_m - 1) / (2 n_m) - (K_x - 1) / (4 n_x) - (K_y - 1) / (4 n_y) is added, K the cells
 * that are not 0 in x, y and both together, n_m = 4 n_x n_y / (n_x + n_y). With equal
 * totals n that takes away (K_x + K_y - K_m - 1) / (4n).
 */
double entropy_jensen_shannon_corrected(const size_t *x, const size_t *y, size_t k);

/* Total variation: (1/2) sum |p - q|, in [0, 1]. */
double entropy_total_variation(const size_t *x, const size_t *y, size_t k);

/* Hellinger distance: sqrt(1 - sum sqrt(p q)), in [0, 1]. */
double entropy_hellinger(const size_t *x, const size_t *y, size_t k);

/* Bhattacharyya distance: -ln sum sqrt(p q); +inf when no cell is shared. */
double entropy_bhattacharyya(const size_t *x, const size_t *y, size_t k);

#endif

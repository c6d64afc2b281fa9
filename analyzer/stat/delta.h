/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/delta.h: the Delta family of stylometric distances between two rows of feature
 * values (METHODS 2). Knows nothing of what the features are.
 *
 * All distances are symmetric, have no unit, are 0 for equal rows that are not all 0,
 * read n >= 1 finite values of each row and cannot fail. They differ in what they want:
 * relative frequencies (f) or z-scores over a set of rows (z).
 */
#ifndef STAT_DELTA_H
#define STAT_DELTA_H

#include <stddef.h>

/*
 * z-scores by column: (f - mean) / sd over the n_rows >= 2 rows, sd with n_rows - 1 below
 * the line, as R's scale(). f and z are row-major with n_features columns. A column that
 * does not vary says nothing and is left out: the return value is how many are kept, and
 * row i of z begins at z[i * kept]; their order stays. z may be f itself.
 */
size_t delta_z_scores(const double *f, size_t n_rows, size_t n_features, double *z);

/* A distance of the rows x and y; all below are one. */
typedef double delta_fn(const double *x, const double *y, size_t n);

/* Burrows 2002, of z: (1/n) sum |x - y|. */
delta_fn delta_burrows;

/* Argamon 2008, "linear", of z: (1/n) sqrt(sum (x - y)^2). stylo keeps the square root,
 * which the paper drops as it changes no rank. */
delta_fn delta_argamon;

/*
 * Eder, of z in descending order of the features' frequency, i = 1 .. n:
 * sum |x_i - y_i| (n - i + 2) / n. That is what stylo computes (and METHODS vector 10
 * holds); the published weight is (n - i + 1) / n with a further 1/n.
 */
delta_fn delta_eder;

/* Wurzburg or cosine Delta (Evert et al. 2017), of z: 1 - cos(x, y), in [0, 2]. The
 * cosine with a row of zeros is 0. Given f it is the plain cosine distance. */
delta_fn delta_cosine;

/* Eder's simple, of f >= 0: sum |sqrt x - sqrt y|. */
delta_fn delta_eder_simple;

/* Min-max or Ruzicka (Koppel and Winter 2014), of f >= 0: 1 - sum min / sum max, in
 * [0, 1]; 0 when both rows are all 0. */
delta_fn delta_min_max;

#endif

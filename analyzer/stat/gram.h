/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/gram.h: inner products and cosines of many rows at once, through BLAS. All
 * matrices are row-major and dense. The same machine gives the same digits for any
 * number of OpenMP threads around it, once stat_init() was called.
 */
#ifndef STAT_GRAM_H
#define STAT_GRAM_H

#include <stddef.h>

/*
 * out[i*n + j] = sum over d of x[i*dim + d] * x[j*dim + d]: n rows of dim values, out
 * n x n, both halves filled and exactly symmetric. n and dim at most INT_MAX.
 */
void gram_f32(const float *x, size_t n, size_t dim, float *out);
void gram_f64(const double *x, size_t n, size_t dim, double *out);

/* out[i*m + j] = row i of x times row j of y: n x dim with m x dim gives n x m. */
void gram_cross_f32(const float *x, size_t n, const float *y, size_t m, size_t dim,
		    float *out);
void gram_cross_f64(const double *x, size_t n, const double *y, size_t m, size_t dim,
		    double *out);

/*
 * Divide each row by its Euclidean length, in place; a row of zeros stays as it is, so
 * that its cosine with every row, itself included, is 0.
 */
void gram_unit_rows_f32(float *x, size_t n, size_t dim);
void gram_unit_rows_f64(double *x, size_t n, size_t dim);

/* Cosines of all pairs of rows: gram_unit_rows on x (which changes), then gram. */
void gram_cosine_f32(float *x, size_t n, size_t dim, float *out);
void gram_cosine_f64(double *x, size_t n, size_t dim, double *out);

#endif

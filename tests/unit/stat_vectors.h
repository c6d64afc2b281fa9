/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/stat_vectors.h: published scores that several tests share (METHODS 10). */
#ifndef UNIT_STAT_VECTORS_H
#define UNIT_STAT_VECTORS_H

#include <stddef.h>

/* TV-6: the 96 scores of idiolect's example, H1 (T) and H2 (F) in row order. */
#define TV6_N 48
static const double tv6_h1[TV6_N] = {
	.468, 1,    1,    .858, .589, .579, .9,   1,    .85, 1,    .817, 1,
	1,    1,    .652, .783, .291, .892, 1,    1,    .9,  1,    1,    .942,
	.165, .742, .239, .335, .503, 1,    .706, 1,    .95, .67,  .975, .223,
	.767, .9,   .304, .153, .975, .867, .397, .975, 1,   .817, .135, 1};
static const double tv6_h2[TV6_N] = {
	.134, .11,  .468, .165, .405, .186, .091, .091, .638, .19,  .104, .101,
	.118, .092, .332, .094, .103, .257, .382, .106, .612, .165, .442, .725,
	.108, .186, .231, .549, .333, .174, .112, .194, .225, .134, .174, .222,
	.125, .108, .529, .133, .219, .124, .136, .126, .094, .114, .098, .188};

/* In row order: T, F alternate, but the last two rows are F, T. */
static inline void tv6_rows(double *score, unsigned char *h1)
{
	size_t i;

	for (i = 0; i < TV6_N; i++) {
		size_t swap = i == TV6_N - 1;

		score[2 * i + swap] = tv6_h1[i];
		h1[2 * i + swap] = 1;
		score[2 * i + 1 - swap] = tv6_h2[i];
		h1[2 * i + 1 - swap] = 0;
	}
}

/* TV-4: lir's example of logistic calibration, LRs. */
#define TV4_N 9
static const double tv4_h2[TV4_N] = {9.10734621e-2, 1.37045394e-6, 7.09420701e-7,
				     5.71489514e-7, 2.44360004e-2, 5.53264987e-2,
				     6.40338659e-4, 8.22553310e-9, 2.57792725e-6};
static const double tv4_h1[TV4_N] = {2.42776744e5, 5.35255527e3, 1.50355963e3,
				     1.08776892e3, 2.19083530e1, 7.13508826e2,
				     2.23486401e3, 5.52239060e3, 1.12077833e7};

#endif

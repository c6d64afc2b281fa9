/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/rows.h: trials made up for a test: families of known class with scores drawn from
 * two normal distributions. Knows nothing of models.
 */
#ifndef UNIT_ROWS_H
#define UNIT_ROWS_H

#include "base/mem.h"
#include "evidence/learn.h"
#include "stat/rng.h"

static inline struct learn_rows rows_new(size_t n, size_t n_channels, size_t n_families)
{
	return (struct learn_rows){
		.n = n,
		.n_channels = n_channels,
		.x = MEM_ARRAY(n * n_channels, double),
		.h1 = MEM_ARRAY(n, unsigned char),
		.family = MEM_ARRAY(n, unsigned),
		.teacher_family = MEM_ARRAY(n, unsigned),
		.n_families = n_families,
	};
}

static inline void rows_free(struct learn_rows *rows)
{
	mem_free(rows->x);
	mem_free(rows->h1);
	mem_free(rows->family);
	mem_free(rows->teacher_family);
}

/*
 * `per_family` trials of each of n1 + n2 families, the first n1 under H1; a teacher
 * family follows them. Scores of channel k are N(+-shift / 2, 1), correlated between
 * channels.
 */
static inline struct learn_rows rows_drawn(size_t n1, size_t n2, size_t per_family,
					   size_t n_channels, double shift, uint64_t seed)
{
	struct learn_rows rows =
		rows_new((n1 + n2) * per_family, n_channels, n1 + n2 + 1);
	struct rng rng = rng_stream(seed, 77, 0, 0);

	for (size_t i = 0; i < rows.n; i++) {
		double shared = rng_normal(&rng);

		rows.family[i] = (unsigned)(i / per_family);
		rows.teacher_family[i] = (unsigned)(n1 + n2);
		rows.h1[i] = rows.family[i] < n1;
		for (size_t k = 0; k < n_channels; k++)
			rows.x[i * n_channels + k] = (rows.h1[i] ? .5 : -.5) * shift +
						     .6 * shared + .8 * rng_normal(&rng);
	}
	return rows;
}

#endif

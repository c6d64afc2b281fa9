/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/quiz_m4.h"

#include <math.h>

#include "base/mem.h"

/* What lies further out than this many standard deviations, and some, of either count
 * is below QUIZ_M4_LEAST and is not followed. */
#define WINDOW_SD 9.0
#define WINDOW_MORE 12.0

/* One count over the items so far, and where it can be. */
struct range {
	double mean, variance;
	size_t lo, hi;
};

static void range_add(struct range *range, double p, size_t n_so_far)
{
	double reach;

	range->mean += p;
	range->variance += p * (1 - p);
	reach = WINDOW_SD * sqrt(range->variance) + WINDOW_MORE;
	range->lo = range->mean > reach ? (size_t)(range->mean - reach) : 0;
	range->hi = (size_t)(range->mean + reach);
	if (range->hi > n_so_far)
		range->hi = n_so_far;
}

static void add_item(double p_right, double p_wrong, const struct range *right,
		     const struct range *wrong, size_t width, double *pmf)
{
	double neither = fmax(1 - p_right - p_wrong, 0);

	for (size_t r = right->hi + 1; r-- > right->lo;) {
		double *row = pmf + r * width;
		const double *below = r ? row - width : NULL;

		for (size_t w = wrong->hi + 1; w-- > wrong->lo;)
			row[w] = neither * row[w] + (w ? p_wrong * row[w - 1] : 0) +
				 (below ? p_right * below[w] : 0);
	}
}

/* Upper corners in place of `corner`, then the sum of what is no more probable. */
static double tail_of(const double *pmf, double *corner, size_t height, size_t width,
		      size_t n_right, size_t n_wrong)
{
	double limit = 0;
	double tail = 0;

	for (size_t r = height; r-- > 0;) {
		double row = 0;

		for (size_t w = width; w-- > 0;) {
			row += pmf[r * width + w];
			corner[r * width + w] =
				row + (r + 1 < height ? corner[(r + 1) * width + w] : 0);
		}
	}
	if (n_right < height && n_wrong < width)
		limit = corner[n_right * width + n_wrong] * (1 + 1e-9);
	for (size_t i = 0; i < height * width; i++) {
		if (corner[i] <= limit)
			tail += pmf[i];
	}
	return fmin(fmax(tail, QUIZ_M4_LEAST), 1);
}

double quiz_m4_tail(const double *right, const double *wrong, size_t n, size_t n_right,
		    size_t n_wrong)
{
	struct range rights = {0};
	struct range wrongs = {0};
	double *pmf;
	double *corner;
	size_t height, width;
	double tail;

	for (size_t i = 0; i < n; i++) {
		range_add(&rights, right[i], i + 1);
		range_add(&wrongs, wrong[i], i + 1);
	}
	height = rights.hi + 1;
	width = wrongs.hi + 1;
	pmf = MEM_ARRAY(height * width, double);
	corner = MEM_ARRAY(height * width, double);
	pmf[0] = 1;
	rights = wrongs = (struct range){0};
	for (size_t i = 0; i < n; i++) {
		range_add(&rights, right[i], i + 1);
		range_add(&wrongs, wrong[i], i + 1);
		add_item(right[i], wrong[i], &rights, &wrongs, width, pmf);
	}
	tail = tail_of(pmf, corner, height, width, n_right, n_wrong);
	mem_free(pmf);
	mem_free(corner);
	return tail;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/table.h: were two rows of counts drawn from one distribution (METHODS 3)? Tests of
 * 2 x k tables, one a stratum (a prompt): counts are never pooled over strata, labels
 * are permuted within each. Knows nothing of what is counted.
 */
#ifndef STAT_TABLE_H
#define STAT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Cells may be 0. The counts are the caller's. */
struct table {
	const size_t *x, *y;
	size_t k;
};

/*
 * With n_x, n_y the totals of the rows, N both, c = x + y of a column and e its expected
 * counts c n_x / N and c n_y / N; a table with an empty row or column has no share there:
 *
 * CHI2    Pearson: sum (count - e)^2 / e
 * G       likelihood ratio: 2 sum count ln(count / e), 4n JS in nats for equal totals n
 * BV      Bhattacharya and Valiant 2015, for unequal totals and many sparse cells:
 *         sum [(n_y x - n_x y)^2 - n_y^2 x - n_x^2 y] / (x + y); may be negative
 * FISHER  Freeman and Halton 1951: -ln P(table | its margins); its exact p is
 *         Fisher's two-sided one when k is 2
 */
enum table_statistic { TABLE_CHI2, TABLE_G, TABLE_BV, TABLE_FISHER };

/* Summed over the strata; larger is further apart. Strata with an empty row are skipped
 * here and below. */
double table_statistic(const struct table *strata, size_t n_strata,
		       enum table_statistic which);

/*
 * P(chi-squared >= statistic), degrees of freedom: occupied columns less one, summed
 * over strata; 1 when there are none. CHI2 and G only (asserted). Wrong when most
 * expected counts are below 5, which is the rule with answers: prefer table_permute.
 */
double table_asymptotic_p(const struct table *strata, size_t n_strata,
			  enum table_statistic which);

struct table_result {
	double observed;
	double p;        /* P(statistic >= observed) given all margins; never 0 */
	size_t n_tables; /* looked at; when random, the one given included */
	bool is_exact;   /* they were all there are */
};

/*
 * Permutation test. When the tables with the given margins, multiplied over strata, are
 * at most n_perm, each is looked at and weighs its hypergeometric probability. Else
 * labels are permuted n_perm times at random within strata, and p counts the given table
 * as one more, which makes it valid for any n_perm. The same seed gives the same answer.
 * Ties count as further apart, up to rounding. ERR_DATA when no stratum has counts in
 * both rows.
 */
int table_permute(const struct table *strata, size_t n_strata, enum table_statistic which,
		  size_t n_perm, uint64_t seed, struct table_result *out,
		  struct err *err) MUST_CHECK;

/*
 * Fisher's exact test of [[a, b], [c, d]]: *greater gets P(upper left cell >= a), and
 * *two_sided the probability of all tables no more probable than the given one. 1 both
 * when a margin is 0.
 */
void table_fisher(size_t a, size_t b, size_t c, size_t d, double *greater,
		  double *two_sided);

#endif

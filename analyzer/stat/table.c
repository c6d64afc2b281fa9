/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/table.c: see stat/table.h. */
#include "stat/table.h"

#include <assert.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"
#include "stat/rng.h"

/* The same table summed in another order differs in the last bits; without this slack,
 * a share of the largest term, ties are missed and p comes out too small. */
#define TIE 1e-11

static double ln_choose(size_t n, size_t k)
{
	return gsl_sf_lnchoose((unsigned int)n, (unsigned int)k);
}

static double g_term(double count, double expected)
{
	return count > 0.0 ? 2.0 * count * log(count / expected) : 0.0;
}

/* What a column of c > 0 counts, x of them in the first row, adds to the statistic. All
 * of them are sums over columns once the margins are known. */
static double column_term(enum table_statistic which, size_t n_x, size_t n_y, size_t c,
			  size_t x)
{
	double nx = (double)n_x, ny = (double)n_y, cx = (double)x, cy = (double)(c - x);
	double ex = (double)c * nx / (nx + ny), ey = (double)c * ny / (nx + ny), off;

	switch (which) {
	case TABLE_CHI2:
		return (cx - ex) * (cx - ex) / ex + (cy - ey) * (cy - ey) / ey;
	case TABLE_G:
		return g_term(cx, ex) + g_term(cy, ey);
	case TABLE_BV:
		off = ny * cx - nx * cy;
		return (off * off - ny * ny * cx - nx * nx * cy) / (cx + cy);
	case TABLE_FISHER:
		return -ln_choose(c, x);
	}
	assert(false);
	return 0.0;
}

static size_t row_total(const size_t *count, size_t k)
{
	size_t n = 0;

	for (size_t j = 0; j < k; j++)
		n += count[j];
	return n;
}

/* One stratum without its empty columns, and its terms tabulated. */
struct stratum {
	size_t n_x, n_y;
	size_t k;
	size_t *column; /* totals, owned */
	size_t *x;      /* first row, owned */
	double *term;   /* owned; of column j and count x at term[first[j] + x] */
	size_t *first;  /* owned */
	double base;    /* of the statistic, whatever the table */
	double largest; /* |term| */
	size_t *label;  /* owned; the column of each of the n_x + n_y counts, in any order
			 */
	size_t *drawn;  /* owned; a first row */
};

static void stratum_clear(struct stratum *stratum)
{
	mem_free(stratum->column);
	mem_free(stratum->x);
	mem_free(stratum->term);
	mem_free(stratum->first);
	mem_free(stratum->label);
	mem_free(stratum->drawn);
}

/* false, with nothing to clear, when a row is empty. */
static bool stratum_init(struct stratum *stratum, const struct table *table,
			 enum table_statistic which)
{
	size_t n_x = row_total(table->x, table->k), n_y = row_total(table->y, table->k);
	size_t n_terms = 0, n_labels = 0;

	*stratum = (struct stratum){.n_x = n_x, .n_y = n_y};
	if (n_x == 0 || n_y == 0)
		return false;
	stratum->column = mem_alloc(table->k, sizeof(size_t));
	stratum->x = mem_alloc(table->k, sizeof(size_t));
	stratum->first = mem_alloc(table->k, sizeof(size_t));
	stratum->term = mem_alloc(n_x + n_y + table->k, sizeof(double));
	stratum->label = mem_alloc(n_x + n_y, sizeof(size_t));
	stratum->drawn = mem_alloc(table->k, sizeof(size_t));
	for (size_t j = 0; j < table->k; j++) {
		size_t c = table->x[j] + table->y[j];

		if (c == 0)
			continue;
		for (size_t i = 0; i < c; i++)
			stratum->label[n_labels++] = stratum->k;
		stratum->column[stratum->k] = c;
		stratum->x[stratum->k] = table->x[j];
		stratum->first[stratum->k++] = n_terms;
		for (size_t x = 0; x <= c; x++, n_terms++) {
			double term = column_term(which, n_x, n_y, c, x);

			stratum->term[n_terms] = term;
			stratum->largest = fmax(stratum->largest, fabs(term));
		}
	}
	if (which == TABLE_FISHER)
		stratum->base = ln_choose(n_x + n_y, n_x);
	return true;
}

static double stratum_statistic(const struct stratum *stratum, const size_t *x)
{
	double total = stratum->base;

	for (size_t j = 0; j < stratum->k; j++)
		total += stratum->term[stratum->first[j] + x[j]];
	return total;
}

/* How many tables have these margins, or more than `limit` when there are more: the ways
 * to draw n_x counts, column by column. */
static size_t n_tables_of(const struct stratum *stratum, size_t limit)
{
	size_t n_x = stratum->n_x, n;
	double *ways = MEM_ARRAY(n_x + 1, double), top;

	ways[0] = 1.0;
	for (size_t j = 0; j < stratum->k; j++) {
		size_t c = stratum->column[j];

		for (size_t s = n_x; s > 0; s--)
			for (size_t x = 1; x <= c && x <= s; x++)
				ways[s] += ways[s - x];
	}
	top = ways[n_x];
	n = top > (double)limit ? limit + 1 : (size_t)(top + 0.5);
	mem_free(ways);
	return n;
}

/* A table of one stratum: its statistic and probability. */
struct outcome {
	double statistic, p;
};

/* The next first row after x with the same total, in lexical order from the right; false
 * behind the last. */
static bool next_row(const struct stratum *stratum, size_t *x)
{
	size_t moved = 0, j = 0;

	/* The leftmost column that can take one from those before it. */
	while (j < stratum->k && (moved == 0 || x[j] == stratum->column[j]))
		moved += x[j++];
	if (j == stratum->k)
		return false;
	x[j]++;
	moved--;
	for (size_t i = 0; i < j; i++) {
		x[i] = moved < stratum->column[i] ? moved : stratum->column[i];
		moved -= x[i];
	}
	return true;
}

/* All n_tables outcomes. */
static void list_outcomes(const struct stratum *stratum, struct outcome *out)
{
	double ln_all = ln_choose(stratum->n_x + stratum->n_y, stratum->n_x);
	size_t *x = mem_alloc(stratum->k, sizeof(size_t)), left = stratum->n_x, n = 0;

	for (size_t j = 0; j < stratum->k; j++) {
		x[j] = left < stratum->column[j] ? left : stratum->column[j];
		left -= x[j];
	}
	do {
		double ln_p = -ln_all;

		for (size_t j = 0; j < stratum->k; j++)
			ln_p += ln_choose(stratum->column[j], x[j]);
		out[n++] = (struct outcome){stratum_statistic(stratum, x), exp(ln_p)};
	} while (next_row(stratum, x));
	mem_free(x);
}

/* Sum the probability of all combinations of one outcome a stratum, the strata from `at`
 * on, that reach what is left of the observed statistic. */
static double tail(const struct outcome *const *outcome, const size_t *n_outcomes,
		   size_t n_strata, size_t at, double wanted)
{
	double p = 0.0;

	if (at == n_strata)
		return wanted <= 0.0 ? 1.0 : 0.0;
	for (size_t i = 0; i < n_outcomes[at]; i++)
		p += outcome[at][i].p * tail(outcome, n_outcomes, n_strata, at + 1,
					     wanted - outcome[at][i].statistic);
	return p;
}

static double exact_p(const struct stratum *strata, size_t n_strata, size_t n_perm,
		      double as_far_at)
{
	struct outcome **outcome = MEM_ARRAY(n_strata, struct outcome *);
	size_t *n_outcomes = MEM_ARRAY(n_strata, size_t);
	double p;

	for (size_t i = 0; i < n_strata; i++) {
		n_outcomes[i] = n_tables_of(&strata[i], n_perm);
		outcome[i] = MEM_ARRAY(n_outcomes[i], struct outcome);
		list_outcomes(&strata[i], outcome[i]);
	}
	p = tail((const struct outcome *const *)outcome, n_outcomes, n_strata, 0,
		 as_far_at);
	for (size_t i = 0; i < n_strata; i++)
		mem_free(outcome[i]);
	mem_free(outcome);
	mem_free(n_outcomes);
	return fmin(p, 1.0);
}

/* The statistic after the labels were dealt out again. */
static double redraw(struct stratum *stratum, struct rng *rng)
{
	size_t n = stratum->n_x + stratum->n_y;

	for (size_t j = 0; j < stratum->k; j++)
		stratum->drawn[j] = 0;
	for (size_t i = 0; i < stratum->n_x; i++) {
		size_t j = i + rng_below(rng, n - i), t = stratum->label[i];

		stratum->label[i] = stratum->label[j];
		stratum->label[j] = t;
		stratum->drawn[stratum->label[i]]++;
	}
	return stratum_statistic(stratum, stratum->drawn);
}

static double random_p(struct stratum *strata, size_t n_strata, size_t n_perm,
		       uint64_t seed, double as_far_at)
{
	struct rng rng = rng_stream(seed, 0, 0, 0);
	size_t n_as_far = 1;

	for (size_t round = 0; round < n_perm; round++) {
		double left = as_far_at;

		for (size_t i = 0; i < n_strata; i++)
			left -= redraw(&strata[i], &rng);
		n_as_far += left <= 0.0;
	}
	return (double)n_as_far / (double)(n_perm + 1);
}

/* The strata that say something; returns how many. */
static size_t strata_init(struct stratum *strata, const struct table *table, size_t n,
			  enum table_statistic which)
{
	size_t n_used = 0;

	for (size_t i = 0; i < n; i++)
		n_used += stratum_init(&strata[n_used], &table[i], which);
	return n_used;
}

static void strata_free(struct stratum *strata, size_t n)
{
	for (size_t i = 0; i < n; i++)
		stratum_clear(&strata[i]);
	mem_free(strata);
}

double table_statistic(const struct table *strata, size_t n_strata,
		       enum table_statistic which)
{
	struct stratum *used = MEM_ARRAY(n_strata, struct stratum);
	size_t n = strata_init(used, strata, n_strata, which);
	double total = 0.0;

	for (size_t i = 0; i < n; i++)
		total += stratum_statistic(&used[i], used[i].x);
	strata_free(used, n);
	return total;
}

double table_asymptotic_p(const struct table *strata, size_t n_strata,
			  enum table_statistic which)
{
	size_t df = 0;

	assert(which == TABLE_CHI2 || which == TABLE_G);
	for (size_t i = 0; i < n_strata; i++) {
		const struct table *t = &strata[i];
		size_t n_occupied = 0;

		if (row_total(t->x, t->k) == 0 || row_total(t->y, t->k) == 0)
			continue;
		for (size_t j = 0; j < t->k; j++)
			n_occupied += t->x[j] + t->y[j] > 0;
		df += n_occupied - 1;
	}
	if (df == 0)
		return 1.0;
	return dist_chi2_p(table_statistic(strata, n_strata, which), (double)df);
}

static void permute(struct stratum *strata, size_t n_strata, size_t n_perm, uint64_t seed,
		    struct table_result *out)
{
	double as_far_at, n_all = 1.0;

	out->observed = 0.0;
	as_far_at = 0.0;
	for (size_t i = 0; i < n_strata; i++) {
		out->observed += stratum_statistic(&strata[i], strata[i].x);
		as_far_at -= TIE * (strata[i].largest + strata[i].base);
		if (n_all <= (double)n_perm)
			n_all *= (double)n_tables_of(&strata[i], n_perm);
	}
	as_far_at += out->observed;
	out->is_exact = n_all <= (double)n_perm;
	out->n_tables = out->is_exact ? (size_t)n_all : n_perm + 1;
	out->p = out->is_exact ? exact_p(strata, n_strata, n_perm, as_far_at)
			       : random_p(strata, n_strata, n_perm, seed, as_far_at);
}

int table_permute(const struct table *strata, size_t n_strata, enum table_statistic which,
		  size_t n_perm, uint64_t seed, struct table_result *out, struct err *err)
{
	struct stratum *used = MEM_ARRAY(n_strata, struct stratum);
	size_t n = strata_init(used, strata, n_strata, which);

	*out = (struct table_result){(double)NAN, (double)NAN, 0, false};
	if (n > 0)
		permute(used, n, n_perm, seed, out);
	strata_free(used, n);
	if (n == 0)
		return err_set(err, ERR_DATA,
			       "two samples cannot be compared: none of %zu strata has "
			       "counts of both",
			       n_strata);
	return 0;
}

void table_fisher(size_t a, size_t b, size_t c, size_t d, double *greater,
		  double *two_sided)
{
	size_t row = a + b, column = a + c, n = a + b + c + d;
	size_t least = row + column > n ? row + column - n : 0;
	size_t most = row < column ? row : column;
	double ln_all = ln_choose(n, column);
	double ln_given = ln_choose(row, a) + ln_choose(n - row, c) - ln_all;

	*greater = *two_sided = 0.0;
	for (size_t x = least; x <= most; x++) {
		double ln_p = ln_choose(row, x) + ln_choose(n - row, column - x) - ln_all;

		if (x >= a)
			*greater += exp(ln_p);
		/* 1e-7 as R's fisher.test: equally probable tables differ by rounding. */
		if (ln_p <= ln_given + 1e-7)
			*two_sided += exp(ln_p);
	}
	*greater = fmin(*greater, 1.0);
	*two_sided = fmin(*two_sided, 1.0);
}

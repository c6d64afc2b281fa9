/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/logit.c: see stat/logit.h. */
#include "stat/logit.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_COEF (LOGIT_MAX_COLUMNS + 1)
#define MAX_STEPS 200
#define MAX_HALVINGS 50
#define KKT_TOLERANCE 1e-12
/* Rounding can hold the conditions above the tolerance; beyond this multiple of it, it
 * was not that. */
#define KKT_STALLED 1e3
/* A pivot this far below its diagonal is rounding: the direction is flat. */
#define PIVOT_FLAT 1e-13
/* Curvature that is left where the optimum lies at infinity. Where it is finite some
 * row is on the wrong side, and its weight keeps the curvature far above. */
#define CURVATURE_NONE 1e-9

/* The rows as they came. */
struct input {
	const double *x;
	const unsigned char *h1;
	const double *weight;
	size_t n, k;
};

/* A row to be sorted; its first value is at hand because it mostly decides. */
struct row {
	double first;
	size_t i;
};

/* The problem in standardised columns: z = (x - mean) / scale. */
struct problem {
	size_t n_rows, n_coef; /* coefficient 0 is the intercept */
	size_t width;          /* of a row of z; the first n_coef - 1 are used */
	double *z;             /* n_rows x width; owned */
	double *for_h1;        /* mass of ln(1 + e^-L) of each row; owned */
	double *for_h2;        /* mass of ln(1 + e^L); owned */
	size_t column[MAX_COEF];
	double mean[MAX_COEF], scale[MAX_COEF]; /* by coefficient, as is column */
	double level[LOGIT_MAX_COLUMNS];        /* by column: the mean */
	double tolerance[MAX_COEF];             /* of the gradient, by coefficient */
	double ridge, centre;
	bool nonneg;
};

/* Loss, gradient and Hessian at one point. */
struct point {
	double coef[MAX_COEF];
	double loss;
	double grad[MAX_COEF];
	double hess[MAX_COEF * MAX_COEF];
};

static double weight_of(const struct input *in, size_t i)
{
	return in->weight ? in->weight[i] : 1.0;
}

static int row_compare(const void *a, const void *b, void *context)
{
	const struct row *s = a, *t = b;
	const struct input *in = context;
	const double *x = in->x + s->i * in->k, *y = in->x + t->i * in->k;
	double weight_s, weight_t;
	size_t j;

	if (s->first != t->first)
		return s->first < t->first ? -1 : 1;
	for (j = 1; j < in->k; j++)
		if (x[j] != y[j])
			return x[j] < y[j] ? -1 : 1;
	if (!in->h1[s->i] != !in->h1[t->i])
		return in->h1[t->i] ? -1 : 1;
	weight_s = weight_of(in, s->i);
	weight_t = weight_of(in, t->i);
	return (weight_s > weight_t) - (weight_s < weight_t);
}

static int row_check(const struct input *in, size_t i, struct err *err)
{
	size_t j;

	for (j = 0; j < in->k; j++)
		if (!isfinite(in->x[i * in->k + j]))
			return err_set(err, ERR_DATA,
				       "logistic fit: row %zu, column %zu is not finite; "
				       "leave the trial or the column out",
				       i, j);
	return 0;
}

/* The rows that count, in an order of their own: the caller's changes no digit. */
static struct row *rows_sorted(struct input *in, bool keep_order, size_t *n_rows,
			       struct err *err)
{
	struct row *rows = mem_alloc(in->n ? in->n : 1, sizeof(*rows));
	size_t i;

	*n_rows = 0;
	for (i = 0; i < in->n; i++) {
		assert(weight_of(in, i) >= 0.0 && isfinite(weight_of(in, i)));
		if (weight_of(in, i) == 0.0)
			continue;
		if (row_check(in, i, err)) {
			free(rows);
			return NULL;
		}
		rows[(*n_rows)++] = (struct row){in->x[i * in->k], i};
	}
	if (!keep_order)
		qsort_r(rows, *n_rows, sizeof(*rows), row_compare, in);
	return rows;
}

static int set_masses(struct problem *problem, const struct input *in,
		      const struct row *rows, double kappa, struct err *err)
{
	double mass1 = 0.0, mass2 = 0.0;
	size_t i;

	for (i = 0; i < problem->n_rows; i++) {
		if (in->h1[rows[i].i])
			mass1 += weight_of(in, rows[i].i);
		else
			mass2 += weight_of(in, rows[i].i);
	}
	if (mass1 <= 0.0 || mass2 <= 0.0)
		return err_set(err, ERR_DATA,
			       "logistic fit of %zu rows: none of them is %s; "
			       "both kinds of trial are needed",
			       problem->n_rows, mass1 > 0.0 ? "H2" : "H1");
	for (i = 0; i < problem->n_rows; i++) {
		double w = weight_of(in, rows[i].i), both = kappa * w / (mass1 + mass2);
		bool h1 = in->h1[rows[i].i] != 0;

		problem->for_h1[i] = both + (h1 ? w / mass1 : 0.0);
		problem->for_h2[i] = both + (h1 ? 0.0 : w / mass2);
	}
	return 0;
}

/* Mean and spread of a column by mass; a spread of 0 for one that does not vary. */
static void column_moments(const struct problem *problem, const double *x, double *mean,
			   double *scale)
{
	double mass = 0.0, shift = 0.0, squares = 0.0, far = 0.0;
	size_t i;

	for (i = 0; i < problem->n_rows; i++) {
		double m = problem->for_h1[i] + problem->for_h2[i];

		mass += m;
		shift += m * (x[i] - x[0]);
		far = fmax(far, fabs(x[i] - x[0]));
	}
	shift /= mass;
	*mean = x[0] + shift;
	*scale = 0.0;
	if (far == 0.0)
		return;
	for (i = 0; i < problem->n_rows; i++) {
		double away = (x[i] - x[0] - shift) / far;

		squares += (problem->for_h1[i] + problem->for_h2[i]) * away * away;
	}
	*scale = far * sqrt(squares / mass);
}

/* Standardise the columns that vary; the others have no part in the search. */
static void set_columns(struct problem *problem, const struct input *in,
			const struct row *rows)
{
	size_t i, j, c, n = problem->n_rows;
	double *column = mem_alloc(n, sizeof(*column));

	problem->n_coef = 1;
	for (j = 0; j < in->k; j++) {
		c = problem->n_coef;
		for (i = 0; i < n; i++)
			column[i] = in->x[rows[i].i * in->k + j];
		column_moments(problem, column, &problem->mean[c], &problem->scale[c]);
		problem->column[c] = j;
		problem->level[j] = problem->mean[c];
		if (problem->scale[c] <= 0.0)
			continue;
		for (i = 0; i < n; i++)
			problem->z[i * in->k + c - 1] =
				(column[i] - problem->mean[c]) / problem->scale[c];
		problem->n_coef++;
	}
	free(column);
	problem->tolerance[0] = KKT_TOLERANCE;
	for (c = 1; c < problem->n_coef; c++) {
		/* What the ridge adds can be large against 1, and so can its rounding. */
		double pull = 2.0 * problem->ridge / problem->scale[c];
		double size = pull * fmax(fabs(problem->centre), 1.0 / problem->scale[c]);

		problem->tolerance[c] = KKT_TOLERANCE * fmax(1.0, size);
	}
}

static void problem_clear(struct problem *problem)
{
	free(problem->z);
	free(problem->for_h1);
	free(problem->for_h2);
}

static int problem_init(struct problem *problem, struct input *in,
			const struct logit_options *opt, struct err *err)
{
	struct row *rows;
	int rc;

	memset(problem, 0, sizeof(*problem));
	rows = rows_sorted(in, opt->keep_order, &problem->n_rows, err);
	if (!rows)
		return -1;
	problem->ridge = opt->ridge;
	problem->centre = opt->centre;
	problem->nonneg = opt->nonneg;
	problem->width = in->k;
	problem->z = mem_alloc(in->n * in->k + 1, sizeof(double));
	problem->for_h1 = mem_alloc(in->n + 1, sizeof(double));
	problem->for_h2 = mem_alloc(in->n + 1, sizeof(double));
	rc = set_masses(problem, in, rows, opt->kappa, err);
	if (rc == 0)
		set_columns(problem, in, rows);
	free(rows);
	return rc;
}

static void add_ridge(const struct problem *problem, struct point *at)
{
	size_t c, p = problem->n_coef;

	for (c = 1; c < p; c++) {
		double away = at->coef[c] / problem->scale[c] - problem->centre;
		double pull = 2.0 * problem->ridge / problem->scale[c];

		at->loss += problem->ridge * away * away;
		at->grad[c] += pull * away;
		at->hess[c * p + c] += pull / problem->scale[c];
	}
}

/* Add what a row of z with this slope and curvature in L adds to the derivatives; of
 * the Hessian, the lower half. */
static void add_row(struct point *at, const double *restrict z, size_t p, double slope,
		    double curvature)
{
	double *restrict hess = at->hess;
	size_t c, d;

	at->grad[0] += slope;
	hess[0] += curvature;
	for (c = 1; c < p; c++) {
		double by = curvature * z[c - 1];

		at->grad[c] += slope * z[c - 1];
		hess[c * p] += by;
		for (d = 1; d <= c; d++)
			hess[c * p + d] += by * z[d - 1];
	}
}

/* Loss and its derivatives at at->coef. */
static void evaluate(const struct problem *problem, struct point *at)
{
	size_t p = problem->n_coef, i, c, d;

	at->loss = 0.0;
	memset(at->grad, 0, p * sizeof(double));
	memset(at->hess, 0, p * p * sizeof(double));
	for (i = 0; i < problem->n_rows; i++) {
		const double *z = problem->z + i * problem->width;
		double for_h1 = problem->for_h1[i], for_h2 = problem->for_h2[i];
		double mass = for_h1 + for_h2, ln_lr = at->coef[0], e, near, far;

		for (c = 1; c < p; c++)
			ln_lr += at->coef[c] * z[c - 1];
		/* Both posteriors from the exponential that does not overflow. The loss
		 * only guides the line search: log1p would cost a fifth of the fit. */
		e = exp(-fabs(ln_lr));
		near = 1.0 / (1.0 + e);
		far = e * near;
		/* cppcheck-suppress unpreciseMathCall */
		at->loss += mass * log(1.0 + e) +
			    (ln_lr >= 0.0 ? for_h2 : for_h1) * fabs(ln_lr);
		add_row(at, z, p,
			ln_lr >= 0.0 ? for_h2 * near - for_h1 * far
				     : for_h2 * far - for_h1 * near,
			mass * near * far);
	}
	add_ridge(problem, at);
	for (c = 0; c < p; c++)
		for (d = 0; d < c; d++)
			at->hess[d * p + c] = at->hess[c * p + d];
}

/*
 * Cholesky factor of the Hessian of the m coefficients in index, lower half, m apart.
 * The pivot of a flat direction (columns that repeat each other) is made infinite,
 * which leaves its coefficient at 0; GSL's factorisation fails there instead. Returns
 * the smallest pivot.
 */
static double factor(const double *hess, size_t p, const size_t *index, size_t m,
		     double *low)
{
	double smallest = HUGE_VAL;
	size_t a, b, c;

	for (a = 0; a < m; a++) {
		const double *row = hess + index[a] * p;
		double pivot = row[index[a]];

		for (b = 0; b < a; b++) {
			double s = row[index[b]];

			for (c = 0; c < b; c++)
				s -= low[a * m + c] * low[b * m + c];
			low[a * m + b] = s / low[b * m + b];
			pivot -= low[a * m + b] * low[a * m + b];
		}
		smallest = fmin(smallest, pivot);
		low[a * m + a] =
			pivot > PIVOT_FLAT * row[index[a]] ? sqrt(pivot) : HUGE_VAL;
	}
	return smallest;
}

/* Solve hess z = rhs over the passive coefficients, the others being 0. Returns the
 * smallest pivot. */
static double solve_passive(const double *hess, const double *rhs, const bool *passive,
			    size_t p, double *z)
{
	double low[MAX_COEF * MAX_COEF], smallest;
	size_t index[MAX_COEF], m = 0, a, c;

	for (c = 0; c < p; c++) {
		z[c] = 0.0;
		if (passive[c])
			index[m++] = c;
	}
	smallest = factor(hess, p, index, m, low);
	for (a = 0; a < m; a++) {
		double s = rhs[index[a]];

		for (c = 0; c < a; c++)
			s -= low[a * m + c] * z[index[c]];
		z[index[a]] = s / low[a * m + a];
	}
	for (a = m; a-- > 0;) {
		double s = z[index[a]];

		for (c = a + 1; c < m; c++)
			s -= low[c * m + a] * z[index[c]];
		z[index[a]] = s / low[a * m + a];
	}
	return smallest;
}

/*
 * From the feasible z towards `wish`, as far as the signs allow; what reaches 0 leaves
 * the passive set. Returns whether it got there.
 */
static bool walk_to(double *z, const double *wish, bool *passive, size_t p)
{
	double far = 1.0;
	size_t c, block = 0;

	for (c = 1; c < p; c++) {
		if (passive[c] && wish[c] < 0.0 && z[c] / (z[c] - wish[c]) < far) {
			far = z[c] / (z[c] - wish[c]);
			block = c;
		}
	}
	for (c = 0; c < p; c++)
		z[c] += far * (wish[c] - z[c]);
	if (block == 0) {
		memcpy(z, wish, p * sizeof(double));
		return true;
	}
	z[block] = 0.0;
	passive[block] = false;
	return false;
}

/*
 * Minimise the quadratic model at `at` with slopes >= 0: the active-set method of Lawson
 * and Hanson (1974, chapter 23), from the slopes that are positive now. The intercept is
 * always free.
 */
static void quadratic_nonneg(const struct problem *problem, const struct point *at,
			     const double *rhs, double *z)
{
	double wish[MAX_COEF], best;
	bool passive[MAX_COEF];
	size_t p = problem->n_coef, c, d, enter, round;

	for (c = 0; c < p; c++) {
		z[c] = at->coef[c];
		passive[c] = c == 0 || z[c] > 0.0;
	}
	for (round = 0; round < 10 * p; round++) {
		do {
			solve_passive(at->hess, rhs, passive, p, wish);
		} while (!walk_to(z, wish, passive, p));
		enter = 0;
		best = 0.1;
		for (c = 1; c < p; c++) {
			double descent = rhs[c];

			for (d = 0; d < p; d++)
				descent -= at->hess[c * p + d] * z[d];
			descent /= problem->tolerance[c];
			if (!passive[c] && descent > best) {
				best = descent;
				enter = c;
			}
		}
		if (enter == 0)
			return;
		passive[enter] = true;
	}
}

/* Where Newton's quadratic model, under the signs, has its minimum. */
static void newton_target(const struct problem *problem, const struct point *at,
			  double *z)
{
	double rhs[MAX_COEF];
	bool all[MAX_COEF];
	size_t p = problem->n_coef, c, d;

	for (c = 0; c < p; c++) {
		all[c] = true;
		rhs[c] = -at->grad[c];
		for (d = 0; d < p; d++)
			rhs[c] += at->hess[c * p + d] * at->coef[d];
	}
	if (problem->nonneg)
		quadratic_nonneg(problem, at, rhs, z);
	else
		solve_passive(at->hess, rhs, all, p, z);
}

/* By how many tolerances the Karush-Kuhn-Tucker conditions are violated. */
static double violation(const struct problem *problem, const struct point *at)
{
	double worst = 0.0;
	size_t c;

	for (c = 0; c < problem->n_coef; c++) {
		bool bound = problem->nonneg && c > 0 && at->coef[c] <= 0.0;

		worst = fmax(worst, (bound ? -at->grad[c] : fabs(at->grad[c])) /
					    problem->tolerance[c]);
	}
	return worst;
}

/* Step from `at` towards z, halving until the loss falls (Armijo); into `next`. */
static bool step_towards(const struct problem *problem, const struct point *at,
			 const double *z, struct point *next)
{
	double slope = 0.0, length = 1.0, slack = 1e-13 * (1.0 + fabs(at->loss));
	size_t c;
	int i;

	for (c = 0; c < problem->n_coef; c++)
		slope += at->grad[c] * (z[c] - at->coef[c]);
	for (i = 0; i < MAX_HALVINGS; i++) {
		for (c = 0; c < problem->n_coef; c++)
			next->coef[c] = (1.0 - length) * at->coef[c] + length * z[c];
		evaluate(problem, next);
		if (next->loss <= at->loss + 1e-4 * length * slope + slack)
			return true;
		length *= 0.5;
	}
	return false;
}

/* Returns the violation that is left. *at is scratch, as is *next. */
/* Where to begin: all 0, or `start` (original units) in the columns' own. */
static void begin_at(const struct problem *problem, const double *start, struct point *at)
{
	size_t c;

	memset(at->coef, 0, sizeof(at->coef));
	if (!start || !isfinite(start[0]))
		return;
	at->coef[0] = start[0];
	for (c = 1; c < problem->n_coef; c++) {
		double slope = start[1 + problem->column[c]];

		at->coef[c] = slope * problem->scale[c];
		at->coef[0] += slope * problem->mean[c];
	}
}

static double minimise(const struct problem *problem, const double *start,
		       struct point **at, struct point **next)
{
	double z[MAX_COEF], left;
	struct point *swap;
	int i;

	begin_at(problem, start, *at);
	evaluate(problem, *at);
	left = violation(problem, *at);
	for (i = 0; i < MAX_STEPS && left > 1.0; i++) {
		newton_target(problem, *at, z);
		if (!step_towards(problem, *at, z, *next))
			break;
		swap = *at;
		*at = *next;
		*next = swap;
		left = violation(problem, *at);
	}
	return left;
}

/* Without shrinkage the optimum can lie at infinity, or be a whole line. */
static bool is_determined(const struct problem *problem, const struct point *at)
{
	double z[MAX_COEF];
	bool passive[MAX_COEF];
	size_t c;

	for (c = 0; c < problem->n_coef; c++)
		passive[c] = c == 0 || !problem->nonneg || at->coef[c] > 0.0;
	return solve_passive(at->hess, at->grad, passive, problem->n_coef, z) >
	       CURVATURE_NONE;
}

static void original_units(const struct problem *problem, const struct point *at,
			   size_t k, double *coef)
{
	double still = problem->ridge > 0.0 ? problem->centre : 0.0;
	size_t c, j;

	if (problem->nonneg && still < 0.0)
		still = 0.0;
	for (j = 0; j < k; j++)
		coef[1 + j] = still;
	for (c = 1; c < problem->n_coef; c++)
		coef[1 + problem->column[c]] = at->coef[c] / problem->scale[c];
	coef[0] = at->coef[0];
	for (j = 0; j < k; j++)
		coef[0] -= coef[1 + j] * problem->level[j];
}

int logit_fit(const double *x, const unsigned char *h1, const double *weight, size_t n,
	      size_t k, const struct logit_options *opt, double *coef, struct err *err)
{
	struct point a, b, *at = &a, *next = &b;
	struct input in = {x, h1, weight, n, k};
	struct problem problem;
	double left;
	int rc = -1;

	assert(k >= 1 && k <= LOGIT_MAX_COLUMNS && opt->kappa >= 0.0 &&
	       opt->ridge >= 0.0);
	if (problem_init(&problem, &in, opt, err))
		goto done;
	left = minimise(&problem, opt->start, &at, &next);
	if (opt->kappa == 0.0 && opt->ridge == 0.0 && !is_determined(&problem, at)) {
		err_set(err, ERR_DATA,
			"logistic fit of %zu rows and %zu columns: the classes are "
			"separable or "
			"the columns collinear, so no finite optimum is unique; shrink "
			"it "
			"(kappa or ridge above 0)",
			problem.n_rows, k);
		goto done;
	}
	if (left > KKT_STALLED) {
		err_set(err, ERR_DATA,
			"logistic fit of %zu rows and %zu columns did not settle (%.1e "
			"left); "
			"look for columns of wildly different or extreme values",
			problem.n_rows, k, left);
		goto done;
	}
	original_units(&problem, at, k, coef);
	rc = 0;
done:
	problem_clear(&problem);
	return rc;
}

double logit_ln_lr(const double *coef, const double *row, size_t k)
{
	double ln_lr = coef[0];
	size_t j;

	for (j = 0; j < k; j++)
		ln_lr += coef[1 + j] * row[j];
	return ln_lr;
}

double logit_llr10(const double *coef, const double *row, size_t k)
{
	return logit_ln_lr(coef, row, k) / M_LN10;
}

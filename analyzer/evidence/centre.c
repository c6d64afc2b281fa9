/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/centre.h"

#include <math.h>

#include "base/mem.h"
#include "stat/dist.h"

struct side { /* running mean and sum of squares about it (Welford 1962) */
	double mean, squares;
	size_t n;
};

struct cohort {
	size_t *model;
	double *mean; /* of the member's scores against members of other families, or NaN
		       */
	size_t n, n_vendors;
	struct side grand; /* of the means of the members that have one */
};

static struct cohort cohort_new(const struct population *pop, size_t suspect,
				size_t teacher)
{
	struct cohort c = {
		MEM_ARRAY(pop->n, size_t), MEM_ARRAY(pop->n, double), 0, 0, {0, 0, 0}};
	unsigned char *seen = MEM_ARRAY(pop->n_vendors, unsigned char);

	for (size_t model = 0; model < pop->n; model++) {
		if (!population_in_cohort(pop, model, suspect, teacher))
			continue;
		c.model[c.n++] = model;
		c.n_vendors += !seen[pop->vendor[model]];
		seen[pop->vendor[model]] = 1;
	}
	mem_free(seen);
	return c;
}

static void cohort_clear(struct cohort *c)
{
	mem_free(c->model);
	mem_free(c->mean);
}

static void side_add(struct side *side, double x)
{
	double from_old;

	if (isnan(x))
		return;
	side->n++;
	from_old = x - side->mean;
	side->mean += from_old / (double)side->n;
	side->squares += from_old * (x - side->mean);
}

/* x among the side's values; n is how many independent ones they are worth. */
static double side_z(const struct side *side, double x, size_t n)
{
	double sd = sqrt(side->squares / (double)(side->n - 1));

	return dist_t_predictive_z(x, side->mean, sd, n < side->n ? n : side->n);
}

/* A model's scores against the cohort's members outside its own family. */
static struct side side_of(const struct population *pop, const double *score,
			   size_t model, const struct cohort *c)
{
	struct side side = {0, 0, 0};

	for (size_t i = 0; i < c->n; i++) {
		if (pop->family[c->model[i]] != pop->family[model])
			side_add(&side, score[model * pop->n + c->model[i]]);
	}
	return side;
}

/*
 * Standard deviation among cohort pairs of what is left of a score when both members'
 * means are taken off; NaN when no pair has a score.
 */
static double residual_sd(const struct population *pop, const double *score,
			  struct cohort *c)
{
	double squares = 0;
	double n = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct side side = side_of(pop, score, c->model[i], c);

		c->mean[i] = side.n ? side.mean : (double)NAN;
		side_add(&c->grand, c->mean[i]);
	}
	for (size_t i = 0; i < c->n; i++) {
		for (size_t j = 0; j < i; j++) {
			double x = score[c->model[i] * pop->n + c->model[j]];

			if (pop->family[c->model[i]] == pop->family[c->model[j]] ||
			    isnan(x))
				continue;
			x -= c->mean[i] + c->mean[j] - c->grand.mean;
			squares += x * x;
			n += 1;
		}
	}
	return n > 0 ? sqrt(squares / n) : (double)NAN;
}

/* Vendors of the members that have a score with any other; call after residual_sd. */
static size_t heard_vendors(const struct population *pop, const struct cohort *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		bool first = !isnan(c->mean[i]);

		for (size_t j = 0; j < i && first; j++)
			first = isnan(c->mean[j]) ||
				pop->vendor[c->model[j]] != pop->vendor[c->model[i]];
		n += first;
	}
	return n;
}

struct centred centre_pair(const struct population *pop, const double *score,
			   size_t suspect, size_t teacher)
{
	struct centred out = {NAN, score[suspect * pop->n + teacher], NAN, NAN, 0, 0};
	struct cohort c = cohort_new(pop, suspect, teacher);
	struct side of_suspect = side_of(pop, score, suspect, &c);
	struct side of_teacher = side_of(pop, score, teacher, &c);
	double sd = residual_sd(pop, score, &c);

	size_t n_vendors = heard_vendors(pop, &c);

	out.n_models = c.n;
	out.n_vendors = c.n_vendors;
	if (!isnan(out.raw) && sd > 0 && n_vendors >= CENTRE_MIN_COHORT &&
	    of_suspect.n >= CENTRE_MIN_COHORT && of_teacher.n >= CENTRE_MIN_COHORT) {
		double expected = of_suspect.mean + of_teacher.mean - c.grand.mean;
		double residual = dist_t_predictive_z(out.raw, expected, sd, n_vendors);

		out.suspect_side = side_z(&of_suspect, out.raw, n_vendors);
		out.teacher_side = side_z(&of_teacher, out.raw, n_vendors);
		out.score = fmin(residual, (out.suspect_side + out.teacher_side) / 2);
		out.score = fmax(CENTRE_FLOOR, out.score);
	}
	cohort_clear(&c);
	return out;
}

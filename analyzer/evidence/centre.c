/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/centre.h"

#include <math.h>

#include "stat/dist.h"

struct side {
	double mean, squares; /* running, Welford 1962 */
	size_t n;
};

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

static double side_z(const struct side *side, double x)
{
	double sd;

	if (side->n < CENTRE_MIN_COHORT)
		return NAN;
	sd = sqrt(side->squares / (double)(side->n - 1));
	return dist_t_predictive_z(x, side->mean, sd, side->n);
}

struct centred centre_pair(const struct population *pop, const double *score, size_t suspect,
			   size_t teacher)
{
	struct centred out = {NAN, score[suspect * pop->n + teacher], NAN, NAN, 0, 0};
	struct side of_suspect = {0, 0, 0};
	struct side of_teacher = {0, 0, 0};

	for (size_t model = 0; model < pop->n; model++) {
		bool new_vendor = true;

		if (!population_in_cohort(pop, model, suspect, teacher))
			continue;
		side_add(&of_suspect, score[suspect * pop->n + model]);
		side_add(&of_teacher, score[model * pop->n + teacher]);
		for (size_t other = 0; other < model && new_vendor; other++)
			new_vendor = pop->vendor[other] != pop->vendor[model] ||
				     !population_in_cohort(pop, other, suspect, teacher);
		out.n_models++;
		out.n_vendors += new_vendor;
	}
	if (isnan(out.raw))
		return out;
	out.suspect_side = side_z(&of_suspect, out.raw);
	out.teacher_side = side_z(&of_teacher, out.raw);
	out.score = (out.suspect_side + out.teacher_side) / 2;
	return out;
}

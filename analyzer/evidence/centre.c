/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/centre.h"

#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "stat/dist.h"

struct side { /* running mean and sum of squares about it (Welford 1962) */
	double mean, squares;
	size_t n;
};

/* One channel among the members of a cohort. */
struct level {
	bool known;
	double *mean;      /* of the member's scores against members of other families, or
			    * NaN */
	struct side grand; /* of the means of the members that have one */
	double sd; /* of what is left of a pair's score without both means; or NaN */
	size_t n_vendors; /* of the members that have a mean */
};

/* Pairs of the same suspect's family and the same teacher have one cohort. */
struct cohort {
	size_t *model;
	size_t n, n_vendors;
	struct level *level; /* [channel] */
};

struct centring {
	const struct population *pop;
	double *const *score;
	size_t n_channels;
	struct centre_view view;
	struct cohort **cohort; /* [suspect's family * n + teacher], NULL: not yet */
	double *kept; /* [(suspect * n + teacher) * n_channels]: centred scores */
	unsigned char *is_kept; /* [suspect * n + teacher] */
};

struct centring *centring_new(const struct population *pop, double *const *score,
			      size_t n_channels, const struct centre_view *view)
{
	struct centring *c = MEM_NEW(struct centring);

	c->pop = pop;
	c->score = score;
	c->n_channels = n_channels;
	if (view)
		c->view = *view;
	c->cohort = MEM_ARRAY(pop->n_families * pop->n, struct cohort *);
	c->kept = mem_alloc(pop->n * pop->n * n_channels, sizeof(*c->kept));
	c->is_kept = MEM_ARRAY(pop->n * pop->n, unsigned char);
	return c;
}

static void cohort_free(struct cohort *cohort, size_t n_channels)
{
	if (!cohort)
		return;
	for (size_t k = 0; k < n_channels; k++)
		mem_free(cohort->level[k].mean);
	mem_free(cohort->level);
	mem_free(cohort->model);
	mem_free(cohort);
}

void centring_free(struct centring *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->pop->n_families * c->pop->n; i++)
		cohort_free(c->cohort[i], c->n_channels);
	mem_free(c->cohort);
	mem_free(c->kept);
	mem_free(c->is_kept);
	mem_free(c);
}

static bool is_member(const struct centring *c, size_t model, size_t suspect,
		      size_t teacher)
{
	if (c->view.without && c->view.without[model])
		return false;
	if (c->view.with && c->view.with[model])
		return population_unrelated(c->pop, model, suspect, teacher);
	return population_in_cohort(c->pop, model, suspect, teacher);
}

static struct cohort *cohort_new(const struct centring *c, size_t suspect, size_t teacher)
{
	const struct population *pop = c->pop;
	struct cohort *cohort = MEM_NEW(struct cohort);
	unsigned char *seen = MEM_ARRAY(pop->n_vendors, unsigned char);

	cohort->model = MEM_ARRAY(pop->n, size_t);
	cohort->level = MEM_ARRAY(c->n_channels, struct level);
	for (size_t model = 0; model < pop->n; model++) {
		if (!is_member(c, model, suspect, teacher))
			continue;
		cohort->model[cohort->n++] = model;
		cohort->n_vendors += !seen[pop->vendor[model]];
		seen[pop->vendor[model]] = 1;
	}
	mem_free(seen);
	return cohort;
}

static struct cohort *cohort_of(struct centring *c, size_t suspect, size_t teacher)
{
	struct cohort **at = &c->cohort[c->pop->family[suspect] * c->pop->n + teacher];

	if (!*at)
		*at = cohort_new(c, suspect, teacher);
	return *at;
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
			   size_t model, const struct cohort *cohort)
{
	struct side side = {0, 0, 0};

	for (size_t i = 0; i < cohort->n; i++) {
		if (pop->family[cohort->model[i]] != pop->family[model])
			side_add(&side, score[model * pop->n + cohort->model[i]]);
	}
	return side;
}

/* Of the level's means, which must be there. */
static double residual_sd(const struct population *pop, const double *score,
			  const struct cohort *cohort, const struct level *level)
{
	double squares = 0;
	double n = 0;

	for (size_t i = 0; i < cohort->n; i++) {
		const size_t a = cohort->model[i];

		for (size_t j = 0; j < i; j++) {
			const size_t b = cohort->model[j];
			double x = score[a * pop->n + b];

			if (pop->family[a] == pop->family[b] || isnan(x))
				continue;
			x -= level->mean[i] + level->mean[j] - level->grand.mean;
			squares += x * x;
			n += 1;
		}
	}
	return n > 0 ? sqrt(squares / n) : (double)NAN;
}

static size_t heard_vendors(const struct population *pop, const struct cohort *cohort,
			    const struct level *level)
{
	size_t n = 0;

	for (size_t i = 0; i < cohort->n; i++) {
		bool first = !isnan(level->mean[i]);

		for (size_t j = 0; j < i && first; j++)
			first = isnan(level->mean[j]) ||
				pop->vendor[cohort->model[j]] !=
					pop->vendor[cohort->model[i]];
		n += first;
	}
	return n;
}

static const struct level *level_of(const struct centring *c, struct cohort *cohort,
				    size_t channel)
{
	struct level *level = &cohort->level[channel];

	if (level->known)
		return level;
	level->known = true;
	level->mean = mem_alloc(cohort->n, sizeof(*level->mean));
	for (size_t i = 0; i < cohort->n; i++) {
		struct side side =
			side_of(c->pop, c->score[channel], cohort->model[i], cohort);

		level->mean[i] = side.n ? side.mean : (double)NAN;
		side_add(&level->grand, level->mean[i]);
	}
	level->sd = residual_sd(c->pop, c->score[channel], cohort, level);
	level->n_vendors = heard_vendors(c->pop, cohort, level);
	return level;
}

struct centred centring_pair(struct centring *c, size_t channel, size_t suspect,
			     size_t teacher)
{
	const double *score = c->score[channel];
	struct cohort *cohort = cohort_of(c, suspect, teacher);
	const struct level *level = level_of(c, cohort, channel);
	struct side of_suspect = side_of(c->pop, score, suspect, cohort);
	struct side of_teacher = side_of(c->pop, score, teacher, cohort);
	struct centred out = {NAN, score[suspect * c->pop->n + teacher], NAN, NAN, 0, 0};
	double expected;
	double residual;

	out.n_models = cohort->n;
	out.n_vendors = cohort->n_vendors;
	if (isnan(out.raw) || !(level->sd > 0) || level->n_vendors < CENTRE_MIN_COHORT ||
	    of_suspect.n < CENTRE_MIN_COHORT || of_teacher.n < CENTRE_MIN_COHORT)
		return out;
	expected = of_suspect.mean + of_teacher.mean - level->grand.mean;
	residual = dist_t_predictive_z(out.raw, expected, level->sd, level->n_vendors);
	out.suspect_side = side_z(&of_suspect, out.raw, level->n_vendors);
	out.teacher_side = side_z(&of_teacher, out.raw, level->n_vendors);
	out.score = fmin(residual, (out.suspect_side + out.teacher_side) / 2);
	out.score = fmax(CENTRE_FLOOR, out.score);
	return out;
}

/* The pair's centred scores in all channels, worked out once. */
static const double *scores_of(struct centring *c, size_t suspect, size_t teacher)
{
	const size_t pair = suspect * c->pop->n + teacher;
	double *x = c->kept + pair * c->n_channels;

	for (size_t k = 0; k < c->n_channels && !c->is_kept[pair]; k++)
		x[k] = centring_pair(c, k, suspect, teacher).score;
	c->is_kept[pair] = 1;
	return x;
}

/* Mean of the channels that speak; NaN when none does. */
static double mean_of(const double *x, size_t n)
{
	struct side side = {0, 0, 0};

	for (size_t k = 0; k < n; k++)
		side_add(&side, x[k]);
	return side.n ? side.mean : (double)NAN;
}

struct centre_rival centring_rival(struct centring *c, size_t suspect, size_t teacher)
{
	const struct cohort *cohort = cohort_of(c, suspect, teacher);
	double own = mean_of(scores_of(c, suspect, teacher), c->n_channels);
	struct centre_rival best = {SIZE_MAX, NAN, 0};

	for (size_t i = 0; i < cohort->n; i++) {
		double mean =
			mean_of(scores_of(c, suspect, cohort->model[i]), c->n_channels);

		if (!isnan(mean) && !(mean <= best.mean))
			best = (struct centre_rival){cohort->model[i], mean, 0};
	}
	if (best.mean > own + CENTRE_CLEAR_LEAD)
		best.lead = best.mean - own - CENTRE_CLEAR_LEAD;
	return best;
}

bool centring_scores(struct centring *c, size_t suspect, size_t teacher, double *x)
{
	const double *own = scores_of(c, suspect, teacher);
	double off = CENTRE_RIVAL_SHARE * centring_rival(c, suspect, teacher).lead;
	bool speaks = false;

	for (size_t k = 0; k < c->n_channels; k++) {
		x[k] = isnan(own[k]) ? own[k] : fmax(CENTRE_FLOOR, own[k] - off);
		speaks |= !isnan(x[k]);
	}
	return speaks;
}

void centre_leave_out(const struct population *pop, size_t suspect, size_t teacher,
		      size_t r, size_t stride, unsigned char *without)
{
	unsigned *vendors = MEM_ARRAY(pop->n_vendors + 1, unsigned);
	unsigned char *seen = MEM_ARRAY(pop->n_vendors + 1, unsigned char);
	size_t n = 0;
	size_t left;

	for (size_t model = 0; model < pop->n; model++) {
		unsigned vendor = pop->vendor[model];

		without[model] = 0;
		if (seen[vendor] || !population_in_cohort(pop, model, suspect, teacher))
			continue;
		seen[vendor] = 1;
		vendors[n++] = vendor;
	}
	left = r / stride % (n + 1);
	for (size_t model = 0; model < pop->n && n > CENTRE_MIN_COHORT && left < n;
	     model++)
		without[model] = pop->vendor[model] == vendors[left];
	mem_free(vendors);
	mem_free(seen);
}

struct centred centre_pair(const struct population *pop, const double *score,
			   size_t suspect, size_t teacher)
{
	double *const one[1] = {(double *)(uintptr_t)score};
	struct centring *c = centring_new(pop, one, 1, NULL);
	struct centred out = centring_pair(c, 0, suspect, teacher);

	centring_free(c);
	return out;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/alternative.h"

#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "evidence/contrast.h"
#include "evidence/finding.h"

#define CONTEMPORARY 12 /* months */

/* The case's model at the smaller of each channel's score and another; unbounded. */
static double upper_limit(const struct finding *f, const struct finding_question *q,
			  const double *score)
{
	double x[LEARN_MAX_CHANNELS];

	for (size_t k = 0; k < q->n_channels; k++) {
		x[k] = f->channel[k].score;
		if (!isnan(score[k]))
			x[k] = fmin(x[k], fmax(CENTRE_FLOOR, score[k]));
	}
	return learn_llr10(&f->model, x);
}

/* Mean over the used channels; NaN when none has a value. */
static double mean_used(const struct finding *f, size_t n_channels, const double *x)
{
	double sum = 0;
	size_t n = 0;

	for (size_t k = 0; k < n_channels; k++) {
		if (!f->channel[k].used || isnan(x[k]))
			continue;
		sum += x[k];
		n++;
	}
	return n ? sum / (double)n : (double)NAN;
}

/* Cut at the bound, where the finding has a ratio at all. */
static void give(struct alternative *a, const struct finding *f, double unbounded,
		 bool is_at_most)
{
	a->unbounded = f->no_lr ? (double)NAN : unbounded;
	a->llr10 = f->no_lr || isnan(unbounded) ? (double)NAN
						: bound_apply(&f->bound, unbounded);
	a->is_at_most = is_at_most;
	a->why_not = f->no_lr;
}

static void weigh_unrelated(const struct finding *f, const struct finding_question *q,
			    struct alternative *a)
{
	double score[LEARN_MAX_CHANNELS];

	for (size_t k = 0; k < q->n_channels; k++)
		score[k] = f->channel[k].score;
	a->effect = mean_used(f, q->n_channels, score);
	a->rank = f->rank;
	a->n_ranked = isnan(f->rank_p) ? 0 : f->n_ranked;
	give(a, f, f->unbounded, false);
}

/* How many spreads the contrast with `placebo` as the teacher is, mean over channels. */
static double placebo_contrast(const struct finding *f, const struct finding_question *q,
			       const struct contrast *of, size_t placebo)
{
	double x[LEARN_MAX_CHANNELS];

	for (size_t k = 0; k < q->n_channels; k++)
		x[k] = f->channel[k].used
			       ? contrast_placebo(q->pop, q->score[k], q->suspect,
						  q->teacher, placebo) /
					 of[k].sd
			       : (double)NAN;
	return mean_used(f, q->n_channels, x);
}

static void rank_contrast(const struct finding *f, const struct finding_question *q,
			  const struct contrast *of, struct alternative *a)
{
	double own = placebo_contrast(f, q, of, q->teacher);

	a->rank = a->n_ranked = 1;
	for (size_t m = 0; m < q->pop->n; m++) {
		double other;

		if (!population_in_cohort(q->pop, m, q->suspect, q->teacher) ||
		    population_same_base(q->pop, m, q->suspect))
			continue;
		other = placebo_contrast(f, q, of, m);
		if (isnan(other))
			continue;
		a->n_ranked++;
		a->rank += other >= own;
	}
}

static void weigh_base(const struct finding *f, const struct finding_question *q,
		       struct alternative *a)
{
	struct contrast of[LEARN_MAX_CHANNELS];
	double z[LEARN_MAX_CHANNELS];

	for (size_t k = 0; k < q->n_channels; k++) {
		of[k] = contrast_pair(q->pop, q->score[k], q->suspect, q->teacher);
		z[k] = of[k].z;
	}
	a->effect = mean_used(f, q->n_channels, z);
	if (!*q->pop->base[q->suspect])
		a->why_not = "the suspect's base model is not known";
	else if (!a->n_models)
		a->why_not = "no model of the suspect's base, of another family and not "
			     "taught by the teacher's vendor, is at hand";
	else if (isnan(a->effect))
		a->why_not =
			"fewer than 3 families of independent models to set it against";
	if (a->why_not)
		return;
	rank_contrast(f, q, of, a);
	give(a, f, f->no_lr ? (double)NAN : upper_limit(f, q, z), true);
}

static bool may_be_rival(const struct finding_question *q, size_t model)
{
	const struct population *pop = q->pop;

	return model != q->teacher && model != q->suspect && pop->known[model] &&
	       pop->vendor[model] != pop->vendor[q->teacher] &&
	       pop->family[model] != pop->family[q->teacher] &&
	       pop->family[model] != pop->family[q->suspect] &&
	       !population_taught_by(pop, model, pop->vendor[q->teacher]) &&
	       !population_is_later(pop, model, q->suspect);
}

static void weigh_rival(const struct finding *f, const struct finding_question *q,
			struct alternative *a)
{
	const struct finding_other *best = NULL;
	const struct finding_other *own = NULL;
	const struct population *pop = q->pop;
	double nearer[LEARN_MAX_CHANNELS];
	struct centring *centring;

	for (size_t i = 0; i < f->n_teachers; i++) {
		const struct finding_other *o = &f->teachers[i];

		if (o->model == q->teacher)
			own = o;
		if (!may_be_rival(q, o->model) || isnan(o->score))
			continue;
		best = best ? best : o; /* they stand best first */
	}
	if (!own || isnan(own->score) || !best) {
		a->why_not = f->no_lr ? f->no_lr
				      : "no model of another vendor could be compared "
					"in the same way";
		return;
	}
	a->model = best->model;
	centring = centring_new(pop, q->score, q->n_channels, NULL);
	(void)centring_scores(centring, q->suspect, best->model, nearer);
	centring_free(centring);
	for (size_t k = 0; k < q->n_channels; k++)
		nearer[k] = f->channel[k].score - nearer[k];
	a->effect = mean_used(f, q->n_channels, nearer);
	a->is_common_source =
		population_taught_by(pop, q->suspect, pop->vendor[best->model]) ||
		population_share_teacher(pop, q->suspect, best->model,
					 pop->vendor[q->teacher]);
	give(a, f, own->llr10 - best->llr10, false);
}

/* May the model have met the same web as the teacher's readers did? */
static bool is_contemporary(const struct population *pop, size_t model, size_t teacher)
{
	int first[2];
	int last[2];

	return population_released(pop, model, &first[0], &last[0]) &&
	       population_released(pop, teacher, &first[1], &last[1]) &&
	       first[0] - last[1] <= CONTEMPORARY && first[1] - last[0] <= CONTEMPORARY;
}

static void weigh_web(const struct finding *f, const struct finding_question *q,
		      struct alternative *a)
{
	unsigned char *without = MEM_ARRAY(q->pop->n, unsigned char);
	const struct centre_view view = {without, NULL};
	struct centring *centring;
	double score[LEARN_MAX_CHANNELS];
	int month;

	for (size_t m = 0; m < q->pop->n; m++) {
		without[m] = !is_contemporary(q->pop, m, q->teacher);
	}
	centring = centring_new(q->pop, q->score, q->n_channels, &view);
	(void)centring_scores(centring, q->suspect, q->teacher, score);
	centring_free(centring);
	a->effect = mean_used(f, q->n_channels, score);
	if (!population_released(q->pop, q->teacher, &month, &month))
		a->why_not = "it is not known when the teacher came out";
	else if (isnan(a->effect))
		a->why_not =
			"independent models of fewer than 3 other vendors are known to "
			"have come out within a year of the teacher";
	else
		give(a, f, f->no_lr ? (double)NAN : upper_limit(f, q, score), true);
	mem_free(without);
}

static void weigh_reverse(const struct finding *f, struct alternative *a)
{
	a->llr10 = f->direction.llr10;
	if (isnan(a->llr10))
		a->why_not = "likeness cannot tell who learned from whom, and nothing "
			     "else at hand does";
}

static bool is_in_cohort(const struct finding *f, size_t model)
{
	for (size_t i = 0; i < f->n_cohort; i++) {
		if (f->cohort[i].model == model)
			return true;
	}
	return false;
}

static bool is_compared(const struct finding_question *q, size_t model)
{
	for (size_t k = 0; k < q->n_channels; k++) {
		if (!isnan(q->score[k][model * q->pop->n + q->teacher]))
			return true;
	}
	return false;
}

static bool is_scored(const struct finding *f, size_t teacher)
{
	for (size_t i = 0; i < f->n_teachers; i++) {
		if (f->teachers[i].model == teacher)
			return !isnan(f->teachers[i].score);
	}
	return false;
}

bool alternative_uses(const struct finding *f, const struct finding_question *q,
		      enum alternative_kind kind, size_t model)
{
	switch (kind) {
	case ALTERNATIVE_UNRELATED:
		return is_in_cohort(f, model);
	case ALTERNATIVE_BASE:
		return contrast_is_sibling(q->pop, model, q->suspect, q->teacher) &&
		       is_compared(q, model);
	case ALTERNATIVE_RIVAL:
		return may_be_rival(q, model) && is_scored(f, model);
	case ALTERNATIVE_WEB:
		return is_in_cohort(f, model) &&
		       is_contemporary(q->pop, model, q->teacher);
	case ALTERNATIVE_REVERSE:
	case N_ALTERNATIVES:
		break;
	}
	return false;
}

void alternatives_weigh(const struct finding *f, const struct finding_question *q,
			struct alternative out[N_ALTERNATIVES])
{
	for (int i = 0; i < N_ALTERNATIVES; i++) {
		out[i] = (struct alternative){
			.llr10 = NAN, .unbounded = NAN, .effect = NAN, .model = SIZE_MAX};
		for (size_t m = 0; m < q->pop->n; m++)
			out[i].n_models +=
				alternative_uses(f, q, (enum alternative_kind)i, m);
	}
	weigh_unrelated(f, q, &out[ALTERNATIVE_UNRELATED]);
	weigh_base(f, q, &out[ALTERNATIVE_BASE]);
	weigh_rival(f, q, &out[ALTERNATIVE_RIVAL]);
	weigh_web(f, q, &out[ALTERNATIVE_WEB]);
	weigh_reverse(f, &out[ALTERNATIVE_REVERSE]);
}

enum alternative_kind
alternatives_least(const struct alternative alternatives[N_ALTERNATIVES])
{
	enum alternative_kind least = N_ALTERNATIVES;

	for (int i = 0; i < N_ALTERNATIVES; i++) {
		double x = alternatives[i].llr10;

		if (i == ALTERNATIVE_REVERSE || isnan(x))
			continue;
		if (least == N_ALTERNATIVES || x < alternatives[least].llr10)
			least = (enum alternative_kind)i;
	}
	return least;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/finding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/conclusion.h"
#include "stat/boot.h"
#include "stat/sum.h"

#define INTERVAL_LO .05
#define INTERVAL_HI .95
/*
 * A bootstrap of a dozen or two families, whose fit is shrunk besides, understates how
 * far more of them could move the ratio. So much wider the interval holds what a far
 * larger reference gives in about nine cases of ten (tests/sim/coverage.c).
 */
#define INTERVAL_WIDER 1.3
#define RNG_FAMILIES 2 /* stream of the draw of families */

struct scores { /* centred, of one pair */
	double x[LEARN_MAX_CHANNELS];
};

static struct scores score_pair(struct centring *centring, size_t suspect, size_t teacher)
{
	struct scores out = {{0}};

	(void)centring_scores(centring, suspect, teacher, out.x);
	return out;
}

static void read_channels(struct finding *f, const struct finding_question *q,
			  struct centring *centring)
{
	struct scores s = score_pair(centring, q->suspect, q->teacher);

	for (size_t k = 0; k < q->n_channels; k++) {
		struct finding_channel *c = &f->channel[k];

		c->score = s.x[k];
		c->centred = centring_pair(centring, k, q->suspect, q->teacher);
		c->llr10 = c->interval[0] = c->interval[1] = NAN;
		if (isnan(c->centred.raw))
			c->why_not = "too few shared answers";
		else if (isnan(c->centred.score))
			c->why_not = "fewer than 3 independent models to centre on";
		else if (q->calibration && !calibration_knows(q->calibration, k))
			c->why_not = "the calibration does not know this channel";
		else
			c->used = true;
	}
}

static const char *why_no_lr(const struct finding *f, const struct finding_question *q)
{
	size_t n_used = 0;

	for (size_t k = 0; k < q->n_channels; k++)
		n_used += f->channel[k].used;
	if (q->n_shared < FINDING_LEAST_PROMPTS)
		return "fewer than 50 prompts were answered by both suspect and teacher";
	if (!n_used)
		return "no channel has both enough shared answers and enough independent "
		       "models to "
		       "centre on";
	if (!q->calibration)
		return "no reference population of known lineage, with answers to "
		       "these prompts, is at hand";
	if (!q->genre || !*q->genre)
		return "nothing tells of what genre the case's prompts are (assay import "
		       "--genre says it)";
	if (strcmp(q->genre, q->calibration->genre) != 0)
		return "the calibration is of another genre than the case's prompts";
	return NULL;
}

/* Rows without the suspect's family on either side, each family weighing one. */
static void weigh_rows(const struct finding *f, const struct calibration *c,
		       const double *family_weight, double *weight)
{
	learn_weights(&c->rows, family_weight, weight);
	for (size_t i = 0; i < c->rows.n; i++) {
		if (c->rows.family[i] == f->left_out ||
		    c->rows.teacher_family[i] == f->left_out)
			weight[i] = 0;
	}
}

/* The calibration's rows as trials, so that measures read them. */
static struct measure measure_rows(const struct finding *f, const struct calibration *c)
{
	struct trial *trial = MEM_ARRAY(c->rows.n, struct trial);
	struct trials t = {.rows = c->rows};
	double *llr10 = MEM_ARRAY(c->rows.n, double);
	struct measure m;

	t.trial = MEM_ARRAY(c->rows.n, const struct trial *);
	t.suspect = MEM_ARRAY(c->rows.n, size_t);
	for (size_t i = 0; i < c->rows.n; i++) {
		trial[i] = (struct trial){c->suspect[i], c->teacher[i], c->rows.h1[i],
					  NULL,          c->vendor[i],  c->kind[i]};
		t.trial[i] = &trial[i];
		t.suspect[i] = i;
		for (size_t j = 0; j < i; j++) {
			if (!strcmp(c->suspect[j], c->suspect[i])) {
				t.suspect[i] = t.suspect[j];
				break;
			}
		}
		llr10[i] = f->row_weight[i] > 0 ? f->row_llr10[i] : (double)NAN;
	}
	m = measure_matched(&t, llr10, NULL, NULL);
	mem_free(trial);
	mem_free(t.trial);
	mem_free(t.suspect);
	mem_free(llr10);
	return m;
}

static void learn_case(struct finding *f, const struct finding_question *q)
{
	const struct calibration *c = q->calibration;
	bool used[LEARN_MAX_CHANNELS];
	struct err err = ERR_INIT;
	const char *gate;

	f->left_out =
		calibration_family(c, q->pop->family_name[q->pop->family[q->suspect]]);
	f->row_weight = mem_alloc(c->rows.n, sizeof(double));
	f->row_llr10 = mem_alloc(c->rows.n, sizeof(double));
	weigh_rows(f, c, NULL, f->row_weight);
	for (size_t k = 0; k < q->n_channels; k++)
		used[k] = f->channel[k].used;
	f->families_h1 = learn_families(&c->rows, f->row_weight, true);
	f->families_h2 = learn_families(&c->rows, f->row_weight, false);
	if (learn_fit(&c->rows, f->row_weight, f->left_out, used, &f->model, &err)) {
		f->no_lr = "the calibration has too few trials for the channels at hand";
		return;
	}
	learn_cross_for(&c->rows, f->row_weight, used, f->row_llr10);
	f->bound = bound_of(&c->rows, f->row_weight, f->row_llr10);
	f->measure = measure_rows(f, c);
	gate = validation_gate(f->families_h1, f->families_h2, f->measure.cllr);
	if (gate)
		f->no_lr = gate;
}

static int best_first(const void *left, const void *right)
{
	const struct finding_other *a = left;
	const struct finding_other *b = right;
	double x = isnan(a->score) ? -HUGE_VAL : a->score;
	double y = isnan(b->score) ? -HUGE_VAL : b->score;

	if (x != y)
		return x < y ? 1 : -1;
	return (a->model > b->model) - (a->model < b->model);
}

static struct finding_other score_other(const struct finding *f,
					const struct finding_question *q,
					struct centring *centring, size_t suspect,
					size_t teacher, size_t model)
{
	struct finding_other o = {.model = model, .llr10 = NAN};
	struct scores s = score_pair(centring, suspect, teacher);
	size_t n = 0;

	for (size_t k = 0; k < q->n_channels; k++) {
		if (!f->channel[k].used)
			continue;
		o.score += s.x[k];
		n++;
	}
	o.score = n ? o.score / (double)n : (double)NAN;
	if (!f->no_lr && !isnan(o.score))
		o.llr10 = learn_llr10(&f->model, s.x);
	return o;
}

/* What a ranking goes by: the LR where there is one, else the mean centred score. */
static double worth(const struct finding_other *o)
{
	return isnan(o->llr10) ? o->score : o->llr10;
}

static bool is_placebo(const struct finding_question *q, const struct finding_other *o)
{
	const struct population *pop = q->pop;

	return pop->vendor[o->model] != pop->vendor[q->teacher] && pop->clean[o->model] &&
	       pop->family[o->model] != pop->family[q->suspect] && !isnan(worth(o));
}

static double own_worth(const struct finding *f, const struct finding_question *q)
{
	for (size_t i = 0; i < f->n_teachers; i++) {
		if (f->teachers[i].model == q->teacher)
			return worth(&f->teachers[i]);
	}
	return NAN;
}

/* The scores of some others and the vendors of their models. */
struct field {
	double *value;
	unsigned *vendor;
	size_t n;
};

static struct field field_new(size_t most)
{
	return (struct field){MEM_ARRAY(most + 1, double), MEM_ARRAY(most + 1, unsigned),
			      0};
}

static void field_add(struct field *field, const struct finding_question *q,
		      const struct finding_other *o)
{
	field->value[field->n] = worth(o);
	field->vendor[field->n++] = q->pop->vendor[o->model];
}

static void field_clear(struct field *field)
{
	mem_free(field->value);
	mem_free(field->vendor);
}

/* Bounds the cohort's values as the finding's is. */
static void rate_innocents(struct finding *f, struct field *field)
{
	if (f->no_lr)
		return;
	for (size_t i = 0; i < field->n; i++) {
		if (!isnan(field->value[i]))
			field->value[i] = bound_apply(&f->bound, field->value[i]);
	}
	f->innocents = placing_rates(field->value, NULL, field->n, f->llr10);
	f->innocent_vendors =
		placing_rates(field->value, field->vendor, field->n, f->llr10);
}

/* Call after the teachers are ranked and the cohort is scored. */
static void rank_suspect(struct finding *f, const struct finding_question *q)
{
	struct field field = field_new(f->n_cohort);
	double own = own_worth(f, q);
	struct placing placing;

	for (size_t i = 0; i < f->n_cohort; i++)
		field_add(&field, q, &f->cohort[i]);
	placing = placing_find(field.value, NULL, field.n, own);
	f->suspect_rank = placing.rank;
	f->n_cohort_ranked = placing.of - 1;
	f->suspect_rank_p = placing.p;
	f->suspect_n_tied = placing.n_tied;
	f->suspect_by_vendor = placing_find(field.value, field.vendor, field.n, own);
	rate_innocents(f, &field);
	field_clear(&field);
}

/* The teacher among all placebos, or only those out before the suspect. */
static void rank_among(struct finding *f, const struct finding_question *q)
{
	struct field all = field_new(f->n_teachers);
	struct field before = field_new(f->n_teachers);
	double own = own_worth(f, q);
	struct placing placing;
	int month;

	for (size_t i = 0; i < f->n_teachers; i++) {
		const struct finding_other *o = &f->teachers[i];

		if (!o->placebo)
			continue;
		field_add(&all, q, o);
		if (population_is_later(q->pop, q->suspect, o->model))
			field_add(&before, q, o);
	}
	placing = placing_find(all.value, NULL, all.n, own);
	f->rank = placing.rank;
	f->n_ranked = placing.of;
	f->rank_p = placing.p;
	f->n_tied = placing.n_tied;
	f->by_vendor = placing_find(all.value, all.vendor, all.n, own);
	f->before = placing_find(before.value, NULL, before.n, own);
	f->suspect_is_dated = population_released(q->pop, q->suspect, &month, &month);
	field_clear(&all);
	field_clear(&before);
}

static void rank_teachers(struct finding *f, const struct finding_question *q,
			  struct centring *centring)
{
	f->teachers = MEM_ARRAY(q->pop->n, struct finding_other);
	for (size_t model = 0; model < q->pop->n; model++) {
		struct finding_other o;

		if (model == q->suspect)
			continue;
		o = score_other(f, q, centring, q->suspect, model, model);
		if (!isnan(o.llr10))
			o.score = o.llr10;
		o.placebo = is_placebo(q, &o);
		f->teachers[f->n_teachers++] = o;
	}
	qsort(f->teachers, f->n_teachers, sizeof(*f->teachers), best_first);
	rank_among(f, q);
}

/* Does any channel compare the two? A model without answers here is no cohort. */
static bool compared(const struct finding_question *q, size_t a, size_t b)
{
	for (size_t k = 0; k < q->n_channels; k++) {
		if (!isnan(q->score[k][a * q->pop->n + b]))
			return true;
	}
	return false;
}

static void score_cohort(struct finding *f, const struct finding_question *q,
			 struct centring *centring)
{
	unsigned char *seen = MEM_ARRAY(q->pop->n_vendors, unsigned char);

	f->cohort = MEM_ARRAY(q->pop->n, struct finding_other);
	for (size_t model = 0; model < q->pop->n; model++) {
		if (!population_in_cohort(q->pop, model, q->suspect, q->teacher) ||
		    !compared(q, model, q->teacher))
			continue;
		f->cohort[f->n_cohort] =
			score_other(f, q, centring, model, q->teacher, model);
		if (!isnan(f->cohort[f->n_cohort].llr10))
			f->cohort[f->n_cohort].score = f->cohort[f->n_cohort].llr10;
		f->n_cohort++;
		f->n_cohort_vendors += !seen[q->pop->vendor[model]];
		seen[q->pop->vendor[model]] = 1;
	}
	qsort(f->cohort, f->n_cohort, sizeof(*f->cohort), best_first);
	mem_free(seen);
}

struct replicates {
	double *llr10;   /* [replicate], before bounding; NaN: could not be learned */
	double *channel; /* [replicate * n_channels] */
};

/*
 * The channels of one replicate: every one in turn is left out, and once none, so that an
 * interval cannot lie on one side of 0 on the word of a single channel.
 */
static void draw_channels(const struct finding *f, const struct finding_question *q,
			  size_t r, bool *used)
{
	size_t n_used = 0;
	size_t left_out;

	for (size_t k = 0; k < q->n_channels; k++)
		n_used += f->channel[k].used;
	left_out = r % (n_used + 1);
	for (size_t k = 0; k < q->n_channels; k++) {
		used[k] = f->channel[k].used;
		if (used[k] && n_used > 1 && left_out-- == 0)
			used[k] = false;
	}
}

static void one_replicate(const struct finding *f, const struct finding_question *q,
			  size_t r, struct replicates *out)
{
	const struct calibration *c = q->calibration;
	struct rng rng = rng_stream(q->seed, RNG_FAMILIES, r, 0);
	double *families = mem_alloc(c->rows.n_families, sizeof(*families));
	double *weight = mem_alloc(c->rows.n, sizeof(*weight));
	const double *x = q->draws + r * q->n_channels;
	bool used[LEARN_MAX_CHANNELS];
	struct learn_model model;
	struct err err = ERR_INIT;
	bool learned;

	boot_weights(&rng, c->rows.n_families, families);
	weigh_rows(f, c, families, weight);
	draw_channels(f, q, r, used);
	learned = !learn_fit(&c->rows, weight, f->left_out, used, &model, &err);
	out->llr10[r] = learned ? learn_llr10(&model, x) : (double)NAN;
	for (size_t k = 0; k < q->n_channels; k++)
		out->channel[r * q->n_channels + k] =
			learned ? learn_channel_llr10(&model, k, x[k]) : (double)NAN;
	mem_free(families);
	mem_free(weight);
}

/*
 * The interval about `point` that n replicates give, unbounded; NaN when fewer than half
 * have a value. A draw of prompts with replacement holds fewer different prompts than
 * the case has, and so tells the less: the replicates' median lies nearer to 0 than the
 * point, by no error of the point's. Their 5 and 95 % count from their own median.
 */
static void interval_about(double point, const double *value, size_t n, size_t stride,
			   double out[2])
{
	double *kept = mem_alloc(n, sizeof(*kept));
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isnan(value[i * stride]))
			kept[n_kept++] = value[i * stride];
	}
	out[0] = out[1] = NAN;
	if (n_kept && n_kept * 2 >= n) {
		double median = sum_quantile(kept, n_kept, .5);
		double lo = sum_quantile(kept, n_kept, INTERVAL_LO) - median;
		double hi = sum_quantile(kept, n_kept, INTERVAL_HI) - median;

		out[0] = point + INTERVAL_WIDER * lo;
		out[1] = point + INTERVAL_WIDER * hi;
	}
	mem_free(kept);
}

static void cut_interval(const struct bound *bound, const double whole[2], double out[2])
{
	for (size_t i = 0; i < 2; i++)
		out[i] = isnan(whole[i]) ? (double)NAN : bound_apply(bound, whole[i]);
}

static void bootstrap(struct finding *f, const struct finding_question *q,
		      const double *x)
{
	struct replicates r = {
		MEM_ARRAY(q->n_replicates, double),
		MEM_ARRAY(q->n_replicates * q->n_channels, double),
	};

#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < q->n_replicates; i++)
		one_replicate(f, q, i, &r);
	interval_about(f->unbounded, r.llr10, q->n_replicates, 1, f->interval_unbounded);
	cut_interval(&f->bound, f->interval_unbounded, f->interval);
	for (size_t k = 0; k < q->n_channels; k++) {
		double whole[2];

		if (!f->channel[k].used)
			continue;
		interval_about(learn_channel_llr10(&f->model, k, x[k]), r.channel + k,
			       q->n_replicates, q->n_channels, whole);
		cut_interval(&f->bound, whole, f->channel[k].interval);
	}
	mem_free(r.llr10);
	mem_free(r.channel);
}

static void give_lr(struct finding *f, const struct finding_question *q,
		    struct centring *centring)
{
	struct scores s = score_pair(centring, q->suspect, q->teacher);
	size_t j = 1;

	f->unbounded = learn_llr10(&f->model, s.x);
	f->llr10 = bound_apply(&f->bound, f->unbounded);
	f->at = f->unbounded >= f->bound.hi   ? "hi"
		: f->unbounded <= f->bound.lo ? "lo"
					      : "none";
	for (size_t k = 0; k < q->n_channels; k++) {
		if (!f->channel[k].used)
			continue;
		f->channel[k].llr10 =
			bound_apply(&f->bound, learn_channel_llr10(&f->model, k, s.x[k]));
		f->channel[k].weight = f->model.fusion[j++];
	}
	bootstrap(f, q, s.x);
}

struct finding *finding_new(const struct finding_question *q)
{
	struct finding *f = MEM_NEW(struct finding);
	struct centring *centring = centring_new(q->pop, q->score, q->n_channels, NULL);

	f->llr10 = f->unbounded = f->interval[0] = f->interval[1] = NAN;
	f->interval_unbounded[0] = f->interval_unbounded[1] = NAN;
	f->at = "none";
	f->left_out = LEARN_ALL;
	read_channels(f, q, centring);
	f->no_lr = why_no_lr(f, q);
	if (!f->no_lr)
		learn_case(f, q);
	if (!f->no_lr)
		give_lr(f, q, centring);
	rank_teachers(f, q, centring);
	score_cohort(f, q, centring);
	rank_suspect(f, q);
	f->rival = centring_rival(centring, q->suspect, q->teacher);
	centring_free(centring);
	sensitivities_weigh(f, q, &f->sensitivity);
	conclusion_draw(f, q);
	return f;
}

void finding_free(struct finding *f)
{
	if (!f)
		return;
	mem_free(f->row_weight);
	mem_free(f->row_llr10);
	mem_free(f->teachers);
	mem_free(f->cohort);
	sensitivities_clear(&f->sensitivity);
	mem_free(f);
}

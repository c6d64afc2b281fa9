/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "evidence/conclusion.h"
#include "evidence/reliability.h"
#include "evidence/sibling.h"
#include "stat/lr.h"
#include "stat/pav.h"

#define CURVE_POINTS 61 /* prior log10 odds from -3 to 3 in steps of .1 */

/* Band edges belong to the lower band. */
static const char *strength(double llr10)
{
	static const struct {
		double up_to;
		const char *word;
	} bands[] = {
		{1, "weak"},   {2, "moderate"},    {3, "moderately strong"},
		{4, "strong"}, {6, "very strong"},
	};

	for (size_t i = 0; i < sizeof(bands) / sizeof(*bands); i++) {
		if (llr10 <= bands[i].up_to)
			return bands[i].word;
	}
	return "extremely strong";
}

void finding_verbal(const struct finding *f, struct buf *out)
{
	if (f->no_lr)
		buf_str_add(out, "no likelihood ratio");
	else if (f->interval[0] > 0)
		buf_printf(out, "%s support for H1", strength(f->interval[0]));
	else if (f->interval[1] < 0)
		buf_printf(out, "%s support for H2", strength(-f->interval[1]));
	else
		buf_str_add(out, "no support either way");
}

static void add_pair(struct json *out, const char *key, const double pair[2])
{
	struct json *list;

	if (isnan(pair[0]) || isnan(pair[1])) {
		json_add_null(out, key);
		return;
	}
	list = json_add_array(out, key);
	json_add_num(list, NULL, pair[0]);
	json_add_num(list, NULL, pair[1]);
}

static void add_bound(const struct finding *f, struct json *out)
{
	json_add_num(out, "lo", f->bound.lo);
	json_add_num(out, "hi", f->bound.hi);
	json_add_str(out, "at", f->at);
	add_pair(out, "elub", f->bound.elub);
	add_pair(out, "invariance", f->bound.invariance);
	add_pair(out, "families", f->bound.families);
	json_add_str(out, "tightest", f->bound.tightest);
}

/* Mean centred score of a class in the calibration: where this case's score falls. */
static double class_mean(const struct finding *f, const struct calibration *c,
			 size_t channel, bool h1)
{
	double sum = 0;
	double weight = 0;

	for (size_t i = 0; c && f->row_weight && i < c->rows.n; i++) {
		double x = c->rows.x[i * c->rows.n_channels + channel];

		if (c->rows.h1[i] != h1 || isnan(x))
			continue;
		sum += f->row_weight[i] * x;
		weight += f->row_weight[i];
	}
	return weight > 0 ? sum / weight : (double)NAN;
}

static void add_channel_cohort(const struct finding *f, const struct finding_question *q,
			       size_t k, struct json *out)
{
	struct centring *centring = centring_new(q->pop, q->score, q->n_channels, NULL);

	for (size_t i = 0; i < f->n_cohort; i++) {
		size_t model = f->cohort[i].model;
		double x[LEARN_MAX_CHANNELS];
		struct json *entry = json_add_object(out, NULL);

		json_add_str(entry, "model", q->pop->names[model]);
		json_add_str(entry, "family", q->pop->family_name[q->pop->family[model]]);
		(void)centring_scores(centring, model, q->teacher, x);
		json_add_num(entry, "raw", q->score[k][model * q->pop->n + q->teacher]);
		json_add_num(entry, "score", x[k]);
	}
	centring_free(centring);
}

static void add_channels(const struct finding *f, const struct finding_question *q,
			 const char *const *names, const char *const *briefs,
			 struct json *out)
{
	for (size_t k = 0; k < q->n_channels; k++) {
		const struct finding_channel *c = &f->channel[k];
		struct json *entry = json_add_object(out, NULL);

		json_add_str(entry, "name", names[k]);
		json_add_str(entry, "brief", briefs[k]);
		json_add_int(entry, "n", (long long)q->n_shared);
		json_add_num(entry, "raw", c->centred.raw);
		json_add_num(entry, "score", c->score);
		json_add_num(entry, "centred", c->centred.score);
		json_add_num(entry, "suspect_side", c->centred.suspect_side);
		json_add_num(entry, "teacher_side", c->centred.teacher_side);
		json_add_num(entry, "llr10", c->llr10);
		add_pair(entry, "llr10_interval", c->interval);
		json_add_num(entry, "weight", c->used ? c->weight : (double)NAN);
		json_add_bool(entry, "used", c->used);
		json_add_str(entry, "why_not", c->why_not);
		json_add_num(entry, "h1_mean", class_mean(f, q->calibration, k, true));
		json_add_num(entry, "h2_mean", class_mean(f, q->calibration, k, false));
		add_channel_cohort(f, q, k, json_add_array(entry, "cohort"));
	}
}

/* One other model: who it is, since when, and how near. */
static void add_other(const struct finding_question *q, const struct finding_other *o,
		      struct json *out)
{
	const char *released = q->pop->released[o->model];

	json_add_str(out, "model", q->pop->names[o->model]);
	json_add_str(out, "family", q->pop->family_name[q->pop->family[o->model]]);
	json_add_str(out, "vendor", q->pop->vendor_name[q->pop->vendor[o->model]]);
	json_add_str(out, "released", *released ? released : NULL);
	json_add_num(out, "llr10_unbounded", o->llr10);
	json_add_num(out, "score", o->score);
}

static void add_rank(const struct finding *f, struct json *out)
{
	const struct placing *teacher = &f->by_vendor;
	const struct placing *suspect = &f->suspect_by_vendor;
	struct json *part;

	json_add_int(out, "rank", (long long)f->rank);
	json_add_int(out, "of", (long long)f->n_ranked);
	json_add_num(out, "p", f->rank_p);
	json_add_int(out, "n_tied", (long long)f->n_tied);
	json_add_int(out, "suspect_rank", (long long)f->suspect_rank);
	json_add_int(out, "suspect_of", (long long)f->n_cohort_ranked + 1);
	json_add_num(out, "suspect_p", f->suspect_rank_p);
	json_add_int(out, "suspect_n_tied", (long long)f->suspect_n_tied);
	part = json_add_object(out, "by_vendor");
	json_add_int(part, "rank", (long long)teacher->rank);
	json_add_int(part, "of", (long long)teacher->of);
	json_add_num(part, "p", teacher->p);
	json_add_int(part, "suspect_rank", (long long)suspect->rank);
	json_add_int(part, "suspect_of", (long long)suspect->of);
	json_add_num(part, "suspect_p", suspect->p);
	if (!f->suspect_is_dated) {
		json_add_null(out, "before_suspect");
		return;
	}
	part = json_add_object(out, "before_suspect");
	json_add_int(part, "rank", (long long)f->before.rank);
	json_add_int(part, "of", (long long)f->before.of);
	json_add_int(part, "n_placebos", (long long)f->before.of - 1);
	json_add_num(part, "p", f->before.p);
}

static void add_rates(const struct placing_rates *rates, struct json *out)
{
	json_add_int(out, "n", (long long)rates->n);
	json_add_int(out, "n_above_0", (long long)rates->n_above);
	json_add_num(out, "above_0_most", rates->above_most);
	json_add_int(out, "n_beyond", (long long)rates->n_beyond);
	json_add_num(out, "beyond_most", rates->beyond_most);
}

static void add_innocents(const struct finding *f, struct json *out)
{
	struct json *part;

	if (!f->innocents.n) {
		json_add_null(out, "innocents");
		return;
	}
	part = json_add_object(out, "innocents");
	add_rates(&f->innocents, part);
	add_rates(&f->innocent_vendors, json_add_object(part, "by_vendor"));
}

static void add_others(const struct finding *f, const struct finding_question *q,
		       struct json *out)
{
	struct json *teachers = json_add_array(out, "teachers");
	struct json *cohort = json_add_array(out, "cohort");

	for (size_t i = 0; i < f->n_teachers; i++) {
		const struct finding_other *o = &f->teachers[i];
		struct json *entry = json_add_object(teachers, NULL);

		add_other(q, o, entry);
		json_add_int(entry, "rank", (long long)i + 1);
		json_add_bool(entry, "placebo", o->placebo);
		json_add_bool(entry, "is_teacher", o->model == q->teacher);
	}
	for (size_t i = 0; i < f->n_cohort; i++)
		add_other(q, &f->cohort[i], json_add_object(cohort, NULL));
	add_rank(f, json_add_object(out, "placebo_rank"));
	add_innocents(f, out);
}

/* The calibration's rows that this case used. */
struct used_rows {
	double *llr10;
	unsigned char *h1;
	size_t n;
};

static struct used_rows used_rows_new(const struct finding *f,
				      const struct calibration *c)
{
	struct used_rows u = {MEM_ARRAY(c->rows.n, double),
			      MEM_ARRAY(c->rows.n, unsigned char), 0};

	for (size_t i = 0; i < c->rows.n; i++) {
		if (f->row_weight[i] <= 0 || isnan(f->row_llr10[i]))
			continue;
		u.llr10[u.n] = f->row_llr10[i];
		u.h1[u.n++] = c->rows.h1[i];
	}
	return u;
}

static void used_rows_clear(struct used_rows *u)
{
	mem_free(u->llr10);
	mem_free(u->h1);
}

static int rising(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static void add_class(const struct used_rows *u, bool h1, struct json *out)
{
	double *value = MEM_ARRAY(u->n, double);
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++) {
		if (u->h1[i] == h1)
			value[n++] = u->llr10[i];
	}
	qsort(value, n, sizeof(*value), rising);
	for (size_t i = 0; i < n; i++)
		json_add_num(out, NULL, value[i]);
	mem_free(value);
}

static void add_ece(const struct used_rows *u, struct json *out)
{
	struct json *odds = json_add_array(out, "log10_odds");
	struct json *raw = json_add_array(out, "raw");
	struct json *null = json_add_array(out, "null");
	struct json *after = json_add_array(out, "pav");
	struct pav pav = PAV_INIT;
	struct err err = ERR_INIT;
	double *calibrated = MEM_ARRAY(u->n, double);

	if (!pav_fit(u->llr10, u->h1, NULL, u->n, &pav, &err)) {
		for (size_t i = 0; i < u->n; i++)
			calibrated[i] = pav_llr10(&pav, u->llr10[i]);
		for (int i = 0; i < CURVE_POINTS; i++) {
			double prior = -3 + .1 * i;

			json_add_num(odds, NULL, prior);
			json_add_num(raw, NULL,
				     lr_ece(u->llr10, u->h1, NULL, u->n, prior));
			json_add_num(null, NULL, lr_ece_null(prior));
			json_add_num(after, NULL,
				     lr_ece(calibrated, u->h1, NULL, u->n, prior));
		}
	}
	pav_clear(&pav);
	mem_free(calibrated);
}

static void add_det(const struct used_rows *u, struct json *out)
{
	struct json *p_fa = json_add_array(out, "p_fa");
	struct json *p_miss = json_add_array(out, "p_miss");
	struct lr_det_point *point = MEM_ARRAY(u->n + 1, struct lr_det_point);
	size_t n = lr_det(u->llr10, u->h1, NULL, u->n, point);

	for (size_t i = 0; i < n; i++) {
		json_add_num(p_fa, NULL, point[i].p_fa);
		json_add_num(p_miss, NULL, point[i].p_miss);
	}
	mem_free(point);
}

/* Of the rows that this case used. */
static void add_reliability(const struct finding *f, const struct calibration *c,
			    struct json *out)
{
	double *llr10 = mem_alloc(c->rows.n, sizeof(*llr10));

	for (size_t i = 0; i < c->rows.n; i++)
		llr10[i] = f->row_weight[i] > 0 ? f->row_llr10[i] : (double)NAN;
	reliability_json(&c->rows, llr10, &f->measure, out);
	mem_free(llr10);
}

static void add_calibration(const struct finding *f, const struct calibration *c,
			    struct json *out)
{
	struct used_rows u = used_rows_new(f, c);
	struct json *rates;
	struct json *left_out;
	struct json *tippett;
	struct json *gate;

	json_add_str(out, "name", c->corpus);
	json_add_str(out, "genre", c->genre);
	json_add_str(out, "simulation", c->simulation);
	json_add_int(out, "n_trials", (long long)u.n);
	json_add_int(out, "n_prompts", (long long)c->n_prompts);
	json_add_int(out, "families_h1", (long long)f->families_h1);
	json_add_int(out, "families_h2", (long long)f->families_h2);
	left_out = json_add_array(out, "left_out");
	if (f->left_out != LEARN_ALL)
		json_add_str(left_out, NULL, c->family_name[f->left_out]);
	json_add_num(out, "cllr", f->measure.cllr);
	json_add_num(out, "cllr_min", f->measure.cllr_min);
	json_add_num(out, "eer", f->measure.eer);
	json_add_num(out, "auc", f->measure.auc);
	json_add_int(out, "n_h1", (long long)f->measure.n_h1);
	json_add_int(out, "n_h2", (long long)f->measure.n_h2);
	json_add_num(out, "devpav", lr_devpav(u.llr10, u.h1, NULL, u.n));
	rates = json_add_object(out, "rates");
	json_add_num(rates, "misleading_h2_above_0",
		     lr_misleading(u.llr10, u.h1, NULL, u.n, 0).h2_above);
	json_add_num(rates, "misleading_h2_above_1",
		     lr_misleading(u.llr10, u.h1, NULL, u.n, 1).h2_above);
	json_add_num(rates, "misleading_h1_below_0",
		     lr_misleading(u.llr10, u.h1, NULL, u.n, 0).h1_below);
	add_reliability(f, c, out);
	tippett = json_add_object(out, "tippett");
	add_class(&u, true, json_add_array(tippett, "h1"));
	add_class(&u, false, json_add_array(tippett, "h2"));
	add_ece(&u, json_add_object(out, "ece"));
	add_det(&u, json_add_object(out, "det"));
	json_add_num(out, "cllr_corpus",
		     json_num(json_get(c->doc, "validation"), "cllr", NAN));
	worth_summary(json_get(c->doc, "validation"), json_add_array(out, "channels"));
	gate = json_add_object(out, "gate");
	json_add_bool(gate, "ok", !f->no_lr);
	json_add_str(json_add_array(gate, "reasons"), NULL,
		     f->no_lr ? f->no_lr : "passed");
	used_rows_clear(&u);
}

static void add_propositions(const struct finding_question *q, struct json *out)
{
	struct buf line = BUF_INIT;

	buf_printf(&line,
		   "%s was trained on outputs of %s, or of a sibling version of it.",
		   q->pop->names[q->suspect], q->pop->names[q->teacher]);
	json_add_str(out, "h1", buf_str(&line));
	buf_reset(&line);
	buf_printf(&line, "%s is another model of its time that was not.",
		   q->pop->names[q->suspect]);
	json_add_str(out, "h2", buf_str(&line));
	buf_clear(&line);
}

void finding_json(const struct finding *f, const struct finding_question *q,
		  const char *const *names, const char *const *briefs, struct json *out)
{
	struct buf verbal = BUF_INIT;

	finding_verbal(f, &verbal);
	json_add_str(out, "suspect", q->pop->names[q->suspect]);
	json_add_str(out, "teacher", q->pop->names[q->teacher]);
	json_add_str(out, "teacher_vendor",
		     q->pop->vendor_name[q->pop->vendor[q->teacher]]);
	json_add_str(out, "genre", q->genre && *q->genre ? q->genre : NULL);
	add_propositions(q, out);
	json_add_int(out, "n_prompts", (long long)q->n_shared);
	json_add_int(out, "seed", (long long)q->seed);
	json_add_num(out, "llr10", f->llr10);
	json_add_num(out, "llr10_unbounded", f->unbounded);
	add_pair(out, "llr10_interval", f->interval);
	add_pair(out, "llr10_interval_unbounded", f->interval_unbounded);
	add_bound(f, json_add_object(out, "bound"));
	json_add_str(out, "no_lr_reason", f->no_lr);
	json_add_str(out, "verbal", buf_str(&verbal));
	json_add_str(out, "verdict", verdict_words(f->verdict));
	conclusion_json(f, q, names, out);
	alternatives_json(f, q, out);
	sensitivities_json(&f->sensitivity, q, names, out);
	direction_json(&f->direction, q->pop, q->suspect, q->teacher,
		       json_add_object(out, "direction"));
	add_channels(f, q, names, briefs, json_add_array(out, "channels"));
	add_others(f, q, out);
	siblings_json(f, q, out);
	if (q->calibration && f->row_weight)
		add_calibration(f, q->calibration, json_add_object(out, "calibration"));
	else
		json_add_null(out, "calibration");
	buf_clear(&verbal);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/validation.h"

#include <math.h>

#include "base/mem.h"
#include "evidence/misleading.h"
#include "stat/lr.h"

#define GATE_FAMILIES 8
#define MAX_KINDS 32

const char *validation_gate(size_t families_h1, size_t families_h2, double cllr)
{
	if (families_h1 < GATE_FAMILIES)
		return "the calibration has fewer than 8 families of models that learned "
		       "from a known teacher";
	if (families_h2 < GATE_FAMILIES)
		return "the calibration has fewer than 8 families of models that did not "
		       "learn from the teacher they are set against";
	if (!(cllr < 1))
		return "on families it was not learned from, the calibration misleads as "
		       "much as it informs (Cllr is not below 1)";
	return NULL;
}

static void add_text_blind(const struct trials *t, struct json *out)
{
	double *llr10 = mem_alloc(t->rows.n, sizeof(*llr10));
	struct measure m;

	measure_text_blind(t, llr10);
	m = measure_pooled(t, llr10, NULL);
	json_add_num(out, "auc", m.auc);
	json_add_num(out, "cllr", m.cllr);
	json_add_num(out, "eer", m.eer);
	json_add_num(out, "top1", measure_top1(t, llr10, NULL, NULL));
	mem_free(llr10);
}

/* What the channel weighs in the fusion, and what is left when it is taken away. */
static void add_worth(const struct validation *v, size_t channel, struct json *out)
{
	const struct worth *w = v->worth;
	struct json *without;
	struct measure m;

	if (!w)
		return;
	m = measure_matched(v->trials, w->without + channel * w->n, NULL, NULL);
	json_add_num(out, "weight", w->weight[channel]);
	without = json_add_object(out, "without");
	json_add_num(without, "auc", m.auc);
	json_add_num(without, "cllr", m.cllr);
	m = measure_pooled(v->trials, w->without + channel * w->n, NULL);
	json_add_num(without, "pooled_auc", m.auc);
	json_add_num(without, "pooled_cllr", m.cllr);
	json_add_num(without, "top1",
		     measure_top1(v->trials, w->without + channel * w->n, NULL, NULL));
}

static void add_channels(const struct validation *v, struct json *out)
{
	size_t n = v->trials->rows.n;
	size_t k = v->trials->rows.n_channels;
	double *one = mem_alloc(n, sizeof(*one));

	for (size_t channel = 0; channel < k; channel++) {
		struct json *entry = json_add_object(out, v->channel_names[channel]);
		struct measure m;

		for (size_t i = 0; i < n; i++)
			one[i] = v->channel_llr10[i * k + channel];
		m = measure_matched(v->trials, one, NULL, NULL);
		measure_json(&m, entry);
		json_add_num(entry, "top1", measure_top1(v->trials, one, NULL, NULL));
		m = measure_pooled(v->trials, one, NULL);
		json_add_num(entry, "pooled_auc", m.auc);
		json_add_num(entry, "pooled_cllr", m.cllr);
		add_worth(v, channel, entry);
	}
	mem_free(one);
}

static void add_kinds(const struct validation *v, struct json *out)
{
	const char *kinds[MAX_KINDS];
	size_t n = measure_kinds(v->trials, kinds, MAX_KINDS);

	for (size_t i = 0; i < n; i++) {
		struct measure m = measure_matched(v->trials, v->llr10, NULL, kinds[i]);

		measure_json(&m, json_add_object(out, kinds[i]));
	}
}

static void add_bounds(const struct bound *b, struct json *out)
{
	json_add_num(out, "lo", b->lo);
	json_add_num(out, "hi", b->hi);
	json_add_str(out, "tightest", b->tightest);
	json_add_int(out, "families", (long long)b->n_families);
}

static double bounded_cllr(const struct validation *v)
{
	size_t n = v->trials->rows.n;
	double *bounded = mem_alloc(n, sizeof(*bounded));
	struct measure m;

	for (size_t i = 0; i < n; i++)
		bounded[i] = isnan(v->llr10[i]) ? v->llr10[i]
						: bound_apply(&v->bound, v->llr10[i]);
	m = measure_matched(v->trials, bounded, NULL, NULL);
	mem_free(bounded);
	return m.cllr;
}

void validation_json(const struct validation *v, struct json *out)
{
	const struct learn_rows *rows = &v->trials->rows;
	struct measure matched = measure_matched(v->trials, v->llr10, NULL, NULL);
	struct measure pooled = measure_pooled(v->trials, v->llr10, NULL);
	struct json *part;
	size_t n_top1;
	double top1 = measure_top1(v->trials, v->llr10, NULL, &n_top1);

	json_add_int(out, "n_trials", (long long)rows->n);
	json_add_int(out, "n_skipped", (long long)v->trials->n_skipped);
	json_add_int(out, "families_h1", (long long)learn_families(rows, NULL, true));
	json_add_int(out, "families_h2", (long long)learn_families(rows, NULL, false));
	measure_json(&matched, out);
	json_add_num(out, "cllr_bounded", bounded_cllr(v));
	json_add_num(out, "devpav", lr_devpav(v->llr10, rows->h1, NULL, rows->n));
	json_add_num(out, "top1", top1);
	json_add_int(out, "top1_n", (long long)n_top1);
	add_bounds(&v->bound, json_add_object(out, "bounds"));
	part = json_add_object(out, "pooled");
	json_add_num(part, "auc", pooled.auc);
	json_add_num(part, "cllr", pooled.cllr);
	json_add_num(part, "eer", pooled.eer);
	add_text_blind(v->trials, json_add_object(out, "text_blind"));
	measure_h2_by_vendor(v->trials, v->llr10, json_add_object(out, "h2_by_vendor"));
	misleading_json(v->trials, v->llr10, out);
	add_channels(v, json_add_object(out, "by_channel"));
	if (v->worth)
		worth_correlation_json(v->worth, v->channel_names,
				       json_add_object(out, "correlation"));
	add_kinds(v, json_add_object(out, "by_kind"));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/measure.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stat/lr.h"
#include "stat/sum.h"

#define MATCHED_MIN_H1_FAMILIES 2
#define MATCHED_MIN_H2 5
#define MAX_VENDORS 64

static bool is_unsure(const struct trial *trial)
{
	return !strcmp(trial->kind, TRIAL_UNSURE);
}

struct values { /* one per suspect or trial */
	double *llr10, *weight;
	unsigned char *h1;
	size_t n;
};

static struct values values_new(size_t n)
{
	return (struct values){MEM_ARRAY(n, double), MEM_ARRAY(n, double),
			       MEM_ARRAY(n, unsigned char), 0};
}

static void values_clear(struct values *v)
{
	mem_free(v->llr10);
	mem_free(v->weight);
	mem_free(v->h1);
}

static struct measure measure_values(const struct values *v)
{
	struct measure m = {
		lr_auc(v->llr10, v->h1, v->weight, v->n),
		lr_cllr(v->llr10, v->h1, v->weight, v->n),
		lr_cllr_min(v->llr10, v->h1, v->weight, v->n),
		lr_eer(v->llr10, v->h1, v->weight, v->n),
		0,
		0,
	};

	for (size_t i = 0; i < v->n; i++) {
		m.n_h1 += v->h1[i] && v->weight[i] > 0;
		m.n_h2 += !v->h1[i] && v->weight[i] > 0;
	}
	return m;
}

static double weight_of(const struct trials *t, size_t row, const double *family_weight)
{
	return family_weight ? family_weight[t->rows.family[row]] : 1;
}

struct measure measure_pooled(const struct trials *t, const double *llr10,
			      const double *family_weight)
{
	struct values v = values_new(t->rows.n);
	struct measure m;

	for (size_t i = 0; i < t->rows.n; i++) {
		if (is_unsure(t->trial[i]) || isnan(llr10[i]))
			continue;
		v.llr10[v.n] = llr10[i];
		v.weight[v.n] = weight_of(t, i, family_weight);
		v.h1[v.n++] = t->rows.h1[i];
	}
	m = measure_values(&v);
	values_clear(&v);
	return m;
}

/* Trials that a mean over one suspect's teachers of one vendor may draw on. */
struct choice {
	const char *vendor; /* NULL: any */
	const char *kind;   /* NULL: any but unsure */
	bool h1;
};

static bool chosen(const struct trials *t, size_t row, const struct choice *choice)
{
	const struct trial *trial = t->trial[row];

	if (choice->vendor && strcmp(trial->teacher_vendor, choice->vendor) != 0)
		return false;
	if (choice->kind ? strcmp(trial->kind, choice->kind) != 0 : is_unsure(trial))
		return false;
	return t->rows.h1[row] == choice->h1;
}

/* One value per suspect and vendor among the chosen trials, appended to `out`. */
static void suspect_means(const struct trials *t, const double *llr10,
			  const double *family_weight, const struct choice *choice,
			  struct values *out)
{
	unsigned char *done = MEM_ARRAY(t->rows.n, unsigned char);

	for (size_t i = 0; i < t->rows.n; i++) {
		double sum = 0;
		double n = 0;

		if (done[i] || !chosen(t, i, choice))
			continue;
		for (size_t j = i; j < t->rows.n; j++) {
			if (t->suspect[j] != t->suspect[i] || !chosen(t, j, choice) ||
			    strcmp(t->trial[j]->teacher_vendor,
				   t->trial[i]->teacher_vendor) != 0)
				continue;
			done[j] = 1;
			if (isnan(llr10[j]))
				continue;
			sum += llr10[j];
			n += 1;
		}
		if (n == 0)
			continue;
		out->llr10[out->n] = sum / n;
		out->weight[out->n] = weight_of(t, i, family_weight);
		out->h1[out->n++] = choice->h1;
	}
	mem_free(done);
}

static size_t h1_families(const struct trials *t, const char *vendor)
{
	unsigned char *seen = MEM_ARRAY(t->rows.n_families, unsigned char);
	size_t n = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		if (!t->rows.h1[i] || strcmp(t->trial[i]->teacher_vendor, vendor) != 0)
			continue;
		n += !seen[t->rows.family[i]];
		seen[t->rows.family[i]] = 1;
	}
	mem_free(seen);
	return n;
}

static size_t vendors_of(const struct trials *t, const char **vendors)
{
	size_t n = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		bool known = false;

		for (size_t j = 0; j < n && !known; j++)
			known = !strcmp(vendors[j], t->trial[i]->teacher_vendor);
		if (!known && n < MAX_VENDORS)
			vendors[n++] = t->trial[i]->teacher_vendor;
	}
	return n;
}

size_t measure_kinds(const struct trials *t, const char **kinds, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		bool known = false;

		for (size_t j = 0; j < n && !known; j++)
			known = !strcmp(kinds[j], t->trial[i]->kind);
		if (!known && n < max)
			kinds[n++] = t->trial[i]->kind;
	}
	return n;
}

/* Whether trials of a kind are H1; a kind holds one class alone. */
static bool kind_is_h1(const struct trials *t, const char *kind)
{
	for (size_t i = 0; i < t->rows.n; i++) {
		if (!strcmp(t->trial[i]->kind, kind))
			return t->rows.h1[i];
	}
	return false;
}

static void add_weighted(struct measure *sum, const struct measure *m, double weight)
{
	sum->auc += weight * m->auc;
	sum->cllr += weight * m->cllr;
	sum->cllr_min += weight * m->cllr_min;
	sum->eer += weight * m->eer;
	sum->n_h1 += m->n_h1;
	sum->n_h2 += m->n_h2;
}

static struct measure vendor_measure(const struct trials *t, const double *llr10,
				     const double *family_weight, const char *vendor,
				     const char *h1_kind)
{
	struct choice h1 = {vendor, h1_kind, true};
	struct choice h2 = {vendor, NULL, false};
	struct values v = values_new(2 * t->rows.n);
	struct measure m = {NAN, NAN, NAN, NAN, 0, 0};
	size_t n1;

	suspect_means(t, llr10, family_weight, &h1, &v);
	n1 = v.n;
	suspect_means(t, llr10, family_weight, &h2, &v);
	if (n1 && h1_families(t, vendor) >= MATCHED_MIN_H1_FAMILIES &&
	    v.n - n1 >= MATCHED_MIN_H2)
		m = measure_values(&v);
	values_clear(&v);
	return m;
}

struct measure measure_matched(const struct trials *t, const double *llr10,
			       const double *family_weight, const char *kind)
{
	struct measure sum = {0, 0, 0, 0, 0, 0};
	const char *vendors[MAX_VENDORS];
	size_t n = vendors_of(t, vendors);
	double total = 0;

	if (kind && !kind_is_h1(t, kind)) {
		struct choice h1 = {NULL, NULL, true};
		struct choice h2 = {NULL, kind, false};
		struct values v = values_new(2 * t->rows.n);

		suspect_means(t, llr10, family_weight, &h1, &v);
		suspect_means(t, llr10, family_weight, &h2, &v);
		sum = measure_values(&v);
		values_clear(&v);
		return sum;
	}
	for (size_t i = 0; i < n; i++) {
		struct measure m =
			vendor_measure(t, llr10, family_weight, vendors[i], kind);

		if (!m.n_h1 || !m.n_h2)
			continue;
		add_weighted(&sum, &m, (double)m.n_h1);
		total += (double)m.n_h1;
	}
	if (total == 0)
		return (struct measure){NAN, NAN, NAN, NAN, 0, 0};
	sum.auc /= total;
	sum.cllr /= total;
	sum.cllr_min /= total;
	sum.eer /= total;
	return sum;
}

/* What the highest LLR10 of one suspect falls on. */
struct top {
	double best, ties, good;
	bool has_h1;
};

static void top_add(struct top *top, double llr10, bool h1)
{
	top->has_h1 |= h1;
	if (isnan(llr10) || llr10 < top->best)
		return;
	if (llr10 > top->best)
		top->ties = top->good = 0;
	top->best = llr10;
	top->ties += 1;
	top->good += h1;
}

double measure_top1(const struct trials *t, const double *llr10,
		    const double *family_weight, size_t *n)
{
	unsigned char *done = MEM_ARRAY(t->rows.n, unsigned char);
	size_t n_suspects = 0;
	double hits = 0;
	double total = 0;

	for (size_t i = 0; i < t->rows.n; i++) {
		struct top top = {-HUGE_VAL, 0, 0, false};

		if (done[i])
			continue;
		for (size_t j = i; j < t->rows.n; j++) {
			if (t->suspect[j] != t->suspect[i])
				continue;
			done[j] = 1;
			top_add(&top, llr10[j], t->rows.h1[j]);
		}
		if (!top.has_h1 || top.ties == 0)
			continue;
		hits += weight_of(t, i, family_weight) * top.good / top.ties;
		total += weight_of(t, i, family_weight);
		n_suspects++;
	}
	mem_free(done);
	if (n)
		*n = n_suspects;
	return total > 0 ? hits / total : (double)NAN;
}

void measure_text_blind(const struct trials *t, double *llr10)
{
	const char *vendors[MAX_VENDORS];
	size_t n_vendors = vendors_of(t, vendors);

	for (size_t i = 0; i < t->rows.n; i++) {
		double n[2] = {0, 0};
		double of_vendor[2] = {0, 0};

		for (size_t j = 0; j < t->rows.n; j++) {
			bool h1 = t->rows.h1[j];

			if (t->rows.family[j] == t->rows.family[i])
				continue;
			n[h1] += 1;
			of_vendor[h1] += !strcmp(t->trial[j]->teacher_vendor,
						 t->trial[i]->teacher_vendor);
		}
		/* Half a trial of each vendor in each class keeps the ratio finite. */
		llr10[i] = log10((of_vendor[1] + .5) / (n[1] + .5 * (double)n_vendors)) -
			   log10((of_vendor[0] + .5) / (n[0] + .5 * (double)n_vendors));
	}
}

void measure_h2_by_vendor(const struct trials *t, const double *llr10, struct json *out)
{
	const char *vendors[MAX_VENDORS];
	size_t n_vendors = vendors_of(t, vendors);
	double *values = mem_alloc(t->rows.n, sizeof(*values));

	for (size_t v = 0; v < n_vendors; v++) {
		struct choice h2 = {vendors[v], NULL, false};
		struct json *entry;
		double mean;
		double sd;
		size_t n = 0;

		for (size_t i = 0; i < t->rows.n; i++) {
			if (chosen(t, i, &h2) && !isnan(llr10[i]))
				values[n++] = llr10[i];
		}
		if (!n)
			continue;
		sum_mean_sd(values, n, &mean, &sd);
		entry = json_add_object(out, vendors[v]);
		json_add_num(entry, "mean", mean);
		json_add_num(entry, "sd", sd);
		json_add_int(entry, "n", (long long)n);
	}
	mem_free(values);
}

void measure_json(const struct measure *m, struct json *out)
{
	json_add_num(out, "auc", m->auc);
	json_add_num(out, "cllr", m->cllr);
	json_add_num(out, "cllr_min", m->cllr_min);
	json_add_num(out, "cllr_cal", m->cllr - m->cllr_min);
	json_add_num(out, "eer", m->eer);
	json_add_int(out, "n_h1", (long long)m->n_h1);
	json_add_int(out, "n_h2", (long long)m->n_h2);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/tsv.h"

enum { PROMPTS, AUC, CLLR, EER, SHARE, N_COLUMNS };
static const struct tsv_column columns[] = {
	{"n_prompts", true}, {"auc", true},   {"cllr", true},
	{"eer", true},       {"share", true}, {NULL, false},
};

static int read_cell(const struct tsv *tsv, const struct tsv_column *column, size_t i,
		     double *out, struct err *err)
{
	char text[32] = "", *end = text;

	if (tsv->cells[i].len < sizeof(text)) {
		memcpy(text, tsv->cells[i].data, tsv->cells[i].len);
		text[tsv->cells[i].len] = '\0';
		*out = strtod(text, &end);
	}
	if (end == text || *end || !isfinite(*out))
		return err_set(err, ERR_FAIL, "%s:%zu: \"%s\" is no number", tsv->path,
			       tsv->line, column[i].name);
	return 0;
}

static int read_row(const struct tsv *tsv, void *ctx, struct err *err)
{
	struct curve *out = ctx;
	double v[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++)
		if (read_cell(tsv, columns, i, &v[i], err))
			return -1;
	if (v[PROMPTS] < 1 || (out->n && v[PROMPTS] <= out->v[out->n - 1].n_prompts))
		return err_set(err, ERR_FAIL, "%s:%zu: numbers of prompts must rise",
			       tsv->path, tsv->line);
	out->v = MEM_GROW(out->v, out->n, &out->cap);
	out->v[out->n++] =
		(struct curve_point){v[PROMPTS], v[AUC], v[CLLR], v[EER], v[SHARE]};
	return 0;
}

int curve_open(const char *dir, struct curve *out, struct err *err)
{
	char *path = file_join(dir, "curve.tsv");
	int rc = 0;

	*out = (struct curve){NULL, 0, 0};
	if (file_exists(path))
		rc = tsv_each(path, columns, read_row, out, err);
	mem_free(path);
	return rc;
}

static double between(double a, double b, double share)
{
	return a + (b - a) * share;
}

bool curve_at(const struct curve *curve, double n_prompts, struct curve_point *out)
{
	const struct curve_point *a, *b;
	size_t i = 0;
	double t;

	if (!curve->n || n_prompts < curve->v[0].n_prompts)
		return false;
	while (i < curve->n && curve->v[i].n_prompts <= n_prompts)
		i++;
	a = b = &curve->v[i - 1];
	if (i < curve->n)
		b = &curve->v[i];
	t = a == b ? 0 : log(n_prompts / a->n_prompts) / log(b->n_prompts / a->n_prompts);
	*out = (struct curve_point){
		n_prompts, between(a->auc, b->auc, t), between(a->cllr, b->cllr, t),
		between(a->eer, b->eer, t), between(a->share, b->share, t)};
	return true;
}

void curve_clear(struct curve *curve)
{
	mem_free(curve->v);
	*curve = (struct curve){NULL, 0, 0};
}

enum { P_PROMPTS, P_SAMPLES, P_CONTROLS, P_DOSE, P_N, P_SHARE, N_POWER };
static const struct tsv_column power_columns[] = {
	{"prompts", true}, {"samples", true}, {"controls", true}, {"dose", true},
	{"n", true},       {"share", true},   {NULL, false},
};

static int read_power(const struct tsv *tsv, void *ctx, struct err *err)
{
	struct power *out = ctx;
	double v[N_POWER];

	for (size_t i = 0; i < N_POWER; i++)
		if (read_cell(tsv, power_columns, i, &v[i], err))
			return -1;
	out->v = MEM_GROW(out->v, out->n, &out->cap);
	out->v[out->n++] = (struct power_point){v[P_PROMPTS], v[P_SAMPLES], v[P_CONTROLS],
						v[P_DOSE],    v[P_N],       v[P_SHARE]};
	return 0;
}

int power_open(const char *path, struct power *out, struct err *err)
{
	*out = (struct power){NULL, 0, 0};
	return tsv_each(path, power_columns, read_power, out, err);
}

/* Negative, 0 or positive as a has less, the same or more; prompts first. */
static int by_setting(const struct power_point *a, const struct power_point *b)
{
	const double difference[] = {a->prompts - b->prompts, a->samples - b->samples,
				     a->controls - b->controls};

	for (size_t i = 0; i < 3; i++)
		if (difference[i] < 0 || difference[i] > 0)
			return difference[i] < 0 ? -1 : 1;
	return 0;
}

bool power_same(const struct power_point *a, const struct power_point *b)
{
	return by_setting(a, b) == 0;
}

bool power_at(const struct power *power, const struct power_point *wanted,
	      struct power_point *at)
{
	bool found = false;

	for (size_t i = 0; i < power->n; i++) {
		const struct power_point *point = &power->v[i];

		if (point->prompts > wanted->prompts ||
		    point->samples > wanted->samples ||
		    point->controls > wanted->controls ||
		    (point->controls > 0) != (wanted->controls > 0) ||
		    (found && by_setting(point, at) <= 0))
			continue;
		*at = *point;
		found = true;
	}
	return found;
}

double power_share(const struct power *power, const struct power_point *at, double dose)
{
	const struct power_point *low = NULL, *high = NULL;

	for (size_t i = 0; i < power->n; i++) {
		const struct power_point *point = &power->v[i];

		if (!power_same(point, at))
			continue;
		if (point->dose <= dose && (!low || point->dose > low->dose))
			low = point;
		if (point->dose >= dose && (!high || point->dose < high->dose))
			high = point;
	}
	if (!low || !high)
		return NAN;
	return low == high ? low->share
			   : between(low->share, high->share,
				     (dose - low->dose) / (high->dose - low->dose));
}

/* The next dose measured in that setting; NULL when there is none. */
static const struct power_point *next_dose(const struct power *power,
					   const struct power_point *at,
					   const struct power_point *before)
{
	const struct power_point *next = NULL;

	for (size_t i = 0; i < power->n; i++) {
		const struct power_point *point = &power->v[i];

		if (power_same(point, at) && (!before || point->dose > before->dose) &&
		    (!next || point->dose < next->dose))
			next = point;
	}
	return next;
}

double power_dose(const struct power *power, const struct power_point *at, double share)
{
	const struct power_point *low = NULL, *high = next_dose(power, at, NULL);

	while (high && high->share < share) {
		low = high;
		high = next_dose(power, at, low);
	}
	if (!high)
		return NAN;
	return low ? between(low->dose, high->dose,
			     (share - low->share) / (high->share - low->share))
		   : high->dose;
}

void power_clear(struct power *power)
{
	mem_free(power->v);
	*power = (struct power){NULL, 0, 0};
}

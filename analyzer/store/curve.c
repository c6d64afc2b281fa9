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

static int read_cell(const struct tsv *tsv, size_t i, double *out, struct err *err)
{
	char text[32] = "", *end = text;

	if (tsv->cells[i].len < sizeof(text)) {
		memcpy(text, tsv->cells[i].data, tsv->cells[i].len);
		text[tsv->cells[i].len] = '\0';
		*out = strtod(text, &end);
	}
	if (end == text || *end || !isfinite(*out))
		return err_set(err, ERR_FAIL, "%s:%zu: \"%s\" is no number", tsv->path,
			       tsv->line, columns[i].name);
	return 0;
}

static int read_row(const struct tsv *tsv, struct curve *out, struct err *err)
{
	double v[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++)
		if (read_cell(tsv, i, &v[i], err))
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
	struct buf bytes = BUF_INIT;
	struct tsv tsv;
	int rc = 0;

	*out = (struct curve){NULL, 0, 0};
	if (!file_exists(path))
		goto done;
	rc = file_read(path, &bytes, NULL, err);
	if (rc)
		goto done;
	rc = tsv_open(&tsv, path, &bytes, columns, err);
	while (!rc && (rc = tsv_next(&tsv, err)) > 0)
		rc = read_row(&tsv, out, err);
	tsv_close(&tsv);
done:
	buf_clear(&bytes);
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

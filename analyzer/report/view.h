/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/view.h: a stored result of `compare` as a report reads it: every part may be
 * missing, numbers that are not known are NaN, names have labels. Computes no evidence.
 */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "report/label.h"

struct range {
	double lo, hi; /* NaN when not known */
};

struct view {
	const struct json *result; /* borrowed */
	struct labels *labels;
	const char *suspect, *teacher; /* labels */
	const char *simulation;        /* NULL for a real case */
	bool redacted;                 /* texts are hashes (report/redact.h) */
	double llr10;                  /* NaN: no likelihood ratio is given */
	double llr10_unbounded;
	struct range interval, bound;
	const char *at; /* "none", "lo" or "hi" */
	double n_prompts;
};

/* `result` must outlive the view. ERR_FAIL when it is no result of compare. */
int view_open(struct view *view, const struct json *result, struct err *err) MUST_CHECK;
void view_close(struct view *view);

bool range_known(struct range range);
/* The array of two numbers under `key`; NaN for what is not there. */
struct range view_range(const struct json *object, const char *key);
/* A number, or NaN. */
double view_num(const struct json *object, const char *key);
/* A text, or "" when it is missing, null or empty. */
const char *view_str(const struct json *object, const char *key);
/* The label of the model an object names under "model". */
const char *view_label(const struct view *view, const struct json *object);
/* The verdict with its strength, as the result words it; of older results the verdict. */
const char *view_conclusion(const struct view *view);
/* The numbers of an array; *n of them, owned by the caller. Others are left out. */
double *view_numbers(const struct json *array, size_t *n);
/* The first or the last of values that stand in order, lowest first; NULL: none. */
const struct json *view_end(const struct json *values, bool highest);

/* The central 90 % of some values (5 % and 95 % points, linear between them); NaN when
 * there are fewer than five. `values` is put in order. */
struct range view_central(double *values, size_t n);

/* "+0.84 [+0.31, +1.07]", "+0.84", or an en dash. */
void view_llr10(double llr10, struct range interval, struct buf *out);
/* 10^llr10 for readers: "about 7 times", "about 1 300 times". Takes the size only. */
void view_times(double llr10, struct buf *out);
/* ENFSI 2015's word for the strength: "no", "weak", ...; an edge is of the lower band. */
const char *view_strength(double llr10);

#endif

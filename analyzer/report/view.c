/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/table.h"

static bool right_schema(const struct json *result)
{
	const char *schema = json_str(result, "schema");

	return json_is_object(result) && schema && !strcmp(schema, "assay.compare.v1");
}

int view_open(struct view *view, const struct json *result, struct err *err)
{
	const char *suspect = json_str(result, "suspect");
	const char *teacher = json_str(result, "teacher");
	const char *simulation = json_str(result, "simulation");
	const struct json *bound = json_get(result, "bound");

	memset(view, 0, sizeof(*view));
	if (!right_schema(result))
		return err_set(err, ERR_FAIL,
			       "this is no result of `assay compare` (no schema "
			       "\"assay.compare.v1\"); run `assay compare` first");
	if (!suspect || !teacher)
		return err_set(err, ERR_FAIL,
			       "the result names no suspect or no teacher; run "
			       "`assay compare` again");
	view->result = result;
	view->labels = labels_new(result);
	view->suspect = label_of(view->labels, suspect);
	view->teacher = label_of(view->labels, teacher);
	view->simulation = simulation && *simulation ? simulation : NULL;
	view->redacted = *view_str(result, "redacted") != '\0';
	view->llr10 = view_num(result, "llr10");
	view->llr10_unbounded = view_num(result, "llr10_unbounded");
	view->interval = view_range(result, "llr10_interval");
	view->bound.lo = view_num(bound, "lo");
	view->bound.hi = view_num(bound, "hi");
	view->at = json_str(bound, "at") ? json_str(bound, "at") : "none";
	view->n_prompts = view_num(result, "n_prompts");
	return 0;
}

void view_close(struct view *view)
{
	labels_free(view->labels);
	view->labels = NULL;
}

bool range_known(struct range range)
{
	return isfinite(range.lo) && isfinite(range.hi);
}

struct range view_range(const struct json *object, const char *key)
{
	struct range range = {NAN, NAN};
	const struct json *lo = json_first(json_get(object, key));

	if (!lo || !json_number(lo, &range.lo))
		range.lo = NAN;
	if (!lo || !json_next(lo) || !json_number(json_next(lo), &range.hi))
		range.hi = NAN;
	return range;
}

double view_num(const struct json *object, const char *key)
{
	return json_num(object, key, NAN);
}

const char *view_str(const struct json *object, const char *key)
{
	const char *text = json_str(object, key);

	return text ? text : "";
}

const char *view_conclusion(const struct view *view)
{
	const char *words = view_str(view->result, "conclusion");

	return *words ? words : view_str(view->result, "verdict");
}

const char *view_label(const struct view *view, const struct json *object)
{
	return label_of(view->labels, json_str(object, "model"));
}

double *view_numbers(const struct json *array, size_t *n)
{
	double *values = MEM_ARRAY(json_count(array) + 1, double);

	*n = 0;
	JSON_EACH(child, array) {
		if (json_number(child, &values[*n]) && isfinite(values[*n]))
			(*n)++;
	}
	return values;
}

static int number_order(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double point(const double *sorted, size_t n, double share)
{
	double at = share * (double)(n - 1);
	size_t below = (size_t)at;

	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

struct range view_central(double *values, size_t n)
{
	if (n < 5)
		return (struct range){NAN, NAN};
	qsort(values, n, sizeof(*values), number_order);
	return (struct range){point(values, n, .05), point(values, n, .95)};
}

void view_llr10(double llr10, struct range interval, struct buf *out)
{
	number_show(llr10, 2, true, out);
	if (!isfinite(llr10) || !range_known(interval))
		return;
	buf_str_add(out, " [");
	number_show(interval.lo, 2, true, out);
	buf_str_add(out, ", ");
	number_show(interval.hi, 2, true, out);
	buf_char_add(out, ']');
}

void view_times(double llr10, struct buf *out)
{
	double times = pow(10, fabs(llr10));
	double unit;

	if (times < 9.95) {
		buf_printf(out, "about %.1f times", times);
		return;
	}
	/* Two digits: an interval never supports more. */
	unit = pow(10, floor(log10(times)) - 1);
	times = round(times / unit) * unit;
	if (times < 10000)
		buf_printf(out, "about %.0f times", times);
	else
		buf_printf(out, "about 10^%.1f times", fabs(llr10));
}

const char *view_strength(double llr10)
{
	static const struct {
		double edge; /* LR; the edge itself belongs to the lower band */
		const char *word;
	} bands[] = {
		{2, "no"},         {10, "weak"},
		{100, "moderate"}, {1000, "moderately strong"},
		{10000, "strong"}, {1e6, "very strong"},
	};

	for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++)
		if (fabs(llr10) <= log10(bands[i].edge))
			return bands[i].word;
	return "extremely strong";
}

const struct json *view_end(const struct json *values, bool highest)
{
	const struct json *last = json_first(values);

	for (const struct json *next = last; highest && next; next = json_next(next))
		last = next;
	return last;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figure.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

static const struct {
	const char *name, *title;
	figure_fn *make;
} registry[N_FIGURES] = {
#define FIGURE_ROW(name, title) {#name, title, figure_##name},
	FIGURES(FIGURE_ROW)
#undef FIGURE_ROW
};

void figures_make(const struct view *view, struct figure figures[N_FIGURES])
{
	memset(figures, 0, sizeof(*figures) * N_FIGURES);
	for (size_t i = 0; i < N_FIGURES; i++) {
		figures[i].name = registry[i].name;
		figures[i].title = registry[i].title;
		registry[i].make(view, &figures[i]);
	}
}

void figures_clear(struct figure *figures, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct figure *figure = &figures[i];

		buf_clear(&figure->alt);
		buf_clear(&figure->caption);
		buf_clear(&figure->script);
		buf_clear(&figure->missing);
		buf_clear(&figure->svg);
		table_free(figure->table);
		for (size_t k = 0; k < figure->n_extra; k++)
			table_free(figure->extra[k]);
	}
}

struct table *figure_extra(struct figure *figure, const char *suffix,
			   const struct column *columns, size_t n_columns)
{
	struct table *table = table_new(columns, n_columns);

	figure->extra[figure->n_extra] = table;
	figure->extra_name[figure->n_extra++] = suffix;
	return table;
}

void figure_begin(struct figure *figure, int width, int height)
{
	figure->width = width;
	buf_printf(
		&figure->script,
		"set terminal svg size %d,%d font 'DejaVu Sans,12' noenhanced name '%s'\n"
		"set output 'plots/%s.svg'\n",
		width, height, figure->name, figure->name);
}

void figure_left_margin(struct figure *figure, size_t columns)
{
	/* A column of the 12 pixel font is about 7 pixels wide. */
	buf_printf(&figure->script, "set lmargin at screen %.3f\n",
		   (24 + 7.2 * (double)columns) / figure->width);
}

void figure_band(struct figure *figure, struct range band)
{
	if (range_known(band))
		buf_printf(&figure->script,
			   "set object 1 rectangle from %.6g, graph 0 to %.6g, graph 1 "
			   "fillcolor rgb band fillstyle solid noborder behind\n",
			   band.lo, band.hi);
}

void figure_line(struct figure *figure, double x, const char *style)
{
	if (isfinite(x))
		buf_printf(&figure->script,
			   "set arrow from %.6g, graph 0 to %.6g, graph 1 nohead %s\n", x,
			   x, style);
}

void span_add(struct range *span, double value)
{
	if (!isfinite(value))
		return;
	span->lo = isfinite(span->lo) ? fmin(span->lo, value) : value;
	span->hi = isfinite(span->hi) ? fmax(span->hi, value) : value;
}

struct range span_padded(struct range span)
{
	double pad;

	if (!range_known(span))
		return (struct range){-1, 1};
	pad = fmax(.06 * (span.hi - span.lo), .1);
	return (struct range){span.lo - pad, span.hi + pad};
}

void caption_range(struct buf *out, const char *before, struct range range,
		   const char *behind)
{
	if (!range_known(range))
		return;
	buf_str_add(out, before);
	number_show(range.lo, 2, true, out);
	buf_str_add(out, " to ");
	number_show(range.hi, 2, true, out);
	buf_str_add(out, behind);
}

struct range figure_h2_band(const struct view *view, size_t *n)
{
	const struct json *calibration = json_get(view->result, "calibration");
	double *h2 = view_numbers(json_get(json_get(calibration, "tippett"), "h2"), n);
	struct range band = view_central(h2, *n);

	mem_free(h2);
	return band;
}

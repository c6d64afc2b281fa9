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
		buf_clear(&figure->narrow);
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

void figure_begin(struct figure *figure, int width, int height, int narrow_height)
{
	figure->width = width;
	/* Telephones have no DejaVu; what stands in for it is narrower. */
	buf_printf(&figure->script,
		   "width = %d; height = %d\n"
		   "if (narrow) { width = %d; height = %d }\n"
		   "set terminal svg size width,height font 'DejaVu "
		   "Sans,Arial,sans-serif,12' noenhanced name '%s'\n"
		   "set output narrow ? 'plots/%s-narrow.svg' : 'plots/%s.svg'\n",
		   width, height, FIGURE_NARROW, narrow_height, figure->name,
		   figure->name, figure->name);
}

/* A column of the 12 pixel font is about 7 pixels wide. */
static double name_width(size_t columns)
{
	return 24 + 7.2 * (double)columns;
}

bool figure_names_above(size_t widest)
{
	return name_width(widest) > .46 * FIGURE_NARROW;
}

void figure_rows(struct figure *figure, struct figure_rows rows)
{
	struct buf *script = &figure->script;

	buf_printf(script,
		   "set border 1\nunset ytics\n"
		   "set lmargin at screen (narrow ? %.0f. : %.0f.) / width\n"
		   "set rmargin at screen 1 - (narrow ? 12. : %d.) / width\n",
		   rows.above ? 12 : name_width(rows.widest), name_width(rows.widest),
		   rows.note_width);
	buf_printf(
		script,
		"at_name = narrow ? \"%s\" : \"right offset -1,0\"\n"
		"at_note = narrow ? \"right offset 0,1.1 boxed\" : \"left offset 1,0\"\n",
		rows.above ? "left offset 0,1.1 boxed" : "right offset -1,0");
}

void figure_band(struct figure *figure, struct range band, const char *colour)
{
	if (range_known(band))
		buf_printf(&figure->script,
			   "set object rectangle from %.6g, graph 0 to %.6g, graph 1 "
			   "fillcolor rgb %s fillstyle solid noborder behind\n",
			   band.lo, band.hi, colour);
}

void figure_bound(struct figure *figure, struct range bound)
{
	static const char hatch[] =
		"fillcolor rgb beyond fillstyle transparent pattern 4 "
		"noborder behind\n";

	if (isfinite(bound.lo))
		buf_printf(
			&figure->script,
			"set object rectangle from graph 0, graph 0 to %.6g, graph 1 %s",
			bound.lo, hatch);
	if (isfinite(bound.hi))
		buf_printf(
			&figure->script,
			"set object rectangle from %.6g, graph 0 to graph 1, graph 1 %s",
			bound.hi, hatch);
	figure_line(figure, bound.lo, "dashtype 2 linewidth 1.4 linecolor rgb ink");
	figure_line(figure, bound.hi, "dashtype 2 linewidth 1.4 linecolor rgb ink");
}

void figure_key_band(struct figure *figure, struct range band, const char *colour,
		     size_t n, const char *of)
{
	if (range_known(band))
		buf_printf(&figure->script,
			   ", \\\n  keyentry with boxes fillstyle solid noborder "
			   "fillcolor rgb %s title '90 %% of the %zu %s'",
			   colour, n, of);
}

void figure_key_bound(struct figure *figure, struct range bound)
{
	if (isfinite(bound.lo) || isfinite(bound.hi))
		buf_str_add(
			&figure->script,
			", \\\n  keyentry with boxes fillstyle pattern 4 noborder "
			"fillcolor rgb beyond title 'beyond the bound: no statement'");
}

/* Stored numbers are those of the bound itself; rounding in between may not part them. */
static bool reaches(double value, double bound)
{
	return isfinite(value) && isfinite(bound) && fabs(value - bound) < 1e-9;
}

bool figure_cut_lo(struct range interval, struct range bound)
{
	return reaches(interval.lo, bound.lo) || reaches(interval.hi, bound.lo);
}

bool figure_cut_hi(struct range interval, struct range bound)
{
	return reaches(interval.hi, bound.hi) || reaches(interval.lo, bound.hi);
}

/* One end of the case's line: a cap, or an arrow where the bound cuts it. */
static void case_end(struct buf *script, double x, const char *y, int side, bool cut)
{
	static const char style[] = "linewidth 2.6 linecolor rgb finding front";

	if (cut)
		buf_printf(script,
			   "set arrow from %.6g, graph %s to %.6g, graph %s head filled "
			   "size character 1.1,22 %s\n",
			   x, y, x + side * FIGURE_ARROW, y, style);
	else
		buf_printf(script,
			   "set arrow from %.6g, graph %s-10./height to %.6g, graph "
			   "%s+10./height nohead %s\n",
			   x, y, x, y, style);
}

void figure_case(struct figure *figure, const struct view *view, const char *y, int sign)
{
	struct buf *script = &figure->script;
	struct range line = view->interval;
	bool lo, hi;

	if (!isfinite(view->llr10))
		return;
	if (!range_known(line))
		line.lo = line.hi = view->llr10;
	lo = figure_cut_lo(line, view->bound);
	hi = figure_cut_hi(line, view->bound);
	if (line.hi > line.lo)
		buf_printf(script,
			   "set arrow from %.6g, graph %s to %.6g, graph %s nohead "
			   "linewidth 2.6 linecolor rgb finding front\n",
			   sign * line.lo, y, sign * line.hi, y);
	if (lo || line.hi > line.lo)
		case_end(script, sign * line.lo, y, -sign, lo);
	if (hi || line.hi > line.lo)
		case_end(script, sign * line.hi, y, sign, hi);
	buf_printf(script,
		   "set label '' at %.6g, graph %s point pointtype 13 pointsize "
		   "narrow ? 1.1 : 1.4 linecolor rgb finding front\n",
		   sign * view->llr10, y);
}

void caption_cut(struct buf *out, const struct view *view)
{
	struct range line = view->interval;

	if (!range_known(line))
		line.lo = line.hi = view->llr10;
	if (!figure_cut_lo(line, view->bound) && !figure_cut_hi(line, view->bound))
		return;
	buf_str_add(out,
		    " An arrow: the value goes on there and is cut at the bound; its tip "
		    "marks nothing.");
}

void figure_line(struct figure *figure, double x, const char *style)
{
	if (isfinite(x))
		buf_printf(&figure->script,
			   "set arrow from %.6g, graph 0 to %.6g, graph 1 nohead %s\n", x,
			   x, style);
}

bool figure_any(const struct table *table, const char *key)
{
	size_t column = 0;

	while (column < table->n_columns && strcmp(table->columns[column].key, key) != 0)
		column++;
	for (size_t row = 0; row < table_rows(table); row++)
		if (column < table->n_columns &&
		    isfinite(table_at(table, row, column)->number))
			return true;
	return false;
}

void span_add(struct range *span, double value)
{
	if (!isfinite(value))
		return;
	span->lo = isfinite(span->lo) ? fmin(span->lo, value) : value;
	span->hi = isfinite(span->hi) ? fmax(span->hi, value) : value;
}

void span_beyond(struct range *span, struct range bound)
{
	double room = fmax(FIGURE_ARROW + .1, .14 * (bound.hi - bound.lo));

	if (!range_known(bound))
		return;
	span_add(span, bound.lo - room);
	span_add(span, bound.hi + room);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three models nearest to each, and how far they stand out from all its others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/survey_parts.h"

static const struct column columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"vendor", "Vendor", COLUMN_TEXT, 0, false},
	{"first", "Nearest", COLUMN_NAME, 0, false},
	{"first_z", "z", COLUMN_NUMBER, 2, true},
	{"mutual", "Mutual", COLUMN_TEXT, 0, false},
	{"second", "Second", COLUMN_NAME, 0, false},
	{"second_z", "z", COLUMN_NUMBER, 2, true},
	{"third", "Third", COLUMN_NAME, 0, false},
	{"third_z", "z", COLUMN_NUMBER, 2, true},
	{"lo", NULL, COLUMN_NUMBER, 2, true},
	{"hi", NULL, COLUMN_NUMBER, 2, true},
	{"y", NULL, COLUMN_NUMBER, 0, false},
};

enum { MOST_DRAWN = 40, ROW = 16 };

struct row {
	const char *label;
	size_t model, near[SURVEY_NEAREST];
	double first; /* similarity of the nearest */
};

static int row_order(const void *x, const void *y)
{
	const struct row *a = x, *b = y;

	if (a->first != b->first)
		return a->first < b->first ? 1 : -1;
	return strcmp(a->label, b->label);
}

static struct row *read_rows(const struct square *square)
{
	struct row *rows = MEM_ARRAY(square->n, struct row);

	for (size_t i = 0; i < square->n; i++) {
		rows[i].model = i;
		rows[i].label = square->labels[i];
		square_nearest(square, i, rows[i].near, SURVEY_NEAREST);
		rows[i].first = square_at(square, i, rows[i].near[0]);
		if (isnan(rows[i].first))
			rows[i].first = -HUGE_VAL;
	}
	qsort(rows, square->n, sizeof(*rows), row_order);
	return rows;
}

static struct range central_of(const struct square *square, size_t model)
{
	double *values = MEM_ARRAY(square->n, double);
	struct range central;
	size_t n = 0;

	for (size_t j = 0; j < square->n; j++)
		if (isfinite(square_at(square, model, j)))
			values[n++] = square_at(square, model, j);
	central = view_central(values, n);
	mem_free(values);
	return central;
}

static void fill_row(const struct square *square, const struct row *row, double y,
		     struct table *t)
{
	struct range central = central_of(square, row->model);
	size_t back = square->n;

	if (row->near[0] < square->n)
		square_nearest(square, row->near[0], &back, 1);
	if (square->marks[row->model] != SQUARE_PLAIN)
		table_strong(t);
	table_text(t, row->label);
	table_text(t, square->vendors[row->model]);
	for (size_t k = 0; k < SURVEY_NEAREST; k++) {
		size_t j = row->near[k];

		table_text(t, j < square->n ? square->labels[j] : "");
		table_number(t, square_at(square, row->model, j));
		if (k == 0)
			table_text(t, back == row->model ? "yes" : "no");
	}
	table_number(t, central.lo);
	table_number(t, central.hi);
	table_number(t, y);
}

/* gnuplot complains of what has no points: few models have no bars, no third and no
 * second. */
static void plot(struct range span, size_t n_models, struct buf *script)
{
	buf_printf(script,
		   "d = 'data/nearest.tsv'\n"
		   "in(v) = column('y') > 0.5 ? v : NaN\n"
		   "short(s) = narrow && strlen(s) > 26 ? s[1:25].'\xe2\x80\xa6' : s\n"
		   "plot d using (in(%.6g)):(column('y')):(short(stringcolumn('model'))) "
		   "with "
		   "labels @at_name font ',10' textcolor rgb ink notitle, \\\n"
		   "  d using (in(%.6g)):(column('y')):(short(stringcolumn('first'))) "
		   "with labels "
		   "@at_note font ',10' textcolor rgb ink notitle, \\\n",
		   span.lo, span.hi);
	if (n_models > 5)
		buf_str_add(script,
			    "  d using (in(column('lo'))):(column('y')):(column('hi') - "
			    "column('lo')):(0) with vectors nohead linewidth 3 linecolor "
			    "rgb faint title '90 % of its pairs', \\\n");
	if (n_models > 3)
		buf_str_add(
			script,
			"  d using (in(column('third_z'))):(column('y')) with points "
			"pointtype 6 pointsize 0.6 linecolor rgb other notitle, \\\n");
	if (n_models > 2)
		buf_str_add(
			script,
			"  d using (in(column('second_z'))):(column('y')) with points "
			"pointtype 6 pointsize 0.6 linecolor rgb other title 'second "
			"and third', \\\n");
	buf_str_add(script,
		    "  d using (in(column('first_z'))):(column('y')) with points "
		    "pointtype 7 pointsize 0.8 linecolor rgb finding title 'nearest'");
}

static void draw(const struct square *square, const struct row *rows, size_t n_drawn,
		 struct figure *out)
{
	struct range span = {NAN, NAN}, band = square_central(square);
	size_t widest = 8, right = 8;
	int width = 924, height = (int)(ROW * n_drawn + 160);

	span_add(&span, band.lo);
	span_add(&span, band.hi);
	span_add(&span, 0);
	for (size_t k = 0; k < n_drawn; k++) {
		struct range central = central_of(square, rows[k].model);
		size_t near = rows[k].near[0];

		span_add(&span, central.lo);
		span_add(&span, rows[k].first);
		if (cut_columns(rows[k].label) > widest)
			widest = cut_columns(rows[k].label);
		if (near < square->n && cut_columns(square->labels[near]) > right)
			right = cut_columns(square->labels[near]);
	}
	span = span_padded(span);
	figure_begin(out, width, height, (int)(32 * n_drawn + 190));
	buf_printf(&out->script,
		   "set lmargin at screen (narrow ? 12. : %.1f) / width\n"
		   "set rmargin at screen 1 - (narrow ? 12. : %.1f) / width\n"
		   "at_name = narrow ? \"left offset 0,0.8\" : \"right offset -1,0\"\n"
		   "at_note = narrow ? \"right offset 0,0.8\" : \"left offset 1,0\"\n"
		   "set border 1\nunset ytics\n"
		   "set xlabel 'centred similarity (z)' textcolor rgb ink\n"
		   "set xrange [%.6g:%.6g]\nset yrange [0.3:%zu.9]\n",
		   20 + 6.4 * (double)widest, 20 + 6.4 * (double)right, span.lo, span.hi,
		   n_drawn);
	figure_band(out, band, "band");
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	plot(span, square->n, &out->script);
	if (range_known(band))
		buf_str_add(&out->script,
			    ", \\\n  keyentry with boxes fillstyle solid noborder "
			    "fillcolor rgb band title '90 % of all pairs'");
	buf_char_add(&out->script, '\n');
}

static void describe(const struct square *square, const struct row *rows, size_t n_drawn,
		     struct figure *out)
{
	if (rows[0].near[0] < square->n)
		buf_printf(&out->alt,
			   "The most alike pair is %s and %s. The table names the three "
			   "nearest of every model.",
			   rows[0].label, square->labels[rows[0].near[0]]);
	else
		buf_str_add(&out->alt, "No pair has a similarity.");
	buf_printf(
		&out->caption,
		"On the left each model, on the right the one nearest to it; the "
		"models whose nearest is most alike stand on top. z: similarity of the "
		"pair in standard deviations over all pairs of the n = %zu models. Thin "
		"grey bar: nine tenths of the model's pairs",
		square->n);
	caption_range(&out->caption, "; shaded: nine tenths of all pairs (",
		      square_central(square), ")");
	buf_str_add(&out->caption,
		    ". A nearest model always exists: one that does not stand clear of "
		    "the bar says nothing. Mutual in the table: each is the other's "
		    "nearest.");
	if (n_drawn < square->n)
		buf_printf(&out->caption,
			   " The picture shows the first %zu; the table has all.",
			   n_drawn);
}

void survey_nearest(const struct survey *survey, struct figure *out)
{
	const struct square *square = &survey->square;
	struct row *rows = read_rows(square);
	size_t n_drawn = square->n < MOST_DRAWN ? square->n : MOST_DRAWN;

	out->table = TABLE_NEW(columns);
	out->table_open = true;
	for (size_t k = 0; k < square->n; k++)
		fill_row(square, &rows[k], (double)n_drawn - (double)k, out->table);
	describe(square, rows, n_drawn, out);
	draw(square, rows, n_drawn, out);
	mem_free(rows);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihood ratios of two results, one row a channel, and of both wholes. */
#include <math.h>
#include <string.h>

#include "report/cut.h"
#include "report/pair_parts.h"

static const struct column columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"a", "A", COLUMN_NUMBER, 2, true},
	{"a_lo", "from", COLUMN_NUMBER, 2, true},
	{"a_hi", "to", COLUMN_NUMBER, 2, true},
	{"b", "B", COLUMN_NUMBER, 2, true},
	{"b_lo", "from", COLUMN_NUMBER, 2, true},
	{"b_hi", "to", COLUMN_NUMBER, 2, true},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"a_cut_lo", NULL, COLUMN_NUMBER, 0, false},
	{"a_cut_hi", NULL, COLUMN_NUMBER, 0, false},
	{"b_cut_lo", NULL, COLUMN_NUMBER, 0, false},
	{"b_cut_hi", NULL, COLUMN_NUMBER, 0, false},
};

struct rows {
	struct table *table;
	struct range span, bound[2]; /* of either result */
	size_t widest, n_left;
};

static void side_cells(struct rows *rows, const struct json *object)
{
	struct range interval = view_range(object, "llr10_interval");

	table_from(rows->table, object, "llr10");
	table_range(rows->table, object, "llr10_interval");
	span_add(&rows->span, view_num(object, "llr10"));
	span_add(&rows->span, interval.lo);
	span_add(&rows->span, interval.hi);
}

static void cut_cells(struct rows *rows, const struct json *object, struct range bound)
{
	struct range line = view_range(object, "llr10_interval");

	if (!range_known(line))
		line.lo = line.hi = view_num(object, "llr10");
	table_number(rows->table, figure_cut_lo(line, bound) ? line.lo : (double)NAN);
	table_number(rows->table, figure_cut_hi(line, bound) ? line.hi : (double)NAN);
}

static void add_row(struct rows *rows, const char *name, const struct json *a,
		    const struct json *b)
{
	table_text(rows->table, name);
	side_cells(rows, a);
	side_cells(rows, b);
	table_number(rows->table, (double)rows->n_left--);
	cut_cells(rows, a, rows->bound[0]);
	cut_cells(rows, b, rows->bound[1]);
	if (cut_columns(name) > rows->widest)
		rows->widest = cut_columns(name);
}

/* One result's marks, lines, and arrows where its bound cuts them. */
static void plot_side(const struct table *table, char side, double up, const char *look,
		      struct buf *script)
{
	static const char *const ends[] = {"lo", "hi"};
	char key[] = "a_lo", cut[] = "a_cut_lo";

	key[0] = cut[0] = side;
	if (figure_any(table, key))
		buf_printf(script,
			   ", \\\n  d using (column('%c_lo')):(column('y')+%g):"
			   "(column('%c_hi')-column('%c_lo')):(0) with vectors nohead "
			   "linewidth 1.8 %s notitle",
			   side, up, side, side, strstr(look, "linecolor"));
	for (int end = 0; end < 2; end++) {
		memcpy(cut + 6, ends[end], 2);
		if (figure_any(table, cut))
			buf_printf(script,
				   ", \\\n  d using (column('%s')):(column('y')+%g):"
				   "(%.6g):(0) with vectors head filled size character "
				   "0.9,22 linewidth 1.8 %s notitle",
				   cut, up, end ? FIGURE_ARROW : -FIGURE_ARROW,
				   strstr(look, "linecolor"));
	}
	buf_printf(script,
		   ", \\\n  d using (column('%c')):(column('y')+%g) with points %s title "
		   "'%c'",
		   side, up, look, side - 'a' + 'A');
}

static void script(struct figure *out, const struct rows *rows, size_t n)
{
	struct range span = rows->span;

	span_beyond(&span, rows->bound[0]);
	span_beyond(&span, rows->bound[1]);
	span_add(&span, 0);
	span = span_padded(span);
	figure_begin(out, FIGURE_WIDE, (int)(150 + 34 * n), (int)(170 + 46 * n));
	figure_rows(out, (struct figure_rows){rows->widest, 20, true});
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	buf_printf(&out->script,
		   "set xlabel 'LLR10 (left supports H2, right supports H1)' textcolor "
		   "rgb ink\nset xrange [%.6g:%.6g]\nset yrange [-0.6:%zu.8]\n"
		   "d = 'data/pair.tsv'\n"
		   "plot d using (%.6g):(column('y')):(stringcolumn('channel')) with "
		   "labels @at_name textcolor rgb ink notitle",
		   span.lo, span.hi, n - 1, span.lo);
	plot_side(rows->table, 'a', .13, "pointtype 7 linecolor rgb finding",
		  &out->script);
	plot_side(rows->table, 'b', -.13, "pointtype 4 linecolor rgb other",
		  &out->script);
	buf_char_add(&out->script, '\n');
}

void pair_figure(const struct pair *pair, struct figure *out)
{
	const struct json *a = pair->side[0].result, *b = pair->side[1].result;
	struct rows rows = {.table = TABLE_NEW(columns),
			    .span = {NAN, NAN},
			    .bound = {pair->side[0].bound, pair->side[1].bound},
			    .widest = 12};
	size_t n = 1;

	out->table = rows.table;
	JSON_EACH(channel, json_get(a, "channels")) {
		n += pair_channel(pair, 1, view_str(channel, "name")) != NULL;
	}
	rows.n_left = n - 1;
	JSON_EACH(channel, json_get(a, "channels")) {
		const char *name = view_str(channel, "name");

		if (pair_channel(pair, 1, name))
			add_row(&rows, name, channel, pair_channel(pair, 1, name));
	}
	table_strong(rows.table);
	add_row(&rows, "all together", a, b);
	if (!range_known(rows.span)) {
		buf_str_add(&out->missing, "neither result holds a likelihood ratio");
		return;
	}
	buf_str_add(&out->alt, "All together LLR10 is ");
	view_llr10(pair->side[0].llr10, pair->side[0].interval, &out->alt);
	buf_str_add(&out->alt, " in A and ");
	view_llr10(pair->side[1].llr10, pair->side[1].interval, &out->alt);
	buf_str_add(&out->alt, " in B.");
	buf_str_add(
		&out->caption,
		"Each row: LLR10 with its 90 % interval, circles for A and "
		"squares for B; the last row is the finding. Each is cut at the "
		"bound of its own result: an arrow says that it goes on there (its tip "
		"marks nothing), and a mark without a line is not exact but lies wholly "
		"at or beyond the bound.");
	for (int side = 0; side < 2; side++)
		if (isfinite(pair->side[side].n_prompts))
			buf_printf(&out->caption, "%s%c: n = %.0f prompts%s",
				   side ? "" : " ", 'A' + side,
				   pair->side[side].n_prompts, side ? "." : "; ");
	buf_str_add(&out->caption,
		    " There is no null band: each result has a calibration of its own, "
		    "in its own report.");
	script(out, &rows, n);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihood ratios of two results, one row a channel, and of both wholes. */
#include <math.h>

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
};

struct rows {
	struct table *table;
	struct range span;
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

static void add_row(struct rows *rows, const char *name, const struct json *a,
		    const struct json *b)
{
	table_text(rows->table, name);
	side_cells(rows, a);
	side_cells(rows, b);
	table_number(rows->table, (double)rows->n_left--);
	if (cut_columns(name) > rows->widest)
		rows->widest = cut_columns(name);
}

static void script(struct figure *out, const struct rows *rows, size_t n)
{
	struct range span = span_padded(rows->span);

	figure_begin(out, 760, (int)(150 + 34 * n));
	figure_left_margin(out, rows->widest);
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	buf_printf(&out->script,
		   "set border 1\nunset ytics\n"
		   "set xlabel 'LLR10: left supports H2, right supports H1' textcolor "
		   "rgb ink\nset xrange [%.6g:%.6g]\nset yrange [-0.7:%zu.6]\n"
		   "d = 'data/pair.tsv'\n"
		   "plot d using (%.6g):(column('y')):(stringcolumn('channel')) with "
		   "labels right offset -1,0 textcolor rgb ink notitle, \\\n"
		   "  d using (column('a')):(column('y')+.13):(column('a_lo')):"
		   "(column('a_hi')) with xerrorbars pointtype 7 linewidth 1.6 linecolor "
		   "rgb suspect title 'A', \\\n"
		   "  d using (column('b')):(column('y')-.13):(column('b_lo')):"
		   "(column('b_hi')) with xerrorbars pointtype 4 linewidth 1.6 linecolor "
		   "rgb teacher title 'B'\n",
		   span.lo, span.hi, n - 1, span.lo);
}

void pair_figure(const struct pair *pair, struct figure *out)
{
	const struct json *a = pair->side[0].result, *b = pair->side[1].result;
	struct rows rows = {TABLE_NEW(columns), {NAN, NAN}, 12, 0};
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
		"Each row: LLR10 with its interval (5 to 95 %), circles for A and "
		"squares for B; the last row is the finding. Each is cut at the bound "
		"of its own result.");
	script(out, &rows, n);
}

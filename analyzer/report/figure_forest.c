/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihood ratio of each channel, and what became of them together. */
#include <math.h>
#include <string.h>

#include "report/cut.h"
#include "report/figure.h"

enum kind { KIND_UNUSED, KIND_USED, KIND_FUSED };

static const struct column columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"n", "Prompts", COLUMN_NUMBER, 0, false},
	{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
	{"lo", "from", COLUMN_NUMBER, 2, true},
	{"hi", "to", COLUMN_NUMBER, 2, true},
	{"weight", "Weight", COLUMN_NUMBER, 2, false},
	{"used", "Used", COLUMN_TEXT, 0, false},
	{"why_not", "Why not", COLUMN_TEXT, 0, false},
	{"kind", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"note", NULL, COLUMN_TEXT, 0, false},
};

struct forest {
	struct table *table;
	struct range span;
	size_t widest, n_used;
	double y;
};

static void row_note(double n, double weight, enum kind kind, const char *why_not,
		     struct table *table)
{
	struct buf note = BUF_INIT;

	if (isfinite(n))
		buf_printf(&note, "n = %.0f", n);
	if (kind == KIND_USED && isfinite(weight))
		buf_printf(&note, "%sweight %.2f", note.len ? ", " : "", weight);
	if (kind == KIND_UNUSED)
		buf_printf(&note, "%snot used", note.len ? ", " : "");
	(void)why_not;
	table_text(table, buf_str(&note));
	buf_clear(&note);
}

static void channel_row(struct forest *forest, const struct json *channel)
{
	struct table *t = forest->table;
	const char *name = view_str(channel, "name");
	struct range interval = view_range(channel, "llr10_interval");
	double llr10 = view_num(channel, "llr10"), n = view_num(channel, "n");
	double weight = view_num(channel, "weight");
	enum kind kind = json_true(channel, "used") ? KIND_USED : KIND_UNUSED;

	table_text(t, name);
	table_from(t, channel, "n");
	table_from(t, channel, "llr10");
	table_range(t, channel, "llr10_interval");
	table_value(t, kind == KIND_USED ? json_get(channel, "weight") : NULL);
	table_text(t, kind == KIND_USED ? "yes" : "no");
	table_text(t, view_str(channel, "why_not"));
	table_number(t, kind);
	table_number(t, forest->y);
	row_note(n, weight, kind, view_str(channel, "why_not"), t);
	forest->y -= 1;
	forest->n_used += kind == KIND_USED;
	if (cut_columns(name) > forest->widest)
		forest->widest = cut_columns(name);
	span_add(&forest->span, llr10);
	span_add(&forest->span, interval.lo);
	span_add(&forest->span, interval.hi);
}

static void fused_row(struct forest *forest, const struct view *view)
{
	struct table *t = forest->table;

	table_strong(t);
	table_text(t, "all together");
	table_from(t, view->result, "n_prompts");
	table_from(t, view->result, "llr10");
	table_range(t, view->result, "llr10_interval");
	table_number(t, NAN);
	table_text(t, "fused, bounded");
	table_text(t, "");
	table_number(t, KIND_FUSED);
	table_number(t, 0);
	row_note(view->n_prompts, NAN, KIND_FUSED, "", t);
	span_add(&forest->span, view->llr10);
	span_add(&forest->span, view->interval.lo);
	span_add(&forest->span, view->interval.hi);
}

static void describe(const struct view *view, struct figure *out,
		     const struct forest *forest, struct range band, size_t n_band)
{
	buf_printf(&out->alt, "LLR10 of %zu channels in use, and all of them fused: ",
		   forest->n_used);
	view_llr10(view->llr10, view->interval, &out->alt);
	buf_str_add(&out->alt, ".");
	buf_str_add(
		&out->caption,
		"Each row: LLR10 with its interval (5 to 95 %), n prompts and the "
		"weight in the fusion; hollow: not used. A channel by itself is cut at "
		"the bound like the whole, so that several can stand at one value; how "
		"far apart they are is seen in their centred scores (z) below. Channels "
		"overlap in what they see, so their ratios are never multiplied: the "
		"finding is the last row, the learned fusion.");
	caption_range(&out->caption,
		      " Shaded null band: the central 90 % of known H2 pairs (", band,
		      "");
	if (range_known(band))
		buf_printf(&out->caption, ", n = %zu).", n_band);
	caption_range(&out->caption, " Dashed: the bound (", view->bound, ").");
}

static void script_plot(struct buf *script, struct range span)
{
	buf_printf(
		script,
		"d = 'data/forest.tsv'\n"
		"k(kind, v) = column('kind') == kind ? v : NaN\n"
		"plot d using (%.6g):(column('y')):(stringcolumn('channel')) with labels "
		"right "
		"offset -1,0 textcolor rgb ink notitle, \\\n"
		"  d using (%.6g):(column('y')):(stringcolumn('note')) with labels left "
		"offset 1,0 font ',10' textcolor rgb other notitle, \\\n",
		span.lo, span.hi);
	buf_str_add(
		script,
		"  d using "
		"(k(1,column('llr10'))):(column('y')):(column('lo')):(column('hi')) "
		"with xerrorbars pointtype 7 linewidth 1.6 linecolor rgb teacher "
		"title 'channel', \\\n"
		"  d using "
		"(k(0,column('llr10'))):(column('y')):(column('lo')):(column('hi')) "
		"with xerrorbars pointtype 6 linewidth 1 dashtype 3 linecolor rgb other "
		"title 'channel, not used', \\\n"
		"  d using "
		"(k(2,column('llr10'))):(column('y')):(column('lo')):(column('hi')) "
		"with xerrorbars pointtype 13 pointsize 1.8 linewidth 2.6 "
		"linecolor rgb suspect title 'all together'\n");
}

void figure_forest(const struct view *view, struct figure *out)
{
	const struct json *channels = json_get(view->result, "channels");
	struct forest forest = {TABLE_NEW(columns), {NAN, NAN}, 12, 0, 0};
	struct range span, band;
	size_t n_band;

	out->table = forest.table;
	forest.y = (double)json_count(channels);
	JSON_EACH(channel, channels) {
		channel_row(&forest, channel);
	}
	fused_row(&forest, view);
	if (!range_known(forest.span)) {
		buf_str_add(
			&out->missing,
			"no channel gave a likelihood ratio; their scores stand in the "
			"tables of this section");
		return;
	}
	band = figure_h2_band(view, &n_band);
	describe(view, out, &forest, band, n_band);
	span_add(&forest.span, 0);
	span_add(&forest.span, view->bound.lo);
	span_add(&forest.span, view->bound.hi);
	span_add(&forest.span, band.lo);
	span = span_padded(forest.span);
	figure_begin(out, 760, (int)(150 + 30 * json_count(channels)));
	figure_left_margin(out, forest.widest);
	figure_band(out, band);
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	figure_line(out, view->bound.lo, "dashtype 2 linewidth 1.4 linecolor rgb ink");
	figure_line(out, view->bound.hi, "dashtype 2 linewidth 1.4 linecolor rgb ink");
	buf_printf(&out->script,
		   "set rmargin at screen 0.79\nset border 1\nunset ytics\n"
		   "set xlabel 'LLR10: left supports H2, right supports H1' textcolor "
		   "rgb ink\n"
		   "set xrange [%.6g:%.6g]\nset yrange [-0.7:%zu.6]\n"
		   "set arrow from graph 0, first 0.5 to graph 1, first 0.5 nohead "
		   "linecolor rgb faint\n",
		   span.lo, span.hi, json_count(channels));
	script_plot(&out->script, span);
}

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
	{"cut_lo", NULL, COLUMN_NUMBER, 0, false},
	{"cut_hi", NULL, COLUMN_NUMBER, 0, false},
};

struct forest {
	struct table *table;
	struct range span;
	struct range bound;
	size_t widest, n_used, n_points; /* points: intervals wholly at the bound */
	double y;
};

/* Where the bound cuts the interval (or the value, where there is none). */
static void row_cuts(struct forest *forest, double llr10, struct range interval)
{
	struct range line =
		range_known(interval) ? interval : (struct range){llr10, llr10};

	table_number(forest->table,
		     figure_cut_lo(line, forest->bound) ? line.lo : (double)NAN);
	table_number(forest->table,
		     figure_cut_hi(line, forest->bound) ? line.hi : (double)NAN);
	forest->n_points += range_known(interval) && !(interval.hi > interval.lo);
}

static void row_note(double n, double weight, enum kind kind, struct table *table)
{
	struct buf note = BUF_INIT;

	if (isfinite(n))
		buf_printf(&note, "n = %.0f", n);
	if (kind == KIND_USED && isfinite(weight))
		buf_printf(&note, "%sweight %.2f", note.len ? ", " : "", weight);
	if (kind == KIND_UNUSED)
		buf_printf(&note, "%snot used", note.len ? ", " : "");
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
	row_note(n, weight, kind, t);
	row_cuts(forest, llr10, interval);
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
	row_note(view->n_prompts, NAN, KIND_FUSED, t);
	row_cuts(forest, view->llr10, view->interval);
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
	if (isfinite(view->llr10)) {
		buf_str_add(&out->caption, "All channels together (diamond, last row): ");
		number_show(view->llr10, 2, true, &out->caption);
		buf_str_add(&out->caption, ". ");
	}
	buf_printf(&out->caption,
		   "Each row: LLR10 with its 90 %% interval%s. Channels overlap in what "
		   "they "
		   "see, so they are not so many separate reasons: the last row is the "
		   "learned "
		   "fusion.",
		   forest->n_used + 1 < table_rows(forest->table)
			   ? "; hollow: not used in the fusion"
			   : "");
	if (figure_any(forest->table, "cut_lo") || figure_any(forest->table, "cut_hi"))
		buf_printf(
			&out->caption,
			" An arrow: cut at the bound, the value or its interval goes on "
			"there%s; the tip marks nothing.",
			forest->n_points ? " (as a whole, where there is no line)" : "");
	caption_range(&out->caption, " Dashed: the bound (", view->bound,
		      "); hatched: beyond it no statement is supported.");
	caption_range(&out->caption,
		      " Shaded null band: nine tenths of the known H2 pairs (", band, "");
	if (range_known(band))
		buf_printf(&out->caption, ", n = %zu), before bounding.", n_band);
}

enum { AT_LO = 3, AT_KIND = 8 }; /* columns */

/* gnuplot complains of what has no points. */
static bool has_line(const struct table *table, enum kind kind)
{
	for (size_t row = 0; row < table_rows(table); row++)
		if (table_at(table, row, AT_KIND)->number == kind &&
		    isfinite(table_at(table, row, AT_LO)->number))
			return true;
	return false;
}

/* A row's mark, and its line where the interval is known. */
static void plot_kind(const struct table *table, enum kind kind, const char *points,
		      const char *line, const char *title, struct buf *script)
{
	if (has_line(table, kind))
		buf_printf(script,
			   ", \\\n  d using (k(%d,column('lo'))):(column('y')):"
			   "(column('hi')-column('lo')):(0) with vectors nohead %s "
			   "linecolor rgb finding notitle",
			   kind, line);
	buf_printf(script,
		   ", \\\n  d using (k(%d,column('llr10'))):(column('y')) with points %s "
		   "linecolor rgb finding title '%s'",
		   kind, points, title);
}

static void plot_cut(const struct table *table, const char *key, double step,
		     struct buf *script)
{
	if (figure_any(table, key))
		buf_printf(script,
			   ", \\\n  d using (column('%s')):(column('y')):(%.6g):(0) with "
			   "vectors head filled size character 0.9,22 linewidth 1.8 "
			   "linecolor rgb finding notitle",
			   key, step);
}

static void script_plot(const struct forest *forest, struct range span,
			struct buf *script)
{
	buf_printf(
		script,
		"d = 'data/forest.tsv'\n"
		"k(kind, v) = column('kind') == kind ? v : NaN\n"
		"plot d using (%.6g):(column('y')):(stringcolumn('channel')) with labels "
		"@at_name textcolor rgb ink notitle, \\\n"
		"  d using (%.6g):(column('y')):(stringcolumn('note')) with labels "
		"@at_note font ',10' textcolor rgb other notitle",
		span.lo, span.hi);
	plot_cut(forest->table, "cut_hi", FIGURE_ARROW, script);
	plot_cut(forest->table, "cut_lo", -FIGURE_ARROW, script);
	if (forest->n_used)
		plot_kind(forest->table, KIND_USED, "pointtype 7", "linewidth 1.8",
			  "channel", script);
	if (forest->n_used + 1 < table_rows(forest->table))
		plot_kind(forest->table, KIND_UNUSED, "pointtype 6",
			  "linewidth 1 dashtype 3", "channel, not used", script);
	plot_kind(forest->table, KIND_FUSED, "pointtype 13 pointsize 1.4",
		  "linewidth 2.8", "all together", script);
}

static void draw(const struct view *view, const struct forest *forest, struct range band,
		 size_t n_band, struct figure *out)
{
	size_t n = table_rows(forest->table) - 1;
	struct range span = forest->span;

	span_add(&span, 0);
	span_add(&span, band.lo);
	span_add(&span, band.hi);
	span_beyond(&span, view->bound);
	span = span_padded(span);
	figure_begin(out, FIGURE_WIDE, (int)(150 + 30 * n), (int)(220 + 40 * n));
	figure_rows(out, (struct figure_rows){forest->widest, 160, true});
	figure_band(out, band, "h2_band");
	figure_bound(out, view->bound);
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	buf_printf(&out->script,
		   "set xlabel 'LLR10 (left supports H2, right supports H1)' textcolor "
		   "rgb ink\n"
		   "set xrange [%.6g:%.6g]\nset yrange [-0.6:%zu.8]\n"
		   "set arrow from graph 0, first (narrow ? 0.82 : 0.5) to graph 1, "
		   "first (narrow ? 0.82 : 0.5) nohead linecolor rgb faint\n",
		   span.lo, span.hi, n);
	script_plot(forest, span, &out->script);
	figure_key_band(out, band, "h2_band", n_band, "known H2 pairs");
	figure_key_bound(out, view->bound);
	buf_char_add(&out->script, '\n');
}

void figure_forest(const struct view *view, struct figure *out)
{
	const struct json *channels = json_get(view->result, "channels");
	struct forest forest = {TABLE_NEW(columns), {NAN, NAN}, view->bound, 12, 0, 0, 0};
	struct range band;
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
	draw(view, &forest, band, n_band, out);
}

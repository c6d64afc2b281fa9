/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The finding on ENFSI's scale, whole, so that "weak" is seen to be weak. */
#include <math.h>

#include "report/figure.h"

static const struct column columns[] = {
	{"band", "Strength of support", COLUMN_TEXT, 0, false},
	{"llr10_from", "|LLR10| above", COLUMN_NUMBER, 2, false},
	{"llr10_to", "up to", COLUMN_NUMBER, 2, false},
	{"here", "This case", COLUMN_TEXT, 0, false},
};

static const struct {
	const char *word, *first, *second; /* in two lines on the picture */
	double from, to;
} bands[] = {
	{"no support either way", "no", "", 0, .30103},
	{"weak", "weak", "", .30103, 1},
	{"moderate", "moderate", "", 1, 2},
	{"moderately strong", "moderately", "strong", 2, 3},
	{"strong", "strong", "", 3, 4},
	{"very strong", "very", "strong", 4, 6},
	{"extremely strong", "", "", 6, NAN},
};
enum { N_BANDS = sizeof(bands) / sizeof(bands[0]) };

/* The end of the interval nearer to 0; 0 when the interval holds it. */
static double cautious(const struct view *view)
{
	if (!range_known(view->interval))
		return view->llr10;
	if (view->interval.lo <= 0 && view->interval.hi >= 0)
		return 0;
	return view->interval.lo > 0 ? view->interval.lo : view->interval.hi;
}

static void fill_table(const struct view *view, struct table *table)
{
	double end = fabs(cautious(view));

	for (size_t i = 0; i < N_BANDS; i++) {
		bool here = (end > bands[i].from || i == 0) && !(end > bands[i].to);

		if (here)
			table_strong(table);
		table_text(table, bands[i].word);
		table_number(table, bands[i].from);
		table_number(table, bands[i].to);
		table_text(table, here ? "cautious end of the interval" : "");
	}
}

/* One band on both sides of zero, darker the further out. */
static void draw_band(struct buf *script, size_t i)
{
	static const char *const h1[] = {"#F4F4F4", "#FBE6D8", "#F6D0B5",
					 "#F0B78E", "#E99C66", "#E0803D"};
	static const char *const h2[] = {"#F4F4F4", "#DCE9F3", "#BCD7EA",
					 "#98C1DE", "#6EA8D0", "#438DC0"};

	for (int side = -1; side <= 1; side += 2) {
		double from = side * bands[i].from, to = side * bands[i].to;

		buf_printf(
			script,
			"set object rectangle from %.5g,0 to %.5g,1 fillcolor rgb '%s' "
			"fillstyle solid border linecolor rgb '#FFFFFF' behind\n",
			fmin(from, to), fmax(from, to), side < 0 ? h2[i] : h1[i]);
		if (i == 0)
			continue;
		buf_printf(script,
			   "set label '%s' at %.5g,1.42 center font ',9' textcolor rgb "
			   "ink\n",
			   bands[i].second[0] ? bands[i].first : "", (from + to) / 2);
		buf_printf(
			script,
			"set label '%s' at %.5g,1.2 center font ',9' textcolor rgb ink\n",
			bands[i].second[0] ? bands[i].second : bands[i].first,
			(from + to) / 2);
	}
}

static void draw_finding(const struct view *view, struct buf *script)
{
	static const char edge[] =
		"nohead dashtype 2 linewidth 1.6 linecolor rgb ink front";
	static const char line[] = "nohead linewidth 2.6 linecolor rgb '#111111' front";

	if (isfinite(view->bound.lo))
		buf_printf(script, "set arrow from %.6g,-0.25 to %.6g,1 %s\n",
			   view->bound.lo, view->bound.lo, edge);
	if (isfinite(view->bound.hi))
		buf_printf(script, "set arrow from %.6g,-0.25 to %.6g,1 %s\n",
			   view->bound.hi, view->bound.hi, edge);
	if (range_known(view->bound))
		buf_printf(script,
			   "set label 'bound' at %.6g,-0.42 center font ',9' textcolor "
			   "rgb ink\n"
			   "set label 'bound' at %.6g,-0.42 center font ',9' textcolor "
			   "rgb ink\n",
			   view->bound.lo, view->bound.hi);
	if (range_known(view->interval))
		buf_printf(script,
			   "set arrow from %.6g,0.5 to %.6g,0.5 %s\n"
			   "set arrow from %.6g,0.3 to %.6g,0.7 %s\n"
			   "set arrow from %.6g,0.3 to %.6g,0.7 %s\n",
			   view->interval.lo, view->interval.hi, line, view->interval.lo,
			   view->interval.lo, line, view->interval.hi, view->interval.hi,
			   line);
}

static void describe(const struct view *view, struct figure *out)
{
	buf_str_add(&out->alt,
		    "The scale of support from H2 on the left to H1 on the right. ");
	if (!isfinite(view->llr10)) {
		buf_str_add(&out->alt, "No likelihood ratio is given in this case.");
	} else {
		buf_str_add(&out->alt, "LLR10 of this case: ");
		view_llr10(view->llr10, view->interval, &out->alt);
		buf_printf(&out->alt, ", %s support at the cautious end of the interval.",
			   view_strength(cautious(view)));
	}
	buf_str_add(
		&out->caption,
		"ENFSI 2015 scale in LLR10 (log10 of the likelihood ratio): diamond and "
		"thick line are this case with its interval");
	caption_range(&out->caption, "; dashed lines are the bound (", view->bound,
		      "), beyond which the reference population supports no statement");
	buf_str_add(&out->caption, ". The grey middle is no support either way.");
}

void figure_scale(const struct view *view, struct figure *out)
{
	struct buf *script = &out->script;

	describe(view, out);
	out->table = TABLE_NEW(columns);
	fill_table(view, out->table);
	figure_begin(out, 760, 168);
	buf_str_add(script,
		    "unset border\nunset ytics\nunset grid\nunset key\n"
		    "set xrange [-6:6]\nset yrange [-0.6:2.0]\n"
		    "set lmargin at screen 0.02\nset rmargin at screen 0.98\n"
		    "set bmargin at screen 0.28\nset tmargin at screen 0.99\n"
		    "set xtics ('-6' -6, '-5' -5, '-4' -4, '-3' -3, '-2' -2, '-1' -1, "
		    "'0' 0, '+1' 1, '+2' 2, '+3' 3, '+4' 4, '+5' 5, '+6' 6) scale 0 "
		    "offset 0,0.3\n"
		    "set label 'supports H2' at -6,1.78 left textcolor rgb teacher\n"
		    "set label 'supports H1' at 6,1.78 right textcolor rgb suspect\n");
	for (size_t i = 0; i + 1 < N_BANDS; i++)
		draw_band(script, i);
	if (isfinite(view->llr10)) {
		draw_finding(view, script);
		buf_printf(script,
			   "set label '' at %.6g,0.5 point pointtype 13 pointsize 1.7 "
			   "linecolor rgb '#111111' front\n",
			   view->llr10);
	}
	buf_str_add(script, "plot NaN notitle\n");
}

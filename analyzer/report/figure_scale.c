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
	{"no support either way", "", "none", 0, .30103},
	{"weak", "", "weak", .30103, 1},
	{"moderate", "", "moderate", 1, 2},
	{"moderately strong", "mod.", "strong", 2, 3},
	{"strong", "", "strong", 3, 4},
	{"very strong", "very", "strong", 4, 6},
	{"extremely strong", "", "", 6, NAN},
};
enum { N_BANDS = sizeof(bands) / sizeof(bands[0]) };

/* The end of the interval nearer to 0; 0 when the interval holds it. */
static double end_nearer_0(const struct view *view)
{
	if (!range_known(view->interval))
		return view->llr10;
	if (view->interval.lo <= 0 && view->interval.hi >= 0)
		return 0;
	return view->interval.lo > 0 ? view->interval.lo : view->interval.hi;
}

static void fill_table(const struct view *view, struct table *table)
{
	double end = fabs(end_nearer_0(view));

	for (size_t i = 0; i < N_BANDS; i++) {
		bool here = (end > bands[i].from || i == 0) && !(end > bands[i].to);

		if (here)
			table_strong(table);
		table_text(table, bands[i].word);
		table_number(table, bands[i].from);
		table_number(table, bands[i].to);
		table_text(table, here ? "the interval's end nearer to 0" : "");
	}
}

/* One band on both sides of zero, darker the further out. */
static void draw_band(struct buf *script, size_t i)
{
	static const char *const h1[] = {"#F4F4F4", "#DFF1EA", "#C0E4D7",
					 "#9AD4BF", "#70C3A7", "#46B28F"};
	static const char *const h2[] = {"#F4F4F4", "#F5E5EE", "#EACBDD",
					 "#DDAECA", "#CE91B6", "#BF75A3"};

	for (int side = -1; side <= 1; side += 2) {
		double from = side * bands[i].from, to = side * bands[i].to;
		double middle = i ? (from + to) / 2 : 0;

		buf_printf(
			script,
			"set object rectangle from %.5g,0 to %.5g,1 fillcolor rgb '%s' "
			"fillstyle solid border linecolor rgb '#FFFFFF' behind\n",
			fmin(from, to), fmax(from, to), side < 0 ? h2[i] : h1[i]);
		if (i == 0 && side < 0)
			continue; /* both sides have one word */
		buf_printf(script,
			   "if (narrow) { set label '%s%s%s' at %.5g,1.12 left rotate by "
			   "90 @small }\n",
			   bands[i].first, *bands[i].first ? " " : "", bands[i].second,
			   middle);
		buf_printf(script,
			   "if (!narrow) { set label '%s' at %.5g,1.52 center @small; "
			   "set label '%s' at %.5g,1.22 center @small }\n",
			   bands[i].first, middle, bands[i].second, middle);
	}
}

/* The bound and what lies beyond it, on the bands alone. */
static void draw_bound(double bound, struct buf *script)
{
	if (!isfinite(bound))
		return;
	buf_printf(script,
		   "set object rectangle from %.6g,0 to %.6g,1 fillcolor rgb ink "
		   "fillstyle transparent pattern 4 noborder\n"
		   "set arrow from %.6g,-0.12 to %.6g,1.04 nohead dashtype 2 linewidth "
		   "1.6 linecolor rgb ink front\n",
		   bound, copysign(bands[N_BANDS - 1].from, bound), bound, bound);
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
		buf_printf(&out->alt, ", %s support at the interval's end nearer to 0.",
			   view_strength(end_nearer_0(view)));
	}
	if (isfinite(view->llr10)) {
		buf_str_add(&out->caption,
			    "This case (diamond; thick line: its 90 % interval");
		if (isfinite(view->n_prompts))
			buf_printf(&out->caption, "; n = %.0f prompts", view->n_prompts);
		buf_str_add(&out->caption,
			    ") on the ENFSI 2015 scale, in LLR10 (log10 of the "
			    "likelihood ratio).");
		caption_cut(&out->caption, view);
		if (range_known(view->interval) &&
		    !(view->interval.hi > view->interval.lo))
			buf_str_add(
				&out->caption,
				" No line is seen since the whole interval lies at or "
				"beyond the bound: not because the value is exact.");
	} else {
		buf_str_add(&out->caption, "The ENFSI 2015 scale in LLR10. No likelihood "
					   "ratio is given in this case, "
					   "so nothing stands on it.");
	}
	if (isfinite(view->llr10))
		caption_range(&out->caption, " Dashed: the bound (", view->bound,
			      "); hatched: beyond it no statement is supported.");
	buf_str_add(&out->caption, " \"None\": no support either way.");
}

static void frame(struct figure *out)
{
	/* The left, the right and the height of a unit are the same in both drawings. */
	figure_begin(out, FIGURE_WIDE, 180, 276);
	buf_str_add(&out->script,
		    "unset border\nunset ytics\nunset grid\n"
		    "set key at screen 0.5, screen (narrow ? 46. : 30.) / height center "
		    "center maxrows (narrow ? 2 : 1) width 2 font ',12'\n"
		    "set xrange [-6:6]\nset yrange [-0.15:narrow ? 2.9 : 2.4]\n"
		    "set lmargin at screen 10. / width\n"
		    "set rmargin at screen 1 - 10. / width\n"
		    "set tmargin at screen 1 - 6. / height\n"
		    "set bmargin at screen (narrow ? 98. : 60.) / height\n"
		    "set xtics ('-6' -6, '-5' -5, '-4' -4, '-3' -3, '-2' -2, '-1' -1, "
		    "'0' 0, '+1' 1, '+2' 2, '+3' 3, '+4' 4, '+5' 5, '+6' 6) scale 0 "
		    "offset 0,0.3 font ',13'\n"
		    "small = \"font ',12' textcolor rgb ink\"\n"
		    "top = narrow ? 2.7 : 2.1\n"
		    "set label '\xe2\x86\x90 supports H2' at -6,top left font ',13' "
		    "textcolor rgb h2\n"
		    "set label 'supports H1 \xe2\x86\x92' at 6,top right font ',13' "
		    "textcolor rgb h1\n");
}

void figure_scale(const struct view *view, struct figure *out)
{
	struct buf *script = &out->script;

	describe(view, out);
	out->table = TABLE_NEW(columns);
	fill_table(view, out->table);
	frame(out);
	for (size_t i = 0; i + 1 < N_BANDS; i++)
		draw_band(script, i);
	if (isfinite(view->llr10)) {
		draw_bound(view->bound.lo, script);
		draw_bound(view->bound.hi, script);
	}
	buf_printf(script, "bar = (0.5 + 0.15) / (narrow ? 3.05 : 2.55)\n");
	figure_case(out, view, "bar", 1);
	buf_str_add(script, "plot NaN notitle");
	if (isfinite(view->llr10)) {
		buf_str_add(script, ", \\\n  keyentry with linespoints pointtype 13 "
				    "pointsize 1.3 linewidth 2.6 linecolor rgb finding "
				    "title 'this case'");
		figure_key_bound(out, view->bound);
	}
	buf_char_add(script, '\n');
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the method did on cases of known truth, and where this case falls. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/figure.h"

#define N_COLUMNS(columns) (sizeof(columns) / sizeof((columns)[0]))

static const struct json *part(const struct view *view, const char *name)
{
	return json_get(json_get(view->result, "calibration"), name);
}

/* Known cases, sorted. */
struct known {
	double *h1, *h2;
	size_t n1, n2;
};

static int number_order(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static struct known known_read(const struct view *view)
{
	const struct json *tippett = part(view, "tippett");
	struct known known;

	known.h1 = view_numbers(json_get(tippett, "h1"), &known.n1);
	known.h2 = view_numbers(json_get(tippett, "h2"), &known.n2);
	qsort(known.h1, known.n1, sizeof(double), number_order);
	qsort(known.h2, known.n2, sizeof(double), number_order);
	return known;
}

static void known_clear(struct known *known)
{
	mem_free(known->h1);
	mem_free(known->h2);
}

/* Share of sorted values that are at least x. */
static double share_above(const double *sorted, size_t n, double x)
{
	size_t below = 0;

	while (below < n && sorted[below] < x)
		below++;
	return n ? (double)(n - below) / (double)n : (double)NAN;
}

static const struct column tippett_columns[] = {
	{"what", "Threshold", COLUMN_TEXT, 0, false},
	{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
	{"h1", "H1 pairs at or above (%)", COLUMN_NUMBER, 1, false},
	{"h2", "H2 pairs at or above (%)", COLUMN_NUMBER, 1, false},
};
static const struct column curve_columns[] = {
	{"hypothesis", NULL, COLUMN_NUMBER, 0, false},
	{"llr10", NULL, COLUMN_NUMBER, 0, false},
	{"share", NULL, COLUMN_NUMBER, 0, false},
};

static void threshold(const struct known *known, const char *what, double x,
		      struct table *table)
{
	table_text(table, what);
	table_number(table, x);
	table_number(table, 100 * share_above(known->h1, known->n1, x));
	table_number(table, 100 * share_above(known->h2, known->n2, x));
}

/* A curve as the steps it is made of: both corners of each. */
static void curve_add(double hypothesis, const double *sorted, size_t n,
		      struct range span, struct table *table)
{
	double before = 1;

	for (size_t i = 0; i <= n + 1; i++) {
		double x = i == 0 ? span.lo : i > n ? span.hi : sorted[i - 1];
		double share = i == 0 ? 1 : i > n ? 0 : (double)(n - i) / (double)n;

		table_number(table, hypothesis);
		table_number(table, x);
		table_number(table, 100 * before);
		if (i > 0 && i <= n) {
			table_number(table, hypothesis);
			table_number(table, x);
			table_number(table, 100 * share);
		}
		before = share;
	}
}

/* Does the bound move this case's place? */
static bool before_bounding(const struct view *view)
{
	return isfinite(view->llr10) && isfinite(view->llr10_unbounded) &&
	       fabs(view->llr10 - view->llr10_unbounded) >= .005;
}

static void describe_tippett(const struct view *view, const struct known *known,
			     struct figure *out)
{
	buf_printf(&out->alt,
		   "Shares of %zu known H1 pairs and %zu known H2 pairs whose LLR10 is "
		   "at least a given value.",
		   known->n1, known->n2);
	if (isfinite(view->llr10)) {
		buf_str_add(&out->alt, " This case, at ");
		number_show(view->llr10, 2, true, &out->alt);
		buf_printf(&out->alt,
			   ", is reached by %.0f %% of the H1 and %.0f %% of the H2 "
			   "pairs.",
			   100 * share_above(known->h1, known->n1, view->llr10),
			   100 * share_above(known->h2, known->n2, view->llr10));
	}
	buf_printf(&out->caption,
		   "A curve's height: how many in a hundred known pairs have the LLR10 "
		   "below it or more; what it lacks of 100 %% have less. Solid: H1 (n = "
		   "%zu); dashed: H2 (n = %zu, the null); before bounding, each with its "
		   "own family left out.",
		   known->n1, known->n2);
	if (isfinite(view->llr10)) {
		buf_str_add(&out->caption,
			    " Filled diamond: this case, with its 90 % interval.");
		caption_cut(&out->caption, view);
		if (before_bounding(view))
			buf_str_add(&out->caption,
				    " Hollow: before bounding, for its place among the "
				    "known pairs only.");
	}
	caption_range(&out->caption, " Dashed uprights: the bound (", view->bound,
		      "); hatched: beyond it no statement is supported.");
	buf_str_add(&out->caption,
		    " At 0, the dashed curve's height is the share of H2 pairs that "
		    "mislead, the solid one's gap to 100 % that of H1 pairs.");
}

/* An upright line for this case from the axis to its mark, in a lane above the curves. */
static void mark_case(const struct view *view, int sign, struct range span,
		      const char *said, struct figure *out)
{
	double x = sign * view->llr10;
	bool right = x > (span.lo + span.hi) / 2;

	if (!isfinite(view->llr10))
		return;
	buf_printf(&out->script,
		   "set arrow from %.6g, graph 0 to %.6g, graph 0.9 nohead linewidth 2.4 "
		   "linecolor rgb finding front\n"
		   "if (%s) { set label '%s' at graph 0.5, graph 0.975 center textcolor "
		   "rgb ink front } else { set label '%s' at %.6g, graph 0.975 %s offset "
		   "%d,0 textcolor rgb ink front }\n",
		   x, x, strlen(said) > 20 ? "narrow" : "0", said, said, x,
		   right ? "right" : "left", right ? -1 : 1);
	figure_case(out, view, "0.9", sign);
}

static void script_tippett(const struct view *view, struct range span, struct figure *out)
{
	figure_begin(out, FIGURE_WIDE, 400, 400);
	figure_bound(out, view->bound);
	figure_line(out, 0, "linewidth 1 linecolor rgb other");
	mark_case(view, 1, span, "this case", out);
	if (before_bounding(view))
		buf_printf(&out->script,
			   "set arrow from %.6g, graph 0 to %.6g, graph 0.9 nohead "
			   "dashtype 3 linewidth 1.4 linecolor rgb finding front\n"
			   "set label '' at %.6g, graph 0.9 point pointtype 12 pointsize "
			   "1.3 linewidth 1.6 linecolor rgb finding front\n",
			   view->llr10_unbounded, view->llr10_unbounded,
			   view->llr10_unbounded);
	buf_printf(
		&out->script,
		"set grid ytics\n"
		"set xlabel 'LLR10 (left supports H2, right supports H1)' textcolor rgb "
		"ink\n"
		"set ylabel 'share of pairs at or above (%%)' textcolor rgb ink\n"
		"set xrange [%.6g:%.6g]\nset yrange [0:126]\nset ytics 0,20,100\n"
		"d = 'data/tippett_curves.tsv'\n"
		"plot d using (column('hypothesis') == 1 ? column('llr10') : NaN):"
		"(column('share')) with lines linewidth 2.2 linecolor rgb h1 "
		"title 'known H1 pairs', \\\n"
		"  d using (column('hypothesis') == 2 ? column('llr10') : NaN):"
		"(column('share')) with lines linewidth 2.2 dashtype 2 linecolor rgb h2 "
		"title 'known H2 pairs'",
		span.lo, span.hi);
	if (before_bounding(view))
		buf_str_add(&out->script,
			    ", \\\n  keyentry with points pointtype 12 pointsize 1.3 "
			    "linewidth 1.6 linecolor rgb finding title 'before bounding, "
			    "for its place only'");
	figure_key_bound(out, view->bound);
	buf_char_add(&out->script, '\n');
}

void figure_tippett(const struct view *view, struct figure *out)
{
	struct known known = known_read(view);
	struct range span = {NAN, NAN};
	struct table *curves;

	if (!known.n1 || !known.n2) {
		buf_str_add(&out->missing,
			    "the result names no calibration with known pairs");
		known_clear(&known);
		return;
	}
	span_add(&span, known.h1[0]);
	span_add(&span, known.h1[known.n1 - 1]);
	span_add(&span, known.h2[0]);
	span_add(&span, known.h2[known.n2 - 1]);
	span_add(&span, view->llr10);
	span_add(&span, view->llr10_unbounded);
	span_beyond(&span, view->bound);
	span = span_padded(span);
	out->table = TABLE_NEW(tippett_columns);
	threshold(&known, "evidence neither way", 0, out->table);
	threshold(&known, "ten times more probable under H1", 1, out->table);
	if (isfinite(view->llr10)) {
		table_strong(out->table);
		threshold(&known, "this case", view->llr10, out->table);
		if (before_bounding(view))
			threshold(&known, "this case before bounding",
				  view->llr10_unbounded, out->table);
	}
	curves = figure_extra(out, "curves", curve_columns, N_COLUMNS(curve_columns));
	curve_add(1, known.h1, known.n1, span, curves);
	curve_add(2, known.h2, known.n2, span, curves);
	describe_tippett(view, &known, out);
	script_tippett(view, span, out);
	known_clear(&known);
}

static const struct column ece_columns[] = {
	{"log10_odds", "Prior log10 odds", COLUMN_NUMBER, 1, true},
	{"raw", "This method (bits)", COLUMN_NUMBER, 3, false},
	{"pav", "After PAV (bits)", COLUMN_NUMBER, 3, false},
	{"null", "No evidence, LR = 1 (bits)", COLUMN_NUMBER, 3, false},
};

/* The curve where prior odds are even. */
static double at_even(const double *odds, const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fabs(odds[i]) < 1e-9)
			return values[i];
	return NAN;
}

static void describe_ece(const struct view *view, double raw, double pav,
			 struct figure *out)
{
	const struct json *calibration = json_get(view->result, "calibration");

	buf_str_add(&out->alt, "Empirical cross-entropy over prior odds.");
	if (isfinite(raw))
		buf_printf(&out->alt,
			   " At even odds it is %.3f bits; 1 would be no information.",
			   raw);
	buf_str_add(
		&out->caption,
		"Cost in bits of using the method's ratios at given prior odds (solid)");
	if (isfinite(raw) && isfinite(pav))
		buf_printf(&out->caption,
			   ": %.3f at even odds. Dashed (PAV): the same with perfect "
			   "calibration, %.3f there",
			   raw, pav);
	buf_str_add(&out->caption,
		    ". Dotted: the null, evidence that is worth nothing (LR = 1); where "
		    "the solid line is above it the method would do harm.");
	if (isfinite(view->llr10)) {
		buf_str_add(&out->caption,
			    " Diamond: the prior odds that this case's ratio brings to "
			    "even (its LLR10 with the sign turned), with the 90 % "
			    "interval.");
		caption_cut(&out->caption, view);
	}
	buf_printf(&out->caption,
		   " n = %.0f known pairs, all of them, not matched by vendor.",
		   view_num(calibration, "n_trials"));
}

static void script_ece(const struct view *view, struct range odds, double highest,
		       struct figure *out)
{
	double tics = highest > 2 ? ceil(highest / 5) : highest > 1.2 ? .5 : .2;

	figure_begin(out, FIGURE_WIDE, 380, 400);
	mark_case(view, -1, odds, "prior odds that this case brings to even", out);
	buf_printf(
		&out->script,
		"set grid ytics\n"
		"set xlabel 'prior log10 odds of H1' textcolor rgb ink\n"
		"set ylabel 'cross-entropy (bits)' textcolor rgb ink\n"
		"set xrange [%.6g:%.6g]\nset yrange [0:%.6g]\n"
		"set ytics 0,%g,%.6g\n"
		"d = 'data/ece.tsv'\n"
		"plot d using (column('log10_odds')):(column('null')) with lines "
		"linewidth 1.8 dashtype 3 linecolor rgb other title 'no evidence (LR = "
		"1)', \\\n"
		"  d using (column('log10_odds')):(column('raw')) with lines linewidth "
		"2.2 linecolor rgb finding title 'this method', \\\n"
		"  d using (column('log10_odds')):(column('pav')) with lines linewidth 2 "
		"dashtype 2 linecolor rgb other title 'after PAV'\n",
		odds.lo, odds.hi, 1.26 * highest, tics, highest);
}

void figure_ece(const struct view *view, struct figure *out)
{
	const struct json *ece = part(view, "ece");
	static const char *const keys[] = {"log10_odds", "raw", "pav", "null"};
	struct range odds = {NAN, NAN}, bits = {0, 1};
	double *values[4];
	size_t n[4];

	for (int i = 0; i < 4; i++)
		values[i] = view_numbers(json_get(ece, keys[i]), &n[i]);
	if (n[0] < 2 || n[1] != n[0] || n[3] != n[0]) {
		buf_str_add(&out->missing, "the result holds no cross-entropy curve");
	} else {
		out->table = TABLE_NEW(ece_columns);
		for (size_t k = 0; k < n[0]; k++) {
			span_add(&odds, values[0][k]);
			span_add(&bits, values[1][k]);
			for (int i = 0; i < 4; i++)
				table_number(out->table,
					     k < n[i] ? values[i][k] : (double)NAN);
		}
		describe_ece(view, at_even(values[0], values[1], n[0]),
			     n[2] == n[0] ? at_even(values[0], values[2], n[0])
					  : (double)NAN,
			     out);
		script_ece(view, odds, bits.hi, out);
	}
	for (int i = 0; i < 4; i++)
		mem_free(values[i]);
}

static const struct column det_columns[] = {
	{"p_fa", "False alarms (%)", COLUMN_NUMBER, 1, false},
	{"p_miss", "Misses (%)", COLUMN_NUMBER, 1, false},
};

/* A point of the picture with its name so many lines above it; at the edge when it lies
 * beyond the axes. */
static void det_point(double fa, double miss, const char *name, double up,
		      const char *look, struct buf *script)
{
	double x = fmin(fmax(fa, .004), .6), y = fmin(fmax(miss, .004), .6);

	buf_printf(script,
		   "set label '%s' at invnorm(%.6g),invnorm(%.6g) %s offset %s,%g point "
		   "%s textcolor rgb ink front\n",
		   name, x, y, x > .15 ? "right" : "left", x > .15 ? "-1" : "1.2", up,
		   look);
}

static void script_det(double eer, double fa, double miss, struct figure *out)
{
	static const double tics[] = {.1, .5, 1, 2, 5, 10, 20, 40, 60, 80};
	struct buf name = BUF_INIT;

	figure_begin(out, 460, 420, 400);
	buf_str_add(&out->script,
		    "set size square\nset grid ytics\nunset key\n"
		    "set xlabel 'H2 pairs taken for H1 (%)' textcolor rgb ink\n"
		    "set ylabel 'H1 pairs missed (%)' textcolor rgb ink\n"
		    "q(p) = invnorm(p < 0.4 ? 0.004 : p > 60 ? 0.6 : p / 100.0)\n"
		    "set xrange [invnorm(0.004):invnorm(0.6)]\n"
		    "set yrange [invnorm(0.004):invnorm(0.6)]\n");
	for (int axis = 0; axis < 2; axis++) {
		buf_printf(&out->script, "set %stics (", axis ? "y" : "x");
		for (size_t i = 0; i < N_COLUMNS(tics); i++)
			buf_printf(&out->script, "%s'%g' invnorm(%g)", i ? ", " : "",
				   tics[i], tics[i] / 100);
		buf_str_add(&out->script, ")\n");
	}
	buf_str_add(&out->script,
		    "set arrow from graph 0,0 to graph 1,1 nohead dashtype 3 linecolor "
		    "rgb other\n");
	if (eer > 0 && eer < 1) {
		buf_printf(&name, "equal errors %.1f %%", 100 * eer);
		det_point(eer, eer, buf_str(&name), .7,
			  "pointtype 6 pointsize 1.5 linewidth 2 linecolor rgb other",
			  &out->script);
	}
	if (isfinite(fa) && isfinite(miss))
		det_point(fa, miss, "this case", .9,
			  "pointtype 13 pointsize 1.4 linecolor rgb finding",
			  &out->script);
	buf_str_add(&out->script,
		    "d = 'data/det.tsv'\n"
		    "plot d using (q(column('p_fa'))):(q(column('p_miss'))) with steps "
		    "linewidth 2.2 linecolor rgb finding\n");
	buf_clear(&name);
}

/* Where the curve crosses the line of equal errors; NaN when it does not. */
static double equal_error(const double *fa, const double *miss, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		double here = fa[i] - miss[i], next = fa[i + 1] - miss[i + 1];

		if (here == 0)
			return fa[i];
		if ((here < 0) != (next < 0))
			return fa[i] + (fa[i + 1] - fa[i]) * here / (here - next);
	}
	return NAN;
}

static void describe_det(const struct view *view, double eer, double fa, double miss,
			 struct figure *out)
{
	const struct json *calibration = json_get(view->result, "calibration");

	buf_str_add(&out->alt, "Misses against false alarms for every threshold.");
	if (isfinite(eer))
		buf_printf(&out->alt, " They are equal at %.1f %%.", 100 * eer);
	buf_str_add(&out->caption,
		    "Both kinds of error at every threshold, on normal-deviate axes: "
		    "lower left is better. Where the curve runs along an edge, the true "
		    "value lies beyond it. Circle: the equal error rate.");
	if (isfinite(fa) && isfinite(miss))
		buf_printf(&out->caption,
			   " Diamond: a threshold at this case's value takes %.1f %% of "
			   "the H2 pairs for H1 and misses %.1f %% of the H1 pairs.",
			   100 * fa, 100 * miss);
	buf_printf(
		&out->caption,
		" n = %.0f known pairs of %.0f H1 and %.0f H2 families, all of them, "
		"not matched by vendor. Without interval or null band: the errors of a "
		"method that knows nothing would add up to 100 %%.",
		view_num(calibration, "n_trials"), view_num(calibration, "families_h1"),
		view_num(calibration, "families_h2"));
}

void figure_det(const struct view *view, struct figure *out)
{
	const struct json *det = part(view, "det");
	struct known known = known_read(view);
	size_t n_fa, n_miss;
	double *fa = view_numbers(json_get(det, "p_fa"), &n_fa);
	double *miss = view_numbers(json_get(det, "p_miss"), &n_miss);
	double eer, case_fa = NAN, case_miss = NAN;

	if (n_fa < 2 || n_fa != n_miss) {
		buf_str_add(&out->missing, "the result holds no DET curve");
	} else {
		out->table = TABLE_NEW(det_columns);
		out->most_rows = 60;
		eer = equal_error(fa, miss, n_fa);
		for (size_t i = 0; i < n_fa; i++) {
			table_number(out->table, 100 * fa[i]);
			table_number(out->table, 100 * miss[i]);
		}
		if (isfinite(view->llr10)) {
			case_fa = share_above(known.h2, known.n2, view->llr10);
			case_miss = 1 - share_above(known.h1, known.n1, view->llr10);
		}
		describe_det(view, eer, case_fa, case_miss, out);
		script_det(eer, case_fa, case_miss, out);
	}
	known_clear(&known);
	mem_free(fa);
	mem_free(miss);
}

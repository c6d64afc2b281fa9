/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the suspect's scores lie among those of the cohort, one row a channel. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/figure.h"

static const struct column columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"score", "Suspect's score (z)", COLUMN_NUMBER, 2, true},
	{"n", "Cohort models", COLUMN_NUMBER, 0, false},
	{"rank", "Suspect's rank", COLUMN_NUMBER, 0, false},
	{"lo", "Cohort 5 %", COLUMN_NUMBER, 2, true},
	{"hi", "Cohort 95 %", COLUMN_NUMBER, 2, true},
	{"nearest", "Highest of the cohort", COLUMN_NAME, 0, false},
	{"nearest_score", "its score", COLUMN_NUMBER, 2, true},
	{"h1_mean", "H1 mean", COLUMN_NUMBER, 2, true},
	{"h2_mean", "H2 mean", COLUMN_NUMBER, 2, true},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"note", NULL, COLUMN_TEXT, 0, false},
	{"first", NULL, COLUMN_NAME, 0, false},
};

static const struct column point_columns[] = {
	{"channel", NULL, COLUMN_NAME, 0, false},
	{"model", NULL, COLUMN_NAME, 0, false},
	{"family", NULL, COLUMN_NAME, 0, false},
	{"score", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"first", NULL, COLUMN_NUMBER, 0, false},
	{"alike", NULL, COLUMN_TEXT, 0, false},
	{"size", NULL, COLUMN_NUMBER, 0, false},
};

enum { LINES = 3 };                          /* that the circles of a row stand on */
static const double CIRCLE = .7, RING = 2.3; /* gnuplot's point sizes */

struct member {
	const char *label, *family;
	double score;
	const struct json *from; /* the score */
};

struct cohort {
	struct table *table, *points;
	struct range span;
	size_t widest, n_first, n_rings, least,
		most;     /* least and most: models of a row */
	double y, circle; /* circle: how wide one is, in scores */
};

static int member_order(const void *x, const void *y)
{
	const struct member *a = x, *b = y;

	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	return strcmp(a->label, b->label);
}

static struct member *read_members(const struct view *view, const struct json *channel,
				   size_t *n)
{
	const struct json *list = json_get(channel, "cohort");
	struct member *members = MEM_ARRAY(json_count(list) + 1, struct member);

	*n = 0;
	JSON_EACH(child, list) {
		double score = view_num(child, "score");

		if (!isfinite(score))
			continue;
		members[*n].label = view_label(view, child);
		members[*n].family = view_str(child, "family");
		members[*n].from = json_get(child, "score");
		members[(*n)++].score = score;
	}
	qsort(members, *n, sizeof(*members), member_order);
	return members;
}

static struct range central(const struct member *members, size_t n)
{
	double *scores = MEM_ARRAY(n + 1, double);
	struct range range;

	for (size_t i = 0; i < n; i++)
		scores[i] = members[i].score;
	range = view_central(scores, n);
	mem_free(scores);
	return range;
}

/* How many from this one on have a score so near that their circles would coincide. */
static size_t n_alike(const struct member *members, size_t n, size_t from, double near)
{
	size_t i = from;

	while (i < n && members[from].score - members[i].score <= near)
		i++;
	return i - from;
}

/* Where a circle stands in its row: on one of three lines, and above or below the
 * suspect's diamond, which would hide it. */
static double circle_up(size_t i, bool hidden, bool again)
{
	if (hidden)
		return again ? -.3 : .3;
	return .1 * ((double)(i % LINES) - 1);
}

/*
 * Circles that would hide one another are one circle with their number, so that numbers
 * and circles of a row add up to its models. Around a diamond it is a ring.
 */
static void add_points(struct cohort *cohort, const struct json *channel,
		       const struct member *members, size_t n)
{
	double suspect = view_num(channel, "score"), near = cohort->circle;
	struct buf number = BUF_INIT;
	size_t alike = 0, at = 0;

	for (size_t i = 0; i < n; i++) {
		bool hidden = fabs(members[i].score - suspect) < 2.5 * near, stacked;

		if (i == at + alike) {
			at = i;
			alike = n_alike(members, n, i, near);
		}
		stacked = alike > (hidden ? 2 : LINES);
		buf_reset(&number);
		if (stacked && i == at)
			buf_printf(&number, "%zu\xc3\x97", alike);
		table_text(cohort->points, view_str(channel, "name"));
		table_text(cohort->points, members[i].label);
		table_text(cohort->points, members[i].family);
		table_number(cohort->points, members[i].score);
		table_number(cohort->points,
			     !stacked  ? cohort->y + circle_up(i, hidden, i > at)
			     : i == at ? cohort->y
				       : (double)NAN);
		table_number(cohort->points, i == 0 ? 1 : 0);
		table_text(cohort->points, buf_str(&number));
		table_number(cohort->points, stacked && hidden ? RING : CIRCLE);
		cohort->n_rings += stacked && hidden;
	}
	buf_clear(&number);
}

static void name_first(const struct member *members, size_t n, struct table *t)
{
	struct buf name = BUF_INIT;

	if (n) {
		buf_str_add(&name, "highest: ");
		buf_str_add(&name, members[0].label);
	}
	table_text(t, buf_str(&name));
	buf_clear(&name);
}

static void add_row(struct cohort *cohort, const struct json *channel,
		    const struct member *members, size_t n)
{
	struct table *t = cohort->table;
	struct range range = central(members, n);
	double score = view_num(channel, "score");
	struct buf note = BUF_INIT;
	size_t rank = 1;

	/* Of equals the suspect comes last: no rank is won by its name. */
	while (rank <= n && members[rank - 1].score >= score)
		rank++;
	table_text(t, view_str(channel, "name"));
	table_from(t, channel, "score");
	table_number(t, (double)n);
	table_number(t, isfinite(score) ? (double)rank : (double)NAN);
	table_number(t, range.lo);
	table_number(t, range.hi);
	table_text(t, n ? members[0].label : "");
	table_value(t, n ? members[0].from : NULL);
	table_from(t, channel, "h1_mean");
	table_from(t, channel, "h2_mean");
	table_number(t, cohort->y);
	if (isfinite(score))
		buf_printf(&note, "rank %zu of %zu", rank, n + 1);
	table_text(t, buf_str(&note));
	buf_clear(&note);
	name_first(members, n, t);
	cohort->least = n < cohort->least ? n : cohort->least;
	cohort->most = n > cohort->most ? n : cohort->most;
	cohort->n_first += isfinite(score) && rank == 1;
}

static void add_span(struct cohort *cohort, const struct json *channel)
{
	span_add(&cohort->span, view_num(channel, "score"));
	span_add(&cohort->span, view_num(channel, "h1_mean"));
	JSON_EACH(child, json_get(channel, "cohort")) {
		span_add(&cohort->span, view_num(child, "score"));
	}
}

static void describe(const struct view *view, struct figure *out,
		     const struct cohort *cohort)
{
	double floor_z = view_num(json_get(view->result, "parameters"), "centre_floor");

	buf_printf(&out->alt,
		   "Scores of %s and of the independent cohort against %s. The suspect "
		   "has the "
		   "highest score in %zu of %zu channels.",
		   view->suspect, view->teacher, cohort->n_first,
		   table_rows(cohort->table));
	buf_printf(&out->caption,
		   "The suspect (diamond) is nearer to %s than all independent models "
		   "(circles, n = %zu",
		   view->teacher, cohort->least);
	if (cohort->most != cohort->least)
		buf_printf(&out->caption, " to %zu, by channel", cohort->most);
	if (cohort->n_first)
		buf_printf(&out->caption, ") in %zu of ", cohort->n_first);
	else
		buf_str_add(&out->caption, ") in none of ");
	buf_printf(&out->caption,
		   "%zu channels. Scores are centred (z); a number and \xc3\x97: so many "
		   "models at one place",
		   table_rows(cohort->table));
	if (cohort->n_rings)
		buf_str_add(&out->caption, ", a ring around the suspect if it is there "
					   "too");
	buf_printf(
		&out->caption,
		". Shaded: nine tenths of them, the null band. Upright bar: the mean "
		"of known H1 pairs. Rank: the suspect's among %zu + 1 = %zu models, of "
		"equals the last. ",
		cohort->most, cohort->most + 1);
	if (isfinite(floor_z))
		buf_printf(&out->caption,
			   "A pair less alike than usual stands at %.3g, however much "
			   "less. ",
			   floor_z);
	buf_str_add(&out->caption,
		    "A z is no likelihood ratio and has no interval here.");
}

enum { AT_NEAREST = 7 }; /* column */

/* Does the highest of any row lie on this side of the middle? Its name goes to the other
 * one, where there is room. */
static bool names_on(const struct table *table, double middle, bool right)
{
	for (size_t row = 0; row < table_rows(table); row++) {
		double x = table_at(table, row, AT_NEAREST)->number;

		if (isfinite(x) && (x > middle) == right)
			return true;
	}
	return false;
}

/* What is learned of models whose story is known: under the circles. */
static void plot_bands(struct buf *script, const struct table *table)
{
	if (figure_any(table, "lo"))
		buf_str_add(script,
			    ", \\\n  d using (column('lo')):(column('y')):(column('lo')):"
			    "(column('hi')):(column('y')-0.2):(column('y')+0.2) with "
			    "boxxyerror fillstyle solid noborder fillcolor rgb band "
			    "notitle");
	if (figure_any(table, "h1_mean"))
		buf_str_add(script,
			    ", \\\n  d using (column('h1_mean')):(column('y')-0.2):(0):"
			    "(0.4) with vectors nohead linewidth 2.4 linecolor rgb h1 "
			    "notitle, \\\n"
			    "  keyentry with lines linewidth 2.4 linecolor rgb h1 title "
			    "'mean of known H1 pairs'");
}

static void plot_models(struct buf *script, const struct cohort *cohort, double middle)
{
	if (cohort->most)
		buf_str_add(script,
			    ", \\\n  p using (column('score')):(column('y')):"
			    "(column('size')) with points pointtype 6 pointsize variable "
			    "linecolor rgb other notitle, \\\n  keyentry with points "
			    "pointtype 6 pointsize 0.7 linecolor rgb other title "
			    "'independent model', \\\n"
			    "  p using (column('score')):(column('y')):"
			    "(stringcolumn('alike')) with labels right offset -1.8,0 "
			    "font ',10' textcolor rgb ink notitle");
	for (int right = 0; right <= 1; right++)
		if (names_on(cohort->table, middle, right))
			buf_printf(script,
				   ", \\\n  d using (side(%d) ? column('nearest_score') "
				   ": NaN):(column('y')-0.34):"
				   "(short(stringcolumn('first'))) with labels %s font "
				   "',10' textcolor rgb other notitle",
				   right, right ? "right" : "left");
	if (figure_any(cohort->table, "score"))
		buf_str_add(script,
			    ", \\\n  d using (column('score')):(column('y')) with points "
			    "pointtype 13 pointsize 1.3 linecolor rgb suspect title 'the "
			    "suspect'");
	if (figure_any(cohort->table, "lo"))
		buf_printf(script,
			   ", \\\n  keyentry with boxes fillstyle solid noborder "
			   "fillcolor rgb band title '90 %% of the %zu independent "
			   "models'",
			   cohort->most);
}

static void script_plot(struct buf *script, const struct cohort *cohort,
			struct range span)
{
	double middle = (span.lo + span.hi) / 2;

	buf_printf(script,
		   "d = 'data/cohort.tsv'\np = 'data/cohort_points.tsv'\n"
		   "short(s) = narrow && strlen(s) > 27 ? "
		   "s[1:17].'\xe2\x80\xa6'.s[strlen(s) - 8:*] : s\n"
		   "side(right) = (column('nearest_score') > %.6g) == right\n"
		   "plot NaN notitle",
		   middle);
	plot_bands(script, cohort->table);
	buf_printf(script,
		   ", \\\n  d using (%.6g):(column('y')):(stringcolumn('channel')) with "
		   "labels @at_name textcolor rgb ink notitle, \\\n"
		   "  d using (%.6g):(column('y')):(stringcolumn('note')) with labels "
		   "@at_note font ',10' textcolor rgb other notitle",
		   span.lo, span.hi);
	plot_models(script, cohort, middle);
	buf_char_add(script, '\n');
}

static void script(struct figure *out, const struct cohort *cohort, size_t n)
{
	struct range span = span_padded(cohort->span);

	/* Room for the number of those that stand at the lowest value. */
	span.lo -= .07 * (span.hi - span.lo);
	figure_begin(out, FIGURE_WIDE, (int)(140 + 52 * n), (int)(180 + 70 * n));
	figure_rows(out, (struct figure_rows){cohort->widest, 90, true});
	figure_line(out, 0, "linewidth 1.2 linecolor rgb faint");
	buf_printf(&out->script,
		   "set xlabel 'similarity to the teacher, centred (z)' "
		   "textcolor rgb ink\n"
		   "set xrange [%.6g:%.6g]\nset yrange [0.4:%zu.6]\n",
		   span.lo, span.hi, n);
	script_plot(&out->script, cohort, span);
}

void figure_cohort(const struct view *view, struct figure *out)
{
	const struct json *channels = json_get(view->result, "channels");
	struct cohort cohort = {.table = TABLE_NEW(columns),
				.span = {NAN, NAN},
				.widest = 8,
				.least = SIZE_MAX};

	out->table = cohort.table;
	cohort.points = figure_extra(out, "points", point_columns,
				     sizeof(point_columns) / sizeof(point_columns[0]));
	cohort.y = (double)json_count(channels);
	JSON_EACH(channel, channels) {
		add_span(&cohort, channel);
	}
	/* A circle is 7 pixels wide and the narrow plot about 300. */
	cohort.circle = .012 * fmax(cohort.span.hi - cohort.span.lo, .1);
	JSON_EACH(channel, channels) {
		size_t n;
		struct member *members = read_members(view, channel, &n);
		size_t columns_of_name = cut_columns(view_str(channel, "name"));

		add_points(&cohort, channel, members, n);
		add_row(&cohort, channel, members, n);
		cohort.y -= 1;
		if (columns_of_name > cohort.widest)
			cohort.widest = columns_of_name;
		mem_free(members);
	}
	if (!range_known(cohort.span)) {
		buf_str_add(&out->missing, "the result holds no scores of a cohort (too "
					   "few independent "
					   "models answered the same prompts)");
		return;
	}
	describe(view, out, &cohort);
	script(out, &cohort, json_count(channels));
}

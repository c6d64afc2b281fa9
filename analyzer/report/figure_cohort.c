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
};

static const struct column point_columns[] = {
	{"channel", NULL, COLUMN_NAME, 0, false},
	{"model", NULL, COLUMN_NAME, 0, false},
	{"family", NULL, COLUMN_NAME, 0, false},
	{"score", NULL, COLUMN_NUMBER, 0, false},
	{"y", NULL, COLUMN_NUMBER, 0, false},
	{"named", NULL, COLUMN_NUMBER, 0, false},
};

struct member {
	const char *label, *family;
	double score;
	const struct json *from; /* the score */
};

struct cohort {
	struct table *table, *points;
	struct range span;
	size_t widest, n_first;
	double y;
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

/* Dots of neighbouring scores stand on three lines, so that few hide another. */
static void add_points(struct cohort *cohort, const char *channel,
		       const struct member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		table_text(cohort->points, channel);
		table_text(cohort->points, members[i].label);
		table_text(cohort->points, members[i].family);
		table_number(cohort->points, members[i].score);
		table_number(cohort->points, cohort->y + .1 * ((double)(i % 3) - 1));
		table_number(cohort->points, i == 0 ? 1 : 0);
		span_add(&cohort->span, members[i].score);
	}
}

static void add_row(struct cohort *cohort, const struct json *channel,
		    const struct member *members, size_t n)
{
	struct table *t = cohort->table;
	struct range range = central(members, n);
	double score = view_num(channel, "score");
	struct buf note = BUF_INIT;
	size_t rank = 1;

	while (rank <= n && members[rank - 1].score > score)
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
		buf_printf(&note, "%zu of %zu", rank, n + 1);
	table_text(t, buf_str(&note));
	buf_clear(&note);
	cohort->n_first += isfinite(score) && rank == 1;
	span_add(&cohort->span, score);
	span_add(&cohort->span, view_num(channel, "h1_mean"));
}

static void describe(const struct view *view, struct figure *out,
		     const struct cohort *cohort)
{
	size_t rows = table_rows(cohort->table), least = SIZE_MAX, most = 0;
	double floor_z = view_num(json_get(view->result, "parameters"), "centre_floor");

	for (size_t i = 0; i < rows; i++) {
		size_t n = (size_t)table_at(cohort->table, i, 2)->number;

		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	buf_printf(&out->alt,
		   "Scores of %s and of the independent cohort against %s. The suspect "
		   "has the "
		   "highest score in %zu of %zu channels.",
		   view->suspect, view->teacher, cohort->n_first, rows);
	buf_printf(&out->caption,
		   "Centred scores (z) against %s. Circles: independent models of the "
		   "cohort "
		   "(n = %zu",
		   view->teacher, least);
	if (most != least)
		buf_printf(&out->caption, " to %zu", most);
	buf_str_add(&out->caption,
		    "), the highest of them named; shaded: their central 90 %, the null "
		    "band; diamond: the suspect; upright bar: the mean of known H1 "
		    "pairs. ");
	if (isfinite(floor_z))
		buf_printf(&out->caption,
			   "A pair less alike than usual stands at %.3g, however much "
			   "less. ",
			   floor_z);
	buf_str_add(&out->caption,
		    "Right: the suspect's rank. The likelihood ratio is learned from all "
		    "known pairs, not from this picture.");
}

static void script_plot(struct buf *script, struct range span)
{
	buf_printf(
		script,
		"d = 'data/cohort.tsv'\np = 'data/cohort_points.tsv'\n"
		"plot d using (column('lo')):(column('y')):(column('lo')):(column('hi')):"
		"(column('y')-0.32):(column('y')+0.32) with boxxyerror fillstyle solid "
		"noborder fillcolor rgb band title 'null band', \\\n"
		"  d using (%.6g):(column('y')):(stringcolumn('channel')) with labels "
		"right "
		"offset -1,0 textcolor rgb ink notitle, \\\n"
		"  d using (%.6g):(column('y')):(stringcolumn('note')) with labels left "
		"offset 1,0 font ',10' textcolor rgb other notitle, \\\n",
		span.lo, span.hi);
	buf_str_add(
		script,
		"  d using (column('h1_mean')):(column('y')-0.3):(0):(0.6) with vectors "
		"nohead linewidth 2 dashtype 1 linecolor rgb placebo "
		"title 'mean of known H1 pairs', \\\n"
		"  p using (column('score')):(column('y')) with points pointtype 6 "
		"pointsize 0.7 linecolor rgb other title 'independent model', \\\n"
		"  p using (column('named') == 1 ? column('score') : "
		"NaN):(column('y')+0.38):"
		"(stringcolumn('model')) with labels font ',9' textcolor rgb other "
		"notitle, \\\n"
		"  d using (column('score')):(column('y')) with points pointtype 13 "
		"pointsize 1.8 linecolor rgb suspect title 'the suspect'\n");
}

static void script(struct figure *out, const struct cohort *cohort, size_t n)
{
	struct range span = span_padded(cohort->span);

	figure_begin(out, 760, (int)(120 + 48 * n));
	figure_left_margin(out, cohort->widest);
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	buf_printf(&out->script,
		   "set rmargin at screen 0.9\nset border 1\nunset ytics\n"
		   "set xlabel 'similarity to the teacher, centred on the cohort (z)' "
		   "textcolor rgb ink\n"
		   "set xrange [%.6g:%.6g]\nset yrange [0.4:%zu.6]\n",
		   span.lo, span.hi, n);
	script_plot(&out->script, span);
}

void figure_cohort(const struct view *view, struct figure *out)
{
	const struct json *channels = json_get(view->result, "channels");
	struct cohort cohort = {TABLE_NEW(columns), NULL, {NAN, NAN}, 8, 0, 0};

	out->table = cohort.table;
	cohort.points = figure_extra(out, "points", point_columns,
				     sizeof(point_columns) / sizeof(point_columns[0]));
	cohort.y = (double)json_count(channels);
	JSON_EACH(channel, channels) {
		size_t n;
		struct member *members = read_members(view, channel, &n);
		size_t columns_of_name = cut_columns(view_str(channel, "name"));

		add_points(&cohort, view_str(channel, "name"), members, n);
		add_row(&cohort, channel, members, n);
		cohort.y -= 1;
		if (columns_of_name > cohort.widest)
			cohort.widest = columns_of_name;
		mem_free(members);
	}
	if (!range_known(cohort.span)) {
		buf_str_add(&out->missing, "the result holds no scores of a cohort (too "
					   "few clean independent "
					   "models answered the same prompts)");
		return;
	}
	describe(view, out, &cohort);
	script(out, &cohort, json_count(channels));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two rankings: every model of the cohort in the suspect's place, and every candidate in
 * the teacher's place, placebo teachers among them. They rank by the fused value before
 * bounding, because at the bound all would be equal; it is a score here and no ratio.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/figure.h"

enum kind { KIND_OTHER, KIND_PLACEBO, KIND_FOCUS };
enum { MOST_ROWS = 24, LEAST_FOLD = 3 };

/* Not every result knows when models were released. */
#define COLUMNS(released_title)                                                          \
	{                                                                                \
		{"rank", "Rank", COLUMN_NUMBER, 0, false},                               \
			{"model", "Model", COLUMN_NAME, 0, false},                       \
			{"vendor", "Vendor", COLUMN_NAME, 0, false},                     \
			{"released", released_title, COLUMN_TEXT, 0, false},             \
			{"score", "Score", COLUMN_NUMBER, 2, true},                      \
			{"lo", NULL, COLUMN_NUMBER, 2, true},                            \
			{"hi", NULL, COLUMN_NUMBER, 2, true},                            \
			{"place", "Place in this case", COLUMN_TEXT, 0, false},          \
			{"kind", NULL, COLUMN_NUMBER, 0, false},                         \
			{"y", NULL, COLUMN_NUMBER, 0, false},                            \
			{"shown", NULL, COLUMN_NAME, 0, false},                          \
			{"times", NULL, COLUMN_TEXT, 0, false},                          \
	}
static const struct column columns[] = COLUMNS(NULL);
static const struct column dated_columns[] = COLUMNS("Released");

struct candidate {
	const char *label, *vendor, *released, *place;
	double score;
	struct range interval;
	enum kind kind;
	const struct json *from; /* the score */
	size_t row;              /* of the picture, from 1 at its top */
};

/* The last of one kind, who share a row. */
struct fold {
	const struct candidate *first;
	const char *called;
	double lowest;
	size_t n, row;
};

struct ranking {
	struct candidate *v;
	size_t n, cap;
	const char *by; /* "llr10_unbounded", or "score" where no ratio is given */
	struct range span, band;
	size_t widest, n_rows, n_null, n_other, focus_rank;
	struct fold folds[KIND_FOCUS]; /* by kind; the focus has a row of its own */
};

static void candidate_add(struct ranking *ranking, struct candidate candidate)
{
	ranking->v = MEM_GROW(ranking->v, ranking->n, &ranking->cap);
	ranking->v[ranking->n++] = candidate;
}

static int candidate_order(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	/* Of equals the named model comes last: no rank is won by its name. */
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	return strcmp(a->label, b->label);
}

static void rank_all(struct ranking *ranking)
{
	double *null = MEM_ARRAY(ranking->n + 1, double);

	if (ranking->n)
		qsort(ranking->v, ranking->n, sizeof(*ranking->v), candidate_order);
	for (size_t i = 0; i < ranking->n; i++) {
		if (ranking->v[i].kind == KIND_PLACEBO)
			null[ranking->n_null++] = ranking->v[i].score;
		ranking->n_other += ranking->v[i].kind == KIND_OTHER;
	}
	ranking->band = view_central(null, ranking->n_null);
	mem_free(null);
	for (size_t i = 0; i < ranking->n; i++)
		if (ranking->v[i].kind == KIND_FOCUS && !ranking->focus_rank)
			ranking->focus_rank = i + 1;
}

/* Where those begin who share a row: all at the lowest value, and whoever is one too many
 * for a picture. */
static size_t fold_from(const struct ranking *ranking)
{
	size_t last = ranking->n, from;

	while (last > 0 && ranking->v[last - 1].kind == KIND_FOCUS)
		last--;
	if (!last)
		return ranking->n;
	from = last - 1;
	while (from > 0 && ranking->v[from - 1].score - ranking->v[last - 1].score < .005)
		from--;
	return from > MOST_ROWS ? MOST_ROWS : from;
}

static void fold_all(struct ranking *ranking)
{
	size_t from = fold_from(ranking);

	for (size_t i = from; i < ranking->n; i++)
		if (ranking->v[i].kind != KIND_FOCUS)
			ranking->folds[ranking->v[i].kind].n++;
	for (size_t i = 0; i < ranking->n; i++) {
		struct candidate *c = &ranking->v[i];
		struct fold *fold =
			c->kind == KIND_FOCUS ? NULL : &ranking->folds[c->kind];

		if (i < from || !fold || fold->n < LEAST_FOLD) {
			c->row = ++ranking->n_rows;
			continue;
		}
		if (!fold->first) {
			fold->first = c;
			fold->row = ++ranking->n_rows;
		}
		fold->lowest = c->score;
		c->row = fold->row;
	}
}

/* "19 others: -1.39" is the name of a row of equals, and "19x" stands at its mark. */
static void name_fold(const struct fold *fold, struct buf *shown, struct buf *times)
{
	buf_printf(shown, "%zu %s: ", fold->n, fold->called);
	number_show(fold->first->score, 2, true, shown);
	if (fold->first->score - fold->lowest < .005) {
		buf_printf(times, "%zu\xc3\x97", fold->n);
	} else {
		buf_str_add(shown, " to ");
		number_show(fold->lowest, 2, true, shown);
	}
}

static void add_row(struct ranking *ranking, size_t i, struct table *table)
{
	const struct candidate *c = &ranking->v[i];
	const struct fold *fold = c->kind == KIND_FOCUS ? NULL : &ranking->folds[c->kind];
	bool folded = fold && fold->row && c->row == fold->row;
	struct buf shown = BUF_INIT, times = BUF_INIT;

	if (!folded)
		buf_str_add(&shown, c->label);
	else if (c == fold->first)
		name_fold(fold, &shown, &times);
	if (c->kind == KIND_FOCUS)
		table_strong(table);
	table_number(table, (double)i + 1);
	table_text(table, c->label);
	table_text(table, c->vendor);
	table_text(table, c->released);
	table_value(table, c->from);
	table_number(table, c->interval.lo);
	table_number(table, c->interval.hi);
	table_text(table, c->place);
	table_number(table, c->kind);
	table_number(table, (double)(ranking->n_rows - c->row + 1));
	table_text(table, buf_str(&shown));
	table_text(table, buf_str(&times));
	if (cut_columns(buf_str(&shown)) > ranking->widest)
		ranking->widest = cut_columns(buf_str(&shown));
	buf_clear(&shown);
	buf_clear(&times);
}

static struct table *fill_table(struct ranking *ranking)
{
	bool dated = false;
	struct table *table;

	for (size_t i = 0; i < ranking->n; i++)
		dated = dated || *ranking->v[i].released;
	table = dated ? TABLE_NEW(dated_columns) : TABLE_NEW(columns);
	fold_all(ranking);
	for (size_t i = 0; i < ranking->n; i++) {
		const struct candidate *c = &ranking->v[i];

		add_row(ranking, i, table);
		span_add(&ranking->span, c->score);
		span_add(&ranking->span, c->interval.lo);
		span_add(&ranking->span, c->interval.hi);
	}
	return table;
}

static bool by_llr10(const struct ranking *ranking)
{
	return !strcmp(ranking->by, "llr10_unbounded");
}

/* Ratios where the result has them for anybody, else the scores beneath them. */
static const char *ranked_by(const struct json *list)
{
	JSON_EACH(entry, list) {
		if (isfinite(view_num(entry, "llr10_unbounded")))
			return "llr10_unbounded";
	}
	return "score";
}

/* Who the two rankings are about, as legend and captions call them. */
struct words {
	const char *focus, *colour, *shape; /* the one the case names */
	const char *null, *nulls;           /* one, and several, of the null band */
};

static void plot(struct figure *out, const struct ranking *ranking, struct range span,
		 const struct words *words)
{
	buf_printf(&out->script,
		   "d = 'data/%s.tsv'\n"
		   "k(kind, v) = column('kind') == kind ? v : NaN\n"
		   "plot d using (%.6g):(column('y')):(stringcolumn('shown')) with "
		   "labels @at_name textcolor rgb ink notitle",
		   out->name, span.lo);
	if (figure_any(out->table, "lo"))
		buf_str_add(
			&out->script,
			", \\\n  d using "
			"(column('lo')):(column('y')):(column('hi')-column('lo')):(0) "
			"with vectors nohead linewidth 1.6 linecolor rgb faint notitle");
	if (ranking->n_other)
		buf_str_add(&out->script,
			    ", \\\n  d using (k(0,column('score'))):(column('y')) with "
			    "points pointtype 9 linecolor rgb other title 'other "
			    "candidate'");
	if (ranking->n_null)
		buf_printf(&out->script,
			   ", \\\n  d using (k(1,column('score'))):(column('y')) with "
			   "points pointtype 6 linewidth 1.5 linecolor rgb other title "
			   "'%s'",
			   words->null);
	if (ranking->focus_rank)
		buf_printf(&out->script,
			   ", \\\n  d using (k(2,column('score'))):(column('y')) with "
			   "points %s linecolor rgb %s title '%s'",
			   words->shape, words->colour, words->focus);
	for (int kind = 0; kind < KIND_FOCUS; kind++)
		if (ranking->folds[kind].first &&
		    ranking->folds[kind].first->score - ranking->folds[kind].lowest <
			    .005)
			buf_printf(
				&out->script,
				", \\\n  d using (k(%d,column('score'))):(column('y')):"
				"(stringcolumn('times')) with labels left offset 1.2,0 "
				"font "
				"',11' boxed textcolor rgb ink notitle",
				kind);
	figure_key_band(out, ranking->band, "band", ranking->n_null, words->nulls);
}

static void script(struct figure *out, struct ranking *ranking, struct range bound,
		   const struct words *words)
{
	bool above = figure_names_above(ranking->widest);
	struct range span;

	span_add(&ranking->span, 0);
	span_add(&ranking->span, ranking->band.lo);
	span_add(&ranking->span, ranking->band.hi);
	if (by_llr10(ranking))
		span_beyond(&ranking->span, bound);
	span = span_padded(ranking->span);
	/* gnuplot parts a legend that is higher than the plot. */
	figure_begin(out, FIGURE_WIDE, (int)(140 + 21 * ranking->n_rows),
		     (int)fmax(280, (double)(190 + (above ? 38 : 21) * ranking->n_rows)));
	figure_rows(out, (struct figure_rows){ranking->widest, 24, above});
	/* A legend as wide as the plot is too narrow beside names. */
	buf_printf(
		&out->script,
		"if (narrow) { set tmargin at screen 1 - %d. / height; set key at screen "
		"0.02, screen 0.99 left top vertical maxrows 5 }\n",
		30 + 19 * ((ranking->n_other > 0) + (ranking->n_null > 0) +
			   (ranking->focus_rank > 0) + range_known(ranking->band) +
			   (by_llr10(ranking) && range_known(bound))));
	figure_band(out, ranking->band, "band");
	if (by_llr10(ranking))
		figure_bound(out, bound);
	figure_line(out, 0, "linewidth 1.2 linecolor rgb other");
	buf_printf(&out->script,
		   "set xlabel '%s' textcolor rgb ink\n"
		   "set xrange [%.6g:%.6g]\nset yrange [0.3:%zu + %s]\n",
		   by_llr10(ranking) ? "rank score (not a likelihood ratio)"
				     : "mean centred score (z)",
		   span.lo, span.hi, ranking->n_rows,
		   above ? "(narrow ? 1.1 : 0.7)" : "0.7");
	plot(out, ranking, span, words);
	if (by_llr10(ranking))
		figure_key_bound(out, bound);
	buf_char_add(&out->script, '\n');
}

static void caption_end(struct figure *out, const struct ranking *ranking,
			struct range bound)
{
	caption_range(&out->caption, " Shaded null band: nine tenths of them (",
		      ranking->band, ").");
	if (ranking->n_null && !range_known(ranking->band))
		buf_str_add(&out->caption, " Too few of them for a null band.");
	if (by_llr10(ranking)) {
		buf_str_add(&out->caption,
			    " The score (the fused value before bounding) gives an "
			    "order, has no interval and is not a likelihood ratio.");
		caption_range(&out->caption, " Dashed: the bound (", bound,
			      "); how far a score reaches beyond it (hatched) carries no "
			      "weight.");
	}
	if (ranking->n > ranking->n_rows)
		buf_printf(&out->caption,
			   " %zu rows for %zu models: the lowest share one.",
			   ranking->n_rows, ranking->n);
}

static void describe_suspects(const struct view *view, struct figure *out,
			      const struct ranking *ranking)
{
	buf_printf(&out->alt,
		   "%s ranks %zu of %zu models taken as the suspect against %s.",
		   view->suspect, ranking->focus_rank, ranking->n, view->teacher);
	if (ranking->focus_rank == 1)
		buf_str_add(&out->caption, "No independent model in the suspect's place "
					   "scores as high as the suspect (diamond).");
	else
		buf_printf(
			&out->caption,
			"%zu of %zu independent models in the suspect's place score as "
			"high as the suspect (diamond) or higher.",
			ranking->focus_rank - 1, ranking->n_null);
	buf_printf(&out->caption,
		   " Each went through the same pipeline against %s (hollow circles, n = "
		   "%zu; with the suspect %zu + 1 = %zu models in all).",
		   view->teacher, ranking->n_null, ranking->n_null, ranking->n);
}

/* When the suspect was released, as its item says. */
static const char *released(const struct view *view)
{
	JSON_EACH(item, json_get(view->result, "items")) {
		if (!strcmp(view_str(item, "role"), "suspect"))
			return view_str(item, "released");
	}
	return "";
}

void figure_suspects(const struct view *view, struct figure *out)
{
	static const struct words words = {"the suspect", "suspect",
					   "pointtype 13 pointsize 1.5",
					   "independent model", "independent models"};
	struct ranking ranking = {.span = {NAN, NAN},
				  .widest = 8,
				  .by = "llr10_unbounded",
				  .folds = {[KIND_PLACEBO] = {.called = "others"}}};
	double own =
		isfinite(view->llr10_unbounded) ? view->llr10_unbounded : view->llr10;

	JSON_EACH(model, json_get(view->result, "cohort")) {
		struct candidate c = {.label = view_label(view, model),
				      .vendor = view_str(model, "vendor"),
				      .released = view_str(model, "released"),
				      .place = "cohort",
				      .score = view_num(model, ranking.by),
				      .interval = {NAN, NAN},
				      .kind = KIND_PLACEBO,
				      .from = json_get(model, ranking.by)};

		if (isfinite(c.score))
			candidate_add(&ranking, c);
	}
	if (!ranking.n || !isfinite(own)) {
		buf_str_add(&out->missing, isfinite(own)
						   ? "the result holds no cohort"
						   : "no likelihood ratio was given");
		mem_free(ranking.v);
		return;
	}
	candidate_add(&ranking,
		      (struct candidate){.label = view->suspect,
					 .vendor = "",
					 .released = released(view),
					 .place = "the suspect",
					 .score = own,
					 .interval = {NAN, NAN},
					 .kind = KIND_FOCUS,
					 .from = json_get(view->result,
							  isfinite(view->llr10_unbounded)
								  ? "llr10_unbounded"
								  : "llr10")});
	out->most_rows = 60;
	rank_all(&ranking);
	out->table = fill_table(&ranking);
	describe_suspects(view, out, &ranking);
	script(out, &ranking, view->bound, &words);
	caption_end(out, &ranking, view->bound);
	mem_free(ranking.v);
}

static struct candidate teacher_read(const struct view *view, const struct json *teacher,
				     const char *by)
{
	struct candidate c = {.label = view_label(view, teacher),
			      .vendor = view_str(teacher, "vendor"),
			      .released = view_str(teacher, "released"),
			      .place = "",
			      .score = view_num(teacher, by),
			      .interval = view_range(teacher, "llr10_interval"),
			      .kind = KIND_OTHER,
			      .from = json_get(teacher, by)};

	if (json_true(teacher, "is_teacher")) {
		c.kind = KIND_FOCUS;
		c.place = "the named teacher";
	} else if (json_true(teacher, "placebo")) {
		c.kind = KIND_PLACEBO;
		c.place = "placebo teacher";
	}
	return c;
}

static void describe_teachers(const struct view *view, struct figure *out,
			      const struct ranking *ranking)
{
	const struct json *placebo = json_get(view->result, "placebo_rank");
	double rank = view_num(placebo, "rank"), of = view_num(placebo, "of");
	size_t above = 0;

	buf_printf(&out->alt, "%s ranks %zu of %zu candidate teachers of %s",
		   view->teacher, ranking->focus_rank, ranking->n, view->suspect);
	if (isfinite(rank) && isfinite(of))
		buf_printf(&out->alt, ", and %.0f of %.0f among the placebo teachers",
			   rank, of);
	buf_str_add(&out->alt, ".");
	for (size_t i = 0; i + 1 < ranking->focus_rank; i++)
		above += ranking->v[i].kind == KIND_PLACEBO;
	if (ranking->focus_rank && above)
		buf_printf(&out->caption,
			   "%zu of %zu placebo teachers score as high as the named "
			   "teacher (square) or higher. ",
			   above, ranking->n_null);
	else if (ranking->focus_rank && ranking->n_null)
		buf_str_add(&out->caption, "No placebo teacher scores as high as the "
					   "named teacher (square). ");
	buf_printf(&out->caption,
		   "Placebo teachers (hollow circles, n = %zu): independent models of "
		   "neither the teacher's vendor nor the suspect's family.",
		   ranking->n_null);
	if (ranking->n_other)
		buf_printf(&out->caption,
			   " Triangles (n = %zu), not ranked with them: relatives of the "
			   "two, or models that others taught or of which too little is "
			   "known.",
			   ranking->n_other);
	buf_printf(&out->caption, " %zu candidates in all.", ranking->n);
}

void figure_teachers(const struct view *view, struct figure *out)
{
	static const struct words words = {"the named teacher", "teacher",
					   "pointtype 5 pointsize 1.3", "placebo teacher",
					   "placebo teachers"};
	const struct json *teachers = json_get(view->result, "teachers");
	struct ranking ranking = {.span = {NAN, NAN},
				  .widest = 8,
				  .folds = {[KIND_OTHER] = {.called = "others"},
					    [KIND_PLACEBO] = {.called = "placebos"}}};

	ranking.by = ranked_by(teachers);
	JSON_EACH(teacher, teachers) {
		struct candidate c = teacher_read(view, teacher, ranking.by);

		if (isfinite(c.score))
			candidate_add(&ranking, c);
	}
	if (!ranking.n) {
		buf_str_add(&out->missing, "the result ranks no candidate teachers");
		return;
	}
	out->most_rows = 60;
	rank_all(&ranking);
	out->table = fill_table(&ranking);
	describe_teachers(view, out, &ranking);
	script(out, &ranking, view->bound, &words);
	caption_end(out, &ranking, view->bound);
	mem_free(ranking.v);
}

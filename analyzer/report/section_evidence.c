/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evidence channel by channel, then the rankings and the map of models. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"n", "Prompts", COLUMN_NUMBER, 0, false},
	{"raw", "Raw score", COLUMN_NUMBER, 4, false},
	{"score", "Centred (z)", COLUMN_NUMBER, 2, true},
	{"suspect_side", "Suspect's side", COLUMN_NUMBER, 2, true},
	{"teacher_side", "Teacher's side", COLUMN_NUMBER, 2, true},
	{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
	{"interval", "Interval", COLUMN_TEXT, 0, false},
	{"weight", "Weight", COLUMN_NUMBER, 2, false},
};

static void interval_text(struct table *table, struct range range)
{
	struct buf text = BUF_INIT;

	if (range_known(range)) {
		number_show(range.lo, 2, true, &text);
		buf_str_add(&text, "\xc2\xa0to\xc2\xa0");
		number_show(range.hi, 2, true, &text);
	}
	table_text(table, buf_str(&text));
	buf_clear(&text);
}

static void channel_table(struct doc *doc, const struct view *view)
{
	struct table *table = TABLE_NEW(columns);

	JSON_EACH(channel, json_get(view->result, "channels")) {
		bool used = json_true(channel, "used");

		table_text(table, view_str(channel, "name"));
		table_from(table, channel, "n");
		table_from(table, channel, "raw");
		table_from(table, channel, "score");
		table_from(table, channel, "suspect_side");
		table_from(table, channel, "teacher_side");
		table_from(table, channel, "llr10");
		interval_text(table, view_range(channel, "llr10_interval"));
		table_value(table, used ? json_get(channel, "weight") : NULL);
	}
	if (table_rows(table))
		doc_table(doc, table, "Scores and ratios by channel", 0, "");
	else
		doc_say(doc, "The result holds no channels: no score could be computed.");
	table_free(table);
}

/* Similar seen from the suspect but not from the teacher: both are just good. */
static void competence(struct doc *doc, const struct view *view)
{
	struct buf names = BUF_INIT;

	JSON_EACH(channel, json_get(view->result, "channels")) {
		double high = view_num(channel, "suspect_side");
		double low = view_num(channel, "teacher_side");

		if (high > 1.5 && low < .5)
			buf_printf(&names, "%s%s", names.len ? ", " : "",
				   view_str(channel, "name"));
	}
	if (names.len)
		doc_say(doc,
			"High on the suspect's side and low on the teacher's (%s): there "
			"the teacher is near to many good models, which speaks of "
			"competence rather than of descent.",
			buf_str(&names));
	buf_clear(&names);
}

static void bounds(struct doc *doc, const struct view *view)
{
	const struct json *bound = json_get(view->result, "bound");
	struct buf text = BUF_INIT;

	if (!range_known(view->bound))
		return;
	buf_str_add(&text, "Bound of this case: ");
	number_show(view->bound.lo, 2, true, &text);
	buf_str_add(&text, "\xc2\xa0to\xc2\xa0");
	number_show(view->bound.hi, 2, true, &text);
	caption_range(&text, " (ELUB ", view_range(bound, "elub"), "");
	caption_range(&text, ", invariance ", view_range(bound, "invariance"), "");
	caption_range(&text, ", families ", view_range(bound, "families"), ")");
	buf_str_add(&text, ".");
	if (*view_str(bound, "tightest"))
		buf_printf(&text, " The tightest is %s.", view_str(bound, "tightest"));
	if (isfinite(view->llr10_unbounded)) {
		buf_str_add(&text, " Before bounding the fused value was ");
		number_show(view->llr10_unbounded, 2, true, &text);
		buf_str_add(&text, "; it is given for the record and carries no weight.");
	}
	doc_say(doc, "%s", buf_str(&text));
	buf_clear(&text);
}

void section_evidence(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	doc_heading(doc, "Likelihood ratios");
	doc_figure(doc, &figures[FIGURE_forest]);
	bounds(doc, view);
	channel_table(doc, view);
	competence(doc, view);
	doc_para(doc, NULL);
	doc_text(doc, "What these numbers rest on can be read: ");
	doc_link(doc, "ex-openings", "answers that open alike");
	doc_text(doc, ", ");
	doc_link(doc, "ex-phrases", "phrases both over-use");
	doc_text(doc, ".");
	doc_para_end(doc);
	section_own_null(doc, view);
	section_sensitivity(doc, view);
	doc_heading(doc, "The suspect among independent models");
	doc_figure(doc, &figures[FIGURE_cohort]);
	doc_figure(doc, &figures[FIGURE_suspects]);
	doc_heading(doc, "The teacher among candidate teachers");
	doc_figure(doc, &figures[FIGURE_teachers]);
	doc_heading(doc, "All models of the case");
	doc_figure(doc, &figures[FIGURE_matrix]);
}

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
	{"lo", "from", COLUMN_NUMBER, 2, true},
	{"hi", "to", COLUMN_NUMBER, 2, true},
	{"weight", "Weight", COLUMN_NUMBER, 2, false},
};

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
		table_range(table, channel, "llr10_interval");
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

static void interval_unbounded(struct doc *doc, const struct view *view)
{
	if (!range_known(view_range(view->result, "llr10_interval_unbounded")))
		return;
	doc_text(doc, ", its 90\xc2\xa0% interval ");
	doc_range(doc, view->result, "llr10_interval_unbounded");
	doc_text(doc, "; after bounding it is ");
	doc_number(doc, view->result, "llr10", 2, true);
	doc_text(doc, ", its interval ");
	doc_range(doc, view->result, "llr10_interval");
}

static void bounds(struct doc *doc, const struct view *view)
{
	static const char *const kinds[][2] = {{"elub", " (ELUB "},
					       {"invariance", ", invariance "},
					       {"families", ", families "}};
	const struct json *bound = json_get(view->result, "bound");
	size_t n = 0;

	if (!range_known(view->bound))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "Bound of this case: ");
	doc_number(doc, bound, "lo", 2, true);
	doc_text(doc, "\xc2\xa0to\xc2\xa0");
	doc_number(doc, bound, "hi", 2, true);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!range_known(view_range(bound, kinds[i][0])))
			continue;
		doc_text(doc, n++ ? kinds[i][1] : " (");
		doc_text(doc, n > 1 ? "" : kinds[i][1] + 2);
		doc_range(doc, bound, kinds[i][0]);
	}
	doc_text(doc, n ? ")." : ".");
	if (*view_str(bound, "tightest"))
		doc_textf(doc, " The tightest is %s.", view_str(bound, "tightest"));
	if (isfinite(view->llr10_unbounded)) {
		doc_text(doc, " Before bounding the fused value was ");
		doc_number(doc, view->result, "llr10_unbounded", 2, true);
		interval_unbounded(doc, view);
		doc_text(doc,
			 ". As a strength what lies beyond the bound carries no weight, "
			 "because no reference "
			 "population backs it; as an order it serves, so that ranks go "
			 "by it: at the bound many models would be equal.");
	}
	doc_para_end(doc);
}

void section_evidence(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	doc_heading_at(doc, "ratios", "Likelihood ratios");
	doc_figure(doc, &figures[FIGURE_forest]);
	bounds(doc, view);
	if (isfinite(view->llr10))
		doc_say(doc, "The channels' ratios are not multiplied as if they were "
			     "independent: the fusion gives each a learned weight.");
	channel_table(doc, view);
	competence(doc, view);
	doc_para(doc, NULL);
	doc_text(doc, "Some likeness can be read by eye, where there is any: ");
	doc_link(doc, "ex-openings", "answers that open alike");
	doc_text(doc, ", ");
	doc_link(doc, "ex-phrases", "phrases both over-use");
	doc_text(doc, ". Such exhibits are examples; the numbers come from all answers.");
	doc_para_end(doc);
	section_own_null(doc, view);
	section_sensitivity(doc, view);
	doc_heading(doc, "The suspect among independent models");
	doc_figure(doc, &figures[FIGURE_cohort]);
	doc_figure(doc, &figures[FIGURE_suspects]);
	section_rank_suspect(doc, view);
	doc_heading(doc, "The teacher among candidate teachers");
	doc_say(doc, "A placebo teacher is a model of another vendor, on record as "
		     "independent with high or medium confidence (taught by no other "
		     "model, as far as is known), and not of the suspect's family. "
		     "Whether one of them taught the suspect is not known; such a one "
		     "would rank high and push the named teacher down.");
	doc_figure(doc, &figures[FIGURE_teachers]);
	section_rank_teacher(doc, view);
	doc_heading(doc, "All models of the case");
	doc_figure(doc, &figures[FIGURE_matrix]);
}

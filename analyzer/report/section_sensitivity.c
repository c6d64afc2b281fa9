/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the finding rests on: the ratio with one thing left out at a time. */
#include <math.h>

#include "report/section.h"

static const struct column columns[] = {
	{"change", "Left out, or looked at alone", COLUMN_TEXT, 0, false},
	{"name", "Which", COLUMN_NAME, 0, false},
	{"llr10", "LLR10", COLUMN_NUMBER, 2, true},
	{"rise", "Change of the mean score", COLUMN_NUMBER, 2, true},
	{"n_prompts", "Prompts", COLUMN_NUMBER, 0, false},
	{"turns", "Turns the finding", COLUMN_TEXT, 0, false},
};

static void add_row(struct table *table, const struct json *one)
{
	table_text(table, view_str(one, "change"));
	table_text(table, view_str(one, "name"));
	table_from(table, one, "llr10");
	table_from(table, one, "rise");
	table_from(table, one, "n_prompts");
	table_text(table, json_true(one, "turns") ? "yes" : "no");
}

void section_sensitivity(struct doc *doc, const struct view *view)
{
	const struct json *list = json_get(view->result, "sensitivity");
	const struct json *range = json_get(view->result, "sensitivity_range");
	struct table *table;

	if (!json_count(list))
		return;
	doc_heading(doc, "What the finding rests on");
	doc_say(doc, "The same ratio, with one thing left out at a time: the makers that "
		     "the suspect is nearest to besides the teacher, each maker of the "
		     "clean models, each channel; and on the prompts of each topic "
		     "alone, where the prompts have topics. A finding that one of them "
		     "turns rests on it.");
	table = TABLE_NEW(columns);
	JSON_EACH(one, list) {
		add_row(table, one);
	}
	doc_table(doc, table, "LLR10 with one thing left out at a time", 0, "");
	table_free(table);
	if (isfinite(view_num(range, "lo"))) {
		doc_para(doc, NULL);
		doc_text(doc, "Over all of them LLR10 lies between ");
		doc_number(doc, range, "lo", 2, true);
		doc_text(doc, " and ");
		doc_number(doc, range, "hi", 2, true);
		doc_text(doc, ".");
		doc_para_end(doc);
	}
}

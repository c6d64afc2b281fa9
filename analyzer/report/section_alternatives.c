/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else could make the two alike, each weighed where it can be, and who learned from
 * whom. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/section.h"

static const struct column columns[] = {
	{"alternative", "Alternative to H1", COLUMN_TEXT, 0, false},
	{"how", "How it was weighed", COLUMN_TEXT, 0, false},
	{"llr10", "LLR10 of H1 against it", COLUMN_NUMBER, 2, true},
	{"effect", "Effect", COLUMN_NUMBER, 2, true},
	{"rank", "Rank of the teacher", COLUMN_NUMBER, 0, false},
	{"of", "of candidates", COLUMN_NUMBER, 0, false},
	{"models", "Models it was measured with", COLUMN_NUMBER, 0, false},
};

static bool is_ceiling(const struct json *alternative)
{
	return !strcmp(view_str(alternative, "how"), "at most");
}

static void row(struct table *table, const struct json *alternative)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s, %s", view_str(alternative, "label"),
		   view_str(alternative, "title"));
	table_text(table, buf_str(&text));
	table_text(table, !isfinite(view_num(alternative, "llr10")) ? "not weighed"
			  : is_ceiling(alternative)                 ? "at most"
								    : "ratio");
	table_from(table, alternative, "llr10");
	table_from(table, alternative, "effect");
	table_from(table, alternative, "rank");
	table_from(table, alternative, "of");
	table_from(table, alternative, "n_models");
	buf_clear(&text);
}

static void weighed(struct doc *doc, const struct json *alternatives)
{
	struct table *table = TABLE_NEW(columns);

	JSON_EACH(alternative, alternatives) {
		row(table, alternative);
	}
	doc_table(doc, table, "Alternatives to H1, each weighed by itself", 0, "");
	table_free(table);
}

/* "The findings are about 6 times more probable under H1 than under it." */
static void in_words(struct doc *doc, const struct json *alternative)
{
	double llr10 = view_num(alternative, "llr10");
	struct buf times = BUF_INIT;

	if (!isfinite(llr10)) {
		const char *why = view_str(alternative, "why_not");
		char *sentence = section_sentence(*why ? why : "no reason is given");

		doc_textf(doc, "Not weighed: %s.", sentence);
		mem_free(sentence);
		return;
	}
	view_times(llr10, &times);
	if (fabs(llr10) < .005)
		doc_text(doc, "It explains the findings as well as H1 does.");
	else if (llr10 < 0)
		doc_textf(doc,
			  "It explains the findings better: they are %s more probable "
			  "under it than under H1.",
			  buf_str(&times));
	else if (is_ceiling(alternative))
		doc_textf(doc,
			  "The findings are at most %s more probable under H1 than under "
			  "it: a ceiling, which H1 need not reach.",
			  buf_str(&times));
	else
		doc_textf(doc,
			  "H1 explains the findings better: they are %s more probable "
			  "under H1 than under it.",
			  buf_str(&times));
	buf_clear(&times);
}

static void rival(struct doc *doc, const struct view *view,
		  const struct json *alternative)
{
	if (!json_str(alternative, "model"))
		return;
	doc_text(doc, " The best other candidate is ");
	doc_name(doc, view_label(view, alternative));
	doc_text(doc,
		 json_true(alternative, "is_common_source")
			 ? "; it, or a third model that taught both, is known to have "
			   "been a source of the suspect."
			 : ".");
}

static void sentences(struct doc *doc, const struct view *view)
{
	doc_list(doc);
	JSON_EACH(alternative, json_get(view->result, "alternatives")) {
		char *test;

		doc_item(doc);
		doc_textf(doc, "%s. ", view_str(alternative, "label"));
		doc_strong(doc, view_str(alternative, "statement"));
		doc_text(doc, " ");
		in_words(doc, alternative);
		rival(doc, view, alternative);
		test = section_clause(view_str(alternative, "test"));
		doc_textf(doc,
			  isfinite(view_num(alternative, "llr10"))
				  ? " It would be tested further by %s."
				  : " Needed to weigh it: %s.",
			  test);
		mem_free(test);
		doc_item_end(doc);
	}
	doc_list_end(doc);
}

static void least(struct doc *doc, const struct view *view)
{
	const char *id = view_str(view->result, "least_alternative");
	double llr10 = view_num(view->result, "llr10_least");

	JSON_EACH(alternative, json_get(view->result, "alternatives")) {
		if (strcmp(id, view_str(alternative, "id")) != 0 || !isfinite(llr10))
			continue;
		doc_para(doc, NULL);
		doc_text(doc, "The cautious reading of this case is the smallest ratio "
			      "of those that were weighed: ");
		doc_strong_value(doc, json_get(view->result, "llr10_least"), 2, true);
		doc_textf(doc, ", against %s.", view_str(alternative, "title"));
		doc_para_end(doc);
	}
}

static void direction(struct doc *doc, const struct view *view)
{
	const struct json *found = json_get(view->result, "direction");
	double llr10 = view_num(found, "llr10");

	doc_heading(doc, "Direction");
	doc_para(doc, NULL);
	doc_text(doc, "Likeness alone does not say who learned from whom. Direction, if "
		      "one of the two learned from the other: ");
	doc_strong(doc,
		   *view_str(found, "words") ? view_str(found, "words") : "undetermined");
	if (isfinite(llr10)) {
		doc_text(doc, " (LLR10 ");
		doc_number(doc, found, "llr10", 2, true);
		doc_text(doc,
			 ", never more than 1, and no part of the ratio in the summary)");
	}
	doc_text(doc, ".");
	if (*view_str(found, "reason")) {
		char *sentence = section_sentence(view_str(found, "reason"));

		doc_textf(doc, " %s.", sentence);
		mem_free(sentence);
	}
	doc_para_end(doc);
	doc_list(doc);
	JSON_EACH(sign, json_get(found, "signs")) {
		doc_point(doc, "%s: %s.", view_str(sign, "sign"), view_str(sign, "says"));
	}
	doc_list_end(doc);
}

static void explanation(struct doc *doc, const char *name, const char *text)
{
	doc_item(doc);
	doc_strong(doc, name);
	doc_text(doc, text);
	doc_item_end(doc);
}

/* What no ratio speaks to. */
static void not_weighed(struct doc *doc)
{
	doc_heading(doc, "What no ratio here tells apart");
	doc_list(doc);
	explanation(doc, "Shared public training data. ",
		    "Public instruction sets hold answers of well-known models. A model "
		    "trained on such a set has learned from the teacher's outputs, but "
		    "its vendor need not have asked for them. H1 does not tell the two "
		    "apart.");
	explanation(
		doc, "Competence. ",
		"Good models agree because they are right. A score that is high on the "
		"suspect's side and low on the teacher's means competence, not descent; "
		"both are in the table of channels.");
	explanation(doc, "Settings. ",
		    "System prompts, temperature, length limits and safety layers shape "
		    "answers. They can make relatives look apart and strangers look "
		    "alike.");
	explanation(
		doc, "Routing. ",
		"An endpoint may pass requests on to another provider's model. Then the "
		"answers are the teacher's own, and nobody was trained on them.");
	doc_list_end(doc);
}

void section_alternatives(struct doc *doc, const struct view *view,
			  const struct figure figures[N_FIGURES])
{
	const struct json *alternatives = json_get(view->result, "alternatives");

	(void)figures;
	doc_say(doc, "H2 is not only \"unrelated\". These explanations make models alike "
		     "without the suspect's vendor having trained on the teacher's "
		     "outputs. Each is set against H1 by itself. For a verdict against "
		     "the suspect none of those that could be weighed may explain the "
		     "answers better; those that could not be weighed stay open.");
	if (json_count(alternatives)) {
		weighed(doc, alternatives);
		doc_say(doc, "\"At most\" is a ceiling: too few models of known history "
			     "exist to learn that ratio by itself. The likeness is "
			     "therefore measured anew against models which the "
			     "alternative would make alike, and the smaller value "
			     "counts. \"Not weighed\" means that nothing in this "
			     "report speaks for or against it. The effect is what "
			     "speaks against it, in standard deviations.");
		sentences(doc, view);
		least(doc, view);
	} else {
		doc_say(doc, "The result holds none of them weighed; run assay compare "
			     "again.");
	}
	direction(doc, view);
	not_weighed(doc);
}

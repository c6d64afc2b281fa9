/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else could make the two alike, each weighed where it can be, and who learned from
 * whom. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/section.h"

static const struct column columns[] = {
	{"alternative", "Alternative to H1", COLUMN_TEXT, 0, false},
	{"how", "Ratio or limit", COLUMN_TEXT, 0, false},
	{"llr10", "LLR10 of H1 against it", COLUMN_NUMBER, 2, true},
	{"llr10_unbounded", "Before bounding", COLUMN_NUMBER, 2, true},
	{"effect", "Effect", COLUMN_NUMBER, 2, true},
	{"rank", "Rank of the teacher", COLUMN_NUMBER, 0, false},
	{"of", "of candidates", COLUMN_NUMBER, 0, false},
	{"models", "Models it was measured with", COLUMN_NUMBER, 0, false},
};

enum { MOST_NAMES = 6 };

static bool is_given(const struct json *alternative)
{
	return isfinite(view_num(alternative, "llr10"));
}

static bool is_limit(const struct json *alternative)
{
	return !strcmp(view_str(alternative, "how"), "at most");
}

static bool is_direction(const struct json *alternative)
{
	return !strcmp(view_str(alternative, "how"), "direction");
}

/* Dates weigh what they were set to weigh; other signs of direction are measured. */
static bool is_set_weight(const struct view *view)
{
	JSON_EACH(sign, json_get(json_get(view->result, "direction"), "signs")) {
		if (!strcmp(view_str(sign, "sign"), "dates"))
			return isfinite(view_num(sign, "llr10"));
	}
	return false;
}

static const char *how(const struct view *view, const struct json *alternative)
{
	if (!is_given(alternative))
		return "not weighed";
	if (is_limit(alternative))
		return "upper limit";
	if (is_direction(alternative))
		return is_set_weight(view) ? "set weight" : "test, at most 1";
	return "ratio";
}

static void row(struct table *table, const struct view *view,
		const struct json *alternative)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s, %s", view_str(alternative, "label"),
		   view_str(alternative, "title"));
	table_text(table, buf_str(&text));
	table_text(table, how(view, alternative));
	table_from(table, alternative, "llr10");
	table_from(table, alternative, "llr10_unbounded");
	table_from(table, alternative, "effect");
	table_from(table, alternative, "rank");
	table_from(table, alternative, "of");
	table_from(table, alternative, "n_models");
	buf_clear(&text);
}

static void weighed(struct doc *doc, const struct view *view,
		    const struct json *alternatives)
{
	struct table *table = TABLE_NEW(columns);

	JSON_EACH(alternative, alternatives) {
		row(table, view, alternative);
	}
	doc_table(doc, table, "Alternatives to H1, each weighed by itself", 0, "");
	table_free(table);
}

/* An upper limit speaks plainly only where it lies below 0. */
static void limit_in_words(struct doc *doc, double llr10, const char *times)
{
	if (fabs(llr10) < .005)
		doc_text(doc, "H1 explains the findings at most as well as it does.");
	else if (llr10 < 0)
		doc_textf(doc,
			  "It explains the findings better: they are at least %s more "
			  "probable under it than under H1.",
			  times);
	else
		doc_textf(doc,
			  "The findings are at most %s more probable under H1 than under "
			  "it. That is an upper limit: the true ratio may be lower, and "
			  "this alternative the better one.",
			  times);
}

/* "The findings are about 6 times more probable under H1 than under it." */
static void ratio_in_words(struct doc *doc, double llr10, const char *times)
{
	if (fabs(llr10) < .005)
		doc_text(doc, "It explains the findings as well as H1 does.");
	else if (llr10 < 0)
		doc_textf(doc,
			  "It explains the findings better: they are %s more probable "
			  "under it than under H1.",
			  times);
	else
		doc_textf(doc,
			  "H1 explains the findings better: they are %s more probable "
			  "under H1 than under it.",
			  times);
}

static void direction_in_words(struct doc *doc, const struct view *view,
			       const struct json *alternative)
{
	doc_text(doc, "H1 has the better of it by ");
	doc_number(doc, alternative, "llr10", 2, true);
	doc_text(doc,
		 is_set_weight(view)
			 ? ", which is a set weight for the dates (never beyond 1), not "
			   "a measured ratio; the bound of this case is not its bound."
			 : ", from a test of direction that is cut at 1; the bound of "
			   "this case is not its bound.");
}

static void in_words(struct doc *doc, const struct view *view,
		     const struct json *alternative)
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
	if (is_direction(alternative))
		direction_in_words(doc, view, alternative);
	else if (is_limit(alternative))
		limit_in_words(doc, llr10, buf_str(&times));
	else
		ratio_in_words(doc, llr10, buf_str(&times));
	buf_clear(&times);
}

/* " Measured with 1 model: guanaco-7b." */
static void measured_with(struct doc *doc, const struct json *alternative)
{
	const struct json *models = json_get(alternative, "models");
	size_t n = json_count(models);
	size_t i = 0;

	if (!n || !is_given(alternative))
		return;
	if (!strcmp(view_str(alternative, "id"), "unrelated")) {
		doc_textf(doc, " Measured with the %zu models of the cohort.", n);
		return;
	}
	doc_textf(doc, " Measured with %zu model%s: ", n, n == 1 ? "" : "s");
	JSON_EACH(model, models) {
		if (i == MOST_NAMES && n > MOST_NAMES + 1)
			break;
		doc_textf(doc, "%s%.100s", i++ ? ", " : "",
			  json_text(model) ? json_text(model) : "");
	}
	if (i < n)
		doc_textf(doc, " and %zu others", n - i);
	doc_text(doc, ".");
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
		in_words(doc, view, alternative);
		measured_with(doc, alternative);
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

/* "H2a and H2c" of those that are (no) upper limits. */
static size_t labels(const struct json *alternatives, bool limits, struct buf *out)
{
	size_t n = 0;
	size_t i = 0;

	JSON_EACH(one, alternatives)
		n += is_given(one) && !is_direction(one) && is_limit(one) == limits;
	JSON_EACH(one, alternatives) {
		if (!is_given(one) || is_direction(one) || is_limit(one) != limits)
			continue;
		buf_str_add(out, !i ? "" : i + 1 == n ? " and " : ", ");
		buf_str_add(out, view_str(one, "label"));
		i++;
	}
	return n;
}

/* What the numbers are together: never a least one, where some are upper limits. */
static void together(struct doc *doc, const struct view *view)
{
	const struct json *alternatives = json_get(view->result, "alternatives");
	struct buf ratios = BUF_INIT;
	struct buf limits = BUF_INIT;
	size_t n_ratios = labels(alternatives, false, &ratios);
	size_t n_limits = labels(alternatives, true, &limits);

	if (n_ratios) {
		doc_para(doc, NULL);
		doc_strong(doc, "What these numbers are together.");
		doc_textf(
			doc,
			" A ratio is given against %s. The number of the summary is "
			"the one against H2a, an independent model, and against no other "
			"alternative.",
			buf_str(&ratios));
		if (n_limits)
			doc_textf(
				doc, " Against %s there is only an upper limit. %s",
				buf_str(&limits),
				view->llr10 < 0
					? "It says no more than the ratio against H2a "
					  "does."
					: "How far below it the true value lies is not "
					  "known, so that the smallest number here is no "
					  "lower limit of the support for H1.");
		if (view->llr10 < 0)
			doc_text(doc, " Below 0 a number supports the alternative, the "
				      "more the further it lies from 0.");
		doc_para_end(doc);
	}
	buf_clear(&ratios);
	buf_clear(&limits);
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
			 is_set_weight(view)
				 ? ": a set weight for the dates, never beyond 1, "
				   "not a measured ratio; it is no part of the ratio "
				   "in the summary)"
				 : ", never beyond 1, and no part of the ratio in the "
				   "summary)");
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
	doc_say(doc, "H2 is not only \"an independent model\". These explanations make "
		     "models alike "
		     "without the suspect's vendor having trained on the teacher's "
		     "outputs. Each is set against H1 by itself. For a verdict against "
		     "the suspect none of those that could be weighed may explain the "
		     "answers better; those that could not be weighed stay open.");
	if (view->llr10 < 0)
		doc_say(doc,
			"In this case the finding lies on the side of H2: no more "
			"likeness was found than independent models show, so that none "
			"has to be explained. The alternatives are weighed all the "
			"same.");
	if (json_count(alternatives)) {
		weighed(doc, view, alternatives);
		doc_say(doc,
			"A ratio is read from pairs of known history; against another "
			"teacher it "
			"is the ratio with the teacher divided by that with the best "
			"other "
			"candidate. An upper limit stands where too few models of known "
			"history exist to learn a ratio: the likeness is measured anew "
			"against models which the alternative would make alike, and the "
			"smaller value counts; the true ratio is at most that. \"Not "
			"weighed\" means that nothing in this report speaks for or "
			"against it. Before bounding: as measured; at the bound several "
			"would look equal. The effect is what speaks against the "
			"alternative, in standard deviations.");
		sentences(doc, view);
		together(doc, view);
	} else {
		doc_say(doc, "The result holds none of them weighed; run assay compare "
			     "again.");
	}
	direction(doc, view);
	not_weighed(doc);
}

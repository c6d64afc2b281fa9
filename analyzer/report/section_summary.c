/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page a reader in a hurry reads: question, propositions, finding, limitation. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/section.h"

enum { MOST_BYTES = 600 };

/* As the result words it, unless a monstrous name makes it unreadable. */
static const char *proposition(const struct view *view, const char *key)
{
	const char *text = view_str(view->result, key);

	return strlen(text) < MOST_BYTES ? text : "";
}

static void propositions(struct doc *doc, const struct view *view)
{
	const char *h1 = proposition(view, "h1"), *h2 = proposition(view, "h2");

	doc_box(doc, "propositions");
	doc_para(doc, NULL);
	doc_strong(doc, "H1");
	doc_text(doc, " ");
	if (*h1)
		doc_text(doc, h1);
	else
		doc_textf(
			doc,
			"%s was trained on outputs of %s, or of a sibling version of it.",
			view->suspect, view->teacher);
	doc_para_end(doc);
	doc_para(doc, NULL);
	doc_strong(doc, "H2");
	doc_text(doc, " ");
	if (*h2)
		doc_text(doc, h2);
	else
		doc_textf(doc, "%s is another model of its time that was not.",
			  view->suspect);
	doc_para_end(doc);
	doc_box_end(doc);
}

/* "The findings are about 11 times (between about 2.9 and 12 times) more probable if H1
 * holds than if H2 holds." */
static void odds_sentence(struct doc *doc, const struct view *view)
{
	struct buf times = BUF_INIT;
	bool h1 = view->llr10 > 0;

	doc_para(doc, "odds");
	if (fabs(view->llr10) < .005) {
		doc_text(
			doc,
			"The findings are about as probable if H1 holds as if H2 holds.");
	} else {
		view_times(view->llr10, &times);
		doc_text(doc, "The findings are ");
		doc_strong(doc, buf_str(&times));
		doc_textf(doc, " more probable if %s holds than if %s holds.",
			  h1 ? "H1" : "H2", h1 ? "H2" : "H1");
	}
	doc_para_end(doc);
	buf_clear(&times);
}

static void number(struct doc *doc, const struct view *view)
{
	const struct json *lo = json_first(json_get(view->result, "llr10_interval"));

	doc_para(doc, "number");
	doc_strong_value(doc, json_get(view->result, "llr10"), 2, true);
	doc_text(doc, " LLR10");
	doc_para_end(doc);
	doc_para(doc, "interval");
	if (range_known(view->interval)) {
		doc_text(doc, "interval ");
		doc_value(doc, lo, 2, true);
		doc_text(doc, " to ");
		doc_value(doc, json_next(lo), 2, true);
		doc_textf(doc, " (5 to 95 %%)%s",
			  view->interval.hi - view->interval.lo < .005
				  ? ": all of it at the bound"
				  : "");
	} else {
		doc_text(doc, "no interval was computed");
	}
	doc_para_end(doc);
}

static void no_number(struct doc *doc, const struct view *view)
{
	const char *reason = view_str(view->result, "no_lr_reason");

	doc_para(doc, "number");
	doc_strong(doc, "No likelihood ratio");
	doc_para_end(doc);
	doc_para(doc, "interval");
	doc_text(doc, *reason ? reason : "The result holds none and does not say why.");
	doc_para_end(doc);
}

static void finding(struct doc *doc, const struct view *view)
{
	const char *verbal = view_str(view->result, "verbal");
	const char *verdict = view_str(view->result, "verdict");

	doc_box(doc, "finding");
	doc_box(doc, "figure-of-merit");
	if (isfinite(view->llr10))
		number(doc, view);
	else
		no_number(doc, view);
	doc_box_end(doc);
	doc_box(doc, "in-words");
	if (isfinite(view->llr10))
		odds_sentence(doc, view);
	if (*verbal) {
		doc_para(doc, NULL);
		doc_text(
			doc,
			"In words (ENFSI 2015, from the cautious end of the interval): ");
		doc_strong(doc, verbal);
		doc_text(doc, ".");
		doc_para_end(doc);
	}
	if (*verdict) {
		doc_para(doc, NULL);
		doc_text(doc, view->interval.lo > 0 || view->interval.hi < 0
				      ? "Verdict, with that strength and no more: "
				      : "Verdict: ");
		doc_strong(doc, verdict);
		doc_text(doc, ".");
		doc_para_end(doc);
	}
	doc_box_end(doc);
	doc_box_end(doc);
}

static void placebo_sentence(struct doc *doc, const struct view *view)
{
	const struct json *placebo = json_get(view->result, "placebo_rank");
	double rank = view_num(placebo, "rank"), of = view_num(placebo, "of");

	if (!isfinite(rank) || !isfinite(of))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "Among ");
	doc_number(doc, placebo, "of", 0, false);
	doc_text(doc, " candidates (the named teacher and its placebos: models the "
		      "suspect cannot owe anything to by what is known) the teacher "
		      "ranks number ");
	doc_strong_value(doc, json_get(placebo, "rank"), 0, false);
	if (isfinite(view_num(placebo, "p"))) {
		doc_text(doc, "; by chance alone a rank this good has probability ");
		doc_number(doc, placebo, "p", 3, false);
	}
	doc_text(doc, ".");
	doc_para_end(doc);
}

/* The other way about: models taken as the suspect of this teacher. */
static void suspect_rank_sentence(struct doc *doc, const struct view *view)
{
	const struct json *placebo = json_get(view->result, "placebo_rank");

	if (!isfinite(view_num(placebo, "suspect_p")))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "Among ");
	doc_number(doc, placebo, "suspect_of", 0, false);
	doc_text(doc,
		 " models put in the suspect's place (itself and independent models of "
		 "the cohort) the suspect ranks number ");
	doc_strong_value(doc, json_get(placebo, "suspect_rank"), 0, false);
	doc_text(doc, "; by chance alone: ");
	doc_number(doc, placebo, "suspect_p", 3, false);
	doc_text(doc, ".");
	doc_para_end(doc);
}

/* The cautious reading, where an alternative weighs more than an unrelated model does. */
static void least_sentence(struct doc *doc, const struct view *view)
{
	const char *id = view_str(view->result, "least_alternative");
	double llr10 = view_num(view->result, "llr10_least");

	if (!isfinite(llr10) || !strcmp(id, "unrelated"))
		return;
	JSON_EACH(alternative, json_get(view->result, "alternatives")) {
		if (strcmp(id, view_str(alternative, "id")) != 0)
			continue;
		doc_para(doc, NULL);
		doc_textf(doc,
			  "Of the alternatives to H1, %s fits best: against it LLR10 is ",
			  view_str(alternative, "title"));
		doc_strong_value(doc, json_get(view->result, "llr10_least"), 2, true);
		doc_text(doc, !strcmp(view_str(alternative, "how"), "at most")
				      ? " at most."
				      : ".");
		doc_para_end(doc);
	}
}

/* " (LLR10 -1.08 to +1.36: about 12 times for H2, about 23 times for H1)", or nothing. */
static void bound_words(const struct view *view, struct buf *out)
{
	if (!range_known(view->bound))
		return;
	caption_range(out, " (LLR10 ", view->bound, ": ");
	view_times(view->bound.lo, out);
	buf_str_add(out, " for H2, ");
	view_times(view->bound.hi, out);
	buf_str_add(out, " for H1)");
}

static void validated_on(struct doc *doc, const struct json *calibration,
			 const char *bound)
{
	doc_text(doc, "The method was validated on ");
	doc_number(doc, calibration, "families_h1", 0, false);
	doc_text(doc, " families of models with a known teacher and ");
	doc_number(doc, calibration, "families_h2", 0, false);
	doc_textf(doc,
		  " without. That many support no statement beyond the bound%s, however "
		  "alike the answers are.",
		  bound);
}

static void main_limitation(struct doc *doc, const struct view *view)
{
	const struct json *calibration = json_get(view->result, "calibration");
	const struct json *warnings = json_get(view->result, "warnings");
	double f1 = view_num(calibration, "families_h1");
	double f2 = view_num(calibration, "families_h2");
	struct buf bound = BUF_INIT;

	bound_words(view, &bound);
	doc_box(doc, "limitation");
	doc_para(doc, NULL);
	doc_strong(doc, "Main limitation. ");
	if (!isfinite(view->llr10))
		doc_text(doc, "Without a validated reference population no statement of "
			      "strength is possible: scores and ranks below describe, "
			      "they do not weigh.");
	else if (isfinite(f1) && isfinite(f2))
		validated_on(doc, calibration, buf_str(&bound));
	else
		doc_text(doc,
			 "The result does not name the population it was calibrated on.");
	if (strcmp(view->at, "none") != 0)
		doc_text(doc, " The value of this case stands at that bound.");
	if (json_text(json_first(warnings))) {
		char *sentence = section_sentence(json_text(json_first(warnings)));

		doc_textf(doc, " Also: %s.", sentence);
		mem_free(sentence);
	}
	doc_para_end(doc);
	doc_para(doc, NULL);
	doc_strong(doc, "What the number is not. ");
	doc_text(
		doc,
		"It is not the probability that the suspect was trained on the teacher's "
		"outputs. It says how much better one proposition explains the answers "
		"than the other; what was known before, and it alone, can turn that into "
		"a probability.");
	doc_para_end(doc);
	doc_box_end(doc);
	buf_clear(&bound);
}

static void why(struct doc *doc, const struct view *view)
{
	const struct json *reasons = json_get(view->result, "reasons");
	const struct json *change = json_get(view->result, "would_change");

	doc_box(doc, "two");
	if (json_count(reasons)) {
		doc_box(doc, "column");
		doc_heading(doc, "What the verdict rests on");
		section_texts(doc, reasons);
		doc_box_end(doc);
	}
	if (json_count(change)) {
		doc_box(doc, "column");
		doc_heading(doc, "What could change it");
		section_texts(doc, change);
		doc_box_end(doc);
	}
	doc_box_end(doc);
}

void section_summary(struct doc *doc, const struct view *view,
		     const struct figure figures[N_FIGURES])
{
	doc_para(doc, "question");
	doc_strong(doc, "Question. ");
	doc_text(doc, "Was ");
	doc_name(doc, view->suspect);
	doc_text(doc, " (the suspect) trained on outputs of ");
	doc_name(doc, view->teacher);
	doc_text(doc, " (the teacher)?");
	doc_para_end(doc);
	if (view->redacted) {
		doc_para(doc, "absent");
		doc_text(doc, "A copy for the public: texts of prompts and answers are "
			      "left out, and their SHA-256 stands in their place.");
		doc_para_end(doc);
	}
	propositions(doc, view);
	finding(doc, view);
	doc_figure(doc, &figures[FIGURE_scale]);
	placebo_sentence(doc, view);
	suspect_rank_sentence(doc, view);
	least_sentence(doc, view);
	main_limitation(doc, view);
	why(doc, view);
}

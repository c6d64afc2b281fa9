/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page a reader in a hurry reads: question, propositions, finding, limitation. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/reason.h"
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

/* Is an end of the interval where the bound cut it? */
static bool is_at(double end, double bound)
{
	return fabs(end - bound) < .005;
}

/* What the bound did to the interval: one without width is no certainty. */
static const char *cut_words(const struct view *view)
{
	bool lo = is_at(view->interval.lo, view->bound.lo);
	bool hi = is_at(view->interval.hi, view->bound.hi);

	if (view->interval.hi - view->interval.lo < .005)
		return " The interval was cut there too: no width is no certainty.";
	if (lo && hi)
		return " Both ends of the interval were cut at the bound.";
	return lo   ? " The lower end of the interval was cut at the bound."
	       : hi ? " The upper end of the interval was cut at the bound."
		    : "";
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
		doc_text(doc, "90 % interval ");
		doc_value(doc, lo, 2, true);
		doc_text(doc, " to ");
		doc_value(doc, json_next(lo), 2, true);
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

/* At the bound the number is what the reference can show, not what the case holds. */
static void ceiling(struct doc *doc, const struct view *view)
{
	bool is_ceiling = strcmp(view->at, "none") != 0;
	const char *cut = range_known(view->interval) ? cut_words(view) : "";

	if (!isfinite(view->llr10) || (!is_ceiling && !*cut))
		return;
	doc_para(doc, NULL);
	if (is_ceiling) {
		doc_strong(doc, "This number is a ceiling");
		doc_textf(doc,
			  ", the bound: the support for %s is at least as strong as this "
			  "reference population can show. More than that cannot be "
			  "claimed.",
			  strcmp(view->at, "lo") ? "H1" : "H2");
	}
	doc_text(doc, is_ceiling || !*cut ? cut : cut + 1);
	doc_para_end(doc);
}

static void in_words(struct doc *doc, const struct view *view)
{
	const char *verbal = view_str(view->result, "verbal");
	bool one_side = view->interval.lo > 0 || view->interval.hi < 0;

	if (!*verbal || !isfinite(view->llr10))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "In words: ");
	doc_strong(doc, verbal);
	doc_textf(doc, " (ENFSI 2015, %s).",
		  !range_known(view->interval) ? "without an interval"
		  : one_side                   ? "at the interval's end nearer to 0"
			     : "as the interval reaches from support for H2 to support "
			       "for H1");
	doc_para_end(doc);
}

static void verdict(struct doc *doc, const struct view *view)
{
	const char *words = view_str(view->result, "verdict");

	if (!*words)
		return;
	doc_para(doc, NULL);
	doc_text(doc, "Verdict: ");
	doc_strong(doc, words);
	doc_text(doc, view->interval.lo > 0 || view->interval.hi < 0
			      ? ", no more certain than that strength."
			      : ".");
	doc_para_end(doc);
}

static void finding(struct doc *doc, const struct view *view)
{
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
	ceiling(doc, view);
	in_words(doc, view);
	verdict(doc, view);
	doc_box_end(doc);
	doc_box_end(doc);
}

/* " the teacher ranks number 1 (p = 0.033)", by these keys of placebo_rank. */
static void rank_words(struct doc *doc, const struct json *placebo, const char *who,
		       const char *rank, const char *p)
{
	doc_text(doc, who);
	doc_strong_value(doc, json_get(placebo, rank), 0, false);
	if (!isfinite(view_num(placebo, p)))
		return;
	doc_text(doc, " (p = ");
	doc_number(doc, placebo, p, 3, false);
	doc_text(doc, ")");
}

/* The teacher among candidates, and the other way about models in the suspect's place. */
static void ranks(struct doc *doc, const struct view *view)
{
	const struct json *placebo = json_get(view->result, "placebo_rank");

	if (!isfinite(view_num(placebo, "rank")) || !isfinite(view_num(placebo, "of")))
		return;
	doc_para(doc, NULL);
	doc_strong(doc, "Ranks. ");
	doc_text(doc, "Among ");
	doc_number(doc, placebo, "of", 0, false);
	rank_words(doc, placebo, " candidate teachers the teacher ranks number ", "rank",
		   "p");
	if (isfinite(view_num(placebo, "suspect_p"))) {
		doc_text(doc, ", among ");
		doc_number(doc, placebo, "suspect_of", 0, false);
		rank_words(doc, placebo,
			   " models in the suspect's place the suspect ranks number ",
			   "suspect_rank", "suspect_p");
	}
	doc_text(doc, ". The others are on record as independent: of other vendors and "
		      "families, and not known to have learned from another model. p is "
		      "how often chance alone gives a rank this good; among n models it "
		      "is never below 1/n.");
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

/* The named teacher among the candidates, or NULL. */
static const struct json *own_row(const struct view *view)
{
	JSON_EACH(teacher, json_get(view->result, "teachers")) {
		if (json_true(teacher, "is_teacher"))
			return teacher;
	}
	return NULL;
}

/* Other versions of the teacher that are as near: H1 does not tell them apart. */
static void siblings(struct doc *doc, const struct view *view)
{
	enum { MOST = 6 };
	size_t n = 0;

	if (!(view->interval.lo > 0))
		return;
	JSON_EACH(sibling, json_get(view->result, "siblings")) {
		if (!json_true(sibling, "is_near") || n++ >= MOST)
			continue;
		if (n == 1) {
			doc_para(doc, NULL);
			doc_strong(doc, "Which version. ");
			doc_text(doc, "The analysis cannot tell which of these taught: ");
			doc_name(doc, view->teacher);
			doc_text(doc, " (");
			doc_number(doc, own_row(view), "llr10_unbounded", 2, true);
			doc_text(doc, ")");
		}
		doc_text(doc, ", ");
		doc_name(doc, view_label(view, sibling));
		doc_text(doc, " (");
		doc_number(doc, sibling, "llr10_unbounded", 2, true);
		doc_text(doc, ")");
	}
	if (!n)
		return;
	if (n > MOST)
		doc_textf(doc, " and %zu more", n - MOST);
	doc_text(doc,
		 ". They are versions of one vendor or family, and about as near to "
		 "the suspect by the value before bounding, which gives an order and "
		 "no strength. H1 means any of them.");
	doc_para_end(doc);
}

/* Who learned from whom: whether that was determined, and by what. */
static void direction(struct doc *doc, const struct view *view)
{
	const struct json *found = json_get(view->result, "direction");
	const char *kind = view_str(found, "kind");
	char *reason = section_sentence(view_str(found, "reason"));

	if (*kind) {
		doc_para(doc, NULL);
		doc_strong(doc, "Who learned from whom. ");
		if (!strcmp(kind, "undetermined"))
			doc_textf(doc, "Not determined. %s%s%s", reason,
				  *reason ? "." : "",
				  view->interval.hi < 0
					  ? ""
					  : " The other direction is not ruled out.");
		else if (!strcmp(kind, "forward"))
			doc_textf(doc,
				  "If one learned from the other, then the suspect from "
				  "the teacher. %s.",
				  reason);
		else
			doc_textf(doc, "%s.", reason);
		doc_para_end(doc);
	}
	mem_free(reason);
}

static bool is_unweighed(const struct json *alternative)
{
	return !isfinite(view_num(alternative, "llr10")) &&
	       strcmp(view_str(alternative, "id"), "reverse") != 0;
}

/* Explanations that no number here speaks against, and what would weigh them. The other
 * direction has a paragraph of its own. */
static void unweighed(struct doc *doc, const struct view *view)
{
	size_t n = 0;

	/* Where H2 is supported they would only add to that. */
	if (!isfinite(view->llr10) || view->interval.hi < 0)
		return;
	JSON_EACH(alternative, json_get(view->result, "alternatives")) {
		char *reason, *needs;

		if (!is_unweighed(alternative))
			continue;
		if (!n++) {
			doc_para(doc, NULL);
			doc_strong(doc, "Not weighed, ");
			doc_text(doc, "so that the number says nothing against it:");
		}
		reason = section_sentence(view_str(alternative, "why_not"));
		needs = section_clause(view_str(alternative, "test"));
		doc_textf(doc, " %s, %s (%s). Needed: %s.",
			  view_str(alternative, "label"), view_str(alternative, "title"),
			  reason, needs);
		mem_free(reason);
		mem_free(needs);
	}
	if (n)
		doc_para_end(doc);
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
	doc_text(doc, "The method was validated on pairs of known history: suspects of ");
	doc_number(doc, calibration, "families_h1", 0, false);
	doc_text(doc, " families with their teachers, and of ");
	doc_number(doc, calibration, "families_h2", 0, false);
	doc_textf(doc,
		  " with models that did not teach them. So many support no statement "
		  "beyond the bound%s, however alike the answers are.",
		  bound);
}

/* The warnings stand gravest first: two of them, and where the others are. */
static void gravest(struct doc *doc, const struct json *warnings)
{
	enum { MOST = 2 };
	size_t n = 0;

	JSON_EACH(warning, warnings) {
		char *sentence;

		if (!json_text(warning) || n++ >= MOST)
			continue;
		sentence = n == 1 ? section_clause(json_text(warning))
				  : section_sentence(json_text(warning));
		doc_textf(doc, " %s%s.", n == 1 ? "Also: " : "", sentence);
		mem_free(sentence);
	}
	if (n > MOST) {
		doc_text(doc, " More stand under ");
		doc_link(doc, "limitations", "Limitations");
		doc_text(doc, ".");
	}
}

static void main_limitation(struct doc *doc, const struct view *view)
{
	const struct json *calibration = json_get(view->result, "calibration");
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

	gravest(doc, json_get(view->result, "warnings"));
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

/* What the verdict rests on beyond the ratio and the ranks, which stand above. */
static void reasons_left(struct doc *doc, const struct json *reasons)
{
	doc_list(doc);
	JSON_EACH(reason, reasons) {
		const char *text = json_text(reason);
		char *sentence;

		if (!text || !strncmp(text, REASON_RATIO, strlen(REASON_RATIO)) ||
		    !strncmp(text, REASON_RANK, strlen(REASON_RANK)))
			continue;
		sentence = section_sentence(text);
		doc_point(doc, "%s.", sentence);
		mem_free(sentence);
	}
	doc_list_end(doc);
}

static void why(struct doc *doc, const struct view *view)
{
	const struct json *reasons = json_get(view->result, "reasons");
	const struct json *change = json_get(view->result, "would_change");

	doc_box(doc, "two");
	if (json_count(reasons)) {
		doc_box(doc, "column");
		doc_heading(doc, "What the verdict rests on");
		reasons_left(doc, reasons);
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
	main_limitation(doc, view);
	unweighed(doc, view);
	direction(doc, view);
	siblings(doc, view);
	least_sentence(doc, view);
	ranks(doc, view);
	why(doc, view);
}

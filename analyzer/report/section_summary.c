/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page a reader in a hurry reads: question, propositions, finding, limitation. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/reason.h"
#include "report/section.h"

enum { MOST_BYTES = 600 };

/* What may stand in a command of ours. */
#define COMMAND_LETTERS                                                                  \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_."

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

/* "The findings are about 11 times more probable if H1 holds than if the suspect is an
 * independent model (H2a)." */
static void odds_sentence(struct doc *doc, const struct view *view)
{
	static const char h1[] = "H1 holds";
	static const char h2[] = "the suspect is an independent model (H2a)";
	struct buf times = BUF_INIT;
	bool to_h1 = view->llr10 > 0;

	doc_para(doc, "odds");
	if (fabs(view->llr10) < .005) {
		doc_textf(doc, "The findings are about as probable if %s as if %s.", h1,
			  h2);
	} else {
		view_times(view->llr10, &times);
		doc_text(doc, "The findings are ");
		doc_strong(doc, buf_str(&times));
		doc_textf(doc, " more probable if %s than if %s.", to_h1 ? h1 : h2,
			  to_h1 ? h2 : h1);
	}
	doc_text(doc, " Other forms of H2 are weighed apart, under ");
	doc_link(doc, "alternatives", "Alternatives");
	doc_text(doc, ".");
	doc_para_end(doc);
	buf_clear(&times);
}

/* Is an end of the interval where the bound cut it? */
static bool is_at(double end, double bound)
{
	return fabs(end - bound) < .005;
}

/* Both ends were cut at the same bound. */
static bool has_no_width(const struct view *view)
{
	return range_known(view->interval) &&
	       view->interval.hi - view->interval.lo < .005;
}

static void number(struct doc *doc, const struct view *view)
{
	doc_para(doc, "number");
	doc_strong_value(doc, json_get(view->result, "llr10"), 2, true);
	doc_text(doc, " LLR10");
	doc_para_end(doc);
	doc_para(doc, "interval");
	if (!range_known(view->interval)) {
		doc_text(doc, "no interval was computed");
	} else if (has_no_width(view)) {
		doc_text(doc, "cut at the bound");
	} else {
		doc_text(doc, "90 % interval ");
		doc_range(doc, view->result, "llr10_interval");
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

/* At the bound the number is what the reference can show, not what the case holds: said
 * of the value, and of the interval's ends. */
static void cut(struct doc *doc, const struct view *view)
{
	bool lo = is_at(view->interval.lo, view->bound.lo);
	bool hi = is_at(view->interval.hi, view->bound.hi);
	bool is_at_bound = strcmp(view->at, "none") != 0;

	if (!is_at_bound && !lo && !hi)
		return;
	doc_para(doc, NULL);
	if (is_at_bound) {
		doc_strong(doc, "Cut at the bound: ");
		doc_text(doc, "so few families of known history allow no stronger "
			      "statement, on either side. ");
	}
	if (has_no_width(view)) {
		doc_text(doc, "The interval ");
		doc_range(doc, view->result, "llr10_interval");
		doc_text(doc, " has no width because both ends were cut there, not "
			      "because the value is exact.");
	} else if (lo && hi) {
		doc_text(doc, "Both ends of the interval were cut at the bound.");
	} else if (lo || hi) {
		doc_textf(doc, "The %s end of the interval was cut at the bound.",
			  lo ? "lower" : "upper");
	}
	doc_para_end(doc);
}

/* Which number the strength in words is of: seldom the one that stands out. */
static void in_words(struct doc *doc, const struct view *view)
{
	const char *verbal = view_str(view->result, "verbal");
	const struct json *lo = json_first(json_get(view->result, "llr10_interval"));
	bool h1 = view->interval.lo > 0;
	struct buf times = BUF_INIT;

	if (!*verbal || !isfinite(view->llr10))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "In words: ");
	doc_strong(doc, verbal);
	doc_text(doc, " (ENFSI 2015)");
	if (!range_known(view->interval)) {
		doc_text(doc, ", without an interval.");
	} else if (!h1 && !(view->interval.hi < 0)) {
		doc_text(doc, ", as the interval reaches from support for H2 to support "
			      "for H1.");
	} else if (has_no_width(view)) {
		doc_text(doc, ".");
	} else {
		view_times(h1 ? view->interval.lo : view->interval.hi, &times);
		doc_text(doc, ", by the interval's end nearer to 0: ");
		doc_value(doc, h1 ? lo : json_next(lo), 2, true);
		doc_textf(doc, ", %s.", buf_str(&times));
	}
	doc_para_end(doc);
	buf_clear(&times);
}

static void conclusion(struct doc *doc, const struct view *view)
{
	const char *words = view_conclusion(view);

	if (!*words)
		return;
	doc_para(doc, NULL);
	doc_text(doc, "Conclusion: ");
	doc_strong(doc, words);
	doc_text(doc, ".");
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
	conclusion(doc, view);
	if (isfinite(view->llr10)) {
		odds_sentence(doc, view);
		in_words(doc, view);
		cut(doc, view);
	}
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

/* Models of one vendor are not independent: the same with each vendor counted once. */
static void ranks_by_vendor(struct doc *doc, const struct json *placebo)
{
	const struct json *vendors = json_get(placebo, "by_vendor");

	if (!isfinite(view_num(vendors, "p")))
		return;
	doc_text(doc, ". Counting each vendor once, p = ");
	doc_number(doc, vendors, "p", 3, false);
	if (!isfinite(view_num(vendors, "suspect_p")))
		return;
	doc_text(doc, " and ");
	doc_number(doc, vendors, "suspect_p", 3, false);
}

/* A candidate that came later could not have taught: to beat it says little. */
static void out_in_time(struct doc *doc, const struct json *placebo)
{
	const struct json *before = json_get(placebo, "before_suspect");

	if (!isfinite(view_num(before, "n_placebos")))
		return;
	doc_text(doc, ". Of the other candidate teachers ");
	doc_number(doc, before, "n_placebos", 0, false);
	doc_text(doc, " are known to have come out before the suspect");
}

/* The method's own error rate with this teacher, where it says that it taught. */
static void innocents(struct doc *doc, const struct view *view)
{
	const struct json *rates = json_get(view->result, "innocents");
	const struct json *vendors = json_get(rates, "by_vendor");

	if (!(view->interval.lo > 0) || !isfinite(view_num(rates, "n")))
		return;
	doc_text(doc, " With this teacher ");
	doc_number(doc, rates, "n_above_0", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, rates, "n", 0, false);
	doc_text(doc, " independent models have a value above 0 as well, and ");
	doc_number(doc, rates, "n_beyond", 0, false);
	doc_text(doc, " one as large as this case's");
	if (isfinite(view_num(vendors, "n"))) {
		doc_text(doc, " (of ");
		doc_number(doc, vendors, "n", 0, false);
		doc_text(doc, " vendors ");
		doc_number(doc, vendors, "n_above_0", 0, false);
		doc_text(doc, " and ");
		doc_number(doc, vendors, "n_beyond", 0, false);
		doc_text(doc, ")");
	}
	doc_text(doc, ".");
}

/* Does this case stand above every known student, before bounding? */
static bool is_unheard_of(const struct view *view)
{
	const struct json *calibration = json_get(view->result, "calibration");
	const struct json *students = json_get(json_get(calibration, "tippett"), "h1");
	double most;

	return json_number(view_end(students, true), &most) &&
	       view->llr10_unbounded > most;
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
	ranks_by_vendor(doc, placebo);
	out_in_time(doc, placebo);
	doc_text(doc, ". The others are on record as independent: of other vendors and "
		      "families, and not known to have learned from another model. p is "
		      "how often chance alone gives a rank this good; among n it is "
		      "never below 1/n.");
	doc_para_end(doc);
}

/* Where an alternative is harder to tell from H1 than an independent model is. */
static void least_sentence(struct doc *doc, const struct view *view)
{
	const char *id = view_str(view->result, "least_alternative");
	double llr10 = view_num(view->result, "llr10_least");

	if (!isfinite(llr10) || !strcmp(id, "unrelated") || !(view->llr10 > 0))
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
		}
		doc_text(doc, ", ");
		doc_name(doc, view_label(view, sibling));
	}
	if (!n)
		return;
	if (n > MOST)
		doc_textf(doc, " and %zu more", n - MOST);
	doc_text(doc,
		 ", if any did: versions of one vendor or family that stand about as "
		 "near to the suspect or reach the bound as well. H1 means any of "
		 "them.");
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
		doc_strong(doc, "Who learned from whom, if either did. ");
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

/* Explanations that no number here speaks against, and what would weigh them. The other
 * direction is the next paragraph's. */
static void unweighed(struct doc *doc, const struct view *view)
{
	size_t n = 0;

	/* Where H2 is supported they would only add to that. */
	if (!isfinite(view->llr10) || view->interval.hi < 0)
		return;
	JSON_EACH(alternative, json_get(view->result, "alternatives")) {
		char *reason, *needs;

		if (isfinite(view_num(alternative, "llr10")))
			continue;
		if (!n++) {
			doc_para(doc, NULL);
			doc_strong(doc, "Not weighed, ");
			doc_text(doc, "so that the number does not speak against it:");
		}
		doc_textf(doc, " %s, %s", view_str(alternative, "label"),
			  view_str(alternative, "title"));
		if (!strcmp(view_str(alternative, "id"), "reverse")) {
			doc_text(doc, " (see the next paragraph).");
			continue;
		}
		reason = section_sentence(view_str(alternative, "why_not"));
		needs = section_clause(view_str(alternative, "test"));
		doc_textf(doc, " (%s). Needed: %s.", reason, needs);
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
		  " with models that did not teach them. With so few families nothing "
		  "stronger than the bound can be said%s.",
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

	innocents(doc, view);
	if (is_unheard_of(view))
		doc_text(doc, " Before bounding this case stands higher than every known "
			      "student: the method was not tried on such values.");
	gravest(doc, json_get(view->result, "warnings"));
	doc_para_end(doc);
	doc_para(doc, NULL);
	doc_strong(doc, "What the number is not. ");
	doc_text(
		doc,
		"It is not the probability that the suspect was trained on the teacher's "
		"outputs: it says how much better one proposition explains the answers "
		"than the other, and only with what was known before does it give a "
		"probability. A low number is no proof of innocence: outputs that were "
		"disguised or rewritten before training can look like this.");
	if (view->simulation ||
	    *view_str(json_get(view->result, "calibration"), "simulation"))
		doc_text(doc,
			 " It is a simulation's, and says nothing of any real model.");
	doc_para_end(doc);
	doc_box_end(doc);
	buf_clear(&bound);
}

/* A sentence whose commands, between backticks, stand as such. Whatever else a result
 * has between them is plain text. */
static void with_commands(struct doc *doc, const char *text)
{
	struct buf part = BUF_INIT;

	while (*text) {
		size_t len = strcspn(text, "`");
		size_t command = text[len] ? strspn(text + len + 1, COMMAND_LETTERS) : 0;
		bool is_command = command && text[len + 1 + command] == '`';

		len += text[len] && !is_command;
		doc_textf(doc, "%.*s", (int)len, text);
		text += len;
		if (!is_command)
			continue;
		buf_add(&part, text + 1, command);
		doc_code(doc, buf_str(&part));
		buf_reset(&part);
		text += command + 2;
	}
	buf_clear(&part);
}

/* What would change the finding: the wish, and a command for who can fulfil it. */
static void wishes(struct doc *doc, const struct json *change)
{
	doc_list(doc);
	JSON_EACH(wish, change) {
		char *sentence;

		if (!json_text(wish))
			continue;
		sentence = section_sentence(json_text(wish));
		doc_item(doc);
		with_commands(doc, sentence);
		doc_text(doc, ".");
		doc_item_end(doc);
		mem_free(sentence);
	}
	doc_list_end(doc);
}

/* What the conclusion rests on beyond the ratio and the ranks, which stand above. */
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
		doc_heading(doc, "What the conclusion rests on");
		reasons_left(doc, reasons);
		doc_box_end(doc);
	}
	if (json_count(change)) {
		doc_box(doc, "column");
		doc_heading(doc, "What could change it");
		wishes(doc, change);
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

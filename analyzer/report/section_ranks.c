/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two rankings say: ranks among models and among vendors, what the method says
 * of innocents with this teacher, which candidates were out in time, and whether another
 * of them is near. */
#include <math.h>

#include "report/section.h"

enum { MOST_NAMES = 6 };

/* Where the keys of one of the two rankings are. */
struct keys {
	const char *who, *others, *rank, *of, *p, *n_tied;
};

static const struct keys of_suspect = {"suspect",      "independent models",
				       "suspect_rank", "suspect_of",
				       "suspect_p",    "suspect_n_tied"};
static const struct keys of_teacher = {"teacher", "placebo teachers", "rank", "of", "p",
				       "n_tied"};

/* " (p = 0.033, the least that 30 allow)" */
static void p_value(struct doc *doc, const struct json *rank, const struct keys *keys)
{
	doc_text(doc, " (p\xc2\xa0=\xc2\xa0");
	doc_number(doc, rank, keys->p, 3, false);
	if (view_num(rank, keys->rank) == 1 && view_num(rank, keys->of) > 1)
		doc_textf(doc, ", the least that %.0f allow", view_num(rank, keys->of));
	doc_text(doc, ")");
}

static void rank_of(struct doc *doc, const struct json *rank, const struct keys *keys)
{
	doc_number(doc, rank, keys->rank, 0, false);
	doc_text(doc, " of ");
	doc_number(doc, rank, keys->of, 0, false);
	p_value(doc, rank, keys);
}

static void ranked_by_vendor(struct doc *doc, const struct json *rank,
			     const struct keys *keys)
{
	bool is_last = view_num(rank, keys->rank) == view_num(rank, keys->of);

	doc_text(doc,
		 " Models of one vendor are alike and no independent draws. Counting "
		 "each vendor once, by its best model, ");
	if (is_last) {
		doc_text(doc, "it is no nearer than any of the others either");
		p_value(doc, rank, keys);
	} else {
		doc_text(doc, "it ranks ");
		rank_of(doc, rank, keys);
	}
	doc_text(doc, ".");
}

/* A rank that ties make is told as what it is: nothing is nearer, nothing is further. */
static void ranked(struct doc *doc, const struct view *view, const struct keys *keys)
{
	const struct json *rank = json_get(view->result, "placebo_rank");
	const struct json *by_vendor = json_get(rank, "by_vendor");
	double of = view_num(rank, keys->of);
	double n_tied = view_num(rank, keys->n_tied);

	if (!isfinite(view_num(rank, keys->p)))
		return;
	doc_textf(doc, "Among itself and the %.0f %s the %s ", of - 1, keys->others,
		  keys->who);
	if (view_num(rank, keys->rank) == of && n_tied > 0) {
		doc_textf(doc, "is no nearer than the %.0f others; ", of - 1);
		doc_number(doc, rank, keys->n_tied, 0, false);
		doc_text(doc,
			 " of them stand at the same floor, the least value there is");
		p_value(doc, rank, keys);
	} else {
		doc_text(doc, "ranks ");
		rank_of(doc, rank, keys);
		if (n_tied > 0)
			doc_textf(doc,
				  "; %.0f of the others stand at the very same value",
				  n_tied);
	}
	doc_text(doc, ".");
	if (isfinite(view_num(by_vendor, keys->p)) && view_num(by_vendor, keys->of) != of)
		ranked_by_vendor(doc, by_vendor, keys);
}

/* ", which is 5 %; with 95 % confidence no more than 21 %" */
static void share(struct doc *doc, double k, double n, double most)
{
	if (k > 0)
		doc_textf(doc, ", which is %.0f\xc2\xa0%%", round(100 * k / n));
	if (isfinite(most) && k < n)
		doc_textf(doc,
			  "; with 95\xc2\xa0%% confidence no more than %.0f\xc2\xa0%%",
			  ceil(100 * most));
}

/* " (guanaco-7b)": who of the cohort stands at this case's stated value or beyond. */
static void named_beyond(struct doc *doc, const struct view *view)
{
	enum { MOST = 6 };
	size_t n = 0;

	JSON_EACH(model, json_get(view->result, "cohort")) {
		if (!(view_num(model, "llr10_unbounded") >= view->llr10) || n++ >= MOST)
			continue;
		doc_text(doc, n == 1 ? " (" : ", ");
		doc_name(doc, view_label(view, model));
	}
	if (n)
		doc_text(doc, n > MOST ? ", ...)" : ")");
}

/* The method's own error rate with this teacher, for a finding that accuses. */
static void accused(struct doc *doc, const struct view *view, const struct json *rates)
{
	const struct json *vendors = json_get(rates, "by_vendor");
	double n = view_num(rates, "n");

	doc_text(doc, view_num(rates, "n_beyond") == 1 ? " is" : " are");
	doc_text(doc, " at this value or beyond");
	named_beyond(doc, view);
	doc_text(doc, ". So with this teacher the method "
		      "would say as much of ");
	doc_number(doc, rates, "n_beyond", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, rates, "n", 0, false);
	doc_text(doc, " innocents");
	share(doc, view_num(rates, "n_beyond"), n, view_num(rates, "beyond_most"));
	doc_text(doc, " (upper limit by Clopper and Pearson). ");
	if (view_num(vendors, "n") == n)
		return;
	doc_text(doc, "Counting each vendor once, by its highest model: ");
	doc_number(doc, vendors, "n_above_0", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, vendors, "n", 0, false);
	doc_text(doc, " above 0, and ");
	doc_number(doc, vendors, "n_beyond", 0, false);
	doc_text(doc, " at this value or beyond");
	share(doc, view_num(vendors, "n_beyond"), view_num(vendors, "n"),
	      view_num(vendors, "beyond_most"));
	doc_text(doc, ". ");
}

static void innocents(struct doc *doc, const struct view *view)
{
	const struct json *rates = json_get(view->result, "innocents");

	if (!isfinite(view_num(rates, "n")))
		return;
	doc_para(doc, NULL);
	doc_strong(doc, "How often it would point at innocents.");
	doc_text(doc, " Of the ");
	doc_number(doc, rates, "n", 0, false);
	doc_text(doc, " independent models put in the suspect's place ");
	doc_number(doc, rates, "n_above_0", 0, false);
	doc_text(doc, view_num(rates, "n_above_0") == 1 ? " has" : " have");
	doc_text(doc, " a value above 0, so that the method would point at them, however "
		      "weakly. This case's stated value is ");
	doc_number(doc, view->result, "llr10", 2, true);
	doc_text(doc, ": ");
	doc_number(doc, rates, "n_beyond", 0, false);
	if (view->llr10 < 0)
		doc_text(doc, " stand at it or further below 0, as innocents should. ");
	else
		accused(doc, view, rates);
	doc_text(doc,
		 "The known H2 pairs of the calibration are others: pairs that the "
		 "corpus lists, with teachers of their own. Rates counted on them may "
		 "differ from these.");
	doc_para_end(doc);
}

void section_rank_suspect(struct doc *doc, const struct view *view)
{
	doc_para(doc, NULL);
	ranked(doc, view, &of_suspect);
	doc_para_end(doc);
	innocents(doc, view);
}

/* Who came out after the suspect cannot have taught it. */
static void dates(struct doc *doc, const struct view *view)
{
	const struct json *rank = json_get(view->result, "placebo_rank");
	const struct json *before = json_get(rank, "before_suspect");
	double n_placebos = view_num(rank, "of") - 1;

	if (!before || !(n_placebos > 0))
		return;
	doc_para(doc, NULL);
	doc_strong(doc, "Who was out in time.");
	doc_text(doc, " A model that came out after the suspect cannot have taught it. ");
	if (json_is_null(before)) {
		doc_text(doc,
			 "When the suspect came out is not known, so it is not known "
			 "either which placebo teachers were out before it.");
	} else {
		doc_textf(doc, "Of the %.0f placebo teachers ", n_placebos);
		doc_number(doc, before, "n_placebos", 0, false);
		doc_text(doc, view_num(before, "n_placebos") == 1 ? " is" : " are");
		doc_text(doc, " known to have come out before the suspect. ");
		if (view_num(before, "n_placebos") > 0) {
			doc_text(doc, "Among these and itself the teacher ranks ");
			rank_of(doc, before, &of_teacher);
			doc_text(doc, ".");
		} else {
			doc_text(doc,
				 "So the rank above sets the teacher against models that "
				 "came out later or about when the suspect did, or at an "
				 "unknown date. It shows how unusual so near a model is, "
				 "not that rivals which could have taught it were "
				 "beaten.");
		}
	}
	doc_para_end(doc);
}

struct nearby {
	const struct json *v[MOST_NAMES];
	size_t n, n_at_bound;
	bool is_nearer; /* the best of them, than the teacher */
};

/* Placebo teachers above 0, best first as they stand. */
static struct nearby find_nearby(const struct view *view)
{
	struct nearby found = {.n = 0};

	JSON_EACH(one, json_get(view->result, "teachers")) {
		double value = view_num(one, "llr10_unbounded");

		if (!json_true(one, "placebo") || !(value > 0))
			continue;
		if (found.n < MOST_NAMES)
			found.v[found.n] = one;
		found.n++;
		found.n_at_bound += value >= view->bound.hi;
		found.is_nearer |= value > view->llr10_unbounded;
	}
	return found;
}

/* Likeness to a model that nobody asked about is no answer to the question asked. */
static void others_nearby(struct doc *doc, const struct view *view)
{
	struct nearby found = find_nearby(view);

	if (!found.n || !isfinite(view->llr10))
		return;
	doc_para(doc, NULL);
	doc_strong(doc, found.is_nearer ? "Another model is nearer than the teacher."
					: "Another model is near too.");
	doc_text(doc, " Above 0 before bounding: ");
	for (size_t i = 0; i < found.n && i < MOST_NAMES; i++) {
		doc_text(doc, i ? ", " : "");
		doc_name(doc, view_label(view, found.v[i]));
		doc_text(doc, " (");
		doc_number(doc, found.v[i], "llr10_unbounded", 2, true);
		doc_text(doc, ")");
	}
	if (found.n > MOST_NAMES)
		doc_textf(doc, " and %zu more", found.n - MOST_NAMES);
	doc_text(doc, "; the teacher stands at ");
	doc_number(doc, view->result, "llr10_unbounded", 2, true);
	if (found.n_at_bound)
		doc_textf(doc, ". %zu of them would reach the upper bound",
			  found.n_at_bound);
	doc_text(doc,
		 ". Each is nearer to the suspect than independent models usually are. "
		 "This report asks about ");
	doc_name(doc, view->teacher);
	doc_text(doc, " alone. Likeness to another model may come from a shared base, "
		      "shared data or teaching, and would need a question of its own (");
	doc_code(doc, "assay compare CASE --teacher NAME");
	doc_text(doc, ").");
	doc_para_end(doc);
}

void section_rank_teacher(struct doc *doc, const struct view *view)
{
	doc_para(doc, NULL);
	ranked(doc, view, &of_teacher);
	doc_para_end(doc);
	dates(doc, view);
	others_nearby(doc, view);
}

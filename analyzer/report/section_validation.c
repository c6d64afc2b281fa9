/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the method is wrong on pairs of known truth. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column columns[] = {
	{"measure", "Measure", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_NUMBER, 3, false},
	{"unit", "Unit", COLUMN_TEXT, 0, false},
	{"over", "Counted over", COLUMN_TEXT, 0, false},
	{"meaning", "Good is", COLUMN_TEXT, 0, false},
};

static void row(struct table *table, const char *name, const struct json *value,
		const char *unit, const char *over, const char *meaning)
{
	table_text(table, name);
	table_value(table, value);
	table_text(table, unit);
	table_text(table, over);
	table_text(table, meaning);
}

/* "25 H1 and 210 H2 values", or nothing where an older result does not tell. */
static void matched_over(const struct json *calibration, struct buf *out)
{
	double n_h1 = view_num(calibration, "n_h1");
	double n_h2 = view_num(calibration, "n_h2");

	if (isfinite(n_h1) && isfinite(n_h2))
		buf_printf(out, "%.0f H1 and %.0f H2 values", n_h1, n_h2);
}

static void matched(struct table *table, const struct json *calibration)
{
	double cllr = view_num(calibration, "cllr");
	double min = view_num(calibration, "cllr_min");
	struct buf over = BUF_INIT;
	const char *n;

	matched_over(calibration, &over);
	n = buf_str(&over);
	row(table, "Cllr, matched", json_get(calibration, "cllr"), "bits", n,
	    "small; 1 is no information");
	row(table, "Cllr_min, matched (after PAV)", json_get(calibration, "cllr_min"),
	    "bits", n, "small: how well H1 and H2 part");
	table_text(table, "Cllr_cal = Cllr - Cllr_min");
	table_number(table, cllr - min);
	table_text(table, "bits");
	table_text(table, n);
	table_text(table, "near 0: ratios mean what they say");
	row(table, "Equal error rate, matched", json_get(calibration, "eer"), "share", n,
	    "near 0; 0.5 is chance");
	row(table, "AUC, matched", json_get(calibration, "auc"), "share", n,
	    "near 1; 0.5 is chance");
	buf_clear(&over);
}

/* The curve's value at even prior odds, which is Cllr over all pairs. */
static const struct json *ece_even(const struct json *calibration)
{
	const struct json *ece = json_get(calibration, "ece");
	const struct json *cost = json_first(json_get(ece, "raw"));

	JSON_EACH(odds, json_get(ece, "log10_odds")) {
		double at = NAN;

		if (json_number(odds, &at) && fabs(at) < 1e-9)
			return cost;
		cost = cost ? json_next(cost) : NULL;
	}
	return NULL;
}

static void pairs_over(const char *name, size_t n, struct buf *out)
{
	buf_reset(out);
	buf_printf(out, "%zu %s pairs", n, name);
}

static void all_pairs(struct table *table, const struct json *calibration)
{
	const struct json *rates = json_get(calibration, "rates");
	const struct json *tippett = json_get(calibration, "tippett");
	size_t n_h1 = json_count(json_get(tippett, "h1"));
	size_t n_h2 = json_count(json_get(tippett, "h2"));
	struct buf over = BUF_INIT;

	buf_printf(&over, "%zu H1 and %zu H2 pairs", n_h1, n_h2);
	row(table, "Cllr, all pairs", ece_even(calibration), "bits", buf_str(&over),
	    "small; 1 is no information");
	pairs_over("H2", n_h2, &over);
	row(table, "H2 pairs with LLR10 above 0",
	    json_get(rates, "misleading_h2_above_0"), "share", buf_str(&over), "near 0");
	row(table, "H2 pairs with LLR10 above 1",
	    json_get(rates, "misleading_h2_above_1"), "share", buf_str(&over),
	    "at most 0.1 for an honest ratio");
	pairs_over("H1", n_h1, &over);
	row(table, "H1 pairs with LLR10 below 0",
	    json_get(rates, "misleading_h1_below_0"), "share", buf_str(&over), "near 0");
	buf_clear(&over);
}

static void measures(struct doc *doc, const struct json *calibration)
{
	struct table *table = TABLE_NEW(columns);

	matched(table, calibration);
	all_pairs(table, calibration);
	section_table(doc, table,
		      "Measures on pairs of known truth, families left out, before "
		      "bounding");
	table_free(table);
	doc_say(doc, "There are two ways to count, and they give different numbers for "
		     "one measure.");
	doc_list(doc);
	doc_point(
		doc,
		"All pairs: each known pair counts once. This mixes two questions. Most "
		"known students learned from the same few vendors, so a rule that reads "
		"no answer and merely names that vendor does well too.");
	doc_point(doc,
		  "Matched: suspects are compared only within one teacher vendor, one "
		  "value for each suspect and vendor (the mean over that vendor's "
		  "teachers). Naming the vendor then wins nothing. Judge the method by "
		  "these: the condition for giving a ratio is on the matched Cllr.");
	doc_list_end(doc);
	doc_say(doc,
		"The rates of misleading evidence and the figures below are over all "
		"pairs, because they need many. Pairs of one family are not "
		"independent, so the shares are less certain than the numbers of "
		"pairs suggest.");
}

/* Share of the values that lie at `llr10` or further out in its direction, in per cent.
 */
static double share_beyond(const struct json *values, double llr10)
{
	size_t n_beyond = 0, n = 0;

	JSON_EACH(child, values) {
		double x;

		if (!json_number(child, &x))
			continue;
		n++;
		n_beyond += llr10 >= 0 ? x >= llr10 : x <= llr10;
	}
	return n ? 100 * (double)n_beyond / (double)n : (double)NAN;
}

/* The known pair that misleads most in the direction of this case. */
static const struct json *worst(const struct json *tippett, bool is_for_h1)
{
	const struct json *values = json_get(tippett, is_for_h1 ? "h2" : "h1");
	const struct json *last = json_first(values);

	for (const struct json *next = last; is_for_h1 && next; next = json_next(next))
		last = next;
	return last;
}

static void place_on_tippett(struct doc *doc, const struct view *view,
			     const struct json *tippett)
{
	bool is_for_h1 = view->llr10 >= 0;

	doc_item(doc);
	doc_text(doc, "Tippett: a value of ");
	doc_number(doc, view->result, "llr10", 2, true);
	doc_textf(doc,
		  " or %s was found for %.1f %% of the known H1 pairs and for %.1f %% of "
		  "the known H2 pairs.",
		  is_for_h1 ? "more" : "less",
		  share_beyond(json_get(tippett, "h1"), view->llr10),
		  share_beyond(json_get(tippett, "h2"), view->llr10));
	if (worst(tippett, is_for_h1)) {
		doc_textf(doc, " The %s known %s pair stands at ",
			  is_for_h1 ? "highest" : "lowest", is_for_h1 ? "H2" : "H1");
		doc_value(doc, worst(tippett, is_for_h1), 2, true);
		doc_text(doc, ".");
	}
	if (strcmp(view->at, "none") != 0 && isfinite(view->llr10_unbounded)) {
		doc_text(doc, " This case stands at its bound; the known pairs are shown "
			      "before bounding, where this case is at ");
		doc_number(doc, view->result, "llr10_unbounded", 2, true);
		doc_text(doc, ".");
	}
	doc_item_end(doc);
}

static void place_on_ece(struct doc *doc, const struct view *view,
			 const struct json *calibration)
{
	struct buf times = BUF_INIT;
	const struct json *cost = ece_even(calibration);

	view_times(view->llr10, &times);
	doc_item(doc);
	doc_textf(
		doc,
		"ECE: this case's ratio brings a reader to even odds who before it held "
		"%s %s more probable; the upright line stands there.",
		view->llr10 >= 0 ? "H2" : "H1", buf_str(&times));
	if (cost) {
		doc_text(doc, " At even odds before the findings the method's ratios "
			      "cost ");
		doc_value(doc, cost, 3, false);
		doc_text(doc, " bits; a method that knows nothing costs 1.");
	}
	doc_item_end(doc);
	buf_clear(&times);
}

static void place(struct doc *doc, const struct view *view,
		  const struct json *calibration)
{
	const struct json *tippett = json_get(calibration, "tippett");
	double h1, h2;

	doc_heading(doc, "Where this case falls");
	if (!isfinite(view->llr10)) {
		doc_say(doc, "No ratio is given in this case, so that it stands nowhere "
			     "on the curves below.");
		return;
	}
	h1 = share_beyond(json_get(tippett, "h1"), view->llr10);
	h2 = share_beyond(json_get(tippett, "h2"), view->llr10);
	doc_list(doc);
	place_on_tippett(doc, view, tippett);
	place_on_ece(doc, view, calibration);
	if (view->llr10 >= 0 && isfinite(h1) && isfinite(h2))
		doc_point(doc,
			  "DET: a rule that said H1 from this value on would have been "
			  "wrong on %.1f %% of the known H2 pairs (false alarms), and "
			  "would have missed %.1f %% of the known H1 pairs. The equal "
			  "error rate in that figure is over all pairs, and so differs "
			  "from the matched "
			  "one in the table.",
			  h2, 100 - h1);
	doc_list_end(doc);
}

static const struct column channel_columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"weight", "Weight in this case", COLUMN_NUMBER, 2, false},
	{"weight_learned", "Weight on the corpus", COLUMN_NUMBER, 2, false},
	{"cllr_without", "Cllr without it", COLUMN_NUMBER, 3, false},
	{"nearest_h2", "Most alike under H2", COLUMN_TEXT, 0, false},
	{"nearest_h1", "Most alike under H1", COLUMN_TEXT, 0, false},
};

/* "openers 0.82": the channel whose scores go most with those of another. */
static void nearest_cell(struct table *table, const struct json *nearest)
{
	struct buf text = BUF_INIT;

	if (*view_str(nearest, "channel")) {
		buf_printf(&text, "%s ", view_str(nearest, "channel"));
		number_show(view_num(nearest, "r"), 2, true, &text);
	}
	table_text(table, buf_str(&text));
	buf_clear(&text);
}

/* What the channel weighs in this case, which may lack some. */
static const struct json *case_weight(const struct view *view, const char *name)
{
	JSON_EACH(channel, json_get(view->result, "channels")) {
		if (!strcmp(view_str(channel, "name"), name))
			return json_true(channel, "used") ? json_get(channel, "weight")
							  : NULL;
	}
	return NULL;
}

static void channels(struct doc *doc, const struct view *view,
		     const struct json *calibration)
{
	const struct json *list = json_get(calibration, "channels");
	struct table *table;

	if (!json_count(list))
		return;
	table = TABLE_NEW(channel_columns);
	JSON_EACH(channel, list) {
		const char *name = view_str(channel, "name");

		table_text(table, name);
		table_from(table, channel, "auc");
		table_from(table, channel, "cllr");
		table_value(table, case_weight(view, name));
		table_from(table, channel, "weight");
		table_from(table, channel, "cllr_without");
		nearest_cell(table, json_get(channel, "nearest_h2"));
		nearest_cell(table, json_get(channel, "nearest_h1"));
	}
	section_table(doc, table, "Each channel on the reference corpus, matched");
	table_free(table);
	doc_para(doc, NULL);
	doc_textf(
		doc,
		"AUC and Cllr say how well each channel does by itself; they are "
		"matched, "
		"with families left out. Weight is how much the fusion makes of it. Cllr "
		"without it is that of a fusion of the other channels, to be held "
		"against "
		"the %.3f of all: where it is no larger, the channel is not missed. Most "
		"alike names the channel whose scores rise and fall with it "
		"(correlation). "
		"These figures are of the whole corpus, no family left out for this "
		"case. "
		"What each channel found in this case is under ",
		view_num(calibration, "cllr_corpus"));
	doc_link(doc, "evidence", "Evidence");
	doc_text(doc, ".");
	doc_para_end(doc);
}

/* What of the conditions is not met, or each that is, where the result tells them. */
static void gate(struct doc *doc, const struct json *calibration)
{
	const struct json *found = json_get(calibration, "gate");
	const struct json *reasons = json_get(found, "reasons");
	bool ok = json_true(found, "ok"), bare = false;

	if (!found)
		return;
	JSON_EACH(reason, reasons) {
		bare |= json_text(reason) && !strcmp(json_text(reason), "passed");
	}
	doc_say(doc,
		"A likelihood ratio is given only with at least 8 families of either "
		"kind, a "
		"Cllr below 1 with families left out, the genre the calibration was "
		"learned "
		"on, and a cohort large enough. These conditions are %s",
		!ok                            ? "not met:"
		: bare || !json_count(reasons) ? "met."
					       : "met:");
	if (!bare)
		section_texts(doc, reasons);
}

static void left_out(struct doc *doc, const struct json *calibration)
{
	struct buf names = BUF_INIT;

	JSON_EACH(family, json_get(calibration, "left_out")) {
		if (json_text(family))
			buf_printf(&names, "%s%s", names.len ? ", " : "",
				   json_text(family));
	}
	if (names.len)
		doc_say(doc,
			"Left out of everything learned for this case, because the "
			"suspect may belong to it: %s.",
			buf_str(&names));
	buf_clear(&names);
}

/* Families of either kind overlap, so that readers must not add them up. */
static void families(struct doc *doc, const struct view *view,
		     const struct json *calibration)
{
	struct range all = view_range(json_get(view->result, "bound"), "families");

	doc_para(doc, NULL);
	doc_text(doc, "Families are the independent units. H1 pairs come from ");
	doc_number(doc, calibration, "families_h1", 0, false);
	doc_text(doc, " families of suspects, H2 pairs from ");
	doc_number(doc, calibration, "families_h2", 0, false);
	doc_text(doc,
		 ". A family can be in both, because a model that one teacher taught "
		 "is an H2 suspect of all others");
	if (range_known(all))
		doc_textf(doc,
			  ": they are %.0f families in all, and on that number "
			  "rests the families bound",
			  pow(10, all.hi));
	doc_text(doc, ".");
	doc_para_end(doc);
}

static void tried(struct doc *doc, const struct view *view,
		  const struct json *calibration)
{
	const struct json *tippett = json_get(calibration, "tippett");
	const char *name = view_str(calibration, "name");

	doc_para(doc, NULL);
	doc_text(doc, "The method was tried on ");
	doc_number(doc, calibration, "n_trials", 0, false);
	doc_textf(doc,
		  " pairs of models%s%s whose truth is known %s: %zu H1 pairs (the "
		  "suspect learned from the teacher or a sibling of it) and %zu H2 pairs "
		  "(it did not). Each pair was scored with its whole family left out of "
		  "what was learned.",
		  *name ? " of the corpus " : "", name,
		  *view_str(calibration, "simulation") ? "by construction"
						       : "from public documents",
		  json_count(json_get(tippett, "h1")),
		  json_count(json_get(tippett, "h2")));
	doc_para_end(doc);
	families(doc, view, calibration);
}

void section_validation(struct doc *doc, const struct view *view,
			const struct figure figures[N_FIGURES])
{
	const struct json *calibration = json_get(view->result, "calibration");
	const char *simulation = view_str(calibration, "simulation");

	if (!calibration || json_is_null(calibration)) {
		doc_say(doc, "No calibration was used in this case, so that the method's "
			     "error rates on such data are not known. This is why no "
			     "likelihood ratio is given.");
		return;
	}
	tried(doc, view, calibration);
	if (*simulation)
		doc_say(doc, "The reference population is a simulation: %s.", simulation);
	left_out(doc, calibration);
	gate(doc, calibration);
	doc_heading(doc, "Error rates");
	measures(doc, calibration);
	channels(doc, view, calibration);
	place(doc, view, calibration);
	doc_figure(doc, &figures[FIGURE_tippett]);
	doc_figure(doc, &figures[FIGURE_ece]);
	doc_figure(doc, &figures[FIGURE_det]);
}

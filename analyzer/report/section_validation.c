/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the method is wrong on pairs of known truth. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column columns[] = {
	{"measure", "Measure", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_NUMBER, 3, false},
	{"unit", "Unit", COLUMN_TEXT, 0, false},
	{"upper", "95 % upper limit", COLUMN_NUMBER, 3, false},
	{"over", "Counted over", COLUMN_TEXT, 0, false},
	{"meaning", "Good is", COLUMN_TEXT, 0, false},
};

static void row(struct table *table, const char *name, const struct json *value,
		const char *unit, const struct json *upper, const char *over,
		const char *meaning)
{
	table_text(table, name);
	table_value(table, value);
	table_text(table, unit);
	table_value(table, upper);
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
	const struct json *errors = json_get(calibration, "errors");
	double cllr = view_num(calibration, "cllr");
	double min = view_num(calibration, "cllr_min");
	struct buf over = BUF_INIT;
	const char *n;

	matched_over(calibration, &over);
	n = buf_str(&over);
	row(table, "Cllr, matched", json_get(calibration, "cllr"), "bits", NULL, n,
	    "small; 1 is no information");
	row(table, "Cllr_min, matched (after PAV)", json_get(calibration, "cllr_min"),
	    "bits", NULL, n, "small: how well H1 and H2 part");
	table_text(table, "Cllr_cal = Cllr - Cllr_min");
	table_number(table, cllr - min);
	table_text(table, "bits");
	table_value(table, NULL);
	table_text(table, n);
	table_text(table, "near 0: ratios are as large as known pairs bear");
	row(table, "Equal error rate, matched", json_get(calibration, "eer"), "share",
	    json_get(json_get(errors, "eer"), "upper"), n, "near 0; 0.5 is chance");
	row(table, "AUC, matched", json_get(calibration, "auc"), "share", NULL, n,
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

/* "5 of 460 H2 pairs", or what of it is known. */
static void counted(double wrong, double n, const char *what, struct buf *out)
{
	buf_reset(out);
	if (isfinite(wrong))
		buf_printf(out, "%.0f of ", wrong);
	buf_printf(out, "%.0f %s", n, what);
}

static void misleading_rows(struct table *table, const struct json *calibration,
			    size_t n_h1, size_t n_h2)
{
	static const struct {
		const char *name, *families, *rate, *errors, *meaning;
		bool h1;
	} rows[] = {
		{"H2 pairs with LLR10 above 0", "Families with such an H2 pair",
		 "misleading_h2_above_0", "h2_above_0", "near 0", false},
		{"H2 pairs with LLR10 above 1", "Families with such an H2 pair",
		 "misleading_h2_above_1", "h2_above_1", "at most 0.1 for an honest ratio",
		 false},
		{"H1 pairs with LLR10 below 0", "Families with such an H1 pair",
		 "misleading_h1_below_0", "h1_below_0", "near 0", true},
	};
	struct buf over = BUF_INIT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct json *errors =
			json_get(json_get(calibration, "errors"), rows[i].errors);

		counted(view_num(errors, "wrong"), (double)(rows[i].h1 ? n_h1 : n_h2),
			rows[i].h1 ? "H1 pairs" : "H2 pairs", &over);
		row(table, rows[i].name,
		    json_get(json_get(calibration, "rates"), rows[i].rate), "share", NULL,
		    buf_str(&over), rows[i].meaning);
		if (!errors)
			continue;
		counted(view_num(errors, "wrong_families"),
			view_num(errors, "n_families"), "families", &over);
		row(table, rows[i].families, json_get(errors, "rate"), "share",
		    json_get(errors, "upper"), buf_str(&over), "near 0");
	}
	buf_clear(&over);
}

static void all_pairs(struct table *table, const struct json *calibration)
{
	const struct json *tippett = json_get(calibration, "tippett");
	size_t n_h1 = json_count(json_get(tippett, "h1"));
	size_t n_h2 = json_count(json_get(tippett, "h2"));
	struct buf over = BUF_INIT;

	buf_printf(&over, "%zu H1 and %zu H2 pairs", n_h1, n_h2);
	row(table, "Cllr, all pairs", ece_even(calibration), "bits", NULL, buf_str(&over),
	    "small; 1 is no information");
	misleading_rows(table, calibration, n_h1, n_h2);
	buf_clear(&over);
}

/* What a rate of so few can hide, in words. */
static void limits(struct doc *doc, const struct json *errors)
{
	const struct json *eer = json_get(errors, "eer");

	if (!(view_num(eer, "n") > 0))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "A rate of few is known only roughly. The 95 % upper limit is the "
		      "largest true rate that so few errors leave plausible (exact, "
		      "Clopper and Pearson). For the equal error rate it is of the class "
		      "with fewer values, here ");
	doc_number(doc, eer, "wrong", 0, false);
	doc_text(doc, " of ");
	doc_number(doc, eer, "n", 0, false);
	doc_textf(doc,
		  ": up to %.0f %%. Shares of pairs have no such limit, because pairs "
		  "of one family are not independent. Families are: one counts as soon "
		  "as one of its pairs misleads, which is the strictest count, for a "
		  "family is set against many teachers.",
		  100 * view_num(eer, "upper"));
	doc_para_end(doc);
}

enum size_of_ratios { TOO_SMALL, AS_LARGE, TOO_LARGE };

/* Within half a per cent the two are alike. */
static enum size_of_ratios size_found(const struct json *side)
{
	double gap = view_num(side, "observed") - view_num(side, "predicted");

	return gap > .005 ? TOO_LARGE : gap < -.005 ? TOO_SMALL : AS_LARGE;
}

static void one_side(struct doc *doc, const struct json *side, bool h1)
{
	static const char *const said[] = {
		[TOO_SMALL] =
			"the ratios are smaller than these pairs bear (understated)",
		[AS_LARGE] = "the ratios mean what they say",
		[TOO_LARGE] = "the ratios are larger than these pairs bear (overstated)",
	};

	doc_item(doc);
	doc_textf(doc,
		  "Where they support %s, the ratios say of themselves that %.1f %% are "
		  "wrong at even odds; %.1f %% are: %s.",
		  h1 ? "H1" : "H2", 100 * view_num(side, "predicted"),
		  100 * view_num(side, "observed"), said[size_found(side)]);
	doc_item_end(doc);
}

/* Which way the ratios err, which Cllr_cal does not say. */
static void reliability(struct doc *doc, const struct view *view,
			const struct json *calibration)
{
	const struct json *both = json_get(calibration, "reliability");
	const struct json *sides[2] = {json_get(both, "below_0"),
				       json_get(both, "above_0")};
	double cllr = view_num(calibration, "cllr"),
	       min = view_num(calibration, "cllr_min");
	bool first = !(view->llr10 < 0);

	if (!isfinite(view_num(sides[0], "observed")) ||
	    !isfinite(view_num(sides[1], "observed")))
		return;
	doc_heading(doc, "Do the ratios mean what they say?");
	doc_para(doc, NULL);
	if (isfinite(cllr) && isfinite(min) && cllr - min > min) {
		doc_text(doc, "Most of what the method loses, it loses here: of the "
			      "matched Cllr of ");
		doc_number(doc, calibration, "cllr", 3, false);
		doc_text(doc, " bits only ");
		doc_number(doc, calibration, "cllr_min", 3, false);
		doc_text(doc, " are lost because H1 and H2 do not part. ");
	}
	doc_text(doc, "Which way the ratios err, Cllr does not say. All known pairs, H1 "
		      "and H2 weighing alike, do, as far as so few families can:");
	doc_para_end(doc);
	doc_list(doc);
	one_side(doc, sides[first], first);
	one_side(doc, sides[!first], !first);
	doc_list_end(doc);
	if (size_found(sides[first]) == TOO_LARGE)
		doc_say(doc, "This case lies on a side where ratios were too large: its "
			     "ratio may be too large as well.");
	else if (size_found(sides[0]) == TOO_SMALL && size_found(sides[1]) == TOO_SMALL)
		doc_say(doc, "The known pairs alone would bear larger ratios on both "
			     "sides. They are kept smaller on purpose (shrunk), because "
			     "the families are few and the next one may be unlike them. "
			     "It is no reason to read more into the ratio of this case.");
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
		  "these, and by how many values they rest on: the condition for giving "
		  "a ratio is on the matched Cllr.");
	doc_list_end(doc);
	limits(doc, json_get(calibration, "errors"));
	doc_say(doc,
		"The rates of misleading evidence and the figures below are over all "
		"pairs, because they need many. Pairs of one family are not "
		"independent.");
	doc_say(doc,
		"All these rates are of the ratio's sign or size. The conclusion in the "
		"summary asks for more: the whole interval on one side of 0, and no "
		"alternative that explains the answers better. How often that rule is "
		"wrong is not measured on this page.");
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

/* The other class's nearest to this case, and from where to where its own class reaches.
 */
static void known_ends(struct doc *doc, const struct json *tippett, bool is_for_h1)
{
	const struct json *own = json_get(tippett, is_for_h1 ? "h1" : "h2");
	const struct json *other = json_get(tippett, is_for_h1 ? "h2" : "h1");

	if (!json_count(own) || !json_count(other))
		return;
	doc_textf(doc, " The %s known %s pair stands at ",
		  is_for_h1 ? "highest" : "lowest", is_for_h1 ? "H2" : "H1");
	doc_value(doc, view_end(other, is_for_h1), 2, true);
	doc_textf(doc, "; the known %s pairs reach from ", is_for_h1 ? "H1" : "H2");
	doc_value(doc, view_end(own, false), 2, true);
	doc_text(doc, " to ");
	doc_value(doc, view_end(own, true), 2, true);
	doc_text(doc, ".");
}

/* The used channel whose score exceeds the mean of its class most. */
static const struct json *farthest_channel(const struct view *view)
{
	const struct json *best = NULL;
	double most = 0;

	JSON_EACH(channel, json_get(view->result, "channels")) {
		double above = view_num(channel, "score") - view_num(channel, "h1_mean");

		if (!json_true(channel, "used") || !(above > most))
			continue;
		most = above;
		best = channel;
	}
	return best;
}

/* A value unheard of among known pairs may be of something else than teaching. */
static void beyond_all(struct doc *doc, const struct view *view,
		       const struct json *tippett)
{
	bool is_for_h1 = view->llr10 >= 0;
	const struct json *own = json_get(tippett, is_for_h1 ? "h1" : "h2");
	const struct json *channel = is_for_h1 ? farthest_channel(view) : NULL;
	double end;

	if (!json_number(view_end(own, is_for_h1), &end) ||
	    !isfinite(view->llr10_unbounded) ||
	    !(is_for_h1 ? view->llr10_unbounded > end : view->llr10_unbounded < end))
		return;
	doc_item(doc);
	doc_textf(doc,
		  "Beyond every known pair: before bounding this case stands %s than "
		  "every known %s pair, at ",
		  is_for_h1 ? "higher" : "lower", is_for_h1 ? "H1" : "H2");
	doc_number(doc, view->result, "llr10_unbounded", 2, true);
	doc_text(doc, ".");
	if (channel) {
		doc_text(doc, " It is farthest from what is known in the channel ");
		doc_name(doc, view_str(channel, "name"));
		doc_text(doc, ": z ");
		doc_number(doc, channel, "score", 1, true);
		doc_text(doc, " against a mean of ");
		doc_number(doc, channel, "h1_mean", 1, true);
		doc_text(doc, " of the known H1 pairs.");
	}
	doc_text(doc, " The method was not tried on such values. Before it is read as "
		      "strong, look whether the material is comparable: the same "
		      "prompts and settings, answers that are the models' own, no "
		      "answers of one filed under the other's name.");
	doc_item_end(doc);
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
	known_ends(doc, tippett, is_for_h1);
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
	beyond_all(doc, view, tippett);
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

/* "overlap 0.132, ngram4 0.132": channels whose number under `key` is at most `most`, or
 * below it; how many. With doc NULL they are only counted. */
static size_t channels_up_to(struct doc *doc, const struct json *list, const char *key,
			     double most, bool equal)
{
	size_t n = 0;

	JSON_EACH(channel, list) {
		double x = view_num(channel, key);

		if (!(x < most || (equal && x <= most)))
			continue;
		if (doc) {
			doc_text(doc, n ? ", " : "");
			doc_name(doc, view_str(channel, "name"));
			doc_text(doc, " ");
			doc_number(doc, channel, key, 3, false);
		}
		n++;
	}
	return n;
}

/* From here on two channels see the same. */
#define SAME_VIEW .9

/* Of two that name each other only the first is told. */
static bool is_told_before(const struct json *list, const struct json *channel)
{
	const char *other = view_str(json_get(channel, "nearest_h2"), "channel");

	JSON_EACH(earlier, list) {
		if (earlier == channel)
			return false;
		if (!strcmp(view_str(earlier, "name"), other))
			return !strcmp(
				view_str(json_get(earlier, "nearest_h2"), "channel"),
				view_str(channel, "name"));
	}
	return false;
}

static bool any_alike(const struct json *list)
{
	JSON_EACH(channel, list) {
		if (view_num(json_get(channel, "nearest_h2"), "r") >= SAME_VIEW)
			return true;
	}
	return false;
}

static void channels_alike(struct doc *doc, const struct json *list)
{
	JSON_EACH(channel, list) {
		const struct json *nearest = json_get(channel, "nearest_h2");

		if (!(view_num(nearest, "r") >= SAME_VIEW) ||
		    is_told_before(list, channel))
			continue;
		doc_item(doc);
		doc_name(doc, view_str(channel, "name"));
		doc_text(doc, " and ");
		doc_name(doc, view_str(nearest, "channel"));
		doc_text(doc, " rise and fall together even among pairs where nobody "
			      "was taught (correlation ");
		doc_number(doc, nearest, "r", 2, true);
		doc_text(doc, "). Count them as one: neither confirms the other.");
		doc_item_end(doc);
	}
}

/* What the table shows against the method, in words. */
static void channels_compared(struct doc *doc, const struct json *calibration)
{
	const struct json *list = json_get(calibration, "channels");
	double all = view_num(calibration, "cllr_corpus");
	size_t n_better = channels_up_to(NULL, list, "cllr", all, false);
	size_t n_spare = channels_up_to(NULL, list, "cllr_without", all, true);

	if (!n_better && !n_spare && !any_alike(list))
		return;
	doc_list(doc);
	if (n_better) {
		doc_item(doc);
		doc_text(doc, "Alone a channel did better than all together (Cllr ");
		doc_number(doc, calibration, "cllr_corpus", 3, false);
		doc_text(doc, "): ");
		(void)channels_up_to(doc, list, "cllr", all, false);
		doc_text(doc, ". The fusion stands all the same. No single channel may "
			      "carry a finding: one habit can be disguised, or shared "
			      "for another reason. And to choose, afterwards, what did "
			      "best on these pairs would be tuning to them.");
		doc_item_end(doc);
	}
	if (n_spare) {
		doc_item(doc);
		doc_text(doc, "Not missed on these pairs, for the others do as well "
			      "without it (Cllr without it): ");
		(void)channels_up_to(doc, list, "cllr_without", all, true);
		doc_text(doc, ". To drop them now would be tuning as well.");
		doc_item_end(doc);
	}
	channels_alike(doc, list);
	doc_list_end(doc);
}

static void channels(struct doc *doc, const struct view *view,
		     const struct json *calibration)
{
	const struct json *list = json_get(calibration, "channels");
	struct table *table;

	if (!json_count(list))
		return;
	doc_heading(doc, "What each channel is worth");
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
	doc_text(doc,
		 "AUC and Cllr say how well each channel does by itself; they are "
		 "matched, with families left out. Weight is how much the fusion makes "
		 "of it. Cllr without it is that of a fusion of the other channels, to "
		 "be held against the ");
	doc_number(doc, calibration, "cllr_corpus", 3, false);
	doc_text(doc, " of all. Most alike names the channel whose scores rise and fall "
		      "with it (correlation). These figures are of the whole corpus, no "
		      "family left out for this case. What each channel found in this "
		      "case is under ");
	doc_link(doc, "evidence", "Evidence");
	doc_text(doc, ".");
	doc_para_end(doc);
	channels_compared(doc, calibration);
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

/* Which of the three bounds is the tightest on the side of this case, and why. */
static void what_limits(struct doc *doc, const struct view *view)
{
	static const struct {
		const char *key, *says;
	} bounds[] = {
		{"elub", "ELUB. There are so few known families that one more misleading "
			 "value of each kind would make ratios beyond it cost more than "
			 "saying nothing"},
		{"invariance",
		 "the invariance bound. Ratios beyond it do not come from "
		 "known H1 pairs that many times more often than from known "
		 "H2 pairs"},
		{"families", "the number of families: ten of them show no ratio beyond "
			     "ten"},
	};
	const struct json *bound = json_get(view->result, "bound");
	bool is_for_h1 = !(view->llr10 < 0);
	double end = view_num(bound, is_for_h1 ? "hi" : "lo");

	for (size_t i = 0; isfinite(end) && i < sizeof(bounds) / sizeof(*bounds); i++) {
		struct range range = view_range(bound, bounds[i].key);

		if (!range_known(range) ||
		    fabs((is_for_h1 ? range.hi : range.lo) - end) > 1e-9)
			continue;
		doc_para(doc, NULL);
		doc_textf(doc, "What limits the ratio for %s in this case, to LLR10 ",
			  is_for_h1 ? "H1" : "H2");
		doc_number(doc, bound, is_for_h1 ? "hi" : "lo", 2, true);
		doc_textf(doc, ", is %s. The ", bounds[i].says);
		doc_link(doc, "glossary", "glossary");
		doc_text(doc, " says how each bound is computed.");
		doc_para_end(doc);
		return;
	}
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
		doc_textf(doc, ": they are %.0f families in all", pow(10, all.hi));
	doc_text(doc, ".");
	doc_para_end(doc);
	what_limits(doc, view);
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
	doc_say(doc, "The known pairs are those that the corpus lists, because something "
		     "is known of them; they are not all pairs of its models, and other "
		     "lists would give other rates. The figures under Evidence show "
		     "other values: models of this case and of the corpus beside this "
		     "teacher, or in its place.");
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
	reliability(doc, view, calibration);
	channels(doc, view, calibration);
	place(doc, view, calibration);
	doc_figure(doc, &figures[FIGURE_tippett]);
	doc_figure(doc, &figures[FIGURE_ece]);
	doc_figure(doc, &figures[FIGURE_det]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the method is wrong on pairs of known truth. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column columns[] = {
	{"measure", "Measure", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_NUMBER, 3, false},
	{"unit", "Unit", COLUMN_TEXT, 0, false},
	{"n", "Pairs", COLUMN_NUMBER, 0, false},
	{"meaning", "Good is", COLUMN_TEXT, 0, false},
};

static void row(struct table *table, const char *name, const struct json *value,
		const char *unit, double n, const char *meaning)
{
	table_text(table, name);
	table_value(table, value);
	table_text(table, unit);
	table_number(table, n);
	table_text(table, meaning);
}

/* Matched measures have one value a suspect, and the result does not tell how many. */
static void matched(struct table *table, const struct json *calibration)
{
	double cllr = view_num(calibration, "cllr");
	double min = view_num(calibration, "cllr_min");

	row(table, "Cllr, matched", json_get(calibration, "cllr"), "bits", NAN,
	    "small; 1 is no information");
	row(table, "Cllr_min, matched (after PAV)", json_get(calibration, "cllr_min"),
	    "bits", NAN, "small: how well H1 and H2 part");
	table_text(table, "Cllr_cal = Cllr - Cllr_min");
	table_number(table, cllr - min);
	table_text(table, "bits");
	table_number(table, NAN);
	table_text(table, "near 0: ratios mean what they say");
	row(table, "Equal error rate, matched", json_get(calibration, "eer"), "share",
	    NAN, "near 0; 0.5 is chance");
	row(table, "AUC, matched", json_get(calibration, "auc"), "share", NAN,
	    "near 1; 0.5 is chance");
}

static void measures(struct doc *doc, const struct json *calibration)
{
	const struct json *rates = json_get(calibration, "rates");
	const struct json *tippett = json_get(calibration, "tippett");
	double n_h1 = (double)json_count(json_get(tippett, "h1"));
	double n_h2 = (double)json_count(json_get(tippett, "h2"));
	struct table *table = TABLE_NEW(columns);

	matched(table, calibration);
	row(table, "H2 pairs with LLR10 above 0",
	    json_get(rates, "misleading_h2_above_0"), "share", n_h2, "near 0");
	row(table, "H2 pairs with LLR10 above 1",
	    json_get(rates, "misleading_h2_above_1"), "share", n_h2,
	    "at most 0.1 for an honest ratio");
	row(table, "H1 pairs with LLR10 below 0",
	    json_get(rates, "misleading_h1_below_0"), "share", n_h1, "near 0");
	doc_table(doc, table,
		  "Measures on pairs of known truth, families left out, before bounding",
		  0, "");
	table_free(table);
	doc_say(doc,
		"Matched measures compare pairs within one teacher vendor, one value "
		"per suspect, so that knowing the vendor alone wins nothing. The rates "
		"below them and the figures are over all pairs; pairs of one family "
		"are not independent, so that the shares are less certain than their "
		"numbers of pairs suggest.");
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
	doc_table(doc, table, "Each channel on the reference corpus, matched", 0, "");
	table_free(table);
	doc_para(doc, NULL);
	doc_textf(
		doc,
		"AUC and Cllr of each channel by itself, with families left out; weight: "
		"its slope in the fusion; Cllr without it: of a fusion learned from the "
		"other channels, to be held against the %.3f of all; most alike: the "
		"channel with the highest correlation of centred scores. These figures "
		"are of the whole corpus, no family left out for this case. What each "
		"channel found in this case is under ",
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

void section_validation(struct doc *doc, const struct view *view,
			const struct figure figures[N_FIGURES])
{
	const struct json *calibration = json_get(view->result, "calibration");
	const char *name = view_str(calibration, "name");
	const char *simulation = view_str(calibration, "simulation");

	if (!calibration || json_is_null(calibration)) {
		doc_say(doc, "No calibration was used in this case, so that the method's "
			     "error rates on such data are not known. This is why no "
			     "likelihood ratio is given.");
		return;
	}
	doc_para(doc, NULL);
	doc_text(doc, "The method was tried on ");
	doc_number(doc, calibration, "n_trials", 0, false);
	doc_textf(doc, " pairs of models%s%s whose truth is known %s, in ",
		  *name ? " of the corpus " : "", name,
		  *simulation ? "by construction" : "from public documents");
	doc_number(doc, calibration, "families_h1", 0, false);
	doc_text(doc, " families with and ");
	doc_number(doc, calibration, "families_h2", 0, false);
	doc_text(doc,
		 " without a teacher among the candidates. Each pair was scored with "
		 "its whole family left out of what was learned.");
	doc_para_end(doc);
	if (*simulation)
		doc_say(doc, "The reference population is a simulation: %s.", simulation);
	left_out(doc, calibration);
	measures(doc, calibration);
	channels(doc, view, calibration);
	gate(doc, calibration);
	doc_figure(doc, &figures[FIGURE_tippett]);
	doc_figure(doc, &figures[FIGURE_ece]);
	doc_figure(doc, &figures[FIGURE_det]);
}

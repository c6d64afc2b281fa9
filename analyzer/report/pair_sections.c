/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two results say side by side, and whether they may be held against each other. */
#include <math.h>
#include <string.h>

#include "report/pair_parts.h"
#include "report/section.h"

#define MEASURE_COLUMNS(decimals, sign)                                                  \
	{                                                                                \
		{"measure", "Measure", COLUMN_TEXT, 0, false},                           \
			{"a", "A", COLUMN_NUMBER, decimals, sign},                       \
			{"b", "B", COLUMN_NUMBER, decimals, sign},                       \
	}
static const struct column llr10_columns[] = MEASURE_COLUMNS(2, true);
static const struct column count_columns[] = MEASURE_COLUMNS(0, false);
static const struct column rate_columns[] = MEASURE_COLUMNS(3, false);

struct measure {
	const char *name, *part, *key; /* part: NULL for the result itself */
};
static const struct column fact_columns[] = {
	{"fact", "Of", COLUMN_TEXT, 0, false},
	{"a", "A", COLUMN_NAME, 0, false},
	{"b", "B", COLUMN_NAME, 0, false},
	{"same", "Same", COLUMN_TEXT, 0, false},
};
static const struct column channel_columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"a_n", "Prompts A", COLUMN_NUMBER, 0, false},
	{"b_n", "B", COLUMN_NUMBER, 0, false},
	{"a_score", "Centred (z) A", COLUMN_NUMBER, 2, true},
	{"b_score", "B", COLUMN_NUMBER, 2, true},
	{"score", "A minus B", COLUMN_NUMBER, 2, true},
	{"a_llr10", "LLR10 A", COLUMN_NUMBER, 2, true},
	{"b_llr10", "B", COLUMN_NUMBER, 2, true},
	{"llr10", "A minus B", COLUMN_NUMBER, 2, true},
};

static void one_finding(struct doc *doc, const struct view *view, const char *name)
{
	const char *verbal = view_str(view->result, "verbal");

	doc_box(doc, "column");
	doc_heading(doc, name);
	doc_para(doc, NULL);
	doc_text(doc, "Was ");
	doc_name(doc, view->suspect);
	doc_text(doc, " trained on outputs of ");
	doc_name(doc, view->teacher);
	doc_text(doc, "?");
	doc_para_end(doc);
	doc_para(doc, "number");
	if (isfinite(view->llr10)) {
		doc_strong_value(doc, json_get(view->result, "llr10"), 2, true);
		doc_text(doc, " LLR10");
	} else {
		doc_strong(doc, "No likelihood ratio");
	}
	doc_para_end(doc);
	if (range_known(view->interval)) {
		doc_para(doc, "interval");
		doc_text(doc, "90 % interval ");
		doc_range(doc, view->result, "llr10_interval");
		doc_para_end(doc);
	}
	doc_para(doc, NULL);
	if (*verbal)
		doc_textf(doc, "%s. ", verbal);
	doc_text(doc, "Conclusion: ");
	doc_strong(doc, view_conclusion(view));
	doc_text(doc, ".");
	doc_para_end(doc);
	doc_box_end(doc);
}

/* Two intervals that overlap do not tell the two apart. */
static void apart(struct doc *doc, const struct pair *pair)
{
	struct range a = pair->side[0].interval, b = pair->side[1].interval;
	const struct json *difference = json_get(pair->root, "difference");

	if (!isfinite(view_num(difference, "llr10"))) {
		doc_say(doc, "One of the two has no likelihood ratio, so that their "
			     "strength cannot be compared.");
		return;
	}
	doc_para(doc, NULL);
	doc_text(doc, "LLR10 of A minus that of B is ");
	doc_strong_value(doc, json_get(difference, "llr10"), 2, true);
	doc_text(doc, ". ");
	if (!range_known(a) || !range_known(b))
		doc_text(doc, "At least one has no interval.");
	else if (a.lo > b.hi || b.lo > a.hi)
		doc_text(doc, "The intervals do not overlap.");
	else
		doc_text(doc, "The intervals overlap: the two findings do not differ "
			      "clearly.");
	if (strcmp(pair->side[0].at, "none") != 0 ||
	    strcmp(pair->side[1].at, "none") != 0)
		doc_text(doc, " At least one stands at its bound. How much further it "
			      "would go is not known, so the size of the difference "
			      "says nothing about the models.");
	doc_para_end(doc);
}

static void fact(struct table *table, const char *name, const char *a, const char *b)
{
	table_text(table, name);
	table_text(table, a);
	table_text(table, b);
	table_text(table, !*a || !*b ? NULL : !strcmp(a, b) ? "yes" : "no");
}

/* "calibration/name" of either side. */
static void fact_in(struct table *table, const struct pair *pair, const char *name,
		    const char *part, const char *key)
{
	const char *text[2];

	for (int i = 0; i < 2; i++) {
		const struct json *result = pair->side[i].result;

		text[i] = view_str(part ? json_get(result, part) : result, key);
	}
	fact(table, name, text[0], text[1]);
}

static bool alike_in(const struct pair *pair, const char *part, const char *key)
{
	const char *text[2];

	for (int i = 0; i < 2; i++) {
		const struct json *result = pair->side[i].result;

		text[i] = view_str(part ? json_get(result, part) : result, key);
	}
	return *text[0] && !strcmp(text[0], text[1]);
}

/* What the numbers' meaning hangs on. */
static bool all_alike(const struct pair *pair)
{
	return alike_in(pair, NULL, "genre") && alike_in(pair, "calibration", "name") &&
	       alike_in(pair, "hashes", "calibration") &&
	       alike_in(pair, NULL, "assay_version");
}

static void comparable(struct doc *doc, const struct pair *pair)
{
	struct table *table = TABLE_NEW(fact_columns);

	fact(table, "Suspect", pair->side[0].suspect, pair->side[1].suspect);
	fact(table, "Teacher", pair->side[0].teacher, pair->side[1].teacher);
	fact_in(table, pair, "Genre of the prompts", NULL, "genre");
	fact_in(table, pair, "Reference population", "calibration", "name");
	fact_in(table, pair, "Calibration, SHA-256", "hashes", "calibration");
	fact_in(table, pair, "Plan, SHA-256", "collection", "plan_sha256");
	fact_in(table, pair, "Program", NULL, "assay_version");
	fact_in(table, pair, "Case file", "case", "name");
	fact_in(table, pair, "Head of its chain", "case", "chain_head");
	doc_say(doc,
		"Numbers of two results mean the same only where genre, reference "
		"population, calibration and program are the same. %s With another "
		"plan the prompts may differ, and a part of the difference may come "
		"from them.",
		all_alike(pair)
			? "Here they are."
			: "Here they are not, or it is not known: see the table.");
	doc_table(doc, table, "What the two have in common", 0, "");
	table_free(table);
}

static void measures(struct doc *doc, const struct pair *pair,
		     const struct column columns[3], const struct measure *list, size_t n,
		     const char *title)
{
	struct table *table = table_new(columns, 3);

	for (size_t k = 0; k < n; k++) {
		table_text(table, list[k].name);
		for (int i = 0; i < 2; i++) {
			const struct json *result = pair->side[i].result;

			table_from(table,
				   list[k].part ? json_get(result, list[k].part) : result,
				   list[k].key);
		}
	}
	doc_table(doc, table, title, 0, "");
	table_free(table);
}

static void numbers(struct doc *doc, const struct pair *pair)
{
	static const struct measure strength[] = {
		{"LLR10", NULL, "llr10"},
		{"before bounding", NULL, "llr10_unbounded"},
		{"bound, for H2", "bound", "lo"},
		{"bound, for H1", "bound", "hi"},
		{"smallest against any alternative", NULL, "llr10_least"},
	};
	static const struct measure counts[] = {
		{"prompts that suspect and teacher answered", NULL, "n_prompts"},
		{"rank of the teacher (1 is the nearest)", "placebo_rank", "rank"},
		{"among itself and its placebo teachers", "placebo_rank", "of"},
		{"families with H1 pairs", "calibration", "families_h1"},
		{"families with H2 pairs (some have both)", "calibration", "families_h2"},
	};
	static const struct measure rates[] = {
		{"chance of so good a rank (p)", "placebo_rank", "p"},
		{"Cllr on known pairs, matched", "calibration", "cllr"},
		{"equal error rate on them, matched", "calibration", "eer"},
	};

#define N(list) (sizeof(list) / sizeof(*(list)))
	measures(doc, pair, llr10_columns, strength, N(strength), "Strength");
	measures(doc, pair, count_columns, counts, N(counts), "What they rest on");
	measures(doc, pair, rate_columns, rates, N(rates), "Chance and error rates");
#undef N
}

static void channels(struct doc *doc, const struct pair *pair)
{
	const struct json *list =
		json_get(json_get(pair->root, "difference"), "channels");
	struct table *table = TABLE_NEW(channel_columns);

	JSON_EACH(entry, list) {
		const char *name = view_str(entry, "name");
		const struct json *a = pair_channel(pair, 0, name);
		const struct json *b = pair_channel(pair, 1, name);

		table_text(table, name);
		table_from(table, a, "n");
		table_from(table, b, "n");
		table_from(table, a, "score");
		table_from(table, b, "score");
		table_from(table, entry, "score");
		table_from(table, a, "llr10");
		table_from(table, b, "llr10");
		table_from(table, entry, "llr10");
	}
	if (table_rows(table))
		doc_table(doc, table, "Scores and ratios by channel", 0, "");
	else
		doc_say(doc, "The two have no channel in common.");
	table_free(table);
}

static void why(struct doc *doc, const struct view *view, const char *title)
{
	doc_box(doc, "column");
	doc_heading(doc, title);
	section_texts(doc, json_get(view->result, "reasons"));
	doc_box_end(doc);
}

void pair_sections(struct doc *doc, const struct pair *pair, const struct figure *figure)
{
	const struct view *a = &pair->side[0], *b = &pair->side[1];

	doc_section(doc, "findings", "Both findings");
	doc_say(doc, "Two results, each with a report of its own, side by side. Nothing "
		     "is weighed anew here. LLR10 is the log10 of the likelihood ratio: "
		     "+1 means that the findings are ten times more probable if the "
		     "suspect was trained on the teacher's outputs (H1) than if it was "
		     "not (H2); -1 the reverse; 0 no support either way.");
	doc_box(doc, "two");
	one_finding(doc, a, "A");
	one_finding(doc, b, "B");
	doc_box_end(doc);
	apart(doc, pair);
	numbers(doc, pair);
	doc_section_end(doc);
	doc_section(doc, "comparable", "May they be compared?");
	comparable(doc, pair);
	doc_section_end(doc);
	doc_section(doc, "channels", "Channel by channel");
	doc_figure(doc, figure);
	channels(doc, pair);
	doc_section_end(doc);
	doc_section(doc, "reasons", "What each verdict rests on");
	doc_box(doc, "two");
	why(doc, a, "A");
	why(doc, b, "B");
	doc_box_end(doc);
	doc_say(doc, "What every number means, and its formula, is in the glossary of "
		     "either report (assay report CASE).");
	doc_section_end(doc);
}

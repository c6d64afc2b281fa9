/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/validation_page.h"

#include <math.h>
#include <string.h>

#include "evidence/validation.h"
#include "report/escape.h"
#include "report/view.h"

static void what(struct doc *doc, const struct validation_page *page)
{
	const struct json *v = page->v;
	struct buf shown = BUF_INIT;

	doc_section(doc, "what", "What was measured, and how");
	if (*view_str(v, "simulation"))
		doc_say(doc, "These models are a simulation: %s.",
			view_str(v, "simulation"));
	doc_say(doc,
		"How often is the method wrong? Here it weighs pairs of models whose "
		"history is known, as if it were not, and its answers are held "
		"against the truth. What the words mean stands at the end.");
	doc_say(doc,
		"%.0f models answered %.0f prompts of genre %s; %.0f pairs of suspect "
		"and teacher of known truth were weighed. H1 pairs (the suspect was "
		"trained on outputs of the teacher, or of a sibling version of it) come "
		"from %.0f families of suspects, H2 pairs (it was not) from %.0f; a "
		"family can give both. Learned: %s; models of one family leave together, "
		"and with them their scores, calibration and fusion.",
		view_num(v, "n_models"), view_num(v, "n_prompts"), view_str(v, "genre"),
		view_num(v, "n_trials"), view_num(v, "families_h1"),
		view_num(v, "families_h2"), view_str(v, "learned"));
	doc_say(doc, "This page is written by the program, version %s, with",
		page->version);
	buf_printf(&shown, "    %s\n\n", page->command);
	buf_str_add(&doc->markdown, buf_str(&shown));
	doc_para(doc, NULL);
	doc_text(doc, "from corpus ");
	doc_name(doc, view_str(v, "corpus"));
	doc_text(doc, ", SHA-256 of its tables ");
	doc_name(doc, page->corpus_sha256);
	doc_text(doc, ". The same answers, tables and version give the same bytes. LLR10 "
		      "is the decimal logarithm of the likelihood ratio, before bounding "
		      "unless said otherwise.");
	doc_para_end(doc);
	doc_section_end(doc);
	buf_clear(&shown);
}

static const struct column headline_columns[] = {
	{"measure", "Measure", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_NUMBER, 3, false},
	{"lo", "5 %", COLUMN_NUMBER, 3, false},
	{"hi", "95 %", COLUMN_NUMBER, 3, false},
	{"meaning", "Good is", COLUMN_TEXT, 0, false},
};

static void headline_table(struct doc *doc, const struct json *v)
{
	static const struct {
		const char *key, *name, *meaning;
	} rows[] = {
		{"auc", "AUC", "near 1; 0.5 is chance"},
		{"cllr", "Cllr (bits)", "small; 1 is no information"},
		{"cllr_min", "Cllr_min, after PAV", "small: how well H1 and H2 part"},
		{"cllr_cal", "Cllr_cal = Cllr - Cllr_min", "near 0"},
		{"cllr_bounded", "Cllr after bounding", "small"},
		{"eer", "equal error rate", "near 0; 0.5 is chance"},
		{"top1", "top1: best teacher is a true one", "near 1"},
		{"devpav", "devPAV, all pairs", "near 0: ratios mean what they say"},
	};
	const struct json *intervals = json_get(v, "bootstrap");
	struct table *table = TABLE_NEW(headline_columns);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct range range = view_range(intervals, rows[i].key);

		if (!isfinite(view_num(v, rows[i].key)))
			continue;
		table_text(table, rows[i].name);
		table_number(table, view_num(v, rows[i].key));
		table_number(table, range.lo);
		table_number(table, range.hi);
		table_text(table, rows[i].meaning);
	}
	doc_table(doc, table, view_num(v, "n_h1") > 0 ? "Matched measures" : "Measures",
		  0, "");
	table_free(table);
}

static void headline(struct doc *doc, const struct json *v)
{
	const struct json *bounds = json_get(v, "bounds");
	const struct json *boot = json_get(v, "bootstrap");
	const char *gate =
		validation_gate((size_t)view_num(v, "families_h1"),
				(size_t)view_num(v, "families_h2"), view_num(v, "cllr"));
	struct buf text = BUF_INIT;

	doc_section(doc, "headline", "Headline");
	if (view_num(v, "n_h1") > 0)
		doc_say(doc,
			"The measures are matched: suspects are compared only within one "
			"teacher vendor, so that a method which merely guesses the "
			"vendor wins nothing. Vendors with H1 suspects of two families "
			"and five H2 suspects count, with one value per suspect: %.0f H1 "
			"and %.0f H2 suspects. top1 is over the %.0f suspects that have "
			"a teacher here; devPAV is over all pairs.",
			view_num(v, "n_h1"), view_num(v, "n_h2"), view_num(v, "top1_n"));
	else
		doc_say(doc, "No vendor has H1 suspects of two families and five H2 "
			     "suspects, so that nothing can be matched (compared within "
			     "one teacher vendor): the measures that need it are left "
			     "out.");
	headline_table(doc, v);
	if (boot)
		doc_say(doc,
			"Intervals: %.0f replicates (seed %.0f) in which prompts and "
			"families are drawn anew and everything is scored and learned "
			"again.",
			view_num(boot, "replicates"), view_num(boot, "seed"));
	buf_str_add(&text, "So many families support LLR10 from ");
	number_show(view_num(bounds, "lo"), 2, true, &text);
	buf_str_add(&text, " to ");
	number_show(view_num(bounds, "hi"), 2, true, &text);
	buf_printf(&text,
		   " (tightest: %s; %.0f families); nothing beyond is ever stated.",
		   view_str(bounds, "tightest"), view_num(bounds, "families"));
	doc_say(doc, "%s", buf_str(&text));
	if (gate)
		doc_say(doc, "No case gets a likelihood ratio from this corpus: %s.",
			gate);
	doc_section_end(doc);
	buf_clear(&text);
}

static const struct column pooled_columns[] = {
	{"rule", "Rule", COLUMN_TEXT, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"eer", "EER", COLUMN_NUMBER, 3, false},
	{"top1", "top1", COLUMN_NUMBER, 3, false},
};

static void pooled_row(struct table *table, const char *name, const struct json *m,
		       double top1)
{
	table_text(table, name);
	table_number(table, view_num(m, "auc"));
	table_number(table, view_num(m, "cllr"));
	table_number(table, view_num(m, "eer"));
	table_number(table, top1);
}

static void pooled(struct doc *doc, const struct json *v)
{
	const struct json *blind = json_get(v, "text_blind");
	struct table *table = TABLE_NEW(pooled_columns);

	doc_section(doc, "pooled", "All pairs, beside a rule that reads no text");
	pooled_row(table, "this method", json_get(v, "pooled"), view_num(v, "top1"));
	pooled_row(table, "knows the teacher's vendor alone", blind,
		   view_num(blind, "top1"));
	doc_table(doc, table, "All pairs pooled, unsure negatives left out", 0, "");
	table_free(table);
	doc_say(doc, "Pooled: every pair counts once, whoever the teacher's vendor is. "
		     "Where most students learned from one vendor, to guess that vendor "
		     "goes far: pooled figures prove little, and the headline is matched "
		     "for that reason.");
	doc_section_end(doc);
}

static const struct column misleading_columns[] = {
	{"what", "Misleading", COLUMN_TEXT, 0, false},
	{"pairs", "Pairs", COLUMN_TEXT, 0, false},
	{"rate", "Share", COLUMN_NUMBER, 3, false},
	{"by_family", "Share, families alike", COLUMN_NUMBER, 3, false},
	{"suspects", "Suspects", COLUMN_TEXT, 0, false},
	{"suspects_limits", "95 % limits", COLUMN_TEXT, 0, false},
	{"families", "Families", COLUMN_TEXT, 0, false},
	{"families_limits", "95 % limits", COLUMN_TEXT, 0, false},
};

static void count_cell(struct table *table, const struct json *count)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%.0f of %.0f", view_num(count, "wrong"), view_num(count, "n"));
	table_text(table, buf_str(&text));
	buf_clear(&text);
}

static void limits_cell(struct table *table, const struct json *count)
{
	struct buf text = BUF_INIT;

	number_show(view_num(count, "lo"), 3, false, &text);
	buf_str_add(&text, " to ");
	number_show(view_num(count, "hi"), 3, false, &text);
	table_text(table, buf_str(&text));
	buf_clear(&text);
}

static void misleading_row(struct table *table, bool h1, double at, const struct json *m)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s with LLR10 %s ", h1 ? "H1" : "H2", h1 ? "below" : "above");
	number_show(h1 ? -at : at, 1, true, &text);
	table_text(table, buf_str(&text));
	count_cell(table, json_get(m, "pairs"));
	table_number(table, view_num(json_get(m, "pairs"), "rate"));
	table_number(table, view_num(m, "by_family"));
	count_cell(table, json_get(m, "suspects"));
	limits_cell(table, json_get(m, "suspects"));
	count_cell(table, json_get(m, "families"));
	limits_cell(table, json_get(m, "families"));
	buf_clear(&text);
}

static const struct column universal_columns[] = {
	{"check", "Under H2", COLUMN_TEXT, 0, false},
	{"observed", "Observed", COLUMN_NUMBER, 3, false},
	{"most", "At most", COLUMN_NUMBER, 3, false},
};

static void universal(struct doc *doc, const struct json *v)
{
	const struct json *u = json_get(v, "universal");
	struct table *table = TABLE_NEW(universal_columns);

	JSON_EACH(row, json_get(u, "exceedance")) {
		struct buf text = BUF_INIT;

		buf_printf(&text, "share of pairs with LR of %g or more",
			   view_num(row, "lr"));
		table_text(table, buf_str(&text));
		table_number(table, view_num(row, "share"));
		table_number(table, view_num(row, "at_most"));
		buf_clear(&text);
	}
	table_text(table, "mean LR");
	table_number(table, view_num(u, "mean_lr_h2"));
	table_number(table, 1);
	doc_table(doc, table, "What every true likelihood ratio keeps, families alike", 0,
		  "");
	table_free(table);
}

static void misleading(struct doc *doc, const struct json *v)
{
	struct table *table = TABLE_NEW(misleading_columns);

	doc_section(doc, "misleading", "Misleading evidence");
	JSON_EACH(row, json_get(v, "misleading")) {
		misleading_row(table, false, view_num(row, "llr10"), json_get(row, "h2"));
		misleading_row(table, true, view_num(row, "llr10"), json_get(row, "h1"));
	}
	doc_table(doc, table, "Rates of misleading evidence", 0, "");
	table_free(table);
	doc_say(doc,
		"Evidence misleads when the ratio points away from the truth. "
		"A suspect or a family counts as soon as one of its pairs misleads, "
		"which is the strictest count: a family is set against many teachers. "
		"Pairs of one family are not independent and have no limits of their "
		"own; the limits (Clopper and Pearson) are on suspects and on "
		"families. \"Families alike\" gives each family the same weight.");
	universal(doc, v);
	doc_section_end(doc);
}

static const struct column kind_columns[] = {
	{"kind", "Kind of pair", COLUMN_TEXT, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"eer", "EER", COLUMN_NUMBER, 3, false},
	{"n_h1", "H1", COLUMN_NUMBER, 0, false},
	{"n_h2", "H2", COLUMN_NUMBER, 0, false},
};
static const struct column vendor_columns[] = {
	{"vendor", "Teacher's vendor", COLUMN_TEXT, 0, false},
	{"mean", "Mean LLR10", COLUMN_NUMBER, 2, true},
	{"sd", "Standard deviation", COLUMN_NUMBER, 2, false},
	{"n", "Pairs", COLUMN_NUMBER, 0, false},
};

/* Rows of an object of objects: its key, then the members that the columns name. */
static void object_table(struct doc *doc, const struct json *rows,
			 const struct column *columns, size_t n_columns,
			 const char *title)
{
	struct table *table = table_new(columns, n_columns);

	JSON_EACH(row, rows) {
		table_text(table, json_key(row));
		for (size_t i = 1; i < n_columns; i++)
			table_number(table, view_num(row, columns[i].key));
	}
	doc_table(doc, table, title, 0, "");
	table_free(table);
}
#define OBJECT_TABLE(doc, rows, columns, title)                                          \
	object_table(doc, rows, columns, sizeof(columns) / sizeof(*(columns)), title)

static void kinds(struct doc *doc, const struct json *v)
{
	doc_section(doc, "kinds", "By kind of pair and by vendor");
	OBJECT_TABLE(doc, json_get(v, "by_kind"), kind_columns,
		     "One kind of pair against all of the other class");
	doc_say(doc,
		"A kind of H1 is set against all H2 of the same vendor, a kind of H2 "
		"against all H1 of any vendor, one value per suspect and vendor.");
	OBJECT_TABLE(doc, json_get(v, "h2_by_vendor"), vendor_columns,
		     "H2 pairs by the teacher's vendor");
	doc_say(doc, "Centring should make these means alike: a ratio must not depend on "
		     "who the teacher is.");
	doc_section_end(doc);
}

static const struct column topic_columns[] = {
	{"topic", "Topic", COLUMN_TEXT, 0, false},
	{"n_prompts", "Prompts", COLUMN_NUMBER, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"top1", "top1", COLUMN_NUMBER, 3, false},
};

#define MOST_TOPICS 32

static void topic_ranks(struct doc *doc, const struct json *topics)
{
	struct column columns[MOST_TOPICS + 1] = {
		{"suspect", "Suspect", COLUMN_NAME, 0, false}};
	size_t n = 1;
	struct table *table;

	JSON_EACH(topic, topics) {
		if (n <= MOST_TOPICS)
			columns[n++] = (struct column){json_key(topic), json_key(topic),
						       COLUMN_NUMBER, 0, false};
	}
	table = table_new(columns, n);
	JSON_EACH(suspect, json_get(json_first(topics), "ranks")) {
		table_text(table, json_key(suspect));
		for (size_t i = 1; i < n; i++)
			table_number(table,
				     view_num(json_get(json_get(topics, columns[i].key),
						       "ranks"),
					      json_key(suspect)));
	}
	doc_table(doc, table, "Rank of the suspect's best true teacher, by topic", 0, "");
	table_free(table);
}

static void topics(struct doc *doc, const struct json *v)
{
	const struct json *rows = json_get(v, "by_topic");

	if (!rows)
		return;
	doc_section(doc, "topics", "By topic of the prompts");
	OBJECT_TABLE(doc, rows, topic_columns, "All pairs pooled, topic by topic");
	topic_ranks(doc, rows);
	doc_say(doc,
		"Scored and learned again on each topic's prompts alone. 1: the "
		"highest LLR10 falls on a true teacher or relative. A model that was "
		"trained again on one topic may be far from its origin there and "
		"near to it everywhere else: a rank that falls on one topic alone "
		"shows it.");
	doc_section_end(doc);
}

static const struct column curve_columns[] = {
	{"n_prompts", "Prompts", COLUMN_NUMBER, 0, false},
	{"auc", "AUC", COLUMN_NUMBER, 3, false},
	{"cllr", "Cllr", COLUMN_NUMBER, 3, false},
	{"eer", "EER", COLUMN_NUMBER, 3, false},
	{"share", "Students above +0.5", COLUMN_NUMBER, 3, false},
};

static void curve(struct doc *doc, const struct curve *points)
{
	struct table *table;

	if (!points->n)
		return;
	table = TABLE_NEW(curve_columns);
	doc_section(doc, "curve", "How many prompts it takes");
	for (size_t i = 0; i < points->n; i++) {
		table_number(table, points->v[i].n_prompts);
		table_number(table, points->v[i].auc);
		table_number(table, points->v[i].cllr);
		table_number(table, points->v[i].eer);
		table_number(table, points->v[i].share);
	}
	doc_table(doc, table, "Matched measures by number of prompts (curve.tsv)", 0, "");
	table_free(table);
	doc_say(doc,
		"Means over random draws of prompts, made by tests/bench/curve and "
		"read from curve.tsv; the last column is the share of known students "
		"whose mean LLR10 over their vendor's teachers exceeds 0.5.");
	doc_section_end(doc);
}

static const struct column word_columns[] = {
	{"word", "Word", COLUMN_TEXT, 0, false},
	{"meaning", "What it means", COLUMN_TEXT, 0, false},
};

static void words(struct doc *doc)
{
	static const struct {
		const char *word, *meaning;
	} rows[] = {
		{"suspect, teacher",
		 "The model in question, and the one whose outputs it "
		 "may have been trained on."},
		{"vendor", "Who makes or offers a model."},
		{"family", "Models that share vendor, base or training data; they count "
			   "as one."},
		{"LLR10", "log10 of the likelihood ratio. +1: the findings are ten times "
			  "more probable under H1 than under H2; -1: the reverse; 0: no "
			  "support either way."},
		{"matched, pooled",
		 "Matched: within one teacher vendor, one value per suspect (the mean "
		 "over that vendor's teachers), averaged over vendors by H1 suspects. "
		 "Pooled: every pair counts once."},
		{"AUC", "How often a known student scores above a known stranger."},
		{"Cllr",
		 "Bits lost by trusting the ratios, on average: 0 is perfect, 1 is "
		 "no better than saying nothing, more does harm."},
		{"Cllr_min, Cllr_cal", "What of Cllr is lost because H1 and H2 do not "
				       "part well, and what because ratios do not mean "
				       "what they say."},
		{"equal error rate (EER)", "Share of errors at the threshold where false "
					   "alarms and misses are equally frequent."},
		{"top1",
		 "Of suspects with a known teacher, the share whose highest LLR10 "
		 "falls on a true one."},
		{"devPAV", "Mean distance of LLR10 from what it should have been (after "
			   "PAV, pool adjacent violators)."},
		{"bounding", "LLR10 is cut where so few families no longer support it; "
			     "the measures are taken before, but for the one that says "
			     "so."},
		{"5 %, 95 %", "Ends of a bootstrap interval."},
	};
	struct table *table = TABLE_NEW(word_columns);

	doc_section(doc, "words", "What the words mean");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		table_text(table, rows[i].word);
		table_text(table, rows[i].meaning);
	}
	doc_table(doc, table, "Words", 0, "");
	doc_say(doc, "Formulas and sources stand in the glossary of every report.");
	table_free(table);
	doc_section_end(doc);
}

void validation_page_write(const struct validation_page *page, struct buf *out)
{
	struct doc doc = {0};

	buf_str_add(&doc.markdown, "# Error rates on the corpus ");
	escape_markdown(view_str(page->v, "corpus"), &doc.markdown);
	buf_str_add(&doc.markdown, "\n\n");
	what(&doc, page);
	headline(&doc, page->v);
	pooled(&doc, page->v);
	misleading(&doc, page->v);
	kinds(&doc, page->v);
	topics(&doc, page->v);
	validation_page_channels(&doc, page->v);
	curve(&doc, page->curve);
	validation_page_mistakes(&doc, page->v);
	words(&doc);
	buf_str_add(out, buf_str(&doc.markdown));
	if (*page->notes)
		buf_str_add(out, page->notes);
	doc_clear(&doc);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the finding came about, what else could explain it, and where it ends. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/section.h"

static const struct column channel_columns[] = {
	{"channel", "Channel", COLUMN_NAME, 0, false},
	{"brief", "What it compares", COLUMN_TEXT, 0, false},
	{"used", "In the fusion", COLUMN_TEXT, 0, false},
};

static void channel_list(struct doc *doc, const struct view *view)
{
	struct table *table = TABLE_NEW(channel_columns);

	JSON_EACH(channel, json_get(view->result, "channels")) {
		struct buf used = BUF_INIT;
		const char *why_not = view_str(channel, "why_not");

		if (json_true(channel, "used"))
			buf_str_add(&used, "yes");
		else
			buf_printf(&used, "no%s%s", *why_not ? ": " : "", why_not);
		table_text(table, view_str(channel, "name"));
		table_text(table, view_str(channel, "brief"));
		table_text(table, buf_str(&used));
		buf_clear(&used);
	}
	if (table_rows(table))
		doc_table(doc, table, "Channels", 0, "");
	table_free(table);
}

static size_t cohort_size(const struct view *view)
{
	return json_count(json_get(view->result, "cohort"));
}

void section_method(struct doc *doc, const struct view *view,
		    const struct figure figures[N_FIGURES])
{
	const struct json *calibration = json_get(view->result, "calibration");
	const char *name = view_str(calibration, "name");

	(void)figures;
	doc_say(doc,
		"All models were given the same prompts. The analysis asks how alike the "
		"suspect's and the teacher's answers are, and how often unrelated models "
		"are as much alike.");
	channel_list(doc, view);
	doc_list(doc);
	doc_point(doc,
		  "Scores. Each channel gives one score for every ordered pair of models "
		  "on the prompts they share. No prompt and no feature was chosen on the "
		  "suspect.");
	doc_point(
		doc,
		"Centring. Some models are near everybody, others near nobody. Each "
		"score is therefore measured, on the suspect's side and on the "
		"teacher's side, against a cohort of independent models (n = %zu in "
		"this case) without the suspect's family, the teacher's vendor and "
		"models that vendor taught. Of two ways to do so the smaller value "
		"counts, and a pair less alike than unrelated models counts as just "
		"as alike (z = 0). Where another maker's model is clearly nearer to the "
		"suspect, half of its clear lead is taken off.",
		cohort_size(view));
	doc_point(
		doc,
		"Calibration. What a centred score is worth was learned on pairs of "
		"known truth%s%s%s: a logistic curve for each channel that cannot fall, "
		"shrunk because the pairs are few.",
		*name ? " (" : "", name, *name ? ")" : "");
	doc_point(doc,
		  "Fusion. Channels see the same texts and are not independent; their "
		  "ratios are never multiplied. One non-negative ridge regression joins "
		  "them, learned with whole families left out.");
	doc_point(doc,
		  "Bound. The ratio is cut where the number of known families no longer "
		  "supports it: the tightest of ELUB, the invariance bound and log10 of "
		  "the number of families.");
	doc_point(doc,
		  "Interval. Prompts and families are resampled together, and one "
		  "channel and one maker of the cohort in turn are left out, so that "
		  "none of them alone can carry the interval to one side of 0. It "
		  "reaches from the value as far as the middle nine tenths of the "
		  "results reach from their median, times 1.3, and is cut at the bound: "
		  "in simulations so wide an interval holds about nine times in ten what "
		  "a far larger reference gives.");
	doc_list_end(doc);
}

static void population(struct doc *doc, const struct view *view)
{
	const struct json *calibration = json_get(view->result, "calibration");
	const char *genre = view_str(view->result, "genre");
	double f1 = view_num(calibration, "families_h1");
	double f2 = view_num(calibration, "families_h2");

	if (isfinite(f1) && isfinite(f2))
		doc_point(doc,
			  "The reference population has %.0f families of taught and %.0f "
			  "of untaught models. Families, not models or prompts, are the "
			  "independent units: more prompts would not loosen the bound.",
			  f1, f2);
	if (*genre)
		doc_point(
			doc,
			"The ratio holds for the genre it was calibrated on (%s) and for "
			"models of the same years; for others it is not known.",
			genre);
	if (cohort_size(view) && cohort_size(view) < 8)
		doc_point(doc,
			  "The cohort has only %zu models; below 8 of 5 vendors, centred "
			  "scores are coarse.",
			  cohort_size(view));
}

void section_limitations(struct doc *doc, const struct view *view,
			 const struct figure figures[N_FIGURES])
{
	(void)figures;
	doc_list(doc);
	JSON_EACH(warning, json_get(view->result, "warnings")) {
		char *sentence;

		if (!json_text(warning))
			continue;
		sentence = section_sentence(json_text(warning));
		doc_point(doc, "This case: %s.", sentence);
		mem_free(sentence);
	}
	population(doc, view);
	if (!*view_str(json_get(view->result, "calibration"), "simulation"))
		doc_point(doc, "Known pairs come from public statements by the models' "
			       "makers. A maker "
			       "who was silent about a teacher puts a wrong label among "
			       "the untaught, "
			       "which makes the method look worse and its ratios smaller "
			       "than they "
			       "are.");
	doc_point(doc, "The analysis sees answers, not weights or training data. It "
		       "cannot say how much was trained on, when, by whom, or with what "
		       "permission.");
	doc_point(doc, "A suspect whose answers were rewritten, translated or disguised "
		       "may leave little to find. A low ratio is not proof of "
		       "innocence.");
	doc_list_end(doc);
}

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
	doc_point(doc,
		  "Centring. Some models are near everybody, others near nobody. Each "
		  "score is therefore measured, on the suspect's side and on the "
		  "teacher's side, against a cohort of independent models (n = %zu in "
		  "this case) without the suspect's family, the teacher's vendor and "
		  "models that vendor taught. Of two ways to do so the smaller value "
		  "counts, and a pair less alike than unrelated models counts as just "
		  "as alike (z = 0).",
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
		  "Interval. Prompts and families are resampled together, the bound is "
		  "drawn anew with the families, and one channel in turn is left out, so "
		  "that no single channel can carry the interval to one side of 0. It is "
		  "where the middle nine tenths of the results fall, cut at the bound.");
	doc_list_end(doc);
}

/* What the case's own facts say on shared bases. */
static void shared_base(struct doc *doc, const struct view *view)
{
	const char *base = "", *vendor = "";

	JSON_EACH(item, json_get(view->result, "items")) {
		if (!strcmp(view_str(item, "role"), "suspect"))
			base = view_str(item, "base");
		if (!strcmp(view_str(item, "role"), "teacher"))
			vendor = view_str(item, "vendor");
	}
	doc_item(doc);
	doc_strong(doc, "A shared base model. ");
	if (*base)
		doc_textf(doc, "The suspect is said to be built on %s", base);
	else
		doc_text(doc, "The suspect's base is not known");
	if (*vendor)
		doc_textf(doc, "; the teacher comes from %s", vendor);
	doc_text(doc, ". Models of one base resemble one another without any teaching; a "
		      "sibling of the suspect on the same base among the controls would "
		      "show how much.");
	doc_item_end(doc);
}

static void explanation(struct doc *doc, const char *name, const char *text)
{
	doc_item(doc);
	doc_strong(doc, name);
	doc_text(doc, text);
	doc_item_end(doc);
}

static void direction(struct doc *doc, const struct view *view)
{
	const char *found = view_str(view->result, "direction");
	const char *reason = view_str(view->result, "direction_reason");

	doc_item(doc);
	doc_strong(doc, "The other direction. ");
	doc_text(doc, "Likeness alone does not say who learned from whom. Direction: ");
	doc_strong(doc, *found ? found : "undetermined");
	doc_text(doc, ".");
	if (*reason) {
		char *sentence = section_sentence(reason);

		doc_textf(doc, " %s.", sentence);
		mem_free(sentence);
	}
	doc_item_end(doc);
}

void section_alternatives(struct doc *doc, const struct view *view,
			  const struct figure figures[N_FIGURES])
{
	(void)figures;
	doc_say(doc, "H2 is not only \"unrelated\". These explanations make models alike "
		     "without the suspect's maker having trained on the teacher's "
		     "outputs:");
	doc_list(doc);
	shared_base(doc, view);
	explanation(doc, "Shared public training data. ",
		    "Public instruction sets hold answers of well-known models. A model "
		    "trained on such a set has learned from the teacher's outputs, but "
		    "its maker need not have asked for them. H1 does not tell the two "
		    "apart.");
	explanation(doc, "A common teacher. ",
		    "Suspect and teacher may both have learned from a third model. The "
		    "ranking of candidate teachers above shows whether another explains "
		    "the answers better.");
	explanation(doc, "The web. ",
		    "Texts written by widely used models are on the web. The cohort's "
		    "models are of comparable age and met the same web; what all of them "
		    "share is centred away.");
	explanation(
		doc, "Competence. ",
		"Good models agree because they are right. A score that is high on the "
		"suspect's side and low on the teacher's means competence, not descent; "
		"both are in the table of channels.");
	explanation(doc, "Settings. ",
		    "System prompts, temperature, length limits and safety layers shape "
		    "answers. They can make relatives look apart and strangers look "
		    "alike.");
	explanation(
		doc, "Routing. ",
		"An endpoint may pass requests on to another provider's model. Then the "
		"answers are the teacher's own, and nobody was trained on them.");
	direction(doc, view);
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

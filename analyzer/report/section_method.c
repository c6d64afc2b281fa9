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

static void step(struct doc *doc, const char *name, const char *plain, const char *exact)
{
	doc_item(doc);
	doc_strong(doc, name);
	doc_textf(doc, " %s", plain);
	doc_textf(doc, " In detail: %s", exact);
	doc_item_end(doc);
}

static void step_centring(struct doc *doc, const struct view *view)
{
	struct buf plain = BUF_INIT;

	buf_printf(
		&plain,
		"Some models are like everybody. So it counts only how much more alike "
		"the two are than each is to %zu independent models, the cohort.",
		cohort_size(view));
	step(doc, "Centring.", buf_str(&plain),
	     "the cohort leaves out the suspect's family, the teacher's vendor and the "
	     "models that vendor taught. Each score is measured on the suspect's side "
	     "and on the teacher's side; of two ways to do so the smaller value (z) "
	     "counts, and a pair less alike than independent models counts as just as "
	     "alike (z = 0). Where an independent model of another vendor is clearly "
	     "nearer to the suspect, half of its clear lead is taken off z (glossary: "
	     "rival's lead).");
	buf_clear(&plain);
}

static void step_calibration(struct doc *doc, const struct view *view)
{
	const char *name = view_str(json_get(view->result, "calibration"), "name");
	struct buf plain = BUF_INIT;

	buf_printf(
		&plain,
		"What such a score is worth was learned from pairs of models whose "
		"history is known%s%s%s: how often is a student as near to its teacher, "
		"and how often is a model that was not taught?",
		*name ? " (" : "", name, *name ? ")" : "");
	step(doc, "Calibration.", buf_str(&plain),
	     "for each channel a logistic curve that cannot fall, shrunk because the "
	     "pairs are few.");
	buf_clear(&plain);
}

/* Why n is 29 in one figure and 32 in another. */
static void counts(struct doc *doc, const struct view *view)
{
	const struct json *rank = json_get(view->result, "placebo_rank");
	const struct json *matrix = json_get(json_get(view->result, "matrix"), "models");
	size_t n_teachers = json_count(json_get(view->result, "teachers"));

	if (!cohort_size(view) || !n_teachers || !isfinite(view_num(rank, "of")))
		return;
	doc_heading(doc, "How many models are counted where");
	doc_list(doc);
	doc_item(doc);
	doc_textf(doc,
		  "The cohort has %zu independent models. With the suspect that "
		  "makes ",
		  cohort_size(view));
	doc_number(doc, rank, "suspect_of", 0, false);
	doc_text(doc, ", among which the suspect is ranked.");
	doc_item_end(doc);
	doc_item(doc);
	doc_textf(doc, "The teacher is ranked among itself and its placebo teachers, "
		       "independent models put in its place: ");
	doc_number(doc, rank, "of", 0, false);
	doc_textf(doc,
		  " in all. The figure of teachers also shows relatives of the "
		  "teacher, which are no placebos: %zu candidates.",
		  n_teachers);
	doc_item_end(doc);
	if (json_count(matrix))
		doc_point(doc,
			  "The map of who is near whom shows %zu models: the "
			  "suspect and %zu candidate teachers.",
			  json_count(matrix), json_count(matrix) - 1);
	doc_list_end(doc);
}

/* Who answered what, as the case has it. */
static void introduction(struct doc *doc, const struct view *view)
{
	bool corpus = view_num(json_get(view->result, "parameters"),
			       "models_from_the_corpus") > 0;

	doc_say(doc,
		"%s%s Two models are compared on the prompts that both answered. The "
		"analysis asks how alike the suspect's and the teacher's answers are, "
		"and "
		"how often independent models are as much alike. Likeness is looked at "
		"in "
		"several ways, called channels.",
		json_get(view->result, "collection")
			? "The models of this case were asked the same prompts."
			: "The answers to the same prompts were recorded earlier; no "
			  "model "
			  "was asked for this case.",
		corpus ? " Those of the reference corpus had answered these prompts "
			 "before: their answers are recorded ones."
		       : "");
}

/* Was anything taken off for a rival in this case? */
static void rival_lead(struct doc *doc, const struct view *view)
{
	size_t n = 0, n_known = 0;

	JSON_EACH(channel, json_get(view->result, "channels")) {
		double left = view_num(channel, "score");
		double all = view_num(channel, "centred");

		if (!json_true(channel, "used") || !isfinite(left) || !isfinite(all))
			continue;
		n_known++;
		n += all - left > 1e-9;
	}
	if (!n_known)
		return;
	if (n)
		doc_say(doc,
			"A rival's lead was taken off in this case: z is smaller for it "
			"in %zu of %zu channels.",
			n, n_known);
	else
		doc_say(doc, "In this case no z is lower for a rival's lead.");
}

static void step_bound(struct doc *doc, const struct view *view)
{
	const char *tightest = view_str(json_get(view->result, "bound"), "tightest");
	struct buf exact = BUF_INIT;

	buf_str_add(&exact, "the tightest of ELUB, the invariance bound and log10 of the "
			    "number of families");
	if (*tightest)
		buf_printf(&exact, "; in this case, for H1, %s%s",
			   strcmp(tightest, "ELUB") != 0 ? "that of " : "", tightest);
	buf_str_add(&exact, ".");
	step(doc, "Bound.",
	     "Few families are known, and few cannot support a ratio of a million. It is "
	     "cut where they no longer support it.",
	     buf_str(&exact));
	buf_clear(&exact);
}

void section_method(struct doc *doc, const struct view *view,
		    const struct figure figures[N_FIGURES])
{
	(void)figures;
	introduction(doc, view);
	channel_list(doc, view);
	doc_list_ordered(doc);
	step(doc, "Scores.",
	     "In each channel every two models get a score: how alike their answers to "
	     "the same prompts are.",
	     "one score for every ordered pair of models, on the prompts they share. No "
	     "prompt and no feature was chosen on the suspect.");
	step_centring(doc, view);
	step_calibration(doc, view);
	step(doc, "Fusion.",
	     "The channels read the same texts, so what they say overlaps: it is joined, "
	     "not added up as if they were so many witnesses.",
	     "one non-negative ridge regression over the channels' log ratios, learned "
	     "with whole families left out: their ratios are not multiplied as if they "
	     "were "
	     "independent, each gets a learned weight.");
	step_bound(doc, view);
	step(doc, "Interval.",
	     "Had there been other prompts and other families, the value would have "
	     "been somewhat different. The interval says how different.",
	     "prompts and families are drawn anew together, and one channel and one "
	     "vendor of the cohort in turn are left out, so that none of them alone can "
	     "carry the interval to one side of 0. It reaches from the value as far as "
	     "the middle nine tenths of the results reach from their median, times 1.3, "
	     "and is cut at the bound. The 1.3 was set by simulation: with it 326 of "
	     "360 simulated cases had an interval that held what a far larger reference "
	     "gives, 90.6 % (exact 95 % limits 87.1 to 93.4). For real models this was "
	     "not measured.");
	doc_list_end(doc);
	rival_lead(doc, view);
	counts(doc, view);
}

static void population(struct doc *doc, const struct view *view)
{
	const struct json *calibration = json_get(view->result, "calibration");
	const char *genre = view_str(view->result, "genre");
	double f1 = view_num(calibration, "families_h1");
	double f2 = view_num(calibration, "families_h2");

	if (isfinite(f1) && isfinite(f2))
		doc_point(doc,
			  "Few families. The reference population has H1 pairs from %.0f "
			  "families of models and H2 pairs from %.0f (some give both). "
			  "Families, not models or prompts, are the independent units: "
			  "more prompts would not loosen the bound.",
			  f1, f2);
	if (*genre)
		doc_point(
			doc,
			"One kind of prompt. The ratio holds for the genre it was "
			"calibrated on (%s) and for models of the same years; for others "
			"it is not known.",
			genre);
	if (cohort_size(view) && cohort_size(view) < 8)
		doc_point(doc,
			  "A small cohort. It has only %zu models; below 8 of 5 vendors, "
			  "centred scores are coarse.",
			  cohort_size(view));
	if (calibration && !json_is_null(calibration) &&
	    !*view_str(calibration, "simulation"))
		doc_point(doc,
			  "Known history is what vendors say. The pairs of known truth "
			  "come from public statements. A vendor that was silent about a "
			  "teacher puts a wrong label among the untaught. That makes the "
			  "method look worse, and its ratios smaller, than they are; but "
			  "a wrong label among the taught does the opposite.");
}

/* What no case of this kind can show, whatever was found. */
static void always(struct doc *doc, const struct view *view)
{
	static const char *const points[] = {
		"Answers only. The analysis sees answers, not weights or training data. "
		"It cannot say how much was trained on, when, by whom, or with what "
		"permission.",
		"H1 is wide. It holds for a suspect whose vendor asked the teacher, for "
		"one trained on a published collection of the teacher's answers, and for "
		"one that began from a model so trained. The finding does not tell these "
		"apart.",
		"A disguise works. A suspect whose answers were rewritten, translated or "
		"made to look otherwise may leave little to find. A low ratio is not "
		"proof of innocence.",
		"No direction. Likeness alone does not say who learned from whom.",
		"The interval covers chance in prompts, families, channels and cohort. "
		"It does not cover a wrong label, a wrong choice of teacher, or a world "
		"unlike the reference population.",
		"The chain of hashes shows that the case was not altered afterwards. It "
		"does not show that the answers put into it are genuine.",
	};

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++)
		doc_point(doc, "%s", points[i]);
	doc_point(doc, "%s",
		  json_get(view->result, "collection")
			  ? "Answers of a moment. Hosted models change without notice, "
			    "and settings (system prompt, temperature, length limit) "
			    "shape answers: the finding holds for the endpoints as they "
			    "answered then."
			  : "Recorded answers. When and with what settings (system "
			    "prompt, temperature, length limit) they were made is what "
			    "their source says; this program did not see it.");
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
	always(doc, view);
	doc_list_end(doc);
}

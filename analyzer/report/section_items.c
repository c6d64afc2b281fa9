/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was examined, that it is intact, and how good the data are. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column model_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"vendor", "Vendor", COLUMN_TEXT, 0, false},
	{"family", "Family", COLUMN_TEXT, 0, false},
	{"base", "Base", COLUMN_TEXT, 0, false},
	{"released", "Released", COLUMN_TEXT, 0, false},
	{"taught_by", "Taught by", COLUMN_TEXT, 0, false},
	{"relation", "Relation", COLUMN_TEXT, 0, false},
	{"n", "Answers compared", COLUMN_NUMBER, 0, false},
};
static const struct column made_columns[] = {
	{"what", "What", COLUMN_TEXT, 0, false},
	{"value", "As the case has it", COLUMN_TEXT, 0, false},
};
static const struct column source_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"file", "File", COLUMN_NAME, 0, false},
	{"format", "Format", COLUMN_TEXT, 0, false},
	{"n", "Records", COLUMN_NUMBER, 0, false},
	{"n_bad", "Unreadable", COLUMN_NUMBER, 0, false},
	{"utc", "Imported (UTC)", COLUMN_TEXT, 0, false},
	{"sha256", "SHA-256 of the file", COLUMN_HASH, 0, false},
};
static const struct column outcome_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"n", "Compared", COLUMN_NUMBER, 0, false},
	{"ok", "ok", COLUMN_NUMBER, 0, false},
	{"empty", "empty", COLUMN_NUMBER, 0, false},
	{"truncated", "truncated", COLUMN_NUMBER, 0, false},
	{"refused", "refused", COLUMN_NUMBER, 0, false},
	{"filtered", "filtered", COLUMN_NUMBER, 0, false},
	{"failed", "failed", COLUMN_NUMBER, 0, false},
};
/* The order in which readers look for models. */
enum place { PLACE_SUSPECT, PLACE_TEACHER, PLACE_CONTROL, PLACE_BACKGROUND, N_PLACES };

static enum place place_of(const struct json *item)
{
	const char *role = view_str(item, "role");

	if (!strcmp(role, "suspect"))
		return PLACE_SUSPECT;
	if (!strcmp(role, "teacher"))
		return PLACE_TEACHER;
	return !strcmp(role, "background") ? PLACE_BACKGROUND : PLACE_CONTROL;
}

/* Background models are many and rarely looked at: their table is folded away. */
static void tables_shown(struct doc *doc, const struct table *near, const char *title,
			 const struct table *background, const char *background_title)
{
	if (table_rows(near))
		section_table(doc, near, title);
	if (!table_rows(background))
		return;
	doc_fold(doc, background_title);
	section_table(doc, background, background_title);
	doc_fold_end(doc);
}

static bool is_party(const struct json *item)
{
	return place_of(item) <= PLACE_TEACHER;
}

/* "a" or ["a", "b"] as one line. */
static void joined_text(struct table *table, const struct json *object, const char *key)
{
	struct buf all = BUF_INIT;

	if (json_str(object, key))
		buf_str_add(&all, json_str(object, key));
	JSON_EACH(child, json_get(object, key)) {
		if (json_text(child))
			buf_printf(&all, "%s%s", all.len ? ", " : "", json_text(child));
	}
	table_text(table, buf_str(&all));
	buf_clear(&all);
}

static void model_row(struct table *table, const struct view *view,
		      const struct json *item)
{
	if (is_party(item))
		table_strong(table);
	table_text(table, view_label(view, item));
	table_text(table, view_str(item, "role"));
	table_text(table, view_str(item, "vendor"));
	table_text(table, view_str(item, "family"));
	table_text(table, view_str(item, "base"));
	table_text(table, view_str(item, "released"));
	joined_text(table, item, "taught_by");
	table_text(table, view_str(item, "relation"));
	table_from(table, item, "n_answers");
}

/* "2026-11-26T19:56:58.210Z" as "2026-11-26 19:56:58". */
static void utc_add(struct buf *out, const char *utc)
{
	size_t len = strcspn(utc, ".Z");

	for (size_t i = 0; i < len; i++)
		buf_char_add(out, utc[i] == 'T' ? ' ' : utc[i]);
}

static void utc_cell(struct table *table, const char *utc)
{
	struct buf text = BUF_INIT;

	utc_add(&text, utc);
	table_text(table, buf_str(&text));
	buf_clear(&text);
}

static void source_rows(struct table *table, const struct view *view,
			const struct json *item)
{
	JSON_EACH(source, json_get(item, "sources")) {
		table_text(table, view_label(view, item));
		table_text(table, view_str(source, "file"));
		table_text(table, view_str(source, "format"));
		table_from(table, source, "n_records");
		table_from(table, source, "n_bad");
		utc_cell(table, view_str(source, "utc"));
		table_text(table, view_str(source, "sha256"));
	}
}

static void made_row(struct table *table, const char *what, const char *value)
{
	table_text(table, what);
	table_text(table, value);
}

/* "2026-11-26 19:56:58 to 2026-11-26 20:01:02 UTC" of an array of two times; nothing when
 * null. */
static void made_when(struct table *table, const char *what, const struct json *span)
{
	const char *first = json_first(span) ? json_text(json_first(span)) : NULL;
	const char *last = first ? json_text(json_next(json_first(span))) : NULL;
	struct buf from = BUF_INIT, to = BUF_INIT;

	if (first && last) {
		utc_add(&from, first);
		utc_add(&to, last);
		if (strcmp(buf_str(&from), buf_str(&to)) != 0)
			buf_printf(&from, " to %s", buf_str(&to));
		buf_str_add(&from, " UTC");
		made_row(table, what, buf_str(&from));
	}
	buf_clear(&from);
	buf_clear(&to);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), len = strlen(end);

	return n >= len && !strcmp(text + n - len, end);
}

static void made_explained(struct doc *doc, const struct view *view)
{
	const struct json *held = json_get(view->result, "case");

	doc_para(doc, NULL);
	doc_text(doc,
		 "Times are those of the clock of the machine that asked or imported. "
		 "The examiner is whoever was named when the case was made. Nothing "
		 "outside the case confirms either.");
	if (!strncmp(view_str(held, "examiner"), "make demo", strlen("make demo")))
		doc_text(doc, " make demo is the program's own demonstration: nobody "
			      "examined anything.");
	if (view->simulation && json_count(json_get(held, "asked_utc")))
		doc_text(doc,
			 " The endpoints are simulated by a program on the same "
			 "machine, so that they answer at once: real ones take minutes "
			 "to days.");
	if (ends_with(view_str(json_get(view->result, "versions"), "commit"), "-dirty"))
		doc_text(doc,
			 " -dirty after the commit says that the program was built "
			 "with changes that this commit does not hold: from the commit "
			 "alone the same program cannot be built again.");
	doc_para_end(doc);
}

static void made(struct doc *doc, const struct view *view)
{
	const struct json *held = json_get(view->result, "case");
	const struct json *versions = json_get(view->result, "versions");
	const char *examiner = view_str(held, "examiner");
	struct table *table = TABLE_NEW(made_columns);
	struct buf program = BUF_INIT;

	doc_heading(doc, "Who made this case, and when");
	if (*view_str(held, "name"))
		made_row(table, "Case file", view_str(held, "name"));
	made_row(table, "Examined by", *examiner ? examiner : "not recorded");
	made_when(table, "First and last question sent", json_get(held, "asked_utc"));
	made_when(table, "Recorded answers imported", json_get(held, "imported_utc"));
	if (!json_count(json_get(held, "asked_utc")) &&
	    !json_count(json_get(held, "imported_utc")))
		made_row(table, "Answers asked for or imported", "not recorded");
	buf_printf(&program, "assay %s", view_str(view->result, "assay_version"));
	if (*view_str(versions, "commit"))
		buf_printf(&program, ", commit %s", view_str(versions, "commit"));
	made_row(table, "Analysed with", buf_str(&program));
	made_row(table, "This report written",
		 "not recorded: the same case gives the same report, byte for byte, so "
		 "that it holds no date of its own");
	doc_table(doc, table, "The case", 0, "");
	made_explained(doc, view);
	table_free(table);
	buf_clear(&program);
}

/* What the rows of the journal are, so that their number can be added up. */
static void custody_rows(struct doc *doc, const struct json *held)
{
	const struct json *rows = json_get(held, "rows");
	double asked = view_num(rows, "attempt"), answers = view_num(rows, "answer");
	double all = view_num(held, "n_rows");

	if (!isfinite(answers) || !isfinite(all))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "The rows are: ");
	if (isfinite(asked)) {
		doc_number(doc, rows, "attempt", 0, false);
		doc_text(doc, " requests, each with its response; ");
	} else {
		asked = 0;
	}
	doc_number(doc, rows, "answer", 0, false);
	doc_textf(doc,
		  " answers read from %s; and %.0f for the models, the files or prompts, "
		  "notes and results.",
		  asked > 0 ? "them" : "the files", all - asked - answers);
	doc_para_end(doc);
}

static void custody(struct doc *doc, const struct view *view)
{
	const struct json *held = json_get(view->result, "case");
	const char *head = view_str(held, "chain_head");

	if (!*head) {
		doc_say(doc, "The result does not name a case file: it was read from a "
			     "JSON file, and its custody cannot be checked from this "
			     "report.");
		return;
	}
	doc_para(doc, NULL);
	doc_text(doc, "What this report says was computed from one case file, ");
	doc_name(doc, view_str(held, "name"));
	if (isfinite(view_num(held, "n_rows"))) {
		doc_text(doc, ", of ");
		doc_number(doc, held, "n_rows", 0, false);
		doc_text(doc, " rows");
	}
	doc_text(doc, ". The rows form a chain: each carries a hash (SHA-256) over the "
		      "hash of the row before it and its own content. Whoever changes, "
		      "adds or takes out a row changes every hash after it. The chain "
		      "ended, when the analysis was made, in");
	doc_para_end(doc);
	doc_listing(doc, head);
	doc_para(doc, NULL);
	doc_text(doc, "and ");
	doc_code(doc, "assay verify CASE --head HASH");
	doc_text(doc, " checks the whole chain against it. This proves that the case is "
		      "the one this report was made from. That it was not made anew "
		      "before then is proved only if the hash was deposited with someone "
		      "else at the time.");
	doc_para_end(doc);
	custody_rows(doc, held);
}

/* A name too long for a table is given whole once. */
static void long_names(struct doc *doc, const struct view *view)
{
	bool any = false;

	JSON_EACH(item, json_get(view->result, "items")) {
		const char *name = json_str(item, "model");

		if (!name || !strcmp(name, view_label(view, item)))
			continue;
		if (!any)
			doc_fold(doc, "Names that were shortened in this report");
		any = true;
		doc_para(doc, NULL);
		doc_strong(doc, view_label(view, item));
		doc_text(doc, " is");
		doc_para_end(doc);
		doc_listing(doc, name);
	}
	if (any)
		doc_fold_end(doc);
}

static void words_of_models(struct doc *doc)
{
	doc_say(doc,
		"Four words in this table. Vendor: who makes the model. Base: the model "
		"that it was trained further from; one trained from nothing is its own "
		"base. Family: what is counted as one independent unit, as a rule one "
		"maker's line of models and what was tuned on the same data. Its models "
		"are alike for reasons of their own, so a family counts as one. Two "
		"families may still rest on one base: see the column Base. Relation: how "
		"the model was taught, as far as is published. Independent is said of "
		"teaching alone: no other vendor's model is known to have taught it. "
		"A dash: not known.");
}

/* What a published teacher of the suspect is to the finding. */
static void suspects_record(struct doc *doc, const struct view *view)
{
	JSON_EACH(item, json_get(view->result, "items")) {
		const char *relation = view_str(item, "relation");

		if (place_of(item) != PLACE_SUSPECT ||
		    (!*view_str(item, "taught_by") &&
		     !json_count(json_get(item, "taught_by")) && !*relation))
			continue;
		doc_say(doc,
			"What the row of the suspect says under Taught by and Relation "
			"is "
			"what is published. It stands there for the reader. The "
			"likelihood ratio of this case, its interval and its bound do "
			"not "
			"use it: of the suspect's row they use the family alone, to "
			"leave "
			"it out of everything they were learned from. Two other things "
			"use it: a model on record as taught never serves as an "
			"independent model for others, and the alternative of another "
			"teacher says whether a third model is on record as the teacher "
			"of both.");
		return;
	}
}

/* Models that the case is measured against without holding their answers. */
static void from_corpus(struct doc *doc, const struct view *view)
{
	const struct json *parameters = json_get(view->result, "parameters");

	if (!(view_num(parameters, "models_from_the_corpus") > 0))
		return;
	doc_para(doc, NULL);
	doc_text(doc, "Beside these, ");
	doc_number(doc, parameters, "models_from_the_corpus", 0, false);
	doc_text(doc, " models of the reference corpus were compared. Their answers "
		      "were recorded earlier, by others. They are not in the case, which "
		      "keeps the scores alone; the models are named where they appear.");
	doc_para_end(doc);
}

void section_items(struct doc *doc, const struct view *view,
		   const struct figure figures[N_FIGURES])
{
	const struct json *items = json_get(view->result, "items");
	struct table *models = TABLE_NEW(model_columns),
		     *sources = TABLE_NEW(source_columns);
	struct table *background = TABLE_NEW(model_columns);

	(void)figures;
	for (enum place place = 0; place < N_PLACES; place++)
		JSON_EACH(item, items) {
			if (place_of(item) == place)
				model_row(place == PLACE_BACKGROUND ? background : models,
					  view, item);
		}
	JSON_EACH(item, items) {
		source_rows(sources, view, item);
	}
	if (!json_count(items))
		doc_say(doc, "The result does not list the models that were examined.");
	made(doc, view);
	doc_heading(doc, "Models");
	words_of_models(doc);
	tables_shown(doc, models, "Models examined", background, "Background models");
	suspects_record(doc, view);
	from_corpus(doc, view);
	long_names(doc, view);
	section_collection(doc, view);
	doc_heading(doc, "Integrity");
	custody(doc, view);
	if (table_rows(sources)) {
		doc_say(doc,
			"The case knows the files that answers were read from by name "
			"and hash, not where they came from. Whoever hands over the "
			"case must give the address: with it anybody can fetch the "
			"files and hold them against these hashes.");
		doc_fold(doc, "Files the answers came from");
		section_table(doc, sources, "Source files");
		doc_fold_end(doc);
	}
	table_free(models);
	table_free(background);
	table_free(sources);
}

/* Share of one model's answers that are not plain answers; NaN when not known. */
static double not_ok(const struct view *view, const char *role)
{
	JSON_EACH(item, json_get(view->result, "items")) {
		const struct json *outcomes = json_get(item, "outcomes");
		double ok = view_num(outcomes, "ok"), all = 0;

		if (strcmp(view_str(item, "role"), role) != 0)
			continue;
		JSON_EACH(count, outcomes) {
			double n;

			all += json_number(count, &n) ? n : 0;
		}
		return all > 0 && isfinite(ok) ? 1 - ok / all : (double)NAN;
	}
	return NAN;
}

static void compare_sides(struct doc *doc, const struct view *view)
{
	double suspect = not_ok(view, "suspect"), teacher = not_ok(view, "teacher");

	if (!isfinite(suspect) || !isfinite(teacher))
		return;
	if (suspect <= 0 && teacher <= 0)
		return; /* said of all models below */
	doc_say(doc,
		"Of the suspect's answers %.1f %%, of the teacher's %.1f %% are empty, "
		"truncated, refused, filtered or failed.%s",
		100 * suspect, 100 * teacher,
		fabs(suspect - teacher) > .05
			? " The two differ by more than five points: what is missing may "
			  "be missing for a reason, and the comparison rests on the rest."
			: "");
}

/* How many models have answers of that outcome. */
static size_t n_with(const struct json *items, const char *outcome)
{
	size_t n = 0;

	JSON_EACH(item, items) {
		n += json_num(json_get(item, "outcomes"), outcome, 0) > 0;
	}
	return n;
}

#define FIRST_OUTCOME 3 /* columns before: model, role, compared */
#define N_OUTCOME_COLUMNS (sizeof(outcome_columns) / sizeof(outcome_columns[0]))

/* The columns that say something: "ok", and outcomes that some model has. */
static size_t outcomes_seen(const struct json *items,
			    struct column columns[N_OUTCOME_COLUMNS], struct buf *unseen)
{
	size_t n = 0;

	for (size_t c = 0; c < N_OUTCOME_COLUMNS; c++) {
		if (c <= FIRST_OUTCOME || n_with(items, outcome_columns[c].key))
			columns[n++] = outcome_columns[c];
		else
			buf_printf(unseen, "%s%s", unseen->len ? ", " : "",
				   outcome_columns[c].title);
	}
	return n;
}

static void outcome_row(struct table *table, const struct view *view,
			const struct json *item)
{
	const struct json *outcomes = json_get(item, "outcomes");

	if (is_party(item))
		table_strong(table);
	table_text(table, view_label(view, item));
	table_text(table, view_str(item, "role"));
	table_from(table, item, "n_answers");
	for (size_t c = FIRST_OUTCOME; c < table->n_columns; c++)
		table_from(table, outcomes, table->columns[c].key);
}

/* Has every model as many answers as the first, and are all of them plain? */
static bool all_plain(const struct json *items)
{
	double n = view_num(json_first(items), "n_answers");

	JSON_EACH(item, items) {
		if (!(view_num(item, "n_answers") == n) ||
		    !(view_num(json_get(item, "outcomes"), "ok") == n))
			return false;
	}
	return json_count(items) > 0;
}

static void outcome_tables(struct doc *doc, const struct view *view,
			   const struct column *columns, size_t n)
{
	struct table *near = table_new(columns, n);
	struct table *background = table_new(columns, n);

	for (enum place place = 0; place < N_PLACES; place++)
		JSON_EACH(item, json_get(view->result, "items")) {
			if (place_of(item) == place)
				outcome_row(place == PLACE_BACKGROUND ? background : near,
					    view, item);
		}
	tables_shown(doc, near, "Outcomes by model", background,
		     "Outcomes of background models");
	table_free(near);
	table_free(background);
}

static bool is_imported(const struct json *item)
{
	return json_count(json_get(item, "sources")) > 0;
}

static bool any_imported(const struct json *items)
{
	JSON_EACH(item, items) {
		if (is_imported(item))
			return true;
	}
	return false;
}

/* One sentence for what no model has, a table for the rest. */
static void outcomes_shown(struct doc *doc, const struct view *view)
{
	const struct json *items = json_get(view->result, "items");
	struct column columns[N_OUTCOME_COLUMNS];
	struct buf unseen = BUF_INIT;
	size_t n = outcomes_seen(items, columns, &unseen);

	if (n == FIRST_OUTCOME + 1 && all_plain(items)) {
		doc_para(doc, NULL);
		doc_textf(doc, "Each of the %zu models has ", json_count(items));
		doc_number(doc, json_get(json_first(items), "outcomes"), "ok", 0, false);
		doc_textf(doc,
			  " plain answers (outcome ok), and none of any other outcome "
			  "%s (%s).",
			  any_imported(items) ? "is recorded" : "came", buf_str(&unseen));
		doc_para_end(doc);
	} else {
		if (unseen.len)
			doc_say(doc, "%s: %s.",
				any_imported(items)
					? "Outcomes not recorded of any answer"
					: "Outcomes that no answer of any "
					  "model had",
				buf_str(&unseen));
		outcome_tables(doc, view, columns, n);
	}
	buf_clear(&unseen);
}

/* What becomes of an answer that is none. */
static void what_counts(struct doc *doc, const struct view *view, double n_bad)
{
	bool imported = any_imported(json_get(view->result, "items"));

	doc_para(doc, NULL);
	doc_text(doc, "Refusals, truncations and empty answers are outcomes: they are "
		      "counted here");
	if (json_get(view->result, "collection"))
		doc_text(doc,
			 ", and none is asked for again in the hope of a better one");
	doc_text(doc, ". A refusal or a truncated answer is compared as the text that it "
		      "is. Where a model gave no text there is nothing to compare, and "
		      "the prompt is left out for the pair. ");
	if (n_bad > 0)
		doc_textf(doc, "%.0f records could not be read and were left out.",
			  n_bad);
	else
		doc_text(doc, "Every record could be read.");
	if (imported)
		doc_text(doc,
			 " Of recorded answers only what their file says is known. "
			 "Most formats say nothing of truncation, refusal or a "
			 "filter: where such an outcome is not counted for a recorded "
			 "model it was not recorded, which is not to say that it did "
			 "not happen.");
	doc_para_end(doc);
}

void section_quality(struct doc *doc, const struct view *view,
		     const struct figure figures[N_FIGURES])
{
	double n_bad = 0;

	(void)figures;
	if (isfinite(view->n_prompts)) {
		doc_para(doc, NULL);
		doc_text(doc, "Suspect and teacher share ");
		doc_number(doc, view->result, "n_prompts", 0, false);
		doc_text(doc, " prompts with an answer on both sides.");
		doc_para_end(doc);
	}
	JSON_EACH(item, json_get(view->result, "items")) {
		JSON_EACH(source, json_get(item, "sources")) {
			n_bad += json_num(source, "n_bad", 0);
		}
	}
	compare_sides(doc, view);
	what_counts(doc, view, n_bad);
	outcomes_shown(doc, view);
	section_drift(doc, view);
}

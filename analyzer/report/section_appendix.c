/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How to get the same report again, and what went in. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column pair_columns[] = {
	{"name", "Name", COLUMN_TEXT, 0, false},
	{"value", "Value", COLUMN_HASH, 0, false},
	{"meaning", "What it is", COLUMN_TEXT, 0, false},
};

/* Names as report.json has them, for readers. */
static const char *meaning_of(const char *key)
{
	static const struct {
		const char *key, *meaning;
	} known[] = {
		{"bootstrap_replicates", "draws that the interval rests on; 0: no ratio"},
		{"seed", "start of all random draws: the same seed, the same draws"},
		{"interval", "share of results that the interval holds before it is "
			     "widened"},
		{"least_prompts", "with fewer shared prompts no ratio is given"},
		{"centre_floor", "least centred score (z) of a channel"},
		{"channels_chosen", "channels used in place of the standard ones"},
		{"calibration_learned_on_the_case_prompts",
		 "was the calibration learned anew on this case's prompts?"},
		{"calibration_learned_on_telling_prompts",
		 "was it learned on prompts chosen as telling?"},
		{"models_from_the_corpus",
		 "models whose answers are the reference corpus's, not the case's"},
		{"scores_and_draws",
		 "all scores and draws that the finding follows from; assay verify "
		 "computes it again from them"},
		{"calibration", "file of the calibration"},
		{"corpus",
		 "tables of the reference corpus: lineage and trials, not its answers"},
		{"assay", "version of the program"},
		{"commit", "state of its source; -dirty: with changes of its own"},
		{"compiler", "what it was built with"},
		{"libraries", "what it was linked with"},
	};

	for (size_t i = 0; key && i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].key, key))
			return known[i].meaning;
	return NULL;
}

/* A value of an object as one line of text. */
static void value_text(const struct json *value, struct buf *out)
{
	double number;

	if (json_text(value))
		buf_str_add(out, json_text(value));
	else if (json_number(value, &number))
		buf_printf(out, "%.10g", number);
	else
		json_print(value, false, out);
}

static void pairs(struct doc *doc, const struct json *object, const char *title)
{
	struct table *table = TABLE_NEW(pair_columns);
	struct buf value = BUF_INIT;

	JSON_EACH(child, object) {
		buf_reset(&value);
		value_text(child, &value);
		table_text(table, json_key(child));
		table_text(table, buf_str(&value));
		table_text(table, meaning_of(json_key(child)));
	}
	if (table_rows(table))
		section_table(doc, table, title);
	else
		doc_say(doc, "%s: the result holds none.", title);
	buf_clear(&value);
	table_free(table);
}

/* A head is pasted into a shell: nothing but hexadecimal digits. */
static bool is_hex(const char *text)
{
	return *text && strspn(text, "0123456789abcdef") == strlen(text);
}

static void command_shown(struct doc *doc, const char *does, const struct buf *line)
{
	doc_say(doc, "%s", does);
	doc_listing(doc, buf_str(line));
}

/* With the corpus where one was used; names of models are left to the reader, for they
 * come from outside and a shell would read them. */
static void compare_command(const struct view *view, struct buf *out)
{
	const struct json *parameters = json_get(view->result, "parameters");
	const struct json *calibration = json_get(view->result, "calibration");
	double replicates = view_num(parameters, "bootstrap_replicates");

	buf_str_add(out, "cp CASE again.assay\nassay compare again.assay --suspect "
			 "SUSPECT --teacher TEACHER");
	if (*view_str(calibration, "name"))
		buf_str_add(out, " --corpus CORPUS");
	if (view_num(parameters, "models_from_the_corpus") > 0)
		buf_str_add(out, " --data DIR");
	if (*view_str(parameters, "channels_chosen"))
		buf_str_add(out, " --channels CHANNELS");
	if (json_true(parameters, "calibration_learned_on_telling_prompts"))
		buf_str_add(out, " --telling");
	if (replicates > 0)
		buf_printf(out, " --replicates %.0f", replicates);
	if (isfinite(view_num(view->result, "seed")))
		buf_printf(out, " --seed %.0f", view_num(view->result, "seed"));
	buf_str_add(out, " --json");
}

/* What of the material is fixed by a hash, and what a third party must be given. */
static void hashed(struct doc *doc, const struct view *view)
{
	bool corpus = view_num(json_get(view->result, "parameters"),
			       "models_from_the_corpus") > 0;

	doc_list(doc);
	doc_point(doc,
		  "Fixed by a hash: the case row by row, with every answer in it and "
		  "the hash of every file that was imported; in the appendix the "
		  "scores, the calibration and the tables of the corpus.");
	if (corpus) {
		doc_point(
			doc,
			"Not in the case, and without a hash: the answers of the "
			"corpus's models. The case keeps the scores that came of them. "
			"From these assay verify computes the finding again; the scores "
			"themselves can be made again only by who has DIR.");
		doc_point(doc,
			  "So a third party needs, beside the case, the address of these "
			  "answers in the version that was used: README.md of the corpus "
			  "gives it. That they are the same shows in the hash "
			  "scores_and_draws, which the analysis made again must repeat.");
	}
	doc_list_end(doc);
}

static void commands(struct doc *doc, const struct view *view)
{
	const struct json *held = json_get(view->result, "case");
	const char *head = view_str(held, "chain_head");
	struct buf line = BUF_INIT;

	doc_say(doc, "What a third party runs, given the case file (CASE) and the "
		     "program:");
	buf_printf(&line, "assay verify CASE --head %s", is_hex(head) ? head : "HASH");
	command_shown(
		doc,
		"Is this the case that the report was made from, is it whole, and does "
		"the finding follow from its scores? Expected: chain and texts sound, "
		"and no error.",
		&line);
	buf_reset(&line);
	buf_str_add(&line, "assay report CASE -o again\ncmp again/report.json "
			   "report.json");
	command_shown(
		doc,
		"The same report again, with every picture. Expected: cmp, run in the "
		"folder of this report, prints nothing.",
		&line);
	buf_reset(&line);
	compare_command(view, &line);
	command_shown(
		doc,
		"The analysis again from the answers, on a copy. Expected: the same "
		"numbers; only what is said of the case itself differs, for the copy "
		"has more rows.",
		&line);
	buf_reset(&line);
	buf_str_add(&line, "assay export CASE FOLDER");
	command_shown(
		doc,
		"Every request, response and answer as plain text, to be read without "
		"this program.",
		&line);
	doc_say(doc,
		"SUSPECT and TEACHER are the two names in the summary, CORPUS the "
		"reference corpus (a shipped name, or its folder), DIR the folder of "
		"its answers.");
	hashed(doc, view);
	buf_clear(&line);
}

void section_reproducibility(struct doc *doc, const struct view *view,
			     const struct figure figures[N_FIGURES])
{
	struct buf given = BUF_INIT;

	(void)figures;
	doc_say(doc,
		"The analysis is repeatable: the same case file, version and machine "
		"type give the same report.json byte for byte, for any number of "
		"threads; on another processor verify compares to nine digits. The "
		"collection of answers is not repeatable, because hosted models "
		"change; the case file keeps what was received.");
	if (*view_str(json_get(view->result, "case"), "chain_head"))
		commands(doc, view);
	JSON_EACH(command, json_get(view->result, "commands")) {
		if (json_text(command))
			buf_printf(&given, "%s\n", json_text(command));
	}
	if (given.len) {
		doc_say(doc, "Commands that led to this result:");
		doc_listing(doc, buf_str(&given));
	}
	doc_para(doc, NULL);
	doc_text(doc, "Every picture can be drawn again in the folder of this report, "
		      "for example by ");
	doc_code(doc, "gnuplot plots/forest.gp");
	doc_text(doc, "; its numbers are in the folder data.");
	doc_para_end(doc);
	pairs(doc, json_get(view->result, "versions"), "Versions");
	buf_clear(&given);
}

void section_appendix(struct doc *doc, const struct view *view,
		      const struct figure figures[N_FIGURES])
{
	(void)figures;
	pairs(doc, json_get(view->result, "parameters"), "Parameters");
	pairs(doc, json_get(view->result, "hashes"), "Hashes");
	if (*view_str(json_get(view->result, "calibration"), "path_sha256")) {
		doc_para(doc, NULL);
		doc_text(doc, "Calibration file: SHA-256 ");
		doc_name(doc,
			 view_str(json_get(view->result, "calibration"), "path_sha256"));
		doc_text(doc, ".");
		doc_para_end(doc);
	}
}

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
	{"n", "Compared", COLUMN_NUMBER, 0, false},
};
static const struct column source_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"file", "File", COLUMN_NAME, 0, false},
	{"format", "Format", COLUMN_TEXT, 0, false},
	{"n", "Records", COLUMN_NUMBER, 0, false},
	{"n_bad", "Bad", COLUMN_NUMBER, 0, false},
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
		doc_table(doc, near, title, 0, "");
	if (!table_rows(background))
		return;
	doc_fold(doc, background_title);
	doc_table(doc, background, background_title, 0, "");
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

static void source_rows(struct table *table, const struct view *view,
			const struct json *item)
{
	JSON_EACH(source, json_get(item, "sources")) {
		table_text(table, view_label(view, item));
		table_text(table, view_str(source, "file"));
		table_text(table, view_str(source, "format"));
		table_from(table, source, "n_records");
		table_from(table, source, "n_bad");
		table_text(table, view_str(source, "sha256"));
	}
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
	doc_text(doc, "Everything in this report was recomputed from one case file, ");
	doc_name(doc, view_str(held, "name"));
	if (isfinite(view_num(held, "n_rows"))) {
		doc_text(doc, ", of ");
		doc_number(doc, held, "n_rows", 0, false);
		doc_text(doc, " rows");
	}
	doc_text(doc, ". Each row carries SHA-256 over the row before it and its own "
		      "content, so that nothing can be changed, added or taken out "
		      "unnoticed. The chain ends in");
	doc_para_end(doc);
	doc_listing(doc, head);
	doc_para(doc, NULL);
	doc_text(doc, "and ");
	doc_code(doc, "assay verify CASE --head HASH");
	doc_text(doc, " checks the whole chain against it.");
	doc_para_end(doc);
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
	tables_shown(doc, models, "Models examined", background, "Background models");
	long_names(doc, view);
	section_collection(doc, view);
	doc_heading(doc, "Integrity");
	custody(doc, view);
	if (table_rows(sources)) {
		doc_fold(doc, "Files the answers came from");
		doc_table(doc, sources, "Source files", 0, "");
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
	doc_say(doc,
		"Of the suspect's answers %.1f %%, of the teacher's %.1f %% are empty, "
		"truncated, refused, filtered or failed.%s",
		100 * suspect, 100 * teacher,
		fabs(suspect - teacher) > .05
			? " The two differ by more than five points: what is missing may "
			  "be missing for a reason, and the comparison rests on the rest."
			: "");
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
	for (size_t c = 3; c < sizeof(outcome_columns) / sizeof(outcome_columns[0]); c++)
		table_from(table, outcomes, outcome_columns[c].key);
}

void section_quality(struct doc *doc, const struct view *view,
		     const struct figure figures[N_FIGURES])
{
	struct table *near = TABLE_NEW(outcome_columns);
	struct table *background = TABLE_NEW(outcome_columns);
	const struct json *items = json_get(view->result, "items");
	double n_bad = 0;

	(void)figures;
	if (isfinite(view->n_prompts)) {
		doc_para(doc, NULL);
		doc_text(doc, "Suspect and teacher share ");
		doc_number(doc, view->result, "n_prompts", 0, false);
		doc_text(doc, " prompts with an answer on both sides.");
		doc_para_end(doc);
	}
	JSON_EACH(item, items) {
		JSON_EACH(source, json_get(item, "sources")) {
			n_bad += json_num(source, "n_bad", 0);
		}
	}
	for (enum place place = 0; place < N_PLACES; place++)
		JSON_EACH(item, items) {
			if (place_of(item) == place)
				outcome_row(place == PLACE_BACKGROUND ? background : near,
					    view, item);
		}
	compare_sides(doc, view);
	doc_para(doc, NULL);
	doc_text(doc, "Refusals, truncations and empty answers are outcomes: they are "
		      "counted, never dropped and never asked for again. ");
	if (n_bad > 0)
		doc_textf(doc, "%.0f records could not be read and were left out.",
			  n_bad);
	else
		doc_text(doc, "Every record could be read.");
	doc_para_end(doc);
	tables_shown(doc, near, "Outcomes by model", background,
		     "Outcomes of background models");
	section_drift(doc, view);
	table_free(near);
	table_free(background);
}

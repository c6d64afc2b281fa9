/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a live case's answers came: endpoints, requests, what they refused, drift. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column endpoint_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"api", "Wire format", COLUMN_TEXT, 0, false},
	{"n_wanted", "Wanted", COLUMN_NUMBER, 0, false},
	{"n_done", "In the case", COLUMN_NUMBER, 0, false},
	{"n_requests", "Requests", COLUMN_NUMBER, 0, false},
	{"tls", "TLS", COLUMN_TEXT, 0, false},
	{"certificate", "SHA-256 of its certificate", COLUMN_HASH, 0, false},
};
static const struct column set_columns[] = {
	{"set", "Probe set", COLUMN_NAME, 0, false},
	{"version", "Version", COLUMN_TEXT, 0, false},
	{"kind", "Kind", COLUMN_TEXT, 0, false},
	{"language", "Language", COLUMN_TEXT, 0, false},
	{"n_probes", "Probes asked", COLUMN_NUMBER, 0, false},
	{"samples", "Answers of each", COLUMN_NUMBER, 0, false},
	{"sha256", "SHA-256 of the set", COLUMN_HASH, 0, false},
};
static const struct column drift_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"n", "Asked again", COLUMN_NUMBER, 0, false},
	{"n_distinct", "Distinct answers", COLUMN_NUMBER, 0, false},
	{"mean_similarity", "Mean likeness", COLUMN_NUMBER, 2, false},
	{"p", "p", COLUMN_NUMBER, 3, false},
	{"verdict", "Change seen", COLUMN_TEXT, 0, false},
};

static bool is_party(const struct json *model)
{
	return !strcmp(view_str(model, "role"), "suspect") ||
	       !strcmp(view_str(model, "role"), "teacher");
}

static void endpoint_row(struct table *table, const struct view *view,
			 const struct json *model)
{
	const struct json *endpoint = json_get(model, "endpoint");

	if (is_party(model))
		table_strong(table);
	table_text(table, view_label(view, model));
	table_text(table, view_str(model, "role"));
	table_text(table, view_str(model, "api"));
	table_from(table, model, "n_wanted");
	table_from(table, model, "n_done");
	table_from(table, model, "n_requests");
	table_text(table, view_str(endpoint, "tls"));
	table_text(table, view_str(endpoint, "certificate"));
}

static void probe_sets(struct doc *doc, const struct json *collection)
{
	struct table *table = TABLE_NEW(set_columns);

	JSON_EACH(set, json_get(collection, "sets")) {
		table_text(table, view_str(set, "set"));
		table_text(table, view_str(set, "version"));
		table_text(table, view_str(set, "kind"));
		table_text(table, view_str(set, "language"));
		table_number(table, view_num(set, "n_probes"));
		table_number(table, view_num(set, "samples"));
		table_text(table, view_str(set, "sha256"));
	}
	if (table_rows(table))
		doc_table(doc, table, "What was asked", 0, "");
	table_free(table);
}

static void refusals(struct doc *doc, const struct json *collection)
{
	const struct json *warnings = json_get(collection, "warnings");

	if (!json_count(warnings))
		return;
	doc_say(doc, "Not every endpoint took every parameter of the plan:");
	section_texts(doc, warnings);
}

void section_collection(struct doc *doc, const struct view *view)
{
	const struct json *collection = json_get(view->result, "collection");
	struct table *table;

	if (!collection)
		return;
	table = TABLE_NEW(endpoint_columns);
	JSON_EACH(model, json_get(collection, "models")) {
		endpoint_row(table, view, model);
	}
	doc_heading(doc, "Collection");
	doc_para(doc, NULL);
	doc_text(doc,
		 "The answers were asked for live, by a plan that was fixed before the "
		 "first question: all models the same prompts in the same order. "
		 "Every request and every response is in the case as it went over "
		 "the wire, without keys. ");
	doc_number(doc, collection, "n_requests", 0, false);
	doc_textf(doc, " requests were made%s.",
		  json_true(collection, "complete")
			  ? ""
			  : "; the plan is not complete, and what is missing counts for "
			    "nobody");
	doc_para_end(doc);
	doc_para(doc, NULL);
	doc_text(doc, "SHA-256 of the plan:");
	doc_para_end(doc);
	doc_listing(doc, view_str(collection, "plan_sha256"));
	probe_sets(doc, collection);
	if (table_rows(table))
		doc_table(doc, table, "Endpoints", 0, "");
	refusals(doc, collection);
	section_sequential(doc, view);
	table_free(table);
}

static void drift_row(struct table *table, const struct view *view,
		      const struct json *model)
{
	const struct json *drift = json_get(model, "drift");

	if (is_party(model))
		table_strong(table);
	table_text(table, view_label(view, model));
	table_from(table, drift, "n");
	table_from(table, drift, "n_distinct");
	table_from(table, drift, "mean_similarity");
	table_from(table, drift, "p");
	table_text(table, view_str(drift, "verdict"));
}

void section_drift(struct doc *doc, const struct view *view)
{
	const struct json *models =
		json_get(json_get(view->result, "collection"), "models");
	struct table *table;
	size_t n_changed = 0;

	if (!json_count(models))
		return;
	table = TABLE_NEW(drift_columns);
	JSON_EACH(model, models) {
		const struct json *drift = json_get(model, "drift");

		drift_row(table, view, model);
		n_changed += strstr(view_str(drift, "verdict"), "changed") != NULL;
	}
	doc_heading(doc, "Did an endpoint change meanwhile?");
	doc_say(doc,
		"One prompt was asked again and again throughout, to see whether who "
		"answers stays the same: by the name that the endpoint gives, and by a "
		"permutation test of the first half of its answers against the second "
		"(p below .01 counts as a change). %s",
		n_changed ? "Where a change was seen, answers before and after it may be "
			    "of two models."
			  : "No change was seen.");
	doc_table(doc, table, "Repeated prompt by endpoint", 0, "");
	table_free(table);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a live case's answers came: endpoints, requests, what they refused, drift. */
#include <math.h>
#include <string.h>

#include "report/section.h"

static const struct column endpoint_columns[] = {
	{"model", "Model", COLUMN_NAME, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"api", "API format", COLUMN_TEXT, 0, false},
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

/* Does every model have the same number under `key`? */
static bool is_even(const struct json *models, const char *key)
{
	double first = view_num(json_first(models), key);

	JSON_EACH(model, models) {
		if (!(view_num(model, key) == first))
			return false;
	}
	return json_count(models) > 0;
}

static bool one_api(const struct json *models)
{
	const char *first = view_str(json_first(models), "api");

	JSON_EACH(model, models) {
		if (strcmp(view_str(model, "api"), first) != 0)
			return false;
	}
	return *first != '\0';
}

static bool any_tls(const struct json *models)
{
	JSON_EACH(model, models) {
		if (*view_str(json_get(model, "endpoint"), "tls"))
			return true;
	}
	return false;
}

/* Answers of one model, asked for and got, and what they are made of. */
static void sums(struct doc *doc, const struct json *collection)
{
	const struct json *models = json_get(collection, "models");
	const struct json *first = json_first(models);
	double wanted = view_num(first, "n_wanted"),
	       repeats = view_num(first, "n_sentinels"), n_done = 0;

	JSON_EACH(model, models) {
		n_done += json_num(model, "n_done", 0);
	}
	doc_para(doc, NULL);
	if (is_even(models, "n_wanted") && is_even(models, "n_sentinels") &&
	    json_true(collection, "complete") && repeats > 0) {
		doc_textf(doc, "Each of the %zu models was to give ", json_count(models));
		doc_number(doc, first, "n_wanted", 0, false);
		doc_textf(doc, " answers: %.0f to the probes above, and ",
			  wanted - repeats);
		doc_number(doc, first, "n_sentinels", 0, false);
		doc_text(doc, " to one prompt that is asked again and again, to see "
			      "whether an endpoint changes (");
		doc_link(doc, "quality", "Data quality");
		doc_text(doc, "); these are not compared. ");
	}
	doc_textf(doc, "In all, %.0f answers came, and ", n_done);
	doc_number(doc, collection, "n_requests", 0, false);
	doc_textf(doc, " requests were made for them%s%s.",
		  view_num(collection, "n_requests") > n_done
			  ? " (one that fails is made again)"
		  : view_num(collection, "n_requests") < n_done
			  ? " (one can bring several answers)"
			  : "",
		  json_true(collection, "complete")
			  ? ""
			  : "; the plan is not complete, and what is missing counts for "
			    "nobody");
	doc_para_end(doc);
}

static void endpoints(struct doc *doc, const struct view *view, const struct json *models)
{
	struct table *table = TABLE_NEW(endpoint_columns);
	bool alike = one_api(models) && !any_tls(models) && is_even(models, "n_wanted") &&
		     is_even(models, "n_done") && is_even(models, "n_requests");

	JSON_EACH(model, models) {
		endpoint_row(table, view, model);
	}
	if (alike)
		doc_say(doc, "All %zu endpoints were asked in the API format %s.",
			json_count(models), view_str(json_first(models), "api"));
	else if (table_rows(table))
		section_table(doc, table, "Endpoints");
	doc_say(doc, "The API format is the form in which a question is put to an "
		     "endpoint. Many vendors use the form that OpenAI made known "
		     "(openai-compatible): it does not say who made the model.");
	if (json_count(models) && !any_tls(models))
		doc_say(doc, "No encrypted connection (TLS) is recorded, so that no "
			     "certificate vouches for who answered.");
	table_free(table);
}

void section_collection(struct doc *doc, const struct view *view)
{
	const struct json *collection = json_get(view->result, "collection");

	if (!collection)
		return;
	doc_heading(doc, "Collection");
	doc_say(doc,
		"The answers of the models in the table above were asked for live, by a "
		"plan that was fixed before the first question: these models the same "
		"prompts in the same order. Every request to them and every response of "
		"them is in the case as it went over the wire, without keys.%s",
		view_num(json_get(view->result, "parameters"), "models_from_the_corpus") >
				0
			? " That does not hold for the models of the reference corpus, "
			  "whose answers were recorded earlier and are not in the case."
			: "");
	doc_para(doc, NULL);
	doc_text(doc, "SHA-256 of the plan:");
	doc_para_end(doc);
	doc_listing(doc, view_str(collection, "plan_sha256"));
	probe_sets(doc, collection);
	sums(doc, collection);
	endpoints(doc, view, json_get(collection, "models"));
	refusals(doc, collection);
	section_sequential(doc, view);
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

/* Did every model answer the repeated prompt with one and the same text? */
static bool all_the_same(const struct json *models)
{
	JSON_EACH(model, models) {
		const struct json *drift = json_get(model, "drift");

		if (!(view_num(drift, "n") > 1) ||
		    !(view_num(drift, "n_distinct") == 1) ||
		    strstr(view_str(drift, "verdict"), "changed"))
			return false;
	}
	return true;
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
		"answers stays the same. A change is seen when the endpoint gives "
		"another model's name, or when the first half of its answers to this "
		"prompt differs from the second by more than chance does (permutation "
		"test, p below .01).");
	if (all_the_same(models)) {
		doc_say(doc,
			"No change was seen: each of the %zu models gave the same answer "
			"every time (p = 1). Such a test sees a change only if it alters "
			"the answer to this prompt.",
			json_count(models));
	} else {
		doc_say(doc, "%s",
			n_changed ? "Where a change was seen, answers before and after "
				    "it may be of two models."
				  : "No change was seen. Such a test sees a change only "
				    "if it alters the answers to this prompt.");
		section_table(doc, table, "Repeated prompt by endpoint");
	}
	table_free(table);
}

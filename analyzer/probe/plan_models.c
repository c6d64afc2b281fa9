/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe/plan_models.c: the models of a plan: where each is, and what is known of it. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "probe/plan_read.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))
#define NAME_MAX_BYTES 200

/* Members of `from` that are texts, and where they go. */
struct text_member {
	const char *key;
	size_t offset;
};
#define TEXT(member)                                                                     \
	{                                                                                \
#member, offsetof(struct plan_model, member)                             \
	}

static int read_texts(const struct plan_reader *r, const char *place,
		      const struct json *from, struct plan_model *model)
{
	static const struct text_member members[] = {
		TEXT(name),     TEXT(model),      TEXT(api),  TEXT(base_url),
		TEXT(vendor),   TEXT(family),     TEXT(base), TEXT(released),
		TEXT(relation), TEXT(confidence),
	};

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		const char **out =
			(const char **)(void *)((char *)model + members[i].offset);

		if (plan_read_text(r, place, from, members[i].key, out))
			return -1;
	}
	return 0;
}

/* An empty text is an answer here: no system message, whatever the set says. */
static int read_system(const struct plan_reader *r, const char *place,
		       const struct json *from, struct plan_model *model)
{
	const char *text = json_str(from, "system");

	if (!json_get(from, "system"))
		return 0;
	if (!text)
		return plan_refuse(r, place,
				   "\"system\" is not a text; leave it out, or write "
				   "\"\" for none");
	model->system = plan_keep(r, text);
	return 0;
}

/* One teacher, or a list. */
static int read_taught_by(const struct plan_reader *r, const char *place,
			  const struct json *from, struct plan_model *model)
{
	const struct json *list = json_get(from, "taught_by");
	struct buf all = BUF_INIT;
	int rc = 0;

	if (!json_is_array(list))
		return plan_read_text(r, place, from, "taught_by", &model->taught_by);
	JSON_EACH(teacher, list) {
		const char *text = json_text(teacher);

		if (!text || !*text || strchr(text, ';'))
			rc = plan_refuse(r, place,
					 "\"taught_by\" must hold names, each without "
					 "\";\"");
		else
			buf_printf(&all, "%s%s", all.len ? ";" : "", text);
	}
	if (!rc && all.len)
		model->taught_by = plan_keep(r, buf_str(&all));
	buf_clear(&all);
	return rc;
}

static int read_words(const struct plan_reader *r, const char *place,
		      const struct plan_model *model)
{
	static const char *const relations[] = {"unknown",    "independent",
						"distilled",  "distilled_mixed",
						"preference", "variant"};
	static const char *const confidences[] = {"high", "medium", "low"};
	bool known = !model->relation;

	for (size_t i = 0; !known && i < COUNT_OF(relations); i++)
		known = !strcmp(model->relation, relations[i]);
	if (!known)
		return plan_refuse(r, place,
				   "\"relation\" must be unknown, independent, "
				   "distilled, distilled_mixed, preference or variant");
	known = !model->confidence;
	for (size_t i = 0; !known && i < COUNT_OF(confidences); i++)
		known = !strcmp(model->confidence, confidences[i]);
	if (!known)
		return plan_refuse(r, place,
				   "\"confidence\" must be high, medium or low");
	return 0;
}

static int read_limits(const struct plan_reader *r, const char *place,
		       const struct json *from, struct plan_model *model)
{
	double n = 0;

	if (plan_read_number(r, place, from, "rpm", 0.001, 1e9, &model->rpm) ||
	    plan_read_number(r, place, from, "tpm", 1, 1e12, &model->tpm) ||
	    plan_read_whole(r, place, from, "max_concurrency", 1, 4096, &n))
		return -1;
	model->max_concurrency = (long)n;
	return 0;
}

static bool has_secret_query(const char *url)
{
	static const char *const names[] = {
		"key=", "token=", "secret=", "password=", "sig=", "signature="};
	const char *query = strchr(url, '?');

	for (size_t i = 0; query && i < COUNT_OF(names); i++)
		if (strstr(query, names[i]))
			return true;
	return false;
}

static int check_url(const struct plan_reader *r, const char *place, const char *url)
{
	size_t n = strncmp(url, "https://", 8) != 0 ? 7 : 8;

	if (!*url)
		return 0;
	if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
		return plan_refuse(r, place,
				   "\"base_url\" must begin with https:// or http://");
	if (strcspn(url, " \t\r\n\\\"<>#") != strlen(url) || !url[n])
		return plan_refuse(r, place, "\"base_url\" is no URL");
	if (has_secret_query(url))
		return plan_refuse(r, place,
				   "\"base_url\" holds a key; name the key in key_env, "
				   "key_file or key_cmd instead");
	return 0;
}

/* With an api it is asked, without it was recorded: both must be meant. */
static int check_asked(const struct plan_reader *r, const char *place,
		       const struct json *from, const struct plan_model *model)
{
	static const char *const of_asked[] = {
		"base_url", "key_env", "key_file", "key_cmd", "system",
		"params",   "stream",  "rpm",      "tpm",     "max_concurrency"};
	bool recorded = !*model->api;

	if (plan_read_bool(r, place, from, "recorded", &recorded))
		return -1;
	if (recorded && *model->api)
		return plan_refuse(r, place,
				   "it is recorded and has an \"api\"; leave one out");
	if (!recorded && !*model->api)
		return plan_refuse(r, place,
				   "it is not recorded and has no \"api\"; write how it "
				   "is asked, such as \"openai\"");
	for (size_t i = 0; !*model->api && i < COUNT_OF(of_asked); i++)
		if (json_get(from, of_asked[i]))
			return plan_refuse(r, place,
					   "\"%s\" is there and \"api\" is not; write "
					   "how it is asked, such as \"openai\" (a model "
					   "without \"api\" is recorded and not asked)",
					   of_asked[i]);
	return check_url(r, place, model->base_url);
}

static int read_names(const struct plan_reader *r, const char *place,
		      struct plan_model *model)
{
	if (!*model->name && !*model->model)
		return plan_refuse(r, place,
				   "it has no \"model\"; write what the endpoint calls "
				   "it");
	if (!*model->name)
		model->name = model->model;
	if (!*model->model)
		model->model = model->name;
	if (strlen(model->name) > NAME_MAX_BYTES || strlen(model->model) > NAME_MAX_BYTES)
		return plan_refuse(r, place, "its name is longer than %d bytes",
				   NAME_MAX_BYTES);
	return 0;
}

static int read_model(const struct plan_reader *r, const char *place,
		      const struct json *from, enum role role, struct plan_model *model)
{
	static const char *const known[] = {
		"name",     "model",    "api",       "base_url",        "key_env",
		"key_file", "key_cmd",  "system",    "params",          "stream",
		"rpm",      "tpm",      "vendor",    "max_concurrency", "family",
		"base",     "released", "taught_by", "relation",        "confidence",
		"recorded", "notes",
	};

	model->role = role;
	model->name = model->model = model->api = model->base_url = "";
	if (!json_is_object(from))
		return plan_refuse(r, place,
				   "it is missing or not an object; write {\"model\": "
				   "\"...\", \"api\": \"openai\", \"key_env\": \"...\"}");
	if (plan_check_members(r, place, from, known, COUNT_OF(known)) ||
	    read_texts(r, place, from, model) || read_names(r, place, model) ||
	    read_system(r, place, from, model) || read_taught_by(r, place, from, model) ||
	    read_words(r, place, model) || plan_read_key(r, place, from, model) ||
	    plan_read_bool(r, place, from, "stream", &model->stream) ||
	    read_limits(r, place, from, model))
		return -1;
	model->params = json_get(from, "params");
	if (model->params && !json_is_object(model->params))
		return plan_refuse(r, place,
				   "\"params\" is not an object; write {\"temperature\": "
				   "0.7}");
	return check_asked(r, place, from, model);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_params(const struct json *a, const struct json *b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	bool same;

	if (a && json_count(a))
		json_print(a, false, &one);
	if (b && json_count(b))
		json_print(b, false, &other);
	same = !strcmp(buf_str(&one), buf_str(&other));
	buf_clear(&one);
	buf_clear(&other);
	return same;
}

static int check_apart(const struct plan_reader *r)
{
	const struct plan_model *m = r->plan->models;
	char shown[TEXT_SHOWN];

	for (size_t i = 1; i < r->plan->n_models; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(m[i].name, m[j].name))
				return plan_refuse(
					r, role_name(m[i].role),
					"\"%s\" is also the %s's name; give each model "
					"its own \"name\"",
					text_shown(text_of(m[i].name), shown),
					role_name(m[j].role));
	if (*m[0].api && !strcmp(m[0].api, m[1].api) && !strcmp(m[0].model, m[1].model) &&
	    !strcmp(m[0].base_url, m[1].base_url) &&
	    same_text(m[0].system, m[1].system) && same_params(m[0].params, m[1].params))
		return plan_refuse(r, "suspect",
				   "suspect and teacher are one model behind one "
				   "endpoint; a model is not compared with itself");
	return 0;
}

int plan_read_models(const struct plan_reader *r, const struct json *root)
{
	const struct json *controls = json_get(root, "controls");
	struct plan *plan = r->plan;
	char place[48];

	if (controls && !json_is_array(controls))
		return plan_refuse(r, "controls", "it is not a list of models");
	plan->models = arena_alloc(&plan->arena, 2 + json_count(controls),
				   sizeof(*plan->models));
	if (read_model(r, "suspect", json_get(root, "suspect"), ROLE_SUSPECT,
		       &plan->models[0]) ||
	    read_model(r, "teacher", json_get(root, "teacher"), ROLE_TEACHER,
		       &plan->models[1]))
		return -1;
	plan->n_models = 2;
	JSON_EACH(control, controls) {
		(void)snprintf(place, sizeof(place), "controls[%zu]", plan->n_models - 2);
		if (read_model(r, place, control, ROLE_CONTROL,
			       &plan->models[plan->n_models]))
			return -1;
		plan->n_models++;
	}
	return check_apart(r);
}

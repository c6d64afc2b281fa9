/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_ask.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

static const struct api *const api_tables[] = {openai_apis, anthropic_apis, gemini_apis,
					       ollama_apis};
#define N_TABLES (sizeof(api_tables) / sizeof(api_tables[0]))

static const struct problem_row problem_rows[N_PROBLEMS] = {
	[PROBLEM_NONE] = {200, "", "", "", "", ""},
	[PROBLEM_INVALID] = {400, "invalid_request_error", "invalid_request",
			     "invalid_request_error", "INVALID_ARGUMENT",
			     "The request is not valid."},
	[PROBLEM_UNSUPPORTED_PARAMETER] = {400, "invalid_request_error",
					   "unsupported_parameter",
					   "invalid_request_error", "INVALID_ARGUMENT",
					   "Unsupported parameter."},
	[PROBLEM_UNSUPPORTED_VALUE] = {400, "invalid_request_error", "unsupported_value",
				       "invalid_request_error", "INVALID_ARGUMENT",
				       "Unsupported value."},
	[PROBLEM_AUTH] = {401, "invalid_request_error", "invalid_api_key",
			  "authentication_error", "UNAUTHENTICATED",
			  "Incorrect API key provided."},
	[PROBLEM_BILLING] = {402, "insufficient_balance", "insufficient_balance",
			     "billing_error", "FAILED_PRECONDITION",
			     "Insufficient balance."},
	[PROBLEM_FORBIDDEN] = {403, "invalid_request_error", "permission_denied",
			       "permission_error", "PERMISSION_DENIED",
			       "You have no access to this."},
	[PROBLEM_MODEL] = {404, "invalid_request_error", "model_not_found",
			   "not_found_error", "NOT_FOUND", "The model does not exist."},
	[PROBLEM_RATE] = {429, "requests", "rate_limit_exceeded", "rate_limit_error",
			  "RESOURCE_EXHAUSTED",
			  "Rate limit reached; please try again later."},
	[PROBLEM_QUOTA] = {429, "insufficient_quota", "insufficient_quota",
			   "rate_limit_error", "RESOURCE_EXHAUSTED",
			   "You exceeded your current quota, please check your plan."},
	[PROBLEM_FILTER] = {400, "invalid_request_error", "content_filter",
			    "invalid_request_error", "INVALID_ARGUMENT",
			    "The response was filtered due to the prompt triggering the "
			    "content management policy."},
	[PROBLEM_CONTEXT] = {400, "invalid_request_error", "context_length_exceeded",
			     "invalid_request_error", "INVALID_ARGUMENT",
			     "This model's maximum context length is 8192 tokens."},
	[PROBLEM_SERVER] = {500, "server_error", "internal_error", "api_error",
			    "INTERNAL",
			    "The server had an error while processing your request."},
	[PROBLEM_UNAVAILABLE] = {503, "server_error", "service_unavailable", "api_error",
				 "UNAVAILABLE",
				 "The service is temporarily unavailable."},
	[PROBLEM_OVERLOADED] = {529, "server_error", "overloaded", "overloaded_error",
				"UNAVAILABLE", "Overloaded"},
};

const struct problem_row *problem_row(enum problem_kind kind)
{
	return &problem_rows[kind];
}

/* Whether the API is at the path, and where the model's name stands in it. */
static bool at_path(const struct api *api, const char *path, const char **name,
		    size_t *len)
{
	size_t n = strlen(path), before = strlen(api->prefix), after;

	if (!api->suffix)
		return strcmp(path, api->prefix) == 0;
	after = strlen(api->suffix);
	if (n <= before + after || strncmp(path, api->prefix, before) != 0 ||
	    strcmp(path + n - after, api->suffix) != 0)
		return false;
	*name = path + before;
	*len = n - before - after;
	return true;
}

const struct api *api_find(const char *path, char **model_name)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		for (const struct api *api = api_tables[t]; api->name; api++) {
			const char *name = NULL;
			size_t len = 0;

			if (!at_path(api, path, &name, &len))
				continue;
			*model_name = name ? mem_dup(name, len) : NULL;
			return api;
		}
	}
	*model_name = NULL;
	return NULL;
}

static bool is_bool(const struct json *value)
{
	double ignored;

	return !json_text(value) && !json_number(value, &ignored) &&
	       !json_is_array(value) && !json_is_object(value) && !json_is_null(value);
}

static bool number_fits(const struct json *value, const struct field *field)
{
	double number;

	if (!json_number(value, &number))
		return false;
	if (field->kind == FIELD_WHOLE && number != floor(number))
		return false;
	return (field->lo == 0 && field->hi == 0) ||
	       (number >= field->lo && number <= field->hi);
}

static bool fits(const struct json *value, const struct field *field)
{
	switch (field->kind) {
	case FIELD_STRING:
		return json_text(value) != NULL;
	case FIELD_WHOLE:
	case FIELD_NUMBER:
		return number_fits(value, field);
	case FIELD_BOOL:
		return is_bool(value);
	case FIELD_LIST:
		return json_is_array(value) && json_count(value) > 0;
	case FIELD_OBJECT:
		return json_is_object(value);
	case FIELD_TEXTS:
		return json_text(value) || json_is_array(value);
	case FIELD_ANY:
		break;
	}
	return true;
}

static const struct field *field_find(const struct field *fields, unsigned bit,
				      const char *name)
{
	for (; fields->name; fields++) {
		if (strcmp(fields->name, name) == 0 &&
		    (!fields->known || (fields->known & bit)))
			return fields;
	}
	return NULL;
}

/* `what` is wrong with the field, which stands at where + name. */
static void invalid(struct problem *problem, const char *what, const char *where,
		    const char *name)
{
	problem_set(problem, PROBLEM_INVALID, name, "%s: '%s%.200s'.", what, where, name);
	problem->strict = true;
}

void fields_check(const struct json *object, const struct field *fields, unsigned bit,
		  const char *where, struct problem *problem)
{
	JSON_EACH(each, object) {
		const char *name = json_key(each);
		const struct field *field = field_find(fields, bit, name ? name : "");

		if (!field)
			invalid(problem, "Unknown parameter", where, name ? name : "");
		else if (!fits(each, field))
			invalid(problem, "Invalid type or value", where, name);
		if (problem->kind)
			return;
	}
	for (; fields->name; fields++) {
		if (fields->required && (!fields->known || (fields->known & bit)) &&
		    !json_get(object, fields->name)) {
			invalid(problem, "Missing required parameter", where,
				fields->name);
			return;
		}
	}
}

bool ask_text(const struct json *content, struct buf *out)
{
	if (json_text(content)) {
		buf_str_add(out, json_text(content));
		return true;
	}
	if (!json_is_array(content) || json_count(content) == 0)
		return false;
	JSON_EACH(part, content) {
		const char *type = json_str(part, "type");
		const char *text = json_str(part, "text");

		if (!type || strcmp(type, "text") != 0 || !text)
			return false;
		buf_str_add(out, text);
	}
	return true;
}

static bool is_among(const char *word, const char *const *words)
{
	for (; word && *words; words++) {
		if (strcmp(word, *words) == 0)
			return true;
	}
	return false;
}

void ask_messages(struct ask *ask, const struct json *messages, const char *const *roles,
		  struct problem *problem)
{
	static const struct field fields[] = {
		{"role", FIELD_STRING, 0, 0, true, 0},
		{"content", FIELD_TEXTS, 0, 0, true, 0},
		{"name", FIELD_STRING, 0, 0, false, 0},
		{NULL, FIELD_ANY, 0, 0, false, 0},
	};
	struct buf text = BUF_INIT;
	bool asked = false;

	JSON_EACH(each, messages) {
		const char *role = json_str(each, "role");

		fields_check(each, fields, 0, "messages[].", problem);
		buf_reset(&text);
		if (!problem->kind && !is_among(role, roles))
			invalid(problem, "Invalid value", "messages[].", "role");
		else if (!problem->kind && !ask_text(json_get(each, "content"), &text))
			invalid(problem, "Invalid value", "messages[].", "content");
		if (problem->kind)
			break;
		ask->n_prompt_words += count_words(buf_str(&text), text.len);
		if (strcmp(role, "user") == 0) {
			buf_reset(&ask->prompt);
			buf_add(&ask->prompt, buf_str(&text), text.len);
			asked = true;
		}
	}
	if (!problem->kind && !asked)
		invalid(problem, "No message of the user", "", "messages");
	buf_clear(&text);
}

int64_t ask_whole(const struct json *object, const char *key, int64_t otherwise)
{
	double value = json_num(object, key, (double)otherwise);

	return value >= (double)INT64_MIN && value < -(double)INT64_MIN ? (int64_t)value
									: otherwise;
}

void ask_seed(struct ask *ask, const struct json *object, const char *key)
{
	double ignored;

	ask->has_seed = json_number(json_get(object, key), &ignored);
	ask->seed = ask_whole(object, key, 0);
}

/* The toy of a name that may carry a suffix: "alder-1@old". */
static void find_model(struct ask *ask, const struct toys *toys, struct problem *problem)
{
	const char *at = strchr(ask->model_name, '@');
	char *name = mem_dup(ask->model_name, at ? (size_t)(at - ask->model_name)
						 : strlen(ask->model_name));

	ask->model = toys_model(toys, name);
	ask->suffix = at ? at : "";
	if (!ask->model)
		problem_set(problem, PROBLEM_MODEL, NULL,
			    "The model `%.200s` does not exist or you do not have access "
			    "to it.",
			    ask->model_name);
	mem_free(name);
}

void ask_read(struct ask *ask, const struct toys *toys, const char *body, size_t len,
	      struct problem *problem)
{
	struct err err = ERR_INIT;

	ask->n = 1;
	ask->max_tokens = -1;
	ask->suffix = "";
	ask->doc = json_parse(body, len, NULL, &err);
	if (!json_is_object(ask->doc)) {
		problem_set(problem, PROBLEM_INVALID, NULL,
			    "We could not parse the JSON body of your request: %s",
			    ask->doc ? "it is no object" : err.text);
		problem->strict = true;
		return;
	}
	if (!ask->model_name && json_str(ask->doc, "model"))
		ask->model_name = mem_strdup(json_str(ask->doc, "model"));
	fields_check(ask->doc, ask->api->fields, ask->api->bit, "", problem);
	if (!problem->kind)
		ask->api->read(ask, problem);
	if (!problem->kind)
		find_model(ask, toys, problem);
}

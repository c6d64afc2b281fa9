/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_openai_batch.c: output and error lines of a batch: {custom_id, response:
 * {status_code, body}, error}. The prompt is in the batch's input alone, so custom_id
 * names it. Bodies of chat completions, completions and responses.
 */
#include <string.h>

#include "store/field.h"
#include "store/reader_list.h"
#include "store/turns.h"

static bool accepts(const struct json *value)
{
	const struct json *response = json_get(value, "response");

	return json_get(value, "custom_id") &&
	       (json_is_object(response) ||
		(json_is_null(response) && json_get(value, "error")));
}

/* What is left over: the line's fields, and the body's under "body"; a body that is no
 * object is kept as it is. */
static void extra_of(const struct json *value, const struct json *body, struct buf *out)
{
	static const char *const used[] = {"custom_id", "response", NULL};
	static const char *const in_body[] = {"choices", "output", "model", NULL};
	struct buf rest = BUF_INIT;

	field_extra(value, used, out);
	if (!body || json_is_object(body))
		field_extra(body, in_body, &rest);
	else
		json_print(body, false, &rest);
	if (rest.len) {
		if (out->len)
			out->data[out->len - 1] = ',';
		else
			buf_char_add(out, '{');
		buf_str_add(out, "\"body\":");
		buf_add(out, rest.data, rest.len);
		buf_char_add(out, '}');
	}
	buf_clear(&rest);
}

static bool has_code(const struct json *error, const char *code)
{
	const char *given = json_str(error, "code");

	return given && !strcmp(given, code);
}

static int failed(const struct json *value, const struct json *body,
		  struct record *record, record_fn *take, void *ctx, struct err *err)
{
	bool filtered = has_code(json_get(value, "error"), "content_filter") ||
			has_code(json_get(body, "error"), "content_filter");

	record->outcome = filtered ? OUTCOME_FILTERED : OUTCOME_FAILED;
	return take(ctx, record, err);
}

static int choice_read(const struct json *choice, struct record *record, record_fn *take,
		       void *ctx, struct err *err)
{
	struct said said = {.refused = false};
	const struct json *message = json_get(choice, "message");
	int rc = field_sample(choice, "index", &record->sample, err);

	if (!rc) {
		said_add(&said, message ? message : choice);
		said_record(&said, json_str(choice, "finish_reason"), record);
		rc = take(ctx, record, err);
	}
	said_clear(&said);
	return rc;
}

/* A body of the responses endpoint: items of several types, one answer. */
static int output_read(const struct json *body, struct record *record, record_fn *take,
		       void *ctx, struct err *err)
{
	const struct json *why = json_get(body, "incomplete_details");
	struct said said = {.refused = false};
	int rc;

	JSON_EACH(item, json_get(body, "output")) {
		const char *type = json_str(item, "type");

		if (type && !strcmp(type, "message"))
			said_add(&said, item);
	}
	said_record(&said, json_str(why, "reason"), record);
	rc = take(ctx, record, err);
	said_clear(&said);
	return rc;
}

static int body_read(const struct json *value, const struct json *body, double status,
		     struct record *record, record_fn *take, void *ctx, struct err *err)
{
	const struct json *error = json_get(value, "error");
	int rc = 0;

	if ((error && !json_is_null(error)) || status < 200 || status > 299)
		return failed(value, body, record, take, ctx, err);
	if (json_first(json_get(body, "output")))
		return output_read(body, record, take, ctx, err);
	if (!json_first(json_get(body, "choices")))
		return failed(value, body, record, take, ctx, err);
	JSON_EACH(choice, json_get(body, "choices")) {
		rc = choice_read(choice, record, take, ctx, err);
		if (rc)
			break;
	}
	return rc;
}

static int read(const struct json *value, const struct record *base, record_fn *take,
		void *ctx, struct err *err)
{
	const struct json *response = json_get(value, "response");
	const struct json *body = json_get(response, "body");
	double status = json_num(response, "status_code", 0);
	struct record record = *base;
	struct buf extra = BUF_INIT;
	char room[FIELD_ROOM];
	int rc;

	if (field_name(value, "custom_id", room, &record.prompt_id, err))
		return -1;
	if (!record.prompt_id.len)
		return err_set(err, ERR_FAIL, "it has no \"custom_id\"");
	record.model = field_text(body, "model");
	extra_of(value, body, &extra);
	record.extra = (struct text){buf_str(&extra), extra.len};
	rc = body_read(value, body, status, &record, take, ctx, err);
	buf_clear(&extra);
	return rc;
}

const struct reader reader_openai_batch = {
	.name = "openai_batch",
	.brief = "batch output: {custom_id, response: {status_code, body}, error}",
	.accepts = accepts,
	.read = read,
};

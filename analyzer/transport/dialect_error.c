/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect_error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"
#include "transport/dialect_reply.h"
#include "transport/limits.h"

enum sort { SORT_QUOTA, SORT_FILTER, SORT_OVERFLOW };

/* Codes and types that say what is wrong; compared whole. */
static const struct {
	const char *name;
	enum sort sort;
} known_codes[] = {
	{"insufficient_quota", SORT_QUOTA},
	{"billing_error", SORT_QUOTA},
	{"billing_hard_limit_reached", SORT_QUOTA},
	{"billing_not_active", SORT_QUOTA},
	{"exceeded_current_quota_error", SORT_QUOTA},
	{"content_filter", SORT_FILTER},
	{"content_policy_violation", SORT_FILTER},
	{"data_inspection_failed", SORT_FILTER},
	{"ResponsibleAIPolicyViolation", SORT_FILTER},
	{"context_length_exceeded", SORT_OVERFLOW},
	{"exceed_context_size_error", SORT_OVERFLOW},
};

/* Where the code is a general one, the message alone says it; looked for in any case. */
static const struct {
	const char *part;
	enum sort sort;
} known_texts[] = {
	{"credit balance is too low", SORT_QUOTA},
	{"insufficient balance", SORT_QUOTA},
	{"content exists risk", SORT_FILTER},
	{"maximum context length", SORT_OVERFLOW},
	{"prompt is too long", SORT_OVERFLOW},
	{"exceeds the maximum number of tokens", SORT_OVERFLOW},
};

/* What HTTP would have said, for errors in the midst of a success. */
static const struct {
	const char *type;
	long status;
} known_statuses[] = {
	{"invalid_request_error", 400}, {"authentication_error", 401},
	{"billing_error", 402},         {"permission_error", 403},
	{"not_found_error", 404},       {"timeout_error", 408},
	{"rate_limit_error", 429},      {"rate_limit_exceeded", 429},
	{"insufficient_quota", 429},    {"api_error", 500},
	{"server_error", 500},          {"internal_server_error", 500},
	{"overloaded_error", 529},
};

#define N_OF(table) (sizeof(table) / sizeof((table)[0]))

static bool is_error(const struct json *error)
{
	const char *text = json_text(error);

	return json_first(error) || (text && *text);
}

/* The object that holds the error: a list of one stands for its first. */
static const struct json *holder_of(const struct json *value)
{
	return json_is_array(value) ? json_first(value) : value;
}

bool error_is_in(const struct json *value)
{
	const struct json *holder = holder_of(value);

	return is_error(json_get(holder, "error")) ||
	       !strcmp(reply_text(holder, "object"), "error") ||
	       !strcmp(reply_text(holder, "type"), "error");
}

void error_init(struct chat_error *error, long status)
{
	*error = (struct chat_error){.status = status,
				     .type = "",
				     .code = "",
				     .param = "",
				     .message = "",
				     .retry_after_ms = -1,
				     .json = true};
}

static const char *kept(struct chat_reply *reply, const struct buf *text)
{
	return arena_dup(&reply->arena, buf_str(text), text->len);
}

/* A name, or a number as llama.cpp, Gemini and OpenRouter have it. */
static const char *name_of(struct chat_reply *reply, const struct json *object,
			   const char *key)
{
	const struct json *value = json_get(object, key);
	struct buf text = BUF_INIT;
	const char *name = reply_text(object, key);
	double number;

	if (json_number(value, &number)) {
		json_print(value, false, &text);
		name = kept(reply, &text);
		buf_clear(&text);
	}
	return name;
}

static bool contains(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

static void sort_set(struct chat_error *error, enum sort sort)
{
	error->is_quota |= sort == SORT_QUOTA;
	error->is_filter |= sort == SORT_FILTER;
	error->is_overflow |= sort == SORT_OVERFLOW;
}

static void sort_by_name(struct chat_error *error, const char *name)
{
	for (size_t i = 0; i < N_OF(known_codes); i++) {
		if (!strcmp(name, known_codes[i].name))
			sort_set(error, known_codes[i].sort);
	}
}

static void sort_by_text(struct chat_error *error, const char *text)
{
	for (size_t i = 0; i < N_OF(known_texts); i++) {
		if (contains(text, known_texts[i].part))
			sort_set(error, known_texts[i].sort);
	}
}

/* FastAPI's: a text, or a list of {loc: ["body", "seed"], msg, type}. */
static void detail_read(struct chat_reply *reply, const struct json *detail)
{
	struct chat_error *error = &reply->error;
	struct buf all = BUF_INIT;

	buf_str_add(&all, json_text(detail) ? json_text(detail) : "");
	JSON_EACH(fault, json_is_array(detail) ? detail : NULL) {
		const char *text = json_text(fault);

		buf_str_add(&all, all.len ? "; " : "");
		buf_str_add(&all, text ? text : reply_text(fault, "msg"));
		if (*error->param)
			continue;
		error->type = reply_text(fault, "type");
		JSON_EACH(part, json_get(fault, "loc"))
			error->param = json_text(part) ? json_text(part) : error->param;
	}
	if (json_is_object(detail))
		json_print(detail, false, &all);
	error->message = kept(reply, &all);
	buf_clear(&all);
}

/* Gemini's: how long to wait, and which quota it was. One that is full for the day does
 * not come back by waiting; one for the minute does. */
static void details_read(struct chat_error *error, const struct json *details)
{
	JSON_EACH(detail, json_is_array(details) ? details : NULL) {
		const char *delay = reply_text(detail, "retryDelay");

		if (*delay)
			error->retry_after_ms = limits_duration_ms(text_of(delay));
		JSON_EACH(violation, json_get(detail, "violations"))
			error->is_quota |=
				contains(reply_text(violation, "quotaId"), "PerDay");
	}
}

/* A router's message is often "Provider returned error": what it was stands beside. */
static void metadata_read(struct chat_reply *reply, const struct json *metadata)
{
	const char *raw = reply_text(metadata, "raw");
	struct buf both = BUF_INIT;

	reply->error.is_filter |= json_is_array(json_get(metadata, "reasons"));
	if (*raw) {
		buf_printf(&both, "%s: %s", reply->error.message, raw);
		reply->error.message = kept(reply, &both);
	}
	buf_clear(&both);
}

static void object_read(struct chat_reply *reply, const struct json *from)
{
	struct chat_error *error = &reply->error;
	const struct json *message = json_get(from, "message");

	error->type = reply_text(from, "type");
	if (!*error->type)
		error->type = reply_text(from, "status");
	error->code = name_of(reply, from, "code");
	error->param = reply_text(from, "param");
	error->message = reply_text(from, "message");
	if (json_is_object(message)) /* Mistral's has the list of faults within */
		detail_read(reply, json_get(message, "detail"));
	metadata_read(reply, json_get(from, "metadata"));
	details_read(error, json_get(from, "details"));
	sort_by_name(error, reply_text(json_get(from, "innererror"), "code"));
}

static bool is_success(long status)
{
	return status >= 200 && status <= 299;
}

/* The status inside a body that came with a success: its code, or what its type means. */
static long status_within(const struct chat_error *error)
{
	char *end;
	long code = strtol(error->code, &end, 10);

	if (*error->code && !*end && code >= 400 && code <= 599)
		return code;
	for (size_t i = 0; i < N_OF(known_statuses); i++) {
		if (!strcmp(error->type, known_statuses[i].type) ||
		    !strcmp(error->code, known_statuses[i].type))
			return known_statuses[i].status;
	}
	return error->status;
}

void error_take(struct chat_reply *reply, const struct json *value)
{
	struct chat_error *error = &reply->error;
	const struct json *holder = holder_of(value);
	const struct json *said = json_get(holder, "error");
	const struct json *detail = json_get(holder, "detail");

	if (*error->message || *error->type || *error->code)
		return;
	if (json_is_object(said)) {
		object_read(reply, said);
	} else if (is_error(said)) {
		error->message = json_text(said);
		error->type = reply_text(holder, "error_type");
	} else if (detail && !json_is_null(detail)) {
		detail_read(reply, detail);
	} else {
		object_read(reply, holder);
	}
	sort_by_name(error, error->type);
	sort_by_name(error, error->code);
	sort_by_text(error, error->message);
	if (is_success(error->status))
		error->status = status_within(error);
}

void error_page(struct chat_reply *reply, struct text body, const char *why)
{
	size_t n = body.len;
	struct buf page = BUF_INIT;

	if (n > ERROR_SHOWN) {
		n = ERROR_SHOWN;
		while (n > 0 && (body.data[n] & 0xC0) == 0x80) /* no half characters */
			n--;
	}
	if (why)
		buf_printf(&page, "%s; it begins: ", why);
	(void)utf8_repair(body.len ? body.data : "", n, &page);
	for (size_t i = 0; i < page.len; i++) {
		if (!page.data[i])
			page.data[i] = ' ';
	}
	reply->error.message = kept(reply, &page);
	reply->error.json = false;
	buf_clear(&page);
}

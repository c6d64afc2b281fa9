/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_anthropic.c: the Messages API. max_tokens is required: MAX_TOKENS when the plan
 * names none. Neither seed, n nor logprobs.
 */
#include <string.h>

#include "transport/dialect_fold.h"
#include "transport/dialect_list.h"
#include "transport/dialect_param.h"
#include "transport/dialect_reply.h"
#include "transport/dialect_url.h"

/* What the model with the shortest answers (Claude 3 Haiku) gives at most. */
#define MAX_TOKENS 4096

static const struct dialect_param params[] = {
	{"stop", "stop_sequences", false},
	{"seed", NULL, false},
	{"logprobs", NULL, false},
	{"top_logprobs", NULL, false},
	{NULL, NULL, false},
};

static const struct ending endings[] = {
	{"end_turn", OUTCOME_OK},
	{"stop_sequence", OUTCOME_OK},
	{"max_tokens", OUTCOME_TRUNCATED},
	{"refusal", OUTCOME_REFUSED},
	{NULL, OUTCOME_FAILED}, /* tool_use, pause_turn, ..._context_window_exceeded */
};

static void url(const char *base, const struct chat_request *request, struct buf *out)
{
	(void)request;
	url_add(base, "/v1", "/messages", NULL, out);
}

static bool is_system(const struct probe_message *message)
{
	return !strcmp(message->role, "system");
}

/* Messages have no system among them: what it says stands beside them, all in one. */
static void system_add(const struct chat_request *request, struct json *out)
{
	struct buf all = BUF_INIT;

	buf_str_add(&all, request->system ? request->system : "");
	for (size_t i = 0; i < request->n_messages; i++) {
		if (!is_system(&request->messages[i]))
			continue;
		buf_str_add(&all, all.len ? "\n\n" : "");
		buf_str_add(&all, request->messages[i].content);
	}
	if (all.len)
		json_add_strn(out, "system", buf_str(&all), all.len);
	buf_clear(&all);
}

static void body(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *out)
{
	struct json *messages;

	json_add_str(out, "model", request->model);
	system_add(request, out);
	messages = json_add_array(out, "messages");
	for (size_t i = 0; i < request->n_messages; i++) {
		struct json *message;

		if (is_system(&request->messages[i]))
			continue;
		message = json_add_object(messages, NULL);
		json_add_str(message, "role", request->messages[i].role);
		json_add_str(message, "content", request->messages[i].content);
	}
	param_write(dialect, request, quirks, out, out);
	if (!json_get(out, "max_tokens"))
		json_add_int(out, "max_tokens", MAX_TOKENS);
	if (request->stream)
		json_add_bool(out, "stream", true);
}

/* "refusal:cyber": the category says which policy it was. */
static const char *native_of(const struct json *doc, struct chat_reply *reply)
{
	const char *reason = reply_text(doc, "stop_reason");
	const char *category = reply_text(json_get(doc, "stop_details"), "category");
	struct buf both = BUF_INIT;

	if (!*category)
		return reason;
	buf_printf(&both, "%s:%s", reason, category);
	reason = arena_dup(&reply->arena, buf_str(&both), both.len);
	buf_clear(&both);
	return reason;
}

/* Its input_tokens are those that no cache had; elsewhere all of them are counted. */
static void usage_read(const struct json *usage, struct chat_usage *out)
{
	const struct json *details = json_get(usage, "output_tokens_details");
	long made = reply_count(usage, "cache_creation_input_tokens");

	out->cached = reply_count(usage, "cache_read_input_tokens");
	out->prompt = reply_sum(reply_count(usage, "input_tokens"),
				reply_sum(out->cached, made));
	out->completion = reply_count(usage, "output_tokens");
	out->reasoning = reply_count(details, "thinking_tokens");
}

static int read(const struct json *doc, struct chat_reply *reply, struct err *err)
{
	const struct json *content = json_get(doc, "content");

	if (!json_is_array(content))
		return err_set(err, ERR_FAIL, "it has no list \"content\"");
	reply_choices(reply, 1);
	if (choice_take(reply, &reply->choices[0], content,
			reply_text(doc, "stop_reason"), endings, err))
		return -1;
	reply->choices[0].native = native_of(doc, reply);
	reply->id = reply_text(doc, "id");
	reply->served_model = reply_text(doc, "model");
	usage_read(json_get(doc, "usage"), &reply->usage);
	return 0;
}

static int block_fold(const struct json *event, const struct json *from,
		      struct json *whole, struct err *err)
{
	struct json *block = fold_item(whole, "content", event, err);

	if (!block)
		return -1;
	if (from == json_get(event, "content_block"))
		fold_keep(block, from, (const char *const[]){"type", "data", NULL});
	fold_pieces(block, "text", json_get(from, "text"));
	fold_pieces(block, "thinking", json_get(from, "thinking"));
	return 0;
}

/* message_start holds what is known at first; message_delta, what is at last. */
static void message_fold(const struct json *message, const struct json *usage,
			 struct json *whole)
{
	static const char *const keep[] = {"id",           "type",        "role",
					   "model",        "stop_reason", "stop_sequence",
					   "stop_details", NULL};
	static const char *const counts[] = {"input_tokens",
					     "output_tokens",
					     "cache_creation_input_tokens",
					     "cache_read_input_tokens",
					     "output_tokens_details",
					     NULL};

	fold_keep(whole, message, keep);
	(void)fold_array(whole, "content");
	fold_keep(fold_object(whole, "usage"), usage, counts);
}

static int fold(const struct json *event, struct json *whole, struct err *err)
{
	const char *type = reply_text(event, "type");
	const struct json *message = json_get(event, "message");

	if (!event) {
		JSON_EACH(block, json_get(whole, "content")) {
			fold_join(fold_own(block), "text");
			fold_join(fold_own(block), "thinking");
		}
		return 0;
	}
	if (!strcmp(type, "message_start"))
		message_fold(message, json_get(message, "usage"), whole);
	else if (!strcmp(type, "message_delta"))
		message_fold(json_get(event, "delta"), json_get(event, "usage"), whole);
	else if (!strcmp(type, "content_block_start"))
		return block_fold(event, json_get(event, "content_block"), whole, err);
	else if (!strcmp(type, "content_block_delta"))
		return block_fold(event, json_get(event, "delta"), whole, err);
	return !strcmp(type, "message_stop");
}

const struct dialect dialect_anthropic = {
	.name = "anthropic",
	.brief = "Anthropic's messages; max_tokens is 4096 unless the plan names it",
	.base_url = "https://api.anthropic.com",
	.key_env = "ANTHROPIC_API_KEY",
	.auth_header = "x-api-key",
	.auth_prefix = "",
	.fixed_headers = {"anthropic-version: 2023-06-01"},
	.max_tokens = {"max_tokens", NULL},
	.needs_max_tokens = true,
	.params = params,
	.stream = STREAM_SSE,
	.url = url,
	.body = body,
	.read = read,
	.fold = fold,
};

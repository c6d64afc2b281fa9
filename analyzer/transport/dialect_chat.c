/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect_chat.h"

#include <math.h>
#include <string.h>

#include "transport/dialect_error.h"
#include "transport/dialect_fold.h"
#include "transport/dialect_reply.h"
#include "transport/dialect_url.h"

/* Words of other servers than these ("eos", "stop_sequence") end an answer as "stop"
 * does. */
static const struct ending endings[] = {
	{"stop", OUTCOME_OK},
	{"length", OUTCOME_TRUNCATED},
	{"max_tokens", OUTCOME_TRUNCATED},
	{"content_filter", OUTCOME_FILTERED},
	{"refusal", OUTCOME_REFUSED},
	{"tool_calls", OUTCOME_FAILED},
	{"function_call", OUTCOME_FAILED},
	{"model_length", OUTCOME_FAILED},
	{"abort", OUTCOME_FAILED},
	{"error", OUTCOME_FAILED},
	{"insufficient_system_resource", OUTCOME_FAILED},
	{NULL, OUTCOME_OK},
};

/* Where servers put what was thought; the first that says anything counts, for routers
 * say the same under several names. */
static const char *const thought_keys[] = {"reasoning_content", "reasoning", NULL};

void chat_url(const char *base, const struct chat_request *request, struct buf *out)
{
	(void)request;
	url_add(base, "/v1", "/chat/completions", NULL, out);
}

static void message_add(struct json *messages, const char *role, const char *content)
{
	struct json *message = json_add_object(messages, NULL);

	json_add_str(message, "role", role);
	json_add_str(message, "content", content);
}

void chat_messages(const struct chat_request *request, struct json *out)
{
	struct json *messages = json_add_array(out, "messages");

	if (request->system)
		message_add(messages, "system", request->system);
	for (size_t i = 0; i < request->n_messages; i++)
		message_add(messages, request->messages[i].role,
			    request->messages[i].content);
}

void chat_body(const struct dialect *dialect, const struct chat_request *request,
	       const struct chat_quirks *quirks, struct json *out)
{
	json_add_str(out, "model", request->model);
	chat_messages(request, out);
	param_write(dialect, request, quirks, out, out);
	if (param_wants_n(dialect, request, quirks))
		json_add_int(out, "n", (long long)request->n);
	if (request->stream)
		json_add_bool(out, "stream", true);
	if (request->stream && param_is_known(dialect, quirks, "stream_options"))
		json_add_bool(json_add_object(out, "stream_options"), "include_usage",
			      true);
}

/* Blocks of thinking in the content count only where no field has the same. */
static void thoughts_take(struct words *words, const struct json *message)
{
	struct buf said = BUF_INIT;

	for (size_t i = 0; thought_keys[i] && !said.len; i++)
		buf_str_add(&said, reply_text(message, thought_keys[i]));
	if (!said.len) {
		JSON_EACH(detail, json_get(message, "reasoning_details")) {
			buf_str_add(&said, reply_text(detail, "text"));
			buf_str_add(&said, reply_text(detail, "summary"));
		}
	}
	if (said.len) {
		buf_clear(&words->reasoning);
		words->reasoning = said;
		return;
	}
	buf_clear(&said);
}

static int words_take(struct words *words, const struct json *choice, struct err *err)
{
	const struct json *message = json_get(choice, "message");
	const char *refusal = reply_text(message, "refusal");

	if (words_add(words, json_get(message, "content"), err) ||
	    words_add(words, json_get(choice, "text"), err))
		return -1;
	thoughts_take(words, message);
	if (*refusal) {
		words->refused = true;
		if (!words->answer.len)
			buf_str_add(&words->answer, refusal);
	}
	return 0;
}

static bool has_logprobs(const struct json *choice)
{
	const struct json *logprobs = json_get(choice, "logprobs");

	return json_first(json_get(logprobs, "content")) ||
	       json_first(json_get(logprobs, "tokens"));
}

/* A router's own word is the more exact one. */
static const char *native_of(const struct json *choice)
{
	const char *native = reply_text(choice, "native_finish_reason");

	return *native ? native : reply_text(choice, "finish_reason");
}

static int choice_read(const struct json *from, struct chat_reply *reply,
		       struct chat_choice *choice, struct err *err)
{
	struct words words = {.refused = false};

	if (!json_is_object(from))
		return err_set(err, ERR_FAIL, "one of its choices is no object");
	if (words_take(&words, from, err)) {
		words_clear(&words);
		return -1;
	}
	choice_end(reply, choice, &words, reply_text(from, "finish_reason"), endings);
	choice->sample = reply_count(from, "index");
	choice->native = native_of(from);
	if (error_is_in(from)) {
		choice->outcome = OUTCOME_FAILED;
		error_take(reply, from);
	}
	reply->has_logprobs |= has_logprobs(from);
	words_clear(&words);
	return 0;
}

static void usage_read(const struct json *usage, struct chat_usage *out)
{
	const struct json *prompt = json_get(usage, "prompt_tokens_details");
	const struct json *completion = json_get(usage, "completion_tokens_details");
	double usd = json_num(usage, "cost", -1);

	out->prompt = reply_count(usage, "prompt_tokens");
	out->completion = reply_count(usage, "completion_tokens");
	out->reasoning = reply_count(completion, "reasoning_tokens");
	out->cached = reply_count(prompt, "cached_tokens");
	if (out->cached < 0)
		out->cached = reply_count(usage, "prompt_cache_hit_tokens");
	out->usd = usd >= 0 ? usd : (double)NAN;
}

static bool all_are_errors(const struct json *choices, const struct chat_reply *reply)
{
	size_t i = 0;

	JSON_EACH(choice, choices) {
		if (!error_is_in(choice) || reply->choices[i++].answer.len)
			return false;
	}
	return i > 0;
}

int chat_read(const struct json *doc, struct chat_reply *reply, struct err *err)
{
	const struct json *choices = json_get(doc, "choices");
	size_t i = 0;

	if (!json_is_array(choices) && !json_is_null(choices))
		return err_set(err, ERR_FAIL, "it has no \"choices\"");
	reply->id = reply_text(doc, "id");
	reply->served_model = reply_text(doc, "model");
	reply->fingerprint = reply_text(doc, "system_fingerprint");
	reply->backend = reply_text(doc, "provider");
	usage_read(json_get(doc, "usage"), &reply->usage);
	reply_choices(reply, json_count(choices));
	JSON_EACH(choice, choices) {
		if (choice_read(choice, reply, &reply->choices[i++], err))
			return -1;
	}
	if (all_are_errors(choices, reply))
		reply->kind = REPLY_ERROR;
	return 0;
}

static int choice_fold(const struct json *from, struct json *whole, struct err *err)
{
	static const char *const keep[] = {
		"finish_reason", "native_finish_reason",   "stop_reason", "matched_stop",
		"error",         "content_filter_results", NULL};
	const struct json *delta = json_get(from, "delta");
	const struct json *logprobs = json_get(from, "logprobs");
	struct json *choice = fold_item(whole, "choices", from, err);
	struct json *message;

	if (!choice)
		return -1;
	fold_keep(choice, from, keep);
	message = fold_object(choice, "message");
	fold_keep(message, delta, (const char *const[]){"role", NULL});
	fold_pieces(message, "content", json_get(delta, "content"));
	fold_pieces(message, "refusal", json_get(delta, "refusal"));
	fold_pieces(message, "reasoning_details", json_get(delta, "reasoning_details"));
	for (size_t i = 0; thought_keys[i]; i++)
		fold_pieces(message, thought_keys[i], json_get(delta, thought_keys[i]));
	fold_pieces(choice, "text", json_get(from, "text"));
	if (json_is_object(logprobs)) {
		struct json *to = fold_object(choice, "logprobs");

		fold_pieces(to, "content", json_get(logprobs, "content"));
		fold_pieces(to, "refusal", json_get(logprobs, "refusal"));
		fold_pieces(to, "tokens", json_get(logprobs, "tokens"));
	}
	return 0;
}

static void choices_join(const struct json *choices)
{
	JSON_EACH(choice, choices) {
		struct json *message = fold_own(json_get(choice, "message"));

		fold_join(message, "content");
		fold_join(message, "refusal");
		for (size_t i = 0; thought_keys[i]; i++)
			fold_join(message, thought_keys[i]);
		fold_join(fold_own(choice), "text");
	}
}

int chat_fold(const struct json *event, struct json *whole, struct err *err)
{
	static const char *const keep[] = {"id",
					   "created",
					   "model",
					   "system_fingerprint",
					   "service_tier",
					   "provider",
					   "usage",
					   "prompt_filter_results",
					   NULL};
	const struct json *choices = json_get(event, "choices");

	if (!event) {
		choices_join(json_get(whole, "choices"));
		return 0;
	}
	fold_keep(whole, event, keep);
	JSON_EACH(choice, choices) {
		if (choice_fold(choice, whole, err))
			return -1;
	}
	/* Usage without choices comes when all of them have ended. */
	return json_is_object(json_get(event, "usage")) && !json_first(choices);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_ollama.c: Ollama's own /api/chat. Parameters of the model are in `options`;
 * what the server itself takes stands beside. It streams unless told not to. A local one
 * wants no key, its cloud does.
 */
#include "transport/dialect_chat.h"
#include "transport/dialect_fold.h"
#include "transport/dialect_list.h"
#include "transport/dialect_reply.h"
#include "transport/dialect_url.h"

static const struct dialect_param params[] = {
	{"logprobs", "logprobs", true},
	{"top_logprobs", "top_logprobs", true},
	{"think", "think", true},
	{"format", "format", true},
	{"keep_alive", "keep_alive", true},
	{"tools", "tools", true},
	{NULL, NULL, false},
};

static const struct ending endings[] = {
	{"stop", OUTCOME_OK},
	{"length", OUTCOME_TRUNCATED},
	{NULL, OUTCOME_FAILED}, /* load, unload */
};

static void url(const char *base, const struct chat_request *request, struct buf *out)
{
	(void)request;
	url_add(base, "", "/api/chat", NULL, out);
}

static void body(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *out)
{
	struct json *options = json_new_object();

	json_add_str(out, "model", request->model);
	chat_messages(request, out);
	json_add_bool(out, "stream", request->stream);
	param_write(dialect, request, quirks, out, options);
	if (json_first(options))
		json_add(out, "options", options);
	else
		json_free(options);
}

static int read(const struct json *doc, struct chat_reply *reply, struct err *err)
{
	const struct json *message = json_get(doc, "message");
	struct words words = {.refused = false};
	int rc;

	if (!json_is_object(message))
		return err_set(err, ERR_FAIL, "it has no \"message\"");
	buf_str_add(&words.reasoning, reply_text(message, "thinking"));
	rc = words_add(&words, json_get(message, "content"), err);
	if (!rc) {
		reply_choices(reply, 1);
		choice_end(reply, &reply->choices[0], &words,
			   reply_text(doc, "done_reason"), endings);
		reply->served_model = reply_text(doc, "model");
		reply->usage.prompt = reply_count(doc, "prompt_eval_count");
		reply->usage.completion = reply_count(doc, "eval_count");
		reply->has_logprobs = json_first(json_get(doc, "logprobs"));
	}
	words_clear(&words);
	return rc;
}

static int fold(const struct json *event, struct json *whole, struct err *err)
{
	static const char *const keep[] = {"model",
					   "created_at",
					   "done",
					   "done_reason",
					   "total_duration",
					   "load_duration",
					   "prompt_eval_count",
					   "prompt_eval_duration",
					   "eval_count",
					   "eval_duration",
					   NULL};
	const struct json *from = json_get(event, "message");
	struct json *message = fold_object(whole, "message");

	(void)err;
	if (!event) {
		fold_join(message, "content");
		fold_join(message, "thinking");
		return 0;
	}
	fold_keep(whole, event, keep);
	fold_keep(message, from, (const char *const[]){"role", NULL});
	fold_pieces(message, "content", json_get(from, "content"));
	fold_pieces(message, "thinking", json_get(from, "thinking"));
	fold_pieces(whole, "logprobs", json_get(event, "logprobs"));
	return json_true(event, "done");
}

const struct dialect dialect_ollama = {
	.name = "ollama",
	.brief = "Ollama's own /api/chat",
	.base_url = "http://localhost:11434",
	.auth_header = "authorization",
	.auth_prefix = "Bearer ",
	.max_tokens = {"num_predict", NULL},
	.key_optional = true,
	.params = params,
	.stream = STREAM_NDJSON,
	.url = url,
	.body = body,
	.read = read,
	.fold = fold,
};

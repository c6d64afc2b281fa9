/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_gemini.c: generateContent of Google's Gemini API. Parameters are in
 * generationConfig, in camel case; the model is in the URL.
 */
#include <string.h>

#include "transport/dialect_fold.h"
#include "transport/dialect_list.h"
#include "transport/dialect_param.h"
#include "transport/dialect_reply.h"
#include "transport/dialect_url.h"

static const struct dialect_param params[] = {
	{"top_p", "topP", false},
	{"top_k", "topK", false},
	{"stop", "stopSequences", false},
	{"logprobs", "responseLogprobs", false},
	{"top_logprobs", "logprobs", false},
	{"n", "candidateCount", false},
	{"candidateCount", NULL, false},
	{"safetySettings", "safetySettings", true},
	{"cachedContent", "cachedContent", true},
	{"tools", "tools", true},
	{"toolConfig", "toolConfig", true},
	{NULL, NULL, false},
};

static const struct ending endings[] = {
	{"STOP", OUTCOME_OK},
	{"MAX_TOKENS", OUTCOME_TRUNCATED},
	{"SAFETY", OUTCOME_FILTERED},
	{"BLOCKLIST", OUTCOME_FILTERED},
	{"PROHIBITED_CONTENT", OUTCOME_FILTERED},
	{"SPII", OUTCOME_FILTERED},
	{"RECITATION", OUTCOME_FILTERED},
	{"LANGUAGE", OUTCOME_FILTERED},
	{NULL, OUTCOME_FAILED}, /* OTHER, MALFORMED_FUNCTION_CALL, ... */
};

/* People write the name with and without what the list of models puts before it. */
static void url(const char *base, const struct chat_request *request, struct buf *out)
{
	const char *model = request->model;
	struct buf path = BUF_INIT;

	if (!strncmp(model, "models/", 7))
		model += 7;
	buf_str_add(&path, "/models/");
	url_encode(model, &path);
	buf_str_add(&path,
		    request->stream ? ":streamGenerateContent" : ":generateContent");
	url_add(base, "/v1beta", buf_str(&path), request->stream ? "alt=sse" : NULL, out);
	buf_clear(&path);
}

static void part_add(struct json *content, const char *text)
{
	json_add_str(json_add_object(fold_array(content, "parts"), NULL), "text", text);
}

static void body(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *out)
{
	struct json *contents = json_add_array(out, "contents");
	struct json *config = json_new_object();

	if (request->system)
		part_add(fold_object(out, "systemInstruction"), request->system);
	for (size_t i = 0; i < request->n_messages; i++) {
		const struct probe_message *message = &request->messages[i];
		struct json *content;

		if (!strcmp(message->role, "system")) {
			content = fold_object(out, "systemInstruction");
		} else {
			content = json_add_object(contents, NULL);
			json_add_str(content, "role",
				     strcmp(message->role, "assistant") ? "user"
									: "model");
		}
		part_add(content, message->content);
	}
	if (param_wants_n(dialect, request, quirks))
		json_add_int(config, "candidateCount", (long long)request->n);
	param_write(dialect, request, quirks, out, config);
	if (json_first(config))
		json_add(out, "generationConfig", config);
	else
		json_free(config);
}

/* candidatesTokenCount is without what was thought; elsewhere that is within. */
static void usage_read(const struct json *usage, struct chat_usage *out)
{
	out->prompt = reply_count(usage, "promptTokenCount");
	out->reasoning = reply_count(usage, "thoughtsTokenCount");
	out->completion =
		reply_sum(reply_count(usage, "candidatesTokenCount"), out->reasoning);
	out->cached = reply_count(usage, "cachedContentTokenCount");
}

static int candidate_read(const struct json *from, struct chat_reply *reply,
			  struct chat_choice *choice, struct err *err)
{
	if (!json_is_object(from))
		return err_set(err, ERR_FAIL, "one of its candidates is no object");
	if (choice_take(reply, choice, json_get(json_get(from, "content"), "parts"),
			reply_text(from, "finishReason"), endings, err))
		return -1;
	choice->sample = reply_count(from, "index");
	reply->has_logprobs |= json_is_object(json_get(from, "logprobsResult"));
	return 0;
}

/* A prompt that a filter stopped has no candidates: its answer is that it was stopped. */
static void blocked(struct chat_reply *reply, const char *reason)
{
	reply_choices(reply, 1);
	reply->choices[0].outcome = OUTCOME_FILTERED;
	reply->choices[0].native = reason;
}

static int read(const struct json *doc, struct chat_reply *reply, struct err *err)
{
	const struct json *candidates = json_get(doc, "candidates");
	const struct json *feedback = json_get(doc, "promptFeedback");
	size_t i = 0;

	if (!json_is_array(candidates) && !json_is_object(feedback) &&
	    !json_is_object(json_get(doc, "usageMetadata")))
		return err_set(err, ERR_FAIL, "it has no \"candidates\"");
	reply->id = reply_text(doc, "responseId");
	reply->served_model = reply_text(doc, "modelVersion");
	reply->fingerprint = reply->served_model;
	usage_read(json_get(doc, "usageMetadata"), &reply->usage);
	reply_choices(reply, json_count(candidates));
	JSON_EACH(candidate, candidates) {
		if (candidate_read(candidate, reply, &reply->choices[i++], err))
			return -1;
	}
	if (!i && *reply_text(feedback, "blockReason"))
		blocked(reply, reply_text(feedback, "blockReason"));
	return 0;
}

static int candidate_fold(const struct json *from, struct json *whole, struct err *err)
{
	static const char *const keep[] = {"finishReason", "finishMessage",
					   "safetyRatings", "avgLogprobs", NULL};
	const struct json *content = json_get(from, "content");
	const struct json *logprobs = json_get(from, "logprobsResult");
	struct json *candidate = fold_item(whole, "candidates", from, err);
	struct json *to;

	if (!candidate)
		return -1;
	fold_keep(candidate, from, keep);
	to = fold_object(candidate, "content");
	fold_keep(to, content, (const char *const[]){"role", NULL});
	fold_pieces(to, "parts", json_get(content, "parts"));
	if (json_is_object(logprobs)) {
		to = fold_object(candidate, "logprobsResult");
		fold_pieces(to, "chosenCandidates",
			    json_get(logprobs, "chosenCandidates"));
		fold_pieces(to, "topCandidates", json_get(logprobs, "topCandidates"));
	}
	return 0;
}

/* There is no end mark: a stream ends when each candidate has said why it does. */
static bool has_ended(const struct json *whole)
{
	const struct json *candidates = json_get(whole, "candidates");

	JSON_EACH(candidate, candidates) {
		if (!json_str(candidate, "finishReason"))
			return false;
	}
	return json_first(candidates) ||
	       *reply_text(json_get(whole, "promptFeedback"), "blockReason");
}

static int fold(const struct json *event, struct json *whole, struct err *err)
{
	static const char *const keep[] = {"usageMetadata", "modelVersion", "responseId",
					   "promptFeedback", NULL};

	if (!event)
		return 0;
	fold_keep(whole, event, keep);
	JSON_EACH(candidate, json_get(event, "candidates")) {
		if (candidate_fold(candidate, whole, err))
			return -1;
	}
	return has_ended(whole);
}

const struct dialect dialect_gemini = {
	.name = "gemini",
	.brief = "Google's Gemini API, generateContent",
	.base_url = "https://generativelanguage.googleapis.com",
	.key_env = "GEMINI_API_KEY",
	.auth_header = "x-goog-api-key",
	.auth_prefix = "",
	.max_tokens = {"maxOutputTokens", NULL},
	.has_n = true,
	.params = params,
	.stream = STREAM_SSE,
	.url = url,
	.body = body,
	.read = read,
	.fold = fold,
};

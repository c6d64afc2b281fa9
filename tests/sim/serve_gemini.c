/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gemini's generateContent. */
#include <string.h>

#include "sim/serve_ask.h"
#include "sim/serve_wire.h"

enum { WHOLE = 1, STREAM = 2 };

static const struct field fields[] = {
	{"contents", FIELD_LIST, 0, 0, true, 0},
	{"systemInstruction", FIELD_OBJECT, 0, 0, false, 0},
	{"generationConfig", FIELD_OBJECT, 0, 0, false, 0},
	{"safetySettings", FIELD_LIST, 0, 0, false, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};
static const struct field config_fields[] = {
	{"temperature", FIELD_NUMBER, 0, 2, false, 0},
	{"topP", FIELD_NUMBER, 0, 1, false, 0},
	{"topK", FIELD_NUMBER, 0, 1e6, false, 0},
	{"maxOutputTokens", FIELD_WHOLE, 1, 1e9, false, 0},
	{"candidateCount", FIELD_WHOLE, 1, 8, false, 0},
	{"seed", FIELD_WHOLE, -0x1p31, 0x1p31 - 1, false, 0},
	{"stopSequences", FIELD_LIST, 0, 0, false, 0},
	{"responseLogprobs", FIELD_BOOL, 0, 0, false, 0},
	{"logprobs", FIELD_WHOLE, 0, 20, false, 0},
	{"presencePenalty", FIELD_NUMBER, -2, 2, false, 0},
	{"frequencyPenalty", FIELD_NUMBER, -2, 2, false, 0},
	{"responseMimeType", FIELD_STRING, 0, 0, false, 0},
	{"thinkingConfig", FIELD_OBJECT, 0, 0, false, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};
static const struct field content_fields[] = {
	{"role", FIELD_STRING, 0, 0, false, 0},
	{"parts", FIELD_LIST, 0, 0, true, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};
static const struct field part_fields[] = {
	{"text", FIELD_STRING, 0, 0, true, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};

static const char *const finish_words[N_FINISH] = {
	[FINISH_STOP] = "STOP",
	[FINISH_LENGTH] = "MAX_TOKENS",
	[FINISH_FILTER] = "SAFETY",
	[FINISH_REFUSAL] = "PROHIBITED_CONTENT",
};

static void read_content(struct ask *ask, const struct json *content, bool is_system,
			 struct problem *problem)
{
	const char *role = json_str(content, "role");
	struct buf text = BUF_INIT;

	fields_check(content, content_fields, 0, "contents[].", problem);
	JSON_EACH(part, json_get(content, "parts")) {
		if (!problem->kind)
			fields_check(part, part_fields, 0, "contents[].parts[].",
				     problem);
		buf_str_add(&text, json_str(part, "text") ? json_str(part, "text") : "");
	}
	if (!problem->kind && !is_system && role && strcmp(role, "user") != 0 &&
	    strcmp(role, "model") != 0) {
		problem_set(problem, PROBLEM_INVALID, "contents",
			    "Please use a valid role: user, model.");
		problem->strict = true;
	}
	ask->n_prompt_words += count_words(buf_str(&text), text.len);
	if (!is_system && (!role || strcmp(role, "user") == 0))
		wire_replace(&ask->prompt, &text);
	buf_clear(&text);
}

static void read_config(struct ask *ask, const struct json *config,
			struct problem *problem)
{
	fields_check(config, config_fields, 0, "generationConfig.", problem);
	ask->n = (size_t)ask_whole(config, "candidateCount", 1);
	ask->max_tokens = (long)ask_whole(config, "maxOutputTokens", -1);
	ask_seed(ask, config, "seed");
	ask->stop = json_get(config, "stopSequences");
	ask->logprobs = json_true(config, "responseLogprobs");
	ask->top_logprobs = (size_t)ask_whole(config, "logprobs", 0);
}

static void read_ask(struct ask *ask, struct problem *problem)
{
	const struct json *system = json_get(ask->doc, "systemInstruction");
	const struct json *config = json_get(ask->doc, "generationConfig");

	ask->stream = ask->api->bit == STREAM;
	if (config)
		read_config(ask, config, problem);
	if (system && !problem->kind)
		read_content(ask, system, true, problem);
	JSON_EACH(content, json_get(ask->doc, "contents")) {
		if (!problem->kind)
			read_content(ask, content, false, problem);
	}
}

static void write_part(const char *text, size_t n, bool thought, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_strn(out, "text", text, n);
	if (thought)
		wire_bool(out, "thought", true);
	wire_close(out, '}');
}

/* A candidate up to its parts, and what follows them. */
static void open_candidate(struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_open(out, "content", '{');
	wire_open(out, "parts", '[');
}

static void close_candidate(const struct choice *choice, bool finished, struct buf *out)
{
	wire_close(out, ']');
	wire_str(out, "role", "model");
	wire_close(out, '}');
	if (finished)
		wire_str(out, "finishReason", finish_words[choice->finish]);
	if (choice->index >= 0)
		wire_int(out, "index", choice->index);
}

static void write_token(const char *token, size_t len, double logprob, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_strn(out, "token", token, len);
	wire_num(out, "logProbability", logprob);
	wire_close(out, '}');
}

static void write_logprobs(const struct ask *ask, const struct choice *choice,
			   struct buf *out)
{
	wire_open(out, "logprobsResult", '{');
	wire_open(out, "chosenCandidates", '[');
	for (size_t i = 0; i < choice->n_pieces; i++) {
		const char *token = choice->text.data + choice->pieces[i].at;
		size_t len = choice->pieces[i].len;

		write_token(token, len, token_logprob(token, len, i, 0), out);
	}
	wire_close(out, ']');
	wire_open(out, "topCandidates", '[');
	for (size_t i = 0; i < choice->n_pieces; i++) {
		const char *token = choice->text.data + choice->pieces[i].at;
		size_t len = choice->pieces[i].len;

		wire_open(out, NULL, '{');
		wire_open(out, "candidates", '[');
		for (size_t rank = 0; rank < ask->top_logprobs; rank++) {
			const char *other = token_alternative(i, rank);

			write_token(rank ? other : token, rank ? strlen(other) : len,
				    token_logprob(token, len, i, rank), out);
		}
		wire_close(out, ']');
		wire_close(out, '}');
	}
	wire_close(out, ']');
	wire_close(out, '}');
}

static void write_tail(const struct ask *ask, const struct answer *answer,
		       struct buf *out)
{
	wire_open(out, "usageMetadata", '{');
	wire_size(out, "promptTokenCount", ask->n_prompt_words);
	wire_size(out, "candidatesTokenCount", answer->n_words);
	wire_size(out, "totalTokenCount", ask->n_prompt_words + answer->n_words);
	wire_close(out, '}');
	wire_str(out, "modelVersion", buf_str(&answer->model));
	wire_str(out, "responseId", buf_str(&answer->id));
	wire_close(out, '}');
}

static void write_whole(const struct ask *ask, const struct answer *answer,
			struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_open(out, "candidates", '[');
	for (size_t i = 0; i < answer->n_choices; i++) {
		const struct choice *choice = &answer->choices[i];

		open_candidate(out);
		if (choice->reasoning.len)
			write_part(choice->reasoning.data, choice->reasoning.len, true,
				   out);
		write_part(buf_str(&choice->text), choice->text.len, false, out);
		close_candidate(choice, true, out);
		if (ask->logprobs)
			write_logprobs(ask, choice, out);
		wire_close(out, '}');
	}
	wire_close(out, ']');
	write_tail(ask, answer, out);
}

static void stream_part(const struct ask *ask, const struct answer *answer,
			const struct choice *choice, const char *text, size_t n,
			bool thought, bool finished, struct buf *out)
{
	buf_str_add(out, "data: ");
	wire_open(out, NULL, '{');
	wire_open(out, "candidates", '[');
	open_candidate(out);
	write_part(text, n, thought, out);
	close_candidate(choice, finished, out);
	wire_close(out, '}');
	wire_close(out, ']');
	write_tail(ask, answer, out);
	buf_str_add(out, "\r\n\r\n");
}

static void write_stream(const struct ask *ask, const struct answer *answer,
			 struct buf *out)
{
	for (size_t i = 0; i < answer->n_choices; i++) {
		const struct choice *choice = &answer->choices[i];

		if (choice->reasoning.len)
			stream_part(ask, answer, choice, choice->reasoning.data,
				    choice->reasoning.len, true, false, out);
		for (size_t place = 0; place < choice->n_pieces; place++)
			stream_part(ask, answer, choice,
				    choice->text.data + choice->pieces[place].at,
				    choice->pieces[place].len, false,
				    place + 1 == choice->n_pieces, out);
		if (choice->n_pieces == 0)
			stream_part(ask, answer, choice, "", 0, false, true, out);
	}
}

static void refuse(const struct problem *problem, struct reply *reply)
{
	struct buf *out = &reply->body;

	wire_open(out, NULL, '{');
	wire_open(out, "error", '{');
	wire_int(out, "code", problem_row(problem->kind)->status);
	wire_str(out, "message", buf_str(&problem->message));
	wire_str(out, "status", problem_row(problem->kind)->gemini_status);
	if (problem->retry_s > 0) {
		wire_open(out, "details", '[');
		wire_open(out, NULL, '{');
		wire_str(out, "@type", "type.googleapis.com/google.rpc.RetryInfo");
		buf_printf(out, ",\"retryDelay\":\"%gs\"", problem->retry_s);
		wire_close(out, '}');
		wire_close(out, ']');
	}
	wire_close(out, '}');
	wire_close(out, '}');
}

static void stream_error(struct buf *out)
{
	buf_str_add(out, "data: {\"error\":{\"code\":503,\"message\":\"The model is "
			 "overloaded.\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n");
}

#define GENERATE(verb, which, query, value)                                              \
	{                                                                                \
		.name = "gemini", .prefix = "/v1beta/models/", .suffix = (verb),         \
		.key_header = "x-goog-api-key", .needs_query = {query, value},           \
		.bit = (which), .fields = fields, .stream_type = "text/event-stream",    \
		.read = read_ask, .write = write_whole, .stream = write_stream,          \
		.refuse = refuse, .stream_error = stream_error,                          \
	}

const struct api gemini_apis[] = {
	GENERATE(":generateContent", WHOLE, NULL, NULL),
	GENERATE(":streamGenerateContent", STREAM, "alt", "sse"),
	{.name = NULL},
};

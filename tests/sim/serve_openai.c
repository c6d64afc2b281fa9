/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chat completions: OpenAI's format and those that grew from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/serve_ask.h"
#include "sim/serve_wire.h"

enum {
	OPENAI = 1,
	AZURE = 2,
	MISTRAL = 4,
	DEEPSEEK = 8,
	OPENROUTER = 16,
	OTHER = 32, /* vLLM, SGLang, llama.cpp */
	OF_OPENAI = OPENAI | AZURE,
	HAS_SEED = OPENAI | AZURE | OPENROUTER | OTHER,
	HAS_LOGPROBS = OPENAI | AZURE | DEEPSEEK | OPENROUTER | OTHER,
};

static const struct field fields[] = {
	{"model", FIELD_STRING, 0, 0, true, ~(unsigned)AZURE},
	{"model", FIELD_STRING, 0, 0, false, AZURE},
	{"messages", FIELD_LIST, 0, 0, true, 0},
	{"max_tokens", FIELD_WHOLE, 1, 1e9, false, 0},
	{"max_completion_tokens", FIELD_WHOLE, 1, 1e9, false, OF_OPENAI | OTHER},
	{"n", FIELD_WHOLE, 1, 128, false, OF_OPENAI | MISTRAL | OTHER},
	{"seed", FIELD_WHOLE, 0, 0, false, HAS_SEED},
	{"random_seed", FIELD_WHOLE, 0, 0, false, MISTRAL},
	{"temperature", FIELD_NUMBER, 0, 2, false, 0},
	{"top_p", FIELD_NUMBER, 0, 1, false, 0},
	{"stop", FIELD_TEXTS, 0, 0, false, 0},
	{"logprobs", FIELD_BOOL, 0, 0, false, HAS_LOGPROBS},
	{"top_logprobs", FIELD_WHOLE, 0, 20, false, HAS_LOGPROBS},
	{"stream", FIELD_BOOL, 0, 0, false, 0},
	{"stream_options", FIELD_OBJECT, 0, 0, false, ~(unsigned)MISTRAL},
	{"frequency_penalty", FIELD_NUMBER, -2, 2, false, 0},
	{"presence_penalty", FIELD_NUMBER, -2, 2, false, 0},
	{"response_format", FIELD_OBJECT, 0, 0, false, 0},
	{"logit_bias", FIELD_OBJECT, 0, 0, false, OF_OPENAI | OTHER},
	{"user", FIELD_STRING, 0, 0, false, OF_OPENAI | OPENROUTER},
	{"metadata", FIELD_OBJECT, 0, 0, false, OF_OPENAI},
	{"reasoning_effort", FIELD_STRING, 0, 0, false, OF_OPENAI | OTHER},
	{"service_tier", FIELD_STRING, 0, 0, false, OPENAI},
	{"store", FIELD_BOOL, 0, 0, false, OPENAI},
	{"safe_prompt", FIELD_BOOL, 0, 0, false, MISTRAL},
	{"thinking", FIELD_OBJECT, 0, 0, false, DEEPSEEK},
	{"provider", FIELD_OBJECT, 0, 0, false, OPENROUTER},
	{"reasoning", FIELD_OBJECT, 0, 0, false, OPENROUTER},
	{"usage", FIELD_OBJECT, 0, 0, false, OPENROUTER},
	{"top_k", FIELD_WHOLE, -1, 1e6, false, OPENROUTER | OTHER},
	{"min_p", FIELD_NUMBER, 0, 1, false, OPENROUTER | OTHER},
	{"repetition_penalty", FIELD_NUMBER, 0, 2, false, OPENROUTER | OTHER},
	{"cache_prompt", FIELD_BOOL, 0, 0, false, OTHER},
	{"chat_template_kwargs", FIELD_OBJECT, 0, 0, false, OTHER},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};

/* What a model turns down that its API knows, by suffix of its name. */
static const struct {
	const char *suffix, *field, *message;
	enum problem_kind kind;
	bool unless_one; /* the default value, 1, passes */
} turned_down[] = {
	{"@openai-reasoning", "max_tokens",
	 "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
	 "'max_completion_tokens' instead.",
	 PROBLEM_UNSUPPORTED_PARAMETER, false},
	{"@openai-reasoning", "temperature",
	 "Unsupported value: 'temperature' does not support this value with this model. "
	 "Only the default (1) value is supported.",
	 PROBLEM_UNSUPPORTED_VALUE, true},
	{"@openai-reasoning", "top_p",
	 "Unsupported parameter: 'top_p' is not supported with this model.",
	 PROBLEM_UNSUPPORTED_PARAMETER, false},
	{"@openai-reasoning", "logprobs",
	 "Unsupported parameter: 'logprobs' is not supported with this model.",
	 PROBLEM_UNSUPPORTED_PARAMETER, false},
	{"@openai-reasoning", "top_logprobs",
	 "Unsupported parameter: 'top_logprobs' is not supported with this model.",
	 PROBLEM_UNSUPPORTED_PARAMETER, false},
	{"@old", "max_completion_tokens",
	 "Unrecognized request argument supplied: max_completion_tokens", PROBLEM_INVALID,
	 false},
};
#define N_TURNED_DOWN (sizeof(turned_down) / sizeof(turned_down[0]))

static void turn_down(const struct ask *ask, struct problem *problem)
{
	const char *suffix = ask->model_name ? strchr(ask->model_name, '@') : NULL;

	for (size_t i = 0; suffix && i < N_TURNED_DOWN; i++) {
		const struct json *value = json_get(ask->doc, turned_down[i].field);
		double number;

		if (!value || strcmp(suffix, turned_down[i].suffix) != 0)
			continue;
		if (turned_down[i].unless_one && json_number(value, &number) &&
		    number == 1)
			continue;
		problem_set(problem, turned_down[i].kind, turned_down[i].field, "%s",
			    turned_down[i].message);
		return;
	}
}

static void read_ask(struct ask *ask, struct problem *problem)
{
	static const char *const roles[] = {"system",    "developer", "user",
					    "assistant", "tool",      NULL};
	static const struct field stream_fields[] = {
		{"include_usage", FIELD_BOOL, 0, 0, false, 0},
		{NULL, FIELD_ANY, 0, 0, false, 0},
	};
	const struct json *doc = ask->doc, *options = json_get(doc, "stream_options");

	ask->n = (size_t)ask_whole(doc, "n", 1);
	ask->max_tokens = (long)ask_whole(doc, "max_completion_tokens",
					  ask_whole(doc, "max_tokens", -1));
	ask_seed(ask, doc, ask->api->bit == MISTRAL ? "random_seed" : "seed");
	ask->stop = json_get(doc, "stop");
	ask->stream = json_true(doc, "stream");
	ask->stream_usage = json_true(options, "include_usage");
	ask->logprobs = json_true(doc, "logprobs");
	ask->top_logprobs = (size_t)ask_whole(doc, "top_logprobs", 0);
	if (options)
		fields_check(options, stream_fields, 0, "stream_options.", problem);
	if (!problem->kind && json_get(doc, "top_logprobs") && !ask->logprobs) {
		problem_set(problem, PROBLEM_INVALID, "top_logprobs",
			    "'top_logprobs' needs 'logprobs' to be true.");
		problem->strict = true;
	}
	if (!problem->kind)
		ask_messages(ask, json_get(doc, "messages"), roles, problem);
	if (!problem->kind)
		turn_down(ask, problem);
}

static void write_bytes(struct buf *out, const char *token, size_t len)
{
	wire_open(out, "bytes", '[');
	for (size_t i = 0; i < len; i++)
		wire_int(out, NULL, (unsigned char)token[i]);
	wire_close(out, ']');
}

static void write_token(struct buf *out, const char *token, size_t len, double logprob)
{
	wire_strn(out, "token", token, len);
	wire_num(out, "logprob", logprob);
	write_bytes(out, token, len);
}

/* One place of the answer: the token said and what else might have stood there. */
static void write_logprob(const struct ask *ask, const struct choice *choice,
			  size_t place, struct buf *out)
{
	const struct piece *piece = &choice->pieces[place];
	const char *token = choice->text.data + piece->at;

	wire_open(out, NULL, '{');
	write_token(out, token, piece->len, token_logprob(token, piece->len, place, 0));
	wire_open(out, "top_logprobs", '[');
	for (size_t rank = 0; rank < ask->top_logprobs; rank++) {
		const char *other = token_alternative(place, rank);

		wire_open(out, NULL, '{');
		write_token(out, rank ? other : token, rank ? strlen(other) : piece->len,
			    token_logprob(token, piece->len, place, rank));
		wire_close(out, '}');
	}
	wire_close(out, ']');
	wire_close(out, '}');
}

/* Of the pieces from..to - 1. */
static void write_logprobs(const struct ask *ask, const struct answer *answer,
			   const struct choice *choice, size_t from, size_t to,
			   struct buf *out)
{
	size_t repeats = answer->logprob_repeats ? answer->logprob_repeats : 1;

	if (!ask->logprobs) {
		wire_null(out, "logprobs");
		return;
	}
	wire_open(out, "logprobs", '{');
	wire_open(out, "content", '[');
	for (size_t i = 0; i < repeats; i++) {
		for (size_t place = from; place < to; place++)
			write_logprob(ask, choice, place, out);
	}
	wire_close(out, ']');
	wire_null(out, "refusal");
	wire_close(out, '}');
}

static const char *finish_word(const struct ask *ask, enum finish finish)
{
	static const char *const words[N_FINISH] = {
		[FINISH_STOP] = "stop",
		[FINISH_LENGTH] = "length",
		[FINISH_FILTER] = "content_filter",
		[FINISH_REFUSAL] = "stop",
	};

	if (ask->api->bit == MISTRAL && finish == FINISH_FILTER)
		return "error";
	return words[finish];
}

/* Parts of Mistral's content. */
static void write_text_part(const char *text, size_t n, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_str(out, "type", "text");
	wire_strn(out, "text", text, n);
	wire_close(out, '}');
}

static void write_thinking_part(const struct choice *choice, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_str(out, "type", "thinking");
	wire_open(out, "thinking", '[');
	write_text_part(choice->reasoning.data, choice->reasoning.len, out);
	wire_close(out, ']');
	wire_bool(out, "closed", true);
	wire_close(out, '}');
}

static void write_parts(const struct choice *choice, struct buf *out)
{
	wire_open(out, "content", '[');
	write_thinking_part(choice, out);
	write_text_part(buf_str(&choice->text), choice->text.len, out);
	wire_close(out, ']');
}

static void write_message(const struct answer *answer, const struct choice *choice,
			  struct buf *out)
{
	bool refused = choice->finish == FINISH_REFUSAL;

	wire_open(out, "message", '{');
	wire_str(out, "role", "assistant");
	if (choice->as_array)
		write_parts(choice, out);
	else if (refused)
		wire_null(out, "content");
	else
		wire_strn(out, "content", buf_str(&choice->text), choice->text.len);
	if (choice->reasoning.len && !choice->as_array)
		wire_strn(out, answer->reasoning, choice->reasoning.data,
			  choice->reasoning.len);
	wire_str(out, "refusal", refused ? buf_str(&choice->text) : NULL);
	wire_close(out, '}');
}

static void write_usage(const struct ask *ask, const struct answer *answer,
			struct buf *out)
{
	wire_open(out, "usage", '{');
	wire_size(out, "prompt_tokens", ask->n_prompt_words);
	wire_size(out, "completion_tokens", answer->n_words);
	wire_size(out, "total_tokens", ask->n_prompt_words + answer->n_words);
	wire_close(out, '}');
}

static void write_head(const char *object, const struct answer *answer, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_str(out, "id", buf_str(&answer->id));
	wire_str(out, "object", object);
	wire_int(out, "created", SIM_CREATED);
	wire_str(out, "model", buf_str(&answer->model));
	wire_str(out, "system_fingerprint", buf_str(&answer->fingerprint));
}

static void write_whole(const struct ask *ask, const struct answer *answer,
			struct buf *out)
{
	write_head("chat.completion", answer, out);
	if (ask->api->bit == OPENROUTER)
		wire_str(out, "provider", SIM_FINGERPRINT);
	wire_open(out, "choices", '[');
	for (size_t i = 0; i < answer->n_choices; i++) {
		const struct choice *choice = &answer->choices[i];

		wire_open(out, NULL, '{');
		if (choice->index >= 0)
			wire_int(out, "index", choice->index);
		write_message(answer, choice, out);
		write_logprobs(ask, answer, choice, 0, choice->n_pieces, out);
		wire_str(out, "finish_reason", finish_word(ask, choice->finish));
		wire_close(out, '}');
	}
	wire_close(out, ']');
	write_usage(ask, answer, out);
	wire_close(out, '}');
}

static void open_event(const struct answer *answer, struct buf *out)
{
	buf_str_add(out, "data: ");
	write_head("chat.completion.chunk", answer, out);
	wire_open(out, "choices", '[');
}

static void close_event(const struct ask *ask, struct buf *out)
{
	wire_close(out, ']');
	if (ask->stream_usage)
		wire_null(out, "usage");
	buf_str_add(out, "}\n\n");
}

static void open_delta(const struct answer *answer, const struct choice *choice,
		       struct buf *out)
{
	open_event(answer, out);
	wire_open(out, NULL, '{');
	if (choice->index >= 0)
		wire_int(out, "index", choice->index);
	wire_open(out, "delta", '{');
}

/* Ends what open_delta began; the pieces from..to - 1 are those it carries. */
static void close_delta(const struct ask *ask, const struct answer *answer,
			const struct choice *choice, size_t from, size_t to,
			struct buf *out)
{
	wire_close(out, '}');
	write_logprobs(ask, answer, choice, from, to, out);
	wire_null(out, "finish_reason");
	wire_close(out, '}');
	close_event(ask, out);
}

static void stream_piece(const struct ask *ask, const struct answer *answer,
			 const struct choice *choice, size_t place, struct buf *out)
{
	const struct piece *piece = &choice->pieces[place];
	const char *text = choice->text.data + piece->at;

	open_delta(answer, choice, out);
	if (choice->as_array) {
		wire_open(out, "content", '[');
		write_text_part(text, piece->len, out);
		wire_close(out, ']');
	} else {
		wire_strn(out, choice->finish == FINISH_REFUSAL ? "refusal" : "content",
			  text, piece->len);
	}
	close_delta(ask, answer, choice, place, place + 1, out);
}

/* The role comes first, and what was thought. */
static void stream_begin(const struct ask *ask, const struct answer *answer,
			 const struct choice *choice, struct buf *out)
{
	open_delta(answer, choice, out);
	wire_str(out, "role", "assistant");
	wire_str(out, "content", "");
	close_delta(ask, answer, choice, 0, 0, out);
	if (!choice->reasoning.len)
		return;
	open_delta(answer, choice, out);
	if (choice->as_array) {
		wire_open(out, "content", '[');
		write_thinking_part(choice, out);
		wire_close(out, ']');
	} else {
		wire_strn(out, answer->reasoning, choice->reasoning.data,
			  choice->reasoning.len);
	}
	close_delta(ask, answer, choice, 0, 0, out);
}

static void stream_end(const struct ask *ask, const struct answer *answer,
		       const struct choice *choice, struct buf *out)
{
	open_delta(answer, choice, out);
	wire_close(out, '}');
	wire_null(out, "logprobs");
	wire_str(out, "finish_reason", finish_word(ask, choice->finish));
	wire_close(out, '}');
	close_event(ask, out);
}

static void write_stream(const struct ask *ask, const struct answer *answer,
			 struct buf *out)
{
	size_t longest = 0;

	for (size_t i = 0; i < answer->n_choices; i++) {
		const struct choice *choice = &answer->choices[i];

		stream_begin(ask, answer, choice, out);
		longest = choice->n_pieces > longest ? choice->n_pieces : longest;
	}
	/* Choices grow side by side. */
	for (size_t place = 0; place < longest; place++) {
		for (size_t i = 0; i < answer->n_choices; i++) {
			if (place < answer->choices[i].n_pieces)
				stream_piece(ask, answer, &answer->choices[i], place,
					     out);
		}
	}
	for (size_t i = 0; i < answer->n_choices; i++)
		stream_end(ask, answer, &answer->choices[i], out);
	if (ask->stream_usage) {
		open_event(answer, out);
		wire_close(out, ']');
		write_usage(ask, answer, out);
		buf_str_add(out, "}\n\n");
	}
	buf_str_add(out, "data: [DONE]\n\n");
}

static const char *problem_code(const struct problem *problem)
{
	return problem->kind == PROBLEM_INVALID ? NULL
						: problem_row(problem->kind)->openai_code;
}

/* Azure says what of the prompt was found wanting. */
static void write_filter_result(struct buf *out)
{
	wire_open(out, "innererror", '{');
	wire_str(out, "code", "ResponsibleAIPolicyViolation");
	wire_open(out, "content_filter_result", '{');
	wire_open(out, "violence", '{');
	wire_bool(out, "filtered", true);
	wire_str(out, "severity", "medium");
	wire_close(out, '}');
	wire_close(out, '}');
	wire_close(out, '}');
}

static void refuse(const struct problem *problem, struct reply *reply)
{
	struct buf *out = &reply->body;

	wire_open(out, NULL, '{');
	wire_open(out, "error", '{');
	wire_str(out, "message", buf_str(&problem->message));
	wire_str(out, "type", problem_row(problem->kind)->openai_type);
	wire_str(out, "param", problem->param);
	wire_str(out, "code", problem_code(problem));
	if (problem->kind == PROBLEM_FILTER)
		write_filter_result(out);
	wire_close(out, '}');
	wire_close(out, '}');
}

/* What its validation finds, Mistral says as FastAPI does. */
static void refuse_mistral(const struct problem *problem, struct reply *reply)
{
	struct buf *out = &reply->body;

	if (problem->kind != PROBLEM_INVALID) {
		refuse(problem, reply);
		return;
	}
	reply->status = 422;
	wire_open(out, NULL, '{');
	wire_open(out, "detail", '[');
	wire_open(out, NULL, '{');
	wire_str(out, "type", "value_error");
	wire_open(out, "loc", '[');
	wire_str(out, NULL, "body");
	if (problem->param)
		wire_str(out, NULL, problem->param);
	wire_close(out, ']');
	wire_str(out, "msg", buf_str(&problem->message));
	wire_close(out, '}');
	wire_close(out, ']');
	wire_close(out, '}');
}

static void refuse_openrouter(const struct problem *problem, struct reply *reply)
{
	struct buf *out = &reply->body;

	wire_open(out, NULL, '{');
	wire_open(out, "error", '{');
	wire_str(out, "message", buf_str(&problem->message));
	wire_int(out, "code", problem_row(problem->kind)->status);
	wire_open(out, "metadata", '{');
	wire_str(out, "provider_name", SIM_FINGERPRINT);
	wire_close(out, '}');
	wire_close(out, '}');
	wire_close(out, '}');
}

/* "6m0s", "12ms": as Go prints durations. */
static void limit_header(struct reply *reply, const char *of,
			 const struct limit_state *limit)
{
	char name[64];
	long ms = lround(limit->reset_s * 1000);

	snprintf(name, sizeof(name), "x-ratelimit-limit-%s", of);
	reply_header(reply, name, "%.0f", limit->limit);
	snprintf(name, sizeof(name), "x-ratelimit-remaining-%s", of);
	reply_header(reply, name, "%.0f", floor(limit->remaining));
	snprintf(name, sizeof(name), "x-ratelimit-reset-%s", of);
	if (ms < 1000)
		reply_header(reply, name, "%ldms", ms);
	else if (ms < 60000)
		reply_header(reply, name, "%ld.%03lds", ms / 1000, ms % 1000);
	else
		reply_header(reply, name, "%ldm%lds", ms / 60000, ms % 60000 / 1000);
}

static void limits(const struct limit_state *requests, const struct limit_state *tokens,
		   struct reply *reply)
{
	if (requests)
		limit_header(reply, "requests", requests);
	if (tokens)
		limit_header(reply, "tokens", tokens);
}

static void stream_error(struct buf *out)
{
	buf_str_add(out, "data: {\"error\":{\"message\":\"The server had an error while "
			 "processing your request.\",\"type\":\"server_error\","
			 "\"param\":null,\"code\":null}}\n\n");
}

#define CHAT(api, path, behind, header, query, which, refusal, limit)                    \
	{                                                                                \
		.name = (api), .prefix = (path), .suffix = (behind),                     \
		.key_header = (header), .needs_query = {query, NULL}, .bit = (which),    \
		.fields = fields, .stream_type = "text/event-stream", .read = read_ask,  \
		.write = write_whole, .stream = write_stream, .refuse = (refusal),       \
		.limits = (limit), .stream_error = stream_error,                         \
	}

const struct api openai_apis[] = {
	CHAT("openai", "/v1/chat/completions", NULL, NULL, NULL, OPENAI, refuse, limits),
	CHAT("azure", "/openai/deployments/", "/chat/completions", "api-key",
	     "api-version", AZURE, refuse, limits),
	CHAT("azure", "/openai/v1/chat/completions", NULL, "api-key", NULL, AZURE, refuse,
	     limits),
	CHAT("mistral", "/mistral/v1/chat/completions", NULL, NULL, NULL, MISTRAL,
	     refuse_mistral, NULL),
	CHAT("deepseek", "/deepseek/chat/completions", NULL, NULL, NULL, DEEPSEEK, refuse,
	     NULL),
	CHAT("openrouter", "/openrouter/api/v1/chat/completions", NULL, NULL, NULL,
	     OPENROUTER, refuse_openrouter, limits),
	CHAT("openai-compatible", "/compatible/v1/chat/completions", NULL, NULL, NULL,
	     OTHER, refuse, NULL),
	{.name = NULL},
};

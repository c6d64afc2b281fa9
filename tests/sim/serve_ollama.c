/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ollama's own chat. */
#include <string.h>

#include "sim/serve_ask.h"
#include "sim/serve_wire.h"

static const struct field fields[] = {
	{"model", FIELD_STRING, 0, 0, true, 0},
	{"messages", FIELD_LIST, 0, 0, true, 0},
	{"stream", FIELD_BOOL, 0, 0, false, 0},
	{"options", FIELD_OBJECT, 0, 0, false, 0},
	{"think", FIELD_ANY, 0, 0, false, 0},
	{"format", FIELD_ANY, 0, 0, false, 0},
	{"keep_alive", FIELD_ANY, 0, 0, false, 0},
	{"logprobs", FIELD_BOOL, 0, 0, false, 0},
	{"top_logprobs", FIELD_WHOLE, 0, 20, false, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};
static const struct field option_fields[] = {
	{"num_predict", FIELD_WHOLE, -2, 1e9, false, 0},
	{"num_ctx", FIELD_WHOLE, 1, 1e9, false, 0},
	{"seed", FIELD_WHOLE, 0, 0, false, 0},
	{"stop", FIELD_TEXTS, 0, 0, false, 0},
	{"temperature", FIELD_NUMBER, 0, 10, false, 0},
	{"top_k", FIELD_WHOLE, 0, 1e6, false, 0},
	{"top_p", FIELD_NUMBER, 0, 1, false, 0},
	{"min_p", FIELD_NUMBER, 0, 1, false, 0},
	{"repeat_penalty", FIELD_NUMBER, 0, 10, false, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};

static const char *const finish_words[N_FINISH] = {
	[FINISH_STOP] = "stop",
	[FINISH_LENGTH] = "length",
	[FINISH_FILTER] = "stop",
	[FINISH_REFUSAL] = "stop",
};

static void read_ask(struct ask *ask, struct problem *problem)
{
	static const char *const roles[] = {"system", "user", "assistant", "tool", NULL};
	const struct json *doc = ask->doc, *options = json_get(doc, "options");

	if (options)
		fields_check(options, option_fields, 0, "options.", problem);
	ask->max_tokens = (long)ask_whole(options, "num_predict", -1);
	ask_seed(ask, options, "seed");
	ask->stop = json_get(options, "stop");
	ask->stream = !json_get(doc, "stream") || json_true(doc, "stream");
	ask->logprobs = json_true(doc, "logprobs");
	ask->top_logprobs = (size_t)ask_whole(doc, "top_logprobs", 0);
	if (!problem->kind)
		ask_messages(ask, json_get(doc, "messages"), roles, problem);
}

static void write_token(const char *token, size_t len, double logprob, struct buf *out)
{
	wire_strn(out, "token", token, len);
	wire_num(out, "logprob", logprob);
	wire_open(out, "bytes", '[');
	for (size_t i = 0; i < len; i++)
		wire_int(out, NULL, (unsigned char)token[i]);
	wire_close(out, ']');
}

static void write_logprobs(const struct ask *ask, const struct choice *choice,
			   size_t from, size_t to, struct buf *out)
{
	wire_open(out, "logprobs", '[');
	for (size_t i = from; i < to; i++) {
		const char *token = choice->text.data + choice->pieces[i].at;
		size_t len = choice->pieces[i].len;

		wire_open(out, NULL, '{');
		write_token(token, len, token_logprob(token, len, i, 0), out);
		wire_open(out, "top_logprobs", '[');
		for (size_t rank = 0; rank < ask->top_logprobs; rank++) {
			const char *other = token_alternative(i, rank);

			wire_open(out, NULL, '{');
			write_token(rank ? other : token, rank ? strlen(other) : len,
				    token_logprob(token, len, i, rank), out);
			wire_close(out, '}');
		}
		wire_close(out, ']');
		wire_close(out, '}');
	}
	wire_close(out, ']');
}

static void open_message(const struct answer *answer, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_str(out, "model", buf_str(&answer->model));
	wire_str(out, "created_at", SIM_CREATED_TEXT);
	wire_open(out, "message", '{');
	wire_str(out, "role", "assistant");
}

static void write_done(const struct ask *ask, const struct answer *answer,
		       const struct choice *choice, struct buf *out)
{
	wire_bool(out, "done", true);
	wire_str(out, "done_reason", finish_words[choice ? choice->finish : FINISH_STOP]);
	wire_int(out, "total_duration", 1000000);
	wire_size(out, "prompt_eval_count", ask->n_prompt_words);
	wire_size(out, "eval_count", answer->n_words);
	wire_close(out, '}');
	buf_char_add(out, '\n');
}

static void write_whole(const struct ask *ask, const struct answer *answer,
			struct buf *out)
{
	const struct choice *choice = answer->n_choices ? answer->choices : NULL;

	open_message(answer, out);
	if (choice) {
		wire_strn(out, "content", buf_str(&choice->text), choice->text.len);
		if (choice->reasoning.len)
			wire_strn(out, "thinking", choice->reasoning.data,
				  choice->reasoning.len);
	}
	wire_close(out, '}');
	if (choice && ask->logprobs)
		write_logprobs(ask, choice, 0, choice->n_pieces, out);
	write_done(ask, answer, choice, out);
}

static void stream_line(const struct answer *answer, const char *field, const char *text,
			size_t n, struct buf *out)
{
	open_message(answer, out);
	if (strcmp(field, "content") != 0)
		wire_str(out, "content", "");
	wire_strn(out, field, text, n);
	wire_close(out, '}');
}

static void end_line(struct buf *out)
{
	wire_bool(out, "done", false);
	wire_close(out, '}');
	buf_char_add(out, '\n');
}

static void write_stream(const struct ask *ask, const struct answer *answer,
			 struct buf *out)
{
	const struct choice *choice = answer->n_choices ? answer->choices : NULL;

	if (choice && choice->reasoning.len) {
		stream_line(answer, "thinking", choice->reasoning.data,
			    choice->reasoning.len, out);
		end_line(out);
	}
	for (size_t i = 0; choice && i < choice->n_pieces; i++) {
		stream_line(answer, "content", choice->text.data + choice->pieces[i].at,
			    choice->pieces[i].len, out);
		if (ask->logprobs)
			write_logprobs(ask, choice, i, i + 1, out);
		end_line(out);
	}
	stream_line(answer, "content", "", 0, out);
	write_done(ask, answer, choice, out);
}

static void refuse(const struct problem *problem, struct reply *reply)
{
	wire_open(&reply->body, NULL, '{');
	wire_str(&reply->body, "error", buf_str(&problem->message));
	wire_close(&reply->body, '}');
}

static void stream_error(struct buf *out)
{
	buf_str_add(out, "{\"error\":\"the model runner stopped\"}\n");
}

const struct api ollama_apis[] = {
	{
		.name = "ollama",
		.prefix = "/api/chat",
		.fields = fields,
		.stream_type = "application/x-ndjson",
		.read = read_ask,
		.write = write_whole,
		.stream = write_stream,
		.refuse = refuse,
		.stream_error = stream_error,
	},
	{.name = NULL},
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anthropic's messages. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sim/serve_ask.h"
#include "sim/serve_wire.h"

static const struct field fields[] = {
	{"model", FIELD_STRING, 0, 0, true, 0},
	{"messages", FIELD_LIST, 0, 0, true, 0},
	{"max_tokens", FIELD_WHOLE, 1, 1e9, true, 0},
	{"system", FIELD_TEXTS, 0, 0, false, 0},
	{"temperature", FIELD_NUMBER, 0, 1, false, 0},
	{"top_p", FIELD_NUMBER, 0, 1, false, 0},
	{"top_k", FIELD_WHOLE, 0, 1e6, false, 0},
	{"stop_sequences", FIELD_LIST, 0, 0, false, 0},
	{"stream", FIELD_BOOL, 0, 0, false, 0},
	{"metadata", FIELD_OBJECT, 0, 0, false, 0},
	{"service_tier", FIELD_STRING, 0, 0, false, 0},
	{"thinking", FIELD_OBJECT, 0, 0, false, 0},
	{"output_config", FIELD_OBJECT, 0, 0, false, 0},
	{NULL, FIELD_ANY, 0, 0, false, 0},
};

static const char *const finish_words[N_FINISH] = {
	[FINISH_STOP] = "end_turn",
	[FINISH_LENGTH] = "max_tokens",
	[FINISH_FILTER] = "refusal",
	[FINISH_REFUSAL] = "refusal",
};

static void read_ask(struct ask *ask, struct problem *problem)
{
	static const char *const roles[] = {"user", "assistant", NULL};
	const struct json *system = json_get(ask->doc, "system");
	struct buf text = BUF_INIT;

	ask->max_tokens = (long)ask_whole(ask->doc, "max_tokens", -1);
	ask->stop = json_get(ask->doc, "stop_sequences");
	ask->stream = json_true(ask->doc, "stream");
	if (system && !ask_text(system, &text)) {
		problem_set(problem, PROBLEM_INVALID, "system",
			    "system: Input should be a valid string");
		problem->strict = true;
	} else {
		ask->n_prompt_words = count_words(buf_str(&text), text.len);
		ask_messages(ask, json_get(ask->doc, "messages"), roles, problem);
	}
	buf_clear(&text);
}

static void write_usage(const struct ask *ask, size_t n_words, struct buf *out)
{
	wire_open(out, "usage", '{');
	wire_size(out, "input_tokens", ask->n_prompt_words);
	wire_size(out, "output_tokens", n_words);
	wire_close(out, '}');
}

static void write_head(const struct answer *answer, struct buf *out)
{
	wire_str(out, "id", buf_str(&answer->id));
	wire_str(out, "type", "message");
	wire_str(out, "role", "assistant");
	wire_str(out, "model", buf_str(&answer->model));
	wire_open(out, "content", '[');
}

/* Why it ended; a refusal has details. */
static void write_stop(enum finish finish, struct buf *out)
{
	wire_str(out, "stop_reason", finish_words[finish]);
	wire_null(out, "stop_sequence");
	if (finish == FINISH_REFUSAL) {
		wire_open(out, "stop_details", '{');
		wire_str(out, "category", "general_harms");
		wire_str(out, "explanation", "This request was declined.");
		wire_close(out, '}');
	}
}

static void write_whole(const struct ask *ask, const struct answer *answer,
			struct buf *out)
{
	const struct choice *choice = answer->n_choices ? answer->choices : NULL;

	wire_open(out, NULL, '{');
	write_head(answer, out);
	if (choice && choice->reasoning.len) {
		wire_open(out, NULL, '{');
		wire_str(out, "type", "thinking");
		wire_strn(out, "thinking", choice->reasoning.data, choice->reasoning.len);
		wire_str(out, "signature", "");
		wire_close(out, '}');
	}
	if (choice) {
		wire_open(out, NULL, '{');
		wire_str(out, "type", "text");
		wire_strn(out, "text", buf_str(&choice->text), choice->text.len);
		wire_close(out, '}');
	}
	wire_close(out, ']');
	write_stop(choice ? choice->finish : FINISH_STOP, out);
	write_usage(ask, answer->n_words, out);
	wire_close(out, '}');
}

static void open_event(const char *type, struct buf *out)
{
	buf_printf(out, "event: %s\ndata: ", type);
	wire_open(out, NULL, '{');
	wire_str(out, "type", type);
}

static void close_event(struct buf *out)
{
	buf_str_add(out, "}\n\n");
}

/* A content block of one kind: its start, deltas and stop. */
static void open_block(long index, const char *type, const char *field, struct buf *out)
{
	open_event("content_block_start", out);
	wire_int(out, "index", index);
	wire_open(out, "content_block", '{');
	wire_str(out, "type", type);
	wire_str(out, field, "");
	wire_close(out, '}');
	close_event(out);
}

static void block_delta(long index, const char *type, const char *field, const char *text,
			size_t n, struct buf *out)
{
	open_event("content_block_delta", out);
	wire_int(out, "index", index);
	wire_open(out, "delta", '{');
	wire_str(out, "type", type);
	wire_strn(out, field, text, n);
	wire_close(out, '}');
	close_event(out);
}

static void close_block(long index, struct buf *out)
{
	open_event("content_block_stop", out);
	wire_int(out, "index", index);
	close_event(out);
}

static void stream_choice(const struct choice *choice, struct buf *out)
{
	long index = 0;

	if (choice->reasoning.len) {
		open_block(index, "thinking", "thinking", out);
		block_delta(index, "thinking_delta", "thinking", choice->reasoning.data,
			    choice->reasoning.len, out);
		close_block(index++, out);
	}
	open_block(index, "text", "text", out);
	for (size_t i = 0; i < choice->n_pieces; i++)
		block_delta(index, "text_delta", "text",
			    choice->text.data + choice->pieces[i].at,
			    choice->pieces[i].len, out);
	close_block(index, out);
}

static void write_stream(const struct ask *ask, const struct answer *answer,
			 struct buf *out)
{
	const struct choice *choice = answer->n_choices ? answer->choices : NULL;

	open_event("message_start", out);
	wire_open(out, "message", '{');
	write_head(answer, out);
	wire_close(out, ']');
	wire_null(out, "stop_reason");
	wire_null(out, "stop_sequence");
	write_usage(ask, 0, out);
	wire_close(out, '}');
	close_event(out);
	open_event("ping", out);
	close_event(out);
	if (choice)
		stream_choice(choice, out);
	open_event("message_delta", out);
	wire_open(out, "delta", '{');
	write_stop(choice ? choice->finish : FINISH_STOP, out);
	wire_close(out, '}');
	wire_open(out, "usage", '{');
	wire_size(out, "output_tokens", answer->n_words);
	wire_close(out, '}');
	close_event(out);
	open_event("message_stop", out);
	close_event(out);
}

static void refuse(const struct problem *problem, struct reply *reply)
{
	struct buf *out = &reply->body;

	wire_open(out, NULL, '{');
	wire_str(out, "type", "error");
	wire_open(out, "error", '{');
	wire_str(out, "type", problem_row(problem->kind)->anthropic_type);
	wire_str(out, "message", buf_str(&problem->message));
	wire_close(out, '}');
	wire_str(out, "request_id", "req_sim");
	wire_close(out, '}');
}

static void limit_header(struct reply *reply, const char *of,
			 const struct limit_state *limit)
{
	char name[64], when[32];
	time_t at = time(NULL) + (time_t)ceil(limit->reset_s);
	struct tm utc;

	snprintf(name, sizeof(name), "anthropic-ratelimit-%s-limit", of);
	reply_header(reply, name, "%.0f", limit->limit);
	snprintf(name, sizeof(name), "anthropic-ratelimit-%s-remaining", of);
	reply_header(reply, name, "%.0f", floor(limit->remaining));
	snprintf(name, sizeof(name), "anthropic-ratelimit-%s-reset", of);
	gmtime_r(&at, &utc);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	reply_header(reply, name, "%s", when);
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
	buf_str_add(out, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
			 "\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
}

const struct api anthropic_apis[] = {
	{
		.name = "anthropic",
		.prefix = "/v1/messages",
		.key_header = "x-api-key",
		.needs_key = true,
		.needs_header = "anthropic-version",
		.fields = fields,
		.stream_type = "text/event-stream",
		.read = read_ask,
		.write = write_whole,
		.stream = write_stream,
		.refuse = refuse,
		.limits = limits,
		.stream_error = stream_error,
	},
	{.name = NULL},
};

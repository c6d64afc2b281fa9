/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect.h: the wire formats of chat endpoints, one file and one row each.
 * A dialect turns a question into URL, headers and body, and a body into a reply. Pure:
 * nothing here sends, waits or keeps. What endpoints send is hostile: a reply is either
 * read wholly or an error that says what was found.
 */
#ifndef TRANSPORT_DIALECT_H
#define TRANSPORT_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/outcome.h"
#include "probe/probe.h"

/*
 * What is asked. `params` holds what the plan says and nothing else: a parameter that it
 * does not name is not sent. Names are ours and the same for every dialect, which gives
 * them its own: temperature, top_p, top_k, max_tokens, seed, stop (a list), logprobs
 * (true), top_logprobs. Any other member is passed on as it is (reasoning_effort,
 * thinking, provider...), in the place where the dialect has such members. One that the
 * dialect has no word for (Anthropic's seed, Mistral's logprobs) is left out.
 */
struct chat_request {
	const char *model;  /* as the endpoint calls it */
	const char *system; /* NULL: none */
	const struct probe_message *messages;
	size_t n_messages;
	const struct json *params; /* an object; NULL: none */
	bool has_seed;
	long seed;   /* sent in place of params' seed: each sample has its own */
	size_t n;    /* answers asked for; sent when above 1 and the dialect has it */
	bool stream; /* ask for it in pieces */
};

/* What an endpoint was found to want by its own refusals; the caller keeps it. */
struct chat_quirks {
	bool other_max_tokens;      /* the dialect's second name for max_tokens */
	const char *const *dropped; /* parameters (our names) not to be sent */
	size_t n_dropped;
};

struct chat_choice {
	long sample; /* its place among those asked for together, from 0 */
	struct text answer, reasoning; /* UTF-8 */
	enum outcome outcome;
	const char *native; /* the endpoint's word for why it ended; "" when not said */
};

/*
 * Tokens; -1 where not said or no count. As OpenAI has them: completion holds what was
 * thought, prompt what came from a cache; who counts these apart is added up.
 */
struct chat_usage {
	long prompt, completion, reasoning, cached;
	double usd; /* NAN where not said */
};

/* Why an endpoint did not answer, as its own body says. */
struct chat_error {
	long status; /* HTTP's, or the one inside a body that came with 200 */
	const char *type, *code, *param, *message; /* "" when not said */
	double retry_after_ms;                     /* -1 when the body names none */
	bool is_quota;    /* money or a quota that does not come back by waiting */
	bool is_filter;   /* the prompt was stopped by a filter in front of the model */
	bool is_overflow; /* the prompt and its answer are longer than the model takes */
	bool json; /* false: not JSON, such as a proxy's page; message is its beginning */
};

enum reply_kind {
	REPLY_ANSWERED, /* at least one choice */
	REPLY_ERROR,    /* the body says what went wrong */
	REPLY_EMPTY     /* a success with no choices in it */
};

struct chat_reply {
	enum reply_kind kind;
	struct chat_choice *choices; /* by sample, each sample once */
	size_t n_choices;
	struct chat_usage usage;
	const char *served_model; /* who the endpoint says answered; "" */
	const char *fingerprint;  /* of the serving stack; "" */
	const char *id;           /* the endpoint's for this exchange; "" */
	const char *backend;      /* behind a router; "" */
	struct chat_error error;  /* of REPLY_ERROR, or of a choice that failed */
	size_t n_replaced;        /* characters that stand as U+FFFD in the parsed copy */
	size_t n_ignored;         /* choices beyond what was asked */
	bool has_logprobs;
	struct json *doc;   /* private: the texts of choices live here */
	struct arena arena; /* and the others here */
};

/* A parameter that a dialect calls otherwise. Rows end with `ours` NULL. */
struct dialect_param {
	const char *ours;
	const char *theirs; /* NULL: it has none, and the parameter is left out */
	bool outside; /* in the body itself, where other parameters are in an object */
};

enum stream_format { STREAM_NONE, STREAM_SSE, STREAM_NDJSON };

struct dialect {
	const char *name, *brief;
	/* Where such endpoints are; NULL: the plan must say. It is given with or without
	   its version ("/v1"), which is never doubled, and may hold a query. */
	const char *base_url;
	const char *key_env;          /* where the key usually is; NULL: it needs none */
	const char *auth_header;      /* "authorization"; NULL: no key is sent */
	const char *auth_prefix;      /* "Bearer " */
	const char *fixed_headers[4]; /* "name: value"; NULL ends */
	const char *max_tokens[2];    /* its names for max_tokens; [1] NULL: one only */
	const char *batch_url;        /* of a line in a batch file; NULL: it takes none */
	bool has_n;                   /* several answers in one exchange */
	bool needs_max_tokens;
	bool key_optional;                  /* it usually runs without one */
	const struct dialect_param *params; /* those without a row keep their name */
	enum stream_format stream;
	/* Append the URL of the exchange; base has no "/" at its end. */
	void (*url)(const char *base, const struct chat_request *request,
		    struct buf *out);
	/* Fill an object with the body. */
	void (*body)(const struct dialect *dialect, const struct chat_request *request,
		     const struct chat_quirks *quirks, struct json *out);
	/* Read a success's body; *doc is the parsed body and lives as long as reply. -1
	   with the reason when it is not this dialect's. */
	int (*read)(const struct json *doc, struct chat_reply *reply, struct err *err);
	/* Fold one event of a stream into `whole`, an object that in the end is the body
	   that would have come without streaming; NULL where the dialect has no
	   streams. 1 when it is the end mark. Behind the last one comes NULL: join
	   what came in pieces. */
	int (*fold)(const struct json *event, struct json *whole, struct err *err);
};

extern const struct dialect *const dialect_table[];   /* NULL ends it */
const struct dialect *dialect_find(const char *name); /* NULL when unknown */

/* Has the dialect a way to say this parameter (our name)? What it has not is not sent,
 * and whoever asks has to tell. */
bool dialect_has_param(const struct dialect *dialect, const char *param);

/* The body of a request as it is sent, UTF-8 JSON. */
void dialect_body(const struct dialect *dialect, const struct chat_request *request,
		  const struct chat_quirks *quirks, struct buf *out);

/*
 * Read what came back: `status` is HTTP's, `body` the bytes (blanks before JSON are
 * skipped), n_asked how many answers were asked for. Never fails: what cannot be read
 * is a REPLY_ERROR with json false. A choice whose index is missing, not below n_asked
 * or was there already takes the lowest free sample; those beyond n_asked in number are
 * dropped and counted. A choice that is an error of its own is FAILED and in `error`;
 * when all of them are and none has a word, the reply is a REPLY_ERROR.
 * Thinking that stands inline (<think>) stays in the answer: feature/ knows it.
 */
void dialect_read(const struct dialect *dialect, long status, struct text body,
		  size_t n_asked, struct chat_reply *reply);
void chat_reply_clear(struct chat_reply *reply); /* zeroed is fine */

/*
 * The body that a stream's raw bytes (SSE or NDJSON) amount to. *complete is false when
 * it broke off before the dialect's end mark. An error event inside becomes
 * {"error": ...} and is an end. Bytes that are one JSON value instead (the endpoint
 * knows no streams) are that body. -1 when they are no such stream. Characters replaced
 * in events are a member "n_replaced", which dialect_read adds to its own.
 */
int dialect_assemble(const struct dialect *dialect, struct text raw, struct buf *body,
		     bool *complete, struct err *err) MUST_CHECK;
/*
 * Whatever a stream's bytes say, put together as far as it goes, errors and ends passed
 * over. For whoever looks for a text that was parted over events; nothing to be read as
 * an answer. Appends nothing when there is no event in it.
 */
void dialect_pieces(const struct dialect *dialect, struct text raw, struct buf *out);

#endif

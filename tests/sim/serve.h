/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve.h: what one exchange with the simulated endpoint is made of: what was asked,
 * what is said, or what is wrong, and how the reply goes out. Knows nothing of sockets.
 *
 * The way of a request: its API reads it (serve_ask.h), the answer is composed
 * (serve_answer.c), a fault may change what is said, the API writes it, a fault may
 * change how it is sent (serve_fault.h).
 */
#ifndef SIM_SERVE_H
#define SIM_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "sim/serve_kinds.h"
#include "sim/toys.h"

#define SIM_FINGERPRINT "assay-sim"
/* One moment for all answers: the same question gets the same bytes. */
#define SIM_CREATED 1735689600
#define SIM_CREATED_TEXT "2025-01-01T00:00:00Z"

struct api;

struct ask { /* a request in one form for all APIs */
	const struct api *api;
	struct json *doc;
	char *model_name;        /* as the client calls it */
	const struct toy *model; /* NULL: there is none */
	const char *suffix;      /* what stands behind the toy's name, from "@"; "" */
	struct buf prompt;       /* the last user message */
	size_t n_prompt_words;   /* of all messages */
	bool has_seed;
	int64_t seed;
	size_t n;        /* answers */
	long max_tokens; /* -1: no limit */
	const struct json *stop;
	bool stream, stream_usage, logprobs;
	size_t top_logprobs;
};

enum finish { FINISH_STOP, FINISH_LENGTH, FINISH_FILTER, FINISH_REFUSAL, N_FINISH };

struct piece {
	size_t at, len; /* in the choice's text */
};

struct choice {
	struct buf text, reasoning; /* reasoning empty: none */
	enum finish finish;
	long index; /* -1: the reply does not say */
	bool as_array;
	struct piece *pieces; /* tokens: a word and the blanks before it */
	size_t n_pieces;
};

struct answer {
	struct buf id, model, fingerprint;
	struct choice *choices;
	size_t n_choices;
	size_t n_words;         /* of all choices: completion tokens */
	size_t piece_chars;     /* 0: pieces are words */
	const char *reasoning;  /* name of OpenAI's field for it */
	size_t logprob_repeats; /* every token's row so many times; 0: once */
};

enum problem_kind {
	PROBLEM_NONE,
	PROBLEM_INVALID, /* a field of the request */
	PROBLEM_UNSUPPORTED_PARAMETER,
	PROBLEM_UNSUPPORTED_VALUE,
	PROBLEM_AUTH,
	PROBLEM_BILLING,
	PROBLEM_FORBIDDEN,
	PROBLEM_MODEL,
	PROBLEM_RATE,
	PROBLEM_QUOTA,
	PROBLEM_FILTER,
	PROBLEM_CONTEXT,
	PROBLEM_SERVER,
	PROBLEM_UNAVAILABLE,
	PROBLEM_OVERLOADED,
	N_PROBLEMS
};

struct problem { /* why there is no answer */
	enum problem_kind kind;
	const char *param; /* lives as long as the request; NULL: none */
	struct buf message;
	double retry_s; /* Gemini's RetryInfo; 0: none */
	bool strict;    /* the client sent what its API does not know: counted */
};

enum ending {
	END_WELL,
	END_BREAK, /* close before the body's end was announced */
	END_RESET, /* close without a byte */
	END_HANG   /* wait until the client goes */
};

struct reply {
	int status;
	const char *type;   /* Content-Type */
	struct buf headers; /* "name: value\n" each */
	struct buf body;
	bool valid;     /* a whole answer that a client can use */
	double wait_ms; /* before the first byte */
	enum ending ending;
	size_t piece;      /* bytes a write; 0: as many as fit */
	bool chunked;      /* no length announced */
	bool until_close;  /* neither length nor chunks: the end of the connection */
	long extra_length; /* announced beyond (below 0: short of) what is sent */
	size_t n_blanks;   /* lines before the body, BLANK_MS apart */
	bool masked;       /* serve_wire.h */
};
#define BLANK_MS 200

#define PROMPT_HEX 17 /* with the NUL */

struct exchange {
	struct ask ask;
	struct answer answer;
	struct problem problem;
	struct reply reply;
	char prompt_hex[PROMPT_HEX]; /* the beginning of the prompt's SHA-256; "" */
	const char *key;             /* as the client sent it; "" for none */
	const char *fault;           /* name, or NULL */
};

void exchange_clear(struct exchange *exchange);

/* Set the problem; param may be NULL. */
void problem_set(struct problem *problem, enum problem_kind kind, const char *param,
		 const char *fmt, ...) PRINTF_LIKE(4, 5);
void reply_header(struct reply *reply, const char *name, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* The choices that were asked for; what a fault changes comes between the two. */
void answer_compose(struct answer *answer, const struct toys *toys,
		    const struct kinds *kinds, const struct ask *ask);
/* Cut every text into pieces and count them. */
void answer_cut(struct answer *answer);
/* Words, as the simulation counts tokens. */
size_t count_words(const char *text, size_t n);
/* Keep the first so many words. */
void keep_words(struct buf *text, size_t n_words);
/* Logprob of the alternative at `rank` (0: what was said) at a place of an answer. */
double token_logprob(const char *token, size_t len, size_t place, size_t rank);
const char *token_alternative(size_t place, size_t rank);

#endif

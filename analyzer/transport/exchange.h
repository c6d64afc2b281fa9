/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/exchange.h: asks many endpoints side by side until all is asked: pace, retry,
 * redaction and reading in one loop on one thread. Takes questions from hooks and hands
 * every attempt back; knows neither plan nor case.
 *
 * Invariants:
 * (1) An attempt is handed over (hooks.attempt) before anything follows from it, and its
 *     place is free for the next question only after hooks.flush: so what is in flight
 *     and what is not yet durable are together at most max_in_flight (I1).
 * (2) A question is never in flight twice, and never asked again once it is answered or
 *     failed (I2).
 * (3) No more than three refusals in a row are final: whether the next is the question's
 *     own or the endpoint's (a model taken away), another question tells.
 * (4) Nothing leaves but through transport/redact.h: url, request, response, headers,
 *     answers, reasons (I6).
 */
#ifndef TRANSPORT_EXCHANGE_H
#define TRANSPORT_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transport/dialect.h"
#include "transport/http.h"
#include "transport/judge.h"
#include "transport/pace.h"

struct exchange_endpoint { /* all borrowed for as long as the exchange lives */
	const char *name;  /* in messages */
	const struct dialect *dialect;
	const char *base_url; /* "": the dialect's own */
	const char *key;      /* NULL: none is sent */
	struct pace_rules rules;
	bool stream;
	bool ever_answered;         /* in an earlier run of this case */
	const char *const *dropped; /* parameters it refused in an earlier run */
	size_t n_dropped;
	bool other_max_tokens; /* likewise */
};

struct exchange_attempt { /* lives until the hook returns */
	size_t endpoint, tag;
	bool is_canary;
	size_t number; /* of this question in this run, from 1 */
	size_t n_asked;
	const char *url;
	struct text request, response;
	long status;
	enum verdict verdict;
	const char *why;
	const struct chat_reply *reply; /* NULL when no whole response came */
	int64_t sent_ms;                /* wall clock, ms since 1970 */
	int64_t mono_ms;
	long first_ms, took_ms;
	const char *facts; /* JSON: usage, who answered, headers kept, redactions */
	const char *peer, *tls, *certificate;
	int64_t clock_offset_ms; /* the server's clock less ours, to a second or so;
				    INT64_MIN: it did not say */
};

struct exchange_hooks {
	void *ctx;
	/* The next question for an endpoint. False: there is none (now or any more). */
	bool (*next)(void *ctx, size_t endpoint, size_t *tag);
	/* A harmless question to see whether it answers at all; false: there is none. */
	bool (*canary)(void *ctx, size_t endpoint, size_t *tag);
	/* What the question says; *tokens: about how many it will cost. What request
	   points to lives until the next call. */
	void (*compose)(void *ctx, size_t endpoint, size_t tag,
			struct chat_request *request, double *tokens);
	/* -1 ends everything: the attempt cannot be kept. */
	int (*attempt)(void *ctx, const struct exchange_attempt *attempt,
		       struct err *err);
	/* All attempts so far are durable when it returns 0. */
	int (*flush)(void *ctx, struct err *err);
	/* An endpoint refuses a parameter: `other_name` when its second name is tried
	   instead. Before the question is asked again. */
	int (*learned)(void *ctx, size_t endpoint, const char *param, bool other_name,
		       struct err *err);
	/* About ten times a second. */
	void (*tick)(void *ctx, int64_t mono_ms);
	/* An endpoint waits for longer than ten seconds, for the reason given. */
	void (*waits)(void *ctx, size_t endpoint, int64_t until_ms, const char *why);
	/* 0: go on; 1: ask nothing new; 2: leave at once. Asked before each question, so
	   that a budget is kept to the last one. */
	int (*stop)(void *ctx);
};

struct exchange_options {
	struct http_options http;
	size_t max_in_flight; /* over all endpoints */
	double max_wait_ms;   /* a longer wait is not waited for when nothing else is */
	double patience_ms;   /* without an answer, when nothing else is going on */
	double drain_ms;      /* for what is in flight after stop 1 */
	uint64_t seed;        /* of the jitter */
};
#define EXCHANGE_OPTIONS_INIT                                                            \
	{                                                                                \
		HTTP_OPTIONS_INIT, 64, 120000, 900000, 600000, 1                         \
	}

enum exchange_end {
	EXCHANGE_DONE,    /* everything that `next` gave was answered or failed */
	EXCHANGE_AUTH,    /* key, money or permission */
	EXCHANGE_REFUSED, /* it refuses every question, or is not to be trusted */
	EXCHANGE_GAVE_UP, /* it did not answer, or asks to wait too long */
	EXCHANGE_STOPPED  /* hooks.stop */
};

struct exchange_state { /* of one endpoint */
	size_t n_in_flight;
	size_t n_waiting;      /* questions to be asked again */
	int64_t wait_until_ms; /* wall clock; 0: it does not wait */
	enum exchange_end end;
	const char *why; /* of a wait or an end; "" */
};

struct exchange;
struct exchange *exchange_new(const struct exchange_options *options,
			      const struct exchange_endpoint *endpoints, size_t n,
			      const struct exchange_hooks *hooks, struct err *err);
/* -1 when a hook or libcurl failed; how each endpoint ended is in its state. */
int exchange_run(struct exchange *exchange, struct err *err) MUST_CHECK;
void exchange_state(const struct exchange *exchange, size_t endpoint,
		    struct exchange_state *out);
void exchange_free(struct exchange *exchange); /* NULL is fine */

#endif

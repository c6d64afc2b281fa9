/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/exchange_private.h: what exchange.c (when to ask), flight.c (one exchange
 * from question to attempt) and facts.c share, hidden from all others.
 */
#ifndef TRANSPORT_EXCHANGE_PRIVATE_H
#define TRANSPORT_EXCHANGE_PRIVATE_H

#include "base/mem.h"
#include "transport/exchange.h"
#include "transport/redact.h"

#define REFUSED_MAX 3 /* in a row, and the next is doubted: may be the endpoint's */

struct question { /* asked, or to be asked again */
	size_t tag;
	bool is_canary;
	size_t n_attempts, n_same;
	long last_status;
	enum http_trouble last_trouble;
	int64_t not_before_ms;
	size_t answered_before; /* of the endpoint, when this was first asked */
};

struct endpoint {
	const struct exchange_endpoint *given;
	struct pace pace;
	struct redactor *redactor;
	struct chat_quirks quirks;
	const char **dropped;
	size_t cap_dropped;
	unsigned quirks_version; /* what was sent under an older one teaches nothing */
	struct question *waiting;
	size_t n_waiting, cap_waiting;
	double tokens;  /* about what a question costs: the newest one's */
	bool exhausted; /* `next` gave none when it was last asked */
	bool wants_canary;
	size_t n_doubts;       /* in a row */
	size_t n_refused;      /* in a row, and final */
	int64_t said_until_ms; /* a wait that was told of */
	enum exchange_end end;
	bool ended;
	char why[400];
};

struct flight { /* a question on its way; given back after the flush */
	size_t endpoint;
	struct question question;
	struct buf url, body;
	struct json *params;      /* that were sent: a copy */
	size_t n_wanted, n_asked; /* answers; a dialect may not have as many at once */
	unsigned quirks_version;
	size_t n_doubts; /* of the endpoint, when it was sent */
	int64_t sent_ms, mono_ms;
	struct flight *next;
	struct flight *next_of_all;
};

struct exchange {
	struct exchange_options options;
	struct exchange_hooks hooks;
	struct endpoint *endpoints;
	size_t n_endpoints;
	struct http *http;
	struct rng rng;
	struct arena arena; /* names of parameters learned */
	struct flight *idle, *landed;
	struct flight *flights;  /* all: those in flight are in no other list */
	struct landing *landing; /* flight.c's scratch */
	size_t n_out;            /* in flight or not yet durable */
	int64_t drain_since_ms;
	size_t first; /* whose turn it is to be asked first */
};

/* flight.c: compose and send; then read, judge and hand over what came. */
int flight_send(struct exchange *exchange, size_t endpoint,
		const struct question *question, struct err *err) MUST_CHECK;
int flight_land(struct exchange *exchange, struct http_result *result,
		struct err *err) MUST_CHECK;
void flights_free(struct exchange *exchange);

/* facts.c: the JSON of exchange_attempt.facts. */
void facts_print(const struct http_result *result, const struct chat_reply *reply,
		 const struct redactor *redactor, struct json *redactions,
		 struct buf *out);

/* exchange.c: what a judgement does to question and endpoint. */
int exchange_settle(struct exchange *exchange, struct flight *flight,
		    const struct judged *judged, const struct limits *limits,
		    struct err *err) MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/pace.h: how many questions an endpoint may be asked at once, and how soon
 * the next. One for each endpoint and key. Pure: the caller gives the time, so that half
 * an hour's outage is tested in no time.
 *
 * How many at once: one until the first answer; then doubling a round until the first
 * 429, which cuts by a fifth, once an episode; then a twentieth more for each round
 * without one. Server errors stop growth for a while and cut nothing.
 * How soon: buckets, of our own --rpm and --tpm and of what the endpoint's headers say.
 * Trouble: after several failures without an answer between, one question at a time with
 * doubling waits (in the end half a minute to a minute each), until one is answered.
 */
#ifndef TRANSPORT_PACE_H
#define TRANSPORT_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stat/rng.h"
#include "transport/limits.h"

struct pace_rules {
	size_t max_in_flight;
	double rpm, tpm; /* 0: no limit of ours */
};

struct pace_bucket {
	double level, capacity, per_ms; /* capacity 0: there is no such bucket */
	int64_t at_ms;
};

enum pace_end { /* how an exchange ended, to an endpoint */
		PACE_ANSWERED,
		PACE_LIMITED, /* 429 */
		PACE_TROUBLE, /* server error, time-out, no connection */
		PACE_REFUSED  /* its own fault: says nothing of how it is */
};

struct pace {
	struct pace_rules rules;
	struct rng *rng;  /* borrowed */
	double window;    /* how many at once */
	bool is_doubling; /* no 429 yet */
	size_t n_in_flight;
	struct pace_bucket own[2], theirs[2]; /* requests, tokens */
	int64_t wait_until_ms;                /* nothing before; 0: now */
	int64_t episode_until_ms;             /* of 429: one cut */
	int64_t no_growth_until_ms;
	size_t n_limited; /* 429s in a row */
	size_t n_trouble; /* failures in a row */
	size_t n_tries;   /* while it is down */
	bool is_down;
	int64_t down_since_ms; /* last answer, or first question, before the trouble */
	int64_t last_answer_ms;
	bool ever_answered;
	size_t n_answered;
};

#define PACE_FIRST 16     /* at once, after the first answer */
#define PACE_DOWN_AFTER 5 /* failures without an answer between */
#define PACE_EPISODE_MS 15000
#define PACE_NO_GROWTH_MS 5000
#define PACE_BACKOFF_MS 1000
#define PACE_BACKOFF_MAX_MS 60000

void pace_init(struct pace *pace, const struct pace_rules *rules, struct rng *rng,
	       int64_t now_ms);
/* It answered in an earlier run: what it says now is not about the key or the plan. */
void pace_remember(struct pace *pace);
/*
 * Milliseconds until a question of about that many tokens may be sent: 0 now, INFINITY
 * not before one that is in flight has ended.
 */
double pace_wait_ms(struct pace *pace, double tokens, int64_t now_ms);
/* The part of it that the endpoint asked for, or that its not answering does: no limit
 * of our own, no place that is taken. */
double pace_asked_ms(struct pace *pace, double tokens, int64_t now_ms);
void pace_sent(struct pace *pace, double tokens, int64_t now_ms);
/* An exchange ended. retry_after_ms: what it asked for; -1: nothing. Frees no place. */
void pace_ended(struct pace *pace, enum pace_end how, const struct limits *limits,
		double retry_after_ms, int64_t now_ms);
/* What came of it is durable: its place is free. */
void pace_freed(struct pace *pace);

/* Wait before the k-th retry of a question (k from 1): full jitter under a doubling cap,
 * and never less than the endpoint asks for. */
double pace_backoff_ms(struct rng *rng, size_t k, double retry_after_ms);

#endif

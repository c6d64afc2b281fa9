/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/collecting_private.h: what the files of collecting share: collecting.c opens, runs
 * and sums up; collecting_ask.c says what is asked next; collecting_keep.c puts what came
 * into the case; collecting_talk.c tells the user; collecting_signal.c hears him.
 */
#ifndef CMD_COLLECTING_PRIVATE_H
#define CMD_COLLECTING_PRIVATE_H

#include <signal.h>
#include <stdint.h>

#include "base/progress.h"
#include "cmd/collecting.h"
#include "cmd/usage.h"
#include "cmd/wording.h"
#include "cmd/worklist.h"
#include "probe/price.h"
#include "transport/exchange.h"

struct ask {         /* one question on its way: samples of one probe */
	size_t item; /* of the worklist, the first of them; SIZE_MAX: a canary */
	size_t set, probe;
	long sample;
	size_t n;
	bool is_sentinel, in_use;
	double usd; /* about what it costs */
};

#define RATE_SECONDS 60
#define N_STOP_SIGNALS 2

struct asker {        /* one model that is asked */
	size_t model; /* of the plan */
	const struct plan_model *plan;
	const struct dialect *dialect;
	char *key;
	size_t cursor; /* items before it are asked or done */
	size_t n_at_once;
	struct ask *asks;
	size_t n_asks, cap_asks;
	struct wording text; /* of the question composed last */
	/* learned of the endpoint, kept in a note of the case */
	struct json *traits; /* {dropped, other_max_tokens, tls, certificate, ...} */
	const char **dropped;
	size_t n_dropped;
	bool told_clock;
	struct usage usage; /* over all runs of the case */
	struct price price;
	/* of this run */
	size_t n_by_verdict[VERDICT_STOP + 1];
	size_t n_by_outcome[N_OUTCOMES];
	double usd_in_flight;
	size_t finished[RATE_SECONDS]; /* by second, for the rate */
	int64_t newest_second;
};

struct settled { /* in the case, and not yet durable */
	size_t asker, item;
};

struct collecting {
	const struct collect_args *args;
	const char *plan_path;
	char *resume; /* the command that goes on with it */
	struct plan *plan;
	struct casefile *cf;
	char *case_path;
	struct prices *prices;
	struct worklist list;
	struct asker *askers;
	size_t n_askers;
	struct exchange_endpoint *endpoints; /* one for each asker */
	struct exchange *exchange;
	struct settled *settled;
	size_t n_settled, cap_settled;
	struct buf prompt, extra; /* scratch */
	struct plan_budget budget;
	const char *budget_hit; /* which, in words; NULL: none */
	int64_t began_ms, shown_ms;
	struct sigaction signals_before[N_STOP_SIGNALS];
	int n_signals, last_signal;
	bool told_stop;
	enum progress_mode progress_mode;
	struct progress *progress;
};

/* collecting_signal.c */
void collecting_signals_take(struct collecting *c);
void collecting_signals_read(struct collecting *c); /* n_signals, last_signal */
void collecting_signals_give_back(struct collecting *c);

/* collecting_ask.c: hooks of the exchange. */
bool collecting_next(void *ctx, size_t asker, size_t *tag);
bool collecting_canary(void *ctx, size_t asker, size_t *tag);
void collecting_compose(void *ctx, size_t asker, size_t tag, struct chat_request *request,
			double *tokens);
int collecting_stop(void *ctx);
size_t collecting_n_requests(const struct collecting *c);
double collecting_usd(const struct collecting *c); /* NAN when no price is known */

/* collecting_keep.c */
int collecting_attempt(void *ctx, const struct exchange_attempt *attempt,
		       struct err *err);
int collecting_flush(void *ctx, struct err *err);
int collecting_learned(void *ctx, size_t asker, const char *param, bool other_name,
		       struct err *err);
/* Read what earlier runs left: traits, requests, tokens, money. */
int collecting_recall(struct collecting *c, struct err *err) MUST_CHECK;

/* collecting_talk.c */
void collecting_begin_talk(struct collecting *c);
void collecting_tick(void *ctx, int64_t mono_ms);
void collecting_show(struct collecting *c, int64_t mono_ms, bool last);
void collecting_waits(void *ctx, size_t asker, int64_t until_ms, const char *why);
void collecting_say_attempt(struct collecting *c, const struct exchange_attempt *attempt,
			    const char *prompt_id);
/* collecting_sum.c: the result. */
struct json *collecting_result(struct collecting *c, struct err *err);

#endif

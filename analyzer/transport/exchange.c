/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/exchange.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "transport/exchange_private.h"

#define TICK_MS 100
#define WAIT_TOLD_MS 10000 /* a longer wait is told of */
#define DOUBTS_MAX 3

/* Where libcurl looks for a proxy, whose URL may hold a password. */
static const char *const proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
				      "all_proxy", "ALL_PROXY"};

static void endpoint_init(struct exchange *exchange, struct endpoint *endpoint,
			  const struct exchange_endpoint *given)
{
	endpoint->given = given;
	pace_init(&endpoint->pace, &given->rules, &exchange->rng, clock_mono_ms());
	if (given->ever_answered)
		pace_remember(&endpoint->pace);
	endpoint->redactor = redactor_new();
	if (given->key)
		(void)redactor_add(endpoint->redactor, given->key);
	redactor_add_password(endpoint->redactor, exchange->options.http.proxy);
	for (size_t i = 0; i < sizeof(proxies) / sizeof(*proxies); i++)
		redactor_add_password(endpoint->redactor, getenv(proxies[i]));
	endpoint->quirks.other_max_tokens = given->other_max_tokens;
	for (size_t i = 0; i < given->n_dropped; i++) {
		endpoint->dropped =
			MEM_GROW(endpoint->dropped, i, &endpoint->cap_dropped);
		endpoint->dropped[i] = given->dropped[i];
	}
	endpoint->quirks.dropped = endpoint->dropped;
	endpoint->quirks.n_dropped = given->n_dropped;
}

struct exchange *exchange_new(const struct exchange_options *options,
			      const struct exchange_endpoint *endpoints, size_t n,
			      const struct exchange_hooks *hooks, struct err *err)
{
	struct exchange *exchange = MEM_NEW(struct exchange);

	exchange->options = *options;
	exchange->options.http.max_in_flight = options->max_in_flight;
	exchange->hooks = *hooks;
	exchange->rng = rng_stream(options->seed, 0, 0, 0);
	exchange->endpoints = MEM_ARRAY(n, struct endpoint);
	exchange->n_endpoints = n;
	for (size_t i = 0; i < n; i++)
		endpoint_init(exchange, &exchange->endpoints[i], &endpoints[i]);
	exchange->http = http_new(&exchange->options.http, err);
	if (exchange->http)
		return exchange;
	exchange_free(exchange);
	return NULL;
}

void exchange_free(struct exchange *exchange)
{
	if (!exchange)
		return;
	http_free(exchange->http);
	flights_free(exchange);
	for (size_t i = 0; i < exchange->n_endpoints; i++) {
		redactor_free(exchange->endpoints[i].redactor);
		mem_free(exchange->endpoints[i].dropped);
		mem_free(exchange->endpoints[i].waiting);
	}
	mem_free(exchange->endpoints);
	arena_clear(&exchange->arena);
	mem_free(exchange);
}

static void endpoint_end(struct endpoint *endpoint, enum exchange_end end,
			 const char *why)
{
	if (endpoint->ended)
		return;
	endpoint->ended = true;
	endpoint->end = end;
	(void)snprintf(endpoint->why, sizeof(endpoint->why), "%s", why);
}

/* What came after a judgement. */

static void ask_again(struct endpoint *endpoint, const struct question *question,
		      int64_t not_before_ms)
{
	if (question->is_canary)
		return; /* it told what it was sent for */
	endpoint->waiting =
		MEM_GROW(endpoint->waiting, endpoint->n_waiting, &endpoint->cap_waiting);
	endpoint->waiting[endpoint->n_waiting] = *question;
	endpoint->waiting[endpoint->n_waiting++].not_before_ms = not_before_ms;
}

static int adapt(struct exchange *exchange, struct flight *flight, const char *param,
		 struct err *err)
{
	struct endpoint *endpoint = &exchange->endpoints[flight->endpoint];
	struct chat_quirks *quirks = &endpoint->quirks;
	bool other = !strcmp(param, "max_tokens") && !quirks->other_max_tokens &&
		     endpoint->given->dialect->max_tokens[1];

	ask_again(endpoint, &flight->question, 0);
	/* What was sent before the endpoint's wish was known teaches nothing new. */
	if (flight->quirks_version != endpoint->quirks_version)
		return 0;
	endpoint->quirks_version++;
	if (other) {
		quirks->other_max_tokens = true;
	} else {
		endpoint->dropped = MEM_GROW(endpoint->dropped, quirks->n_dropped,
					     &endpoint->cap_dropped);
		endpoint->dropped[quirks->n_dropped++] =
			arena_dup(&exchange->arena, param, strlen(param));
		quirks->dropped = endpoint->dropped;
	}
	return exchange->hooks.learned(exchange->hooks.ctx, flight->endpoint, param,
				       other, err);
}

/* Refused, and it may be our fault or the endpoint's: three in a row, and it is. Another
 * question tells most. What was sent before the last refusal was known tells nothing. */
static void doubt(struct endpoint *endpoint, const struct flight *flight, const char *why)
{
	ask_again(endpoint, &flight->question, 0);
	if (flight->n_doubts != endpoint->n_doubts)
		return;
	endpoint->wants_canary = true;
	if (++endpoint->n_doubts >= DOUBTS_MAX)
		endpoint_end(endpoint, EXCHANGE_REFUSED, why);
}

static void again(struct exchange *exchange, struct endpoint *endpoint,
		  struct flight *flight, const struct judged *judged, int64_t now_ms)
{
	struct question *question = &flight->question;
	double wait = pace_backoff_ms(&exchange->rng, question->n_attempts,
				      judged->retry_after_ms);

	/* Is it the question or the endpoint? Another question tells. */
	if (question->n_attempts >= JUDGE_SAME_MAX)
		endpoint->wants_canary = true;
	ask_again(endpoint, question, now_ms + (int64_t)wait);
}

static enum pace_end pace_end_of(enum verdict verdict, const struct judged *judged)
{
	switch (verdict) {
	case VERDICT_ANSWERED:
		return PACE_ANSWERED;
	case VERDICT_LIMITED:
		return PACE_LIMITED;
	case VERDICT_AGAIN:
		return PACE_TROUBLE;
	case VERDICT_FAILED:
		return judged->is_server_error || judged->is_timeout ? PACE_TROUBLE
								     : PACE_REFUSED;
	case VERDICT_ADAPT:
	case VERDICT_DOUBT:
	case VERDICT_STOP:
		return PACE_REFUSED;
	}
	return PACE_REFUSED;
}

int exchange_settle(struct exchange *exchange, struct flight *flight,
		    const struct judged *judged, const struct limits *limits,
		    struct err *err)
{
	struct endpoint *endpoint = &exchange->endpoints[flight->endpoint];
	int64_t now_ms = clock_mono_ms();

	pace_ended(&endpoint->pace, pace_end_of(judged->verdict, judged), limits,
		   judged->retry_after_ms, now_ms);
	/* Fewer answers may have come than were wanted: `next` has the others. */
	if (flight->n_wanted > 1)
		endpoint->exhausted = false;
	switch (judged->verdict) {
	case VERDICT_ANSWERED:
		endpoint->wants_canary = false;
		endpoint->n_doubts = endpoint->n_refused = 0;
		break;
	case VERDICT_FAILED:
		endpoint->n_refused += !judged->is_server_error && !judged->is_timeout &&
				       !judged->is_overflow;
		break;
	case VERDICT_AGAIN:
		again(exchange, endpoint, flight, judged, now_ms);
		break;
	case VERDICT_LIMITED:
		/* Its turn was not taken: that is no attempt of the question's. */
		flight->question.n_attempts--;
		ask_again(endpoint, &flight->question, 0);
		break;
	case VERDICT_ADAPT:
		flight->question.n_attempts--;
		endpoint->n_doubts = 0;
		return adapt(exchange, flight, judged->param, err);
	case VERDICT_DOUBT:
		doubt(endpoint, flight, judged->why);
		break;
	case VERDICT_STOP:
		ask_again(endpoint, &flight->question, 0);
		endpoint_end(endpoint,
			     judged->is_distrust ? EXCHANGE_REFUSED : EXCHANGE_AUTH,
			     judged->why);
		break;
	}
	return 0;
}

/* Sending. */

/* The question that waited longest and may be asked now; false: none may. */
static bool waiting_take(struct endpoint *endpoint, int64_t now_ms, struct question *out)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < endpoint->n_waiting; i++) {
		int64_t due = endpoint->waiting[i].not_before_ms;

		if (due <= now_ms &&
		    (best == SIZE_MAX || due < endpoint->waiting[best].not_before_ms))
			best = i;
	}
	if (best == SIZE_MAX)
		return false;
	*out = endpoint->waiting[best];
	endpoint->waiting[best] = endpoint->waiting[--endpoint->n_waiting];
	return true;
}

static bool new_take(struct exchange *exchange, size_t index, struct question *out)
{
	struct endpoint *endpoint = &exchange->endpoints[index];

	*out = (struct question){.answered_before = endpoint->pace.n_answered};
	endpoint->exhausted =
		!exchange->hooks.next(exchange->hooks.ctx, index, &out->tag);
	return !endpoint->exhausted;
}

static bool canary_take(struct exchange *exchange, size_t index, struct question *out)
{
	struct endpoint *endpoint = &exchange->endpoints[index];

	*out = (struct question){.answered_before = endpoint->pace.n_answered,
				 .is_canary = true};
	return exchange->hooks.canary(exchange->hooks.ctx, index, &out->tag);
}

/* Is there anything for whose sake to know how the endpoint is? */
static bool has_question(struct exchange *exchange, size_t index)
{
	struct endpoint *endpoint = &exchange->endpoints[index];
	struct question question;

	if (!endpoint->n_waiting && new_take(exchange, index, &question))
		ask_again(endpoint, &question, 0);
	return endpoint->n_waiting > 0;
}

/* Whether it is the endpoint that is ill, a harmless question tells best, and failing
 * that another one. */
static bool question_take(struct exchange *exchange, size_t index, int64_t now_ms,
			  struct question *out)
{
	struct endpoint *endpoint = &exchange->endpoints[index];
	bool is_down = endpoint->pace.is_down;

	if (!endpoint->wants_canary && !is_down)
		return waiting_take(endpoint, now_ms, out) ||
		       new_take(exchange, index, out);
	if (!has_question(exchange, index))
		return false;
	endpoint->wants_canary = false;
	if (canary_take(exchange, index, out))
		return true;
	if (!is_down && new_take(exchange, index, out))
		return true;
	/* While it is down, the question's own backoff was served with the endpoint's. */
	return waiting_take(endpoint, is_down ? INT64_MAX : now_ms, out);
}

/* When the next of the questions that wait may be asked; INFINITY: none waits. */
static double waiting_ms(const struct endpoint *endpoint, int64_t now_ms)
{
	double least = INFINITY;

	for (size_t i = 0; i < endpoint->n_waiting; i++)
		least = fmin(least,
			     (double)(endpoint->waiting[i].not_before_ms - now_ms));
	return fmax(least, 0);
}

/* Ask one endpoint as much as it may be asked. *wait_ms: when there may be more. */
static int endpoint_feed(struct exchange *exchange, size_t index, int64_t now_ms,
			 double *wait_ms, struct err *err)
{
	struct endpoint *endpoint = &exchange->endpoints[index];
	struct question question;

	while (!endpoint->ended && exchange->n_out < exchange->options.max_in_flight) {
		double wait = pace_wait_ms(&endpoint->pace, endpoint->tokens, now_ms);

		if (wait <= 0 && exchange->hooks.stop(exchange->hooks.ctx))
			return 0;
		if (wait <= 0 && !question_take(exchange, index, now_ms, &question))
			wait = fmax(1, waiting_ms(endpoint, now_ms));
		if (wait > 0) {
			*wait_ms = fmin(*wait_ms, wait);
			return 0;
		}
		if (flight_send(exchange, index, &question, err))
			return -1;
	}
	return 0;
}

static void tell_wait(struct exchange *exchange, size_t index, int64_t now_ms)
{
	struct endpoint *endpoint = &exchange->endpoints[index];
	double wait = pace_asked_ms(&endpoint->pace, endpoint->tokens, now_ms);
	int64_t until = now_ms + (int64_t)wait;

	/* The same instant, worked out again, may differ by a little. */
	if (endpoint->ended || (endpoint->exhausted && !endpoint->n_waiting) ||
	    wait < WAIT_TOLD_MS || until < endpoint->said_until_ms + WAIT_TOLD_MS / 10)
		return;
	endpoint->said_until_ms = until;
	exchange->hooks.waits(exchange->hooks.ctx, index, clock_wall_ms() + (int64_t)wait,
			      endpoint->pace.is_down     ? "it does not answer"
			      : endpoint->pace.n_limited ? "it was asked too often"
							 : "it asks to wait");
}

/* The endpoints take turns at being first, so that none starves under a common limit. */
static int feed(struct exchange *exchange, int64_t now_ms, double *wait_ms,
		struct err *err)
{
	size_t n = exchange->n_endpoints;

	exchange->first = n ? (exchange->first + 1) % n : 0;
	for (size_t i = 0; i < n; i++) {
		size_t index = (exchange->first + i) % n;

		if (endpoint_feed(exchange, index, now_ms, wait_ms, err))
			return -1;
		tell_wait(exchange, index, now_ms);
	}
	return 0;
}

/* Receiving. */

static void places_free(struct exchange *exchange)
{
	while (exchange->landed) {
		struct flight *flight = exchange->landed;

		exchange->landed = flight->next;
		pace_freed(&exchange->endpoints[flight->endpoint].pace);
		exchange->n_out--;
		flight->next = exchange->idle;
		exchange->idle = flight;
	}
}

static int receive(struct exchange *exchange, double wait_ms, struct err *err)
{
	struct http_result *result;

	if (http_wait(exchange->http, (long)fmin(wait_ms, TICK_MS), err))
		return -1;
	while ((result = http_done(exchange->http)))
		if (flight_land(exchange, result, err))
			return -1;
	if (exchange->landed && exchange->hooks.flush(exchange->hooks.ctx, err))
		return -1;
	places_free(exchange);
	return 0;
}

/* Ending. */

static bool has_work(const struct endpoint *endpoint)
{
	return !endpoint->ended && (endpoint->n_waiting || !endpoint->exhausted ||
				    endpoint->pace.n_in_flight);
}

/* Would waiting for this endpoint alone be waiting for too long? */
static bool is_hopeless(const struct exchange *exchange, struct endpoint *endpoint,
			int64_t now_ms, char *why, size_t size)
{
	const struct exchange_options *options = &exchange->options;
	struct pace *pace = &endpoint->pace;
	double wait = fmax(pace_asked_ms(pace, endpoint->tokens, now_ms),
			   endpoint->n_waiting && endpoint->exhausted
				   ? waiting_ms(endpoint, now_ms)
				   : 0);
	double silent = (double)(now_ms - pace->last_answer_ms);

	if (pace->n_in_flight)
		return false;
	if (wait > options->max_wait_ms) {
		(void)snprintf(why, size, "it asks to wait %.0f s more", wait / 1000);
		return true;
	}
	if ((pace->n_trouble || pace->n_limited) && silent > options->patience_ms) {
		(void)snprintf(why, size, "no answer for %.0f s", silent / 1000);
		return true;
	}
	return false;
}

/* Give up those that do not answer once they are all that is left. */
static void give_up(struct exchange *exchange, int64_t now_ms)
{
	char why[128];

	for (size_t i = 0; i < exchange->n_endpoints; i++)
		if (has_work(&exchange->endpoints[i]) &&
		    !is_hopeless(exchange, &exchange->endpoints[i], now_ms, why,
				 sizeof(why)))
			return;
	for (size_t i = 0; i < exchange->n_endpoints; i++) {
		if (!has_work(&exchange->endpoints[i]))
			continue;
		(void)is_hopeless(exchange, &exchange->endpoints[i], now_ms, why,
				  sizeof(why));
		endpoint_end(&exchange->endpoints[i], EXCHANGE_GAVE_UP, why);
	}
}

static bool is_over(const struct exchange *exchange)
{
	if (exchange->n_out)
		return false;
	for (size_t i = 0; i < exchange->n_endpoints; i++)
		if (has_work(&exchange->endpoints[i]))
			return false;
	return true;
}

/* After hooks.stop: true when nothing more is waited for. */
static bool drained(struct exchange *exchange, int level, int64_t now_ms)
{
	if (!level)
		return false;
	if (!exchange->drain_since_ms)
		exchange->drain_since_ms = now_ms;
	for (size_t i = 0; i < exchange->n_endpoints; i++)
		if (has_work(&exchange->endpoints[i]))
			endpoint_end(&exchange->endpoints[i], EXCHANGE_STOPPED,
				     "stopped");
	return level > 1 || !exchange->n_out ||
	       (double)(now_ms - exchange->drain_since_ms) > exchange->options.drain_ms;
}

int exchange_run(struct exchange *exchange, struct err *err)
{
	for (;;) {
		int64_t now_ms = clock_mono_ms();
		double wait_ms = TICK_MS;

		if (drained(exchange, exchange->hooks.stop(exchange->hooks.ctx), now_ms))
			return 0;
		if (feed(exchange, now_ms, &wait_ms, err))
			return -1;
		if (is_over(exchange))
			return 0;
		if (receive(exchange, wait_ms, err))
			return -1;
		give_up(exchange, now_ms);
		exchange->hooks.tick(exchange->hooks.ctx, clock_mono_ms());
	}
}

void exchange_state(const struct exchange *exchange, size_t index,
		    struct exchange_state *out)
{
	struct endpoint *endpoint = &exchange->endpoints[index];
	double wait = pace_asked_ms(&endpoint->pace, endpoint->tokens, clock_mono_ms());

	*out = (struct exchange_state){
		.n_in_flight = endpoint->pace.n_in_flight,
		.n_waiting = endpoint->n_waiting,
		.end = endpoint->end,
		.why = endpoint->why,
	};
	if (endpoint->ended || wait <= 0)
		return;
	out->wait_until_ms = clock_wall_ms() + (int64_t)wait;
	out->why = endpoint->pace.is_down     ? "does not answer"
		   : endpoint->pace.n_limited ? "asked too often"
					      : "asks to wait";
}

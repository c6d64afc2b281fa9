/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/pace.h"

#include <math.h>

#define CUT .8      /* by a 429 */
#define GROW .05    /* a round without one */
#define HEADROOM .9 /* of the rate that headers allow: others may use the key too */

static double uniform(struct rng *rng)
{
	return rng_uniform(rng);
}

static double backoff_cap_ms(size_t k)
{
	double cap = PACE_BACKOFF_MS * pow(2, (double)(k < 1 ? 0 : k - 1));

	return fmin(cap, PACE_BACKOFF_MAX_MS);
}

double pace_backoff_ms(struct rng *rng, size_t k, double retry_after_ms)
{
	double wait = backoff_cap_ms(k) * uniform(rng);

	/* A little behind the asked-for instant, and not everybody at once. */
	if (retry_after_ms >= 0)
		wait = retry_after_ms + fmin(wait, .1 * retry_after_ms + 100);
	return wait;
}

static void bucket_own(struct pace_bucket *bucket, double per_minute, int64_t now_ms)
{
	if (per_minute <= 0)
		return;
	bucket->per_ms = per_minute / 60000;
	/* Two seconds' worth may be sent at once, and always one. */
	bucket->capacity = fmax(1, per_minute / 30);
	bucket->level = bucket->capacity;
	bucket->at_ms = now_ms;
}

void pace_init(struct pace *pace, const struct pace_rules *rules, struct rng *rng,
	       int64_t now_ms)
{
	*pace = (struct pace){
		.rules = *rules,
		.rng = rng,
		.window = 1,
		.is_doubling = true,
		.last_answer_ms = now_ms,
		.down_since_ms = now_ms,
	};
	if (!pace->rules.max_in_flight)
		pace->rules.max_in_flight = 1;
	bucket_own(&pace->own[0], rules->rpm, now_ms);
	bucket_own(&pace->own[1], rules->tpm, now_ms);
}

void pace_remember(struct pace *pace)
{
	pace->ever_answered = true;
}

static void bucket_fill(struct pace_bucket *bucket, int64_t now_ms)
{
	if (now_ms <= bucket->at_ms)
		return;
	bucket->level += bucket->per_ms * (double)(now_ms - bucket->at_ms);
	if (bucket->level > bucket->capacity)
		bucket->level = bucket->capacity;
	bucket->at_ms = now_ms;
}

/* A question larger than the whole bucket goes when the bucket is full. */
static double bucket_wait_ms(struct pace_bucket *bucket, double need, int64_t now_ms)
{
	if (bucket->capacity <= 0)
		return 0;
	bucket_fill(bucket, now_ms);
	need = fmin(need, bucket->capacity);
	if (bucket->level >= need)
		return 0;
	return bucket->per_ms > 0 ? ceil((need - bucket->level) / bucket->per_ms)
				  : PACE_BACKOFF_MS;
}

static size_t places(const struct pace *pace)
{
	double window = pace->is_down ? 1 : pace->window;
	size_t n = window < 1 ? 1 : (size_t)window;

	return n < pace->rules.max_in_flight ? n : pace->rules.max_in_flight;
}

static double buckets_wait_ms(struct pace_bucket buckets[2], double tokens,
			      int64_t now_ms)
{
	return fmax(bucket_wait_ms(&buckets[0], 1, now_ms),
		    bucket_wait_ms(&buckets[1], tokens, now_ms));
}

double pace_asked_ms(struct pace *pace, double tokens, int64_t now_ms)
{
	return fmax((double)(pace->wait_until_ms - now_ms),
		    buckets_wait_ms(pace->theirs, tokens, now_ms));
}

double pace_wait_ms(struct pace *pace, double tokens, int64_t now_ms)
{
	if (pace->n_in_flight >= places(pace))
		return INFINITY;
	return fmax(pace_asked_ms(pace, tokens, now_ms),
		    buckets_wait_ms(pace->own, tokens, now_ms));
}

void pace_sent(struct pace *pace, double tokens, int64_t now_ms)
{
	for (int i = 0; i < 2; i++) {
		bucket_fill(&pace->own[i], now_ms);
		bucket_fill(&pace->theirs[i], now_ms);
		pace->own[i].level -= i ? tokens : 1;
		pace->theirs[i].level -= i ? tokens : 1;
	}
	pace->n_in_flight++;
}

void pace_freed(struct pace *pace)
{
	if (pace->n_in_flight)
		pace->n_in_flight--;
}

/* What a header says of a window: how much is left, and how soon it is full again. */
static void bucket_learn(struct pace_bucket *bucket, const struct limit_window *window,
			 double in_flight, int64_t now_ms)
{
	double used = window->limit - window->remaining;

	if (window->limit <= 0 || window->remaining < 0)
		return;
	bucket->capacity = window->limit;
	/* What was sent since the endpoint counted is not in its number yet. */
	bucket->level = fmin(window->remaining - in_flight, window->limit);
	bucket->at_ms = now_ms;
	if (window->reset_ms > 0 && used > 0)
		bucket->per_ms = HEADROOM * used / window->reset_ms;
	else if (bucket->per_ms <= 0)
		bucket->per_ms = HEADROOM * window->limit / 60000;
}

static void grow(struct pace *pace, int64_t now_ms)
{
	double most = (double)pace->rules.max_in_flight;

	if (!pace->n_answered++) {
		pace->window = fmin(PACE_FIRST, most);
	} else if (now_ms >= pace->no_growth_until_ms &&
		   (double)pace->n_in_flight >= .5 * pace->window) {
		/* A round is as many answers as there are places. */
		pace->window += pace->is_doubling ? 1 : GROW;
	}
	pace->window = fmin(pace->window, most);
}

static void answered(struct pace *pace, int64_t now_ms)
{
	grow(pace, now_ms);
	pace->is_down = false;
	pace->n_trouble = 0;
	pace->n_limited = 0;
	pace->ever_answered = true;
	pace->last_answer_ms = now_ms;
}

/* Not a part of a millisecond too soon. */
static int64_t whole_ms(double wait)
{
	return (int64_t)ceil(wait);
}

static void limited(struct pace *pace, double retry_after_ms, int64_t now_ms)
{
	bool new_episode = now_ms >= pace->episode_until_ms;
	int64_t until;

	pace->is_doubling = false;
	if (new_episode) {
		pace->window = fmax(1, pace->window * CUT);
		pace->n_limited++;
	}
	until = now_ms +
		whole_ms(pace_backoff_ms(pace->rng, pace->n_limited, retry_after_ms));
	if (until > pace->wait_until_ms)
		pace->wait_until_ms = until;
	if (new_episode)
		pace->episode_until_ms = now_ms + PACE_EPISODE_MS;
	if (pace->wait_until_ms > pace->episode_until_ms)
		pace->episode_until_ms = pace->wait_until_ms;
}

static void trouble(struct pace *pace, double retry_after_ms, int64_t now_ms)
{
	int64_t until;
	double wait;

	pace->no_growth_until_ms = now_ms + PACE_NO_GROWTH_MS;
	pace->n_trouble++;
	if (pace->is_down && now_ms < pace->wait_until_ms)
		return; /* sent before it was known to be down */
	if (pace->n_trouble == PACE_DOWN_AFTER) {
		pace->is_down = true;
		pace->n_tries = 0;
		pace->down_since_ms = pace->last_answer_ms;
	}
	if (!pace->is_down && retry_after_ms < 0)
		return;
	pace->n_tries += pace->is_down;
	wait = pace_backoff_ms(pace->rng, pace->n_tries, retry_after_ms);
	/* One at a time makes no crowd: the upper half alone bounds how many tries a
	 * long outage takes. */
	if (retry_after_ms < 0)
		wait = (wait + backoff_cap_ms(pace->n_tries)) / 2;
	until = now_ms + whole_ms(wait);
	if (until > pace->wait_until_ms)
		pace->wait_until_ms = until;
}

void pace_ended(struct pace *pace, enum pace_end how, const struct limits *limits,
		double retry_after_ms, int64_t now_ms)
{
	double others = pace->n_in_flight ? (double)pace->n_in_flight - 1 : 0;

	if (limits) {
		bucket_learn(&pace->theirs[0], &limits->requests, others, now_ms);
		bucket_learn(&pace->theirs[1], &limits->tokens, 0, now_ms);
	}
	switch (how) {
	case PACE_ANSWERED:
		answered(pace, now_ms);
		break;
	case PACE_LIMITED:
		limited(pace, retry_after_ms, now_ms);
		break;
	case PACE_TROUBLE:
		trouble(pace, retry_after_ms, now_ms);
		break;
	case PACE_REFUSED:
		break;
	}
}

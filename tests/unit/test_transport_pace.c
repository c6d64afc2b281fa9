/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many at once and how soon, by a clock that only these tests move. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "transport/pace.h"

struct world { /* an endpoint, its pace, and the time */
	struct pace pace;
	struct rng rng;
	int64_t now_ms;
};

static void world_make(struct world *w, size_t max, double rpm, double tpm)
{
	const struct pace_rules rules = {max, rpm, tpm};

	w->rng = rng_stream(7, 0, 0, 0);
	w->now_ms = 1000;
	pace_init(&w->pace, &rules, &w->rng, w->now_ms);
}

/* Send as many as may go now. */
static size_t fill(struct world *w)
{
	size_t n = 0;

	while (pace_wait_ms(&w->pace, 10, w->now_ms) <= 0) {
		pace_sent(&w->pace, 10, w->now_ms);
		n++;
	}
	return n;
}

static void end_one(struct world *w, enum pace_end how, double retry_after_ms)
{
	pace_ended(&w->pace, how, NULL, retry_after_ms, w->now_ms);
	pace_freed(&w->pace);
}

/* A round: all that is in flight is answered, then as much is asked as may be. */
static size_t round_of(struct world *w)
{
	size_t n = w->pace.n_in_flight;

	for (size_t i = 0; i < n; i++)
		pace_ended(&w->pace, PACE_ANSWERED, NULL, -1, w->now_ms);
	for (size_t i = 0; i < n; i++)
		pace_freed(&w->pace);
	w->now_ms += 1000;
	return fill(w);
}

static void one_at_a_time_until_the_first_answer(void **state)
{
	struct world w;

	(void)state;
	world_make(&w, 512, 0, 0);
	assert_int_equal(fill(&w), 1);
	assert_true(isinf(pace_wait_ms(&w.pace, 10, w.now_ms)));
	end_one(&w, PACE_REFUSED, -1);
	assert_int_equal(fill(&w), 1);
	end_one(&w, PACE_TROUBLE, -1);
	assert_int_equal(fill(&w), 1);
	assert_int_equal(round_of(&w), PACE_FIRST);
}

static void it_doubles_each_round_up_to_the_most(void **state)
{
	struct world w;

	(void)state;
	world_make(&w, 100, 0, 0);
	assert_int_equal(fill(&w), 1);
	assert_int_equal(round_of(&w), 16);
	assert_int_equal(round_of(&w), 32);
	assert_int_equal(round_of(&w), 64);
	assert_int_equal(round_of(&w), 100);
	assert_int_equal(round_of(&w), 100);
}

static void never_more_than_the_rules_say(void **state)
{
	struct world w;

	(void)state;
	world_make(&w, 3, 0, 0);
	(void)fill(&w);
	assert_int_equal(round_of(&w), 3);
	assert_int_equal(round_of(&w), 3);
}

/* A hundred 429s in one episode cut by a fifth, once. */
static void an_episode_cuts_once(void **state)
{
	struct world w;
	size_t n;

	(void)state;
	world_make(&w, 100, 0, 0);
	(void)fill(&w);
	for (int i = 0; i < 4; i++)
		(void)round_of(&w);
	n = w.pace.n_in_flight;
	assert_int_equal(n, 100);
	for (size_t i = 0; i < n; i++)
		end_one(&w, PACE_LIMITED, -1);
	assert_true(fabs(w.pace.window - 80) < 1e-9);
	w.now_ms += PACE_EPISODE_MS + PACE_BACKOFF_MAX_MS;
	assert_int_equal(fill(&w), 80);
	end_one(&w, PACE_LIMITED, -1);
	assert_true(fabs(w.pace.window - 64) < 1e-9);
}

static void after_a_cut_it_grows_by_a_twentieth_a_round(void **state)
{
	struct world w;

	(void)state;
	world_make(&w, 1000, 0, 0);
	(void)fill(&w);
	while (w.pace.n_in_flight < 200)
		(void)round_of(&w);
	end_one(&w, PACE_LIMITED, -1);
	w.now_ms += PACE_EPISODE_MS + PACE_BACKOFF_MAX_MS;
	(void)round_of(&w);
	for (int i = 0; i < 10; i++) {
		double before = w.pace.window;

		(void)round_of(&w);
		assert_true(fabs(w.pace.window / before - 1.05) < .005);
	}
}

/* An endpoint that takes two at once is not asked sixteen at once again and again. */
static void a_small_window_grows_no_faster(void **state)
{
	struct world w;

	(void)state;
	world_make(&w, 100, 0, 0);
	(void)fill(&w);
	(void)round_of(&w);
	for (int i = 0; i < 12; i++) { /* 16 * .8^12 = 1.1 */
		end_one(&w, PACE_LIMITED, -1);
		w.now_ms += PACE_EPISODE_MS + PACE_BACKOFF_MAX_MS;
		(void)fill(&w);
	}
	while (w.pace.n_in_flight)
		end_one(&w, PACE_ANSWERED, -1);
	assert_true(w.pace.window < 2.5);
}

static void server_errors_stop_growth_and_cut_nothing(void **state)
{
	struct world w;
	double before;

	(void)state;
	world_make(&w, 100, 0, 0);
	(void)fill(&w);
	(void)round_of(&w);
	before = w.pace.window;
	end_one(&w, PACE_TROUBLE, -1);
	end_one(&w, PACE_ANSWERED, -1);
	assert_true(w.pace.window == before);
	w.now_ms += PACE_NO_GROWTH_MS;
	(void)fill(&w);
	end_one(&w, PACE_ANSWERED, -1);
	assert_true(w.pace.window > before);
}

/* Property: with N a minute, any 60 s hold N and one burst (N / 30, at least 1). */
static void no_minute_holds_more_than_the_limit(void **state)
{
	enum { MOST = 4000 };
	int64_t *at = MEM_ARRAY(MOST, int64_t);

	(void)state;
	for (unsigned seed = 0; seed < 40; seed++) {
		struct rng arrivals = rng_stream(seed, 1, 2, 3);
		double rpm = 1 + floor(rng_uniform(&arrivals) * 300);
		double mean = 20000 * rng_uniform(&arrivals) / rpm + 1;
		struct world w;
		size_t n = 0;

		world_make(&w, 100000, rpm, 0);
		w.pace.window = 100000;
		while (w.now_ms < 400000 && n < MOST) {
			double wait = pace_wait_ms(&w.pace, 10, w.now_ms);

			if (wait > 0) {
				w.now_ms += (int64_t)fmax(1, wait);
				continue;
			}
			pace_sent(&w.pace, 10, w.now_ms);
			at[n++] = w.now_ms;
			if (rng_uniform(&arrivals) < .3)
				w.now_ms += (int64_t)(mean * rng_uniform(&arrivals) * 10);
		}
		for (size_t i = 0, j = 0; i < n; i++) {
			while (at[i] - at[j] >= 60000)
				j++;
			assert_true((double)(i - j + 1) <=
				    rpm + fmax(1, rpm / 30) + 1e-6);
		}
	}
	mem_free(at);
}

/* The same of tokens; a question larger than the burst may overshoot once. */
static void no_minute_holds_more_tokens_than_the_limit(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 20; seed++) {
		enum { MOST = 5000 };
		static int64_t at[MOST];
		static double cost[MOST];
		struct rng sizes = rng_stream(seed, 4, 5, 6);
		double tpm = 3000 + floor(rng_uniform(&sizes) * 100000);
		double most = tpm / 20 * rng_uniform(&sizes) + 1;
		double sum = 0;
		struct world w;
		size_t n = 0;

		world_make(&w, 100000, 0, tpm);
		w.pace.window = 100000;
		while (w.now_ms < 300000 && n < MOST) {
			double tokens = ceil(most * rng_uniform(&sizes));
			double wait;

			while ((wait = pace_wait_ms(&w.pace, tokens, w.now_ms)) > 0)
				w.now_ms += (int64_t)fmax(1, wait);
			pace_sent(&w.pace, tokens, w.now_ms);
			at[n] = w.now_ms;
			cost[n++] = tokens;
		}
		for (size_t i = 0, j = 0; i < n; i++) {
			sum += cost[i];
			while (at[i] - at[j] >= 60000)
				sum -= cost[j++];
			assert_true(sum <= tpm + fmax(tpm / 30, most) + most);
		}
	}
}

/* langroid's estimate: (limit - remaining) / reset, with a tenth left to others. */
static void what_headers_say_is_kept_to(void **state)
{
	struct limits limits = LIMITS_INIT;
	struct world w;
	int64_t began;
	size_t n = 0;

	(void)state;
	world_make(&w, 1000, 0, 0);
	w.pace.window = 1000;
	limits.requests = (struct limit_window){600, 5, 59500};
	pace_sent(&w.pace, 10, w.now_ms);
	pace_ended(&w.pace, PACE_ANSWERED, &limits, -1, w.now_ms);
	pace_freed(&w.pace);
	w.pace.window = 1000;
	assert_int_equal(fill(&w), 5);
	began = w.now_ms;
	while (w.now_ms < began + 30000) {
		double wait = pace_wait_ms(&w.pace, 10, w.now_ms);

		if (wait <= 0) {
			pace_sent(&w.pace, 10, w.now_ms);
			n++;
			continue;
		}
		w.now_ms += (int64_t)fmax(1, wait);
	}
	/* 595 / 59.5 s * .9 = 9 a second, for 30 s */
	assert_true(n >= 265 && n <= 271);
}

static void headers_that_say_nonsense_stop_nothing(void **state)
{
	static const struct limit_window odd[] = {
		{-1, 5, 100}, {100, -1, 100}, {0, 0, 0}, {10, 20, 5}, {100, 100, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		struct limits limits = LIMITS_INIT;
		struct world w;

		world_make(&w, 8, 0, 0);
		limits.requests = odd[i];
		pace_sent(&w.pace, 10, w.now_ms);
		pace_ended(&w.pace, PACE_ANSWERED, &limits, -1, w.now_ms);
		pace_freed(&w.pace);
		assert_int_equal(fill(&w), 8);
	}
}

/* How long the endpoint itself holds us back, for who must tell it or give up. */
static void an_empty_bucket_of_theirs_is_a_wait_they_ask_for(void **state)
{
	struct limits limits = LIMITS_INIT;
	struct world w;

	(void)state;
	world_make(&w, 8, 1, 0);
	assert_true(pace_asked_ms(&w.pace, 10, w.now_ms) <= 0);
	pace_sent(&w.pace, 10, w.now_ms);
	/* Our own limit is no wish of theirs. */
	assert_true(pace_asked_ms(&w.pace, 10, w.now_ms) <= 0);
	limits.requests = (struct limit_window){1, 0, 3600000};
	pace_ended(&w.pace, PACE_ANSWERED, &limits, -1, w.now_ms);
	pace_freed(&w.pace);
	assert_true(pace_asked_ms(&w.pace, 10, w.now_ms) >= 3600000);
}

static void a_wait_asked_for_is_never_undercut(void **state)
{
	static const enum pace_end ends[] = {PACE_LIMITED, PACE_TROUBLE};
	struct rng rng = rng_stream(1, 0, 0, 0);

	(void)state;
	for (size_t e = 0; e < 2; e++)
		for (int i = 0; i < 20000; i++) {
			double asked = 100000 * rng_uniform(&rng);
			struct world w;

			world_make(&w, 8, 0, 0);
			pace_sent(&w.pace, 10, w.now_ms);
			end_one(&w, ends[e], asked);
			assert_true(pace_wait_ms(&w.pace, 10, w.now_ms) >= asked);
			/* A shorter wish later does not shorten it. */
			pace_ended(&w.pace, ends[e], NULL, asked / 10, w.now_ms);
			assert_true(pace_wait_ms(&w.pace, 10, w.now_ms) >= asked);
			assert_true(pace_wait_ms(&w.pace, 10, w.now_ms) <=
				    asked * 1.1 + 101);
		}
}

static void backoff_stays_below_its_cap(void **state)
{
	struct rng rng = rng_stream(3, 0, 0, 0);

	(void)state;
	for (size_t k = 0; k < 200; k++)
		for (int i = 0; i < 50; i++) {
			double cap =
				fmin(PACE_BACKOFF_MAX_MS,
				     PACE_BACKOFF_MS * pow(2, k ? (double)k - 1 : 0));
			double wait = pace_backoff_ms(&rng, k, -1);
			double asked = pace_backoff_ms(&rng, k, 12345);

			assert_true(wait >= 0 && wait <= cap);
			assert_true(asked >= 12345 && asked <= 12345 * 1.1 + 101);
		}
}

/* Half an hour without an answer: some tries at first, then one in half a minute at
 * most, and all of it again once it answers. */
static void an_outage_costs_few_requests(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 30; seed++) {
		struct world w;
		size_t before;
		size_t n_tries = 0;
		size_t n_late = 0;
		int64_t began;

		world_make(&w, 64, 0, 0);
		w.rng = rng_stream(seed, 0, 0, 0);
		(void)fill(&w);
		for (int i = 0; i < 3; i++)
			(void)round_of(&w);
		before = w.pace.n_in_flight;
		assert_int_equal(before, 64);
		began = w.now_ms;
		while (w.pace.n_in_flight)
			end_one(&w, PACE_TROUBLE, -1);
		assert_true(w.pace.is_down);
		while (w.now_ms < began + 1800000) {
			double wait = pace_wait_ms(&w.pace, 10, w.now_ms);

			assert_true(wait <= PACE_BACKOFF_MAX_MS);
			if (wait > 0) {
				w.now_ms += (int64_t)ceil(wait);
				continue;
			}
			assert_int_equal(fill(&w), 1);
			n_tries++;
			n_late += w.now_ms >= began + 120000;
			w.now_ms += 5;
			end_one(&w, PACE_TROUBLE, -1);
		}
		/* 28 minutes at a wait of 30 to 60 s each */
		assert_true(n_late <= 56 && n_late >= 28);
		assert_true(n_tries <= 56 + 12);
		w.now_ms += PACE_BACKOFF_MAX_MS;
		assert_int_equal(fill(&w), 1);
		assert_int_equal(round_of(&w), before);
	}
}

static void what_was_sent_before_it_was_down_does_not_lengthen_the_wait(void **state)
{
	struct world w;
	int64_t until;

	(void)state;
	world_make(&w, 64, 0, 0);
	(void)fill(&w);
	(void)round_of(&w);
	for (int i = 0; i < PACE_DOWN_AFTER; i++)
		end_one(&w, PACE_TROUBLE, -1);
	until = w.pace.wait_until_ms;
	while (w.pace.n_in_flight)
		end_one(&w, PACE_TROUBLE, -1);
	assert_true(w.pace.wait_until_ms == until);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_at_a_time_until_the_first_answer),
		cmocka_unit_test(it_doubles_each_round_up_to_the_most),
		cmocka_unit_test(never_more_than_the_rules_say),
		cmocka_unit_test(an_episode_cuts_once),
		cmocka_unit_test(after_a_cut_it_grows_by_a_twentieth_a_round),
		cmocka_unit_test(a_small_window_grows_no_faster),
		cmocka_unit_test(server_errors_stop_growth_and_cut_nothing),
		cmocka_unit_test(no_minute_holds_more_than_the_limit),
		cmocka_unit_test(no_minute_holds_more_tokens_than_the_limit),
		cmocka_unit_test(what_headers_say_is_kept_to),
		cmocka_unit_test(headers_that_say_nonsense_stop_nothing),
		cmocka_unit_test(an_empty_bucket_of_theirs_is_a_wait_they_ask_for),
		cmocka_unit_test(a_wait_asked_for_is_never_undercut),
		cmocka_unit_test(backoff_stays_below_its_cap),
		cmocka_unit_test(an_outage_costs_few_requests),
		cmocka_unit_test(
			what_was_sent_before_it_was_down_does_not_lengthen_the_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_transport_limits.c: what headers say of rates and waits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "transport/limits.h"

/* RFC 9110's example, Sun, 06 Nov 1994 08:49:37 GMT: `date -u -d ... +%s`. */
#define EXAMPLE_MS 784111777000

static void check_ms(double found, double expected)
{
	if (fabs(found - expected) > 1e-6)
		print_error("%.9g is not %.9g\n", found, expected);
	assert_true(fabs(found - expected) <= 1e-6);
}

static void check_duration(const char *text, double expected_ms)
{
	check_ms(limits_duration_ms(text_of(text)), expected_ms);
}

static void check_time(const char *text, int64_t expected_ms)
{
	assert_int_equal(limits_time_ms(text_of(text)), expected_ms);
}

static void take(struct limits *limits, const char *name, const char *value)
{
	limits_header(limits, text_of(name), text_of(value), EXAMPLE_MS);
}

static void check_window(const struct limit_window *window, double limit,
			 double remaining, double reset_ms)
{
	check_ms(window->limit, limit);
	check_ms(window->remaining, remaining);
	check_ms(window->reset_ms, reset_ms);
}

static void test_gos_durations_are_read(void **state)
{
	(void)state;
	check_duration("6m0s", 360000);
	check_duration("12ms", 12);
	check_duration("1h2m3.5s", 3723500);
	check_duration("1.5h", 5400000);
	check_duration("0", 0);
	check_duration("0s", 0);
	check_duration("100us", 0.1);
	check_duration("100\xC2\xB5s", 0.1);
	check_duration("100\xCE\xBCs", 0.1);
	check_duration("500ns", 0.0005);
	check_duration(".5s", 500);
	check_duration("1.s", 1000);
	check_duration(" 38s ", 38000);
	check_duration("8784h", 366.0 * 86400e3);
}

static void test_what_is_no_duration_is_as_if_absent(void **state)
{
	static const char *const bad[] = {
		"",       "6",     "s",
		"-6s",    "+6s",   "6 s",
		"6m0",    "6x",    "1..5s",
		"1.2.3s", ".s",    "nans",
		"infs",   "1e3s",  "8785h",
		"0x10s",  "6m 0s", "99999999999999999999999999999999999s",
		"6m0s;",  "\xC2s", "999999999999h"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_duration(bad[i], -1);
}

static void test_a_date_has_three_forms_in_http(void **state)
{
	(void)state;
	check_time("Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE_MS);
	check_time("Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE_MS);
	check_time("Sun Nov  6 08:49:37 1994", EXAMPLE_MS);
	check_time("Thu, 01 Jan 1970 00:00:00 GMT", 0);
	check_time("Thu, 29 Feb 2024 12:00:00 GMT", 1709208000000);
	check_time("Mon, 01 Mar 2100 00:00:00 GMT", 4107542400000);
	check_time("Tuesday, 31-Dec-69 23:59:59 GMT", 3155759999000); /* 2069 */
	check_time("Wed Dec 31 23:59:59 2025", 1767225599000);
	check_time("Sat, 31 Dec 2016 23:59:60 GMT", 1483228800000); /* a leap second */
}

static void test_a_date_has_rfc_3339s_form(void **state)
{
	(void)state;
	check_time("1994-11-06T08:49:37Z", EXAMPLE_MS);
	check_time("1994-11-06t08:49:37z", EXAMPLE_MS);
	check_time("1994-11-06 08:49:37.25Z", EXAMPLE_MS + 250);
	check_time("1994-11-06T08:49:37.678999Z", EXAMPLE_MS + 678);
	/* RFC 3339 5.8: 20 minutes and 50.52 seconds after the 23rd hour of April 12th,
	 * 1985, and its example with an offset, 16:39:57 in winter's Pacific time. */
	check_time("1985-04-12T23:20:50.52Z", 482196050520);
	check_time("1996-12-19T16:39:57-08:00", 851042397000);
	check_time("1996-12-20T00:39:57Z", 851042397000);
	check_time("1996-12-20T06:09:57+05:30", 851042397000);
}

static void test_what_is_no_date_is_as_if_absent(void **state)
{
	static const char *const bad[] = {
		"",
		"yesterday",
		"Sun, 06 Nov 1994 08:49:37",
		"Sun, 06 Nov 1994 08:49:37 PST",
		"Sun, 06 Nov 1994 08:49:37 GMT!",
		"Sun, 6 Nov 1994 08:49:37 GMT",
		"Sun, 06 Foo 1994 08:49:37 GMT",
		"Sun, 31 Nov 1994 08:49:37 GMT",
		"Sun, 00 Nov 1994 08:49:37 GMT",
		"Sun, 29 Feb 2023 00:00:00 GMT",
		"Sun, 29 Feb 1900 00:00:00 GMT",
		"Sun, 06 Nov 1994 24:49:37 GMT",
		"Sun, 06 Nov 1994 08:60:37 GMT",
		"Sun, 06 Nov 1994 08:49:61 GMT",
		"Wed, 31 Dec 1969 23:59:59 GMT",
		"1994-11-06T08:49:37",
		"1994-13-06T08:49:37Z",
		"1994-00-06T08:49:37Z",
		"1994-11-06T08:49:37+5:30",
		"1994-11-06T08:49:37+24:00",
		"1994-11-06T08:49:37.Z",
		"1994-11-06T08:49:37ZZ",
		"94-11-06T08:49:37Z",
		"0000-01-01T00:00:00Z",
		"784111777",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_time(bad[i], -1);
}

static void test_openais_headers_are_read(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "x-ratelimit-limit-requests", "60");
	take(&limits, "X-RateLimit-Remaining-Requests", "59");
	take(&limits, "x-ratelimit-reset-requests", "1s");
	take(&limits, "x-ratelimit-limit-tokens", "150000");
	take(&limits, "x-ratelimit-remaining-tokens", " 149984 ");
	take(&limits, "x-ratelimit-reset-tokens", "6m0s");
	check_window(&limits.requests, 60, 59, 1000);
	check_window(&limits.tokens, 150000, 149984, 360000);
	assert_int_equal(limits.should_retry, -1);
	check_ms(limits.retry_after_ms, -1);
	assert_int_equal(limits.date_ms, -1);
}

static void test_a_reset_in_seconds_is_read(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "x-ratelimit-reset-requests", "10");
	check_window(&limits.requests, -1, -1, 10000);
}

static void test_anthropics_headers_are_read(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "anthropic-ratelimit-requests-limit", "50");
	take(&limits, "anthropic-ratelimit-requests-remaining", "49");
	take(&limits, "anthropic-ratelimit-requests-reset", "1994-11-06T08:49:39Z");
	check_window(&limits.requests, 50, 49, 2000);
}

/* Of the three windows of tokens the one with the smallest share left, in any order. */
static void test_the_nearest_window_of_tokens_counts(void **state)
{
	static const char *const headers[][2] = {
		{"anthropic-ratelimit-tokens-limit", "90000"},
		{"anthropic-ratelimit-tokens-remaining", "80000"},
		{"anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:38Z"},
		{"anthropic-ratelimit-input-tokens-limit", "80000"},
		{"anthropic-ratelimit-input-tokens-remaining", "7900"},
		{"anthropic-ratelimit-input-tokens-reset", "1994-11-06T08:50:37Z"},
		{"anthropic-ratelimit-output-tokens-limit", "10000"},
		{"anthropic-ratelimit-output-tokens-remaining", "9000"},
		{"anthropic-ratelimit-output-tokens-reset", "1994-11-06T08:49:37Z"},
	};
	struct limits limits = LIMITS_INIT;
	struct limits backwards = LIMITS_INIT;

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		take(&limits, headers[i][0], headers[i][1]);
		take(&backwards, headers[8 - i][0], headers[8 - i][1]);
	}
	check_window(&limits.tokens, 80000, 7900, 60000);
	check_window(&backwards.tokens, 80000, 7900, 60000);
	check_window(&limits.requests, -1, -1, -1);
}

static void test_a_window_that_is_used_up_is_the_nearest(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "anthropic-ratelimit-input-tokens-limit", "100");
	take(&limits, "anthropic-ratelimit-input-tokens-remaining", "1");
	take(&limits, "anthropic-ratelimit-output-tokens-remaining", "0");
	check_window(&limits.tokens, -1, 0, -1);
}

static void check_retry(const char *value, double expected_ms)
{
	struct limits limits = LIMITS_INIT;

	take(&limits, "Retry-After", value);
	check_ms(limits.retry_after_ms, expected_ms);
}

static void test_retry_after_is_seconds_or_a_date(void **state)
{
	(void)state;
	check_retry("20", 20000);
	check_retry("0", 0);
	check_retry("1.5", 1500);
	check_retry("Sun, 06 Nov 1994 08:50:07 GMT", 30000);
	check_retry("Sunday, 06-Nov-94 08:50:07 GMT", 30000);
	check_retry("Sun Nov  6 08:50:07 1994", 30000);
}

static void test_a_date_that_is_past_is_no_wait(void **state)
{
	(void)state;
	check_retry("Sun, 06 Nov 1994 08:49:36 GMT", 0);
	check_retry("Sun, 06 Nov 1994 08:49:37 GMT", 0);
	check_retry("Thu, 01 Jan 1970 00:00:00 GMT", 0);
}

static void test_a_wait_that_nobody_means_is_as_if_absent(void **state)
{
	static const char *const bad[] = {
		"-1",
		"",
		"nan",
		"inf",
		"1e3",
		"soon",
		"31622401", /* a year of 366 days and a second */
		"99999999999999999999",
		"340282366920938463463374607431768211456",
		"20,",
		"20 s",
		"Sun, 06 Nov 2994 08:49:37 GMT",
		"0x14",
		"--5"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_retry(bad[i], -1);
	check_retry("31622400", 31622400000.0);
}

static void test_milliseconds_win_whatever_comes_first(void **state)
{
	struct limits first = LIMITS_INIT;
	struct limits last = LIMITS_INIT;
	struct limits broken = LIMITS_INIT;

	(void)state;
	take(&first, "retry-after-ms", "1250");
	take(&first, "retry-after", "2");
	take(&last, "retry-after", "2");
	take(&last, "retry-after-ms", "1250");
	take(&broken, "retry-after-ms", "-7");
	take(&broken, "retry-after", "2");
	check_ms(first.retry_after_ms, 1250);
	check_ms(last.retry_after_ms, 1250);
	check_ms(broken.retry_after_ms, 2000);
}

static void test_a_count_that_is_none_is_as_if_absent(void **state)
{
	static const char *const bad[] = {
		"-1",         "", "nan", "1e3", "many", "0x10", "9999999999999999",
		"60, 60;w=60"};
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "x-ratelimit-limit-requests", "60");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		take(&limits, "x-ratelimit-limit-requests", bad[i]);
		take(&limits, "x-ratelimit-remaining-requests", bad[i]);
	}
	check_window(&limits.requests, 60, -1, -1);
}

static void test_a_server_says_whether_to_try_again(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "x-should-retry", "maybe");
	assert_int_equal(limits.should_retry, -1);
	take(&limits, "x-should-retry", "True");
	assert_int_equal(limits.should_retry, 1);
	take(&limits, "X-Should-Retry", "false");
	assert_int_equal(limits.should_retry, 0);
}

static void test_the_servers_clock_is_read(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	take(&limits, "Date", "Sun, 06 Nov 1994 08:49:37 GMT");
	take(&limits, "date", "now");
	assert_int_equal(limits.date_ms, EXAMPLE_MS);
}

static void test_other_headers_change_nothing(void **state)
{
	static const char *const names[] = {"content-type",
					    "",
					    "x-ratelimit-limit",
					    "x-ratelimit-limit-",
					    "x-ratelimit-limit-requests-x",
					    "anthropic-ratelimit-requests",
					    "xx-ratelimit-limit-requests",
					    "retry-after-",
					    "dates"};
	struct limits limits = LIMITS_INIT;
	struct limits none = LIMITS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		take(&limits, names[i], "5");
	limits_header(&limits, (struct text){NULL, 0}, (struct text){NULL, 0}, 0);
	check_window(&limits.requests, -1, -1, -1);
	check_window(&limits.tokens, -1, -1, -1);
	check_ms(limits.retry_after_ms, none.retry_after_ms);
	assert_int_equal(limits.date_ms, none.date_ms);
	assert_int_equal(limits.should_retry, none.should_retry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gos_durations_are_read),
		cmocka_unit_test(test_what_is_no_duration_is_as_if_absent),
		cmocka_unit_test(test_a_date_has_three_forms_in_http),
		cmocka_unit_test(test_a_date_has_rfc_3339s_form),
		cmocka_unit_test(test_what_is_no_date_is_as_if_absent),
		cmocka_unit_test(test_openais_headers_are_read),
		cmocka_unit_test(test_a_reset_in_seconds_is_read),
		cmocka_unit_test(test_anthropics_headers_are_read),
		cmocka_unit_test(test_the_nearest_window_of_tokens_counts),
		cmocka_unit_test(test_a_window_that_is_used_up_is_the_nearest),
		cmocka_unit_test(test_retry_after_is_seconds_or_a_date),
		cmocka_unit_test(test_a_date_that_is_past_is_no_wait),
		cmocka_unit_test(test_a_wait_that_nobody_means_is_as_if_absent),
		cmocka_unit_test(test_milliseconds_win_whatever_comes_first),
		cmocka_unit_test(test_a_count_that_is_none_is_as_if_absent),
		cmocka_unit_test(test_a_server_says_whether_to_try_again),
		cmocka_unit_test(test_the_servers_clock_is_read),
		cmocka_unit_test(test_other_headers_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

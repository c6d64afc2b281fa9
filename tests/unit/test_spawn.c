/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other programs are started by argument vector, within limits, without our keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/spawn.h"

static void program_that_is_not_there(void **state)
{
	static const char *const argv[] = {"no-such-program-here", NULL};
	struct spawn_job job = {.argv = argv, .dir = "/", .limit_s = 5};

	(void)state;
	spawn_all(&job, 1, 1);
	assert_true(job.absent && !job.ok && job.why.len > 0);
	buf_clear(&job.why);
}

static void program_that_takes_too_long_is_ended(void **state)
{
	static const char *const argv[] = {"sleep", "60", NULL};
	struct spawn_job job = {.argv = argv, .dir = "/", .limit_s = 0};

	(void)state;
	spawn_all(&job, 1, 1);
	assert_false(job.ok);
	assert_non_null(strstr(buf_str(&job.why), "longer than"));
	buf_clear(&job.why);
}

/* I6: a key in our environment is not in a child's. */
static void program_does_not_see_our_keys(void **state)
{
	static const char *const argv[] = {"sh", "-c", "test -z \"$SOME_API_KEY\"", NULL};
	struct spawn_job job = {.argv = argv, .dir = "/", .limit_s = 5};

	(void)state;
	assert_int_equal(setenv("SOME_API_KEY", "secret", 1), 0);
	spawn_all(&job, 1, 1);
	assert_true(job.ok);
	buf_clear(&job.why);
}

/* A program that fetches a key may need what is in our environment. */
static void program_sees_our_environment_when_it_may(void **state)
{
	static const char *const argv[] = {"sh", "-c", "test \"$SOME_API_KEY\" = secret",
					   NULL};
	struct spawn_job job = {
		.argv = argv, .dir = "/", .limit_s = 5, .whole_env = true};

	(void)state;
	assert_int_equal(setenv("SOME_API_KEY", "secret", 1), 0);
	spawn_all(&job, 1, 1);
	assert_true(job.ok);
	buf_clear(&job.why);
}

static void what_it_writes_is_kept_up_to_a_ceiling(void **state)
{
	static const char *const argv[] = {"printf", "%s", "0123456789", NULL};
	struct buf out = BUF_INIT;
	struct spawn_job job = {
		.argv = argv, .dir = "/", .limit_s = 5, .out = &out, .out_max = 10};

	(void)state;
	spawn_all(&job, 1, 1);
	assert_true(job.ok);
	assert_string_equal(buf_str(&out), "0123456789");
	buf_reset(&out);
	job.out_max = 9;
	spawn_all(&job, 1, 1);
	assert_false(job.ok);
	assert_int_equal(out.len, 0);
	assert_string_equal(buf_str(&job.why), "printf wrote more than 9 bytes");
	buf_clear(&job.why);
	buf_clear(&out);
}

static void one_that_never_stops_writing_is_ended(void **state)
{
	static const char *const argv[] = {"yes", NULL};
	struct buf out = BUF_INIT;
	struct spawn_job job = {
		.argv = argv, .dir = "/", .limit_s = 60, .out = &out, .out_max = 100};

	(void)state;
	spawn_all(&job, 1, 1);
	assert_false(job.ok);
	assert_non_null(strstr(buf_str(&job.why), "more than 100 bytes"));
	buf_clear(&job.why);
	buf_clear(&out);
}

/* No shell reads the words, and what it complained of is told. */
static void words_are_taken_as_they_are(void **state)
{
	static const char *const argv[] = {"cat", "$(id)`id`; no such file", NULL};
	struct buf out = BUF_INIT;
	struct spawn_job job = {
		.argv = argv, .dir = "/", .limit_s = 5, .out = &out, .out_max = 100};

	(void)state;
	spawn_all(&job, 1, 1);
	assert_false(job.ok);
	assert_non_null(strstr(buf_str(&job.why), "cat ended with status 1: "));
	assert_non_null(strstr(buf_str(&job.why), "$(id)`id`; no such file"));
	buf_clear(&job.why);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(program_that_is_not_there),
		cmocka_unit_test(program_that_takes_too_long_is_ended),
		cmocka_unit_test(program_does_not_see_our_keys),
		cmocka_unit_test(program_sees_our_environment_when_it_may),
		cmocka_unit_test(what_it_writes_is_kept_up_to_a_ceiling),
		cmocka_unit_test(one_that_never_stops_writing_is_ended),
		cmocka_unit_test(words_are_taken_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

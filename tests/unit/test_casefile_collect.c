/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The case file keeps plans, probe sets and attempts, and each answer at its attempt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/casefile_private.h"

struct scratch {
	char dir[256];
	char path[300];
	struct err err;
};

static int scratch_make(void **state)
{
	struct scratch *s = MEM_NEW(struct scratch);
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(s->dir, sizeof(s->dir), "%s/collect.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(s->dir))
		return -1;
	(void)snprintf(s->path, sizeof(s->path), "%s/x.assay", s->dir);
	*state = s;
	return 0;
}

static int scratch_remove(void **state)
{
	struct scratch *s = *state;

	(void)unlink(s->path);
	(void)rmdir(s->dir);
	mem_free(s);
	return 0;
}

#define GOOD(s, call)                                                                    \
	do {                                                                             \
		if (call)                                                                \
			fail_msg("%s", (s)->err.text);                                   \
	} while (0)

static struct casefile *open_case(struct scratch *s, enum casefile_mode mode)
{
	struct casefile *cf = casefile_open(s->path, mode, &s->err);

	if (!cf)
		fail_msg("%s", s->err.text);
	return cf;
}

static struct case_attempt attempt_at(const char *prompt_id, const char *verdict)
{
	return (struct case_attempt){
		.model = "m",
		.prompt_id = prompt_id,
		.n_asked = 1,
		.number = 1,
		.url = "http://localhost/v1/chat/completions",
		.request = text_of("{\"model\":\"m\"}"),
		.response = text_of("{\"choices\":[]}"),
		.status = 200,
		.verdict = verdict,
		.why = "",
		.sent_utc = "2026-01-02T03:04:05.678Z",
		.mono_ms = 12345,
		.first_ms = 10,
		.took_ms = 20,
		.facts = "{}",
	};
}

static struct record answer_to(const char *prompt_id, const char *prompt, long sample)
{
	return (struct record){.prompt_id = text_of(prompt_id),
			       .prompt = text_of(prompt),
			       .answer = text_of("Because."),
			       .sample = sample,
			       .line = 1};
}

static void put(struct scratch *s, struct casefile *cf, const char *prompt_id,
		long sample)
{
	struct case_attempt attempt = attempt_at(prompt_id, "answered");
	struct record record = answer_to(prompt_id, "Why?", sample);

	GOOD(s, casefile_put_attempt(cf, &attempt, &record, 1, &s->err));
}

struct seen {
	size_t n;
	char last[64];
	long last_sample;
};

static int see_answer(void *ctx, struct text model, struct text prompt_id, long sample,
		      struct err *err)
{
	struct seen *seen = ctx;

	(void)err;
	assert_int_equal(model.len, 1);
	(void)snprintf(seen->last, sizeof(seen->last), "%.*s", (int)prompt_id.len,
		       prompt_id.data);
	seen->last_sample = sample;
	seen->n++;
	return 0;
}

static int see_attempt(void *ctx, const struct case_attempt *attempt, struct err *err)
{
	struct seen *seen = ctx;

	(void)err;
	assert_string_equal(attempt->model, "m");
	assert_string_equal(attempt->sent_utc, "2026-01-02T03:04:05.678Z");
	assert_int_equal(attempt->mono_ms, 12345);
	assert_int_equal(attempt->took_ms, 20);
	(void)snprintf(seen->last, sizeof(seen->last), "%s", attempt->verdict);
	seen->n++;
	return 0;
}

static void an_attempt_and_its_answers_verify(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct case_attempt again = attempt_at("p1", "again");
	struct seen answers = {0};
	struct seen attempts = {0};
	size_t counts[N_OUTCOMES];
	size_t n_rows = 0;

	GOOD(s, casefile_put_attempt(cf, &again, NULL, 0, &s->err));
	put(s, cf, "p1", 0);
	put(s, cf, "p1", 1);
	GOOD(s, casefile_close(cf, &s->err));
	cf = open_case(s, CASEFILE_READ);
	GOOD(s, casefile_verify(cf, &n_rows, &s->err));
	GOOD(s, casefile_each_answer(cf, see_answer, &answers, &s->err));
	assert_int_equal(answers.n, 2);
	assert_int_equal(answers.last_sample, 1);
	GOOD(s, casefile_each_attempt(cf, see_attempt, &attempts, &s->err));
	assert_int_equal(attempts.n, 3);
	assert_string_equal(attempts.last, "answered");
	GOOD(s, casefile_outcomes(cf, "m", counts, &s->err));
	assert_int_equal(counts[OUTCOME_OK], 2);
	GOOD(s, casefile_close(cf, &s->err));
}

static void what_was_not_flushed_is_lost_whole(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct seen answers = {0};
	struct seen attempts = {0};

	put(s, cf, "p1", 0);
	GOOD(s, casefile_flush(cf, &s->err));
	put(s, cf, "p2", 0);
	casefile_abandon(cf);
	cf = open_case(s, CASEFILE_READ);
	GOOD(s, casefile_each_answer(cf, see_answer, &answers, &s->err));
	GOOD(s, casefile_each_attempt(cf, see_attempt, &attempts, &s->err));
	assert_int_equal(answers.n, 1);
	assert_int_equal(attempts.n, 1);
	assert_string_equal(answers.last, "p1");
	GOOD(s, casefile_close(cf, &s->err));
}

static void a_prompt_id_of_another_prompt_is_refused(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct case_attempt attempt = attempt_at("p1", "answered");
	struct record other = answer_to("p1", "Why not?", 1);
	struct seen attempts = {0};

	put(s, cf, "p1", 0);
	assert_int_equal(casefile_put_attempt(cf, &attempt, &other, 1, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_DATA);
	GOOD(s, casefile_each_attempt(cf, see_attempt, &attempts, &s->err));
	assert_int_equal(attempts.n, 1);
	GOOD(s, casefile_close(cf, &s->err));
}

static void the_newest_plan_counts_and_a_set_stands_once(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	char one[SHA256_HEX];
	char two[SHA256_HEX];
	char got[SHA256_HEX];
	struct buf json = BUF_INIT;
	size_t n_before;

	memset(one, '1', sizeof(one));
	memset(two, '2', sizeof(two));
	one[SHA256_HEX - 1] = two[SHA256_HEX - 1] = '\0';
	GOOD(s, casefile_get_plan(cf, got, &json, &s->err));
	assert_string_equal(got, "");
	GOOD(s, casefile_put_plan(cf, one, "made", "{\"n\":1}", 7, &s->err));
	GOOD(s, casefile_put_plan(cf, two, "extended", "{\"n\":2}", 7, &s->err));
	GOOD(s, casefile_get_plan(cf, got, &json, &s->err));
	assert_string_equal(got, two);
	assert_string_equal(buf_str(&json), "{\"n\":2}");
	GOOD(s, casefile_put_probe_set(cf, "a", "1", one, "{}", 2, &s->err));
	n_before = casefile_n_rows(cf);
	GOOD(s, casefile_put_probe_set(cf, "a", "1", one, "{}", 2, &s->err));
	assert_int_equal(casefile_n_rows(cf), n_before);
	GOOD(s, casefile_get_probe_set(cf, one, &json, &s->err));
	assert_string_equal(buf_str(&json), "{}");
	GOOD(s, casefile_close(cf, &s->err));
	buf_clear(&json);
}

static void sql(struct scratch *s, const char *text)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Version 1 had the first six kinds of rows and no other table. */
static void a_case_of_version_1_is_read_and_added_to(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct seen attempts = {0};
	size_t n_rows = 0;
	int64_t version = 0;

	GOOD(s, casefile_put_note(cf, "name", "old", &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	sql(s, "DROP TABLE plan; DROP TABLE probe_set; DROP TABLE attempt; "
	       "PRAGMA user_version=1");
	cf = open_case(s, CASEFILE_READ);
	GOOD(s, casefile_verify(cf, &n_rows, &s->err));
	GOOD(s, casefile_each_attempt(cf, see_attempt, &attempts, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	cf = open_case(s, CASEFILE_WRITE);
	put(s, cf, "p1", 0);
	GOOD(s, casefile_close(cf, &s->err));
	cf = open_case(s, CASEFILE_READ);
	GOOD(s, casefile_verify(cf, &n_rows, &s->err));
	GOOD(s, casefile_each_attempt(cf, see_attempt, &attempts, &s->err));
	assert_int_equal(attempts.n, 1);
	assert_string_equal(casefile_note(cf, "name"), "old");
	GOOD(s, case_integer(cf, "PRAGMA user_version", &version, &s->err));
	assert_int_equal(version, 2);
	GOOD(s, casefile_close(cf, &s->err));
}

/* Answers of two attempts exchanged: each hash recomputed, so that only sense is wrong.
 */
static void an_answer_of_another_prompts_attempt_is_named(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct case_attempt attempt = attempt_at("p1", "answered");
	struct record record = answer_to("p2", "Why?", 0);
	size_t n_rows = 0;

	GOOD(s, casefile_put_attempt(cf, &attempt, &record, 1, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	cf = open_case(s, CASEFILE_READ);
	assert_int_equal(casefile_verify(cf, &n_rows, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	assert_non_null(strstr(s->err.text, "no attempt at its prompt"));
	GOOD(s, casefile_close(cf, &s->err));
}

static int see_sentinel(void *ctx, const struct case_sentinel *sentinel, struct err *err)
{
	struct buf *seen = ctx;

	(void)err;
	buf_printf(seen, "%.*s ", (int)sentinel->utc.len, sentinel->utc.data);
	return 0;
}

static void sentinels_come_as_they_were_asked_however_they_landed(void **state)
{
	static const char *const sent[] = {"2026-01-02T03:04:07.000Z",
					   "2026-01-02T03:04:05.000Z",
					   "2026-01-02T03:04:06.000Z"};
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct case_attempt attempt = attempt_at("sentinel:p1", "answered");
	struct buf seen = BUF_INIT;

	for (long i = 0; i < 3; i++) {
		struct record record = answer_to("sentinel:p1", "Why?", i);

		attempt.sent_utc = sent[i];
		GOOD(s, casefile_put_attempt(cf, &attempt, &record, 1, &s->err));
	}
	GOOD(s, casefile_flush(cf, &s->err));
	GOOD(s, casefile_each_sentinel(cf, see_sentinel, &seen, &s->err));
	assert_string_equal(buf_str(&seen),
			    "2026-01-02T03:04:05.000Z 2026-01-02T03:04:06.000Z "
			    "2026-01-02T03:04:07.000Z ");
	buf_clear(&seen);
	GOOD(s, casefile_close(cf, &s->err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_attempt_and_its_answers_verify),
		TEST(what_was_not_flushed_is_lost_whole),
		TEST(a_prompt_id_of_another_prompt_is_refused),
		TEST(the_newest_plan_counts_and_a_set_stands_once),
		TEST(a_case_of_version_1_is_read_and_added_to),
		TEST(an_answer_of_another_prompts_attempt_is_named),
		TEST(sentinels_come_as_they_were_asked_however_they_landed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The case file keeps what it was given, byte for byte, and tells when it was changed. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/casefile_private.h"

struct scratch { /* a folder of its own for each test */
	char dir[256];
	char path[300];
	struct err err;
};

static int scratch_make(void **state)
{
	struct scratch *s = MEM_NEW(struct scratch);
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(s->dir, sizeof(s->dir), "%s/casefile.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(s->dir))
		return -1;
	(void)snprintf(s->path, sizeof(s->path), "%s/x.assay", s->dir);
	*state = s;
	return 0;
}

static void remove_tree(const char *path)
{
	struct file_list list;
	struct err err;

	if (file_is_dir(path) && !file_list(path, &list, &err)) {
		for (size_t i = 0; i < list.n; i++) {
			char *inner = file_join(path, list.names[i]);

			remove_tree(inner);
			mem_free(inner);
		}
		file_list_free(&list);
	}
	(void)remove(path);
}

static int scratch_remove(void **state)
{
	struct scratch *s = *state;

	remove_tree(s->dir);
	mem_free(s);
	return 0;
}

#define GOOD(s, call)                                                                    \
	do {                                                                             \
		if (call)                                                                \
			fail_msg("%s", (s)->err.text);                                   \
	} while (0)
#define TEXT(literal)                                                                    \
	{                                                                                \
		(literal), sizeof(literal) - 1                                           \
	}

static struct casefile *open_case(struct scratch *s, enum casefile_mode mode)
{
	struct casefile *cf = casefile_open(s->path, mode, &s->err);

	if (!cf)
		fail_msg("%s", s->err.text);
	return cf;
}

static void expect_no_case(struct scratch *s, enum casefile_mode mode, enum err_kind kind)
{
	struct casefile *cf = casefile_open(s->path, mode, &s->err);

	assert_null(cf);
	assert_int_equal(s->err.kind, kind);
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

/* Record i of a made-up file: prompts p0, p1, ... */
struct made {
	char id[24], prompt[48], answer[160], raw[400];
	struct record record;
};

static const struct record *make_record(struct made *made, size_t i)
{
	(void)snprintf(made->id, sizeof(made->id), "p%zu", i);
	(void)snprintf(made->prompt, sizeof(made->prompt), "What is %zu and one?", i);
	(void)snprintf(made->answer, sizeof(made->answer), "It is %zu, as far as I know.",
		       i + 1);
	(void)snprintf(made->raw, sizeof(made->raw), "{\"q\": \"%s\", \"a\": \"%s\"}",
		       made->prompt, made->answer);
	made->record = (struct record){
		.prompt_id = {made->id, strlen(made->id)},
		.prompt = {made->prompt, strlen(made->prompt)},
		.answer = {made->answer, strlen(made->answer)},
		.raw = {made->raw, strlen(made->raw)},
		.line = i + 1,
	};
	return &made->record;
}

static struct import_source source_of(const char *model)
{
	struct import_source source = {
		.path = "some/where/file.jsonl", .format = "jsonl", .model = model};

	memset(source.sha256, 7, sizeof(source.sha256));
	return source;
}

/* Import records [0, n) of the file; stop without an end when `killed`. */
static size_t import(struct scratch *s, struct casefile *cf, const char *model, size_t n,
		     bool killed)
{
	struct import_source source = source_of(model);
	struct made made;
	bool complete = false;
	size_t n_added = 0;

	GOOD(s, casefile_begin_import(cf, &source, &complete, &s->err));
	if (complete)
		return 0;
	for (size_t i = 0; i < n; i++) {
		bool added = false;

		GOOD(s, casefile_add(cf, make_record(&made, i), &added, &s->err));
		n_added += added;
	}
	if (!killed)
		GOOD(s, casefile_end_import(cf, n, 0, &s->err));
	return n_added;
}

static void make_case(struct scratch *s, size_t n)
{
	struct casefile *cf = open_case(s, CASEFILE_CREATE);

	GOOD(s, casefile_put_model(
			cf, &(struct case_model){.name = "m", .role = ROLE_SUSPECT},
			&s->err));
	import(s, cf, "m", n, false);
	GOOD(s, casefile_close(cf, &s->err));
}

static void closed_case_is_one_private_file(void **state)
{
	struct scratch *s = *state;
	struct file_list list;
	struct buf bytes = BUF_INIT;
	struct stat st;

	make_case(s, 3);
	GOOD(s, file_list(s->dir, &list, &s->err));
	assert_int_equal(list.n, 1);
	file_list_free(&list);
	assert_int_equal(stat(s->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	GOOD(s, file_read_raw(s->path, &bytes, &s->err));
	assert_memory_equal(bytes.data + 68, "Assy", 4); /* application_id */
	assert_memory_equal(bytes.data + 18, "\1\1", 2); /* not WAL: readable anywhere */
	buf_clear(&bytes);
}

static void an_opened_case_without_rows_leaves_no_file(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);

	GOOD(s, casefile_close(cf, &s->err));
	assert_false(file_exists(s->path));
}

static void answers_come_back_byte_for_byte(void **state)
{
	static const char name[] =
		"`id`<script>alert(1)</script>\x1b[31m '; DROP TABLE answer; --";
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct import_source source = source_of(name);
	struct record record = {
		.prompt_id = TEXT("id\n'\"\0x"),
		.prompt = TEXT("a prompt\0with NUL \xf0\x9f\x8e\x81"),
		.sample = 3,
		.answer = TEXT("$(rm -rf /) \0 \x1b]0;title\x07 </script>"),
		.reasoning = TEXT("hm"),
		.outcome = OUTCOME_TRUNCATED,
		.raw = TEXT("\xff\xfe\0raw"),
		.extra = TEXT("{\"a\":1}"),
		.line = 9,
	};
	struct answers *answers = answers_new();
	bool flag = false;

	GOOD(s, casefile_begin_import(cf, &source, &flag, &s->err));
	GOOD(s, casefile_add(cf, &record, &flag, &s->err));
	GOOD(s, casefile_end_import(cf, 1, 0, &s->err));
	GOOD(s, casefile_close(cf, &s->err));

	cf = open_case(s, CASEFILE_READ);
	GOOD(s, casefile_answers(cf, answers, &s->err));
	assert_int_equal(answers->n_models, 1);
	assert_string_equal(answers->models[0], name);
	assert_int_equal(answers->n_items, 1);
	assert_int_equal(answers->items[0].sample, 3);
	assert_int_equal(answers->items[0].prompt_len, record.prompt.len);
	assert_memory_equal(answers->items[0].prompt, record.prompt.data,
			    record.prompt.len);
	assert_int_equal(answers_at(answers, 0, 0)->len, record.answer.len);
	assert_memory_equal(answers_at(answers, 0, 0)->data, record.answer.data,
			    record.answer.len);
	assert_int_equal(answers_at(answers, 0, 0)->outcome, OUTCOME_TRUNCATED);
	answers_free(answers);
	casefile_abandon(cf);
}

static size_t rows_of(struct scratch *s)
{
	struct casefile *cf = open_case(s, CASEFILE_READ);
	size_t n_rows = 0;

	GOOD(s, casefile_verify(cf, &n_rows, &s->err));
	assert_int_equal(n_rows, casefile_n_rows(cf));
	casefile_abandon(cf);
	return n_rows;
}

static void a_second_import_adds_nothing(void **state)
{
	struct scratch *s = *state;
	struct buf before = BUF_INIT;
	struct buf after = BUF_INIT;

	make_case(s, 5);
	/* written by, model, source, 5 answers, source_end */
	assert_int_equal(rows_of(s), 9);
	GOOD(s, file_read_raw(s->path, &before, &s->err));
	make_case(s, 5);
	GOOD(s, file_read_raw(s->path, &after, &s->err));
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_clear(&before);
	buf_clear(&after);
}

static void an_interrupted_import_resumes(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	const struct case_source *sources;
	size_t n = 0;

	import(s, cf, "m", 700, true);
	casefile_abandon(cf); /* as a kill would: the open group is lost */

	cf = open_case(s, CASEFILE_CREATE);
	GOOD(s, casefile_sources(cf, &sources, &n, &s->err));
	assert_int_equal(n, 1);
	assert_false(sources[0].complete);
	assert_in_range(sources[0].n_answers, 1, 699);
	n = sources[0].n_answers;
	assert_int_equal(import(s, cf, "m", 900, false), 900 - n);
	GOOD(s, casefile_sources(cf, &sources, &n, &s->err));
	assert_int_equal(n, 1);
	assert_true(sources[0].complete);
	assert_int_equal(sources[0].n_answers, 900);
	GOOD(s, casefile_close(cf, &s->err));
	assert_int_equal(rows_of(s), 904);
}

static void a_resumed_import_of_other_records_is_refused(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct import_source source = source_of("m");
	struct made made;
	bool flag = false;

	import(s, cf, "m", 5, true);
	GOOD(s, casefile_close(cf, &s->err));
	cf = open_case(s, CASEFILE_CREATE);
	GOOD(s, casefile_begin_import(cf, &source, &flag, &s->err));
	make_record(&made, 0);
	made.raw[0] = '[';
	assert_int_equal(casefile_add(cf, &made.record, &flag, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_FAIL);
	casefile_abandon(cf);
}

static void one_prompt_id_is_one_prompt(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf;
	struct import_source source = source_of("m2");
	struct record record = {.prompt_id = TEXT("p1"), .prompt = TEXT("Another?")};
	struct record blank = {.prompt_id = TEXT("p1"), .raw = TEXT("{}")};
	bool flag = false;

	make_case(s, 3);
	cf = open_case(s, CASEFILE_WRITE);
	GOOD(s, casefile_begin_import(cf, &source, &flag, &s->err));
	assert_int_equal(casefile_add(cf, &record, &flag, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_DATA);
	assert_non_null(strstr(s->err.text, "'p1'"));
	/* A record that brings no prompt's text contradicts nothing. */
	GOOD(s, casefile_add(cf, &blank, &flag, &s->err));
	assert_true(flag);
	GOOD(s, casefile_end_import(cf, 1, 1, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	/* 8 rows of make_case, then: source, model, answer, source_end */
	assert_int_equal(rows_of(s), 7 + 4);
}

static void a_record_without_model_is_refused(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct import_source source = source_of(NULL);
	struct made made;
	bool flag = false;

	GOOD(s, casefile_begin_import(cf, &source, &flag, &s->err));
	make_record(&made, 0);
	assert_int_equal(casefile_add(cf, &made.record, &flag, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_DATA);
	made.record.model = (struct text)TEXT("own");
	GOOD(s, casefile_add(cf, &made.record, &flag, &s->err));
	assert_true(flag);
	GOOD(s, casefile_end_import(cf, 1, 1, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
}

static void facts_change_by_new_rows_only(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct case_model given = {.name = "b", .role = ROLE_TEACHER, .vendor = "acme"};
	const struct case_model *models;
	size_t n = 0;

	GOOD(s, casefile_put_model(cf, &given, &s->err));
	GOOD(s, casefile_put_model(cf, &(struct case_model){.name = "a"}, &s->err));
	assert_int_equal(casefile_n_rows(cf), 3);
	GOOD(s, casefile_put_model(cf, &given, &s->err));
	assert_int_equal(casefile_n_rows(cf), 3);
	GOOD(s, casefile_put_model(cf,
				   &(struct case_model){.name = "b",
							.role = ROLE_CONTROL,
							.note = "mixed up"},
				   &s->err));
	assert_int_equal(casefile_n_rows(cf), 4);
	GOOD(s, casefile_close(cf, &s->err));

	cf = open_case(s, CASEFILE_READ);
	GOOD(s, casefile_models(cf, &models, &n, &s->err));
	assert_int_equal(n, 2);
	assert_string_equal(models[0].name, "a");
	assert_int_equal(models[0].role, ROLE_BACKGROUND);
	assert_string_equal(models[1].name, "b");
	assert_int_equal(models[1].role, ROLE_CONTROL);
	assert_string_equal(models[1].vendor, "acme"); /* NULL left it */
	assert_string_equal(models[1].note, "mixed up");
	assert_string_equal(models[1].base, "");
	assert_int_equal(casefile_put_model(cf, &given, &s->err),
			 -1); /* open for reading */
	casefile_abandon(cf);
}

static void names_must_be_utf8(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);

	assert_int_equal(
		casefile_put_model(cf, &(struct case_model){.name = "\xff"}, &s->err),
		-1);
	assert_int_equal(
		casefile_put_model(cf, &(struct case_model){.name = ""}, &s->err), -1);
	assert_int_equal(casefile_put_note(cf, "genre", "\xc3", &s->err), -1);
	casefile_abandon(cf);
	assert_false(file_exists(s->path));
}

static void notes_and_results_give_the_newest(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct buf out = BUF_INIT;

	assert_string_equal(casefile_note(cf, "genre"), "");
	GOOD(s, casefile_put_note(cf, "genre", "essay", &s->err));
	GOOD(s, casefile_put_note(cf, "genre", "quiz", &s->err));
	GOOD(s, casefile_get_result(cf, "compare", &out, &s->err));
	assert_int_equal(out.len, 0);
	GOOD(s, casefile_put_result(cf, "compare", "{\"a\":1}", 7, &s->err));
	GOOD(s, casefile_put_result(cf, "matrix", "{}", 2, &s->err));
	GOOD(s, casefile_put_result(cf, "compare", "{\"a\":2}", 7, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	cf = open_case(s, CASEFILE_READ);
	assert_string_equal(casefile_note(cf, "genre"), "quiz");
	GOOD(s, casefile_get_result(cf, "compare", &out, &s->err));
	assert_string_equal(buf_str(&out), "{\"a\":2}");
	casefile_abandon(cf);
	buf_clear(&out);
}

static void outcomes_are_counted_per_model(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct import_source source = source_of("m");
	size_t counts[N_OUTCOMES];
	struct made made;
	bool flag = false;

	GOOD(s, casefile_begin_import(cf, &source, &flag, &s->err));
	for (size_t i = 0; i < 7; i++) {
		make_record(&made, i);
		made.record.outcome = i < 2   ? OUTCOME_REFUSED
				      : i < 3 ? OUTCOME_EMPTY
					      : OUTCOME_OK;
		GOOD(s, casefile_add(cf, &made.record, &flag, &s->err));
	}
	GOOD(s, casefile_end_import(cf, 7, 0, &s->err));
	GOOD(s, casefile_outcomes(cf, "m", counts, &s->err));
	assert_int_equal(counts[OUTCOME_OK], 4);
	assert_int_equal(counts[OUTCOME_REFUSED], 2);
	assert_int_equal(counts[OUTCOME_EMPTY], 1);
	assert_int_equal(casefile_outcomes(cf, "other", counts, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_USAGE);
	GOOD(s, casefile_close(cf, &s->err));
}

static void one_writer_at_a_time(void **state)
{
	struct scratch *s = *state;
	struct casefile *first;
	struct casefile *reader;

	make_case(s, 3);
	first = open_case(s, CASEFILE_WRITE);
	expect_no_case(s, CASEFILE_WRITE, ERR_FAIL);
	assert_non_null(strstr(s->err.text, "another assay"));
	expect_no_case(s, CASEFILE_CREATE, ERR_FAIL);
	GOOD(s, casefile_put_note(first, "genre", "essay", &s->err));
	/* A reader sees what is committed and is not in the way. */
	reader = open_case(s, CASEFILE_READ);
	assert_string_equal(casefile_note(reader, "genre"), "");
	casefile_abandon(reader);
	GOOD(s, casefile_close(first, &s->err));
	first = open_case(s, CASEFILE_WRITE);
	assert_string_equal(casefile_note(first, "genre"), "essay");
	GOOD(s, casefile_close(first, &s->err));
}

static void any_path_is_only_a_path(void **state)
{
	static const char *const names[] = {"a?immutable=1", "a#b",         "100%41",
					    ":memory:",      "it's \"it\"", "file:x",
					    "-n.assay"};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		(void)snprintf(s->path, sizeof(s->path), "%s/%s", s->dir, names[i]);
		make_case(s, 1);
		assert_true(file_exists(s->path));
		assert_int_equal(rows_of(s), 5);
	}
}

static void other_files_are_no_cases(void **state)
{
	struct scratch *s = *state;

	expect_no_case(s, CASEFILE_READ, ERR_FAIL);
	expect_no_case(s, CASEFILE_WRITE, ERR_FAIL);
	GOOD(s, file_write(s->path, "", 0, &s->err));
	expect_no_case(s, CASEFILE_READ, ERR_FAIL);
	GOOD(s, file_write(s->path, "model,answer\nx,y\n", 17, &s->err));
	expect_no_case(s, CASEFILE_READ, ERR_FAIL);
	expect_no_case(s, CASEFILE_CREATE, ERR_FAIL);
	(void)unlink(s->path);
	sql(s, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
	expect_no_case(s, CASEFILE_READ, ERR_FAIL);
	expect_no_case(s, CASEFILE_CREATE, ERR_FAIL);
	assert_non_null(strstr(s->err.text, "not a case file"));
}

static void a_newer_version_is_named(void **state)
{
	struct scratch *s = *state;

	make_case(s, 1);
	sql(s, "CREATE TABLE later(a); PRAGMA user_version=3");
	expect_no_case(s, CASEFILE_READ, ERR_FAIL);
	assert_non_null(strstr(s->err.text, "newer assay"));
}

static void expect_damage(struct scratch *s, const char *change, const char *named)
{
	struct casefile *cf;
	size_t n_rows = 0;

	(void)unlink(s->path);
	make_case(s, 6);
	sql(s, change);
	cf = casefile_open(s->path, CASEFILE_READ, &s->err);
	if (cf && !casefile_verify(cf, &n_rows, &s->err))
		fail_msg("not noticed: %s", change);
	casefile_abandon(cf);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	if (!strstr(s->err.text, named))
		fail_msg("%s: \"%s\" does not say \"%s\"", change, s->err.text, named);
}

/* Rows: 1 written by, 2 model, 3 source, 4 to 9 answers, 10 source_end. */
static void every_kind_of_change_is_named(void **state)
{
	struct scratch *s = *state;

	expect_damage(s, "UPDATE answer SET outcome='refused' WHERE seq=6", "row 6");
	expect_damage(s, "UPDATE answer SET sample=1 WHERE seq=5", "row 5");
	expect_damage(s, "UPDATE answer SET reasoning=1 WHERE seq=5", "row 5");
	expect_damage(s, "UPDATE answer SET answer=NULL WHERE seq=7", "row 7");
	expect_damage(s, "UPDATE answer SET answer=12345 WHERE seq=7", "row 7");
	expect_damage(s, "UPDATE model SET role='teacher'", "row 2");
	expect_damage(s, "UPDATE journal SET utc='2001-01-01T00:00:00.000Z' WHERE seq=9",
		      "row 9");
	expect_damage(s, "UPDATE journal SET kind='note' WHERE seq=4", "row 4");
	expect_damage(s, "UPDATE journal SET hash=prev WHERE seq=4", "row 4");
	expect_damage(s, "UPDATE body SET bytes=zeroblob(size) WHERE id=2", "text 2");
	expect_damage(s, "UPDATE body SET bytes=x'00', size=1 WHERE id=2", "text 2");
	expect_damage(s, "UPDATE body SET sha256=zeroblob(32) WHERE id=2", "row 4");
	expect_damage(s, "DELETE FROM journal WHERE seq=6", "row 7 stands where row 6");
	expect_damage(s, "DELETE FROM answer WHERE seq=6", "row 6");
	expect_damage(s, "DELETE FROM journal WHERE seq=10; DELETE FROM source_end",
		      "row 9");
	expect_damage(s, "INSERT INTO note VALUES(99, 'a', 'b')", "row 99");
	expect_damage(s, "INSERT INTO result VALUES(99, 'a', NULL)", "table result");
	expect_damage(s, "INSERT INTO body VALUES(99, zeroblob(32), 1, 0, x'00')",
		      "texts");
	expect_damage(s, "DELETE FROM head", "head");
	expect_damage(s, "UPDATE head SET hash=zeroblob(32)", "head");
	expect_damage(s, "UPDATE head SET n_rows=9", "row 10");
	expect_damage(s, "INSERT INTO head SELECT 2, n_rows, n_bodies, hash FROM head",
		      "heads");
	expect_damage(s, "CREATE TABLE extra(a)", "schema");
	expect_damage(s, "CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT 1; END",
		      "schema");
	expect_damage(s, "CREATE VIEW v AS SELECT 1", "schema");
	expect_damage(s, "DROP TABLE result", "schema");
	expect_damage(s, "PRAGMA application_id=1", "header");
	expect_damage(s, "PRAGMA user_version=7", "header");
}

/* A row whose hash is right and whose words are not, as a forger would chain it. */
static void forge(struct scratch *s, enum kind_id kind, const struct cell *cells)
{
	struct casefile *cf;

	(void)unlink(s->path);
	make_case(s, 2);
	cf = open_case(s, CASEFILE_WRITE);
	GOOD(s, case_append(cf, kind, cells, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
}

static void expect_forgery(struct scratch *s, const char *named)
{
	struct casefile *cf = casefile_open(s->path, CASEFILE_READ, &s->err);
	size_t n_rows = 0;

	if (cf && !casefile_verify(cf, &n_rows, &s->err))
		fail_msg("not noticed: %s", named);
	casefile_abandon(cf);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	if (!strstr(s->err.text, named))
		fail_msg("\"%s\" does not say \"%s\"", s->err.text, named);
}

/* Rows: 1 written by, 2 model, 3 source, 4 and 5 answers, 6 source_end, 7 forged. */
static void rows_that_contradict_others_are_named(void **state)
{
	struct scratch *s = *state;
	struct cell answer[MAX_COLUMNS] = {
		[ANSWER_SOURCE] = case_int(3),
		[ANSWER_MODEL] = case_text("m"),
		[ANSWER_OUTCOME] = case_text("ok"),
	};
	struct cell end[MAX_COLUMNS] = {[END_SOURCE] = case_int(3)};
	struct cell model[MAX_COLUMNS] = {
		[MODEL_NAME] = case_text("x"), [MODEL_ROLE] = case_text("boss")};
	struct answers *answers = answers_new();
	size_t counts[N_OUTCOMES];
	struct casefile *cf;

	forge(s, KIND_ANSWER, answer);
	expect_forgery(s, "row 7 (answer) belongs to no import that was open");
	answer[ANSWER_SOURCE] = case_int(2);
	forge(s, KIND_ANSWER, answer);
	expect_forgery(s, "row 7 (answer) belongs to no import");
	answer[ANSWER_SOURCE] = case_int(-1);
	forge(s, KIND_ANSWER, answer);
	expect_forgery(s, "row 7 (answer) belongs to no import");
	forge(s, KIND_SOURCE_END, end);
	expect_forgery(s, "row 7 ends no import that is open");
	forge(s, KIND_MODEL, model);
	expect_forgery(s, "row 7 gives no known role");
	answer[ANSWER_OUTCOME] = case_text("great");
	forge(s, KIND_ANSWER, answer);
	cf = open_case(s, CASEFILE_READ);
	assert_int_equal(casefile_answers(cf, answers, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	assert_int_equal(casefile_outcomes(cf, "m", counts, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	casefile_abandon(cf);
	answers_free(answers);
}

static void an_answer_of_no_model_of_the_case_is_named(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct cell answer[MAX_COLUMNS] = {
		[ANSWER_SOURCE] = case_int(3),
		[ANSWER_MODEL] = case_textn((struct text)TEXT("m\0x")),
		[ANSWER_OUTCOME] = case_text("ok"),
	};

	GOOD(s, casefile_put_model(cf, &(struct case_model){.name = "m"}, &s->err));
	import(s, cf, "m", 0, true);
	GOOD(s, case_append(cf, KIND_ANSWER, answer, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	expect_forgery(s, "row 4 (answer) is of no model of the case");
}

static void a_longer_claim_than_the_file_is_noticed(void **state)
{
	struct scratch *s = *state;

	expect_damage(s, "UPDATE head SET n_rows=9223372036854775807", "row");
	expect_damage(s,
		      "UPDATE journal SET seq=9223372036854775807 WHERE seq=10; "
		      "UPDATE head SET n_rows=9223372036854775807",
		      "row");
	expect_damage(s, "UPDATE body SET size=4611686018427387904 WHERE id=2", "text 2");
}

static void a_truncated_file_is_reported(void **state)
{
	struct scratch *s = *state;
	struct buf bytes = BUF_INIT;

	make_case(s, 60);
	GOOD(s, file_read_raw(s->path, &bytes, &s->err));
	for (size_t keep = bytes.len - 4096; keep > 4096; keep -= 4096 * 3) {
		struct casefile *cf;
		size_t n_rows = 0;

		GOOD(s, file_write(s->path, bytes.data, keep, &s->err));
		cf = casefile_open(s->path, CASEFILE_READ, &s->err);
		if (cf && !casefile_verify(cf, &n_rows, &s->err))
			fail_msg("%zu of %zu bytes verify", keep, bytes.len);
		casefile_abandon(cf);
	}
	buf_clear(&bytes);
}

static void answers_of_a_changed_case_are_not_given(void **state)
{
	struct scratch *s = *state;
	struct answers *answers = answers_new();
	struct casefile *cf;

	make_case(s, 6);
	sql(s, "UPDATE answer SET prompt_id='p5' WHERE seq=5");
	cf = open_case(s, CASEFILE_READ);
	assert_int_equal(casefile_answers(cf, answers, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	casefile_abandon(cf);
	answers_free(answers);
}

static void an_old_head_is_found_in_the_chain(void **state)
{
	struct scratch *s = *state;
	unsigned char hash[SHA256_BYTES] = {0};
	char hex[SHA256_HEX];
	struct casefile *cf;
	size_t row = 99;

	make_case(s, 6);
	cf = open_case(s, CASEFILE_WRITE);
	casefile_head(cf, hex);
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		unsigned byte = 0;

		(void)sscanf(hex + 2 * i, "%2x", &byte);
		hash[i] = (unsigned char)byte;
	}
	GOOD(s, casefile_put_note(cf, "genre", "essay", &s->err));
	GOOD(s, casefile_find_hash(cf, hash, &row, &s->err));
	assert_int_equal(row, 10);
	hash[0] ^= 1;
	GOOD(s, casefile_find_hash(cf, hash, &row, &s->err));
	assert_int_equal(row, 0);
	GOOD(s, casefile_close(cf, &s->err));
}

/* A value of a journal line as the bytes that the chain covers. */
static void add_item(struct sha256 *hash, const struct json *value)
{
	char digits[32];
	double number;

	if (json_is_null(value))
		sha256_add_field(hash, "", 0);
	else if (json_number(value, &number))
		sha256_add_field(
			hash, digits,
			(size_t)snprintf(digits, sizeof(digits), "%.0f", number));
	else if (json_text(value))
		sha256_add_field(hash, json_text(value), strlen(json_text(value)));
	else
		sha256_add_field(hash, json_str(value, "sha256"), 64);
}

static void line_check(const struct json *line, const char *prev)
{
	unsigned char sum[SHA256_BYTES];
	char hex[SHA256_HEX];
	struct sha256 *hash = sha256_new();

	assert_string_equal(json_str(line, "prev"), prev);
	add_item(hash, json_get(line, "prev"));
	add_item(hash, json_get(line, "seq"));
	add_item(hash, json_get(line, "kind"));
	add_item(hash, json_get(line, "utc"));
	JSON_EACH(field, json_get(line, "fields"))
		add_item(hash, field);
	sha256_end(hash, sum);
	sha256_hex(sum, hex);
	assert_string_equal(json_str(line, "hash"), hex);
}

static void read_text(struct scratch *s, const char *folder, const char *name,
		      struct buf *out)
{
	char path[600];

	(void)snprintf(path, sizeof(path), "%s/%s/%s", s->dir, folder, name);
	buf_reset(out);
	GOOD(s, file_read_raw(path, out, &s->err));
}

static void export_case(struct scratch *s, const char *folder)
{
	struct casefile *cf = open_case(s, CASEFILE_READ);
	char path[600];

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, folder);
	GOOD(s, casefile_export(cf, path, &s->err));
	casefile_abandon(cf);
}

static void the_chain_is_computed_from_the_export_alone(void **state)
{
	struct scratch *s = *state;
	struct buf journal = BUF_INIT;
	char prev[SHA256_HEX];
	char *line;
	size_t n = 0;

	make_case(s, 4);
	export_case(s, "out");
	read_text(s, "out", "data/journal.jsonl", &journal);
	memset(prev, '0', sizeof(prev) - 1);
	prev[sizeof(prev) - 1] = '\0';
	for (line = journal.data; *line; n++) {
		char *end = strchr(line, '\n');
		struct json *value =
			json_parse(line, (size_t)(end - line), NULL, &s->err);

		assert_non_null(value);
		line_check(value, prev);
		memcpy(prev, json_str(value, "hash"), sizeof(prev));
		json_free(value);
		line = end + 1;
	}
	assert_int_equal(n, 8);
	buf_clear(&journal);
}

static void exports_are_the_same_every_time(void **state)
{
	static const char *const names[] = {
		"bagit.txt",           "bag-info.txt",
		"manifest-sha256.txt", "tagmanifest-sha256.txt",
		"data/README.txt",     "data/journal.jsonl",
		"data/prompts.jsonl",  "data/models.json"};
	struct scratch *s = *state;
	struct buf a = BUF_INIT;
	struct buf b = BUF_INIT;

	make_case(s, 4);
	export_case(s, "one");
	export_case(s, "two");
	export_case(s, "two"); /* its own export may be replaced */
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		read_text(s, "one", names[i], &a);
		read_text(s, "two", names[i], &b);
		assert_string_equal(buf_str(&a), buf_str(&b));
	}
	buf_clear(&a);
	buf_clear(&b);
}

static void a_folder_of_others_is_left_alone(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf;
	char path[600];

	make_case(s, 1);
	(void)snprintf(path, sizeof(path), "%s/other", s->dir);
	GOOD(s, file_mkdirs(path, &s->err));
	export_case(s, "other"); /* an empty folder will do */
	(void)unlink(s->path);
	usleep(2000); /* another time, so another case */
	make_case(s, 1);
	cf = open_case(s, CASEFILE_READ);
	assert_int_equal(casefile_export(cf, path, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_FAIL);
	assert_int_equal(casefile_export(cf, s->path, &s->err), -1); /* a file */
	casefile_abandon(cf);
}

static void bytes_that_are_no_text_are_exported_whole(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf = open_case(s, CASEFILE_CREATE);
	struct import_source source = source_of("m");
	struct record record = {.prompt_id = TEXT("p"), .raw = TEXT("\xff\0\xfe!")};
	struct buf journal = BUF_INIT;
	bool flag = false;

	GOOD(s, casefile_begin_import(cf, &source, &flag, &s->err));
	GOOD(s, casefile_add(cf, &record, &flag, &s->err));
	GOOD(s, casefile_end_import(cf, 1, 0, &s->err));
	GOOD(s, casefile_put_result(cf, "compare", "{\"a\":1}", 7, &s->err));
	GOOD(s, casefile_close(cf, &s->err));
	export_case(s, "out");
	read_text(s, "out", "data/journal.jsonl", &journal);
	/* RFC 4648: ff 00 fe 21 */
	assert_non_null(strstr(buf_str(&journal), "\"base64\":\"/wD+IQ==\""));
	read_text(s, "out", "data/results/6.json", &journal);
	assert_string_equal(buf_str(&journal), "{\"a\":1}");
	buf_clear(&journal);
}

static void a_changed_case_is_not_exported(void **state)
{
	struct scratch *s = *state;
	struct casefile *cf;
	char path[600];

	make_case(s, 6);
	sql(s, "UPDATE answer SET line=77 WHERE seq=6");
	(void)snprintf(path, sizeof(path), "%s/out", s->dir);
	cf = open_case(s, CASEFILE_READ);
	assert_int_equal(casefile_export(cf, path, &s->err), -1);
	assert_int_equal(s->err.kind, ERR_INTEGRITY);
	assert_false(file_exists(path));
	casefile_abandon(cf);
}

/* A limit on the size of files stands for the full disk. */
static void a_full_disk_leaves_a_sound_case(void **state)
{
	struct scratch *s = *state;
	struct import_source source = source_of("m");
	struct rlimit before;
	struct rlimit small;
	struct casefile *cf;
	struct made made;
	bool flag = false;
	int rc = 0;

	make_case(s, 1);
	source.sha256[0] = 1;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 400000;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	cf = casefile_open(s->path, CASEFILE_WRITE, &s->err);
	if (cf)
		rc = casefile_begin_import(cf, &source, &flag, &s->err);
	for (size_t i = 0; cf && !rc && i < 5000; i++)
		rc = casefile_add(cf, make_record(&made, i), &flag, &s->err);
	assert_int_equal(rc, -1);
	assert_int_equal(s->err.kind, ERR_ENV);
	/* Nothing more is taken, and says so. */
	assert_int_equal(casefile_put_note(cf, "genre", "essay", &s->err), -1);
	casefile_abandon(cf);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_in_range(rows_of(s), 6, 5000);
}

#define TEST(function)                                                                   \
	cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(closed_case_is_one_private_file),
		TEST(an_opened_case_without_rows_leaves_no_file),
		TEST(answers_come_back_byte_for_byte),
		TEST(a_second_import_adds_nothing),
		TEST(an_interrupted_import_resumes),
		TEST(a_resumed_import_of_other_records_is_refused),
		TEST(one_prompt_id_is_one_prompt),
		TEST(a_record_without_model_is_refused),
		TEST(facts_change_by_new_rows_only),
		TEST(names_must_be_utf8),
		TEST(notes_and_results_give_the_newest),
		TEST(outcomes_are_counted_per_model),
		TEST(one_writer_at_a_time),
		TEST(any_path_is_only_a_path),
		TEST(other_files_are_no_cases),
		TEST(a_newer_version_is_named),
		TEST(every_kind_of_change_is_named),
		TEST(rows_that_contradict_others_are_named),
		TEST(an_answer_of_no_model_of_the_case_is_named),
		TEST(a_longer_claim_than_the_file_is_noticed),
		TEST(a_truncated_file_is_reported),
		TEST(answers_of_a_changed_case_are_not_given),
		TEST(an_old_head_is_found_in_the_chain),
		TEST(the_chain_is_computed_from_the_export_alone),
		TEST(exports_are_the_same_every_time),
		TEST(a_folder_of_others_is_left_alone),
		TEST(bytes_that_are_no_text_are_exported_whole),
		TEST(a_changed_case_is_not_exported),
		TEST(a_full_disk_leaves_a_sound_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

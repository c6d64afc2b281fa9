/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A corpus is what its tables say, and a wrong table is named with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/corpus.h"

#define FACTS                                                                            \
	"{\"name\":\"tiny\",\"genre\":\"assistant\",\"licence\":\"none\","               \
	"\"origin\":\"this test\",\"format\":\"auto\",\"answers\":\"a/{model}.jsonl\"}"
#define HEADER "model\tfamily\trelation\tteachers\tconfidence\n"
#define LINEAGE                                                                          \
	HEADER "master\tacme\tindependent\t-\thigh\n"                                    \
	       "pupil\tschool\tdistilled\tmaster\tmedium\n"
#define TRIALS "suspect\tteacher\tlabel\n"

/* A corpus folder of this test's own, made anew each time. */
struct folder {
	char dir[400];
};

static void folder_init(struct folder *folder)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(folder->dir, sizeof(folder->dir), "%s/corpus-%ld",
		       tmp ? tmp : "/tmp", (long)getpid());
}

static void write_in(const struct folder *folder, const char *name, const char *text)
{
	char *path = file_join(folder->dir, name);
	char *slash = strrchr(path, '/');
	struct err err = ERR_INIT;

	*slash = '\0';
	assert_int_equal(file_mkdirs(path, &err), 0);
	*slash = '/';
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	mem_free(path);
}

static void remove_in(const struct folder *folder, const char *name)
{
	char *path = file_join(folder->dir, name);

	(void)unlink(path);
	(void)rmdir(path);
	mem_free(path);
}

static void folder_clear(const struct folder *folder)
{
	static const char *const names[] = {
		"corpus.json",    "lineage.tsv",   "trials.tsv", "extra.tsv",
		"a/master.jsonl", "a/pupil.jsonl", "a"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove_in(folder, names[i]);
	(void)rmdir(folder->dir);
}

static struct corpus *open_with(const char *facts, const char *lineage,
				const char *trials, struct err *err)
{
	struct folder folder;
	struct corpus *corpus;

	folder_init(&folder);
	write_in(&folder, "corpus.json", facts);
	write_in(&folder, "lineage.tsv", lineage);
	write_in(&folder, "trials.tsv", trials);
	corpus = corpus_open(folder.dir, NULL, err);
	folder_clear(&folder);
	return corpus;
}

static void a_corpus_is_read(void **state)
{
	struct err err = ERR_INIT;
	struct corpus *corpus =
		open_with(FACTS, LINEAGE, TRIALS "pupil\tmaster\t1\n", &err);
	const struct lineage *pupil;

	(void)state;
	assert_non_null(corpus);
	assert_string_equal(corpus->name, "tiny");
	assert_string_equal(corpus->genre, "assistant");
	assert_null(corpus->simulation);
	assert_non_null(strstr(corpus->calibration, "/calibration.json"));
	pupil = corpus_find(corpus, "pupil");
	assert_non_null(pupil);
	assert_null(corpus_find(corpus, "nobody"));
	assert_int_equal(pupil->relation, RELATION_DISTILLED);
	assert_string_equal(relation_name(pupil->relation), "distilled");
	assert_string_equal(pupil->vendor, "school");
	assert_string_equal(pupil->taught_by, "acme");
	assert_string_equal(pupil->year_month, "");
	assert_int_equal(corpus->n_trials, 1);
	assert_true(corpus->trials[0].h1);
	assert_string_equal(corpus->trials[0].suspect_family, "school");
	assert_string_equal(corpus->trials[0].teacher_vendor, "acme");
	corpus_free(corpus);
}

/* CR LF, a byte order mark, empty lines, other columns in another order. */
static void tables_are_read_by_their_headers(void **state)
{
	static const char lineage[] =
		"\xEF\xBB\xBFtaught_by\trelation\tnotes\tmodel\tvendor\tfamily\r\n"
		"\r\n"
		"-\tindependent\tx\tb\tacme\tf1\r\n"
		"acme;zeta\tvariant\t\ta\t-\tf2\r\n";
	struct err err = ERR_INIT;
	struct corpus *corpus = open_with(
		FACTS, lineage,
		"kind\tlabel\tteacher\tsuspect\tteacher_vendor\tsuspect_family\r\n"
		"odd\t0\tb\ta\tzeta\tf9\r\n",
		&err);

	(void)state;
	assert_non_null(corpus);
	assert_string_equal(corpus->models[0].model, "a");
	assert_string_equal(corpus->models[0].vendor, "f2");
	assert_string_equal(corpus->models[0].taught_by, "acme;zeta");
	assert_string_equal(corpus->models[1].vendor, "acme");
	assert_string_equal(corpus->models[1].taught_by, "");
	assert_string_equal(corpus->trials[0].kind, "odd");
	assert_string_equal(corpus->trials[0].teacher_vendor, "zeta");
	assert_string_equal(corpus->trials[0].suspect_family, "f9");
	corpus_free(corpus);
}

static void makers_of_teachers_are_derived(void **state)
{
	static const struct {
		const char *teachers;
		const char *taught_by;
	} rows[] = {
		{"-", ""},
		{"GPT-4;Claude-2 [via API];gpt-3.5-turbo", "anthropic;openai"},
		{"code/text-davinci-003", "openai"},
		{"school-v0 [parent, not in set];master", "acme;school"},
		{"somebody/Mixtral-8x7B", "mistral"},
		{"gpt-j-6b", "eleutherai"},
		{"who knows", "unknown"},
		{"Meta-Llama-3-8B;gemma-2;Qwen2.5;command-r;deepseek-chat;bard",
		 "cohere;deepseek;google;meta;qwen"},
		{" ; ;-;", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = ERR_INIT;
		struct buf lineage = BUF_INIT;
		struct corpus *corpus;

		buf_printf(&lineage, LINEAGE "x\ty\tdistilled\t%s\thigh\n",
			   rows[i].teachers);
		corpus = open_with(FACTS, buf_str(&lineage), TRIALS, &err);
		assert_non_null(corpus);
		assert_string_equal(corpus_find(corpus, "x")->taught_by,
				    rows[i].taught_by);
		corpus_free(corpus);
		buf_clear(&lineage);
	}
}

static void wrong_tables_are_named_with_their_line(void **state)
{
	static const struct {
		const char *facts, *lineage, *trials;
		const char *where, *what;
	} cases[] = {
		{"{", LINEAGE, TRIALS, "corpus.json", "JSON"},
		{"{\"name\":\"x\"}", LINEAGE, TRIALS, "corpus.json", "\"genre\""},
		{FACTS, "", TRIALS, "lineage.tsv", "empty"},
		{FACTS, "model\tfamily\n", TRIALS, "lineage.tsv:1", "\"relation\""},
		{FACTS, "model\tmodel\tfamily\n", TRIALS, "lineage.tsv:1", "\"model\""},
		{FACTS, HEADER, TRIALS, "lineage.tsv", "no model"},
		{FACTS, LINEAGE "a\tb\tindependent\t-\n", TRIALS, "lineage.tsv:4",
		 "4 cells"},
		{FACTS, LINEAGE "a\tb\tstolen\t-\thigh\n", TRIALS, "lineage.tsv:4",
		 "\"stolen\""},
		{FACTS, LINEAGE "\tb\tvariant\t-\thigh\n", TRIALS, "lineage.tsv:4",
		 "model"},
		{FACTS, LINEAGE "pupil\tb\tvariant\t-\thigh\n", TRIALS, "lineage.tsv",
		 "\"pupil\""},
		{FACTS, LINEAGE, TRIALS "pupil\tgpt-9\t1\n", "trials.tsv:2", "\"gpt-9\""},
		{FACTS, LINEAGE, TRIALS "nobody\tmaster\t1\n", "trials.tsv:2",
		 "\"nobody\""},
		{FACTS, LINEAGE, TRIALS "pupil\tpupil\t0\n", "trials.tsv:2",
		 "same model"},
		{FACTS, LINEAGE, TRIALS "\npupil\tmaster\tyes\n", "trials.tsv:3",
		 "\"yes\""},
		{FACTS, LINEAGE, TRIALS "pupil\tmaster\t1\npupil\tmaster\t1\n",
		 "trials.tsv", "twice"},
		{FACTS, LINEAGE, "suspect\tteacher\n", "trials.tsv:1", "\"label\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = ERR_INIT;

		assert_null(open_with(cases[i].facts, cases[i].lineage, cases[i].trials,
				      &err));
		assert_int_equal(err.kind, ERR_FAIL);
		assert_non_null(strstr(err.text, cases[i].where));
		assert_non_null(strstr(err.text, cases[i].what));
	}
}

static void facts_are_checked(void **state)
{
	static const char *const wrong[] = {
		"{\"name\":\"x\",\"genre\":\"g\",\"licence\":\"l\",\"origin\":\"o\","
		"\"format\":\"csv\",\"answers\":\"a/{model}\"}",
		"{\"name\":\"x\",\"genre\":\"g\",\"licence\":\"l\",\"origin\":\"o\","
		"\"format\":\"auto\",\"answers\":\"a/model\"}",
		"{\"name\":\"x\",\"genre\":7,\"licence\":\"l\",\"origin\":\"o\","
		"\"format\":\"auto\",\"answers\":\"a/{model}\"}",
		"[]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err err = ERR_INIT;

		assert_null(open_with(wrong[i], LINEAGE, TRIALS, &err));
		assert_non_null(strstr(err.text, "corpus.json"));
	}
}

static void row_order_changes_nothing_but_the_hash(void **state)
{
	static const char turned[] = HEADER "pupil\tschool\tdistilled\tmaster\tmedium\n"
					    "master\tacme\tindependent\t-\thigh\n";
	struct err err = ERR_INIT;
	struct corpus *a = open_with(FACTS, LINEAGE,
				     TRIALS "pupil\tmaster\t1\nmaster\tpupil\t0\n", &err);
	struct corpus *b = open_with(FACTS, turned,
				     TRIALS "master\tpupil\t0\npupil\tmaster\t1\n", &err);

	(void)state;
	assert_string_equal(a->models[0].model, b->models[0].model);
	assert_string_equal(a->trials[0].suspect, "master");
	assert_string_equal(b->trials[0].suspect, "master");
	assert_string_not_equal(a->sha256, b->sha256);
	corpus_free(a);
	corpus_free(b);
}

static void trials_can_come_from_elsewhere(void **state)
{
	struct folder folder;
	struct err err = ERR_INIT;
	struct corpus *corpus;
	char *path;

	(void)state;
	folder_init(&folder);
	path = file_join(folder.dir, "extra.tsv");
	write_in(&folder, "corpus.json", FACTS);
	write_in(&folder, "lineage.tsv", LINEAGE);
	write_in(&folder, "extra.tsv", TRIALS "master\tpupil\t0\n");
	assert_null(corpus_open(folder.dir, NULL, &err));
	assert_non_null(strstr(err.text, "trials.tsv"));
	corpus = corpus_open(folder.dir, path, &err);
	assert_non_null(corpus);
	assert_int_equal(corpus->n_trials, 1);
	corpus_free(corpus);
	folder_clear(&folder);
	mem_free(path);
}

static void a_lineage_alone_is_read(void **state)
{
	struct folder folder;
	struct err err = ERR_INIT;
	struct corpus *corpus = corpus_new();
	char *path;

	(void)state;
	folder_init(&folder);
	path = file_join(folder.dir, "lineage.tsv");
	write_in(&folder, "lineage.tsv", LINEAGE);
	assert_int_equal(corpus_read_lineage(corpus, path, &err), 0);
	assert_int_equal(corpus->n_models, 2);
	assert_int_equal(corpus_read_lineage(corpus, path, &err), -1);
	assert_non_null(strstr(err.text, "twice"));
	corpus_free(corpus);
	folder_clear(&folder);
	mem_free(path);
}

static void an_unknown_name_lists_those_known(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_null(corpus_open("no\x1b[2Jsuch", NULL, &err));
	assert_null(strchr(err.text, '\x1b'));
	assert_null(corpus_open("../corpora", NULL, &err));
	assert_null(corpus_open("", NULL, &err));
}

static struct corpus *answered(const struct folder *folder, const char *master,
			       const char *pupil)
{
	struct err err = ERR_INIT;

	write_in(folder, "corpus.json", FACTS);
	write_in(folder, "lineage.tsv", LINEAGE "absent\tf\tindependent\t-\tlow\n");
	write_in(folder, "trials.tsv", TRIALS);
	write_in(folder, "a/master.jsonl", master);
	write_in(folder, "a/pupil.jsonl", pupil);
	return corpus_open(folder->dir, NULL, &err);
}

#define GOOD "{\"prompt\":\"abc\",\"response\":\"yes\"}\n"

static void answers_are_read_and_absent_models_passed_over(void **state)
{
	struct folder folder;
	struct err err = ERR_INIT;
	struct answers *answers = answers_new();
	struct corpus *corpus;
	size_t n = 0;

	(void)state;
	folder_init(&folder);
	corpus = answered(&folder, GOOD, GOOD "{\"prompt\":\"d\",\"response\":\"\"}");
	assert_int_equal(corpus_read_answers(corpus, folder.dir, answers, &n, &err), 0);
	assert_int_equal(n, 2);
	assert_int_equal(answers->n_models, 2);
	assert_int_equal(answers->n_items, 2);
	assert_int_equal(answers_shared(answers, 0, 1), 1);
	assert_string_equal(answers->models[0], "master");
	assert_int_equal(corpus_read_answers(corpus, "/nowhere", answers, &n, &err), -1);
	assert_non_null(strstr(err.text, "a/{model}.jsonl"));
	answers_free(answers);
	corpus_free(corpus);
	folder_clear(&folder);
}

static void damaged_answers_are_named(void **state)
{
	static const struct {
		const char *pupil, *what;
	} files[] = {
		{GOOD "{\"prompt\":\"x\"}\n" GOOD, "pupil.jsonl:2"},
		{GOOD "{\"prompt\":\"x", "pupil.jsonl:2"},
		{"", "pupil.jsonl"},
		{GOOD "{\"prompt\":\"z\",\"prompt_id\":\"sha256:ba7816bf8f01cfea\","
		      "\"response\":\"r\"}",
		 "two prompts"},
	};
	struct folder folder;

	(void)state;
	folder_init(&folder);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct err err = ERR_INIT;
		struct answers *answers = answers_new();
		struct corpus *corpus = answered(&folder, GOOD, files[i].pupil);
		size_t n;

		assert_int_equal(
			corpus_read_answers(corpus, folder.dir, answers, &n, &err), -1);
		assert_non_null(strstr(err.text, files[i].what));
		answers_free(answers);
		corpus_free(corpus);
	}
	folder_clear(&folder);
}

/* I7: a model's name becomes part of a path. */
static void a_name_cannot_lead_out_of_the_folder(void **state)
{
	static const char *const names[] = {"..", "../x", "a/../../x", "a/.."};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct err err = ERR_INIT;
		struct buf lineage = BUF_INIT;
		struct answers *answers = answers_new();
		struct corpus *corpus;
		size_t n;

		buf_printf(&lineage, HEADER "%s\tf\tindependent\t-\tlow\n", names[i]);
		corpus = open_with(FACTS, buf_str(&lineage), TRIALS, &err);
		assert_non_null(corpus);
		assert_int_equal(corpus_read_answers(corpus, "/tmp", answers, &n, &err),
				 -1);
		assert_non_null(strstr(err.text, "lead out"));
		answers_free(answers);
		corpus_free(corpus);
		buf_clear(&lineage);
	}
}

static void the_shipped_corpora_are_whole(void **state)
{
	struct err err = ERR_INIT;
	struct corpus *corpus = corpus_open("corpora/alpaca_eval", NULL, &err);
	size_t n_h1 = 0;

	(void)state;
	assert_non_null(corpus);
	assert_int_equal(corpus->n_models, 80);
	assert_int_equal(corpus->n_trials, 779);
	for (size_t i = 0; i < corpus->n_trials; i++) {
		const struct trial *trial = &corpus->trials[i];

		n_h1 += trial->h1;
		assert_string_equal(trial->teacher_vendor,
				    corpus_find(corpus, trial->teacher)->vendor);
	}
	assert_int_equal(n_h1, 108);
	for (size_t i = 0; i < corpus->n_models; i++)
		assert_null(strstr(corpus->models[i].taught_by, "unknown"));
	assert_string_equal(
		corpus_find(corpus, "FuseChat-Gemma-2-9B-Instruct")->taught_by,
		"google;meta;mistral;qwen");
	assert_string_equal(corpus_find(corpus, "merlinite-7B-AOT")->taught_by,
			    "merlinite;mistral");
	corpus_free(corpus);
	corpus = corpus_open("corpora/speechmap", NULL, &err);
	assert_non_null(corpus);
	assert_int_equal(corpus->n_models, 37);
	assert_int_equal(corpus->n_trials, 424);
	assert_string_equal(corpus->genre, "essay");
	assert_string_equal(
		corpus_find(corpus, "tngtech_deepseek-r1t-chimera")->taught_by,
		"deepseek");
	corpus_free(corpus);
}

/* 805 instructions; four models lack one to three (data/README.md). */
static void the_recorded_answers_load(void **state)
{
	static const char data[] = "../shared/data/alpaca_eval";
	struct err err = ERR_INIT;
	struct answers *answers;
	struct corpus *corpus;
	size_t n = 0, n_short = 0;

	(void)state;
	if (!file_is_dir(data)) {
		print_message("# the recorded answers are not here\n");
		skip();
	}
	corpus = corpus_open("corpora/alpaca_eval", NULL, &err);
	answers = answers_new();
	assert_int_equal(corpus_read_answers(corpus, data, answers, &n, &err), 0);
	assert_int_equal(n, 80);
	assert_int_equal(answers->n_models, 80);
	assert_int_equal(answers->n_items, 805);
	for (size_t m = 0; m < answers->n_models; m++) {
		size_t n_there = 0;

		for (size_t i = 0; i < answers->n_items; i++)
			n_there += answers_at(answers, m, i)->data != NULL;
		assert_true(n_there >= 802);
		n_short += n_there < 805;
	}
	assert_int_equal(n_short, 4);
	answers_free(answers);
	corpus_free(corpus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_corpus_is_read),
		cmocka_unit_test(tables_are_read_by_their_headers),
		cmocka_unit_test(makers_of_teachers_are_derived),
		cmocka_unit_test(wrong_tables_are_named_with_their_line),
		cmocka_unit_test(facts_are_checked),
		cmocka_unit_test(row_order_changes_nothing_but_the_hash),
		cmocka_unit_test(trials_can_come_from_elsewhere),
		cmocka_unit_test(a_lineage_alone_is_read),
		cmocka_unit_test(an_unknown_name_lists_those_known),
		cmocka_unit_test(answers_are_read_and_absent_models_passed_over),
		cmocka_unit_test(damaged_answers_are_named),
		cmocka_unit_test(a_name_cannot_lead_out_of_the_folder),
		cmocka_unit_test(the_shipped_corpora_are_whole),
		cmocka_unit_test(the_recorded_answers_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

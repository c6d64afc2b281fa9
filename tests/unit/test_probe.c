/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_probe.c: which sets are usable, what is said of the others, what is hashed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "probe/probe.h"
#include "probe/prompt_id.h"
#include "text/token.h"

#define HEAD                                                                             \
	"\"name\":\"n\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"open\","          \
	"\"genre\":\"g\",\"language\":\"en\",\"licence\":\"l\",\"defaults\":{}"
#define SET(probes) "{" HEAD ",\"probes\":[" probes "]}"
#define GOOD SET("{\"id\":\"a\",\"prompt\":\"Why?\"},{\"id\":\"b\",\"prompt\":\"How?\"}")

static struct probe_set *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct probe_set *set = probe_set_parse(text, strlen(text), "set", NULL, &err);

	if (!set)
		print_error("%s\n", err.text);
	assert_non_null(set);
	return set;
}

/* The text draws a finding of this severity about probe `id` that holds `what`. */
static void check_finding(const char *text, size_t n, bool fatal, const char *id,
			  const char *what)
{
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct err err = ERR_INIT;
	struct probe_set *set = probe_set_parse(text, n, "a file", &findings, &err);
	bool found = false;

	for (size_t i = 0; i < findings.n; i++) {
		const struct probe_finding *f = &findings.v[i];

		assert_string_equal(f->file, "a file");
		assert_true(*f->remedy);
		found = found || (f->fatal == fatal && !strcmp(f->id, id) &&
				  strstr(f->what, what));
	}
	if (!found)
		print_error("no finding '%s' on '%s' in %s\n", what, id, text);
	assert_true(found);
	assert_int_equal(set == NULL, findings.n_fatal > 0);
	if (!set)
		assert_true(err.kind == ERR_FAIL && strstr(err.text, "a file"));
	probe_set_free(set);
	probe_findings_clear(&findings);
}

#define CHECK_FATAL(text, id, what) check_finding(text, strlen(text), true, id, what)
#define CHECK_ADVICE(text, id, what) check_finding(text, strlen(text), false, id, what)

static void test_a_small_set_reads_as_written(void **state)
{
	struct probe_set *set = parse(
		"{" HEAD
		",\"probes\":[{\"id\":\"a\",\"prompt\":\"Why?\",\"topic\":\"t\"},"
		"{\"id\":\"b\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
		"{\"role\":\"user\",\"content\":\"u\"}]}],\"schema\":\"assay.probes."
		"v1\"}");
	const struct probe *b = probe_set_find(set, "b");

	(void)state;
	assert_int_equal(set->n, 2);
	assert_int_equal(set->kind, PROBE_OPEN);
	assert_string_equal(set->probes[0].messages[0].role, "user");
	assert_string_equal(set->probes[0].messages[0].content, "Why?");
	assert_string_equal(set->probes[0].topic, "t");
	assert_null(set->probes[0].key);
	assert_int_equal(b->n_messages, 2);
	assert_string_equal(b->messages[1].content, "u");
	assert_null(probe_set_find(set, "c"));
	assert_true(set->defaults.samples < 0);
	probe_set_free(set);
}

static void test_every_missing_field_is_named(void **state)
{
	static const char *const fields[] = {"name",  "version",  "purpose", "kind",
					     "genre", "language", "licence"};

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct buf what = BUF_INIT;

		buf_printf(&what, "the field \"%s\" is missing", fields[i]);
		CHECK_FATAL("{}", "", buf_str(&what));
		buf_clear(&what);
	}
	CHECK_FATAL("{}", "", "\"defaults\" is missing");
	CHECK_FATAL("{}", "", "\"probes\" is missing");
	CHECK_FATAL("{\"probes\":[]}", "", "\"probes\" is missing, not a list, or empty");
	CHECK_FATAL("{\"name\":3}", "", "\"name\" is not a text, or empty");
}

static void test_what_is_no_set_at_all_is_said(void **state)
{
	(void)state;
	CHECK_FATAL("", "", "it is not JSON");
	CHECK_FATAL("{", "", "it is not JSON");
	CHECK_FATAL("[]", "", "the file holds no object");
	CHECK_FATAL(GOOD "x", "", "it is not JSON");
	CHECK_FATAL(SET("3"), "probe 1", "it is not an object");
}

static void test_ids_must_be_unique_and_fit_for_file_names(void **state)
{
	(void)state;
	CHECK_FATAL(SET("{\"id\":\"a\",\"prompt\":\"x\"},{\"id\":\"b\",\"prompt\":\"y\"},"
			"{\"id\":\"a\",\"prompt\":\"z\"}"),
		    "a", "the id is also that of a (probes 1 and 3)");
	CHECK_FATAL(SET("{\"prompt\":\"x\"}"), "probe 1", "\"id\" is missing");
	CHECK_FATAL(SET("{\"id\":\"\",\"prompt\":\"x\"}"), "probe 1",
		    "\"id\" is missing");
	CHECK_FATAL(SET("{\"id\":\"../x\",\"prompt\":\"x\"}"), "../x", "cannot stand");
	CHECK_FATAL(SET("{\"id\":\"a b\",\"prompt\":\"x\"}"), "a b", "cannot stand");
	CHECK_FATAL(SET("{\"id\":\"-a\",\"prompt\":\"x\"}"), "-a", "cannot stand");
	CHECK_FATAL(SET("{\"id\":\"01234567890123456789012345678901234567890\","
			"\"prompt\":\"x\"}"),
		    "01234567890123456789012345678901234567890", "cannot stand");
}

/* FIPS 180-2's own example: SHA-256 of "abc" begins with ba7816bf8f01cfea. */
static void test_an_id_may_be_made_of_the_prompt(void **state)
{
	char id[PROMPT_ID_MADE];

	(void)state;
	prompt_id_make("abc", 3, id);
	assert_string_equal(id, "sha256:ba7816bf8f01cfea");
	probe_set_free(
		parse(SET("{\"id\":\"sha256:ba7816bf8f01cfea\",\"prompt\":\"abc\"}")));
	CHECK_FATAL(SET("{\"id\":\"sha256:ba7816bf8f01cfe\",\"prompt\":\"x\"}"),
		    "sha256:ba7816bf8f01cfe", "cannot stand");
	CHECK_FATAL(SET("{\"id\":\"sha256:BA7816BF8F01CFEA\",\"prompt\":\"x\"}"),
		    "sha256:BA7816BF8F01CFEA", "cannot stand");
	CHECK_FATAL("{\"name\":\"sha256:ba7816bf8f01cfea\"}", "", "cannot stand");
}

static void test_prompts_must_be_there_once(void **state)
{
	(void)state;
	CHECK_FATAL(SET("{\"id\":\"a\"}"), "a", "\"prompt\" is missing");
	CHECK_FATAL(SET("{\"id\":\"a\",\"prompt\":\"\"}"), "a", "or empty");
	CHECK_FATAL(SET("{\"id\":\"a\",\"prompt\":\" \\n\"}"), "a", "or empty");
	CHECK_FATAL(
		SET("{\"id\":\"a\",\"prompt\":\"x\"},{\"id\":\"b\",\"prompt\":\"x\"}"),
		"b", "word by word the same as a (probes 1 and 2)");
	CHECK_FATAL(SET("{\"id\":\"a\",\"prompt\":\"x\",\"messages\":[]}"), "a",
		    "both there");
	CHECK_FATAL(SET("{\"id\":\"a\",\"messages\":[]}"), "a", "not a list, or empty");
	CHECK_FATAL(SET("{\"id\":\"a\",\"messages\":[{\"role\":\"assistant\","
			"\"content\":\"x\"}]}"),
		    "a", "not the user's");
	CHECK_FATAL(
		SET("{\"id\":\"a\",\"messages\":[{\"role\":\"usr\",\"content\":\"x\"}]}"),
		"a", "the role \"usr\" is not known");
}

static void test_lost_characters_are_found_where_they_were(void **state)
{
	static const char nul[] = SET("{\"id\":\"a\",\"prompt\":\"x\"},"
				      "{\"id\":\"b\",\"prompt\":\"y\\u0000z\"}");
	static const char lone[] = SET("{\"id\":\"b\",\"prompt\":\"\\ud83d!\"}");
	static const char latin1[] = SET("{\"id\":\"b\",\"prompt\":\"caf\xe9\"}");
	static const char outside[] = "{\"notes\":\"\xff\"," HEAD
				      ",\"probes\":[{\"id\":\"a\",\"prompt\":\"x\"}]}";

	(void)state;
	CHECK_FATAL(nul, "b", "a character was lost");
	CHECK_FATAL(lone, "b", "a character was lost");
	CHECK_FATAL(latin1, "b", "a character was lost");
	CHECK_FATAL(outside, "", "1 characters were lost");
	/* A replacement character that was written as such lost nothing. */
	probe_set_free(parse(SET("{\"id\":\"a\",\"prompt\":\"What is \xEF\xBF\xBD?\"}")));
}

static void test_a_quiz_needs_keys_among_its_options(void **state)
{
#define QUIZ(probe)                                                                      \
	"{\"name\":\"n\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"quiz\","         \
	"\"genre\":\"g\",\"language\":\"en\",\"licence\":\"l\",\"defaults\":{},"         \
	"\"probes\":[" probe "]}"
	(void)state;
	CHECK_FATAL(QUIZ("{\"id\":\"a\",\"prompt\":\"x\"}"), "a", "has no key");
	CHECK_FATAL(QUIZ("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"C\","
			 "\"options\":[\"A\",\"B\"]}"),
		    "a", "the key \"C\" is none of the options");
	CHECK_FATAL(QUIZ("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"A\","
			 "\"options\":[\"A\",\"B\",\"A\"]}"),
		    "a", "the option \"A\" is there twice");
	CHECK_FATAL(QUIZ("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"A\",\"options\":[1,"
			 "\"A\"]}"),
		    "a", "option 1 is not a text");
	CHECK_FATAL(
		QUIZ("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"A\",\"options\":[\"A\"]}"),
		"a", "at least two");
	probe_set_free(parse(QUIZ("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"42\"}")));
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"y\"}"), "a",
		     "only a quiz");
}

static void test_misspelt_words_draw_the_nearest_known_one(void **state)
{
	(void)state;
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"x\",\"topc\":\"y\"}"), "a",
		     "\"topc\" is not known; is it \"topic\"?");
	CHECK_FATAL("{\"kind\":\"quizz\"}", "", "is it \"quiz\"?");
	CHECK_FATAL("{\"name\":\"a\",\"name\":\"b\"}", "", "\"name\" is there twice");
	/* Keys are compared with their case. */
	CHECK_FATAL("{\"Name\":\"a\"}", "", "\"name\" is missing");
}

static void test_fields_of_ones_own_pass(void **state)
{
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct err err = ERR_INIT;
	static const char text[] = SET("{\"id\":\"a\",\"prompt\":\"x\",\"x-mine\":1,"
				       "\"notes\":\"y\"}");
	struct probe_set *set = probe_set_parse(text, strlen(text), "f", &findings, &err);

	(void)state;
	assert_non_null(set);
	assert_int_equal(findings.n, 0);
	probe_set_free(set);
}

static void test_defaults_have_ranges(void **state)
{
#define DEFAULTS(json)                                                                   \
	"{\"name\":\"n\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"open\","         \
	"\"genre\":\"g\",\"language\":\"en\",\"licence\":\"l\",\"defaults\":" json       \
	",\"probes\":[{\"id\":\"a\",\"prompt\":\"x\"}]}"
	struct probe_set *set = parse(DEFAULTS("{\"samples\":3,\"max_tokens\":50,"
					       "\"temperature\":0.7,\"top_p\":1}"));

	(void)state;
	assert_true(set->defaults.samples == 3);
	assert_true(set->defaults.max_tokens == 50);
	assert_true(set->defaults.temperature == 0.7);
	assert_true(set->defaults.top_p == 1);
	probe_set_free(set);
	CHECK_FATAL(DEFAULTS("{\"samples\":0}"), "",
		    "\"samples\" is not a number from 1");
	CHECK_FATAL(DEFAULTS("{\"samples\":1.5}"), "", "not a whole number");
	CHECK_FATAL(DEFAULTS("{\"max_tokens\":\"9\"}"), "",
		    "\"max_tokens\" is not a number");
	CHECK_FATAL(DEFAULTS("{\"temperature\":-1}"), "",
		    "\"temperature\" is not a number");
	CHECK_FATAL(DEFAULTS("{\"temperature\":1e999}"), "",
		    "\"temperature\" is not a number");
	CHECK_FATAL(DEFAULTS("[]"), "", "\"defaults\" is missing or not an object");
}

static void test_language_is_a_code(void **state)
{
	(void)state;
	CHECK_FATAL("{\"language\":\"English\"}", "", "is no language code");
	CHECK_FATAL("{\"language\":\"e\"}", "", "is no language code");
	CHECK_FATAL("{\"language\":\"en-\"}", "", "is no language code");
}

static void check_hash(const char *a, const char *b, bool same)
{
	struct probe_set *one = parse(a), *other = parse(b);

	assert_int_equal(!memcmp(one->hash, other->hash, SHA256_BYTES), same);
	probe_set_free(one);
	probe_set_free(other);
}

static void test_the_hash_ignores_layout_and_key_order(void **state)
{
	(void)state;
	check_hash(GOOD,
		   "{ \"probes\" : [\n{\"prompt\":\"Why?\",\"id\":\"a\"},\n"
		   "{\"id\":\"b\", \"prompt\":\"H\\u006fw?\", \"notes\":\"n\"}], " HEAD
		   ",\n\"x-z\":1 }\n",
		   true);
	/* A prompt is a conversation of one message. */
	check_hash(SET("{\"id\":\"a\",\"prompt\":\"x\"}"),
		   SET("{\"id\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}"
		       "]}"),
		   true);
}

static void test_the_hash_covers_what_is_asked(void **state)
{
	(void)state;
	check_hash(GOOD,
		   SET("{\"id\":\"b\",\"prompt\":\"How?\"},{\"id\":\"a\",\"prompt\":"
		       "\"Why?\"}"),
		   false);
	check_hash(GOOD,
		   SET("{\"id\":\"a\",\"prompt\":\"Why\"},{\"id\":\"b\",\"prompt\":\"How?"
		       "\"}"),
		   false);
	check_hash(DEFAULTS("{}"), DEFAULTS("{\"samples\":1}"), false);
	check_hash(DEFAULTS("{\"temperature\":0.1}"),
		   DEFAULTS("{\"temperature\":0.10000000001}"), false);
	/* Fields cannot run together. */
	check_hash(SET("{\"id\":\"a\",\"prompt\":\"bc\"}"),
		   SET("{\"id\":\"ab\",\"prompt\":\"c\"}"), false);
	check_hash(SET("{\"id\":\"a\",\"prompt\":\"x\",\"topic\":\"k\"}"),
		   SET("{\"id\":\"a\",\"prompt\":\"x\",\"key\":\"k\"}"), false);
}

static void test_without_findings_the_first_fault_is_the_error(void **state)
{
	struct err err = ERR_INIT;
	static const char text[] = SET("{\"id\":\"a\"},{\"id\":\"a\"}");

	(void)state;
	assert_null(probe_set_parse(text, strlen(text), "s.json", NULL, &err));
	assert_int_equal(err.kind, ERR_FAIL);
	assert_non_null(strstr(err.text, "s.json: a: the field \"prompt\" is missing"));
	assert_non_null(strstr(err.text, "3 faults in all"));
	assert_null(probe_set_open("tests/no-such-file.json", NULL, &err));
	assert_non_null(strstr(err.text, "tests/no-such-file.json"));
}

static void test_a_thousand_probes_are_checked_for_twins(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	buf_str_add(&text, "{" HEAD ",\"probes\":[");
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "%s{\"id\":\"p%d\",\"prompt\":\"number %d\"}",
			   i ? "," : "", i, i == 999 ? 5 : i);
	buf_str_add(&text, "]}");
	check_finding(text.data, text.len, true, "p999",
		      "the same as p5 (probes 6 and 1000)");
	buf_clear(&text);
}

/* Hashes of all runs of eight words of the sets that ship. */
struct runs {
	uint64_t *v;
	size_t n, cap;
	size_t hits, n_texts;
};

#define RUN 8

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void each_run(const char *text, struct tokens *tokens, struct runs *runs,
		     void (*visit)(struct runs *, uint64_t))
{
	size_t n = 0;

	tokens_read(text, strlen(text), SIZE_MAX, tokens);
	for (size_t i = 0; i < tokens->n; i++)
		if (tokens->v[i].flags & TOKEN_WORD)
			tokens->v[n++].hash = tokens->v[i].hash;
	for (size_t i = 0; i + RUN <= n; i++) {
		uint64_t hash = 0;

		for (size_t j = 0; j < RUN; j++)
			hash = hash_pair(hash, tokens->v[i + j].hash);
		visit(runs, hash);
	}
}

static void run_add(struct runs *runs, uint64_t hash)
{
	runs->v = MEM_GROW(runs->v, runs->n, &runs->cap);
	runs->v[runs->n++] = hash;
}

static void run_seek(struct runs *runs, uint64_t hash)
{
	runs->hits += bsearch(&hash, runs->v, runs->n, sizeof(hash), by_value) != NULL;
}

static void runs_of_set(const char *path, struct tokens *tokens, struct runs *runs)
{
	struct err err = ERR_INIT;
	struct probe_set *set = probe_set_open(path, NULL, &err);

	assert_non_null(set);
	for (size_t i = 0; i < set->n; i++)
		for (size_t j = 0; j < set->probes[i].n_messages; j++)
			each_run(set->probes[i].messages[j].content, tokens, runs,
				 run_add);
	probe_set_free(set);
}

/* Texts under a key that names a prompt in the recorded formats. */
static void seek_prompts(const struct json *value, const char *key, struct tokens *tokens,
			 struct runs *runs)
{
	static const char *const keys[] = {"instruction", "prompt", "question", "input"};
	const char *text = json_text(value);

	for (size_t i = 0; text && key && i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(key, keys[i])) {
			runs->n_texts++;
			each_run(text, tokens, runs, run_seek);
		}
	JSON_EACH(child, value)
		seek_prompts(child, json_key(child), tokens, runs);
}

static size_t seek_line(const char *line, size_t n, struct tokens *tokens,
			struct runs *runs)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(line, n, NULL, &err);

	if (value)
		seek_prompts(value, NULL, tokens, runs);
	json_free(value);
	return value != NULL;
}

static void seek_file(const char *path, struct tokens *tokens, struct runs *runs)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	size_t n = 0, at = 0;

	assert_int_equal(file_read(path, &text, NULL, &err), 0);
	if (text.len && text.data[0] == '[')
		n = seek_line(text.data, text.len, tokens, runs);
	while (!n && at < text.len) {
		const char *end = memchr(text.data + at, '\n', text.len - at);
		size_t len = end ? (size_t)(end - text.data) - at : text.len - at;

		if (len)
			(void)seek_line(text.data + at, len, tokens, runs);
		at += len + 1;
	}
	buf_clear(&text);
}

/* Every model of a folder answered the same prompts: its first file has them all. */
static void seek_first_file(const char *dir, const char *inside, struct tokens *tokens,
			    struct runs *runs)
{
	struct file_list list = {NULL, 0};
	struct err err = ERR_INIT;

	assert_int_equal(file_list(dir, &list, &err), 0);
	if (list.n) {
		char *path = file_join(dir, list.names[0]);
		char *whole = *inside ? file_join(path, inside) : mem_strdup(path);

		seek_file(whole, tokens, runs);
		mem_free(whole);
		mem_free(path);
	}
	file_list_free(&list);
}

static void test_shipped_prompts_share_no_eight_words_with_recorded_ones(void **state)
{
	static const char *const folders[][2] = {
		{"../shared/data/alpaca_eval/results", "model_outputs.json"},
		{"../shared/data/cllm", ""},
		{"../shared/data/llmrandom", ""},
		{"../shared/data/mmlu_pro", ""},
		{"../shared/data/speechmap/answers", ""},
	};
	struct tokens tokens = TOKENS_INIT;
	struct runs runs = {NULL, 0, 0, 0, 0};

	(void)state;
	runs_of_set("probes/everyday.json", &tokens, &runs);
	assert_true(runs.n > 300);
	qsort(runs.v, runs.n, sizeof(*runs.v), by_value);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		if (!file_is_dir(folders[i][0]))
			continue;
		seek_first_file(folders[i][0], folders[i][1], &tokens, &runs);
	}
	assert_int_equal(runs.hits, 0);
	/* The search finds what is there. */
	each_run("In three or four sentences, why do house prices tend to cool", &tokens,
		 &runs, run_seek);
	assert_int_equal(runs.hits, 5);
	mem_free(runs.v);
	tokens_clear(&tokens);
	print_message("%zu recorded prompts searched\n", runs.n_texts);
	if (!runs.n_texts)
		skip();
}

static void test_shipped_sets_are_without_fault_or_advice(void **state)
{
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct err err = ERR_INIT;
	struct probe_set *set = probe_set_open("probes/everyday.json", &findings, &err);

	(void)state;
	assert_non_null(set);
	assert_int_equal(findings.n, 0);
	assert_int_equal(set->n, 40);
	probe_set_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_small_set_reads_as_written),
		cmocka_unit_test(test_every_missing_field_is_named),
		cmocka_unit_test(test_what_is_no_set_at_all_is_said),
		cmocka_unit_test(test_ids_must_be_unique_and_fit_for_file_names),
		cmocka_unit_test(test_an_id_may_be_made_of_the_prompt),
		cmocka_unit_test(test_prompts_must_be_there_once),
		cmocka_unit_test(test_lost_characters_are_found_where_they_were),
		cmocka_unit_test(test_a_quiz_needs_keys_among_its_options),
		cmocka_unit_test(test_misspelt_words_draw_the_nearest_known_one),
		cmocka_unit_test(test_fields_of_ones_own_pass),
		cmocka_unit_test(test_defaults_have_ranges),
		cmocka_unit_test(test_language_is_a_code),
		cmocka_unit_test(test_the_hash_ignores_layout_and_key_order),
		cmocka_unit_test(test_the_hash_covers_what_is_asked),
		cmocka_unit_test(test_without_findings_the_first_fault_is_the_error),
		cmocka_unit_test(test_a_thousand_probes_are_checked_for_twins),
		cmocka_unit_test(
			test_shipped_prompts_share_no_eight_words_with_recorded_ones),
		cmocka_unit_test(test_shipped_sets_are_without_fault_or_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

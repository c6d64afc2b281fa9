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
#include "base/json.h"
#include "probe/probe.h"
#include "probe/prompt_id.h"

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

#define PLAIN_HASH                                                                       \
	"6b6b1c4a557ca085a086ebfaaaf7a775"                                               \
	"f1ec70deedab8a3c23c06c4ec19c4ca5"
#define MANY(probes)                                                                     \
	"{\"name\":\"n\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"open\","         \
	"\"genre\":\"g\",\"language\":\"mul\",\"licence\":\"l\",\"defaults\":{},"        \
	"\"probes\":[" probes "]}"

static void test_a_probe_may_have_a_language_of_its_own(void **state)
{
	struct probe_set *set = parse(MANY("{\"id\":\"a\",\"prompt\":\"x\"},"
					   "{\"id\":\"b\",\"prompt\":\"y\","
					   "\"language\":\"zh\"}"));
	struct json *json = probe_set_json(set);
	struct buf text = BUF_INIT;
	struct probe_set *again;

	(void)state;
	assert_string_equal(probe_language(set, &set->probes[0]), "mul");
	assert_string_equal(probe_language(set, &set->probes[1]), "zh");
	json_print(json, false, &text);
	again = parse(buf_str(&text));
	assert_memory_equal(set->hash, again->hash, SHA256_BYTES);
	probe_set_free(again);
	probe_set_free(set);
	json_free(json);
	buf_clear(&text);
	CHECK_ADVICE(MANY("{\"id\":\"a\",\"prompt\":\"x\"}"), "a",
		     "the probe does not say its");
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"x\",\"language\":\"zh\"}"), "a",
		     "its language, zh, is not the set's");
	CHECK_FATAL(SET("{\"id\":\"a\",\"prompt\":\"x\",\"language\":\"Chinese\"}"), "a",
		    "is no language code");
}

/* As "choice", with probes of ten tokens or of any length. */
#define PICK(defaults)                                                                   \
	"{\"name\":\"n\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"choice\","       \
	"\"genre\":\"g\",\"language\":\"en\",\"licence\":\"l\",\"defaults\":" defaults   \
	",\"probes\":[{\"id\":\"a\",\"prompt\":\"Name a tree.\"},"                       \
	"{\"id\":\"b\",\"prompt\":\"Heads?\",\"options\":[\"yes\",\"no\"]}]}"

static void test_a_free_pick_must_be_short(void **state)
{
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct err err = ERR_INIT;
	static const char brief[] = PICK("{\"max_tokens\":10}");
	struct probe_set *set =
		probe_set_parse(brief, strlen(brief), "n", &findings, &err);

	(void)state;
	assert_int_equal(findings.n, 0);
	probe_set_free(set);
	probe_findings_clear(&findings);
	CHECK_ADVICE(PICK("{}"), "", "1 of 2 choices have no options");
	CHECK_ADVICE(PICK("{\"max_tokens\":400}"), "", "1 of 2 choices have no options");
}

static void test_what_a_text_holds_by_accident_is_said(void **state)
{
	(void)state;
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"caf\\u00c3\\u00a9\"}"), "a",
		     "Latin-1");
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"it\\u00e2\\u20ac\\u2122s\"}"), "a",
		     "Windows-1252");
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"a\\ufffdb\"}"), "a", "U+FFFD");
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"a\\u202eb\"}"), "a", "U+202E");
	CHECK_ADVICE(SET("{\"id\":\"a\",\"prompt\":\"FILL IN: it\"}"), "a",
		     "still to be written");
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

/* SHA-256 over the fields in the order of probe.h, each with its length (8 bytes,
 * big-endian) and a mark ahead, by Python's hashlib from the README's description. */
static void test_the_hash_covers_a_probes_language_where_it_has_one(void **state)
{
	struct probe_set *set = parse(SET("{\"id\":\"a\",\"prompt\":\"x\"}"));
	char hex[SHA256_HEX];

	(void)state;
	sha256_hex(set->hash, hex);
	assert_string_equal(hex, PLAIN_HASH);
	probe_set_free(set);
	check_hash(SET("{\"id\":\"a\",\"prompt\":\"x\"}"),
		   SET("{\"id\":\"a\",\"prompt\":\"x\",\"language\":\"en\"}"), false);
	check_hash(SET("{\"id\":\"a\",\"prompt\":\"x\",\"language\":\"en\"}"),
		   SET("{\"id\":\"a\",\"prompt\":\"x\",\"language\":\"fr\"}"), false);
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
		cmocka_unit_test(test_a_probe_may_have_a_language_of_its_own),
		cmocka_unit_test(test_the_hash_covers_a_probes_language_where_it_has_one),
		cmocka_unit_test(test_a_free_pick_must_be_short),
		cmocka_unit_test(test_what_a_text_holds_by_accident_is_said),
		cmocka_unit_test(test_the_hash_ignores_layout_and_key_order),
		cmocka_unit_test(test_the_hash_covers_what_is_asked),
		cmocka_unit_test(test_without_findings_the_first_fault_is_the_error),
		cmocka_unit_test(test_a_thousand_probes_are_checked_for_twins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_plan.c: what a plan says is what is asked, in which order; what is refused;
 * what an extended plan may change. */
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
#include "probe/plan.h"

/* Two sets of the user's own lie beside every plan here: "a" (open, a1 to a9, defaults
 * as below) and "b" (choice, b1 to b3 and a probe of a's). */
static char folder[] = "/tmp/assay-plan-XXXXXX";

#define SUSPECT "\"suspect\":{\"model\":\"s\",\"api\":\"openai\",\"key_env\":\"S_KEY\"}"
#define TEACHER "\"teacher\":{\"model\":\"t\",\"api\":\"anthropic\"}"
#define PLAN(more) "{" SUSPECT "," TEACHER "," more "}"
#define SET_HEAD(name, kind)                                                             \
	"{\"name\":\"" name "\",\"version\":\"1\",\"purpose\":\"p\",\"kind\":\"" kind    \
	"\",\"genre\":\"assistant\",\"language\":\"en\",\"licence\":\"l\","

static void write_file(const char *name, const char *text)
{
	struct err err = ERR_INIT;
	char *path = file_join(folder, name);

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	mem_free(path);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	write_file("a.json",
		   SET_HEAD("a", "open") "\"defaults\":{\"samples\":2,\"max_tokens\":300,"
					 "\"temperature\":0.5,\"system\":\"of the set\"},"
					 "\"probes\":["
					 "{\"id\":\"a1\",\"prompt\":\"A one\"},"
					 "{\"id\":\"a2\",\"prompt\":\"A two\"},"
					 "{\"id\":\"a3\",\"prompt\":\"A three\"},"
					 "{\"id\":\"a4\",\"prompt\":\"A four\"},"
					 "{\"id\":\"a5\",\"prompt\":\"A five\"},"
					 "{\"id\":\"a6\",\"prompt\":\"A six\"},"
					 "{\"id\":\"a7\",\"prompt\":\"A seven\"},"
					 "{\"id\":\"a8\",\"prompt\":\"A eight\"},"
					 "{\"id\":\"a9\",\"prompt\":\"A nine\"}]}");
	write_file("b.json", SET_HEAD("b", "choice") "\"defaults\":{},\"probes\":["
						     "{\"id\":\"b1\",\"prompt\":\"B "
						     "one\"},"
						     "{\"id\":\"b2\",\"prompt\":\"B "
						     "two\"},"
						     "{\"id\":\"a3\",\"prompt\":\"A "
						     "three\"}]}");
	write_file("other.json",
		   "{\"name\":\"other\",\"version\":\"1\",\"purpose\":\"p\","
		   "\"kind\":\"open\",\"genre\":\"essay\",\"language\":"
		   "\"en\",\"licence\":\"l\",\"defaults\":{},\"probes\":["
		   "{\"id\":\"a3\",\"prompt\":\"Something else\"}]}");
	return 0;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"a.json", "b.json", "other.json"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = file_join(folder, names[i]);

		(void)unlink(path);
		mem_free(path);
	}
	return rmdir(folder);
}

static struct plan *try_parse(const char *text, struct err *err)
{
	char *path = file_join(folder, "my-case.json");
	struct plan *plan = plan_parse(text, strlen(text), path, NULL, err);

	mem_free(path);
	return plan;
}

static struct plan *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct plan *plan = try_parse(text, &err);

	if (!plan)
		print_error("%s\n", err.text);
	assert_non_null(plan);
	return plan;
}

/* Refused, as a fault of usage, naming the file and holding `what`. */
static void check_refused(const char *text, const char *what)
{
	struct err err = ERR_INIT;
	struct plan *plan = try_parse(text, &err);

	if (plan || !strstr(err.text, what))
		print_error("%s\n\"%s\" is not in \"%s\"\n", text, what, err.text);
	assert_null(plan);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_non_null(strstr(err.text, "my-case.json: "));
	assert_non_null(strstr(err.text, what));
}

static void test_a_small_plan_reads_as_written(void **state)
{
	struct plan *plan =
		parse("{\"schema\":\"assay.plan.v1\",\"name\":\"n\"," SUSPECT
		      ",\"teacher\":{\"name\":\"T\",\"model\":\"t\",\"api\":\"gemini\","
		      "\"base_url\":\"https://x.example/v1\",\"system\":\"be brief\","
		      "\"params\":{\"temperature\":1},\"stream\":true,\"rpm\":60,"
		      "\"tpm\":1000,\"max_concurrency\":4,\"vendor\":\"v\","
		      "\"taught_by\":[\"x\",\"y\"],\"relation\":\"distilled\"},"
		      "\"controls\":[{\"model\":\"c\"}],\"probes\":[\"a.json\"],"
		      "\"budget\":{\"usd\":2.5},\"seed\":7,\"corpus\":\"alpaca_eval\"}");
	const struct plan_model *m = plan->models;

	(void)state;
	assert_string_equal(plan->name, "n");
	assert_int_equal(plan->n_models, 3);
	assert_string_equal(m[0].name, "s");
	assert_string_equal(m[0].key_env, "S_KEY");
	assert_int_equal(m[0].role, ROLE_SUSPECT);
	assert_null(m[0].system);
	assert_null(m[0].vendor);
	assert_string_equal(m[1].name, "T");
	assert_string_equal(m[1].model, "t");
	assert_string_equal(m[1].system, "be brief");
	assert_true(m[1].stream && m[1].rpm == 60 && m[1].tpm == 1000);
	assert_int_equal(m[1].max_concurrency, 4);
	assert_string_equal(m[1].taught_by, "x;y");
	assert_true(json_num(m[1].params, "temperature", 0) == 1);
	assert_int_equal(m[2].role, ROLE_CONTROL);
	assert_string_equal(m[2].api, "");
	assert_true(plan->budget.usd == 2.5 && plan->budget.requests < 0);
	assert_int_equal(plan->seed, 7);
	assert_string_equal(plan->genre, "assistant");
	assert_string_equal(plan->examiner, "");
	assert_int_equal(plan->sets[0].samples, 2);
	assert_int_equal(plan->sets[0].n_take, 9);
	assert_string_equal(plan->sentinel->id, "a1");
	assert_int_equal(plan->sentinel_every, 50);
	plan_free(plan);
}

static void test_a_plan_without_a_name_goes_by_its_file(void **state)
{
	struct plan *plan = parse(PLAN("\"probes\":[\"a.json\"]"));

	(void)state;
	assert_string_equal(plan->name, "my-case");
	plan_free(plan);
}

static void test_a_shipped_set_goes_by_its_name(void **state)
{
	struct plan *plan = parse(PLAN("\"probes\":[\"everyday\"]"));

	(void)state;
	assert_string_equal(plan->sets[0].set->name, "everyday");
	plan_free(plan);
}

static void test_overrides_stand_in_the_place_of_members(void **state)
{
	struct err err = ERR_INIT;
	static const char text[] = PLAN("\"probes\":[\"everyday\"],\"seed\":1");
	static const char more[] = "{\"seed\":5,\"budget\":{\"requests\":9}}";
	struct json *overrides = json_parse(more, sizeof(more) - 1, NULL, &err);
	struct plan *plan = plan_parse(text, sizeof(text) - 1, "p.json", overrides, &err);

	(void)state;
	assert_non_null(plan);
	assert_int_equal(plan->seed, 5);
	assert_true(plan->budget.requests == 9);
	json_free(overrides);
	plan_free(plan);
}

static void test_a_sets_own_samples_win(void **state)
{
	struct plan *plan = parse(PLAN("\"probes\":[\"a.json\",{\"set\":\"b.json\","
				       "\"samples\":5}],\"samples\":3"));

	(void)state;
	assert_int_equal(plan->sets[0].samples, 3);
	assert_int_equal(plan->sets[1].samples, 5);
	plan_free(plan);
}

static const char *id_of(const struct plan *plan, const struct plan_item *item)
{
	return plan->sets[item->set].set->probes[item->probe].id;
}

/* The ids of items that are no sentinels, each once in the order of first asking. */
static void ids_of(const struct plan *plan, const char *set, struct buf *out)
{
	size_t n;
	struct plan_item *items = plan_items(plan, &n);

	for (size_t i = 0; i < n; i++)
		if (!items[i].is_sentinel &&
		    !strcmp(plan->sets[items[i].set].set->name, set))
			buf_printf(out, "%s/%ld ", id_of(plan, &items[i]),
				   items[i].sample);
	mem_free(items);
}

static void check_order(const char *one, const char *other, const char *set, bool same)
{
	struct plan *a = parse(one), *b = parse(other);
	struct buf x = BUF_INIT, y = BUF_INIT;

	ids_of(a, set, &x);
	ids_of(b, set, &y);
	if (same)
		assert_string_equal(buf_str(&x), buf_str(&y));
	else
		assert_string_not_equal(buf_str(&x), buf_str(&y));
	buf_clear(&x);
	buf_clear(&y);
	plan_free(a);
	plan_free(b);
}

static void test_the_order_is_a_function_of_seed_round_set_and_probe(void **state)
{
#define A PLAN("\"probes\":[\"a.json\"]")
	(void)state;
	check_order(A, A, "a", true);
	check_order(A, PLAN("\"probes\":[\"a.json\"],\"seed\":2"), "a", false);
	check_order(A, PLAN("\"probes\":[\"a.json\"],\"controls\":[{\"model\":\"c\"}]"),
		    "a", true);
	check_order(A, PLAN("\"probes\":[\"a.json\",\"b.json\"]"), "a", true);
	check_order(A, PLAN("\"probes\":[\"a.json\"],\"sentinel\":false"), "a", true);
}

static void test_items_come_sample_by_sample_each_once(void **state)
{
	struct plan *plan = parse(PLAN("\"probes\":[\"a.json\"],\"sentinel\":false"));
	size_t n, seen[2][9] = {{0}};
	struct plan_item *items = plan_items(plan, &n);
	bool shuffled = false, differs = false;

	(void)state;
	assert_int_equal(n, 18);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(items[i].sample, i / 9);
		seen[items[i].sample][items[i].probe]++;
		shuffled = shuffled || items[i].probe != i % 9;
		differs = differs || items[i].probe != items[i % 9].probe;
	}
	for (size_t i = 0; i < 18; i++)
		assert_int_equal(seen[i / 9][i % 9], 1);
	assert_true(shuffled && differs);
	mem_free(items);
	plan_free(plan);
}

static void test_a_sentinel_stands_first_and_after_every_so_many(void **state)
{
	struct plan *plan = parse(PLAN("\"probes\":[\"a.json\"],\"sentinel\":"
				       "{\"probe\":\"a4\",\"every\":6}"));
	char id[PLAN_PROMPT_ID];
	size_t n;
	struct plan_item *items = plan_items(plan, &n);

	(void)state;
	/* 18 others, and one before them and after the 6th, 12th and 18th. */
	assert_int_equal(n, 22);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(items[i].is_sentinel, i % 7 == 0);
		if (!items[i].is_sentinel)
			continue;
		assert_int_equal(items[i].sample, i / 7);
		assert_string_equal(plan_prompt_id(plan, &items[i], id), "sentinel:a4");
	}
	assert_string_equal(plan_prompt_id(plan, &items[1], id), id_of(plan, &items[1]));
	mem_free(items);
	plan_free(plan);
}

static void test_take_draws_by_seed_and_grows_by_adding(void **state)
{
	struct plan *few = parse(PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":3}]"));
	struct plan *more = parse(PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":5}]"));
	size_t n_common = 0;

	(void)state;
	assert_int_equal(few->sets[0].n_take, 3);
	for (size_t i = 0; i < 3; i++) {
		if (i)
			assert_true(few->sets[0].take[i - 1] < few->sets[0].take[i]);
		for (size_t j = 0; j < 5; j++)
			n_common += few->sets[0].take[i] == more->sets[0].take[j];
	}
	assert_int_equal(n_common, 3);
	plan_free(few);
	plan_free(more);
}

static void test_a_probe_of_two_sets_is_asked_once_a_sample(void **state)
{
	/* a asks a3 twice, b three times: the third is b's. */
	struct plan *plan = parse(PLAN("\"probes\":[\"a.json\",{\"set\":\"b.json\","
				       "\"samples\":3}],\"sentinel\":false"));
	size_t n, n_shared = 0;
	struct plan_item *items = plan_items(plan, &n);

	(void)state;
	assert_int_equal(n, 9 * 2 + 2 * 3 + 1);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(id_of(plan, &items[i]), "a3") != 0)
			continue;
		assert_int_equal(items[i].sample, n_shared++);
		assert_int_equal(items[i].set, items[i].sample == 2);
	}
	assert_int_equal(n_shared, 3);
	mem_free(items);
	plan_free(plan);
}

static void test_a_models_own_parameters_overrule_the_sets(void **state)
{
	struct plan *plan = parse(
		"{\"suspect\":{\"model\":\"s\",\"api\":\"openai\",\"system\":\"\","
		"\"params\":{\"temperature\":null,\"max_tokens\":50,\"seed\":3}}," TEACHER
		",\"probes\":[\"a.json\"]}");
	struct plan_item item = {0, 0, 0, false};
	struct json *own, *plain;
	struct buf text = BUF_INIT;

	(void)state;
	assert_null(plan_request_of(plan, &plan->models[0], &item, &own));
	assert_string_equal(plan_request_of(plan, &plan->models[1], &item, &plain),
			    "of the set");
	json_print(own, false, &text);
	assert_string_equal(buf_str(&text), "{\"max_tokens\":50,\"seed\":3}");
	buf_reset(&text);
	json_print(plain, false, &text);
	assert_string_equal(buf_str(&text), "{\"max_tokens\":300,\"temperature\":0.5}");
	buf_clear(&text);
	json_free(own);
	json_free(plain);
	plan_free(plan);
}

static void test_a_prompt_of_several_messages_keeps_their_roles(void **state)
{
	struct probe_message said[] = {{"system", "s"}, {"user", "u"}};
	struct probe probe = {.messages = said, .n_messages = 2};
	struct buf text = BUF_INIT;

	(void)state;
	plan_prompt_text(&probe, &text);
	assert_string_equal(buf_str(&text), "system: s\nuser: u");
	buf_reset(&text);
	probe.messages++;
	probe.n_messages = 1;
	plan_prompt_text(&probe, &text);
	assert_string_equal(buf_str(&text), "u");
	buf_clear(&text);
}

static void test_what_is_missing_is_named(void **state)
{
	(void)state;
	check_refused("[]", "holds no object");
	check_refused("{", "not JSON");
	check_refused("{\"probes\":[\"a.json\"]}", "suspect: it is missing");
	check_refused("{" SUSPECT ",\"probes\":[\"a.json\"]}", "teacher: it is missing");
	check_refused("{" SUSPECT "," TEACHER "}", "probes: it is missing");
	check_refused(PLAN("\"probes\":[]"), "probes: it is missing, no list, or empty");
	check_refused(PLAN("\"probes\":[\"a.json\"],\"controls\":[{\"api\":\"openai\"}]"),
		      "controls[0]: it has no \"model\"");
}

static void test_misspelt_members_draw_the_nearest_known_one(void **state)
{
	(void)state;
	check_refused(PLAN("\"prbes\":[]"), "\"prbes\" is not known; is it \"probes\"?");
	check_refused(
		PLAN("\"probes\":[{\"set\":\"a.json\",\"sample\":1}]"),
		"probes[0]: the member \"sample\" is not known; is it \"samples\"?");
	check_refused(PLAN("\"probes\":[\"a.json\"],\"seed\":1,\"seed\":1"),
		      "\"seed\" is there twice");
	check_refused(PLAN("\"probes\":[\"everyda\"]"), "is it \"everyday\"?");
	check_refused(PLAN("\"probes\":[\"a.json\"],\"sentinel\":{\"probe\":\"z\"}"),
		      "sentinel: no set of the plan has a probe \"z\"");
	plan_free(parse(PLAN("\"probes\":[\"a.json\"],\"x-mine\":{\"a\":1}")));
}

static void test_numbers_have_ranges(void **state)
{
	(void)state;
	check_refused(PLAN("\"probes\":[\"a.json\"],\"samples\":0"), "\"samples\" must");
	check_refused(PLAN("\"probes\":[\"a.json\"],\"samples\":1.5"),
		      "\"samples\" must be a whole number");
	check_refused(PLAN("\"probes\":[{\"set\":\"a.json\",\"samples\":0}]"),
		      "probes[0]: \"samples\" must");
	check_refused(PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":10}]"),
		      "probes[0]: \"take\" is 10 and the set a has 9 probes");
	check_refused(PLAN("\"probes\":[\"a.json\"],\"budget\":{\"usd\":-1}"),
		      "budget: \"usd\" must");
	check_refused(PLAN("\"probes\":[\"a.json\"],\"seed\":-1"), "\"seed\" must");
}

static void test_models_and_sets_must_be_told_apart(void **state)
{
	(void)state;
	check_refused(PLAN("\"probes\":[\"a.json\"],\"controls\":[{\"model\":\"t\"}]"),
		      "control: \"t\" is also the teacher's name");
	check_refused("{" SUSPECT ",\"teacher\":{\"name\":\"x\",\"model\":\"s\","
		      "\"api\":\"openai\"},\"probes\":[\"a.json\"]}",
		      "not compared with itself");
	check_refused(PLAN("\"probes\":[\"a.json\",\"a.json\"]"), "is there twice");
	check_refused(PLAN("\"probes\":[\"a.json\",\"other.json\"]"),
		      "the sets a and other both have a probe \"a3\"");
}

static void test_a_model_is_asked_or_recorded(void **state)
{
#define CONTROL(model) PLAN("\"probes\":[\"a.json\"],\"controls\":[" model "]")
	(void)state;
	plan_free(parse(CONTROL("{\"model\":\"c\",\"recorded\":true}")));
	check_refused(CONTROL("{\"model\":\"c\",\"recorded\":true,\"api\":\"openai\"}"),
		      "controls[0]: it is recorded and has an \"api\"");
	check_refused(CONTROL("{\"model\":\"c\",\"recorded\":false}"), "has no \"api\"");
	check_refused(CONTROL("{\"model\":\"c\",\"key_env\":\"K\"}"),
		      "\"key_env\" is there and \"api\" is not");
	check_refused(CONTROL("{\"model\":\"c\",\"api\":\"x\",\"base_url\":\"ftp://x\"}"),
		      "must begin with https://");
	check_refused(CONTROL("{\"model\":\"c\",\"relation\":\"cousin\"}"),
		      "\"relation\" must be");
	check_refused(CONTROL("{\"model\":\"c\",\"api\":\"x\",\"key_env\":\"A\","
			      "\"key_file\":\"b\"}"),
		      "give one of key_env");
}

/* I6: what may be a key is refused, and stands in no message. */
static void test_a_key_in_a_plan_is_refused_unquoted(void **state)
{
	static const char *const members[] = {
		"\"key_env\":\"sk-SECRETsecretSECRET00\"",
		"\"key_env\":\"SECRETsecretSECRET0123456789abcdef\"",
		"\"key_env\":\"SECRET/secret+SECRET=\"",
		"\"key_env\":\"SECRET_secretSECRET0123456789\"",
		"\"key\":\"SECRET\"",
		"\"api_key\":\"SECRET\"",
		"\"system\":\"use sk-SECRETsecretSECRET00 please\"",
		"\"params\":{\"extra\":[\"sk-SECRETsecretSECRET00\"]}",
		"\"base_url\":\"https://x.example/?key=SECRET\"",
		"\"key_cmd\":\"echo gsk_SECRETsecretSECRET00\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		struct buf text = BUF_INIT;
		struct err err = ERR_INIT;
		struct plan *plan;

		buf_printf(&text, CONTROL("{\"model\":\"c\",\"api\":\"openai\",%s}"),
			   members[i]);
		plan = try_parse(buf_str(&text), &err);
		if (plan || strstr(err.text, "SECRET"))
			print_error("%s: %s\n", members[i], err.text);
		assert_null(plan);
		assert_int_equal(err.kind, ERR_USAGE);
		assert_null(strstr(err.text, "SECRET"));
		assert_non_null(strstr(err.text, "key_env"));
		buf_clear(&text);
	}
	plan_free(parse(CONTROL("{\"model\":\"c\",\"api\":\"openai\",\"key_env\":"
				"\"MY_LONG_OPENAI_API_KEY_2\"}")));
}

static void check_hash(const char *one, const char *other, bool same)
{
	struct plan *a = parse(one), *b = parse(other);

	assert_int_equal(!memcmp(a->hash, b->hash, SHA256_BYTES), same);
	plan_free(a);
	plan_free(b);
}

static void test_the_hash_covers_what_decides_answers(void **state)
{
	(void)state;
	check_hash(A, PLAN("\"probes\":[\"a.json\"],\"budget\":{\"usd\":1}"), true);
	check_hash(A, PLAN("\"notes\":\"n\",\"probes\":[\"a.json\"],\"seed\":1"), true);
	check_hash(A, PLAN("\"examiner\":\"Ada\",\"probes\":[\"a.json\"]"), true);
	check_hash(A,
		   "{" TEACHER ",\"suspect\":{\"api\":\"openai\",\"model\":\"s\","
		   "\"key_file\":\"k\",\"rpm\":5},\"probes\":[{\"set\":\"a.json\"}]}",
		   true);
	check_hash(
		CONTROL("{\"model\":\"c\",\"api\":\"x\",\"params\":{\"a\":1,\"b\":2}}"),
		CONTROL("{\"model\":\"c\",\"api\":\"x\",\"params\":{\"b\":2,\"a\":1}}"),
		true);
	check_hash(A, PLAN("\"probes\":[\"a.json\"],\"samples\":3"), false);
	check_hash(A, PLAN("\"probes\":[\"a.json\"],\"seed\":2"), false);
	check_hash(A, CONTROL("{\"model\":\"c\"}"), false);
}

static void test_no_userinfo_is_kept(void **state)
{
	struct plan *plan = parse(CONTROL("{\"model\":\"c\",\"api\":\"x\",\"base_url\":"
					  "\"https:"
					  "//u:pass@localhost/v1\"}"));
	struct buf text = BUF_INIT;

	(void)state;
	json_print(plan->resolved, false, &text);
	assert_null(strstr(buf_str(&text), "pass"));
	assert_non_null(strstr(buf_str(&text), "\"https://localhost/v1\""));
	buf_clear(&text);
	plan_free(plan);
}

/* From one plan to the other: these lines, and only additions or not. */
/* The sets of the plan "restored from", as a case would keep them. */
static struct probe_set *kept_set(void *ctx, const char *sha256, struct err *err)
{
	const struct plan *from = ctx;
	struct probe_set *found = NULL;

	for (size_t i = 0; i < from->n_sets && !found; i++) {
		struct json *json = probe_set_json(from->sets[i].set);
		struct buf text = BUF_INIT;
		char hash[SHA256_HEX];

		sha256_hex(from->sets[i].set->hash, hash);
		json_print(json, false, &text);
		if (!strcmp(hash, sha256))
			found = probe_set_parse(buf_str(&text), text.len, "kept", NULL,
						err);
		if (found)
			assert_memory_equal(found->hash, from->sets[i].set->hash,
					    SHA256_BYTES);
		json_free(json);
		buf_clear(&text);
	}
	return found;
}

static void test_a_plan_is_restored_from_what_a_case_keeps(void **state)
{
	struct plan *plan = parse(PLAN("\"probes\":[{\"set\":\"a.json\",\"samples\":3,"
				       "\"take\":5},\"b.json\"],\"seed\":9,"
				       "\"sentinel\":{\"every\":4}"));
	struct err err = ERR_INIT;
	struct plan *again = plan_restore(plan->resolved, kept_set, plan, &err);
	struct plan_item *before, *after;
	size_t n_before, n_after;

	(void)state;
	if (!again)
		fail_msg("%s", err.text);
	before = plan_items(plan, &n_before);
	after = plan_items(again, &n_after);
	assert_int_equal(n_before, n_after);
	for (size_t i = 0; i < n_before; i++) {
		char one[PLAN_PROMPT_ID], other[PLAN_PROMPT_ID];

		assert_string_equal(plan_prompt_id(plan, &before[i], one),
				    plan_prompt_id(again, &after[i], other));
		assert_int_equal(before[i].sample, after[i].sample);
	}
	assert_int_equal(again->n_models, 2);
	assert_string_equal(again->models[1].api, "anthropic");
	mem_free(before);
	mem_free(after);
	plan_free(again);
	plan_free(plan);
}

static void test_a_damaged_plan_is_not_restored(void **state)
{
	static const char *const damaged[] = {
		"{}", "[]", "{\"models\":[{\"name\":\"a\",\"role\":\"suspect\"}]}",
		"{\"models\":[{\"name\":\"a\",\"role\":\"x\"},{}],\"sets\":[]}",
		"{\"models\":[{\"name\":\"a\",\"role\":\"suspect\"},{\"name\":\"b\","
		"\"role\":\"teacher\"}],\"sets\":[{\"sha256\":5,\"samples\":1}]}"};

	(void)state;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
		struct err err = ERR_INIT;
		struct json *json =
			json_parse(damaged[i], strlen(damaged[i]), NULL, &err);

		assert_null(plan_restore(json, kept_set, NULL, &err));
		assert_int_equal(err.kind, ERR_INTEGRITY);
		json_free(json);
	}
}

static void check_diff(const char *before, const char *now, const char *lines, bool adds)
{
	struct plan *a = parse(before), *b = parse(now);
	struct buf text = BUF_INIT;
	bool only_adds = !adds;

	plan_difference(a->resolved, b->resolved, &text, &only_adds);
	assert_string_equal(buf_str(&text), lines);
	assert_int_equal(only_adds, adds);
	buf_clear(&text);
	plan_free(a);
	plan_free(b);
}

static void test_what_only_adds_to_a_plan(void **state)
{
	(void)state;
	check_diff(A, A, "", true);
	check_diff(A, CONTROL("{\"model\":\"c\"}"), "models.c: added\n", true);
	check_diff(A, PLAN("\"probes\":[\"a.json\",\"b.json\"]"), "sets.b: added\n",
		   true);
	check_diff(A, PLAN("\"probes\":[\"a.json\"],\"samples\":4"),
		   "sets.a.samples: 2 -> 4\n", true);
	check_diff(PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":3}]"), A,
		   "sets.a.take: 3 probes -> all\n", true);
	check_diff(PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":3}]"),
		   PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":5}]"),
		   "sets.a.take: 3 probes -> 5 (2 added, 0 removed)\n", true);
	check_diff(CONTROL("{\"model\":\"c\"}"),
		   CONTROL("{\"model\":\"c\",\"vendor\":\"v\"}"),
		   "models.c.vendor: none -> v\n", true);
}

static void test_what_changes_a_plan(void **state)
{
	(void)state;
	check_diff("{\"suspect\":{\"model\":\"a\",\"api\":\"x\"}," TEACHER
		   ",\"probes\":[\"a.json\"]}",
		   "{\"suspect\":{\"name\":\"a\",\"model\":\"b\",\"api\":\"x\"}," TEACHER
		   ",\"probes\":[\"a.json\"]}",
		   "models.suspect.model: a -> b\n", false);
	check_diff(CONTROL("{\"model\":\"c\"}"), A, "models.c: removed\n", false);
	check_diff(PLAN("\"probes\":[\"a.json\",\"b.json\"]"), A, "sets.b: removed\n",
		   false);
	check_diff(PLAN("\"probes\":[\"a.json\"],\"samples\":4"), A,
		   "sets.a.samples: 4 -> 2\n", false);
	check_diff(A, PLAN("\"probes\":[{\"set\":\"a.json\",\"take\":3}]"),
		   "sets.a.take: all -> 3 probes\n", false);
	check_diff(A, PLAN("\"probes\":[\"a.json\"],\"seed\":2"), "seed: 1 -> 2\n",
		   false);
	check_diff(CONTROL("{\"model\":\"c\",\"api\":\"x\"}"),
		   CONTROL("{\"model\":\"c\",\"api\":\"x\",\"params\":{\"top_p\":1}}"),
		   "models.c.params: none -> {\"top_p\":1}\n", false);
	check_diff(A, PLAN("\"probes\":[\"a.json\"],\"sentinel\":false"),
		   "sentinel: {\"set\":\"a\",\"probe\":\"a1\",\"every\":50} -> none\n",
		   false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_small_plan_reads_as_written),
		cmocka_unit_test(test_a_plan_without_a_name_goes_by_its_file),
		cmocka_unit_test(test_a_shipped_set_goes_by_its_name),
		cmocka_unit_test(test_overrides_stand_in_the_place_of_members),
		cmocka_unit_test(test_a_sets_own_samples_win),
		cmocka_unit_test(
			test_the_order_is_a_function_of_seed_round_set_and_probe),
		cmocka_unit_test(test_items_come_sample_by_sample_each_once),
		cmocka_unit_test(test_a_sentinel_stands_first_and_after_every_so_many),
		cmocka_unit_test(test_take_draws_by_seed_and_grows_by_adding),
		cmocka_unit_test(test_a_probe_of_two_sets_is_asked_once_a_sample),
		cmocka_unit_test(test_a_models_own_parameters_overrule_the_sets),
		cmocka_unit_test(test_a_prompt_of_several_messages_keeps_their_roles),
		cmocka_unit_test(test_what_is_missing_is_named),
		cmocka_unit_test(test_misspelt_members_draw_the_nearest_known_one),
		cmocka_unit_test(test_numbers_have_ranges),
		cmocka_unit_test(test_models_and_sets_must_be_told_apart),
		cmocka_unit_test(test_a_model_is_asked_or_recorded),
		cmocka_unit_test(test_a_key_in_a_plan_is_refused_unquoted),
		cmocka_unit_test(test_the_hash_covers_what_decides_answers),
		cmocka_unit_test(test_no_userinfo_is_kept),
		cmocka_unit_test(test_a_plan_is_restored_from_what_a_case_keeps),
		cmocka_unit_test(test_a_damaged_plan_is_not_restored),
		cmocka_unit_test(test_what_only_adds_to_a_plan),
		cmocka_unit_test(test_what_changes_a_plan),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

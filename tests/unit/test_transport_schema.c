/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_transport_schema.c: every body that a dialect makes is one that its
 * endpoint's published schema allows. With SCHEMA_DUMP=DIR the bodies are written there
 * too, as DIALECT-NUMBER.json, for another checker (tests/long/schema.sh).
 */
#include "unit/dialect_said.h"

#include <stdlib.h>

#include "base/file.h"
#include "unit/schema.h"

/* What every plan may say, in our names; and what only one dialect has. */
#define COMMON                                                                           \
	"'temperature':0.7,'top_p':0.9,'top_k':40,'max_tokens':256,'seed':7,"            \
	"'stop':['END','STOP'],'logprobs':true,'top_logprobs':5"
static const char *const own_params[][2] = {
	{"openai", "'reasoning_effort':'low','service_tier':'flex','store':true"},
	{"azure", "'reasoning_effort':'minimal'"},
	{"anthropic", "'thinking':{'type':'enabled','budget_tokens':1024},"
		      "'output_config':{'effort':'low'}"},
	{"gemini", "'thinkingConfig':{'includeThoughts':true,'thinkingBudget':128},"
		   "'candidateCount':3,'safetySettings':[{'category':"
		   "'HARM_CATEGORY_HARASSMENT','threshold':'BLOCK_NONE'}]"},
	{"mistral", "'safe_prompt':false,'prompt_mode':'reasoning'"},
	{"deepseek", "'thinking':{'type':'disabled'}"},
	{"ollama", "'think':'low','keep_alive':'5m','num_ctx':4096,'min_p':0"},
	{"openrouter", "'provider':{'order':['Groq'],'allow_fallbacks':false,"
		       "'require_parameters':true,'quantizations':['fp8']},"
		       "'reasoning':{'effort':'high'}"},
	{"openai-compatible", "'min_p':0,'cache_prompt':false,'reasoning_effort':'low'"},
};

static const struct probe_message one[] = {{"user", "Hi \"there\"\n\\ \xC3\xA9 \x01"}};
static const struct probe_message many[] = {{"system", "Be brief."},
					    {"user", "One?"},
					    {"assistant", "One."},
					    {"user", "Two?"}};

static const char *own_of(const char *name)
{
	for (size_t i = 0; i < sizeof(own_params) / sizeof(own_params[0]); i++) {
		if (!strcmp(own_params[i][0], name))
			return own_params[i][1];
	}
	fail_msg("%s has no row in own_params", name);
	return NULL;
}

static struct json *parsed(const char *text)
{
	struct err err = ERR_INIT;
	struct buf json = quoted(text);
	struct json *value = json_parse(buf_str(&json), json.len, NULL, &err);

	if (!value)
		print_error("%s: %s\n", buf_str(&json), err.text);
	assert_non_null(value);
	buf_clear(&json);
	return value;
}

static struct json *schema_of(const char *name)
{
	struct err err = ERR_INIT;
	struct buf path = BUF_INIT;
	struct json *schema;

	buf_printf(&path, "tests/data/schema/%s.json", name);
	schema = json_read_file(buf_str(&path), &err);
	if (!schema)
		print_error("%s\n", err.text);
	assert_non_null(schema);
	buf_clear(&path);
	return schema;
}

static void dump(const char *name, size_t number, const struct buf *body)
{
	const char *folder = getenv("SCHEMA_DUMP");
	struct buf path = BUF_INIT;
	FILE *file;

	if (!folder)
		return;
	buf_printf(&path, "%s/%s-%03zu.json", folder, name, number);
	file = fopen(buf_str(&path), "w");
	assert_non_null(file);
	assert_int_equal(fwrite(body->data, 1, body->len, file), body->len);
	assert_int_equal(fclose(file), 0);
	buf_clear(&path);
}

static void check_body(const struct dialect *dialect, const struct json *schema,
		       const struct chat_request *request,
		       const struct chat_quirks *quirks, size_t number)
{
	struct err err = ERR_INIT;
	struct buf body = BUF_INIT;
	struct buf why = BUF_INIT;
	struct json *value;

	dialect_body(dialect, request, quirks, &body);
	value = json_parse(buf_str(&body), body.len, NULL, &err);
	assert_non_null(value);
	if (!schema_holds(schema, value, &why)) {
		print_error("%s: %s%s\n", dialect->name, buf_str(&why), buf_str(&body));
		fail();
	}
	dump(dialect->name, number, &body);
	json_free(value);
	buf_clear(&why);
	buf_clear(&body);
}

/* Each bit of `number` chooses between two of what a request may hold. */
#define N_GRID 256
static void check_point(const struct dialect *dialect, const struct json *schema,
			struct json *const params[4], size_t number)
{
	static const char *const dropped[] = {"temperature", "top_p", "n",
					      "stream_options"};
	struct chat_request request = {
		.model = "vendor/model-1:free",
		.system = number & 1 ? "You are \"X\"." : NULL,
		.messages = number & 2 ? many : one,
		.n_messages = number & 2 ? 4 : 1,
		.params = params[number >> 2 & 3],
		.has_seed = number & 16,
		.seed = 1234567890123,
		.n = number & 32 ? 4 : 1,
		.stream = number & 64,
	};
	struct chat_quirks quirks = {
		.other_max_tokens = true, .dropped = dropped, .n_dropped = 4};

	check_body(dialect, schema, &request, number & 128 ? &quirks : NULL, number);
}

static void test_every_body_is_one_that_the_endpoint_takes(void **state)
{
	(void)state;
	for (size_t i = 0; dialect_table[i]; i++) {
		const struct dialect *dialect = dialect_table[i];
		const char *own = own_of(dialect->name);
		struct json *schema = schema_of(dialect->name);
		struct json *params[4] = {NULL, parsed("{" COMMON "}")};
		struct buf text = BUF_INIT;

		buf_printf(&text, "{%s}", own);
		params[2] = parsed(buf_str(&text));
		buf_reset(&text);
		buf_printf(&text, "{" COMMON ",%s}", own);
		params[3] = parsed(buf_str(&text));
		for (size_t number = 0; number < N_GRID; number++)
			check_point(dialect, schema, params, number);
		for (size_t p = 0; p < 4; p++)
			json_free(params[p]);
		buf_clear(&text);
		json_free(schema);
	}
}

/* The checker can say no: bodies that differ from a good one in one thing. */
static void test_the_checker_refuses_what_the_schema_does_not_allow(void **state)
{
	static const char *const bad[][2] = {
		{"openai", "{'messages':[]}"},
		{"openai", "{'model':1,'messages':[]}"},
		{"openai", "{'model':'m','messages':{}}"},
		{"openai", "{'model':'m','messages':[{'role':'bot','content':'a'}]}"},
		{"openai", "{'model':'m','messages':[{'role':'user'}]}"},
		{"openai", "{'model':'m','messages':[],'top_k':1}"},
		{"openai", "{'model':'m','messages':[],'n':0}"},
		{"openai", "{'model':'m','messages':[],'n':1.5}"},
		{"openai", "{'model':'m','messages':[],'temperature':2.5}"},
		{"openai", "{'model':'m','messages':[],'stop':1}"},
		{"openai", "{'model':'m','messages':[],'store':null}"},
		{"anthropic", "{'model':'m','messages':[]}"},
		{"anthropic",
		 "{'model':'m','max_tokens':1,'messages':[],'thinking':{'type':"
		 "'enabled'}}"},
		{"gemini", "{'contents':[],'generationConfig':{'top_p':1}}"},
		{"mistral", "{'model':'m','messages':[],'seed':1}"},
		{"ollama", "{'model':'m','messages':[]}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct json *schema = schema_of(bad[i][0]);
		struct json *value = parsed(bad[i][1]);
		struct buf why = BUF_INIT;

		if (schema_holds(schema, value, &why))
			fail_msg("%s was let through", bad[i][1]);
		json_free(value);
		json_free(schema);
		buf_clear(&why);
	}
}

static void test_a_keyword_that_is_not_checked_fails(void **state)
{
	struct json *schema = parsed("{'type':'array','maxItems':4}");
	struct json *value = parsed("[]");
	struct buf why = BUF_INIT;

	(void)state;
	assert_false(schema_holds(schema, value, &why));
	json_free(value);
	json_free(schema);
	buf_clear(&why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_body_is_one_that_the_endpoint_takes),
		cmocka_unit_test(test_the_checker_refuses_what_the_schema_does_not_allow),
		cmocka_unit_test(test_a_keyword_that_is_not_checked_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

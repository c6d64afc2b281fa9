/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_transport_dialect_body.c: what is sent, and where to. */
#include "unit/dialect_said.h"

#include "transport/dialect_url.h"

static const struct probe_message question[] = {{"user", "Hi"}};
static const struct probe_message talk[] = {
	{"system", "S2"}, {"user", "A"}, {"assistant", "B"}, {"user", "C"}};

static struct chat_request asking(void)
{
	return (struct chat_request){
		.model = "m", .messages = question, .n_messages = 1, .n = 1};
}

/* The body of a request with parameters (written with ', NULL: none) is `expected`. */
static void check_sent(const char *name, struct chat_request request, const char *params,
		       const struct chat_quirks *quirks, const char *expected)
{
	struct err err = ERR_INIT;
	struct buf text = quoted(params ? params : "");
	struct buf wanted = quoted(expected);
	struct buf body = BUF_INIT;
	struct json *value =
		params ? json_parse(buf_str(&text), text.len, NULL, &err) : NULL;

	assert_int_equal(value != NULL, params != NULL);
	request.params = value;
	dialect_body(dialect_of(name), &request, quirks, &body);
	assert_string_equal(buf_str(&body), buf_str(&wanted));
	json_free(value);
	buf_clear(&body);
	buf_clear(&wanted);
	buf_clear(&text);
}

#define ASKED "{'model':'m','messages':[{'role':'user','content':'Hi'}]"

static void test_nothing_is_sent_that_is_not_said(void **state)
{
	static const char *const bodies[][2] = {
		{"openai", ASKED ",'store':false}"},
		{"azure", ASKED "}"},
		{"anthropic", ASKED ",'max_tokens':4096}"},
		{"gemini", "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}"},
		{"mistral", ASKED "}"},
		{"deepseek", ASKED "}"},
		{"ollama", ASKED ",'stream':false}"},
		{"openrouter", ASKED ",'provider':{'allow_fallbacks':false}}"},
		{"openai-compatible", ASKED "}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		check_sent(bodies[i][0], asking(), NULL, NULL, bodies[i][1]);
		check_sent(bodies[i][0], asking(), "{}", NULL, bodies[i][1]);
		check_sent(bodies[i][0], asking(), "{'temperature':null}", NULL,
			   bodies[i][1]);
		check_sent(bodies[i][0], asking(), "[1]", NULL, bodies[i][1]);
	}
}

#define ALL                                                                              \
	"{'temperature':0.5,'top_p':0.9,'top_k':4,'max_tokens':9,'seed':7,'stop':['X']," \
	"'logprobs':true,'top_logprobs':2}"

static void test_parameters_have_the_dialects_names(void **state)
{
	static const char *const bodies[][2] = {
		{"openai", ASKED
		 ",'temperature':0.5,'top_p':0.9,'max_completion_tokens':9,'seed':7,"
		 "'stop':['X'],'logprobs':true,'top_logprobs':2,'store':false}"},
		{"azure", ASKED
		 ",'temperature':0.5,'top_p':0.9,'max_completion_tokens':9,'seed':7,"
		 "'stop':['X'],'logprobs':true,'top_logprobs':2}"},
		{"anthropic", ASKED ",'temperature':0.5,'top_p':0.9,'top_k':4,"
				    "'max_tokens':9,'stop_sequences':['X']}"},
		{"gemini", "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}],"
			   "'generationConfig':{'temperature':0.5,'topP':0.9,'topK':4,"
			   "'maxOutputTokens':9,'seed':7,'stopSequences':['X'],"
			   "'responseLogprobs':true,'logprobs':2}}"},
		{"mistral", ASKED ",'temperature':0.5,'top_p':0.9,'max_tokens':9,"
				  "'random_seed':7,'stop':['X']}"},
		{"deepseek", ASKED ",'temperature':0.5,'top_p':0.9,'max_tokens':9,"
				   "'stop':['X'],'logprobs':true,'top_logprobs':2}"},
		{"ollama",
		 ASKED ",'stream':false,'logprobs':true,'top_logprobs':2,'options':{"
		       "'temperature':0.5,'top_p':0.9,'top_k':4,'num_predict':9,'seed':7,"
		       "'stop':['X']}}"},
		{"openrouter",
		 ASKED ",'temperature':0.5,'top_p':0.9,'top_k':4,'max_tokens':9,'seed':7,"
		       "'stop':['X'],'logprobs':true,'top_logprobs':2,"
		       "'provider':{'allow_fallbacks':false}}"},
		{"openai-compatible",
		 ASKED ",'temperature':0.5,'top_p':0.9,'top_k':4,'max_tokens':9,'seed':7,"
		       "'stop':['X'],'logprobs':true,'top_logprobs':2}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		check_sent(bodies[i][0], asking(), ALL, NULL, bodies[i][1]);
}

static void test_other_members_are_passed_on(void **state)
{
	(void)state;
	check_sent("openai", asking(), "{'reasoning_effort':'low','store':true}", NULL,
		   ASKED ",'reasoning_effort':'low','store':true}");
	check_sent("anthropic", asking(),
		   "{'thinking':{'type':'enabled','budget_tokens':1024},'max_tokens':"
		   "2048}",
		   NULL,
		   ASKED ",'thinking':{'type':'enabled','budget_tokens':1024},"
			 "'max_tokens':2048}");
	check_sent("gemini", asking(),
		   "{'thinkingConfig':{'thinkingBudget':0},'safetySettings':[]}", NULL,
		   "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}],"
		   "'safetySettings':[],'generationConfig':{'thinkingConfig':{"
		   "'thinkingBudget':0}}}");
	check_sent("ollama", asking(), "{'think':false,'num_ctx':8192,'min_p':0}", NULL,
		   ASKED ",'stream':false,'think':false,'options':{'num_ctx':8192,"
			 "'min_p':0}}");
	check_sent("openrouter", asking(),
		   "{'provider':{'order':['Groq'],'allow_fallbacks':true}}", NULL,
		   ASKED ",'provider':{'order':['Groq'],'allow_fallbacks':true}}");
}

static void test_a_parameter_cannot_change_what_is_asked(void **state)
{
	(void)state;
	check_sent("openai-compatible", asking(),
		   "{'model':'x','messages':[],'n':99,'stream':true,'stream_options':{}}",
		   NULL, ASKED "}");
	check_sent("gemini", asking(), "{'candidateCount':8}", NULL,
		   "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}");
	check_sent("anthropic", asking(), "{'system':'x','stream':true}", NULL,
		   ASKED ",'max_tokens':4096}");
}

static void test_each_sample_has_its_own_seed(void **state)
{
	struct chat_request request = asking();

	(void)state;
	request.has_seed = true;
	request.seed = 9007199254740993; /* 2^53 + 1: no double holds it */
	check_sent("azure", request, "{'seed':1,'top_p':1}", NULL,
		   ASKED ",'top_p':1,'seed':9007199254740993}");
	check_sent("azure", request, NULL, NULL, ASKED ",'seed':9007199254740993}");
	check_sent("mistral", request, NULL, NULL,
		   ASKED ",'random_seed':9007199254740993}");
	check_sent("anthropic", request, NULL, NULL, ASKED ",'max_tokens':4096}");
	check_sent("deepseek", request, NULL, NULL, ASKED "}");
}

static void test_several_answers_are_asked_for_where_there_are(void **state)
{
	struct chat_request request = asking();

	(void)state;
	request.n = 3;
	check_sent("azure", request, NULL, NULL, ASKED ",'n':3}");
	check_sent("mistral", request, NULL, NULL, ASKED ",'n':3}");
	check_sent("openai-compatible", request, NULL, NULL, ASKED ",'n':3}");
	check_sent("gemini", request, NULL, NULL,
		   "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}],"
		   "'generationConfig':{'candidateCount':3}}");
	check_sent("deepseek", request, NULL, NULL, ASKED "}");
	check_sent("anthropic", request, NULL, NULL, ASKED ",'max_tokens':4096}");
	check_sent("ollama", request, NULL, NULL, ASKED ",'stream':false}");
}

static void test_quirks_change_names_and_leave_out(void **state)
{
	static const char *const dropped[] = {"temperature", "seed", "n", "store"};
	struct chat_quirks quirks = {true, dropped, 4};
	struct chat_request request = asking();

	(void)state;
	request.n = 3;
	request.has_seed = true;
	check_sent("openai", request, "{'temperature':1,'max_tokens':5,'top_p':1}",
		   &quirks, ASKED ",'max_tokens':5,'top_p':1}");
	check_sent("openai-compatible", request, "{'max_tokens':5}", &quirks,
		   ASKED ",'max_completion_tokens':5}");
	/* A dialect with one name keeps it. */
	check_sent("deepseek", request, "{'max_tokens':5}", &quirks,
		   ASKED ",'max_tokens':5}");
}

static void test_a_stream_is_asked_for_with_its_usage(void **state)
{
	struct chat_request request = asking();

	(void)state;
	request.stream = true;
	check_sent("azure", request, NULL, NULL,
		   ASKED ",'stream':true,'stream_options':{'include_usage':true}}");
	check_sent("deepseek", request, NULL, NULL,
		   ASKED ",'stream':true,'stream_options':{'include_usage':true}}");
	check_sent("mistral", request, NULL, NULL, ASKED ",'stream':true}");
	check_sent("ollama", request, NULL, NULL, ASKED ",'stream':true}");
	check_sent("anthropic", request, NULL, NULL,
		   ASKED ",'max_tokens':4096,'stream':true}");
	check_sent("gemini", request, NULL, NULL,
		   "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}");
}

static void test_what_the_system_says_stands_where_it_belongs(void **state)
{
	struct chat_request request = asking();

	(void)state;
	request.system = "S1";
	request.messages = talk;
	request.n_messages = 4;
	check_sent("azure", request, NULL, NULL,
		   "{'model':'m','messages':[{'role':'system','content':'S1'},"
		   "{'role':'system','content':'S2'},{'role':'user','content':'A'},"
		   "{'role':'assistant','content':'B'},{'role':'user','content':'C'}]}");
	check_sent("anthropic", request, NULL, NULL,
		   "{'model':'m','system':'S1\\n\\nS2','messages':[{'role':'user',"
		   "'content':'A'},{'role':'assistant','content':'B'},{'role':'user',"
		   "'content':'C'}],'max_tokens':4096}");
	check_sent("gemini", request, NULL, NULL,
		   "{'contents':[{'role':'user','parts':[{'text':'A'}]},{'role':'model',"
		   "'parts':[{'text':'B'}]},{'role':'user','parts':[{'text':'C'}]}],"
		   "'systemInstruction':{'parts':[{'text':'S1'},{'text':'S2'}]}}");
}

static void test_any_characters_reach_the_endpoint(void **state)
{
	static const struct probe_message hostile[] = {
		{"user", "\"},{\"role\":\"system\"\\\n\t\x01\x7F\xF0\x9F\x98\x80\xFF"}};
	struct chat_request request = asking();
	struct buf body = BUF_INIT;
	struct err err = ERR_INIT;
	struct json *value;
	const struct json *messages;

	(void)state;
	request.model = "a\"b\\c";
	request.messages = hostile;
	dialect_body(dialect_of("azure"), &request, NULL, &body);
	value = json_parse(buf_str(&body), body.len, NULL, &err);
	assert_non_null(value);
	messages = json_get(value, "messages");
	assert_string_equal(json_str(value, "model"), "a\"b\\c");
	assert_int_equal(json_count(messages), 1);
	assert_string_equal(json_str(json_first(messages), "content"),
			    "\"},{\"role\":\"system\"\\\n\t\x01\x7F\xF0\x9F\x98\x80"
			    "\xEF\xBF\xBD");
	json_free(value);
	buf_clear(&body);
}

static void check_url(const char *name, const char *base, const char *model, bool stream,
		      const char *expected)
{
	const struct dialect *dialect = dialect_of(name);
	struct chat_request request = {.model = model, .stream = stream};
	struct buf url = BUF_INIT;

	dialect->url(base ? base : dialect->base_url, &request, &url);
	assert_string_equal(buf_str(&url), expected);
	buf_clear(&url);
}

static void test_each_dialect_has_its_url(void **state)
{
	(void)state;
	check_url("openai", NULL, "m", false,
		  "https://api.openai.com/v1/chat/completions");
	check_url("anthropic", NULL, "m", false, "https://api.anthropic.com/v1/messages");
	check_url("gemini", NULL, "gemini-2.5-pro", false,
		  "https://generativelanguage.googleapis.com/v1beta/models/"
		  "gemini-2.5-pro:generateContent");
	check_url("gemini", NULL, "models/gemini-2.5-pro", true,
		  "https://generativelanguage.googleapis.com/v1beta/models/"
		  "gemini-2.5-pro:streamGenerateContent?alt=sse");
	check_url("mistral", NULL, "m", false,
		  "https://api.mistral.ai/v1/chat/completions");
	check_url("deepseek", NULL, "m", false,
		  "https://api.deepseek.com/chat/completions");
	check_url("ollama", NULL, "m", false, "http://localhost:11434/api/chat");
	check_url("openrouter", NULL, "m", false,
		  "https://openrouter.ai/api/v1/chat/completions");
}

static void test_a_base_comes_with_its_version_or_without(void **state)
{
	static const char name[] = "openai-compatible";

	(void)state;
	check_url(name, "http://localhost:8000", "m", false,
		  "http://localhost:8000/v1/chat/completions");
	check_url(name, "http://localhost:8000/v1", "m", false,
		  "http://localhost:8000/v1/chat/completions");
	check_url(name, "http://localhost:8000/v1/chat/completions", "m", false,
		  "http://localhost:8000/v1/chat/completions");
	check_url(name, "http://a.example/api/paas/v4", "m", false,
		  "http://a.example/api/paas/v4/chat/completions");
	check_url(name, "http://a.example/v1beta/openai", "m", false,
		  "http://a.example/v1beta/openai/chat/completions");
	check_url(name, "http://a.example/proxy", "m", false,
		  "http://a.example/proxy/v1/chat/completions");
	check_url(name, "http://a.example/vllm", "m", false,
		  "http://a.example/vllm/v1/chat/completions");
	/* A host is no path. */
	check_url(name, "HTTP://v1", "m", false, "HTTP://v1/v1/chat/completions");
	check_url(name, "HTTP://chat", "m", false, "HTTP://chat/v1/chat/completions");
	check_url(name, "http://a.example/?key=/v1", "m", false,
		  "http://a.example/v1/chat/completions?key=/v1");
	check_url("deepseek", "https://api.deepseek.com/v1", "m", false,
		  "https://api.deepseek.com/v1/chat/completions");
	check_url("anthropic", "http://a.example/v1", "m", false,
		  "http://a.example/v1/messages");
	check_url("gemini", "http://a.example/v1", "m", true,
		  "http://a.example/v1/models/m:streamGenerateContent?alt=sse");
	check_url("gemini", "http://a.example/?x=1", "m", true,
		  "http://a.example/v1beta/models/m:streamGenerateContent?x=1&alt=sse");
	check_url("ollama", "http://a.example/api", "m", false,
		  "http://a.example/api/chat");
}

static void test_azures_bases_have_three_forms(void **state)
{
	(void)state;
	check_url(
		"azure",
		"https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
		"m", false,
		"https://x.openai.azure.com/openai/deployments/d/chat/completions"
		"?api-version=2024-10-21");
	check_url("azure", "https://x.openai.azure.com/openai/v1", "m", false,
		  "https://x.openai.azure.com/openai/v1/chat/completions");
	check_url("azure", "https://x.openai.azure.com/openai/v1/?api-version=preview",
		  "m", false,
		  "https://x.openai.azure.com/openai/v1/chat/completions"
		  "?api-version=preview");
	check_url("azure", "https://x.openai.azure.com", "m", false,
		  "https://x.openai.azure.com/openai/v1/chat/completions");
	check_url("azure", "https://openai.azure.com/openai", "m", false,
		  "https://openai.azure.com/openai/v1/chat/completions");
	check_url("azure", "https://openai.azure.com", "m", false,
		  "https://openai.azure.com/openai/v1/chat/completions");
}

static void test_a_models_name_cannot_leave_its_place_in_a_url(void **state)
{
	(void)state;
	check_url(
		"gemini", "http://a.example", "../x?y=1#z&\xC3\xA9 %/~-_.", false,
		"http://a.example/v1beta/models/..%2Fx%3Fy%3D1%23z%26%C3%A9%20%25%2F~-_."
		":generateContent");
}

static void test_keys_go_where_each_wants_them(void **state)
{
	static const char *const where[][3] = {
		{"openai", "authorization", "Bearer "},
		{"azure", "api-key", ""},
		{"anthropic", "x-api-key", ""},
		{"gemini", "x-goog-api-key", ""},
		{"mistral", "authorization", "Bearer "},
		{"deepseek", "authorization", "Bearer "},
		{"ollama", "authorization", "Bearer "},
		{"openrouter", "authorization", "Bearer "},
		{"openai-compatible", "authorization", "Bearer "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		const struct dialect *dialect = dialect_of(where[i][0]);

		assert_string_equal(dialect->auth_header, where[i][1]);
		assert_string_equal(dialect->auth_prefix, where[i][2]);
		assert_int_equal(dialect->key_optional,
				 !strcmp(dialect->name, "ollama") ||
					 !strcmp(dialect->name, "openai-compatible"));
	}
	assert_string_equal(dialect_of("anthropic")->fixed_headers[0],
			    "anthropic-version: 2023-06-01");
	assert_null(dialect_of("anthropic")->fixed_headers[1]);
	assert_true(dialect_of("anthropic")->needs_max_tokens);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_sent_that_is_not_said),
		cmocka_unit_test(test_parameters_have_the_dialects_names),
		cmocka_unit_test(test_other_members_are_passed_on),
		cmocka_unit_test(test_a_parameter_cannot_change_what_is_asked),
		cmocka_unit_test(test_each_sample_has_its_own_seed),
		cmocka_unit_test(test_several_answers_are_asked_for_where_there_are),
		cmocka_unit_test(test_quirks_change_names_and_leave_out),
		cmocka_unit_test(test_a_stream_is_asked_for_with_its_usage),
		cmocka_unit_test(test_what_the_system_says_stands_where_it_belongs),
		cmocka_unit_test(test_any_characters_reach_the_endpoint),
		cmocka_unit_test(test_each_dialect_has_its_url),
		cmocka_unit_test(test_a_base_comes_with_its_version_or_without),
		cmocka_unit_test(test_azures_bases_have_three_forms),
		cmocka_unit_test(test_a_models_name_cannot_leave_its_place_in_a_url),
		cmocka_unit_test(test_keys_go_where_each_wants_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

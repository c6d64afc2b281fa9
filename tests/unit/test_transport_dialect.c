/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_transport_dialect.c: what a dialect makes of an endpoint's success. */
#include "unit/dialect_said.h"

#include <math.h>

static const char *const chats[] = {"openai",   "azure",      "mistral",
				    "deepseek", "openrouter", "openai-compatible",
				    NULL};

/* A choice's answer under each reason to stop, in the form that a dialect has. */
struct ended {
	const char *native;
	enum outcome outcome;
};

static void check_endings(const char *name, const char *before, const char *after,
			  const struct ended *ended)
{
	for (; ended->native; ended++) {
		struct buf body = BUF_INIT;

		buf_printf(&body, "%s'%s'%s", before, ended->native, after);
		said_one(name, buf_str(&body), ended->outcome, ended->native, "Hi", "");
		buf_clear(&body);
	}
}

static void test_chat_reasons_are_outcomes(void **state)
{
	static const struct ended ended[] = {
		{"stop", OUTCOME_OK},
		{"length", OUTCOME_TRUNCATED},
		{"content_filter", OUTCOME_FILTERED},
		{"tool_calls", OUTCOME_FAILED},
		{"function_call", OUTCOME_FAILED},
		{"model_length", OUTCOME_FAILED},
		{"abort", OUTCOME_FAILED},
		{"error", OUTCOME_FAILED},
		{"insufficient_system_resource", OUTCOME_FAILED},
		{"eos_token", OUTCOME_OK}, /* a server's own word for stop */
		{NULL, OUTCOME_OK},
	};

	(void)state;
	for (size_t i = 0; chats[i]; i++)
		check_endings(chats[i],
			      "{'choices':[{'index':0,'message':{'content':'Hi'},"
			      "'finish_reason':",
			      "}]}", ended);
}

static void test_anthropic_reasons_are_outcomes(void **state)
{
	static const struct ended ended[] = {
		{"end_turn", OUTCOME_OK},
		{"stop_sequence", OUTCOME_OK},
		{"max_tokens", OUTCOME_TRUNCATED},
		{"refusal", OUTCOME_REFUSED},
		{"tool_use", OUTCOME_FAILED},
		{"pause_turn", OUTCOME_FAILED},
		{"model_context_window_exceeded", OUTCOME_FAILED},
		{NULL, OUTCOME_OK},
	};

	(void)state;
	check_endings("anthropic",
		      "{'type':'message','content':[{'type':'text','text':'Hi'}],"
		      "'stop_reason':",
		      "}", ended);
}

static void test_gemini_reasons_are_outcomes(void **state)
{
	static const struct ended ended[] = {
		{"STOP", OUTCOME_OK},
		{"MAX_TOKENS", OUTCOME_TRUNCATED},
		{"SAFETY", OUTCOME_FILTERED},
		{"RECITATION", OUTCOME_FILTERED},
		{"LANGUAGE", OUTCOME_FILTERED},
		{"BLOCKLIST", OUTCOME_FILTERED},
		{"PROHIBITED_CONTENT", OUTCOME_FILTERED},
		{"SPII", OUTCOME_FILTERED},
		{"OTHER", OUTCOME_FAILED},
		{"MALFORMED_FUNCTION_CALL", OUTCOME_FAILED},
		{NULL, OUTCOME_OK},
	};

	(void)state;
	check_endings("gemini",
		      "{'candidates':[{'content':{'role':'model','parts':[{'text':'Hi'}]}"
		      ",'finishReason':",
		      "}]}", ended);
}

static void test_ollama_reasons_are_outcomes(void **state)
{
	static const struct ended ended[] = {
		{"stop", OUTCOME_OK},
		{"length", OUTCOME_TRUNCATED},
		{"load", OUTCOME_FAILED},
		{NULL, OUTCOME_OK},
	};

	(void)state;
	check_endings("ollama",
		      "{'model':'m','message':{'role':'assistant','content':'Hi'},"
		      "'done':true,'done_reason':",
		      "}", ended);
}

static void test_a_cut_without_a_word_is_truncated(void **state)
{
	(void)state;
	said_one("openai",
		 "{'choices':[{'message':{'content':''},'finish_reason':'length'}]}",
		 OUTCOME_TRUNCATED, "length", "", "");
	said_one("gemini", "{'candidates':[{'content':{},'finishReason':'MAX_TOKENS'}]}",
		 OUTCOME_TRUNCATED, "MAX_TOKENS", "", "");
	said_one("anthropic", "{'content':[],'stop_reason':'max_tokens'}",
		 OUTCOME_TRUNCATED, "max_tokens", "", "");
	said_one("ollama", "{'message':{'content':''},'done_reason':'length'}",
		 OUTCOME_TRUNCATED, "length", "", "");
}

static void test_no_words_after_a_normal_stop_are_empty(void **state)
{
	(void)state;
	said_one("openai",
		 "{'choices':[{'message':{'content':null},'finish_reason':'stop'}]}",
		 OUTCOME_EMPTY, "stop", "", "");
	said_one("openai",
		 "{'choices':[{'message':{'content':' \\n\\u00a0'},'finish_reason':"
		 "'stop'}]}",
		 OUTCOME_EMPTY, "stop", " \n\xC2\xA0", "");
	said_one("openai", "{'choices':[{'message':{'content':'','refusal':''}}]}",
		 OUTCOME_EMPTY, "", "", "");
	/* What was thought is no answer. */
	said_one("deepseek",
		 "{'choices':[{'message':{'content':'','reasoning_content':'Hm'},"
		 "'finish_reason':'stop'}]}",
		 OUTCOME_EMPTY, "stop", "", "Hm");
	said_one("anthropic", "{'content':[],'stop_reason':'end_turn'}", OUTCOME_EMPTY,
		 "end_turn", "", "");
	said_one("gemini", "{'candidates':[{'finishReason':'STOP'}]}", OUTCOME_EMPTY,
		 "STOP", "", "");
	said_one("ollama", "{'message':{'content':''},'done_reason':'stop'}",
		 OUTCOME_EMPTY, "stop", "", "");
}

static void test_a_refusal_is_an_answer_in_its_own_words(void **state)
{
	(void)state;
	said_one("openai",
		 "{'choices':[{'index':0,'message':{'role':'assistant','content':null,"
		 "'refusal':'I cannot.'},'finish_reason':'stop'}]}",
		 OUTCOME_REFUSED, "stop", "I cannot.", "");
	said_one("openai",
		 "{'choices':[{'message':{'content':[{'type':'refusal','refusal':'No.'}]}"
		 ",'finish_reason':'stop'}]}",
		 OUTCOME_REFUSED, "stop", "No.", "");
	/* Cut or not, it is one; what a filter took is not the model's. */
	said_one("openai",
		 "{'choices':[{'message':{'content':null,'refusal':'I can'},"
		 "'finish_reason':'length'}]}",
		 OUTCOME_REFUSED, "length", "I can", "");
	said_one("azure",
		 "{'choices':[{'message':{'content':null,'refusal':'I can'},"
		 "'finish_reason':'content_filter'}]}",
		 OUTCOME_FILTERED, "content_filter", "I can", "");
	said_one("openai",
		 "{'choices':[{'message':{'content':'Hi','refusal':null},"
		 "'finish_reason':'stop'}]}",
		 OUTCOME_OK, "stop", "Hi", "");
}

static void test_anthropics_refusal_says_which_policy(void **state)
{
	(void)state;
	said_one("anthropic",
		 "{'content':[],'stop_reason':'refusal','stop_details':{'category':"
		 "'frontier_llm','explanation':'...'}}",
		 OUTCOME_REFUSED, "refusal:frontier_llm", "", "");
	said_one("anthropic",
		 "{'content':[{'type':'text','text':'a'}],'stop_reason':'end_turn',"
		 "'stop_details':null}",
		 OUTCOME_OK, "end_turn", "a", "");
}

static void check_thought(const char *name, const char *message)
{
	struct buf body = BUF_INIT;

	buf_printf(&body, "{'choices':[{'message':%s,'finish_reason':'stop'}]}", message);
	said_one(name, buf_str(&body), OUTCOME_OK, "stop", "Four.", "2+2");
	buf_clear(&body);
}

static void test_what_was_thought_is_kept_apart(void **state)
{
	(void)state;
	check_thought("deepseek", "{'content':'Four.','reasoning_content':'2+2'}");
	check_thought("openai-compatible", "{'content':'Four.','reasoning':'2+2'}");
	check_thought("openrouter", "{'content':'Four.','reasoning_details':["
				    "{'type':'reasoning.text','text':'2'},"
				    "{'type':'reasoning.encrypted','data':'x'},"
				    "{'type':'reasoning.summary','summary':'+2'}]}");
	/* The same under two names counts once. */
	check_thought("openrouter",
		      "{'content':'Four.','reasoning':'2+2','reasoning_details':["
		      "{'type':'reasoning.text','text':'2+2'}]}");
	check_thought("mistral",
		      "{'content':[{'type':'thinking','thinking':[{'type':'text',"
		      "'text':'2'},{'type':'text','text':'+2'}],'closed':true},"
		      "{'type':'text','text':'Four'},{'type':'text','text':'.'}]}");
	said_one("anthropic",
		 "{'content':[{'type':'thinking','thinking':'2+2','signature':'s'},"
		 "{'type':'redacted_thinking','data':'x'},"
		 "{'type':'text','text':'Four.'}],'stop_reason':'end_turn'}",
		 OUTCOME_OK, "end_turn", "Four.", "2+2");
	said_one("gemini",
		 "{'candidates':[{'content':{'parts':[{'text':'2+2','thought':true},"
		 "{'text':'Fo'},{'text':'ur.'}]},'finishReason':'STOP'}]}",
		 OUTCOME_OK, "STOP", "Four.", "2+2");
	said_one("ollama",
		 "{'message':{'content':'Four.','thinking':'2+2'},'done_reason':'stop'}",
		 OUTCOME_OK, "stop", "Four.", "2+2");
}

static void test_other_shapes_of_a_choice_are_read(void **state)
{
	(void)state;
	/* Plain completions. */
	said_one("openai-compatible",
		 "{'choices':[{'index':0,'text':'Hi','finish_reason':'stop','logprobs':"
		 "{'tokens':['Hi']}}]}",
		 OUTCOME_OK, "stop", "Hi", "");
	/* A filter may leave no message. */
	said_one("azure",
		 "{'choices':[{'index':0,'finish_reason':'content_filter',"
		 "'content_filter_results':{}}]}",
		 OUTCOME_FILTERED, "content_filter", "", "");
	said_one("openai-compatible",
		 "{'choices':[{'message':{'content':['H',{'type':'text','text':'i'},"
		 "{'type':'image_url','image_url':{}},null]},'finish_reason':'stop'}]}",
		 OUTCOME_OK, "stop", "Hi", "");
	said_one("mistral",
		 "{'choices':[{'message':{'content':{'type':'text','text':'Hi'}},"
		 "'finish_reason':7}]}",
		 OUTCOME_OK, "", "Hi", "");
}

static void test_inline_thinking_stays_in_the_answer(void **state)
{
	(void)state;
	said_one("openai-compatible",
		 "{'choices':[{'message':{'content':'<think>a</think>b'},"
		 "'finish_reason':'stop'}]}",
		 OUTCOME_OK, "stop", "<think>a</think>b", "");
}

static void test_a_choices_own_error_is_a_failure(void **state)
{
	struct chat_reply reply;

	(void)state;
	/* It had begun to speak: its words stay. */
	said_one("openrouter",
		 "{'choices':[{'message':{'content':'Hi'},'finish_reason':'stop',"
		 "'error':{'code':502,'message':'gone'}}]}",
		 OUTCOME_FAILED, "stop", "Hi", "");
	said_read("openrouter", 200,
		  "{'choices':[{'index':0,'message':{'content':'Hi'},"
		  "'finish_reason':'stop'},{'index':1,'error':{'code':502,'message':"
		  "'gone'},'finish_reason':'error'}]}",
		  2, &reply);
	assert_int_equal(reply.kind, REPLY_ANSWERED);
	assert_int_equal(reply.n_choices, 2);
	said_choice(&reply.choices[0], OUTCOME_OK, "stop", "Hi", "");
	said_choice(&reply.choices[1], OUTCOME_FAILED, "error", "", "");
	assert_int_equal(reply.error.status, 502);
	chat_reply_clear(&reply);
}

static void test_a_reply_of_nothing_but_errors_is_an_error(void **state)
{
	struct chat_reply reply;

	(void)state;
	said_read("openrouter", 200,
		  "{'choices':[{'message':{'content':''},'finish_reason':'error','error':"
		  "{'code':503,'message':'overloaded'}}]}",
		  1, &reply);
	assert_int_equal(reply.kind, REPLY_ERROR);
	assert_int_equal(reply.n_choices, 0);
	assert_int_equal(reply.error.status, 503);
	assert_string_equal(reply.error.message, "overloaded");
	assert_true(reply.error.json);
	chat_reply_clear(&reply);
}

/* Answers "0", "1", ... with the indices given; they must land as `expected` says. */
static void check_places(const char *choices, size_t n_asked, const char *expected,
			 size_t n_ignored)
{
	struct buf body = BUF_INIT;
	struct buf found = BUF_INIT;
	struct chat_reply reply;

	buf_printf(&body, "{'choices':[%s]}", choices);
	said_read("openai", 200, buf_str(&body), n_asked, &reply);
	for (size_t i = 0; i < reply.n_choices; i++)
		buf_printf(&found, "%ld%.*s ", reply.choices[i].sample,
			   (int)reply.choices[i].answer.len,
			   reply.choices[i].answer.data);
	assert_string_equal(buf_str(&found), expected);
	assert_int_equal(reply.n_ignored, n_ignored);
	chat_reply_clear(&reply);
	buf_clear(&found);
	buf_clear(&body);
}

#define CHOICE(index, answer)                                                            \
	"{'index':" #index ",'message':{'content':'" answer "'},'finish_reason':'stop'}"

static void test_choices_are_placed_by_index(void **state)
{
	(void)state;
	check_places(CHOICE(2, "c") "," CHOICE(0, "a") "," CHOICE(1, "b"), 3, "0a 1b 2c ",
		     0);
	/* Fewer than asked: those there are keep their place. */
	check_places(CHOICE(2, "c") "," CHOICE(0, "a"), 3, "0a 2c ", 0);
	/* Twice the same, none, from 1, a text, below zero, half: the lowest free. */
	check_places(CHOICE(1, "a") "," CHOICE(1, "b"), 2, "0b 1a ", 0);
	check_places("{'message':{'content':'a'}}," CHOICE(0, "b"), 2, "0b 1a ", 0);
	check_places(CHOICE(1, "a") "," CHOICE(2, "b"), 2, "0b 1a ", 0);
	check_places(CHOICE('1', "a") "," CHOICE(-1, "b") "," CHOICE(0.5, "c"), 3,
		     "0a 1b 2c ", 0);
	check_places(CHOICE(1e300, "a"), 1, "0a ", 0);
	/* More than asked. */
	check_places(CHOICE(0, "a") "," CHOICE(1, "b") "," CHOICE(2, "c"), 1, "0a ", 2);
	check_places(CHOICE(0, "a") "," CHOICE(0, "b"), 1, "0a ", 1);
	check_places(CHOICE(0, "a"), 0, "0a ", 0);
}

static void test_a_success_without_choices_is_empty(void **state)
{
	static const char *const bodies[] = {"{'choices':[]}", "{'choices':null}"};
	struct chat_reply reply;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		said_read("openai", 200, bodies[i], 1, &reply);
		assert_int_equal(reply.kind, REPLY_EMPTY);
		assert_int_equal(reply.n_choices, 0);
		chat_reply_clear(&reply);
	}
	said_read("gemini", 200, "{'usageMetadata':{'promptTokenCount':3}}", 1, &reply);
	assert_int_equal(reply.kind, REPLY_EMPTY);
	assert_int_equal(reply.usage.prompt, 3);
	chat_reply_clear(&reply);
}

static void test_geminis_blocked_prompt_is_one_filtered_answer(void **state)
{
	(void)state;
	said_one("gemini",
		 "{'promptFeedback':{'blockReason':'PROHIBITED_CONTENT'},"
		 "'usageMetadata':{'promptTokenCount':4},'modelVersion':'gemini-x'}",
		 OUTCOME_FILTERED, "PROHIBITED_CONTENT", "", "");
}

static void test_blank_bytes_before_a_body_are_skipped(void **state)
{
	struct buf body = BUF_INIT;

	(void)state;
	for (int i = 0; i < 600; i++)
		buf_str_add(&body, "\r\n \t");
	buf_str_add(&body, "\xEF\xBB\xBF{'choices':[{'message':{'content':'Hi'},"
			   "'finish_reason':'stop'}]}\n");
	said_one("deepseek", buf_str(&body), OUTCOME_OK, "stop", "Hi", "");
	buf_clear(&body);
}

static void test_characters_that_cannot_be_kept_are_counted(void **state)
{
	struct chat_reply reply;

	(void)state;
	said_read("openai", 200,
		  "{'choices':[{'message':{'content':'a\\u0000b\\ud83dc\xFF'},"
		  "'finish_reason':'stop'}]}",
		  1, &reply);
	assert_int_equal(reply.n_replaced, 3);
	said_text(reply.choices[0].answer, "a\xEF\xBF\xBD"
					   "b\xEF\xBF\xBD"
					   "c\xEF\xBF\xBD");
	chat_reply_clear(&reply);
}

static void check_usage(const char *name, const char *body, long prompt, long completion,
			long reasoning, long cached)
{
	struct chat_reply reply;

	said_read(name, 200, body, 1, &reply);
	assert_int_equal(reply.kind, REPLY_ANSWERED);
	assert_int_equal(reply.usage.prompt, prompt);
	assert_int_equal(reply.usage.completion, completion);
	assert_int_equal(reply.usage.reasoning, reasoning);
	assert_int_equal(reply.usage.cached, cached);
	chat_reply_clear(&reply);
}

static void test_usage_is_counted_alike(void **state)
{
	(void)state;
	check_usage("openai",
		    "{'choices':[{}],'usage':{'prompt_tokens':10,'completion_tokens':20,"
		    "'total_tokens':30,'completion_tokens_details':{'reasoning_tokens':"
		    "12},'prompt_tokens_details':{'cached_tokens':8}}}",
		    10, 20, 12, 8);
	check_usage("deepseek",
		    "{'choices':[{}],'usage':{'prompt_tokens':10,'completion_tokens':20,"
		    "'prompt_cache_hit_tokens':6,'prompt_cache_miss_tokens':4}}",
		    10, 20, -1, 6);
	/* Anthropic's input_tokens are those beside the cache. */
	check_usage("anthropic",
		    "{'content':[],'usage':{'input_tokens':3,'output_tokens':20,"
		    "'cache_creation_input_tokens':2,'cache_read_input_tokens':5,"
		    "'output_tokens_details':{'thinking_tokens':7}}}",
		    10, 20, 7, 5);
	/* Gemini's candidates are without what was thought. */
	check_usage("gemini",
		    "{'candidates':[{}],'usageMetadata':{'promptTokenCount':10,"
		    "'candidatesTokenCount':8,'thoughtsTokenCount':12,"
		    "'cachedContentTokenCount':4,'totalTokenCount':30}}",
		    10, 20, 12, 4);
	check_usage("ollama", "{'message':{},'prompt_eval_count':10,'eval_count':20}", 10,
		    20, -1, -1);
	check_usage("openai", "{'choices':[{}],'usage':null}", -1, -1, -1, -1);
}

static void test_counts_that_are_none_are_not_said(void **state)
{
	static const char *const bad[] = {"-1",    "'7'",  "null", "1.5",
					  "1e300", "true", "[]",   "1e999"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf body = BUF_INIT;

		buf_printf(&body,
			   "{'choices':[{}],'usage':{'prompt_tokens':%s,"
			   "'completion_tokens':0}}",
			   bad[i]);
		check_usage("openai", buf_str(&body), -1, 0, -1, -1);
		buf_clear(&body);
	}
}

static void test_who_answered_is_kept(void **state)
{
	struct chat_reply reply;

	(void)state;
	said_read("openrouter", 200,
		  "{'id':'gen-1','provider':'Groq','model':'a/b','system_fingerprint':"
		  "'fp_1','choices':[{'message':{'content':'Hi'},'finish_reason':'stop',"
		  "'native_finish_reason':'end_turn','logprobs':{'content':[{'token':"
		  "'Hi','logprob':-0.1}]}}],'usage':{'cost':0.00125}}",
		  1, &reply);
	assert_string_equal(reply.id, "gen-1");
	assert_string_equal(reply.backend, "Groq");
	assert_string_equal(reply.served_model, "a/b");
	assert_string_equal(reply.fingerprint, "fp_1");
	assert_true(reply.usage.usd == 0.00125);
	assert_true(reply.has_logprobs);
	assert_string_equal(reply.choices[0].native, "end_turn");
	chat_reply_clear(&reply);
	said_read("gemini", 200,
		  "{'candidates':[{'content':{'parts':[{'text':'Hi'}]},'finishReason':"
		  "'STOP','logprobsResult':{'chosenCandidates':[]}}],'modelVersion':"
		  "'gemini-2.5-pro','responseId':'r1'}",
		  1, &reply);
	assert_string_equal(reply.id, "r1");
	assert_string_equal(reply.served_model, "gemini-2.5-pro");
	assert_string_equal(reply.fingerprint, "gemini-2.5-pro");
	assert_true(reply.has_logprobs);
	chat_reply_clear(&reply);
	said_read("openai", 200,
		  "{'id':5,'model':null,'choices':[{'logprobs':null}],'usage':{'cost':-1"
		  "}}",
		  1, &reply);
	assert_string_equal(reply.id, "");
	assert_string_equal(reply.served_model, "");
	assert_string_equal(reply.fingerprint, "");
	assert_string_equal(reply.backend, "");
	assert_true(isnan(reply.usage.usd));
	assert_false(reply.has_logprobs);
	chat_reply_clear(&reply);
}

static void test_another_form_is_an_error_that_says_so(void **state)
{
	static const char *const forms[][2] = {
		{"openai", "{'a':1}"},
		{"openai", "[]"},
		{"openai", "null"},
		{"openai", "7"},
		{"openai", "{'choices':{}}"},
		{"openai", "{'choices':[1]}"},
		{"openai", "{'choices':[{'message':{'content':7}}]}"},
		{"anthropic", "{'content':'text'}"},
		{"anthropic", "{}"},
		{"gemini", "{}"},
		{"gemini", "{'candidates':['a']}"},
		{"ollama", "{'response':'a'}"},
		{"ollama", "{'message':{'content':false}}"},
	};
	struct chat_reply reply;

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		said_read(forms[i][0], 200, forms[i][1], 1, &reply);
		assert_int_equal(reply.kind, REPLY_ERROR);
		assert_int_equal(reply.n_choices, 0);
		assert_false(reply.error.json);
		assert_non_null(strstr(reply.error.message, "it begins: "));
		assert_int_equal(reply.error.status, 200);
		chat_reply_clear(&reply);
	}
}

static void test_deep_and_long_bodies_do_no_harm(void **state)
{
	struct chat_reply reply;
	struct buf body = BUF_INIT;

	(void)state;
	for (size_t i = 0; dialect_table[i]; i++) {
		buf_reset(&body);
		for (int depth = 0; depth < 100000; depth++)
			buf_str_add(&body, depth % 2 ? "['" : "{'choices':");
		said_read(dialect_table[i]->name, 200, buf_str(&body), 1, &reply);
		assert_int_equal(reply.kind, REPLY_ERROR);
		assert_false(reply.error.json);
		chat_reply_clear(&reply);
	}
	buf_reset(&body);
	buf_str_add(&body, "{'choices':[");
	for (int i = 0; i < 50000; i++)
		buf_str_add(&body, "{'index':0},");
	buf_str_add(&body, "{'message':{'content':'Hi'}}]}");
	said_read("openai", 200, buf_str(&body), 1, &reply);
	assert_int_equal(reply.n_choices, 1);
	assert_int_equal(reply.n_ignored, 50000);
	chat_reply_clear(&reply);
	buf_clear(&body);
}

static void test_every_row_is_whole_and_found_by_name(void **state)
{
	(void)state;
	for (size_t i = 0; dialect_table[i]; i++) {
		const struct dialect *dialect = dialect_table[i];

		assert_ptr_equal(dialect_find(dialect->name), dialect);
		assert_true(dialect->brief[0] && dialect->max_tokens[0]);
		assert_non_null(dialect->auth_header);
		assert_non_null(dialect->auth_prefix);
		assert_true(dialect->url && dialect->body && dialect->read &&
			    dialect->fold && dialect->stream != STREAM_NONE);
	}
	assert_null(dialect_find("nobody"));
	assert_null(dialect_find(""));
}

static void test_a_cleared_reply_may_be_cleared_again(void **state)
{
	struct chat_reply reply;

	(void)state;
	said_read("openai", 200, "{'choices':[{}]}", 1, &reply);
	chat_reply_clear(&reply);
	chat_reply_clear(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chat_reasons_are_outcomes),
		cmocka_unit_test(test_anthropic_reasons_are_outcomes),
		cmocka_unit_test(test_gemini_reasons_are_outcomes),
		cmocka_unit_test(test_ollama_reasons_are_outcomes),
		cmocka_unit_test(test_a_cut_without_a_word_is_truncated),
		cmocka_unit_test(test_no_words_after_a_normal_stop_are_empty),
		cmocka_unit_test(test_a_refusal_is_an_answer_in_its_own_words),
		cmocka_unit_test(test_anthropics_refusal_says_which_policy),
		cmocka_unit_test(test_what_was_thought_is_kept_apart),
		cmocka_unit_test(test_other_shapes_of_a_choice_are_read),
		cmocka_unit_test(test_inline_thinking_stays_in_the_answer),
		cmocka_unit_test(test_a_choices_own_error_is_a_failure),
		cmocka_unit_test(test_a_reply_of_nothing_but_errors_is_an_error),
		cmocka_unit_test(test_choices_are_placed_by_index),
		cmocka_unit_test(test_a_success_without_choices_is_empty),
		cmocka_unit_test(test_geminis_blocked_prompt_is_one_filtered_answer),
		cmocka_unit_test(test_blank_bytes_before_a_body_are_skipped),
		cmocka_unit_test(test_characters_that_cannot_be_kept_are_counted),
		cmocka_unit_test(test_usage_is_counted_alike),
		cmocka_unit_test(test_counts_that_are_none_are_not_said),
		cmocka_unit_test(test_who_answered_is_kept),
		cmocka_unit_test(test_another_form_is_an_error_that_says_so),
		cmocka_unit_test(test_deep_and_long_bodies_do_no_harm),
		cmocka_unit_test(test_every_row_is_whole_and_found_by_name),
		cmocka_unit_test(test_a_cleared_reply_may_be_cleared_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

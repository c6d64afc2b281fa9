/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_transport_dialect_stream.c: a stream amounts to the body that would have come
 * without one. */
#include "unit/dialect_said.h"

#include <time.h>

/* The body of a stream written with '; *complete as found. */
static struct buf assembled(const char *name, const char *raw, bool *complete)
{
	struct err err = ERR_INIT;
	struct buf text = quoted(raw);
	struct buf body = BUF_INIT;
	char *copy = mem_dup(buf_str(&text), text.len);
	int rc = dialect_assemble(dialect_of(name), (struct text){copy, text.len}, &body,
				  complete, &err);

	if (rc)
		print_error("%s\n", err.text);
	assert_int_equal(rc, 0);
	mem_free(copy);
	buf_clear(&text);
	return body;
}

/* Read what a stream amounts to. */
static void streamed(const char *name, const char *raw, size_t n, bool whole,
		     struct chat_reply *reply)
{
	bool complete = !whole;
	struct buf body = assembled(name, raw, &complete);

	assert_int_equal(complete, whole);
	dialect_read(dialect_of(name), 200, (struct text){body.data, body.len}, n, reply);
	buf_clear(&body);
}

static void check_body(const char *name, const char *raw, const char *expected)
{
	bool complete = false;
	struct buf body = assembled(name, raw, &complete);
	struct buf wanted = quoted(expected);

	assert_string_equal(buf_str(&body), buf_str(&wanted));
	assert_true(complete);
	buf_clear(&body);
	buf_clear(&wanted);
}

static void check_refused(const char *name, const char *raw, const char *why)
{
	struct err err = ERR_INIT;
	struct buf text = quoted(raw);
	struct buf body = BUF_INIT;
	bool complete = true;

	assert_int_equal(dialect_assemble(dialect_of(name),
					  (struct text){text.data, text.len}, &body,
					  &complete, &err),
			 -1);
	assert_non_null(strstr(err.text, why));
	assert_false(complete);
	buf_clear(&body);
	buf_clear(&text);
}

static void test_chat_deltas_are_folded(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("openai",
		 "data: {'id':'c1','object':'chat.completion.chunk','model':'m-1',"
		 "'system_fingerprint':'fp','choices':[{'index':0,'delta':{'role':"
		 "'assistant','content':''},'finish_reason':null}],'usage':null}\n\n"
		 "data: {'id':'c1','choices':[{'index':1,'delta':{'content':'Two'}}]}\n\n"
		 ": keep-alive\n\n"
		 "data: {'id':'c1','choices':[{'index':0,'delta':{'content':'On'}}]}\n\n"
		 "data: {'id':'c1','choices':[{'index':0,'delta':{'content':'e'}},"
		 "{'index':1,'delta':{},'finish_reason':'length'}]}\n\n"
		 "data: {'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':"
		 "'stop'}]}\n\n"
		 "data: {'id':'c1','choices':[],'usage':{'prompt_tokens':5,"
		 "'completion_tokens':6}}\n\n"
		 "data: [DONE]\n\n",
		 2, true, &reply);
	assert_int_equal(reply.n_choices, 2);
	said_choice(&reply.choices[0], OUTCOME_OK, "stop", "One", "");
	said_choice(&reply.choices[1], OUTCOME_TRUNCATED, "length", "Two", "");
	assert_string_equal(reply.id, "c1");
	assert_string_equal(reply.served_model, "m-1");
	assert_string_equal(reply.fingerprint, "fp");
	assert_int_equal(reply.usage.prompt, 5);
	assert_int_equal(reply.usage.completion, 6);
	chat_reply_clear(&reply);
}

static void test_a_folded_body_is_the_one_without_a_stream(void **state)
{
	(void)state;
	check_body("openai",
		   "data: {'id':'c','choices':[{'index':0,'delta':{'role':'assistant',"
		   "'content':'a'}}]}\n\n"
		   "data: {'id':'c','choices':[{'index':0,'delta':{'content':'b'},"
		   "'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n",
		   "{'choices':[{'index':0,'message':{'role':'assistant','content':"
		   "'ab'},'finish_reason':'stop'}],'id':'c'}");
	check_body("ollama",
		   "{'model':'m','message':{'role':'assistant','content':'a'},"
		   "'done':false}\n{'model':'m','message':{'content':'b'},'done':true,"
		   "'done_reason':'stop','eval_count':2}\n",
		   "{'message':{'role':'assistant','content':'ab'},'model':'m','done':"
		   "true,'done_reason':'stop','eval_count':2}");
	check_body("anthropic",
		   "event: message_start\ndata: {'type':'message_start','message':{'id':"
		   "'i','type':'message','role':'assistant','content':[],'model':'m'}}"
		   "\n\ndata: {'type':'content_block_start','index':0,'content_block':"
		   "{'type':'text','text':''}}\n\n"
		   "data: {'type':'content_block_delta','index':0,'delta':{'type':"
		   "'text_delta','text':'a'}}\n\n"
		   "data: {'type':'content_block_stop','index':0}\n\n"
		   "data: {'type':'message_stop'}\n\n",
		   "{'id':'i','type':'message','role':'assistant','model':'m','content':"
		   "[{'index':0,'type':'text','text':'a'}],'usage':{}}");
}

static void test_thoughts_and_refusals_come_in_pieces_too(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("deepseek",
		 "data: {'choices':[{'delta':{'reasoning_content':'2','content':null}}]}"
		 "\n\ndata: {'choices':[{'delta':{'reasoning_content':'+2'}}]}\n\n"
		 "data: {'choices':[{'delta':{'content':'Four','reasoning_content':null},"
		 "'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "stop", "Four", "2+2");
	chat_reply_clear(&reply);
	streamed("openai",
		 "data: {'choices':[{'index':0,'delta':{'refusal':'I can'}}]}\n\n"
		 "data: {'choices':[{'index':0,'delta':{'refusal':'not.'},"
		 "'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_REFUSED, "stop", "I cannot.", "");
	chat_reply_clear(&reply);
	streamed("mistral",
		 "data: {'choices':[{'index':0,'delta':{'content':[{'type':'thinking',"
		 "'thinking':[{'type':'text','text':'2+2'}]}]}}]}\n\n"
		 "data: {'choices':[{'index':0,'delta':{'content':'Four'},"
		 "'finish_reason':'stop'}],'usage':{'prompt_tokens':1}}\n\n"
		 "data: [DONE]\n\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "stop", "Four", "2+2");
	assert_int_equal(reply.usage.prompt, 1);
	chat_reply_clear(&reply);
	streamed("openrouter",
		 "data: {'choices':[{'delta':{'reasoning_details':[{'type':"
		 "'reasoning.text','text':'2'}]}}]}\n\n"
		 "data: {'choices':[{'delta':{'reasoning_details':[{'type':"
		 "'reasoning.text','text':'+2'}],'content':'Four'},'finish_reason':"
		 "'stop'}]}\n\ndata: [DONE]\n\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "stop", "Four", "2+2");
	chat_reply_clear(&reply);
}

static void test_logprobs_are_joined(void **state)
{
	(void)state;
	check_body("openai",
		   "data: {'choices':[{'index':0,'delta':{},'logprobs':{'content':["
		   "{'token':'a'}],'refusal':null}}]}\n\n"
		   "data: {'choices':[{'index':0,'delta':{},'logprobs':{'content':["
		   "{'token':'b'},{'token':'c'}]}}]}\n\ndata: [DONE]\n\n",
		   "{'choices':[{'index':0,'message':{},'logprobs':{'content':["
		   "{'token':'a'},{'token':'b'},{'token':'c'}]}}]}");
	check_body("ollama",
		   "{'message':{'content':'a'},'logprobs':[{'token':'a'}]}\n"
		   "{'message':{'content':'b'},'logprobs':[{'token':'b'}],'done':true}",
		   "{'message':{'content':'ab'},'logprobs':[{'token':'a'},{'token':'b'}],"
		   "'done':true}");
}

#define CLAUDE_START                                                                     \
	"event: message_start\ndata: {'type':'message_start','message':{'id':'msg_1',"   \
	"'type':'message','role':'assistant','content':[],'model':'claude-x',"           \
	"'stop_reason':null,'usage':{'input_tokens':25,'output_tokens':1}}}\n\n"         \
	"event: content_block_start\ndata: {'type':'content_block_start','index':0,"     \
	"'content_block':{'type':'thinking','thinking':''}}\n\n"                         \
	"event: ping\ndata: {'type':'ping'}\n\n"                                         \
	"event: content_block_delta\ndata: {'type':'content_block_delta','index':0,"     \
	"'delta':{'type':'thinking_delta','thinking':'2+2'}}\n\n"                        \
	"event: content_block_delta\ndata: {'type':'content_block_delta','index':0,"     \
	"'delta':{'type':'signature_delta','signature':'s'}}\n\n"                        \
	"event: content_block_stop\ndata: {'type':'content_block_stop','index':0}\n\n"   \
	"event: content_block_start\ndata: {'type':'content_block_start','index':1,"     \
	"'content_block':{'type':'text','text':''}}\n\n"                                 \
	"event: content_block_delta\ndata: {'type':'content_block_delta','index':1,"     \
	"'delta':{'type':'text_delta','text':'Fo'}}\n\n"                                 \
	"event: content_block_delta\ndata: {'type':'content_block_delta','index':1,"     \
	"'delta':{'type':'text_delta','text':'ur'}}\n\n"
#define CLAUDE_DELTA                                                                     \
	"event: message_delta\ndata: {'type':'message_delta','delta':{'stop_reason':"    \
	"'end_turn','stop_sequence':null},'usage':{'output_tokens':15}}\n\n"

static void test_anthropic_events_are_folded(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("anthropic",
		 CLAUDE_START CLAUDE_DELTA
		 "event: message_stop\ndata: {'type':'message_stop'}\n\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "end_turn", "Four", "2+2");
	assert_string_equal(reply.id, "msg_1");
	assert_string_equal(reply.served_model, "claude-x");
	assert_int_equal(reply.usage.prompt, 25);
	assert_int_equal(reply.usage.completion, 15);
	chat_reply_clear(&reply);
	streamed("anthropic", CLAUDE_START CLAUDE_DELTA, 1, false, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "end_turn", "Four", "2+2");
	chat_reply_clear(&reply);
}

static void test_gemini_chunks_are_folded(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("gemini",
		 "data: {'candidates':[{'content':{'parts':[{'text':'2+2','thought':"
		 "true}],'role':'model'},'index':0}],'modelVersion':'g'}\r\n\r\n"
		 "data: {'candidates':[{'content':{'parts':[{'text':'Fo'}]},'index':0}],"
		 "'usageMetadata':{'promptTokenCount':3}}\r\n\r\n"
		 "data: {'candidates':[{'content':{'parts':[{'text':'ur'}]},"
		 "'finishReason':'STOP','index':0}],'usageMetadata':{'promptTokenCount':4"
		 ",'candidatesTokenCount':2}}\r\n\r\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "STOP", "Four", "2+2");
	assert_int_equal(reply.usage.prompt, 4);
	assert_string_equal(reply.served_model, "g");
	chat_reply_clear(&reply);
	/* The second candidate never says why it ends. */
	streamed("gemini",
		 "data: {'candidates':[{'content':{'parts':[{'text':'a'}]},"
		 "'finishReason':'STOP','index':0}]}\n\n"
		 "data: {'candidates':[{'content':{'parts':[{'text':'b'}]},'index':1}]}"
		 "\n\n",
		 2, false, &reply);
	assert_int_equal(reply.n_choices, 2);
	chat_reply_clear(&reply);
	streamed("gemini", "data: {'promptFeedback':{'blockReason':'SAFETY'}}\n\n", 1,
		 true, &reply);
	said_choice(&reply.choices[0], OUTCOME_FILTERED, "SAFETY", "", "");
	chat_reply_clear(&reply);
}

static void test_ollama_lines_are_folded(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("ollama",
		 "{'model':'q','message':{'role':'assistant','content':'','thinking':"
		 "'2+'},'done':false}\n"
		 "{'model':'q','message':{'content':'','thinking':'2'},'done':false}\n\n"
		 "{'model':'q','message':{'content':'Fo'},'done':false}\n"
		 "{'model':'q','message':{'content':'ur'},'done':true,'done_reason':"
		 "'length','prompt_eval_count':9,'eval_count':3}",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_TRUNCATED, "length", "Four", "2+2");
	assert_string_equal(reply.served_model, "q");
	assert_int_equal(reply.usage.prompt, 9);
	chat_reply_clear(&reply);
}

static void check_error(const char *name, const char *raw, long status,
			const char *message)
{
	struct chat_reply reply;

	streamed(name, raw, 1, true, &reply);
	assert_int_equal(reply.kind, REPLY_ERROR);
	assert_int_equal(reply.error.status, status);
	assert_string_equal(reply.error.message, message);
	chat_reply_clear(&reply);
}

static void test_an_error_in_the_stream_is_the_reply(void **state)
{
	(void)state;
	check_error("anthropic",
		    CLAUDE_START "event: error\ndata: {'type':'error','error':{'type':"
				 "'overloaded_error','message':'Overloaded'}}\n\n",
		    529, "Overloaded");
	check_error("ollama",
		    "{'message':{'content':'a'},'done':false}\n{'error':'ran out'}\n",
		    200, "ran out");
	check_error("openrouter",
		    "data: {'choices':[{'delta':{'content':'a'}}]}\n\n"
		    "data: {'error':{'code':502,'message':'gone'},'choices':[{'delta':"
		    "{'content':''},'finish_reason':'error'}]}\n\n",
		    502, "gone");
	check_error("openai-compatible", "event: error\ndata: {'message':'m'}\n\n", 200,
		    "m");
	check_body("ollama", "{'error':'ran out'}\n", "{'error':'ran out'}");
}

static void test_a_stream_that_breaks_off_says_so(void **state)
{
	struct chat_reply reply;

	(void)state;
	/* Between events, in the midst of one, and in the midst of a character. */
	streamed("openai", "data: {'choices':[{'delta':{'content':'Hi'}}]}\n\n", 1, false,
		 &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "", "Hi", "");
	chat_reply_clear(&reply);
	streamed("openai",
		 "data: {'choices':[{'delta':{'content':'Hi'}}]}\n\ndata: {'choices':[{'",
		 1, false, &reply);
	said_text(reply.choices[0].answer, "Hi");
	chat_reply_clear(&reply);
	streamed("ollama", "{'message':{'content':'Hi'}}\n{'message':{'content':'\xC3", 1,
		 false, &reply);
	said_text(reply.choices[0].answer, "Hi");
	chat_reply_clear(&reply);
}

static void test_a_last_newline_may_be_missing(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("openai",
		 "data: {'choices':[{'delta':{'content':'Hi'},'finish_reason':'stop'}]}"
		 "\n\ndata: [DONE]",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_OK, "stop", "Hi", "");
	chat_reply_clear(&reply);
	streamed("openai",
		 "data: {'choices':[{'delta':{'content':'Hi'},'finish_reason':'stop'}]}"
		 "\n\ndata: {'choices':[],'usage':{'prompt_tokens':1}}",
		 1, true, &reply);
	assert_int_equal(reply.usage.prompt, 1);
	chat_reply_clear(&reply);
}

static void test_an_event_may_stand_on_several_lines(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("openai",
		 "\xEF\xBB\xBF"
		 "data: {'choices':[\r\ndata: {'delta':\r\ndata: {'content':'Hi'}}]}\r\n"
		 "\r\ndata: [DONE]\r\n\r\n",
		 1, true, &reply);
	said_text(reply.choices[0].answer, "Hi");
	chat_reply_clear(&reply);
}

static void test_bytes_that_are_no_stream_are_refused(void **state)
{
	(void)state;
	check_refused("openai", "<html><body>Bad Gateway</body></html>", "no event");
	check_refused("ollama", "<html>\n", "line 1");
	check_refused("openai", "", "no event");
	check_refused("openai", ": keep-alive\n\n", "no event");
	check_refused("openai", "data: [DONE]\n\n", "no event");
	check_refused("openai", "data: {}\n\ndata: nonsense\n\ndata: {}\n\n", "line 4");
	check_refused("openai", "data: 7\n\n", "line 2: an event is no JSON object");
}

static void test_an_endpoint_without_streams_is_understood(void **state)
{
	(void)state;
	check_body("openai", "{'choices':[{'message':{'content':'Hi'}}]}",
		   "{'choices':[{'message':{'content':'Hi'}}]}");
	check_body("gemini", "[{'error':{'message':'m'}}]",
		   "[{'error':{'message':'m'}}]");
}

static void test_replaced_characters_are_counted_through_a_stream(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed(
		"openai",
		"data: {'choices':[{'delta':{'content':'a\\u0000'}}]}\n\n"
		"data: {'choices':[{'delta':{'content':'\\ud83d'}}]}\n\ndata: [DONE]\n\n",
		1, true, &reply);
	assert_int_equal(reply.n_replaced, 2);
	chat_reply_clear(&reply);
}

static void test_a_choice_that_fails_in_the_midst_is_a_failure(void **state)
{
	struct chat_reply reply;

	(void)state;
	streamed("openrouter",
		 "data: {'choices':[{'delta':{'content':'Hi'}}]}\n\n"
		 "data: {'choices':[{'delta':{},'error':{'code':502,'message':'gone'},"
		 "'finish_reason':'error'}]}\n\ndata: [DONE]\n\n",
		 1, true, &reply);
	said_choice(&reply.choices[0], OUTCOME_FAILED, "error", "Hi", "");
	chat_reply_clear(&reply);
}

/* 200 000 events, and as many choices, take seconds if each costs as much as what came
 * before it. */
static void test_long_streams_cost_their_length(void **state)
{
	struct chat_reply reply;
	struct buf raw = BUF_INIT;
	clock_t start = clock();

	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_str_add(&raw, "data: {'choices':[{'delta':{'content':'0123456789'},"
				  "'logprobs':{'content':[{'logprob':-1}]}}]}\n\n");
	buf_str_add(&raw, "data: [DONE]\n\n");
	streamed("openai", buf_str(&raw), 1, true, &reply);
	assert_int_equal(reply.choices[0].answer.len, 2000000);
	chat_reply_clear(&reply);
	buf_reset(&raw);
	for (int i = 0; i < 200000; i++)
		buf_printf(&raw, "data: {'choices':[{'index':%d}]}\n\n", i);
	check_refused("openai", buf_str(&raw), "more than 1024");
	buf_clear(&raw);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 30);
}

static struct buf pieces(const char *name, const char *raw)
{
	struct buf text = quoted(raw);
	struct buf out = BUF_INIT;

	dialect_pieces(dialect_of(name), (struct text){text.data, text.len}, &out);
	buf_clear(&text);
	return out;
}

/* An error event and a torn one end an answer, and hide no piece of what was said. */
static void test_pieces_are_put_together_past_errors_and_ends(void **state)
{
	struct buf out = pieces(
		"openai", "data: {'choices':[{'index':0,'delta':{'content':'one '}}]}\n\n"
			  "data: {'error':{'message':'no'}}\n\n"
			  "data: {'choices':[{'index':0,'delta':{'content':'two'}}]}\n\n"
			  "data: [DONE]\n\n"
			  "data: {'choices':[{'in");

	(void)state;
	assert_non_null(strstr(buf_str(&out), "one two"));
	buf_clear(&out);
	out = pieces("openai", "{'choices':[]}");
	assert_int_equal(out.len, 0);
	out = pieces("openai", "no stream at all");
	assert_int_equal(out.len, 0);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chat_deltas_are_folded),
		cmocka_unit_test(test_a_folded_body_is_the_one_without_a_stream),
		cmocka_unit_test(test_thoughts_and_refusals_come_in_pieces_too),
		cmocka_unit_test(test_logprobs_are_joined),
		cmocka_unit_test(test_anthropic_events_are_folded),
		cmocka_unit_test(test_gemini_chunks_are_folded),
		cmocka_unit_test(test_ollama_lines_are_folded),
		cmocka_unit_test(test_an_error_in_the_stream_is_the_reply),
		cmocka_unit_test(test_a_stream_that_breaks_off_says_so),
		cmocka_unit_test(test_a_last_newline_may_be_missing),
		cmocka_unit_test(test_an_event_may_stand_on_several_lines),
		cmocka_unit_test(test_bytes_that_are_no_stream_are_refused),
		cmocka_unit_test(test_an_endpoint_without_streams_is_understood),
		cmocka_unit_test(test_replaced_characters_are_counted_through_a_stream),
		cmocka_unit_test(test_a_choice_that_fails_in_the_midst_is_a_failure),
		cmocka_unit_test(test_pieces_are_put_together_past_errors_and_ends),
		cmocka_unit_test(test_long_streams_cost_their_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

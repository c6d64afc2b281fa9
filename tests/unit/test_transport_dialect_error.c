/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_transport_dialect_error.c: why an endpoint did not answer, in all the forms
 * in which endpoints and what stands before them say it. */
#include "unit/dialect_said.h"

/* What is expected of an error; texts NULL: "". */
struct fault {
	const char *dialect;
	long http;
	const char *body;
	long status;
	const char *type, *code, *param, *message;
};

static void check_text(const char *found, const char *expected)
{
	assert_string_equal(found, expected ? expected : "");
}

static void check_fault(const struct fault *fault)
{
	struct chat_reply reply;

	said_read(fault->dialect, fault->http, fault->body, 1, &reply);
	assert_int_equal(reply.kind, REPLY_ERROR);
	assert_int_equal(reply.n_choices, 0);
	assert_int_equal(reply.error.status, fault->status);
	check_text(reply.error.type, fault->type);
	check_text(reply.error.code, fault->code);
	check_text(reply.error.param, fault->param);
	check_text(reply.error.message, fault->message);
	assert_true(reply.error.json);
	chat_reply_clear(&reply);
}

static void test_every_form_of_error_is_read(void **state)
{
	static const struct fault faults[] = {
		{"openai", 400,
		 "{'error':{'message':'Unsupported parameter','type':"
		 "'invalid_request_error','param':'max_tokens','code':"
		 "'unsupported_parameter'}}",
		 400, "invalid_request_error", "unsupported_parameter", "max_tokens",
		 "Unsupported parameter"},
		{"openai-compatible", 503,
		 "{'error':{'code':503,'message':'Loading model','type':"
		 "'unavailable_error'}}",
		 503, "unavailable_error", "503", NULL, "Loading model"},
		{"gemini", 400,
		 "{'error':{'code':400,'message':'API key not valid','status':"
		 "'INVALID_ARGUMENT','details':[]}}",
		 400, "INVALID_ARGUMENT", "400", NULL, "API key not valid"},
		{"openrouter", 429,
		 "{'error':{'code':429,'message':'Provider returned error','metadata':"
		 "{'raw':'slow down','provider_name':'X'}}}",
		 429, NULL, "429", NULL, "Provider returned error: slow down"},
		{"ollama", 404, "{'error':'model \\'m\\' not found'}", 404, NULL, NULL,
		 NULL, "model \"m\" not found"},
		{"anthropic", 529,
		 "{'type':'error','error':{'type':'overloaded_error','message':"
		 "'Overloaded'},'request_id':'req_1'}",
		 529, "overloaded_error", NULL, NULL, "Overloaded"},
		{"gemini", 503,
		 "[{'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}]",
		 503, "UNAVAILABLE", "503", NULL, "overloaded"},
		{"mistral", 422,
		 "{'detail':[{'loc':['body','temperature'],'msg':'too big','type':"
		 "'less_than'},{'loc':['body','n'],'msg':'too small','type':'x'}]}",
		 422, "less_than", NULL, "temperature", "too big; too small"},
		{"openai-compatible", 404, "{'detail':'Not Found'}", 404, NULL, NULL,
		 NULL, "Not Found"},
		{"openai-compatible", 400,
		 "{'object':'error','message':'bad','type':'BadRequestError','param':"
		 "null,'code':400}",
		 400, "BadRequestError", "400", NULL, "bad"},
		{"mistral", 422,
		 "{'object':'error','message':{'detail':[{'loc':['body','n'],'msg':"
		 "'too big','type':'value_error'}]},'type':'invalid_request_error'}",
		 422, "value_error", NULL, "n", "too big"},
		{"mistral", 401, "{'message':'Unauthorized','request_id':'1'}", 401, NULL,
		 NULL, NULL, "Unauthorized"},
		/* An error of no form known is shown as it came. */
		{"openai", 500, "{'oops':1}", 500, NULL, NULL, NULL, "{\"oops\":1}"},
		{"openai", 500, "[]", 500, NULL, NULL, NULL, "[]"},
		{"openai", 500, "{'choices':[{'message':{'content':'Hi'}}]}", 500, NULL,
		 NULL, NULL, "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		check_fault(&faults[i]);
}

static void test_an_error_in_a_success_has_its_own_status(void **state)
{
	static const struct fault faults[] = {
		{"openrouter", 200, "{'error':{'code':502,'message':'gone'}}", 502, NULL,
		 "502", NULL, "gone"},
		{"openrouter", 200, "{'error':{'code':'429','message':'slow'}}", 429,
		 NULL, "429", NULL, "slow"},
		{"ollama", 200, "{'error':'out of memory'}", 200, NULL, NULL, NULL,
		 "out of memory"},
		{"gemini", 200, "[{'error':{'code':500,'message':'m'}}]", 500, NULL,
		 "500", NULL, "m"},
		{"anthropic", 200,
		 "{'type':'error','error':{'type':'overloaded_error','message':'o'}}",
		 529, "overloaded_error", NULL, NULL, "o"},
		{"openai-compatible", 200,
		 "{'object':'error','message':'bad','code':400}", 400, NULL, "400", NULL,
		 "bad"},
		{"openai", 200,
		 "{'error':{'message':'m','type':'rate_limit_error'},'choices':[]}", 429,
		 "rate_limit_error", NULL, NULL, "m"},
		/* No status of HTTP: what came stays. */
		{"openai", 200, "{'error':{'message':'m','code':7}}", 200, NULL, "7",
		 NULL, "m"},
		{"openai", 200, "{'error':{'message':'m','code':1e99}}", 200, NULL,
		 "1e99", NULL, "m"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		check_fault(&faults[i]);
}

static void test_an_error_that_is_null_is_none(void **state)
{
	(void)state;
	said_one("openai",
		 "{'error':null,'choices':[{'message':{'content':'Hi'},"
		 "'finish_reason':'stop'}]}",
		 OUTCOME_OK, "stop", "Hi", "");
	said_one("openai-compatible",
		 "{'error':'','choices':[{'error':null,'message':{'content':'Hi'},"
		 "'finish_reason':'stop'}]}",
		 OUTCOME_OK, "stop", "Hi", "");
}

/* Which of quota, filter and overflow ("qfo") an error is. */
static void check_sort(const char *name, long status, const char *body, const char *sort)
{
	struct chat_reply reply;

	said_read(name, status, body, 1, &reply);
	assert_int_equal(reply.kind, REPLY_ERROR);
	assert_int_equal(reply.error.is_quota, strchr(sort, 'q') != NULL);
	assert_int_equal(reply.error.is_filter, strchr(sort, 'f') != NULL);
	assert_int_equal(reply.error.is_overflow, strchr(sort, 'o') != NULL);
	chat_reply_clear(&reply);
}

static void test_money_is_told_from_pace(void **state)
{
	(void)state;
	check_sort("openai", 429,
		   "{'error':{'message':'You exceeded your current quota','type':"
		   "'insufficient_quota','code':'insufficient_quota'}}",
		   "q");
	check_sort("openai", 429,
		   "{'error':{'message':'Rate limit reached','type':'requests','code':"
		   "'rate_limit_exceeded'}}",
		   "");
	check_sort("deepseek", 402, "{'error':{'message':'Insufficient Balance'}}", "q");
	check_sort("openrouter", 402, "{'error':{'code':402,'message':'credits'}}", "q");
	check_sort("openrouter", 200, "{'error':{'code':402,'message':'credits'}}", "q");
	check_sort("anthropic", 400,
		   "{'type':'error','error':{'type':'invalid_request_error','message':"
		   "'Your credit balance is too low to access the Anthropic API.'}}",
		   "q");
	check_sort("anthropic", 403,
		   "{'type':'error','error':{'type':'billing_error','message':'m'}}",
		   "q");
	check_sort("openai", 402, "<html>", "q");
}

static void test_a_day_s_quota_is_told_from_a_minutes(void **state)
{
	static const char form[] =
		"{'error':{'code':429,'message':'m','status':'RESOURCE_EXHAUSTED',"
		"'details':[{'@type':'type.googleapis.com/google.rpc.QuotaFailure',"
		"'violations':[{'quotaId':'GenerateRequestsPer%sPerProjectPerModel-"
		"FreeTier'}]}]}}";
	struct buf body = BUF_INIT;

	(void)state;
	buf_printf(&body, form, "Day");
	check_sort("gemini", 429, buf_str(&body), "q");
	buf_reset(&body);
	buf_printf(&body, form, "Minute");
	check_sort("gemini", 429, buf_str(&body), "");
	buf_clear(&body);
}

static void test_a_filter_before_the_model_is_known(void **state)
{
	(void)state;
	check_sort("azure", 400,
		   "{'error':{'message':'m','type':null,'param':'prompt','code':"
		   "'content_filter','status':400,'innererror':{'code':"
		   "'ResponsibleAIPolicyViolation','content_filter_result':{}}}}",
		   "f");
	check_sort("azure", 400,
		   "{'error':{'code':'400','message':'m','innererror':{'code':"
		   "'ResponsibleAIPolicyViolation'}}}",
		   "f");
	check_sort("openrouter", 403,
		   "{'error':{'code':403,'message':'flagged','metadata':{'reasons':"
		   "['violence'],'flagged_input':'...'}}}",
		   "f");
	check_sort("azure", 400, "{'error':{'code':'BadRequest','message':'m'}}", "");
}

static void test_a_prompt_too_long_is_known(void **state)
{
	(void)state;
	check_sort("openai", 400,
		   "{'error':{'message':'m','type':'invalid_request_error','param':"
		   "'messages','code':'context_length_exceeded'}}",
		   "o");
	check_sort("deepseek", 400,
		   "{'error':{'message':'This model\\u0027s maximum context length is "
		   "65536 tokens.','type':'invalid_request_error','code':"
		   "'invalid_request_error'}}",
		   "o");
	check_sort("openai-compatible", 400,
		   "{'error':{'code':400,'message':'m','type':"
		   "'exceed_context_size_error'}}",
		   "o");
	check_sort("openai", 400, "{'error':{'message':'too long a name'}}", "");
}

static void check_wait(const char *delay, double expected)
{
	struct chat_reply reply;
	struct buf body = BUF_INIT;

	buf_printf(&body,
		   "{'error':{'code':429,'message':'m','details':[{'@type':"
		   "'type.googleapis.com/google.rpc.RetryInfo','retryDelay':%s}]}}",
		   delay);
	said_read("gemini", 429, buf_str(&body), 1, &reply);
	assert_true(reply.error.retry_after_ms == expected);
	chat_reply_clear(&reply);
	buf_clear(&body);
}

static void test_geminis_retry_delay_is_a_wait(void **state)
{
	(void)state;
	check_wait("'38s'", 38000);
	check_wait("'0.5s'", 500);
	check_wait("'-1s'", -1);
	check_wait("'soon'", -1);
	check_wait("38", -1);
}

static void check_page(const char *body, size_t n, const char *expected, size_t shown)
{
	struct chat_reply reply;

	dialect_read(dialect_of("openai"), 502, (struct text){body, n}, 1, &reply);
	assert_int_equal(reply.kind, REPLY_ERROR);
	assert_false(reply.error.json);
	assert_int_equal(reply.error.status, 502);
	assert_int_equal(strlen(reply.error.message), shown);
	assert_memory_equal(reply.error.message, expected, shown);
	chat_reply_clear(&reply);
}

static void test_of_a_proxys_page_the_beginning_is_kept(void **state)
{
	struct buf page = BUF_INIT;

	(void)state;
	check_page("<html>Bad Gateway</html>", 24, "<html>Bad Gateway</html>", 24);
	check_page("a\0b", 3, "a b", 3);
	check_page("\xFFz", 2, "\xEF\xBF\xBDz", 4);
	check_page("", 0, "", 0);
	check_page(NULL, 0, "", 0);
	check_page("{\"error\":{\"mess", 15, "{\"error\":{\"mess", 15);
	/* The 4096th byte is in the midst of a character, which is left out. */
	buf_char_add(&page, '<');
	while (page.len < 20000)
		buf_str_add(&page, "\xC3\xA9");
	check_page(page.data, page.len, page.data, 4095);
	buf_clear(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_form_of_error_is_read),
		cmocka_unit_test(test_an_error_in_a_success_has_its_own_status),
		cmocka_unit_test(test_an_error_that_is_null_is_none),
		cmocka_unit_test(test_money_is_told_from_pace),
		cmocka_unit_test(test_a_day_s_quota_is_told_from_a_minutes),
		cmocka_unit_test(test_a_filter_before_the_model_is_known),
		cmocka_unit_test(test_a_prompt_too_long_is_known),
		cmocka_unit_test(test_geminis_retry_delay_is_a_wait),
		cmocka_unit_test(test_of_a_proxys_page_the_beginning_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

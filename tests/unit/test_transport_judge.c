/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an exchange that ended means: statuses, refused parameters, what is final. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "transport/judge.h"

/* A question to an endpoint that answered another one since. */
static const struct judging known_good = {
	.ever_answered = true,
	.answered_since = true,
	.n_same = 1,
	.n_attempts = 1,
};

static struct json *params_sent(void)
{
	struct err err = ERR_INIT;
	const char *text = "{\"temperature\":0.7,\"top_p\":0.9,\"top_k\":40,"
			   "\"max_tokens\":100,\"seed\":1,\"logprobs\":true}";

	return json_parse(text, strlen(text), NULL, &err);
}

static struct judged judged_of(const char *dialect, long status, const char *body,
			       const struct limits *limits, const struct judging *known)
{
	struct limits none = LIMITS_INIT;
	struct http_result result = {.status = status, .why = "", .location = ""};
	struct chat_reply reply = {0};
	struct json *params = params_sent();
	struct judging with = *known;
	struct judged out;

	with.params = params;
	dialect_read(dialect_find(dialect), status, text_of(body), 1, &reply);
	judge(&result, &reply, limits ? limits : &none, &with, &out);
	chat_reply_clear(&reply);
	json_free(params);
	return out;
}

static enum verdict verdict_of(long status, const char *body, const struct judging *known)
{
	return judged_of("openai-compatible", status, body, NULL, known).verdict;
}

#define GOOD                                                                             \
	"{\"choices\":[{\"index\":0,\"message\":{\"content\":\"yes\"},"                  \
	"\"finish_reason\":\"stop\"}]}"
#define ERROR_OF(message) "{\"error\":{\"message\":\"" message "\"}}"

/* ECOSYSTEM 1.4: what each status means once the endpoint answered before. */
static void each_status_has_its_verdict(void **state)
{
	static const struct {
		long status;
		enum verdict verdict;
	} rows[] = {
		{400, VERDICT_FAILED}, {404, VERDICT_FAILED}, {405, VERDICT_FAILED},
		{413, VERDICT_FAILED}, {422, VERDICT_FAILED}, {401, VERDICT_STOP},
		{402, VERDICT_STOP},   {403, VERDICT_STOP},   {408, VERDICT_AGAIN},
		{409, VERDICT_AGAIN},  {425, VERDICT_AGAIN},  {429, VERDICT_LIMITED},
		{500, VERDICT_AGAIN},  {502, VERDICT_AGAIN},  {503, VERDICT_AGAIN},
		{504, VERDICT_AGAIN},  {529, VERDICT_AGAIN},  {301, VERDICT_FAILED},
		{302, VERDICT_FAILED}, {307, VERDICT_FAILED}, {308, VERDICT_FAILED},
	};

	(void)state;
	assert_int_equal(verdict_of(200, GOOD, &known_good), VERDICT_ANSWERED);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (verdict_of(rows[i].status, ERROR_OF("no"), &known_good) !=
		    rows[i].verdict)
			fail_msg("HTTP %ld", rows[i].status);
}

/* A completed answer is never asked for again, however it ended (I2). */
static void an_answer_is_final_however_it_ended(void **state)
{
	static const char *const reasons[] = {"stop", "length", "content_filter",
					      "refusal", "tool_calls"};
	char body[256];

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		(void)snprintf(body, sizeof(body),
			       "{\"choices\":[{\"index\":0,\"message\":{\"content\":"
			       "\"\"},\"finish_reason\":\"%s\"}]}",
			       reasons[i]);
		assert_int_equal(verdict_of(200, body, &known_good), VERDICT_ANSWERED);
	}
}

static void trouble_passes_with_time_but_a_bad_certificate_does_not(void **state)
{
	static const struct {
		enum http_trouble trouble;
		enum verdict verdict;
	} rows[] = {
		{HTTP_DNS, VERDICT_AGAIN},        {HTTP_CONNECT, VERDICT_AGAIN},
		{HTTP_TIMEOUT, VERDICT_AGAIN},    {HTTP_RESET, VERDICT_AGAIN},
		{HTTP_OTHER, VERDICT_AGAIN},      {HTTP_TLS, VERDICT_STOP},
		{HTTP_TOO_LARGE, VERDICT_FAILED},
	};
	struct limits limits = LIMITS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct http_result result = {
			.trouble = rows[i].trouble, .why = "w", .location = ""};
		struct judged out;

		judge(&result, NULL, &limits, &known_good, &out);
		if (out.verdict != rows[i].verdict)
			fail_msg("trouble %d", (int)rows[i].trouble);
		assert_int_equal(out.is_timeout, rows[i].trouble == HTTP_TIMEOUT);
		assert_int_equal(out.is_distrust, rows[i].trouble == HTTP_TLS);
	}
}

/* What an endpoint says before its first answer is about the endpoint. */
static void nothing_is_final_before_the_first_answer(void **state)
{
	static const long statuses[] = {301, 400, 404, 405, 413, 422, 500, 503, 408};
	const struct judging never = {.n_same = 100, .n_attempts = 100};
	struct limits limits = LIMITS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		enum verdict v = verdict_of(statuses[i], ERROR_OF("no"), &never);

		assert_true(v == VERDICT_DOUBT || v == VERDICT_AGAIN);
	}
	for (int t = HTTP_DNS; t <= HTTP_OTHER; t++) {
		struct http_result result = {
			.trouble = (enum http_trouble)t, .why = "w", .location = ""};
		struct judged out;

		judge(&result, NULL, &limits, &never, &out);
		assert_true(out.verdict != VERDICT_FAILED);
	}
	assert_int_not_equal(verdict_of(200, "{\"choices\":[]}", &never), VERDICT_FAILED);
	assert_int_not_equal(verdict_of(200, ERROR_OF("no"), &never), VERDICT_FAILED);
}

static void three_same_server_errors_are_final_once_another_was_answered(void **state)
{
	struct judging known = {.ever_answered = true, .n_same = 3, .n_attempts = 3};

	(void)state;
	assert_int_equal(verdict_of(500, ERROR_OF("no"), &known), VERDICT_AGAIN);
	known.answered_since = true;
	assert_int_equal(verdict_of(500, ERROR_OF("no"), &known), VERDICT_FAILED);
	known.n_same = 2;
	assert_int_equal(verdict_of(500, ERROR_OF("no"), &known), VERDICT_AGAIN);
	known.n_attempts = JUDGE_ATTEMPTS_MAX;
	assert_int_equal(verdict_of(500, ERROR_OF("no"), &known), VERDICT_FAILED);
	/* Time-outs and the like have six. */
	known.n_same = 5;
	known.n_attempts = 5;
	assert_int_equal(verdict_of(408, ERROR_OF("no"), &known), VERDICT_AGAIN);
}

static void a_limit_is_never_final(void **state)
{
	const struct judging often = {.ever_answered = true,
				      .answered_since = true,
				      .n_same = 1000,
				      .n_attempts = 1000};

	(void)state;
	assert_int_equal(verdict_of(429, ERROR_OF("slow down"), &often), VERDICT_LIMITED);
	assert_int_equal(verdict_of(429, "<html>busy</html>", &often), VERDICT_LIMITED);
	assert_int_equal(
		verdict_of(200, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}",
			   &often),
		VERDICT_LIMITED);
}

static void a_quota_stops_and_a_rate_waits(void **state)
{
	struct judged judged;

	(void)state;
	assert_int_equal(verdict_of(429,
				    "{\"error\":{\"message\":\"You exceeded your current "
				    "quota\",\"type\":\"insufficient_quota\",\"code\":"
				    "\"insufficient_quota\"}}",
				    &known_good),
			 VERDICT_STOP);
	judged = judged_of("gemini", 429,
			   "{\"error\":{\"code\":429,\"message\":\"quota\",\"status\":"
			   "\"RESOURCE_EXHAUSTED\",\"details\":[{\"violations\":[{"
			   "\"quotaId\":\"GenerateRequestsPerDayPerProject\"}]}]}}",
			   NULL, &known_good);
	assert_int_equal(judged.verdict, VERDICT_STOP);
	assert_false(judged.is_distrust);
	judged = judged_of("gemini", 429,
			   "{\"error\":{\"code\":429,\"message\":\"quota\",\"details\":[{"
			   "\"violations\":[{\"quotaId\":\"RequestsPerMinute\"}]},{"
			   "\"retryDelay\":\"38s\"}]}}",
			   NULL, &known_good);
	assert_int_equal(judged.verdict, VERDICT_LIMITED);
	assert_true(judged.retry_after_ms == 38000);
}

/* Header and body may both name a wait; neither is undercut. */
static void the_longer_of_two_waits_counts(void **state)
{
	struct limits limits = LIMITS_INIT;
	const char *body = "{\"error\":{\"code\":429,\"message\":\"quota\",\"details\":[{"
			   "\"retryDelay\":\"5s\"}]}}";

	(void)state;
	limits.retry_after_ms = 60000;
	assert_true(judged_of("gemini", 429, body, &limits, &known_good).retry_after_ms ==
		    60000);
	limits.retry_after_ms = 1000;
	assert_true(judged_of("gemini", 429, body, &limits, &known_good).retry_after_ms ==
		    5000);
}

static void a_filter_in_front_is_an_answer(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(400,
				    "{\"error\":{\"message\":\"filtered\",\"code\":"
				    "\"content_filter\"}}",
				    &known_good),
			 VERDICT_ANSWERED);
}

static void a_prompt_too_long_is_the_questions_own(void **state)
{
	const char *body = "{\"error\":{\"message\":\"This model's maximum context "
			   "length is 8192 tokens\",\"code\":\"context_length_exceeded\"}"
			   "}";

	(void)state;
	assert_int_equal(verdict_of(400, body, &known_good), VERDICT_FAILED);
}

/* ECOSYSTEM 1.4: such a success is an error outcome, asked again only when the code
 * inside is 429 or 5xx (I2: what is empty is not re-rolled). */
static void a_success_without_an_answer_is_final(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(200, "{\"choices\":[]}", &known_good),
			 VERDICT_FAILED);
	assert_int_equal(verdict_of(200, ERROR_OF("odd"), &known_good), VERDICT_FAILED);
	assert_int_equal(verdict_of(200, "{\"error\":{\"code\":502,\"message\":\"no\"}}",
				    &known_good),
			 VERDICT_AGAIN);
	/* A proxy's page is no word of the endpoint's. */
	assert_int_equal(verdict_of(200, "<html>hotel wifi</html>", &known_good),
			 VERDICT_AGAIN);
}

static void refuses(const char *dialect, long status, const char *body, const char *param)
{
	struct judged judged = judged_of(dialect, status, body, NULL, &known_good);

	if (param) {
		if (judged.verdict != VERDICT_ADAPT)
			fail_msg("not taken for a refusal of %s: %s", param, body);
		assert_string_equal(judged.param, param);
	} else if (judged.verdict == VERDICT_ADAPT) {
		fail_msg("taken for a refusal of %s: %s", judged.param, body);
	}
}

static void refused_parameters_are_known_in_each_phrasing(void **state)
{
	(void)state;
	refuses("openai", 400,
		"{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not "
		"supported with this model. Use 'max_completion_tokens' instead.\","
		"\"type\":\"invalid_request_error\",\"param\":\"max_tokens\",\"code\":"
		"\"unsupported_parameter\"}}",
		"max_tokens");
	refuses("openai", 400,
		"{\"error\":{\"message\":\"Unsupported value: 'temperature' does not "
		"support 0.7 with this model. Only the default (1) value is supported.\","
		"\"param\":\"temperature\",\"code\":\"unsupported_value\"}}",
		"temperature");
	refuses("openai", 400, ERROR_OF("Unrecognized request argument supplied: top_k"),
		"top_k");
	refuses("anthropic", 400,
		"{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
		"\"message\":\"temperature: Extra inputs are not permitted\"}}",
		"temperature");
	refuses("openai-compatible", 400,
		"{\"object\":\"error\",\"message\":\"[{'type': 'extra_forbidden', 'loc': "
		"('body', 'top_k'), 'msg': 'Extra inputs are not permitted', 'input': "
		"40}]\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
		"top_k");
	refuses("openai-compatible", 422,
		"{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"Extra inputs are "
		"not "
		"permitted\",\"type\":\"extra_forbidden\"}]}",
		"seed");
	refuses("gemini", 400,
		"{\"error\":{\"code\":400,\"message\":\"Invalid JSON payload received. "
		"Unknown name \\\"topK\\\" at 'generation_config': Cannot find field.\","
		"\"status\":\"INVALID_ARGUMENT\"}}",
		"top_k");
	refuses("gemini", 400,
		"{\"error\":{\"code\":400,\"message\":\"Unknown name "
		"\\\"maxOutputTokens\\\": Cannot find field.\"}}",
		"max_tokens");
}

/* The list of what is allowed names parameters too. */
static void the_parameter_named_first_is_the_refused_one(void **state)
{
	(void)state;
	refuses("openai-compatible", 400,
		ERROR_OF("Unknown parameter: top_k. Known are temperature, top_p, seed"),
		"top_k");
}

static void a_value_out_of_range_is_no_refused_parameter(void **state)
{
	(void)state;
	refuses("openai", 400,
		ERROR_OF("max_tokens is too large: 100. This model supports at most 50 "
			 "completion tokens"),
		NULL);
	refuses("openai", 400,
		"{\"error\":{\"message\":\"2.5 is greater than the maximum of 2 - "
		"'temperature'\",\"param\":\"temperature\",\"code\":null}}",
		NULL);
	refuses("anthropic", 400,
		"{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
		"\"message\":\"temperature: Input should be less than or equal to 1\"}}",
		NULL);
	refuses("openai-compatible", 400,
		ERROR_OF("temperature 3 is not supported: it must be between 0 and 2"),
		NULL);
	refuses("openai-compatible", 400,
		"{\"error\":{\"message\":\"top_p of 1.5 is not supported, the range is 0 "
		"to 1\",\"param\":\"top_p\"}}",
		NULL);
}

/* What was not sent cannot be left out. */
static void only_what_was_sent_is_refused(void **state)
{
	(void)state;
	refuses("openai", 400,
		ERROR_OF("Unsupported parameter: 'presence_penalty' is not supported"),
		NULL);
}

static void the_endpoint_says_whether_to_retry(void **state)
{
	struct limits limits = LIMITS_INIT;

	(void)state;
	limits.should_retry = 0;
	assert_int_equal(
		judged_of("openai", 500, ERROR_OF("no"), &limits, &known_good).verdict,
		VERDICT_FAILED);
	assert_int_equal(
		judged_of("openai", 500, ERROR_OF("no"), &limits, &(struct judging){0})
			.verdict,
		VERDICT_DOUBT);
	limits.should_retry = 1;
	assert_int_equal(
		judged_of("openai", 400, ERROR_OF("no"), &limits, &known_good).verdict,
		VERDICT_AGAIN);
	/* Neither makes a key good, nor a good answer bad. */
	assert_int_equal(
		judged_of("openai", 401, ERROR_OF("no"), &limits, &known_good).verdict,
		VERDICT_STOP);
	assert_int_equal(judged_of("openai", 200, GOOD, &limits, &known_good).verdict,
			 VERDICT_ANSWERED);
}

static void a_redirect_shows_where_it_points(void **state)
{
	struct limits limits = LIMITS_INIT;
	struct http_result result = {
		.status = 307, .why = "", .location = "https://elsewhere.example/v1"};
	struct chat_reply reply = {0};
	struct judged out;

	(void)state;
	dialect_read(dialect_find("openai"), 307, text_of(""), 1, &reply);
	judge(&result, &reply, &limits, &known_good, &out);
	assert_int_equal(out.verdict, VERDICT_FAILED);
	assert_non_null(strstr(out.why, "https://elsewhere.example/v1"));
	judge(&result, &reply, &limits, &(struct judging){0}, &out);
	assert_int_equal(out.verdict, VERDICT_DOUBT);
	chat_reply_clear(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_status_has_its_verdict),
		cmocka_unit_test(an_answer_is_final_however_it_ended),
		cmocka_unit_test(trouble_passes_with_time_but_a_bad_certificate_does_not),
		cmocka_unit_test(nothing_is_final_before_the_first_answer),
		cmocka_unit_test(
			three_same_server_errors_are_final_once_another_was_answered),
		cmocka_unit_test(a_limit_is_never_final),
		cmocka_unit_test(a_quota_stops_and_a_rate_waits),
		cmocka_unit_test(the_longer_of_two_waits_counts),
		cmocka_unit_test(a_filter_in_front_is_an_answer),
		cmocka_unit_test(a_prompt_too_long_is_the_questions_own),
		cmocka_unit_test(a_success_without_an_answer_is_final),
		cmocka_unit_test(refused_parameters_are_known_in_each_phrasing),
		cmocka_unit_test(the_parameter_named_first_is_the_refused_one),
		cmocka_unit_test(a_value_out_of_range_is_no_refused_parameter),
		cmocka_unit_test(only_what_was_sent_is_refused),
		cmocka_unit_test(the_endpoint_says_whether_to_retry),
		cmocka_unit_test(a_redirect_shows_where_it_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine against servers on loopback that say what each test tells them to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "scripted_server.h"
#include "transport/exchange.h"

#define KEY "sk-test/0123+456789"
#define KEY_ESCAPED "sk-test\\/0123\\u002b456789"
#define KEY_BASE64 "c2stdGVzdC8wMTIzKzQ1Njc4OQ"

enum { ENDS = 2, SEEN_MAX = 600 };

struct seen { /* an attempt as it was handed over */
	size_t endpoint, tag, number;
	bool is_canary;
	long status;
	enum verdict verdict;
	char *all; /* every text of it, a line each */
	char *why, *answer;
};

struct lab {
	struct server server[ENDS];
	char url[ENDS][64];
	struct exchange_endpoint ends[ENDS];
	struct exchange_options options;
	size_t n_ends;
	size_t n_questions[ENDS], n_given[ENDS];
	struct json *params;
	size_t n_samples; /* asked for at once */
	bool has_canary;
	size_t n_canaries;
	/* I1: what is in flight or not yet durable */
	size_t n_composed, n_pending, n_durable;
	struct seen seen[SEEN_MAX];
	size_t n_seen;
	size_t n_learned;
	char learned[64];
	bool other_name;
	size_t n_ticks, n_told;
	size_t stop_at, stop_level; /* once so many were composed */
	int64_t began_ms, leave_after_ms;
	size_t again_until; /* tag 0 is given anew until so many attempts came */
};

#define CANARY 1000

static bool next(void *ctx, size_t endpoint, size_t *tag)
{
	struct lab *lab = ctx;

	if (lab->n_given[endpoint] >= lab->n_questions[endpoint])
		return false;
	*tag = lab->n_given[endpoint]++;
	return true;
}

static bool canary(void *ctx, size_t endpoint, size_t *tag)
{
	struct lab *lab = ctx;

	(void)endpoint;
	*tag = CANARY + lab->n_canaries;
	lab->n_canaries += lab->has_canary;
	return lab->has_canary;
}

static void compose(void *ctx, size_t endpoint, size_t tag, struct chat_request *request,
		    double *tokens)
{
	static char text[32];
	static const struct probe_message message = {"user", text};
	struct lab *lab = ctx;

	(void)endpoint;
	(void)snprintf(text, sizeof(text), "q%zu.", tag);
	*request = (struct chat_request){.model = "m",
					 .messages = &message,
					 .n_messages = 1,
					 .params = lab->params,
					 .n = lab->n_samples};
	*tokens = 10;
	lab->n_composed++;
	assert_true(lab->n_composed - lab->n_durable <= lab->options.max_in_flight);
}

static int attempt(void *ctx, const struct exchange_attempt *a, struct err *err)
{
	struct lab *lab = ctx;
	struct seen *seen = &lab->seen[lab->n_seen++];
	struct buf all = BUF_INIT;
	struct buf answer = BUF_INIT;

	(void)err;
	assert_true(lab->n_seen < SEEN_MAX);
	for (size_t i = 0; a->reply && i < a->reply->n_choices; i++) {
		const struct chat_choice *choice = &a->reply->choices[i];

		buf_add(&answer, choice->answer.data, choice->answer.len);
		buf_add(&answer, choice->reasoning.data, choice->reasoning.len);
	}
	buf_printf(&all, "%s\n%.*s\n%.*s\n%s\n%s\n%s", a->url, (int)a->request.len,
		   a->request.data, (int)a->response.len, a->response.data, a->why,
		   a->facts, buf_str(&answer));
	*seen = (struct seen){a->endpoint,
			      a->tag,
			      a->number,
			      a->is_canary,
			      a->status,
			      a->verdict,
			      buf_take(&all, NULL),
			      mem_strdup(a->why),
			      buf_take(&answer, NULL)};
	lab->n_pending++;
	if (a->tag == 0 && lab->n_seen < lab->again_until)
		lab->n_given[a->endpoint] = 0;
	return 0;
}

static int flush(void *ctx, struct err *err)
{
	struct lab *lab = ctx;

	(void)err;
	assert_true(lab->n_pending > 0);
	lab->n_durable += lab->n_pending;
	lab->n_pending = 0;
	return 0;
}

static int learned(void *ctx, size_t endpoint, const char *param, bool other_name,
		   struct err *err)
{
	struct lab *lab = ctx;

	(void)endpoint;
	(void)err;
	lab->n_learned++;
	lab->other_name = other_name;
	(void)snprintf(lab->learned, sizeof(lab->learned), "%s", param);
	return 0;
}

static void tick(void *ctx, int64_t mono_ms)
{
	struct lab *lab = ctx;

	(void)mono_ms;
	lab->n_ticks++;
}

static void waits(void *ctx, size_t endpoint, int64_t until_ms, const char *why)
{
	struct lab *lab = ctx;

	(void)endpoint;
	assert_true(until_ms > clock_wall_ms());
	assert_true(*why);
	lab->n_told++;
}

static int stop(void *ctx)
{
	const struct lab *lab = ctx;

	/* A test that fails must not hang. */
	if (lab->n_composed > SEEN_MAX - 100 ||
	    clock_mono_ms() - lab->began_ms > lab->leave_after_ms)
		return 2;
	return lab->stop_at && lab->n_composed >= lab->stop_at ? (int)lab->stop_level : 0;
}

static void lab_make(struct lab *lab, size_t n_ends)
{
	*lab = (struct lab){.n_ends = n_ends,
			    .n_samples = 1,
			    .leave_after_ms = 20000,
			    .options = EXCHANGE_OPTIONS_INIT};
	lab->options.max_in_flight = 8;
	lab->options.http.timeout_ms = 10000;
	for (size_t i = 0; i < n_ends; i++)
		lab->ends[i] = (struct exchange_endpoint){
			.name = i ? "second" : "first",
			.dialect = dialect_find("openai-compatible"),
			.base_url = lab->url[i],
			.key = KEY,
			.rules = {8, 0, 0},
		};
}

static void lab_serve(struct lab *lab, size_t i, server_script *script)
{
	server_begin(&lab->server[i], script, lab);
	(void)snprintf(lab->url[i], sizeof(lab->url[i]), "http://127.0.0.1:%u/v1",
		       lab->server[i].port);
}

struct ends {
	enum exchange_end end[ENDS];
	char why[ENDS][400];
};

static void lab_run(struct lab *lab, struct ends *out)
{
	const struct exchange_hooks hooks = {lab,   next,    canary, compose, attempt,
					     flush, learned, tick,   waits,   stop};
	struct err err = ERR_INIT;
	struct exchange *exchange =
		exchange_new(&lab->options, lab->ends, lab->n_ends, &hooks, &err);

	*out = (struct ends){.why = {""}};
	assert_non_null(exchange);
	lab->began_ms = clock_mono_ms();
	if (exchange_run(exchange, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < lab->n_ends; i++) {
		struct exchange_state state;

		exchange_state(exchange, i, &state);
		out->end[i] = state.end;
		(void)snprintf(out->why[i], sizeof(out->why[i]), "%s", state.why);
	}
	exchange_free(exchange);
	for (size_t i = 0; i < ENDS; i++)
		if (lab->server[i].script)
			server_end(&lab->server[i]);
}

static void lab_clear(struct lab *lab)
{
	for (size_t i = 0; i < lab->n_seen; i++) {
		mem_free(lab->seen[i].all);
		mem_free(lab->seen[i].why);
		mem_free(lab->seen[i].answer);
	}
	json_free(lab->params);
}

static size_t count(const struct lab *lab, size_t endpoint, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < lab->n_seen; i++)
		n += lab->seen[i].endpoint == endpoint &&
		     lab->seen[i].verdict == verdict && !lab->seen[i].is_canary;
	return n;
}

/* The last attempt of a question. */
static const struct seen *last_of(const struct lab *lab, size_t tag)
{
	for (size_t i = lab->n_seen; i-- > 0;)
		if (lab->seen[i].tag == tag)
			return &lab->seen[i];
	fail_msg("question %zu was never asked", tag);
	return NULL;
}

static void params_set(struct lab *lab, const char *text)
{
	struct err err = ERR_INIT;

	lab->params = json_parse(text, strlen(text), NULL, &err);
	assert_non_null(lab->params);
}

/* What servers say. */

#define ANSWER(text)                                                                     \
	"{\"choices\":[{\"index\":0,\"message\":{\"content\":\"" text                    \
	"\"},\"finish_reason\":\"stop\"}]}"
#define ERROR_OF(message) "{\"error\":{\"message\":\"" message "\"}}"

static bool asks(const char *request, const char *question)
{
	return strstr(request, question) != NULL;
}

static enum server_does answers(void *ctx, size_t number, const char *request,
				struct buf *out)
{
	(void)ctx;
	(void)number;
	(void)request;
	server_reply(out, 200, "", ANSWER("yes"));
	return SERVER_SAYS;
}

static enum server_does hangs_after_one(void *ctx, size_t number, const char *request,
					struct buf *out)
{
	return number ? SERVER_HANGS : answers(ctx, number, request, out);
}

static enum server_does fails_q0(void *ctx, size_t number, const char *request,
				 struct buf *out)
{
	if (!asks(request, "q0."))
		return answers(ctx, number, request, out);
	server_reply(out, 500, "", ERROR_OF("no"));
	return SERVER_SAYS;
}

/* Facts. */

static void every_question_is_asked_and_answered_once(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 2);
	lab.options.max_in_flight = 5;
	lab.n_questions[0] = lab.n_questions[1] = 40;
	lab_serve(&lab, 0, answers);
	lab_serve(&lab, 1, answers);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_int_equal(ends.end[1], EXCHANGE_DONE);
	assert_int_equal(lab.n_seen, 80);
	assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 40);
	assert_int_equal(count(&lab, 1, VERDICT_ANSWERED), 40);
	assert_int_equal(lab.n_durable, 80);
	assert_int_equal(lab.n_canaries, 0);
	lab_clear(&lab);
}

static void after_a_stop_nothing_new_is_asked(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 100;
	lab.stop_at = 7;
	lab.stop_level = 1;
	lab_serve(&lab, 0, answers);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_STOPPED);
	/* not one more than the hook allows, and what was in flight is kept */
	assert_int_equal(lab.n_composed, 7);
	assert_int_equal(lab.n_durable, 7);
	lab_clear(&lab);
}

static void a_second_stop_leaves_at_once(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 100;
	lab.stop_at = 4;
	lab.stop_level = 2;
	lab_serve(&lab, 0, hangs_after_one);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_STOPPED);
	assert_int_equal(lab.n_durable, 1);
	assert_true(clock_mono_ms() - lab.began_ms < 2000);
	lab_clear(&lab);
}

static void a_stop_waits_no_longer_than_it_may(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 100;
	lab.stop_at = 4;
	lab.stop_level = 1;
	lab.options.drain_ms = 300;
	lab_serve(&lab, 0, hangs_after_one);
	lab_run(&lab, &ends);
	assert_true(clock_mono_ms() - lab.began_ms < 3000);
	assert_int_equal(lab.n_durable, 1);
	lab_clear(&lab);
}

static void a_canary_tells_a_bad_question_from_a_bad_endpoint(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 1;
	lab.has_canary = true;
	lab_serve(&lab, 0, fails_q0);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_int_equal(lab.n_canaries, 1);
	assert_int_equal(last_of(&lab, 0)->verdict, VERDICT_FAILED);
	assert_int_equal(count(&lab, 0, VERDICT_FAILED), 1);
	assert_true(last_of(&lab, 0)->number >= JUDGE_SAME_MAX);
	lab_clear(&lab);
}

static void while_nothing_is_answered_a_question_stays_open(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 1;
	lab.options.patience_ms = 2500;
	lab_serve(&lab, 0, fails_q0);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_GAVE_UP);
	assert_int_equal(count(&lab, 0, VERDICT_FAILED), 0);
	lab_clear(&lab);
}

static void a_dead_endpoint_is_given_up_and_the_other_completes(void **state)
{
	struct lab lab;
	struct ends ends;
	unsigned port;
	int fd = server_bind(&port);

	(void)state;
	lab_make(&lab, 2);
	lab.n_questions[0] = 5;
	lab.n_questions[1] = 30;
	lab.options.patience_ms = 300;
	(void)snprintf(lab.url[0], sizeof(lab.url[0]), "http://127.0.0.1:%u/v1", port);
	lab_serve(&lab, 1, answers);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_GAVE_UP);
	assert_true(*ends.why[0]);
	assert_int_equal(ends.end[1], EXCHANGE_DONE);
	assert_int_equal(count(&lab, 1, VERDICT_ANSWERED), 30);
	assert_int_equal(count(&lab, 0, VERDICT_FAILED), 0);
	(void)close(fd);
	lab_clear(&lab);
}

static enum server_does refuses_top_k(void *ctx, size_t number, const char *request,
				      struct buf *out)
{
	if (!asks(request, "top_k"))
		return answers(ctx, number, request, out);
	server_reply(out, 400, "", ERROR_OF("Unsupported parameter: top_k"));
	return SERVER_SAYS;
}

static void a_refused_parameter_is_left_out_and_remembered(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	params_set(&lab, "{\"temperature\":1,\"top_k\":40}");
	lab.n_questions[0] = 20;
	lab_serve(&lab, 0, refuses_top_k);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_int_equal(lab.n_learned, 1);
	assert_string_equal(lab.learned, "top_k");
	assert_false(lab.other_name);
	assert_int_equal(lab.n_seen, 21);
	assert_int_equal(count(&lab, 0, VERDICT_ADAPT), 1);
	assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 20);
	assert_int_equal(last_of(&lab, 0)->number, 1);
	assert_non_null(strstr(last_of(&lab, 0)->all, "temperature"));
	lab_clear(&lab);
}

static void what_an_earlier_run_learned_is_not_sent(void **state)
{
	static const char *const dropped[] = {"top_k"};
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	params_set(&lab, "{\"top_k\":40}");
	lab.ends[0].dropped = dropped;
	lab.ends[0].n_dropped = 1;
	lab.n_questions[0] = 3;
	lab_serve(&lab, 0, refuses_top_k);
	lab_run(&lab, &ends);
	assert_int_equal(lab.n_learned, 0);
	assert_int_equal(lab.n_seen, 3);
	lab_clear(&lab);
}

static enum server_does wants_other_max(void *ctx, size_t number, const char *request,
					struct buf *out)
{
	if (asks(request, "\"max_completion_tokens\""))
		return answers(ctx, number, request, out);
	server_reply(out, 400, "",
		     ERROR_OF("Unsupported parameter: 'max_tokens' is not supported with "
			      "this model. Use 'max_completion_tokens' instead."));
	return SERVER_SAYS;
}

static void max_tokens_is_tried_by_its_other_name(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	params_set(&lab, "{\"max_tokens\":40}");
	lab.n_questions[0] = 5;
	lab_serve(&lab, 0, wants_other_max);
	lab_run(&lab, &ends);
	assert_int_equal(lab.n_learned, 1);
	assert_true(lab.other_name);
	assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 5);
	assert_int_equal(lab.n_seen, 6);
	lab_clear(&lab);
}

static enum server_does refuses_usage(void *ctx, size_t number, const char *request,
				      struct buf *out)
{
	if (!asks(request, "stream_options"))
		return answers(ctx, number, request, out);
	server_reply(out, 400, "",
		     ERROR_OF("stream_options: Extra inputs are not permitted"));
	return SERVER_SAYS;
}

static void what_the_dialect_adds_can_be_refused_too(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.ends[0].stream = true;
	lab.n_questions[0] = 3;
	lab_serve(&lab, 0, refuses_usage);
	lab_run(&lab, &ends);
	assert_string_equal(lab.learned, "stream_options");
	assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 3);
	lab_clear(&lab);
}

static enum server_does refuses_all(void *ctx, size_t number, const char *request,
				    struct buf *out)
{
	(void)ctx;
	(void)number;
	(void)request;
	server_reply(out, 400, "", ERROR_OF("no such model"));
	return SERVER_SAYS;
}

static enum server_does refuses_by_number(void *ctx, size_t number, const char *request,
					  struct buf *out)
{
	char body[100];

	(void)ctx;
	(void)request;
	(void)snprintf(body, sizeof(body), ERROR_OF("no such model (request %zu)"),
		       number);
	server_reply(out, 400, "", body);
	return SERVER_SAYS;
}

static enum server_does refuses_or_limits(void *ctx, size_t number, const char *request,
					  struct buf *out)
{
	if (number % 2)
		return refuses_all(ctx, number, request, out);
	server_reply(out, 429, "retry-after-ms: 1\r\n", ERROR_OF("slow down"));
	return SERVER_SAYS;
}

/* ECOSYSTEM 1.4: three refusals and no success: it is the endpoint, or we. A number in
 * the message or a 429 between changes nothing. */
static void three_refusals_before_any_answer_end_it(void **state)
{
	static server_script *const scripts[] = {refuses_all, refuses_by_number,
						 refuses_or_limits};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct lab lab;
		struct ends ends;

		lab_make(&lab, 1);
		lab.n_questions[0] = 50;
		lab_serve(&lab, 0, scripts[i]);
		lab_run(&lab, &ends);
		assert_int_equal(ends.end[0], EXCHANGE_REFUSED);
		assert_non_null(strstr(ends.why[0], "no such model"));
		assert_int_equal(count(&lab, 0, VERDICT_DOUBT), 3);
		assert_int_equal(count(&lab, 0, VERDICT_FAILED), 0);
		lab_clear(&lab);
	}
}

static enum server_does refuses_q0(void *ctx, size_t number, const char *request,
				   struct buf *out)
{
	if (!asks(request, "q0."))
		return answers(ctx, number, request, out);
	server_reply(out, 400, "", ERROR_OF("prompt is too long"));
	return SERVER_SAYS;
}

/* A first question that is refused for its own sake is no verdict on the endpoint. */
static void a_refused_first_question_does_not_end_it(void **state)
{
	(void)state;
	for (int with = 0; with < 2; with++) {
		struct lab lab;
		struct ends ends;

		lab_make(&lab, 1);
		lab.has_canary = with;
		lab.n_questions[0] = 10;
		lab_serve(&lab, 0, refuses_q0);
		lab_run(&lab, &ends);
		assert_int_equal(ends.end[0], EXCHANGE_DONE);
		assert_int_equal(last_of(&lab, 0)->verdict, VERDICT_FAILED);
		assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 9);
		lab_clear(&lab);
	}
}

static enum server_does forgets_the_model(void *ctx, size_t number, const char *request,
					  struct buf *out)
{
	if (number < 3)
		return answers(ctx, number, request, out);
	server_reply(out, 404, "", ERROR_OF("the model is retired"));
	return SERVER_SAYS;
}

/* A model that is taken away in the midst of a case must not leave hundreds of final
 * failures behind: a canary that is refused tells that it is not the questions. */
static void an_endpoint_that_turns_to_refusing_all_is_left(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.has_canary = true;
	lab.n_questions[0] = 200;
	lab_serve(&lab, 0, forgets_the_model);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_REFUSED);
	assert_non_null(strstr(ends.why[0], "retired"));
	/* three, and as many again that were in flight with the last answer */
	assert_true(count(&lab, 0, VERDICT_FAILED) <= 6);
	lab_clear(&lab);
}

static enum server_does wants_a_key(void *ctx, size_t number, const char *request,
				    struct buf *out)
{
	(void)ctx;
	(void)number;
	(void)request;
	server_reply(out, 401, "", ERROR_OF("bad key " KEY));
	return SERVER_SAYS;
}

static void a_refused_key_ends_that_endpoint_alone(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 2);
	lab.n_questions[0] = lab.n_questions[1] = 20;
	lab_serve(&lab, 0, wants_a_key);
	lab_serve(&lab, 1, answers);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_AUTH);
	assert_non_null(strstr(ends.why[0], "401"));
	assert_null(strstr(ends.why[0], KEY));
	assert_int_equal(count(&lab, 0, VERDICT_STOP), 1);
	assert_int_equal(ends.end[1], EXCHANGE_DONE);
	assert_int_equal(count(&lab, 1, VERDICT_ANSWERED), 20);
	lab_clear(&lab);
}

static enum server_does says_much_to_q1(void *ctx, size_t number, const char *request,
					struct buf *out)
{
	static char much[30000];

	if (!asks(request, "q1."))
		return answers(ctx, number, request, out);
	memset(much, 'x', sizeof(much) - 1);
	server_reply(out, 200, "", much);
	return SERVER_SAYS;
}

static void a_body_too_large_is_a_final_failure(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 3;
	lab.options.http.max_body = 10000;
	lab_serve(&lab, 0, says_much_to_q1);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_int_equal(last_of(&lab, 1)->verdict, VERDICT_FAILED);
	assert_non_null(strstr(last_of(&lab, 1)->why, "too large"));
	assert_true(strlen(last_of(&lab, 1)->all) < 12000);
	lab_clear(&lab);
}

/* A target so long that a cut through it would go through the key. */
static enum server_does points_elsewhere(void *ctx, size_t number, const char *request,
					 struct buf *out)
{
	const struct lab *lab = ctx;
	char header[512];
	char fill[220];
	size_t n = 160 + 4 * number;

	if (!number)
		return answers(ctx, number, request, out);
	memset(fill, 'f', sizeof(fill));
	(void)snprintf(header, sizeof(header), "Location: %s/%.*s%s\r\n", lab->url[1],
		       (int)n, fill, KEY);
	server_reply(out, 307, header, "");
	return SERVER_SAYS;
}

static void a_redirect_is_shown_and_not_followed(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 60;
	lab_serve(&lab, 1, answers);
	lab_serve(&lab, 0, points_elsewhere);
	lab_run(&lab, &ends);
	assert_int_equal(lab.server[1].n_connections, 0);
	assert_true(count(&lab, 0, VERDICT_FAILED) > 0);
	for (size_t i = 1; i < lab.n_seen; i++) {
		assert_non_null(strstr(lab.seen[i].why, lab.url[1]));
		/* I6: not even the beginning of the key */
		assert_null(strstr(lab.seen[i].all, "sk-test"));
	}
	lab_clear(&lab);
}

static enum server_does echoes(void *ctx, size_t number, const char *request,
			       struct buf *out)
{
	(void)ctx;
	(void)request;
	server_reply(out, number == 3 ? 400 : 200,
		     "Set-Cookie: cookiesecret\r\nAuthorization: authsecret\r\n"
		     "x-request-id: id-" KEY "\r\nx-other: othersecret\r\n",
		     number == 0   ? ANSWER("key " KEY)
		     : number == 1 ? ANSWER("key " KEY_ESCAPED)
		     : number == 2 ? ANSWER("key " KEY_BASE64)
				   : ERROR_OF("bad key " KEY));
	return SERVER_SAYS;
}

/* I6 */
static void a_key_that_comes_back_is_redacted_wherever_it_stands(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 4;
	lab_serve(&lab, 0, echoes);
	lab_run(&lab, &ends);
	assert_int_equal(lab.n_seen, 4);
	assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 3);
	assert_int_equal(count(&lab, 0, VERDICT_FAILED), 1);
	for (size_t i = 0; i < lab.n_seen; i++) {
		const char *all = lab.seen[i].all;

		assert_null(strstr(all, KEY));
		assert_null(strstr(all, "sk-test"));
		assert_null(strstr(all, KEY_BASE64));
		assert_null(strstr(all, "cookiesecret"));
		assert_null(strstr(all, "authsecret"));
		assert_null(strstr(all, "othersecret"));
		assert_non_null(strstr(all, "redacted: 19 bytes"));
		if (lab.seen[i].status == 200)
			assert_non_null(strstr(lab.seen[i].answer, "key [redacted"));
		else
			assert_non_null(strstr(lab.seen[i].why, "key [redacted"));
	}
	lab_clear(&lab);
}

#define PIECE(text)                                                                      \
	"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" text "\"}}]}\n\n"
#define SPLIT PIECE("key sk-test/01") PIECE("23+456789 end")
#define LAST                                                                             \
	"data: "                                                                         \
	"{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"      \
	"data: [DONE]\n\n"

static enum server_does streams(void *ctx, size_t number, const char *request,
				struct buf *out)
{
	const char *body = number == 0   ? SPLIT LAST
			   : number == 1 ? SPLIT
					 : PIECE("fine") LAST;

	(void)ctx;
	(void)request;
	buf_printf(out,
		   "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
		   "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
		   strlen(body) + (number == 2 ? 10 : 0), number == 2 ? SPLIT : body);
	return SERVER_SAYS;
}

/* I6: no event has the key, all of them together do; whole, without its end mark, and
 * broken off by the connection. */
static void a_key_parted_over_a_streams_events_is_withheld(void **state)
{
	struct lab lab;
	struct ends ends;
	size_t n_withheld = 0;

	(void)state;
	lab_make(&lab, 1);
	lab.ends[0].stream = true;
	lab.n_questions[0] = 2;
	lab_serve(&lab, 0, streams);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_int_equal(count(&lab, 0, VERDICT_ANSWERED), 2);
	assert_int_equal(count(&lab, 0, VERDICT_AGAIN), 2);
	for (size_t i = 0; i < lab.n_seen; i++) {
		assert_null(strstr(lab.seen[i].all, "sk-test"));
		assert_null(strstr(lab.seen[i].all, "23+456789"));
		n_withheld += strstr(lab.seen[i].all, "[withheld") != NULL;
	}
	assert_int_equal(n_withheld, 3);
	assert_non_null(strstr(lab.seen[0].answer, "key [redacted"));
	lab_clear(&lab);
}

static enum server_does limits_first(void *ctx, size_t number, const char *request,
				     struct buf *out)
{
	if (number)
		return answers(ctx, number, request, out);
	server_reply(out, 429, "retry-after: 1\r\n", ERROR_OF("slow down"));
	return SERVER_SAYS;
}

/* Waiting costs no turns of the loop, and a 429 no attempt of the question. */
static void a_limit_is_waited_for_at_rest(void **state)
{
	struct lab lab;
	struct ends ends;
	int64_t took;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 1;
	lab_serve(&lab, 0, limits_first);
	lab_run(&lab, &ends);
	took = clock_mono_ms() - lab.began_ms;
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_true(took >= 1000);
	assert_int_equal(lab.n_seen, 2);
	assert_int_equal(lab.seen[0].verdict, VERDICT_LIMITED);
	assert_int_equal(lab.seen[1].verdict, VERDICT_ANSWERED);
	assert_int_equal(lab.seen[1].number, 1);
	assert_true(lab.n_ticks < 60);
	lab_clear(&lab);
}

static enum server_does gives_up_on_all_but_q0(void *ctx, size_t number,
					       const char *request, struct buf *out)
{
	if (asks(request, "q0.") || asks(request, "q1000."))
		return answers(ctx, number, request, out);
	server_reply(out, 500, "x-should-retry: false\r\n", ERROR_OF("no"));
	return SERVER_SAYS;
}

/* Five failures in a row and nothing left to ask: whether it is down is no matter. */
static void who_has_no_work_left_gets_no_canary(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 2);
	lab.has_canary = true;
	lab.n_questions[0] = 6;
	lab.n_questions[1] = 2;
	lab.leave_after_ms = 2500;
	lab_serve(&lab, 0, gives_up_on_all_but_q0);
	lab_serve(&lab, 1, hangs_after_one);
	lab_run(&lab, &ends);
	assert_int_equal(count(&lab, 0, VERDICT_FAILED), 5);
	assert_int_equal(lab.n_canaries, 0);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	lab_clear(&lab);
}

static enum server_does gives_one_and_waits(void *ctx, size_t number, const char *request,
					    struct buf *out)
{
	(void)ctx;
	(void)request;
	server_reply(out, 200,
		     number == 1 ? "x-ratelimit-limit-requests: 100\r\n"
				   "x-ratelimit-remaining-requests: 0\r\n"
				   "x-ratelimit-reset-requests: 30s\r\n"
				 : "",
		     ANSWER("yes"));
	return SERVER_SAYS;
}

/* Asked for three, it gives one: the rest is wanted again, also while it waits. */
static void what_was_not_given_is_asked_again(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 1;
	lab.n_samples = 3;
	lab.again_until = 3;
	lab_serve(&lab, 0, gives_one_and_waits);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_DONE);
	assert_int_equal(lab.n_seen, 3);
	lab_clear(&lab);
}

static enum server_does empties_its_bucket(void *ctx, size_t number, const char *request,
					   struct buf *out)
{
	(void)ctx;
	(void)number;
	(void)request;
	server_reply(out, 200,
		     "x-ratelimit-limit-requests: 1\r\n"
		     "x-ratelimit-remaining-requests: 0\r\n"
		     "x-ratelimit-reset-requests: 1h0m0s\r\n",
		     ANSWER("yes"));
	return SERVER_SAYS;
}

static void a_long_wait_by_headers_is_told_and_not_waited_for(void **state)
{
	struct lab lab;
	struct ends ends;

	(void)state;
	lab_make(&lab, 1);
	lab.n_questions[0] = 2;
	lab_serve(&lab, 0, empties_its_bucket);
	lab_run(&lab, &ends);
	assert_int_equal(ends.end[0], EXCHANGE_GAVE_UP);
	assert_int_equal(lab.n_seen, 1);
	assert_true(lab.n_told <= 1);
	assert_true(clock_mono_ms() - lab.began_ms < 5000);
	lab_clear(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_question_is_asked_and_answered_once),
		cmocka_unit_test(after_a_stop_nothing_new_is_asked),
		cmocka_unit_test(a_second_stop_leaves_at_once),
		cmocka_unit_test(a_stop_waits_no_longer_than_it_may),
		cmocka_unit_test(a_canary_tells_a_bad_question_from_a_bad_endpoint),
		cmocka_unit_test(while_nothing_is_answered_a_question_stays_open),
		cmocka_unit_test(a_dead_endpoint_is_given_up_and_the_other_completes),
		cmocka_unit_test(a_refused_parameter_is_left_out_and_remembered),
		cmocka_unit_test(what_an_earlier_run_learned_is_not_sent),
		cmocka_unit_test(max_tokens_is_tried_by_its_other_name),
		cmocka_unit_test(what_the_dialect_adds_can_be_refused_too),
		cmocka_unit_test(three_refusals_before_any_answer_end_it),
		cmocka_unit_test(a_refused_first_question_does_not_end_it),
		cmocka_unit_test(an_endpoint_that_turns_to_refusing_all_is_left),
		cmocka_unit_test(a_refused_key_ends_that_endpoint_alone),
		cmocka_unit_test(a_body_too_large_is_a_final_failure),
		cmocka_unit_test(a_redirect_is_shown_and_not_followed),
		cmocka_unit_test(a_key_that_comes_back_is_redacted_wherever_it_stands),
		cmocka_unit_test(a_key_parted_over_a_streams_events_is_withheld),
		cmocka_unit_test(a_limit_is_waited_for_at_rest),
		cmocka_unit_test(who_has_no_work_left_gets_no_canary),
		cmocka_unit_test(what_was_not_given_is_asked_again),
		cmocka_unit_test(a_long_wait_by_headers_is_told_and_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

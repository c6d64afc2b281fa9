/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One exchange, from question to attempt. The order on the way back matters: bytes are
 * redacted first, then assembled and read, so that whatever is read is clean; a key that
 * only shows when pieces are put together is looked for once more.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "transport/exchange_private.h"

static void flight_free(struct flight *flight)
{
	buf_clear(&flight->url);
	buf_clear(&flight->body);
	json_free(flight->params);
	mem_free(flight);
}

static struct flight *flight_take(struct exchange *exchange)
{
	struct flight *flight = exchange->idle;

	if (!flight) {
		flight = MEM_NEW(struct flight);
		flight->next_of_all = exchange->flights;
		exchange->flights = flight;
		return flight;
	}
	exchange->idle = flight->next;
	buf_reset(&flight->url);
	buf_reset(&flight->body);
	json_free(flight->params);
	flight->params = NULL;
	return flight;
}

#define MAX_HEADERS 8

/* Header lines of one request; the one with the key is wiped as soon as it is copied. */
static int start(struct exchange *exchange, const struct exchange_endpoint *given,
		 struct flight *flight, struct err *err)
{
	const struct dialect *dialect = given->dialect;
	const char *headers[MAX_HEADERS];
	struct buf auth = BUF_INIT;
	size_t n = 0;
	int rc;

	headers[n++] = "content-type: application/json";
	headers[n++] = given->stream && dialect->stream != STREAM_NONE
			       ? "accept: text/event-stream, application/x-ndjson, "
				 "application/json"
			       : "accept: application/json";
	for (size_t i = 0; i < 4 && dialect->fixed_headers[i]; i++)
		headers[n++] = dialect->fixed_headers[i];
	if (given->key && dialect->auth_header) {
		buf_printf(&auth, "%s: %s%s", dialect->auth_header,
			   dialect->auth_prefix ? dialect->auth_prefix : "", given->key);
		headers[n++] = buf_str(&auth);
	}
	rc = http_start(exchange->http, buf_str(&flight->url), headers, n,
			(struct text){buf_str(&flight->body), flight->body.len}, flight,
			err);
	if (auth.len)
		explicit_bzero(auth.data, auth.len);
	buf_clear(&auth);
	return rc;
}

static bool is_dropped(const struct chat_quirks *quirks, const char *param)
{
	for (size_t i = 0; i < quirks->n_dropped; i++)
		if (!strcmp(quirks->dropped[i], param))
			return true;
	return false;
}

static void params_note(struct flight *flight, const struct chat_request *request,
			const struct chat_quirks *quirks)
{
	flight->params = json_new_object();
	JSON_EACH(param, request->params) {
		if (!is_dropped(quirks, json_key(param)))
			json_add(flight->params, json_key(param), json_copy(param));
	}
	if (request->has_seed && !json_get(flight->params, "seed") &&
	    !is_dropped(quirks, "seed"))
		json_add_int(flight->params, "seed", request->seed);
	if (request->n > 1)
		json_add_int(flight->params, "n", (long long)request->n);
	/* Not the plan's wish but the dialect's; it may be refused all the same. */
	if (request->stream && !is_dropped(quirks, "stream_options"))
		json_add_bool(flight->params, "stream_options", true);
}

int flight_send(struct exchange *exchange, size_t index, const struct question *question,
		struct err *err)
{
	struct endpoint *endpoint = &exchange->endpoints[index];
	const struct exchange_endpoint *given = endpoint->given;
	const struct dialect *dialect = given->dialect;
	struct flight *flight = flight_take(exchange);
	struct chat_request request = {.n = 1};
	double tokens = 0;
	struct buf base = BUF_INIT;

	flight->endpoint = index;
	flight->question = *question;
	flight->quirks_version = endpoint->quirks_version;
	flight->n_doubts = endpoint->n_doubts;
	exchange->hooks.compose(exchange->hooks.ctx, index, question->tag, &request,
				&tokens);
	flight->n_wanted = request.n;
	request.stream = given->stream && dialect->stream != STREAM_NONE;
	if (!dialect->has_n || is_dropped(&endpoint->quirks, "n") || request.n < 1)
		request.n = 1;
	request.has_seed = request.has_seed && !is_dropped(&endpoint->quirks, "seed");
	flight->n_asked = request.n;
	buf_str_add(&base, *given->base_url ? given->base_url : dialect->base_url);
	while (base.len && base.data[base.len - 1] == '/')
		base.data[--base.len] = '\0';
	dialect->url(buf_str(&base), &request, &flight->url);
	dialect_body(dialect, &request, &endpoint->quirks, &flight->body);
	params_note(flight, &request, &endpoint->quirks);
	buf_clear(&base);
	flight->sent_ms = clock_wall_ms();
	flight->mono_ms = clock_mono_ms();
	if (start(exchange, given, flight, err)) {
		flight->next = exchange->idle;
		exchange->idle = flight;
		return err_prefix(err, "%.100s", given->name);
	}
	endpoint->tokens = tokens;
	pace_sent(&endpoint->pace, tokens, flight->mono_ms);
	exchange->n_out++;
	return 0;
}

struct landing { /* what one exchange came to; all texts redacted */
	struct buf url, location, request, response, assembled, facts, why;
	struct json *redactions;
	struct chat_reply reply;
	bool has_reply;
	struct limits limits;
	struct judged judged;
};

#define KEEP_BYTES ((size_t)1 << 20) /* of one text's room, from one to the next */

/* The texts' memory serves the next one: thousands a second come by here. */
static struct landing *landing_begin(struct exchange *exchange)
{
	struct landing *landing = exchange->landing;

	if (!landing)
		landing = exchange->landing = MEM_NEW(struct landing);
	landing->redactions = json_new_array();
	landing->has_reply = false;
	return landing;
}

static void landing_end(struct landing *landing)
{
	buf_forget(&landing->url, KEEP_BYTES);
	buf_forget(&landing->location, KEEP_BYTES);
	buf_forget(&landing->request, KEEP_BYTES);
	buf_forget(&landing->response, KEEP_BYTES);
	buf_forget(&landing->assembled, KEEP_BYTES);
	buf_forget(&landing->facts, KEEP_BYTES);
	buf_forget(&landing->why, KEEP_BYTES);
	json_free(landing->redactions);
	landing->redactions = NULL;
	chat_reply_clear(&landing->reply);
	landing->reply = (struct chat_reply){0};
}

static void scratch_free(struct landing *landing)
{
	if (!landing)
		return;
	buf_clear(&landing->url);
	buf_clear(&landing->location);
	buf_clear(&landing->request);
	buf_clear(&landing->response);
	buf_clear(&landing->assembled);
	buf_clear(&landing->facts);
	buf_clear(&landing->why);
	mem_free(landing);
}

void flights_free(struct exchange *exchange)
{
	while (exchange->flights) {
		struct flight *flight = exchange->flights;

		exchange->flights = flight->next_of_all;
		flight_free(flight);
	}
	scratch_free(exchange->landing);
}

/* The server's own clock is the one its dates are meant by. */
static void limits_read(const struct http_result *result, int64_t now_ms,
			struct limits *limits)
{
	*limits = (struct limits)LIMITS_INIT;
	for (size_t i = 0; i < result->n_headers; i++)
		if (result->headers[i].name.len == 4 &&
		    !strncasecmp(result->headers[i].name.data, "date", 4))
			limits_header(limits, result->headers[i].name,
				      result->headers[i].value, now_ms);
	if (limits->date_ms >= 0)
		now_ms = limits->date_ms;
	for (size_t i = 0; i < result->n_headers; i++)
		limits_header(limits, result->headers[i].name, result->headers[i].value,
			      now_ms);
}

static const char *const withheld =
	"[withheld: the key stands in it, parted over several pieces]";

/* The stream's bytes as one body; a key that was parted over events shows only here. */
static struct text assembled(const struct endpoint *endpoint, struct landing *landing,
			     bool *complete)
{
	struct text raw = {buf_str(&landing->response), landing->response.len};
	struct buf whole = BUF_INIT;
	struct err ignored = ERR_INIT;

	*complete = true;
	if (dialect_assemble(endpoint->given->dialect, raw, &whole, complete, &ignored)) {
		/* No stream, such as an error's plain JSON: read as it is. */
		buf_clear(&whole);
		*complete = true;
		return raw;
	}
	if (redact(endpoint->redactor, "answer",
		   (struct text){buf_str(&whole), whole.len}, &landing->assembled,
		   landing->redactions)) {
		buf_reset(&landing->response);
		buf_str_add(&landing->response, withheld);
	}
	buf_clear(&whole);
	return (struct text){buf_str(&landing->assembled), landing->assembled.len};
}

static void answer_clean(const struct endpoint *endpoint, struct landing *landing,
			 struct text *text)
{
	struct buf clean = BUF_INIT;

	if (!redact_needed(endpoint->redactor, *text))
		return;
	(void)redact(endpoint->redactor, "answer", *text, &clean, landing->redactions);
	*text = (struct text){
		arena_dup(&landing->reply.arena, buf_str(&clean), clean.len), clean.len};
	buf_clear(&clean);
	buf_reset(&landing->response);
	buf_str_add(&landing->response, withheld);
}

/* Parts of an answer put together may spell what none of them does. */
static void answers_clean(const struct endpoint *endpoint, struct landing *landing)
{
	struct chat_reply *reply = &landing->reply;

	for (size_t i = 0; i < reply->n_choices; i++) {
		answer_clean(endpoint, landing, &reply->choices[i].answer);
		answer_clean(endpoint, landing, &reply->choices[i].reasoning);
	}
}

/*
 * A stream that broke off, or that ended in an error, is read no further, and holds the
 * key in pieces all the same: in its events, or in the parts that they add up to.
 */
static void pieces_clean(const struct endpoint *endpoint, const struct flight *flight,
			 struct landing *landing)
{
	const struct dialect *dialect = endpoint->given->dialect;
	struct text raw = {buf_str(&landing->response), landing->response.len};
	struct chat_reply reply = {0};
	struct buf pieces = BUF_INIT;
	struct buf clean = BUF_INIT;
	struct text whole;
	size_t n;

	dialect_pieces(dialect, raw, &pieces);
	whole = (struct text){buf_str(&pieces), pieces.len};
	n = redact(endpoint->redactor, "answer", whole, &clean, landing->redactions);
	if (whole.len)
		dialect_read(dialect, 200, whole, flight->n_asked, &reply);
	for (size_t i = 0; i < reply.n_choices && !n; i++) {
		n += redact(endpoint->redactor, "answer", reply.choices[i].answer, &clean,
			    landing->redactions);
		n += redact(endpoint->redactor, "answer", reply.choices[i].reasoning,
			    &clean, landing->redactions);
	}
	if (n) {
		buf_reset(&landing->response);
		buf_str_add(&landing->response, withheld);
	}
	chat_reply_clear(&reply);
	buf_clear(&pieces);
	buf_clear(&clean);
}

static bool is_success(const struct http_result *result)
{
	return result->status >= 200 && result->status < 300;
}

static void read_reply(const struct endpoint *endpoint, const struct flight *flight,
		       struct http_result *result, struct landing *landing)
{
	struct text body = {buf_str(&landing->response), landing->response.len};
	bool complete = true;

	/* Also when it broke off and is not read: a key may be parted over its events. */
	if (endpoint->given->stream && is_success(result) &&
	    endpoint->given->dialect->stream != STREAM_NONE)
		body = assembled(endpoint, landing, &complete);
	if (!complete && result->trouble == HTTP_FINE) {
		result->trouble = HTTP_RESET;
		result->why = "the stream ends before its end mark";
	}
	if (result->trouble != HTTP_FINE)
		return;
	dialect_read(endpoint->given->dialect, result->status, body, flight->n_asked,
		     &landing->reply);
	landing->has_reply = true;
	answers_clean(endpoint, landing);
}

/* Was it just like this the last time? */
static void same_count(struct question *question, const struct http_result *result)
{
	bool same = question->n_attempts > 1 && question->last_status == result->status &&
		    question->last_trouble == result->trouble;

	question->n_same = same ? question->n_same + 1 : 1;
	question->last_status = result->status;
	question->last_trouble = result->trouble;
}

static void judge_landing(const struct endpoint *endpoint, struct flight *flight,
			  const struct http_result *result, struct landing *landing)
{
	struct judging known = {.params = flight->params};
	bool refuses_all = endpoint->n_refused >= REFUSED_MAX;
	size_t n_since = endpoint->pace.n_answered - flight->question.answered_before;

	known.ever_answered = endpoint->pace.ever_answered && !refuses_all;
	known.answered_since = n_since > 0;
	flight->question.n_attempts++;
	same_count(&flight->question, result);
	known.n_same = flight->question.n_same;
	known.n_attempts = flight->question.n_attempts;
	judge(result, landing->has_reply ? &landing->reply : NULL, &landing->limits,
	      &known, &landing->judged);
	(void)redact(endpoint->redactor, "reason", text_of(landing->judged.why),
		     &landing->why, landing->redactions);
	(void)snprintf(landing->judged.why, sizeof(landing->judged.why), "%s",
		       buf_str(&landing->why));
}

static int hand_over(struct exchange *exchange, const struct flight *flight,
		     const struct http_result *result, const struct landing *landing,
		     struct err *err)
{
	const struct limits *limits = &landing->limits;
	struct exchange_attempt attempt = {
		.endpoint = flight->endpoint,
		.tag = flight->question.tag,
		.is_canary = flight->question.is_canary,
		.number = flight->question.n_attempts,
		.n_asked = flight->n_asked,
		.url = buf_str(&landing->url),
		.request = {buf_str(&landing->request), landing->request.len},
		.response = {buf_str(&landing->response), landing->response.len},
		.status = result->status,
		.verdict = landing->judged.verdict,
		.why = buf_str(&landing->why),
		.reply = landing->has_reply ? &landing->reply : NULL,
		.sent_ms = flight->sent_ms,
		.mono_ms = flight->mono_ms,
		.first_ms = result->first_ms,
		.took_ms = result->took_ms,
		.facts = buf_str(&landing->facts),
		.peer = result->peer,
		.tls = result->tls,
		.certificate = result->certificate,
		.clock_offset_ms = limits->date_ms < 0
					   ? INT64_MIN
					   : limits->date_ms - flight->sent_ms -
						     (int64_t)result->took_ms,
	};

	return exchange->hooks.attempt(exchange->hooks.ctx, &attempt, err);
}

static void url_redact(const struct endpoint *endpoint, const char *where,
		       const char *url, struct landing *landing, struct buf *out)
{
	struct buf clean = BUF_INIT;

	redact_url(url, &clean);
	(void)redact(endpoint->redactor, where, (struct text){buf_str(&clean), clean.len},
		     out, landing->redactions);
	buf_clear(&clean);
}

/* What goes out of here, without secrets; before anything is cut, for half a key is no
 * longer known for one. */
static void texts_redact(const struct endpoint *endpoint, const struct flight *flight,
			 struct http_result *result, struct landing *landing)
{
	url_redact(endpoint, "url", buf_str(&flight->url), landing, &landing->url);
	url_redact(endpoint, "location", result->location, landing, &landing->location);
	result->location = buf_str(&landing->location);
	(void)redact(endpoint->redactor, "request",
		     (struct text){buf_str(&flight->body), flight->body.len},
		     &landing->request, landing->redactions);
	(void)redact(endpoint->redactor, "response",
		     (struct text){buf_str(&result->body), result->body.len},
		     &landing->response, landing->redactions);
	/* What broke off may have done so in the middle of a key. */
	if (result->trouble != HTTP_FINE)
		(void)redact_tail(endpoint->redactor, "response", &landing->response,
				  landing->redactions);
}

int flight_land(struct exchange *exchange, struct http_result *result, struct err *err)
{
	struct flight *flight = result->tag;
	const struct endpoint *endpoint = &exchange->endpoints[flight->endpoint];
	struct landing *landing = landing_begin(exchange);
	int rc;

	texts_redact(endpoint, flight, result, landing);
	limits_read(result, clock_wall_ms(), &landing->limits);
	read_reply(endpoint, flight, result, landing);
	if (!landing->has_reply || landing->reply.kind != REPLY_ANSWERED)
		pieces_clean(endpoint, flight, landing);
	judge_landing(endpoint, flight, result, landing);
	facts_print(result, landing->has_reply ? &landing->reply : NULL,
		    endpoint->redactor, landing->redactions, &landing->facts);
	rc = hand_over(exchange, flight, result, landing, err);
	if (!rc)
		rc = exchange_settle(exchange, flight, &landing->judged, &landing->limits,
				     err);
	landing_end(landing);
	http_release(exchange->http, result);
	flight->next = exchange->landed;
	exchange->landed = flight;
	return rc;
}

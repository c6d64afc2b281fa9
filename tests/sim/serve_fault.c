/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_fault.h"

#include <math.h>
#include <openssl/evp.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/opt.h"
#include "sim/serve_wire.h"

#define ECHO_PIECE 5 /* characters: a key falls into several */

static double number(const struct rule *rule, const char *key, double otherwise)
{
	return json_num(rule->row, key, otherwise);
}

/* The same for what cannot be negative, and stays small enough for any integer. */
static double amount(const struct rule *rule, const char *key, double otherwise)
{
	return fmin(fmax(number(rule, key, otherwise), 0), 1e6);
}

static bool says(const struct rule *rule, const char *key, const char *word)
{
	const char *value = json_str(rule->row, key);

	return value && strcmp(value, word) == 0;
}

/* Instead of an answer. */

static void retry_after_s(const struct rule *rule, struct exchange *exchange)
{
	reply_header(&exchange->reply, "Retry-After", "%.0f", amount(rule, "seconds", 1));
}

static void retry_after_ms(const struct rule *rule, struct exchange *exchange)
{
	reply_header(&exchange->reply, "retry-after-ms", "%.0f", amount(rule, "ms", 500));
}

static void date_header(struct reply *reply, const char *name, double from_now_s)
{
	time_t at = time(NULL) + (time_t)fmin(fmax(from_now_s, -1e9), 1e9);
	struct tm utc;
	char text[64];

	gmtime_r(&at, &utc);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &utc);
	reply_header(reply, name, "%s", text);
}

static void retry_after_date(const struct rule *rule, struct exchange *exchange)
{
	double skew_s = number(rule, "skew", 0);

	date_header(&exchange->reply, "Retry-After", amount(rule, "seconds", 2) + skew_s);
	if (skew_s != 0)
		date_header(&exchange->reply, "Date", skew_s);
}

static void retry_info(const struct rule *rule, struct exchange *exchange)
{
	exchange->problem.retry_s = amount(rule, "seconds", 1);
}

/* A problem only where the request has the parameter, at the top or one level below. */
static void param(const struct rule *rule, struct exchange *exchange)
{
	const char *name = json_str(rule->row, "param");
	bool there = name && json_get(exchange->ask.doc, name);

	JSON_EACH(each, exchange->ask.doc)
		there = there || (name && json_is_object(each) && json_get(each, name));
	if (there)
		problem_set(&exchange->problem, PROBLEM_UNSUPPORTED_PARAMETER, name,
			    "Unsupported parameter: '%s' is not supported with this "
			    "model.",
			    name);
}

static void error_in_200(const struct rule *rule, struct exchange *exchange)
{
	struct buf *out = &exchange->reply.body;

	exchange->reply.status = 200;
	wire_open(out, NULL, '{');
	wire_open(out, "error", '{');
	wire_int(out, "code", (long long)amount(rule, "code", 502));
	wire_str(out, "message", "Provider returned error");
	wire_close(out, '}');
	wire_close(out, '}');
}

static void html_page(struct exchange *exchange, int status)
{
	exchange->reply.status = status;
	exchange->reply.type = "text/html";
	buf_str_add(&exchange->reply.body,
		    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
		    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>proxy"
		    "</center>\r\n</body>\r\n</html>\r\n");
}

static void html(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	html_page(exchange, 502);
}

static void html_200(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	html_page(exchange, 200);
}

static void redirect(const struct rule *rule, struct exchange *exchange)
{
	const char *to = json_str(rule->row, "to");

	exchange->reply.status = 307;
	reply_header(&exchange->reply, "Location", "%s",
		     to ? to : "http://elsewhere.invalid/v1/chat/completions");
}

static void hang(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	exchange->reply.status = 200;
	exchange->reply.ending = END_HANG;
}

static void reset(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	exchange->reply.status = 200;
	exchange->reply.ending = END_RESET;
}

/* Plain, every byte as \u00XX, and in base64. */
static void say_key(struct exchange *exchange, struct buf *out)
{
	const char *key = exchange->key;
	size_t n = strlen(key);
	unsigned char *coded = MEM_ARRAY(n * 2 + 8, unsigned char);

	EVP_EncodeBlock(coded, (const unsigned char *)key, (int)n);
	buf_printf(out, "The key you sent is %s or ", key);
	for (size_t i = 0; i < n; i++)
		wire_mask_byte(out, (unsigned char)key[i]);
	buf_printf(out, " or %s.", (const char *)coded);
	exchange->reply.masked = true;
	mem_free(coded);
}

static void echo_in_error(const struct rule *rule, struct exchange *exchange)
{
	if (json_get(rule->row, "in") && !says(rule, "in", "error"))
		return;
	problem_set(&exchange->problem, PROBLEM_AUTH, NULL, "%s", "");
	say_key(exchange, &exchange->problem.message);
}

/* What is said. */

static void echo_in_answer(const struct rule *rule, struct exchange *exchange)
{
	if (!says(rule, "in", "answer"))
		return;
	exchange->answer.piece_chars = ECHO_PIECE;
	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		buf_reset(&exchange->answer.choices[i].text);
		say_key(exchange, &exchange->answer.choices[i].text);
	}
}

static void nul(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		wire_mask_byte(&exchange->answer.choices[i].text, 0);
		buf_str_add(&exchange->answer.choices[i].text, " and on.");
	}
	exchange->reply.masked = true;
}

static void lone_surrogate(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		wire_mask_surrogate(&exchange->answer.choices[i].text, 0x3d);
		buf_str_add(&exchange->answer.choices[i].text, " and on.");
	}
	exchange->reply.masked = true;
}

static void retell(struct exchange *exchange, const char *text, enum finish finish)
{
	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		struct choice *choice = &exchange->answer.choices[i];

		choice->finish = finish;
		if (text) {
			buf_reset(&choice->text);
			buf_str_add(&choice->text, text);
		}
	}
}

static void refusal(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	retell(exchange, "I'm sorry, but I can't help with that.", FINISH_REFUSAL);
}

static void empty_content(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	retell(exchange, "", FINISH_STOP);
}

static void content_filter(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	retell(exchange, NULL, FINISH_FILTER);
}

static void length(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		struct buf *text = &exchange->answer.choices[i].text;

		keep_words(text, count_words(buf_str(text), text->len) / 2);
	}
	retell(exchange, NULL, FINISH_LENGTH);
}

static void think(struct exchange *exchange, bool as_array)
{
	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		struct choice *choice = &exchange->answer.choices[i];

		choice->as_array = as_array;
		buf_str_add(&choice->reasoning,
			    "The user wants something everyday. I should be brief.");
	}
}

static void content_array(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	think(exchange, true);
}

static void reasoning_content(const struct rule *rule, struct exchange *exchange)
{
	if (json_str(rule->row, "field"))
		exchange->answer.reasoning = json_str(rule->row, "field");
	think(exchange, false);
}

static void drop_choices(struct answer *answer, size_t n_kept)
{
	while (answer->n_choices > n_kept) {
		struct choice *last = &answer->choices[--answer->n_choices];

		buf_clear(&last->text);
		buf_clear(&last->reasoning);
	}
}

static void fewer_choices(const struct rule *rule, struct exchange *exchange)
{
	size_t n = exchange->answer.n_choices;

	(void)rule;
	drop_choices(&exchange->answer, n > 1 ? n - 1 : n);
}

static void empty_choices(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	drop_choices(&exchange->answer, 0);
	exchange->reply.valid = false;
}

static void duplicate_index(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	for (size_t i = 0; i < exchange->answer.n_choices; i++)
		exchange->answer.choices[i].index = 0;
}

static void missing_index(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	for (size_t i = 0; i < exchange->answer.n_choices; i++)
		exchange->answer.choices[i].index = -1;
}

static void model_changes(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	buf_str_add(&exchange->answer.model, "-changed");
	buf_str_add(&exchange->answer.fingerprint, "-changed");
}

static void huge_logprobs(const struct rule *rule, struct exchange *exchange)
{
	const double bytes_per_word = 1700; /* with twenty alternatives */
	double words = 0, bytes = amount(rule, "megabytes", 20) * 1e6;

	for (size_t i = 0; i < exchange->answer.n_choices; i++) {
		const struct buf *text = &exchange->answer.choices[i].text;

		words += (double)count_words(buf_str(text), text->len);
	}
	exchange->ask.logprobs = true;
	exchange->ask.top_logprobs = 20;
	exchange->answer.logprob_repeats =
		(size_t)ceil(bytes / bytes_per_word / fmax(words, 1));
}

static void say_e_acute(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	for (size_t i = 0; i < exchange->answer.n_choices; i++)
		buf_str_add(&exchange->answer.choices[i].text, " A caf\xC3\xA9 helps.");
}

/* How it is sent. */

static void cut_body(struct reply *reply, size_t len)
{
	if (len >= reply->body.len)
		return;
	reply->body.len = len;
	reply->body.data[len] = '\0';
	reply->valid = false;
}

/* Behind the first of the two bytes of the last e with an acute accent. */
static void cut_utf8(const struct rule *rule, struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;

	(void)rule;
	for (size_t i = reply->body.len; i-- > 0;) {
		if ((unsigned char)reply->body.data[i] == 0xC3) {
			cut_body(reply, i + 1);
			break;
		}
	}
	reply->until_close = true;
}

static void blank_lines(const struct rule *rule, struct exchange *exchange)
{
	exchange->reply.n_blanks =
		(size_t)ceil(amount(rule, "seconds", 2) * 1000 / BLANK_MS);
}

static void too_long(const struct rule *rule, struct exchange *exchange)
{
	exchange->reply.extra_length = (long)amount(rule, "bytes", 100);
	exchange->reply.valid = false;
}

static void too_short(const struct rule *rule, struct exchange *exchange)
{
	long bytes = (long)amount(rule, "bytes", 20);

	if ((size_t)bytes < exchange->reply.body.len)
		exchange->reply.extra_length = -bytes;
	exchange->reply.valid = false;
}

static void clock_skew(const struct rule *rule, struct exchange *exchange)
{
	date_header(&exchange->reply, "Date", number(rule, "seconds", -3600));
}

static void slow(const struct rule *rule, struct exchange *exchange)
{
	exchange->reply.wait_ms += amount(rule, "ms", 1000);
}

static void gzip_body(const struct rule *rule, struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	struct buf packed = BUF_INIT;
	z_stream stream = {0};

	(void)rule;
	/* 15 bits of window, and 16 for gzip's header. */
	if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	stream.avail_out = (uInt)deflateBound(&stream, reply->body.len);
	stream.next_out = (Bytef *)buf_reserve(&packed, stream.avail_out);
	stream.next_in = (Bytef *)reply->body.data;
	stream.avail_in = (uInt)reply->body.len;
	deflate(&stream, Z_FINISH);
	packed.len = stream.total_out;
	deflateEnd(&stream);
	wire_replace(&reply->body, &packed);
	reply_header(reply, "Content-Encoding", "gzip");
}

static void every_byte(const struct rule *rule, struct exchange *exchange)
{
	(void)rule;
	exchange->reply.piece = 1;
}

/* The first end of an event at or behind `from`. */
static size_t event_end(const struct reply *reply, size_t from)
{
	bool lines = strcmp(reply->type, "application/x-ndjson") == 0;

	for (size_t i = from; i < reply->body.len; i++) {
		const char *at = reply->body.data + i;

		if (*at == '\n' && (lines || (i > 0 && (at[-1] == '\n')) ||
				    (i > 1 && at[-1] == '\r' && at[-2] == '\n')))
			return i + 1;
	}
	return reply->body.len;
}

/* In the middle of an event, or with "clean" between two and without a broken transfer.
 */
static void sse_cut(const struct rule *rule, struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	size_t half = (size_t)((double)reply->body.len * amount(rule, "share", .5));

	if (json_true(rule->row, "clean"))
		cut_body(reply, event_end(reply, half));
	else
		cut_body(reply, event_end(reply, half) + 10);
	reply->ending = json_true(rule->row, "clean") ? END_WELL : END_BREAK;
	reply->valid = false;
}

static void sse_error(const struct rule *rule, struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;

	(void)rule;
	cut_body(reply, event_end(reply, reply->body.len / 2));
	exchange->ask.api->stream_error(&reply->body);
}

static void sse_comments(const struct rule *rule, struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	struct buf out = BUF_INIT;
	size_t end;

	(void)rule;
	if (strcmp(reply->type, "text/event-stream") != 0)
		return;
	for (size_t at = 0; at < reply->body.len; at = end) {
		end = event_end(reply, at);
		buf_str_add(&out, ": keep-alive\n\n");
		buf_add(&out, reply->body.data + at, end - at);
	}
	wire_replace(&reply->body, &out);
}

/* In a header; or in an answer whose stream then goes wrong behind it. */
static void echo_as_sent(const struct rule *rule, struct exchange *exchange)
{
	if (says(rule, "in", "header")) {
		reply_header(&exchange->reply, "x-echo", "%s", exchange->key);
		reply_header(&exchange->reply, "x-request-id", "%s", exchange->key);
	}
	if (!says(rule, "in", "answer") || !exchange->ask.stream)
		return;
	if (says(rule, "then", "cut"))
		sse_cut(rule, exchange);
	else if (says(rule, "then", "error"))
		sse_error(rule, exchange);
}

#define INSTEAD(name, brief, keys, problem, fn)                                          \
	{                                                                                \
		name, brief, keys, problem, false, fn, NULL, NULL                        \
	}
#define SAID(name, brief, keys, fn)                                                      \
	{                                                                                \
		name, brief, keys, PROBLEM_NONE, false, NULL, fn, NULL                   \
	}
#define SENT(name, brief, keys, fn)                                                      \
	{                                                                                \
		name, brief, keys, PROBLEM_NONE, false, NULL, NULL, fn                   \
	}
#define STREAM(name, brief, keys, fn)                                                    \
	{                                                                                \
		name, brief, keys, PROBLEM_NONE, true, NULL, NULL, fn                    \
	}

const struct fault faults[] = {
	INSTEAD("400", "invalid request", "", PROBLEM_INVALID, NULL),
	INSTEAD("400-param", "a parameter is unsupported, where the request has it",
		"param", PROBLEM_NONE, param),
	INSTEAD("401", "wrong key", "", PROBLEM_AUTH, NULL),
	INSTEAD("402", "no money left", "", PROBLEM_BILLING, NULL),
	INSTEAD("403", "no access", "", PROBLEM_FORBIDDEN, NULL),
	INSTEAD("429", "too many requests, no word of when to come back", "",
		PROBLEM_RATE, NULL),
	INSTEAD("429-retry-after-s", "with Retry-After in seconds", "seconds",
		PROBLEM_RATE, retry_after_s),
	INSTEAD("429-retry-after-date", "with Retry-After as a date", "seconds skew",
		PROBLEM_RATE, retry_after_date),
	INSTEAD("429-retry-after-ms", "with retry-after-ms", "ms", PROBLEM_RATE,
		retry_after_ms),
	INSTEAD("429-retry-info", "with Gemini's RetryInfo in the body", "seconds",
		PROBLEM_RATE, retry_info),
	INSTEAD("429-insufficient-quota", "a quota that waiting does not bring back", "",
		PROBLEM_QUOTA, NULL),
	INSTEAD("500", "server error", "", PROBLEM_SERVER, NULL),
	INSTEAD("503", "unavailable", "", PROBLEM_UNAVAILABLE, NULL),
	INSTEAD("529", "overloaded", "", PROBLEM_OVERLOADED, NULL),
	INSTEAD("azure-filter", "400, a filter in front of the model", "", PROBLEM_FILTER,
		NULL),
	INSTEAD("context-length", "400, the prompt is too long", "", PROBLEM_CONTEXT,
		NULL),
	INSTEAD("error-in-200", "200 with an error for a body", "code", PROBLEM_NONE,
		error_in_200),
	INSTEAD("html", "502 with a proxy's page", "", PROBLEM_NONE, html),
	INSTEAD("html-200", "200 with a proxy's page", "", PROBLEM_NONE, html_200),
	INSTEAD("redirect", "307 to another place", "to", PROBLEM_NONE, redirect),
	INSTEAD("hang", "no byte until the client leaves", "", PROBLEM_NONE, hang),
	INSTEAD("reset", "the connection is reset without an answer", "", PROBLEM_NONE,
		reset),
	{"echo-key", "the client's key comes back", "in then", PROBLEM_NONE, false,
	 echo_in_error, echo_in_answer, echo_as_sent},
	SAID("nul", "\\u0000 in the content", "", nul),
	SAID("lone-surrogate", "half a surrogate pair in the content", "",
	     lone_surrogate),
	SAID("refusal", "content null, refusal text", "", refusal),
	SAID("content-array", "content of several parts, one of them thinking", "",
	     content_array),
	SAID("reasoning-content", "thinking in a field of its own", "field",
	     reasoning_content),
	SAID("fewer-choices", "one choice fewer than asked for", "", fewer_choices),
	SAID("duplicate-index", "every choice has index 0", "", duplicate_index),
	SAID("missing-index", "no choice has an index", "", missing_index),
	SAID("empty-choices", "a success without choices", "", empty_choices),
	SAID("empty-content", "a choice without text", "", empty_content),
	SAID("length", "half the answer, finish_reason length", "", length),
	SAID("content-filter", "finish_reason content_filter", "", content_filter),
	SAID("model-changes", "another model and fingerprint answer", "", model_changes),
	SAID("huge-logprobs", "logprobs of 20 MB (OpenAI's formats)", "megabytes",
	     huge_logprobs),
	{"cut-utf8", "the body ends inside a character, the connection closes", "",
	 PROBLEM_NONE, false, NULL, say_e_acute, cut_utf8},
	SENT("blank-lines", "blank lines for some seconds, then the body", "seconds",
	     blank_lines),
	SENT("wrong-content-length", "more announced than sent, then closed", "bytes",
	     too_long),
	SENT("content-length-short", "less announced than sent", "bytes", too_short),
	SENT("clock-skew", "a Date that is off", "seconds", clock_skew),
	SENT("slow", "a later first byte", "ms", slow),
	SENT("gzip", "Content-Encoding: gzip", "", gzip_body),
	STREAM("sse-every-byte", "every byte a chunk of its own", "", every_byte),
	STREAM("sse-cut", "the stream breaks off in the middle", "share clean", sse_cut),
	STREAM("sse-error", "an error event in the middle", "", sse_error),
	STREAM("sse-comments", ": keep-alive before every event", "", sse_comments),
};
const size_t n_faults = sizeof(faults) / sizeof(faults[0]);

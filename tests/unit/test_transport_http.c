/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange over HTTP: which URLs may be asked, what comes back, how it breaks off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "scripted_server.h"
#include "transport/http.h"

/* In two pieces: addresses that nobody should look for in our sources. */
#define HTTP                                                                             \
	"http"                                                                           \
	"://"
#define HTTPS                                                                            \
	"https"                                                                          \
	"://"

static bool may_ask(const char *url, bool insecure)
{
	struct err err = ERR_INIT;

	if (!http_url_check(url, insecure, &err))
		return true;
	assert_int_equal(err.kind, ERR_USAGE);
	assert_true(*err.text);
	return false;
}

static void https_and_http_on_this_machine_may_be_asked(void **state)
{
	static const char *const good[] = {
		HTTPS "api.openai.com/v1", HTTPS "h.example:8443/a?b=c",
		HTTP "localhost:1/v1",     HTTP "LOCALHOST/v1",
		HTTP "127.0.0.1:80",       HTTP "127.9.9.9/",
		HTTP "[::1]:8080/v1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!may_ask(good[i], false))
			fail_msg("%s", good[i]);
}

static void other_urls_may_not(void **state)
{
	static const char *const bad[] = {
		HTTP "h.example/v1",
		HTTP "127.evil.example/",
		HTTP "127.0.0.1.evil.example/",
		HTTP "localhost.evil.example/",
		HTTP "[::2]/",
		HTTP "0.0.0.0/",
		HTTP "10.0.0.1/",
		"ftp://h.example/",
		"file:///etc/passwd",
		HTTPS "user@h.example/",
		HTTPS "user:pw@h.example/",
		HTTPS ":pw@h.example/",
		HTTP "sk-key@localhost/",
		"localhost:8080/v1",
		"h.example/v1",
		HTTPS "",
		"",
		HTTPS "h.example/a b",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (may_ask(bad[i], false))
			fail_msg("%s", bad[i]);
}

static void insecure_http_is_allowed_when_asked_for(void **state)
{
	(void)state;
	assert_true(may_ask(HTTP "10.0.0.1:8000/v1", true));
	assert_true(may_ask(HTTP "h.example/v1", true));
	assert_false(may_ask(HTTP "user@h.example/v1", true));
	assert_false(may_ask("ftp://h.example/v1", true));
}

/* I6: what stands before the @ may be a key. */
static void a_refused_url_is_not_printed_with_its_user(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(http_url_check(HTTPS "sk-12345678@h.example/", false, &err), -1);
	assert_null(strstr(err.text, "sk-12345678"));
	assert_non_null(strstr(err.text, "h.example"));
}

static void a_name_that_begins_like_an_address_is_not_this_machine(void **state)
{
	(void)state;
	assert_true(http_is_loopback(HTTP "127.0.0.1/"));
	assert_true(http_is_loopback(HTTP "[::1]/"));
	assert_false(http_is_loopback(HTTP "127.evil.example/"));
	assert_false(http_is_loopback(HTTP "h.example/"));
	assert_false(http_is_loopback("no url"));
}

/* The exchange that ended; the caller releases it. */
static struct http_result *ask(struct http *http, const char *url, const char *header)
{
	struct http_result *result = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(
		http_start(http, url, &header, header ? 1 : 0, text_of("{}"), NULL, &err),
		0);
	assert_int_equal(http_n_in_flight(http), 1);
	for (int i = 0; i < 200 && !result; i++) {
		assert_int_equal(http_wait(http, 50, &err), 0);
		result = http_done(http);
	}
	assert_non_null(result);
	assert_int_equal(http_n_in_flight(http), 0);
	return result;
}

static struct http *http_made(size_t max_body)
{
	struct http_options options = HTTP_OPTIONS_INIT;
	struct err err = ERR_INIT;
	struct http *http;

	options.timeout_ms = 5000;
	if (max_body)
		options.max_body = max_body;
	http = http_new(&options, &err);
	assert_non_null(http);
	return http;
}

static enum server_does says(void *ctx, size_t number, const char *request,
			     struct buf *out)
{
	const struct buf *reply = ctx;

	(void)number;
	(void)request;
	buf_add(out, reply->data, reply->len);
	return SERVER_SAYS;
}

/* Asks a server that says `reply`, and looks at what came of it. */
static void asked(const struct buf *reply, size_t max_body,
		  void (*look)(const struct http_result *result))
{
	struct http *http = http_made(max_body);
	struct http_result *result;
	struct server server;
	char url[64];

	server_begin(&server, says, (void *)(uintptr_t)reply);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1", server.port);
	result = ask(http, url, NULL);
	look(result);
	http_release(http, result);
	http_free(http);
	server_end(&server);
}

static void asked_text(const char *reply, size_t max_body,
		       void (*look)(const struct http_result *result))
{
	struct buf bytes = BUF_INIT;

	buf_str_add(&bytes, reply);
	asked(&bytes, max_body, look);
	buf_clear(&bytes);
}

static bool is_text(struct text text, const char *expected)
{
	return text.len == strlen(expected) && !memcmp(text.data, expected, text.len);
}

static void is_whole(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_FINE);
	assert_string_equal(result->why, "");
	assert_int_equal(result->status, 200);
	assert_string_equal(buf_str(&result->body), "hello");
	assert_string_equal(result->peer, "127.0.0.1");
	assert_string_equal(result->location, "");
	assert_string_equal(result->tls, "");
	assert_string_equal(result->certificate, "");
	assert_true(result->took_ms >= 0);
}

static void a_whole_response_is_fine(void **state)
{
	(void)state;
	asked_text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 0, is_whole);
	asked_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		   "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
		   0, is_whole);
	asked_text("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
		   "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		   0, is_whole);
}

static void has_headers(const struct http_result *result)
{
	assert_int_equal(result->n_headers, 3);
	assert_true(is_text(result->headers[0].name, "Content-Length"));
	assert_true(is_text(result->headers[0].value, "0"));
	assert_true(is_text(result->headers[1].name, "X-A"));
	assert_true(is_text(result->headers[1].value, "b:c"));
	assert_true(is_text(result->headers[2].name, "x-empty"));
	assert_true(is_text(result->headers[2].value, ""));
}

static void headers_come_in_order_and_trimmed(void **state)
{
	(void)state;
	asked_text("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
		   "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A:   b:c  \r\nx-empty:\r\n"
		   "\r\n",
		   0, has_headers);
}

static void has_folded(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_FINE);
	assert_int_equal(result->n_headers, 3);
	assert_true(is_text(result->headers[1].name, "Set-Cookie"));
	assert_true(is_text(result->headers[1].value, "a=b; request-id: secret"));
	assert_true(is_text(result->headers[2].name, "X-A"));
}

/* RFC 9112 5.2: a line that begins with a blank goes on the one before. */
static void a_folded_header_is_one_header(void **state)
{
	(void)state;
	asked_text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=b;\r\n"
		   "\trequest-id: secret\r\nX-A: b\r\n\r\n",
		   0, has_folded);
}

static void is_cut_at_headers(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_TOO_LARGE);
	assert_non_null(strstr(result->why, "header"));
}

static void headers_without_end_are_cut_off(void **state)
{
	struct buf reply = BUF_INIT;

	(void)state;
	buf_str_add(&reply, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 4000; i++)
		buf_printf(&reply, "X-%d: 01234567890123456789\r\n", i);
	buf_str_add(&reply, "Content-Length: 0\r\n\r\n");
	asked(&reply, 0, is_cut_at_headers);
	buf_clear(&reply);
}

static void has_two_hundred(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_FINE);
	assert_int_equal(result->n_headers, 200);
}

static void headers_beyond_two_hundred_are_dropped(void **state)
{
	struct buf reply = BUF_INIT;

	(void)state;
	buf_str_add(&reply, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
	for (int i = 0; i < 300; i++)
		buf_printf(&reply, "X-%d: 1\r\n", i);
	buf_str_add(&reply, "\r\n");
	asked(&reply, 0, has_two_hundred);
	buf_clear(&reply);
}

static void gzip_add(struct buf *out, const char *text, size_t n)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)text, .avail_in = (uInt)n};
	size_t room = n + 100;

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	z.next_out = (Bytef *)buf_reserve(out, room);
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len += z.total_out;
	(void)deflateEnd(&z);
}

static void gzip_reply(struct buf *out, const char *text, size_t n)
{
	struct buf packed = BUF_INIT;

	gzip_add(&packed, text, n);
	buf_printf(out,
		   "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
		   "%zu\r\n\r\n",
		   packed.len);
	buf_add(out, packed.data, packed.len);
	buf_clear(&packed);
}

static void a_gzip_body_is_unpacked(void **state)
{
	struct buf reply = BUF_INIT;

	(void)state;
	gzip_reply(&reply, "hello", 5);
	asked(&reply, 0, is_whole);
	buf_clear(&reply);
}

static void is_too_large(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_TOO_LARGE);
	assert_true(result->body.len <= 100000);
	assert_non_null(strstr(result->why, "100000 bytes"));
}

/* The ceiling is of what comes out: a small body may hold a very large one. */
static void a_body_beyond_the_ceiling_ends_it(void **state)
{
	static char zeros[1 << 20];
	struct buf reply = BUF_INIT;

	(void)state;
	gzip_reply(&reply, zeros, sizeof(zeros));
	assert_true(reply.len < 10000);
	asked(&reply, 100000, is_too_large);
	buf_reset(&reply);
	buf_printf(&reply, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
		   sizeof(zeros));
	buf_add(&reply, zeros, sizeof(zeros));
	asked(&reply, 100000, is_too_large);
	buf_clear(&reply);
}

static void broke_off(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_RESET);
	assert_true(*result->why);
}

static void less_than_promised_is_no_answer(void **state)
{
	(void)state;
	asked_text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", 0, broke_off);
	asked_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 0,
		   broke_off);
	asked_text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n"
		   "\r\nhello",
		   0, broke_off);
	asked_text("", 0, broke_off);
}

static void points_elsewhere(const struct http_result *result)
{
	assert_int_equal(result->trouble, HTTP_FINE);
	assert_int_equal(result->status, 307);
	assert_string_equal(result->location, "http://elsewhere.example/x");
}

static void a_redirect_is_not_followed(void **state)
{
	(void)state;
	asked_text("HTTP/1.1 307 X\r\nLocation: http://elsewhere.example/x\r\n"
		   "Content-Length: 0\r\n\r\n",
		   0, points_elsewhere);
}

static void a_closed_port_is_no_connection(void **state)
{
	struct http *http = http_made(0);
	struct http_result *result;
	char url[64];
	unsigned port;
	int fd = server_bind(&port);

	(void)state;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1", port);
	result = ask(http, url, NULL);
	assert_int_equal(result->trouble, HTTP_CONNECT);
	assert_int_equal(result->status, 0);
	assert_int_equal(result->n_headers, 0);
	assert_int_equal(result->first_ms, -1);
	http_release(http, result);
	http_free(http);
	(void)close(fd);
}

/* The promise is the door's own, whatever its caller forgot to check. */
static void nothing_goes_in_clear_to_another_machine(void **state)
{
	struct http *http = http_made(0);
	struct http_result *result;

	(void)state;
	result = ask(http, HTTP "127.evil.invalid/v1", NULL);
	assert_int_equal(result->trouble, HTTP_OTHER);
	assert_non_null(strstr(result->why, "rotocol"));
	http_release(http, result);
	http_free(http);
}

static enum server_does hangs(void *ctx, size_t number, const char *request,
			      struct buf *out)
{
	(void)ctx;
	(void)number;
	(void)request;
	(void)out;
	return SERVER_HANGS;
}

/* The leak checker is the judge here (MODE=asan). */
static void what_is_in_flight_ends_with_it(void **state)
{
	struct http *http = http_made(0);
	struct err err = ERR_INIT;
	const char *header = "authorization: Bearer sk-1";
	struct server server;
	char url[64];

	(void)state;
	server_begin(&server, hangs, NULL);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1", server.port);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
			http_start(http, url, &header, 1, text_of("{}"), NULL, &err), 0);
	for (int i = 0; i < 100 && server.n_connections < 3; i++)
		assert_int_equal(http_wait(http, 20, &err), 0);
	assert_int_equal(server.n_connections, 3);
	assert_int_equal(http_n_in_flight(http), 3);
	http_free(http);
	server_end(&server);
}

static enum server_does hears(void *ctx, size_t number, const char *request,
			      struct buf *out)
{
	(void)number;
	buf_str_add(ctx, request);
	server_reply(out, 200, "", "{}");
	return SERVER_SAYS;
}

static void what_is_sent_is_what_was_given(void **state)
{
	struct http *http = http_made(0);
	struct buf heard = BUF_INIT;
	struct http_result *result;
	struct server server;
	char url[64];

	(void)state;
	server_begin(&server, hears, &heard);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1/x?y=z", server.port);
	for (int i = 0; i < 2; i++) {
		result = ask(http, url, i ? NULL : "x-api-key: sk-1");
		http_release(http, result);
	}
	server_end(&server);
	assert_int_equal(strncmp(buf_str(&heard), "POST /v1/x?y=z HTTP/1.1\r\n", 25), 0);
	assert_non_null(strstr(buf_str(&heard), "\r\nx-api-key: sk-1\r\n"));
	/* and no header is left over for the next one */
	assert_null(strstr(strstr(buf_str(&heard), "sk-1") + 4, "sk-1"));
	assert_null(strstr(buf_str(&heard), "Expect"));
	assert_string_equal(buf_str(&heard) + heard.len - 2, "{}");
	http_free(http);
	buf_clear(&heard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(https_and_http_on_this_machine_may_be_asked),
		cmocka_unit_test(other_urls_may_not),
		cmocka_unit_test(insecure_http_is_allowed_when_asked_for),
		cmocka_unit_test(a_refused_url_is_not_printed_with_its_user),
		cmocka_unit_test(a_name_that_begins_like_an_address_is_not_this_machine),
		cmocka_unit_test(a_whole_response_is_fine),
		cmocka_unit_test(headers_come_in_order_and_trimmed),
		cmocka_unit_test(a_folded_header_is_one_header),
		cmocka_unit_test(headers_without_end_are_cut_off),
		cmocka_unit_test(headers_beyond_two_hundred_are_dropped),
		cmocka_unit_test(a_gzip_body_is_unpacked),
		cmocka_unit_test(a_body_beyond_the_ceiling_ends_it),
		cmocka_unit_test(less_than_promised_is_no_answer),
		cmocka_unit_test(a_redirect_is_not_followed),
		cmocka_unit_test(a_closed_port_is_no_connection),
		cmocka_unit_test(nothing_goes_in_clear_to_another_machine),
		cmocka_unit_test(what_is_in_flight_ends_with_it),
		cmocka_unit_test(what_is_sent_is_what_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/hash.h"
#include "base/mem.h"

/* A server that sends headers without end is cut off here. */
#define HEADERS_MAX ((size_t)64 << 10)
#define HEADER_COUNT_MAX 200

struct http_exchange {
	struct http_result result;
	CURL *easy;
	struct curl_slist *headers;
	struct buf sent;
	struct buf head; /* header lines as they came, each with a NUL behind it */
	struct http_header lines[HEADER_COUNT_MAX];
	struct buf why, location, peer, certificate, tls;
	char error[CURL_ERROR_SIZE];
	size_t max_body;
	bool too_large, headers_too_large;
	struct http_exchange *next; /* in a list of free or of ended ones */
	struct http_exchange *next_of_all;
};

struct http {
	struct http_options options;
	CURLM *multi;
	struct http_exchange *idle, *ended, *last_ended; /* in the order they ended */
	struct http_exchange *all; /* those in flight are in no other list */
	size_t n_in_flight;
};

/* "127.evil.example" begins like an address of this machine and is none. */
static bool is_loopback_host(const char *host)
{
	return !strcasecmp(host, "localhost") || !strcmp(host, "[::1]") ||
	       !strcmp(host, "::1") ||
	       (!strncmp(host, "127.", 4) && !host[strspn(host, "0123456789.")]);
}

struct url_parts {
	char *scheme, *host, *user;
};

static void url_parts_clear(struct url_parts *parts)
{
	curl_free(parts->scheme);
	curl_free(parts->host);
	curl_free(parts->user);
}

static bool url_parse(const char *url, struct url_parts *out)
{
	CURLU *handle = curl_url();
	bool good;

	*out = (struct url_parts){NULL, NULL, NULL};
	good = handle && curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK &&
	       curl_url_get(handle, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK &&
	       curl_url_get(handle, CURLUPART_HOST, &out->host, 0) == CURLUE_OK;
	if (good)
		(void)curl_url_get(handle, CURLUPART_USER, &out->user, 0);
	curl_url_cleanup(handle);
	return good;
}

bool http_is_loopback(const char *url)
{
	struct url_parts parts;
	bool loopback = url_parse(url, &parts) && is_loopback_host(parts.host);

	url_parts_clear(&parts);
	return loopback;
}

int http_url_check(const char *url, bool insecure_http, struct err *err)
{
	struct url_parts parts;
	int rc = 0;

	if (!url_parse(url, &parts))
		rc = err_set(err, ERR_USAGE,
			     "the address is no URL: write https://host.example/v1");
	else if (parts.user)
		rc = err_set(err, ERR_USAGE,
			     "the address of %.100s holds a user name or key before the "
			     "'@': take it out, and name the key by key_env, key_file or "
			     "key_cmd",
			     parts.host);
	else if (strcmp(parts.scheme, "https") != 0 && strcmp(parts.scheme, "http") != 0)
		rc = err_set(err, ERR_USAGE, "%.100s: https is wanted, not %.20s",
			     parts.host, parts.scheme);
	else if (!strcmp(parts.scheme, "http") && !insecure_http &&
		 !is_loopback_host(parts.host))
		rc = err_set(
			err, ERR_USAGE,
			"http to %.100s sends key and answers in clear: use https, or "
			"--insecure-http when that network is yours",
			parts.host);
	url_parts_clear(&parts);
	return rc;
}

struct http *http_new(const struct http_options *options, struct err *err)
{
	struct http *http;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		err_set(err, ERR_ENV, "libcurl cannot start");
		return NULL;
	}
	http = MEM_NEW(struct http);
	http->options = *options;
	http->multi = curl_multi_init();
	if (!http->multi) {
		err_set(err, ERR_ENV, "libcurl cannot start");
		mem_free(http);
		return NULL;
	}
	(void)curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS,
				(long)options->max_in_flight + 8);
	(void)curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	return http;
}

/* The key stands in the headers: it is not kept for longer than the exchange. */
static void headers_wipe(struct http_exchange *exchange)
{
	for (struct curl_slist *line = exchange->headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(exchange->headers);
	exchange->headers = NULL;
}

static void exchange_free(struct http_exchange *exchange)
{
	curl_easy_cleanup(exchange->easy);
	headers_wipe(exchange);
	buf_clear(&exchange->result.body);
	buf_clear(&exchange->sent);
	buf_clear(&exchange->head);
	buf_clear(&exchange->why);
	buf_clear(&exchange->location);
	buf_clear(&exchange->peer);
	buf_clear(&exchange->certificate);
	buf_clear(&exchange->tls);
	mem_free(exchange);
}

void http_free(struct http *http)
{
	if (!http)
		return;
	while (http->all) {
		struct http_exchange *exchange = http->all;

		http->all = exchange->next_of_all;
		(void)curl_multi_remove_handle(http->multi, exchange->easy);
		exchange_free(exchange);
	}
	(void)curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	mem_free(http);
}

static size_t body_write(char *data, size_t size, size_t n, void *ctx)
{
	struct http_exchange *exchange = ctx;

	n *= size;
	if (exchange->result.body.len + n > exchange->max_body) {
		exchange->too_large = true;
		return 0;
	}
	buf_add(&exchange->result.body, data, n);
	return n;
}

static size_t header_write(char *data, size_t size, size_t n, void *ctx)
{
	struct http_exchange *exchange = ctx;

	n *= size;
	if (exchange->head.len + n > HEADERS_MAX) {
		exchange->too_large = exchange->headers_too_large = true;
		return 0;
	}
	/* A new status line: what came before was a 100 or a proxy's. */
	if (n > 5 && !memcmp(data, "HTTP/", 5))
		buf_reset(&exchange->head);
	/* RFC 9112 5.2: it goes on the line before (behind which strchr finds the NUL
	 * too), and is no header of its own. */
	if (n && (*data == ' ' || *data == '\t'))
		while (exchange->head.len &&
		       strchr("\r\n", exchange->head.data[exchange->head.len - 1]))
			exchange->head.len--;
	buf_add(&exchange->head, data, n);
	if (*data == '\t')
		exchange->head.data[exchange->head.len - n] = ' ';
	buf_char_add(&exchange->head, '\0');
	return n;
}

/* Of all that libcurl tells, only which TLS was agreed on is kept. */
static int tls_note(CURL *easy, curl_infotype type, char *data, size_t n, void *ctx)
{
	static const char start[] = "SSL connection using ";
	struct http_exchange *exchange = ctx;

	(void)easy;
	if (type != CURLINFO_TEXT || n < sizeof(start) ||
	    memcmp(data, start, sizeof(start) - 1) != 0)
		return 0;
	n -= sizeof(start) - 1;
	data += sizeof(start) - 1;
	while (n && isspace((unsigned char)data[n - 1]))
		n--;
	buf_reset(&exchange->tls);
	buf_add(&exchange->tls, data, n);
	return 0;
}

#define SET(option, value) (void)curl_easy_setopt(exchange->easy, (option), (value))

/* What is the same for every exchange of this handle. */
static void exchange_prepare(struct http *http, struct http_exchange *exchange)
{
	const struct http_options *options = &http->options;

	exchange->max_body = options->max_body;
	SET(CURLOPT_PRIVATE, (void *)exchange);
	SET(CURLOPT_WRITEFUNCTION, body_write);
	SET(CURLOPT_WRITEDATA, (void *)exchange);
	SET(CURLOPT_HEADERFUNCTION, header_write);
	SET(CURLOPT_HEADERDATA, (void *)exchange);
	SET(CURLOPT_ERRORBUFFER, exchange->error);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_TIMEOUT_MS, options->timeout_ms);
	SET(CURLOPT_CONNECTTIMEOUT_MS, options->connect_timeout_ms);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_ACCEPT_ENCODING, "");
	SET(CURLOPT_USERAGENT, "assay");
	if (options->cacert)
		SET(CURLOPT_CAINFO, options->cacert);
	if (options->proxy)
		SET(CURLOPT_PROXY, options->proxy);
}

static struct http_exchange *exchange_take(struct http *http)
{
	struct http_exchange *exchange = http->idle;

	if (exchange) {
		http->idle = exchange->next;
		return exchange;
	}
	exchange = MEM_NEW(struct http_exchange);
	exchange->easy = curl_easy_init();
	if (!exchange->easy) {
		mem_free(exchange);
		return NULL;
	}
	exchange->next_of_all = http->all;
	http->all = exchange;
	exchange_prepare(http, exchange);
	return exchange;
}

static void exchange_reset(struct http_exchange *exchange, void *tag)
{
	struct buf body = exchange->result.body;

	/* One answer of 20 MB must not be held for as long as the run goes on. */
	buf_forget(&body, (size_t)1 << 20);
	exchange->result = (struct http_result){
		.tag = tag, .body = body, .first_ms = -1, .exchange = exchange};
	buf_reset(&exchange->sent);
	buf_reset(&exchange->head);
	buf_reset(&exchange->why);
	buf_reset(&exchange->location);
	buf_reset(&exchange->peer);
	buf_reset(&exchange->certificate);
	buf_reset(&exchange->tls);
	exchange->error[0] = '\0';
	exchange->too_large = exchange->headers_too_large = false;
	headers_wipe(exchange);
}

static void headers_set(struct http_exchange *exchange, const char *const *headers,
			size_t n)
{
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < n; i++)
		list = curl_slist_append(list, headers[i]);
	/* Without this libcurl waits a second for leave to send a long body. */
	list = curl_slist_append(list, "Expect:");
	exchange->headers = list;
	SET(CURLOPT_HTTPHEADER, list);
}

int http_start(struct http *http, const char *url, const char *const *headers,
	       size_t n_headers, struct text body, void *tag, struct err *err)
{
	struct http_exchange *exchange = exchange_take(http);
	bool tls = !strncasecmp(url, "https:", 6);
	bool loopback = http_is_loopback(url);

	if (!exchange)
		return err_set(err, ERR_ENV, "libcurl gives no more handles");
	exchange_reset(exchange, tag);
	buf_add(&exchange->sent, body.data, body.len);
	headers_set(exchange, headers, n_headers);
	SET(CURLOPT_URL, url);
	SET(CURLOPT_POSTFIELDS, buf_str(&exchange->sent));
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->sent.len);
	SET(CURLOPT_PROTOCOLS_STR,
	    loopback || http->options.insecure_http ? "http,https" : "https");
	SET(CURLOPT_NOPROXY, loopback ? "*" : NULL);
	SET(CURLOPT_CERTINFO, tls ? 1L : 0L);
	SET(CURLOPT_VERBOSE, tls ? 1L : 0L);
	SET(CURLOPT_DEBUGFUNCTION, tls_note);
	SET(CURLOPT_DEBUGDATA, (void *)exchange);
	if (curl_multi_add_handle(http->multi, exchange->easy) != CURLM_OK) {
		http_release(http, &exchange->result);
		return err_set(err, ERR_ENV, "libcurl takes no more exchanges");
	}
	http->n_in_flight++;
	return 0;
}

size_t http_n_in_flight(const struct http *http)
{
	return http->n_in_flight;
}

static enum http_trouble trouble_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return HTTP_FINE;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return HTTP_DNS;
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
		return HTTP_CONNECT;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
		return HTTP_TLS;
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_HTTP2:
	case CURLE_BAD_CONTENT_ENCODING:
		return HTTP_RESET;
	default:
		return HTTP_OTHER;
	}
}

static struct text trimmed(const char *from, const char *to)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	return (struct text){from, (size_t)(to - from)};
}

static void headers_take(struct http_exchange *exchange)
{
	struct http_result *result = &exchange->result;
	const char *line = exchange->head.data;
	const char *end = line ? line + exchange->head.len : NULL;

	result->headers = exchange->lines;
	while (line && line < end && result->n_headers < HEADER_COUNT_MAX) {
		const char *stop = line + strlen(line);
		const char *colon = memchr(line, ':', (size_t)(stop - line));

		if (colon)
			exchange->lines[result->n_headers++] = (struct http_header){
				trimmed(line, colon), trimmed(colon + 1, stop)};
		line = stop + 1;
	}
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The hash of the DER bytes inside a PEM text: what `openssl x509 -fingerprint` shows. */
static void fingerprint(const char *pem, struct buf *out)
{
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];
	const char *p = strchr(pem, '\n');
	struct sha256 *running = sha256_new();
	unsigned word = 0;
	int bits = 0;

	for (; p && *p && *p != '-'; p++) {
		int value = base64_value(*p);
		unsigned char byte;

		if (value < 0)
			continue;
		word = (word << 6 | (unsigned)value) & 0xffffff;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		byte = (unsigned char)(word >> bits);
		sha256_add(running, &byte, 1);
	}
	sha256_end(running, hash);
	sha256_hex(hash, hex);
	buf_str_add(out, hex);
}

static void certificate_take(struct http_exchange *exchange)
{
	struct curl_certinfo *info = NULL;

	if (curl_easy_getinfo(exchange->easy, CURLINFO_CERTINFO, &info) != CURLE_OK ||
	    !info || info->num_of_certs < 1)
		return;
	for (const struct curl_slist *line = info->certinfo[0]; line; line = line->next)
		if (!strncmp(line->data, "Cert:", 5))
			fingerprint(line->data + 5, &exchange->certificate);
}

static long ms_of(CURL *easy, CURLINFO what)
{
	curl_off_t us = 0;

	(void)curl_easy_getinfo(easy, what, &us);
	return us > 0 ? (long)(us / 1000) : -1;
}

static void result_fill(struct http_exchange *exchange, CURLcode code)
{
	struct http_result *result = &exchange->result;
	const char *text = NULL;
	long took;

	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &result->status);
	result->trouble = trouble_of(code);
	if (exchange->too_large)
		result->trouble = HTTP_TOO_LARGE;
	if (exchange->too_large)
		buf_printf(&exchange->why, "more than %zu bytes of %s came",
			   exchange->headers_too_large ? HEADERS_MAX : exchange->max_body,
			   exchange->headers_too_large ? "headers" : "body");
	else if (code != CURLE_OK)
		buf_str_add(&exchange->why, exchange->error[0]
						    ? exchange->error
						    : curl_easy_strerror(code));
	if (curl_easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &text) == CURLE_OK &&
	    text)
		buf_str_add(&exchange->location, text);
	text = NULL;
	if (curl_easy_getinfo(exchange->easy, CURLINFO_PRIMARY_IP, &text) == CURLE_OK &&
	    text)
		buf_str_add(&exchange->peer, text);
	certificate_take(exchange);
	headers_take(exchange);
	took = ms_of(exchange->easy, CURLINFO_TOTAL_TIME_T);
	result->took_ms = took < 0 ? 0 : took;
	result->first_ms = ms_of(exchange->easy, CURLINFO_STARTTRANSFER_TIME_T);
	result->why = buf_str(&exchange->why);
	result->location = buf_str(&exchange->location);
	result->peer = buf_str(&exchange->peer);
	result->certificate = buf_str(&exchange->certificate);
	result->tls = buf_str(&exchange->tls);
}

static void ended_gather(struct http *http)
{
	CURLMsg *message;
	int n_left = 0;

	while ((message = curl_multi_info_read(http->multi, &n_left))) {
		struct http_exchange *exchange = NULL;
		CURLcode code;

		if (message->msg != CURLMSG_DONE)
			continue;
		code = message->data.result;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
					&exchange);
		result_fill(exchange, code);
		(void)curl_multi_remove_handle(http->multi, exchange->easy);
		exchange->next = NULL;
		if (http->ended)
			http->last_ended->next = exchange;
		else
			http->ended = exchange;
		http->last_ended = exchange;
		http->n_in_flight--;
	}
}

int http_wait(struct http *http, long wait_ms, struct err *err)
{
	int running = 0;
	CURLMcode code = CURLM_OK;

	/* What was just started is due at once, so that this does not wait then. */
	if (!http->ended)
		code = curl_multi_poll(http->multi, NULL, 0, (int)wait_ms, NULL);
	if (code == CURLM_OK)
		code = curl_multi_perform(http->multi, &running);
	ended_gather(http);
	if (code == CURLM_OK)
		return 0;
	return err_set(err, ERR_ENV, "libcurl: %s", curl_multi_strerror(code));
}

struct http_result *http_done(struct http *http)
{
	struct http_exchange *exchange = http->ended;

	if (!exchange)
		return NULL;
	http->ended = exchange->next;
	return &exchange->result;
}

void http_release(struct http *http, struct http_result *result)
{
	struct http_exchange *exchange = result->exchange;

	headers_wipe(exchange);
	SET(CURLOPT_HTTPHEADER, NULL);
	exchange->next = http->idle;
	http->idle = exchange;
}

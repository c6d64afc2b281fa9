/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/http.h: many HTTP exchanges side by side on one thread; with its source the
 * only door to libcurl. POST with JSON in and bytes out. Never follows a redirect, never
 * talks in clear but to this machine unless told to. Knows no dialect, no key, no retry.
 */
#ifndef TRANSPORT_HTTP_H
#define TRANSPORT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

struct http_options {
	size_t max_in_flight; /* connections kept open between exchanges */
	long timeout_ms;      /* of a whole exchange, the same for every side */
	long connect_timeout_ms;
	size_t max_body;    /* bytes after decompression; more ends the exchange */
	const char *cacert; /* PEM file; NULL: the system's */
	const char *proxy;  /* NULL: as the environment says */
	bool insecure_http; /* http to other machines too */
};
#define HTTP_OPTIONS_INIT                                                                \
	{                                                                                \
		64, 600000, 10000, (size_t)64 << 20, NULL, NULL, false                   \
	}

struct http;
struct http *http_new(const struct http_options *options, struct err *err);
void http_free(struct http *http); /* ends what is in flight; NULL is fine */

/*
 * May this URL be asked? https, and http on loopback or with insecure_http; no userinfo,
 * for a key there would be printed everywhere. ERR_USAGE says what to write instead.
 */
int http_url_check(const char *url, bool insecure_http, struct err *err) MUST_CHECK;
bool http_is_loopback(const char *url);

enum http_trouble { /* why no whole response came */
		    HTTP_FINE,
		    HTTP_DNS,
		    HTTP_CONNECT,
		    HTTP_TLS,
		    HTTP_TIMEOUT,
		    HTTP_RESET, /* broke off: no answer, or less than was promised */
		    HTTP_TOO_LARGE,
		    HTTP_OTHER
};

struct http_header {
	struct text name, value;
};

struct http_result { /* valid until http_release */
	void *tag;
	enum http_trouble trouble;
	const char *why;                   /* in words, of trouble; "" when fine */
	long status;                       /* of the last response; 0: none */
	const char *location;              /* of a redirect, not followed; "" */
	struct buf body;                   /* decompressed; what came when it broke off */
	const struct http_header *headers; /* in order of arrival */
	size_t n_headers;
	const char *peer;        /* address; "" when not known */
	const char *certificate; /* SHA-256 of the leaf's DER, hex; "" without TLS */
	const char *tls;         /* "TLSv1.3 / ..." as the library says; "" */
	long first_ms;           /* from the start to the first byte; -1 */
	long took_ms;
	struct http_exchange *exchange; /* private */
};

/*
 * Begin an exchange. `headers` are lines "name: value". Copies all texts. What comes of
 * it is handed out by http_done; nothing is sent before http_wait.
 */
int http_start(struct http *http, const char *url, const char *const *headers,
	       size_t n_headers, struct text body, void *tag, struct err *err) MUST_CHECK;
size_t http_n_in_flight(const struct http *http);
/* Send and receive; returns at the latest after wait_ms, or when something came. */
int http_wait(struct http *http, long wait_ms, struct err *err) MUST_CHECK;
/* One exchange that ended, or NULL. */
struct http_result *http_done(struct http *http);
void http_release(struct http *http, struct http_result *result);

#endif

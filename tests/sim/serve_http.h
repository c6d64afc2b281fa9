/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_http.h: the endpoint's sockets, on 127.0.0.1; the only door to libmicrohttpd.
 * One thread: a request that has to wait is suspended and stands in a heap of timers.
 */
#ifndef SIM_SERVE_HTTP_H
#define SIM_SERVE_HTTP_H

#include <signal.h>

#include "sim/serve_sim.h"

struct http_options {
	long port;                      /* 0: any that is free */
	const char *tls_cert, *tls_key; /* PEM texts; NULL: plain HTTP */
};

struct http;
/* `sim` must outlive it. */
struct http *http_open(struct sim *sim, const struct http_options *options,
		       struct err *err);
long http_port(const struct http *http);
/* Serves until *stop is set by a signal, which is let in while waiting only. */
int http_run(struct http *http, const volatile sig_atomic_t *stop,
	     struct err *err) MUST_CHECK;
/* Breaks off what is in flight. */
void http_close(struct http *http);

#endif

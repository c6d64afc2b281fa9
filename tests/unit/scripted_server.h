/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/scripted_server.h: an HTTP server on loopback that says what a test tells it to,
 * bytes and all. One thread, one connection at a time, each closed after its answer.
 */
#ifndef UNIT_SCRIPTED_SERVER_H
#define UNIT_SCRIPTED_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"

enum server_does {
	SERVER_SAYS,  /* what is in `out`, then closes */
	SERVER_HANGS, /* says it and keeps the connection open */
};

/* `number` counts requests from 0; `request` is head and body as they came. */
typedef enum server_does server_script(void *ctx, size_t number, const char *request,
				       struct buf *out);

#define SERVER_HUNG_MAX 256
struct server {
	server_script *script;
	void *ctx;
	int fd, wake[2];
	unsigned port;
	pthread_t thread;
	atomic_size_t n_connections;
	int hung[SERVER_HUNG_MAX];
	size_t n_hung;
};

static inline void server_reply(struct buf *out, int status, const char *headers,
				const char *body)
{
	buf_printf(out,
		   "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%s"
		   "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
		   status, headers, strlen(body), body);
}

/* Head and as much body as it promises. False: it broke off. */
static inline _Bool server_read(int fd, struct buf *in)
{
	for (;;) {
		char room[4096];
		const char *end = strstr(buf_str(in), "\r\n\r\n");
		const char *length = strcasestr(buf_str(in), "content-length:");
		ssize_t n;

		if (end && (!length || length > end ||
			    in->len >= (size_t)(end + 4 - in->data) +
					       strtoul(length + 15, NULL, 10)))
			return 1;
		n = recv(fd, room, sizeof(room), 0);
		if (n <= 0)
			return 0;
		buf_add(in, room, (size_t)n);
	}
}

static inline void server_send(int fd, const struct buf *out)
{
	size_t at = 0;

	while (at < out->len) {
		ssize_t n = send(fd, out->data + at, out->len - at, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		at += (size_t)n;
	}
}

static inline void *server_run(void *ctx)
{
	struct server *server = ctx;

	for (size_t number = 0;;) {
		struct pollfd fds[2] = {{server->fd, POLLIN, 0},
					{server->wake[0], POLLIN, 0}};
		struct buf in = BUF_INIT;
		struct buf out = BUF_INIT;
		enum server_does does = SERVER_SAYS;
		int fd;

		if (poll(fds, 2, -1) < 0 || fds[1].revents)
			return NULL;
		fd = accept(server->fd, NULL, NULL);
		if (fd < 0)
			return NULL;
		server->n_connections++;
		if (server_read(fd, &in)) {
			does = server->script(server->ctx, number++, buf_str(&in), &out);
			server_send(fd, &out);
		}
		if (does == SERVER_HANGS && server->n_hung < SERVER_HUNG_MAX)
			server->hung[server->n_hung++] = fd;
		else
			(void)close(fd);
		buf_clear(&in);
		buf_clear(&out);
	}
}

/* A port of loopback that is the socket's own; nobody listens there yet. */
static inline int server_bind(unsigned *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, n) ||
	    getsockname(fd, (struct sockaddr *)&at, &n))
		abort();
	*port = ntohs(at.sin_port);
	return fd;
}

static inline void server_begin(struct server *server, server_script *script, void *ctx)
{
	*server = (struct server){.script = script, .ctx = ctx};
	server->fd = server_bind(&server->port);
	if (listen(server->fd, 128) || pipe(server->wake) ||
	    pthread_create(&server->thread, NULL, server_run, server))
		abort();
}

static inline void server_end(struct server *server)
{
	(void)!write(server->wake[1], "x", 1);
	(void)pthread_join(server->thread, NULL);
	for (size_t i = 0; i < server->n_hung; i++)
		(void)close(server->hung[i]);
	(void)close(server->fd);
	(void)close(server->wake[0]);
	(void)close(server->wake[1]);
}

#endif

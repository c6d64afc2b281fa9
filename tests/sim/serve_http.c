/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_http.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/mem.h"
#include "sim/serve_timer.h"
#include "sim/serve_wire.h"

#define MAX_UPLOAD (4U << 20)
#define MAX_CONNECTIONS 8192
#define CONNECTION_MEMORY 16384
#define HANG_CHECK_MS 50

struct http {
	struct sim *sim;
	struct MHD_Daemon *daemon;
	struct timers timers; /* of suspended requests: each has one */
	int64_t start_ns;
	bool tls;
};

enum state {
	READING,
	WAITING, /* suspended until the reply may go */
	READY,
	GONE /* the client left, or the server goes */
};

struct request {
	struct http *http;
	struct MHD_Connection *connection;
	struct exchange exchange;
	struct buf upload;
	enum state state;
	size_t ordinal; /* 0: none of an API's */
	size_t sent;
	bool blank_sent; /* the next one is not due yet */
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static long long wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void suspend(struct request *request, double ms)
{
	timers_add(&request->http->timers, now_ns() + (int64_t)(ms * 1e6), request);
	MHD_suspend_connection(request->connection);
}

static int socket_of(const struct request *request)
{
	return MHD_get_connection_info(request->connection,
				       MHD_CONNECTION_INFO_CONNECTION_FD)
		->connect_fd;
}

/* MHD does not look at the socket of a suspended connection. */
static bool client_left(const struct request *request)
{
	char byte;

	return recv(socket_of(request), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void wake(struct request *request)
{
	if (client_left(request)) {
		request->state = GONE;
	} else if (request->state == WAITING) {
		if (request->exchange.reply.ending == END_HANG) {
			timers_add(&request->http->timers,
				   now_ns() + HANG_CHECK_MS * (int64_t)1000000, request);
			return;
		}
		request->state = READY;
	}
	MHD_resume_connection(request->connection);
}

/* What is not an API: GET and POST for those who run the tests. */

static void show_health(struct request *request)
{
	buf_str_add(&request->exchange.reply.body,
		    "{\"status\":\"ok\",\"simulation\":\"" SIMULATION_NOTE "\"}\n");
}

static void show_stats(struct request *request)
{
	stats_print(&request->http->sim->stats, &request->exchange.reply.body);
}

static void list_models(struct request *request)
{
	const struct toys *toys = request->http->sim->toys;
	struct buf *out = &request->exchange.reply.body;

	wire_open(out, NULL, '{');
	wire_str(out, "object", "list");
	wire_open(out, "data", '[');
	for (size_t i = 0; i < toys_count(toys); i++) {
		wire_open(out, NULL, '{');
		wire_str(out, "id", toys_at(toys, i)->name);
		wire_str(out, "object", "model");
		wire_int(out, "created", SIM_CREATED);
		wire_str(out, "owned_by", toys_at(toys, i)->vendor);
		wire_close(out, '}');
	}
	wire_close(out, ']');
	wire_close(out, '}');
}

static void set_faults(struct request *request)
{
	struct reply *reply = &request->exchange.reply;
	struct rules *rules = &request->http->sim->rules;
	struct err err = ERR_INIT;
	struct json *doc =
		json_parse(buf_str(&request->upload), request->upload.len, NULL, &err);

	wire_open(&reply->body, NULL, '{');
	if (!doc || rules_set(rules, doc, &err)) {
		reply->status = 400;
		wire_str(&reply->body, "error", err.text);
	} else {
		wire_int(&reply->body, "rules", (long long)rules->n);
	}
	wire_close(&reply->body, '}');
	buf_char_add(&reply->body, '\n');
}

static const struct {
	const char *method, *path;
	void (*show)(struct request *request);
} pages[] = {
	{"GET", "/health", show_health},
	{"GET", "/sim/stats", show_stats},
	{"POST", "/sim/faults", set_faults},
	{"GET", "/v1/models", list_models},
};
#define N_PAGES (sizeof(pages) / sizeof(pages[0]))

static bool show_page(struct request *request, const char *method, const char *path)
{
	for (size_t i = 0; i < N_PAGES; i++) {
		if (strcmp(pages[i].path, path) != 0 ||
		    strcmp(pages[i].method, method) != 0)
			continue;
		request->exchange.reply.status = 200;
		request->exchange.reply.type = "application/json";
		pages[i].show(request);
		return true;
	}
	return false;
}

static const char *header_of(const struct request *request, const char *name)
{
	return name ? MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
						  name)
		    : NULL;
}

static void ask_api(struct request *request, const struct api *api)
{
	struct http *http = request->http;
	struct envelope envelope = {
		.api = api,
		.content_type = header_of(request, "Content-Type"),
		.key_header = header_of(request, api->key_header),
		.authorization = header_of(request, "Authorization"),
		.needed_header = header_of(request, api->needs_header),
		.body = {buf_str(&request->upload), request->upload.len},
	};

	if (api->needs_query[0])
		envelope.needed_query = MHD_lookup_connection_value(
			request->connection, MHD_GET_ARGUMENT_KIND, api->needs_query[0]);
	request->ordinal =
		sim_answer(http->sim, &envelope, &request->exchange,
			   (double)(now_ns() - http->start_ns) / 1e6, wall_ms());
}

/* The whole request is there: what to reply, and when. */
static void answer(struct request *request, const char *method, const char *path)
{
	const struct api *api;

	if (show_page(request, method, path))
		return;
	api = api_find(path, &request->exchange.ask.model_name);
	if (request->upload.len >= MAX_UPLOAD) {
		sim_refuse(&request->exchange, 413, "The request is too large.");
	} else if (!api || strcmp(method, "POST") != 0) {
		request->http->sim->stats.invalid++;
		sim_refuse(&request->exchange, api ? 405 : 404,
			   "Unknown request URL or method.");
	} else {
		ask_api(request, api);
	}
}

/* The body bit by bit. */
static ssize_t next_bytes(void *cls, uint64_t at, char *out, size_t max)
{
	struct request *request = cls;
	struct reply *reply = &request->exchange.reply;
	size_t n = reply->body.len - request->sent;

	(void)at;
	if (request->state == GONE)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (request->blank_sent) {
		request->blank_sent = false;
		suspend(request, BLANK_MS);
		return 0;
	}
	if (reply->n_blanks > 0) {
		reply->n_blanks--;
		request->blank_sent = true;
		*out = '\n';
		return 1;
	}
	if (n == 0)
		return reply->ending == END_BREAK || reply->extra_length > 0
			       ? MHD_CONTENT_READER_END_WITH_ERROR
			       : MHD_CONTENT_READER_END_OF_STREAM;
	if (reply->piece > 0 && n > reply->piece)
		n = reply->piece;
	if (n > max)
		n = max;
	memcpy(out, reply->body.data + request->sent, n);
	request->sent += n;
	return (ssize_t)n;
}

static struct MHD_Response *response_of(struct request *request)
{
	struct reply *reply = &request->exchange.reply;
	uint64_t size = MHD_SIZE_UNKNOWN;

	if (!reply->chunked && !reply->until_close && reply->n_blanks == 0 &&
	    reply->extra_length <= 0 && reply->ending == END_WELL)
		return MHD_create_response_from_buffer(
			(size_t)((long)reply->body.len + reply->extra_length),
			reply->body.len ? reply->body.data : (char[]){""},
			MHD_RESPMEM_PERSISTENT);
	if (reply->extra_length > 0)
		size = reply->body.len + (size_t)reply->extra_length;
	return MHD_create_response_from_callback(size, 16384, next_bytes, request, NULL);
}

static void add_headers(struct MHD_Response *response, const struct reply *reply)
{
	char *lines = mem_dup(buf_str(&reply->headers), reply->headers.len);
	char *line = lines, *end, *colon;

	MHD_add_response_header(response, "Content-Type", reply->type);
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		colon = strstr(line, ": ");
		*colon = '\0';
		MHD_add_response_header(response, line, colon + 2);
	}
	if (reply->until_close) {
		MHD_set_response_options(response, MHD_RF_HTTP_1_0_SERVER, MHD_RO_END);
		MHD_add_response_header(response, "Connection", "close");
	}
	if (reply->extra_length < 0)
		MHD_add_response_header(response, "Connection", "close");
	mem_free(lines);
}

static enum MHD_Result send_reply(struct request *request)
{
	struct reply *reply = &request->exchange.reply;
	struct linger at_once = {1, 0};
	struct MHD_Response *response;
	enum MHD_Result sent;

	if (request->state == GONE)
		return MHD_NO;
	if (reply->ending == END_RESET) {
		setsockopt(socket_of(request), SOL_SOCKET, SO_LINGER, &at_once,
			   sizeof(at_once));
		return MHD_NO;
	}
	response = response_of(request);
	add_headers(response, reply);
	sent = MHD_queue_response(request->connection, (unsigned)reply->status, response);
	MHD_destroy_response(response);
	return sent;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_size, void **context)
{
	struct request *request = *context;

	(void)version;
	if (!request) {
		request = MEM_NEW(struct request);
		request->http = cls;
		request->connection = connection;
		*context = request;
		return MHD_YES;
	}
	if (*upload_size > 0) {
		if (request->upload.len < MAX_UPLOAD)
			buf_add(&request->upload, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	if (request->state == READING) {
		struct reply *reply = &request->exchange.reply;

		answer(request, method, url);
		if (reply->wait_ms > 0 || reply->ending == END_HANG) {
			request->state = WAITING;
			suspend(request, reply->wait_ms);
			return MHD_YES;
		}
		request->state = READY;
	}
	return send_reply(request);
}

/* What the announced length left out. */
static void send_rest(const struct request *request)
{
	const struct reply *reply = &request->exchange.reply;
	size_t n = (size_t)-reply->extra_length;

	if (reply->extra_length < 0 && !request->http->tls)
		(void)!send(socket_of(request), reply->body.data + reply->body.len - n, n,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode how)
{
	struct request *request = *context;

	(void)cls;
	(void)connection;
	if (!request)
		return;
	if (how == MHD_REQUEST_TERMINATED_COMPLETED_OK)
		send_rest(request);
	if (request->ordinal)
		stats_end(&request->http->sim->stats, &request->exchange,
			  request->ordinal,
			  how == MHD_REQUEST_TERMINATED_COMPLETED_OK &&
				  request->exchange.reply.valid,
			  wall_ms());
	exchange_clear(&request->exchange);
	buf_clear(&request->upload);
	mem_free(request);
	*context = NULL;
}

struct http *http_open(struct sim *sim, const struct http_options *options,
		       struct err *err)
{
	struct http *http = MEM_NEW(struct http);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)options->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->tls_cert},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->tls_key},
		{MHD_OPTION_END, 0, NULL},
	};
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;

	http->sim = sim;
	http->start_ns = now_ns();
	http->tls = options->tls_cert != NULL;
	if (http->tls)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	http->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR, &address,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096U, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, NULL, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
	if (http->daemon)
		return http;
	err_set(err, ERR_ENV, "cannot listen on 127.0.0.1, port %ld%s: %s", options->port,
		http->tls ? ", with these certificates" : "", strerror(errno));
	mem_free(http);
	return NULL;
}

long http_port(const struct http *http)
{
	return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

/* How long nothing is due; false: no end to it. */
static bool quiet_time(const struct http *http, struct timespec *out)
{
	MHD_UNSIGNED_LONG_LONG mhd_ms;
	int64_t ns = INT64_MAX;

	if (http->timers.n > 0)
		ns = http->timers.v[0].due_ns - now_ns();
	if (MHD_get_timeout(http->daemon, &mhd_ms) == MHD_YES &&
	    mhd_ms < (MHD_UNSIGNED_LONG_LONG)(INT64_MAX / 1000000) &&
	    (int64_t)mhd_ms * 1000000 < ns)
		ns = (int64_t)mhd_ms * 1000000;
	if (ns < 0)
		ns = 0;
	*out = (struct timespec){ns / 1000000000, ns % 1000000000};
	return ns < INT64_MAX;
}

int http_run(struct http *http, const volatile sig_atomic_t *stop, struct err *err)
{
	struct pollfd ready = {
		.fd = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)
			      ->epoll_fd,
		.events = POLLIN,
	};
	struct timespec quiet;
	sigset_t none;
	void *due;

	sigemptyset(&none);
	while (!*stop) {
		bool ends = quiet_time(http, &quiet);

		if (ppoll(&ready, 1, ends ? &quiet : NULL, &none) < 0 && errno != EINTR)
			return err_set(err, ERR_ENV, "cannot wait: %s", strerror(errno));
		while (timers_take(&http->timers, now_ns(), &due))
			wake(due);
		if (MHD_run(http->daemon) != MHD_YES)
			return err_set(err, ERR_ENV, "the HTTP library stopped");
	}
	return 0;
}

void http_close(struct http *http)
{
	void *left;

	if (!http)
		return;
	/* MHD stops only when nothing is suspended. */
	while (timers_take(&http->timers, INT64_MAX, &left)) {
		struct request *request = left;

		request->state = GONE;
		MHD_resume_connection(request->connection);
	}
	MHD_run(http->daemon);
	MHD_stop_daemon(http->daemon);
	timers_clear(&http->timers);
	mem_free(http);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_stats.h: what the server counts and writes down, and the rates it allows.
 * Clockless: the caller gives the time.
 */
#ifndef SIM_SERVE_STATS_H
#define SIM_SERVE_STATS_H

#include "base/err.h"
#include "sim/serve_ask.h"

#define STATUS_KINDS 24

struct model_stats {
	char *name; /* as asked */
	size_t requests, answered;
	struct {
		int status; /* 0: no answer was sent */
		size_t n;
	} statuses[STATUS_KINDS];
	/* What is left of a minute's requests and tokens, and when that was so. */
	double requests_left, tokens_left, at_s;
};

struct stats {
	struct model_stats *models;
	size_t n_models, cap;
	size_t requests, answered, invalid, in_flight, max_in_flight;
	double rpm, tpm; /* 0: no limit */
	int log;         /* file descriptor, or -1 */
};

/* Opens the log, if any, to append. */
int stats_open(struct stats *stats, const char *log_path, double rpm, double tpm,
	       struct err *err) MUST_CHECK;
void stats_close(struct stats *stats);
/* A request is there; returns its ordinal. A line in the log. */
size_t stats_begin(struct stats *stats, const struct exchange *exchange,
		   long long wall_ms);
/* It is over; `answered`: a whole, valid answer was handed to the socket. */
void stats_end(struct stats *stats, const struct exchange *exchange, size_t ordinal,
	       bool answered, long long wall_ms);
/*
 * Takes one request and its tokens from what its model may still have this minute, puts
 * the rate headers into the reply and, when there is not enough left, a problem with the
 * time to wait.
 */
void stats_limit(struct stats *stats, struct exchange *exchange, size_t n_tokens,
		 double now_s);
/* As GET /sim/stats shows it. */
void stats_print(const struct stats *stats, struct buf *out);

#endif

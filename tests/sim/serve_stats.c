/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_stats.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sim/serve_wire.h"

int stats_open(struct stats *stats, const char *log_path, double rpm, double tpm,
	       struct err *err)
{
	*stats = (struct stats){.rpm = rpm, .tpm = tpm, .log = -1};
	if (!log_path)
		return 0;
	stats->log = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (stats->log < 0)
		return err_set(err, ERR_ENV, "%s: cannot be written: %s", log_path,
			       strerror(errno));
	return 0;
}

void stats_close(struct stats *stats)
{
	for (size_t i = 0; i < stats->n_models; i++)
		mem_free(stats->models[i].name);
	mem_free(stats->models);
	if (stats->log >= 0)
		close(stats->log);
}

static struct model_stats *stats_of(struct stats *stats, const char *name)
{
	struct model_stats *fresh;

	for (size_t i = 0; i < stats->n_models; i++) {
		if (strcmp(stats->models[i].name, name) == 0)
			return &stats->models[i];
	}
	stats->models = MEM_GROW(stats->models, stats->n_models, &stats->cap);
	fresh = &stats->models[stats->n_models++];
	*fresh = (struct model_stats){.name = mem_strdup(name),
				      .requests_left = stats->rpm,
				      .tokens_left = stats->tpm};
	return fresh;
}

static const char *name_of(const struct exchange *exchange)
{
	return exchange->ask.model_name ? exchange->ask.model_name : "";
}

/* The part of a line that tells which request it is about. */
static void log_head(const char *event, const struct exchange *exchange, size_t ordinal,
		     long long wall_ms, struct buf *line)
{
	const struct ask *ask = &exchange->ask;

	wire_open(line, NULL, '{');
	wire_str(line, "event", event);
	wire_size(line, "n", ordinal);
	wire_int(line, "t_ms", wall_ms);
	wire_str(line, "api", ask->api->name);
	wire_str(line, "model", name_of(exchange));
	wire_str(line, "prompt", exchange->prompt_hex);
	if (ask->has_seed)
		wire_int(line, "seed", ask->seed);
	else
		wire_null(line, "seed");
	wire_size(line, "choices", ask->n);
}

/* One write a line: what stands there survives whatever happens to the server. */
static void log_write(const struct stats *stats, struct buf *line)
{
	wire_close(line, '}');
	buf_char_add(line, '\n');
	if (write(stats->log, line->data, line->len) != (ssize_t)line->len)
		fputs("assay-sim: a line of the log was not written\n", stderr);
	buf_clear(line);
}

size_t stats_begin(struct stats *stats, const struct exchange *exchange,
		   long long wall_ms)
{
	struct buf line = BUF_INIT;

	stats->requests++;
	stats_of(stats, name_of(exchange))->requests++;
	stats->invalid += exchange->problem.strict;
	stats->in_flight++;
	if (stats->in_flight > stats->max_in_flight)
		stats->max_in_flight = stats->in_flight;
	if (stats->log >= 0) {
		log_head("begin", exchange, stats->requests, wall_ms, &line);
		log_write(stats, &line);
	}
	return stats->requests;
}

static void count_status(struct model_stats *model, int status)
{
	for (size_t i = 0; i < STATUS_KINDS; i++) {
		if (model->statuses[i].n && model->statuses[i].status != status)
			continue;
		model->statuses[i].status = status;
		model->statuses[i].n++;
		return;
	}
}

void stats_end(struct stats *stats, const struct exchange *exchange, size_t ordinal,
	       bool answered, long long wall_ms)
{
	struct model_stats *model = stats_of(stats, name_of(exchange));
	enum ending ending = exchange->reply.ending;
	int status =
		ending == END_RESET || ending == END_HANG ? 0 : exchange->reply.status;
	struct buf line = BUF_INIT;

	stats->in_flight--;
	stats->answered += answered;
	model->answered += answered;
	count_status(model, status);
	if (stats->log < 0)
		return;
	log_head("end", exchange, ordinal, wall_ms, &line);
	wire_int(&line, "status", status);
	wire_str(&line, "fault", exchange->fault);
	wire_bool(&line, "answered", answered);
	log_write(stats, &line);
}

/* Seconds until `left` of a limit per minute has grown to `wanted`. */
static double wait_for(double left, double wanted, double limit)
{
	return left >= wanted ? 0 : (wanted - left) * 60 / limit;
}

static void refill(double *left, double limit, double seconds)
{
	*left = fmin(limit, *left + limit / 60 * seconds);
}

static struct limit_state state_of(double limit, double left)
{
	return (struct limit_state){limit, fmax(left, 0), wait_for(left, limit, limit)};
}

void stats_limit(struct stats *stats, struct exchange *exchange, size_t n_tokens,
		 double now_s)
{
	struct model_stats *model = stats_of(stats, name_of(exchange));
	const struct api *api = exchange->ask.api;
	double wait_s = 0;

	if (model->at_s > 0) {
		refill(&model->requests_left, stats->rpm, now_s - model->at_s);
		refill(&model->tokens_left, stats->tpm, now_s - model->at_s);
	}
	model->at_s = now_s;
	if (stats->rpm > 0)
		wait_s = wait_for(model->requests_left, 1, stats->rpm);
	/* An answer larger than a minute's tokens could never pass otherwise. */
	if (stats->tpm > 0)
		wait_s = fmax(wait_s,
			      wait_for(model->tokens_left,
				       fmin((double)n_tokens, stats->tpm), stats->tpm));
	if (wait_s > 0) {
		problem_set(&exchange->problem, PROBLEM_RATE, NULL,
			    "Rate limit reached for %.200s. Please try again in %.3fs.",
			    exchange->ask.model_name, wait_s);
		exchange->problem.retry_s = wait_s;
		if (api->limits)
			reply_header(&exchange->reply, "Retry-After", "%.0f",
				     ceil(wait_s));
	} else {
		model->requests_left -= 1;
		model->tokens_left -= (double)n_tokens;
	}
	if (api->limits) {
		struct limit_state requests = state_of(stats->rpm, model->requests_left);
		struct limit_state tokens = state_of(stats->tpm, model->tokens_left);

		api->limits(stats->rpm > 0 ? &requests : NULL,
			    stats->tpm > 0 ? &tokens : NULL, &exchange->reply);
	}
}

static void print_model(const struct model_stats *model, struct buf *out)
{
	wire_open(out, model->name, '{');
	wire_size(out, "requests", model->requests);
	wire_size(out, "answered", model->answered);
	wire_open(out, "statuses", '{');
	for (size_t i = 0; i < STATUS_KINDS && model->statuses[i].n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", model->statuses[i].status);
		wire_int(out, name, (long long)model->statuses[i].n);
	}
	wire_close(out, '}');
	wire_close(out, '}');
}

void stats_print(const struct stats *stats, struct buf *out)
{
	wire_open(out, NULL, '{');
	wire_str(out, "simulation", SIMULATION_NOTE);
	wire_size(out, "requests", stats->requests);
	wire_size(out, "answered", stats->answered);
	wire_size(out, "invalid", stats->invalid);
	wire_size(out, "in_flight", stats->in_flight);
	wire_size(out, "max_in_flight", stats->max_in_flight);
	wire_open(out, "by_model", '{');
	for (size_t i = 0; i < stats->n_models; i++)
		print_model(&stats->models[i], out);
	wire_close(out, '}');
	wire_close(out, '}');
	buf_char_add(out, '\n');
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_sim.h"

#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sim/habits.h"
#include "sim/serve_wire.h"

static const char bearer[] = "Bearer ";

/* The key in whichever header carries one. */
static const char *key_of(const struct envelope *envelope)
{
	const char *given = envelope->authorization;

	if (envelope->key_header)
		return envelope->key_header;
	if (given && strncasecmp(given, bearer, sizeof(bearer) - 1) == 0)
		return given + sizeof(bearer) - 1;
	return "";
}

static void strictly(struct problem *problem, const char *param, const char *message)
{
	problem_set(problem, PROBLEM_INVALID, param, "%s", message);
	problem->strict = true;
}

/* What is wrong with the request beside its body. */
static void check_envelope(const struct sim *sim, const struct envelope *envelope,
			   const char *key, struct problem *problem)
{
	const struct api *api = envelope->api;
	const char *type = envelope->content_type, *query = envelope->needed_query;

	if ((sim->key && strcmp(sim->key, key) != 0) || (api->needs_key && !*key))
		problem_set(problem, PROBLEM_AUTH, NULL, "%s",
			    problem_row(PROBLEM_AUTH)->message);
	else if (!type || strncasecmp(type, "application/json", 16) != 0)
		strictly(problem, NULL, "Content-Type must be application/json.");
	else if (api->needs_header && !envelope->needed_header)
		strictly(problem, api->needs_header, "A required header is missing.");
	else if (api->needs_query[0] &&
		 (!query ||
		  (api->needs_query[1] && strcmp(query, api->needs_query[1]) != 0)))
		strictly(problem, api->needs_query[0],
			 "A required parameter of the URL is missing or of no use.");
}

static void hash_prompt(struct exchange *exchange)
{
	const struct buf *prompt = &exchange->ask.prompt;
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];

	sha256_of(buf_str(prompt), prompt->len, hash);
	sha256_hex(hash, hex);
	memcpy(exchange->prompt_hex, hex, PROMPT_HEX - 1);
}

/* Turns the problem, or what a fault wrote in place of an answer, into the reply. */
static void refuse(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;

	reply->valid = false;
	if (exchange->problem.kind) {
		reply->status = problem_row(exchange->problem.kind)->status;
		exchange->ask.api->refuse(&exchange->problem, reply);
	}
	if (reply->masked)
		wire_unmask(&reply->body);
}

static void meet_instead(const struct rule *rule, struct exchange *exchange)
{
	const struct fault *fault = rule->fault;

	exchange->fault = fault->name;
	if (fault->problem)
		problem_set(&exchange->problem, fault->problem, NULL, "%s",
			    problem_row(fault->problem)->message);
	if (fault->instead)
		fault->instead(rule, exchange);
}

static void speak(const struct rule *rule, struct exchange *exchange)
{
	const struct api *api = exchange->ask.api;
	struct reply *reply = &exchange->reply;

	answer_cut(&exchange->answer);
	reply->status = 200;
	if (exchange->ask.stream) {
		reply->type = api->stream_type;
		reply->chunked = true;
		api->stream(&exchange->ask, &exchange->answer, &reply->body);
	} else {
		api->write(&exchange->ask, &exchange->answer, &reply->body);
	}
	if (reply->masked)
		wire_unmask(&reply->body);
	if (rule && rule->fault->sent)
		rule->fault->sent(rule, exchange);
}

static size_t words_of(const struct answer *answer)
{
	size_t n = 0;

	for (size_t i = 0; i < answer->n_choices; i++)
		n += count_words(buf_str(&answer->choices[i].text),
				 answer->choices[i].text.len);
	return n;
}

/* Everything is as it should be, but for what a rule says. */
static void answer_or_fault(struct sim *sim, struct exchange *exchange, size_t ordinal,
			    double since_start_ms)
{
	const struct rule *rule = rules_meet(&sim->rules, exchange, since_start_ms);
	struct reply *reply = &exchange->reply;

	if (rule)
		meet_instead(rule, exchange);
	if (exchange->problem.kind || reply->status) {
		refuse(exchange);
		return;
	}
	answer_compose(&exchange->answer, sim->toys, sim->kinds, &exchange->ask);
	if (sim->stats.rpm > 0 || sim->stats.tpm > 0)
		stats_limit(&sim->stats, exchange,
			    exchange->ask.n_prompt_words + words_of(&exchange->answer),
			    since_start_ms / 1000);
	if (exchange->problem.kind) {
		refuse(exchange);
		return;
	}
	reply->wait_ms =
		sim->latency_ms + sim->jitter_ms * unit_of(hash_pair(sim->seed, ordinal));
	reply->valid = true;
	if (rule && rule->fault->said)
		rule->fault->said(rule, exchange);
	speak(rule, exchange);
}

size_t sim_answer(struct sim *sim, const struct envelope *envelope,
		  struct exchange *exchange, double since_start_ms, long long wall_ms)
{
	struct problem outside = {0};
	size_t ordinal;

	exchange->ask.api = envelope->api;
	exchange->reply.type = "application/json";
	exchange->key = key_of(envelope);
	ask_read(&exchange->ask, sim->toys, envelope->body.data, envelope->body.len,
		 &exchange->problem);
	hash_prompt(exchange);
	check_envelope(sim, envelope, exchange->key, &outside);
	if (outside.kind) {
		buf_clear(&exchange->problem.message);
		exchange->problem = outside;
	}
	ordinal = stats_begin(&sim->stats, exchange, wall_ms);
	if (exchange->problem.kind)
		refuse(exchange);
	else
		answer_or_fault(sim, exchange, ordinal, since_start_ms);
	return ordinal;
}

void sim_refuse(struct exchange *exchange, int status, const char *message)
{
	exchange->ask.api = openai_apis;
	exchange->reply.type = "application/json";
	strictly(&exchange->problem, NULL, message);
	refuse(exchange);
	exchange->reply.status = status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/collecting.h: a plan carried out: what is missing in its case is asked and kept.
 * For the verbs collect and run.
 */
#ifndef CMD_COLLECTING_H
#define CMD_COLLECTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/opt.h"

struct collect_args {
	const char *case_path, *cacert, *proxy, *progress, *prices, *probes;
	long max_concurrency, rpm, tpm, max_wait, patience, timeout;
	double max_usd, max_requests, max_minutes;
	bool extend, insecure_http, stream, verbose;
	/* Not of the command line: cmd/sequence.h. */
	size_t block;             /* prompts a block; 0: the plan in one */
	size_t n_blocks;          /* how many of them to ask, from the first */
	const struct json *looks; /* the rule they are asked by; NULL: none */
	int64_t began_ms;         /* monotonic, that minutes count from; 0: now */
};

/* name, letter, type, member of struct collect_args, what to call the value, default,
 * help */
#define COLLECT_ROWS(X)                                                                  \
	X("case", 'c', OPT_STRING, case_path, "FILE", NULL,                              \
	  "the case; left out: the plan's name and .assay, beside the plan")             \
	X("probes", 0, OPT_STRING, probes, "NAME,...", NULL,                             \
	  "sets and compositions in place of the plan's, such as quick")                 \
	X("extend", 0, OPT_FLAG, extend, NULL, NULL,                                     \
	  "let the plan of a started case grow: more models, probes or samples")         \
	X("max-concurrency", 0, OPT_INT, max_concurrency, "N", "64",                     \
	  "requests in flight, over all endpoints and at each")                          \
	X("rpm", 0, OPT_INT, rpm, "N", NULL,                                             \
	  "requests a minute at each endpoint whose plan sets no rpm")                   \
	X("tpm", 0, OPT_INT, tpm, "N", NULL, "tokens a minute, likewise")                \
	X("max-wait", 0, OPT_INT, max_wait, "S", "120",                                  \
	  "longest wait that is waited for when nothing else is left")                   \
	X("patience", 0, OPT_INT, patience, "S", "900",                                  \
	  "without an answer, before an endpoint is left for the next run")              \
	X("timeout", 0, OPT_INT, timeout, "S", "600",                                    \
	  "of one exchange, the same for all")                                           \
	X("max-usd", 0, OPT_NUMBER, max_usd, "USD", "-1",                                \
	  "stop when the case has cost this much; -1: as the plan says")                 \
	X("max-requests", 0, OPT_NUMBER, max_requests, "N", "-1",                        \
	  "stop when the case has taken so many requests, likewise")                     \
	X("max-minutes", 0, OPT_NUMBER, max_minutes, "N", "-1",                          \
	  "stop this run after so long, likewise")                                       \
	X("prices", 0, OPT_STRING, prices, "FILE", NULL,                                 \
	  "price file in place of corpora/prices.json")                                  \
	X("stream", 0, OPT_FLAG, stream, NULL, NULL,                                     \
	  "ask every endpoint for its answers in pieces")                                \
	X("cacert", 0, OPT_STRING, cacert, "FILE", NULL,                                 \
	  "certificates to trust in place of the system's")                              \
	X("proxy", 0, OPT_STRING, proxy, "URL", NULL,                                    \
	  "proxy in place of the environment's")                                         \
	X("insecure-http", 0, OPT_FLAG, insecure_http, NULL, NULL,                       \
	  "allow http to other machines: key and answers in clear")                      \
	X("progress", 0, OPT_STRING, progress, "MODE", "auto",                           \
	  "auto, bar, plain, json or none")                                              \
	X("verbose", 'v', OPT_FLAG, verbose, NULL, NULL,                                 \
	  "say each attempt on standard error, keys redacted")

/* Rows of an option table whose target is a struct `type` with a struct collect_args
 * `collect`: #define OPTIONS_OF struct type, then COLLECT_ROWS(COLLECT_OPTION). */
#define COLLECT_OPTION(name, letter, type, member, arg, otherwise, help)                 \
	{name, letter,                                                                   \
	 type, offsetof(OPTIONS_OF, collect) + offsetof(struct collect_args, member),    \
	 arg,  otherwise,                                                                \
	 help},

/* How it went; cleared by collected_clear. */
struct collected {
	char *case_path;
	struct json *result; /* schema assay.collect.v1 */
	int signal;          /* that ended it: to be raised once all is closed; 0: none */
	bool asked;          /* was anything missing? */
	bool interrupted;    /* a signal came, if only once all was asked */
};

/*
 * Ask what is missing. 0: everything that the plan wants is in the case. Else -1 with
 * ERR_AUTH, ERR_USAGE (an endpoint refuses every question), ERR_BUDGET or ERR_PARTIAL,
 * the first of these that applies, and in its text how to go on; `out` is filled then
 * too, unless it failed before anything was asked. `command` is what the user ran
 * ("assay run"), to be named there.
 */
int collecting_run(const char *plan_path, const struct collect_args *args,
		   const char *command, struct collected *out,
		   struct err *err) MUST_CHECK;
/* Write what is missing as batch files into `dir` instead of asking: batch.h. The result
 * has the schema assay.batch.v1. */
int collecting_batch(const char *plan_path, const struct collect_args *args,
		     const char *dir, struct collected *out, struct err *err) MUST_CHECK;
void collected_clear(struct collected *out);
/* The result for a person, to standard output. */
void collected_print(const struct collected *collected);
/* Raise the signal that ended it, if any: does not return then. */
void collected_leave(const struct collected *collected);

#endif

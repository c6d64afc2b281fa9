/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/collecting.h: a plan carried out: what is missing in its case is asked and kept.
 * For the verbs collect and run.
 */
#ifndef CMD_COLLECTING_H
#define CMD_COLLECTING_H

#include <stdbool.h>

#include "base/json.h"
#include "base/opt.h"

struct collect_args {
	const char *case_path, *cacert, *proxy, *progress, *prices;
	long max_concurrency, rpm, tpm, max_wait, patience, timeout;
	double max_usd, max_requests, max_minutes;
	bool extend, insecure_http, stream, verbose;
};

/* Rows of an option table whose target struct has a struct collect_args `member`. */
#define COLLECT_AT(type, member, field)                                                  \
	(offsetof(type, member) + offsetof(struct collect_args, field))
#define COLLECT_OPTIONS(type, member)                                                    \
	{"case",                                                                         \
	 'c',                                                                            \
	 OPT_STRING,                                                                     \
	 COLLECT_AT(type, member, case_path),                                            \
	 "FILE",                                                                         \
	 NULL,                                                                           \
	 "the case; left out: the plan's name and .assay, beside the plan"},             \
		{"extend",                                                               \
		 0,                                                                      \
		 OPT_FLAG,                                                               \
		 COLLECT_AT(type, member, extend),                                       \
		 NULL,                                                                   \
		 NULL,                                                                   \
		 "let the plan of a started case grow: more models, probes or samples"}, \
		{"max-concurrency",                                                      \
		 0,                                                                      \
		 OPT_INT,                                                                \
		 COLLECT_AT(type, member, max_concurrency),                              \
		 "N",                                                                    \
		 "64",                                                                   \
		 "requests in flight, over all endpoints and at each"},                  \
		{"rpm",                                                                  \
		 0,                                                                      \
		 OPT_INT,                                                                \
		 COLLECT_AT(type, member, rpm),                                          \
		 "N",                                                                    \
		 NULL,                                                                   \
		 "requests a minute at each endpoint whose plan sets no rpm"},           \
		{"tpm",                                                                  \
		 0,                                                                      \
		 OPT_INT,                                                                \
		 COLLECT_AT(type, member, tpm),                                          \
		 "N",                                                                    \
		 NULL,                                                                   \
		 "tokens a minute, likewise"},                                           \
		{"max-wait",                                                             \
		 0,                                                                      \
		 OPT_INT,                                                                \
		 COLLECT_AT(type, member, max_wait),                                     \
		 "S",                                                                    \
		 "120",                                                                  \
		 "longest wait that an endpoint may ask for when nothing else is left"}, \
		{"patience",                                                             \
		 0,                                                                      \
		 OPT_INT,                                                                \
		 COLLECT_AT(type, member, patience),                                     \
		 "S",                                                                    \
		 "900",                                                                  \
		 "without an answer, before an endpoint is given up for this time"},     \
		{"timeout",                                                              \
		 0,                                                                      \
		 OPT_INT,                                                                \
		 COLLECT_AT(type, member, timeout),                                      \
		 "S",                                                                    \
		 "600",                                                                  \
		 "of one exchange, the same for all"},                                   \
		{"max-usd",                                                              \
		 0,                                                                      \
		 OPT_NUMBER,                                                             \
		 COLLECT_AT(type, member, max_usd),                                      \
		 "USD",                                                                  \
		 NULL,                                                                   \
		 "stop when the case has cost this much"},                               \
		{"max-requests",                                                         \
		 0,                                                                      \
		 OPT_NUMBER,                                                             \
		 COLLECT_AT(type, member, max_requests),                                 \
		 "N",                                                                    \
		 NULL,                                                                   \
		 "stop when the case has taken so many requests"},                       \
		{"max-minutes",                                                          \
		 0,                                                                      \
		 OPT_NUMBER,                                                             \
		 COLLECT_AT(type, member, max_minutes),                                  \
		 "N",                                                                    \
		 NULL,                                                                   \
		 "stop this run after so long"},                                         \
		{"prices",                                                               \
		 0,                                                                      \
		 OPT_STRING,                                                             \
		 COLLECT_AT(type, member, prices),                                       \
		 "FILE",                                                                 \
		 NULL,                                                                   \
		 "price file in place of corpora/prices.json"},                          \
		{"stream",                                                               \
		 0,                                                                      \
		 OPT_FLAG,                                                               \
		 COLLECT_AT(type, member, stream),                                       \
		 NULL,                                                                   \
		 NULL,                                                                   \
		 "ask every endpoint for its answers in pieces"},                        \
		{"cacert",                                                               \
		 0,                                                                      \
		 OPT_STRING,                                                             \
		 COLLECT_AT(type, member, cacert),                                       \
		 "FILE",                                                                 \
		 NULL,                                                                   \
		 "certificates to trust in place of the system's"},                      \
		{"proxy",                                                                \
		 0,                                                                      \
		 OPT_STRING,                                                             \
		 COLLECT_AT(type, member, proxy),                                        \
		 "URL",                                                                  \
		 NULL,                                                                   \
		 "proxy in place of the environment's"},                                 \
		{"insecure-http",                                                        \
		 0,                                                                      \
		 OPT_FLAG,                                                               \
		 COLLECT_AT(type, member, insecure_http),                                \
		 NULL,                                                                   \
		 NULL,                                                                   \
		 "allow http to other machines: key and answers in clear"},              \
		{"progress",                                                             \
		 0,                                                                      \
		 OPT_STRING,                                                             \
		 COLLECT_AT(type, member, progress),                                     \
		 "MODE",                                                                 \
		 "auto",                                                                 \
		 "auto, bar, plain, json or none"},                                      \
	{                                                                                \
		"verbose", 'v', OPT_FLAG, COLLECT_AT(type, member, verbose), NULL, NULL, \
			"say each attempt on standard error, keys redacted"              \
	}

/* How it went; cleared by collected_clear. */
struct collected {
	char *case_path;
	struct json *result; /* schema assay.collect.v1 */
	int signal;          /* that ended it: to be raised once all is closed; 0: none */
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

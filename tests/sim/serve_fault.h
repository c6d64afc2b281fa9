/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_fault.h: scripted faults: rules say which request meets which, a table what
 * each does. README.md has the table in words.
 */
#ifndef SIM_SERVE_FAULT_H
#define SIM_SERVE_FAULT_H

#include "base/err.h"
#include "sim/serve_ask.h"

struct rule;
typedef void fault_fn(const struct rule *rule, struct exchange *exchange);

/* A fault acts in one of three places, or in several. */
struct fault {
	const char *name, *brief;
	const char *keys;          /* of its own in a rule, parted by blanks */
	enum problem_kind problem; /* answered instead; PROBLEM_NONE: no such */
	bool streams_only;         /* passes by requests that ask for no stream */
	fault_fn *instead;         /* sets a problem, a reply of its own, or neither */
	fault_fn *said;            /* changes the answer before it is written */
	fault_fn *sent;            /* changes how the written reply goes out */
};
extern const struct fault faults[];
extern const size_t n_faults;

struct rule {
	const struct fault *fault;
	const struct json *row; /* of the rules' document */
	const char *model;      /* as asked, or NULL: any */
	const char *prompt;     /* prompt_hex, or NULL: any */
	double first, last, every, after_ms, until_ms;
	double n_matched;
};

struct rules { /* zeroed: none */
	struct json *doc;
	struct rule *v;
	size_t n;
};

/* Takes `doc` over, also when it fails: then `rules` is as before. */
int rules_set(struct rules *rules, struct json *doc, struct err *err) MUST_CHECK;
void rules_clear(struct rules *rules);
/* The first rule that this request meets, or NULL. Every rule counts the requests that
 * are of its model and prompt, whichever rule they meet. */
const struct rule *rules_meet(struct rules *rules, const struct exchange *exchange,
			      double since_start_ms);

#endif

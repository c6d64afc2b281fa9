/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/probes_compose.h: a composition's facts: what it takes of which sets, what that
 * costs of each model, and what so much can tell by the curves at hand.
 */
#ifndef CMD_PROBES_COMPOSE_H
#define CMD_PROBES_COMPOSE_H

#include "base/err.h"
#include "base/json.h"

/*
 * Into an object: name, version, purpose, n_controls, file; "missing" says why it cannot
 * be used, else is null and n_prompts, calls, tokens_in, tokens_out (of each model),
 * sets, effect and power stand there.
 */
int probes_compose_facts(const char *path, struct json *out, struct err *err) MUST_CHECK;
/* The same for a person: a few lines, to standard output; with `sets` those too. */
void probes_compose_print(const struct json *facts, bool sets);

#endif

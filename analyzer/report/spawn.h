/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/spawn.h: other programs, run by argument vector, never by a shell: standard
 * input empty, standard output dropped, a plain environment that holds no secret, a
 * time limit. Knows nothing of what they draw.
 */
#ifndef REPORT_SPAWN_H
#define REPORT_SPAWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct spawn_job {
	const char *const *argv; /* NULL-terminated; argv[0] is looked for in PATH */
	const char *dir;         /* where it runs */
	unsigned limit_s;        /* killed, with its children, when it takes longer */
	/* afterwards: */
	bool absent;    /* there is no such program */
	bool ok;        /* ended by itself with status 0 */
	struct buf why; /* when not: status and what it wrote to standard error */
};

/* Run the jobs, at most `parallel` at a time, and wait for all. */
void spawn_all(struct spawn_job *jobs, size_t n, size_t parallel);

#endif

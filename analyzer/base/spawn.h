/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/spawn.h: the one door through which other programs are started: by argument
 * vector, never by a shell, with standard input empty, a time limit and, unless asked
 * otherwise, a plain environment that holds no secret (I6). Knows nothing of what they
 * do.
 */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct spawn_job {
	const char *const *argv; /* NULL-terminated; argv[0] is looked for in PATH */
	const char *dir;         /* where it runs */
	unsigned limit_s;        /* killed, with its children, when it takes longer */
	struct buf *out;         /* gets standard output; NULL: dropped */
	size_t out_max;          /* killed when it writes more than that there */
	bool whole_env;          /* it sees our environment as it is, keys included */
	/* afterwards: */
	bool absent;    /* there is no such program */
	bool ok;        /* ended by itself with status 0 */
	struct buf why; /* when not: status and what it wrote to standard error, without
			   controls */
};

/* Run the jobs, at most `parallel` at a time, and wait for all. */
void spawn_all(struct spawn_job *jobs, size_t n, size_t parallel);

/*
 * Show text by a program that shares our terminal, such as a pager: the text is its
 * standard input. Waits for it without a time limit; an interrupt from the keyboard
 * is its own meanwhile, not ours. False when it could not be started.
 */
bool spawn_show(const char *const *argv, const char *text, size_t n);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/progress.h: how far several tasks that run side by side have come, on standard
 * error: bars on a terminal, a line every ten seconds elsewhere, one JSON object a line
 * on demand. Knows nothing of what is done. Names pass through base/term.h (I7).
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum progress_mode {
	PROGRESS_AUTO,
	PROGRESS_BAR,
	PROGRESS_PLAIN,
	PROGRESS_JSON,
	PROGRESS_NONE
};
/* auto, bar, plain, json, none. */
bool progress_mode_parse(const char *name, enum progress_mode *out);

struct progress_task {
	const char *name; /* borrowed, as all of this for the length of a call */
	size_t n_done, n_total;
	size_t n_in_flight;
	double per_s;              /* finished, over the last minute */
	double usd;                /* spent so far; NAN: not known */
	double left_s;             /* until it is done; NAN: not known */
	const char *const *counts; /* "ok", "3 refused"...: only those not zero */
	size_t n_counts;
	const char *state; /* "waiting until 12:03:20 (429)"; "" when all is well */
};

struct progress;
/* AUTO: bars when standard error is a terminal that can (TERM, CI, width), else lines. */
struct progress *progress_new(enum progress_mode mode);
/* Clears the bars, so that what is printed next stands alone. NULL is fine. */
void progress_free(struct progress *progress);

/* How all tasks stand now. Draws when it is time (10 times a second; every ten seconds;
 * JSON: every second), and always when `last`. now_ms: any clock that only rises. */
void progress_tasks(struct progress *progress, const struct progress_task *tasks,
		    size_t n, int64_t now_ms, bool last);
/* A line that stays, whatever the mode (JSON: an event of that kind). */
void progress_say(struct progress *progress, const char *kind, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

#endif

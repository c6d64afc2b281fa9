/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_write.h: a probe set that a verb makes: its head, and its way to a file. */
#ifndef CMD_PROBES_WRITE_H
#define CMD_PROBES_WRITE_H

#include "probe/probe.h"

/* As options say it. */
struct probes_head {
	const char *out;  /* never NULL once checked */
	const char *name; /* NULL: the file's, without .json */
	const char *genre, *kind, *language, *licence;
	const char *purpose; /* NULL: the verb's own sentence */
	const char *set_version;
	long max_tokens; /* 0: not said */
};

/* ERR_USAGE when a field that cannot be guessed is missing; `verb` is for the remedy. */
int probes_head_check(const struct probes_head *head, const char *verb,
		      struct err *err) MUST_CHECK;
/* All of the set but its probes; `notes` say for whoever opens the file where it came
 * from and are no part of its hash. */
struct json *probes_head_json(const struct probes_head *head, const char *purpose,
			      const char *notes);
/* Write the set when it is one that `probes check` calls usable; returns it as read
 * back, NULL on failure. */
struct probe_set *probes_write(const struct probes_head *head, const struct json *set,
			       struct err *err);
/* The last part of a path. */
const char *probes_base_name(const char *path);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_new.h: assay probes new: a set to start from, with notes on what to write.
 */
#ifndef CMD_PROBES_NEW_H
#define CMD_PROBES_NEW_H

#include <stdbool.h>

#include "base/err.h"

struct probes_new {
	const char *name, *kind, *language;
	const char *out; /* NULL: NAME.json */
	bool json;
};

/*
 * Write a set that `probes check` finds usable, with an advice for each text that is
 * still to be written. A file that is there already is left alone: ERR_USAGE.
 */
int probes_new(const struct probes_new *args, struct err *err) MUST_CHECK;

#endif

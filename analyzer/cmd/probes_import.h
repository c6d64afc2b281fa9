/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_import.h: assay probes import: a probe set out of prompts that exist. */
#ifndef CMD_PROBES_IMPORT_H
#define CMD_PROBES_IMPORT_H

#include <stdbool.h>

#include "base/err.h"

struct probes_import {
	const char *out; /* of all texts: NULL when not given */
	const char *name, *genre, *kind, *language, *licence, *purpose, *set_version;
	long max_tokens, take, seed; /* 0 of the first two: not said, all */
	bool json;
};

int probes_import(const struct probes_import *args, int n, char **words,
		  struct err *err) MUST_CHECK;

#endif

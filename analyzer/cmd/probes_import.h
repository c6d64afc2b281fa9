/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_import.h: assay probes import: a probe set out of prompts that exist. */
#ifndef CMD_PROBES_IMPORT_H
#define CMD_PROBES_IMPORT_H

#include <stdbool.h>

#include "cmd/probes_write.h"

struct probes_import {
	struct probes_head head;
	long take, seed; /* take 0: all */
	bool json;
};

int probes_import(const struct probes_import *args, int n, char **words,
		  struct err *err) MUST_CHECK;

#endif

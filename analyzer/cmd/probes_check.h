/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_check.h: assay probes check: what is wrong with sets, and what to do. */
#ifndef CMD_PROBES_CHECK_H
#define CMD_PROBES_CHECK_H

#include <stdbool.h>

#include "base/err.h"

/* Check the files and folders, else what ships. ERR_FAIL when there are faults. */
int probes_check(bool json, int n, char **words, struct err *err) MUST_CHECK;

#endif

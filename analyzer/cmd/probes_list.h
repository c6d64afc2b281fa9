/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_list.h: assay probes list: the sets and compositions that ship. */
#ifndef CMD_PROBES_LIST_H
#define CMD_PROBES_LIST_H

#include <stdbool.h>

#include "base/err.h"

int probes_list(bool json, struct err *err) MUST_CHECK;

#endif

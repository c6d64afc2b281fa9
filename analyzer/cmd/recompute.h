/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/recompute.h: does a stored result follow from what is stored beside it (I3)? The
 * finding is made again from the case file alone and compared number by number.
 */
#ifndef CMD_RECOMPUTE_H
#define CMD_RECOMPUTE_H

#include <stdbool.h>

#include "store/casefile.h"

/*
 * Compare the newest result with a fresh one: text exactly, numbers to 1e-9 relative.
 * The decisions of its looks (cmd/looks.h) are made again too. *checked is false when the
 * case holds no result. ERR_INTEGRITY names the member or look that differs.
 */
int recompute_check(struct casefile *cf, bool *checked, struct err *err) MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/manual.h: the manual page, written from the tables of verbs and options. */
#ifndef CMD_MANUAL_H
#define CMD_MANUAL_H

#include "base/buf.h"

/* assay(1), for man, groff or mandoc. */
void manual_write(struct buf *out);

#endif

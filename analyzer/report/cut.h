/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/cut.h: short pieces of UTF-8 text, cut where a reader would. Knows no markup. */
#ifndef REPORT_CUT_H
#define REPORT_CUT_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Append at most `max_chars` characters of the text, cut behind a word, with an ellipsis
 * when something was left out. Never parts a UTF-8 sequence.
 */
void cut_text(const char *text, size_t len, size_t max_chars, struct buf *out);

/*
 * Append the sentence or sentences that hold bytes [start, end): at most `reach` bytes
 * more on either side, line breaks as spaces, an ellipsis where the sentence goes on.
 */
void cut_around(const char *text, size_t len, size_t start, size_t end, size_t reach,
		struct buf *out);

/*
 * Append a name in at most `max_columns` terminal columns, wide characters counting two;
 * a longer one ends in an ellipsis.
 */
void cut_name(const char *name, size_t max_columns, struct buf *out);

/* Columns a text takes on a line: wide characters two, combining marks none. */
size_t cut_columns(const char *text);

#endif

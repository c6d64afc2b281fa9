/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/screen.h: how wide a stream's screen is, whether it shows colours, text broken to
 * fit it, and a pager for what is longer. Knows nothing of what is said. Texts of others
 * have passed base/term.h before they come here (I7).
 */
#ifndef BASE_SCREEN_H
#define BASE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

#define SCREEN_WIDTH 80
#define SCREEN_HEIGHT 24

struct screen {
	size_t width, height; /* 80 x 24 where it is not known */
	bool is_terminal;
	bool has_colour; /* a terminal that can, and NO_COLOR and TERM do not forbid it */
};
struct screen screen_of(FILE *stream);

/* How wide UTF-8 text may be at most: what could be a wide character counts as one. */
size_t screen_columns(const char *text, size_t n);
/* How many bytes of it fit into so many columns; whole characters. */
size_t screen_fit(const char *text, size_t n, size_t max);

/*
 * Append text broken at its blanks, each new line behind `indent` blanks, `used` columns
 * of the first being taken. A word wider than a line is broken anywhere. No newline at
 * the end. At least 20 columns are used, however narrow the screen.
 */
void screen_wrap(const char *text, size_t used, size_t indent, size_t width,
		 struct buf *out);

enum screen_style { SCREEN_STRONG, SCREEN_WARNING };
/* Append text in that style where the screen has colours, else as it is. */
void screen_add(const struct screen *screen, enum screen_style style, const char *text,
		struct buf *out);

/*
 * Print text, on a terminal through $PAGER (its words split at blanks and read by no
 * shell; "less" when it is not set, none when it is empty or "cat") when it is longer
 * than the screen.
 */
void screen_page(FILE *stream, const struct buf *text);

#endif

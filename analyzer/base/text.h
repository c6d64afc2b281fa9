/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/text.h: a run of bytes that belongs to somebody else. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>

struct text { /* borrowed bytes; may hold anything, NUL included */
	const char *data;
	size_t len;
};

/* The bytes of a C string; NULL is an empty text. */
struct text text_of(const char *text);

/*
 * How a text stands in a message: its first 40 characters, through the door of
 * base/term.h, so that a 10 kB name leaves room for what went wrong. Returns out.
 */
#define TEXT_SHOWN 256
const char *text_shown(struct text text, char out[TEXT_SHOWN]);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/buf.h: a growing run of bytes, always followed by a NUL once it holds
 * anything. Low-level: interacts with memory alone.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

#include "base/err.h"

struct buf {
	char *data; /* NULL while empty; use buf_str() for a C string */
	size_t len, cap;
};
#define BUF_INIT                                                                         \
	{                                                                                \
		NULL, 0, 0                                                               \
	}

void buf_add(struct buf *buf, const void *data, size_t n);
void buf_str_add(struct buf *buf, const char *text);
void buf_char_add(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for n more bytes; returns where to write them. The caller adds to len. */
char *buf_reserve(struct buf *buf, size_t n);
/* The bytes as a C string, "" when empty; valid until the next call on buf. */
const char *buf_str(const struct buf *buf);
/* Ownership of the bytes passes to the caller (free()); buf is empty again. */
char *buf_take(struct buf *buf, size_t *len);
/* Forget the bytes, keep the memory. */
void buf_reset(struct buf *buf);
/* As buf_reset, but memory of more than `most` bytes is given back. */
void buf_forget(struct buf *buf, size_t most);
void buf_clear(struct buf *buf);

#endif

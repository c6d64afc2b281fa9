/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

char *buf_reserve(struct buf *buf, size_t n)
{
	size_t need = buf->len + n + 1;

	if (need > buf->cap) {
		size_t cap = buf->cap ? buf->cap + buf->cap / 2 : 64;

		if (cap < need)
			cap = need;
		buf->data = mem_resize(buf->data, cap, 1);
		buf->cap = cap;
	}
	return buf->data + buf->len;
}

void buf_add(struct buf *buf, const void *data, size_t n)
{
	char *to = buf_reserve(buf, n);

	if (n)
		memcpy(to, data, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
}

void buf_str_add(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_char_add(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	(void)buf_reserve(buf, (size_t)n);
	va_start(args, fmt);
	(void)vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)n;
}

const char *buf_str(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

char *buf_take(struct buf *buf, size_t *len)
{
	char *data;

	(void)buf_reserve(buf, 0);
	buf->data[buf->len] = '\0';
	data = buf->data;
	if (len)
		*len = buf->len;
	*buf = (struct buf)BUF_INIT;
	return data;
}

void buf_reset(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

void buf_forget(struct buf *buf, size_t most)
{
	if (buf->cap > most)
		buf_clear(buf);
	buf_reset(buf);
}

void buf_clear(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf)BUF_INIT;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/term.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ILL_FORMED UINT32_MAX

/* The code point that `p` begins with and its length; ILL_FORMED and 1 when there is
 * none. */
static uint32_t decode(const unsigned char *p, size_t n, size_t *length)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t want = p[0] < 0x80   ? 1
		      : p[0] < 0xc2 ? 0
		      : p[0] < 0xe0 ? 2
		      : p[0] < 0xf0 ? 3
				    : 4;
	uint32_t c;

	*length = 1;
	if (want == 1)
		return p[0];
	if (want == 0 || p[0] > 0xf4 || want > n)
		return ILL_FORMED;
	c = p[0] & (0x7fU >> want);
	for (size_t i = 1; i < want; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return ILL_FORMED;
		c = c << 6 | (p[i] & 0x3fU);
	}
	if (c < least[want] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return ILL_FORMED;
	*length = want;
	return c;
}

/* Controls, and the format characters that move or hide what stands around them. */
static bool steers(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0, 0x1f},        {0x7f, 0x9f},       {0x61c, 0x61c},   {0x200b, 0x200b},
		{0x200e, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f}, {0xfeff, 0xfeff},
		{0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static void escape(struct buf *out, uint32_t c, unsigned char byte)
{
	if (c == '\n')
		buf_str_add(out, "\\n");
	else if (c == '\t')
		buf_str_add(out, "\\t");
	else if (c == '\r')
		buf_str_add(out, "\\r");
	else if (c == ILL_FORMED || c < 0x80)
		buf_printf(out, "\\x%02x", byte);
	else
		buf_printf(out, "\\u{%X}", (unsigned)c);
}

void term_add(struct buf *out, const char *text, size_t n, size_t max)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t shown = 0;
	size_t length;

	for (size_t i = 0; i < n; i += length, shown++) {
		uint32_t c = decode(p + i, n - i, &length);

		if (max && shown == max) {
			buf_str_add(out, "...");
			return;
		}
		if (c == ILL_FORMED || steers(c))
			escape(out, c, p[i]);
		else
			buf_add(out, p + i, length);
	}
}

void term_print(FILE *out, const char *text, size_t n)
{
	struct buf line = BUF_INIT;

	term_add(&line, text, n, 0);
	if (line.len)
		fwrite(line.data, 1, line.len, out);
	buf_clear(&line);
}

void term_puts(FILE *out, const char *text)
{
	term_print(out, text, strlen(text));
}

static void escape_json(struct buf *out, uint32_t c)
{
	if (c == ILL_FORMED)
		c = 0xfffd;
	if (c >= 0x10000) {
		buf_printf(out, "\\u%04x", (unsigned)(0xd800 + ((c - 0x10000) >> 10)));
		c = 0xdc00 + ((c - 0x10000) & 0x3ff);
	}
	buf_printf(out, "\\u%04x", (unsigned)c);
}

void term_print_json(FILE *out, const char *json, size_t n)
{
	const unsigned char *p = (const unsigned char *)json;
	struct buf text = BUF_INIT;
	size_t length;

	for (size_t i = 0; i < n; i += length) {
		uint32_t c = decode(p + i, n - i, &length);

		/* JSON's own white space lies between its tokens. */
		if (c == ILL_FORMED || (steers(c) && c != '\n' && c != '\t' && c != '\r'))
			escape_json(&text, c);
		else
			buf_add(&text, p + i, length);
	}
	if (text.len)
		fwrite(text.data, 1, text.len, out);
	buf_clear(&text);
}

void term_print_value(FILE *out, const struct json *value)
{
	struct buf text = BUF_INIT;

	json_print(value, true, &text);
	term_print_json(out, buf_str(&text), text.len);
	buf_clear(&text);
}

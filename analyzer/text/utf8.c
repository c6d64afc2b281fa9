/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text/utf8.c: ASCII eight bytes at a time, the rest by libunistring. */
#include "text/utf8.h"

#include <string.h>
#include <unistr.h>

#define HIGH_BITS 0x8080808080808080U

/* Index of the first byte at or behind `from` that is not ASCII, or len. */
static size_t ascii_end(const char *text, size_t from, size_t len)
{
	uint64_t word;

	for (; from + sizeof(word) <= len; from += sizeof(word)) {
		memcpy(&word, text + from, sizeof(word));
		if (word & HIGH_BITS)
			break;
	}
	while (from < len && !(text[from] & 0x80))
		from++;
	return from;
}

size_t utf8_valid_len(const char *text, size_t len)
{
	size_t at = 0;

	for (;;) {
		ucs4_t c;
		int n;

		at = ascii_end(text, at, len);
		if (at == len)
			return len;
		n = u8_mbtoucr(&c, (const uint8_t *)text + at, len - at);
		if (n < 0)
			return at;
		at += (size_t)n;
	}
}

bool utf8_is_valid(const char *text, size_t len)
{
	return utf8_valid_len(text, len) == len;
}

static bool is_within(unsigned char c, unsigned low, unsigned high)
{
	return c >= low && c <= high;
}

/*
 * Length of the maximal subpart at `at`, which is ill-formed: as many bytes as begin some
 * character (Unicode 3.9, table 3-7), at least one. libunistring takes more.
 */
static size_t subpart_len(const unsigned char *at, size_t left)
{
	unsigned low = 0x80, high = 0xBF;

	if (left < 2 || !is_within(*at, 0xE0, 0xF4))
		return 1;
	if (*at == 0xE0)
		low = 0xA0;
	else if (*at == 0xED)
		high = 0x9F;
	else if (*at == 0xF0)
		low = 0x90;
	else if (*at == 0xF4)
		high = 0x8F;
	if (!is_within(at[1], low, high))
		return 1;
	return left > 2 && *at >= 0xF0 && is_within(at[2], 0x80, 0xBF) ? 3 : 2;
}

uint32_t utf8_next_long(const char *text, size_t len, size_t *pos)
{
	const uint8_t *at = (const uint8_t *)text + *pos;
	ucs4_t c;
	int n = u8_mbtoucr(&c, at, len - *pos);

	if (n > 0) {
		*pos += (size_t)n;
		return c;
	}
	*pos += subpart_len(at, len - *pos);
	return UTF8_REPLACEMENT;
}

size_t utf8_put(uint32_t c, char out[4])
{
	int n = u8_uctomb((uint8_t *)out, c, 4);

	return n > 0 ? (size_t)n : 0;
}

size_t utf8_repair(const char *text, size_t len, struct buf *out)
{
	size_t at = 0, n_replaced = 0;

	while (at < len) {
		size_t good = utf8_valid_len(text + at, len - at);

		buf_add(out, text + at, good);
		at += good;
		if (at < len) {
			(void)utf8_next(text, len, &at);
			buf_add(out, "\xEF\xBF\xBD", 3);
			n_replaced++;
		}
	}
	return n_replaced;
}

size_t utf8_count(const char *text, size_t len)
{
	size_t at = 0, n = 0;

	while (at < len) {
		(void)utf8_next(text, len, &at);
		n++;
	}
	return n;
}

static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 ||
	       (c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

bool utf8_is_blank(const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		if (!is_space(utf8_next(text, len, &at)))
			return false;
	}
	return true;
}

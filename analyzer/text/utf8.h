/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text/utf8.h: UTF-8 as bytes: is it well-formed, which code point comes next, and
 * how to mend it. Knows nothing of words. Each maximal ill-formed run of bytes (Unicode
 * 3.9, "substitution of maximal subparts") stands as one U+FFFD.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_REPLACEMENT 0xFFFDU

/* Length of the longest well-formed beginning of the text. */
size_t utf8_valid_len(const char *text, size_t len);
bool utf8_is_valid(const char *text, size_t len);

/* As utf8_next, without its short ways. */
uint32_t utf8_next_long(const char *text, size_t len, size_t *pos);

/*
 * The code point at *pos, which must be below len; *pos moves behind it. An ill-formed
 * run gives U+FFFD and *pos moves behind the run.
 */
static inline uint32_t utf8_next(const char *text, size_t len, size_t *pos)
{
	const unsigned char *at = (const unsigned char *)text + *pos;

	if (*at < 0x80) {
		(*pos)++;
		return *at;
	}
	if (*at >= 0xC2 && *at <= 0xDF && len - *pos > 1 && (at[1] & 0xC0) == 0x80) {
		*pos += 2;
		return (*at & 0x1FU) << 6 | (at[1] & 0x3FU);
	}
	/* U+1000 to U+CFFF: three bytes without exceptions, CJK among them. */
	if (*at >= 0xE1 && *at <= 0xEC && len - *pos > 2 && (at[1] & 0xC0) == 0x80 &&
	    (at[2] & 0xC0) == 0x80) {
		*pos += 3;
		return (*at & 0xFU) << 12 | (at[1] & 0x3FU) << 6 | (at[2] & 0x3FU);
	}
	return utf8_next_long(text, len, pos);
}

/* Write a code point (not a surrogate, at most U+10FFFF); returns its 1 to 4 bytes. */
size_t utf8_put(uint32_t c, char out[4]);

/* Append the text with every ill-formed run replaced; returns how many there were. */
size_t utf8_repair(const char *text, size_t len, struct buf *out);

/* Nothing, or white space and invisible joints alone. */
bool utf8_is_blank(const char *text, size_t len);

/* Code points in the text, an ill-formed run counting as one. */
size_t utf8_count(const char *text, size_t len);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cut.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "text/sentence.h"
#include "text/utf8.h"

#define ELLIPSIS "\xe2\x80\xa6"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_tail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void cut_text(const char *text, size_t len, size_t max_chars, struct buf *out)
{
	size_t at = 0, word = 0;

	for (size_t n = 0; at < len && n < max_chars; n++) {
		if (is_space(text[at]))
			word = at;
		(void)utf8_next(text, len, &at);
	}
	if (at >= len) {
		buf_add(out, text, len);
		return;
	}
	/* A text without spaces near the cut (CJK, one long word) is cut in it. */
	if (word > 0 && at - word < 40 && !is_space(text[at]))
		at = word;
	while (at > 0 && is_space(text[at - 1]))
		at--;
	buf_add(out, text, at);
	buf_str_add(out, " " ELLIPSIS);
}

/* The first place at or behind `at` where a word begins, but not behind `end`. */
static size_t word_start(const char *text, size_t at, size_t end)
{
	size_t begin = at;

	while (at < end && !is_space(text[at]))
		at++;
	if (at == end) /* no space: any character will do */
		at = begin;
	while (at < end && (is_space(text[at]) || is_tail(text[at])))
		at++;
	return at;
}

/* The last place at or before `at` where a word ends, but not before `start`. */
static size_t word_end(const char *text, size_t at, size_t start)
{
	size_t end = at;

	while (at > start && !is_space(text[at]))
		at--;
	if (at == start)
		at = end;
	while (at > start && is_tail(text[at]))
		at--;
	return at;
}

void cut_around(const char *text, size_t len, size_t start, size_t end, size_t reach,
		struct buf *out)
{
	struct sentence s;
	size_t from = start, to = end;
	bool cut;

	if (sentence_around(text, len, start, &s) && s.start <= start)
		from = s.start;
	if (end > start && sentence_around(text, len, end - 1, &s) &&
	    s.start + s.len > end)
		to = s.start + s.len;
	if (start - from > reach) {
		from = word_start(text, start - reach, start);
		buf_str_add(out, ELLIPSIS " ");
	}
	cut = to - end > reach;
	if (cut)
		to = word_end(text, end + reach, end);
	for (size_t at = from; at < to; at++)
		buf_char_add(out, is_space(text[at]) ? ' ' : text[at]);
	if (cut)
		buf_str_add(out, " " ELLIPSIS);
}

/* Blocks of East Asian wide characters, emoji and marks; right to a column or so. */
static size_t char_columns(uint32_t c)
{
	static const struct {
		uint32_t lo, hi;
		size_t columns;
	} blocks[] = {
		{0x0300, 0x036f, 0},   {0x1100, 0x115f, 2},   {0x200b, 0x200f, 0},
		{0x2e80, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},
		{0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},
		{0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
	};

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (c >= blocks[i].lo && c <= blocks[i].hi)
			return blocks[i].columns;
	return 1;
}

/* Bytes of the longest beginning that fits; *columns is what it takes. */
static size_t fit(const char *text, size_t len, size_t max_columns, size_t *columns)
{
	size_t at = 0;

	*columns = 0;
	while (at < len) {
		size_t next = at;
		size_t width = char_columns(utf8_next(text, len, &next));

		if (*columns + width > max_columns)
			break;
		*columns += width;
		at = next;
	}
	return at;
}

void cut_name(const char *name, size_t max_columns, struct buf *out)
{
	size_t len = strlen(name), columns;

	if (fit(name, len, max_columns, &columns) == len) {
		buf_add(out, name, len);
		return;
	}
	buf_add(out, name, fit(name, len, max_columns - 1, &columns));
	buf_str_add(out, ELLIPSIS);
}

size_t cut_columns(const char *text)
{
	size_t columns;

	(void)fit(text, strlen(text), SIZE_MAX, &columns);
	return columns;
}

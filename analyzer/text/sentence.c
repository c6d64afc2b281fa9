/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text/sentence.c: one pass over the bytes; looks ahead no further than an indentation. */
#include "text/sentence.h"

#include <string.h>

#define ITEM_DIGITS 3

enum mark { NO_MARK, STOP, WIDE_STOP, CLOSER };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static enum mark ascii_mark(char c)
{
	switch (c) {
	case '.':
	case '!':
	case '?':
		return STOP;
	case '"':
	case '\'':
	case ')':
	case ']':
	case '}':
	case '*':
	case '_':
	case '`':
		return CLOSER;
	default:
		return NO_MARK;
	}
}

static enum mark wide_mark(const char *at, size_t left, size_t *n)
{
	static const struct {
		const char *bytes;
		enum mark mark;
	} marks[] = {
		{"\u3002", WIDE_STOP}, {"\uFF01", WIDE_STOP}, {"\uFF1F", WIDE_STOP},
		{"\uFF61", WIDE_STOP}, {"\u2026", STOP},      {"\u061F", STOP},
		{"\u06D4", STOP},      {"\u0964", STOP},      {"\u0965", STOP},
		{"\u203C", STOP},      {"\u2049", STOP},      {"\u201D", CLOSER},
		{"\u2019", CLOSER},    {"\u00BB", CLOSER},    {"\u300D", CLOSER},
		{"\u300F", CLOSER},    {"\uFF09", CLOSER},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		*n = strlen(marks[i].bytes);
		if (*n <= left && memcmp(at, marks[i].bytes, *n) == 0)
			return marks[i].mark;
	}
	return NO_MARK;
}

/* What stands at `at`, and in how many bytes. */
static enum mark mark_at(const char *text, size_t len, size_t at, size_t *n)
{
	switch ((unsigned char)text[at]) {
	case 0xC2: /* the first bytes of the marks that are not ASCII */
	case 0xD8:
	case 0xDB:
	case 0xE0:
	case 0xE2:
	case 0xE3:
	case 0xEF:
		return wide_mark(text + at, len - at, n);
	default:
		*n = 1;
		return ascii_mark(text[at]);
	}
}

/* Is there a list item, heading, quote or table row at `at`, the indentation skipped? */
static bool begins_block(const char *text, size_t len, size_t at)
{
	size_t digits = 0;

	switch (text[at]) {
	case '#':
	case '>':
	case '|':
		return true;
	case '-':
	case '*':
	case '+':
		return at + 1 < len && is_space(text[at + 1]);
	default:
		break;
	}
	while (at < len && digits <= ITEM_DIGITS && is_digit(text[at])) {
		at++;
		digits++;
	}
	return digits > 0 && digits <= ITEM_DIGITS && at + 1 < len &&
	       (text[at] == '.' || text[at] == ')') && is_space(text[at + 1]);
}

/* Does the line break at `at` end a sentence that has no stop? */
static bool break_ends(const char *text, size_t len, size_t at)
{
	at++;
	while (at < len && is_blank(text[at]))
		at++;
	return at == len || text[at] == '\n' || begins_block(text, len, at);
}

/* Is the dot at `at` that of "1." at the beginning of a line? */
static bool numbers_item(const char *text, size_t at)
{
	size_t digits = 0;

	if (text[at] != '.')
		return false;
	while (at > 0 && digits <= ITEM_DIGITS && is_digit(text[at - 1])) {
		at--;
		digits++;
	}
	if (!digits || digits > ITEM_DIGITS)
		return false;
	return at == 0 || text[at - 1] == '\n' ||
	       (is_blank(text[at - 1]) && (at == 1 || is_space(text[at - 2])));
}

/* The end of the run of stops and closers at `at`; *wide when a wide stop is among them. */
static size_t behind_stops(const char *text, size_t len, size_t at, bool *wide)
{
	size_t n;

	*wide = false;
	while (at < len) {
		enum mark mark = mark_at(text, len, at, &n);

		if (mark == NO_MARK)
			break;
		*wide = *wide || mark == WIDE_STOP;
		at += n;
	}
	return at;
}

/* The end of the sentence whose text begins at `at`; *next is where to look on. */
static size_t sentence_end(const char *text, size_t len, size_t at, bool *stopped)
{
	size_t n;

	*stopped = false;
	while (at < len) {
		enum mark mark;
		size_t end;
		bool wide;

		if (text[at] == '\n' && break_ends(text, len, at))
			return at;
		mark = mark_at(text, len, at, &n);
		if (mark != STOP && mark != WIDE_STOP) {
			at++;
			continue;
		}
		end = behind_stops(text, len, at, &wide);
		if ((wide || end == len || is_space(text[end])) && !numbers_item(text, at)) {
			*stopped = true;
			return end;
		}
		at = end;
	}
	return len;
}

bool sentence_next(const char *text, size_t len, size_t *at, struct sentence *out)
{
	size_t end;

	while (*at < len && is_space(text[*at]))
		(*at)++;
	if (*at >= len)
		return false;
	out->start = *at;
	end = sentence_end(text, len, *at, &out->stopped);
	*at = end;
	while (end > out->start && is_space(text[end - 1]))
		end--;
	out->len = end - out->start;
	return true;
}

bool sentence_around(const char *text, size_t len, size_t at, struct sentence *out)
{
	size_t next = 0;

	while (sentence_next(text, len, &next, out))
		if (out->start + out->len > at)
			return true;
	return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text/sentence.c: one pass over the bytes; looks ahead no further than an indentation.
 */
#include "text/sentence.h"

#include <stdint.h>

#include "text/utf8.h"

#define ITEM_DIGITS 3

/* DECODE: the first byte of what may be a mark. */
enum mark { NO_MARK, STOP, WIDE_STOP, CLOSER, NEW_LINE, DECODE };

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

static const unsigned char byte_marks[256] = {
	['.'] = STOP,    ['!'] = STOP,    ['?'] = STOP,    ['\n'] = NEW_LINE,
	['"'] = CLOSER,  ['\''] = CLOSER, [')'] = CLOSER,  [']'] = CLOSER,
	['}'] = CLOSER,  ['*'] = CLOSER,  ['_'] = CLOSER,  ['`'] = CLOSER,
	[0xC2] = DECODE, [0xD8] = DECODE, [0xDB] = DECODE, [0xE0] = DECODE,
	[0xE2] = DECODE, [0xE3] = DECODE, [0xEF] = DECODE,
};

static enum mark wide_mark(uint32_t c)
{
	switch (c) {
	case 0x3002: /* the CJK full stop, exclamation and question marks */
	case 0xFF01:
	case 0xFF1F:
	case 0xFF61:
		return WIDE_STOP;
	case 0x2026: /* ellipsis, double marks; Arabic, Urdu and Devanagari stops */
	case 0x203C:
	case 0x2049:
	case 0x061F:
	case 0x06D4:
	case 0x0964:
	case 0x0965:
		return STOP;
	case 0x00BB: /* closing quotes and the wide bracket */
	case 0x2019:
	case 0x201D:
	case 0x300D:
	case 0x300F:
	case 0xFF09:
		return CLOSER;
	default:
		return NO_MARK;
	}
}

/* What stands at *at; a mark that is not NO_MARK moves *at behind it. */
static enum mark mark_take(const char *text, size_t len, size_t *at)
{
	enum mark mark = (enum mark)byte_marks[(unsigned char)text[*at]];
	size_t next = *at + 1;

	if (mark == DECODE) {
		next = *at;
		mark = wide_mark(utf8_next(text, len, &next));
	}
	if (mark != NO_MARK)
		*at = next;
	return mark;
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

/* The end of the run of stops and closers at `at`; *wide when a wide stop is among them.
 */
static size_t behind_stops(const char *text, size_t len, size_t at, bool *wide)
{
	*wide = false;
	while (at < len && text[at] != '\n') {
		enum mark mark = mark_take(text, len, &at);

		if (mark == NO_MARK)
			break;
		*wide = *wide || mark == WIDE_STOP;
	}
	return at;
}

/* The end of the sentence whose text begins at `at`. */
static size_t sentence_end(const char *text, size_t len, size_t at, bool *stopped)
{
	*stopped = false;
	while (at < len) {
		size_t end = at;
		enum mark mark;
		bool wide;

		if (!byte_marks[(unsigned char)text[at]]) {
			at++;
			continue;
		}
		mark = mark_take(text, len, &end);
		if (mark == NEW_LINE && break_ends(text, len, at))
			return at;
		if (mark != STOP && mark != WIDE_STOP) {
			at = mark == NO_MARK ? at + 1 : end;
			continue;
		}
		end = behind_stops(text, len, at, &wide);
		if ((wide || end == len || is_space(text[end])) &&
		    !numbers_item(text, at)) {
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

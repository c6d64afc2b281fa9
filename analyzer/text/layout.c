/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text/layout.c: counts md4c's events, then reads the prose they carried.
 *
 * What counts as what:
 * - words: tokens of letters or digits in all visible text, code included; the other
 *   counts of text (sentences, commas ... colons) leave code out;
 * - sentences: those that end with a stop (text/sentence.h), blocks being apart;
 * - paragraphs: also those in quotes and loose lists; the items of tight lists have none;
 * - bulleted and numbered items: by the innermost list; tasks are bulleted items;
 * - code blocks: fenced and indented; links: written as such, a bare address is text;
 * - parentheses: opening ones; wide (CJK) punctuation counts with its ASCII kin;
 * - HTML tags are invisible, what stands between them is text.
 */
#include "text/layout.h"

#include <md4c.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "text/sentence.h"
#include "text/token.h"

/*
 * md4c 0.4.8 takes time in the square of the length for some inputs that no answer
 * resembles (thousands of references to one long definition). So it sees pieces of at
 * most this many bytes, parted at a line break where possible.
 */
#define PIECE_MAX ((size_t)64 << 10)

/*
 * A table of a long head and many short rows is filled up with empty cells, again the
 * square of its length. Nothing else makes a fifth of these events a byte; beyond them
 * the rest of the piece goes uncounted.
 */
#define EVENTS_MAX(len) (20 * (len) + 1000)

struct reading {
	struct layout *out;
	struct buf prose, code;
	struct buf lists; /* 'u' or 'o' for each list we are in, outermost first */
	struct buf room;  /* for a piece that is read otherwise than as it stands */
	size_t events_left;
};

/* Blocks are apart in the prose, so that no word or sentence runs across. */
static void part(struct reading *r)
{
	if (r->prose.len && r->prose.data[r->prose.len - 1] != '\n')
		buf_str_add(&r->prose, "\n\n");
}

/* What a callback returns: 0 to go on. */
static int spend(struct reading *r)
{
	if (!r->events_left)
		return 1;
	r->events_left--;
	return 0;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct reading *r = user;
	unsigned *counts = r->out->counts;

	(void)detail;
	switch (type) {
	case MD_BLOCK_QUOTE:
		counts[LAYOUT_QUOTES]++;
		break;
	case MD_BLOCK_UL:
		buf_char_add(&r->lists, 'u');
		break;
	case MD_BLOCK_OL:
		buf_char_add(&r->lists, 'o');
		break;
	case MD_BLOCK_LI:
		if (r->lists.len && r->lists.data[r->lists.len - 1] == 'o')
			counts[LAYOUT_NUMBERED]++;
		else
			counts[LAYOUT_BULLETS]++;
		break;
	case MD_BLOCK_H:
		counts[LAYOUT_HEADINGS]++;
		break;
	case MD_BLOCK_CODE:
		counts[LAYOUT_CODE_BLOCKS]++;
		break;
	case MD_BLOCK_P:
		counts[LAYOUT_PARAGRAPHS]++;
		break;
	case MD_BLOCK_TABLE:
		counts[LAYOUT_TABLES]++;
		break;
	default:
		break;
	}
	part(r);
	return spend(r);
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct reading *r = user;

	(void)detail;
	if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && r->lists.len)
		r->lists.len--;
	part(r);
	return spend(r);
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
	struct reading *r = user;
	unsigned *counts = r->out->counts;

	(void)detail;
	switch (type) {
	case MD_SPAN_EM:
		counts[LAYOUT_ITALIC]++;
		break;
	case MD_SPAN_STRONG:
		counts[LAYOUT_BOLD]++;
		break;
	case MD_SPAN_A:
		counts[LAYOUT_LINKS]++;
		break;
	case MD_SPAN_CODE:
		counts[LAYOUT_CODE_SPANS]++;
		break;
	default:
		break;
	}
	return spend(r);
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *user)
{
	(void)type;
	(void)detail;
	(void)user;
	return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
	struct reading *r = user;

	switch (type) {
	case MD_TEXT_BR:
	case MD_TEXT_SOFTBR:
		buf_char_add(&r->prose, '\n');
		break;
	case MD_TEXT_CODE:
		buf_add(&r->code, text, size);
		break;
	case MD_TEXT_ENTITY: /* one character or none, never a word */
		buf_char_add(&r->prose,
			     size == 6 && !memcmp(text, "&nbsp;", 6) ? ' ' : '&');
		break;
	case MD_TEXT_NULLCHAR:
	case MD_TEXT_HTML:
		break;
	default:
		buf_add(&r->prose, text, size);
	}
	return 0;
}

/* Is there a line of nothing but '=' or '-', as underlines a Setext heading? */
static bool has_underline(const char *text, const char *end)
{
	for (const char *line = text;
	     (line = memchr(line, '\n', (size_t)(end - line)));) {
		const char *at = ++line;
		char mark;

		while (at < end && (*at == ' ' || *at == '\t' || *at == '>'))
			at++;
		mark = at < end ? *at : '\0';
		if (mark != '=' && mark != '-')
			continue;
		while (at < end &&
		       (*at == mark || *at == ' ' || *at == '\t' || *at == '\r'))
			at++;
		if (at == end || *at == '\n')
			return true;
	}
	return false;
}

/*
 * libmd4c 0.4.8 reads past its input at some link reference definitions that a Setext
 * underline follows. Where one does no definition is let through: the colon that makes
 * it is drawn as a byte without meaning, and counted as the colon it is.
 */
#define DRAWN_COLON '\x01'

/* The text, or a copy of it in `room` without definitions. */
static const char *without_definitions(const char *text, size_t len, struct buf *room)
{
	const char *end = text + len;
	const char *at = memmem(text, len, "]:", 2);

	if (!at || !has_underline(at, end))
		return text;
	buf_reset(room);
	buf_add(room, text, len);
	for (; at; at = memmem(at, (size_t)(end - at), "]:", 2)) {
		room->data[at - text + 1] = DRAWN_COLON;
		at += 2;
	}
	return room->data;
}

static void piece_read(const char *text, size_t len, struct reading *r)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
			 MD_FLAG_NOHTMLBLOCKS,
		.enter_block = on_enter_block,
		.leave_block = on_leave_block,
		.enter_span = on_enter_span,
		.leave_span = on_leave_span,
		.text = on_text,
	};

	r->events_left = EVENTS_MAX(len);
	/* It ends early for want of memory or events; what was counted until then stands.
	 */
	(void)md_parse(without_definitions(text, len, &r->room), (MD_SIZE)len, &parser,
		       r);
	r->lists.len = 0;
	part(r);
	buf_char_add(&r->code, '\n');
}

/* Bytes of the next piece: all, or up to the last line break that fits. */
static size_t piece_len(const char *text, size_t len)
{
	const char *end;

	if (len <= PIECE_MAX)
		return len;
	end = memrchr(text, '\n', PIECE_MAX);
	return end && end > text ? (size_t)(end - text) + 1 : PIECE_MAX;
}

/* Which count a byte adds to, plus one; WIDE where a wide mark may begin. */
#define WIDE 255
static const unsigned char punctuation[256] = {
	[','] = LAYOUT_COMMAS + 1,
	['!'] = LAYOUT_EXCLAMATIONS + 1,
	['?'] = LAYOUT_QUESTIONS + 1,
	['('] = LAYOUT_PARENTHESES + 1,
	[':'] = LAYOUT_COLONS + 1,
	[(unsigned char) DRAWN_COLON] = LAYOUT_COLONS + 1,
	[0xE3] = WIDE,
	[0xEF] = WIDE,
};

/* The ASCII mark that the wide character stands for; NUL when it is none. */
static unsigned char narrow(const char *at, size_t left)
{
	if (left > 2 && memcmp(at, "\u3001", 3) == 0)
		return ',';
	/* U+FF01 to U+FF3F are U+0021 to U+005F drawn wide. */
	if (left > 2 && memcmp(at, "\xEF\xBC", 2) == 0 && (unsigned char)at[2] > 0x80)
		return (unsigned char)((at[2] & 0x3F) + 0x20);
	return '\0';
}

static void punctuation_read(const char *text, size_t len, unsigned *counts)
{
	for (size_t i = 0; i < len; i++) {
		unsigned which = punctuation[(unsigned char)text[i]];

		if (!which)
			continue;
		if (which == WIDE)
			which = punctuation[narrow(text + i, len - i)];
		if (which)
			counts[which - 1]++;
	}
}

void layout_read(const char *text, size_t len, struct layout *out)
{
	struct reading r = {
		.out = out,
		.prose = BUF_INIT,
		.code = BUF_INIT,
		.lists = BUF_INIT,
		.room = BUF_INIT,
	};
	struct sentence sentence;
	size_t at = 0;

	memset(out, 0, sizeof(*out));
	while (at < len) {
		size_t n = piece_len(text + at, len - at);

		piece_read(text + at, n, &r);
		at += n;
	}
	punctuation_read(r.prose.data, r.prose.len, out->counts);
	at = 0;
	while (sentence_next(r.prose.data, r.prose.len, &at, &sentence))
		out->counts[LAYOUT_SENTENCES] += sentence.stopped;
	out->counts[LAYOUT_WORDS] =
		(unsigned)(tokens_count_words(r.prose.data, r.prose.len) +
			   tokens_count_words(r.code.data, r.code.len));
	buf_clear(&r.prose);
	buf_clear(&r.code);
	buf_clear(&r.lists);
	buf_clear(&r.room);
}

const char *layout_name(enum layout_count which)
{
#define LAYOUT_NAME(id, name) name,
	static const char *const names[] = {LAYOUT_COUNTS(LAYOUT_NAME)};
#undef LAYOUT_NAME

	return (unsigned)which < N_LAYOUT_COUNTS ? names[which] : "?";
}

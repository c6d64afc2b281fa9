/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/escape.h"

#include <stdint.h>
#include <string.h>

#include "text/utf8.h"

/*
 * Characters that change what others look like or take no room. ZWNJ and ZWJ stay:
 * Persian, Indic scripts and emoji need them.
 */
static bool is_hiding(uint32_t c)
{
	static const struct {
		uint32_t lo, hi;
	} ranges[] = {
		{0x00ad, 0x00ad}, {0x034f, 0x034f},   {0x061c, 0x061c},
		{0x115f, 0x1160}, {0x180e, 0x180e},   {0x200b, 0x200b},
		{0x200e, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
		{0x3164, 0x3164}, {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
		{0xfff9, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].lo && c <= ranges[i].hi)
			return true;
	return false;
}

static void code_point_add(uint32_t c, struct buf *out)
{
	char bytes[4];

	buf_add(out, bytes, utf8_put(c, bytes));
}

static void visible_add(uint32_t c, enum escape_lines lines, struct buf *out)
{
	if (lines == ESCAPE_LINES && (c == '\n' || c == '\t'))
		buf_char_add(out, (char)c);
	else if (c < 0x20)
		code_point_add(0x2400 + c, out);
	else if (c == 0x7f)
		code_point_add(0x2421, out);
	else if (c < 0xa0 && c > 0x7f)
		code_point_add(UTF8_REPLACEMENT, out);
	else if (is_hiding(c))
		buf_printf(out, "[U+%04X]", (unsigned)c);
	else
		code_point_add(c, out);
}

void escape_visible(const char *text, size_t len, enum escape_lines lines,
		    struct buf *out)
{
	size_t at = 0;

	while (at < len) {
		/* A carriage return before a line feed is how some write one line break.
		 */
		if (lines == ESCAPE_LINES && text[at] == '\r' && at + 1 < len &&
		    text[at + 1] == '\n')
			at++;
		visible_add(utf8_next(text, len, &at), lines, out);
	}
}

/* Append `clean` with each byte that has a replacement given by it. */
typedef const char *replace_fn(const char *at, const char *clean);

static void replace_add(const char *text, size_t len, enum escape_lines lines,
			replace_fn *replace, struct buf *out)
{
	struct buf clean = BUF_INIT;

	escape_visible(text, len, lines, &clean);
	for (const char *at = buf_str(&clean); *at; at++) {
		const char *instead = replace(at, buf_str(&clean));

		if (instead)
			buf_str_add(out, instead);
		else
			buf_char_add(out, *at);
	}
	buf_clear(&clean);
}

static const char *html_entity(const char *at, const char *clean)
{
	(void)clean;
	switch (*at) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void escape_html(const char *text, size_t len, enum escape_lines lines, struct buf *out)
{
	replace_add(text, len, lines, html_entity, out);
}

/* A blank ends each escape, lest a digit behind it be read as part of it. */
static const char *css_escape(const char *at, const char *clean)
{
	(void)clean;
	switch (*at) {
	case '"':
		return "\\22 ";
	case '\\':
		return "\\5c ";
	case '<': /* "</style" would end the element, whatever CSS thinks of it */
		return "\\3c ";
	default:
		return NULL;
	}
}

void escape_css(const char *text, struct buf *out)
{
	replace_add(text, strlen(text), ESCAPE_ONE_LINE, css_escape, out);
}

/* Behind "www" even a dot makes a link in common dialects. */
static bool is_www_dot(const char *at, const char *clean)
{
	return *at == '.' && at - clean >= 3 && !strncasecmp(at - 3, "www", 3);
}

static const char *markdown_backslash(const char *at, const char *clean)
{
	static const char specials[] = "\\`*_[]<>#|~&!@:${}()+-";
	static const char *const escaped[] = {
		"\\\\", "\\`", "\\*", "\\_", "\\[", "\\]", "\\<", "\\>",
		"\\#",  "\\|", "\\~", "\\&", "\\!", "\\@", "\\:", "\\$",
		"\\{",  "\\}", "\\(", "\\)", "\\+", "\\-",
	};
	const char *special = strchr(specials, *at);

	if (is_www_dot(at, clean))
		return "\\.";
	/* Numbers and words keep their signs: these are markup only where a line begins.
	 */
	if (strchr("+-()!:", *at) && at != clean && !(*at == '!' && at[1] == '[') &&
	    !(*at == ':' && at[1] == '/'))
		return NULL;
	return special ? escaped[special - specials] : NULL;
}

void escape_markdown(const char *text, struct buf *out)
{
	replace_add(text, strlen(text), ESCAPE_ONE_LINE, markdown_backslash, out);
}

void escape_markdown_block(const char *text, struct buf *out)
{
	size_t longest = 2, run = 0;

	for (const char *at = text; *at; at++) {
		run = *at == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		buf_char_add(out, '`');
	buf_str_add(out, "text\n");
	escape_visible(text, strlen(text), ESCAPE_LINES, out);
	buf_char_add(out, '\n');
	for (size_t i = 0; i <= longest; i++)
		buf_char_add(out, '`');
	buf_char_add(out, '\n');
}

static const char *gnuplot_quote(const char *at, const char *clean)
{
	(void)clean;
	return *at == '\'' ? "''" : NULL;
}

void escape_gnuplot(const char *text, struct buf *out)
{
	buf_char_add(out, '\'');
	replace_add(text, strlen(text), ESCAPE_ONE_LINE, gnuplot_quote, out);
	buf_char_add(out, '\'');
}

static const char *tsv_field(const char *at, const char *clean)
{
	(void)clean;
	if (*at == '"')
		return "\xe2\x80\x9d";
	return *at == '\\' ? "\xe2\x88\x96" : NULL;
}

void escape_tsv(const char *text, struct buf *out)
{
	replace_add(text, strlen(text), ESCAPE_ONE_LINE, tsv_field, out);
}

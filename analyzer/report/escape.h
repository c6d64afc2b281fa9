/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/escape.h: the doors by which hostile text (names, prompts, answers) reaches a
 * page, a Markdown file, a gnuplot script and a table (I7). Behind each door the text is
 * shown as it is, and is never markup, a command or a field separator. Control, invisible
 * and direction-changing characters come out as something a reader sees.
 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* May the text keep its line breaks and tabs, or must it stand on one line? */
enum escape_lines { ESCAPE_ONE_LINE, ESCAPE_LINES };

/*
 * Append well-formed UTF-8 without anything that hides: C0 controls as their pictures
 * (U+2400...), ill-formed bytes and C1 controls as U+FFFD, bidirectional and invisible
 * format characters as [U+202E].
 */
void escape_visible(const char *text, size_t len, enum escape_lines lines,
		    struct buf *out);

/* For HTML element content and double-quoted attribute values. */
void escape_html(const char *text, size_t len, enum escape_lines lines, struct buf *out);

/* What stands between the double quotes of a CSS string, in a style element. */
void escape_css(const char *text, struct buf *out);

/* For running Markdown text and table cells: one line, no markup, no links. */
void escape_markdown(const char *text, struct buf *out);

/* A fenced block with a fence no line of the text can close. */
void escape_markdown_block(const char *text, struct buf *out);

/* A single-quoted gnuplot string with its quotes, on one line. Never use double quotes:
 * gnuplot runs the backticks in them. */
void escape_gnuplot(const char *text, struct buf *out);

/*
 * A field of a tab-separated table that gnuplot also reads: one line, no tab. gnuplot
 * takes double quotes and backslash escapes in data for syntax, so that they come out as
 * U+201D and U+2216.
 */
void escape_tsv(const char *text, struct buf *out);

#endif

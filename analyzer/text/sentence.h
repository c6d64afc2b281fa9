/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text/sentence.h: where sentences end, by one simple rule, and the sentence around a
 * place. A sentence ends
 * - behind a run of . ! ? or their kin (U+2026, Arabic, Devanagari), closing quotes and
 *   brackets included, when white space or the end of the text follows;
 * - behind a run of the wide U+3002, U+FF01, U+FF1F whatever follows;
 * - at an empty line, and at a line break before a list item, heading, quote or table
 * row. Abbreviations are not known ("e.g. this" is two sentences). A dot behind up to
 * three digits that begin a line numbers an item and ends nothing. Markup stays in the
 * text.
 */
#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

struct sentence {
	size_t start, len; /* bytes in the text, without white space around */
	bool stopped;      /* ends with a stop, not for want of text or at a line break */
};

/* The next sentence at or behind *at; *at moves behind it. False at the end of the text.
 */
bool sentence_next(const char *text, size_t len, size_t *at, struct sentence *out);

/*
 * The sentence that holds the byte at `at`, or the one behind it when `at` lies between
 * two; false when none is left there. Reads the text from its start.
 */
bool sentence_around(const char *text, size_t len, size_t at, struct sentence *out);

#endif

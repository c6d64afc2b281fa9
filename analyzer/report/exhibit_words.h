/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/exhibit_words.h: texts as words alone, and the longest row of words that two of
 * them share, wherever it stands. Marks, capitals, the form of an apostrophe and bare
 * numbers ("1.") do not count, so that a full stop in place of a comma hides no likeness.
 */
#ifndef REPORT_EXHIBIT_WORDS_H
#define REPORT_EXHIBIT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "text/token.h"

/* A word, and no number. */
bool exhibit_is_word(const struct token *token);

/* Drop all other tokens; those left keep their place in the text. */
void exhibit_keep_words(struct tokens *tokens);

/* Replace what is in `out` by the words of the text; of at most `max` tokens. */
void exhibit_words_read(const char *text, size_t len, size_t max, struct tokens *out);

/* Replace what is in `out` by the English words that only join others: "it", "is", "to".
 */
void exhibit_joining_words(struct tokens *out);

/* A row of n words that begins at word a of the one and at word b of the other. */
struct word_run {
	size_t n, a, b;
	size_t worth; /* how many of its words count */
};

/*
 * The run most worth, and of those the longest, and of those the first. `counts`, one for
 * each word of `a`, says which count; NULL: all.
 */
struct word_run exhibit_words_run(const struct tokens *a, const bool *counts,
				  const struct tokens *b);

#endif

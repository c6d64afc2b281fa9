/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/phrase.h: the words of a text, and lists of phrases to look for among them: a
 * phrase is a run of whole words, whatever case, marks and layout stand between. Where a
 * script does not part words (CJK), every character is one. Knows nothing of what the
 * phrases mean.
 */
#ifndef CHANNEL_PHRASE_H
#define CHANNEL_PHRASE_H

#include <stdbool.h>

#include "text/token.h"

struct word {
	uint64_t hash;       /* of the folded word */
	uint64_t stem;       /* without what an apostrophe or digits at its end add */
	uint32_t start, len; /* bytes in the text */
	bool opens_clause;   /* a comma, colon, dash or bracket stands before it */
};

/* Zero-initialise; word_list_clear frees. */
struct word_list {
	struct tokens tokens;
	struct tokens part;
	struct word *v;
	size_t n, cap;
};

/* Replace what is in `out` by the first words of the text, at most `max` tokens of it
 * being looked at. */
void word_list_read(const char *text, size_t len, size_t max, struct word_list *out);
void word_list_clear(struct word_list *words);

#define PHRASE_WORDS 12
struct phrase {
	uint64_t word[PHRASE_WORDS];
	size_t n;
};

/* Zero-initialise; phrases_clear frees. */
struct phrases {
	struct phrase *v;
	size_t n, cap;
};

/* Add the phrases of a list, parted by '|'; a phrase's words beyond PHRASE_WORDS are
 * left out. */
void phrases_add(struct phrases *phrases, const char *list);
void phrases_clear(struct phrases *phrases);

/* Words of the longest phrase that begins at word `at`; 0: none does. */
size_t phrases_at(const struct phrases *phrases, const struct word_list *words,
		  size_t at);
/* The same by stems, for names: "OpenAI's", "Qwen2". */
size_t phrases_at_stem(const struct phrases *phrases, const struct word_list *words,
		       size_t at);

#endif

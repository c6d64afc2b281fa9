/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text/token.h: words and punctuation of UTF-8 text. A run of letters, digits and marks
 * (an apostrophe inside a word included) is one token, lower-cased by Unicode's simple
 * folding; every other visible character is a token by itself; so is each CJK
 * ideograph, kana and Hangul syllable. White space and control characters part tokens
 * and are none; ill-formed bytes count as U+FFFD. Knows nothing of models or prompts.
 */
#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include <stddef.h>
#include <stdint.h>

struct token {
	uint64_t hash;  /* of the folded token: equal tokens, equal hash */
	uint32_t start; /* byte offset in the text */
	uint32_t len;   /* bytes in the text */
	uint32_t flags;
};
enum token_flags {
	TOKEN_WORD = 1,  /* letters or digits */
	TOKEN_DIGIT = 2, /* digits only */
	TOKEN_LINE = 4,  /* first token after a line break (or of the text) */
	TOKEN_CJK = 8,
};

struct tokens {
	struct token *v;
	size_t n, cap;
};
#define TOKENS_INIT                                                                      \
	{                                                                                \
		NULL, 0, 0                                                               \
	}

/* Replace what is in `out` by the tokens of the text; at most `max` of them. Texts over
 * 4 GB are cut there. */
void tokens_read(const char *text, size_t len, size_t max, struct tokens *out);
void tokens_clear(struct tokens *tokens);
/* The hash of a visible character that is a token by itself: a mark, not a letter. */
uint64_t token_mark_hash(uint32_t c);
/* How many tokens of the text are words (letters or digits), without keeping them. */
size_t tokens_count_words(const char *text, size_t len);

/*
 * Where the answer begins: behind a leading <think>...</think> or <thinking>...,
 * and behind a headless "...</think>" (the opening tag lost). len when nothing is left.
 */
size_t text_answer_start(const char *text, size_t len);

#endif

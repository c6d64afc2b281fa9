/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/phrase.h"

#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

static bool parts_clauses(uint32_t c)
{
	switch (c) {
	case ',':
	case ';':
	case ':':
	case '(':
	case ')':
	case 0x2013: /* dashes */
	case 0x2014:
	case 0x060C: /* the Arabic comma, and the wide , ; : ( ) */
	case 0x3001:
	case 0xFF0C:
	case 0xFF1B:
	case 0xFF1A:
	case 0xFF08:
	case 0xFF09:
		return true;
	default:
		return false;
	}
}

/* Bytes of a word before an apostrophe, without digits at its end unless it is all
 * digits. */
static size_t stem_len(const char *word, size_t len)
{
	size_t n = 0, at = 0;

	while (at < len) {
		uint32_t c = utf8_next(word, len, &at);

		if (c == '\'' || c == 0x2019)
			break;
		n = at;
	}
	while (n && word[n - 1] >= '0' && word[n - 1] <= '9')
		n--;
	return n ? n : len;
}

static void word_add(struct word_list *out, const char *text, const struct token *token,
		     bool opens_clause)
{
	size_t len = stem_len(text + token->start, token->len);
	struct word word = {token->hash, token->hash, token->start, token->len,
			    opens_clause};

	if (len < token->len) {
		tokens_read(text + token->start, len, 1, &out->part);
		word.stem = out->part.n ? out->part.v[0].hash : token->hash;
	}
	out->v = MEM_GROW(out->v, out->n, &out->cap);
	out->v[out->n++] = word;
}

void word_list_read(const char *text, size_t len, size_t max, struct word_list *out)
{
	bool opens_clause = false;

	out->n = 0;
	tokens_read(text, len, max, &out->tokens);
	for (size_t i = 0; i < out->tokens.n; i++) {
		const struct token *token = &out->tokens.v[i];
		size_t at = token->start;

		if (token->flags & TOKEN_WORD || token->flags & TOKEN_CJK) {
			word_add(out, text, token, opens_clause);
			opens_clause = false;
		} else if (parts_clauses(utf8_next(text, len, &at))) {
			opens_clause = true;
		}
	}
}

void word_list_clear(struct word_list *words)
{
	tokens_clear(&words->tokens);
	tokens_clear(&words->part);
	mem_free(words->v);
	*words = (struct word_list){.n = 0};
}

void phrases_add(struct phrases *phrases, const char *list)
{
	struct word_list words = {.n = 0};

	while (*list) {
		size_t len = strcspn(list, "|");
		struct phrase phrase = {.n = 0};

		word_list_read(list, len, SIZE_MAX, &words);
		for (size_t i = 0; i < words.n && i < PHRASE_WORDS; i++)
			phrase.word[phrase.n++] = words.v[i].hash;
		if (phrase.n) {
			phrases->v = MEM_GROW(phrases->v, phrases->n, &phrases->cap);
			phrases->v[phrases->n++] = phrase;
		}
		list += len + (list[len] == '|');
	}
	word_list_clear(&words);
}

void phrases_clear(struct phrases *phrases)
{
	mem_free(phrases->v);
	*phrases = (struct phrases){.n = 0};
}

static size_t longest_at(const struct phrases *phrases, const struct word_list *words,
			 size_t at, bool by_stem)
{
	size_t longest = 0;

	for (size_t k = 0; k < phrases->n; k++) {
		const struct phrase *phrase = &phrases->v[k];
		size_t n = 0;

		if (phrase->n <= longest || phrase->n > words->n - at)
			continue;
		while (n < phrase->n &&
		       phrase->word[n] ==
			       (by_stem ? words->v[at + n].stem : words->v[at + n].hash))
			n++;
		if (n == phrase->n)
			longest = n;
	}
	return longest;
}

size_t phrases_at(const struct phrases *phrases, const struct word_list *words, size_t at)
{
	return longest_at(phrases, words, at, false);
}

size_t phrases_at_stem(const struct phrases *phrases, const struct word_list *words,
		       size_t at)
{
	return longest_at(phrases, words, at, true);
}

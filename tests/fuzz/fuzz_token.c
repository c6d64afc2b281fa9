/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_token.c: any bytes. Tokens lie in order and apart within the text; repairing
 * the text first changes no hash; sentences and the answer's start lie within it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "text/sentence.h"
#include "text/token.h"
#include "text/utf8.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check_tokens(const char *text, size_t n, const struct tokens *tokens)
{
	size_t end = 0, words = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		const struct token *t = &tokens->v[i];

		require(t->start >= end && t->len > 0 && t->start + (size_t)t->len <= n);
		end = t->start + (size_t)t->len;
		words += (t->flags & TOKEN_WORD) != 0;
	}
	require(words == tokens_count_words(text, n));
}

static void check_sentences(const char *text, size_t n)
{
	struct sentence sentence, around;
	size_t at = 0, end = 0, seen = 0;

	while (sentence_next(text, n, &at, &sentence)) {
		require(sentence.start >= end && sentence.len > 0);
		end = sentence.start + sentence.len;
		require(end <= at && at <= n);
		if (seen++ < 8) {
			require(sentence_around(text, n, end - 1, &around));
			require(around.start == sentence.start &&
				around.len == sentence.len);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct tokens tokens = TOKENS_INIT, mended = TOKENS_INIT;
	struct buf repaired = BUF_INIT;

	tokens_read(text, n, SIZE_MAX, &tokens);
	check_tokens(text, n, &tokens);
	require((utf8_repair(text, n, &repaired) == 0) == utf8_is_valid(text, n));
	require(utf8_is_valid(repaired.data, repaired.len));
	require(utf8_count(repaired.data, repaired.len) == utf8_count(text, n));
	tokens_read(repaired.data, repaired.len, SIZE_MAX, &mended);
	require(mended.n == tokens.n);
	for (size_t i = 0; i < tokens.n; i++)
		require(mended.v[i].hash == tokens.v[i].hash &&
			mended.v[i].flags == tokens.v[i].flags);
	check_sentences(text, n);
	require(text_answer_start(text, n) <= n);
	tokens_clear(&tokens);
	tokens_clear(&mended);
	buf_clear(&repaired);
	return 0;
}

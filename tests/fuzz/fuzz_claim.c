/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_claim.c: any bytes as an answer. Words and the sentence that claims lie
 * within it; a model whose own brand is known claims no more than one whose is not.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "channel/brand.h"
#include "channel/claim.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check_words(const char *text, size_t n, struct word_list *words)
{
	size_t end = 0;

	word_list_read(text, n, SIZE_MAX, words);
	for (size_t i = 0; i < words->n; i++) {
		require(words->v[i].start >= end && words->v[i].len > 0);
		end = words->v[i].start + (size_t)words->v[i].len;
	}
	require(end <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct claim_rules *rules = claim_rules_new();
	struct word_list words = {.n = 0};
	struct brands brands;
	struct sentence claim, again;

	brands_init(&brands);
	check_words(text, n, &words);
	for (size_t b = 0; b < 2; b++) {
		const struct phrases *brand = &brands.v[b].words;
		const struct phrases *own = &brands.v[1 - b].words;
		bool found = claim_find(rules, brand, NULL, text, n, &words, &claim);

		if (found)
			require(claim.len > 0 && claim.start + claim.len <= n);
		if (claim_find(rules, brand, own, text, n, &words, &again))
			require(found && again.start >= claim.start);
	}
	word_list_clear(&words);
	claim_rules_free(rules);
	brands_clear(&brands);
	return 0;
}

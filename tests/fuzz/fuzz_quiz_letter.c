/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_quiz_letter.c: the first byte is how many options there are, the rest an
 * answer. A letter is one of the options or, where their number is not known, of the
 * alphabet, and stands in the answer.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "channel/quiz_letter.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data + 1;
	size_t n_options;
	int letter;

	if (n < 1)
		return 0;
	n_options = data[0] % 27;
	letter = quiz_letter(text, n - 1, n_options);
	require(letter >= -1 && letter < (n_options ? (int)n_options : 26));
	if (letter >= 0)
		require(memchr(text, 'A' + letter, n - 1) ||
			memchr(text, 'a' + letter, n - 1));
	return 0;
}

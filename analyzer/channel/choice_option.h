/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/choice_option.h: which of a question's options does an answer pick? Knows the
 * options' wordings and their labels, A, B... and 1, 2..., and no language.
 *
 * An answer picks an option when, behind brackets, quotes and emphasis,
 *   1. it begins with the option's wording ("Paris is nice"; the longest that fits), or
 *      with its label and a mark, a line's end, or the wording behind it ("b)", "(B)
 *      Paris", "2: ...", "B Paris");
 *   2. or else its first line names this option and no other, each time counting only
 *      where a mark or the line's end follows ("The answer is Paris.", "I say **B**").
 *      A letter must be a capital there.
 * "A dog", "There is no way" and "2.5" name no A, no and 2, nor does "Paris-based" name
 * Paris. Negation is not read: "Not Paris." picks Paris.
 *
 * Capitals and the option's last full stop do not matter. A wording may have its own
 * label before it ("A) Paris"). Where options are single letters, letters label nothing;
 * where one begins with a number, numbers do not.
 */
#ifndef CHANNEL_CHOICE_OPTION_H
#define CHANNEL_CHOICE_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "text/token.h"

struct choice_options {
	struct tokens *wording; /* [n]: without label and full stop */
	size_t n;
	bool has_letters, has_numbers; /* that label the options */
};

/* Nothing of the texts is kept. NULL and 0 are no options, which nothing picks. */
void choice_options_read(const char *const *texts, size_t n, struct choice_options *out);
void choice_options_clear(struct choice_options *options);

/* The option that an answer picks, from 0; -1: none. `tokens` are the answer's. */
int choice_options_find(const struct choice_options *options, const char *answer,
			const struct tokens *tokens);

#endif

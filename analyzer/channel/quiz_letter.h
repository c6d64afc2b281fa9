/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/quiz_letter.h: which letter does an answer to a multiple-choice question give?
 * Knows the ways in which models say so, in a few languages, and nothing of the options
 * but how many there are.
 *
 * Behind reasoning, brackets, quotes and emphasis an answer gives a letter when
 *   1. it begins with the letter, of either case, and a mark, "is", or the end follows
 *      ("b", "(B)", "**B** ...", "B) Paris", "B is correct");
 *   2. or else a word that announces an answer stands before a capital ("The answer is
 *      B", "Answer: B) Paris", "\boxed{B}", "it's C", the same in Chinese and others).
 * The last that is called the answer counts; of mere picks ("I'd go with B") there must
 *      be one letter only.
 * A and I are words too: a mark or the end must follow them, but for an A right behind
 * the word that announces it ("option A or"). "A dog", "Answer: A dog", "I'm sorry",
 * "vitamin C", "not B" and "none of these" give none.
 */
#ifndef CHANNEL_QUIZ_LETTER_H
#define CHANNEL_QUIZ_LETTER_H

#include <stddef.h>

/* A = 0; -1: none, or one beyond the `n_options` there are (0: not known). */
int quiz_letter(const char *data, size_t len, size_t n_options);

#endif

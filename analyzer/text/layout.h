/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text/layout.h: Markdown structure of one answer (the only door to md4c). */
#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include <stddef.h>

#define LAYOUT_COUNTS(X)                                                                 \
	X(WORDS, "words")                                                                \
	X(SENTENCES, "sentences")                                                        \
	X(PARAGRAPHS, "paragraphs")                                                      \
	X(HEADINGS, "headings")                                                          \
	X(BULLETS, "bulleted items")                                                     \
	X(NUMBERED, "numbered items")                                                    \
	X(BOLD, "bold spans")                                                            \
	X(ITALIC, "italic spans")                                                        \
	X(CODE_BLOCKS, "code blocks")                                                    \
	X(CODE_SPANS, "code spans")                                                      \
	X(TABLES, "tables")                                                              \
	X(LINKS, "links")                                                                \
	X(QUOTES, "block quotes")                                                        \
	X(COMMAS, "commas")                                                              \
	X(EXCLAMATIONS, "exclamation marks")                                             \
	X(QUESTIONS, "question marks")                                                   \
	X(PARENTHESES, "parentheses")                                                    \
	X(COLONS, "colons")
#define LAYOUT_ENUM(id, name) LAYOUT_##id,
enum layout_count { LAYOUT_COUNTS(LAYOUT_ENUM) N_LAYOUT_COUNTS };
#undef LAYOUT_ENUM

struct layout {
	unsigned counts[N_LAYOUT_COUNTS];
};

void layout_read(const char *text, size_t len, struct layout *out);
const char *layout_name(enum layout_count which);

#endif

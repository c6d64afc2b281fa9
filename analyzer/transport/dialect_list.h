/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_list.h: the rows of the dialect table, one a file dialect_NAME.c.
 */
#ifndef TRANSPORT_DIALECT_LIST_H
#define TRANSPORT_DIALECT_LIST_H

#include "transport/dialect.h"

#define DIALECTS(X)                                                                      \
	X(openai)                                                                        \
	X(azure)                                                                         \
	X(anthropic)                                                                     \
	X(gemini)                                                                        \
	X(mistral)                                                                       \
	X(deepseek)                                                                      \
	X(ollama)                                                                        \
	X(openrouter)                                                                    \
	X(compatible)

#define DIALECT_DECLARE(name) extern const struct dialect dialect_##name;
DIALECTS(DIALECT_DECLARE)
#undef DIALECT_DECLARE

#endif

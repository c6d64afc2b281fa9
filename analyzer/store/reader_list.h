/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/reader_list.h: the rows of the reader table, one a file read_NAME.c. --format
 * auto asks them in this order: a format whose fields another's may hold comes later.
 */
#ifndef STORE_READER_LIST_H
#define STORE_READER_LIST_H

#include "store/reader.h"

#define READERS(X)                                                                       \
	X(alpaca_eval)                                                                   \
	X(lm_eval)                                                                       \
	X(openai_batch)                                                                  \
	X(openai_chat)                                                                   \
	X(sharegpt)                                                                      \
	X(jsonl)

#define READER_DECLARE(name) extern const struct reader reader_##name;
READERS(READER_DECLARE)
#undef READER_DECLARE

#endif

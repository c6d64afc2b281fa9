/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_reply.h: what the readers of bodies share: texts in blocks, counts,
 * and what a reason to stop makes of an answer. Knows no dialect.
 */
#ifndef TRANSPORT_DIALECT_REPLY_H
#define TRANSPORT_DIALECT_REPLY_H

#include "transport/dialect.h"

/* A table of an endpoint's reasons to stop; the row with native NULL ends it and holds
 * for words that are not in it. */
struct ending {
	const char *native;
	enum outcome outcome;
};

/* A member of an assembled body: how many characters its events had that stand as
 * U+FFFD in it, which its own bytes do not show any more. */
#define DIALECT_REPLACED "n_replaced"

struct words { /* zero-initialise */
	struct buf answer, reasoning;
	bool refused; /* in a field or block made for it: `answer` holds its words */
};
/*
 * Add content: a text, null, a block, or a list of texts and blocks, which follow each
 * other without a gap. Blocks of thinking are reasoning; those that are no text (tool
 * calls, pictures) add nothing. -1 when it is a number or the like.
 */
int words_add(struct words *words, const struct json *content,
	      struct err *err) MUST_CHECK;
void words_clear(struct words *words);

/* Room for n choices, all of them without words, reason and sample. */
void reply_choices(struct chat_reply *reply, size_t n);
/* Words and reason into a choice, and the outcome they make: a refusal counts as such
 * unless a filter or a failure took it, and no words after a normal stop are EMPTY. */
void choice_end(struct chat_reply *reply, struct chat_choice *choice,
		const struct words *words, const char *native,
		const struct ending *endings);
/* The same from content that holds all its words. */
int choice_take(struct chat_reply *reply, struct chat_choice *choice,
		const struct json *content, const char *native,
		const struct ending *endings, struct err *err) MUST_CHECK;

/* A whole number from 0 that a long holds; -1 for all else. */
long reply_count(const struct json *object, const char *key);
/* a + b where -1 is not said. */
long reply_sum(long a, long b);
/* The text of a member; "" when there is none. */
const char *reply_text(const struct json *object, const char *key);

#endif

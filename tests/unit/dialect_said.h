/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/dialect_said.h: what tests of dialects share: bodies written with ' in place of ",
 * read and looked at.
 */
#ifndef UNIT_DIALECT_SAID_H
#define UNIT_DIALECT_SAID_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "transport/dialect.h"

/* The text with each ' as a ", to be freed by buf_clear. */
static inline struct buf quoted(const char *text)
{
	struct buf out = BUF_INIT;

	buf_str_add(&out, text);
	for (size_t i = 0; i < out.len; i++)
		out.data[i] = out.data[i] == '\'' ? '"' : out.data[i];
	return out;
}

static inline const struct dialect *dialect_of(const char *name)
{
	const struct dialect *dialect = dialect_find(name);

	assert_non_null(dialect);
	return dialect;
}

/* What a dialect reads in a body written with '. The copy has its own size, so that
 * sanitizers see one byte too far. */
static inline void said_read(const char *name, long status, const char *body, size_t n,
			     struct chat_reply *reply)
{
	struct buf text = quoted(body);
	char *copy = mem_dup(buf_str(&text), text.len);

	dialect_read(dialect_of(name), status, (struct text){copy, text.len}, n, reply);
	mem_free(copy);
	buf_clear(&text);
}

static inline void said_text(struct text text, const char *expected)
{
	assert_int_equal(text.len, strlen(expected));
	assert_memory_equal(text.data, expected, text.len);
}

/* One choice of that outcome, reason, answer and reasoning. */
static inline void said_choice(const struct chat_choice *choice, enum outcome outcome,
			       const char *native, const char *answer,
			       const char *reasoning)
{
	assert_string_equal(outcome_name(choice->outcome), outcome_name(outcome));
	assert_string_equal(choice->native, native);
	said_text(choice->answer, answer);
	said_text(choice->reasoning, reasoning);
}

/* The body is a success with one choice as given. */
static inline void said_one(const char *name, const char *body, enum outcome outcome,
			    const char *native, const char *answer, const char *reasoning)
{
	struct chat_reply reply;

	said_read(name, 200, body, 1, &reply);
	assert_int_equal(reply.kind, REPLY_ANSWERED);
	assert_int_equal(reply.n_choices, 1);
	assert_int_equal(reply.choices[0].sample, 0);
	said_choice(&reply.choices[0], outcome, native, answer, reasoning);
	chat_reply_clear(&reply);
}

#endif

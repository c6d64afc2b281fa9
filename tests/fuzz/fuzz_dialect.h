/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_dialect.h: the body of the dialects' fuzz targets, which differ in the row
 * alone. The first byte chooses a status and how many answers were asked for, the rest
 * is what came: read as it is, and taken for a stream and read then. Whatever the bytes,
 * a reply is whole: texts are UTF-8, each sample is there once, an error says something.
 */
#ifndef FUZZ_DIALECT_H
#define FUZZ_DIALECT_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"
#include "transport/dialect.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void fuzz_text(struct text text)
{
	require(text.data && utf8_is_valid(text.data, text.len));
	require(!text.len || !memchr(text.data, '\0', text.len));
}

static void fuzz_error(const struct chat_error *error)
{
	fuzz_text(text_of(error->type));
	fuzz_text(text_of(error->code));
	fuzz_text(text_of(error->param));
	fuzz_text(text_of(error->message));
	require(error->retry_after_ms == -1 || error->retry_after_ms >= 0);
	require(isfinite(error->retry_after_ms));
}

static void fuzz_choices(const struct chat_reply *reply, size_t n_asked)
{
	long before = -1;

	require(reply->n_choices <= n_asked);
	for (size_t i = 0; i < reply->n_choices; i++) {
		const struct chat_choice *choice = &reply->choices[i];

		require(choice->sample > before && choice->sample < (long)n_asked);
		before = choice->sample;
		fuzz_text(choice->answer);
		fuzz_text(choice->reasoning);
		fuzz_text(text_of(choice->native));
		require(choice->outcome < N_OUTCOMES);
		require(choice->outcome != OUTCOME_OK || choice->answer.len > 0);
	}
}

static void fuzz_reply(const struct dialect *dialect, long status, struct text body,
		       size_t n_asked)
{
	struct chat_reply reply;

	dialect_read(dialect, status, body, n_asked, &reply);
	require((reply.kind == REPLY_ANSWERED) == (reply.n_choices > 0));
	require(reply.kind == REPLY_ERROR || (status >= 200 && status < 300));
	require(reply.usage.prompt >= -1 && reply.usage.completion >= -1 &&
		reply.usage.reasoning >= -1 && reply.usage.cached >= -1);
	require(isnan(reply.usage.usd) || reply.usage.usd >= 0);
	fuzz_text(text_of(reply.served_model));
	fuzz_text(text_of(reply.fingerprint));
	fuzz_text(text_of(reply.id));
	fuzz_text(text_of(reply.backend));
	fuzz_choices(&reply, n_asked);
	fuzz_error(&reply.error);
	chat_reply_clear(&reply);
}

static int fuzz_dialect(const char *name, const uint8_t *data, size_t n)
{
	static const long statuses[] = {200, 200, 400, 402, 429, 500, 307, 0};
	const struct dialect *dialect = dialect_find(name);
	struct err err = ERR_INIT;
	struct buf whole = BUF_INIT;
	struct text body = {(const char *)data, n};
	bool complete = false;
	uint8_t choice = n ? data[0] : 0;
	long status = statuses[choice & 7];
	size_t n_asked = choice & 8 ? 3 : 1;

	require(dialect != NULL);
	if (n) {
		body.data++;
		body.len--;
	}
	fuzz_reply(dialect, status, body, n_asked);
	if (dialect_assemble(dialect, body, &whole, &complete, &err))
		require(err.text[0] != '\0' && !complete && !whole.len);
	else
		fuzz_reply(dialect, status, (struct text){whole.data, whole.len},
			   n_asked);
	buf_reset(&whole);
	dialect_pieces(dialect, body, &whole);
	if (whole.len)
		fuzz_reply(dialect, 200, (struct text){whole.data, whole.len}, n_asked);
	buf_clear(&whole);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define FUZZ_DIALECT(name)                                                               \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)                        \
	{                                                                                \
		return fuzz_dialect(name, data, n);                                      \
	}

#endif

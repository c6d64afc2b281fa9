/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/stream.h: the events in a stream's bytes: server-sent events (HTML Living
 * Standard 9.2.6) and lines of JSON. Pure; knows nothing of what events say.
 */
#ifndef TRANSPORT_STREAM_H
#define TRANSPORT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/text.h"
#include "transport/dialect.h"

struct stream {
	enum stream_format format;
	struct text raw;
	size_t at;   /* how far it is read */
	size_t line; /* the one at `at`, from 1 */
	struct buf data, name;
};

struct stream_event {
	struct text name; /* the field `event`; empty when not said */
	struct text data; /* its lines joined by newlines */
	size_t line;      /* on which it ends */
	bool whole; /* false: the bytes end before its own end does. The standard drops
		       such an event; here the reader decides, for servers forget the
		       last newline. */
};

/* raw must outlive the stream. */
void stream_init(struct stream *stream, enum stream_format format, struct text raw);
/* The next event with data, valid until the next call; false at the end. */
bool stream_next(struct stream *stream, struct stream_event *out);
void stream_clear(struct stream *stream);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_chat.h: chat completions, which most endpoints speak: their bodies,
 * answers and streams. One reader takes what any of them may send, for routers and
 * gateways mix them; a dialect's file says what it sends otherwise.
 */
#ifndef TRANSPORT_DIALECT_CHAT_H
#define TRANSPORT_DIALECT_CHAT_H

#include "transport/dialect_param.h"

/* {model, messages, parameters, n, stream, stream_options}. */
void chat_body(const struct dialect *dialect, const struct chat_request *request,
	       const struct chat_quirks *quirks, struct json *out);
/* The messages as a list of {role, content}, the system's first. */
void chat_messages(const struct chat_request *request, struct json *out);
/* base + "/v1" + "/chat/completions"; see url_add. */
void chat_url(const char *base, const struct chat_request *request, struct buf *out);

/*
 * An answer that is an error of its own ({"error"} in a choice) is FAILED; when none of
 * them says anything, the whole reply is that error.
 */
int chat_read(const struct json *doc, struct chat_reply *reply,
	      struct err *err) MUST_CHECK;
int chat_fold(const struct json *event, struct json *whole, struct err *err) MUST_CHECK;

#endif

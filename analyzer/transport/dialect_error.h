/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_error.h: error bodies of all endpoints, which differ less by dialect
 * than by what stands between: routers, gateways and proxies have forms of their own.
 * The order in which forms are tried: an object `error`, a text `error`, either of them
 * in a list, `detail`, an object that calls itself an error.
 */
#ifndef TRANSPORT_DIALECT_ERROR_H
#define TRANSPORT_DIALECT_ERROR_H

#include "transport/dialect.h"

/* Does the body of a success say that it is none? A choice may, too. */
bool error_is_in(const struct json *value);
/* Nothing said. */
void error_init(struct chat_error *error, long status);
/* Fill reply->error from a body or a choice, when it is not filled already. */
void error_take(struct chat_reply *reply, const struct json *value);
/* Of a body that is no JSON, or (why not NULL) JSON of another form: its beginning. */
#define ERROR_SHOWN 4096
void error_page(struct chat_reply *reply, struct text body, const char *why);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_fold.h: a body put together from a stream's events. Texts that come
 * in pieces are gathered in a list and joined once, so that a long answer costs no more
 * than its length. Knows no dialect.
 */
#ifndef TRANSPORT_DIALECT_FOLD_H
#define TRANSPORT_DIALECT_FOLD_H

#include "base/err.h"
#include "base/json.h"

/* The member that is an object or array; made, in place of anything else, when it is
 * not there. */
struct json *fold_object(struct json *parent, const char *key);
struct json *fold_array(struct json *parent, const char *key);
/* The item of the array parent[key] that says it is `from`'s index (0 when not said);
 * made when not there. NULL beyond FOLD_ITEMS: no answer has so many. */
#define FOLD_ITEMS 1024
struct json *fold_item(struct json *parent, const char *key, const struct json *from,
		       struct err *err);

/* Take over the members named (NULL ends them): the last that is not null stays. */
void fold_keep(struct json *to, const struct json *from, const char *const *keys);
/* Append a text, or the items of a list, to the pieces at to[key]; null adds nothing. */
void fold_pieces(struct json *to, const char *key, const struct json *more);
/* Pieces that are all texts become one. */
void fold_join(struct json *object, const char *key);

/* Members of what is being put together may be changed: it belongs to who folds. */
struct json *fold_own(const struct json *part);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/field.h: what readers of different formats ask of a record's fields alike:
 * names that are texts or numbers, sample numbers, outcomes, and the fields left over.
 */
#ifndef STORE_FIELD_H
#define STORE_FIELD_H

#include "base/json.h"
#include "store/record.h"

/* The text of a field; data NULL when it is absent or no text. Borrowed. */
struct text field_text(const struct json *object, const char *key);
/* The first of several names (NULL ends them) that is a text. */
struct text field_any(const struct json *object, const char *const *keys);
struct text field_of(const char *text); /* NULL: {NULL, 0} */

/*
 * A name that may be written as a text or a whole number; len 0 when absent or null.
 * `room` holds the digits. ERR_FAIL when it is something else.
 */
#define FIELD_ROOM 32
int field_name(const struct json *object, const char *key, char room[FIELD_ROOM],
	       struct text *out, struct err *err) MUST_CHECK;
/* A whole number from 0; 0 when absent. */
int field_sample(const struct json *object, const char *key, long *out,
		 struct err *err) MUST_CHECK;

/* Nothing, or white space alone. */
bool text_is_blank(struct text text);
/* What a provider's reason to stop (NULL: not said) makes of an answer. */
enum outcome field_outcome(struct text answer, const char *finish);

/* Append the fields not named in `used` (NULL ends it) as a JSON object; nothing when
 * there are none. */
void field_extra(const struct json *object, const char *const *used, struct buf *out);

#endif

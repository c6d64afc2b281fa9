/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/redact.h: the one door through which bytes of an exchange leave for the
 * case, a log or a terminal (I6). Replaces a key's text wherever it stands: as it is,
 * with any of its characters JSON-escaped or percent-encoded (also twice over), in base64
 * (both alphabets, at every alignment) and in hexadecimal. Knows nothing of where the
 * bytes go.
 */
#ifndef TRANSPORT_REDACT_H
#define TRANSPORT_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"

struct redactor;
/* Of one endpoint's secrets: its key, and what a proxy's URL holds. Short texts (below 6
 * bytes) are refused: they would hide half of every answer. Copies; wiped when freed. */
struct redactor *redactor_new(void);
bool redactor_add(struct redactor *redactor, const char *secret);
/* The password in a URL's userinfo, such as a proxy's; NULL and one without are fine. */
void redactor_add_password(struct redactor *redactor, const char *url);
void redactor_free(struct redactor *redactor); /* NULL is fine */

/*
 * Append `in` to `out` with every secret replaced by "[redacted: N bytes]". Each place is
 * added to `places` (an array, may be NULL) as {where, offset, length, form}: `where` as
 * given, offset and length in the original, form "literal", "escaped", "base64" or "hex".
 * Places that overlap are one. Returns how many there were.
 */
size_t redact(const struct redactor *redactor, const char *where, struct text in,
	      struct buf *out, struct json *places);

/*
 * Cut from the end of a text that broke off what could be the beginning of a secret (six
 * bytes or more of any spelling, unescaped), and add "[redacted: N bytes]" in its place.
 * False when it ends otherwise.
 */
bool redact_tail(const struct redactor *redactor, const char *where, struct buf *text,
		 struct json *places);

/* Is there any? Cheap; what `redact` would find. */
bool redact_needed(const struct redactor *redactor, struct text in);

/* May a header of that name be kept with its value? False for authorization,
 * proxy-authorization, x-api-key, api-key, x-goog-api-key, cookie, set-cookie. */
bool redact_header_is_safe(struct text name);

/* A URL without userinfo and without the values of key=, api_key=, token= and their like.
 */
void redact_url(const char *url, struct buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/dialect_url.h: URLs from the bases that users give, with or without a
 * version, with or without a query. Knows no dialect.
 */
#ifndef TRANSPORT_DIALECT_URL_H
#define TRANSPORT_DIALECT_URL_H

#include "base/buf.h"

/*
 * Append base + version + path. `version` ("/v1") is left out where base's path has a
 * version already ("/v1", "/api/v4", "/v1beta/openai"), and segments of `path` with
 * which base ends are not repeated. base's query stays at the end, with `query`
 * ("alt=sse", NULL: none) in it.
 */
void url_add(const char *base, const char *version, const char *path, const char *query,
	     struct buf *out);
/* base's path with its query: what stands behind "scheme://host". */
const char *url_path(const char *base);
/* Append with all but letters, digits and "-._~" percent-encoded (RFC 3986 2.3). */
void url_encode(const char *text, struct buf *out);

#endif

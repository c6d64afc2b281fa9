/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/paths.h: where a value stands in a result, as a JSON pointer (RFC 6901), so that
 * a number on a page can name the number in report.json that it shows. Knows nothing of
 * pages.
 */
#ifndef REPORT_PATHS_H
#define REPORT_PATHS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/json.h"

struct paths;

/* `result` must outlive the paths and stay as it is. */
struct paths *paths_new(const struct json *result);
void paths_free(struct paths *paths); /* NULL is fine */

/* Append "/channels/0/raw". False, with nothing appended, for a value that is no part of
 * the result (NULL included). */
bool paths_add(const struct paths *paths, const struct json *value, struct buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/bag.h: a BagIt folder (RFC 8493) being written: payload files with their
 * SHA-256, then the manifests. Knows nothing of cases. The same payload gives the same
 * bytes, so there is no date in it. A folder that holds anything else is left alone.
 */
#ifndef STORE_BAG_H
#define STORE_BAG_H

#include <stddef.h>

#include "base/err.h"

struct bag;
struct bag_file;

/*
 * `dir` is absent, empty or a bag of the same identifier (then it is replaced); else
 * ERR_FAIL. `identifier` and `description` are one line each.
 */
struct bag *bag_open(const char *dir, const char *identifier, const char *description,
		     struct err *err);
/* A payload file, data/NAME; NULL on failure. Several may be open; names are ours. */
struct bag_file *bag_file_open(struct bag *bag, const char *name, struct err *err);
int bag_file_add(struct bag_file *file, const void *data, size_t n,
		 struct err *err) MUST_CHECK;
/* Write the manifests and put every file in its place. */
int bag_close(struct bag *bag, struct err *err) MUST_CHECK;
/* Take away what was written; NULL is fine. */
void bag_abandon(struct bag *bag);

#endif

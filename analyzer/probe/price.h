/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/price.h: what models charge for tokens, from a table that its user edits
 * (corpora/prices.json). Estimates, with the date they are of; knows no bill.
 */
#ifndef PROBE_PRICE_H
#define PROBE_PRICE_H

#include <stddef.h>

#include "base/err.h"

struct prices;

struct price { /* US dollars a token; NAN when the table does not know */
	double input, output;
};

/* NULL: the table that ships. ERR_USAGE names file, row and what is wrong. */
struct prices *prices_open(const char *path, struct err *err);
void prices_free(struct prices *prices); /* NULL is fine */
const char *prices_file(const struct prices *prices);
const char *prices_dated(const struct prices *prices);

/*
 * Of a model behind a dialect: the row whose pattern fits with the most letters before
 * its "*". Without a row what runs on one's own machine (ollama, a base_url on loopback)
 * costs nothing. base_url "" : the dialect's own.
 */
struct price price_find(const struct prices *prices, const char *api,
			const char *base_url, const char *model);

#endif

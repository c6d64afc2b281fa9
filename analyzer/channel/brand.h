/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/brand.h: the names by which makers and their models are known: whose is a
 * model, and what would an answer say that claims to be of its maker? Knows nothing of
 * answers.
 */
#ifndef CHANNEL_BRAND_H
#define CHANNEL_BRAND_H

#include "channel/phrase.h"

#define BRAND_NONE ((size_t)-1)

struct brand {
	char *vendor;          /* how it is called in a report */
	struct phrases words;  /* a claim holds one of them */
	struct phrases makers; /* a vendor's name, as facts have it, holds one of them */
	struct phrases models; /* else the model's name begins with one of them */
};

/* The brands that are built in, and those found since. */
struct brands {
	struct brand *v;
	size_t n, cap;
};

void brands_init(struct brands *brands);
void brands_clear(struct brands *brands);

/*
 * The brand of a model: by its vendor, else by its name; either may be "" or NULL. A
 * vendor that is not built in becomes a brand whose only word is its name. BRAND_NONE
 * when nothing is known.
 */
size_t brands_of(struct brands *brands, const char *vendor, const char *model);

#endif

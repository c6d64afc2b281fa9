/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report/pair_parts.h: what the parts of a pair share. For report/pair*.c only. */
#ifndef REPORT_PAIR_PARTS_H
#define REPORT_PAIR_PARTS_H

#include "report/doc.h"
#include "report/figure.h"
#include "report/view.h"

struct pair {
	struct json *root;   /* what pair.json holds: {first, second, difference} */
	struct view side[2]; /* of the two in root */
};

/* Of one side, NULL where it has no channel of that name. */
const struct json *pair_channel(const struct pair *pair, int side, const char *name);

void pair_figure(const struct pair *pair, struct figure *out);
void pair_sections(struct doc *doc, const struct pair *pair, const struct figure *figure);

#endif

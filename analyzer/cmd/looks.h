/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/looks.h: how a collection that may end early was looked at, as the case keeps it: a
 * result "looks" with the rule, put there before the first question, and again with each
 * look added. So the number of looks is part of the custody, and the decision can be
 * made again from the case alone (I3).
 */
#ifndef CMD_LOOKS_H
#define CMD_LOOKS_H

#include "base/json.h"
#include "evidence/stopping.h"
#include "store/casefile.h"

/* The document of the case, NULL with kind ERR_NONE when it was never looked at. */
struct json *looks_read(struct casefile *cf, struct err *err);
/* Put `looks` (NULL: nothing is to be done), a rule without looks, into the case unless
 * it has one; ERR_USAGE when that one is another. */
int looks_begin(struct casefile *cf, const struct json *looks,
		struct err *err) MUST_CHECK;
int looks_put(struct casefile *cf, const struct json *looks, struct err *err) MUST_CHECK;
/* "sequential" for a result: rule, looks, whether and why it ended. */
int looks_tell(struct casefile *cf, struct json *out, struct err *err) MUST_CHECK;

size_t looks_count(const struct json *looks);
/* Is the last look's decision a final one? */
bool looks_ended(const struct json *looks);
/* Add a look at what comparing_look said, of n_prompts asked in n_blocks, and decide. */
void looks_add(struct json *looks, const struct json *compared, size_t n_blocks,
	       size_t n_prompts);
/* The newest look as a line for the user, without a newline. */
void looks_line(const struct json *looks, struct buf *out);

/* Do the decisions follow from the looks? ERR_INTEGRITY names the look that does not. */
int looks_check(const struct json *looks, struct err *err) MUST_CHECK;

#endif

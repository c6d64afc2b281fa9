/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/serve_kinds.h: how toys answer probes that are not open questions: quizzes,
 * choices, continuations, who they are, and what they decline. Whose answer it is is
 * drawn from the family tree as every choice is (toys.h), so a student gives its
 * teacher's letters, picks, names and refusals at its dose; the rest is its own, its
 * base's or the field's.
 */
#ifndef SIM_SERVE_KINDS_H
#define SIM_SERVE_KINDS_H

#include "base/err.h"
#include "sim/toys.h"

struct kinds;

/* Read probe sets, parted by commas: a prompt of theirs is answered after its kind. */
struct kinds *kinds_open(const char *paths, struct err *err);
void kinds_free(struct kinds *kinds); /* NULL is fine */

/*
 * Append a model's answer to a prompt. False when it is in none of the sets, or when an
 * open answer is due: an open question, or a request that is not declined.
 */
bool kinds_answer(const struct kinds *kinds, const struct toys *toys,
		  const struct toy *model, const char *prompt, size_t len,
		  unsigned sample, struct buf *out);

#endif

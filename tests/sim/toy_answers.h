/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/toy_answers.h: the answers of toy models as a table, and what a lineage.tsv would
 * say of them. A simulation: no real model was examined.
 */
#ifndef SIM_TOY_ANSWERS_H
#define SIM_TOY_ANSWERS_H

#include "evidence/population.h"
#include "sim/toys.h"
#include "store/answers.h"

/* How much is asked of every model: the first prompts, some samples of each. */
struct toy_questions {
	size_t n_prompts, n_samples;
};

/* One model's answers under the name `as`; the table is to be sorted afterwards. */
void toy_answers_put(struct answers *out, const struct toys *toys, const struct toy *toy,
		     const char *as, struct toy_questions asked);
/* Those of all models that can be asked, one sample of each prompt; sorted. */
struct answers *toy_answers(const struct toys *toys, size_t n_prompts);
/* The answers of `from` to those questions, as a table of its own. */
struct answers *toy_answers_first(const struct answers *from, struct toy_questions asked);
/* Facts of those that a reference corpus may know; `answers` must outlive them. */
struct population *toy_population(const struct toys *toys, const struct answers *answers);

#endif

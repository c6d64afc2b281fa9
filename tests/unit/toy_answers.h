/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/toy_answers.h: the answers of toy models as a table, and what a lineage.tsv would
 * say of them. A simulation: no real model was examined.
 */
#ifndef UNIT_TOY_ANSWERS_H
#define UNIT_TOY_ANSWERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "evidence/population.h"
#include "sim/prompts.h"
#include "sim/toys.h"
#include "store/answers.h"

/* One model's answers to the first n prompts, under the name `as`. */
static inline void put_toy(struct answers *out, const struct toys *toys,
			   const struct toy *toy, const char *as, size_t n_prompts)
{
	struct buf id = BUF_INIT, prompt = BUF_INIT, text = BUF_INIT;
	size_t model = answers_model(out, as);
	struct err err = ERR_INIT;

	for (size_t j = 0; j < n_prompts; j++) {
		struct record record = {.outcome = OUTCOME_OK};
		bool moved;

		buf_reset(&id);
		buf_reset(&prompt);
		buf_reset(&text);
		sim_prompt_id(j, &id);
		sim_prompt_text(j, &prompt);
		toys_answer(toys, toy, j, 0, &text);
		record.prompt_id = (struct text){id.data, id.len};
		record.prompt = (struct text){prompt.data, prompt.len};
		record.answer = (struct text){text.data, text.len};
		assert_int_equal(answers_add(out, model, &record, &moved, &err), 0);
	}
	buf_clear(&id);
	buf_clear(&prompt);
	buf_clear(&text);
}

/* All models that can be asked; sorted. */
static inline struct answers *toy_answers(const struct toys *toys, size_t n_prompts)
{
	struct answers *out = answers_new();

	for (size_t i = 0; i < toys_count(toys); i++)
		put_toy(out, toys, toys_at(toys, i), toys_at(toys, i)->name, n_prompts);
	answers_sort(out);
	return out;
}

/* Facts of those that a reference corpus may know. */
static inline struct population *toy_population(const struct toys *toys,
						const struct answers *answers)
{
	struct population *pop =
		population_new((const char *const *)answers->models, answers->n_models);

	for (size_t i = 0; i < answers->n_models; i++) {
		const struct toy *toy = toys_model(toys, answers->models[i]);
		struct model_facts facts;

		if (!toy || !toy->known)
			continue;
		facts = (struct model_facts){
			.family = toy->family,
			.vendor = toy->vendor,
			.base = toy->base,
			.taught_by = toy->teacher_vendor,
			.relation = *toy->teacher ? "distilled" : "independent",
			.confidence = "high",
		};
		population_set(pop, i, &facts);
	}
	return pop;
}

#endif

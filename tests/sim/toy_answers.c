/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/toy_answers.h"

#include <assert.h>
#include <string.h>

#include "sim/prompts.h"

static struct text text_in(const struct buf *buf)
{
	return (struct text){buf->data, buf->len};
}

static void add(struct answers *out, size_t model, const struct record *record)
{
	struct err err = ERR_INIT;
	bool moved = false;
	int rc = answers_add(out, model, record, &moved, &err);

	/* One text a prompt, one answer a sample: it cannot clash. */
	assert(!rc && !moved);
	(void)rc;
}

void toy_answers_put(struct answers *out, const struct toys *toys, const struct toy *toy,
		     const char *as, struct toy_questions asked)
{
	struct buf id = BUF_INIT, prompt = BUF_INIT, text = BUF_INIT;
	size_t model = answers_model(out, as);

	for (size_t j = 0; j < asked.n_prompts; j++) {
		buf_reset(&id);
		buf_reset(&prompt);
		sim_prompt_id(j, &id);
		sim_prompt_text(j, &prompt);
		for (size_t k = 0; k < asked.n_samples; k++) {
			struct record record = {.outcome = OUTCOME_OK};

			buf_reset(&text);
			toys_answer(toys, toy, j, (unsigned)k, &text);
			record.prompt_id = text_in(&id);
			record.prompt = text_in(&prompt);
			record.answer = text_in(&text);
			record.sample = (long)k;
			add(out, model, &record);
		}
	}
	buf_clear(&id);
	buf_clear(&prompt);
	buf_clear(&text);
}

struct answers *toy_answers(const struct toys *toys, size_t n_prompts)
{
	struct answers *out = answers_new();

	for (size_t i = 0; i < toys_count(toys); i++)
		toy_answers_put(out, toys, toys_at(toys, i), toys_at(toys, i)->name,
				(struct toy_questions){n_prompts, 1});
	answers_sort(out);
	return out;
}

struct answers *toy_answers_first(const struct answers *from, struct toy_questions asked)
{
	struct answers *out = answers_new();
	struct buf end = BUF_INIT;

	sim_prompt_id(asked.n_prompts, &end);
	for (size_t m = 0; m < from->n_models; m++) {
		size_t model = answers_model(out, from->models[m]);

		for (size_t i = 0; i < from->n_items; i++) {
			const struct item *item = &from->items[i];
			const struct answer *answer = answers_at(from, m, i);
			struct record record = {
				.prompt_id = {item->prompt_id, strlen(item->prompt_id)},
				.prompt = {item->prompt, item->prompt_len},
				.answer = {answer->data, answer->len},
				.outcome = answer->outcome,
				.sample = item->sample,
			};

			if (answer->data && item->sample < (long)asked.n_samples &&
			    strcmp(item->prompt_id, buf_str(&end)) < 0)
				add(out, model, &record);
		}
	}
	buf_clear(&end);
	answers_sort(out);
	return out;
}

struct population *toy_population(const struct toys *toys, const struct answers *answers)
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/toys.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "sim/grammar.h"
#include "sim/toys_model.h"

/* What a hash is for; one source of randomness each. */
enum purpose {
	FOR_PARENT = 1,
	FOR_STEADY,
	FOR_RECALL,
	FOR_LATENT,
	FOR_SAMPLE,
	FOR_LENGTH,
	FOR_MIX
};

static uint64_t hash_for(const struct model *model, enum purpose purpose, uint64_t what)
{
	return hash_pair(hash_pair(model->seed, purpose), what);
}

struct toys *toys_new(const struct toys_plan *plan)
{
	struct toys *toys = MEM_NEW(struct toys);

	assert(plan->n_families >= 2 && plan->n_families <= TOYS_FAMILIES_MAX);
	toys->plan = *plan;
	if (toys->plan.dose < 0)
		toys->plan.dose = TOYS_DOSE;
	toys_grow(toys);
	return toys;
}

void toys_free(struct toys *toys)
{
	if (!toys)
		return;
	mem_free(toys->models);
	arena_clear(&toys->arena);
	mem_free(toys);
}

struct model *toys_put(struct toys *toys, const char *name, enum toy_kind kind)
{
	struct model *model = arena_alloc(&toys->arena, 1, sizeof(struct model));

	assert(!toys_find(toys, name));
	assert(kind != TOY_SOURCE || toys->n == toys->n_sources);
	toys->models = MEM_GROW(toys->models, toys->n, &toys->cap);
	toys->models[toys->n++] = model;
	toys->n_sources += kind == TOY_SOURCE;
	model->seed = hash_pair(toys->plan.seed, hash_bytes(name, strlen(name)));
	model->toy = (struct toy){
		.name = arena_dup(&toys->arena, name, strlen(name)),
		.vendor = "",
		.family = "",
		.base = "",
		.released = "",
		.kind = kind,
		.teacher = "",
		.teacher_vendor = "",
		.base_vendor = "",
		.known = true,
	};
	return model;
}

void toys_draw_on(struct model *model, struct parent parent)
{
	assert(model->n_parents < MAX_PARENTS && parent.share >= 0 && parent.share <= 1);
	model->parents[model->n_parents++] = parent;
}

double toys_trait(const struct model *model, const char *which)
{
	return unit_of(hash_pair(model->seed, hash_bytes(which, strlen(which))));
}

struct model *toys_find(const struct toys *toys, const char *name)
{
	for (size_t i = 0; i < toys->n; i++) {
		if (strcmp(toys->models[i]->toy.name, name) == 0)
			return toys->models[i];
	}
	return NULL;
}

size_t toys_count(const struct toys *toys)
{
	return toys->n - toys->n_sources;
}

const struct toy *toys_at(const struct toys *toys, size_t i)
{
	assert(i < toys_count(toys));
	return &toys->models[toys->n_sources + i]->toy;
}

const struct toy *toys_model(const struct toys *toys, const char *name)
{
	const struct model *model = toys_find(toys, name);

	return model && model->toy.kind != TOY_SOURCE ? &model->toy : NULL;
}

const struct toy *toys_add_student(struct toys *toys, const char *name,
				   const struct toy *teacher, double dose)
{
	struct model *model =
		toys_put_student(toys, name, toys_find(toys, teacher->name), NULL, dose);

	model->toy.known = false;
	return &model->toy;
}

const struct toy *toys_add_independent(struct toys *toys, const char *name,
				       const char *base, bool is_hub)
{
	struct model *model = toys_put_independent(
		toys, name, base ? toys_find(toys, base) : NULL, is_hub);

	model->toy.known = false;
	return &model->toy;
}

const struct toy *toys_add_mix(struct toys *toys, const char *name, const struct toy *a,
			       const struct toy *b, double share)
{
	struct model *mix = toys_put(toys, name, TOY_MIX);

	mix->toy.vendor = mix->toy.family = mix->toy.name;
	mix->toy.known = false;
	toys_draw_on(mix, (struct parent){toys_find(toys, a->name), share, 1});
	toys_draw_on(mix, (struct parent){toys_find(toys, b->name), 1 - share, 1});
	return &mix->toy;
}

struct asked { /* one answer in the making: the grammar's chooser context */
	const struct model *model;
	uint64_t prompt, sample;
};

/*
 * Whose choice it is: the model's own, or learned from a parent, or from its parent...
 * *recall is the chance that the particular choice came along with the habit.
 */
static const struct model *whose(const struct model *model, uint64_t what, double *recall)
{
	*recall = 1;
	for (;;) {
		double u = unit_of(hash_for(model, FOR_PARENT, what));
		const struct parent *parent = model->parents,
				    *end = parent + model->n_parents;

		while (parent < end && u >= parent->share) {
			u -= parent->share;
			parent++;
		}
		if (parent == end)
			return model;
		*recall *= parent->recall;
		model = parent->model;
	}
}

const struct toy *toys_whose(const struct toys *toys, const struct toy *toy,
			     uint64_t what)
{
	double recall;

	(void)toys;
	return &whose((const struct model *)(const void *)toy, what, &recall)->toy;
}

uint64_t toys_seed(const struct toys *toys)
{
	return toys->plan.seed;
}

/*
 * A choice is the one its owner holds for this prompt, or, as often as the speaker is
 * unsteady or does not recall it, a fresh draw from the owner's habits: so students
 * share habits on every prompt and particular answers on some.
 */
static size_t choose(void *ctx, enum habit habit, unsigned key)
{
	const struct asked *asked = ctx;
	const struct model *model = asked->model, *owner;
	uint64_t what = hash_pair(hash_pair(asked->prompt, habit), key);
	uint64_t once = hash_pair(what, asked->sample), hash;
	double recall;

	owner = whose(model, what, &recall);
	if (unit_of(hash_for(model, FOR_STEADY, once)) >= model->steady)
		hash = hash_for(model, FOR_SAMPLE, once);
	else if (unit_of(hash_for(model, FOR_RECALL, what)) >= recall)
		hash = hash_for(model, FOR_LATENT, what);
	else
		hash = hash_for(owner, FOR_LATENT, what);
	return habits_pick(&owner->habits, habit, unit_of(hash));
}

void toys_answer(const struct toys *toys, const struct toy *toy, size_t prompt,
		 unsigned sample, struct buf *out)
{
	const struct model *model = (const struct model *)(const void *)toy;
	struct asked asked = {model, prompt, sample};
	struct chooser chooser = {choose, &asked, 0};
	double points;

	(void)toys;
	assert(toy->kind != TOY_SOURCE);
	if (toy->kind == TOY_MIX) {
		bool first = unit_of(hash_for(model, FOR_MIX, prompt)) <
			     model->parents[0].share;

		toys_answer(toys, &model->parents[first ? 0 : 1].model->toy, prompt,
			    sample, out);
		return;
	}
	points = model->reach +
		 unit_of(hash_for(model, FOR_LENGTH, hash_pair(prompt, sample)));
	chooser.extra_points = points > 0 ? (unsigned)points : 0;
	grammar_answer(sim_prompt_at(prompt), &chooser, out);
}

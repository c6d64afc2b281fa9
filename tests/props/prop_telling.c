/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choice of prompts never sees the suspect (DESIGN 6): whatever the models of its
 * family answer, the prompts are as telling as before, to the last bit; and the answers
 * of the others do count. On toy models.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/selection.h"
#include "sim/toy_answers.h"

#define N_PROMPTS 60
#define N_SEEDS 4

static const char *const teacher = "borage-2";

/* Say the same words to every prompt in the place of the models' of one family. */
static void speak_for(struct answers *answers, const struct population *pop,
		      unsigned family, const char *words)
{
	for (size_t model = 0; model < pop->n; model++) {
		for (size_t i = 0; pop->family[model] == family && i < answers->n_items;
		     i++)
			answers->cells[model * answers->cap_items + i] =
				(struct answer){words, strlen(words), OUTCOME_OK};
	}
}

/* Owned by the caller. */
static double *values(const struct answers *answers, const struct population *pop,
		      unsigned without)
{
	struct features *f = features_read(answers);
	struct selection *s = selection_new(f, pop, without);
	double *out = mem_alloc(f->n_prompts, sizeof(*out));

	selection_values(s, answers_find_model(answers, teacher), out);
	selection_free(s);
	features_free(f);
	return out;
}

/* A clean model of a family that has no version of the teacher; the last: hardest to
 * leave out, as it counts for how rare words are. */
static size_t a_control(const struct answers *answers, const struct population *pop)
{
	size_t t = answers_find_model(answers, teacher);
	size_t found = SIZE_MAX;

	for (size_t i = 0; i < pop->n; i++) {
		if (population_in_cohort(pop, i, t, t))
			found = i;
	}
	assert_true(found != SIZE_MAX);
	return found;
}

static void one_seed(uint64_t seed)
{
	struct toys_plan plan = {.seed = seed, .n_families = 26, .dose = -1};
	struct toys *toys = toys_new(&plan);
	struct answers *answers = toy_answers(toys, N_PROMPTS);
	struct population *pop = toy_population(toys, answers);
	size_t suspect = a_control(answers, pop);
	unsigned family = pop->family[suspect];
	double *before = values(answers, pop, family);
	double *all = values(answers, pop, POPULATION_UNKNOWN);
	double *after, *none, *all_after;

	assert_true(before[0] > -1e9);
	speak_for(answers, pop, family,
		  "Sure! Here is what the suspect says instead of it all.");
	after = values(answers, pop, family);
	all_after = values(answers, pop, POPULATION_UNKNOWN);
	assert_memory_equal(before, after, N_PROMPTS * sizeof(*before));
	assert_memory_not_equal(all, all_after, N_PROMPTS * sizeof(*all));
	answers_forget(answers, suspect);
	none = values(answers, pop, family);
	assert_memory_equal(before, none, N_PROMPTS * sizeof(*before));
	mem_free(before);
	mem_free(after);
	mem_free(none);
	mem_free(all);
	mem_free(all_after);
	population_free(pop);
	answers_free(answers);
	toys_free(toys);
}

static void a_suspect_changes_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= N_SEEDS; seed++)
		one_seed(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_suspect_changes_nothing)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

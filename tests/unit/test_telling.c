/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How telling prompts are, with values worked out by hand. */
#include "unit/stat_near.h"

#include <string.h>

#include "base/mem.h"
#include "evidence/telling.h"

enum { T1, T2, C, D, S, K, N };
#define N_ITEMS 2

static const char *const names[N] = {"t1", "t2", "c", "d", "s", "k"};

/* t1 and t2 are versions of one maker, k is its student, all others are by themselves. */
static struct population *six_models(void)
{
	struct population *pop = population_new(names, N);

	for (size_t i = 0; i < N; i++) {
		const char *own = i == T2 ? "t1" : names[i];
		struct model_facts facts = {own, own, NULL, "", "independent", "high"};

		if (i == K) {
			facts.taught_by = "t1";
			facts.relation = "distilled";
		}
		population_set(pop, i, &facts);
	}
	return pop;
}

/*
 * Item 0: t1-t2 5, t1-c 1, t1-d 2, t1-s 3, t2-c 1, t2-d 1, t2-s 5, c-d 0, c-s 2, d-s 3;
 * the student is like everybody, which must not count. Item 1 is item 0, but t2 did not
 * answer it.
 */
static double likeness(const void *from, size_t item, size_t a, size_t b)
{
	static const double of[N][N] = {
		{0, 5, 1, 2, 3, 99}, {5, 0, 1, 1, 5, 99}, {1, 1, 0, 0, 2, 99},
		{2, 1, 0, 0, 3, 99}, {3, 5, 2, 3, 0, 99}, {99, 99, 99, 99, 99, 0},
	};

	(void)from;
	assert_true(a != b);
	return item == 1 && (a == T2 || b == T2) ? (double)NAN : of[a][b];
}

static struct telling without(const struct population *pop, unsigned family)
{
	return (struct telling){pop, family, N_ITEMS, likeness, NULL};
}

/* Own: 5 - (1 + 2) / 2 = 3.5; general: 5 - (1 + 2 + 1 + 1 + 0) / 5 = 4. */
static void it_is_what_versions_share_beyond_chance(void **state)
{
	struct population *pop = six_models();
	struct telling t = without(pop, pop->family[S]);
	double general[N_ITEMS], value[N_ITEMS];

	(void)state;
	assert_int_equal(telling_siblings(&t, T1, NULL), 1);
	assert_int_equal(telling_controls(&t, T1, NULL), 2);
	telling_general(&t, general);
	NEAR(general[0], 4, 1e-12);
	telling_values(&t, general, T1, value);
	NEAR(value[0], 3.5 + 4, 1e-12);
	population_free(pop);
}

/* With s a control: own 5 - (1 + 2 + 3) / 3 = 3; general 5 - (5 + 3 + 5 + 2 + 3) / 9. */
static void a_left_out_family_changes_what_is_known(void **state)
{
	struct population *pop = six_models();
	struct telling t = without(pop, POPULATION_UNKNOWN);
	double general[N_ITEMS], value[N_ITEMS];

	(void)state;
	assert_int_equal(telling_controls(&t, T1, NULL), 3);
	telling_general(&t, general);
	NEAR(general[0], 3, 1e-12);
	telling_values(&t, general, T1, value);
	NEAR(value[0], 3 + 3, 1e-12);
	population_free(pop);
}

static void without_a_sibling_only_the_general_part_speaks(void **state)
{
	struct population *pop = six_models();
	struct telling t = without(pop, pop->family[S]);
	double general[N_ITEMS], value[N_ITEMS];

	(void)state;
	telling_general(&t, general);
	telling_values(&t, general, C, value);
	assert_int_equal(telling_siblings(&t, C, NULL), 0);
	NEAR(value[0], 4, 1e-12);
	population_free(pop);
}

/* Where the suspect is of the teacher's own family, no version of it may be looked at. */
static void a_suspect_of_the_family_leaves_no_sibling(void **state)
{
	struct population *pop = six_models();
	struct telling t = without(pop, pop->family[T1]);
	double general[N_ITEMS], value[N_ITEMS];

	(void)state;
	assert_int_equal(telling_siblings(&t, T1, NULL), 0);
	telling_general(&t, general);
	assert_true(isnan(general[0]));
	telling_values(&t, general, T1, value);
	assert_true(isnan(value[0]));
	population_free(pop);
}

static void a_prompt_that_no_two_versions_answered_tells_nothing(void **state)
{
	struct population *pop = six_models();
	struct telling t = without(pop, pop->family[S]);
	double general[N_ITEMS], value[N_ITEMS];

	(void)state;
	telling_general(&t, general);
	assert_true(isnan(general[1]));
	telling_values(&t, general, T1, value);
	assert_true(isnan(value[1]));
	general[1] = 2; /* it told something of others */
	telling_values(&t, general, T1, value);
	NEAR(value[1], 2, 1e-12);
	telling_values(&t, general, T2, value);
	assert_true(isnan(value[1])); /* the teacher itself did not answer */
	population_free(pop);
}

static void the_greatest_come_first_and_the_first_of_equals(void **state)
{
	const double value[] = {1, NAN, 3, 1, -2, 3};
	size_t out[6];
	const size_t expected[] = {2, 5, 0, 3, 4};

	(void)state;
	assert_int_equal(telling_most(value, 6, 3, out), 3);
	assert_memory_equal(out, expected, 3 * sizeof(*out));
	assert_int_equal(telling_most(value, 6, 6, out), 5);
	assert_memory_equal(out, expected, sizeof(expected));
	assert_int_equal(telling_most(value, 0, 2, out), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_versions_share_beyond_chance),
		cmocka_unit_test(a_left_out_family_changes_what_is_known),
		cmocka_unit_test(without_a_sibling_only_the_general_part_speaks),
		cmocka_unit_test(a_suspect_of_the_family_leaves_no_sibling),
		cmocka_unit_test(a_prompt_that_no_two_versions_answered_tells_nothing),
		cmocka_unit_test(the_greatest_come_first_and_the_first_of_equals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

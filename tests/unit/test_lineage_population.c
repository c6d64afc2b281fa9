/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is clean, who belongs to whom, who may stand in a cohort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/population.h"

static const char *const names[] = {"m0", "m1", "m2", "m3", "m4", "m5"};

static void set(struct population *pop, size_t model, const char *family,
		const char *vendor, const char *taught_by, const char *relation,
		const char *confidence)
{
	struct model_facts facts = {family,   vendor,     NULL, taught_by,
				    relation, confidence, NULL};

	population_set(pop, model, &facts);
}

static void a_model_of_which_nothing_is_known_is_alone_and_not_clean(void **state)
{
	struct population *pop = population_new(names, 6);

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		assert_false(pop->clean[i]);
		assert_false(pop->known[i]);
		for (size_t j = 0; j < i; j++) {
			assert_int_not_equal(pop->family[i], pop->family[j]);
			assert_int_not_equal(pop->vendor[i], pop->vendor[j]);
		}
	}
	population_free(pop);
	population_free(NULL);
	population_free(population_new(names, 0));
}

static bool clean(const char *relation, const char *confidence, const char *taught_by)
{
	struct population *pop = population_new(names, 1);
	bool is;

	set(pop, 0, "fam", "ven", taught_by, relation, confidence);
	is = pop->clean[0];
	population_free(pop);
	return is;
}

/* DESIGN 6, step 2: relation independent, confidence high or medium. */
static void clean_is_independent_and_sure_and_untaught(void **state)
{
	(void)state;
	assert_true(clean("independent", "high", ""));
	assert_true(clean("independent", "medium", "-"));
	assert_true(clean("independent", "high", "none"));
	assert_true(clean("independent", "high", NULL));
	assert_false(clean("independent", "low", ""));
	assert_false(clean("independent", "", ""));
	assert_false(clean("independent", "high", "openai"));
	assert_false(clean("independent", "high", "unknown"));
	assert_false(clean("distilled", "high", ""));
	assert_false(clean("distilled_mixed", "high", ""));
	assert_false(clean("preference", "high", ""));
	assert_false(clean("variant", "high", ""));
	assert_false(clean("unknown", "high", ""));
}

/* DESIGN 4: a control whose vendor or teachers are unknown is not clean. */
static void without_a_relation_the_user_must_say_taught_by_none(void **state)
{
	struct population *pop = population_new(names, 5);

	(void)state;
	set(pop, 0, "", "ven", "none", "", "");
	set(pop, 1, "", "ven", "-", NULL, NULL);
	set(pop, 2, "", "ven", "", "", "");
	set(pop, 3, "fam", "", "none", "", "");
	set(pop, 4, "", "ven", "openai", "", "");
	assert_true(pop->clean[0]);
	assert_true(pop->clean[1]);
	assert_false(pop->clean[2]);
	assert_false(pop->clean[3]);
	assert_false(pop->clean[4]);
	assert_true(pop->known[2]);
	population_free(pop);
}

static void teachers_are_read_from_lists(void **state)
{
	struct population *pop = population_new(names, 4);

	(void)state;
	set(pop, 0, "f0", "openai", "", "independent", "high");
	set(pop, 1, "f1", "meta", "", "independent", "high");
	set(pop, 2, "f2", "lmsys", "openai; meta", "distilled", "high");
	set(pop, 3, "f3", "wizard", "meta,openai", "distilled", "high");
	assert_true(population_taught_by(pop, 2, population_vendor(pop, "openai")));
	assert_true(population_taught_by(pop, 2, population_vendor(pop, "meta")));
	assert_true(population_taught_by(pop, 3, population_vendor(pop, "openai")));
	assert_false(population_taught_by(pop, 2, population_vendor(pop, "lmsys")));
	assert_false(population_taught_by(pop, 0, population_vendor(pop, "openai")));
	assert_false(population_taught_by(pop, 2, POPULATION_UNKNOWN));
	assert_int_equal(population_vendor(pop, "nobody"), POPULATION_UNKNOWN);
	assert_int_equal(population_family(pop, "nobody"), POPULATION_UNKNOWN);
	assert_int_equal(population_family(pop, "f2"), pop->family[2]);
	population_free(pop);
}

/* Facts put again replace the old ones, the teachers too. */
static void facts_may_be_put_again(void **state)
{
	struct population *pop = population_new(names, 2);

	(void)state;
	set(pop, 0, "f0", "v0", "openai", "distilled", "high");
	set(pop, 1, "f1", "openai", "", "independent", "high");
	assert_true(population_taught_by(pop, 0, pop->vendor[1]));
	set(pop, 0, "f0", "v0", "none", "independent", "high");
	assert_false(population_taught_by(pop, 0, pop->vendor[1]));
	assert_true(pop->clean[0]);
	population_free(pop);
}

/*
 * The cohort of suspect m0 and teacher m1 of vendor "acme": neither the suspect's family
 * (m2), nor the teacher's vendor (m3), nor whom that vendor taught (m4); m5 may.
 */
static void a_cohort_leaves_out_family_vendor_and_pupils(void **state)
{
	struct population *pop = population_new(names, 6);

	(void)state;
	set(pop, 0, "f0", "v0", "", "independent", "high");
	set(pop, 1, "f1", "acme", "", "independent", "high");
	set(pop, 2, "f0", "v2", "", "independent", "high");
	set(pop, 3, "f3", "acme", "", "independent", "high");
	set(pop, 4, "f4", "v4", "", "independent", "high");
	set(pop, 5, "f5", "v5", "", "independent", "high");
	for (size_t model = 0; model < 6; model++)
		assert_int_equal(population_in_cohort(pop, model, 0, 1), model >= 4);
	/* A pupil of acme is not clean anyhow; were it, it would stay out all the same.
	 */
	set(pop, 4, "f4", "v4", "acme", "independent", "high");
	assert_false(pop->clean[4]);
	pop->clean[4] = 1;
	assert_false(population_in_cohort(pop, 4, 0, 1));
	/* Another teacher's cohort may hold it. */
	assert_true(population_in_cohort(pop, 4, 0, 5));
	/* A model of the teacher's family, whatever its vendor, stays out. */
	set(pop, 5, "f1", "v5", "", "independent", "high");
	assert_false(population_in_cohort(pop, 5, 0, 1));
	population_free(pop);
}

static void a_population_written_as_json_reads_back_alike(void **state)
{
	struct population *pop = population_new(names, 5);
	struct population *back;
	struct json *list = json_new_array();
	const char *read_names[5];

	(void)state;
	set(pop, 3, "f\"0", "v0", "acme;v\"2", "distilled", "high");
	set(pop, 0, "f1", "acme", "", "independent", "high");
	set(pop, 4, "f\"0", "v\"2", "", "independent", "medium");
	population_json(pop, list);
	back = population_read(list, read_names);
	assert_non_null(back);
	assert_int_equal(back->n, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(back->names[i], names[i]);
		assert_int_equal(back->clean[i], pop->clean[i]);
		assert_int_equal(back->known[i], pop->known[i]);
		assert_string_equal(back->family_name[back->family[i]],
				    pop->family_name[pop->family[i]]);
		assert_string_equal(back->vendor_name[back->vendor[i]],
				    pop->vendor_name[pop->vendor[i]]);
		for (size_t j = 0; j < 5; j++) {
			assert_int_equal(population_taught_by(back, i, back->vendor[j]),
					 population_taught_by(pop, i, pop->vendor[j]));
			for (size_t k = 0; k < 5; k++)
				assert_int_equal(population_in_cohort(back, k, i, j),
						 population_in_cohort(pop, k, i, j));
		}
	}
	population_free(back);
	json_free(list);
	population_free(pop);
}

static void a_population_without_a_name_is_not_read(void **state)
{
	static const char *const bad[] = {
		"[{\"family\":\"f\",\"vendor\":\"v\"}]",
		"[{\"model\":\"m\",\"vendor\":\"v\"}]",
		"[{\"model\":\"m\",\"family\":\"f\"}]",
		"[{\"model\":1,\"family\":\"f\",\"vendor\":\"v\"}]",
		"[7]",
	};
	const char *read_names[1];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err err = ERR_INIT;
		struct json *list = json_parse(bad[i], strlen(bad[i]), NULL, &err);

		assert_non_null(list);
		assert_null(population_read(list, read_names));
		json_free(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_model_of_which_nothing_is_known_is_alone_and_not_clean),
		cmocka_unit_test(clean_is_independent_and_sure_and_untaught),
		cmocka_unit_test(without_a_relation_the_user_must_say_taught_by_none),
		cmocka_unit_test(teachers_are_read_from_lists),
		cmocka_unit_test(facts_may_be_put_again),
		cmocka_unit_test(a_cohort_leaves_out_family_vendor_and_pupils),
		cmocka_unit_test(a_population_written_as_json_reads_back_alike),
		cmocka_unit_test(a_population_without_a_name_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

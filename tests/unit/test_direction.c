/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who learned from whom: dates, names and mixtures, and when nothing tells. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/direction.h"
#include "unit/stat_near.h"

enum { SUSPECT, TEACHER, EARLIER };
static const char *const names[] = {"suspect", "teacher", "teacher-0"};

static struct direction found(const char *suspect, const char *teacher,
			      const char *earlier, const struct gates *gates)
{
	static const struct gates nothing;
	const char *const released[] = {suspect, teacher, earlier};
	struct population *pop = population_new(names, 3);
	struct direction d;

	for (size_t i = 0; i < 3; i++)
		population_set(
			pop, i,
			&(struct model_facts){.vendor = i == SUSPECT ? "pupil" : "acme",
					      .released = released[i]});
	d = direction_find(pop, gates ? gates : &nothing, SUSPECT, TEACHER);
	population_free(pop);
	return d;
}

static void without_dates_names_and_mixtures_it_is_undetermined(void **state)
{
	struct direction d = found("", "", "", NULL);

	(void)state;
	assert_int_equal(d.kind, DIRECTION_UNDETERMINED);
	assert_true(isnan(d.llr10));
	assert_int_equal(found("2023-04", "", "", NULL).kind, DIRECTION_UNDETERMINED);
	assert_int_equal(found("soon", "2023-01", "", NULL).kind, DIRECTION_UNDETERMINED);
	assert_int_equal(found("2023-13", "2023-01", "", NULL).kind,
			 DIRECTION_UNDETERMINED);
}

static void who_came_later_cannot_have_taught(void **state)
{
	struct direction d = found("2023-04", "2023-03", "", NULL);

	(void)state;
	assert_int_equal(d.kind, DIRECTION_FORWARD);
	NEAR(d.llr10, 1, 0);
	d = found("2023-04", "2023-05", "", NULL);
	assert_int_equal(d.kind, DIRECTION_IMPOSSIBLE);
	assert_true(isnan(d.llr10) && d.earlier == SIZE_MAX);
	d = found("2023-04", "2023-05", "2023-04", NULL);
	assert_int_equal(d.earlier, EARLIER);
	assert_int_equal(found("2023-04", "2023-04", "", NULL).kind,
			 DIRECTION_UNDETERMINED);
}

/* "2023" is some month of it. */
static void a_year_is_later_only_than_the_years_before(void **state)
{
	(void)state;
	assert_int_equal(found("2023", "2023-01", "", NULL).kind, DIRECTION_UNDETERMINED);
	assert_int_equal(found("2023", "2022-12", "", NULL).kind, DIRECTION_FORWARD);
	assert_int_equal(found("2023", "2024", "", NULL).kind, DIRECTION_IMPOSSIBLE);
}

static void a_name_claimed_one_way_tells(void **state)
{
	struct gates g = {.identity = {true, 40, 8, .001, .7, 40, 0}};
	struct direction d = found("", "", "", &g);

	(void)state;
	assert_int_equal(d.kind, DIRECTION_FORWARD);
	NEAR(d.llr10, .7, 0);
	g.identity.log10_lr = 3;
	NEAR(found("", "", "", &g).llr10, DIRECTION_BOUND, 0);
	g.identity.n_reverse_claiming = 1;
	assert_int_equal(found("", "", "", &g).kind, DIRECTION_UNDETERMINED);
	g.identity.n_reverse_claiming = 0;
	g.identity.n_reverse = 5;
	assert_int_equal(found("", "", "", &g).kind, DIRECTION_UNDETERMINED);
	g.identity.n_reverse = 40;
	g.identity.p = .2;
	assert_int_equal(found("", "", "", &g).kind, DIRECTION_UNDETERMINED);
}

/* e = 1 / (2 sqrt p): at z = -3, p = .00134990, e = 13.6088; at z = -2, p = .0227501,
 * e = 3.31496. */
static void a_mixture_tells_by_its_calibrated_p(void **state)
{
	struct gates g = {.mixture = {true, 50, -.01, -2, 4, true}};

	(void)state;
	NEAR(found("", "", "", &g).llr10, log10(3.31496), 1e-5);
	g.mixture.z = -3;
	NEAR(found("", "", "", &g).llr10, 1, 0);
	g.mixture.z = -1;
	assert_int_equal(found("", "", "", &g).kind, DIRECTION_UNDETERMINED);
	g.mixture.z = 9;
	assert_int_equal(found("", "", "", &g).kind, DIRECTION_UNDETERMINED);
	/* Both between the base and the other: nobody is the mixture. */
	g.mixture.z = -3;
	g.mixture.teacher_z = -1;
	assert_int_equal(found("", "", "", &g).kind, DIRECTION_UNDETERMINED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_dates_names_and_mixtures_it_is_undetermined),
		cmocka_unit_test(who_came_later_cannot_have_taught),
		cmocka_unit_test(a_year_is_later_only_than_the_years_before),
		cmocka_unit_test(a_name_claimed_one_way_tells),
		cmocka_unit_test(a_mixture_tells_by_its_calibrated_p),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

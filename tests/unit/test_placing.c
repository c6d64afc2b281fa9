/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks among models and among vendors, ties, and rates among innocents: by counting, and
 * with limits that have a closed form (of none among n: 1 - .05^(1/n)). */
#include "evidence/placing.h"
#include "unit/stat_near.h"

/* Three vendors: 0 holds 5 and 1, 1 holds 4 and 4, 2 holds 2; one has no value. */
static const double value[] = {5, 1, 4, 4, 2, NAN};
static const unsigned vendor[] = {0, 0, 1, 1, 2, 3};
enum { N = 6 };

static void among_models_each_counts(void **state)
{
	struct placing p = placing_find(value, NULL, N, 3);

	(void)state;
	assert_int_equal(p.rank, 4); /* below 5, 4 and 4 */
	assert_int_equal(p.of, 6);
	assert_int_equal(p.n_tied, 0);
	NEAR(p.p, 4 / 6., 0);
}

static void among_vendors_each_counts_once(void **state)
{
	struct placing p = placing_find(value, vendor, N, 3);

	(void)state;
	assert_int_equal(p.rank, 3); /* below 5 and 4 */
	assert_int_equal(p.of, 4);   /* the fourth vendor has no value */
	NEAR(p.p, 3 / 4., 0);
	p = placing_find(value, vendor, N, 6);
	NEAR(p.p, 1 / 4., 0);
}

/* Versions of one vendor beside it add nothing among vendors, whatever their number. */
static void many_versions_are_one_vendor(void **state)
{
	static const unsigned one[] = {7, 7, 7, 7, 7, 7};
	struct placing p = placing_find(value, one, N, 6);

	(void)state;
	assert_int_equal(p.rank, 1);
	NEAR(p.p, 1 / 2., 0);
}

static void ties_count_against_it_and_are_counted(void **state)
{
	struct placing p = placing_find(value, NULL, N, 4);

	(void)state;
	assert_int_equal(p.rank, 4); /* behind 5 and both of 4 */
	assert_int_equal(p.n_tied, 2);
	p = placing_find(value, vendor, N, 4);
	assert_int_equal(p.rank, 3);
	assert_int_equal(p.n_tied, 1);
}

static void without_a_value_of_its_own_there_is_no_p(void **state)
{
	(void)state;
	assert_true(isnan(placing_find(value, NULL, N, NAN).p));
	assert_true(isnan(placing_find(value, vendor, N, NAN).p));
}

static void alone_it_is_first_of_one(void **state)
{
	struct placing p = placing_find(value, NULL, 0, 1);

	(void)state;
	assert_int_equal(p.rank, 1);
	assert_int_equal(p.of, 1);
	NEAR(p.p, 1, 0);
}

static const double innocent[] = {-1, -1, .5, 1.5, -.2, NAN};

static void innocents_are_counted_on_the_side_that_is_stated(void **state)
{
	struct placing_rates r = placing_rates(innocent, NULL, N, 1.5);

	(void)state;
	assert_int_equal(r.n, 5);
	assert_int_equal(r.n_above, 2);
	assert_int_equal(r.n_beyond, 1); /* 1.5 is at it */
	r = placing_rates(innocent, NULL, N, -1);
	assert_int_equal(r.n_above, 2);
	assert_int_equal(r.n_beyond, 2); /* at or below */
}

/* A vendor stands by its highest: 0 at -1, 1 at 1.5, 2 at -.2. */
static void a_vendor_is_judged_by_its_highest_model(void **state)
{
	struct placing_rates r = placing_rates(innocent, vendor, N, -1);

	(void)state;
	assert_int_equal(r.n, 3);
	assert_int_equal(r.n_above, 1);
	assert_int_equal(r.n_beyond, 1);
}

static void limits_are_the_one_sided_ones(void **state)
{
	static const double floor[] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
	struct placing_rates r = placing_rates(floor, NULL, 10, 1);

	(void)state;
	NEAR(r.above_most, 1 - pow(.05, 1 / 10.), 1e-9);
	NEAR(r.beyond_most, 1 - pow(.05, 1 / 10.), 1e-9);
	r = placing_rates(floor, NULL, 10, -1); /* all of them */
	NEAR(r.beyond_most, 1, 0);
	r = placing_rates(floor, NULL, 0, 1);
	assert_true(isnan(r.above_most) && isnan(r.beyond_most));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(among_models_each_counts),
		cmocka_unit_test(among_vendors_each_counts_once),
		cmocka_unit_test(many_versions_are_one_vendor),
		cmocka_unit_test(ties_count_against_it_and_are_counted),
		cmocka_unit_test(without_a_value_of_its_own_there_is_no_p),
		cmocka_unit_test(alone_it_is_first_of_one),
		cmocka_unit_test(innocents_are_counted_on_the_side_that_is_stated),
		cmocka_unit_test(a_vendor_is_judged_by_its_highest_model),
		cmocka_unit_test(limits_are_the_one_sided_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

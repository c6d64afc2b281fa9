/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of hypergeometric numbers, against closed forms and Fisher's test. */
#include "stat/mantel.h"
#include "stat/table.h"
#include "unit/stat_near.h"

/* Fisher's lady: 4 of 8 cups, all right by chance 1 in 70, one pair wrong 16. */
static void one_stratum_is_fishers_test(void **state)
{
	const struct fourfold tea = {8, 4, 4, 3};
	double mean, variance, greater, two_sided;

	(void)state;
	NEAR(mantel_at_least(&tea, 1, 4), 1. / 70, 1e-14);
	NEAR(mantel_at_least(&tea, 1, 3), 17. / 70, 1e-14);
	NEAR(mantel_at_least(&tea, 1, 0), 1, 1e-14);
	NEAR(mantel_at_least(&tea, 1, 5), 0, 0);
	mantel_moments(&tea, 1, &mean, &variance);
	NEAR(mean, 2, 1e-14);
	NEAR(variance, 4. / 7, 1e-14);
	for (size_t k = 2; k <= 6; k++) {
		const struct fourfold skew = {20, 11, 6, k};

		table_fisher(k, 6 - k, 11 - k, 3 + k, &greater, &two_sided);
		NEAR(mantel_at_least(&skew, 1, k), greater, 1e-12);
	}
}

/* Two of which one has either mark: the sum over four such pairs is binomial(4, 1/2). */
static void strata_add_up(void **state)
{
	const struct fourfold pairs[] = {
		{2, 1, 1, 0}, {2, 1, 1, 0}, {2, 1, 1, 1}, {2, 1, 1, 1}};
	double mean, variance;

	(void)state;
	NEAR(mantel_at_least(pairs, 4, 4), 1. / 16, 1e-14);
	NEAR(mantel_at_least(pairs, 4, 3), 5. / 16, 1e-14);
	NEAR(mantel_at_least(pairs, 4, 2), 11. / 16, 1e-14);
	mantel_moments(pairs, 4, &mean, &variance);
	NEAR(mean, 2, 1e-14);
	NEAR(variance, 1, 1e-14);
	assert_int_equal(mantel_most(pairs, 4), 4);
}

static void strata_without_choice_change_nothing(void **state)
{
	const struct fourfold strata[] = {
		{8, 4, 4, 3}, {0, 0, 0, 0}, {5, 5, 5, 5}, {3, 0, 2, 0}, {4, 4, 1, 1}};
	double mean, variance;

	(void)state;
	NEAR(mantel_at_least(strata, 5, 3 + 5 + 1), 17. / 70, 1e-14);
	mantel_moments(strata, 5, &mean, &variance);
	NEAR(mean, 2 + 5 + 1, 1e-14);
	NEAR(variance, 4. / 7, 1e-14);
	NEAR(mantel_at_least(strata, 0, 0), 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_stratum_is_fishers_test),
		cmocka_unit_test(strata_add_up),
		cmocka_unit_test(strata_without_choice_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

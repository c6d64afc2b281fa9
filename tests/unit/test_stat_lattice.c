/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/lattice.h"

#include <stdlib.h>

#include "unit/stat_near.h"

static struct lattice_term bernoulli(double p)
{
	return (struct lattice_term){.p = {p}, .value = {1}, .n = 1};
}

/* METHODS.md, TV-18. */
static void a_sum_of_bernoullis_is_poisson_binomial(void **state)
{
	static const double tail[] = {1,     1 - .1512, 1 - .1512 - .3714, .15, .0226,
				      .0012, 0};
	struct lattice_term terms[5];
	double mean, variance;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		terms[i] = bernoulli(.1 * (double)(i + 1));
	for (size_t k = 0; k < 7; k++)
		NEAR(lattice_at_least(terms, 5, k), tail[k], 1e-12);
	lattice_moments(terms, 5, &mean, &variance);
	NEAR(mean, 1.5, 1e-12);
	NEAR(variance, .09 + .16 + .21 + .24 + .25, 1e-12);
}

/* Three of 36 throws of two dice give 11 or more; all give at least 2. */
static void two_dice_sum_as_they_do(void **state)
{
	struct lattice_term dice[2];
	double mean, variance;

	(void)state;
	for (size_t d = 0; d < 2; d++) {
		dice[d].n = 6;
		for (unsigned j = 0; j < 6; j++) {
			dice[d].p[j] = 1. / 6;
			dice[d].value[j] = j + 1;
		}
	}
	NEAR(lattice_at_least(dice, 2, 11), 3. / 36, 1e-12);
	NEAR(lattice_at_least(dice, 2, 7), 21. / 36, 1e-12);
	NEAR(lattice_at_least(dice, 2, 2), 1, 1e-12);
	NEAR(lattice_at_least(dice, 2, 13), 0, 0);
	lattice_moments(dice, 2, &mean, &variance);
	NEAR(mean, 7, 1e-12);
	NEAR(variance, 35. / 6, 1e-12);
}

/* The all-ones outcome of 100 terms of one in 1,000 has probability 1e-300. */
static void a_far_tail_keeps_its_digits(void **state)
{
	struct lattice_term *terms = calloc(100, sizeof(*terms));

	(void)state;
	for (size_t i = 0; i < 100; i++)
		terms[i] = bernoulli(1e-3);
	CLOSE(lattice_at_least(terms, 100, 100), 1e-300, 1e-10);
	free(terms);
}

static void a_value_of_nought_adds_nothing(void **state)
{
	struct lattice_term term = {.p = {.5, .25}, .value = {0, 2}, .n = 2};

	(void)state;
	NEAR(lattice_at_least(&term, 1, 1), .25, 1e-15);
	NEAR(lattice_at_least(&term, 1, 0), 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_of_bernoullis_is_poisson_binomial),
		cmocka_unit_test(two_dice_sum_as_they_do),
		cmocka_unit_test(a_far_tail_keeps_its_digits),
		cmocka_unit_test(a_value_of_nought_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

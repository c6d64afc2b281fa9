/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-statistics against closed forms: additive trees, and mixtures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stat/fstat.h"
#include "unit/stat_near.h"

/* On a tree the inner product of two leaves is the length of the path they share from the
 * root: ((A:1, B:2):3, (C:4, D:5):6). */
static void f4_is_0_across_the_branch_that_parts_two_pairs(void **state)
{
	double ac = 0, ad = 0, bc = 0, bd = 0, ab = 3, cd = 6;

	(void)state;
	NEAR(fstat_f4(ac, ad, bc, bd), 0, 0);
	/* A, C against B, D share the branches 3 and 6, walked the same way. */
	NEAR(fstat_f4(ab, ad, bc, cd), 3 + 6, 0);
	/* A, C against D, B: the other way. */
	NEAR(fstat_f4(ad, ab, cd, bc), -(3 + 6), 0);
}

static void what_a_model_has_with_everybody_falls_out_of_f4(void **state)
{
	double hub[4] = {.1, .7, 1.3, .2};

	(void)state;
	NEAR(fstat_f4(hub[0] + hub[2], hub[0] + hub[3], hub[1] + hub[2], hub[1] + hub[3]),
	     0, 1e-15);
}

/* Of a leaf between two others f3 is its own branch, and f2 the path between two leaves:
 * the star A:1, B:2, C:4. */
static void f3_of_a_leaf_is_its_branch_and_f2_a_path(void **state)
{
	(void)state;
	NEAR(fstat_f3(4, 0, 0, 0), 4, 0);
	NEAR(fstat_f2(1, 2, 0), 3, 0);
}

/* mu_C = (1 - x) mu_A + x mu_B with orthogonal A and B of squares 2 and 3. */
static void f3_of_a_mixture_is_minus_x_1_minus_x_f2(void **state)
{
	(void)state;
	for (double x = 0; x <= 1; x += .125) {
		double aa = 2, bb = 3;
		double cc = (1 - x) * (1 - x) * aa + x * x * bb;
		double f3 = fstat_f3(cc, (1 - x) * aa, x * bb, 0);

		NEAR(f3, -x * (1 - x) * fstat_f2(aa, bb, 0), 1e-15);
	}
}

/*
 * Two answers of a fair mixture of two orthogonal ones: of the four samples that can
 * come, the mean of the unbiased f3 is -1/4 f2 = -1/2.
 */
static void f3_of_two_answers_is_unbiased(void **state)
{
	double sum = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		double n_b = (i & 1) + (i >> 1);       /* answers that are the second's */
		double a = (2 - n_b) / 2, b = n_b / 2; /* of the mean embedding */

		sum += fstat_f3(fstat_self(a * a + b * b, 2), a, b, 0);
	}
	NEAR(sum / 4, -.25 * fstat_f2(1, 1, 0), 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f4_is_0_across_the_branch_that_parts_two_pairs),
		cmocka_unit_test(what_a_model_has_with_everybody_falls_out_of_f4),
		cmocka_unit_test(f3_of_a_leaf_is_its_branch_and_f2_a_path),
		cmocka_unit_test(f3_of_a_mixture_is_minus_x_1_minus_x_f2),
		cmocka_unit_test(f3_of_two_answers_is_unbiased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

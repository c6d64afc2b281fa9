/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_copying.c: answer-copying statistics against a published vector, closed
 * forms and simulated answer sheets. */
#include "unit/stat_near.h"

#include "stat/copying.h"
#include "stat/dist.h"
#include "stat/rng.h"
#include "stat/stat.h"

static const double tv18[] = {.1, .2, .3, .4, .5};

/* METHODS, vector 18. */
static void test_published_matches(void **state)
{
	const double pmf[] = {.1512, .3714, .3274, .1274, .0214, .0012};
	double omega = copying_omega(tv18, 5, 4);

	(void)state;
	for (size_t m = 0; m < 6; m++)
		NEAR(copying_gbt_p(tv18, 5, m) - copying_gbt_p(tv18, 5, m + 1), pmf[m],
		     1e-15);
	NEAR(copying_gbt_p(tv18, 5, 3), .15, 1e-15);
	NEAR(omega, 2.564945880, 5.1e-10);
	NEAR(exp(dist_normal_ln_q(omega)), .005159595, 5.1e-10);
	NEAR(copying_gbt_p(tv18, 5, 4), .0226, 1e-15);
	NEAR(copying_k_p(9, 20, .2), .009981786, 5.1e-10);
}

static void test_published_m4(void **state)
{
	const double right[] = {.5, .6, .4}, wrong[] = {.1, .05, .2};
	struct copying_m4 m4;

	(void)state;
	copying_m4_init(&m4, right, wrong, 3);
	assert_int_equal(m4.width, 4);
	NEAR(m4.pmf[1 * 4 + 1], .139, 1e-15);
	NEAR(m4.upper[1 * 4 + 1], .252, 1e-15);
	NEAR(m4.upper[1 * 4 + 2], .019, 1e-15);
	NEAR(copying_m4_p(&m4, 1, 2), .020, 1e-15);
	NEAR(copying_m4_p(&m4, 0, 0), 1, 1e-15);
	/* All wrong alike is the least likely: .1 * .05 * .2. */
	NEAR(copying_m4_p(&m4, 0, 3), .001, 1e-15);
	/* Six matches of three items cannot be. */
	NEAR(copying_m4_p(&m4, 3, 3), COPYING_M4_LEAST, 0);
	copying_m4_clear(&m4);
}

/* Without wrong ones it is a binomial tail: 550 or more of 1,000 at a half. The count
 * runs through a window, so this shows that nothing is lost at its edges. */
static void test_m4_of_right_answers_alone_is_binomial(void **state)
{
	enum { N = 1000 };
	static double right[N], wrong[N];
	struct copying_m4 m4;

	(void)state;
	for (size_t i = 0; i < N; i++)
		right[i] = .5;
	copying_m4_init(&m4, right, wrong, N);
	assert_true(m4.height < N);
	CLOSE(copying_m4_p(&m4, 550, 0), dist_binomial_at_least(550, N, .5), 1e-9);
	copying_m4_clear(&m4);
}

/* METHODS, vector 18: two sheets of four items with four options each; the keys are 0 to
 * 3. Then .8 and .7 right, both right 62 of 100, both wrong 12, all 12 the same. */
static void test_published_agreement_beyond_chance(void **state)
{
	const double a[4][4] = {{.7, .1, .1, .1},
				{.25, .25, .25, .25},
				{.1, .6, .2, .1},
				{.05, .05, .8, .1}},
		     b[4][4] = {{.6, .2, .1, .1},
				{.1, .2, .3, .4},
				{.05, .7, .2, .05},
				{.1, .1, .7, .1}};
	double observed = 0, right_a = 0, right_b = 0, expected;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		observed += copying_match(a[i], b[i], 4) / 4;
		right_a += a[i][i] / 4;
		right_b += b[i][i] / 4;
	}
	expected = copying_expected(right_a, right_b, 1.0 / 3);
	NEAR(observed, .44, 1e-15);
	NEAR(expected, .252083333, 5.1e-10);
	NEAR(copying_kappa(observed, expected), .251253482, 5.1e-10);
	expected = copying_expected(.8, .7, 1.0 / 3);
	NEAR(expected, .58, 1e-15);
	NEAR(copying_kappa(.74, expected), .380952381, 5.1e-10);
	NEAR(copying_kappa(.74, copying_expected(.8, .7, 1)), .315789474, 5.1e-10);
}

/* By hand: wrong .1 and .3 of .4, .2 and .2 of .4, and a sheet that is never wrong. */
static void test_match_when_both_are_wrong(void **state)
{
	const double p[] = {.6, .1, .3}, q[] = {.6, .2, .2}, sure[] = {1, 0, 0};

	(void)state;
	NEAR(copying_wrong_match(p, q, 3, 0), .08 / .16, 1e-15);
	NEAR(copying_wrong_match(p, p, 3, 0), .1 / .16, 1e-15);
	NEAR(copying_wrong_match(p, sure, 3, 0), 1, 0);
}

static void test_equal_items_are_binomial(void **state)
{
	enum { N = 400 };
	double match[N];

	(void)state;
	for (size_t i = 0; i < N; i++)
		match[i] = .03;
	for (size_t m = 0; m < 90; m += 3)
		CLOSE(copying_gbt_p(match, N, m), dist_binomial_at_least(m, N, .03),
		      1e-10);
}

/* Without wrong answers M4 is the Poisson-binomial of the right ones, and each margin is
 * always one. */
static void test_m4_has_its_margins(void **state)
{
	enum { N = 5, ROW = N + 1 };
	const double wrong[N] = {.05, .3, .1, .2, .5}, none[N] = {0};
	struct copying_m4 joint, alone;

	(void)state;
	copying_m4_init(&joint, tv18, wrong, N);
	copying_m4_init(&alone, tv18, none, N);
	assert_int_equal(joint.width, ROW);
	assert_int_equal(alone.width, ROW);
	for (size_t k = 0; k <= N; k++) {
		double right = copying_gbt_p(tv18, N, k), margin = 0;

		for (size_t w = 0; w <= N; w++)
			margin += joint.pmf[k * ROW + w];
		NEAR(margin, right - copying_gbt_p(tv18, N, k + 1), 1e-15);
		NEAR(alone.pmf[k * ROW], margin, 1e-15);
		NEAR(joint.upper[k * ROW], right, 1e-15);
		NEAR(joint.upper[k], copying_gbt_p(wrong, N, k), 1e-15);
	}
	copying_m4_clear(&joint);
	copying_m4_clear(&alone);
}

static void test_certain_items_and_no_items(void **state)
{
	const double sure[] = {1, 1, 0};
	const size_t peers[] = {2, 4, 6};
	double p[] = {.2, .3, .5}, q[] = {.6, .4, 0};
	struct copying_m4 m4;

	(void)state;
	NEAR(copying_gbt_p(sure, 3, 2), 1, 0);
	NEAR(copying_gbt_p(sure, 3, 3), 0, 0);
	NEAR(copying_omega(sure, 3, 2), 0, 0);
	NEAR(copying_omega(sure, 3, 3), (double)INFINITY, 0);
	NEAR(copying_gbt_p(NULL, 0, 0), 1, 0);
	NEAR(copying_gbt_p(NULL, 0, 1), 0, 0);
	NEAR(copying_match(p, q, 3), .24, 1e-15);
	NEAR(copying_k_share(peers, 3, 8), .5, 1e-15);
	copying_m4_init(&m4, NULL, NULL, 0);
	NEAR(copying_m4_p(&m4, 0, 0), 1, 0);
	copying_m4_clear(&m4);
}

static size_t pick(struct rng *rng, const double *p)
{
	double u = rng_uniform(rng);

	return u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
}

/* Two independent sheets of 60 items: the exact p less a uniform share of its own atom
 * is uniform. The normal tail of omega is too small too often. */
static void test_gbt_p_is_uniform_under_the_null(void **state)
{
	enum { ROUNDS = 1500, N = 60 };
	static double p[ROUNDS];
	size_t n_omega = 0, n_gbt = 0;

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(1, round, 0, 0);
		double match[N], p_exact;
		size_t m = 0;

		for (size_t i = 0; i < N; i++) {
			double a = .02 + .06 * rng_uniform(&rng), s[] = {a, a, 1 - 2 * a},
			       t[] = {1 - 2 * a, a, a};

			match[i] = copying_match(s, t, 3);
			m += pick(&rng, s) == pick(&rng, t);
		}
		p_exact = copying_gbt_p(match, N, m);
		p[round] = p_exact -
			   rng_uniform(&rng) * (p_exact - copying_gbt_p(match, N, m + 1));
		n_gbt += p_exact <= .005;
		n_omega += dist_normal_ln_q(copying_omega(match, N, m)) <= log(.005);
	}
	assert_true(dist_ks_uniform_p(p, ROUNDS, NULL) > 1e-3);
	assert_true((double)n_gbt <= ROUNDS * .005 + 4 * sqrt(ROUNDS * .005));
	assert_true(n_omega > n_gbt);
}

/* M4's p is valid: at most a comes up in at most a share a. Exactly, by summing over all
 * outcomes. */
static void test_m4_p_is_never_too_small(void **state)
{
	enum { N = 12, ROW = N + 1 };
	double right[N], wrong[N];
	struct copying_m4 m4;
	struct rng rng = rng_stream(2, 0, 0, 0);

	(void)state;
	for (size_t i = 0; i < N; i++) {
		right[i] = .6 * rng_uniform(&rng);
		wrong[i] = .4 * rng_uniform(&rng);
	}
	copying_m4_init(&m4, right, wrong, N);
	assert_int_equal(m4.width, ROW);
	for (double a = 1e-6; a < 1; a *= 1.7) {
		double share = 0;

		for (size_t r = 0; r <= N; r++)
			for (size_t w = 0; w <= N - r; w++)
				if (copying_m4_p(&m4, r, w) <= a)
					share += m4.pmf[r * ROW + w];
		assert_true(share <= a * (1 + 1e-9));
	}
	copying_m4_clear(&m4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_matches),
		cmocka_unit_test(test_published_m4),
		cmocka_unit_test(test_m4_of_right_answers_alone_is_binomial),
		cmocka_unit_test(test_published_agreement_beyond_chance),
		cmocka_unit_test(test_match_when_both_are_wrong),
		cmocka_unit_test(test_equal_items_are_binomial),
		cmocka_unit_test(test_m4_has_its_margins),
		cmocka_unit_test(test_certain_items_and_no_items),
		cmocka_unit_test(test_gbt_p_is_uniform_under_the_null),
		cmocka_unit_test(test_m4_p_is_never_too_small),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_stat_dist.c: distributions against closed forms, tables and values computed
 * to 40 digits with mpmath.
 */
#include "unit/stat_near.h"

#include "stat/dist.h"
#include "stat/stat.h"

static void test_normal_tail_holds_far_out(void **state)
{
	const double v[][2] = {{-3, -0.0013508099647481938}, {-.5, -0.36894641528865639},
			       {0, -0.69314718055994531},    {1, -1.8410216450092635},
			       {5, -15.064998393988726},     {24.9, -314.14041276161316},
			       {25.1, -319.14838740588863},  {30, -454.3212439563432},
			       {38.5, -745.69527029041108},  {100, -5005.5242086942051}};
	size_t i;

	(void)state;
	for (i = 0; i < 10; i++)
		CLOSE(dist_normal_ln_q(v[i][0]), v[i][1], 1e-14);
	/* ln(1 - q) is -q: Q(30) = 4.906714e-198 */
	CLOSE(dist_normal_ln_q(-30), -4.906713927148187e-198, 1e-13);
	NEAR(dist_normal_cdf(1.959963984540054), 0.975, 1e-15);
	NEAR(dist_normal_quantile(0.975), 1.959963984540054, 1e-14);
	NEAR(dist_normal_quantile(0), (double)-INFINITY, 0);
	NEAR(dist_normal_quantile(1), (double)INFINITY, 0);
}

static void test_normal_quantile_undoes_the_log_tail(void **state)
{
	double z;

	(void)state;
	for (z = -36.0; z <= 39.5; z += 0.25)
		NEAR(dist_normal_z_of_ln_q(dist_normal_ln_q(z)), z,
		     1e-12 * (1 + fabs(z)));
	NEAR(dist_normal_z_of_ln_q(-1e6), DIST_Z_MAX, 0);
	NEAR(dist_normal_z_of_ln_q((double)-INFINITY), DIST_Z_MAX, 0);
	NEAR(dist_normal_z_of_ln_q(0), -DIST_Z_MAX, 0);
}

static void test_t_tail_holds_far_out(void **state)
{
	const double t[] = {.1, 1, 1.7, 1.9, 5, 30, 1e4, 1e200};
	const double df[] = {2, 4, 9, 37, 224};
	const double ln_q[][8] = {
		{-0.76629283605828914, -1.5543586830764359, -2.1574747561976913,
		 -2.3135481116270231, -3.9699288686693623, -7.4972069154167321,
		 -19.113827939512311, -921.72718437817822},
		{-0.77094025952896024, -1.6769114931813459, -2.4988740943526286,
		 -2.7315323644779738, -5.587275735616685, -12.513568916063136,
		 -35.742749265903287, -1840.9694621065684},
		{-0.77377557442775659, -1.761900529106429, -2.7858955697757244,
		 -3.1023370183187118, -7.9034032423304382, -22.809246832659198,
		 -75.050825378709875, -4136.8109290520247},
		{-0.77556815505815713, -1.8207582827143317, -3.0208046925054224,
		 -3.4227093382522879, -11.862053630818655, -62.499720030262901,
		 -276.71177247309925, -16975.058860196433},
		{-0.77605741537045468, -1.8376268961701638, -3.0953432187948607,
		 -3.5281653395963959, -14.363305341902698, -184.17218239034845,
		 -1460.6380129113859, -102553.33368595234}};
	size_t i, j;

	(void)state;
	for (i = 0; i < 5; i++)
		for (j = 0; j < 8; j++)
			CLOSE(dist_t_ln_q(t[j], df[i]), ln_q[i][j], 2e-13);
}

static void test_t_of_two_degrees_has_a_closed_form(void **state)
{
	double t;

	(void)state;
	for (t = 0.01; t < 1e6; t *= 1.3) {
		double root = sqrt(2 + t * t), q = 1 / ((2 + t * t) * (1 + t / root));

		CLOSE(dist_t_ln_q(t, 2), log(q), 1e-13);
		CLOSE(exp(dist_t_ln_q(-t, 2)), 1 - q, 1e-13);
	}
}

static void test_predictive_z_maps_the_t_tail(void **state)
{
	(void)state;
	NEAR(dist_t_predictive_z(2.5, 0, 1, 3), 1.3957770557800004, 1e-12);
	NEAR(dist_t_predictive_z(40, 0, 1, 5), 4.6476001142850741, 1e-12);
	NEAR(dist_t_predictive_z(7, 0, 1, 10), 3.9129471754268889, 1e-12);
	NEAR(dist_t_predictive_z(13, 1, 1, 30), 7.0892955928162822, 1e-12);
	NEAR(dist_t_predictive_z(80, 0, 2, 60), 13.952713427726449, 1e-12);
	NEAR(dist_t_predictive_z(-100, 0, 1, 225), -29.215378095735212, 1e-11);
	NEAR(dist_t_predictive_z(1e30, 0, 1, 12), 38.569234881283935, 1e-11);
}

static void test_predictive_z_is_never_nan(void **state)
{
	(void)state;
	NEAR(dist_t_predictive_z(1, 1, 0, 5), 0, 0);
	NEAR(dist_t_predictive_z(2, 1, 0, 5), DIST_Z_MAX, 0);
	NEAR(dist_t_predictive_z(0, 1, 0, 5), -DIST_Z_MAX, 0);
	NEAR(dist_t_predictive_z(1e308, -1e308, 1e-300, 100), DIST_Z_MAX, 0);
	assert_true(isfinite(dist_t_predictive_z(1 + 1e-16, 1, 1e-308, 3)));
	NEAR(dist_t_predictive_z(1e-300, 0, 1, 8), 0, 1e-12);
}

static void test_predictive_z_rises_smoothly(void **state)
{
	double x, last = -1, z;

	(void)state;
	/* Across the places where one expansion takes over from another. */
	for (x = 0; x < 60; x += 0.001) {
		z = dist_t_predictive_z(x, 0, 1, 12);
		assert_true(z > last && z - last < (x > 0 ? 0.0011 : 2));
		last = z;
	}
}

static void test_chi_squared(void **state)
{
	(void)state;
	NEAR(dist_chi2_p(3.841458820694124, 1), 0.05, 1e-14);
	CLOSE(dist_chi2_p(200, 2), exp(-100), 1e-13);
	/* TV-14: G 14.716792827 on 3 degrees of freedom, p .002075383. */
	NEAR(dist_chi2_p(14.716792827, 3), 0.002075383, 5e-10);
	NEAR(dist_chi2_p(0, 3), 1, 0);
}

static void test_binomial_tails(void **state)
{
	(void)state;
	/* TV-18 */
	NEAR(dist_binomial_at_least(9, 20, .2), .009981786, 5e-10);
	CLOSE(dist_binomial_at_most(0, 10, .3), pow(.7, 10), 1e-13);
	CLOSE(dist_binomial_at_least(10, 10, .3), pow(.3, 10), 1e-13);
	NEAR(dist_binomial_at_least(0, 10, .3), 1, 0);
	NEAR(dist_binomial_at_least(11, 10, .3), 0, 0);
	NEAR(dist_binomial_at_most(10, 10, .3), 1, 0);
	NEAR(dist_binomial_at_most(4, 10, .3) + dist_binomial_at_least(5, 10, .3), 1,
	     1e-14);
	NEAR(dist_binomial_at_least(1, 5, 0), 0, 0);
	NEAR(dist_binomial_at_least(1, 5, 1), 1, 0);
}

static void test_clopper_pearson_known_values(void **state)
{
	double lo, hi;

	(void)state;
	dist_clopper_pearson(0, 10, .95, &lo, &hi);
	NEAR(lo, 0, 0);
	NEAR(hi, 1 - pow(.025, .1), 1e-12);
	dist_clopper_pearson(10, 10, .95, &lo, &hi);
	NEAR(lo, pow(.025, .1), 1e-12);
	NEAR(hi, 1, 0);
	/* R: binom.test(5, 10)$conf.int */
	dist_clopper_pearson(5, 10, .95, &lo, &hi);
	NEAR(lo, .1870860, 5e-8);
	NEAR(hi, .8129140, 5e-8);
}

static void test_clopper_pearson_inverts_the_binomial(void **state)
{
	size_t n, k;

	(void)state;
	for (n = 1; n <= 400; n = n * 3 / 2 + 1) {
		for (k = 0; k <= n; k++) {
			double lo, hi;

			dist_clopper_pearson(k, n, .9, &lo, &hi);
			if (k > 0)
				NEAR(dist_binomial_at_least(k, n, lo), .05, 1e-9);
			if (k < n)
				NEAR(dist_binomial_at_most(k, n, hi), .05, 1e-9);
		}
	}
}

/* n values whose largest distance from the uniform distribution is d, for d >= 1/n. */
static double ks_p_at(size_t n, double d)
{
	double x[2500], statistic, p;
	size_t i;

	for (i = 0; i < n; i++)
		x[n - 1 - i] = fmax(0, (double)(i + 1) / (double)n - d);
	p = dist_ks_uniform_p(x, n, &statistic);
	NEAR(statistic, d, 1e-12);
	return p;
}

static void test_kolmogorov_smirnov_is_exact(void **state)
{
	/* TV-14 */
	const double x[] = {.05, .15, .22, .41, .48, .63, .71, .94};
	const double y[] = {.01, .02, .03, .05, .08, .1, .2, .3};
	double d;

	(void)state;
	NEAR(dist_ks_uniform_p(x, 8, &d), .957169, 5e-7);
	NEAR(d, .165, 1e-15);
	NEAR(dist_ks_uniform_p(y, 8, &d), 1.880988e-4, 5e-11);
	NEAR(d, .7, 1e-15);
	/* One value: P(D >= d) = 2 (1 - d). */
	NEAR(dist_ks_uniform_p(y + 7, 1, NULL), .6, 1e-15);
	/* Two values, 1/4 <= d <= 1/2: P(D < d) = 2 (2d - 1/2)^2. */
	NEAR(ks_p_at(2, .4), 1 - 2 * .3 * .3, 1e-14);
}

static void test_kolmogorov_smirnov_critical_values(void **state)
{
	(void)state;
	/* An independent exact method: a dynamic programme over how many values lie
	 * below each place where the empirical distribution may leave the band. The
	 * distances are Miller's (1956) 5 % and 1 % points. */
	NEAR(ks_p_at(8, .165), .95716921910574, 1e-12);
	NEAR(ks_p_at(10, .40925), .0499964523342573, 1e-12);
	NEAR(ks_p_at(20, .29408), .0499941602720374, 1e-8);
	NEAR(ks_p_at(50, .18841), .0499931691187429, 1e-8);
	NEAR(ks_p_at(100, .13403), .049994312400817, 1e-8);
	NEAR(ks_p_at(10, .48893), .0100003714100925, 1e-8);
	NEAR(ks_p_at(100, .16081), .0099991345463305, 1e-8);
	/* Kolmogorov's limit, 1.3581 / sqrt(n), with the first-order correction. */
	NEAR(ks_p_at(2500, (1.3581015 - 1.0 / (6 * 50)) / 50), .05, 2e-4);
	NEAR(ks_p_at(1500, (1.3581015 - 1.0 / (6 * sqrt(1500))) / sqrt(1500)), .05, 5e-5);
}

static void test_kolmogorov_smirnov_methods_meet(void **state)
{
	size_t n;

	(void)state;
	/* n d^2 = 3 parts the matrix power from the one-sided sum. */
	for (n = 20; n <= 1600; n *= 2) {
		double d = sqrt(3.0 / (double)n);

		CLOSE(ks_p_at(n, d - 1e-9), ks_p_at(n, d + 1e-9), 2e-6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal_tail_holds_far_out),
		cmocka_unit_test(test_normal_quantile_undoes_the_log_tail),
		cmocka_unit_test(test_t_tail_holds_far_out),
		cmocka_unit_test(test_t_of_two_degrees_has_a_closed_form),
		cmocka_unit_test(test_predictive_z_maps_the_t_tail),
		cmocka_unit_test(test_predictive_z_is_never_nan),
		cmocka_unit_test(test_predictive_z_rises_smoothly),
		cmocka_unit_test(test_chi_squared),
		cmocka_unit_test(test_binomial_tails),
		cmocka_unit_test(test_clopper_pearson_known_values),
		cmocka_unit_test(test_clopper_pearson_inverts_the_binomial),
		cmocka_unit_test(test_kolmogorov_smirnov_is_exact),
		cmocka_unit_test(test_kolmogorov_smirnov_critical_values),
		cmocka_unit_test(test_kolmogorov_smirnov_methods_meet),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

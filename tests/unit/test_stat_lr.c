/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_lr.c: metrics of likelihood ratios against published values. */
#include "unit/stat_near.h"
#include "unit/stat_vectors.h"

#include <stdlib.h>

#include "base/mem.h"
#include "stat/logit.h"
#include "stat/lr.h"
#include "stat/pav.h"
#include "stat/rng.h"
#include "stat/stat.h"
#include "stat/sum.h"

static const double inf = (double)INFINITY;

/* LRs of both classes as the functions want them. */
struct set {
	double llr10[2200];
	unsigned char h1[2200];
	size_t n;
};

static void add(struct set *set, size_t n, double lr, unsigned char h1)
{
	while (n-- > 0) {
		set->llr10[set->n] = log10(lr);
		set->h1[set->n++] = h1;
	}
}

static double cllr(const struct set *set)
{
	return lr_cllr(set->llr10, set->h1, NULL, set->n);
}

static void test_tv1_cllr(void **state)
{
	struct set set = {.n = 0};

	(void)state;
	add(&set, 2, 3, 0);
	add(&set, 2, 1. / 3, 1);
	NEAR(cllr(&set), 2, 1e-14);
	set.n = 0;
	add(&set, 2, 1. / 3, 0);
	add(&set, 2, 3, 1);
	NEAR(cllr(&set), .4150374992788438, 1e-14);
	set.n = 2;
	add(&set, 1, 1, 1);
	NEAR(cllr(&set), .7075187496394219, 1e-14);
	set.n = 0;
	add(&set, 1, 2, 0);
	add(&set, 2, 2, 1);
	NEAR(cllr(&set), 1.0849625007211563, 1e-14);
	set.n = 0;
	add(&set, 1, 8, 0);
	add(&set, 8, 8, 1);
	NEAR(cllr(&set), 1.6699250014423126, 1e-14);
}

static void test_tv1_cllr_with_growing_misleading_evidence(void **state)
{
	const double want[] = {.507177646488535, .5400680236656377, .5723134914863265};
	struct set set = {.n = 0};
	size_t i;

	(void)state;
	add(&set, 1, 1, 1);
	add(&set, 100, .01, 0);
	for (i = 0; i < 3; i++) {
		NEAR(cllr(&set), want[i], 1e-14);
		add(&set, 1, 100, 0);
	}
	add(&set, 3, 100, 0);
	NEAR(cllr(&set), .6952113122368764, 1e-14);
}

static void test_tv1_infinite_nan_and_empty(void **state)
{
	struct set set = {.n = 0};

	(void)state;
	add(&set, 1, inf, 0);
	assert_true(isnan(cllr(&set)));
	add(&set, 1, 2, 1);
	NEAR(cllr(&set), inf, 0);
	set.n = 0;
	add(&set, 1, 2, 0);
	assert_true(isnan(cllr(&set)));
	add(&set, 1, 0, 1);
	NEAR(cllr(&set), inf, 0);
	set.n = 0;
	assert_true(isnan(cllr(&set)));
	/* Infinite on the right side costs nothing. */
	add(&set, 1, inf, 1);
	add(&set, 1, 0, 0);
	NEAR(cllr(&set), 0, 0);
	add(&set, 1, (double)NAN, 0);
	assert_true(isnan(cllr(&set)));
}

static void test_tv2_breath_analyser(void **state)
{
	struct set set = {.n = 0};

	(void)state;
	add(&set, 990, .101, 0);
	add(&set, 10, 90, 0);
	add(&set, 90, 90, 1);
	add(&set, 10, .101, 1);
	NEAR(cllr(&set), .2807451936, 5e-11);
	NEAR(lr_cllr_min(set.llr10, set.h1, NULL, set.n), .2807451933, 5e-11);
	set.n = 0;
	add(&set, 990, .101, 0);
	add(&set, 10, 1000, 0);
	add(&set, 90, 1000, 1);
	add(&set, 10, .101, 1);
	NEAR(cllr(&set), .2915175453, 5e-11);
	NEAR(cllr(&set) - lr_cllr_min(set.llr10, set.h1, NULL, set.n), .0107723521,
	     5e-11);
	/* Misleading: 10 of 1,000 H2 above 0, 10 of 100 H1 below. */
	NEAR(lr_misleading(set.llr10, set.h1, NULL, set.n, 0).h2_above, .01, 1e-15);
	NEAR(lr_misleading(set.llr10, set.h1, NULL, set.n, 0).h1_below, .1, 1e-15);
	NEAR(lr_misleading(set.llr10, set.h1, NULL, set.n, 1).h1_below, 0, 0);
	NEAR(lr_misleading(set.llr10, set.h1, NULL, set.n, 3).h2_above, 0, 0);
}

static void test_tv6_idiolect_scores(void **state)
{
	unsigned char h1[2 * TV6_N];
	double x[2 * TV6_N];

	(void)state;
	tv6_rows(x, h1);
	NEAR(lr_auc(x, h1, NULL, 2 * TV6_N), .9307726, 5e-8);
	NEAR(lr_eer(x, h1, NULL, 2 * TV6_N), .15625, 1e-15);
	NEAR(lr_cllr_min(x, h1, NULL, 2 * TV6_N), .3817512, 5e-8);
}

static void test_tv7_empirical_cross_entropy(void **state)
{
	const double same[] = {.5, 2, 4, 6, 8, 10}, different[] = {.2, .4, .6, .8, 1.1};
	const double prior[] = {.01, .1, .5, .9};
	const double want[] = {.0577403682, .2815382677, .5862981075, .3273428756};
	struct set set = {.n = 0};
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++)
		add(&set, 1, same[i], 1);
	for (i = 0; i < 5; i++)
		add(&set, 1, different[i], 0);
	NEAR(cllr(&set), .5862981075, 5e-11);
	NEAR(lr_cllr_min(set.llr10, set.h1, NULL, set.n), .2895605748, 5e-11);
	for (i = 0; i < 4; i++)
		NEAR(lr_ece(set.llr10, set.h1, NULL, set.n,
			    log10(prior[i] / (1 - prior[i]))),
		     want[i], 5e-11);
	NEAR(lr_ece_null(log10(.1 / .9)), .4689955936, 5e-11);
	NEAR(lr_ece_null(0), 1, 1e-15);
}

static void test_ece_after_pav_is_never_above_raw_or_null(void **state)
{
	unsigned char h1[2 * TV6_N];
	double x[2 * TV6_N], best[2 * TV6_N], odds;
	struct err err = ERR_INIT;
	struct pav pav;
	size_t i;

	(void)state;
	tv6_rows(x, h1);
	assert_int_equal(pav_fit(x, h1, NULL, 2 * TV6_N, &pav, &err), 0);
	for (i = 0; i < 2 * TV6_N; i++) {
		best[i] = pav_llr10(&pav, x[i]);
		x[i] = (6.869899 * x[i] - 3.092481) / log(10);
	}
	pav_clear(&pav);
	NEAR(lr_ece(best, h1, NULL, 2 * TV6_N, 0), .3817512, 5e-8);
	for (odds = -3; odds <= 3; odds += .25) {
		double after = lr_ece(best, h1, NULL, 2 * TV6_N, odds);

		assert_true(after <= lr_ece(x, h1, NULL, 2 * TV6_N, odds) + 1e-12);
		assert_true(after <= lr_ece_null(odds) + 1e-12);
	}
}

static double devpav(const double *lr1, size_t n1, const double *lr2, size_t n2)
{
	struct set set = {.n = 0};
	size_t i;

	for (i = 0; i < n1; i++)
		add(&set, 1, lr1[i], 1);
	for (i = 0; i < n2; i++)
		add(&set, 1, lr2[i], 0);
	return lr_devpav(set.llr10, set.h1, NULL, set.n);
}

static void test_tv8_devpav(void **state)
{
	const double ones[] = {1, 1, 1}, twos[] = {2, 2, 2, 2, 2};
	const double a1[] = {5, 5, 5, .2}, a2[] = {5, .2, .2, .2};
	const double b1[] = {6, 5, 5, .2}, b2[] = {5, .2, .2, .1};
	const double c1[] = {.1, 100}, c2[] = {.01, 10};

	(void)state;
	NEAR(devpav(ones, 3, ones, 2), 0, 0);
	NEAR(devpav(twos, 5, twos, 5), log10(2), 1e-15);
	NEAR(devpav(a1, 4, a2, 4), .110924375, 5e-10);
	NEAR(devpav(b1, 4, b2, 4), .198970004, 5e-10);
	NEAR(devpav(c1, 2, c2, 2), .5, 1e-15);
}

static void test_tv8_area_to_the_identity(void **state)
{
	(void)state;
	NEAR(lr_area_to_identity(4, 1, 10, 7), 18, 1e-14);
	NEAR(lr_area_to_identity(-1, -2, 0, 3), 1.25, 1e-14);
	NEAR(lr_area_to_identity(0, 3, 10, 4), 25, 1e-14);
	NEAR(lr_area_to_identity(1, 1, 2, 2), 0, 0);
	NEAR(lr_area_to_identity(2, 5, 2, 5), 0, 0);
}

static void test_devpav_at_its_limits(void **state)
{
	const double none1[] = {4, 5}, none2[] = {.5, .2};
	const double end1[] = {inf, 2}, end2[] = {inf, 1};
	const double low1[] = {0, 2}, low2[] = {0, 1};

	(void)state;
	/* Separated: the PAV curve has no finite point. */
	assert_true(isnan(devpav(none1, 2, none2, 2)));
	NEAR(devpav(end1, 2, end2, 2), inf, 0);
	NEAR(devpav(low1, 2, low2, 2), inf, 0);
}

#define GRID 8001

/*
 * The bi-Gaussian of TV-9 as weights on a grid of ln LR: sums over it are integrals by
 * the trapezium rule, which for such densities is exact to rounding.
 */
static void bigauss_grid(double s, double *llr10, unsigned char *h1, double *weight)
{
	double reach = .5 * s * s + 9 * s, step = 2 * reach / (GRID - 1);
	size_t i, c;

	for (i = 0; i < GRID; i++) {
		for (c = 0; c < 2; c++) {
			double x = -reach + (double)i * step;
			double z = (x - (c ? .5 : -.5) * s * s) / s;

			llr10[2 * i + c] = x / M_LN10;
			h1[2 * i + c] = c == 1;
			weight[2 * i + c] = exp(-.5 * z * z);
		}
	}
}

static void test_tv9_bigauss_by_integration(void **state)
{
	const double v[][4] = {{1, .30854, .83925, .76025}, {1.5, .22663, .68092, .85558},
			       {2, .15866, .51406, .92135}, {2.5, .10565, .36277, .96145},
			       {3, .06681, .24002, .98305}, {4, .02275, .08718, .99766},
			       {5, .00621, .02482, .99980}};
	double *llr10 = mem_alloc(2 * GRID, sizeof(double));
	double *weight = mem_alloc(2 * GRID, sizeof(double));
	unsigned char *h1 = mem_alloc(2 * GRID, 1);
	size_t i;

	(void)state;
	for (i = 0; i < 7; i++) {
		bigauss_grid(v[i][0], llr10, h1, weight);
		NEAR(lr_eer(llr10, h1, weight, 2 * GRID), v[i][1], 6e-6);
		NEAR(lr_cllr(llr10, h1, weight, 2 * GRID), v[i][2], 5e-6);
		NEAR(lr_auc(llr10, h1, weight, 2 * GRID), v[i][3], 5e-6);
		/* Perfectly calibrated: nothing is left for PAV to mend. */
		NEAR(lr_cllr_min(llr10, h1, weight, 2 * GRID), v[i][2], 1e-5);
		assert_true(lr_devpav(llr10, h1, weight, 2 * GRID) < .01);
	}
	bigauss_grid(6, llr10, h1, weight);
	NEAR(lr_cllr(llr10, h1, weight, 2 * GRID), .00555, 5e-6);
	NEAR(lr_eer(llr10, h1, weight, 2 * GRID), .00135, 5e-6);
	free(llr10);
	free(weight);
	free(h1);
}

static void test_tv9_misleading_rates_by_integration(void **state)
{
	/* s, t, P(LR >= 10^t | H2) */
	const double v[][3] = {
		{2, 1, .015727}, {3, 1, .011679}, {2, 2, 4.79e-4}, {3, 2, 1.20e-3}};
	double *llr10 = mem_alloc(2 * GRID, sizeof(double));
	double *weight = mem_alloc(2 * GRID, sizeof(double));
	unsigned char *h1 = mem_alloc(2 * GRID, 1);
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct lr_misleading rate;

		bigauss_grid(v[i][0], llr10, h1, weight);
		rate = lr_misleading(llr10, h1, weight, 2 * GRID, v[i][1]);
		/* The threshold falls between two grid points. */
		CLOSE(rate.h2_above, v[i][2], 1e-2);
		CLOSE(rate.h1_below, rate.h2_above, 1e-2);
	}
	free(llr10);
	free(weight);
	free(h1);
}

#define DRAWS 40000

static void test_tv9_bigauss_by_simulation(void **state)
{
	const double v[][4] = {{1, .83925, .30854, .76025},
			       {2, .51406, .15866, .92135},
			       {4, .08718, .02275, .99766}};
	double *llr10 = mem_alloc(DRAWS, sizeof(double));
	double *cost = mem_alloc(DRAWS, sizeof(double));
	unsigned char *h1 = mem_alloc(DRAWS, 1);
	size_t i, j;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct rng rng = rng_stream(2024, 9, i, 0);
		double s = v[i][0], error;

		for (j = 0; j < DRAWS; j++) {
			double ln_lr = s * rng_normal(&rng) + (j % 2 ? .5 : -.5) * s * s;

			h1[j] = j % 2;
			llr10[j] = ln_lr / M_LN10;
			cost[j] = log1p(exp(h1[j] ? -ln_lr : ln_lr)) / M_LN2;
		}
		error = sum_sd(cost, DRAWS) / sqrt(DRAWS);
		assert_true(error < .01);
		NEAR(lr_cllr(llr10, h1, NULL, DRAWS), v[i][1], 4 * error);
		NEAR(lr_cllr_min(llr10, h1, NULL, DRAWS), v[i][1], 4 * error + .002);
		NEAR(lr_eer(llr10, h1, NULL, DRAWS), v[i][2], 4 * .5 / sqrt(DRAWS / 2));
		NEAR(lr_auc(llr10, h1, NULL, DRAWS), v[i][3], 4 * .5 / sqrt(DRAWS / 2));
	}
	free(llr10);
	free(cost);
	free(h1);
}

static void test_auc_counts_ties_half(void **state)
{
	const double score[] = {1, 2, 2, 3};
	const unsigned char h1[] = {0, 0, 1, 1}, tied[] = {0, 1, 0, 1};
	const double same[] = {5, 5, 5, 5}, weight[] = {1, 3, 1, 1};

	(void)state;
	NEAR(lr_auc(score, h1, NULL, 4), .875, 0);
	NEAR(lr_auc(same, tied, NULL, 4), .5, 0);
	/* Of weight 4 of H2, 3 tie with the first H1: (1 + 1.5 + 4) / 8. */
	NEAR(lr_auc(score, h1, weight, 4), .8125, 0);
	/* METHODS 2, a small PAN example. */
	{
		const double p[] = {.9, .6, .5, .2, .5, .7, .3, .1};
		const unsigned char y[] = {1, 1, 1, 0, 0, 0, 1, 0};

		NEAR(lr_auc(p, y, NULL, 8), .71875, 0);
	}
}

static void test_eer_of_the_extremes(void **state)
{
	const double score[] = {1, 2, 3, 4}, same[] = {1, 1, 1, 1};
	const unsigned char good[] = {0, 0, 1, 1}, bad[] = {1, 1, 0, 0};

	(void)state;
	NEAR(lr_eer(score, good, NULL, 4), 0, 0);
	NEAR(lr_eer(score, bad, NULL, 4), .5, 1e-15);
	NEAR(lr_eer(same, good, NULL, 4), .5, 1e-15);
	NEAR(lr_cllr_min(score, good, NULL, 4), 0, 0);
	NEAR(lr_cllr_min(score, bad, NULL, 4), 1, 1e-15);
}

static void test_tippett_curves(void **state)
{
	const double llr10[] = {-1, -1, 0, 2, inf, -1, 0, 3};
	const unsigned char h1[] = {0, 0, 0, 0, 1, 1, 1, 1};
	struct lr_tippett_point p[8];

	(void)state;
	assert_int_equal(lr_tippett(llr10, h1, NULL, 8, p), 5);
	NEAR(p[0].llr10, -1, 0);
	NEAR(p[0].h1_at_least, 1, 0);
	NEAR(p[0].h2_at_least, 1, 0);
	NEAR(p[1].llr10, 0, 0);
	NEAR(p[1].h1_at_least, .75, 0);
	NEAR(p[1].h2_at_least, .5, 0);
	NEAR(p[2].h2_at_least, .25, 0);
	NEAR(p[4].llr10, inf, 0);
	NEAR(p[4].h1_at_least, .25, 0);
	NEAR(p[4].h2_at_least, 0, 0);
	assert_int_equal(lr_tippett(llr10, h1, NULL, 4, p), 0);
}

static void test_det_points(void **state)
{
	const double score[] = {1, 2, 2, 3};
	const unsigned char h1[] = {0, 0, 1, 1};
	struct lr_det_point p[5];

	(void)state;
	assert_int_equal(lr_det(score, h1, NULL, 4, p), 4);
	NEAR(p[0].threshold, -inf, 0);
	NEAR(p[0].p_fa, 1, 0);
	NEAR(p[0].p_miss, 0, 0);
	NEAR(p[0].z_fa, inf, 0);
	NEAR(p[0].z_miss, -inf, 0);
	NEAR(p[1].threshold, 1, 0);
	NEAR(p[1].p_fa, .5, 0);
	NEAR(p[1].z_fa, 0, 1e-15);
	NEAR(p[2].p_fa, 0, 0);
	NEAR(p[2].p_miss, .5, 0);
	NEAR(p[3].p_miss, 1, 0);
	NEAR(p[3].z_miss, inf, 0);
	assert_int_equal(lr_det(score, h1, NULL, 2, p), 0);
}

static void test_det_ends_are_infinite_under_any_weights(void **state)
{
	const double score[] = {1, 2, 3, 4, 5, 6};
	const unsigned char h1[] = {0, 1, 0, 1, 0, 1};
	const double weight[] = {.1, .1, .2, .2, .3, .7 / 3};
	struct lr_det_point p[7];

	(void)state;
	assert_int_equal(lr_det(score, h1, weight, 6, p), 7);
	NEAR(p[0].z_fa, inf, 0);
	NEAR(p[1].z_miss, -inf, 0);
	NEAR(p[5].z_fa, -inf, 0);
	NEAR(p[6].z_miss, inf, 0);
}

static void test_weight_zero_is_absence(void **state)
{
	const double llr10[] = {-1, 1, (double)NAN, 2, inf};
	const unsigned char h1[] = {0, 1, 0, 1, 0};
	const double weight[] = {1, 1, 0, 1, 0};
	const double less[] = {-1, 1, 2};
	const unsigned char less_h1[] = {0, 1, 1};

	(void)state;
	NEAR(lr_cllr(llr10, h1, weight, 5), lr_cllr(less, less_h1, NULL, 3), 1e-15);
	NEAR(lr_auc(llr10, h1, weight, 5), 1, 0);
	NEAR(lr_eer(llr10, h1, weight, 5), 0, 0);
	NEAR(lr_misleading(llr10, h1, weight, 5, 0).h2_above, 0, 0);
}

static void test_nothing_is_made_of_an_empty_class(void **state)
{
	const double x[] = {1, 2}, nan[] = {1, (double)NAN};
	const unsigned char one[] = {1, 1}, mixed[] = {0, 1};

	(void)state;
	assert_true(isnan(lr_auc(x, one, NULL, 2)));
	assert_true(isnan(lr_eer(x, one, NULL, 2)));
	assert_true(isnan(lr_cllr_min(x, one, NULL, 2)));
	assert_true(isnan(lr_devpav(x, one, NULL, 2)));
	assert_true(isnan(lr_misleading(x, one, NULL, 2, 0).h2_above));
	assert_true(isnan(lr_auc(nan, mixed, NULL, 2)));
	assert_true(isnan(lr_eer(nan, mixed, NULL, 2)));
	assert_true(isnan(lr_misleading(nan, mixed, NULL, 2, 0).h1_below));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tv1_cllr),
		cmocka_unit_test(test_tv1_cllr_with_growing_misleading_evidence),
		cmocka_unit_test(test_tv1_infinite_nan_and_empty),
		cmocka_unit_test(test_tv2_breath_analyser),
		cmocka_unit_test(test_tv6_idiolect_scores),
		cmocka_unit_test(test_tv7_empirical_cross_entropy),
		cmocka_unit_test(test_ece_after_pav_is_never_above_raw_or_null),
		cmocka_unit_test(test_tv8_devpav),
		cmocka_unit_test(test_tv8_area_to_the_identity),
		cmocka_unit_test(test_devpav_at_its_limits),
		cmocka_unit_test(test_tv9_bigauss_by_integration),
		cmocka_unit_test(test_tv9_misleading_rates_by_integration),
		cmocka_unit_test(test_tv9_bigauss_by_simulation),
		cmocka_unit_test(test_auc_counts_ties_half),
		cmocka_unit_test(test_eer_of_the_extremes),
		cmocka_unit_test(test_tippett_curves),
		cmocka_unit_test(test_det_points),
		cmocka_unit_test(test_det_ends_are_infinite_under_any_weights),
		cmocka_unit_test(test_weight_zero_is_absence),
		cmocka_unit_test(test_nothing_is_made_of_an_empty_class),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

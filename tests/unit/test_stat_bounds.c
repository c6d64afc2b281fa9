/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_bounds.c: bounds of LRs against lir's published values (METHODS 10). */
#include "unit/stat_near.h"
#include "unit/stat_vectors.h"

#include "stat/bounds.h"

static const double inf = (double)INFINITY;

/* ELUB as LRs, the invariance bound as log10, as the vectors print them. */
static void check(const double *lr, const unsigned char *h1, size_t n, double elub_lo,
		  double elub_hi, double iv_lo, double iv_hi)
{
	double llr10[2200], lo, hi;
	size_t i;

	for (i = 0; i < n; i++)
		llr10[i] = log10(lr[i]);
	assert_int_equal(bounds_elub(llr10, h1, NULL, n, &lo, &hi), 0);
	NEAR(pow(10, lo), elub_lo, 5e-8);
	NEAR(pow(10, hi), elub_hi, 5e-8);
	assert_int_equal(bounds_invariance(llr10, h1, NULL, n, &lo, &hi), 0);
	NEAR(lo, iv_lo, 1e-9);
	NEAR(hi, iv_hi, 1e-9);
}

static void test_tv2_breath_analyser(void **state)
{
	double llr10[1100], lo, hi;
	unsigned char h1[1100];
	size_t i;

	(void)state;
	for (i = 0; i < 1100; i++) {
		h1[i] = i >= 1000;
		llr10[i] = log10((i < 990) || i >= 1090 ? .101 : 1000);
	}
	assert_int_equal(bounds_elub(llr10, h1, NULL, 1100, &lo, &hi), 0);
	NEAR(pow(10, lo), .1122018, 5e-8);
	NEAR(pow(10, hi), 79.4328235, 5e-8);
	assert_int_equal(bounds_invariance(llr10, h1, NULL, 1100, &lo, &hi), 0);
	NEAR(pow(10, lo), .1052741, 5e-8);
	NEAR(pow(10, hi), 85.3731634, 5e-8);
}

static void test_tv3_perfect_separation(void **state)
{
	const double three[] = {inf, inf, inf, 0, 0, 0}, one[] = {inf, 0};
	const unsigned char three_h1[] = {1, 1, 1, 0, 0, 0}, one_h1[] = {1, 0};

	(void)state;
	check(three, three_h1, 6, .3388442, 2.9512092, -.845, .845);
	check(one, one_h1, 2, 1, 1, -.477, .477);
}

static void test_tv3_five_ratios(void **state)
{
	const double lr[] = {.01, .1, 1, 10, 100};
	const unsigned char a[] = {0, 0, 1, 1, 1}, b[] = {0, 0, 0, 1, 1};
	const unsigned char backward[] = {1, 1, 1, 0, 0};

	(void)state;
	check(lr, a, 5, .3801894, 1.4791084, -.823, .574);
	check(lr, b, 5, .6760830, 2.6302680, -.574, .823);
	check(lr, backward, 5, 1, 1, 0, 0);
}

static void test_tv3_one_sided_evidence(void **state)
{
	const double tens[] = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
	const double and_one[] = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 1};
	const unsigned char nine[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 0};
	const unsigned char ten[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0};

	(void)state;
	check(tens, nine, 10, 1, 1, 0, .102);
	check(and_one, ten, 11, 1, 1.7782794, 0, .581);
}

static void test_tv3_sources(void **state)
{
	(void)state;
	NEAR(bounds_sources(3), log10(3), 0);
	NEAR(bounds_sources(1), 0, 0);
	NEAR(bounds_sources(0), 0, 0);
}

static void test_tv6_calibrated_scores(void **state)
{
	unsigned char h1[2 * TV6_N];
	double x[2 * TV6_N], lo, hi;
	size_t i;

	(void)state;
	tv6_rows(x, h1);
	for (i = 0; i < 2 * TV6_N; i++)
		x[i] = (6.869899 * x[i] - 3.092481) / log(10);
	assert_int_equal(bounds_elub(x, h1, NULL, 2 * TV6_N, &lo, &hi), 0);
	NEAR(lo, -.82, 1e-12);
	NEAR(hi, 1.34, 1e-12);
	assert_int_equal(bounds_invariance(x, h1, NULL, 2 * TV6_N, &lo, &hi), 0);
	NEAR(lo, -1.0505, 5.01e-5);
	NEAR(hi, 1.5655, 5.01e-5);
}

static void test_weights_count_families(void **state)
{
	/* Three families of 2, 3 and 5 trials a class: as three trials each. */
	const double lr[] = {inf, inf, inf, 0, 0, 0};
	const unsigned char three_h1[] = {1, 1, 1, 0, 0, 0};
	const size_t size[] = {2, 3, 5};
	double llr10[20], weight[20], lo, hi, want_lo, want_hi, three[6];
	unsigned char h1[20];
	size_t i, j, c, n = 0;

	(void)state;
	for (c = 0; c < 2; c++) {
		for (i = 0; i < 3; i++) {
			three[3 * c + i] = log10(lr[3 * c]);
			for (j = 0; j < size[i]; j++, n++) {
				llr10[n] = log10(lr[3 * c]);
				h1[n] = c == 0;
				weight[n] = 1.0 / (double)size[i];
			}
		}
	}
	assert_int_equal(bounds_elub(three, three_h1, NULL, 6, &want_lo, &want_hi), 0);
	assert_int_equal(bounds_elub(llr10, h1, weight, n, &lo, &hi), 0);
	NEAR(lo, want_lo, 0);
	NEAR(hi, want_hi, 0);
	assert_int_equal(bounds_invariance(three, three_h1, NULL, 6, &want_lo, &want_hi),
			 0);
	assert_int_equal(bounds_invariance(llr10, h1, weight, n, &lo, &hi), 0);
	NEAR(lo, want_lo, 0);
	NEAR(hi, want_hi, 0);
}

static void test_an_empty_class_supports_no_ratio(void **state)
{
	const double llr10[] = {1, (double)NAN};
	const unsigned char mixed[] = {1, 0}, one[] = {1, 1};
	double lo = 7, hi = 7;

	(void)state;
	assert_int_equal(bounds_elub(llr10, mixed, NULL, 2, &lo, &hi), -1);
	NEAR(lo, 0, 0);
	NEAR(hi, 0, 0);
	lo = hi = 7;
	assert_int_equal(bounds_invariance(llr10, one, NULL, 1, &lo, &hi), -1);
	NEAR(lo, 0, 0);
	NEAR(hi, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tv2_breath_analyser),
		cmocka_unit_test(test_tv3_perfect_separation),
		cmocka_unit_test(test_tv3_five_ratios),
		cmocka_unit_test(test_tv3_one_sided_evidence),
		cmocka_unit_test(test_tv3_sources),
		cmocka_unit_test(test_tv6_calibrated_scores),
		cmocka_unit_test(test_weights_count_families),
		cmocka_unit_test(test_an_empty_class_supports_no_ratio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_logit.c: logistic calibration against published fits (METHODS 10). */
#include "unit/stat_near.h"
#include "unit/stat_vectors.h"

#include <string.h>

#include "stat/logit.h"
#include "stat/lr.h"

static const struct logit_options plain = {0, 0, 0, false, false, NULL};

static void fit(const double *x, const unsigned char *h1, const double *weight, size_t n,
		size_t k, const struct logit_options *opt, double *coef)
{
	struct err err = ERR_INIT;

	if (logit_fit(x, h1, weight, n, k, opt, coef, &err))
		fail_msg("%s", err.text);
}

static enum err_kind refusal(const double *x, const unsigned char *h1, size_t n, size_t k,
			     const struct logit_options *opt)
{
	struct err err = ERR_INIT;
	double coef[LOGIT_MAX_COLUMNS + 1];

	assert_int_equal(logit_fit(x, h1, NULL, n, k, opt, coef, &err), -1);
	assert_true(strlen(err.text) > 20);
	return err.kind;
}

static void test_tv4_lir_l2_calibration(void **state)
{
	/* lir: sklearn's balanced logistic with C = 1 minimises
	 * sum_i n / (2 n_class) loss_i + b^2 / 2, which over n/2 is ours with ridge 1/n.
	 */
	const struct logit_options opt = {0, 1.0 / (2 * TV4_N), 0, false, false, NULL};
	unsigned char h1[2 * TV4_N];
	double x[2 * TV4_N], coef[2];
	size_t i;

	(void)state;
	for (i = 0; i < TV4_N; i++) {
		x[i] = log10(tv4_h2[i]);
		h1[i] = 0;
		x[TV4_N + i] = log10(tv4_h1[i]);
		h1[TV4_N + i] = 1;
	}
	NEAR(lr_cllr(x, h1, NULL, 2 * TV4_N), .0171710515, 5e-11);
	fit(x, h1, NULL, 2 * TV4_N, 1, &opt, coef);
	/* The published optimum is good to eight digits. */
	NEAR(coef[1], 1.2582476682, 1e-8);
	NEAR(coef[0], -.4069439208, 1e-8);
	NEAR(exp(logit_ln_lr(coef, x, 1)), .1797323, 5e-8);
	CLOSE(exp(logit_ln_lr(coef, x + 2 * TV4_N - 1, 1)), 4736.709, 2e-7);
	/* What lir itself prints is .2 % off its own optimum. */
	CLOSE(exp(logit_ln_lr(coef, x, 1)), .1794122, 2e-3);
	CLOSE(exp(logit_ln_lr(coef, x + 2 * TV4_N - 1, 1)), 4744.540, 2e-3);
}

static void test_tv6_idiolect_unregularised(void **state)
{
	const double first_ten[] = {.063, -.892, 1.585, -.961, 1.585,
				    .063, 1.179, -.803, .410,  -.117};
	unsigned char h1[2 * TV6_N];
	double x[2 * TV6_N], coef[2];
	size_t i;

	(void)state;
	tv6_rows(x, h1);
	fit(x + 10, h1 + 10, NULL, 2 * TV6_N - 10, 1, &plain, coef);
	NEAR(coef[0], -2.936548, 5e-7);
	NEAR(coef[1], 6.586806, 5e-7);
	for (i = 0; i < 10; i++)
		NEAR(logit_llr10(coef, x + i, 1), first_ten[i], 5.01e-4);
	fit(x, h1, NULL, 2 * TV6_N, 1, &plain, coef);
	NEAR(coef[0], -3.092481, 5e-7);
	NEAR(coef[1], 6.869899, 5e-7);
	for (i = 0; i < 2 * TV6_N; i++)
		x[i] = logit_llr10(coef, x + i, 1);
	NEAR(lr_cllr(x, h1, NULL, 2 * TV6_N), .4981000, 5e-8);
}

static void test_tv6_leave_one_out(void **state)
{
	unsigned char h1[2 * TV6_N];
	double x[2 * TV6_N], weight[2 * TV6_N], llr10[2 * TV6_N], coef[2];
	size_t i, right1 = 0, right2 = 0;

	(void)state;
	tv6_rows(x, h1);
	for (i = 0; i < 2 * TV6_N; i++)
		weight[i] = 1;
	for (i = 0; i < 2 * TV6_N; i++) {
		/* Weight 0 leaves a row out. */
		weight[i] = 0;
		fit(x, h1, weight, 2 * TV6_N, 1, &plain, coef);
		weight[i] = 1;
		llr10[i] = logit_llr10(coef, x + i, 1);
		right1 += h1[i] && llr10[i] > 0;
		right2 += !h1[i] && llr10[i] < 0;
	}
	NEAR(lr_cllr(llr10, h1, NULL, 2 * TV6_N), .5190344, 5e-8);
	NEAR((double)(right1 + right2) / (2 * TV6_N), .84375, 0);
	/* Pooled cross-validated LRs are no longer monotone in the score. */
	NEAR(lr_cllr_min(llr10, h1, NULL, 2 * TV6_N), .4248, 5e-5);
}

static void test_tv6_separate_training_and_test(void **state)
{
	double x[70], llr10[28], coef[2];
	unsigned char h1[70], h1_test[28];
	size_t i;
	int right = 0;

	(void)state;
	for (i = 0; i < 35; i++) {
		x[i] = tv6_h1[i];
		h1[i] = 1;
		x[35 + i] = tv6_h2[i];
		h1[35 + i] = 0;
	}
	fit(x, h1, NULL, 70, 1, &plain, coef);
	NEAR(coef[0], -3.7898606, 5e-8);
	NEAR(coef[1], 7.6822112, 1e-7); /* published digits end here */
	for (i = 0; i < 14; i++) {
		llr10[i] = logit_llr10(coef, &tv6_h1[34 + i], 1);
		llr10[14 + i] = logit_llr10(coef, &tv6_h2[34 + i], 1);
		h1_test[i] = 1;
		h1_test[14 + i] = 0;
		right += (llr10[i] > 0) + (llr10[14 + i] < 0);
	}
	NEAR(right / 28.0, .7857143, 5e-8);
	NEAR(lr_cllr(llr10, h1_test, NULL, 28), .6508768, 5e-8);
}

/* Two values, so that the saturated model has a closed form: 3 of 4 H1 trials and 1 of
 * 5 H2 trials at x = 1, the rest at 0. */
static const double two[] = {1, 1, 1, 0, 1, 0, 0, 0, 0};
static const unsigned char two_h1[] = {1, 1, 1, 1, 0, 0, 0, 0, 0};

static void test_saturated_model_gives_the_ratio_of_shares(void **state)
{
	double coef[2];

	(void)state;
	fit(two, two_h1, NULL, 9, 1, &plain, coef);
	NEAR(coef[0], log((1. / 4) / (4. / 5)), 1e-12);
	NEAR(coef[0] + coef[1], log((3. / 4) / (1. / 5)), 1e-12);
}

static void test_kappa_adds_every_row_to_both_classes(void **state)
{
	const struct logit_options opt = {.9, 0, 0, false, false, NULL};
	double coef[2];

	(void)state;
	/* Each row counts .1 in both: 4 rows at x = 1, 5 at 0. */
	fit(two, two_h1, NULL, 9, 1, &opt, coef);
	NEAR(coef[0], log((1. / 4 + .5) / (4. / 5 + .5)), 1e-12);
	NEAR(coef[0] + coef[1], log((3. / 4 + .4) / (1. / 5 + .4)), 1e-12);
}

static void test_kappa_gives_separable_data_a_finite_slope(void **state)
{
	const struct logit_options opt = {1, 0, 0, false, false, NULL};
	const double x[] = {0, 0, 1, 1};
	const unsigned char h1[] = {0, 0, 1, 1};
	double coef[2];

	(void)state;
	assert_int_equal(refusal(x, h1, 4, 1, &plain), ERR_DATA);
	/* Half the pseudo-weight lies at each x: masses 1.5 against .5. */
	fit(x, h1, NULL, 4, 1, &opt, coef);
	NEAR(coef[0], -log(3), 1e-12);
	NEAR(coef[1], 2 * log(3), 1e-12);
}

static void test_separable_data_is_refused_without_shrinkage(void **state)
{
	/* Quasi-separable: one tie between the classes. */
	const double tied[] = {0, 1, 2, 2, 3, 4};
	const unsigned char tied_h1[] = {0, 0, 0, 1, 1, 1};
	/* Separable along the second column only. */
	const double plane[] = {1, 0, 2, 1, 3, 0, 1, 5, 2, 6, 3, 5};
	const unsigned char plane_h1[] = {0, 0, 0, 1, 1, 1};
	const struct logit_options ridge = {0, 1e-6, 0, false, false, NULL};
	double coef[3];

	(void)state;
	assert_int_equal(refusal(tied, tied_h1, 6, 1, &plain), ERR_DATA);
	assert_int_equal(refusal(plane, plane_h1, 6, 2, &plain), ERR_DATA);
	fit(tied, tied_h1, NULL, 6, 1, &ridge, coef);
	fit(plane, plane_h1, NULL, 6, 2, &ridge, coef);
	assert_true(coef[2] > 1 && isfinite(coef[2]));
}

static void test_a_backward_score_gets_slope_zero_under_the_sign(void **state)
{
	const double x[] = {0, 1, 2, 0, 1, 2, 2};
	const unsigned char h1[] = {1, 1, 0, 1, 0, 0, 1};
	const struct logit_options sign = {0, 0, 0, true, false, NULL};
	double coef[2];

	(void)state;
	fit(x, h1, NULL, 7, 1, &plain, coef);
	assert_true(coef[1] < 0);
	fit(x, h1, NULL, 7, 1, &sign, coef);
	NEAR(coef[1], 0, 0);
	NEAR(coef[0], 0, 1e-12);
}

static void test_a_strong_ridge_pulls_slopes_to_the_centre(void **state)
{
	const struct logit_options opt = {0, 1e9, .25, true, false, NULL};
	double x[18], coef[3];
	size_t i;

	(void)state;
	for (i = 0; i < 9; i++) {
		x[2 * i] = two[i];
		x[2 * i + 1] = (double)i;
	}
	fit(x, two_h1, NULL, 9, 2, &opt, coef);
	NEAR(coef[1], .25, 1e-8);
	NEAR(coef[2], .25, 1e-8);
}

static void test_constant_columns_teach_nothing(void **state)
{
	const struct logit_options shrunk = {.1, 0, 0, true, false, NULL},
				   ridge = {.1, .5, .3, true, false, NULL};
	double same[9], x[18], coef[3], alone[2];
	size_t i;

	(void)state;
	for (i = 0; i < 9; i++) {
		same[i] = 7;
		x[2 * i] = 7;
		x[2 * i + 1] = two[i];
	}
	fit(same, two_h1, NULL, 9, 1, &shrunk, coef);
	NEAR(coef[0], 0, 1e-12);
	NEAR(coef[1], 0, 0);
	fit(two, two_h1, NULL, 9, 1, &shrunk, alone);
	fit(x, two_h1, NULL, 9, 2, &shrunk, coef);
	NEAR(coef[1], 0, 0);
	NEAR(coef[2], alone[1], 0);
	/* With a ridge the slope goes to its centre and the intercept makes up for it. */
	fit(same, two_h1, NULL, 9, 1, &ridge, coef);
	NEAR(coef[1], .3, 0);
	NEAR(logit_ln_lr(coef, same, 1), 0, 1e-12);
}

static void test_repeated_columns_share_under_a_ridge(void **state)
{
	const struct logit_options ridge = {.1, .01, 0, true, false, NULL},
				   shrunk = {.1, 0, 0, false, false, NULL};
	double x[18], coef[3], alone[2];
	size_t i;

	(void)state;
	for (i = 0; i < 9; i++)
		x[2 * i] = x[2 * i + 1] = two[i];
	fit(x, two_h1, NULL, 9, 2, &ridge, coef);
	NEAR(coef[1], coef[2], 1e-10);
	assert_true(coef[1] > 0);
	assert_int_equal(refusal(x, two_h1, 9, 2, &plain), ERR_DATA);
	/* Shrinkage alone leaves the split open but not the fitted LRs. */
	fit(x, two_h1, NULL, 9, 2, &shrunk, coef);
	fit(two, two_h1, NULL, 9, 1, &shrunk, alone);
	NEAR(coef[0], alone[0], 1e-9);
	NEAR(coef[1] + coef[2], alone[1], 1e-9);
}

static void test_units_of_the_scores_do_not_matter(void **state)
{
	const struct logit_options opt = {.02, 0, 0, true, false, NULL};
	unsigned char h1[2 * TV6_N];
	double x[2 * TV6_N], y[2 * TV6_N], coef[2], moved[2];
	size_t i;

	(void)state;
	tv6_rows(x, h1);
	for (i = 0; i < 2 * TV6_N; i++)
		y[i] = 1e9 + 1e-3 * x[i];
	fit(x, h1, NULL, 2 * TV6_N, 1, &opt, coef);
	fit(y, h1, NULL, 2 * TV6_N, 1, &opt, moved);
	/* 1e9 leaves 1e-7 of the 1e-3 that matter. */
	CLOSE(moved[1], coef[1] * 1e3, 1e-3);
	for (i = 0; i < 2 * TV6_N; i++)
		y[i] = 1e150 * x[i];
	fit(y, h1, NULL, 2 * TV6_N, 1, &opt, moved);
	CLOSE(moved[1] * 1e150, coef[1], 1e-12);
	CLOSE(moved[0], coef[0], 1e-12);
}

static void test_what_cannot_be_fitted_is_refused(void **state)
{
	const double x[] = {1, 2, 3}, nan[] = {1, (double)NAN, 3};
	const double inf[] = {1, (double)INFINITY, 3};
	const unsigned char one[] = {1, 1, 1}, none[] = {0, 0, 0}, mixed[] = {0, 1, 0};
	const double weight[] = {1, 0, 1};
	const struct logit_options opt = {.1, .1, 0, true, false, NULL};
	struct err err = ERR_INIT;
	double coef[2];

	(void)state;
	assert_int_equal(refusal(x, one, 3, 1, &opt), ERR_DATA);
	assert_int_equal(refusal(x, none, 3, 1, &opt), ERR_DATA);
	assert_int_equal(refusal(x, mixed, 0, 1, &opt), ERR_DATA);
	assert_int_equal(refusal(nan, mixed, 3, 1, &opt), ERR_DATA);
	assert_int_equal(refusal(inf, mixed, 3, 1, &opt), ERR_DATA);
	/* The only H1 row has no weight; a row of weight 0 may even be NaN. */
	assert_int_equal(logit_fit(nan, mixed, weight, 3, 1, &opt, coef, &err), -1);
	assert_non_null(strstr(err.text, "H1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tv4_lir_l2_calibration),
		cmocka_unit_test(test_tv6_idiolect_unregularised),
		cmocka_unit_test(test_tv6_leave_one_out),
		cmocka_unit_test(test_tv6_separate_training_and_test),
		cmocka_unit_test(test_saturated_model_gives_the_ratio_of_shares),
		cmocka_unit_test(test_kappa_adds_every_row_to_both_classes),
		cmocka_unit_test(test_kappa_gives_separable_data_a_finite_slope),
		cmocka_unit_test(test_separable_data_is_refused_without_shrinkage),
		cmocka_unit_test(test_a_backward_score_gets_slope_zero_under_the_sign),
		cmocka_unit_test(test_a_strong_ridge_pulls_slopes_to_the_centre),
		cmocka_unit_test(test_constant_columns_teach_nothing),
		cmocka_unit_test(test_repeated_columns_share_under_a_ridge),
		cmocka_unit_test(test_units_of_the_scores_do_not_matter),
		cmocka_unit_test(test_what_cannot_be_fitted_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

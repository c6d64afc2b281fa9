/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a collection may end: histories worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/stopping.h"

static const struct stopping_rule two = {
	.alpha = .1, .beta = .2, .n_looks = 2, .has_lr = true};

static struct stopping_look look_of(size_t n_prompts, double lr, double lo, double hi)
{
	return (struct stopping_look){.n_prompts = n_prompts,
				      .llr10 = log10(lr),
				      .interval = {lo, hi},
				      .bound = {-2, 2}};
}

static struct stopping_state decide(const struct stopping_rule *rule, const double *lr,
				    size_t n)
{
	struct stopping_look looks[8];

	for (size_t i = 0; i < n; i++) {
		double llr10 = log10(lr[i]);

		looks[i] = look_of(50 * (i + 1), lr[i], llr10 - .1, llr10 + .1);
	}
	return stopping_decide(rule, looks, n);
}

static void near(double got, double wanted)
{
	assert_true(fabs(got - wanted) < 1e-12);
}

/* 1 + 1/2 + 1/3 = 11/6: weights 6/11, 3/11, 2/11. */
static void test_weights_are_harmonic_and_sum_to_1(void **state)
{
	const struct stopping_rule three = {.n_looks = 3};

	(void)state;
	near(stopping_weight(&three, 1), 6. / 11);
	near(stopping_weight(&three, 2), 3. / 11);
	near(stopping_weight(&three, 3), 2. / 11);
}

/* Two looks weigh 2/3 and 1/3: LR 12 twice is 8, then 12 of the 10 that are needed. */
static void test_two_ratios_of_12_decide_at_the_second_look(void **state)
{
	const double lr[] = {12, 12};
	struct stopping_state at;

	(void)state;
	at = decide(&two, lr, 1);
	near(at.log10_e_h1, log10(8));
	assert_int_equal(at.decision, STOPPING_GO_ON);
	at = decide(&two, lr, 2);
	near(at.log10_e_h1, log10(12));
	assert_int_equal(at.decision, STOPPING_H1);
}

/* 2/3 x 12 + 1/3 x 5.9 = 9.97 of 10; the plan is at its end. */
static void test_just_too_little_is_exhausted(void **state)
{
	const double lr[] = {12, 5.9}, enough[] = {12, 6.1};

	(void)state;
	assert_int_equal(decide(&two, lr, 2).decision, STOPPING_EXHAUSTED);
	assert_int_equal(decide(&two, enough, 2).decision, STOPPING_H1);
}

/* For H2 the same with 1/LR: 2/3 x 4 + 1/3 x 8 = 16/3 of the 5 that beta = .2 needs. */
static void test_small_ratios_decide_for_h2(void **state)
{
	const double lr[] = {1. / 4, 1. / 8}, weak[] = {1. / 4, 1. / 6};
	struct stopping_state at;

	(void)state;
	at = decide(&two, lr, 2);
	near(at.log10_e_h2, log10(16. / 3));
	assert_true(isinf(at.log10_e_h1) && at.log10_e_h1 < 0);
	assert_int_equal(at.decision, STOPPING_H2);
	assert_int_equal(decide(&two, weak, 2).decision, STOPPING_EXHAUSTED);
}

static void test_one_look_decides_only_where_one_is_planned(void **state)
{
	const struct stopping_rule one = {
		.alpha = .1, .beta = .2, .n_looks = 1, .has_lr = true};
	const double lr[] = {1e6};

	(void)state;
	assert_int_equal(decide(&two, lr, 1).decision, STOPPING_GO_ON);
	assert_int_equal(decide(&one, lr, 1).decision, STOPPING_H1);
}

static void test_an_interval_over_0_counts_nothing_and_holds_a_decision_back(void **state)
{
	const struct stopping_rule three = {
		.alpha = .1, .beta = .2, .n_looks = 3, .has_lr = true};
	struct stopping_look looks[] = {look_of(50, 100, 1, 2), look_of(100, 100, -.1, 2),
					look_of(150, 100, 1, 2)};
	struct stopping_state at;

	(void)state;
	at = stopping_decide(&three, looks, 2);
	near(at.log10_e_h1, log10(600. / 11));
	assert_int_equal(at.decision, STOPPING_GO_ON);
	/* The look before it was undecided. */
	at = stopping_decide(&three, looks, 3);
	near(at.log10_e_h1, log10(800. / 11));
	assert_int_equal(at.decision, STOPPING_EXHAUSTED);
}

static void test_fewer_than_50_prompts_decide_nothing(void **state)
{
	struct stopping_look looks[] = {look_of(48, 1e6, 1, 2), look_of(49, 1e6, 1, 2)};
	struct stopping_state at;

	(void)state;
	at = stopping_decide(&two, looks, 2);
	assert_true(isinf(at.log10_e_h1));
	assert_int_equal(at.decision, STOPPING_EXHAUSTED);
	looks[0].n_prompts = looks[1].n_prompts = 50;
	assert_int_equal(stopping_decide(&two, looks, 2).decision, STOPPING_H1);
}

/* Ville: an e-process alone decides at 1/alpha and not below. */
static void test_an_e_process_alone_decides_at_1_over_alpha(void **state)
{
	const struct stopping_rule rule = {
		.alpha = .05, .beta = .2, .n_looks = 4, .n_e = 1};
	struct stopping_look looks[2] = {look_of(50, 1, 0, 0), look_of(100, 1, 0, 0)};

	(void)state;
	looks[0].llr10 = looks[1].llr10 = NAN;
	looks[0].log10_e[0] = 0;
	looks[1].log10_e[0] = log10(19.9);
	assert_int_equal(stopping_decide(&rule, looks, 2).decision, STOPPING_GO_ON);
	looks[1].log10_e[0] = log10(20.1);
	assert_int_equal(stopping_decide(&rule, looks, 2).decision, STOPPING_H1);
}

/* The mean of 12 (paid for), 30 and a silent process: 14. */
static void test_processes_and_ratios_enter_as_their_mean(void **state)
{
	const struct stopping_rule rule = {
		.alpha = .1, .beta = .2, .n_looks = 2, .has_lr = true, .n_e = 2};
	struct stopping_look looks[2] = {look_of(50, 12, 1, 2), look_of(100, 12, 1, 2)};
	struct stopping_state at;

	(void)state;
	looks[0].log10_e[0] = looks[0].log10_e[1] = looks[1].log10_e[1] = NAN;
	looks[1].log10_e[0] = log10(30);
	at = stopping_decide(&rule, looks, 2);
	near(at.log10_e_h1, log10(14));
	assert_int_equal(at.decision, STOPPING_H1);
}

/* Within a bound of LR 5 the weighted sum never exceeds 5; within 20 it may. */
static void test_a_bound_below_1_over_alpha_is_told_of(void **state)
{
	struct stopping_look look = look_of(50, 5, .6, .7);
	struct stopping_state at;
	struct buf why = BUF_INIT;

	(void)state;
	look.bound[0] = -log10(4);
	look.bound[1] = log10(5);
	at = stopping_decide(&two, &look, 1);
	assert_false(at.reachable_h1 || at.reachable_h2);
	stopping_reason(&two, &look, 1, &at, &why);
	assert_non_null(strstr(buf_str(&why), "no longer decide for either"));
	buf_clear(&why);
	/* 2/3 x 5 + 1/3 x 20 = 10 and a little. */
	look.bound[1] = log10(20.1);
	assert_true(stopping_decide(&two, &look, 1).reachable_h1);
	look.bound[1] = log10(19.9);
	assert_false(stopping_decide(&two, &look, 1).reachable_h1);
}

static void test_reasons_state_the_error_rate(void **state)
{
	const double lr[] = {12, 12};
	struct stopping_look looks[] = {look_of(50, lr[0], 1, 2),
					look_of(100, lr[1], 1, 2)};
	struct stopping_state at = stopping_decide(&two, looks, 2);
	struct buf why = BUF_INIT;

	(void)state;
	stopping_reason(&two, looks, 2, &at, &why);
	assert_string_equal(
		buf_str(&why),
		"after 2 of at most 2 looks the e-value for H1 is 12, at "
		"least 1/alpha = 10: a suspect that learned from nobody comes "
		"so far in at most 10 % of cases");
	buf_clear(&why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weights_are_harmonic_and_sum_to_1),
		cmocka_unit_test(test_two_ratios_of_12_decide_at_the_second_look),
		cmocka_unit_test(test_just_too_little_is_exhausted),
		cmocka_unit_test(test_small_ratios_decide_for_h2),
		cmocka_unit_test(test_one_look_decides_only_where_one_is_planned),
		cmocka_unit_test(
			test_an_interval_over_0_counts_nothing_and_holds_a_decision_back),
		cmocka_unit_test(test_fewer_than_50_prompts_decide_nothing),
		cmocka_unit_test(test_an_e_process_alone_decides_at_1_over_alpha),
		cmocka_unit_test(test_processes_and_ratios_enter_as_their_mean),
		cmocka_unit_test(test_a_bound_below_1_over_alpha_is_told_of),
		cmocka_unit_test(test_reasons_state_the_error_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

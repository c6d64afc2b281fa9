/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_entropy.c: entropies and divergences of counts against a published
 * vector, closed forms and each other. */
#include "unit/stat_near.h"

#include "stat/entropy.h"
#include "stat/rng.h"

/* METHODS, vector 13: the example of R's package entropy. */
static void test_published_entropies(void **state)
{
	const size_t count[] = {4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1};

	(void)state;
	NEAR(entropy_plug_in(count, 11), 1.968382409, 5.1e-10);
	NEAR(entropy_miller_madow(count, 11), 2.152592935, 5.1e-10);
	NEAR(entropy_chao_shen(count, 11), 2.201137101, 5.1e-10);
}

static void test_published_divergences(void **state)
{
	const size_t x[] = {8, 2, 0, 0}, y[] = {1, 3, 4, 2};

	(void)state;
	NEAR(entropy_jensen_shannon(x, y, 4), .367919821, 5.1e-10);
	NEAR(entropy_jensen_shannon(x, y, 4) / M_LN2, .530796101, 5.1e-10);
	NEAR(entropy_jensen_shannon_corrected(x, y, 4), .342919821, 5.1e-10);
	NEAR(entropy_total_variation(x, y, 4), .7, 1e-15);
	NEAR(entropy_hellinger(x, y, 4), .687174151, 5.1e-10);
	NEAR(entropy_bhattacharyya(x, y, 4), -log(sqrt(.08) + sqrt(.06)), 1e-15);
}

static void test_even_counts_have_the_logarithm_of_their_number(void **state)
{
	const size_t even[] = {5, 5, 0, 5, 5, 5}, one[] = {0, 9}, single[] = {1};

	(void)state;
	NEAR(entropy_plug_in(even, 6), log(5), 1e-15);
	NEAR(entropy_miller_madow(even, 6), log(5) + 4.0 / 50, 1e-15);
	/* C = 1: each ln 5 / (1 - .8^25) */
	NEAR(entropy_chao_shen(even, 6), log(5) / (1 - pow(.8, 25)), 1e-14);
	NEAR(entropy_plug_in(one, 2), 0, 0);
	NEAR(entropy_chao_shen(one, 2), 0, 0);
	NEAR(entropy_chao_shen(single, 1), 0, 0);
}

/* Four singletons: f1 = 3, C = 1/4, p = 1/16 each. */
static void test_chao_shen_of_singletons_is_finite(void **state)
{
	const size_t once[] = {1, 1, 1, 1};

	(void)state;
	NEAR(entropy_chao_shen(once, 4), 4 * log(16) / 16 / (1 - pow(15.0 / 16, 4)),
	     1e-14);
}

static void test_ends_of_the_scales(void **state)
{
	const size_t x[] = {3, 0, 7}, same[] = {300, 0, 700}, apart[] = {0, 4, 0},
		     none[] = {0, 0, 0};

	(void)state;
	NEAR(entropy_jensen_shannon(x, apart, 3), M_LN2, 1e-15);
	NEAR(entropy_total_variation(x, apart, 3), 1, 1e-15);
	NEAR(entropy_hellinger(x, apart, 3), 1, 1e-15);
	NEAR(entropy_bhattacharyya(x, apart, 3), (double)INFINITY, 0);
	NEAR(entropy_jensen_shannon(x, same, 3), 0, 0);
	NEAR(entropy_total_variation(x, same, 3), 0, 0);
	NEAR(entropy_hellinger(x, same, 3), 0, 0);
	NEAR(entropy_bhattacharyya(x, same, 3), 0, 1e-15);
	assert_true(isnan(entropy_plug_in(none, 3)));
	assert_true(isnan(entropy_miller_madow(none, 3)));
	assert_true(isnan(entropy_chao_shen(none, 3)));
	assert_true(isnan(entropy_jensen_shannon(x, none, 3)));
	assert_true(isnan(entropy_jensen_shannon_corrected(none, x, 3)));
	assert_true(isnan(entropy_total_variation(x, none, 3)));
	assert_true(isnan(entropy_hellinger(none, x, 3)));
	assert_true(isnan(entropy_bhattacharyya(x, none, 3)));
}

static void draw(struct rng *rng, const double *share, size_t n, size_t *count, size_t k)
{
	for (size_t i = 0; i < k; i++)
		count[i] = 0;
	while (n-- > 0) {
		double u = rng_uniform(rng);
		size_t at = 0;

		while (at + 1 < k && u >= share[at])
			u -= share[at++];
		count[at]++;
	}
}

/* Le Cam: H^2 <= TV <= H sqrt(2 - H^2); Lin 1991: JS <= TV ln 2; H^2 = 1 - e^-B. */
static void test_divergences_are_symmetric_and_keep_their_inequalities(void **state)
{
	const double share[] = {.4, .3, .2, .1}, other[] = {.1, .2, .3, .4};

	(void)state;
	for (uint64_t round = 0; round < 300; round++) {
		struct rng rng = rng_stream(1, round, 0, 0);
		size_t x[4], y[4];
		double js, tv, h;

		draw(&rng, share, 1 + round % 9, x, 4);
		draw(&rng, other, 1 + round % 7, y, 4);
		js = entropy_jensen_shannon(x, y, 4);
		tv = entropy_total_variation(x, y, 4);
		h = entropy_hellinger(x, y, 4);
		NEAR(entropy_jensen_shannon(y, x, 4), js, 1e-15);
		NEAR(entropy_jensen_shannon_corrected(y, x, 4),
		     entropy_jensen_shannon_corrected(x, y, 4), 1e-15);
		NEAR(entropy_total_variation(y, x, 4), tv, 0);
		NEAR(entropy_hellinger(y, x, 4), h, 0);
		assert_true(js >= 0 && js <= tv * M_LN2 + 1e-15);
		assert_true(h * h <= tv + 1e-15 && tv <= h * sqrt(2 - h * h) + 1e-15);
		NEAR(exp(-entropy_bhattacharyya(x, y, 4)), 1 - h * h, 1e-15);
	}
}

/* The mean of each corrected estimator misses the truth by less than a third of what
 * the plug-in misses it by; for unequal totals, too. */
static void test_corrections_take_most_of_the_bias(void **state)
{
	enum { ROUNDS = 4000, N_X = 40, N_Y = 80 };
	const double share[] = {.4, .3, .2, .1};
	double truth = 0, plug_in = 0, miller = 0, js = 0, corrected = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		truth -= share[i] * log(share[i]);
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(2, round, 0, 0);
		size_t x[4], y[4];

		draw(&rng, share, N_X, x, 4);
		draw(&rng, share, N_Y, y, 4);
		plug_in += entropy_plug_in(x, 4) / ROUNDS;
		miller += entropy_miller_madow(x, 4) / ROUNDS;
		js += entropy_jensen_shannon(x, y, 4) / ROUNDS;
		corrected += entropy_jensen_shannon_corrected(x, y, 4) / ROUNDS;
	}
	NEAR(miller, truth, (truth - plug_in) / 3);
	NEAR(corrected, 0, js / 3);
	/* (K - 1)/2 (1/n_x + 1/n_y) / 4 */
	NEAR(js, 3.0 / 8 * (1.0 / N_X + 1.0 / N_Y), js / 10);
}

/* 100 even cells, 50 draws: about 40 cells are seen. */
static void test_chao_shen_allows_for_the_unseen(void **state)
{
	enum { ROUNDS = 400, K = 100 };
	double share[K], plug_in = 0, chao = 0;

	(void)state;
	for (size_t i = 0; i < K; i++)
		share[i] = 1.0 / K;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(3, round, 0, 0);
		size_t x[K];

		draw(&rng, share, K / 2, x, K);
		plug_in += entropy_plug_in(x, K) / ROUNDS;
		chao += entropy_chao_shen(x, K) / ROUNDS;
	}
	assert_true(plug_in < log(K) - 0.8);
	NEAR(chao, log(K), (log(K) - plug_in) / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_entropies),
		cmocka_unit_test(test_published_divergences),
		cmocka_unit_test(test_even_counts_have_the_logarithm_of_their_number),
		cmocka_unit_test(test_chao_shen_of_singletons_is_finite),
		cmocka_unit_test(test_ends_of_the_scales),
		cmocka_unit_test(
			test_divergences_are_symmetric_and_keep_their_inequalities),
		cmocka_unit_test(test_corrections_take_most_of_the_bias),
		cmocka_unit_test(test_chao_shen_allows_for_the_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

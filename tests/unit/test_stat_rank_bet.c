/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_rank_bet.c: evidence from ranks against a published vector, counting
 * and simulation. */
#include "unit/stat_near.h"

#include "stat/dist.h"
#include "stat/rank_bet.h"
#include "stat/rng.h"
#include "stat/sequential.h"
#include "stat/stat.h"

enum { TV19_N = 8, TV19_K = 5 };
static const size_t tv19[TV19_N] = {1, 1, 3, 2, 1, 5, 1, 4};

/* METHODS, vector 19. */
static void test_published_bets(void **state)
{
	const double bet[] = {2, 1.1, .8, .6, .5}, thetas[] = {.1, .5, 1},
		     want[] = {1.173038688, 2.067778981, 3.524199139},
		     tenth[] = {1.05538753, 1.00391567, .98732241, .97912891, .97424548};
	double b[TV19_K], mixture;

	(void)state;
	NEAR(exp(rank_bet_ln_e(tv19, TV19_N, bet, TV19_K)), 4.224, 1e-13);
	NEAR(rank_bet_sum_p(TV19_N, TV19_K, 18), .0857344, 1e-15);
	for (size_t i = 0; i < 3; i++) {
		rank_bet_theta(thetas[i], TV19_K, b);
		NEAR(exp(rank_bet_ln_e(tv19, TV19_N, b, TV19_K)), want[i], 5.1e-10);
		NEAR(rank_bet_mixture_ln_e(tv19, TV19_N, TV19_K, &thetas[i], 1),
		     rank_bet_ln_e(tv19, TV19_N, b, TV19_K), 1e-14);
		for (size_t r = 0; r < TV19_K && i == 0; r++)
			NEAR(b[r], tenth[r], 5.1e-9);
	}
	mixture = rank_bet_mixture_ln_e(tv19, TV19_N, TV19_K, thetas, 3);
	NEAR(exp(mixture), 2.255005602, 5.1e-10);
	NEAR(exp(rank_bet_half_kept(mixture)), 1.627502801, 5.1e-10);
}

/* One die; two dice; and nine, which sum to 9 in one way and to 10 in nine. */
static void test_sums_of_dice(void **state)
{
	(void)state;
	for (size_t s = 0; s <= 7; s++)
		NEAR(rank_bet_sum_p(1, 6, s), (double)(s > 6 ? 6 : s) / 6, 1e-15);
	NEAR(rank_bet_sum_p(2, 6, 4), 6.0 / 36, 1e-15);
	NEAR(rank_bet_sum_p(2, 6, 10), 33.0 / 36, 1e-15);
	NEAR(rank_bet_sum_p(2, 6, 1), 0, 0);
	NEAR(rank_bet_sum_p(2, 6, 12), 1, 0);
	CLOSE(rank_bet_sum_p(9, 6, 10), 10 / pow(6, 9), 1e-14);
	NEAR(rank_bet_sum_p(0, 6, 0), 1, 0);
	NEAR(rank_bet_sum_p(5, 1, 5), 1, 0);
}

/* Far out the sum is in few ways: n + 2 as two twos or one three. A long sum is normal.
 */
static void test_sums_hold_their_digits_far_out(void **state)
{
	double n = 200;

	(void)state;
	CLOSE(rank_bet_sum_p(200, 20, 202), (1 + n + n * (n - 1) / 2 + n) / pow(20, n),
	      1e-12);
	NEAR(rank_bet_sum_p(1000, 20, 10500 - 577),
	     dist_normal_cdf((-577 + .5) / sqrt(1000 * (400 - 1) / 12.0)), 1e-4);
	for (size_t s = 200; s <= 4000; s += 123)
		NEAR(rank_bet_sum_p(200, 20, s) +
			     rank_bet_sum_p(200, 20, 200 * 21 - s - 1),
		     1, 1e-13);
}

static void test_bets_have_mean_1_and_fall(void **state)
{
	(void)state;
	for (double theta = -2; theta < 6; theta += .5) {
		double bet[20], sum = 0;

		rank_bet_theta(theta, 20, bet);
		for (size_t r = 0; r < 20; r++) {
			sum += bet[r];
			if (r > 0 && theta > 0)
				assert_true(bet[r] < bet[r - 1]);
		}
		NEAR(sum / 20, 1, 1e-14);
		if (theta == 0)
			NEAR(bet[0], 1, 0);
	}
}

/* What is kept bounds the loss; what is won is halved. */
static void test_half_the_stake_is_kept(void **state)
{
	(void)state;
	NEAR(rank_bet_half_kept((double)-INFINITY), log(.5), 1e-15);
	NEAR(rank_bet_half_kept(0), 0, 1e-15);
	NEAR(rank_bet_half_kept(log(9)), log(5), 1e-15);
	NEAR(rank_bet_half_kept(2000), 2000 - log(2), 1e-12);
}

/* The exact p less a uniform share of its atom is uniform, and the mixture, watched
 * after every rank, reaches 1/alpha in at most a share alpha. */
static void test_null_ranks(void **state)
{
	enum { ROUNDS = 1000, N = 100, K = 20 };
	static double p[ROUNDS];
	size_t n_false = 0;

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct rng rng = rng_stream(1, round, 0, 0);
		struct e_process process = E_PROCESS_INIT;
		size_t rank[N], sum = 0;
		double at_most;

		for (size_t i = 0; i < N; i++) {
			rank[i] = 1 + rng_below(&rng, K);
			sum += rank[i];
			sequential_move(&process, rank_bet_mixture_ln_e(
							  rank, i + 1, K, rank_bet_thetas,
							  RANK_BET_N_THETAS));
		}
		n_false += sequential_p(&process) <= .2;
		at_most = rank_bet_sum_p(N, K, sum);
		p[round] = at_most -
			   rng_uniform(&rng) * (at_most - rank_bet_sum_p(N, K, sum - 1));
	}
	assert_true(dist_ks_uniform_p(p, ROUNDS, NULL) > 1e-3);
	assert_true((double)n_false <= ROUNDS * (.2 + 4 * sqrt(.2 * .8 / ROUNDS)));
	assert_true(n_false > ROUNDS / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_bets),
		cmocka_unit_test(test_sums_of_dice),
		cmocka_unit_test(test_sums_hold_their_digits_far_out),
		cmocka_unit_test(test_bets_have_mean_1_and_fall),
		cmocka_unit_test(test_half_the_stake_is_kept),
		cmocka_unit_test(test_null_ranks),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

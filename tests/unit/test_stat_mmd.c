/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_mmd.c: MMD^2 against the published vector and against all splits. */
#include "unit/stat_near.h"

#include "stat/mmd.h"

#define N 6

/* METHODS, vector 14: Hamming/3 of {aab, abb, aab} and {bba, bbb, abb}. */
static const char *const words[] = {"aab", "abb", "aab", "bba", "bbb", "abb"};

struct hamming {
	double distance[N * N], row[N];
	struct mmd mmd;
};

static void hamming_init(struct hamming *h, size_t n_part)
{
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++) {
			h->distance[i * N + j] = i == j ? 99.0 : 0.0; /* not read */
			for (size_t k = 0; k < 3 && i != j; k++)
				h->distance[i * N + j] += words[i][k] != words[j][k];
			if (i != j)
				h->distance[i * N + j] /= 3.0;
		}
	mmd_init(&h->mmd, h->distance, N, n_part, h->row);
}

static void test_published_values(void **state)
{
	const size_t given[] = {0, 1, 2};
	struct hamming h;

	(void)state;
	hamming_init(&h, 3);
	NEAR(mmd_unbiased(&h.mmd, given, NULL), 4.0 / 9.0, 1e-12);
	NEAR(mmd_biased(&h.mmd, given), 2.0 / 3.0, 1e-12);
	NEAR(mmd_biased_mean(&h.mmd), 14.0 / 45.0, 1e-12); /* .311111 */
	NEAR(h.mmd.largest, 1.0, 0.0);
}

/* Groups of 2 and 4: over all 15 splits the unbiased one is 0 on average, the biased one
 * what mmd_biased_mean says. */
static void test_means_over_all_splits(void **state)
{
	double unbiased = 0.0, biased = 0.0;
	struct hamming h;

	(void)state;
	hamming_init(&h, 2);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < i; j++) {
			const size_t part[] = {i, j};

			unbiased += mmd_unbiased(&h.mmd, part, NULL) / 15.0;
			biased += mmd_biased(&h.mmd, part) / 15.0;
			assert_true(mmd_biased(&h.mmd, part) > -1e-12);
		}
	NEAR(unbiased, 0.0, 1e-12);
	NEAR(biased, mmd_biased_mean(&h.mmd), 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_values),
		cmocka_unit_test(test_means_over_all_splits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

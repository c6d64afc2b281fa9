/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_nei.c: Nei's distance against a published vector, its bounds and its
 * bias. */
#include "unit/stat_near.h"

#include "stat/nei.h"
#include "stat/rng.h"

struct gene {
	size_t x[3], y[3];
};

static void distance(const struct gene *gene, size_t n, enum nei_kind kind,
		     struct nei *total, double *s, double *d)
{
	struct err err = ERR_INIT;

	*total = (struct nei)NEI_INIT;
	for (size_t i = 0; i < n; i++) {
		struct nei one;

		assert_true(nei_gene(gene[i].x, gene[i].y, 3, kind, &one));
		nei_add(total, &one, 1.0);
	}
	assert_int_equal(nei_distance(total, s, d, &err), 0);
}

/* METHODS, vector 15, shares of four samples a gene. */
static void test_published_distances(void **state)
{
	const struct gene genes[] = {{{2, 2, 0}, {1, 1, 2}}, {{4, 0, 0}, {2, 2, 0}}};
	struct nei total;
	double s, d;

	(void)state;
	distance(genes, 2, NEI_PLAIN, &total, &s, &d);
	NEAR(total.jxy, .75, 1e-15);
	NEAR(total.jx, 1.5, 1e-15);
	NEAR(total.jy, .875, 1e-15);
	NEAR(s, .654653671, 5.1e-10);
	NEAR(d, .423648930, 5.1e-10);
	distance(genes, 2, NEI_HAPLOID, &total, &s, &d);
	NEAR(total.jxy, .75, 1e-15);
	NEAR(total.jx, 1.333333, 5.1e-7);
	NEAR(total.jy, .5, 1e-15);
	NEAR(d, .084949518, 5.1e-10);
}

static void test_ends_of_the_scale(void **state)
{
	const struct gene same = {{6, 2, 0}, {3, 1, 0}}, apart = {{5, 0, 0}, {0, 1, 1}};
	struct nei total;
	double s, d;

	(void)state;
	distance(&same, 1, NEI_PLAIN, &total, &s, &d);
	NEAR(s, 1, 1e-15);
	NEAR(d, 0, 1e-15);
	distance(&apart, 1, NEI_PLAIN, &total, &s, &d);
	NEAR(s, 0, 0);
	NEAR(d, log(1000), 1e-14);
}

static void test_too_few_samples_are_no_gene(void **state)
{
	const size_t one[] = {1, 0}, two[] = {1, 1}, none[] = {0, 0};
	struct nei gene, total = NEI_INIT;
	struct err err = ERR_INIT;
	double d;

	(void)state;
	assert_true(nei_gene(one, two, 2, NEI_PLAIN, &gene));
	assert_false(nei_gene(one, two, 2, NEI_HAPLOID, &gene));
	assert_false(nei_gene(two, one, 2, NEI_HAPLOID, &gene));
	assert_false(nei_gene(two, none, 2, NEI_PLAIN, &gene));
	NEAR(gene.jx, 0, 0);
	assert_int_equal(nei_distance(&total, NULL, &d, &err), -1);
	assert_int_equal(err.kind, ERR_DATA);
	/* Two alleles, each seen once: nothing is known of sum p^2. */
	assert_true(nei_gene(two, two, 2, NEI_HAPLOID, &total));
	assert_int_equal(nei_distance(&total, NULL, &d, &err), -1);
}

static void test_weights_repeat_genes(void **state)
{
	const struct gene genes[] = {
		{{2, 2, 0}, {1, 1, 2}}, {{4, 0, 0}, {2, 2, 0}}, {{4, 0, 0}, {2, 2, 0}}};
	struct nei total, weighted = NEI_INIT, one;
	struct err err = ERR_INIT;
	double s, d, by_weight;

	(void)state;
	distance(genes, 3, NEI_HAPLOID, &total, &s, &d);
	for (size_t i = 0; i < 3; i++) {
		assert_true(nei_gene(genes[i].x, genes[i].y, 3, NEI_HAPLOID, &one));
		nei_add(&weighted, &one, (double)(2 - i));
	}
	/* 2, 1, 0 is not 1, 1, 1; 1, 2, 0 is. */
	assert_int_equal(nei_distance(&weighted, NULL, &by_weight, &err), 0);
	assert_true(fabs(by_weight - d) > 1e-3);
	weighted = (struct nei)NEI_INIT;
	for (size_t i = 0; i < 2; i++) {
		assert_true(nei_gene(genes[i].x, genes[i].y, 3, NEI_HAPLOID, &one));
		nei_add(&weighted, &one, (double)(1 + i));
	}
	assert_int_equal(nei_distance(&weighted, NULL, &by_weight, &err), 0);
	NEAR(by_weight, d, 1e-15);
}

/* Two samples of one population: the corrected distance is 0 on average, the plain one
 * far from it, and neither depends on which sample comes first. */
static void test_the_correction_brings_equals_together(void **state)
{
	enum { N_GENES = 2000, N = 4, K = 3 };
	struct nei plain = NEI_INIT, haploid = NEI_INIT, turned = NEI_INIT, one;
	struct rng rng = rng_stream(1, 0, 0, 0);
	struct err err = ERR_INIT;
	double d_plain, d_haploid, d_turned;

	(void)state;
	for (size_t i = 0; i < N_GENES; i++) {
		size_t x[K] = {0}, y[K] = {0};

		for (size_t j = 0; j < N; j++) {
			x[rng_below(&rng, K)]++;
			y[rng_below(&rng, K)]++;
		}
		assert_true(nei_gene(x, y, K, NEI_PLAIN, &one));
		nei_add(&plain, &one, 1.0);
		assert_true(nei_gene(x, y, K, NEI_HAPLOID, &one));
		nei_add(&haploid, &one, 1.0);
		assert_true(nei_gene(y, x, K, NEI_HAPLOID, &one));
		nei_add(&turned, &one, 1.0);
	}
	assert_int_equal(nei_distance(&plain, NULL, &d_plain, &err), 0);
	assert_int_equal(nei_distance(&haploid, NULL, &d_haploid, &err), 0);
	assert_int_equal(nei_distance(&turned, NULL, &d_turned, &err), 0);
	/* E sum p^2 = 1/3 + (2/3)/4 = 1/2, so S is (1/3) / (1/2). */
	NEAR(d_plain, log(1.5), 0.03);
	NEAR(d_haploid, 0, 0.05);
	NEAR(d_turned, d_haploid, 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_distances),
		cmocka_unit_test(test_ends_of_the_scale),
		cmocka_unit_test(test_too_few_samples_are_no_gene),
		cmocka_unit_test(test_weights_repeat_genes),
		cmocka_unit_test(test_the_correction_brings_equals_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

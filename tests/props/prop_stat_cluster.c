/* SPDX-License-Identifier: GPL-3.0-or-later */
/* props/prop_stat_cluster.c: trees are found again from their own distances. */
#include "unit/stat_near.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stat/cluster.h"
#include "stat/rng.h"
#include "stat/stat.h"

#define MAX_N 40

/* A random rooted tree whose lengths are whole multiples of 1/64, so that sums of them
 * are exact. With clock, all leaves are as far from the root. */
static void draw(uint64_t number, size_t n, bool clock, struct tree_node *tree)
{
	struct rng rng = rng_stream(61, number, n, clock);
	int alive[MAX_N];
	double height[2 * MAX_N] = {0};
	size_t i, left = n;

	for (i = 0; i < n; i++)
		alive[i] = (int)i;
	for (i = 0; i + 1 < n; i++) {
		size_t a = rng_below(&rng, left), b = rng_below(&rng, left - 1);
		double step = (double)(1 + rng_below(&rng, 100)) / 64;
		struct tree_node *node = &tree[i];

		b += b >= a;
		node->left = alive[a];
		node->right = alive[b];
		height[n + i] = (i ? height[n + i - 1] : 0) + step;
		node->left_len = clock ? height[n + i] - height[node->left] : step;
		node->right_len = clock ? height[n + i] - height[node->right]
					: (double)(1 + rng_below(&rng, 100)) / 64;
		alive[a < b ? a : b] = (int)(n + i);
		alive[a < b ? b : a] = alive[--left];
	}
}

/* Distances between leaves; also, per node, which leaves hang below it. */
static void distances(const struct tree_node *tree, size_t n, double *d)
{
	double down[2 * MAX_N][MAX_N];
	bool below[2 * MAX_N][MAX_N];
	size_t i, a, b;

	memset(below, 0, sizeof(below));
	memset(d, 0, n * n * sizeof(*d));
	for (i = 0; i < n; i++) {
		below[i][i] = true;
		down[i][i] = 0;
	}
	for (i = 0; i + 1 < n; i++) {
		int l = tree[i].left, r = tree[i].right;

		for (a = 0; a < n; a++) {
			if (below[l][a])
				down[n + i][a] = down[l][a] + tree[i].left_len;
			if (below[r][a])
				down[n + i][a] = down[r][a] + tree[i].right_len;
			below[n + i][a] = below[l][a] || below[r][a];
		}
		for (a = 0; a < n; a++)
			for (b = 0; b < n; b++)
				if (below[l][a] && below[r][b])
					d[a * n + b] = d[b * n + a] =
						down[n + i][a] + down[n + i][b];
	}
}

static void check_found_again(bool clock,
			      void (*find)(const double *, size_t, struct tree_node *))
{
	static double want[MAX_N * MAX_N], got[MAX_N * MAX_N];
	struct tree_node truth[MAX_N], found[MAX_N];
	uint64_t number;
	size_t i;

	for (number = 0; number < 200; number++) {
		size_t n = 3 + (size_t)number % (MAX_N - 3);

		draw(number, n, clock, truth);
		distances(truth, n, want);
		find(want, n, found);
		distances(found, n, got);
		/* A tree's path lengths determine it, edges and all. */
		for (i = 0; i < n * n; i++)
			NEAR(got[i], want[i], 1e-9);
		for (i = 0; i + 1 < n; i++)
			assert_true(found[i].left_len > -1e-9 &&
				    found[i].right_len > -1e-9);
	}
}

static void test_neighbour_joining_finds_additive_trees(void **state)
{
	(void)state;
	check_found_again(false, cluster_neighbour_joining);
	check_found_again(true, cluster_neighbour_joining);
}

static void test_average_linkage_finds_clock_like_trees(void **state)
{
	(void)state;
	check_found_again(true, cluster_average);
}

static void test_renaming_the_leaves_changes_no_path(void **state)
{
	static double d[MAX_N * MAX_N], moved[MAX_N * MAX_N], a[MAX_N * MAX_N],
		b[MAX_N * MAX_N];
	struct tree_node tree[MAX_N];
	size_t order[MAX_N], i, j, number;

	(void)state;
	/* Distances of no tree, but without ties. */
	for (number = 0; number < 50; number++) {
		struct rng rng = rng_stream(62, number, 0, 0);

		for (i = 0; i < MAX_N; i++) {
			order[i] = i;
			for (j = 0; j < i; j++)
				d[i * MAX_N + j] = d[j * MAX_N + i] =
					1 + rng_uniform(&rng);
		}
		rng_shuffle(&rng, order, MAX_N);
		for (i = 0; i < MAX_N; i++)
			for (j = 0; j < MAX_N; j++)
				moved[i * MAX_N + j] = d[order[i] * MAX_N + order[j]];
		cluster_average(d, MAX_N, tree);
		distances(tree, MAX_N, a);
		cluster_average(moved, MAX_N, tree);
		distances(tree, MAX_N, b);
		for (i = 0; i < MAX_N; i++)
			for (j = 0; j < MAX_N; j++)
				NEAR(b[i * MAX_N + j], a[order[i] * MAX_N + order[j]],
				     1e-9);
		cluster_neighbour_joining(d, MAX_N, tree);
		distances(tree, MAX_N, a);
		cluster_neighbour_joining(moved, MAX_N, tree);
		distances(tree, MAX_N, b);
		for (i = 0; i < MAX_N; i++)
			for (j = 0; j < MAX_N; j++)
				NEAR(b[i * MAX_N + j], a[order[i] * MAX_N + order[j]],
				     1e-9);
	}
}

static void test_leaf_order_is_a_permutation(void **state)
{
	struct tree_node tree[MAX_N];
	size_t order[MAX_N], seen[MAX_N], i;
	uint64_t number;

	(void)state;
	for (number = 0; number < 50; number++) {
		draw(number, MAX_N, false, tree);
		cluster_leaf_order(tree, MAX_N, order);
		memset(seen, 0, sizeof(seen));
		for (i = 0; i < MAX_N; i++)
			seen[order[i]]++;
		for (i = 0; i < MAX_N; i++)
			assert_int_equal(seen[i], 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_neighbour_joining_finds_additive_trees),
		cmocka_unit_test(test_average_linkage_finds_clock_like_trees),
		cmocka_unit_test(test_renaming_the_leaves_changes_no_path),
		cmocka_unit_test(test_leaf_order_is_a_permutation),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

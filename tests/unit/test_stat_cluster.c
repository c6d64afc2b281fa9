/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_stat_cluster.c: trees from textbook distances (METHODS 10). */
#include "unit/stat_near.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "stat/cluster.h"

/* The path length between two leaves of a tree. */
static double path(const struct tree_node *tree, size_t n, int a, int b)
{
	double total = 0;
	size_t i;

	for (i = 0; i + 1 < n && a != b; i++) {
		int node = (int)(n + i);
		int from_left = tree[i].left == a || tree[i].left == b;
		int from_right = tree[i].right == a || tree[i].right == b;

		total += from_left ? tree[i].left_len : 0;
		total += from_right ? tree[i].right_len : 0;
		if (tree[i].left == a || tree[i].right == a)
			a = node;
		if (tree[i].left == b || tree[i].right == b)
			b = node;
	}
	return total;
}

static void check_node(const struct tree_node *node, int left, int right, double left_len,
		       double right_len)
{
	assert_int_equal(node->left, left);
	assert_int_equal(node->right, right);
	NEAR(node->left_len, left_len, 1e-12);
	NEAR(node->right_len, right_len, 1e-12);
}

static void test_tv20_neighbour_joining(void **state)
{
	const double d[] = {0, 5, 9, 9,  8, 5, 0, 10, 10, 9, 9, 10, 0,
			    8, 7, 9, 10, 8, 0, 3, 8,  9,  7, 3, 0};
	struct tree_node tree[4];
	int i, j;

	(void)state;
	cluster_neighbour_joining(d, 5, tree);
	check_node(&tree[0], 0, 1, 2, 3);
	check_node(&tree[1], 5, 2, 3, 4);
	/* The third join is a tie of three pairs: whichever is taken, d hangs by 2 and e
	 * by 1 from a node 2 above v. */
	for (i = 0; i < 5; i++)
		for (j = 0; j < i; j++)
			NEAR(path(tree, 5, i, j), d[5 * i + j], 1e-12);
	check_node(&tree[2], 6, 3, 2, 2);
	check_node(&tree[3], 7, 4, .5, .5);
}

static void test_average_linkage_by_hand(void **state)
{
	/* A textbook example: heights 8.5, 11, 14 and 16.5. */
	const double d[] = {0,  17, 21, 31, 23, 17, 0,  30, 34, 21, 21, 30, 0,
			    28, 39, 31, 34, 28, 0,  43, 23, 21, 39, 43, 0};
	struct tree_node tree[4];

	(void)state;
	cluster_average(d, 5, tree);
	check_node(&tree[0], 0, 1, 8.5, 8.5);
	check_node(&tree[1], 5, 4, 2.5, 11);
	check_node(&tree[2], 2, 3, 14, 14);
	check_node(&tree[3], 6, 7, 5.5, 2.5);
}

static void test_ties_go_to_the_first_leaves(void **state)
{
	double d[36];
	struct tree_node tree[5];
	size_t i;

	(void)state;
	for (i = 0; i < 36; i++)
		d[i] = i % 7 ? 1 : 0;
	cluster_average(d, 6, tree);
	check_node(&tree[0], 0, 1, .5, .5);
	check_node(&tree[1], 6, 2, 0, .5);
	check_node(&tree[4], 9, 5, 0, .5);
	/* A star: every Q is equal. */
	cluster_neighbour_joining(d, 6, tree);
	check_node(&tree[0], 0, 1, .5, .5);
	check_node(&tree[1], 6, 2, 0, .5);
}

static void test_one_two_and_three_leaves(void **state)
{
	const double two[] = {0, 3, 3, 0}, three[] = {0, 3, 4, 3, 0, 5, 4, 5, 0};
	struct tree_node tree[2];
	size_t order[3];

	(void)state;
	cluster_average(two, 1, tree);
	cluster_neighbour_joining(two, 1, tree);
	cluster_leaf_order(tree, 1, order);
	assert_int_equal(order[0], 0);
	cluster_neighbour_joining(two, 2, tree);
	check_node(&tree[0], 0, 1, 1.5, 1.5);
	cluster_average(two, 2, tree);
	check_node(&tree[0], 0, 1, 1.5, 1.5);
	/* Three points: a at (3+4-5)/2 = 1, b at 2, c at 3 from the middle. */
	cluster_neighbour_joining(three, 3, tree);
	check_node(&tree[0], 0, 1, 1, 2);
	check_node(&tree[1], 3, 2, 1.5, 1.5);
}

static void test_leaf_order_is_left_to_right(void **state)
{
	const struct tree_node tree[] = {{1, 3, 1, 1}, {0, 2, 1, 1}, {5, 4, 1, 1}};
	size_t order[4];

	(void)state;
	cluster_leaf_order(tree, 4, order);
	assert_int_equal(order[0], 0);
	assert_int_equal(order[1], 2);
	assert_int_equal(order[2], 1);
	assert_int_equal(order[3], 3);
}

static void test_newick_text(void **state)
{
	const struct tree_node tree[] = {{0, 1, 2, 3.5}, {3, 2, -.25, 4}};
	const char *const name[] = {"a", "o'b (c)", "x\n\x1b;"};
	struct buf text = BUF_INIT;

	(void)state;
	cluster_newick(tree, 3, name, &text);
	assert_string_equal(buf_str(&text), "(('a':2,'o''b (c)':3.5):-0.25,'x__;':4);");
	buf_reset(&text);
	cluster_newick(tree, 1, name, &text);
	assert_string_equal(buf_str(&text), "'a';");
	buf_clear(&text);
}

static void test_a_comb_of_many_leaves(void **state)
{
	/* Leaf i joins when all before it have: distance between i and j is their max. */
	enum { N = 300 };
	double *d = mem_alloc(N * N, sizeof(double));
	struct tree_node tree[N - 1];
	size_t order[N], i, j;

	(void)state;
	for (i = 0; i < N; i++)
		for (j = 0; j < N; j++)
			d[i * N + j] = (double)(i > j ? i : j);
	cluster_average(d, N, tree);
	for (i = 1; i + 1 < N; i++)
		check_node(&tree[i], (int)(N + i - 1), (int)i + 1, .5,
			   .5 * (double)(i + 1));
	cluster_leaf_order(tree, N, order);
	for (i = 0; i < N; i++)
		assert_int_equal(order[i], i);
	free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tv20_neighbour_joining),
		cmocka_unit_test(test_average_linkage_by_hand),
		cmocka_unit_test(test_ties_go_to_the_first_leaves),
		cmocka_unit_test(test_one_two_and_three_leaves),
		cmocka_unit_test(test_leaf_order_is_left_to_right),
		cmocka_unit_test(test_newick_text),
		cmocka_unit_test(test_a_comb_of_many_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

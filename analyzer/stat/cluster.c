/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat/cluster.c: see stat/cluster.h. */
#include "stat/cluster.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/*
 * The clusters that are not joined yet. They stay in ascending order of their smallest
 * leaf, so that scanning pairs in place order is the rule for ties.
 */
struct forest {
	size_t n;         /* clusters left */
	size_t width;     /* leaves, and the width of a row of distance */
	double *distance; /* between places; owned */
	int *node;        /* by place; owned */
	size_t *size;     /* leaves below, by place; owned */
	double *height;   /* by place; owned */
};

static void forest_init(struct forest *forest, const double *distance, size_t n)
{
	size_t i;

	assert(n >= 1 && n <= INT_MAX / 2);
	forest->n = forest->width = n;
	forest->distance = mem_alloc(n * n, sizeof(double));
	memcpy(forest->distance, distance, n * n * sizeof(double));
	forest->node = mem_alloc(n, sizeof(int));
	forest->size = mem_alloc(n, sizeof(size_t));
	forest->height = mem_zalloc(n, sizeof(double));
	for (i = 0; i < n; i++) {
		forest->node[i] = (int)i;
		forest->size[i] = 1;
	}
}

static void forest_clear(struct forest *forest)
{
	free(forest->distance);
	free(forest->node);
	free(forest->size);
	free(forest->height);
}

static double *between(struct forest *forest, size_t a, size_t b)
{
	return &forest->distance[a * forest->width + b];
}

/* Close the gap at place b. */
static void forest_remove(struct forest *forest, size_t b)
{
	size_t i;

	for (i = 0; i < forest->n; i++)
		memmove(between(forest, i, b), between(forest, i, b) + 1,
			(forest->n - b - 1) * sizeof(double));
	for (i = b; i + 1 < forest->n; i++) {
		memcpy(between(forest, i, 0), between(forest, i + 1, 0),
		       forest->n * sizeof(double));
		forest->node[i] = forest->node[i + 1];
		forest->size[i] = forest->size[i + 1];
		forest->height[i] = forest->height[i + 1];
	}
	forest->n--;
}

static void set_distance(struct forest *forest, size_t a, size_t b, double d)
{
	*between(forest, a, b) = d;
	*between(forest, b, a) = d;
}

void cluster_average(const double *distance, size_t n, struct tree_node *out)
{
	struct forest forest;
	size_t step, a, b, i;

	forest_init(&forest, distance, n);
	for (step = 0; step + 1 < n; step++) {
		size_t best_a = 0, best_b = 1;
		double height;

		for (a = 0; a < forest.n; a++)
			for (b = a + 1; b < forest.n; b++)
				if (*between(&forest, a, b) <
				    *between(&forest, best_a, best_b)) {
					best_a = a;
					best_b = b;
				}
		a = best_a;
		b = best_b;
		height = 0.5 * *between(&forest, a, b);
		out[step] = (struct tree_node){forest.node[a], forest.node[b],
					       height - forest.height[a],
					       height - forest.height[b]};
		for (i = 0; i < forest.n; i++) {
			double na = (double)forest.size[a], nb = (double)forest.size[b];

			if (i != a && i != b)
				set_distance(&forest, a, i,
					     (na * *between(&forest, a, i) +
					      nb * *between(&forest, b, i)) /
						     (na + nb));
		}
		forest.node[a] = (int)(n + step);
		forest.size[a] += forest.size[b];
		forest.height[a] = height;
		forest_remove(&forest, b);
	}
	forest_clear(&forest);
}

/* The pair of the smallest Q = (n - 2) d - r_a - r_b; row_sum has a place for each. */
static void closest_neighbours(struct forest *forest, double *row_sum, size_t *best_a,
			       size_t *best_b)
{
	double best = HUGE_VAL, size = 0.0;
	size_t a, b;

	for (a = 0; a < forest->n; a++) {
		row_sum[a] = 0.0;
		for (b = 0; b < forest->n; b++)
			if (b != a)
				row_sum[a] += *between(forest, a, b);
		size = fmax(size, fabs(row_sum[a]));
	}
	*best_a = 0;
	*best_b = 1;
	for (a = 0; a < forest->n; a++) {
		for (b = a + 1; b < forest->n; b++) {
			double q = (double)(forest->n - 2) * *between(forest, a, b) -
				   row_sum[a] - row_sum[b];

			/* On a tree's own distances many Q are equal but for rounding. */
			if (q < best - 1e-12 * size) {
				best = q;
				*best_a = a;
				*best_b = b;
			}
		}
	}
}

void cluster_neighbour_joining(const double *distance, size_t n, struct tree_node *out)
{
	struct forest forest;
	double *row_sum = mem_alloc(n ? n : 1, sizeof(double));
	size_t step, a, b, i;

	forest_init(&forest, distance, n);
	for (step = 0; step + 1 < n; step++) {
		double d, to_a;

		closest_neighbours(&forest, row_sum, &a, &b);
		d = *between(&forest, a, b);
		to_a = 0.5 * d;
		if (forest.n > 2)
			to_a += 0.5 * (row_sum[a] - row_sum[b]) / (double)(forest.n - 2);
		out[step] = (struct tree_node){forest.node[a], forest.node[b], to_a,
					       d - to_a};
		for (i = 0; i < forest.n; i++)
			if (i != a && i != b)
				set_distance(&forest, a, i,
					     0.5 * (*between(&forest, a, i) +
						    *between(&forest, b, i) - d));
		forest.node[a] = (int)(n + step);
		forest_remove(&forest, b);
	}
	forest_clear(&forest);
	free(row_sum);
}

/* A pending subtree or, in Newick, a piece of text that follows one. */
struct visit {
	int node;
	double length;
	char after; /* 0: the subtree itself; else ',' or ')' to write */
};

void cluster_leaf_order(const struct tree_node *tree, size_t n, size_t *order)
{
	/* A stack of its own: a comb of n leaves would recurse n deep. */
	int *stack = mem_alloc(n + 1, sizeof(int));
	size_t top = 0, n_out = 0;

	stack[top++] = n > 1 ? (int)(2 * n - 2) : 0;
	while (top > 0) {
		int node = stack[--top];

		if (node < (int)n) {
			order[n_out++] = (size_t)node;
			continue;
		}
		stack[top++] = tree[node - (int)n].right;
		stack[top++] = tree[node - (int)n].left;
	}
	free(stack);
}

static void add_name(struct buf *out, const char *name)
{
	buf_char_add(out, '\'');
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c == '\'')
			buf_char_add(out, '\'');
		buf_char_add(out, c < 0x20 || c == 0x7f ? '_' : *name);
	}
	buf_char_add(out, '\'');
}

void cluster_newick(const struct tree_node *tree, size_t n, const char *const *name,
		    struct buf *out)
{
	struct visit *stack = mem_alloc(4 * n + 4, sizeof(*stack));
	int root = n > 1 ? (int)(2 * n - 2) : 0;
	size_t top = 0;

	stack[top++] = (struct visit){root, 0.0, 0};
	while (top > 0) {
		struct visit visit = stack[--top];
		const struct tree_node *join;

		if (visit.after) {
			buf_char_add(out, visit.after);
			if (visit.after == ')' && visit.node != root)
				buf_printf(out, ":%.9g", visit.length);
			continue;
		}
		if (visit.node < (int)n) {
			add_name(out, name[visit.node]);
			if (visit.node != root)
				buf_printf(out, ":%.9g", visit.length);
			continue;
		}
		join = &tree[visit.node - (int)n];
		buf_char_add(out, '(');
		stack[top++] = (struct visit){visit.node, visit.length, ')'};
		stack[top++] = (struct visit){join->right, join->right_len, 0};
		stack[top++] = (struct visit){0, 0.0, ','};
		stack[top++] = (struct visit){join->left, join->left_len, 0};
	}
	buf_char_add(out, ';');
	free(stack);
}

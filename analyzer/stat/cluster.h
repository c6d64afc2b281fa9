/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stat/cluster.h: trees from a matrix of distances, for display only (METHODS 6:
 * distillation is no tree). Knows nothing of what the leaves are.
 */
#ifndef STAT_CLUSTER_H
#define STAT_CLUSTER_H

#include <stddef.h>

#include "base/buf.h"

/*
 * One join. Children 0 .. n-1 are leaves, n + i is the node of join i; a tree over
 * n >= 1 leaves has n - 1 joins in the order they were made, the last being the root.
 */
struct tree_node {
	int left, right;            /* the child with the smaller smallest leaf is left */
	double left_len, right_len; /* lengths of the edges down to them */
};

/*
 * Average linkage (UPGMA) of the n x n matrix `distance` (symmetric, finite, diagonal
 * ignored). out has room for n - 1. Lengths are differences of height, the height of a
 * join being half its distance. Among equal distances the pair whose smallest leaves
 * come first is joined.
 */
void cluster_average(const double *distance, size_t n, struct tree_node *out);

/*
 * Neighbour joining (Saitou and Nei 1987, Studier and Keppler 1988), same conventions
 * and same rule for ties. An unrooted tree: the last node stands in the middle of the
 * last edge. Lengths can be negative when the distances are not those of a tree.
 */
void cluster_neighbour_joining(const double *distance, size_t n, struct tree_node *out);

/* The n leaves from left to right, as a drawing shows them, into order. */
void cluster_leaf_order(const struct tree_node *tree, size_t n, size_t *order);

/*
 * Append the tree in Newick form, ending in ";". Names are NUL-terminated and put in
 * single quotes, with quotes doubled and control bytes replaced by '_'.
 */
void cluster_newick(const struct tree_node *tree, size_t n, const char *const *name,
		    struct buf *out);

#endif

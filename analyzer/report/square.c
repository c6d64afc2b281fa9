/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/square.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void square_clear(struct square *square)
{
	mem_free(square->names);
	mem_free(square->labels);
	mem_free(square->roles);
	mem_free(square->vendors);
	mem_free(square->marks);
	mem_free(square->z);
	mem_free(square->order);
	mem_free(square->merges);
}

static enum square_mark mark_of(const char *role)
{
	if (!strcmp(role, "suspect"))
		return SQUARE_SUSPECT;
	return !strcmp(role, "teacher") ? SQUARE_TEACHER : SQUARE_PLAIN;
}

/* The texts of an array beside the models'; "" for what is missing. */
static const char **read_texts(const struct json *array, size_t n)
{
	const char **texts = MEM_ARRAY(n, const char *);
	const struct json *child = json_first(array);

	for (size_t i = 0; i < n; i++) {
		texts[i] = child && json_text(child) ? json_text(child) : "";
		child = child ? json_next(child) : NULL;
	}
	return texts;
}

static void read_models(struct square *square, const struct json *matrix,
			const struct labels *labels)
{
	size_t n = square->n;

	square->names = read_texts(json_get(matrix, "models"), n);
	square->roles = read_texts(json_get(matrix, "roles"), n);
	square->vendors = read_texts(json_get(matrix, "vendors"), n);
	square->labels = MEM_ARRAY(n, const char *);
	square->marks = MEM_ARRAY(n, enum square_mark);
	for (size_t i = 0; i < n; i++) {
		square->labels[i] = label_of(labels, square->names[i]);
		square->marks[i] = mark_of(square->roles[i]);
	}
}

static void read_cells(struct square *square, const struct json *matrix)
{
	size_t i = 0, j;

	for (size_t k = 0; k < square->n * square->n; k++)
		square->z[k] = NAN;
	JSON_EACH(row, json_get(matrix, "similarity")) {
		j = 0;
		JSON_EACH(cell, row) {
			double z;

			if (i < square->n && j < square->n && i != j &&
			    json_number(cell, &z))
				square->z[i * square->n + j] = z;
			j++;
		}
		i++;
	}
}

static bool whole_number(const struct json *value, size_t below, size_t *out)
{
	double number;

	if (!value || !json_number(value, &number) || !(number >= 0) ||
	    number >= (double)below || floor(number) != number)
		return false;
	*out = (size_t)number;
	return true;
}

/* A tree joins each node once, and only nodes that exist by then. */
static void read_tree(struct square *square, const struct json *tree)
{
	const struct json *merges = json_get(tree, "merges");
	bool *used = MEM_ARRAY(2 * square->n + 1, bool);
	bool good = json_count(merges) + 1 == square->n;

	square->n_merges = 0;
	JSON_EACH(child, merges) {
		struct square_merge merge = {0, 0, 0};
		const struct json *left = json_first(child);
		const struct json *right = left ? json_next(left) : NULL;
		const struct json *height = right ? json_next(right) : NULL;
		size_t below = square->n + square->n_merges;

		good = good && whole_number(left, below, &merge.left) &&
		       whole_number(right, below, &merge.right) && height &&
		       json_number(height, &merge.height) && merge.left != merge.right &&
		       !used[merge.left] && !used[merge.right];
		if (!good)
			break;
		used[merge.left] = used[merge.right] = true;
		square->merges[square->n_merges++] = merge;
	}
	mem_free(used);
	if (!good)
		square->n_merges = 0;
}

/* Leaves in the order of the tree, the lower-numbered side of each joint first. */
static void order_leaves(struct square *square)
{
	size_t *stack = MEM_ARRAY(2 * square->n + 2, size_t);
	size_t depth = 0, n = 0;

	for (size_t i = 0; i < square->n; i++)
		square->order[i] = i;
	if (square->n_merges)
		stack[depth++] = square->n + square->n_merges - 1;
	while (depth) {
		size_t node = stack[--depth];

		if (node < square->n) {
			square->order[n++] = node;
			continue;
		}
		stack[depth++] = square->merges[node - square->n].right;
		stack[depth++] = square->merges[node - square->n].left;
	}
	mem_free(stack);
}

bool square_read(struct square *square, const struct json *matrix,
		 const struct labels *labels)
{
	const struct json *tree = json_get(matrix, "tree");
	size_t n = json_count(json_get(matrix, "models"));

	memset(square, 0, sizeof(*square));
	if (n < 2 || !json_get(matrix, "similarity"))
		return false;
	square->n = n;
	square->z = mem_alloc(n * n, sizeof(double));
	square->order = MEM_ARRAY(n, size_t);
	square->merges =
		MEM_ARRAY(json_count(json_get(tree, "merges")) + 1, struct square_merge);
	read_models(square, matrix, labels);
	read_cells(square, matrix);
	read_tree(square, tree);
	order_leaves(square);
	return true;
}

double square_at(const struct square *square, size_t i, size_t j)
{
	return i < square->n && j < square->n ? square->z[i * square->n + j]
					      : (double)NAN;
}

void square_nearest(const struct square *square, size_t i, size_t *out, size_t n_out)
{
	size_t n_found = 0;

	for (size_t k = 0; k < n_out; k++)
		out[k] = square->n;
	for (size_t j = 0; j < square->n; j++) {
		double z = square_at(square, i, j);
		size_t at = n_found;

		if (!isfinite(z))
			continue;
		while (at > 0 && z > square_at(square, i, out[at - 1]))
			at--;
		if (at == n_out)
			continue;
		if (n_found < n_out)
			n_found++;
		memmove(out + at + 1, out + at, (n_found - at - 1) * sizeof(*out));
		out[at] = j;
	}
}

/* Every pair once; *n of them, owned by the caller. */
static double *pairs(const struct square *square, size_t *n)
{
	double *values = MEM_ARRAY(square->n * square->n, double);

	*n = 0;
	for (size_t i = 0; i < square->n; i++)
		for (size_t j = 0; j < i; j++)
			if (isfinite(square_at(square, i, j)))
				values[(*n)++] = square_at(square, i, j);
	return values;
}

struct range square_central(const struct square *square)
{
	size_t n;
	double *values = pairs(square, &n);
	struct range central = view_central(values, n);

	mem_free(values);
	return central;
}

static int number_order(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

double square_highest(const struct square *square)
{
	size_t n;
	double *values = pairs(square, &n), highest = NAN;

	if (n) {
		qsort(values, n, sizeof(*values), number_order);
		highest = values[(size_t)ceil(.99 * (double)n) - 1];
	}
	mem_free(values);
	return highest;
}

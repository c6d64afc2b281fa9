/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/matrix.h"

#include <math.h>

#include "base/mem.h"
#include "stat/cluster.h"

/* A running mean: that of equal numbers is that number, to the last bit. */
struct mean {
	double value;
	double n;
};

static void mean_add(struct mean *mean, double x)
{
	if (isnan(x))
		return;
	mean->n += 1;
	mean->value += (x - mean->value) / mean->n;
}

/* NaN when the row's model has no score with any other. */
static double row_mean(const double *x, size_t n, size_t row)
{
	struct mean mean = {0, 0};

	for (size_t j = 0; j < n; j++) {
		if (j != row)
			mean_add(&mean, x[row * n + j]);
	}
	return mean.n > 0 ? mean.value : (double)NAN;
}

/* One channel's residuals after row and column means, in standard deviations, added. */
static void add_channel(const double *x, size_t n, double *mean, double *out,
			double *count)
{
	struct mean grand = {0, 0};
	double squares = 0;
	double pairs = 0;
	double sd;

	for (size_t i = 0; i < n; i++) {
		mean[i] = row_mean(x, n, i);
		mean_add(&grand, mean[i]);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			double residual = x[i * n + j] - mean[i] - mean[j] + grand.value;

			if (isnan(residual))
				continue;
			squares += residual * residual;
			pairs += 1;
		}
	}
	sd = pairs > 0 ? sqrt(squares / pairs) : 0;
	for (size_t i = 0; i < n && sd > 0; i++) {
		for (size_t j = 0; j < n; j++) {
			double residual = x[i * n + j] - mean[i] - mean[j] + grand.value;

			if (i == j || isnan(residual))
				continue;
			out[i * n + j] += residual / sd;
			count[i * n + j] += 1;
		}
	}
}

void matrix_likeness(const struct population *pop, double *const *score,
		     size_t n_channels, const size_t *models, size_t n, double *out)
{
	double *x = mem_alloc(n * n, sizeof(*x));
	double *mean = mem_alloc(n, sizeof(*mean));
	double *count = MEM_ARRAY(n * n, double);
	double most = 0;

	for (size_t i = 0; i < n * n; i++)
		out[i] = 0;
	for (size_t k = 0; k < n_channels; k++) {
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < n; j++)
				x[i * n + j] = score[k][models[i] * pop->n + models[j]];
		}
		add_channel(x, n, mean, out, count);
	}
	for (size_t i = 0; i < n * n; i++) {
		out[i] = count[i] > 0 ? out[i] / count[i] : 0;
		most = fmax(most, out[i]);
	}
	for (size_t i = 0; i < n; i++)
		out[i * n + i] = most;
	mem_free(x);
	mem_free(mean);
	mem_free(count);
}

static void add_tree(const double *likeness, size_t n, struct json *out)
{
	struct tree_node *tree = MEM_ARRAY(n, struct tree_node);
	double *distance = mem_alloc(n * n, sizeof(*distance));
	double *height = MEM_ARRAY(2 * n, double);
	size_t *order = MEM_ARRAY(n, size_t);
	struct json *merges = json_add_array(out, "merges");
	struct json *leaves;

	for (size_t i = 0; i < n * n; i++)
		distance[i] = likeness[0] - likeness[i];
	cluster_average(distance, n, tree);
	for (size_t i = 0; i + 1 < n; i++) {
		struct json *merge = json_add_array(merges, NULL);

		height[n + i] = height[tree[i].left] + tree[i].left_len;
		json_add_int(merge, NULL, tree[i].left);
		json_add_int(merge, NULL, tree[i].right);
		json_add_num(merge, NULL, height[n + i]);
	}
	leaves = json_add_array(out, "order");
	cluster_leaf_order(tree, n, order);
	for (size_t i = 0; i < n; i++)
		json_add_int(leaves, NULL, (long long)order[i]);
	mem_free(tree);
	mem_free(distance);
	mem_free(height);
	mem_free(order);
}

void matrix_json(const struct population *pop, double *const *score, size_t n_channels,
		 const size_t *models, size_t n, struct json *out)
{
	double *likeness = mem_alloc(n * n, sizeof(*likeness));
	struct json *names = json_add_array(out, "models");
	struct json *rows = json_add_array(out, "similarity");

	matrix_likeness(pop, score, n_channels, models, n, likeness);
	for (size_t i = 0; i < n; i++) {
		struct json *row = json_add_array(rows, NULL);

		json_add_str(names, NULL, pop->names[models[i]]);
		for (size_t j = 0; j < n; j++)
			json_add_num(row, NULL, likeness[i * n + j]);
	}
	add_tree(likeness, n, json_add_object(out, "tree"));
	mem_free(likeness);
}

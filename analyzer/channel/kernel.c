/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/kernel.h"

#include "base/mem.h"

struct kernel *kernel_new(const struct features *f, size_t min_answers)
{
	struct kernel *k = MEM_NEW(struct kernel);

	k->f = f;
	k->min_answers = min_answers;
	k->n_pairs = f->n_models * (f->n_models - (f->n_models > 0)) / 2;
	k->value = mem_alloc(f->n_items * k->n_pairs, sizeof(*k->value));
	return k;
}

void kernel_free(void *kernel)
{
	struct kernel *k = kernel;

	if (k)
		mem_free(k->value);
	mem_free(k);
}

struct kernel_sums {
	double *total, *weight;
};

static void add_item(const struct kernel *k, size_t item, double w,
		     struct kernel_sums *sums)
{
	const float *value = k->value + item * k->n_pairs;

	for (size_t pair = 0; pair < k->n_pairs; pair++) {
		bool there = !isnan(value[pair]);

		sums->total[pair] += there ? w * (double)value[pair] : 0;
		sums->weight[pair] += there ? w : 0;
	}
}

void kernel_score(const void *kernel, const double *item_weight, double *score)
{
	const struct kernel *k = kernel;
	size_t n = k->f->n_models;
	/* A replicate draws some items twice and others never: its sum scatters about n.
	 */
	double least = (double)k->min_answers * (item_weight ? .5 : 1);
	struct kernel_sums sums = {
		MEM_ARRAY(k->n_pairs, double),
		MEM_ARRAY(k->n_pairs, double),
	};

	for (size_t item = 0; item < k->f->n_items; item++) {
		double w = item_weight ? item_weight[item] : 1;

		if (w > 0)
			add_item(k, item, w, &sums);
	}
	for (size_t b = 0; b < n; b++) {
		score[b * n + b] = NAN;
		for (size_t a = 0; a < b; a++) {
			size_t pair = kernel_pair(a, b);
			double mean = sums.weight[pair] >= least
					      ? sums.total[pair] / sums.weight[pair]
					      : (double)NAN;

			score[a * n + b] = score[b * n + a] = mean;
		}
	}
	mem_free(sums.total);
	mem_free(sums.weight);
}

double kernel_likeness(const void *kernel, size_t item, size_t a, size_t b)
{
	const struct kernel *k = kernel;
	size_t pair = a < b ? kernel_pair(a, b) : kernel_pair(b, a);

	return (double)k->value[item * k->n_pairs + pair];
}

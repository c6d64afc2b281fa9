/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/telling.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct mean {
	double sum, n;
};

static void mean_add(struct mean *mean, double x)
{
	if (isnan(x))
		return;
	mean->sum += x;
	mean->n += 1;
}

/* NaN when either is empty. */
static double difference(const struct mean *near, const struct mean *far)
{
	return near->sum / near->n - far->sum / far->n;
}

static bool is_clean(const struct telling *t, size_t model)
{
	return t->pop->clean[model] && t->pop->family[model] != t->without;
}

static bool is_sibling(const struct telling *t, size_t model, size_t teacher)
{
	return model != teacher && is_clean(t, model) &&
	       t->pop->vendor[model] == t->pop->vendor[teacher];
}

static bool is_control(const struct telling *t, size_t model, size_t teacher)
{
	return is_clean(t, model) &&
	       population_in_cohort(t->pop, model, teacher, teacher);
}

size_t telling_siblings(const struct telling *t, size_t teacher, bool *which)
{
	size_t n = 0;

	for (size_t model = 0; model < t->pop->n; model++) {
		bool is = is_sibling(t, model, teacher);

		n += is;
		if (which)
			which[model] = is;
	}
	return n;
}

size_t telling_controls(const struct telling *t, size_t teacher, bool *which)
{
	size_t n = 0;

	for (size_t model = 0; model < t->pop->n; model++) {
		bool is = is_control(t, model, teacher);

		n += is;
		if (which)
			which[model] = is;
	}
	return n;
}

void telling_general(const struct telling *t, double *general)
{
	const struct population *pop = t->pop;

	for (size_t item = 0; item < t->n_items; item++) {
		struct mean one_vendor = {0, 0};
		struct mean two_vendors = {0, 0};

		for (size_t b = 1; b < pop->n; b++) {
			for (size_t a = 0; is_clean(t, b) && a < b; a++) {
				if (!is_clean(t, a))
					continue;
				mean_add(pop->vendor[a] == pop->vendor[b] ? &one_vendor
									  : &two_vendors,
					 t->likeness(t->from, item, a, b));
			}
		}
		general[item] = difference(&one_vendor, &two_vendors);
	}
}

/* What is not known counts nothing; NaN when neither is. */
static double both(double own, double general)
{
	if (isnan(own))
		return general;
	return isnan(general) ? own : own + general;
}

void telling_values(const struct telling *t, const double *general, size_t teacher,
		    double *value)
{
	bool *sibling = MEM_ARRAY(t->pop->n, bool);
	bool *control = MEM_ARRAY(t->pop->n, bool);

	telling_siblings(t, teacher, sibling);
	telling_controls(t, teacher, control);
	for (size_t item = 0; item < t->n_items; item++) {
		struct mean near = {0, 0};
		struct mean far = {0, 0};
		double own;

		for (size_t model = 0; model < t->pop->n; model++) {
			if (!sibling[model] && !control[model])
				continue;
			mean_add(sibling[model] ? &near : &far,
				 t->likeness(t->from, item, teacher, model));
		}
		own = difference(&near, &far);
		value[item] = near.n + far.n > 0 ? both(own, general[item]) : (double)NAN;
	}
	mem_free(sibling);
	mem_free(control);
}

struct ranked {
	double value;
	size_t at;
};

static int by_value(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;

	if (a->value < b->value || a->value > b->value)
		return a->value < b->value ? 1 : -1;
	return (a->at > b->at) - (a->at < b->at);
}

size_t telling_most(const double *value, size_t n, size_t n_wanted, size_t *out)
{
	struct ranked *ranked = MEM_ARRAY(n, struct ranked);
	size_t n_ranked = 0;

	for (size_t i = 0; i < n; i++) {
		if (!isnan(value[i]))
			ranked[n_ranked++] = (struct ranked){value[i], i};
	}
	qsort(ranked, n_ranked, sizeof(*ranked), by_value);
	if (n_wanted > n_ranked)
		n_wanted = n_ranked;
	for (size_t i = 0; i < n_wanted; i++)
		out[i] = ranked[i].at;
	mem_free(ranked);
	return n_wanted;
}

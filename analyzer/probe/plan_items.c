/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_items.c: the order of asking. Each item's place within its round is the
 * hash of (seed, round, set, probe): adding a set or a control moves no other item
 * relative to the rest, so that a plan can be extended.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/plan_read.h"

/* A probe that is asked, for finding those of the same id in other sets. */
struct asked {
	const char *id;
	size_t set, at; /* sets[set].take[at] */
};

static int by_id(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : x->set < y->set ? -1 : x->set > y->set;
}

/*
 * From which sample on a set asks a probe itself: an earlier set that has a probe of that
 * id asks the samples below. One array a set, n_take long; rows[0] and the whole are
 * freed by the caller (mem_free twice).
 */
static size_t **covered_by_earlier(const struct plan *plan)
{
	size_t **covered = mem_alloc(plan->n_sets, sizeof(*covered));
	struct asked *rows;
	size_t n = 0, i = 0;

	for (size_t s = 0; s < plan->n_sets; s++)
		n += plan->sets[s].n_take;
	rows = mem_alloc(n, sizeof(*rows));
	covered[0] = mem_zalloc(n, sizeof(**covered));
	for (size_t s = 0; s < plan->n_sets; s++) {
		const struct plan_set *set = &plan->sets[s];

		if (s)
			covered[s] = covered[s - 1] + plan->sets[s - 1].n_take;
		for (size_t t = 0; t < set->n_take; t++)
			rows[i++] =
				(struct asked){set->set->probes[set->take[t]].id, s, t};
	}
	qsort(rows, n, sizeof(*rows), by_id);
	for (i = 1; i < n; i++) {
		const struct asked *before = &rows[i - 1];
		size_t reached;

		if (strcmp(before->id, rows[i].id) != 0)
			continue;
		reached = covered[before->set][before->at];
		if (reached < plan->sets[before->set].samples)
			reached = plan->sets[before->set].samples;
		covered[rows[i].set][rows[i].at] = reached;
	}
	mem_free(rows);
	return covered;
}

struct keyed {
	uint64_t key;
	struct plan_item item;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->item.set != y->item.set)
		return x->item.set < y->item.set ? -1 : 1;
	return x->item.probe < y->item.probe ? -1 : x->item.probe > y->item.probe;
}

/* The items of one round, in order; returns how many. */
static size_t round_items(const struct plan *plan, size_t **covered, size_t round,
			  struct keyed *out)
{
	uint64_t base = hash_pair(hash_mix(plan->seed), round);
	size_t n = 0;

	for (size_t s = 0; s < plan->n_sets; s++) {
		const struct plan_set *set = &plan->sets[s];
		const char *name = set->set->name;
		uint64_t of_set = hash_pair(base, hash_bytes(name, strlen(name)));

		for (size_t t = 0; round < set->samples && t < set->n_take; t++) {
			const char *id = set->set->probes[set->take[t]].id;

			if (round < covered[s][t])
				continue;
			out[n].key = hash_pair(of_set, hash_bytes(id, strlen(id)));
			out[n++].item =
				(struct plan_item){s, set->take[t], (long)round, false};
		}
	}
	qsort(out, n, sizeof(*out), by_key);
	return n;
}

static struct plan_item sentinel_item(const struct plan *plan, long sample)
{
	struct plan_item item = {0, 0, sample, true};

	while (plan->sets[item.set].set != plan->sentinel_set)
		item.set++;
	item.probe = (size_t)(plan->sentinel - plan->sentinel_set->probes);
	return item;
}

/* Growing list of items with sentinels put in between. */
struct order {
	struct plan_item *v;
	size_t n, cap;
	size_t n_others;
	long n_sentinels;
};

static void order_push(struct order *order, struct plan_item item)
{
	order->v = MEM_GROW(order->v, order->n, &order->cap);
	order->v[order->n++] = item;
}

static void order_sentinel(struct order *order, const struct plan *plan)
{
	if (plan->sentinel && order->n_others % plan->sentinel_every == 0)
		order_push(order, sentinel_item(plan, order->n_sentinels++));
}

struct plan_item *plan_items(const struct plan *plan, size_t *n)
{
	size_t **covered = covered_by_earlier(plan);
	struct order order = {NULL, 0, 0, 0, 0};
	struct keyed *round;
	size_t n_max = 0, n_rounds = 0;

	for (size_t s = 0; s < plan->n_sets; s++) {
		n_max += plan->sets[s].n_take;
		if (n_rounds < plan->sets[s].samples)
			n_rounds = plan->sets[s].samples;
	}
	round = mem_alloc(n_max, sizeof(*round));
	order_sentinel(&order, plan);
	for (size_t k = 0; k < n_rounds; k++) {
		size_t n_round = round_items(plan, covered, k, round);

		for (size_t i = 0; i < n_round; i++) {
			order_push(&order, round[i].item);
			order.n_others++;
			order_sentinel(&order, plan);
		}
	}
	mem_free(round);
	mem_free(covered[0]);
	mem_free(covered);
	*n = order.n;
	return order.v;
}

const char *plan_prompt_id(const struct plan *plan, const struct plan_item *item,
			   char out[PLAN_PROMPT_ID])
{
	const char *id = plan->sets[item->set].set->probes[item->probe].id;

	if (!item->is_sentinel)
		return id;
	(void)snprintf(out, PLAN_PROMPT_ID, PLAN_SENTINEL "%s", id);
	return out;
}

static void set_number(struct json *params, const char *key, double value)
{
	if (value < 0)
		return;
	if (value == (double)(long long)value)
		json_add_int(params, key, (long long)value);
	else
		json_add_num(params, key, value);
}

const char *plan_request_of(const struct plan *plan, const struct plan_model *model,
			    const struct plan_item *item, struct json **params)
{
	const struct probe_defaults *set = &plan->sets[item->set].set->defaults;
	struct json *out = json_new_object();
	const char *system = model->system ? model->system : set->system;

	set_number(out, "max_tokens", set->max_tokens);
	set_number(out, "temperature", set->temperature);
	set_number(out, "top_p", set->top_p);
	JSON_EACH(own, model->params) {
		json_free(json_detach(out, json_key(own)));
		if (!json_is_null(own))
			json_add(out, json_key(own), json_copy(own));
	}
	*params = out;
	return system && *system ? system : NULL;
}

void plan_prompt_text(const struct probe *probe, struct buf *out)
{
	if (probe->n_messages == 1) {
		buf_str_add(out, probe->messages[0].content);
		return;
	}
	for (size_t i = 0; i < probe->n_messages; i++)
		buf_printf(out, "%s%s: %s", i ? "\n" : "", probe->messages[i].role,
			   probe->messages[i].content);
}

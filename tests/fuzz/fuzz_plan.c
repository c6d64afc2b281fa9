/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_plan.c: any bytes as a plan; of probe sets only the shipped ones are there.
 * What is refused says why; what is accepted has what the header promises, resolves to
 * the same bytes when read again and differs from itself in nothing.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/plan.h"

/* A file may ask for a hundred million items; asking for so many is not what is tested
 * here. */
#define ITEMS_MAX 20000

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check_models(const struct plan *plan)
{
	require(plan->n_models >= 2 && plan->models[0].role == ROLE_SUSPECT &&
		plan->models[1].role == ROLE_TEACHER);
	for (size_t i = 0; i < plan->n_models; i++) {
		const struct plan_model *model = &plan->models[i];

		require(*model->name && *model->model && model->api && model->base_url);
		require((*model->key_env != 0) + (*model->key_file != 0) +
				(*model->key_cmd != 0) <=
			1);
	}
}

static void check_items(const struct plan *plan)
{
	struct plan_item *items;
	size_t n = 0, n_wanted = 0;

	for (size_t i = 0; i < plan->n_sets; i++)
		n_wanted += plan->sets[i].samples * plan->sets[i].n_take;
	if (n_wanted > ITEMS_MAX)
		return;
	items = plan_items(plan, &n);
	require(n >= plan->sets[0].n_take);
	for (size_t i = 0; i < n; i++) {
		char room[PLAN_PROMPT_ID];
		struct json *params;

		require(items[i].set < plan->n_sets &&
			items[i].probe < plan->sets[items[i].set].set->n);
		require(*plan_prompt_id(plan, &items[i], room));
		if (i)
			continue;
		(void)plan_request_of(plan, &plan->models[0], &items[i], &params);
		require(json_is_object(params));
		json_free(params);
	}
	mem_free(items);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct err err = ERR_INIT;
	struct plan *plan = plan_parse(text, n, "nowhere/plan.json", NULL, &err);
	struct plan *again = plan_parse(text, n, "nowhere/plan.json", NULL, &err);
	struct buf lines = BUF_INIT;
	bool only_adds = false;

	require((plan != NULL) == (again != NULL));
	if (plan) {
		check_models(plan);
		check_items(plan);
		require(!memcmp(plan->hash, again->hash, SHA256_BYTES));
		plan_difference(plan->resolved, again->resolved, &lines, &only_adds);
		require(!lines.len && only_adds);
	} else {
		require((err.kind == ERR_USAGE || err.kind == ERR_ENV) && *err.text);
	}
	buf_clear(&lines);
	plan_free(plan);
	plan_free(again);
	return 0;
}

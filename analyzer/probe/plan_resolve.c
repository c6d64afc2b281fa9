/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_resolve.c: a plan as the case keeps it: members in a fixed order, those of
 * objects the user wrote sorted, so that the same plan has the same bytes and hash.
 */
#include <stdlib.h>
#include <string.h>

#include "probe/plan_read.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(json_key(*(const struct json *const *)a),
		      json_key(*(const struct json *const *)b));
}

static struct json *sorted(const struct json *value)
{
	size_t n = json_count(value), i = 0;
	const struct json **members;
	struct json *out;

	if (json_is_array(value)) {
		out = json_new_array();
		JSON_EACH(child, value)
			json_add(out, NULL, sorted(child));
		return out;
	}
	if (!json_is_object(value))
		return json_copy(value);
	out = json_new_object();
	members = mem_alloc(n, sizeof(*members));
	JSON_EACH(child, value)
		members[i++] = child;
	qsort(members, n, sizeof(*members), by_name);
	for (i = 0; i < n; i++)
		json_add(out, json_key(members[i]), sorted(members[i]));
	mem_free(members);
	return out;
}

/* A URL without what stands before "@": a name and a password. */
static void add_url(struct json *out, const char *url)
{
	const char *host = strstr(url, "://");
	size_t n_host = host ? strcspn(host + 3, "/?#") : 0;
	const char *at = NULL;
	struct buf kept = BUF_INIT;

	for (size_t i = 0; i < n_host; i++)
		if (host[3 + i] == '@')
			at = host + 3 + i;
	if (at) {
		buf_add(&kept, url, (size_t)(host + 3 - url));
		buf_str_add(&kept, at + 1);
		url = buf_str(&kept);
	}
	json_add_str(out, "base_url", url);
	buf_clear(&kept);
}

static void resolve_model(struct plan_model *model, struct json *out)
{
	struct json *facts;

	json_add_str(out, "name", model->name);
	json_add_str(out, "role", role_name(model->role));
	json_add_str(out, "model", model->model);
	json_add_str(out, "api", model->api);
	add_url(out, model->base_url);
	json_add_str(out, "system", model->system);
	if (model->params)
		json_add(out, "params", sorted(model->params));
	else
		json_add_null(out, "params");
	/* From here on they live as long as the plan. */
	if (model->params)
		model->params = json_get(out, "params");
	json_add_bool(out, "stream", model->stream);
	facts = json_add_object(out, "facts");
	json_add_str(facts, "vendor", model->vendor);
	json_add_str(facts, "family", model->family);
	json_add_str(facts, "base", model->base);
	json_add_str(facts, "released", model->released);
	json_add_str(facts, "taught_by", model->taught_by);
	json_add_str(facts, "relation", model->relation);
	json_add_str(facts, "confidence", model->confidence);
}

static void resolve_set(const struct plan_set *set, struct json *out)
{
	char hash[SHA256_HEX];
	struct json *list;

	sha256_hex(set->set->hash, hash);
	json_add_str(out, "name", set->set->name);
	json_add_str(out, "version", set->set->version);
	json_add_str(out, "sha256", hash);
	json_add_int(out, "samples", (long long)set->samples);
	if (set->n_take == set->set->n) {
		json_add_null(out, "take");
	} else {
		list = json_add_array(out, "take");
		for (size_t i = 0; i < set->n_take; i++)
			json_add_str(list, NULL, set->set->probes[set->take[i]].id);
	}
	json_add_str(out, "genre", set->set->genre);
	json_add_str(out, "kind", probe_kind_name(set->set->kind));
}

static void resolve_sentinel(const struct plan *plan, struct json *out)
{
	struct json *sentinel;

	if (!plan->sentinel) {
		json_add_null(out, "sentinel");
		return;
	}
	sentinel = json_add_object(out, "sentinel");
	json_add_str(sentinel, "set", plan->sentinel_set->name);
	json_add_str(sentinel, "probe", plan->sentinel->id);
	json_add_int(sentinel, "every", (long long)plan->sentinel_every);
}

void plan_resolve(struct plan *plan)
{
	struct json *out = json_new_object(), *list;
	const char *slash = strrchr(plan->corpus, '/');
	struct buf text = BUF_INIT;

	json_add_str(out, "schema", "assay.plan.resolved.v1");
	json_add_str(out, "name", plan->name);
	list = json_add_array(out, "models");
	for (size_t i = 0; i < plan->n_models; i++)
		resolve_model(&plan->models[i], json_add_object(list, NULL));
	list = json_add_array(out, "sets");
	for (size_t i = 0; i < plan->n_sets; i++)
		resolve_set(&plan->sets[i], json_add_object(list, NULL));
	resolve_sentinel(plan, out);
	json_add_int(out, "seed", (long long)plan->seed);
	json_add_str(out, "corpus", slash ? slash + 1 : plan->corpus);
	json_add_str(out, "simulation", plan->simulation);
	json_print(out, false, &text);
	sha256_of(buf_str(&text), text.len, plan->hash);
	buf_clear(&text);
	plan->resolved = out;
}

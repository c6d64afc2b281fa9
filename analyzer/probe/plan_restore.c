/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_restore.c: a plan again from its resolved form: enough of it to know what it
 * wants of whom, in which order. Where keys are and how fast to ask is not kept.
 */
#include <string.h>

#include "probe/plan_read.h"

struct restoring {
	struct plan *plan;
	const struct json *resolved;
	struct probe_set *(*find)(void *ctx, const char *sha256, struct err *err);
	void *ctx;
	struct err *err;
};

static int damaged(const struct restoring *r, const char *what)
{
	return err_set(r->err, ERR_INTEGRITY,
		       "the plan that the case keeps is damaged: %s", what);
}

static const char *keep(const struct restoring *r, const char *text)
{
	return text ? arena_dup(&r->plan->arena, text, strlen(text)) : "";
}

static int restore_model(const struct restoring *r, const struct json *from,
			 struct plan_model *out)
{
	const char *role = json_str(from, "role");

	if (!json_str(from, "name") || !role || !role_parse(role, &out->role))
		return damaged(r, "a model has no name or role");
	out->name = keep(r, json_str(from, "name"));
	out->model = keep(r, json_str(from, "model"));
	out->api = keep(r, json_str(from, "api"));
	out->base_url = keep(r, json_str(from, "base_url"));
	out->key_env = out->key_file = out->key_cmd = "";
	out->system = json_str(from, "system") ? keep(r, json_str(from, "system")) : NULL;
	return 0;
}

static int restore_models(const struct restoring *r)
{
	const struct json *list = json_get(r->resolved, "models");

	r->plan->models = arena_alloc(&r->plan->arena, json_count(list) + 1,
				      sizeof(*r->plan->models));
	JSON_EACH(model, list) {
		if (restore_model(r, model, &r->plan->models[r->plan->n_models]))
			return -1;
		r->plan->n_models++;
	}
	return r->plan->n_models >= 2 ? 0 : damaged(r, "it has no two models");
}

static int restore_take(const struct restoring *r, const struct json *ids,
			struct plan_set *out)
{
	bool all = !json_is_array(ids);
	size_t n = all ? out->set->n : json_count(ids);

	out->take = arena_alloc(&r->plan->arena, n + 1, sizeof(*out->take));
	for (size_t i = 0; all && i < n; i++)
		out->take[out->n_take++] = i;
	JSON_EACH(id, ids) {
		const char *text = json_text(id);
		const struct probe *probe =
			text && !all ? probe_set_find(out->set, text) : NULL;

		if (!probe)
			return damaged(r, "it takes a probe that its set has not");
		out->take[out->n_take++] = (size_t)(probe - out->set->probes);
	}
	return 0;
}

static int restore_sets(const struct restoring *r)
{
	const struct json *list = json_get(r->resolved, "sets");

	r->plan->sets = arena_alloc(&r->plan->arena, json_count(list) + 1,
				    sizeof(*r->plan->sets));
	JSON_EACH(from, list) {
		struct plan_set *out = &r->plan->sets[r->plan->n_sets];
		const char *sha256 = json_str(from, "sha256");
		double samples = json_num(from, "samples", 0);

		if (!sha256 || samples < 1 || samples > 10000)
			return damaged(r, "a set has no hash or no samples");
		out->set = r->find(r->ctx, sha256, r->err);
		if (!out->set)
			return -1;
		r->plan->n_sets++;
		out->samples = (size_t)samples;
		if (restore_take(r, json_get(from, "take"), out))
			return -1;
	}
	return r->plan->n_sets ? 0 : damaged(r, "it has no probe sets");
}

static int restore_sentinel(const struct restoring *r)
{
	const struct json *from = json_get(r->resolved, "sentinel");
	const char *set = json_str(from, "set");
	const char *probe = json_str(from, "probe");
	double every = json_num(from, "every", 0);

	if (!json_is_object(from))
		return 0;
	if (!set || !probe || every < 1)
		return damaged(r, "its sentinel is none");
	r->plan->sentinel_every = (size_t)every;
	for (size_t i = 0; i < r->plan->n_sets && !r->plan->sentinel; i++) {
		if (strcmp(r->plan->sets[i].set->name, set) != 0)
			continue;
		r->plan->sentinel_set = r->plan->sets[i].set;
		r->plan->sentinel = probe_set_find(r->plan->sets[i].set, probe);
	}
	return r->plan->sentinel ? 0 : damaged(r, "its sentinel is in none of its sets");
}

struct plan *plan_restore(const struct json *resolved,
			  struct probe_set *(*find)(void *ctx, const char *sha256,
						    struct err *err),
			  void *ctx, struct err *err)
{
	struct plan *plan = MEM_NEW(struct plan);
	struct restoring r = {plan, resolved, find, ctx, err};

	plan->file = plan->corpus = plan->data = plan->genre = plan->simulation = "";
	plan->examiner = "";
	plan->budget = (struct plan_budget){-1, -1, -1};
	plan->name = keep(&r, json_str(resolved, "name"));
	plan->seed = (unsigned long)json_num(resolved, "seed", 0);
	if (!restore_models(&r) && !restore_sets(&r) && !restore_sentinel(&r))
		return plan;
	plan_free(plan);
	return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a collection came to: for the case, for --json and for a person. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/term.h"
#include "cmd/collecting_private.h"
#include "cmd/drift.h"

static const char *end_name(const struct collecting *c, size_t index)
{
	static const char *const names[] = {
		[EXCHANGE_DONE] = "done",
		[EXCHANGE_AUTH] = "authentication or quota",
		[EXCHANGE_REFUSED] = "refused",
		[EXCHANGE_GAVE_UP] = "gave up",
		[EXCHANGE_STOPPED] = "stopped",
	};
	const struct asker *asker = &c->askers[index];
	struct exchange_state state;

	exchange_state(c->exchange, index, &state);
	if (!c->list.n_missing[asker->model])
		return "complete";
	return names[state.end];
}

/* Sentinel answers of all models, in the order of their asking. */
struct sentinels {
	struct drift_answer *v;
	const char **model;
	size_t n, cap, cap_model;
	struct arena arena;
};

static const char *keep(struct sentinels *s, struct text text)
{
	return arena_dup(&s->arena, text.data, text.len);
}

static int sentinel_take(void *ctx, const struct case_sentinel *from, struct err *err)
{
	struct sentinels *s = ctx;

	(void)err;
	s->v = MEM_GROW(s->v, s->n, &s->cap);
	s->model = MEM_GROW(s->model, s->n, &s->cap_model);
	s->model[s->n] = keep(s, from->model);
	s->v[s->n++] = (struct drift_answer){
		.text = {keep(s, from->answer), from->answer.len},
		.served_model = keep(s, text_of(from->served_model)),
		.fingerprint = keep(s, text_of(from->fingerprint)),
		.utc = keep(s, from->utc),
	};
	return 0;
}

static void sentinels_clear(struct sentinels *s)
{
	mem_free(s->v);
	mem_free(s->model);
	arena_clear(&s->arena);
}

static void drift_add(const struct sentinels *all, const char *model, struct json *out)
{
	struct drift_answer *own = MEM_ARRAY(all->n + 1, struct drift_answer);
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->model[i], model))
			own[n++] = all->v[i];
	drift_of_model(own, n, json_add_object(out, "drift"));
	mem_free(own);
}

static void verdicts_add(const struct asker *asker, struct json *out)
{
	for (int i = 0; i <= VERDICT_STOP; i++)
		if (asker->n_by_verdict[i])
			json_add_int(out, verdict_name((enum verdict)i),
				     (long long)asker->n_by_verdict[i]);
}

static void tokens_add(const struct asker *asker, struct json *out)
{
	json_add_int(out, "n_requests", (long long)asker->usage.n_requests);
	json_add_num(out, "prompt_tokens", asker->usage.prompt_tokens);
	json_add_num(out, "completion_tokens", asker->usage.completion_tokens);
	json_add_num(out, "usd", usage_usd(&asker->usage, asker->price));
}

static int model_add(struct collecting *c, size_t index, const struct sentinels *all,
		     struct json *out, struct err *err)
{
	const struct asker *asker = &c->askers[index];
	struct exchange_state state;
	size_t outcomes[N_OUTCOMES];
	struct json *part;

	exchange_state(c->exchange, index, &state);
	json_add_str(out, "model", asker->plan->name);
	json_add_str(out, "role", role_name(asker->plan->role));
	json_add_str(out, "api", asker->dialect->name);
	json_add_int(out, "n_wanted", (long long)c->list.n_open);
	json_add_int(out, "n_done",
		     (long long)(c->list.n_open - c->list.n_missing[asker->model]));
	json_add_str(out, "end", end_name(c, index));
	json_add_str(out, "why", state.why);
	if (casefile_outcomes(c->cf, asker->plan->name, outcomes, err))
		return -1;
	drift_add(all, asker->plan->name, out);
	part = json_add_object(out, "outcomes");
	for (int i = 0; i < N_OUTCOMES; i++)
		json_add_int(part, outcome_name((enum outcome)i), (long long)outcomes[i]);
	json_add_int(out, "n_sentinels",
		     (long long)json_num(json_get(out, "drift"), "n", 0));
	verdicts_add(asker, json_add_object(out, "attempts_of_this_run"));
	tokens_add(asker, out);
	json_add(out, "endpoint", json_copy(asker->traits));
	return 0;
}

static void warn(struct json *out, const struct collecting *c, size_t asker,
		 const struct json *params, const char *why)
{
	JSON_EACH(param, params) {
		struct buf text = BUF_INIT;

		buf_printf(&text,
			   "%s %s the parameter %s: it answered under its own default, "
			   "the others under the plan's",
			   c->askers[asker].plan->name, why, json_text(param));
		json_add_str(out, NULL, buf_str(&text));
		buf_clear(&text);
	}
}

/* Parameters that one side takes and another does not make them unlike (temperature above
 * all). */
static void warnings_add(const struct collecting *c, struct json *out)
{
	for (size_t i = 0; i < c->n_askers; i++) {
		const struct json *traits = c->askers[i].traits;

		warn(out, c, i, json_get(traits, "dropped"), "refuses");
		warn(out, c, i, json_get(traits, "unsent"), "has no word for");
	}
}

static void sets_add(const struct plan *plan, struct json *out)
{
	for (size_t i = 0; i < plan->n_sets; i++) {
		const struct plan_set *set = &plan->sets[i];
		struct json *row = json_add_object(out, NULL);
		char hash[SHA256_HEX];

		sha256_hex(set->set->hash, hash);
		json_add_str(row, "set", set->set->name);
		json_add_str(row, "version", set->set->version);
		json_add_str(row, "kind", probe_kind_name(set->set->kind));
		json_add_str(row, "language", set->set->language);
		json_add_int(row, "n_probes", (long long)set->n_take);
		json_add_int(row, "samples", (long long)set->samples);
		json_add_str(row, "sha256", hash);
	}
}

struct json *collecting_result(struct collecting *c, struct err *err)
{
	struct json *out = json_new_object();
	struct sentinels all = {0};
	struct json *models;
	char hash[SHA256_HEX];
	int rc;

	sha256_hex(c->plan->hash, hash);
	json_add_str(out, "schema", "assay.collect.v1");
	json_add_str(out, "case", c->case_path);
	json_add_str(out, "plan", c->plan->name);
	json_add_str(out, "plan_sha256", hash);
	if (*c->plan->simulation)
		json_add_str(out, "simulation", c->plan->simulation);
	json_add_str(out, "suspect", c->plan->models[0].name);
	json_add_str(out, "teacher", c->plan->models[1].name);
	json_add_str(out, "corpus", c->plan->corpus);
	json_add_str(out, "data", c->plan->data);
	json_add_bool(out, "complete", !worklist_n_wanted(&c->list));
	json_add_int(out, "n_wanted", (long long)worklist_n_wanted(&c->list));
	json_add_int(out, "n_items", (long long)c->list.n);
	json_add_int(out, "n_open", (long long)c->list.n_open);
	json_add_int(out, "n_requests", (long long)collecting_n_requests(c));
	json_add_num(out, "usd", collecting_usd(c));
	json_add_num(out, "wall_s", (double)(clock_mono_ms() - c->began_ms) / 1000);
	json_add_str(out, "budget_reached", c->budget_hit);
	sets_add(c->plan, json_add_array(out, "sets"));
	models = json_add_array(out, "models");
	rc = casefile_each_sentinel(c->cf, sentinel_take, &all, err);
	for (size_t i = 0; i < c->n_askers && !rc; i++)
		rc = model_add(c, i, &all, json_add_object(models, NULL), err);
	sentinels_clear(&all);
	warnings_add(c, json_add_array(out, "warnings"));
	if (!rc)
		return out;
	json_free(out);
	return NULL;
}

static void print_model(const struct json *model)
{
	const struct json *outcomes = json_get(model, "outcomes");
	const struct json *drift = json_get(model, "drift");
	struct buf name = BUF_INIT;

	term_add(&name, json_str(model, "model"), strlen(json_str(model, "model")), 32);
	printf("%-34s %5.0f of %5.0f", buf_str(&name), json_num(model, "n_done", 0),
	       json_num(model, "n_wanted", 0));
	buf_clear(&name);
	JSON_EACH(count, outcomes) {
		double n = 0;

		if (json_number(count, &n) && n > 0)
			printf("  %.0f %s", n, json_key(count));
	}
	if (json_num(model, "n_sentinels", 0) > 0)
		printf("  %.0f sentinels", json_num(model, "n_sentinels", 0));
	if (json_num(model, "usd", NAN) > 0)
		printf("  %.2f USD", json_num(model, "usd", 0));
	putchar('\n');
	if (*json_str(model, "why")) {
		fputs("    ", stdout);
		term_puts(stdout, json_str(model, "end"));
		fputs(": ", stdout);
		term_puts(stdout, json_str(model, "why"));
		putchar('\n');
	}
	if (strstr(json_str(drift, "verdict"), "changed")) {
		fputs("    drift: ", stdout);
		term_puts(stdout, json_str(drift, "verdict"));
		putchar('\n');
	}
}

void collected_print(const struct collected *collected)
{
	const struct json *result = collected->result;

	if (json_str(result, "simulation")) {
		term_puts(stdout, json_str(result, "simulation"));
		putchar('\n');
	}
	JSON_EACH(model, json_get(result, "models"))
		print_model(model);
	JSON_EACH(warning, json_get(result, "warnings")) {
		fputs("warning: ", stdout);
		term_puts(stdout, json_text(warning));
		putchar('\n');
	}
	term_puts(stdout, json_str(result, "case"));
	printf(": %.0f requests in all", json_num(result, "n_requests", 0));
	if (json_num(result, "usd", NAN) > 0)
		printf(", %.2f USD", json_num(result, "usd", 0));
	printf("%s\n", json_true(result, "complete") ? "; complete" : "");
}

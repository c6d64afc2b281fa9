/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_compose.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/term.h"
#include "cmd/forecast.h"
#include "probe/composition.h"
#include "probe/plan.h"
#include "store/corpus.h"
#include "store/curve.h"

#define TOLD .9 /* of students: what power.tsv is asked for */

/* A plan that asks one model of each side what the composition holds. */
static struct plan *plan_of(const struct composition *c, struct err *err)
{
	static const char sides[] = "{\"suspect\": {\"model\": \"suspect\", \"api\": "
				    "\"openai\"}, \"teacher\": {\"model\": \"teacher\"}, "
				    "\"sentinel\": false}";
	struct json *overrides = json_new_object();
	struct plan *plan;

	json_add(overrides, "probes", json_copy(c->probes));
	plan = plan_parse(sides, sizeof(sides) - 1, c->file, overrides, err);
	json_free(overrides);
	return plan;
}

static void add_sets(const struct plan *plan, struct json *out)
{
	struct json *list = json_add_array(out, "sets");
	size_t n = 0;

	for (size_t i = 0; i < plan->n_sets; i++) {
		const struct plan_set *set = &plan->sets[i];
		struct json *row = json_add_object(list, NULL);

		json_add_str(row, "set", set->set->name);
		json_add_str(row, "kind", probe_kind_name(set->set->kind));
		json_add_int(row, "take", (long long)set->n_take);
		json_add_int(row, "n_probes", (long long)set->set->n);
		json_add_int(row, "samples", (long long)set->samples);
		n += set->n_take;
	}
	json_add_int(out, "n_prompts", (long long)n);
}

static int add_cost(const struct plan *plan, struct json *out, struct err *err)
{
	struct prices *prices = prices_open(NULL, err);
	struct worklist list;
	struct forecast forecast;
	const struct forecast_model *asked;

	if (!prices || worklist_make(&list, plan, NULL, err)) {
		prices_free(prices);
		return -1;
	}
	forecast_make(&list, NULL, NULL, prices, 0, &forecast);
	asked = &forecast.models[0];
	json_add_int(out, "calls", (long long)asked->n_requests);
	json_add_num(out, "tokens_in", round(asked->tokens_in));
	json_add_num(out, "tokens_out", round(asked->tokens_out));
	forecast_clear(&forecast);
	worklist_clear(&list);
	prices_free(prices);
	return 0;
}

/* Open prompts of a genre, and the fewest samples of one. */
static size_t count_open(const struct plan *plan, const char *genre, double *samples)
{
	size_t n = 0;

	*samples = HUGE_VAL;
	for (size_t i = 0; i < plan->n_sets; i++) {
		const struct plan_set *set = &plan->sets[i];

		if (set->set->kind != PROBE_OPEN || strcmp(set->set->genre, genre) != 0)
			continue;
		n += set->n_take;
		*samples = fmin(*samples, (double)set->samples);
	}
	return n;
}

static void add_effect(const struct corpus *corpus, const struct curve *curve, size_t n,
		       struct json *out)
{
	struct curve_point at;
	struct json *effect = json_add_object(out, "effect");

	if (!curve_at(curve, (double)n, &at))
		at = (struct curve_point){NAN, NAN, NAN, NAN, NAN};
	json_add_str(effect, "corpus", corpus->name);
	json_add_str(effect, "genre", corpus->genre);
	json_add_int(effect, "n_prompts", (long long)n);
	json_add_num(effect, "auc", at.auc);
	json_add_num(effect, "eer", at.eer);
	json_add_num(effect, "share_above_half", at.share);
}

static int add_power(const char *dir, const struct power_point *wanted, struct json *out,
		     struct err *err)
{
	char *path = file_join(dir, "power.tsv");
	struct power power = {NULL, 0, 0};
	struct power_point at;
	struct json *part;
	int rc = power_open(path, &power, err);

	part = json_add_object(out, "power");
	json_add_str(part, "source", "simulation");
	if (!rc && wanted->controls > 0 && power_at(&power, wanted, &at)) {
		json_add_num(part, "n_prompts", at.prompts);
		json_add_num(part, "samples", at.samples);
		json_add_num(part, "controls", at.controls);
		json_add_num(part, "dose_of_nine_in_ten", power_dose(&power, &at, TOLD));
	}
	power_clear(&power);
	mem_free(path);
	return rc;
}

/* By the corpus in a folder: 1, or 0 when it was not measured or its genre is none of the
 * prompts'. */
static int reach_of(const struct composition *c, const struct plan *plan,
		    const char *corpora, const char *name, struct json *out,
		    struct err *err)
{
	char *dir = file_join(corpora, name);
	struct power_point wanted = {.controls = (double)c->n_controls};
	struct corpus *corpus = NULL;
	struct curve curve = {NULL, 0, 0};
	size_t n = 0;
	int rc = 0;

	if (!file_is_dir(dir))
		goto done;
	rc = curve_open(dir, &curve, err);
	if (rc || !curve.n)
		goto done;
	corpus = corpus_open(dir, NULL, err);
	rc = corpus ? 0 : -1;
	if (corpus)
		n = count_open(plan, corpus->genre, &wanted.samples);
	if (!n)
		goto done;
	wanted.prompts = (double)n;
	add_effect(corpus, &curve, n, out);
	rc = add_power(corpora, &wanted, out, err) ? -1 : 1;
done:
	curve_clear(&curve);
	corpus_free(corpus);
	mem_free(dir);
	return rc;
}

/* By the first corpus that can tell. */
static int add_reach(const struct composition *c, const struct plan *plan,
		     struct json *out, struct err *err)
{
	char *corpora = file_shipped("corpora", err);
	struct file_list list = {NULL, 0};
	int rc = corpora ? file_list(corpora, &list, err) : -1;

	for (size_t i = 0; !rc && i < list.n; i++)
		rc = reach_of(c, plan, corpora, list.names[i], out, err);
	file_list_free(&list);
	mem_free(corpora);
	return rc < 0 ? -1 : 0;
}

int probes_compose_facts(const char *path, struct json *out, struct err *err)
{
	struct composition *c = composition_open(path, err);
	struct err why = ERR_INIT;
	struct plan *plan;
	int rc = 0;

	if (!c)
		return -1;
	json_add_str(out, "name", c->name);
	json_add_str(out, "version", c->version);
	json_add_str(out, "purpose", c->purpose);
	json_add_int(out, "n_controls", (long long)c->n_controls);
	json_add_str(out, "file", c->file);
	plan = plan_of(c, &why);
	json_add_str(out, "missing", plan ? NULL : why.text);
	if (plan) {
		add_sets(plan, out);
		rc = add_cost(plan, out, err);
		if (!rc)
			rc = add_reach(c, plan, out, err);
	}
	plan_free(plan);
	composition_free(c);
	return rc;
}

static void print_reach(const struct json *facts)
{
	const struct json *effect = json_get(facts, "effect");
	const struct json *power = json_get(facts, "power");
	double auc = json_num(effect, "auc", NAN), n = json_num(effect, "n_prompts", 0);
	double dose = json_num(power, "dose_of_nine_in_ten", NAN);

	if (!effect)
		return;
	printf("    tells: %.0f open prompts ", n);
	if (isnan(auc))
		puts("are fewer than were measured");
	else
		printf("separate known students with AUC %.2f, EER %.0f %%;\n"
		       "           %.0f %% of them stand out by themselves (measured on "
		       "%s)\n",
		       auc, 100 * json_num(effect, "eer", NAN),
		       100 * json_num(effect, "share_above_half", NAN),
		       json_str(effect, "corpus"));
	if (!isnan(dose))
		printf("           of simulated students, with %.0f prompts and %.0f "
		       "controls, 9 in 10\n           whose share of learned choices was "
		       "at least %.2f\n",
		       json_num(power, "n_prompts", 0), json_num(power, "controls", 0),
		       dose);
}

void probes_compose_print(const struct json *facts, bool sets)
{
	const char *missing = json_str(facts, "missing");

	printf("%-16s %-8s ", json_str(facts, "name"), json_str(facts, "version"));
	term_puts(stdout, json_str(facts, "purpose"));
	putchar('\n');
	if (missing) {
		fputs("    cannot be used: ", stdout);
		term_puts(stdout, missing);
		putchar('\n');
		return;
	}
	printf("    costs of each model: %.0f calls, about %.0f tokens in and %.0f out; "
	       "meant for %.0f controls\n",
	       json_num(facts, "calls", 0), json_num(facts, "tokens_in", 0),
	       json_num(facts, "tokens_out", 0), json_num(facts, "n_controls", 0));
	print_reach(facts);
	if (!sets)
		return;
	JSON_EACH(set, json_get(facts, "sets"))
		printf("    %-20s %-14s %4.0f of %4.0f probes, %2.0f answer%s each\n",
		       json_str(set, "set"), json_str(set, "kind"),
		       json_num(set, "take", 0), json_num(set, "n_probes", 0),
		       json_num(set, "samples", 0),
		       json_num(set, "samples", 0) > 1 ? "s" : "");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which request meets which fault. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/opt.h"
#include "sim/serve_fault.h"

static int unknown_fault(const char *name, struct err *err)
{
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < n_faults; i++)
		buf_printf(&all, "%s%s", i ? ", " : "", faults[i].name);
	err_set(err, ERR_USAGE, "\"%.60s\" is no fault; there are: %s", name,
		buf_str(&all));
	buf_clear(&all);
	return -1;
}

/* Whether `word` is one of the blank-separated words of `list`. */
static bool is_listed(const char *word, const char *list)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += n) {
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	}
	return false;
}

static int check_keys(const struct rule *rule, struct err *err)
{
	static const char common[] =
		"fault model prompt first last every after_ms until_ms";

	JSON_EACH(each, rule->row) {
		const char *key = json_key(each);

		if (!is_listed(key, common) && !is_listed(key, rule->fault->keys))
			return err_set(err, ERR_USAGE,
				       "fault \"%s\" has no \"%.60s\"; it has: %s %s",
				       rule->fault->name, key, common, rule->fault->keys);
	}
	return 0;
}

static int rule_read(const struct json *row, struct rule *out, struct err *err)
{
	const char *name = json_str(row, "fault");

	if (!name)
		return err_set(err, ERR_USAGE, "each rule is an object with a \"fault\"");
	for (size_t i = 0; i < n_faults && !out->fault; i++) {
		if (strcmp(faults[i].name, name) == 0)
			out->fault = &faults[i];
	}
	if (!out->fault)
		return unknown_fault(name, err);
	out->row = row;
	out->model = json_str(row, "model");
	out->prompt = json_str(row, "prompt");
	out->first = json_num(row, "first", 1);
	out->last = json_num(row, "last", INFINITY);
	out->every = json_num(row, "every", 1);
	out->after_ms = json_num(row, "after_ms", 0);
	out->until_ms = json_num(row, "until_ms", INFINITY);
	if (out->every < 1)
		return err_set(err, ERR_USAGE, "\"every\" of %s is below 1", name);
	return check_keys(out, err);
}

int rules_set(struct rules *rules, struct json *doc, struct err *err)
{
	struct rules fresh = {doc, NULL, json_count(doc)};
	size_t i = 0;

	if (!json_is_array(doc)) {
		json_free(doc);
		return err_set(err, ERR_USAGE, "the rules are no JSON array");
	}
	fresh.v = MEM_ARRAY(fresh.n + 1, struct rule);
	JSON_EACH(row, doc) {
		if (rule_read(row, &fresh.v[i], err)) {
			err_prefix(err, "rule %zu", i + 1);
			rules_clear(&fresh);
			return -1;
		}
		i++;
	}
	rules_clear(rules);
	*rules = fresh;
	return 0;
}

void rules_clear(struct rules *rules)
{
	json_free(rules->doc);
	mem_free(rules->v);
	*rules = (struct rules){0};
}

static bool is_for(const struct rule *rule, const struct exchange *exchange)
{
	if (rule->model && strcmp(rule->model, exchange->ask.model_name) != 0)
		return false;
	if (rule->prompt && strcmp(rule->prompt, exchange->prompt_hex) != 0)
		return false;
	return exchange->ask.stream || !rule->fault->streams_only;
}

const struct rule *rules_meet(struct rules *rules, const struct exchange *exchange,
			      double since_start_ms)
{
	const struct rule *met = NULL;

	for (size_t i = 0; i < rules->n; i++) {
		struct rule *rule = &rules->v[i];

		if (since_start_ms < rule->after_ms || since_start_ms > rule->until_ms ||
		    !is_for(rule, exchange))
			continue;
		rule->n_matched++;
		if (!met && rule->n_matched >= rule->first &&
		    rule->n_matched <= rule->last &&
		    fmod(rule->n_matched - rule->first + 1, rule->every) == 0)
			met = rule;
	}
	return met;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe/probe_json.c: a set as its file would say it, for the case to keep. */
#include "base/json.h"
#include "probe/probe.h"

static void number_add(struct json *out, const char *key, double value)
{
	if (value < 0)
		return;
	if (value == (double)(long long)value)
		json_add_int(out, key, (long long)value);
	else
		json_add_num(out, key, value);
}

static void text_add(struct json *out, const char *key, const char *text)
{
	if (text)
		json_add_str(out, key, text);
}

void probe_json(const struct probe *probe, struct json *out)
{
	struct json *list;

	json_add_str(out, "id", probe->id);
	list = json_add_array(out, "messages");
	for (size_t i = 0; i < probe->n_messages; i++) {
		struct json *message = json_add_object(list, NULL);

		json_add_str(message, "role", probe->messages[i].role);
		json_add_str(message, "content", probe->messages[i].content);
	}
	if (probe->n_options) {
		list = json_add_array(out, "options");
		for (size_t i = 0; i < probe->n_options; i++)
			json_add_str(list, NULL, probe->options[i]);
	}
	text_add(out, "key", probe->key);
	text_add(out, "topic", probe->topic);
	text_add(out, "language", probe->language);
}

struct json *probe_set_json(const struct probe_set *set)
{
	struct json *out = json_new_object();
	struct json *part;

	json_add_str(out, "schema", "assay.probes.v1");
	json_add_str(out, "name", set->name);
	json_add_str(out, "version", set->version);
	json_add_str(out, "purpose", set->purpose);
	json_add_str(out, "kind", probe_kind_name(set->kind));
	json_add_str(out, "genre", set->genre);
	json_add_str(out, "language", set->language);
	json_add_str(out, "licence", set->licence);
	part = json_add_object(out, "defaults");
	number_add(part, "samples", set->defaults.samples);
	number_add(part, "max_tokens", set->defaults.max_tokens);
	number_add(part, "temperature", set->defaults.temperature);
	number_add(part, "top_p", set->defaults.top_p);
	text_add(part, "system", set->defaults.system);
	part = json_add_array(out, "probes");
	for (size_t i = 0; i < set->n; i++)
		probe_json(&set->probes[i], json_add_object(part, NULL));
	return out;
}

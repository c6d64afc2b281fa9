/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_write.h"

#include <string.h>

#include "base/file.h"

const char *probes_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* "set.json" is named "set". */
static void default_name(const char *path, struct buf *out)
{
	const char *base = probes_base_name(path);
	size_t n = strlen(base);

	buf_add(out, base, n > 5 && !strcmp(base + n - 5, ".json") ? n - 5 : n);
}

int probes_head_check(const struct probes_head *head, const char *verb, struct err *err)
{
	if (!head->out)
		return err_set(err, ERR_USAGE,
			       "say where the set goes: assay probes %s ... -o SET.json",
			       verb);
	if (!head->genre)
		return err_set(err, ERR_USAGE,
			       "say the prompts' genre, such as --genre assistant: a "
			       "likelihood ratio is given only within a reference "
			       "corpus's genre");
	if (!head->licence)
		return err_set(err, ERR_USAGE,
			       "say who may use the prompts how: --licence \"CC BY-NC "
			       "4.0\", or --licence \"my own\"");
	return 0;
}

struct json *probes_head_json(const struct probes_head *head, const char *purpose,
			      const char *notes)
{
	struct json *out = json_new_object();
	struct json *defaults;
	struct buf name = BUF_INIT;

	default_name(head->out, &name);
	json_add_str(out, "schema", "assay.probes.v1");
	json_add_str(out, "name", head->name ? head->name : buf_str(&name));
	json_add_str(out, "version", head->set_version);
	json_add_str(out, "purpose", head->purpose ? head->purpose : purpose);
	json_add_str(out, "kind", head->kind);
	json_add_str(out, "genre", head->genre);
	json_add_str(out, "language", head->language);
	json_add_str(out, "licence", head->licence);
	defaults = json_add_object(out, "defaults");
	json_add_int(defaults, "samples", 1);
	if (head->max_tokens)
		json_add_int(defaults, "max_tokens", head->max_tokens);
	json_add_str(out, "notes", notes);
	buf_clear(&name);
	return out;
}

struct probe_set *probes_write(const struct probes_head *head, const struct json *value,
			       struct err *err)
{
	struct buf text = BUF_INIT;
	struct probe_set *set;

	json_print(value, true, &text);
	set = probe_set_parse(buf_str(&text), text.len, head->out, NULL, err);
	if (set && file_write(head->out, text.data, text.len, err)) {
		probe_set_free(set);
		set = NULL;
	}
	buf_clear(&text);
	return set;
}

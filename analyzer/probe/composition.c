/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/composition.h"

#include <string.h>

#include "base/buf.h"
#include "probe/check.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))
#define SCHEMA "assay.composition.v1"
#define CONTROLS_MAX 1000

static char *folder(void)
{
	struct err ignored = ERR_INIT;
	char *probes = file_shipped("probes", &ignored);
	char *dir = probes ? file_join(probes, "compositions") : NULL;

	mem_free(probes);
	return dir;
}

char *composition_path(const char *name)
{
	char *dir = check_is_name(name) ? folder() : NULL;
	struct buf base = BUF_INIT;
	char *path = NULL;

	buf_printf(&base, "%s.json", name);
	if (dir)
		path = file_join(dir, buf_str(&base));
	if (path && !file_exists(path)) {
		mem_free(path);
		path = NULL;
	}
	buf_clear(&base);
	mem_free(dir);
	return path;
}

int composition_list(struct file_list *out, struct err *err)
{
	char *dir = folder();
	size_t n = 0;
	int rc = 0;

	*out = (struct file_list){NULL, 0};
	if (dir && file_is_dir(dir))
		rc = file_list(dir, out, err);
	mem_free(dir);
	for (size_t i = 0; !rc && i < out->n; i++) {
		char *name = out->names[i];
		size_t len = strlen(name);

		if (len > 5 && !strcmp(name + len - 5, ".json")) {
			name[len - 5] = '\0';
			out->names[n++] = name;
		} else {
			mem_free(name);
		}
	}
	out->n = n;
	return rc;
}

static int refuse(const struct composition *c, const char *what, struct err *err)
{
	return err_set(err, ERR_USAGE, "%s: %s", c->file, what);
}

static int check_members(const struct composition *c, struct err *err)
{
	static const char *const known[] = {"schema",   "name",   "version", "purpose",
					    "controls", "probes", "notes"};

	JSON_EACH(member, c->root) {
		const char *key = json_key(member);
		size_t i = 0;

		while (i < COUNT_OF(known) && strcmp(key, known[i]) != 0)
			i++;
		if (i == COUNT_OF(known) && strncmp(key, "x-", 2) != 0)
			return refuse(c,
				      "a member is not known; schema, name, version, "
				      "purpose, controls, probes, notes and x-... are",
				      err);
	}
	return 0;
}

static int read_members(struct composition *c, struct err *err)
{
	const char *schema = json_str(c->root, "schema");
	double n_controls = json_num(c->root, "controls", 0);

	if (!schema || strcmp(schema, SCHEMA) != 0)
		return refuse(c, "\"schema\" must be \"" SCHEMA "\"", err);
	if (check_members(c, err))
		return -1;
	c->name = json_str(c->root, "name");
	c->version = json_str(c->root, "version");
	c->purpose = json_str(c->root, "purpose");
	c->probes = json_get(c->root, "probes");
	if (!c->name || !check_is_name(c->name))
		return refuse(c, "\"name\" is missing or unfit; " CHECK_NAME_REMEDY, err);
	if (!c->version || !c->purpose)
		return refuse(c, "\"version\" or \"purpose\" is missing", err);
	if (n_controls < 0 || n_controls > CONTROLS_MAX ||
	    n_controls != (double)(size_t)n_controls)
		return refuse(c, "\"controls\" must be a whole number", err);
	c->n_controls = (size_t)n_controls;
	if (!json_is_array(c->probes) || !json_count(c->probes))
		return refuse(c, "\"probes\" must be a list such as a plan's", err);
	return 0;
}

struct composition *composition_open(const char *path, struct err *err)
{
	struct composition *c = MEM_NEW(struct composition);

	c->file = arena_dup(&c->arena, path, strlen(path));
	c->root = json_read_file(path, err);
	if (c->root && !read_members(c, err))
		return c;
	err->kind = ERR_USAGE;
	composition_free(c);
	return NULL;
}

void composition_free(struct composition *c)
{
	if (!c)
		return;
	json_free(c->root);
	arena_clear(&c->arena);
	mem_free(c);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_sets.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"

static bool is_set_file(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && name[0] != '.' && !strcmp(name + n - 5, ".json");
}

static void add_path(struct probes_paths *paths, char *path)
{
	paths->v = MEM_GROW(paths->v, paths->n, &paths->cap);
	paths->v[paths->n++] = path;
}

void probes_paths_clear(struct probes_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		mem_free(paths->v[i]);
	mem_free(paths->v);
}

int probes_paths_add_dir(struct probes_paths *paths, const char *dir, struct err *err)
{
	struct file_list list = {NULL, 0};

	if (file_list(dir, &list, err))
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (is_set_file(list.names[i]))
			add_path(paths, file_join(dir, list.names[i]));
	file_list_free(&list);
	return 0;
}

int probes_paths_add_shipped(struct probes_paths *paths, struct err *err)
{
	char *dir = file_shipped("probes", err);
	int rc = dir ? probes_paths_add_dir(paths, dir, err) : -1;

	mem_free(dir);
	return rc;
}

int probes_paths_add(struct probes_paths *paths, int n, char **words, struct err *err)
{
	int rc = n ? 0 : probes_paths_add_shipped(paths, err);

	for (int i = 0; !rc && i < n; i++) {
		if (!file_is_dir(words[i]))
			add_path(paths, mem_strdup(words[i]));
		else
			rc = probes_paths_add_dir(paths, words[i], err);
	}
	if (!rc && !paths->n)
		rc = err_set(err, ERR_FAIL, "there is no .json file in %s",
			     n ? words[0] : "the folder of shipped sets");
	return rc;
}

void probes_set_facts(const struct probe_set *set, struct json *out)
{
	char hash[SHA256_HEX];

	sha256_hex(set->hash, hash);
	json_add_str(out, "name", set->name);
	json_add_str(out, "version", set->version);
	json_add_str(out, "kind", probe_kind_name(set->kind));
	json_add_str(out, "genre", set->genre);
	json_add_str(out, "language", set->language);
	json_add_str(out, "licence", set->licence);
	json_add_str(out, "purpose", set->purpose);
	json_add_int(out, "n_probes", (long long)set->n);
	json_add_str(out, "sha256", hash);
	json_add_str(out, "file", set->file);
}

struct probe_set *probes_set_named(const char *word, struct err *err)
{
	struct probe_set *set = NULL;
	struct buf name = BUF_INIT;
	char *dir = NULL, *path = NULL;

	if (file_exists(word) && !file_is_dir(word))
		return probe_set_open(word, NULL, err);
	dir = file_shipped("probes", err);
	if (!dir)
		return NULL;
	buf_printf(&name, "%s.json", word);
	path = file_join(dir, buf_str(&name));
	if (!strchr(word, '/') && file_exists(path))
		set = probe_set_open(path, NULL, err);
	else
		err_set(err, ERR_USAGE,
			"there is no probe set '%s', neither as a file nor in %s; assay "
			"probes "
			"list shows what ships",
			word, dir);
	buf_clear(&name);
	mem_free(path);
	mem_free(dir);
	return set;
}

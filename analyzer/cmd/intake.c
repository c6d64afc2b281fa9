/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/intake.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

#define OUTPUTS "model_outputs.json"

static const char *const packings[] = {"", ".gz", ".zst"};
#define N_PACKINGS (sizeof(packings) / sizeof(*packings))

/* Does the name end in `ending`, packed or not? */
static bool ends_in(const char *name, const char *ending)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < N_PACKINGS; i++) {
		size_t m = strlen(ending);
		size_t p = strlen(packings[i]);

		if (n >= m + p && !strcmp(name + n - p, packings[i]) &&
		    !memcmp(name + n - p - m, ending, m))
			return true;
	}
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The name of the folder a file lies in, "" when it has none; owned. */
static char *folder_name(const char *path)
{
	char *full = realpath(path, NULL);
	char *name = NULL;
	char *slash = full ? strrchr(full, '/') : NULL;

	if (slash) {
		*slash = '\0';
		name = mem_strdup(base_name(full));
	}
	free(full);
	return name ? name : mem_strdup("");
}

/* Both become the intake's. */
static void put(struct intake *intake, char *path, char *model)
{
	intake->files = MEM_GROW(intake->files, intake->n, &intake->cap);
	intake->files[intake->n++] = (struct intake_file){path, model};
}

/* The model_outputs.json of a folder, packed or not; owned, NULL when it has none. */
static char *outputs_of(const char *dir)
{
	struct buf name = BUF_INIT;
	char *path = NULL;

	for (size_t i = 0; i < N_PACKINGS && !path; i++) {
		buf_reset(&name);
		buf_printf(&name, "%s%s", OUTPUTS, packings[i]);
		path = file_join(dir, buf_str(&name));
		if (file_exists(path) && !file_is_dir(path))
			break;
		mem_free(path);
		path = NULL;
	}
	buf_clear(&name);
	return path;
}

static void put_file(struct intake *intake, char *path, const char *model)
{
	const char *name = base_name(path);
	bool is_outputs =
		!strncmp(name, OUTPUTS, strlen(OUTPUTS)) && ends_in(name, ".json");
	char *whose = model ? mem_strdup(model) : is_outputs ? folder_name(path) : NULL;

	put(intake, path, whose);
}

/* One entry of a folder; says nothing of what is not a file of records. */
static void put_entry(struct intake *intake, const char *dir, const char *name,
		      const char *model)
{
	char *path = file_join(dir, name);
	char *outputs = file_is_dir(path) ? outputs_of(path) : NULL;

	if (outputs)
		put(intake, outputs, mem_strdup(model ? model : name));
	else if (!file_is_dir(path) &&
		 (ends_in(name, ".json") || ends_in(name, ".jsonl"))) {
		put_file(intake, path, model);
		return;
	}
	mem_free(path);
}

static int put_folder(struct intake *intake, const char *dir, const char *model,
		      struct err *err)
{
	char *results = file_join(dir, "results");
	char *outputs = outputs_of(dir);
	struct file_list list = {NULL, 0};
	size_t before = intake->n;
	int rc = -1;

	if (outputs) {
		put_file(intake, outputs, model);
		rc = 0;
		goto done;
	}
	if (file_list(file_is_dir(results) ? results : dir, &list, err))
		goto done;
	for (size_t i = 0; i < list.n; i++)
		put_entry(intake, file_is_dir(results) ? results : dir, list.names[i],
			  model);
	if (intake->n == before)
		err_set(err, ERR_FAIL,
			"%.300s holds neither MODEL/" OUTPUTS
			" nor .json or .jsonl files",
			dir);
	else if (model && intake->n - before > 1)
		err_set(err, ERR_USAGE,
			"%.300s holds %zu files and --model names one model: leave "
			"--model out, "
			"or name the files that are of that model",
			dir, intake->n - before);
	else
		rc = 0;
done:
	file_list_free(&list);
	mem_free(results);
	return rc;
}

int intake_add(struct intake *intake, const char *path, const char *model,
	       struct err *err)
{
	if (strcmp(path, "-") != 0 && !file_exists(path))
		return err_set(err, ERR_FAIL, "there is no file %.300s", path);
	if (strcmp(path, "-") != 0 && file_is_dir(path))
		return put_folder(intake, path, model, err);
	put_file(intake, mem_strdup(path), model);
	return 0;
}

void intake_clear(struct intake *intake)
{
	for (size_t i = 0; i < intake->n; i++) {
		mem_free(intake->files[i].path);
		mem_free(intake->files[i].model);
	}
	mem_free(intake->files);
	*intake = (struct intake){NULL, 0, 0};
}

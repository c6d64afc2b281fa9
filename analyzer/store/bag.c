/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/bag.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

struct bag_file {
	char *name; /* relative to the bag */
	char *path, *part;
	FILE *out;
	struct sha256 *hash;
	char sha256[SHA256_HEX];
	size_t size;
};

struct bag {
	char *dir;
	char *identifier, *description;
	struct bag_file **files;
	size_t n, cap;
};

#define INFO "bag-info.txt"
#define IDENTIFIER "External-Identifier: "

/* Is the folder a bag of that identifier? */
static bool is_ours(const char *dir, const char *identifier)
{
	struct err ignored = ERR_INIT;
	struct buf text = BUF_INIT;
	struct buf line = BUF_INIT;
	char *path = file_join(dir, INFO);
	bool ours = false;

	buf_printf(&line, IDENTIFIER "%s\n", identifier);
	if (file_exists(path) && !file_read_raw(path, &text, &ignored))
		ours = strstr(buf_str(&text), buf_str(&line)) != NULL;
	mem_free(path);
	buf_clear(&text);
	buf_clear(&line);
	return ours;
}

static int folder_check(const char *dir, const char *identifier, struct err *err)
{
	struct file_list list = {NULL, 0};
	size_t n;

	if (!file_exists(dir))
		return 0;
	if (!file_is_dir(dir))
		return err_set(err, ERR_FAIL, "%.300s is not a folder", dir);
	if (file_list(dir, &list, err))
		return -1;
	n = list.n;
	file_list_free(&list);
	if (n && !is_ours(dir, identifier))
		return err_set(
			err, ERR_FAIL,
			"%.300s holds something that is not an export of this case: name "
			"another folder",
			dir);
	return 0;
}

struct bag *bag_open(const char *dir, const char *identifier, const char *description,
		     struct err *err)
{
	struct bag *bag;

	if (folder_check(dir, identifier, err))
		return NULL;
	bag = MEM_NEW(struct bag);
	bag->dir = mem_strdup(dir);
	bag->identifier = mem_strdup(identifier);
	bag->description = mem_strdup(description);
	return bag;
}

static int write_fail(const struct bag_file *file, struct err *err)
{
	enum err_kind kind = errno == ENOENT || errno == ENOTDIR ? ERR_FAIL : ERR_ENV;

	return err_set(err, kind, "%.300s cannot be written: %s", file->path,
		       strerror(errno));
}

static int parent_make(const char *path, struct err *err)
{
	char *dir = mem_strdup(path);
	char *slash = strrchr(dir, '/');
	int rc = 0;

	if (slash) {
		*slash = '\0';
		rc = file_mkdirs(dir, err);
	}
	mem_free(dir);
	return rc;
}

static struct bag_file *file_new(struct bag *bag, const char *name, struct err *err)
{
	struct bag_file *file = MEM_NEW(struct bag_file);
	struct buf part = BUF_INIT;
	int fd;

	file->name = mem_strdup(name);
	file->path = file_join(bag->dir, name);
	buf_printf(&part, "%s.part", file->path);
	file->part = buf_take(&part, NULL);
	file->hash = sha256_new();
	bag->files = MEM_GROW(bag->files, bag->n, &bag->cap);
	bag->files[bag->n++] = file;
	if (parent_make(file->path, err))
		return NULL;
	(void)unlink(file->part);
	fd = open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	file->out = fd < 0 ? NULL : fdopen(fd, "wb");
	if (!file->out) {
		write_fail(file, err);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	return file;
}

struct bag_file *bag_file_open(struct bag *bag, const char *name, struct err *err)
{
	struct buf path = BUF_INIT;
	struct bag_file *file;

	buf_printf(&path, "data/%s", name);
	file = file_new(bag, buf_str(&path), err);
	buf_clear(&path);
	return file;
}

int bag_file_add(struct bag_file *file, const void *data, size_t n, struct err *err)
{
	if (!n)
		return 0;
	if (fwrite(data, 1, n, file->out) != n)
		return write_fail(file, err);
	sha256_add(file->hash, data, n);
	file->size += n;
	return 0;
}

/* All of it on disk, still under its other name. */
static int file_finish(struct bag_file *file, struct err *err)
{
	unsigned char hash[SHA256_BYTES];
	bool written;

	if (!file->out)
		return 0;
	written = fflush(file->out) == 0 && fsync(fileno(file->out)) == 0;
	if (!written)
		write_fail(file, err);
	if (fclose(file->out) && written) {
		write_fail(file, err);
		written = false;
	}
	file->out = NULL;
	sha256_end(file->hash, hash);
	file->hash = NULL;
	sha256_hex(hash, file->sha256);
	return written ? 0 : -1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct bag_file *const *)a)->name,
		      (*(struct bag_file *const *)b)->name);
}

static int tag_write(struct bag *bag, const char *name, const struct buf *text,
		     struct err *err)
{
	struct bag_file *file = file_new(bag, name, err);

	if (!file || bag_file_add(file, buf_str(text), text->len, err))
		return -1;
	return file_finish(file, err);
}

static void lines_of(const struct bag *bag, size_t from, size_t to, struct buf *out)
{
	buf_reset(out);
	for (size_t i = from; i < to; i++)
		buf_printf(out, "%s  %s\n", bag->files[i]->sha256, bag->files[i]->name);
}

static int tags_write(struct bag *bag, struct err *err)
{
	struct buf text = BUF_INIT;
	size_t n_payload = bag->n;
	size_t octets = 0;
	int rc = -1;

	for (size_t i = 0; i < n_payload; i++)
		octets += bag->files[i]->size;
	buf_printf(&text,
		   IDENTIFIER "%s\nExternal-Description: %s\nPayload-Oxum: %zu.%zu\n",
		   bag->identifier, bag->description, octets, n_payload);
	if (tag_write(bag, INFO, &text, err))
		goto done;
	buf_reset(&text);
	buf_str_add(&text, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
	if (tag_write(bag, "bagit.txt", &text, err))
		goto done;
	lines_of(bag, 0, n_payload, &text);
	if (tag_write(bag, "manifest-sha256.txt", &text, err))
		goto done;
	lines_of(bag, n_payload, bag->n, &text);
	rc = tag_write(bag, "tagmanifest-sha256.txt", &text, err);
done:
	buf_clear(&text);
	return rc;
}

static void bag_free(struct bag *bag)
{
	for (size_t i = 0; i < bag->n; i++) {
		struct bag_file *file = bag->files[i];

		mem_free(file->name);
		mem_free(file->path);
		mem_free(file->part);
		mem_free(file);
	}
	mem_free(bag->files);
	mem_free(bag->dir);
	mem_free(bag->identifier);
	mem_free(bag->description);
	mem_free(bag);
}

int bag_close(struct bag *bag, struct err *err)
{
	for (size_t i = 0; i < bag->n; i++)
		if (file_finish(bag->files[i], err))
			goto failed;
	if (bag->n)
		qsort(bag->files, bag->n, sizeof(*bag->files), by_name);
	if (tags_write(bag, err))
		goto failed;
	for (size_t i = 0; i < bag->n; i++) {
		if (!rename(bag->files[i]->part, bag->files[i]->path))
			continue;
		write_fail(bag->files[i], err);
		goto failed;
	}
	bag_free(bag);
	return 0;
failed:
	bag_abandon(bag);
	return -1;
}

void bag_abandon(struct bag *bag)
{
	unsigned char hash[SHA256_BYTES];

	if (!bag)
		return;
	for (size_t i = 0; i < bag->n; i++) {
		if (bag->files[i]->out)
			(void)fclose(bag->files[i]->out);
		if (bag->files[i]->hash)
			sha256_end(bag->files[i]->hash, hash);
		(void)unlink(bag->files[i]->part);
	}
	bag_free(bag);
}

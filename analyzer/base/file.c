/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pack.h"

#ifndef ASSAY_DATADIR
#define ASSAY_DATADIR "/usr/local/share/assay"
#endif

#define READ_CHUNK ((size_t)1 << 20)
#define UNPACKED_MAX ((size_t)8 << 30)

static enum err_kind kind_of_errno(int number)
{
	return number == ENOSPC || number == EROFS || number == EDQUOT ? ERR_ENV
								       : ERR_FAIL;
}

static int fail_errno(struct err *err, const char *what, const char *path)
{
	return err_set(err, kind_of_errno(errno), "%s %s: %s", what, path,
		       strerror(errno));
}

static int read_fd(int fd, const char *path, struct buf *out, struct err *err)
{
	for (;;) {
		char *to = buf_reserve(out, READ_CHUNK);
		ssize_t got = read(fd, to, READ_CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_errno(err, "cannot read", path);
		out->len += (size_t)got;
		if (got == 0)
			break;
	}
	buf_add(out, NULL, 0);
	return 0;
}

int file_read_raw(const char *path, struct buf *out, struct err *err)
{
	struct stat st;
	int rc = -1;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_fd(STDIN_FILENO, "standard input", out, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(err, "cannot open", path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		err_set(err, ERR_FAIL, "%s is a folder, not a file", path);
		goto done;
	}
	if (st.st_size > 0)
		(void)buf_reserve(out, (size_t)st.st_size + READ_CHUNK);
	rc = read_fd(fd, path, out, err);
done:
	close(fd);
	return rc;
}

int file_read(const char *path, struct buf *out, bool *torn, struct err *err)
{
	struct buf raw = BUF_INIT;
	bool is_torn = false;
	int rc = -1;

	if (file_read_raw(path, &raw, err))
		goto done;
	if (pack_open(buf_str(&raw), raw.len, UNPACKED_MAX, out, &is_torn, err)) {
		err_prefix(err, "%s", path);
		goto done;
	}
	if (torn)
		*torn = is_torn;
	else if (is_torn) {
		err_set(err, ERR_FAIL, "%s: the compressed data are damaged or end early",
			path);
		goto done;
	}
	rc = 0;
done:
	buf_clear(&raw);
	return rc;
}

static int write_all(int fd, const char *data, size_t n)
{
	while (n) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

int file_write(const char *path, const void *data, size_t n, struct err *err)
{
	struct buf temp = BUF_INIT;
	int rc = -1;
	int fd;

	buf_printf(&temp, "%s.part-%ld", path, (long)getpid());
	fd = open(buf_str(&temp), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		fail_errno(err, "cannot write", path);
		goto done;
	}
	if (write_all(fd, data, n) || fsync(fd)) {
		fail_errno(err, "cannot write", path);
		close(fd);
		(void)unlink(buf_str(&temp));
		goto done;
	}
	if (close(fd) || rename(buf_str(&temp), path)) {
		fail_errno(err, "cannot write", path);
		(void)unlink(buf_str(&temp));
		goto done;
	}
	rc = 0;
done:
	buf_clear(&temp);
	return rc;
}

int file_mkdirs(const char *path, struct err *err)
{
	char *copy = mem_strdup(path);
	int rc = 0;

	for (char *p = copy + 1; *copy && !rc; p++) {
		bool last = *p == '\0';

		if (!last && *p != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			rc = fail_errno(err, "cannot make folder", copy);
		if (last)
			break;
		*p = '/';
	}
	if (!rc && !file_is_dir(path))
		rc = err_set(err, ERR_FAIL, "%s exists and is not a folder", path);
	mem_free(copy);
	return rc;
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int file_list(const char *path, struct file_list *out, struct err *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t cap = 0;

	*out = (struct file_list){NULL, 0};
	if (!dir)
		return fail_errno(err, "cannot open folder", path);
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		out->names = MEM_GROW(out->names, out->n, &cap);
		out->names[out->n++] = mem_strdup(entry->d_name);
	}
	closedir(dir);
	if (out->n)
		qsort(out->names, out->n, sizeof(*out->names), by_bytes);
	return 0;
}

void file_list_free(struct file_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		mem_free(list->names[i]);
	mem_free(list->names);
	*list = (struct file_list){NULL, 0};
}

char *file_join(const char *dir, const char *name)
{
	struct buf path = BUF_INIT;
	size_t n = strlen(dir);

	buf_printf(&path, "%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name);
	return buf_take(&path, NULL);
}

/* The folder the running program lies in; owned. NULL when the system does not tell. */
static char *program_dir(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return mem_strdup(path);
}

static char *folder_if_there(const char *dir, const char *up, const char *name)
{
	struct buf path = BUF_INIT;

	buf_printf(&path, "%s%s/%s", dir, up, name);
	if (file_is_dir(buf_str(&path)))
		return buf_take(&path, NULL);
	buf_clear(&path);
	return NULL;
}

char *file_shipped(const char *name, struct err *err)
{
	/* build/assay and build/MODE/bin/assay in a source tree, then PREFIX/bin/assay.
	 */
	static const char *const ups[] = {"/..", "/../../..", "/../share/assay"};
	const char *env = getenv("ASSAY_DATA");
	char *own = program_dir();
	char *found = NULL;

	if (env && *env)
		found = folder_if_there(env, "", name);
	for (size_t i = 0; own && !found && i < sizeof(ups) / sizeof(*ups); i++)
		found = folder_if_there(own, ups[i], name);
	if (!found)
		found = folder_if_there(ASSAY_DATADIR, "", name);
	if (!found)
		err_set(err, ERR_ENV,
			"the folder %s that ships with assay is neither beside the "
			"program (%s) "
			"nor under %s: set ASSAY_DATA to the folder that holds it",
			name, own ? own : "?", ASSAY_DATADIR);
	mem_free(own);
	return found;
}

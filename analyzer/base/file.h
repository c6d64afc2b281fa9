/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/file.h: whole files and folders. Errors name the path and what to do. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append a whole file to `out`; "-" is standard input. gzip and zstd contents are
 * unpacked (by magic number, not by name). When a compressed file is torn, what
 * could be unpacked is in `out` and *torn (may be NULL: then it is an error) says so.
 */
int file_read(const char *path, struct buf *out, bool *torn, struct err *err) MUST_CHECK;
/* As the bytes stand on disk, without unpacking. */
int file_read_raw(const char *path, struct buf *out, struct err *err) MUST_CHECK;
/* Write through a temporary file beside it, fsync and rename: all or nothing. */
int file_write(const char *path, const void *data, size_t n, struct err *err) MUST_CHECK;
/* mkdir -p. */
int file_mkdirs(const char *path, struct err *err) MUST_CHECK;
bool file_exists(const char *path);
bool file_is_dir(const char *path);
/* Names in a folder, sorted bytewise, without "." and ".."; free with file_list_free. */
struct file_list {
	char **names;
	size_t n;
};
int file_list(const char *path, struct file_list *out, struct err *err) MUST_CHECK;
void file_list_free(struct file_list *list);
/* dir + "/" + name; owned by the caller. */
char *file_join(const char *dir, const char *name);
/*
 * A folder that ships with the program ("corpora", "probes", "reports"): looked for in
 * $ASSAY_DATA, beside the program (source tree), then under the installed prefix.
 * Owned by the caller; NULL with ERR_ENV naming the places tried.
 */
char *file_shipped(const char *name, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tsv.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"

/* The next line that is not empty; false at the end. */
static bool next_line(struct tsv *tsv, struct text *line)
{
	while (tsv->at < tsv->end) {
		size_t left = (size_t)(tsv->end - tsv->at);
		const char *stop = memchr(tsv->at, '\n', left);
		size_t n = stop ? (size_t)(stop - tsv->at) : left;

		*line = (struct text){tsv->at, n};
		tsv->at += n + (stop != NULL);
		tsv->line++;
		if (line->len && line->data[line->len - 1] == '\r')
			line->len--;
		if (line->len)
			return true;
	}
	return false;
}

/* Cut the next cell off a line; false when none is left. */
static bool next_cell(struct text *line, struct text *cell)
{
	const char *tab;

	if (!line->data)
		return false;
	tab = memchr(line->data, '\t', line->len);
	*cell = (struct text){line->data, tab ? (size_t)(tab - line->data) : line->len};
	*line = tab ? (struct text){tab + 1, line->len - cell->len - 1}
		    : (struct text){NULL, 0};
	return true;
}

static size_t column_find(const struct tsv_column *columns, struct text name)
{
	size_t i = 0;

	while (columns[i].name && (strlen(columns[i].name) != name.len ||
				   memcmp(columns[i].name, name.data, name.len) != 0))
		i++;
	return i;
}

static int header_read(struct tsv *tsv, const struct tsv_column *columns, bool *seen,
		       struct err *err)
{
	struct text line, name;
	size_t cap = 0;

	if (!next_line(tsv, &line))
		return err_set(err, ERR_FAIL, "%s: it is empty", tsv->path);
	while (next_cell(&line, &name)) {
		size_t target = column_find(columns, name);

		if (target < tsv->n_cells && seen[target])
			return err_set(err, ERR_FAIL,
				       "%s:1: column \"%s\" stands there twice",
				       tsv->path, columns[target].name);
		tsv->target = MEM_GROW(tsv->target, tsv->n_columns, &cap);
		tsv->target[tsv->n_columns++] = target;
		seen[target] = true;
	}
	for (size_t i = 0; i < tsv->n_cells; i++) {
		if (columns[i].needed && !seen[i])
			return err_set(err, ERR_FAIL, "%s:1: column \"%s\" is missing",
				       tsv->path, columns[i].name);
	}
	return 0;
}

int tsv_open(struct tsv *tsv, const char *path, const struct buf *bytes,
	     const struct tsv_column *columns, struct err *err)
{
	const char *text = buf_str(bytes);
	size_t mark = bytes->len >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
	bool *seen;
	int rc;

	*tsv = (struct tsv){.path = path, .at = text + mark, .end = text + bytes->len};
	while (columns[tsv->n_cells].name)
		tsv->n_cells++;
	tsv->cells = MEM_ARRAY(tsv->n_cells + 1, struct text);
	seen = MEM_ARRAY(tsv->n_cells + 1, bool);
	rc = header_read(tsv, columns, seen, err);
	mem_free(seen);
	return rc;
}

int tsv_next(struct tsv *tsv, struct err *err)
{
	struct text line, cell;
	size_t n = 0;

	if (!next_line(tsv, &line))
		return 0;
	if (memchr(line.data, '\0', line.len))
		return err_set(err, ERR_FAIL, "%s:%zu: it holds a NUL byte", tsv->path,
			       tsv->line);
	while (next_cell(&line, &cell)) {
		if (n < tsv->n_columns)
			tsv->cells[tsv->target[n]] = cell;
		n++;
	}
	if (n != tsv->n_columns)
		return err_set(err, ERR_FAIL,
			       "%s:%zu: it has %zu cells where the header has %zu",
			       tsv->path, tsv->line, n, tsv->n_columns);
	return 1;
}

void tsv_close(struct tsv *tsv)
{
	mem_free(tsv->cells);
	mem_free(tsv->target);
	*tsv = (struct tsv){.path = NULL};
}

int tsv_each(const char *path, const struct tsv_column *columns, tsv_row_fn *row,
	     void *ctx, struct err *err)
{
	struct buf bytes = BUF_INIT;
	struct tsv tsv;
	int rc = file_read(path, &bytes, NULL, err);

	if (!rc) {
		rc = tsv_open(&tsv, path, &bytes, columns, err);
		while (!rc && (rc = tsv_next(&tsv, err)) > 0)
			rc = row(&tsv, ctx, err);
		tsv_close(&tsv);
	}
	buf_clear(&bytes);
	return rc;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/tsv.h: tables of tab-separated text whose first line names the columns. Knows
 * no table's meaning. Lines may end in CR LF; empty lines are passed over.
 */
#ifndef STORE_TSV_H
#define STORE_TSV_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/record.h"

struct tsv_column {
	const char *name; /* as in the header; NULL ends the list */
	bool needed;
};

struct tsv {
	const char *path;
	size_t line;        /* of the row at hand, from 1 */
	struct text *cells; /* of the row at hand, in the order of the columns asked for;
			     * len 0 where the table has no such column */
	const char *at, *end;
	size_t *target; /* of each column of the file: index in cells, or n_cells */
	size_t n_columns, n_cells;
};

/* Read the header of a whole table; ERR_FAIL names a needed column that is missing.
 * `path` and `bytes` are borrowed. tsv_close is due even after a failure. */
int tsv_open(struct tsv *tsv, const char *path, const struct buf *bytes,
	     const struct tsv_column *columns, struct err *err) MUST_CHECK;
/* 1 with a row in cells, 0 at the end, -1 with file and line of a row that has another
 * number of cells than the header. */
int tsv_next(struct tsv *tsv, struct err *err) MUST_CHECK;
void tsv_close(struct tsv *tsv);

/* The file's rows one by one to `row`, which returns 0 to go on or -1 with err set. */
typedef int tsv_row_fn(const struct tsv *tsv, void *ctx, struct err *err);
int tsv_each(const char *path, const struct tsv_column *columns, tsv_row_fn *row,
	     void *ctx, struct err *err) MUST_CHECK;

#endif

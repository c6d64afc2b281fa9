/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/csv.h: comma-separated values as RFC 4180 has them: quotes around cells that hold
 * commas, quotes ("" for one) or line ends. Finds cells; knows no column's meaning.
 */
#ifndef STORE_CSV_H
#define STORE_CSV_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

struct csv {
	const char *at, *end;
	size_t line;      /* where the row at hand begins, from 1 */
	size_t next_line; /* private: where the next one does */
	struct buf room;  /* private: the cells' bytes */
	struct text *cells;
	size_t n, cap;
};

/* Begin; the data are borrowed. csv_close is due. */
void csv_open(struct csv *csv, const char *data, size_t n);
/* 1 with a row in cells[0..n), valid until the next call; 0 at the end; -1 when a quote
 * is never closed or text follows one. Empty lines are passed over. */
int csv_next(struct csv *csv, struct err *err) MUST_CHECK;
void csv_close(struct csv *csv);

#endif

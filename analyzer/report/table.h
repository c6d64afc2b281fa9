/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/table.h: a table of named columns. One table is the data file beside a picture,
 * the file gnuplot reads and the table a reader sees, so that the three cannot differ.
 * Knows nothing of pages or of what the figures mean.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/json.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NAME, /* of a model, a channel, a file */
	COLUMN_NUMBER,
	COLUMN_HASH,
	COLUMN_COUNT, /* a number, with a bar as long as its share in the column's sum */
};

struct column {
	const char *key;   /* in the data file */
	const char *title; /* for readers; NULL: only in the data file */
	enum column_kind kind;
	int decimals; /* shown; the data file holds all digits */
	bool sign;    /* "+0.8" */
};

struct cell {
	char *text;              /* NULL in a number */
	double number;           /* NaN: not known */
	const struct json *from; /* the value of the result that it is; NULL: derived */
};

struct table {
	const struct column *columns;
	size_t n_columns;
	struct cell *cells;
	size_t n_cells, cap;
	size_t *strong; /* rows to set in bold */
	size_t n_strong, cap_strong;
};

struct table *table_new(const struct column *columns, size_t n_columns);
#define TABLE_NEW(columns) table_new((columns), sizeof(columns) / sizeof((columns)[0]))
void table_free(struct table *table);

/* Cells go in row by row, from left to right. */
void table_text(struct table *table, const char *text); /* NULL: not known */
void table_number(struct table *table, double number);
/* A number of a result, which must outlive the table; not known where it is none. */
void table_value(struct table *table, const struct json *value);
void table_from(struct table *table, const struct json *object, const char *key);
/* The two numbers of the array under `key`, as two cells. */
void table_range(struct table *table, const struct json *object, const char *key);
/* The row that is being filled next is a model this case is about. */
void table_strong(struct table *table);

size_t table_rows(const struct table *table);
const struct cell *table_at(const struct table *table, size_t row, size_t column);
bool table_is_strong(const struct table *table, size_t row);

/*
 * How much room a cell of names or text asks for: that of its column, whose texts in the
 * first `n_rows` rows are all short enough for one line (TABLE_SHORT: on a telephone too)
 * or not, unless a word of its own is so long that it may break anywhere.
 */
enum table_fit { TABLE_SHORT, TABLE_LINE, TABLE_WORDS, TABLE_LONG };
enum table_fit table_column_fit(const struct table *table, size_t n_rows, size_t column);
enum table_fit table_cell_fit(const char *shown, enum table_fit column);

/* Are the cells all alike, in three rows or more of a table that tells rows apart by
 * another column than the first? Never the first column. */
bool table_column_same(const struct table *table, size_t n_rows, size_t column);

/* Roughly how many terminal columns a column takes at least, its title's longest word
 * and the gap to the next included. */
size_t table_column_width(const struct table *table, size_t n_rows, size_t column);

/* A number's share in the sum of its column, from 0 to 1. */
double table_share(const struct table *table, size_t row, size_t column);

/* Append a cell as readers see it, not escaped: "+0.84", an en dash for what is not
 * known. */
void table_show(const struct table *table, size_t row, size_t column, struct buf *out);

/*
 * Append the table as tab-separated text: `remark` (may be NULL) as a first line behind
 * "# ", a header line, then the rows behind a row number; NA for what is not known.
 */
void table_tsv(const struct table *table, const char *remark, struct buf *out);

/* Append a number as readers see it: a true minus sign, NaN as an en dash;
 * of four decimals and more, what is too small for them as "<0.0001". */
void number_show(double number, int decimals, bool sign, struct buf *out);

#endif

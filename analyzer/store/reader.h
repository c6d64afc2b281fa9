/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/reader.h: recorded formats, one file and one row each. A reader turns the JSON
 * value of one record into `struct record`; splitting files into records, bad records
 * and torn ends are handled here once for all formats.
 */
#ifndef STORE_READER_H
#define STORE_READER_H

#include <stdbool.h>

#include "base/json.h"
#include "store/record.h"

struct reader {
	const char *name; /* for --format */
	const char *brief;
	/* Is this (first) record of that format? */
	bool (*accepts)(const struct json *value);
	/*
	 * Hand on the answers of one JSON record. `base` holds raw and line and is to be
	 * copied. ERR_FAIL with the reason when it is not a record of this format.
	 */
	int (*read)(const struct json *value, const struct record *base, record_fn *take,
		    void *ctx, struct err *err);
	/*
	 * A field that tells copies of one answer apart (lm-eval writes each once for
	 * every filter of its scores); NULL: none. Records with another value than the
	 * first record's are skipped and counted.
	 */
	const char *copies_by;
};
extern const struct reader *const reader_table[];   /* NULL ends it */
const struct reader *reader_find(const char *name); /* NULL when unknown */

struct bad_record {
	size_t line;
	char reason[200];
};

struct read_report {
	const struct reader *reader; /* the format found or asked for */
	size_t n_good, n_bad; /* JSON records; a good one may hold several answers */
	size_t n_answers;
	size_t n_skipped;  /* copies of answers read already (see copies_by) */
	size_t n_replaced; /* characters that stand as U+FFFD */
	bool torn;         /* ends inside a record, array or compressed block */
	struct bad_record first_bad[20]; /* the first min(n_bad, 20) */
};

/*
 * Read every record of a file (an array of objects, or one object a line; gzip and
 * zstd too; "-" is standard input). `format` is a reader's name or "auto". A record
 * without prompt_id gets "sha256:" + the first 16 hex digits of the prompt's hash.
 * A bad record is counted and the rest goes on; ERR_FAIL when no record is good,
 * naming the file, the first bad line and the formats known.
 */
int reader_read(const char *path, const char *format, record_fn *take, void *ctx,
		struct read_report *report, struct err *err) MUST_CHECK;
/* The same of bytes in memory; `path` only names them in messages. */
int reader_read_bytes(const char *path, const char *data, size_t n, const char *format,
		      record_fn *take, void *ctx, struct read_report *report,
		      struct err *err) MUST_CHECK;

#endif

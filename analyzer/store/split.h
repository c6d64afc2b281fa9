/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/split.h: where the records of a file of JSON begin and end: the elements of an
 * array, JSON Lines, objects one behind another, pretty-printed or not. Finds bounds
 * only, in linear time and without building values; what stands between them is for
 * json_parse. A damaged record costs as few of its neighbours as can be told apart.
 */
#ifndef STORE_SPLIT_H
#define STORE_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

struct split {
	const char *data;
	size_t n, at;  /* at: first byte not yet read */
	size_t line;   /* of `at`, from 1 */
	size_t indent; /* blanks before the record being read, or SPLIT_INSIDE_LINE */
	size_t depth;  /* arrays open around the records: 0 or 1 */
	bool torn;     /* the data end inside a record, or before the array is closed */
	size_t may_go_back; /* private: bytes that may still be read again */
};
#define SPLIT_INSIDE_LINE ((size_t)-1)

struct piece {
	const char *data;
	size_t len;
	size_t line;       /* where it begins, from 1 */
	const char *fault; /* NULL: a whole value by its brackets; else what is wrong */
};

/* Begin; a byte order mark is skipped. The data are borrowed. */
void split_init(struct split *split, const char *data, size_t n);
/* The next record, good or bad; false at the end, when `torn` stands. */
bool split_next(struct split *split, struct piece *piece);

#endif

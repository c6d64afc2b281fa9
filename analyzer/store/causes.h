/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/causes.h: what a person found behind the mistakes on a reference corpus
 * (causes.tsv beside its tables: suspect, teacher or * for any, note).
 */
#ifndef STORE_CAUSES_H
#define STORE_CAUSES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct cause {
	const char *suspect, *teacher; /* teacher "*": any */
	const char *note;
};

struct causes { /* zeros are an empty list */
	struct arena arena;
	struct cause *v;
	size_t n, cap;
};

/* The notes of a corpus's folder; no such table is an empty list. ERR_FAIL names the line
 * of one that lacks a suspect, a teacher or a note. causes_clear is due even then. */
int causes_open(const char *dir, struct causes *out, struct err *err) MUST_CHECK;
void causes_clear(struct causes *causes);
bool cause_is_of(const struct cause *cause, const char *suspect, const char *teacher);

#endif

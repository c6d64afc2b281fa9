/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/err.h: the one way an operation says that it failed. Knows nothing of
 * what failed; main.c alone prints the text and turns the kind into an exit status.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* kind, exit status (DESIGN 4), name */
#define ERR_KINDS(X)                                                                     \
	X(NONE, 0, "ok")                                                                 \
	X(FAIL, 1, "failed")                                                             \
	X(USAGE, 2, "usage")                                                             \
	X(PARTIAL, 3, "incomplete, resumable")                                           \
	X(AUTH, 4, "authentication or quota")                                            \
	X(INTEGRITY, 5, "integrity")                                                     \
	X(BUDGET, 6, "budget reached")                                                   \
	X(ENV, 7, "environment")                                                         \
	X(DATA, 1, "not enough data")

#define ERR_ENUM(kind, status, name) ERR_##kind,
enum err_kind { ERR_KINDS(ERR_ENUM) };
#undef ERR_ENUM

struct err {
	enum err_kind kind;
	char text[1024]; /* one sentence: what happened, where, what to do; cut with "..."
			  */
};

#define ERR_INIT                                                                         \
	{                                                                                \
		ERR_NONE, ""                                                             \
	}

/* Set kind and text, replacing what was there. Always returns -1. */
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Put "fmt: " before the text that is there, keeping the kind. Always returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Exit status of a kind. */
int err_status(enum err_kind kind);

#endif

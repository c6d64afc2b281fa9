/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe/plan_read.h: what the parts of reading a plan share: the reader's state, and
 * members read with an error that names file, place and remedy.
 */
#ifndef PROBE_PLAN_READ_H
#define PROBE_PLAN_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/plan.h"

struct plan_reader {
	struct plan *plan;
	const char *file; /* as messages name it */
	struct err *err;
};

/* ERR_USAGE "FILE: PLACE: ..."; place "" is the plan itself. Always returns -1. */
int plan_refuse(const struct plan_reader *r, const char *place, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* Refuse members that are not known (but for "x-...") or there twice. */
int plan_check_members(const struct plan_reader *r, const char *place,
		       const struct json *object, const char *const *known,
		       size_t n_known) MUST_CHECK;
/* A text member kept in the plan's arena; *out stays as it is when it is absent. */
int plan_read_text(const struct plan_reader *r, const char *place,
		   const struct json *object, const char *key,
		   const char **out) MUST_CHECK;
int plan_read_number(const struct plan_reader *r, const char *place,
		     const struct json *object, const char *key, double low, double high,
		     double *out) MUST_CHECK;
/* The same of whole numbers. */
int plan_read_whole(const struct plan_reader *r, const char *place,
		    const struct json *object, const char *key, double low, double high,
		    double *out) MUST_CHECK;
int plan_read_bool(const struct plan_reader *r, const char *place,
		   const struct json *object, const char *key, bool *out) MUST_CHECK;
const char *plan_keep(const struct plan_reader *r, const char *text);
/* `path` itself when it is absolute, else beside the plan file; kept. */
const char *plan_beside(const struct plan_reader *r, const char *path);

/* plan_secret.c: no key may stand in a plan (I6). The value is never quoted. */
int plan_check_secrets(const struct plan_reader *r, const struct json *root) MUST_CHECK;
/* key_env, key_file and key_cmd of a model. */
int plan_read_key(const struct plan_reader *r, const char *place, const struct json *from,
		  struct plan_model *model) MUST_CHECK;

/* plan_models.c: suspect, teacher and controls. Until plan_resolve a model's params
 * belong to `root`. */
int plan_read_models(const struct plan_reader *r, const struct json *root) MUST_CHECK;

/* plan_sets.c: probe sets, samples, what is taken of them, and the sentinel. */
int plan_read_sets(const struct plan_reader *r, const struct json *root) MUST_CHECK;

/* plan_resolve.c: fill plan->resolved and ->hash; params point into it from then on. */
void plan_resolve(struct plan *plan);

#endif

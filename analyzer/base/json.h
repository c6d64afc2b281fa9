/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/json.h: JSON values; the only door to cJSON. Closes that library's traps:
 * \u0000 and lone surrogates become U+FFFD and are counted, keys are compared
 * exactly, bytes behind the value are an error, numbers print so that they read
 * back as the same double (those read keep every digit they came with), iteration is
 * linear.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct json; /* a value; children belong to their parent */

/*
 * Parse n bytes as exactly one value. *n_replaced (may be NULL) counts characters
 * that cannot be kept and stand as U+FFFD: \u0000, lone surrogates, ill-formed UTF-8.
 * NULL with ERR_FAIL naming line and reason when it is not JSON.
 */
struct json *json_parse(const char *text, size_t n, size_t *n_replaced, struct err *err);
/* Read and parse a file (gzip and zstd too). */
struct json *json_read_file(const char *path, struct err *err);
void json_free(struct json *value); /* NULL is fine */

/* Reading. A missing key or another type gives NULL, `otherwise`, false. */
const struct json *json_get(const struct json *object, const char *key);
const char *json_str(const struct json *object, const char *key);
double json_num(const struct json *object, const char *key, double otherwise);
bool json_true(const struct json *object, const char *key);
/* The value itself. */
bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value);
bool json_is_bool(const struct json *value);
const char *json_text(const struct json *value); /* NULL unless a string */
bool json_number(const struct json *value,
		 double *out); /* false unless a finite number */
/* Children of an array or object, in order; linear. key is NULL in an array. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *child);
const char *json_key(const struct json *child);
size_t json_count(const struct json *value);
#define JSON_EACH(child, parent)                                                         \
	for (const struct json *child = json_first(parent); child;                       \
	     child = json_next(child))

/* Building. The add functions return the value added, owned by its parent; a NULL
 * key appends to an array. Text that is not UTF-8 is written with U+FFFD. NaN and
 * infinities become null. */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_add_object(struct json *parent, const char *key);
struct json *json_add_array(struct json *parent, const char *key);
void json_add_str(struct json *parent, const char *key,
		  const char *text); /* NULL: null */
void json_add_strn(struct json *parent, const char *key, const char *text, size_t n);
void json_add_num(struct json *parent, const char *key, double value);
void json_add_int(struct json *parent, const char *key, long long value);
void json_add_bool(struct json *parent, const char *key, bool value);
void json_add_null(struct json *parent, const char *key);
/* `value` passes into the parent. */
void json_add(struct json *parent, const char *key, struct json *value);
struct json *json_copy(const struct json *value);
/* Take a key out of an object; the caller owns it. NULL when absent. */
struct json *json_detach(struct json *object, const char *key);

/* Append as text: one line, or indented with a newline at the end. */
void json_print(const struct json *value, bool indented, struct buf *out);
/* Append `text` as a JSON string with its quotes. */
void json_print_str(const char *text, size_t n, struct buf *out);

#endif

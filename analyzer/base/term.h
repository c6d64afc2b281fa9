/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/term.h: the one door by which texts of others reach a terminal (I7). What could
 * steer it or reorder the line (C0, C1, DEL, bidirectional controls, line separators,
 * ill-formed bytes) is shown as an escape; everything else passes as it is.
 */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"

/* Newline, tab and return show as \n, \t, \r; other bytes as \xHH, code points as
 * \u{HEX}. */
void term_print(FILE *out, const char *text, size_t n);
/* The same of a C string. */
void term_puts(FILE *out, const char *text);
/* The same into a buf; with max > 0 cut behind that many characters and "..." added. */
void term_add(struct buf *out, const char *text, size_t n, size_t max);

/*
 * JSON text to a terminal: such characters can stand only inside strings, where \uXXXX
 * says the same; so the JSON keeps its value.
 */
void term_print_json(FILE *out, const char *json, size_t n);
/* A value as indented JSON, by the same door. */
void term_print_value(FILE *out, const struct json *value);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/opt.h: one option table a verb. Parsing, --help with live defaults, the man
 * page and shell completion all come from the table.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"

enum opt_type {
	OPT_FLAG,   /* bool */
	OPT_STRING, /* const char *, borrowed from argv or the table */
	OPT_INT,    /* long, >= 0 */
	OPT_NUMBER, /* double, finite */
	OPT_LIST,   /* struct opt_list: may be given several times */
};

struct opt_list {
	const char **v;
	size_t n;
};

struct opt {
	const char *name; /* without "--"; NULL ends the table */
	char letter;      /* '\0': none */
	enum opt_type type;
	size_t offset;   /* of the target in the verb's argument struct */
	const char *arg; /* what to call the value in help; NULL for flags */
	const char
		*otherwise; /* default as text, parsed like a given value; NULL: zero */
	const char *help;
};

struct verb {
	const char *name;
	const char *brief;    /* one line for the verb list */
	const char *usage;    /* "CASE FILE... --model NAME" */
	const char *examples; /* lines, shown first in help */
	const struct opt *opts;
	size_t args_size;
	int (*run)(const void *args, int n, char **words, struct err *err);
};

/*
 * Fill `args` (args_size zeroed bytes) from the table's defaults and argv[1..];
 * what is not an option goes to words[] (room for argc). "--" ends options,
 * "--name=value" works, names must be whole. Sets *help on -h or --help.
 * ERR_USAGE names the option and the nearest known one. Lists are freed by opt_release.
 */
int opt_parse(const struct verb *verb, int argc, char **argv, void *args, char **words,
	      int *n_words, bool *help, struct err *err) MUST_CHECK;
void opt_release(const struct verb *verb, void *args);
/* The verb explained, examples first, broken to that many columns. */
void opt_help(const struct verb *verb, size_t width, struct buf *out);
/* The same as wide as the screen and, on a terminal, through a pager when it is longer.
 */
void opt_help_show(const struct verb *verb, FILE *out);
/* The verb's examples, each line behind `indent`, whether or not they begin with blanks.
 */
void opt_examples(const struct verb *verb, const char *indent, struct buf *out);
/* Parse argv[1..] and run the verb, or print its help when asked. */
int verb_invoke(const struct verb *verb, int argc, char **argv,
		struct err *err) MUST_CHECK;
/* The candidate with the smallest edit distance to `word`, or NULL when none is near. */
const char *opt_nearest(const char *word, const char *const *candidates, size_t n);

#endif

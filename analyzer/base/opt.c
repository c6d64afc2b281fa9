/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/opt.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/screen.h"

#define NEAREST_MAX_WORD 64
#define HELP_COLUMN 30

static void *target_of(const struct opt *opt, void *args)
{
	return (char *)args + opt->offset;
}

static int set_int(const struct opt *opt, const char *text, long *out, struct err *err)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (end == text || *end || errno || value < 0)
		return err_set(err, ERR_USAGE,
			       "--%s: '%s' is not a whole number of 0 or more", opt->name,
			       text);
	*out = value;
	return 0;
}

static int set_number(const struct opt *opt, const char *text, double *out,
		      struct err *err)
{
	char *end;
	double value;

	errno = 0;
	value = strtod(text, &end);
	if (end == text || *end || errno || !isfinite(value))
		return err_set(err, ERR_USAGE, "--%s: '%s' is not a number", opt->name,
			       text);
	*out = value;
	return 0;
}

static int set_value(const struct opt *opt, const char *text, void *args, struct err *err)
{
	void *target = target_of(opt, args);
	struct opt_list *list = target;

	switch (opt->type) {
	case OPT_FLAG:
		*(bool *)target = true;
		return 0;
	case OPT_STRING:
		*(const char **)target = text;
		return 0;
	case OPT_INT:
		return set_int(opt, text, target, err);
	case OPT_NUMBER:
		return set_number(opt, text, target, err);
	case OPT_LIST:
		list->v = mem_resize(list->v, list->n + 1, sizeof(*list->v));
		list->v[list->n++] = text;
		return 0;
	}
	return 0;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's distance; words are short. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t row[NEAREST_MAX_WORD + 1];
	size_t na = strlen(a);
	size_t nb = strlen(b);

	if (na > NEAREST_MAX_WORD || nb > NEAREST_MAX_WORD)
		return SIZE_MAX;
	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[nb];
}

const char *opt_nearest(const char *word, const char *const *candidates, size_t n)
{
	size_t best = strlen(word) / 3 + 2;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t distance = edit_distance(word, candidates[i]);

		if (distance < best) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}

static int unknown_option(const struct verb *verb, const char *word, struct err *err)
{
	const char *names[64];
	const char *nearest;
	size_t n = 0;

	for (const struct opt *opt = verb->opts; opt && opt->name && n < 64; opt++)
		names[n++] = opt->name;
	nearest = opt_nearest(word, names, n);
	if (nearest)
		return err_set(err, ERR_USAGE,
			       "%s has no option --%s; did you mean --%s?", verb->name,
			       word, nearest);
	return err_set(err, ERR_USAGE, "%s has no option --%s; see: assay %s -h",
		       verb->name, word, verb->name);
}

static const struct opt *find_option(const struct verb *verb, const char *name, size_t n,
				     char letter)
{
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++) {
		if (letter ? opt->letter == letter
			   : strlen(opt->name) == n && !strncmp(opt->name, name, n))
			return opt;
	}
	return NULL;
}

/* One word that begins with '-'; takes the next word when the option needs a value. */
static int parse_option(const struct verb *verb, int argc, char **argv, int *i,
			void *args, struct err *err)
{
	const char *word = argv[*i];
	bool is_long = word[1] == '-';
	const char *name = word + 1 + is_long;
	const char *equals = is_long ? strchr(name, '=') : NULL;
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	const struct opt *opt = find_option(verb, name, n, is_long ? '\0' : name[0]);
	const char *value = equals ? equals + 1 : NULL;

	if (!opt || (!is_long && n > 1)) {
		char *whole = mem_dup(name, n);

		unknown_option(verb, whole, err);
		mem_free(whole);
		return -1;
	}
	if (opt->type == OPT_FLAG && value)
		return err_set(err, ERR_USAGE, "--%s takes no value", opt->name);
	if (opt->type != OPT_FLAG && !value) {
		if (*i + 1 >= argc)
			return err_set(err, ERR_USAGE, "--%s needs a value (%s)",
				       opt->name, opt->arg);
		value = argv[++*i];
	}
	return set_value(opt, value, args, err);
}

int opt_parse(const struct verb *verb, int argc, char **argv, void *args, char **words,
	      int *n_words, bool *help, struct err *err)
{
	bool options = true;

	*n_words = 0;
	*help = false;
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++) {
		if (opt->otherwise && set_value(opt, opt->otherwise, args, err))
			return -1;
	}
	for (int i = 1; i < argc; i++) {
		if (options && !strcmp(argv[i], "--")) {
			options = false;
		} else if (options &&
			   (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help"))) {
			*help = true;
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			if (parse_option(verb, argc, argv, &i, args, err))
				return -1;
		} else {
			words[(*n_words)++] = argv[i];
		}
	}
	return 0;
}

void opt_release(const struct verb *verb, void *args)
{
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++) {
		if (opt->type == OPT_LIST)
			mem_free(((struct opt_list *)target_of(opt, args))->v);
	}
}

static void help_row(const char *left, const char *text, size_t width, struct buf *out)
{
	size_t used = strlen(left);

	buf_str_add(out, left);
	if (used >= HELP_COLUMN) {
		buf_char_add(out, '\n');
		used = 0;
	}
	buf_printf(out, "%*s", (int)(HELP_COLUMN - used), "");
	screen_wrap(text, HELP_COLUMN, HELP_COLUMN, width, out);
	buf_char_add(out, '\n');
}

static void help_option(const struct opt *opt, size_t width, struct buf *out)
{
	struct buf left = BUF_INIT;
	struct buf text = BUF_INIT;

	if (opt->letter)
		buf_printf(&left, "  -%c, ", opt->letter);
	else
		buf_str_add(&left, "      ");
	buf_printf(&left, "--%s%s%s", opt->name, opt->arg ? " " : "",
		   opt->arg ? opt->arg : "");
	buf_str_add(&text, opt->help);
	if (opt->otherwise)
		buf_printf(&text, " [%s]", opt->otherwise);
	help_row(buf_str(&left), buf_str(&text), width, out);
	buf_clear(&left);
	buf_clear(&text);
}

void opt_examples(const struct verb *verb, const char *indent, struct buf *out)
{
	for (const char *line = verb->examples ? verb->examples : ""; *line;) {
		size_t n = strcspn(line, "\n");
		size_t skip = n > 2 && !strncmp(line, "  ", 2) ? 2 : 0;

		buf_str_add(out, indent);
		buf_add(out, line + skip, n - skip);
		buf_char_add(out, '\n');
		line += n + (line[n] == '\n');
	}
}

void opt_help(const struct verb *verb, size_t width, struct buf *out)
{
	struct buf usage = BUF_INIT;

	if (verb->examples) {
		buf_str_add(out, "Examples:\n");
		opt_examples(verb, "  ", out);
		buf_char_add(out, '\n');
	}
	buf_printf(&usage, "Usage: assay %s %s", verb->name, verb->usage);
	screen_wrap(buf_str(&usage), 0, 8, width, out);
	buf_printf(out, "\n\n%s\n\nOptions:\n", verb->brief);
	for (const struct opt *opt = verb->opts; opt && opt->name; opt++)
		help_option(opt, width, out);
	help_row("  -h, --help", "show this text", width, out);
	buf_clear(&usage);
}

void opt_help_show(const struct verb *verb, FILE *out)
{
	struct screen screen = screen_of(out);
	struct buf text = BUF_INIT;

	opt_help(verb, screen.width, &text);
	screen_page(out, &text);
	buf_clear(&text);
}

int verb_invoke(const struct verb *verb, int argc, char **argv, struct err *err)
{
	void *args = mem_zalloc(1, verb->args_size);
	char **words = MEM_ARRAY((size_t)argc + 1, char *);
	bool help = false;
	int n_words = 0;
	int rc;

	rc = opt_parse(verb, argc, argv, args, words, &n_words, &help, err);
	if (!rc && help)
		opt_help_show(verb, stdout);
	else if (!rc)
		rc = verb->run(args, n_words, words, err);
	opt_release(verb, args);
	mem_free(words);
	mem_free(args);
	return rc;
}

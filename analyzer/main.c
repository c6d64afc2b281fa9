/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c: finds the verb, lets it run, prints the one error and turns its kind into
 * the exit status. Knows nothing of what the verbs do.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/opt.h"
#include "base/term.h"
#include "base/version.h"
#include "cmd/verbs.h"
#include "stat/stat.h"

struct row {
	const struct verb *verb;
	const char *name;
	const char *group;
};

#define VERB_ROW(name, group) {&verb_##name, #name, group},
static const struct row rows[] = {VERBS(VERB_ROW)};
#undef VERB_ROW
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct verb *verb_find(const char *name, struct err *err)
{
	const char *names[N_ROWS];
	const char *near;

	for (size_t i = 0; i < N_ROWS; i++) {
		names[i] = rows[i].name;
		if (!strcmp(rows[i].name, name))
			return rows[i].verb;
	}
	near = opt_nearest(name, names, N_ROWS);
	if (near)
		err_set(err, ERR_USAGE, "'%s' is no verb; did you mean '%s'?", name,
			near);
	else
		err_set(err, ERR_USAGE, "'%s' is no verb; assay --help lists them", name);
	return NULL;
}

static void help_print(FILE *out)
{
	const char *group = "";

	fputs("assay: was this model trained on that model's answers?\n\n"
	      "Usage: assay VERB [options]\n",
	      out);
	for (size_t i = 0; i < N_ROWS; i++) {
		if (strcmp(group, rows[i].group) != 0)
			fprintf(out, "\n%s\n", rows[i].group);
		group = rows[i].group;
		fprintf(out, "  %-10s %s\n", rows[i].name, rows[i].verb->brief);
	}
	fputs("\n"
	      "assay VERB -h explains a verb, examples first. With --json any verb "
	      "prints one\n"
	      "object. assay --version tells how this program was built.\n"
	      "\n"
	      "Exit status: 0 done, 1 failed, 2 usage, 3 incomplete but resumable,\n"
	      "4 authentication or quota, 5 integrity, 6 budget reached, 7 environment.\n"
	      "What was found never decides it.\n",
	      out);
}

static void version_print(FILE *out)
{
	fprintf(out, "assay %s\n", version_number());
	fprintf(out, "compiler: %s\nflags: %s\n", version_compiler(), version_flags());
	fprintf(out, "commit: %s\nlibraries: %s\n", version_commit(),
		version_libraries());
	fputs("licence: GPL-3.0-or-later; no warranty\n", out);
}

static bool is_any(const char *word, const char *a, const char *b)
{
	return !strcmp(word, a) || !strcmp(word, b);
}

static int dispatch(int argc, char **argv, struct err *err)
{
	const struct verb *verb;

	if (argc < 2) {
		help_print(stderr);
		return err_set(err, ERR_USAGE, "%s", ""); /* the help says it all */
	}
	if (is_any(argv[1], "--version", "-V")) {
		version_print(stdout);
		return 0;
	}
	if (is_any(argv[1], "--help", "-h") || (!strcmp(argv[1], "help") && argc < 3)) {
		help_print(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "help")) {
		verb = verb_find(argv[2], err);
		if (verb)
			opt_help(verb, stdout);
		return verb ? 0 : -1;
	}
	verb = verb_find(argv[1], err);
	return verb ? verb_invoke(verb, argc - 1, argv + 1, err) : -1;
}

/* A full disk shows only here: what is still buffered is written by fclose. */
static int stdout_close(struct err *err)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	if (!fclose(stdout) && !failed)
		return 0;
	return err_set(err, ERR_ENV, "standard output could not be written: %s",
		       errno ? strerror(errno) : "an earlier write failed");
}

/* Messages quote file names and models' names: bytes of others (I7). */
static void error_print(const struct err *err)
{
	fputs("assay: ", stderr);
	term_puts(stderr, err->text);
	fputc('\n', stderr);
}

/*
 * A standard stream that is closed would lend its number to the next file opened, and
 * what is printed would land in the case. Read-only, so that writing still fails.
 */
static void streams_hold(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	struct err late = ERR_INIT;
	int rc;

	streams_hold();
	/* A file that may not grow is a full disk: an error, with words. */
	(void)signal(SIGXFSZ, SIG_IGN);
	stat_init();
	rc = dispatch(argc, argv, &err);
	if (stdout_close(&late) && !rc) {
		err = late;
		rc = -1;
	}
	if (rc && err.text[0])
		error_print(&err);
	return rc ? err_status(err.kind) : 0;
}

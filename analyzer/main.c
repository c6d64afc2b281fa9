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
#include "base/screen.h"
#include "base/term.h"
#include "base/version.h"
#include "cmd/help.h"
#include "cmd/verbs.h"
#include "stat/stat.h"

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
		struct buf text = BUF_INIT;

		help_overview(screen_of(stderr).width, &text);
		fputs(buf_str(&text), stderr);
		buf_clear(&text);
		return err_set(err, ERR_USAGE, "%s", ""); /* the help says it all */
	}
	if (is_any(argv[1], "--version", "-V")) {
		version_print(stdout);
		return 0;
	}
	if (is_any(argv[1], "--help", "-h"))
		return verb_invoke(&verb_help, 1, argv, err);
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

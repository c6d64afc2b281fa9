/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay report: a case's stored result, or a result in a file, as a folder to hand over.
 */
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/term.h"
#include "cmd/verbs.h"
#include "report/pair.h"
#include "report/redact.h"
#include "store/casefile.h"

#define PATH_SHOWN 400

struct report_args {
	const char *out;
	bool compare, pdf, redact, json, quiet;
};

#define AT(field) offsetof(struct report_args, field)
static const struct opt options[] = {
	{"out", 'o', OPT_STRING, AT(out), "DIR", NULL,
	 "folder to write into, made if absent; left out: the case's name and -report"},
	{"compare", 0, OPT_FLAG, AT(compare), NULL, NULL,
	 "two cases side by side, on one page"},
	{"pdf", 0, OPT_FLAG, AT(pdf), NULL, NULL,
	 "report.pdf too, by chromium or weasyprint"},
	{"redact-prompts", 0, OPT_FLAG, AT(redact), NULL, NULL,
	 "a copy for the public: SHA-256 in place of each prompt and answer"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{"quiet", 'q', OPT_FLAG, AT(quiet), NULL, NULL, "print nothing but errors"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static struct json *from_case(const char *path, struct err *err)
{
	struct casefile *cf = casefile_open(path, CASEFILE_READ, err);
	struct buf text = BUF_INIT;
	struct json *result = NULL;

	if (!cf)
		return NULL;
	if (casefile_get_result(cf, "compare", &text, err)) {
		casefile_abandon(cf);
		goto done;
	}
	if (casefile_close(cf, err))
		goto done;
	if (!text.len) {
		err_set(err, ERR_FAIL,
			"%s holds no result to report: run `assay compare %s` first",
			path, path);
		goto done;
	}
	result = json_parse(buf_str(&text), text.len, NULL, err);
	if (!result)
		err_prefix(err, "the result stored in %s", path);
done:
	buf_clear(&text);
	return result;
}

/* A case is a database; anything else is taken for a result in JSON. */
static bool is_case(const char *path)
{
	static const char magic[] = "SQLite format 3";
	char head[sizeof(magic)] = "";
	FILE *file = fopen(path, "rb");
	size_t n;

	if (!file)
		return true; /* let the case file say why it cannot be read */
	n = fread(head, 1, sizeof(head), file);
	(void)fclose(file);
	return n == 0 || !memcmp(head, magic, sizeof(magic));
}

static struct json *read_result(const struct report_args *args, const char *path,
				struct err *err)
{
	struct json *result =
		is_case(path) ? from_case(path, err) : json_read_file(path, err);
	struct json *redacted;

	if (!result || !args->redact)
		return result;
	redacted = redact_texts(result);
	json_free(result);
	return redacted;
}

static char *folder_for(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	struct buf out = BUF_INIT;

	buf_add(&out, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
	buf_str_add(&out, "-report");
	return buf_take(&out, NULL);
}

static void say(const char *before, const char *text)
{
	struct buf shown = BUF_INIT;

	term_add(&shown, text, strlen(text), PATH_SHOWN);
	fprintf(stderr, "%s%s\n", before, buf_str(&shown));
	buf_clear(&shown);
}

static void print_done(const struct report_args *args, const char *dir,
		       const struct buf *warning)
{
	char *page = file_join(dir, "index.html");

	if (args->json) {
		struct json *done = json_new_object();

		json_add_str(done, "schema", "assay.report.v1");
		json_add_str(done, "dir", dir);
		json_add_str(done, "page", page);
		json_add_str(done, "warning", warning->len ? buf_str(warning) : NULL);
		term_print_value(stdout, done);
		json_free(done);
	} else if (!args->quiet) {
		term_puts(stdout, page);
		putchar('\n');
	}
	mem_free(page);
}

struct results {
	struct json *v[2];
	int n;
};

static int write_to(const struct results *results, const char *dir, const char *theme,
		    struct buf *warning, struct err *err)
{
	return results->n == 1 ? report_write(results->v[0], dir, theme, warning, err)
			       : pair_write(results->v[0], results->v[1], dir, theme,
					    warning, err);
}

static int report_to(const struct report_args *args, const struct results *results,
		     const char *dir, struct err *err)
{
	char *shipped = file_shipped("reports", err);
	char *theme = shipped ? file_join(shipped, "theme") : NULL;
	struct buf warning = BUF_INIT;
	int rc = -1;

	if (!theme || write_to(results, dir, theme, &warning, err))
		goto done;
	if (warning.len)
		say("warning: ", buf_str(&warning));
	if (args->pdf && report_pdf(dir, err))
		goto done;
	print_done(args, dir, &warning);
	rc = 0;
done:
	buf_clear(&warning);
	mem_free(theme);
	mem_free(shipped);
	return rc;
}

static int check_args(const struct report_args *args, int n, struct err *err)
{
	if (args->compare && n != 2)
		return err_set(err, ERR_USAGE,
			       "report --compare takes two case files (or results in "
			       "JSON), not %d",
			       n);
	if (args->compare && !args->out)
		return err_set(err, ERR_USAGE,
			       "report --compare needs -o DIR: two cases have no one "
			       "name");
	if (!args->compare && n != 1)
		return err_set(
			err, ERR_USAGE,
			"report takes one case file (or one result in JSON), not %d%s", n,
			n == 2 ? "; --compare puts two side by side" : "");
	return 0;
}

static int run(const void *opts, int n, char **words, struct err *err)
{
	const struct report_args *args = opts;
	struct results results = {{NULL, NULL}, 0};
	char *dir = NULL;
	int rc = check_args(args, n, err);

	while (!rc && results.n < n) {
		results.v[results.n] = read_result(args, words[results.n], err);
		rc = results.v[results.n++] ? 0 : -1;
	}
	if (!rc) {
		dir = args->out ? mem_strdup(args->out) : folder_for(words[0]);
		rc = report_to(args, &results, dir, err);
	}
	mem_free(dir);
	json_free(results.v[0]);
	json_free(results.v[1]);
	return rc;
}

const struct verb verb_report = {
	.name = "report",
	.brief = "write the report of a case: HTML, Markdown, JSON, plots",
	.usage = "CASE [-o DIR] [--pdf] [--redact-prompts] | --compare CASE CASE -o DIR",
	.examples = "  assay report case.assay -o case-report\n"
		    "  assay report case-report/report.json -o again\n"
		    "  assay report --compare may.assay june.assay -o both\n",
	.opts = options,
	.args_size = sizeof(struct report_args),
	.run = run,
};

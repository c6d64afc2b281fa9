/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay export: a case as a folder of text files, readable without this tool. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/term.h"
#include "cmd/verbs.h"
#include "store/casefile.h"

struct export_args {
	bool json;
};

static const struct opt options[] = {
	{"json", 0, OPT_FLAG, offsetof(struct export_args, json), NULL, NULL,
	 "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

static void result_json(const char *path, const char *dir, struct casefile *cf)
{
	struct json *out = json_new_object();
	char head[SHA256_HEX];

	casefile_head(cf, head);
	json_add_str(out, "schema", "assay.export.v1");
	json_add_str(out, "case", path);
	json_add_str(out, "folder", dir);
	json_add_int(out, "n_rows", (long long)casefile_n_rows(cf));
	json_add_str(out, "head", head);
	term_print_value(stdout, out);
	json_free(out);
}

static int run_export(const void *given, int n, char **words, struct err *err)
{
	const struct export_args *args = given;
	struct casefile *cf;
	int rc;

	if (n != 2)
		return err_set(err, ERR_USAGE, "export takes a case file and a folder");
	cf = casefile_open(words[0], CASEFILE_READ, err);
	if (!cf)
		return -1;
	rc = casefile_export(cf, words[1], err);
	if (!rc && args->json) {
		result_json(words[0], words[1], cf);
	} else if (!rc) {
		term_puts(stdout, words[1]);
		printf(": %zu rows, verified\n", casefile_n_rows(cf));
	}
	casefile_abandon(cf);
	return rc;
}

const struct verb verb_export = {
	.name = "export",
	.brief = "write a case as text files in a BagIt folder, readable without this "
		 "tool",
	.usage = "CASE DIR",
	.examples = "assay export x.assay x-export/\n"
		    "cd x-export && sha256sum -c manifest-sha256.txt\n",
	.opts = options,
	.args_size = sizeof(struct export_args),
	.run = run_export,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay collect: what a plan wants and its case lacks is asked. */
#include <stdio.h>

#include "base/term.h"
#include "cmd/collecting.h"
#include "cmd/verbs.h"

struct collect_verb_args {
	struct collect_args collect;
	const char *batch;
	bool json;
};

#define OPTIONS_OF struct collect_verb_args
static const struct opt options[] = {
	COLLECT_ROWS(COLLECT_OPTION){
		"batch", 0, OPT_STRING, offsetof(struct collect_verb_args, batch), "DIR",
		NULL, "ask nothing: write what is missing as batch files, one a model"},
	{"json", 0, OPT_FLAG, offsetof(struct collect_verb_args, json), NULL, NULL,
	 "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

static void print_batches(const struct json *result)
{
	JSON_EACH(file, json_get(result, "files")) {
		term_puts(stdout, json_str(file, "file"));
		printf(": %.0f requests for ", json_num(file, "n_requests", 0));
		term_puts(stdout, json_str(file, "model"));
		putchar('\n');
	}
	fputs("what the services give back: assay import ", stdout);
	term_puts(stdout, json_str(result, "case"));
	fputs(" FILE... --format openai-batch\n", stdout);
}

static int batch(const struct collect_verb_args *args, const char *plan, struct err *err)
{
	struct collected collected;
	int rc = collecting_batch(plan, &args->collect, args->batch, &collected, err);

	if (!rc && args->json)
		term_print_value(stdout, collected.result);
	else if (!rc)
		print_batches(collected.result);
	collected_clear(&collected);
	return rc;
}

static int run_collect(const void *given, int n, char **words, struct err *err)
{
	const struct collect_verb_args *args = given;
	struct collected collected;
	int rc;

	if (n != 1)
		return err_set(err, ERR_USAGE, "collect needs one PLAN");
	if (args->batch)
		return batch(args, words[0], err);
	rc = collecting_run(words[0], &args->collect, "assay collect", &collected, err);
	if (collected.result && args->json)
		term_print_value(stdout, collected.result);
	else if (collected.result)
		collected_print(&collected);
	collected_leave(&collected);
	collected_clear(&collected);
	return rc;
}

const struct verb verb_collect = {
	.name = "collect",
	.brief = "ask the models of a plan what its case still lacks",
	.usage = "PLAN [options]",
	.examples = "  assay collect plan.json\n"
		    "  assay collect plan.json --max-concurrency 8 --rpm 60\n"
		    "  assay collect plan.json --max-usd 5 --progress plain\n"
		    "  assay collect plan.json --batch batches/\n",
	.opts = options,
	.args_size = sizeof(struct collect_verb_args),
	.run = run_collect,
};

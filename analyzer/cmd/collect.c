/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay collect: what a plan wants and its case lacks is asked. */
#include <stdio.h>

#include "base/term.h"
#include "cmd/collecting.h"
#include "cmd/verbs.h"

struct collect_verb_args {
	struct collect_args collect;
	bool json;
};

static const struct opt options[] = {
	COLLECT_OPTIONS(struct collect_verb_args, collect),
	{"json", 0, OPT_FLAG, offsetof(struct collect_verb_args, json), NULL, NULL,
	 "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

static int run_collect(const void *given, int n, char **words, struct err *err)
{
	const struct collect_verb_args *args = given;
	struct collected collected;
	int rc;

	if (n != 1)
		return err_set(err, ERR_USAGE, "collect needs one PLAN");
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
		    "  assay collect plan.json --max-usd 5 --progress plain\n",
	.opts = options,
	.args_size = sizeof(struct collect_verb_args),
	.run = run_collect,
};

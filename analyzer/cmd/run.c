/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay run: the whole case: collect what is missing, compare, report. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/term.h"
#include "cmd/collecting.h"
#include "cmd/looks.h"
#include "cmd/sequence.h"
#include "cmd/verbs.h"
#include "store/casefile.h"

struct run_args {
	struct collect_args collect;
	struct sequence_args sequence; /* its corpus, data and replicates are below */
	const char *corpus, *data, *out;
	long replicates;
	bool json, pdf;
};

#define AT(field) offsetof(struct run_args, field)
#define OPTIONS_OF struct run_args
static const struct opt options[] = {
	COLLECT_ROWS(COLLECT_OPTION) SEQUENCE_ROWS(SEQUENCE_OPTION){
		"corpus", 0, OPT_STRING, AT(corpus), "NAME", NULL,
		"reference corpus in place of the plan's"},
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "the corpus's answers in place of the plan's"},
	{"replicates", 0, OPT_INT, AT(replicates), "N", "400", "bootstrap replicates"},
	{"out", 'o', OPT_STRING, AT(out), "DIR", NULL,
	 "folder of the report; left out: beside the case, its name and -report"},
	{"pdf", 0, OPT_FLAG, AT(pdf), NULL, NULL, "report.pdf too"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

#define MAX_WORDS 16

struct words { /* an argument vector in the making; texts are borrowed */
	char *v[MAX_WORDS];
	int n;
};

static void word(struct words *words, const char *text)
{
	words->v[words->n++] = (char *)(uintptr_t)text;
	words->v[words->n] = NULL;
}

static void option(struct words *words, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	word(words, name);
	word(words, value);
}

/* "x/y.assay" -> "x/y-report" */
static char *report_folder(const char *case_path)
{
	const char *slash = strrchr(case_path, '/');
	const char *dot = strrchr(slash ? slash : case_path, '.');
	struct buf out = BUF_INIT;

	buf_add(&out, case_path, dot ? (size_t)(dot - case_path) : strlen(case_path));
	buf_str_add(&out, "-report");
	return buf_take(&out, NULL);
}

static const char *first_of(const char *given, const char *planned)
{
	return given ? given : planned;
}

static int compare(const struct run_args *args, const struct collected *collected,
		   struct err *err)
{
	const struct json *plan = collected->result;
	struct words words = {{NULL}, 0};
	char replicates[32];

	(void)snprintf(replicates, sizeof(replicates), "%ld", args->replicates);
	word(&words, "compare");
	word(&words, collected->case_path);
	option(&words, "--corpus", first_of(args->corpus, json_str(plan, "corpus")));
	option(&words, "--data", first_of(args->data, json_str(plan, "data")));
	option(&words, "--suspect", json_str(plan, "suspect"));
	option(&words, "--teacher", json_str(plan, "teacher"));
	option(&words, "--replicates", replicates);
	if (args->json)
		word(&words, "--quiet");
	return verb_invoke(&verb_compare, words.n, words.v, err);
}

static int report(const struct run_args *args, const char *case_path, const char *dir,
		  struct err *err)
{
	struct words words = {{NULL}, 0};

	word(&words, "report");
	word(&words, case_path);
	option(&words, "--out", dir);
	if (args->pdf)
		word(&words, "--pdf");
	if (args->json)
		word(&words, "--quiet");
	return verb_invoke(&verb_report, words.n, words.v, err);
}

static int print_json(const struct collected *collected, const char *dir, struct err *err)
{
	struct casefile *cf = casefile_open(collected->case_path, CASEFILE_READ, err);
	struct json *out = json_new_object();
	struct buf text = BUF_INIT;
	struct json *compared = NULL;
	int rc = -1;

	if (!cf || casefile_get_result(cf, "compare", &text, err))
		goto done;
	compared = json_parse(buf_str(&text), text.len, NULL, err);
	if (!compared)
		goto done;
	json_add_str(out, "schema", "assay.run.v1");
	json_add(out, "collect", json_copy(collected->result));
	if (json_get(compared, "sequential"))
		json_add(out, "sequential", json_copy(json_get(compared, "sequential")));
	json_add(out, "compare", compared);
	json_add_str(out, "report", dir);
	term_print_value(stdout, out);
	rc = 0;
done:
	casefile_abandon(cf);
	buf_clear(&text);
	json_free(out);
	return rc;
}

/* Does the case hold a comparison that knows of all its looks? */
static bool is_compared(const char *case_path)
{
	struct err ignored = ERR_INIT;
	struct casefile *cf = casefile_open(case_path, CASEFILE_READ, &ignored);
	struct json *looks = cf ? looks_read(cf, &ignored) : NULL;
	struct buf text = BUF_INIT;
	struct json *compared = NULL;
	bool is;

	if (looks && !casefile_get_result(cf, "compare", &text, &ignored) && text.len)
		compared = json_parse(buf_str(&text), text.len, NULL, &ignored);
	is = compared &&
	     looks_count(json_get(compared, "sequential")) == looks_count(looks);
	json_free(compared);
	json_free(looks);
	buf_clear(&text);
	casefile_abandon(cf);
	return is;
}

/* `changed`: since it was compared last, for all that is known. */
static int conclude(const struct run_args *args, const struct collected *collected,
		    bool changed, struct err *err)
{
	char *dir =
		args->out ? mem_strdup(args->out) : report_folder(collected->case_path);
	int rc = 0;

	if (changed || !is_compared(collected->case_path))
		rc = compare(args, collected, err);
	if (!rc)
		rc = report(args, collected->case_path, dir, err);
	if (!rc && args->json)
		rc = print_json(collected, dir, err);
	mem_free(dir);
	return rc;
}

/* Early stopping is the user's or the plan's wish; a plan that cannot be read is told of
 * by whoever carries it out. */
static int collect(const struct run_args *args, const char *path,
		   struct collected *collected, bool *changed, struct err *err)
{
	struct sequence_args sequence = args->sequence;
	struct plan *plan = plan_open_asking(path, args->collect.probes, err);
	bool in_blocks = false;
	int rc = plan ? sequence_wanted(plan, &sequence, &in_blocks, err) : -1;

	plan_free(plan);
	sequence.corpus = args->corpus;
	sequence.data = args->data;
	sequence.replicates = args->replicates;
	*changed = true;
	if (rc)
		return -1;
	if (in_blocks)
		return sequence_run(path, &args->collect, &sequence, "assay run",
				    collected, changed, err);
	return collecting_run(path, &args->collect, "assay run", collected, err);
}

static int run_run(const void *given, int n, char **words, struct err *err)
{
	const struct run_args *args = given;
	struct collected collected = {NULL, NULL, 0, false, false};
	bool changed;
	int rc;

	if (n != 1)
		return err_set(err, ERR_USAGE, "run needs one PLAN");
	if (comparing_check_replicates(args->replicates, err))
		return -1;
	rc = collect(args, words[0], &collected, &changed, err);
	if (collected.result && !args->json)
		collected_print(&collected);
	collected_leave(&collected);
	if (!rc)
		rc = conclude(args, &collected, changed, err);
	else if (collected.result && args->json)
		term_print_value(stdout, collected.result);
	collected_clear(&collected);
	return rc;
}

const struct verb verb_run = {
	.name = "run",
	.brief = "the whole case: collect what is missing, compare, report",
	.usage = "PLAN [options]",
	.examples = "  assay run plan.json\n"
		    "  assay run plan.json --corpus alpaca_eval --data ~/answers\n"
		    "  assay run plan.json --max-usd 5 -o report\n"
		    "  assay run plan.json --stop-when decided --block 50\n",
	.opts = options,
	.args_size = sizeof(struct run_args),
	.run = run_run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay corpus: the reference corpora at hand, and whether one is sound. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/verbs.h"
#include "store/corpus.h"

struct corpus_args {
	const char *data;
	bool json;
};

#define AT(field) offsetof(struct corpus_args, field)
static const struct opt options[] = {
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "check: read the answers there too"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static void describe(const struct corpus *c, struct json *out)
{
	size_t n_h1 = 0;
	size_t n_clean = 0;

	for (size_t i = 0; i < c->n_trials; i++)
		n_h1 += c->trials[i].h1;
	for (size_t i = 0; i < c->n_models; i++)
		n_clean += lineage_is_clean(&c->models[i]);
	json_add_str(out, "name", c->name);
	json_add_str(out, "genre", c->genre);
	json_add_str(out, "licence", c->licence);
	json_add_str(out, "origin", c->origin);
	json_add_str(out, "simulation", c->simulation);
	json_add_int(out, "n_models", (long long)c->n_models);
	json_add_int(out, "n_clean_independents", (long long)n_clean);
	json_add_int(out, "n_trials_h1", (long long)n_h1);
	json_add_int(out, "n_trials_h2", (long long)(c->n_trials - n_h1));
	json_add_bool(out, "has_calibration", file_exists(c->calibration));
	json_add_str(out, "sha256", c->sha256);
}

static void print_corpus(const struct json *c)
{
	term_puts(stdout, json_str(c, "name"));
	printf(": %.0f models (%.0f independents), %.0f H1 and %.0f H2 trials, "
	       "genre %s, %s\n",
	       json_num(c, "n_models", 0), json_num(c, "n_clean_independents", 0),
	       json_num(c, "n_trials_h1", 0), json_num(c, "n_trials_h2", 0),
	       json_str(c, "genre"),
	       json_true(c, "has_calibration") ? "calibrated" : "no calibration");
}

static int list_corpora(struct json *out, struct err *err)
{
	struct json *list = json_add_array(out, "corpora");
	char *dir = file_shipped("corpora", err);
	struct file_list names = {NULL, 0};
	int rc = -1;

	if (!dir || file_list(dir, &names, err))
		goto done;
	for (size_t i = 0; i < names.n; i++) {
		char *path = file_join(dir, names.names[i]);
		struct corpus *c =
			file_is_dir(path) ? corpus_open(path, NULL, err) : NULL;

		if (c)
			describe(c, json_add_object(list, NULL));
		rc = file_is_dir(path) && !c;
		corpus_free(c);
		mem_free(path);
		if (rc)
			goto done;
	}
	rc = 0;
done:
	file_list_free(&names);
	mem_free(dir);
	return rc ? -1 : 0;
}

static int check_corpus(const char *name, const char *data, struct json *out,
			struct err *err)
{
	struct json *list = json_add_array(out, "corpora");
	struct corpus *c = corpus_open(name, NULL, err);
	struct answers *answers = NULL;
	size_t n_read = 0;
	int rc = -1;

	if (!c)
		return -1;
	describe(c, json_add_object(list, NULL));
	if (data) {
		answers = answers_new();
		if (corpus_read_answers(c, data, answers, &n_read, err))
			goto done;
		json_add_int(out, "models_with_answers", (long long)n_read);
		json_add_int(out, "prompts", (long long)answers->n_items);
	}
	rc = 0;
done:
	answers_free(answers);
	corpus_free(c);
	return rc;
}

static int run_corpus(const void *given, int n, char **words, struct err *err)
{
	const struct corpus_args *args = given;
	struct json *out = json_new_object();
	int rc;

	json_add_str(out, "schema", "assay.corpus.v1");
	if (n == 1 && !strcmp(words[0], "list"))
		rc = list_corpora(out, err);
	else if (n == 2 && !strcmp(words[0], "check"))
		rc = check_corpus(words[1], args->data, out, err);
	else
		rc = err_set(err, ERR_USAGE,
			     "corpus needs 'list', or 'check' and a CORPUS");
	if (!rc && args->json) {
		term_print_value(stdout, out);
	} else if (!rc) {
		JSON_EACH(corpus, json_get(out, "corpora"))
			print_corpus(corpus);
		if (json_get(out, "prompts"))
			printf("answers of %.0f models to %.0f prompts\n",
			       json_num(out, "models_with_answers", 0),
			       json_num(out, "prompts", 0));
	}
	json_free(out);
	return rc;
}

const struct verb verb_corpus = {
	.name = "corpus",
	.brief = "list the reference corpora, or check one",
	.usage = "list | check CORPUS [--data DIR]",
	.examples = "  assay corpus list\n  assay corpus check alpaca_eval --data "
		    "~/alpaca_eval\n",
	.opts = options,
	.args_size = sizeof(struct corpus_args),
	.run = run_corpus,
};

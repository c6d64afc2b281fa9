/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay matrix: likeness of all pairs of models of a case or a corpus. */
#include <stdio.h>

#include "base/file.h"
#include "base/term.h"
#include "cmd/casework.h"
#include "cmd/study.h"
#include "cmd/verbs.h"
#include "evidence/matrix.h"

struct matrix_args {
	const char *data, *out;
	bool json;
};

#define AT(field) offsetof(struct matrix_args, field)
static const struct opt options[] = {
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "folder that holds the answers, when a CORPUS is given"},
	{"output", 'o', OPT_STRING, AT(out), "DIR", NULL,
	 "write table, tree, heat map and map there"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static struct json *matrix_of(const struct answers *answers, const struct population *pop,
			      const char *simulation)
{
	struct scoring *scoring = scoring_new(answers, pop);
	size_t *models = MEM_ARRAY(pop->n, size_t);
	struct json *out = json_new_object();

	for (size_t i = 0; i < pop->n; i++)
		models[i] = i;
	json_add_str(out, "schema", "assay.matrix.v1");
	json_add_str(out, "simulation", simulation);
	json_add_int(out, "n_prompts", (long long)scoring->features->n_prompts);
	matrix_json(pop, scoring->score, scoring->n_channels, models, pop->n, out);
	mem_free(models);
	scoring_free(scoring);
	return out;
}

static struct json *matrix_of_corpus(const char *corpus, const char *data, struct err *err)
{
	struct study study = {0};
	struct json *out = NULL;

	if (!study_read(&study, corpus, NULL, data, err)) {
		study.pop = population_new((const char *const *)study.answers->models,
					   study.answers->n_models);
		scoring_facts(study.corpus, study.pop);
		out = matrix_of(study.answers, study.pop, study.corpus->simulation);
	}
	study_clear(&study);
	return out;
}

static struct json *matrix_of_case(const char *path, struct err *err)
{
	struct casework_source source = {NULL, NULL};
	struct casework work = {0};
	struct casefile *cf = casefile_open(path, CASEFILE_READ, err);
	struct json *out = NULL;

	if (!cf)
		return NULL;
	if (!casework_read(&work, cf, &source, err)) {
		const char *simulation = casefile_note(cf, "simulation");

		casework_population(&work);
		if (work.answers->n_models < 2)
			err_set(err, ERR_DATA, "%s: a matrix needs two models with answers", path);
		else
			out = matrix_of(work.answers, work.pop, *simulation ? simulation : NULL);
	}
	casework_clear(&work);
	casefile_abandon(cf);
	return out;
}

/* Each model with the one most like it: the table that fits a terminal. */
static void print_nearest(const struct json *matrix)
{
	const struct json *names = json_get(matrix, "models");
	const struct json *row = json_first(json_get(matrix, "similarity"));

	fputs("model\tnearest\tlikeness_sd\n", stdout);
	JSON_EACH(name, names) {
		const struct json *other = json_first(names);
		const struct json *best = NULL;
		double most = -1e300;

		JSON_EACH(value, row) {
			double x;

			if (other != name && json_number(value, &x) && x > most) {
				most = x;
				best = other;
			}
			other = json_next(other);
		}
		term_puts(stdout, json_text(name));
		fputc('\t', stdout);
		term_puts(stdout, best ? json_text(best) : "-");
		printf("\t%.2f\n", most);
		row = json_next(row);
	}
}

static int run_matrix(const void *given, int n, char **words, struct err *err)
{
	const struct matrix_args *args = given;
	struct buf text = BUF_INIT;
	struct json *matrix;

	if (n != 1)
		return err_set(err, ERR_USAGE, "matrix needs one CASE, or a CORPUS with --data DIR");
	matrix = args->data ? matrix_of_corpus(words[0], args->data, err)
			    : matrix_of_case(words[0], err);
	if (!matrix)
		return -1;
	if (args->json) {
		json_print(matrix, true, &text);
		term_print_json(stdout, buf_str(&text), text.len);
	} else {
		print_nearest(matrix);
	}
	buf_clear(&text);
	json_free(matrix);
	return 0;
}

const struct verb verb_matrix = {
	.name = "matrix",
	.brief = "compare all pairs of models: table, heat map, tree",
	.usage = "CASE | CORPUS --data DIR  [-o DIR]",
	.examples = "  assay matrix alpaca_eval --data ~/alpaca_eval -o survey\n"
		    "  assay matrix case.assay\n",
	.opts = options,
	.args_size = sizeof(struct matrix_args),
	.run = run_matrix,
};

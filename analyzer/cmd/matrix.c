/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay matrix: likeness of all pairs of models of a case or a corpus. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/term.h"
#include "base/version.h"
#include "cmd/casework.h"
#include "cmd/study.h"
#include "cmd/verbs.h"
#include "evidence/matrix.h"
#include "report/survey.h"

#define PATH_SHOWN 400

struct matrix_args {
	const char *data, *out, *channels;
	bool json;
};

#define AT(field) offsetof(struct matrix_args, field)
static const struct opt options[] = {
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "folder that holds the answers, when a CORPUS is given"},
	{"output", 'o', OPT_STRING, AT(out), "DIR", NULL,
	 "write a page with heat map, tree and map there, made if absent"},
	SCORING_CHANNELS_OPTION(AT(channels)),
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

/* What the models were taken from, and what was compared. */
struct origin {
	const char *kind, *name, *simulation;
	struct channel_list channels;
	const struct case_model *models; /* of a case, for their roles */
	size_t n_models;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static const char *role_in_case(const struct origin *origin, const char *name)
{
	for (size_t i = 0; i < origin->n_models; i++)
		if (!strcmp(origin->models[i].name, name))
			return role_name(origin->models[i].role);
	return NULL;
}

/* Arrays beside "models"; null for what is not known. */
static void add_facts(const struct population *pop, const struct origin *origin,
		      struct json *out)
{
	struct json *vendors = json_add_array(out, "vendors");
	struct json *roles = json_add_array(out, "roles");

	for (size_t i = 0; i < pop->n; i++) {
		json_add_str(vendors, NULL,
			     pop->known[i] ? pop->vendor_name[pop->vendor[i]] : NULL);
		json_add_str(roles, NULL, role_in_case(origin, pop->names[i]));
	}
}

static struct json *matrix_of(const struct answers *answers, const struct population *pop,
			      const struct origin *origin)
{
	struct scoring *scoring = scoring_new(answers, pop, &origin->channels);
	size_t *models = MEM_ARRAY(pop->n, size_t);
	struct json *out = json_new_object();
	struct json *channels, *source;

	for (size_t i = 0; i < pop->n; i++)
		models[i] = i;
	json_add_str(out, "schema", "assay.matrix.v1");
	json_add_str(out, "assay_version", version_number());
	json_add_str(out, "simulation", origin->simulation);
	source = json_add_object(out, "source");
	json_add_str(source, "kind", origin->kind);
	json_add_str(source, "name", origin->name);
	json_add_int(out, "n_prompts", (long long)scoring->features->n_prompts);
	channels = json_add_array(out, "channels");
	for (size_t k = 0; k < scoring->n_channels; k++) {
		struct json *channel = json_add_object(channels, NULL);

		json_add_str(channel, "name", scoring->channels.v[k]->name);
		json_add_str(channel, "brief", scoring->channels.v[k]->brief);
	}
	add_facts(pop, origin, out);
	matrix_json(pop, scoring->score, scoring->n_channels, models, pop->n, out);
	mem_free(models);
	scoring_free(scoring);
	return out;
}

static struct json *matrix_of_corpus(const char *corpus, const char *data,
				     const struct channel_list *channels, struct err *err)
{
	struct study study = {0};
	struct json *out = NULL;

	if (study_read(&study, corpus, NULL, data, err)) {
		study_clear(&study);
		return NULL;
	}
	if (study.answers->n_models < 2) {
		err_set(err, ERR_DATA,
			"%s holds answers of one model: a matrix needs two", data);
	} else {
		study.pop = population_new((const char *const *)study.answers->models,
					   study.answers->n_models);
		scoring_facts(study.corpus, study.pop);
		out = matrix_of(study.answers, study.pop,
				&(struct origin){.kind = "corpus",
						 .name = study.corpus->name,
						 .simulation = study.corpus->simulation,
						 .channels = *channels});
	}
	study_clear(&study);
	return out;
}

static struct json *matrix_of_case(const char *path, const struct channel_list *channels,
				   struct err *err)
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
			err_set(err, ERR_DATA,
				"%s: a matrix needs two models with answers", path);
		else
			out = matrix_of(
				work.answers, work.pop,
				&(struct origin){.kind = "case",
						 .name = base_name(path),
						 .simulation =
							 *simulation ? simulation : NULL,
						 .channels = *channels,
						 .models = work.models,
						 .n_models = work.n_models});
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

static void say(const char *before, const char *text)
{
	struct buf shown = BUF_INIT;

	term_add(&shown, text, strlen(text), PATH_SHOWN);
	fprintf(stderr, "%s%s\n", before, buf_str(&shown));
	buf_clear(&shown);
}

/* Where the page's theme lies; owned by the caller. */
static char *find_theme(struct err *err)
{
	char *shipped = file_shipped("reports", err);
	char *theme = shipped ? file_join(shipped, "theme") : NULL;

	mem_free(shipped);
	return theme;
}

static int write_survey(const struct json *matrix, const char *dir, const char *theme,
			struct err *err)
{
	char *page = file_join(dir, "index.html");
	struct buf warning = BUF_INIT;
	int rc = survey_write(matrix, dir, theme, &warning, err);

	if (!rc && warning.len)
		say("warning: ", buf_str(&warning));
	if (!rc)
		say("the page is ", page);
	buf_clear(&warning);
	mem_free(page);
	return rc;
}

static void print_matrix(const struct json *matrix, bool as_json)
{

	if (as_json) {
		term_print_value(stdout, matrix);
	} else {
		print_nearest(matrix);
	}
}

static int run_matrix(const void *given, int n, char **words, struct err *err)
{
	const struct matrix_args *args = given;
	struct channel_list channels;
	struct json *matrix = NULL;
	char *theme = NULL;
	int rc = -1;

	if (n != 1)
		return err_set(err, ERR_USAGE,
			       "matrix needs one CASE, or a CORPUS with --data DIR");
	if (channel_list_read(args->channels, &channels, err))
		return -1;
	/* What is missing is told before the work, not behind it. */
	if (args->out && !(theme = find_theme(err)))
		return -1;
	matrix = args->data ? matrix_of_corpus(words[0], args->data, &channels, err)
			    : matrix_of_case(words[0], &channels, err);
	if (!matrix || (args->out && write_survey(matrix, args->out, theme, err)))
		goto done;
	print_matrix(matrix, args->json);
	rc = 0;
done:
	json_free(matrix);
	mem_free(theme);
	return rc;
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

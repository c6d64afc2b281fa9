/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay validate: error rates on models of known lineage. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "cmd/scoring.h"
#include "cmd/verbs.h"
#include "evidence/validation.h"

struct validate_args {
	const char *data, *trials, *calibration, *trials_out;
	bool cross, json;
	long prompts, seed, bootstrap;
};

#define AT(field) offsetof(struct validate_args, field)
static const struct opt options[] = {
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL, "folder that holds the corpus's answers"},
	{"trials", 0, OPT_STRING, AT(trials), "FILE", NULL, "pairs to use instead of trials.tsv"},
	{"cross", 0, OPT_FLAG, AT(cross), NULL, NULL,
	 "leave each suspect's family out of all that is learned (the default)"},
	{"calibration", 0, OPT_STRING, AT(calibration), "FILE", NULL,
	 "learn nothing here: use this calibration"},
	{"prompts", 0, OPT_INT, AT(prompts), "N", "0", "use N prompts drawn at random; 0: all"},
	{"seed", 0, OPT_INT, AT(seed), "S", "1", "of that draw and of the bootstrap"},
	{"bootstrap", 0, OPT_INT, AT(bootstrap), "N", "0",
	 "replicates for intervals, over prompts and families"},
	{"trials-out", 0, OPT_STRING, AT(trials_out), "FILE", NULL,
	 "write a row per trial: suspect, teacher, label, family, llr10"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

static double now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What one run works on. */
struct study {
	struct corpus *corpus;
	struct answers *answers;
	struct population *pop;
	struct scoring *scoring;
	struct trials *trials;
	double *weight, *llr10, *channel_llr10;
};

static void study_clear(struct study *s)
{
	trials_free(s->trials);
	scoring_free(s->scoring);
	population_free(s->pop);
	answers_free(s->answers);
	corpus_free(s->corpus);
	mem_free(s->weight);
	mem_free(s->llr10);
	mem_free(s->channel_llr10);
}

static int study_read(struct study *s, const char *corpus, const struct validate_args *args,
		      struct err *err)
{
	size_t n_read = 0;

	s->corpus = corpus_open(corpus, args->trials, err);
	if (!s->corpus)
		return -1;
	s->answers = answers_new();
	if (corpus_read_answers(s->corpus, args->data, s->answers, &n_read, err))
		return -1;
	return scoring_keep_prompts(s->answers, (size_t)args->prompts,
				    (unsigned long)args->seed, err);
}

static void study_score(struct study *s)
{
	s->pop = population_new((const char *const *)s->answers->models, s->answers->n_models);
	scoring_facts(s->corpus, s->pop);
	s->scoring = scoring_new(s->answers, s->pop);
	s->trials = trials_new(s->corpus, s->pop, s->scoring->score, s->scoring->n_channels);
}

static void study_learn(struct study *s)
{
	const struct learn_rows *rows = &s->trials->rows;

	s->weight = mem_alloc(rows->n, sizeof(double));
	s->llr10 = mem_alloc(rows->n, sizeof(double));
	s->channel_llr10 = mem_alloc(rows->n * rows->n_channels, sizeof(double));
	learn_weights(rows, NULL, s->weight);
	learn_cross(rows, s->weight, s->llr10, s->channel_llr10);
}

static void study_json(const struct study *s, struct json *out)
{
	const char *names[CHANNEL_MAX];
	struct validation v = {s->trials, s->llr10, s->channel_llr10, names,
			       bound_of(&s->trials->rows, s->weight, s->llr10)};

	for (size_t k = 0; k < channel_count(); k++)
		names[k] = channel_table[k]->name;
	json_add_str(out, "schema", "assay.validate.v1");
	json_add_str(out, "corpus", s->corpus->name);
	json_add_str(out, "genre", s->corpus->genre);
	validation_json(&v, out);
}

static int run_validate(const void *given, int n, char **words, struct err *err)
{
	const struct validate_args *args = given;
	double start = now_s();
	struct study study = {0};
	struct json *out = NULL;
	struct buf text = BUF_INIT;
	int rc = -1;

	if (n != 1 || !args->data)
		return err_set(err, ERR_USAGE, "validate needs a CORPUS and --data DIR");
	if (study_read(&study, words[0], args, err))
		goto done;
	study_score(&study);
	study_learn(&study);
	out = json_new_object();
	study_json(&study, out);
	json_add_num(out, "wall_s", now_s() - start);
	json_print(out, true, &text);
	fputs(buf_str(&text), stdout);
	rc = 0;
done:
	buf_clear(&text);
	json_free(out);
	study_clear(&study);
	return rc;
}

const struct verb verb_validate = {
	.name = "validate",
	.brief = "measure error rates on models of known lineage",
	.usage = "CORPUS --data DIR [options]",
	.examples = "  assay validate alpaca_eval --data ~/alpaca_eval\n"
		    "  assay validate alpaca_eval --data ~/alpaca_eval --prompts 100 --seed 7\n",
	.opts = options,
	.args_size = sizeof(struct validate_args),
	.run = run_validate,
};

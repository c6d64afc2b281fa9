/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay validate: error rates on models of known lineage. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/study.h"
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
	 "write a row per trial: names, label, family, llr10, centred scores"},
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

static void add_study(const struct study *s, struct json *out)
{
	const char *names[CHANNEL_MAX];
	struct validation v = study_validation(s, names);

	json_add_str(out, "schema", "assay.validate.v1");
	json_add_str(out, "corpus", s->corpus->name);
	json_add_str(out, "genre", s->corpus->genre);
	json_add_str(out, "simulation", s->corpus->simulation);
	json_add_int(out, "n_models", (long long)s->pop->n);
	json_add_int(out, "n_prompts", (long long)s->scoring->features->n_prompts);
	json_add_str(out, "learned", "leave-family-out");
	validation_json(&v, out);
}

/* A row per trial; tabs and newlines cannot be in names that came from a TSV. */
static int write_trials(const struct study *s, const char *path, struct err *err)
{
	const struct learn_rows *rows = &s->trials->rows;
	struct buf out = BUF_INIT;
	int rc;

	buf_str_add(&out, "suspect\tteacher\tlabel\tfamily\tvendor\tkind\tllr10");
	for (size_t k = 0; k < rows->n_channels; k++)
		buf_printf(&out, "\t%s", channel_table[k]->name);
	buf_char_add(&out, '\n');
	for (size_t i = 0; i < rows->n; i++) {
		const struct trial *trial = s->trials->trial[i];

		buf_printf(&out, "%s\t%s\t%d\t%s\t%s\t%s\t%.6g", trial->suspect, trial->teacher,
			   trial->h1, trial->suspect_family, trial->teacher_vendor, trial->kind,
			   s->llr10[i]);
		for (size_t k = 0; k < rows->n_channels; k++)
			buf_printf(&out, "\t%.6g", rows->x[i * rows->n_channels + k]);
		buf_char_add(&out, '\n');
	}
	rc = file_write(path, buf_str(&out), out.len, err);
	buf_clear(&out);
	return rc;
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
	if (study_read(&study, words[0], args->trials, args->data, err) ||
	    scoring_keep_prompts(study.answers, (size_t)args->prompts,
				 (unsigned long)args->seed, err))
		goto done;
	study_score(&study);
	study_learn(&study);
	if (args->trials_out && write_trials(&study, args->trials_out, err))
		goto done;
	out = json_new_object();
	add_study(&study, out);
	json_add_num(out, "wall_s", now_s() - start);
	json_print(out, true, &text);
	term_print_json(stdout, buf_str(&text), text.len);
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

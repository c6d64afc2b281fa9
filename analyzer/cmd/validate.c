/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay validate: error rates on models of known lineage. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "base/term.h"
#include "cmd/study.h"
#include "cmd/study_bootstrap.h"
#include "cmd/study_telling.h"
#include "cmd/study_topics.h"
#include "cmd/validate_page.h"
#include "cmd/verbs.h"
#include "evidence/centre.h"
#include "evidence/mistake.h"

#define NAME_SHOWN 60
#define MAX_REPLICATES 100000

struct validate_args {
	const char *data, *trials, *calibration, *channels, *topics, *trials_out, *page;
	bool cross, json;
	long prompts, telling, controls, seed, bootstrap;
};

#define AT(field) offsetof(struct validate_args, field)
static const struct opt options[] = {
	{"data", 0, OPT_STRING, AT(data), "DIR", NULL,
	 "folder that holds the corpus's answers"},
	{"trials", 0, OPT_STRING, AT(trials), "FILE", NULL,
	 "pairs to use instead of trials.tsv"},
	{"cross", 0, OPT_FLAG, AT(cross), NULL, NULL,
	 "leave each suspect's family out of all that is learned (the default)"},
	{"calibration", 0, OPT_STRING, AT(calibration), "FILE", NULL,
	 "learn nothing here: use this calibration"},
	SCORING_CHANNELS_OPTION(AT(channels)),
	{"topics", 0, OPT_STRING, AT(topics), "LIST", NULL,
	 "only prompts of these topics (ids read TOPIC|REST); -TOPIC: all but it"},
	{"prompts", 0, OPT_INT, AT(prompts), "N", "0",
	 "use N prompts drawn at random; 0: all"},
	{"telling", 0, OPT_INT, AT(telling), "N", "0",
	 "of those, the N most telling for each trial's teacher; 0: all"},
	{"controls", 0, OPT_INT, AT(controls), "N", "0",
	 "measure each pair against N independent models drawn at random; 0: all"},
	{"seed", 0, OPT_INT, AT(seed), "S", "1", "of that draw and of the bootstrap"},
	{"bootstrap", 0, OPT_INT, AT(bootstrap), "N", "0",
	 "replicates for intervals, over prompts and families"},
	{"trials-out", 0, OPT_STRING, AT(trials_out), "FILE", NULL,
	 "write a row per trial: names, label, family, llr10, centred scores"},
	{"page", 0, OPT_STRING, AT(page), "FILE", NULL,
	 "write it all as a page of Markdown, with every mistake and its likely cause"},
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

static void add_study(const struct study *s, const struct study_telling *telling,
		      const struct validate_args *args, const struct causes *causes,
		      struct json *out)
{
	const char *names[CHANNEL_MAX];
	struct validation v = study_validation(s, names);

	json_add_str(out, "schema", "assay.validate.v1");
	json_add_str(out, "corpus", s->corpus->name);
	json_add_str(out, "genre", s->corpus->genre);
	json_add_str(out, "simulation", s->corpus->simulation);
	json_add_int(out, "n_models", (long long)s->pop->n);
	json_add_int(out, "n_prompts", (long long)s->scoring->features->n_prompts);
	json_add_int(out, "controls", (long long)args->controls);
	json_add_str(out, "learned",
		     args->calibration ? "from --calibration" : "leave-family-out");
	json_add_str(out, "calibration_genre", s->other_genre);
	validation_json(&v, out);
	if (args->telling)
		study_telling_json(s, telling, out);
	mistakes_json(&v, s->corpus, causes, json_add_array(out, "mistakes"));
	if (!args->calibration && !args->telling)
		study_topics(s, out);
	if (args->bootstrap && !args->calibration)
		study_bootstrap(s, (size_t)args->bootstrap, (unsigned long)args->seed,
				out);
}

/* A row per trial; tabs and newlines cannot be in names that came from a TSV. */
static int write_trials(const struct study *s, const char *path, struct err *err)
{
	const struct learn_rows *rows = &s->trials->rows;
	struct buf out = BUF_INIT;
	int rc;

	buf_str_add(&out, "suspect\tteacher\tlabel\tfamily\tvendor\tkind\tllr10");
	for (size_t k = 0; k < rows->n_channels; k++)
		buf_printf(&out, "\t%s", s->channels.v[k]->name);
	buf_char_add(&out, '\n');
	for (size_t i = 0; i < rows->n; i++) {
		const struct trial *trial = s->trials->trial[i];

		buf_printf(&out, "%s\t%s\t%d\t%s\t%s\t%s\t%.6g", trial->suspect,
			   trial->teacher, trial->h1, trial->suspect_family,
			   trial->teacher_vendor, trial->kind, s->llr10[i]);
		for (size_t k = 0; k < rows->n_channels; k++)
			buf_printf(&out, "\t%.6g", rows->x[i * rows->n_channels + k]);
		buf_char_add(&out, '\n');
	}
	rc = file_write(path, buf_str(&out), out.len, err);
	buf_clear(&out);
	return rc;
}

/* A number of that many digits, or "-" where nothing could be measured. */
static void print_number(const struct json *m, const char *key, int width, int digits)
{
	double value = json_num(m, key, NAN);

	if (isnan(value))
		printf(" %*s", width, "-");
	else
		printf(" %*.*f", width, digits, value);
}

/* A kind's name comes from a file: it goes through the terminal's door. */
static void print_name(const char *name)
{
	struct buf shown = BUF_INIT;

	term_add(&shown, name, strlen(name), NAME_SHOWN);
	printf("%-22s", buf_str(&shown));
	buf_clear(&shown);
}

static void print_row(const char *name, const struct json *m)
{
	print_name(name);
	print_number(m, "auc", 6, 3);
	print_number(m, "cllr", 6, 3);
	print_number(m, "cllr_min", 6, 3);
	print_number(m, "eer", 6, 3);
	print_number(m, "n_h1", 5, 0);
	print_number(m, "n_h2", 5, 0);
	if (json_get(m, "top1"))
		print_number(m, "top1", 6, 3);
	fputc('\n', stdout);
}

static void print_rows(const char *title, const struct json *rows)
{
	printf("%s\n", title);
	JSON_EACH(row, rows) {
		fputs("  ", stdout);
		print_row(json_key(row), row);
	}
}

static void print_table(const struct json *v)
{
	const struct json *bounds = json_get(v, "bounds");
	const struct json *blind = json_get(v, "text_blind");
	const struct json *held_back = json_get(v, "held_back");
	const struct json *pooled = json_get(v, "pooled");
	const char *gate = validation_gate((size_t)json_num(v, "families_h1", 0),
					   (size_t)json_num(v, "families_h2", 0),
					   json_num(v, "cllr", NAN));

	if (json_str(v, "simulation"))
		printf("%s\n", json_str(v, "simulation"));
	printf("%.0f trials of %.0f models, %.0f prompts, genre %s; %.0f H1 and %.0f H2 "
	       "families; learned %s\n",
	       json_num(v, "n_trials", 0), json_num(v, "n_models", 0),
	       json_num(v, "n_prompts", 0), json_str(v, "genre"),
	       json_num(v, "families_h1", 0), json_num(v, "families_h2", 0),
	       json_str(v, "learned"));
	if (held_back)
		printf("each trial on the %.0f prompts most telling for its teacher, "
		       "chosen without the suspect's family\n",
		       json_num(held_back, "n_prompts", 0));
	printf("LLR10 bounds %.2f to %.2f; Cllr after bounding",
	       json_num(bounds, "lo", NAN), json_num(bounds, "hi", NAN));
	print_number(v, "cllr_bounded", 1, 3);
	if (json_str(v, "calibration_genre"))
		printf("\nthe calibration is of genre %s: what follows ranks pairs, and "
		       "is no "
		       "likelihood ratio",
		       json_str(v, "calibration_genre"));
	if (gate)
		printf("\nno case gets a likelihood ratio from such trials: %s", gate);
	fputs("\n\n", stdout);
	if (json_num(v, "n_h1", 0) <= 0)
		fputs("No vendor has H1 suspects of two families and five H2 suspects, "
		      "so "
		      "nothing is matched.\n",
		      stdout);
	printf("%-22s %6s %6s %6s %6s %5s %5s %6s\n", "within one vendor", "AUC", "Cllr",
	       "min", "EER", "H1", "H2", "top1");
	print_row("matched", v);
	if (held_back)
		print_row("as many held back", held_back);
	print_rows("by channel", json_get(v, "by_channel"));
	print_rows("by kind of pair", json_get(v, "by_kind"));
	printf("all pairs pooled: AUC %.3f, Cllr %.3f, EER %.3f; a rule that reads no "
	       "text: AUC "
	       "%.3f, Cllr %.3f, EER %.3f\n",
	       json_num(pooled, "auc", NAN), json_num(pooled, "cllr", NAN),
	       json_num(pooled, "eer", NAN), json_num(blind, "auc", NAN),
	       json_num(blind, "cllr", NAN), json_num(blind, "eer", NAN));
}

/* What was asked for, without anybody's folders. */
static void add_command(const struct study *s, const struct validate_args *args,
			struct buf *out)
{
	buf_printf(out, "assay validate %s --data DIR", s->corpus->name);
	if (args->trials)
		buf_str_add(out, " --trials FILE");
	if (args->calibration)
		buf_str_add(out, " --calibration FILE");
	if (args->topics)
		buf_printf(out, " --topics=%s", args->topics);
	if (args->prompts)
		buf_printf(out, " --prompts %ld", args->prompts);
	if (args->controls)
		buf_printf(out, " --controls %ld", args->controls);
	if (args->telling)
		buf_printf(out, " --telling %ld", args->telling);
	if (args->bootstrap)
		buf_printf(out, " --bootstrap %ld", args->bootstrap);
	if (args->prompts || args->controls || args->telling || args->bootstrap)
		buf_printf(out, " --seed %ld", args->seed);
	buf_str_add(out, " --page VALIDATION.md");
}

/* What is asked for besides what is printed. */
static int write_files(const struct study *s, const struct validate_args *args,
		       const struct json *v, struct err *err)
{
	struct buf command = BUF_INIT;
	int rc = 0;

	add_command(s, args, &command);
	if (args->trials_out)
		rc = write_trials(s, args->trials_out, err);
	if (!rc && args->page)
		rc = validate_page(s, v, buf_str(&command), args->page, err);
	buf_clear(&command);
	return rc;
}

static int check_args(const struct validate_args *args, int n, struct err *err)
{
	if (n != 1 || !args->data)
		return err_set(err, ERR_USAGE, "validate needs a CORPUS and --data DIR");
	if (args->cross && args->calibration)
		return err_set(err, ERR_USAGE,
			       "--cross learns and --calibration does not: give one");
	if (args->controls && (args->controls < CENTRE_MIN_COHORT || args->bootstrap ||
			       args->telling || args->calibration))
		return err_set(err, ERR_USAGE,
			       "--controls %ld: give %d or more, and no --bootstrap, "
			       "--telling or --calibration",
			       args->controls, CENTRE_MIN_COHORT);
	if (args->bootstrap > MAX_REPLICATES)
		return err_set(err, ERR_USAGE, "--bootstrap %ld: the most is %d",
			       args->bootstrap, MAX_REPLICATES);
	if (args->telling && (args->calibration || args->bootstrap))
		return err_set(err, ERR_USAGE,
			       "--telling learns anew on prompts chosen once: give no %s",
			       args->calibration ? "--calibration" : "--bootstrap");
	return 0;
}

/* LLRs of all trials, learned here or from a calibration. */
static int examine(struct study *s, struct study_telling *telling,
		   const struct validate_args *args, struct err *err)
{
	study_score(s);
	if (args->calibration)
		return study_apply(s, args->calibration, err);
	if (study_check(s, err))
		return -1;
	if (args->telling &&
	    study_tell(s, (size_t)args->telling, (unsigned long)args->seed, telling, err))
		return -1;
	if (args->controls)
		trials_rescore_few(s->trials, s->pop, s->scoring->score,
				   (size_t)args->controls, (uint64_t)args->seed,
				   s->trials->rows.x);
	study_learn(s);
	return 0;
}

static int run_validate(const void *given, int n, char **words, struct err *err)
{
	const struct validate_args *args = given;
	double start = now_s();
	struct study study = {0};
	struct study_telling telling = {0};
	struct causes causes = {0};
	struct json *out = NULL;
	int rc = -1;

	if (check_args(args, n, err))
		return -1;
	if (channel_list_read(args->channels, &study.channels, err) ||
	    study_read(&study, words[0], args->trials, args->data, err) ||
	    causes_open(study.corpus->dir, &causes, err) ||
	    scoring_keep_topics(study.answers, args->topics, err) ||
	    scoring_keep_prompts(study.answers, (size_t)args->prompts,
				 (unsigned long)args->seed, err) ||
	    examine(&study, &telling, args, err))
		goto done;
	out = json_new_object();
	add_study(&study, &telling, args, &causes, out);
	if (write_files(&study, args, out, err))
		goto done;
	json_add_num(out, "wall_s", now_s() - start);
	if (args->json)
		term_print_value(stdout, out);
	else
		print_table(out);
	rc = 0;
done:
	json_free(out);
	study_telling_clear(&telling);
	causes_clear(&causes);
	study_clear(&study);
	return rc;
}

const struct verb verb_validate = {
	.name = "validate",
	.brief = "measure error rates on models of known lineage",
	.usage = "CORPUS --data DIR [options]",
	.examples =
		"  assay validate alpaca_eval --data ~/alpaca_eval\n"
		"  assay validate alpaca_eval --data ~/alpaca_eval --prompts 100 "
		"--seed 7\n"
		"  assay validate alpaca_eval --data ~/alpaca_eval --prompts 400 "
		"--telling 25\n"
		"  assay validate alpaca_eval --data ~/alpaca_eval --bootstrap 400 \\\n"
		"      --page VALIDATION.md\n",
	.opts = options,
	.args_size = sizeof(struct validate_args),
	.run = run_validate,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/generate.c: writes a reference corpus of toy models and the answers of two
 * suspects that it does not know. A simulation: no real model was examined.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/opt.h"
#include "sim/prompts.h"
#include "sim/toys.h"

struct args {
	long families, prompts, seed;
	double dose;
};

static const struct opt opts[] = {
	{"families", 0, OPT_INT, offsetof(struct args, families), "N", "40",
	 "families in the reference corpus"},
	{"prompts", 0, OPT_INT, offsetof(struct args, prompts), "N", "400",
	 "prompts that every model answers"},
	{"seed", 0, OPT_INT, offsetof(struct args, seed), "N", "1",
	 "another seed, another population"},
	{"dose", 0, OPT_NUMBER, offsetof(struct args, dose), "D", ".5",
	 "share of its choices the guilty suspect learned from its teacher"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};

static const struct verb program = {
	.name = "sim-generate",
	.brief = "answers of toy language models with a known family tree (a simulation)",
	.usage = "OUTDIR",
	.examples = "sim-generate build/demo\n"
		    "sim-generate /tmp/sim --families 60 --prompts 100 --seed 7\n",
	.opts = opts,
	.args_size = sizeof(struct args),
};

static int write_in(const char *dir, const char *name, const struct buf *text,
		    struct err *err)
{
	char *path = file_join(dir, name);
	int rc = file_write(path, buf_str(text), text->len, err);

	mem_free(path);
	return rc;
}

static int make_folder(const char *dir, const char *name, struct err *err)
{
	char *path = file_join(dir, name);
	int rc = file_mkdirs(path, err);

	mem_free(path);
	return rc;
}

static void add_field(struct buf *out, const char *key, const struct buf *value)
{
	buf_printf(out, ", \"%s\": ", key);
	json_print_str(buf_str(value), value->len, out);
}

/* Every prompt once, as JSONL. */
static int write_answers(const struct toys *toys, const struct toy *model, long n_prompts,
			 const char *dir, const char *name, struct err *err)
{
	struct buf out = BUF_INIT, text = BUF_INIT;
	int rc;

	for (size_t i = 0; i < (size_t)n_prompts; i++) {
		buf_str_add(&out, "{\"simulation\": true, \"sample\": 0");
		sim_prompt_id(i, &text);
		add_field(&out, "prompt_id", &text);
		buf_reset(&text);
		buf_str_add(&text, model->name);
		add_field(&out, "model", &text);
		buf_reset(&text);
		sim_prompt_text(i, &text);
		add_field(&out, "prompt", &text);
		buf_reset(&text);
		toys_answer(toys, model, i, 0, &text);
		add_field(&out, "response", &text);
		buf_reset(&text);
		buf_str_add(&out, "}\n");
	}
	rc = write_in(dir, name, &out, err);
	buf_clear(&out);
	buf_clear(&text);
	return rc;
}

static bool is_teacher_of(const struct toy *teacher, const struct toy *model)
{
	return teacher->kind == TOY_TEACHER &&
	       strcmp(teacher->vendor, model->teacher_vendor) == 0;
}

static void add_versions(const struct toys *toys, const struct toy *model,
			 struct buf *out)
{
	const char *between = "";

	for (size_t i = 0; i < toys_count(toys); i++) {
		if (is_teacher_of(toys_at(toys, i), model)) {
			buf_printf(out, "%s%s", between, toys_at(toys, i)->name);
			between = ";";
		}
	}
	if (!*between)
		buf_char_add(out, '-');
}

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static void add_evidence(const struct toy *model, struct buf *out)
{
	buf_str_add(out, "simulation, by construction: ");
	if (model->kind == TOY_STUDENT)
		buf_printf(out, "learned %.0f %% of its choices from %s",
			   100 * model->dose, model->teacher);
	else
		buf_str_add(out, "learned from no other model's answers");
}

static int write_lineage(const struct toys *toys, const char *dir, struct err *err)
{
	struct buf out = BUF_INIT;
	int rc;

	buf_str_add(&out,
		    "model\torganisation\tbase_model\tfamily\trelation\tteachers\t"
		    "teacher_outputs_in_set\tyear_month\tconfidence\tevidence\tvendor\t"
		    "taught_by\n");
	for (size_t i = 0; i < toys_count(toys); i++) {
		const struct toy *model = toys_at(toys, i);

		if (!model->known)
			continue;
		buf_printf(&out, "%s\t%s (simulated)\t%s\t%s\t%s\t%s\t", model->name,
			   model->vendor, model->base, model->family,
			   model->kind == TOY_STUDENT ? "distilled" : "independent",
			   or_dash(model->teacher));
		add_versions(toys, model, &out);
		buf_printf(&out, "\t%s\thigh\t", model->released);
		add_evidence(model, &out);
		buf_printf(&out, "\t%s\t%s\n", model->vendor,
			   or_dash(model->teacher_vendor));
	}
	rc = write_in(dir, "lineage.tsv", &out, err);
	buf_clear(&out);
	return rc;
}

/* How the truth of a pair is known, in the words of the other corpora. */
static const char *trial_kind(const struct toy *suspect, const struct toy *teacher)
{
	if (is_teacher_of(teacher, suspect))
		return strcmp(suspect->teacher, teacher->name) == 0 ? "direct/exact"
								    : "direct/near";
	if (strcmp(suspect->base_vendor, teacher->vendor) == 0)
		return "hard-shared-base";
	return suspect->kind == TOY_STUDENT ? "other-vendor" : "clean-negative";
}

static int write_trials(const struct toys *toys, const char *dir, struct err *err)
{
	struct buf out = BUF_INIT;
	int rc;

	buf_str_add(&out,
		    "suspect\tteacher\tlabel\tsuspect_family\tteacher_vendor\tkind\n");
	for (size_t i = 0; i < toys_count(toys); i++) {
		const struct toy *suspect = toys_at(toys, i);

		if (!suspect->known || suspect->kind == TOY_TEACHER)
			continue;
		for (size_t j = 0; j < toys_count(toys); j++) {
			const struct toy *teacher = toys_at(toys, j);

			if (teacher->kind != TOY_TEACHER)
				continue;
			buf_printf(&out, "%s\t%s\t%d\t%s\t%s\t%s\n", suspect->name,
				   teacher->name, is_teacher_of(teacher, suspect),
				   suspect->family, teacher->vendor,
				   trial_kind(suspect, teacher));
		}
	}
	rc = write_in(dir, "trials.tsv", &out, err);
	buf_clear(&out);
	return rc;
}

static int write_json(struct json *value, const char *dir, const char *name,
		      struct err *err)
{
	struct buf out = BUF_INIT;
	int rc;

	json_print(value, true, &out);
	rc = write_in(dir, name, &out, err);
	buf_clear(&out);
	json_free(value);
	return rc;
}

static int write_corpus(const struct toys *toys, const char *dir, struct err *err)
{
	struct json *about = json_new_object();

	json_add_str(about, "name", "simulation");
	json_add_str(about, "genre", "simulation");
	json_add_str(about, "simulation", SIMULATION_NOTE);
	json_add_str(about, "licence", "GPL-3.0-or-later, as the program that wrote it");
	json_add_str(about, "origin", "sim-generate (tests/sim)");
	json_add_str(about, "format", "jsonl");
	json_add_str(about, "answers", "answers/{model}.jsonl");
	if (write_json(about, dir, "corpus.json", err))
		return -1;
	if (write_lineage(toys, dir, err))
		return -1;
	return write_trials(toys, dir, err);
}

/* What is true of the two suspects, and the command line that made them. */
static int write_truth(const struct toys *toys, const struct args *args, const char *dir,
		       struct err *err)
{
	static const char *const names[] = {SUSPECT_GUILTY, SUSPECT_INNOCENT};
	const char *in_question = toys_model(toys, SUSPECT_GUILTY)->teacher;
	struct json *truth = json_new_object(), *cases;

	json_add_str(truth, "simulation", SIMULATION_NOTE);
	json_add_int(truth, "families", args->families);
	json_add_int(truth, "prompts", args->prompts);
	json_add_int(truth, "seed", args->seed);
	cases = json_add_array(truth, "cases");
	for (size_t i = 0; i < 2; i++) {
		const struct toy *model = toys_model(toys, names[i]);
		struct json *one = json_add_object(cases, NULL);

		json_add_str(one, "suspect", model->name);
		json_add_str(one, "teacher", in_question);
		json_add_bool(one, "taught_by_teacher", *model->teacher != '\0');
		json_add_num(one, "dose", model->dose);
		json_add_str(one, "base", model->base);
	}
	return write_json(truth, dir, "truth.json", err);
}

static int write_readme(const char *dir, struct err *err)
{
	struct buf out = BUF_INIT;
	int rc;

	buf_str_add(&out, "# A simulation\n\nEverything in this folder was made by "
			  "sim-generate: " SIMULATION_NOTE
			  ".\nMakers and models are invented; truth.json says who "
			  "learned from whom.\n");
	rc = write_in(dir, "README.md", &out, err);
	buf_clear(&out);
	return rc;
}

static int write_all(const struct toys *toys, const struct args *args, const char *dir,
		     struct err *err)
{
	static const char *const folders[] = {"corpus", "data/answers", "cases"};
	char *corpus = file_join(dir, "corpus"),
	     *answers = file_join(dir, "data/answers"), *cases = file_join(dir, "cases");
	int rc = 0;

	for (size_t i = 0; i < 3 && !rc; i++)
		rc = make_folder(dir, folders[i], err);
	for (size_t i = 0; i < toys_count(toys) && !rc; i++) {
		const struct toy *model = toys_at(toys, i);
		struct buf name = BUF_INIT;

		if (!model->known)
			continue;
		buf_printf(&name, "%s.jsonl", model->name);
		rc = write_answers(toys, model, args->prompts, answers, buf_str(&name),
				   err);
		buf_clear(&name);
	}
	if (!rc)
		rc = write_answers(toys, toys_model(toys, SUSPECT_GUILTY), args->prompts,
				   cases, "guilty.jsonl", err);
	if (!rc)
		rc = write_answers(toys, toys_model(toys, SUSPECT_INNOCENT),
				   args->prompts, cases, "innocent.jsonl", err);
	if (!rc)
		rc = write_corpus(toys, corpus, err);
	if (!rc)
		rc = write_truth(toys, args, dir, err);
	if (!rc)
		rc = write_readme(dir, err);
	mem_free(corpus);
	mem_free(answers);
	mem_free(cases);
	return rc;
}

static int check(const struct args *args, int n_words, struct err *err)
{
	if (n_words != 1)
		return err_set(err, ERR_USAGE, "name one folder to write to; see --help");
	if (args->families < TOYS_FAMILIES_MIN || args->families > TOYS_FAMILIES_MAX)
		return err_set(err, ERR_USAGE, "--families %ld: give %d to %d",
			       args->families, TOYS_FAMILIES_MIN, TOYS_FAMILIES_MAX);
	if (args->prompts < 1 || (size_t)args->prompts > sim_prompt_limit())
		return err_set(err, ERR_USAGE, "--prompts %ld: give 1 to %zu",
			       args->prompts, sim_prompt_limit());
	if (args->dose < 0 || args->dose > 1)
		return err_set(err, ERR_USAGE, "--dose %g: give 0 to 1", args->dose);
	return 0;
}

static int run(int argc, char **argv, struct err *err)
{
	struct args args = {0};
	char **words = MEM_ARRAY((size_t)argc + 1, char *);
	int n_words = 0, rc = -1;
	bool help = false;

	if (opt_parse(&program, argc, argv, &args, words, &n_words, &help, err))
		goto done;
	if (help) {
		opt_help_show(&program, stdout);
		rc = 0;
	} else if (!check(&args, n_words, err)) {
		struct toys_plan plan = {TOYS_FAMILIES, (uint64_t)args.seed,
					 (size_t)args.families, args.dose, 0};
		struct toys *toys = toys_new(&plan);

		rc = write_all(toys, &args, words[0], err);
		toys_free(toys);
	}
done:
	opt_release(&program, &args);
	mem_free(words);
	return rc;
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;

	if (run(argc, argv, &err)) {
		fprintf(stderr, "sim-generate: %s\n", err.text);
		return err_status(err.kind);
	}
	return 0;
}

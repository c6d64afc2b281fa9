/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay import: recorded answers into a case. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/pack.h"
#include "base/term.h"
#include "cmd/batch.h"
#include "cmd/case_facts.h"
#include "cmd/case_plan.h"
#include "cmd/intake.h"
#include "cmd/verbs.h"
#include "store/casefile.h"
#include "store/corpus.h"
#include "store/reader.h"

#define UNPACKED_MAX ((size_t)8 << 30)
#define MAX_SHOWN 20
#define NAME_SHOWN 60

struct import_args {
	const char *model, *role, *format, *lineage, *simulation, *genre, *examiner;
	const char *vendor, *family, *base, *released, *taught_by, *relation, *confidence;
	bool json;
};

#define AT(field) offsetof(struct import_args, field)
static const struct opt options[] = {
	{"model", 'm', OPT_STRING, AT(model), "NAME", NULL,
	 "whose answers they are; left out, the folder's name (of a model_outputs.json) "
	 "or "
	 "what each record says"},
	{"role", 'r', OPT_STRING, AT(role), "ROLE", NULL,
	 "suspect, teacher, control or background"},
	{"format", 'f', OPT_STRING, AT(format), "NAME", "auto", "format of the records"},
	{"lineage", 0, OPT_STRING, AT(lineage), "TSV", NULL,
	 "look facts up in a lineage.tsv, or in a corpus of that name"},
	{"vendor", 0, OPT_STRING, AT(vendor), "NAME", NULL, "who made the model"},
	{"family", 0, OPT_STRING, AT(family), "NAME", NULL,
	 "models that share vendor, base or fine-tuning data"},
	{"base", 0, OPT_STRING, AT(base), "NAME", NULL, "model it was trained from"},
	{"released", 0, OPT_STRING, AT(released), "YYYY-MM", NULL, "when it came out"},
	{"taught-by", 0, OPT_STRING, AT(taught_by), "VENDORS", NULL,
	 "vendors of its known teachers, parted by ';'"},
	{"relation", 0, OPT_STRING, AT(relation), "WORD", NULL,
	 "independent, distilled, distilled_mixed, preference or variant"},
	{"confidence", 0, OPT_STRING, AT(confidence), "WORD", NULL,
	 "high, medium or low: how sure these facts are"},
	{"genre", 0, OPT_STRING, AT(genre), "NAME", NULL, "kind of the case's prompts"},
	{"examiner", 0, OPT_STRING, AT(examiner), "NAME", NULL,
	 "who makes this case; the report prints it"},
	{"simulation", 0, OPT_STRING, AT(simulation), "TEXT", NULL,
	 "the answers are simulated, and TEXT says by what; every report prints it"},
	{"json", 0, OPT_FLAG, AT(json), NULL, NULL, "print one JSON object"},
	{NULL, 0, OPT_FLAG, 0, NULL, NULL, NULL},
};
#undef AT

struct refused { /* records that could be read and not be taken */
	size_t n;
	struct bad_record first[MAX_SHOWN];
};

struct job { /* one import verb */
	const struct import_args *args;
	enum role role;
	struct casefile *cf;
	struct corpus *lineage; /* NULL: none given */
	struct json *out;
};

struct taking { /* one file of it */
	struct job *job;
	const struct intake_file *file;
	unsigned char sha256[SHA256_BYTES];
	struct read_report report;
	struct refused refused;
	struct buf last_model; /* the one put in last, so that it is put once */
	char format[32];
	size_t n_added, n_already;
	bool begun, complete;
	bool case_failed; /* the case, not the file: stop everything */
};

static const char *file_shown(const struct intake_file *file)
{
	return strcmp(file->path, "-") != 0 ? file->path : "standard input";
}

/* Facts: the command line's, then the lineage's, then what the case holds (NULL). */
static struct case_model facts_of(const struct job *job, const char *name)
{
	const struct import_args *args = job->args;
	const struct lineage *known =
		job->lineage ? corpus_find(job->lineage, name) : NULL;
	struct case_model facts = {.name = name, .role = job->role};

	if (known) {
		facts.vendor = known->vendor;
		facts.family = known->family;
		facts.base = known->base;
		facts.released = known->year_month;
		facts.taught_by = known->taught_by;
		facts.relation = relation_name(known->relation);
		facts.confidence = known->confidence;
	}
#define GIVEN(fact)                                                                      \
	if (args->fact)                                                                  \
	facts.fact = args->fact
	GIVEN(vendor);
	GIVEN(family);
	GIVEN(base);
	GIVEN(released);
	GIVEN(taught_by);
	GIVEN(relation);
	GIVEN(confidence);
#undef GIVEN
	return facts;
}

static void say_role_change(const struct case_model *was, enum role role)
{
	struct buf name = BUF_INIT;

	term_add(&name, was->name, strlen(was->name), NAME_SHOWN);
	fprintf(stderr, "%s: was %s, is now %s\n", buf_str(&name), role_name(was->role),
		role_name(role));
	buf_clear(&name);
}

/* Put the model in with role and facts; the same again adds no row. */
static int model_put(struct job *job, const char *name, struct err *err)
{
	const struct case_model facts = facts_of(job, name);
	const struct case_model *models;
	size_t n = 0;

	if (casefile_models(job->cf, &models, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(models[i].name, name) && models[i].role != job->role)
			say_role_change(&models[i], job->role);
	return casefile_put_model(job->cf, &facts, err);
}

/* What --format auto finds, by the first record. */
static void format_find(struct taking *taking, const struct record *record)
{
	const char *format = taking->job->args->format;
	struct err ignored = ERR_INIT;
	struct json *value = NULL;

	if (!strcmp(format, "auto"))
		value = json_parse(record->raw.data, record->raw.len, NULL, &ignored);
	for (size_t i = 0; value && reader_table[i]; i++) {
		if (!reader_table[i]->accepts(value))
			continue;
		format = reader_table[i]->name;
		break;
	}
	json_free(value);
	(void)snprintf(taking->format, sizeof(taking->format), "%s", format);
}

static int begin(struct taking *taking, const struct record *record, struct err *err)
{
	struct import_source source = {.path = taking->file->path,
				       .format = taking->format,
				       .model = taking->file->model};
	bool complete = false;

	format_find(taking, record);
	memcpy(source.sha256, taking->sha256, SHA256_BYTES);
	taking->begun = true;
	return casefile_begin_import(taking->job->cf, &source, &complete, err);
}

/* The record's own model goes into the case before its first answer. */
static int own_model(struct taking *taking, struct text model, struct err *err)
{
	if (taking->last_model.data && taking->last_model.len == model.len &&
	    !memcmp(taking->last_model.data, model.data, model.len))
		return 0;
	buf_reset(&taking->last_model);
	buf_add(&taking->last_model, model.data, model.len);
	return model_put(taking->job, buf_str(&taking->last_model), err);
}

static int refuse(struct taking *taking, const struct record *record, const char *reason)
{
	struct refused *refused = &taking->refused;

	if (refused->n < MAX_SHOWN) {
		refused->first[refused->n].line = record->line;
		(void)snprintf(refused->first[refused->n].reason,
			       sizeof(refused->first[0].reason), "%s", reason);
	}
	refused->n++;
	return 0;
}

static int take(void *ctx, const struct record *record, struct err *err)
{
	struct taking *taking = ctx;
	struct err why = ERR_INIT;
	bool added = false;
	int rc = 0;

	if (!taking->file->model && !record->model.len)
		return refuse(taking, record, "it names no model: give --model NAME");
	if (!taking->file->model && memchr(record->model.data, '\0', record->model.len))
		return refuse(taking, record, "its model's name holds a NUL");
	if (taking->file->model ? !taking->begun : true)
		rc = taking->file->model
			     ? model_put(taking->job, taking->file->model, &why)
			     : own_model(taking, record->model, &why);
	if (!rc && !taking->begun)
		rc = begin(taking, record, &why);
	if (!rc)
		rc = casefile_add(taking->job->cf, record, &added, &why);
	if (rc && why.kind == ERR_DATA)
		return refuse(taking, record, why.text);
	if (rc) {
		taking->case_failed = true;
		*err = why;
		return -1;
	}
	taking->n_added += added;
	taking->n_already += !added;
	return 0;
}

static void bad_say(const char *path, const struct bad_record *bad)
{
	term_puts(stderr, path);
	fprintf(stderr, ":%zu: ", bad->line);
	term_puts(stderr, bad->reason);
	fputc('\n', stderr);
}

/* The first of both kinds of bad records in the order of their lines. */
static void bads_say(const struct taking *taking)
{
	const struct read_report *report = &taking->report;
	const struct refused *refused = &taking->refused;
	size_t n = report->n_bad + refused->n;
	size_t i = 0;
	size_t j = 0;

	while (i + j < n && i + j < MAX_SHOWN) {
		bool first = j >= refused->n ||
			     (i < report->n_bad &&
			      report->first_bad[i].line < refused->first[j].line);

		bad_say(file_shown(taking->file),
			first ? &report->first_bad[i++] : &refused->first[j++]);
	}
	if (n > MAX_SHOWN)
		fprintf(stderr, "... and %zu more bad records\n", n - MAX_SHOWN);
}

static void source_say(const struct taking *taking)
{
	struct buf line = BUF_INIT;
	const char *path = file_shown(taking->file);
	size_t n_bad = taking->report.n_bad + taking->refused.n;

	term_add(&line, path, strlen(path), 0);
	buf_str_add(&line, ": ");
	if (taking->file->model) {
		term_add(&line, taking->file->model, strlen(taking->file->model),
			 NAME_SHOWN);
		buf_printf(&line, " (%s), ", role_name(taking->job->role));
	}
	if (taking->complete)
		buf_str_add(&line, "in the case already, nothing added");
	else
		buf_printf(&line, "%zu answers added", taking->n_added);
	if (!taking->complete && taking->n_already)
		buf_printf(&line, ", %zu were in already", taking->n_already);
	if (taking->report.n_skipped)
		buf_printf(&line, ", %zu copies skipped", taking->report.n_skipped);
	if (taking->report.n_replaced)
		buf_printf(&line, ", %zu characters stand as U+FFFD",
			   taking->report.n_replaced);
	if (n_bad)
		buf_printf(&line, ", %zu bad records", n_bad);
	if (taking->report.torn)
		buf_str_add(&line, ", the file ends early");
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_clear(&line);
}

static void source_json(const struct taking *taking)
{
	struct json *one = json_add_object(taking->job->out, NULL);
	size_t n_bad = taking->report.n_bad + taking->refused.n;
	char hex[SHA256_HEX];

	sha256_hex(taking->sha256, hex);
	json_add_str(one, "file", file_shown(taking->file));
	json_add_str(one, "sha256", hex);
	json_add_str(one, "model", taking->file->model);
	json_add_str(one, "role", role_name(taking->job->role));
	json_add_str(one, "format", taking->format);
	json_add_int(one, "n_added", (long long)taking->n_added);
	json_add_int(one, "n_already", (long long)taking->n_already);
	json_add_int(one, "n_bad", (long long)n_bad);
	json_add_int(one, "n_skipped", (long long)taking->report.n_skipped);
	json_add_int(one, "n_replaced", (long long)taking->report.n_replaced);
	json_add_bool(one, "torn", taking->report.torn);
	json_add_bool(one, "complete_already", taking->complete);
}

/* A source that is in the case wholly is not read again. */
static int known_find(struct taking *taking, struct err *err)
{
	const char *model = taking->file->model ? taking->file->model : "";
	const struct case_source *sources;
	char hex[SHA256_HEX];
	size_t n = 0;

	sha256_hex(taking->sha256, hex);
	if (casefile_sources(taking->job->cf, &sources, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!sources[i].complete || strcmp(sources[i].sha256, hex) != 0 ||
		    strcmp(sources[i].model, model) != 0)
			continue;
		taking->complete = true;
		taking->n_already = sources[i].n_answers;
		(void)snprintf(taking->format, sizeof(taking->format), "%s",
			       sources[i].format);
	}
	return 0;
}

static int nothing_taken(const struct taking *taking, struct err *err)
{
	return err_set(err, ERR_FAIL,
		       "%.200s: no record of %zu could be taken; line %zu: %s",
		       file_shown(taking->file), taking->refused.n,
		       taking->refused.first[0].line, taking->refused.first[0].reason);
}

/* `raw` is emptied on the way: of a large file there are not two copies for long. */
static int answers_take(struct taking *taking, struct buf *raw, struct err *err)
{
	struct casefile *cf = taking->job->cf;
	struct buf data = BUF_INIT;
	bool torn = false;
	size_t n_good;
	int rc = -1;

	if (pack_open(buf_str(raw), raw->len, UNPACKED_MAX, &data, &torn, err)) {
		err_prefix(err, "%.200s", file_shown(taking->file));
		goto done;
	}
	buf_clear(raw);
	if (reader_read_bytes(file_shown(taking->file), buf_str(&data), data.len,
			      taking->job->args->format, take, taking, &taking->report,
			      err))
		goto done;
	taking->report.torn = taking->report.torn || torn;
	bads_say(taking);
	n_good = taking->n_added + taking->n_already;
	if (!n_good) {
		nothing_taken(taking, err);
		goto done;
	}
	taking->case_failed = true;
	if (casefile_end_import(cf, n_good, taking->report.n_bad + taking->refused.n,
				err))
		goto done;
	taking->case_failed = false;
	rc = 0;
done:
	buf_clear(&data);
	return rc;
}

/* *case_failed tells a case that can take no more from a file that gave nothing. */
static int file_import(struct job *job, const struct intake_file *file, bool *case_failed,
		       struct err *err)
{
	struct taking taking = {.job = job, .file = file};
	struct buf raw = BUF_INIT;
	int rc = -1;

	if (file_read_raw(file->path, &raw, err))
		goto done;
	sha256_of(buf_str(&raw), raw.len, taking.sha256);
	taking.case_failed = true;
	if (known_find(&taking, err))
		goto done;
	taking.case_failed = false;
	if (taking.complete) {
		/* Its answers stand; role and facts may be new. */
		taking.case_failed = true;
		if (file->model && model_put(job, file->model, err))
			goto done;
	} else if (answers_take(&taking, &raw, err)) {
		goto done;
	}
	source_say(&taking);
	if (job->out)
		source_json(&taking);
	rc = 0;
done:
	*case_failed = rc && taking.case_failed;
	buf_clear(&taking.last_model);
	buf_clear(&raw);
	return rc;
}

/* Every file, going on behind one that gives nothing. */
static int files_import(struct job *job, const struct intake *intake, struct err *err)
{
	struct err first = ERR_INIT;
	bool case_failed = false;
	size_t n_failed = 0;

	for (size_t i = 0; i < intake->n; i++) {
		struct err why = ERR_INIT;

		if (!file_import(job, &intake->files[i], &case_failed, &why))
			continue;
		if (case_failed || why.kind == ERR_USAGE) {
			*err = why;
			return -1;
		}
		if (intake->n > 1) {
			term_puts(stderr, why.text);
			fputc('\n', stderr);
		}
		if (!n_failed++)
			first = why;
	}
	if (!n_failed)
		return 0;
	*err = first;
	if (intake->n > 1)
		return err_prefix(err, "%zu of %zu files gave nothing; the first",
				  n_failed, intake->n);
	return -1;
}

static void batch_say(const char *path, const struct batch_taken *taken)
{
	struct buf line = BUF_INIT;

	term_add(&line, path, strlen(path), 0);
	if (taken->known)
		buf_str_add(&line, ": taken before, nothing added");
	else
		buf_printf(&line, ": %zu answers added, %zu were in already",
			   taken->n_added, taken->n_already);
	if (taken->n_open)
		buf_printf(&line, ", %zu without an answer", taken->n_open);
	if (taken->n_unknown)
		buf_printf(&line, ", %zu not of this plan", taken->n_unknown);
	if (taken->n_bad)
		buf_printf(&line, ", %zu bad rows", taken->n_bad);
	fprintf(stderr, "%s\n", buf_str(&line));
	buf_clear(&line);
}

static void batch_json(const char *path, const struct batch_taken *taken,
		       struct json *out)
{
	json_add_str(out, "file", path);
	json_add_int(out, "n_added", (long long)taken->n_added);
	json_add_int(out, "n_already", (long long)taken->n_already);
	json_add_int(out, "n_open", (long long)taken->n_open);
	json_add_int(out, "n_unknown", (long long)taken->n_unknown);
	json_add_int(out, "n_bad", (long long)taken->n_bad);
	json_add_bool(out, "complete_already", taken->known);
}

/* What a batch service gave back, into the case whose plan asked for it. */
static int batches_import(struct casefile *cf, const struct plan *plan, int n,
			  char **paths, struct json *out, struct err *err)
{
	struct worklist list = {0};
	struct batch_taken taken;
	int rc = worklist_make(&list, plan, cf, err);

	for (int i = 0; i < n && !rc; i++) {
		rc = batch_take(cf, &list, paths[i], &taken, err);
		if (rc)
			break;
		batch_say(paths[i], &taken);
		if (out)
			batch_json(paths[i], &taken, json_add_object(out, NULL));
	}
	if (!rc)
		fprintf(stderr,
			"%zu answers of the plan are missing; the plan asks for them\n",
			worklist_n_wanted(&list));
	worklist_clear(&list);
	return rc;
}

static int lineage_read(struct job *job, struct err *err)
{
	const char *lineage = job->args->lineage;

	if (!lineage)
		return 0;
	if (!file_exists(lineage) || file_is_dir(lineage)) {
		job->lineage = corpus_open(lineage, NULL, err);
		return job->lineage ? 0 : -1;
	}
	job->lineage = corpus_new();
	return corpus_read_lineage(job->lineage, lineage, err);
}

static int format_check(const char *format, struct err *err)
{
	struct buf known = BUF_INIT;

	if (!strcmp(format, "auto") || reader_find(format))
		return 0;
	for (size_t i = 0; reader_table[i]; i++)
		buf_printf(&known, ", %s", reader_table[i]->name);
	err_set(err, ERR_USAGE, "--format '%.40s' is none of auto%s", format,
		buf_str(&known));
	buf_clear(&known);
	return -1;
}

static int words_check(const struct import_args *args, int n, struct job *job,
		       struct err *err)
{
	if (n < 2)
		return err_set(err, ERR_USAGE,
			       "import needs a case file and at least one file "
			       "of answers: assay import CASE FILE...");
	if (!args->role)
		return err_set(err, ERR_USAGE,
			       "--role is missing: say whether the answers are of "
			       "a suspect, teacher, control or background model");
	if (!role_parse(args->role, &job->role))
		return err_set(
			err, ERR_USAGE,
			"--role '%.40s' is none of suspect, teacher, control, background",
			args->role);
	if (args->model && !*args->model)
		return err_set(err, ERR_USAGE, "--model is empty: give the model a name");
	return format_check(args->format, err);
}

static int notes_put(const struct job *job, struct err *err)
{
	const char *simulation = job->args->simulation;

	/* Models of a simulated corpus are simulated, whether or not the user says so. */
	if (!simulation && job->lineage)
		simulation = job->lineage->simulation;
	if (simulation && casefile_put_note(job->cf, "simulation", simulation, err))
		return -1;
	if (job->args->examiner &&
	    casefile_put_note(job->cf, CASE_EXAMINER, job->args->examiner, err))
		return -1;
	if (job->args->genre)
		return casefile_put_note(job->cf, "genre", job->args->genre, err);
	return 0;
}

static void result_print(const char *path, struct casefile *cf, struct json *sources)
{
	struct json *out = json_new_object();
	char head[SHA256_HEX];

	casefile_head(cf, head);
	json_add_str(out, "schema", "assay.import.v1");
	json_add_str(out, "case", path);
	json_add(out, "sources", sources);
	json_add_int(out, "n_rows", (long long)casefile_n_rows(cf));
	json_add_str(out, "head", head);
	term_print_value(stdout, out);
	json_free(out);
}

/*
 * Is it a batch for the plan of a case that exists? Then the plan knows model and role of
 * every row. *plan stays NULL when not, and this is an import like any other.
 */
static int batch_plan(const struct import_args *args, struct job *job, const char *path,
		      struct plan **plan, struct err *err)
{
	const struct reader *reader = reader_find(args->format);

	*plan = NULL;
	if (!reader || strcmp(reader->name, "openai_batch") != 0 || args->role ||
	    !file_exists(path))
		return 0;
	job->cf = casefile_open(path, CASEFILE_WRITE, err);
	if (!job->cf)
		return -1;
	*plan = case_plan(job->cf, err);
	if (!*plan && err->kind == ERR_NONE)
		return err_set(err, ERR_USAGE,
			       "%.200s has no plan to tell whose answers these are: give "
			       "--role and --model",
			       path);
	return *plan ? 0 : -1;
}

/* The whole verb for files of a batch service. */
static int batches_run(struct job *job, const struct plan *plan, int n, char **words,
		       struct err *err)
{
	job->out = job->args->json ? json_new_array() : NULL;
	if (batches_import(job->cf, plan, n - 1, words + 1, job->out, err))
		return -1;
	if (job->args->json) {
		result_print(words[0], job->cf, job->out);
		job->out = NULL;
	}
	return 0;
}

static int run_import(const void *given, int n, char **words, struct err *err)
{
	const struct import_args *args = given;
	struct job job = {.args = args};
	struct intake intake = {NULL, 0, 0};
	struct plan *plan = NULL;
	int rc = -1;

	if (n >= 2 && batch_plan(args, &job, words[0], &plan, err))
		goto done;
	if (plan) {
		rc = batches_run(&job, plan, n, words, err);
		goto done;
	}
	if (words_check(args, n, &job, err))
		goto done;
	for (int i = 1; i < n; i++)
		if (intake_add(&intake, words[i], args->model, err))
			goto done;
	if (lineage_read(&job, err))
		goto done;
	job.cf = casefile_open(words[0], CASEFILE_CREATE, err);
	if (!job.cf || notes_put(&job, err))
		goto done;
	job.out = args->json ? json_new_array() : NULL;
	rc = files_import(&job, &intake, err);
	if (args->json && !rc) {
		result_print(words[0], job.cf, job.out);
		job.out = NULL;
	}
done:
	/* What was taken from the other files stays, whatever became of one of them. */
	if (rc)
		casefile_abandon(job.cf);
	else
		rc = casefile_close(job.cf, err);
	json_free(job.out);
	plan_free(plan);
	corpus_free(job.lineage);
	intake_clear(&intake);
	return rc;
}

const struct verb verb_import = {
	.name = "import",
	.brief = "put recorded answers into a case, made if absent",
	.usage = "CASE FILE... --role ROLE [--model NAME]",
	.examples =
		"assay import x.assay answers.jsonl --model my-model --role suspect\n"
		"assay import x.assay results/gpt4/model_outputs.json --role teacher\n"
		"assay import x.assay alpaca_eval/ --role background --lineage "
		"alpaca_eval\n"
		"zcat log.gz | assay import x.assay - --model m --role control --vendor "
		"acme\n"
		"assay import x.assay output.jsonl errors.jsonl --format openai-batch\n",
	.opts = options,
	.args_size = sizeof(struct import_args),
	.run = run_import,
};

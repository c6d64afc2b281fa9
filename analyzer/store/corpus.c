/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/corpus.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "store/field.h"
#include "store/reader.h"
#include "store/tsv.h"

/*
 * Whose model a teacher is that the corpus does not hold, by how its name begins, case
 * ignored; the first row that fits counts. What fits none may begin with the name of one
 * of the corpus's families ("openchat_3.5", "AlpacaFarm SFT10k"); else it is unknown.
 */
static const struct {
	const char *prefix;
	const char *vendor;
} makers[] = {
	{"gpt-j", "eleutherai"},    {"gpt-neo", "eleutherai"},
	{"gpt", "openai"},          {"chatgpt", "openai"},
	{"text-davinci", "openai"}, {"text_davinci", "openai"},
	{"code-davinci", "openai"}, {"code_davinci", "openai"},
	{"claude", "anthropic"},    {"llama", "meta"},
	{"meta-llama", "meta"},     {"mistral", "mistral"},
	{"mixtral", "mistral"},     {"gemini", "google"},
	{"gemma", "google"},        {"palm", "google"},
	{"bard", "google"},         {"qwen", "qwen"},
	{"command", "cohere"},      {"cohere", "cohere"},
	{"deepseek", "deepseek"},   {"grok", "xai"},
	{"glm", "zhipu"},           {"chatglm", "zhipu"},
	{"kimi", "moonshot"},       {"yi-", "yi"},
	{"starling", "openchat"}, /* tuned from openchat_3.5 */
};

static const char *const relation_names[] = {
	[RELATION_UNKNOWN] = "unknown",
	[RELATION_INDEPENDENT] = "independent",
	[RELATION_DISTILLED] = "distilled",
	[RELATION_DISTILLED_MIXED] = "distilled_mixed",
	[RELATION_PREFERENCE] = "preference",
	[RELATION_VARIANT] = "variant",
};
#define N_RELATIONS (sizeof(relation_names) / sizeof(relation_names[0]))

const char *relation_name(enum relation relation)
{
	return relation_names[relation];
}

static const char *kept(struct corpus *corpus, struct text text)
{
	return arena_dup(&corpus->arena, text.len ? text.data : "", text.len);
}

static bool is_none(struct text text)
{
	return !text.len || (text.len == 1 && text.data[0] == '-');
}

static struct text trimmed(struct text text)
{
	while (text.len && isspace((unsigned char)text.data[0]))
		text = (struct text){text.data + 1, text.len - 1};
	while (text.len && isspace((unsigned char)text.data[text.len - 1]))
		text.len--;
	return text;
}

/* The next of the names parted by ';', without a note in brackets; false at the end. */
static bool next_name(struct text *rest, struct text *name)
{
	const char *end;
	const char *note;

	if (!rest->data)
		return false;
	end = memchr(rest->data, ';', rest->len);
	*name = (struct text){rest->data, end ? (size_t)(end - rest->data) : rest->len};
	*rest = end ? (struct text){end + 1, rest->len - name->len - 1}
		    : (struct text){NULL, 0};
	note = memchr(name->data, '[', name->len);
	if (note)
		name->len = (size_t)(note - name->data);
	*name = trimmed(*name);
	return true;
}

static bool begins(struct text name, const char *prefix)
{
	size_t n = strlen(prefix);

	return n && name.len >= n && !strncasecmp(name.data, prefix, n);
}

static const char *maker_by_prefix(const struct corpus *corpus, struct text name)
{
	const char *family = NULL;

	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (begins(name, makers[i].prefix))
			return makers[i].vendor;
	}
	for (size_t i = 0; i < corpus->n_models; i++) {
		const char *other = corpus->models[i].family;

		if (begins(name, other) && (!family || strlen(other) > strlen(family)))
			family = other;
	}
	return family;
}

static int model_order(const void *a, const void *b)
{
	const struct lineage *x = a;
	const struct lineage *y = b;

	return strcmp(x->model, y->model);
}

const struct lineage *corpus_find(const struct corpus *corpus, const char *model)
{
	struct lineage key = {.model = model};

	if (!corpus->n_models)
		return NULL;
	return bsearch(&key, corpus->models, corpus->n_models, sizeof(key), model_order);
}

static const char *teacher_vendor(const struct corpus *corpus, struct text name)
{
	char *whole = mem_dup(name.data, name.len);
	const struct lineage *known = corpus_find(corpus, whole);
	const char *slash = memrchr(name.data, '/', name.len);
	const char *vendor = known ? known->vendor : maker_by_prefix(corpus, name);

	mem_free(whole);
	if (!vendor && slash) { /* "ibm/merlinite-7b", "code/text-davinci-003" */
		struct text tail = {slash + 1,
				    name.len - (size_t)(slash + 1 - name.data)};

		vendor = maker_by_prefix(corpus, tail);
	}
	return vendor ? vendor : "unknown";
}

static int text_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	const char **v;
	size_t n, cap;
};

static void vendors_add(const struct corpus *corpus, const char *teachers,
			struct names *vendors)
{
	struct text rest = field_of(teachers);
	struct text name;

	while (next_name(&rest, &name)) {
		if (is_none(name))
			continue;
		vendors->v = MEM_GROW(vendors->v, vendors->n, &vendors->cap);
		vendors->v[vendors->n++] = teacher_vendor(corpus, name);
	}
}

static const char *taught_by(struct corpus *corpus, const struct lineage *model)
{
	struct names vendors = {NULL, 0, 0};
	struct buf list = BUF_INIT;
	const char *set;

	vendors_add(corpus, model->teachers, &vendors);
	vendors_add(corpus, model->teachers_here, &vendors);
	if (vendors.n)
		qsort(vendors.v, vendors.n, sizeof(*vendors.v), text_order);
	for (size_t i = 0; i < vendors.n; i++) {
		if (i && !strcmp(vendors.v[i], vendors.v[i - 1]))
			continue;
		buf_printf(&list, "%s%s", list.len ? ";" : "", vendors.v[i]);
	}
	set = kept(corpus, (struct text){buf_str(&list), list.len});
	mem_free(vendors.v);
	buf_clear(&list);
	return set;
}

static int relation_read(const struct tsv *tsv, struct text cell, enum relation *out,
			 struct err *err)
{
	char shown[TEXT_SHOWN];

	for (size_t i = 0; i < N_RELATIONS; i++) {
		if (strlen(relation_names[i]) == cell.len &&
		    !memcmp(relation_names[i], cell.data, cell.len)) {
			*out = (enum relation)i;
			return 0;
		}
	}
	return err_set(
		err, ERR_FAIL,
		"%s:%zu: relation \"%s\" is unknown; known are independent, distilled, "
		"distilled_mixed, preference, variant, unknown",
		tsv->path, tsv->line, text_shown(cell, shown));
}

enum lineage_column {
	LINEAGE_MODEL,
	LINEAGE_FAMILY,
	LINEAGE_RELATION,
	LINEAGE_ORGANISATION,
	LINEAGE_BASE,
	LINEAGE_TEACHERS,
	LINEAGE_TEACHERS_HERE,
	LINEAGE_YEAR_MONTH,
	LINEAGE_CONFIDENCE,
	LINEAGE_EVIDENCE,
	LINEAGE_VENDOR,
	LINEAGE_TAUGHT_BY,
};

static const struct tsv_column lineage_columns[] = {
	[LINEAGE_MODEL] = {"model", true},
	[LINEAGE_FAMILY] = {"family", true},
	[LINEAGE_RELATION] = {"relation", true},
	[LINEAGE_ORGANISATION] = {"organisation", false},
	[LINEAGE_BASE] = {"base_model", false},
	[LINEAGE_TEACHERS] = {"teachers", false},
	[LINEAGE_TEACHERS_HERE] = {"teacher_outputs_in_set", false},
	[LINEAGE_YEAR_MONTH] = {"year_month", false},
	[LINEAGE_CONFIDENCE] = {"confidence", false},
	[LINEAGE_EVIDENCE] = {"evidence", false},
	[LINEAGE_VENDOR] = {"vendor", false},
	[LINEAGE_TAUGHT_BY] = {"taught_by", false},
	{NULL, false},
};

/* taught_by stays NULL where it is to be derived, which needs every model's vendor. */
static int lineage_row(struct corpus *corpus, const struct tsv *tsv, struct err *err)
{
	const struct text *cell = tsv->cells;
	struct lineage model = {.model = NULL};

	if (is_none(cell[LINEAGE_MODEL]) || is_none(cell[LINEAGE_FAMILY]))
		return err_set(err, ERR_FAIL, "%s:%zu: it needs a model and a family",
			       tsv->path, tsv->line);
	if (relation_read(tsv, cell[LINEAGE_RELATION], &model.relation, err))
		return -1;
	model.model = kept(corpus, cell[LINEAGE_MODEL]);
	model.family = kept(corpus, cell[LINEAGE_FAMILY]);
	model.vendor = is_none(cell[LINEAGE_VENDOR]) ? model.family
						     : kept(corpus, cell[LINEAGE_VENDOR]);
	model.organisation = kept(corpus, cell[LINEAGE_ORGANISATION]);
	model.base = kept(corpus, cell[LINEAGE_BASE]);
	model.teachers = kept(corpus, cell[LINEAGE_TEACHERS]);
	model.teachers_here = kept(corpus, cell[LINEAGE_TEACHERS_HERE]);
	model.year_month = kept(corpus, cell[LINEAGE_YEAR_MONTH]);
	model.confidence = kept(corpus, cell[LINEAGE_CONFIDENCE]);
	model.evidence = kept(corpus, cell[LINEAGE_EVIDENCE]);
	if (is_none(cell[LINEAGE_TAUGHT_BY]))
		model.taught_by = cell[LINEAGE_TAUGHT_BY].len ? "" : NULL;
	else
		model.taught_by = kept(corpus, cell[LINEAGE_TAUGHT_BY]);
	corpus->models = MEM_GROW(corpus->models, corpus->n_models, &corpus->cap_models);
	corpus->models[corpus->n_models++] = model;
	return 0;
}

static int models_finish(struct corpus *corpus, const char *path, struct err *err)
{
	char shown[TEXT_SHOWN];

	qsort(corpus->models, corpus->n_models, sizeof(*corpus->models), model_order);
	for (size_t i = 1; i < corpus->n_models; i++) {
		if (!model_order(&corpus->models[i - 1], &corpus->models[i]))
			return err_set(
				err, ERR_FAIL, "%s: model \"%s\" stands there twice",
				path,
				text_shown(field_of(corpus->models[i].model), shown));
	}
	for (size_t i = 0; i < corpus->n_models; i++) {
		if (!corpus->models[i].taught_by)
			corpus->models[i].taught_by =
				taught_by(corpus, &corpus->models[i]);
	}
	return 0;
}

static int lineage_read(struct corpus *corpus, const char *path, const struct buf *bytes,
			struct err *err)
{
	struct tsv tsv;
	int rc = tsv_open(&tsv, path, bytes, lineage_columns, err);

	while (!rc && (rc = tsv_next(&tsv, err)) > 0)
		rc = lineage_row(corpus, &tsv, err);
	tsv_close(&tsv);
	if (!rc && !corpus->n_models)
		rc = err_set(err, ERR_FAIL, "%s: it names no model", path);
	return rc ? rc : models_finish(corpus, path, err);
}

int corpus_read_lineage(struct corpus *corpus, const char *path, struct err *err)
{
	struct buf bytes = BUF_INIT;
	int rc = file_read_raw(path, &bytes, err);

	if (!rc)
		rc = lineage_read(corpus, path, &bytes, err);
	buf_clear(&bytes);
	return rc;
}

enum trial_column {
	TRIAL_SUSPECT,
	TRIAL_TEACHER,
	TRIAL_LABEL,
	TRIAL_FAMILY,
	TRIAL_VENDOR,
	TRIAL_KIND,
};

static const struct tsv_column trial_columns[] = {
	[TRIAL_SUSPECT] = {"suspect", true},
	[TRIAL_TEACHER] = {"teacher", true},
	[TRIAL_LABEL] = {"label", true},
	[TRIAL_FAMILY] = {"suspect_family", false},
	[TRIAL_VENDOR] = {"teacher_vendor", false},
	[TRIAL_KIND] = {"kind", false},
	{NULL, false},
};

static const struct lineage *trial_model(struct corpus *corpus, const struct tsv *tsv,
					 struct text cell, struct err *err)
{
	const struct lineage *model = corpus_find(corpus, kept(corpus, cell));
	char shown[TEXT_SHOWN];

	if (!model)
		err_set(err, ERR_FAIL,
			"%s:%zu: model \"%s\" is not in lineage.tsv; add its row there",
			tsv->path, tsv->line, text_shown(cell, shown));
	return model;
}

static int trial_row(struct corpus *corpus, const struct tsv *tsv, struct err *err)
{
	const struct text *cell = tsv->cells;
	const struct lineage *suspect =
		trial_model(corpus, tsv, cell[TRIAL_SUSPECT], err);
	const struct lineage *teacher =
		suspect ? trial_model(corpus, tsv, cell[TRIAL_TEACHER], err) : NULL;
	struct text label = cell[TRIAL_LABEL];
	char shown[TEXT_SHOWN];
	struct trial *trial;

	if (!teacher)
		return -1;
	if (suspect == teacher)
		return err_set(err, ERR_FAIL,
			       "%s:%zu: suspect and teacher are the same model",
			       tsv->path, tsv->line);
	if (label.len != 1 || (label.data[0] != '0' && label.data[0] != '1'))
		return err_set(err, ERR_FAIL,
			       "%s:%zu: label \"%s\" is neither 1 (H1) nor 0 (H2)",
			       tsv->path, tsv->line, text_shown(label, shown));
	corpus->trials = MEM_GROW(corpus->trials, corpus->n_trials, &corpus->cap_trials);
	trial = &corpus->trials[corpus->n_trials++];
	*trial = (struct trial){
		.suspect = suspect->model,
		.teacher = teacher->model,
		.h1 = label.data[0] == '1',
		.suspect_family = cell[TRIAL_FAMILY].len
					  ? kept(corpus, cell[TRIAL_FAMILY])
					  : suspect->family,
		.teacher_vendor = cell[TRIAL_VENDOR].len
					  ? kept(corpus, cell[TRIAL_VENDOR])
					  : teacher->vendor,
		.kind = kept(corpus, cell[TRIAL_KIND]),
	};
	return 0;
}

static int trial_order(const void *a, const void *b)
{
	const struct trial *x = a;
	const struct trial *y = b;
	int order = strcmp(x->suspect, y->suspect);

	return order ? order : strcmp(x->teacher, y->teacher);
}

static int trials_read(struct corpus *corpus, const char *path, const struct buf *bytes,
		       struct err *err)
{
	struct tsv tsv;
	int rc = tsv_open(&tsv, path, bytes, trial_columns, err);

	while (!rc && (rc = tsv_next(&tsv, err)) > 0)
		rc = trial_row(corpus, &tsv, err);
	tsv_close(&tsv);
	if (rc || !corpus->n_trials)
		return rc;
	qsort(corpus->trials, corpus->n_trials, sizeof(*corpus->trials), trial_order);
	for (size_t i = 1; i < corpus->n_trials; i++) {
		char suspect[TEXT_SHOWN], teacher[TEXT_SHOWN];

		if (!trial_order(&corpus->trials[i - 1], &corpus->trials[i]))
			return err_set(
				err, ERR_FAIL,
				"%s: the trial of \"%s\" against \"%s\" stands "
				"there twice",
				path,
				text_shown(field_of(corpus->trials[i].suspect), suspect),
				text_shown(field_of(corpus->trials[i].teacher), teacher));
	}
	return 0;
}

static int fact_read(struct corpus *corpus, const struct json *facts, const char *path,
		     const char *key, const char **out, struct err *err)
{
	struct text text = field_text(facts, key);

	if (!text.len)
		return err_set(err, ERR_FAIL, "%s: it needs a text \"%s\"", path, key);
	*out = kept(corpus, text);
	return 0;
}

static int facts_read(struct corpus *corpus, const char *path, const struct json *facts,
		      struct err *err)
{
	const struct {
		const char *key;
		const char **out;
	} wanted[] = {
		{"name", &corpus->name},       {"genre", &corpus->genre},
		{"licence", &corpus->licence}, {"origin", &corpus->origin},
		{"format", &corpus->format},   {"answers", &corpus->answers_path},
	};
	char shown[TEXT_SHOWN];

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (fact_read(corpus, facts, path, wanted[i].key, wanted[i].out, err))
			return -1;
	}
	if (json_str(facts, "simulation"))
		corpus->simulation = kept(corpus, field_text(facts, "simulation"));
	if (!strstr(corpus->answers_path, "{model}"))
		return err_set(
			err, ERR_FAIL,
			"%s: \"answers\" needs {model} where the model's name stands",
			path);
	if (strcmp(corpus->format, "auto") != 0 && !reader_find(corpus->format))
		return err_set(err, ERR_FAIL, "%s: format \"%s\" is unknown", path,
			       text_shown(field_of(corpus->format), shown));
	return 0;
}

/* Read one of the corpus's own files whole, and add it to the corpus's hash. */
static int part_read(const char *path, struct sha256 *hash, struct buf *bytes,
		     struct err *err)
{
	buf_reset(bytes);
	if (file_read_raw(path, bytes, err))
		return -1;
	sha256_add_field(hash, buf_str(bytes), bytes->len);
	return 0;
}

static int parts_read(struct corpus *corpus, const char *trials_path, struct sha256 *hash,
		      struct err *err)
{
	char *facts_path = file_join(corpus->dir, "corpus.json");
	char *lineage = file_join(corpus->dir, "lineage.tsv");
	char *trials = trials_path ? mem_strdup(trials_path)
				   : file_join(corpus->dir, "trials.tsv");
	struct json *facts = NULL;
	struct buf bytes = BUF_INIT;
	int rc = part_read(facts_path, hash, &bytes, err);

	if (!rc) {
		facts = json_parse(buf_str(&bytes), bytes.len, NULL, err);
		rc = facts ? 0 : err_prefix(err, "%s", facts_path);
	}
	if (!rc)
		rc = facts_read(corpus, facts_path, facts, err);
	if (!rc)
		rc = part_read(lineage, hash, &bytes, err);
	if (!rc)
		rc = lineage_read(corpus, lineage, &bytes, err);
	if (!rc)
		rc = part_read(trials, hash, &bytes, err);
	if (!rc)
		rc = trials_read(corpus, trials, &bytes, err);
	json_free(facts);
	buf_clear(&bytes);
	mem_free(facts_path);
	mem_free(lineage);
	mem_free(trials);
	return rc;
}

/* A folder as it is, or the shipped corpus of that name; owned by the caller. */
static char *dir_find(const char *dir_or_name, struct err *err)
{
	struct file_list names = {NULL, 0};
	struct buf known = BUF_INIT;
	char shown[TEXT_SHOWN];
	char *shipped;
	char *dir;

	if (file_is_dir(dir_or_name))
		return mem_strdup(dir_or_name);
	shipped = file_shipped("corpora", err);
	if (!shipped)
		return NULL;
	dir = file_join(shipped, dir_or_name);
	if (!*dir_or_name || strchr(dir_or_name, '/') || !file_is_dir(dir)) {
		mem_free(dir);
		dir = NULL;
		if (!file_list(shipped, &names, err)) {
			for (size_t i = 0; i < names.n; i++)
				buf_printf(&known, "%s%s", i ? ", " : "", names.names[i]);
			err_set(err, ERR_USAGE,
				"\"%s\" is neither a folder nor a corpus known here: %s",
				text_shown(field_of(dir_or_name), shown),
				buf_str(&known));
			file_list_free(&names);
			buf_clear(&known);
		}
	}
	mem_free(shipped);
	return dir;
}

struct corpus *corpus_new(void)
{
	return MEM_NEW(struct corpus);
}

struct corpus *corpus_open(const char *dir_or_name, const char *trials_path,
			   struct err *err)
{
	struct corpus *corpus = NULL;
	unsigned char digest[SHA256_BYTES];
	char *dir = dir_find(dir_or_name, err);
	char *path;
	struct sha256 *hash;
	int rc;

	if (!dir)
		return NULL;
	corpus = corpus_new();
	corpus->dir = kept(corpus, field_of(dir));
	path = file_join(dir, "calibration.json");
	corpus->calibration = kept(corpus, field_of(path));
	mem_free(path);
	mem_free(dir);
	hash = sha256_new();
	rc = parts_read(corpus, trials_path, hash, err);
	sha256_end(hash, digest);
	sha256_hex(digest, corpus->sha256);
	if (!rc)
		return corpus;
	corpus_free(corpus);
	return NULL;
}

void corpus_free(struct corpus *corpus)
{
	if (!corpus)
		return;
	mem_free(corpus->models);
	mem_free(corpus->trials);
	arena_clear(&corpus->arena);
	mem_free(corpus);
}

/* One model's records, kept until its turn to enter the table. */
struct batch {
	struct arena arena;
	struct record *records;
	size_t n, cap;
	bool present;
	int rc;
	struct err err;
};

static struct text batch_text(struct batch *batch, struct text text)
{
	return (struct text){
		arena_dup(&batch->arena, text.len ? text.data : "", text.len), text.len};
}

static int batch_take(void *ctx, const struct record *record, struct err *err)
{
	struct batch *batch = ctx;

	(void)err;
	batch->records = MEM_GROW(batch->records, batch->n, &batch->cap);
	batch->records[batch->n++] = (struct record){
		.prompt_id = batch_text(batch, record->prompt_id),
		.prompt = batch_text(batch, record->prompt),
		.answer = batch_text(batch, record->answer),
		.sample = record->sample,
		.outcome = record->outcome,
		.line = record->line,
	};
	return 0;
}

/* A model's name becomes part of a path: it may not lead out of the folder (I7). */
static bool leads_out(const char *name)
{
	return !strcmp(name, "..") || !strncmp(name, "../", 3) || strstr(name, "/../") ||
	       (strlen(name) >= 3 && !strcmp(name + strlen(name) - 3, "/.."));
}

static char *answers_path(const struct corpus *corpus, const char *data,
			  const char *model)
{
	const char *mark = strstr(corpus->answers_path, "{model}");
	struct buf path = BUF_INIT;

	buf_printf(&path, "%s/%.*s%s%s", data, (int)(mark - corpus->answers_path),
		   corpus->answers_path, model, mark + strlen("{model}"));
	return buf_take(&path, NULL);
}

/* A reference is whole or none: what error rates rest on is not read past damage. */
static int file_read_all(const struct corpus *corpus, const char *path,
			 struct batch *batch)
{
	struct read_report *report = MEM_NEW(struct read_report);
	struct err *err = &batch->err;
	int rc = reader_read(path, corpus->format, batch_take, batch, report, err);

	if (!rc && report->n_bad)
		rc = err_set(err, ERR_FAIL,
			     "%s:%zu: %s; mend the line, or fetch the file anew", path,
			     report->first_bad[0].line, report->first_bad[0].reason);
	else if (!rc && report->torn)
		rc = err_set(err, ERR_FAIL, "%s: its end is missing; fetch the file anew",
			     path);
	mem_free(report);
	return rc;
}

static void batch_read(const struct corpus *corpus, const char *data, const char *model,
		       struct batch *batch)
{
	char shown[TEXT_SHOWN];
	char *path;

	*batch = (struct batch){.arena = ARENA_INIT};
	if (leads_out(model)) {
		batch->rc = err_set(&batch->err, ERR_FAIL,
				    "a model's name may not lead out of %s: \"%s\"", data,
				    text_shown(field_of(model), shown));
		return;
	}
	path = answers_path(corpus, data, model);
	batch->present = file_exists(path);
	if (batch->present)
		batch->rc = file_read_all(corpus, path, batch);
	mem_free(path);
}

static int batch_merge(struct answers *answers, const char *name,
		       const struct batch *batch, struct err *err)
{
	size_t model;

	if (batch->rc) {
		*err = batch->err;
		return -1;
	}
	if (!batch->present)
		return 0;
	model = answers_model(answers, name);
	for (size_t i = 0; i < batch->n; i++) {
		char shown[TEXT_SHOWN];
		bool moved;

		if (answers_add(answers, model, &batch->records[i], &moved, err))
			return err_prefix(err, "%s, line %zu",
					  text_shown(field_of(name), shown),
					  batch->records[i].line);
	}
	return 0;
}

static void batch_clear(struct batch *batch)
{
	mem_free(batch->records);
	arena_clear(&batch->arena);
}

int corpus_read_answers(const struct corpus *corpus, const char *data,
			struct answers *answers, size_t *n_read, struct err *err)
{
	size_t n = 0;
	int rc = 0;

	/* Files are read side by side, but enter the table in the models' order. */
#pragma omp parallel for ordered schedule(dynamic, 1)
	for (size_t i = 0; i < corpus->n_models; i++) {
		struct batch batch;

		batch_read(corpus, data, corpus->models[i].model, &batch);
#pragma omp ordered
		{
			if (!rc)
				rc = batch_merge(answers, corpus->models[i].model, &batch,
						 err);
			n += batch.present;
			batch_clear(&batch);
		}
	}
	*n_read = n;
	if (rc)
		return -1;
	if (!n)
		return err_set(err, ERR_FAIL,
			       "%s: no answers of any model of %s there; they are looked "
			       "for as %s "
			       "(the corpus's README tells how to fetch them)",
			       data, corpus->name, corpus->answers_path);
	answers_sort(answers);
	return 0;
}

bool lineage_is_clean(const struct lineage *lineage)
{
	return lineage->relation == RELATION_INDEPENDENT &&
	       strcmp(lineage->confidence, "low") != 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/corpus.h: a reference corpus: models of known lineage, trials of known truth,
 * and where their answers lie. Facts only; learning from them is evidence/'s.
 */
#ifndef STORE_CORPUS_H
#define STORE_CORPUS_H

#include <stdbool.h>

#include "store/answers.h"

enum relation { /* lineage.tsv's column `relation` */
		RELATION_UNKNOWN,
		RELATION_INDEPENDENT,
		RELATION_DISTILLED,
		RELATION_DISTILLED_MIXED,
		RELATION_PREFERENCE,
		RELATION_VARIANT,
};

struct lineage {
	const char *model;
	const char *organisation;
	const char *base;
	const char *family; /* the independent unit (DESIGN 2) */
	const char *vendor; /* whose model it is; the family's name when not given */
	enum relation relation;
	const char *teachers;      /* as written: names parted by ';', "-" for none */
	const char *teachers_here; /* teacher_outputs_in_set, alike; "" when absent */
	/*
	 * Vendors of its teachers, sorted and parted by ';': "" for none, "unknown" for a
	 * teacher whose maker is not known. Column taught_by, else derived from the
	 * teachers.
	 */
	const char *taught_by;
	const char *year_month; /* "2023-07", "" when unknown */
	const char *confidence; /* "high", "medium", "low" */
	const char *evidence;
};

/* As lineage.tsv writes it. */
const char *relation_name(enum relation relation);

struct trial {
	const char *suspect, *teacher;
	bool h1;
	const char *suspect_family, *teacher_vendor, *kind;
};

struct corpus {
	struct arena arena;
	const char *dir;
	const char *name, *genre, *licence, *origin, *format;
	const char *answers_path; /* "results/{model}/model_outputs.json" */
	const char *simulation;   /* what it simulates; NULL for real models */
	const char *calibration;  /* path of calibration.json, whether or not it exists */
	struct lineage *models;   /* sorted by model */
	size_t n_models, cap_models;
	struct trial *trials; /* sorted by suspect, then teacher */
	size_t n_trials, cap_trials;
	char sha256[65]; /* over corpus.json, lineage.tsv and trials.tsv */
};

/*
 * Read corpus.json, lineage.tsv and trials.tsv of a folder, or of a shipped corpus by
 * name ("alpaca_eval"). `trials_path` replaces trials.tsv when not NULL. Errors name
 * file and line.
 */
struct corpus *corpus_open(const char *dir_or_name, const char *trials_path,
			   struct err *err);
void corpus_free(struct corpus *corpus);
/* Without models, for corpus_read_lineage alone. */
struct corpus *corpus_new(void);
/* A maker's own model whose independence is known well enough for a cohort. */
bool lineage_is_clean(const struct lineage *lineage);
/* NULL when the corpus does not know the model. */
const struct lineage *corpus_find(const struct corpus *corpus, const char *model);
/*
 * A lineage.tsv alone, added to the corpus's models. Columns are found by the header's
 * names; "model", "family" and "relation" must be there.
 */
int corpus_read_lineage(struct corpus *corpus, const char *path,
			struct err *err) MUST_CHECK;

/*
 * Read the answers of the corpus's models from `data` into `answers`, sorted at the end.
 * Models whose file is absent are skipped; *n_read counts the others, and ERR_FAIL says
 * so when it is none. A file with a bad record or a torn end is an error that names it
 * and the line. Same table for any number of threads.
 */
int corpus_read_answers(const struct corpus *corpus, const char *data,
			struct answers *answers, size_t *n_read,
			struct err *err) MUST_CHECK;

#endif

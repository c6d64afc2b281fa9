/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/casefile.h: the case file, one SQLite database (the only door to SQLite) whose
 * rows form a chain: each carries SHA-256 over the previous row's hash and its content.
 *
 * Invariants (DESIGN 3): I1 what was taken is durable before it is counted; I2 an answer
 * in the case is never replaced; I3 results are stored with all they used.
 */
#ifndef STORE_CASEFILE_H
#define STORE_CASEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/json.h"
#include "probe/role.h"
#include "store/answers.h"
#include "store/record.h"

struct casefile;

enum casefile_mode {
	CASEFILE_READ,
	CASEFILE_WRITE,
	CASEFILE_CREATE /* made if absent */
};

/* ERR_FAIL when it is absent or no case file; ERR_INTEGRITY when damaged; ERR_ENV when
 * the disk or folder refuses. Each says what to do. */
struct casefile *casefile_open(const char *path, enum casefile_mode mode,
			       struct err *err);
/* Keep little of the file in memory, for one who holds it open for hours beside much
 * else; what is read often costs more then. */
int casefile_be_small(struct casefile *cf, struct err *err) MUST_CHECK;
/* Writes the last group and closes; journal mode DELETE, so that one file remains. */
int casefile_close(struct casefile *cf, struct err *err) MUST_CHECK;
/* Closes without committing what is not committed; NULL is fine. */
void casefile_abandon(struct casefile *cf);

struct case_model { /* facts a user or lineage.tsv gave; "" when unknown */
	const char *name;
	enum role role;
	const char *vendor, *family, *base, *released, *taught_by, *relation, *confidence;
	const char *note; /* why the facts were put so */
};

/*
 * Add a model or change its facts by a new chained row; the same facts again: no row.
 * A fact that is NULL stays as it is in the case ("" for a new model). Names and facts
 * are UTF-8: anything else is ERR_FAIL.
 */
int casefile_put_model(struct casefile *cf, const struct case_model *model,
		       struct err *err) MUST_CHECK;
/* The case's models as they stand now, sorted by name; texts live as long as cf. */
int casefile_models(struct casefile *cf, const struct case_model **out, size_t *n,
		    struct err *err) MUST_CHECK;

/*
 * Import is resumable: a source is known by its SHA-256 and model; rows already in are
 * skipped, so that a second import of the same file is a no-op.
 */
struct import_source {
	const char *path; /* base name only is stored */
	unsigned char sha256[SHA256_BYTES];
	const char *format;
	const char *model; /* NULL or "": each record names its own */
};
int casefile_begin_import(struct casefile *cf, const struct import_source *source,
			  bool *complete_already, struct err *err) MUST_CHECK;
/*
 * *added is false when this record of this source was in already. ERR_DATA: this record
 * cannot be taken (no model, or its prompt_id stands for another prompt already) and
 * nothing of it is in the case; the import may go on with the next one.
 */
int casefile_add(struct casefile *cf, const struct record *record, bool *added,
		 struct err *err) MUST_CHECK;
int casefile_end_import(struct casefile *cf, size_t n_good, size_t n_bad,
			struct err *err) MUST_CHECK;

struct case_source { /* what was imported */
	size_t row;  /* of the journal */
	const char *file, *sha256, *format, *model, *utc;
	size_t n_answers, n_good, n_bad;
	bool complete; /* false: the import was interrupted; the same import resumes it */
};
/* In the order of their import; valid until the next import. */
int casefile_sources(struct casefile *cf, const struct case_source **out, size_t *n,
		     struct err *err) MUST_CHECK;

/*
 * The plan of a live case, newest last: its resolved form and that form's hash; `why` is
 * "made" or "extended".
 */
int casefile_put_plan(struct casefile *cf, const char *sha256, const char *why,
		      const char *json, size_t n, struct err *err) MUST_CHECK;
/* The newest; sha256 is "" when the case has none. */
int casefile_get_plan(struct casefile *cf, char sha256[SHA256_HEX], struct buf *resolved,
		      struct err *err) MUST_CHECK;
/* A probe set by its hash, as JSON; once in, no second row. */
int casefile_put_probe_set(struct casefile *cf, const char *name, const char *version,
			   const char *sha256, const char *json, size_t n,
			   struct err *err) MUST_CHECK;
/* Empty when the case has no set of that hash. */
int casefile_get_probe_set(struct casefile *cf, const char *sha256, struct buf *json,
			   struct err *err) MUST_CHECK;

/* One exchange with an endpoint. All of it is redacted before it comes here (I6). */
struct case_attempt {
	size_t row; /* set when read */
	const char *model, *prompt_id;
	long sample;    /* the first one asked for... */
	size_t n_asked; /* ...and how many */
	size_t number;  /* of this item's attempts, from 1 */
	const char *url;
	struct text request, response; /* bodies; empty when read by each_attempt */
	long status;                   /* HTTP's; 0 when none came */
	const char *verdict;           /* "answered", "again", "failed"... */
	const char *why;               /* in words; "" for an answer */
	const char *sent_utc;
	int64_t mono_ms;        /* monotonic clock when it was sent */
	long first_ms, took_ms; /* until the first byte and the last; -1: none came */
	const char *facts;      /* JSON: usage, served model, headers kept, redactions */
};
/*
 * An attempt and the answers that came of it (their raw bytes are the response): all
 * or none of them. Durable once casefile_flush returned 0. ERR_DATA: the prompt_id stands
 * for another prompt in this case.
 */
int casefile_put_attempt(struct casefile *cf, const struct case_attempt *attempt,
			 const struct record *answers, size_t n,
			 struct err *err) MUST_CHECK;
int casefile_flush(struct casefile *cf, struct err *err) MUST_CHECK;

/* Does this id stand for this prompt or for none yet? ERR_DATA: for another. */
int casefile_check_prompt(struct casefile *cf, struct text prompt_id, struct text prompt,
			  struct err *err) MUST_CHECK;

/* Every answer of the case by what it answers, in the order of the rows. */
typedef int case_answer_fn(void *ctx, struct text model, struct text prompt_id,
			   long sample, struct err *err);
int casefile_each_answer(struct casefile *cf, case_answer_fn *take, void *ctx,
			 struct err *err) MUST_CHECK;
/* Every attempt, without its bodies. */
typedef int case_attempt_fn(void *ctx, const struct case_attempt *attempt,
			    struct err *err);
int casefile_each_attempt(struct casefile *cf, case_attempt_fn *take, void *ctx,
			  struct err *err) MUST_CHECK;

/*
 * Answers to sentinels (PLAN_SENTINEL), in the order of their asking, and what their
 * attempts say of who answered.
 */
struct case_sentinel {
	struct text model, answer, utc;
	const char *served_model, *fingerprint; /* "" when not said */
};
typedef int case_sentinel_fn(void *ctx, const struct case_sentinel *sentinel,
			     struct err *err);
int casefile_each_sentinel(struct casefile *cf, case_sentinel_fn *take, void *ctx,
			   struct err *err) MUST_CHECK;

/* All answers of the case into a table (sorted), but for those to sentinels. */
int casefile_answers(struct casefile *cf, struct answers *out,
		     struct err *err) MUST_CHECK;

/* A result ("compare") and what it used, as JSON text; a new chained row. */
int casefile_put_result(struct casefile *cf, const char *kind, const char *json, size_t n,
			struct err *err) MUST_CHECK;
/* The newest result of that kind, or an empty buf when there is none. */
int casefile_get_result(struct casefile *cf, const char *kind, struct buf *out,
			struct err *err) MUST_CHECK;

/* Facts of the case as a whole (name, created, simulation, genre), chained too. */
int casefile_put_note(struct casefile *cf, const char *key, const char *value,
		      struct err *err) MUST_CHECK;
/* Borrowed, "" when absent; valid until the next call. */
const char *casefile_note(struct casefile *cf, const char *key);

/* Hash of the newest row, in hex; all zero for an empty case. */
void casefile_head(struct casefile *cf, char out[SHA256_HEX]);
/* Rows in the journal. */
size_t casefile_n_rows(const struct casefile *cf);
/* The same by kind ("attempt": 12), as members of out; kinds without a row are left out.
 */
int casefile_row_kinds(struct casefile *cf, struct json *out, struct err *err) MUST_CHECK;
/*
 * Was it closed when it was opened here? False while another writer has it open, and
 * after one was killed: rows may lie in a -wal beside it.
 */
bool casefile_is_closed(const struct casefile *cf);
/* The row that has this hash, 0 when there is none: was this head once the case's? */
int casefile_find_hash(struct casefile *cf, const unsigned char hash[SHA256_BYTES],
		       size_t *row, struct err *err) MUST_CHECK;

/*
 * Everything in the file checked: schema, chain, hashes of texts, what rows say of one
 * another, SQLite's own structure. ERR_INTEGRITY names the first row that is wrong.
 */
int casefile_verify(struct casefile *cf, size_t *n_rows, struct err *err) MUST_CHECK;
/*
 * The case as a BagIt folder: data/journal.jsonl with raw bodies, data/prompts.jsonl,
 * data/models.json, data/results/, manifest-sha256.txt. All is verified first and while
 * it is written. The same case gives the same bytes. `dir` must be absent, empty or an
 * earlier export of this case: else ERR_FAIL.
 */
int casefile_export(struct casefile *cf, const char *dir, struct err *err) MUST_CHECK;

/* Counts for `show` and for reports: outcomes of one model, sentinels left out. */
int casefile_outcomes(struct casefile *cf, const char *model, size_t counts[N_OUTCOMES],
		      struct err *err) MUST_CHECK;

#endif

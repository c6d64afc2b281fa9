/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/casefile_private.h: what the files of the case file share, hidden from all
 * others: the kinds of rows, the open database, reading and appending checked rows.
 *
 * Every event is one row of `journal` and one row of the table of its kind, joined by
 * seq. Long or repeated texts lie in `body`, once each. A row's hash is
 *
 *   SHA-256 over the fields: prev, seq, kind, utc, then the kind's columns in order,
 *
 * each as its length (8 bytes, big-endian) and its bytes: hashes as 64 hex digits,
 * integers in decimal, texts as they are, a body as the hex SHA-256 of its contents
 * ("" for none). The first row's prev is 64 zeros.
 */
#ifndef STORE_CASEFILE_PRIVATE_H
#define STORE_CASEFILE_PRIVATE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/pack.h"
#include "store/casefile.h"

#define CASE_APPLICATION_ID 0x41737379 /* "Assy" */
#define CASE_VERSION                                                                     \
	2 /* 1 has no plan, probe_set and attempt; it is read and added to               \
	   */

enum column_type { COLUMN_INT, COLUMN_TEXT, COLUMN_BODY };

struct column {
	const char *name; /* NULL ends the list */
	enum column_type type;
};

#define MAX_COLUMNS 16

enum kind_id {
	KIND_NOTE,
	KIND_MODEL,
	KIND_SOURCE,
	KIND_ANSWER,
	KIND_SOURCE_END,
	KIND_RESULT,
	KIND_PLAN,
	KIND_PROBE_SET,
	KIND_ATTEMPT,
	N_KINDS,
};

struct kind {
	const char *name; /* of the kind and of its table */
	int since;        /* version of the case file that brought it */
	struct column columns[MAX_COLUMNS + 1];
};
extern const struct kind case_kinds[N_KINDS];
size_t kind_n_columns(const struct kind *kind);

/* Columns by name, in the order of case_kinds. */
enum { NOTE_KEY, NOTE_VALUE };
enum {
	MODEL_NAME,
	MODEL_ROLE,
	MODEL_VENDOR,
	MODEL_FAMILY,
	MODEL_BASE,
	MODEL_RELEASED,
	MODEL_TAUGHT_BY,
	MODEL_RELATION,
	MODEL_CONFIDENCE,
	MODEL_NOTE
};
enum { SOURCE_FILE, SOURCE_SHA256, SOURCE_FORMAT, SOURCE_MODEL };
enum {
	ANSWER_SOURCE,
	ANSWER_LINE,
	ANSWER_MODEL,
	ANSWER_PROMPT_ID,
	ANSWER_PROMPT,
	ANSWER_SAMPLE,
	ANSWER_OUTCOME,
	ANSWER_ANSWER,
	ANSWER_REASONING,
	ANSWER_EXTRA,
	ANSWER_RAW,
	ANSWER_N_REPLACED
};
enum { END_SOURCE, END_N_GOOD, END_N_BAD };
enum { RESULT_WHAT, RESULT_BODY };
enum { PLAN_SHA256, PLAN_WHY, PLAN_RESOLVED };
enum { SET_NAME, SET_VERSION, SET_SHA256, SET_BODY };
enum {
	ATTEMPT_MODEL,
	ATTEMPT_PROMPT_ID,
	ATTEMPT_SAMPLE,
	ATTEMPT_N_ASKED,
	ATTEMPT_NUMBER,
	ATTEMPT_URL,
	ATTEMPT_REQUEST,
	ATTEMPT_STATUS,
	ATTEMPT_RESPONSE,
	ATTEMPT_VERDICT,
	ATTEMPT_WHY,
	ATTEMPT_SENT,
	ATTEMPT_MONO_MS,
	ATTEMPT_FIRST_MS,
	ATTEMPT_TOOK_MS,
	ATTEMPT_FACTS
};

struct cell {
	int64_t number; /* COLUMN_INT its value; COLUMN_BODY the body's id, 0 for none */
	struct text text;                   /* COLUMN_TEXT */
	unsigned char sha256[SHA256_BYTES]; /* COLUMN_BODY with number > 0 */
};

struct case_row {
	int64_t seq;
	enum kind_id kind;
	struct text utc;
	struct cell cells[MAX_COLUMNS];
	unsigned char prev[SHA256_BYTES], hash[SHA256_BYTES];
};

struct prompt_map; /* casefile_import.c */

struct resumed { /* an answer that an interrupted import had put in */
	int64_t line;
	unsigned char raw[SHA256_BYTES];
};

struct importing {
	int64_t source; /* its row; 0: no import is going on */
	char *model;    /* "": each record names its own */
	struct resumed *resumed;
	size_t n_resumed, at;
};

struct case_note {
	const char *key, *value;
};

struct model_counts {
	const char *name;
	size_t n[N_OUTCOMES];
};

struct casefile {
	sqlite3 *db;
	char *path;
	enum casefile_mode mode;
	int lock_fd;            /* held for writing; -1 otherwise */
	bool is_open_elsewhere; /* or was left so by a writer that was killed */
	bool fresh;             /* no schema yet: it comes with the first row */
	int version;            /* of the file as it stands */
	bool made_file;         /* the file was not there when it was opened */
	bool in_group;          /* rows are waiting for their commit */
	bool holding;           /* more rows belong to those: no commit between */
	bool committed;         /* at least one group */
	bool broken;            /* a write failed: nothing more is taken */
	size_t group_rows;
	int64_t group_began_ms;
	int64_t seq; /* of the newest row */
	unsigned char head[SHA256_BYTES];
	sqlite3_stmt *get_journal, *get_row[N_KINDS], *get_body, *get_body_hash;
	sqlite3_stmt *put_journal, *put_row[N_KINDS], *put_body, *find_body, *put_head;
	struct arena arena;        /* names, facts, notes: as long as cf */
	struct case_model *models; /* sorted by name */
	size_t n_models, cap_models;
	struct case_note *notes;
	size_t n_notes, cap_notes;
	struct case_source *sources; /* in the order of their rows */
	size_t n_sources, cap_sources;
	struct model_counts *counts; /* NULL: not known, or not any more */
	size_t n_counts;
	struct prompt_map *prompts;
	struct importing importing;
	struct packer *packer; /* use case_packer() */
};

/* casefile_sql.c: one line each around SQLite. -1 sets err from SQLite's code. */
int case_sql_fail(struct casefile *cf, int code, const char *doing, struct err *err);
int case_exec(struct casefile *cf, const char *sql, struct err *err) MUST_CHECK;
int case_prepare(struct casefile *cf, sqlite3_stmt **stmt, const char *sql,
		 struct err *err) MUST_CHECK;
/* 1: a row, 0: done (and reset), -1: failed (and reset). */
int case_step(struct casefile *cf, sqlite3_stmt *stmt, const char *doing,
	      struct err *err) MUST_CHECK;
/* A statement that returns one integer. */
int case_integer(struct casefile *cf, const char *sql, int64_t *out,
		 struct err *err) MUST_CHECK;
int case_damaged(const struct casefile *cf, struct err *err, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
struct text case_column_text(sqlite3_stmt *stmt, int column);
/* False when the column is not a hash. */
bool case_column_hash(sqlite3_stmt *stmt, int column, unsigned char out[SHA256_BYTES]);

/* casefile_schema.c */
int case_schema_make(struct casefile *cf, struct err *err) MUST_CHECK;
/* The tables that an older version lacks. */
int case_schema_upgrade(struct casefile *cf, struct err *err) MUST_CHECK;
/* Does the file, as it stands, have a table for this kind? */
bool case_has_kind(const struct casefile *cf, enum kind_id kind);
/* Exactly the schema of its version, and not a table or trigger more. Sets version. */
int case_schema_check(struct casefile *cf, struct err *err) MUST_CHECK;

/* casefile_rows.c: reading. Texts of a row live until the next row of its kind is read.
 */
void case_row_hash(const struct case_row *row, unsigned char out[SHA256_BYTES]);
/* The row of that seq, its own hash checked. */
int case_row_read(struct casefile *cf, int64_t seq, struct case_row *row,
		  struct err *err) MUST_CHECK;
typedef int case_row_fn(void *ctx, const struct case_row *row, struct err *err);
/* Every row in order, the chain and the head checked on the way. */
int case_walk(struct casefile *cf, case_row_fn *take, void *ctx,
	      struct err *err) MUST_CHECK;
/* Rows of one kind in order, each row's own hash checked. */
int case_each(struct casefile *cf, enum kind_id kind, case_row_fn *take, void *ctx,
	      struct err *err) MUST_CHECK;
/* A row that is still being read keeps SQLite's lock, and WAL from being entered. */
void case_reads_end(struct casefile *cf);
struct packer *case_packer(struct casefile *cf);
/* The contents of a body cell, its hash checked; nothing for no body. */
int case_body_read(struct casefile *cf, const struct cell *cell, struct buf *out,
		   struct err *err) MUST_CHECK;

/* casefile_append.c: writing. */
/* Fill a cell with a text of its own; owned by the caller's text. */
struct cell case_int(int64_t number);
struct cell case_text(const char *text); /* NULL is "" */
struct cell case_textn(struct text text);
/* Put a text into `body` unless it is there; an empty text is no body. */
int case_body_put(struct casefile *cf, struct text text, struct cell *out,
		  struct err *err) MUST_CHECK;
int case_append(struct casefile *cf, enum kind_id kind, const struct cell *cells,
		struct err *err) MUST_CHECK;
int case_commit(struct casefile *cf, struct err *err) MUST_CHECK;
void case_rollback(struct casefile *cf);

/* casefile_state.c: what the rows add up to, kept in memory. */
int case_append_source(struct casefile *cf, const struct import_source *source,
		       struct err *err) MUST_CHECK;
int case_append_source_end(struct casefile *cf, size_t row, size_t n_good, size_t n_bad,
			   struct err *err) MUST_CHECK;
/* NULL when the case has no such model. */
const struct case_model *case_find_model(const struct casefile *cf, const char *name);
/* Copies both texts. */
void case_note_set(struct casefile *cf, const char *key, const char *value);
int case_state_load(struct casefile *cf, struct err *err) MUST_CHECK;
void case_state_clear(struct casefile *cf);
void case_counts_forget(struct casefile *cf);

/* casefile_import.c */
/* The answer's bodies and its row. `source`: the row it belongs to; `raw` may be a body
 * that is in already (number > 0), else record->raw is put. */
int case_answer_append(struct casefile *cf, const struct record *record,
		       struct text model, int64_t source, const struct cell *raw,
		       struct err *err) MUST_CHECK;
/* A model that nobody introduced is background until somebody says more of it. */
int case_model_introduce(struct casefile *cf, struct text name,
			 struct err *err) MUST_CHECK;
/* May this prompt_id stand for this prompt (its hash)? ERR_DATA when it is another's. */
int case_prompt_check(struct casefile *cf, struct text prompt_id, struct text prompt,
		      struct err *err) MUST_CHECK;
void case_prompt_keep(struct casefile *cf, struct text prompt_id, struct text prompt);
void case_import_clear(struct casefile *cf);

#endif

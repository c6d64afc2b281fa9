/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifying: what the rows say, in their order, so that the first wrong row is named;
 * then what lies beside the rows; then SQLite's own structure.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/casefile_private.h"

struct verifying {
	struct casefile *cf;
	bool *checked; /* by body id */
	size_t n_bodies, n_checked;
	bool *is_source, *is_ended; /* by row */
	uint64_t *attempt;          /* by row: whose attempt it is; 0: none */
	struct buf scratch;
};

static int bodies_check(struct verifying *verifying, const struct case_row *row,
			struct err *err)
{
	const struct kind *kind = &case_kinds[row->kind];

	for (size_t i = 0; kind->columns[i].name; i++) {
		const struct cell *cell = &row->cells[i];

		if (kind->columns[i].type != COLUMN_BODY || !cell->number)
			continue;
		if (cell->number < 0 || (size_t)cell->number > verifying->n_bodies)
			return case_damaged(verifying->cf, err,
					    "row %" PRId64 " (%s) names text %" PRId64
					    ", which is none of its texts",
					    row->seq, kind->name, cell->number);
		if (verifying->checked[cell->number])
			continue;
		buf_reset(&verifying->scratch);
		if (case_body_read(verifying->cf, cell, &verifying->scratch, err))
			return err_prefix(err, "row %" PRId64 " (%s, %s)", row->seq,
					  kind->name, kind->columns[i].name);
		verifying->checked[cell->number] = true;
		verifying->n_checked++;
	}
	return 0;
}

/* Does the row name an import that had begun and not ended? */
static int source_check(struct verifying *verifying, const struct case_row *row,
			const struct cell *cell, struct err *err)
{
	if (cell->number < 1 || cell->number >= row->seq ||
	    !verifying->is_source[cell->number] || verifying->is_ended[cell->number])
		return case_damaged(verifying->cf, err,
				    "row %" PRId64
				    " (%s) belongs to no import that was open and to no "
				    "attempt at its prompt",
				    row->seq, case_kinds[row->kind].name);
	return 0;
}

static uint64_t attempt_key(struct text model, struct text prompt_id)
{
	return hash_pair(hash_bytes(model.data, model.len),
			 hash_bytes(prompt_id.data, prompt_id.len)) |
	       1;
}

/* Does the answer belong to an attempt at just this prompt with just this model? */
static bool is_of_attempt(const struct verifying *verifying, const struct case_row *row)
{
	const struct cell *cells = row->cells;
	int64_t source = cells[ANSWER_SOURCE].number;

	return source >= 1 && source < row->seq &&
	       verifying->attempt[source] == attempt_key(cells[ANSWER_MODEL].text,
							 cells[ANSWER_PROMPT_ID].text);
}

static int answer_check(struct verifying *verifying, const struct case_row *row,
			struct err *err)
{
	const struct text name = row->cells[ANSWER_MODEL].text;
	char *model;
	bool known;

	if (!is_of_attempt(verifying, row) &&
	    source_check(verifying, row, &row->cells[ANSWER_SOURCE], err))
		return -1;
	model = mem_dup(name.data, name.len);
	known = strlen(model) == name.len && case_find_model(verifying->cf, model);
	mem_free(model);
	if (!known)
		return case_damaged(verifying->cf, err,
				    "row %" PRId64 " (answer) is of no model of the case",
				    row->seq);
	return 0;
}

static int row_check(void *ctx, const struct case_row *row, struct err *err)
{
	struct verifying *verifying = ctx;

	if (bodies_check(verifying, row, err))
		return -1;
	if (row->kind == KIND_SOURCE)
		verifying->is_source[row->seq] = true;
	if (row->kind == KIND_ATTEMPT)
		verifying->attempt[row->seq] =
			attempt_key(row->cells[ATTEMPT_MODEL].text,
				    row->cells[ATTEMPT_PROMPT_ID].text);
	if (row->kind == KIND_ANSWER)
		return answer_check(verifying, row, err);
	if (row->kind == KIND_SOURCE_END) {
		if (source_check(verifying, row, &row->cells[END_SOURCE], err))
			return -1;
		verifying->is_ended[row->cells[END_SOURCE].number] = true;
	}
	return 0;
}

/* Texts that no row names, and ids with gaps. */
static int spare_bodies_check(struct verifying *verifying, struct err *err)
{
	int64_t n = 0;

	if (case_integer(verifying->cf, "SELECT count(*) FROM body", &n, err))
		return -1;
	if ((uint64_t)n != verifying->n_checked ||
	    verifying->n_checked != verifying->n_bodies)
		return case_damaged(verifying->cf, err,
				    "it holds %" PRId64
				    " texts, its rows name %zu and its head %zu",
				    n, verifying->n_checked, verifying->n_bodies);
	if (case_integer(verifying->cf, "SELECT count(*) FROM head", &n, err))
		return -1;
	if (n != 1)
		return case_damaged(verifying->cf, err, "it has %" PRId64 " heads", n);
	return 0;
}

static int structure_check(struct casefile *cf, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	struct text said;
	char shown[TEXT_SHOWN];
	int rc = -1;
	int got;

	if (case_prepare(cf, &stmt, "PRAGMA integrity_check(1)", err))
		return -1;
	got = case_step(cf, stmt, "checking its structure", err);
	if (got > 0) {
		said = case_column_text(stmt, 0);
		rc = said.len == 2 && !memcmp(said.data, "ok", 2)
			     ? 0
			     : case_damaged(cf, err, "its structure is broken: %s",
					    text_shown(said, shown));
	} else if (got == 0) {
		case_damaged(cf, err, "its structure cannot be checked");
	}
	(void)sqlite3_finalize(stmt);
	return rc;
}

/*
 * Numbers that a hostile file gives are first held against what is in it, so that memory
 * is only taken in proportion to the file.
 */
static int counts_check(struct casefile *cf, size_t *n_bodies, struct err *err)
{
	int64_t n_rows = 0;
	int64_t largest = 0;
	int64_t n = 0;

	if (case_integer(cf, "SELECT count(*) FROM journal", &n_rows, err) ||
	    case_integer(cf, "SELECT coalesce(max(id), 0) FROM body", &largest, err) ||
	    case_integer(cf, "SELECT count(*) FROM body", &n, err))
		return -1;
	if (largest != n)
		return case_damaged(cf, err,
				    "it holds %" PRId64
				    " texts, the last of them is %" PRId64,
				    n, largest);
	/* Which row is missing, case_walk tells. */
	if (n_rows < cf->seq)
		return case_walk(cf, NULL, NULL, err)
			       ? -1
			       : case_damaged(cf, err, "rows are missing");
	*n_bodies = (size_t)n;
	return 0;
}

int casefile_verify(struct casefile *cf, size_t *n_rows, struct err *err)
{
	struct verifying verifying = {.cf = cf};
	int rc = -1;

	*n_rows = 0;
	if (cf->fresh)
		return 0;
	if (case_schema_check(cf, err) || counts_check(cf, &verifying.n_bodies, err))
		return -1;
	verifying.checked = MEM_ARRAY(verifying.n_bodies + 1, bool);
	verifying.is_source = MEM_ARRAY((size_t)cf->seq + 1, bool);
	verifying.is_ended = MEM_ARRAY((size_t)cf->seq + 1, bool);
	verifying.attempt = MEM_ARRAY((size_t)cf->seq + 1, uint64_t);
	if (case_walk(cf, row_check, &verifying, err) ||
	    spare_bodies_check(&verifying, err) || structure_check(cf, err))
		goto done;
	*n_rows = (size_t)cf->seq;
	rc = 0;
done:
	mem_free(verifying.checked);
	mem_free(verifying.is_source);
	mem_free(verifying.is_ended);
	mem_free(verifying.attempt);
	buf_clear(&verifying.scratch);
	return rc;
}

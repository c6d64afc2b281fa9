/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows are taken in groups: one transaction of up to GROUP_ROWS rows or GROUP_MS, with
 * the new head in it. So a kill leaves the rows up to the last group, chain and head in
 * agreement (I1), and the disk is asked to sync once a group, not once a row.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/version.h"
#include "store/casefile_private.h"

#define GROUP_ROWS 512
#define GROUP_MS 200
/* Below this zstd's frame costs more time than it saves room. */
#define PACK_FROM 512

struct cell case_int(int64_t number)
{
	return (struct cell){.number = number};
}

struct cell case_textn(struct text text)
{
	return (struct cell){.text = text};
}

struct cell case_text(const char *text)
{
	return case_textn((struct text){text ? text : "", text ? strlen(text) : 0});
}

void case_rollback(struct casefile *cf)
{
	if (cf->in_group)
		(void)sqlite3_exec(cf->db, "ROLLBACK", NULL, NULL, NULL);
	cf->in_group = false;
}

/* After a failed write what is in memory is ahead of the file: take nothing more. */
static int write_failed(struct casefile *cf)
{
	case_rollback(cf);
	cf->broken = true;
	return -1;
}

static int insert_statement(struct casefile *cf, enum kind_id kind, struct err *err)
{
	struct buf sql = BUF_INIT;
	int rc;

	if (cf->put_row[kind])
		return 0;
	buf_printf(&sql, "INSERT INTO %s VALUES(?", case_kinds[kind].name);
	for (size_t i = 0; case_kinds[kind].columns[i].name; i++)
		buf_str_add(&sql, ", ?");
	buf_str_add(&sql, ")");
	rc = case_prepare(cf, &cf->put_row[kind], buf_str(&sql), err);
	buf_clear(&sql);
	return rc;
}

static int cells_insert(struct casefile *cf, const struct case_row *row, struct err *err)
{
	const struct kind *kind = &case_kinds[row->kind];
	sqlite3_stmt *stmt;

	if (insert_statement(cf, row->kind, err))
		return -1;
	stmt = cf->put_row[row->kind];
	(void)sqlite3_bind_int64(stmt, 1, row->seq);
	for (int i = 0; kind->columns[i].name; i++) {
		const struct cell *cell = &row->cells[i];

		if (kind->columns[i].type == COLUMN_TEXT)
			(void)sqlite3_bind_text64(
				stmt, i + 2, cell->text.len ? cell->text.data : "",
				cell->text.len, SQLITE_STATIC, SQLITE_UTF8);
		else if (kind->columns[i].type == COLUMN_BODY && !cell->number)
			(void)sqlite3_bind_null(stmt, i + 2);
		else
			(void)sqlite3_bind_int64(stmt, i + 2, cell->number);
	}
	return case_step(cf, stmt, "writing a row", err);
}

static int journal_insert(struct casefile *cf, const struct case_row *row,
			  struct err *err)
{
	const char *kind = case_kinds[row->kind].name;
	sqlite3_stmt *stmt;

	if (!cf->put_journal &&
	    case_prepare(cf, &cf->put_journal,
			 "INSERT INTO journal VALUES(?, ?, ?, ?, ?)", err))
		return -1;
	stmt = cf->put_journal;
	(void)sqlite3_bind_int64(stmt, 1, row->seq);
	(void)sqlite3_bind_text(stmt, 2, kind, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(stmt, 3, row->utc.data, (int)row->utc.len, SQLITE_STATIC);
	(void)sqlite3_bind_blob(stmt, 4, row->prev, SHA256_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_blob(stmt, 5, row->hash, SHA256_BYTES, SQLITE_STATIC);
	return case_step(cf, stmt, "writing a row", err);
}

/* One more row in the group that is open. */
static int row_put(struct casefile *cf, enum kind_id kind, const struct cell *cells,
		   struct err *err)
{
	struct case_row row = {.kind = kind};
	char utc[CLOCK_UTC];

	(void)clock_utc(clock_wall_ms(), utc);
	row.seq = cf->seq + 1;
	row.utc = (struct text){utc, strlen(utc)};
	memcpy(row.cells, cells, kind_n_columns(&case_kinds[kind]) * sizeof(*cells));
	memcpy(row.prev, cf->head, SHA256_BYTES);
	case_row_hash(&row, row.hash);
	if (journal_insert(cf, &row, err) || cells_insert(cf, &row, err))
		return -1;
	cf->seq = row.seq;
	memcpy(cf->head, row.hash, SHA256_BYTES);
	cf->group_rows++;
	return 0;
}

/* Which assay wrote the rows that follow. */
static int tool_row(struct casefile *cf, struct err *err)
{
	struct cell cells[MAX_COLUMNS];
	char tool[128];

	(void)snprintf(tool, sizeof(tool), "assay %.40s (%.60s)", version_number(),
		       version_commit());
	if (!strcmp(casefile_note(cf, "written by"), tool))
		return 0;
	cells[NOTE_KEY] = case_text("written by");
	cells[NOTE_VALUE] = case_text(tool);
	if (row_put(cf, KIND_NOTE, cells, err))
		return -1;
	case_note_set(cf, "written by", tool);
	return 0;
}

static int group_begin(struct casefile *cf, struct err *err)
{
	if (cf->broken)
		return err_set(
			err, ERR_FAIL,
			"%.300s: an earlier write failed, so nothing more is taken",
			cf->path);
	if (cf->in_group)
		return 0;
	case_reads_end(cf);
	/* Not every file system can do WAL; the rollback journal is as durable. */
	if (!sqlite3_db_readonly(cf->db, "main"))
		(void)sqlite3_exec(cf->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	if (case_exec(cf, "BEGIN IMMEDIATE", err))
		return write_failed(cf);
	cf->in_group = true;
	cf->group_rows = 0;
	cf->group_began_ms = clock_mono_ms();
	if (cf->fresh && case_schema_make(cf, err))
		return write_failed(cf);
	cf->fresh = false;
	if (cf->version < CASE_VERSION && case_schema_upgrade(cf, err))
		return write_failed(cf);
	return tool_row(cf, err) ? write_failed(cf) : 0;
}

static int head_put(struct casefile *cf, struct err *err)
{
	if (!cf->put_head && case_prepare(cf, &cf->put_head,
					  "INSERT OR REPLACE INTO head(id, n_rows, "
					  "n_bodies, hash) VALUES(1, ?, "
					  "(SELECT coalesce(max(id), 0) FROM body), ?)",
					  err))
		return -1;
	(void)sqlite3_bind_int64(cf->put_head, 1, cf->seq);
	(void)sqlite3_bind_blob(cf->put_head, 2, cf->head, SHA256_BYTES, SQLITE_STATIC);
	return case_step(cf, cf->put_head, "writing the head", err);
}

int case_commit(struct casefile *cf, struct err *err)
{
	if (!cf->in_group)
		return 0;
	if (head_put(cf, err) || case_exec(cf, "COMMIT", err))
		return write_failed(cf);
	cf->in_group = false;
	cf->committed = true;
	return 0;
}

static int body_find(struct casefile *cf, struct cell *cell, struct err *err)
{
	int got;

	if (!cf->find_body &&
	    case_prepare(cf, &cf->find_body, "SELECT id FROM body WHERE sha256=?", err))
		return -1;
	(void)sqlite3_bind_blob(cf->find_body, 1, cell->sha256, SHA256_BYTES,
				SQLITE_STATIC);
	got = case_step(cf, cf->find_body, "looking for a text", err);
	if (got > 0) {
		cell->number = sqlite3_column_int64(cf->find_body, 0);
		(void)sqlite3_reset(cf->find_body);
	}
	return got < 0 ? -1 : 0;
}

static int body_insert(struct casefile *cf, struct text text, struct cell *cell,
		       struct err *err)
{
	struct buf packed = BUF_INIT;
	bool smaller;
	int rc;

	if (!cf->put_body && case_prepare(cf, &cf->put_body,
					  "INSERT INTO body(sha256, size, packed, bytes) "
					  "VALUES(?, ?, ?, ?)",
					  err))
		return -1;
	if (text.len >= PACK_FROM)
		packer_pack(case_packer(cf), text.data, text.len, &packed);
	smaller = packed.len && packed.len < text.len;
	(void)sqlite3_bind_blob(cf->put_body, 1, cell->sha256, SHA256_BYTES,
				SQLITE_STATIC);
	(void)sqlite3_bind_int64(cf->put_body, 2, (int64_t)text.len);
	(void)sqlite3_bind_int64(cf->put_body, 3, smaller);
	rc = sqlite3_bind_blob64(cf->put_body, 4, smaller ? packed.data : text.data,
				 smaller ? packed.len : text.len, SQLITE_STATIC);
	if (rc != SQLITE_OK)
		rc = err_set(
			err, ERR_FAIL,
			"%.300s: a text of %zu bytes is more than a case file can hold",
			cf->path, text.len);
	else
		rc = case_step(cf, cf->put_body, "writing a text", err);
	cell->number = sqlite3_last_insert_rowid(cf->db);
	(void)sqlite3_clear_bindings(cf->put_body);
	buf_clear(&packed);
	return rc;
}

int case_body_put(struct casefile *cf, struct text text, struct cell *out,
		  struct err *err)
{
	*out = (struct cell){0};
	if (!text.len)
		return 0;
	if (group_begin(cf, err))
		return -1;
	sha256_of(text.data, text.len, out->sha256);
	if (body_find(cf, out, err))
		return write_failed(cf);
	if (!out->number && body_insert(cf, text, out, err))
		return write_failed(cf);
	return 0;
}

int case_append(struct casefile *cf, enum kind_id kind, const struct cell *cells,
		struct err *err)
{
	if (group_begin(cf, err))
		return -1;
	if (row_put(cf, kind, cells, err))
		return write_failed(cf);
	if (!cf->holding && (cf->group_rows >= GROUP_ROWS ||
			     clock_mono_ms() - cf->group_began_ms >= GROUP_MS))
		return case_commit(cf, err);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/casefile_private.h"

const struct kind case_kinds[N_KINDS] = {
	[KIND_NOTE] = {"note", 1, {{"key", COLUMN_TEXT}, {"value", COLUMN_TEXT}}},
	[KIND_MODEL] = {"model",
			1,
			{{"name", COLUMN_TEXT},
			 {"role", COLUMN_TEXT},
			 {"vendor", COLUMN_TEXT},
			 {"family", COLUMN_TEXT},
			 {"base", COLUMN_TEXT},
			 {"released", COLUMN_TEXT},
			 {"taught_by", COLUMN_TEXT},
			 {"relation", COLUMN_TEXT},
			 {"confidence", COLUMN_TEXT},
			 {"note", COLUMN_TEXT}}},
	[KIND_SOURCE] = {"source",
			 1,
			 {{"file", COLUMN_TEXT},
			  {"file_sha256", COLUMN_TEXT},
			  {"format", COLUMN_TEXT},
			  {"model", COLUMN_TEXT}}},
	[KIND_ANSWER] = {"answer",
			 1,
			 {{"source", COLUMN_INT},
			  {"line", COLUMN_INT},
			  {"model", COLUMN_TEXT},
			  {"prompt_id", COLUMN_TEXT},
			  {"prompt", COLUMN_BODY},
			  {"sample", COLUMN_INT},
			  {"outcome", COLUMN_TEXT},
			  {"answer", COLUMN_BODY},
			  {"reasoning", COLUMN_BODY},
			  {"extra", COLUMN_BODY},
			  {"raw", COLUMN_BODY},
			  {"n_replaced", COLUMN_INT}}},
	[KIND_SOURCE_END] = {"source_end",
			     1,
			     {{"source", COLUMN_INT},
			      {"n_good", COLUMN_INT},
			      {"n_bad", COLUMN_INT}}},
	[KIND_RESULT] = {"result", 1, {{"what", COLUMN_TEXT}, {"body", COLUMN_BODY}}},
	[KIND_PLAN] = {"plan",
		       2,
		       {{"plan_sha256", COLUMN_TEXT},
			{"why", COLUMN_TEXT},
			{"resolved", COLUMN_BODY}}},
	[KIND_PROBE_SET] = {"probe_set",
			    2,
			    {{"name", COLUMN_TEXT},
			     {"version", COLUMN_TEXT},
			     {"set_sha256", COLUMN_TEXT},
			     {"body", COLUMN_BODY}}},
	[KIND_ATTEMPT] = {"attempt",
			  2,
			  {{"model", COLUMN_TEXT},
			   {"prompt_id", COLUMN_TEXT},
			   {"sample", COLUMN_INT},
			   {"n_asked", COLUMN_INT},
			   {"number", COLUMN_INT},
			   {"url", COLUMN_TEXT},
			   {"request", COLUMN_BODY},
			   {"status", COLUMN_INT},
			   {"response", COLUMN_BODY},
			   {"verdict", COLUMN_TEXT},
			   {"why", COLUMN_TEXT},
			   {"sent", COLUMN_TEXT},
			   {"mono_ms", COLUMN_INT},
			   {"first_ms", COLUMN_INT},
			   {"took_ms", COLUMN_INT},
			   {"facts", COLUMN_TEXT}}},
};

size_t kind_n_columns(const struct kind *kind)
{
	size_t n = 0;

	while (kind->columns[n].name)
		n++;
	return n;
}

/* In the order in which they are made; the UNIQUE brings the one index. */
struct table {
	const char *type, *name, *of, *sql;
};
static const struct table fixed_tables[] = {
	{"table", "journal", "journal",
	 "CREATE TABLE journal(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, utc TEXT NOT "
	 "NULL, "
	 "prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT"},
	{"table", "body", "body",
	 "CREATE TABLE body(id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, "
	 "size INTEGER NOT NULL, packed INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT"},
	{"index", "sqlite_autoindex_body_1", "body", ""},
	{"table", "head", "head",
	 "CREATE TABLE head(id INTEGER PRIMARY KEY, n_rows INTEGER NOT NULL, "
	 "n_bodies INTEGER NOT NULL, hash BLOB NOT NULL) STRICT"},
};
#define N_FIXED (sizeof(fixed_tables) / sizeof(*fixed_tables))

static void kind_sql(const struct kind *kind, struct buf *out)
{
	static const char *const types[] = {
		[COLUMN_INT] = "INTEGER NOT NULL",
		[COLUMN_TEXT] = "TEXT NOT NULL",
		[COLUMN_BODY] = "INTEGER REFERENCES body(id)",
	};

	buf_printf(out, "CREATE TABLE %s(seq INTEGER PRIMARY KEY REFERENCES journal(seq)",
		   kind->name);
	for (const struct column *column = kind->columns; column->name; column++)
		buf_printf(out, ", %s %s", column->name, types[column->type]);
	buf_str_add(out, ") STRICT");
}

bool case_has_kind(const struct casefile *cf, enum kind_id kind)
{
	return !cf->fresh && case_kinds[kind].since <= cf->version;
}

/* Run `sql`, then make the tables that came after version `since`. */
static int tables_make(struct casefile *cf, struct buf *sql, int since, struct err *err)
{
	int rc;

	buf_printf(sql, "PRAGMA user_version=%d", CASE_VERSION);
	for (size_t i = 0; i < N_KINDS; i++) {
		if (case_kinds[i].since <= since)
			continue;
		buf_str_add(sql, "; ");
		kind_sql(&case_kinds[i], sql);
	}
	rc = sqlite3_exec(cf->db, buf_str(sql), NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return case_sql_fail(cf, rc, "making the tables", err);
	cf->version = CASE_VERSION;
	return 0;
}

int case_schema_make(struct casefile *cf, struct err *err)
{
	struct buf sql = BUF_INIT;
	int rc;

	buf_printf(&sql, "PRAGMA application_id=%d; ", CASE_APPLICATION_ID);
	for (size_t i = 0; i < N_FIXED; i++)
		buf_printf(&sql, "%s; ", fixed_tables[i].sql);
	rc = tables_make(cf, &sql, 0, err);
	buf_clear(&sql);
	return rc;
}

int case_schema_upgrade(struct casefile *cf, struct err *err)
{
	struct buf sql = BUF_INIT;
	int rc = tables_make(cf, &sql, cf->version, err);

	buf_clear(&sql);
	return rc;
}

static bool column_is(sqlite3_stmt *stmt, int column, const char *expected)
{
	struct text text = case_column_text(stmt, column);

	return text.len == strlen(expected) && !memcmp(text.data, expected, text.len);
}

static int table_check(struct casefile *cf, sqlite3_stmt *stmt, const struct table *table,
		       struct err *err)
{
	int got = case_step(cf, stmt, "reading the schema", err);

	if (got < 0)
		return -1;
	if (!got)
		return case_damaged(cf, err, "its schema lacks the %s %s", table->type,
				    table->name);
	if (!column_is(stmt, 0, table->type) || !column_is(stmt, 1, table->name) ||
	    !column_is(stmt, 2, table->of) || !column_is(stmt, 3, table->sql))
		return case_damaged(cf, err, "its schema is not assay's at the %s %s",
				    table->type, table->name);
	return 0;
}

static int tables_check(struct casefile *cf, sqlite3_stmt *stmt, int version,
			struct err *err)
{
	struct buf sql = BUF_INIT;
	int rc = 0;

	for (size_t i = 0; i < N_FIXED && !rc; i++)
		rc = table_check(cf, stmt, &fixed_tables[i], err);
	for (size_t i = 0; i < N_KINDS && !rc; i++) {
		const char *name = case_kinds[i].name;

		if (case_kinds[i].since > version)
			continue;
		buf_reset(&sql);
		kind_sql(&case_kinds[i], &sql);
		rc = table_check(cf, stmt,
				 &(struct table){"table", name, name, buf_str(&sql)},
				 err);
	}
	buf_clear(&sql);
	if (rc)
		return -1;
	rc = case_step(cf, stmt, "reading the schema", err);
	if (rc > 0)
		return case_damaged(cf, err,
				    "its schema holds more than assay put there");
	return rc;
}

int case_schema_check(struct casefile *cf, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t application = 0;
	int64_t version = 0;
	int rc = -1;

	if (case_integer(cf, "PRAGMA application_id", &application, err) ||
	    case_integer(cf, "PRAGMA user_version", &version, err))
		return -1;
	if (case_prepare(
		    cf, &stmt,
		    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid",
		    err))
		return -1;
	rc = tables_check(cf, stmt, version == 1 ? 1 : CASE_VERSION, err);
	(void)sqlite3_finalize(stmt);
	if (rc && application != CASE_APPLICATION_ID)
		return err_set(err, ERR_FAIL, "%.300s is a database, but not a case file",
			       cf->path);
	if (rc && version > CASE_VERSION && version < 1000)
		return err_set(
			err, ERR_FAIL,
			"%.300s was made by a newer assay (case version %d, this one "
			"reads %d): use that one",
			cf->path, (int)version, CASE_VERSION);
	if (rc)
		return -1;
	if (application != CASE_APPLICATION_ID || version < 1 || version > CASE_VERSION)
		return case_damaged(cf, err,
				    "its header does not say that it is a case file");
	cf->version = (int)version;
	return 0;
}

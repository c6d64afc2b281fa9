/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "store/casefile_private.h"

/* What a user can do about an error of SQLite's. */
static const struct advice {
	int code;
	enum err_kind kind;
	const char *text;
} advices[] = {
	{SQLITE_FULL, ERR_ENV,
	 "the disk is full; free some space and run the command again"},
	{SQLITE_IOERR, ERR_ENV,
	 "the disk or folder refuses; check space, quota and the medium"},
	{SQLITE_CANTOPEN, ERR_ENV, "the folder must be there and be writable for this"},
	{SQLITE_READONLY, ERR_ENV, "it cannot be written; copy it to a writable folder"},
	{SQLITE_PERM, ERR_ENV, "permission is missing"},
	{SQLITE_AUTH, ERR_ENV, "permission is missing"},
	{SQLITE_NOMEM, ERR_ENV, "memory ran out"},
	{SQLITE_BUSY, ERR_FAIL, "another program is using it; wait until that one ends"},
	{SQLITE_LOCKED, ERR_FAIL,
	 "another program is using it; wait until that one ends"},
};

int case_sql_fail(struct casefile *cf, int code, const char *doing, struct err *err)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(*advices); i++)
		if (advices[i].code == (code & 0xff))
			return err_set(err, advices[i].kind, "%.300s: %s failed (%s): %s",
				       cf->path, doing, sqlite3_errmsg(cf->db),
				       advices[i].text);
	return case_damaged(cf, err, "%s failed (%s)", doing, sqlite3_errmsg(cf->db));
}

int case_damaged(const struct casefile *cf, struct err *err, const char *fmt, ...)
{
	char what[600];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(
		err, ERR_INTEGRITY,
		"%.300s is damaged or was changed: %s; keep it as it is and go back to "
		"a copy of it",
		cf->path, what);
}

int case_exec(struct casefile *cf, const char *sql, struct err *err)
{
	int code = sqlite3_exec(cf->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : case_sql_fail(cf, code, sql, err);
}

int case_prepare(struct casefile *cf, sqlite3_stmt **stmt, const char *sql,
		 struct err *err)
{
	int code = sqlite3_prepare_v3(cf->db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt,
				      NULL);

	return code == SQLITE_OK ? 0 : case_sql_fail(cf, code, "reading its tables", err);
}

int case_step(struct casefile *cf, sqlite3_stmt *stmt, const char *doing, struct err *err)
{
	int code = sqlite3_step(stmt);
	int rc = 0;

	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		rc = case_sql_fail(cf, code, doing, err);
	(void)sqlite3_reset(stmt);
	return rc;
}

int case_integer(struct casefile *cf, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int got = -1;

	if (case_prepare(cf, &stmt, sql, err))
		return -1;
	got = case_step(cf, stmt, "reading", err);
	if (got > 0)
		*out = sqlite3_column_int64(stmt, 0);
	else if (got == 0)
		case_damaged(cf, err, "%s gives nothing", sql);
	(void)sqlite3_finalize(stmt);
	return got > 0 ? 0 : -1;
}

struct text case_column_text(sqlite3_stmt *stmt, int column)
{
	const void *data = sqlite3_column_blob(stmt, column);
	int n = sqlite3_column_bytes(stmt, column);

	return (struct text){data && n > 0 ? data : "", data && n > 0 ? (size_t)n : 0};
}

bool case_column_hash(sqlite3_stmt *stmt, int column, unsigned char out[SHA256_BYTES])
{
	struct text hash = case_column_text(stmt, column);

	if (hash.len != SHA256_BYTES)
		return false;
	memcpy(out, hash.data, SHA256_BYTES);
	return true;
}

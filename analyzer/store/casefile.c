/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/casefile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/casefile_private.h"

#define BUSY_MS 3000
/* Far above SQLite's own lock bytes and any case: a byte that only assay locks. */
#define LOCK_BYTE ((off_t)1 << 60)

static int fail_errno(const char *path, const char *what, struct err *err)
{
	enum err_kind kind = errno == ENOENT ? ERR_FAIL : ERR_ENV;

	return err_set(err, kind, "%.300s %s: %s", path, what, strerror(errno));
}

/* Any path as SQLite's URI, so that no character of it has a meaning. */
static void uri_of(const char *path, bool immutable, struct buf *out)
{
	buf_str_add(out, *path == '/' ? "file://" : "file:./");
	for (const char *p = path; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			     (*p >= '0' && *p <= '9') || strchr("/._-", *p);

		if (plain)
			buf_char_add(out, *p);
		else
			buf_printf(out, "%%%02x", (unsigned char)*p);
	}
	if (immutable)
		buf_str_add(out, "?immutable=1");
}

/*
 * The first bytes tell a damaged case file from a file of another kind, and whether its
 * last writer closed it: byte 18 is 2 for as long as rows may lie in a -wal.
 */
static int head_check(struct casefile *cf, struct err *err)
{
	static const char magic[16] = "SQLite format 3";
	char head[20] = "";
	size_t same = 0;
	ssize_t n;
	int fd = open(cf->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(cf->path, "cannot be opened", err);
	n = read(fd, head, sizeof(head));
	close(fd);
	if (n < 0)
		return fail_errno(cf->path, "cannot be read", err);
	for (size_t i = 0; i < sizeof(magic); i++)
		same += head[i] == magic[i];
	if (n > 0 && same < sizeof(magic) / 2)
		return err_set(err, ERR_FAIL, "%.300s is not a case file", cf->path);
	cf->is_open_elsewhere = head[18] == 2;
	return 0;
}

/* One writer at a time, for as long as it has the case open. */
static int lock_take(struct casefile *cf, struct err *err)
{
	struct flock lock = {.l_type = F_WRLCK,
			     .l_whence = SEEK_SET,
			     .l_start = LOCK_BYTE,
			     .l_len = 1};
	int flags = O_RDWR | O_CLOEXEC | (cf->mode == CASEFILE_CREATE ? O_CREAT : 0);

	cf->made_file = !file_exists(cf->path);
	cf->lock_fd = open(cf->path, flags, 0600);
	if (cf->lock_fd < 0 && errno == ENOENT)
		return fail_errno(cf->path, "cannot be opened for writing", err);
	if (cf->lock_fd < 0)
		return err_set(
			err, ERR_ENV,
			"%.300s cannot be opened for writing: %s; have the case in "
			"a folder and file that can be written",
			cf->path, strerror(errno));
	if (fcntl(cf->lock_fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	/* Whoever has the lock owns the file, however it came to be. */
	cf->made_file = false;
	if (errno == EAGAIN || errno == EACCES)
		return err_set(
			err, ERR_FAIL,
			"%.300s is being written by another assay; wait until it ends",
			cf->path);
	return fail_errno(cf->path, "cannot be locked", err);
}

/* What a hostile file may not do. */
static int defend(struct casefile *cf, struct err *err)
{
	(void)sqlite3_extended_result_codes(cf->db, 1);
	(void)sqlite3_busy_timeout(cf->db, BUSY_MS);
	(void)sqlite3_db_config(cf->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(cf->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(cf->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(cf->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	(void)sqlite3_limit(cf->db, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_limit(cf->db, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
	(void)sqlite3_limit(cf->db, SQLITE_LIMIT_SQL_LENGTH, 100000);
	return case_exec(
		cf,
		"PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON; "
		"PRAGMA mmap_size=0; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; "
		"PRAGMA wal_autocheckpoint=4000",
		err);
}

static int connect(struct casefile *cf, int flags, bool immutable, struct err *err)
{
	struct buf uri = BUF_INIT;
	int code;

	uri_of(cf->path, immutable, &uri);
	code = sqlite3_open_v2(buf_str(&uri), &cf->db,
			       flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	buf_clear(&uri);
	if (code != SQLITE_OK)
		return case_sql_fail(cf, code, "opening", err);
	return defend(cf, err);
}

int casefile_be_small(struct casefile *cf, struct err *err)
{
	return case_exec(cf, "PRAGMA cache_size=-4096", err);
}

/* The first touch of the contents; a reader keeps what it sees until it closes. */
static int touch(struct casefile *cf, struct err *err)
{
	int64_t n = 0;

	if (cf->mode == CASEFILE_READ && case_exec(cf, "BEGIN", err))
		return -1;
	return case_integer(cf, "SELECT count(*) FROM sqlite_schema", &n, err);
}

static void disconnect(struct casefile *cf)
{
	(void)sqlite3_close(cf->db);
	cf->db = NULL;
}

static bool has_wal(const struct casefile *cf)
{
	struct buf path = BUF_INIT;
	struct stat st;
	bool has;

	buf_printf(&path, "%s-wal", cf->path);
	has = stat(buf_str(&path), &st) == 0 && st.st_size > 0;
	buf_clear(&path);
	return has;
}

/*
 * Reading writes nothing where that is possible. A case whose writer was killed has its
 * newest rows in the -wal beside it, which SQLite can only read where it may write; on a
 * medium that cannot be written, a case that was closed is opened as what cannot change.
 */
static int connect_reader(struct casefile *cf, struct err *err)
{
	struct err why = ERR_INIT;

	if (!connect(cf, SQLITE_OPEN_READONLY, false, err) && !touch(cf, err))
		return 0;
	if (err->kind != ERR_ENV)
		return -1;
	disconnect(cf);
	if (!connect(cf, SQLITE_OPEN_READWRITE, false, &why) && !touch(cf, &why))
		return 0;
	disconnect(cf);
	if (has_wal(cf))
		return err_set(
			err, ERR_ENV,
			"%.300s was not closed and its newest rows lie in the -wal file "
			"beside it: copy both to a writable folder and read it there",
			cf->path);
	if (connect(cf, SQLITE_OPEN_READONLY, true, err))
		return -1;
	return touch(cf, err);
}

/* While a case is written SQLite keeps files beside it. Better known now than once the
 * first answers, paid for, cannot be kept. */
static int folder_check(const struct casefile *cf, struct err *err)
{
	const char *slash = strrchr(cf->path, '/');
	struct buf folder = BUF_INIT;
	int why = 0;

	buf_add(&folder, cf->path, slash ? (size_t)(slash + 1 - cf->path) : 0);
	if (faccessat(AT_FDCWD, slash ? buf_str(&folder) : ".", W_OK | X_OK, AT_EACCESS))
		why = errno;
	buf_clear(&folder);
	if (!why)
		return 0;
	return err_set(err, ERR_ENV,
		       "%.300s cannot be written: its folder refuses the files that "
		       "SQLite keeps beside it (%s); copy it to a writable folder",
		       cf->path, strerror(why));
}

static int connect_writer(struct casefile *cf, struct err *err)
{
	if (lock_take(cf, err) || folder_check(cf, err))
		return -1;
	if (connect(cf, SQLITE_OPEN_READWRITE, false, err) || touch(cf, err))
		return -1;
	if (sqlite3_db_readonly(cf->db, "main"))
		return err_set(err, ERR_ENV, "%.300s cannot be written", cf->path);
	return 0;
}

static int head_load(struct casefile *cf, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n_bodies = 0;
	int64_t bodies = 0;
	int rc = -1;
	int got;

	if (case_prepare(cf, &stmt, "SELECT n_rows, n_bodies, hash FROM head WHERE id=1",
			 err))
		return -1;
	got = case_step(cf, stmt, "reading the head", err);
	if (got > 0 && case_column_hash(stmt, 2, cf->head)) {
		cf->seq = sqlite3_column_int64(stmt, 0);
		n_bodies = sqlite3_column_int64(stmt, 1);
		rc = 0;
	} else if (got >= 0) {
		case_damaged(cf, err, "it has no head row");
	}
	(void)sqlite3_finalize(stmt);
	if (rc || case_integer(cf, "SELECT coalesce(max(id), 0) FROM body", &bodies, err))
		return -1;
	if (cf->seq < 1 || cf->seq > INT32_MAX)
		return case_damaged(cf, err, "its head claims %" PRId64 " rows", cf->seq);
	if (bodies != n_bodies)
		return case_damaged(cf, err,
				    "it holds %" PRId64 " texts, its head %" PRId64,
				    bodies, n_bodies);
	return 0;
}

/* The chain goes on from the head, so it must be the newest row's hash. */
static int tail_check(struct casefile *cf, struct err *err)
{
	struct case_row row;
	int64_t newest = 0;

	if (case_integer(cf, "SELECT coalesce(max(seq), 0) FROM journal", &newest, err))
		return -1;
	if (newest != cf->seq)
		return case_damaged(cf, err,
				    "its journal ends at row %" PRId64
				    ", its head is row %" PRId64,
				    newest, cf->seq);
	if (case_row_read(cf, newest, &row, err))
		return -1;
	if (memcmp(row.hash, cf->head, sizeof(row.hash)) != 0)
		return case_damaged(cf, err, "row %" PRId64 " is not the head", newest);
	return 0;
}

static int load(struct casefile *cf, struct err *err)
{
	int64_t n_tables = 0;
	int64_t application = 0;

	if (case_integer(cf, "SELECT count(*) FROM sqlite_schema", &n_tables, err) ||
	    case_integer(cf, "PRAGMA application_id", &application, err))
		return -1;
	cf->fresh = n_tables == 0 && application == 0;
	if (cf->fresh && cf->mode == CASEFILE_READ)
		return err_set(err, ERR_FAIL,
			       "%.300s is empty: import answers into it first", cf->path);
	if (cf->fresh)
		return 0;
	if (case_schema_check(cf, err) || head_load(cf, err) || tail_check(cf, err))
		return -1;
	if (case_state_load(cf, err))
		return -1;
	case_reads_end(cf);
	return 0;
}

struct casefile *casefile_open(const char *path, enum casefile_mode mode, struct err *err)
{
	struct casefile *cf = MEM_NEW(struct casefile);
	int rc = -1;

	cf->path = mem_strdup(path);
	cf->mode = mode;
	cf->lock_fd = -1;
	if (file_is_dir(path)) {
		err_set(err, ERR_FAIL, "%.300s is a folder, not a case file", path);
		goto done;
	}
	if (mode != CASEFILE_CREATE || file_exists(path)) {
		if (head_check(cf, err))
			goto done;
	}
	if (mode == CASEFILE_READ ? connect_reader(cf, err) : connect_writer(cf, err))
		goto done;
	rc = load(cf, err);
done:
	if (!rc)
		return cf;
	casefile_abandon(cf);
	return NULL;
}

static void statements_end(struct casefile *cf)
{
	sqlite3_stmt *stmt;

	while (cf->db && (stmt = sqlite3_next_stmt(cf->db, NULL)))
		(void)sqlite3_finalize(stmt);
}

/* One file shall remain. With a reader at it the -wal stays; the next close tidies. */
static void tidy(struct casefile *cf)
{
	if (cf->mode != CASEFILE_READ && cf->db && !cf->fresh)
		(void)sqlite3_exec(cf->db, "PRAGMA journal_mode=DELETE", NULL, NULL,
				   NULL);
}

void casefile_abandon(struct casefile *cf)
{
	if (!cf)
		return;
	case_rollback(cf);
	statements_end(cf);
	tidy(cf);
	disconnect(cf);
	/* Nothing came of it: leave no empty file behind. */
	if (cf->made_file && !cf->committed)
		(void)unlink(cf->path);
	/* Not earlier: closing any descriptor drops SQLite's own locks on the file. */
	if (cf->lock_fd >= 0)
		close(cf->lock_fd);
	case_import_clear(cf);
	case_state_clear(cf);
	packer_free(cf->packer);
	arena_clear(&cf->arena);
	mem_free(cf->path);
	mem_free(cf);
}

int casefile_close(struct casefile *cf, struct err *err)
{
	int rc = 0;

	if (!cf)
		return 0;
	if (cf->mode != CASEFILE_READ)
		rc = case_commit(cf, err);
	casefile_abandon(cf);
	return rc;
}

void casefile_head(struct casefile *cf, char out[SHA256_HEX])
{
	sha256_hex(cf->head, out);
}

size_t casefile_n_rows(const struct casefile *cf)
{
	return (size_t)cf->seq;
}

bool casefile_is_closed(const struct casefile *cf)
{
	return !cf->is_open_elsewhere;
}

int casefile_find_hash(struct casefile *cf, const unsigned char hash[SHA256_BYTES],
		       size_t *row, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int got;

	*row = 0;
	if (case_prepare(cf, &stmt, "SELECT seq FROM journal WHERE hash=?", err))
		return -1;
	(void)sqlite3_bind_blob(stmt, 1, hash, SHA256_BYTES, SQLITE_STATIC);
	got = case_step(cf, stmt, "looking for a hash", err);
	if (got > 0)
		*row = (size_t)sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return got < 0 ? -1 : 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/casefile_private.h"

/* SQLite's own limit on a value. */
#define BODY_MAX 1000000000

static void add_hex(struct sha256 *hash, const unsigned char value[SHA256_BYTES])
{
	char hex[SHA256_HEX];

	sha256_hex(value, hex);
	sha256_add_field(hash, hex, SHA256_HEX - 1);
}

static void add_number(struct sha256 *hash, int64_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, number);

	sha256_add_field(hash, digits, (size_t)n);
}

void case_row_hash(const struct case_row *row, unsigned char out[SHA256_BYTES])
{
	const struct kind *kind = &case_kinds[row->kind];
	struct sha256 *hash = sha256_new();

	add_hex(hash, row->prev);
	add_number(hash, row->seq);
	sha256_add_field(hash, kind->name, strlen(kind->name));
	sha256_add_field(hash, row->utc.data, row->utc.len);
	for (size_t i = 0; kind->columns[i].name; i++) {
		const struct cell *cell = &row->cells[i];

		if (kind->columns[i].type == COLUMN_INT)
			add_number(hash, cell->number);
		else if (kind->columns[i].type == COLUMN_TEXT)
			sha256_add_field(hash, cell->text.data, cell->text.len);
		else if (cell->number)
			add_hex(hash, cell->sha256);
		else
			sha256_add_field(hash, "", 0);
	}
	sha256_end(hash, out);
}

static bool kind_find(struct text name, enum kind_id *out)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		if (strlen(case_kinds[i].name) != name.len ||
		    memcmp(case_kinds[i].name, name.data, name.len) != 0)
			continue;
		*out = (enum kind_id)i;
		return true;
	}
	return false;
}

/* The hash that the table of bodies gives for an id. */
static int body_hash(struct casefile *cf, int64_t seq, struct cell *cell, struct err *err)
{
	int got;

	if (!cf->get_body_hash && case_prepare(cf, &cf->get_body_hash,
					       "SELECT sha256 FROM body WHERE id=?", err))
		return -1;
	(void)sqlite3_bind_int64(cf->get_body_hash, 1, cell->number);
	got = case_step(cf, cf->get_body_hash, "reading a text", err);
	if (got < 0)
		return -1;
	if (!got || !case_column_hash(cf->get_body_hash, 0, cell->sha256))
		return case_damaged(cf, err,
				    "row %" PRId64 " names text %" PRId64 ", not there",
				    seq, cell->number);
	(void)sqlite3_reset(cf->get_body_hash);
	return 0;
}

static int row_statement(struct casefile *cf, enum kind_id kind, struct err *err)
{
	struct buf sql = BUF_INIT;
	int rc;

	if (cf->get_row[kind])
		return 0;
	buf_str_add(&sql, "SELECT seq");
	for (size_t i = 0; case_kinds[kind].columns[i].name; i++)
		buf_printf(&sql, ", %s", case_kinds[kind].columns[i].name);
	buf_printf(&sql, " FROM %s WHERE seq=?", case_kinds[kind].name);
	rc = case_prepare(cf, &cf->get_row[kind], buf_str(&sql), err);
	buf_clear(&sql);
	return rc;
}

/* The row of the kind's own table; journal's columns are in `row` already. */
static int cells_read(struct casefile *cf, struct case_row *row, struct err *err)
{
	const struct kind *kind = &case_kinds[row->kind];
	sqlite3_stmt *stmt;
	int got;

	if (row_statement(cf, row->kind, err))
		return -1;
	stmt = cf->get_row[row->kind];
	(void)sqlite3_reset(stmt);
	(void)sqlite3_bind_int64(stmt, 1, row->seq);
	got = case_step(cf, stmt, "reading a row", err);
	if (got < 0)
		return -1;
	if (!got)
		return case_damaged(cf, err, "row %" PRId64 " (%s) has lost its content",
				    row->seq, kind->name);
	for (int i = 0; kind->columns[i].name; i++) {
		struct cell *cell = &row->cells[i];

		*cell = (struct cell){0};
		if (kind->columns[i].type == COLUMN_TEXT)
			cell->text = case_column_text(stmt, i + 1);
		else
			cell->number = sqlite3_column_int64(stmt, i + 1);
		if (kind->columns[i].type == COLUMN_BODY && cell->number &&
		    body_hash(cf, row->seq, cell, err))
			return -1;
	}
	return 0;
}

/* Turn the row that `journal` stands on into `row` and check its own hash. */
static int row_take(struct casefile *cf, sqlite3_stmt *journal, struct case_row *row,
		    struct err *err)
{
	unsigned char hash[SHA256_BYTES];

	row->seq = sqlite3_column_int64(journal, 0);
	row->utc = case_column_text(journal, 2);
	if (!kind_find(case_column_text(journal, 1), &row->kind))
		return case_damaged(cf, err, "row %" PRId64 " is of no known kind",
				    row->seq);
	if (!case_column_hash(journal, 3, row->prev) ||
	    !case_column_hash(journal, 4, row->hash))
		return case_damaged(cf, err, "row %" PRId64 " has lost its hash",
				    row->seq);
	if (cells_read(cf, row, err))
		return -1;
	case_row_hash(row, hash);
	if (memcmp(hash, row->hash, sizeof(hash)) != 0)
		return case_damaged(cf, err,
				    "row %" PRId64 " (%s) does not match its hash",
				    row->seq, case_kinds[row->kind].name);
	return 0;
}

#define JOURNAL "SELECT seq, kind, utc, prev, hash FROM journal "

int case_row_read(struct casefile *cf, int64_t seq, struct case_row *row, struct err *err)
{
	int got;

	if (!cf->get_journal &&
	    case_prepare(cf, &cf->get_journal, JOURNAL "WHERE seq=?", err))
		return -1;
	(void)sqlite3_reset(cf->get_journal);
	(void)sqlite3_bind_int64(cf->get_journal, 1, seq);
	got = case_step(cf, cf->get_journal, "reading a row", err);
	if (got < 0)
		return -1;
	if (!got)
		return case_damaged(cf, err, "row %" PRId64 " is missing", seq);
	return row_take(cf, cf->get_journal, row, err);
}

/* Does the row follow on the one whose hash is in `prev`? */
static int link_check(struct casefile *cf, const struct case_row *row, int64_t seq,
		      const unsigned char prev[SHA256_BYTES], struct err *err)
{
	if (row->seq != seq)
		return case_damaged(cf, err,
				    "row %" PRId64 " stands where row %" PRId64 " should",
				    row->seq, seq);
	if (memcmp(row->prev, prev, SHA256_BYTES) != 0)
		return case_damaged(cf, err,
				    "row %" PRId64 " does not follow on the row before",
				    seq);
	return 0;
}

/* Rows of content that no row of the journal names. */
static int strays_check(struct casefile *cf, const int64_t seen[N_KINDS], struct err *err)
{
	char sql[64];
	int64_t n = 0;

	for (size_t i = 0; i < N_KINDS; i++) {
		if (!case_has_kind(cf, (enum kind_id)i))
			continue;
		(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s",
			       case_kinds[i].name);
		if (case_integer(cf, sql, &n, err))
			return -1;
		if (n != seen[i])
			return case_damaged(cf, err,
					    "table %s holds %" PRId64
					    " rows and the journal "
					    "%" PRId64 " of that kind",
					    case_kinds[i].name, n, seen[i]);
	}
	return 0;
}

void case_reads_end(struct casefile *cf)
{
	(void)sqlite3_reset(cf->get_journal);
	(void)sqlite3_reset(cf->get_body);
	(void)sqlite3_reset(cf->get_body_hash);
	for (size_t i = 0; i < N_KINDS; i++)
		(void)sqlite3_reset(cf->get_row[i]);
}

int case_walk(struct casefile *cf, case_row_fn *take, void *ctx, struct err *err)
{
	unsigned char prev[SHA256_BYTES] = {0};
	int64_t seen[N_KINDS] = {0};
	sqlite3_stmt *journal = NULL;
	struct case_row row;
	int64_t seq = 0;
	int got;

	if (case_prepare(cf, &journal, JOURNAL "ORDER BY seq", err))
		return -1;
	while ((got = case_step(cf, journal, "reading the journal", err)) > 0) {
		seq++;
		got = -1;
		if (row_take(cf, journal, &row, err) ||
		    link_check(cf, &row, seq, prev, err))
			break;
		seen[row.kind]++;
		memcpy(prev, row.hash, sizeof(prev));
		if (take && take(ctx, &row, err))
			break;
	}
	(void)sqlite3_finalize(journal);
	if (got < 0)
		return -1;
	if (seq != cf->seq || memcmp(prev, cf->head, sizeof(prev)) != 0)
		return case_damaged(cf, err,
				    "its journal ends at row %" PRId64
				    ", its head is row %" PRId64,
				    seq, cf->seq);
	return strays_check(cf, seen, err);
}

int case_each(struct casefile *cf, enum kind_id kind, case_row_fn *take, void *ctx,
	      struct err *err)
{
	sqlite3_stmt *list = NULL;
	struct case_row row;
	char sql[64];
	int got;

	if (!case_has_kind(cf, kind))
		return 0;
	(void)snprintf(sql, sizeof(sql), "SELECT seq FROM %s ORDER BY seq",
		       case_kinds[kind].name);
	if (case_prepare(cf, &list, sql, err))
		return -1;
	while ((got = case_step(cf, list, "reading rows", err)) > 0) {
		got = -1;
		if (case_row_read(cf, sqlite3_column_int64(list, 0), &row, err) ||
		    take(ctx, &row, err))
			break;
	}
	(void)sqlite3_finalize(list);
	return got;
}

struct packer *case_packer(struct casefile *cf)
{
	if (!cf->packer)
		cf->packer = packer_new();
	return cf->packer;
}

/* What lies in the table of bodies, unpacked. */
static int unpack(struct casefile *cf, int64_t id, struct buf *out, struct err *err)
{
	struct text bytes = case_column_text(cf->get_body, 2);
	int64_t size = sqlite3_column_int64(cf->get_body, 0);
	size_t before = out->len;

	if (size < 0 || size > BODY_MAX)
		return case_damaged(cf, err, "text %" PRId64 " claims %" PRId64 " bytes",
				    id, size);
	if (!sqlite3_column_int64(cf->get_body, 1))
		buf_add(out, bytes.data, bytes.len);
	else if (!packer_open(case_packer(cf), bytes.data, bytes.len, (size_t)size, out))
		return case_damaged(cf, err, "text %" PRId64 " does not unpack", id);
	if (out->len - before != (uint64_t)size)
		return case_damaged(cf, err, "text %" PRId64 " has another size", id);
	return 0;
}

int case_body_read(struct casefile *cf, const struct cell *cell, struct buf *out,
		   struct err *err)
{
	unsigned char hash[SHA256_BYTES];
	size_t before = out->len;
	int got;

	if (!cell->number)
		return 0;
	if (!cf->get_body &&
	    case_prepare(cf, &cf->get_body,
			 "SELECT size, packed, bytes FROM body WHERE id=?", err))
		return -1;
	(void)sqlite3_bind_int64(cf->get_body, 1, cell->number);
	got = case_step(cf, cf->get_body, "reading a text", err);
	if (got < 0)
		return -1;
	if (!got)
		return case_damaged(cf, err, "text %" PRId64 " is missing", cell->number);
	got = unpack(cf, cell->number, out, err);
	(void)sqlite3_reset(cf->get_body);
	if (got)
		return -1;
	sha256_of(out->data + before, out->len - before, hash);
	if (memcmp(hash, cell->sha256, sizeof(hash)) != 0)
		return case_damaged(cf, err, "text %" PRId64 " does not match its hash",
				    cell->number);
	return 0;
}

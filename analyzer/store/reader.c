/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/reader.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "probe/prompt_id.h"
#include "store/field.h"
#include "store/reader_list.h"
#include "store/split.h"

#define READER_ROW(name) &reader_##name,
const struct reader *const reader_table[] = {READERS(READER_ROW) NULL};
#undef READER_ROW

#define MAX_SHOWN_BAD                                                                    \
	(sizeof(((struct read_report *)NULL)->first_bad) / sizeof(struct bad_record))

struct reading {
	record_fn *take;
	void *ctx;
	struct read_report *report;
	struct buf copy; /* the first record's value of copies_by */
	bool stopped;    /* by `take`: not the record's fault */
};

/* "openai-batch" is "openai_batch": people type either. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	}
	return *a == *b;
}

const struct reader *reader_find(const char *name)
{
	for (size_t i = 0; reader_table[i]; i++) {
		if (same_name(reader_table[i]->name, name))
			return reader_table[i];
	}
	return NULL;
}

static void formats_list(struct buf *out)
{
	for (size_t i = 0; reader_table[i]; i++)
		buf_printf(out, "%s%s", i ? ", " : "", reader_table[i]->name);
}

static void bad_add(struct read_report *report, size_t line, const char *reason)
{
	if (report->n_bad < MAX_SHOWN_BAD) {
		struct bad_record *bad = &report->first_bad[report->n_bad];

		bad->line = line;
		(void)snprintf(bad->reason, sizeof(bad->reason), "%.199s", reason);
	}
	report->n_bad++;
}

/* Between a reader and the caller: names the prompt where the file does not. */
static int pass_on(void *ctx, const struct record *record, struct err *err)
{
	struct reading *reading = ctx;
	struct record whole = *record;
	char id[PROMPT_ID_MADE];

	if (!whole.prompt_id.len) {
		prompt_id_make(whole.prompt.len ? whole.prompt.data : "",
			       whole.prompt.len, id);
		whole.prompt_id = field_of(id);
	}
	reading->report->n_answers++;
	if (!reading->take(reading->ctx, &whole, err))
		return 0;
	reading->stopped = true;
	return -1;
}

/* Some names of the record's fields, so that a user sees what was found instead. */
static int unknown_format(const struct json *value, struct err *err)
{
	struct buf names = BUF_INIT;
	size_t n = 0;

	JSON_EACH(child, value) {
		char shown[TEXT_SHOWN];

		if (n++ == 4) {
			buf_str_add(&names, ", ...");
			break;
		}
		buf_printf(&names, "%s%.24s", n > 1 ? ", " : "",
			   text_shown(field_of(json_key(child)), shown));
	}
	err_set(err, ERR_FAIL, "its fields fit no format known: %s",
		n ? buf_str(&names) : "it has none");
	buf_clear(&names);
	return -1;
}

static const struct reader *guess(const struct json *value)
{
	for (size_t i = 0; reader_table[i]; i++) {
		if (reader_table[i]->accepts(value))
			return reader_table[i];
	}
	return NULL;
}

static bool is_copy(struct reading *reading, const struct reader *reader,
		    const struct json *value)
{
	struct text mark = reader->copies_by ? field_text(value, reader->copies_by)
					     : (struct text){NULL, 0};

	if (!mark.data)
		return false;
	if (!reading->copy.data)
		buf_add(&reading->copy, mark.data, mark.len + 1);
	return strcmp(reading->copy.data, mark.data) != 0;
}

static int record_read(struct reading *reading, const struct json *value,
		       const struct record *base, struct err *err)
{
	struct read_report *report = reading->report;
	const struct reader *reader = report->reader ? report->reader : guess(value);

	if (!json_is_object(value))
		return err_set(err, ERR_FAIL, "it is no JSON object");
	if (!reader)
		return unknown_format(value, err);
	if (is_copy(reading, reader, value)) {
		report->n_skipped++;
		return 0;
	}
	if (reader->read(value, base, pass_on, reading, err))
		return -1;
	report->reader = reader;
	report->n_good++;
	report->n_replaced += base->n_replaced;
	return 0;
}

/* -1 only when the caller stopped the reading; a bad record is counted. */
static int piece_read(struct reading *reading, const struct piece *piece, struct err *err)
{
	struct record base = {.raw = {piece->data, piece->len}, .line = piece->line};
	struct err why = ERR_INIT;
	struct json *value = NULL;
	int rc = -1;

	if (piece->fault)
		err_set(&why, ERR_FAIL, "%s", piece->fault);
	else
		value = json_parse(piece->data, piece->len, &base.n_replaced, &why);
	if (value)
		rc = record_read(reading, value, &base, &why);
	json_free(value);
	if (reading->stopped) {
		*err = why;
		return -1;
	}
	if (rc)
		bad_add(reading->report, piece->line, why.text);
	return 0;
}

static int format_chosen(const char *format, struct read_report *report, struct err *err)
{
	struct buf known = BUF_INIT;
	char shown[TEXT_SHOWN];

	if (!strcmp(format, "auto"))
		return 0;
	report->reader = reader_find(format);
	if (report->reader)
		return 0;
	formats_list(&known);
	err_set(err, ERR_USAGE, "format \"%s\" is unknown; known are auto, %s",
		text_shown(field_of(format), shown), buf_str(&known));
	buf_clear(&known);
	return -1;
}

static int nothing_read(const char *path, const struct read_report *report,
			struct err *err)
{
	struct buf known = BUF_INIT;

	if (!report->n_bad)
		return err_set(err, ERR_FAIL, "%s: it holds no records%s", path,
			       report->torn ? "; it ends before the first" : "");
	formats_list(&known);
	err_set(err, ERR_FAIL,
		"%s: no record of %zu could be read; line %zu: %s; formats known: %s",
		path, report->n_bad, report->first_bad[0].line,
		report->first_bad[0].reason, buf_str(&known));
	buf_clear(&known);
	return -1;
}

int reader_read_bytes(const char *path, const char *data, size_t n, const char *format,
		      record_fn *take, void *ctx, struct read_report *report,
		      struct err *err)
{
	struct reading reading = {take, ctx, report, BUF_INIT, false};
	struct split split;
	struct piece piece;
	int rc = 0;

	*report = (struct read_report){.reader = NULL};
	if (format_chosen(format, report, err))
		return -1;
	if (n >= 2 && (!memcmp(data, "\xFF\xFE", 2) || !memcmp(data, "\xFE\xFF", 2)))
		return err_set(err, ERR_FAIL,
			       "%s: it is UTF-16; convert it to UTF-8 first", path);
	split_init(&split, data, n);
	while (!rc && split_next(&split, &piece))
		rc = piece_read(&reading, &piece, err);
	report->torn = split.torn;
	buf_clear(&reading.copy);
	if (rc)
		return -1;
	return report->n_good ? 0 : nothing_read(path, report, err);
}

int reader_read(const char *path, const char *format, record_fn *take, void *ctx,
		struct read_report *report, struct err *err)
{
	struct buf data = BUF_INIT;
	bool torn = false;
	int rc = file_read(path, &data, &torn, err);

	if (!rc)
		rc = reader_read_bytes(path, buf_str(&data), data.len, format, take, ctx,
				       report, err);
	else
		*report = (struct read_report){.reader = NULL};
	report->torn = report->torn || torn;
	buf_clear(&data);
	return rc;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_reader.h: the body of the readers' fuzz targets, which differ in the format
 * alone. Whatever the bytes, each record handed on is well-formed and lies in the file
 * where it says, and the report adds up.
 */
#ifndef FUZZ_READER_H
#define FUZZ_READER_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/reader.h"
#include "text/utf8.h"

struct fuzz_file {
	const char *data;
	size_t n;
	size_t n_taken;
	size_t line, begin; /* of the record before: records come in order */
};

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void fuzz_text(struct text text)
{
	require(!text.len || text.data);
	require(utf8_is_valid(text.len ? text.data : "", text.len));
	require(!text.len || !memchr(text.data, '\0', text.len));
}

static void fuzz_place(struct fuzz_file *file, const struct record *record)
{
	size_t begin;
	size_t line = file->line;

	require(record->raw.data >= file->data && record->raw.len > 0);
	begin = (size_t)(record->raw.data - file->data);
	require(begin + record->raw.len <= file->n && begin >= file->begin);
	for (size_t i = file->begin; i < begin; i++)
		line += file->data[i] == '\n';
	require(record->line == line);
	file->line = line;
	file->begin = begin;
}

static int fuzz_take(void *ctx, const struct record *record, struct err *err)
{
	struct fuzz_file *file = ctx;
	struct json *extra;

	fuzz_text(record->model);
	fuzz_text(record->prompt_id);
	fuzz_text(record->prompt);
	fuzz_text(record->answer);
	fuzz_text(record->reasoning);
	fuzz_text(record->extra);
	require(record->prompt_id.len > 0);
	require(record->sample >= 0 && record->outcome < N_OUTCOMES);
	fuzz_place(file, record);
	if (record->extra.len) {
		extra = json_parse(record->extra.data, record->extra.len, NULL, err);
		require(json_is_object(extra));
		json_free(extra);
	}
	file->n_taken++;
	return 0;
}

static int fuzz_reader(const char *format, const uint8_t *data, size_t n)
{
	struct fuzz_file file = {(const char *)data, n, 0, 1, 0};
	struct read_report *report = MEM_NEW(struct read_report);
	struct err err = ERR_INIT;
	int rc = reader_read_bytes("fuzz", file.data, n, format, fuzz_take, &file, report,
				   &err);

	require(report->n_answers == file.n_taken);
	require(report->n_answers >= report->n_good);
	require((rc == 0) == (report->n_good > 0));
	require(rc == 0 || err.text[0] != '\0');
	for (size_t i = 0; i < 20 && i < report->n_bad; i++)
		require(report->first_bad[i].line > 0 && report->first_bad[i].reason[0]);
	mem_free(report);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define FUZZ_READER(format)                                                              \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)                        \
	{                                                                                \
		return fuzz_reader(format, data, n);                                     \
	}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/csv.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

void csv_open(struct csv *csv, const char *data, size_t n)
{
	*csv = (struct csv){.at = data, .end = data + n, .line = 1, .next_line = 1};
	if (n >= 3 && !memcmp(data, "\xEF\xBB\xBF", 3))
		csv->at += 3;
}

/* Not by strchr, which finds NUL in every text: a file may hold one. */
static bool ends_cell(char c)
{
	return c == ',' || c == '\r' || c == '\n';
}

static void skip_line_ends(struct csv *csv)
{
	for (; csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r'); csv->at++)
		csv->next_line += *csv->at == '\n';
}

/* Behind the opening quote up to and with the closing one. */
static int quoted(struct csv *csv, struct err *err)
{
	for (; csv->at < csv->end; csv->at++) {
		if (*csv->at == '"') {
			if (csv->at + 1 == csv->end || csv->at[1] != '"') {
				csv->at++;
				return 0;
			}
			csv->at++;
		}
		csv->next_line += *csv->at == '\n';
		buf_char_add(&csv->room, *csv->at);
	}
	return err_set(err, ERR_FAIL, "line %zu: a quote is opened and never closed",
		       csv->line);
}

static int cell(struct csv *csv, struct err *err)
{
	if (csv->at < csv->end && *csv->at == '"') {
		csv->at++;
		if (quoted(csv, err))
			return -1;
		if (csv->at < csv->end && !ends_cell(*csv->at))
			return err_set(err, ERR_FAIL,
				       "line %zu: text follows a closing quote; write a "
				       "quote inside quotes as \"\"",
				       csv->line);
		return 0;
	}
	for (; csv->at < csv->end && !ends_cell(*csv->at); csv->at++)
		buf_char_add(&csv->room, *csv->at);
	return 0;
}

static void cell_add(struct csv *csv, size_t from)
{
	csv->cells = MEM_GROW(csv->cells, csv->n, &csv->cap);
	csv->cells[csv->n++] = (struct text){NULL, csv->room.len - from};
}

/* The bytes may have moved while they were gathered. */
static void place_cells(struct csv *csv)
{
	const char *at = buf_str(&csv->room);

	for (size_t i = 0; i < csv->n; i++) {
		csv->cells[i].data = at;
		at += csv->cells[i].len;
	}
}

int csv_next(struct csv *csv, struct err *err)
{
	buf_reset(&csv->room);
	csv->n = 0;
	skip_line_ends(csv);
	if (csv->at == csv->end)
		return 0;
	csv->line = csv->next_line;
	for (;;) {
		size_t from = csv->room.len;

		if (cell(csv, err))
			return -1;
		cell_add(csv, from);
		if (csv->at == csv->end || *csv->at != ',')
			break;
		csv->at++;
	}
	place_cells(csv);
	return 1;
}

void csv_close(struct csv *csv)
{
	buf_clear(&csv->room);
	mem_free(csv->cells);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "report/escape.h"

#define MINUS "\xe2\x88\x92"
#define EN_DASH "\xe2\x80\x93"

/* A cell of ten kilobytes would bury the others; the data file has it whole. */
enum { MOST_COLUMNS = 700 };

/* Terminal columns: of a text that stands on one line, on a telephone or not, of a word
 * that is not broken. */
enum { SHORT_COLUMNS = 12, LINE_COLUMNS = 24, WORD_COLUMNS = 24 };

/* In fewer rows, that a column is the same says little. */
enum { LEAST_SAME = 3 };

/* Numbers with so many decimals are p-values. */
enum { P_DECIMALS = 4 };

struct table *table_new(const struct column *columns, size_t n_columns)
{
	struct table *table = MEM_NEW(struct table);

	assert(n_columns > 0);
	table->columns = columns;
	table->n_columns = n_columns;
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->n_cells; i++)
		mem_free(table->cells[i].text);
	mem_free(table->cells);
	mem_free(table->strong);
	mem_free(table);
}

static void cell_add(struct table *table, struct cell cell)
{
	table->cells = MEM_GROW(table->cells, table->n_cells, &table->cap);
	table->cells[table->n_cells++] = cell;
}

void table_text(struct table *table, const char *text)
{
	cell_add(table, (struct cell){text ? mem_strdup(text) : NULL, NAN, NULL});
}

void table_number(struct table *table, double number)
{
	cell_add(table, (struct cell){NULL, number, NULL});
}

void table_value(struct table *table, const struct json *value)
{
	double number;

	if (value && json_number(value, &number))
		cell_add(table, (struct cell){NULL, number, value});
	else
		table_number(table, NAN);
}

void table_from(struct table *table, const struct json *object, const char *key)
{
	table_value(table, json_get(object, key));
}

void table_range(struct table *table, const struct json *object, const char *key)
{
	const struct json *lo = json_first(json_get(object, key));

	table_value(table, lo);
	table_value(table, lo ? json_next(lo) : NULL);
}

void table_strong(struct table *table)
{
	table->strong = MEM_GROW(table->strong, table->n_strong, &table->cap_strong);
	table->strong[table->n_strong++] = table->n_cells / table->n_columns;
}

size_t table_rows(const struct table *table)
{
	assert(table->n_columns > 0);
	return table->n_cells / table->n_columns;
}

const struct cell *table_at(const struct table *table, size_t row, size_t column)
{
	return &table->cells[row * table->n_columns + column];
}

bool table_is_strong(const struct table *table, size_t row)
{
	for (size_t i = 0; i < table->n_strong; i++)
		if (table->strong[i] == row)
			return true;
	return false;
}

void number_show(double number, int decimals, bool sign, struct buf *out)
{
	double least = pow(10, -decimals);
	char digits[64];

	if (isnan(number)) {
		buf_str_add(out, EN_DASH);
		return;
	}
	/* A small p-value is not 0. */
	if (decimals >= P_DECIMALS && !sign && number > 0 && number < least) {
		buf_printf(out, "<%.*f", decimals, least);
		return;
	}
	(void)snprintf(digits, sizeof(digits), "%.*f", decimals, fabs(number));
	/* What rounds to zero has no sign. */
	if (strspn(digits, "0.") == strlen(digits))
		sign = false;
	else if (number < 0)
		buf_str_add(out, MINUS);
	if (sign && number > 0)
		buf_char_add(out, '+');
	buf_str_add(out, digits);
}

static bool is_number(enum column_kind kind)
{
	return kind == COLUMN_NUMBER || kind == COLUMN_COUNT;
}

double table_share(const struct table *table, size_t row, size_t column)
{
	double sum = 0, number = table_at(table, row, column)->number;

	for (size_t r = 0; r < table_rows(table); r++) {
		double other = table_at(table, r, column)->number;

		sum += isfinite(other) && other > 0 ? other : 0;
	}
	return number > 0 && sum > 0 ? number / sum : 0;
}

void table_show(const struct table *table, size_t row, size_t column, struct buf *out)
{
	const struct cell *cell = table_at(table, row, column);
	const struct column *c = &table->columns[column];

	if (is_number(c->kind))
		number_show(cell->number, c->decimals, c->sign, out);
	else if (cell->text && *cell->text)
		cut_name(cell->text, MOST_COLUMNS, out);
	else
		buf_str_add(out, EN_DASH);
}

enum table_fit table_column_fit(const struct table *table, size_t n_rows, size_t column)
{
	size_t longest = 0;

	for (size_t r = 0; r < n_rows; r++) {
		const char *text = table_at(table, r, column)->text;
		size_t columns = text ? cut_columns(text) : 0;

		longest = columns > longest ? columns : longest;
	}
	if (longest > LINE_COLUMNS)
		return TABLE_WORDS;
	return longest > SHORT_COLUMNS ? TABLE_LINE : TABLE_SHORT;
}

enum table_fit table_cell_fit(const char *shown, enum table_fit column)
{
	for (const char *at = shown; *at;) {
		size_t n = strcspn(at, " -_");
		char *word = mem_dup(at, n);
		bool is_long = cut_columns(word) > WORD_COLUMNS;

		mem_free(word);
		if (is_long)
			return TABLE_LONG;
		at += n + (at[n] != '\0');
	}
	return column;
}

static size_t longest_word(const char *text)
{
	size_t longest = 0;

	while (*text) {
		size_t n = strcspn(text, " ");

		longest = n > longest ? n : longest;
		text += n + strspn(text + n, " ");
	}
	return longest;
}

size_t table_column_width(const struct table *table, size_t n_rows, size_t column)
{
	size_t widest = longest_word(table->columns[column].title);
	struct buf cell = BUF_INIT;

	for (size_t r = 0; r < n_rows; r++) {
		size_t columns;

		buf_reset(&cell);
		table_show(table, r, column, &cell);
		columns = cut_columns(buf_str(&cell));
		if (columns > SHORT_COLUMNS) /* it will have several lines */
			columns = SHORT_COLUMNS;
		widest = columns > widest ? columns : widest;
	}
	buf_clear(&cell);
	return widest + 1;
}

static bool is_same(const struct table *table, size_t n_rows, size_t column)
{
	struct buf first = BUF_INIT, other = BUF_INIT;
	bool same = true;

	table_show(table, 0, column, &first);
	for (size_t r = 1; same && r < n_rows; r++) {
		buf_reset(&other);
		table_show(table, r, column, &other);
		same = !strcmp(buf_str(&first), buf_str(&other));
	}
	buf_clear(&first);
	buf_clear(&other);
	return same;
}

bool table_column_same(const struct table *table, size_t n_rows, size_t column)
{
	if (n_rows < LEAST_SAME || !column || !table->columns[column].title ||
	    !is_same(table, n_rows, column))
		return false;
	for (size_t c = 1; c < table->n_columns; c++)
		if (table->columns[c].title && !is_same(table, n_rows, c))
			return true;
	return false;
}

static void cell_tsv(const struct cell *cell, enum column_kind kind, struct buf *out)
{
	if (!is_number(kind) && cell->text && *cell->text)
		escape_tsv(cell->text, out);
	else if (is_number(kind) && isfinite(cell->number))
		buf_printf(out, "%.10g", cell->number);
	else
		buf_str_add(out, "NA");
}

void table_tsv(const struct table *table, const char *remark, struct buf *out)
{
	if (remark) {
		buf_str_add(out, "# ");
		escape_tsv(remark, out);
		buf_char_add(out, '\n');
	}
	/* The row number stands first because gnuplot takes a line that begins with a
	 * number sign, as a name may, for a comment. */
	buf_str_add(out, "row");
	for (size_t c = 0; c < table->n_columns; c++)
		buf_printf(out, "\t%s", table->columns[c].key);
	buf_char_add(out, '\n');
	for (size_t r = 0; r < table_rows(table); r++) {
		buf_printf(out, "%zu", r + 1);
		for (size_t c = 0; c < table->n_columns; c++) {
			buf_char_add(out, '\t');
			cell_tsv(table_at(table, r, c), table->columns[c].kind, out);
		}
		buf_char_add(out, '\n');
	}
}

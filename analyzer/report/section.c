/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/section.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"

/* Sentences of a result may hold names of ten kilobytes. */
enum { MOST_CHARS = 600, MOST_COLUMNS = 16 };

void sections_write(struct doc *doc, const struct view *view,
		    const struct figure figures[N_FIGURES])
{
	static const struct {
		const char *id, *title;
		section_fn *write;
	} registry[] = {
#define SECTION_ROW(name, title) {#name, title, section_##name},
		SECTIONS(SECTION_ROW)
#undef SECTION_ROW
	};

	for (size_t i = 0; i < sizeof(registry) / sizeof(registry[0]); i++) {
		doc_section(doc, registry[i].id, registry[i].title);
		registry[i].write(doc, view, figures);
		doc_section_end(doc);
	}
}

static bool is_told(const struct table *table, size_t column)
{
	for (size_t row = 0; row < table_rows(table); row++) {
		const struct cell *cell = table_at(table, row, column);

		if (cell->text ? *cell->text : !isnan(cell->number))
			return true;
	}
	return false;
}

static void cell_copy(struct table *to, const struct cell *cell)
{
	if (cell->text)
		table_text(to, cell->text);
	else if (cell->from)
		table_value(to, cell->from);
	else
		table_number(to, cell->number);
}

void section_table(struct doc *doc, const struct table *table, const char *title)
{
	struct column columns[MOST_COLUMNS];
	size_t from[MOST_COLUMNS], n = 0;
	struct buf dropped = BUF_INIT;
	struct table *told;

	for (size_t c = 0; c < table->n_columns && n < MOST_COLUMNS; c++) {
		if (is_told(table, c)) {
			from[n] = c;
			columns[n++] = table->columns[c];
		} else {
			buf_printf(&dropped, "%s%s", dropped.len ? ", " : "",
				   table->columns[c].title);
		}
	}
	if (n) {
		told = table_new(columns, n);
		for (size_t row = 0; row < table_rows(table); row++) {
			if (table_is_strong(table, row))
				table_strong(told);
			for (size_t c = 0; c < n; c++)
				cell_copy(told, table_at(table, row, from[c]));
		}
		doc_table(doc, told, title, 0, "");
		table_free(told);
	}
	if (n && dropped.len)
		doc_say(doc,
			"Left out of the table, because no row has an entry there: %s.",
			buf_str(&dropped));
	buf_clear(&dropped);
}

/* Numbers in sentences of a result have a hyphen for their sign; the page's have none. */
static void true_minus(const char *text, struct buf *out)
{
	for (const char *at = text; *at; at++) {
		bool begins = at == text || strchr(" ([", at[-1]);

		if (*at == '-' && begins && at[1] >= '0' && at[1] <= '9')
			buf_str_add(out, "\xe2\x88\x92");
		else
			buf_char_add(out, *at);
	}
}

char *section_sentence(const char *text)
{
	size_t len = strlen(text);
	struct buf cut = BUF_INIT;
	struct buf out = BUF_INIT;

	while (len && (text[len - 1] == '.' || text[len - 1] == ' '))
		len--;
	cut_text(text, len, MOST_CHARS, &cut);
	true_minus(buf_str(&cut), &out);
	buf_clear(&cut);
	return buf_take(&out, NULL);
}

char *section_clause(const char *text)
{
	char *clause = section_sentence(text);

	/* Not the first of a name in capitals, such as H2. */
	if (clause[0] >= 'A' && clause[0] <= 'Z' && clause[1] >= 'a' && clause[1] <= 'z')
		clause[0] = (char)(clause[0] - 'A' + 'a');
	return clause;
}

static void section_point(struct doc *doc, const char *text)
{
	char *sentence = section_sentence(text);

	doc_point(doc, "%s.", sentence);
	mem_free(sentence);
}

void section_texts(struct doc *doc, const struct json *texts)
{
	if (!json_count(texts))
		return;
	doc_list(doc);
	JSON_EACH(text, texts) {
		if (json_text(text))
			section_point(doc, json_text(text));
	}
	doc_list_end(doc);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/doc.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "report/escape.h"

void doc_clear(struct doc *doc)
{
	buf_clear(&doc->html);
	buf_clear(&doc->markdown);
	buf_clear(&doc->contents);
}

static void html_add(struct buf *out, const char *text)
{
	escape_html(text, strlen(text), ESCAPE_ONE_LINE, out);
}

/* Of a word no line of a telephone could hold, a browser may break what it likes. */
enum { MOST_WHOLE = 40 };

/* How a text may break: prose at blanks and hyphens but not within an option, commands at
 * blanks alone, cells of a table behind underscores too. */
enum words { WORDS_PROSE, WORDS_COMMAND, WORDS_CELL };

static bool is_whole(const char *word, size_t n, enum words words)
{
	static const char option[] = "--";

	if (n > MOST_WHOLE)
		return false;
	if (words == WORDS_COMMAND)
		return memchr(word, '-', n) || memchr(word, '/', n);
	for (size_t i = 0; i + sizeof(option) <= n; i++)
		if (!memcmp(word + i, option, 2) && word[i + 2] >= 'a' &&
		    word[i + 2] <= 'z')
			return true;
	return false;
}

static void word_html(const char *word, size_t n, enum words words, struct buf *out)
{
	size_t at = 0;

	if (is_whole(word, n, words)) {
		buf_str_add(out, "<span class=\"whole\">");
		escape_html(word, n, ESCAPE_ONE_LINE, out);
		buf_str_add(out, "</span>");
		return;
	}
	for (size_t i = 0; i + 1 < n && words == WORDS_CELL; i++) {
		if (word[i] != '_')
			continue;
		escape_html(word + at, i + 1 - at, ESCAPE_ONE_LINE, out);
		buf_str_add(out, "<wbr>");
		at = i + 1;
	}
	escape_html(word + at, n - at, ESCAPE_ONE_LINE, out);
}

static void words_html(const char *text, enum escape_lines lines, enum words words,
		       struct buf *out)
{
	static const char blanks[] = " \t\r\n";

	while (*text) {
		size_t n = strspn(text, blanks);

		escape_html(text, n, lines, out);
		text += n;
		n = strcspn(text, blanks);
		word_html(text, n, words, out);
		text += n;
	}
}

static char *format(const char *fmt, va_list args)
{
	va_list again;
	int n;
	char *text;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = mem_alloc((size_t)n + 1, 1);
	(void)vsnprintf(text, (size_t)n + 1, fmt, args);
	return text;
}

void doc_section(struct doc *doc, const char *id, const char *title)
{
	buf_printf(&doc->html, "<section id=\"%s\">\n<h2>", id);
	html_add(&doc->html, title);
	buf_str_add(&doc->html, "</h2>\n");
	buf_str_add(&doc->markdown, "## ");
	escape_markdown(title, &doc->markdown);
	buf_str_add(&doc->markdown, "\n\n");
	buf_printf(&doc->contents, "<li><a href=\"#%s\">", id);
	html_add(&doc->contents, title);
	buf_str_add(&doc->contents, "</a></li>\n");
}

void doc_section_end(struct doc *doc)
{
	buf_str_add(&doc->html, "</section>\n");
}

void doc_heading(struct doc *doc, const char *title)
{
	buf_str_add(&doc->html, "<h3>");
	html_add(&doc->html, title);
	buf_str_add(&doc->html, "</h3>\n");
	buf_str_add(&doc->markdown, "### ");
	escape_markdown(title, &doc->markdown);
	buf_str_add(&doc->markdown, "\n\n");
}

void doc_box(struct doc *doc, const char *class)
{
	buf_printf(&doc->html, "<div class=\"%s\">\n", class);
}

void doc_box_end(struct doc *doc)
{
	buf_str_add(&doc->html, "</div>\n");
}

void doc_heading_at(struct doc *doc, const char *id, const char *title)
{
	buf_printf(&doc->html, "<h3 id=\"%s\">", id);
	html_add(&doc->html, title);
	buf_str_add(&doc->html, "</h3>\n");
	buf_str_add(&doc->markdown, "### ");
	escape_markdown(title, &doc->markdown);
	buf_str_add(&doc->markdown, "\n\n");
}

static void fold(struct doc *doc, const char *attribute, const char *title)
{
	buf_printf(&doc->html, "<details%s><summary>", attribute);
	html_add(&doc->html, title);
	buf_str_add(&doc->html, "</summary>\n");
	buf_str_add(&doc->markdown, "**");
	escape_markdown(title, &doc->markdown);
	buf_str_add(&doc->markdown, "**\n\n");
}

void doc_fold(struct doc *doc, const char *title)
{
	fold(doc, "", title);
}

void doc_fold_open(struct doc *doc, const char *title)
{
	fold(doc, " open", title);
}

void doc_fold_end(struct doc *doc)
{
	buf_str_add(&doc->html, "</details>\n");
}

void doc_para(struct doc *doc, const char *class)
{
	if (class)
		buf_printf(&doc->html, "<p class=\"%s\">", class);
	else
		buf_str_add(&doc->html, "<p>");
}

void doc_para_end(struct doc *doc)
{
	buf_str_add(&doc->html, "</p>\n");
	buf_str_add(&doc->markdown, "\n\n");
}

void doc_list(struct doc *doc)
{
	doc->nth_item = 0;
	buf_str_add(&doc->html, "<ul>\n");
}

void doc_list_ordered(struct doc *doc)
{
	doc->nth_item = 1;
	buf_str_add(&doc->html, "<ol>\n");
}

void doc_item(struct doc *doc)
{
	buf_str_add(&doc->html, "<li>");
	if (doc->nth_item)
		buf_printf(&doc->markdown, "%zu. ", doc->nth_item++);
	else
		buf_str_add(&doc->markdown, "- ");
}

void doc_item_end(struct doc *doc)
{
	buf_str_add(&doc->html, "</li>\n");
	buf_str_add(&doc->markdown, "\n");
}

void doc_list_end(struct doc *doc)
{
	buf_str_add(&doc->html, doc->nth_item ? "</ol>\n" : "</ul>\n");
	buf_str_add(&doc->markdown, "\n");
}

void doc_text(struct doc *doc, const char *text)
{
	words_html(text, ESCAPE_ONE_LINE, WORDS_PROSE, &doc->html);
	escape_markdown(text, &doc->markdown);
}

void doc_textf(struct doc *doc, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = format(fmt, args);
	va_end(args);
	doc_text(doc, text);
	mem_free(text);
}

void doc_strong(struct doc *doc, const char *text)
{
	size_t len = strlen(text);
	char *word;

	/* Markdown ends no strong text behind a blank. */
	while (len && text[len - 1] == ' ')
		len--;
	word = mem_dup(text, len);
	buf_str_add(&doc->html, "<strong>");
	html_add(&doc->html, word);
	buf_printf(&doc->html, "</strong>%s", text + len);
	buf_str_add(&doc->markdown, "**");
	escape_markdown(word, &doc->markdown);
	buf_printf(&doc->markdown, "**%s", text + len);
	mem_free(word);
}

/* ' data-json="/channels/0/raw"', or nothing. */
static void path_attribute(const struct doc *doc, const struct json *value,
			   struct buf *out)
{
	struct buf path = BUF_INIT;

	if (doc->paths && paths_add(doc->paths, value, &path)) {
		buf_str_add(out, " data-json=\"");
		html_add(out, buf_str(&path));
		buf_char_add(out, '"');
	}
	buf_clear(&path);
}

static void value_as(struct doc *doc, const char *element, const struct json *value,
		     int decimals, bool sign)
{
	struct buf text = BUF_INIT;
	double number;

	number_show(value && json_number(value, &number) ? number : (double)NAN, decimals,
		    sign, &text);
	buf_printf(&doc->html, "<%s", element);
	path_attribute(doc, value, &doc->html);
	buf_char_add(&doc->html, '>');
	doc_text(doc, buf_str(&text));
	buf_printf(&doc->html, "</%s>", element);
	buf_clear(&text);
}

void doc_value(struct doc *doc, const struct json *value, int decimals, bool sign)
{
	value_as(doc, "span", value, decimals, sign);
}

void doc_range(struct doc *doc, const struct json *object, const char *key)
{
	const struct json *lo = json_first(json_get(object, key));

	doc_value(doc, lo, 2, true);
	doc_text(doc, "\xc2\xa0to\xc2\xa0");
	doc_value(doc, lo ? json_next(lo) : NULL, 2, true);
}

void doc_strong_value(struct doc *doc, const struct json *value, int decimals, bool sign)
{
	buf_str_add(&doc->markdown, "**");
	value_as(doc, "strong", value, decimals, sign);
	buf_str_add(&doc->markdown, "**");
}

void doc_number(struct doc *doc, const struct json *object, const char *key, int decimals,
		bool sign)
{
	doc_value(doc, json_get(object, key), decimals, sign);
}

void doc_name(struct doc *doc, const char *name)
{
	buf_str_add(&doc->html, "<span class=\"name\">");
	html_add(&doc->html, name);
	buf_str_add(&doc->html, "</span>");
	escape_markdown(name, &doc->markdown);
}

void doc_link(struct doc *doc, const char *id, const char *text)
{
	buf_printf(&doc->html, "<a href=\"#%s\">", id);
	doc_text(doc, text);
	buf_str_add(&doc->html, "</a>");
}

void doc_code(struct doc *doc, const char *text)
{
	buf_str_add(&doc->html, "<code>");
	words_html(text, ESCAPE_ONE_LINE, WORDS_COMMAND, &doc->html);
	buf_str_add(&doc->html, "</code>");
	buf_printf(&doc->markdown, "`%s`", text);
}

void doc_say(struct doc *doc, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = format(fmt, args);
	va_end(args);
	doc_para(doc, NULL);
	doc_text(doc, text);
	doc_para_end(doc);
	mem_free(text);
}

void doc_point(struct doc *doc, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = format(fmt, args);
	va_end(args);
	doc_item(doc);
	doc_text(doc, text);
	doc_item_end(doc);
	mem_free(text);
}

void doc_listing(struct doc *doc, const char *text)
{
	buf_str_add(&doc->html, "<pre>");
	words_html(text, ESCAPE_LINES, WORDS_COMMAND, &doc->html);
	buf_str_add(&doc->html, "</pre>\n");
	escape_markdown_block(text, &doc->markdown);
	buf_char_add(&doc->markdown, '\n');
}

static void marked_text(const char *text, const struct doc_span *spans, size_t n_spans,
			struct buf *out)
{
	size_t at = 0, len = strlen(text);

	for (size_t i = 0; i < n_spans; i++) {
		if (spans[i].start < at || spans[i].end > len)
			continue;
		escape_html(text + at, spans[i].start - at, ESCAPE_LINES, out);
		buf_str_add(out, "<mark>");
		escape_html(text + spans[i].start, spans[i].end - spans[i].start,
			    ESCAPE_LINES, out);
		buf_str_add(out, "</mark>");
		at = spans[i].end;
	}
	escape_html(text + at, len - at, ESCAPE_LINES, out);
}

void doc_quote(struct doc *doc, const char *class, const char *title, const char *text,
	       const struct doc_span *spans, size_t n_spans)
{
	buf_printf(&doc->html, "<figure class=\"quote %s\"><figcaption>", class);
	html_add(&doc->html, title);
	buf_str_add(&doc->html, "</figcaption><blockquote dir=\"auto\">");
	marked_text(text, spans, n_spans, &doc->html);
	buf_str_add(&doc->html, "</blockquote></figure>\n");
	buf_str_add(&doc->markdown, "**");
	escape_markdown(title, &doc->markdown);
	buf_str_add(&doc->markdown, "**\n\n");
	escape_markdown_block(text, &doc->markdown);
	buf_char_add(&doc->markdown, '\n');
}

static const char *cell_class(enum column_kind kind, enum table_fit fit)
{
	static const char *const text[] = {"line", "line part", "words", "words long"};
	static const char *const name[] = {"name line", "name line part", "name words",
					   "name words long"};

	switch (kind) {
	case COLUMN_NUMBER:
		return "num";
	case COLUMN_COUNT:
		return "num bar";
	case COLUMN_HASH:
		return "hash";
	case COLUMN_NAME:
		return name[fit];
	case COLUMN_TEXT:
	default:
		return text[fit];
	}
}

static bool is_number(enum column_kind kind)
{
	return kind == COLUMN_NUMBER || kind == COLUMN_COUNT;
}

/* The title of a column, whose short words stay with the word before them: a narrow
 * column would else have "of" and "the" on lines of their own. */
enum { MOST_GLUED = 3 };

static void title_html(const char *title, struct buf *out)
{
	struct buf text = BUF_INIT;
	bool free = true; /* does the word before stand alone? */

	for (const char *at = title; *at; at++) {
		bool blank = *at == ' ';

		if (blank && free && strcspn(at + 1, " ") <= MOST_GLUED &&
		    (at == title || at[-1] != ','))
			buf_str_add(&text, "\xc2\xa0");
		else
			buf_char_add(&text, *at);
		free = blank ? !free || strcspn(at + 1, " ") > MOST_GLUED : free;
	}
	html_add(out, buf_str(&text));
	buf_clear(&text);
}

/* What table_html knows of a column. */
struct layout {
	enum table_fit fit;
	bool same; /* in all rows: a telephone has no room for it */
	bool card; /* each cell names its column, for it stands below others there */
};

/* Terminal columns a telephone has room for; rows that are still overlooked as cards. */
enum { NARROW_COLUMNS = 46, MOST_CARDS = 12 };

static bool is_cards(const struct table *table, const struct layout *layout,
		     size_t n_rows)
{
	size_t width = 0;

	if (n_rows > MOST_CARDS)
		return false;
	for (size_t c = 0; c < table->n_columns; c++)
		if (table->columns[c].title && !layout[c].same)
			width += table_column_width(table, n_rows, c);
	return width > NARROW_COLUMNS;
}

static void row_html(const struct doc *doc, const struct table *table, size_t r,
		     const struct layout *layout, struct buf *out)
{
	struct buf cell = BUF_INIT;

	buf_str_add(out, table_is_strong(table, r) ? "<tr class=\"strong\">" : "<tr>");
	for (size_t c = 0; c < table->n_columns; c++) {
		const struct column *column = &table->columns[c];

		if (!column->title)
			continue;
		buf_reset(&cell);
		table_show(table, r, c, &cell);
		buf_printf(out, "<td class=\"%s%s\"",
			   cell_class(column->kind,
				      table_cell_fit(buf_str(&cell), layout[c].fit)),
			   layout[c].same ? " same" : "");
		path_attribute(doc, table_at(table, r, c)->from, out);
		if (layout[c].card) {
			buf_str_add(out, " data-title=\"");
			html_add(out, column->title);
			buf_char_add(out, '"');
		}
		if (column->kind == COLUMN_COUNT)
			buf_printf(out, " style=\"--share:%.0f%%\"",
				   100 * table_share(table, r, c));
		buf_char_add(out, '>');
		words_html(buf_str(&cell), ESCAPE_ONE_LINE,
			   layout[c].fit >= TABLE_WORDS ? WORDS_CELL : WORDS_PROSE, out);
		buf_str_add(out, "</td>");
	}
	buf_str_add(out, "</tr>\n");
	buf_clear(&cell);
}

/* The second of two numbers goes on with the first. */
static bool is_range_end(const struct table *table, size_t column)
{
	const char *title = table->columns[column].title;

	return title && !strcmp(title, "to");
}

static void head_html(const struct table *table, const struct layout *layout,
		      struct buf *out)
{
	static const char *const classes[2][2] = {{NULL, "same"}, {"num", "num same"}};

	buf_str_add(out, "<thead><tr>");
	for (size_t c = 0; c < table->n_columns; c++) {
		const struct column *column = &table->columns[c];
		const char *class = classes[is_number(column->kind)][layout[c].same];

		if (!column->title)
			continue;
		buf_str_add(out, "<th scope=\"col\"");
		if (class)
			buf_printf(out, " class=\"%s\"", class);
		buf_char_add(out, '>');
		title_html(column->title, out);
		buf_str_add(out, "</th>");
	}
	buf_str_add(out, "</tr></thead>\n");
}

/* "In every row: Prompts 400.", where a telephone leaves such columns out. */
static void same_html(const struct doc *doc, const struct table *table,
		      const struct layout *layout, struct buf *out)
{
	const char *before = "<p class=\"same-in-all\">In every row: ";
	struct buf cell = BUF_INIT;
	bool any = false;

	for (size_t c = 0; c < table->n_columns; c++) {
		if (!layout[c].same)
			continue;
		buf_str_add(out, any && is_range_end(table, c) ? " " : before);
		html_add(out, table->columns[c].title);
		buf_str_add(out, " <span");
		path_attribute(doc, table_at(table, 0, c)->from, out);
		buf_char_add(out, '>');
		buf_reset(&cell);
		table_show(table, 0, c, &cell);
		words_html(buf_str(&cell), ESCAPE_ONE_LINE, WORDS_CELL, out);
		buf_str_add(out, "</span>");
		before = "; ";
		any = true;
	}
	if (any)
		buf_str_add(out, ".</p>\n");
	buf_clear(&cell);
}

static struct layout *layout_new(const struct table *table, size_t n_rows)
{
	struct layout *layout = MEM_ARRAY(table->n_columns, struct layout);
	bool cards;

	for (size_t c = 0; c < table->n_columns; c++) {
		layout[c].fit = table_column_fit(table, n_rows, c);
		layout[c].same = table_column_same(table, n_rows, c);
	}
	for (size_t c = 1; c < table->n_columns; c++)
		if (is_range_end(table, c))
			layout[c].same = layout[c - 1].same =
				layout[c].same && layout[c - 1].same;
	cards = is_cards(table, layout, n_rows);
	for (size_t c = 0; c < table->n_columns; c++)
		layout[c].card = cards;
	return layout;
}

static void table_html(const struct doc *doc, const struct table *table, size_t n_rows,
		       const char *title, struct buf *out)
{
	struct layout *layout = layout_new(table, n_rows);

	buf_printf(out,
		   "<div class=\"table%s\" role=\"group\" tabindex=\"0\" aria-label=\"",
		   layout[0].card ? " cards" : "");
	html_add(out, title);
	buf_str_add(out, "\"><table>\n<caption>");
	html_add(out, title);
	buf_str_add(out, "</caption>\n");
	head_html(table, layout, out);
	buf_str_add(out, "<tbody>\n");
	for (size_t r = 0; r < n_rows; r++)
		row_html(doc, table, r, layout, out);
	buf_str_add(out, "</tbody></table>\n");
	same_html(doc, table, layout, out);
	buf_str_add(out, "</div>\n");
	mem_free(layout);
}

static void table_markdown(const struct table *table, size_t n_rows, struct buf *out)
{
	struct buf cell = BUF_INIT;

	for (int line = 0; line < 2; line++) {
		buf_char_add(out, '|');
		for (size_t c = 0; c < table->n_columns; c++) {
			if (!table->columns[c].title)
				continue;
			buf_char_add(out, ' ');
			if (line == 0)
				escape_markdown(table->columns[c].title, out);
			else
				buf_str_add(out, is_number(table->columns[c].kind)
							 ? "---:"
							 : "---");
			buf_str_add(out, " |");
		}
		buf_char_add(out, '\n');
	}
	for (size_t r = 0; r < n_rows; r++) {
		buf_char_add(out, '|');
		for (size_t c = 0; c < table->n_columns; c++) {
			if (!table->columns[c].title)
				continue;
			buf_reset(&cell);
			table_show(table, r, c, &cell);
			buf_char_add(out, ' ');
			escape_markdown(buf_str(&cell), out);
			buf_str_add(out, " |");
		}
		buf_char_add(out, '\n');
	}
	buf_char_add(out, '\n');
	buf_clear(&cell);
}

void doc_table(struct doc *doc, const struct table *table, const char *title,
	       size_t most_rows, const char *file)
{
	size_t n_rows = table_rows(table);
	size_t n_shown = most_rows && n_rows > most_rows ? most_rows : n_rows;

	table_html(doc, table, n_shown, title, &doc->html);
	buf_str_add(&doc->markdown, "*");
	escape_markdown(title, &doc->markdown);
	buf_str_add(&doc->markdown, "*\n\n");
	table_markdown(table, n_shown, &doc->markdown);
	doc->n_tables++;
	if (n_shown < n_rows)
		doc_say(doc, "The first %zu of %zu rows; all are in %s.", n_shown, n_rows,
			file);
}

static void base64_add(const struct buf *data, struct buf *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)data->data;

	for (size_t i = 0; i < data->len; i += 3) {
		size_t left = data->len - i;
		unsigned long bits = (unsigned long)in[i] << 16;

		bits |= left > 1 ? (unsigned long)in[i + 1] << 8 : 0;
		bits |= left > 2 ? in[i + 2] : 0;
		buf_char_add(out, digits[bits >> 18]);
		buf_char_add(out, digits[bits >> 12 & 63]);
		buf_char_add(out, left > 1 ? digits[bits >> 6 & 63] : '=');
		buf_char_add(out, left > 2 ? digits[bits & 63] : '=');
	}
}

/* Each picture is a document of its own, so that no ids meet; the page shows one of the
 * two, and only that one is read aloud. */
static void drawing(struct doc *doc, const struct figure *figure, const char *class,
		    int width, const struct buf *svg)
{
	struct buf *html = &doc->html;

	buf_printf(html, "<div class=\"%s\"><img style=\"width:%dpx\" alt=\"", class,
		   width);
	html_add(html, buf_str(&figure->alt));
	buf_str_add(html, "\" src=\"data:image/svg+xml;base64,");
	base64_add(svg, html);
	buf_str_add(html, "\"></div>\n");
}

static void picture(struct doc *doc, const struct figure *figure)
{
	/* Wider than the screen, it scrolls: by the keyboard too. */
	buf_str_add(&doc->html, "<div class=\"picture\" role=\"group\" tabindex=\"0\" "
				"aria-label=\"");
	html_add(&doc->html, figure->title);
	buf_str_add(&doc->html, "\">\n");
	drawing(doc, figure, "figure-wide", figure->width, &figure->svg);
	drawing(doc, figure, "figure-narrow", FIGURE_NARROW, &figure->narrow);
	buf_str_add(&doc->html, "</div>\n");
	buf_str_add(&doc->markdown, "![");
	escape_markdown(buf_str(&figure->alt), &doc->markdown);
	buf_printf(&doc->markdown, "](plots/%s.svg)\n\n", figure->name);
}

void doc_figure(struct doc *doc, const struct figure *figure)
{
	struct buf title = BUF_INIT, file = BUF_INIT;

	if (figure->missing.len) {
		doc_para(doc, "absent");
		doc_textf(doc, "%s: no picture, because %s.", figure->title,
			  buf_str(&figure->missing));
		doc_para_end(doc);
		return;
	}
	buf_printf(&title, "Figure %zu. %s", ++doc->n_figures, figure->title);
	buf_printf(&file, "data/%s.tsv", figure->name);
	buf_printf(&doc->html, "<figure id=\"fig-%s\">\n", figure->name);
	if (figure->svg.len) {
		picture(doc, figure);
	} else {
		doc_para(doc, "absent");
		doc_textf(doc,
			  "%s The picture is missing%s%s; its numbers are in the table.",
			  buf_str(&figure->alt), doc->no_picture ? ": " : "",
			  doc->no_picture ? doc->no_picture : "");
		doc_para_end(doc);
	}
	buf_str_add(&doc->html, "<figcaption>");
	doc_strong(doc, buf_str(&title));
	doc_text(doc, ". ");
	doc_text(doc, buf_str(&figure->caption));
	/* Paper cannot be unfolded. */
	if (figure->table && !figure->table_open)
		buf_printf(&doc->html,
			   "<span class=\"on-paper\"> Its numbers: %s in the report's "
			   "folder.</span>",
			   buf_str(&file));
	buf_str_add(&doc->html, "</figcaption>\n");
	buf_str_add(&doc->html, "</figure>\n");
	buf_str_add(&doc->markdown, "\n\n");
	if (figure->table) {
		buf_reset(&title);
		buf_printf(&title, "Data of figure %zu", doc->n_figures);
		if (!figure->table_open)
			fold(doc, " class=\"data\"", buf_str(&title));
		doc_table(doc, figure->table, figure->title, figure->most_rows,
			  buf_str(&file));
		if (!figure->table_open)
			doc_fold_end(doc);
	}
	buf_clear(&title);
	buf_clear(&file);
}

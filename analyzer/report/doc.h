/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/doc.h: a document written once and kept in two forms, HTML and Markdown. Every
 * text goes through the escaping doors here; callers hand over plain text and never write
 * markup. Knows nothing of what a report says.
 */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include "base/buf.h"
#include "base/err.h"
#include "report/figure.h"
#include "report/paths.h"
#include "report/table.h"

struct doc {
	struct buf html, markdown;
	struct buf contents; /* HTML list of the sections */
	size_t n_figures, n_tables;
	size_t nth_item;           /* of the ordered list being written; 0: bullets */
	const struct paths *paths; /* of the result, for data-json; NULL: none */
	const char *no_picture;    /* why pictures are missing; NULL when they are not */
};

void doc_clear(struct doc *doc);

/* Parts. `id` and `class` are static words of ours; titles are plain text. */
void doc_section(struct doc *doc, const char *id, const char *title);
void doc_section_end(struct doc *doc);
void doc_heading(struct doc *doc, const char *title);
void doc_heading_at(struct doc *doc, const char *id, const char *title);
void doc_box(struct doc *doc, const char *class);
void doc_box_end(struct doc *doc);
/* Folded away until a reader opens it. */
void doc_fold(struct doc *doc, const char *title);
/* The same, open until a reader folds it away. */
void doc_fold_open(struct doc *doc, const char *title);
void doc_fold_end(struct doc *doc);

/* Paragraphs and lists; what is added between the two calls is running text. */
void doc_para(struct doc *doc, const char *class); /* NULL: plain */
void doc_para_end(struct doc *doc);
void doc_list(struct doc *doc);
void doc_list_ordered(struct doc *doc); /* its items are numbered: type no digits */
void doc_item(struct doc *doc);
void doc_item_end(struct doc *doc);
void doc_list_end(struct doc *doc);

/* Running text. */
void doc_text(struct doc *doc, const char *text);
void doc_textf(struct doc *doc, const char *fmt, ...) PRINTF_LIKE(2, 3);
void doc_strong(struct doc *doc, const char *text);
/*
 * A number of the result as readers see it. The page names, in data-json, the value of
 * report.json that it is: numbers that come from the result are written here or by
 * doc_table, so that page and result can be held against each other. A value that is no
 * number stands as an en dash.
 */
void doc_value(struct doc *doc, const struct json *value, int decimals, bool sign);
void doc_number(struct doc *doc, const struct json *object, const char *key, int decimals,
		bool sign);
/* "-1.03 to +1.08": the two numbers of the array under `key`. */
void doc_range(struct doc *doc, const struct json *object, const char *key);
/* The same as doc_value, set off as doc_strong does. */
void doc_strong_value(struct doc *doc, const struct json *value, int decimals, bool sign);
/* A model's name, a file's, a hash: set apart and never hyphenated. */
void doc_name(struct doc *doc, const char *name);

/* To a section of this document by its id; plain text in Markdown. */
void doc_link(struct doc *doc, const char *id, const char *text);

/* A command or file name of ours: static text without backticks. */
void doc_code(struct doc *doc, const char *text);

/* A whole paragraph or item in one go. */
void doc_say(struct doc *doc, const char *fmt, ...) PRINTF_LIKE(2, 3);
void doc_point(struct doc *doc, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Commands and other text whose line breaks count; lines break at blanks alone. */
void doc_listing(struct doc *doc, const char *text);

/*
 * A quotation under a short title (plain text). The bytes of `spans` are highlighted:
 * n_spans pairs of first byte and end, in order and apart.
 */
struct doc_span {
	size_t start, end;
};
void doc_quote(struct doc *doc, const char *class, const char *title, const char *text,
	       const struct doc_span *spans, size_t n_spans);

/* At most `most_rows` rows are shown (0: all), with a pointer to `file` for the rest. */
void doc_table(struct doc *doc, const struct table *table, const char *title,
	       size_t most_rows, const char *file);

/* The picture with its caption, text alternative and table; or why there is none. */
void doc_figure(struct doc *doc, const struct figure *figure);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/exhibit_page.h: the parts that exhibits on the page are made of: a number that
 * no other exhibit has, the prompt, quoted answers. Chooses nothing.
 */
#ifndef REPORT_EXHIBIT_PAGE_H
#define REPORT_EXHIBIT_PAGE_H

#include <stddef.h>

#include "report/doc.h"
#include "report/view.h"

/*
 * Open an exhibit's box and its first paragraph: "Exhibit C2, prompt who-7. ". The letter
 * is the kind's, so that a number names one exhibit of the whole report.
 */
void exhibit_open(struct doc *doc, char kind, size_t nth, const struct json *exhibit);
void exhibit_close(struct doc *doc);

/*
 * Words with numbers of an object among them, each tied to its place in the result: "Both
 * decline {n_both}, where {expected:1} would"; the digit is the decimals (none: 0), "+"
 * before it a sign. Within a paragraph, or a paragraph of its own.
 */
void exhibit_say(struct doc *doc, const struct json *object, const char *words);
void exhibit_para(struct doc *doc, const struct json *object, const char *words);

/* The prompt as it was asked, folded away when it is very long. */
void exhibit_asked(struct doc *doc, const struct json *exhibit);

/* Suspect's and teacher's answer side by side; an end of 0 marks nothing. */
void exhibit_pair(struct doc *doc, const struct json *exhibit,
		  const struct doc_span *suspect, const struct doc_span *teacher);

/* One answer; an empty one is said to be. An end of 0 marks nothing. */
void exhibit_answer(struct doc *doc, const char *class, const char *title,
		    const char *text, const struct doc_span *mark);

/* "gudgeon-large (independent model, control": what a model that an exhibit names is in
 * this case, without the closing bracket, so that a caller can add to it. */
void exhibit_model(const struct view *view, const struct json *model, struct buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/validation_page.h: the error rates of the method on a reference corpus as a page
 * of Markdown. Says what the object of `validate --json` holds; measures nothing.
 */
#ifndef REPORT_VALIDATION_PAGE_H
#define REPORT_VALIDATION_PAGE_H

#include "base/json.h"
#include "report/doc.h"
#include "store/curve.h"

struct validation_page {
	const struct json *v; /* what validate printed */
	const char *command;  /* makes the page anew */
	const char *version;  /* of the program */
	const char *corpus_sha256;
	const struct curve *curve; /* may be empty */
	const char *notes; /* Markdown of the corpus's own, put last as it is; "" */
};

/* The same bytes for the same contents: no time, no path. */
void validation_page_write(const struct validation_page *page, struct buf *out);

/* Parts of the page in files of their own. */
void validation_page_channels(struct doc *doc, const struct json *v);
void validation_page_mistakes(struct doc *doc, const struct json *v);

#endif

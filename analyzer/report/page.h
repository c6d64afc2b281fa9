/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report/page.h: a finished document as files to hand over: one self-contained HTML page
 * in the theme's template, the same in Markdown, and the result it was made of. Knows
 * nothing of what they say.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "report/doc.h"

struct theme { /* zero-initialise; theme_clear frees all */
	struct buf page, style, prologue;
};

/* The folder with page.html, style.css and prologue.gp. */
int theme_read(struct theme *theme, const char *dir, struct err *err) MUST_CHECK;
void theme_clear(struct theme *theme);

struct page { /* plain text, all borrowed */
	const char *title, *heading;
	const char *source;     /* what was examined, below the heading; may be "" */
	const char *version;    /* of the program that made the result */
	const char *simulation; /* NULL for what is real; else a banner says it */
};

/* dir/index.html */
int page_write(const struct page *page, const struct doc *doc, const struct theme *theme,
	       const char *dir, struct err *err) MUST_CHECK;
/* dir/NAME, in Markdown */
int page_write_markdown(const struct page *page, const struct doc *doc, const char *dir,
			const char *name, struct err *err) MUST_CHECK;
/* dir/NAME, the result itself */
int page_write_json(const struct json *result, const char *dir, const char *name,
		    struct err *err) MUST_CHECK;

#endif

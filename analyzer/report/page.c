/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/page.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/cut.h"
#include "report/escape.h"

static int theme_read_file(const char *dir, const char *name, struct buf *out,
			   struct err *err)
{
	char *path = file_join(dir, name);
	int rc = file_read_raw(path, out, err);

	mem_free(path);
	return rc;
}

int theme_read(struct theme *theme, const char *dir, struct err *err)
{
	if (theme_read_file(dir, "page.html", &theme->page, err) ||
	    theme_read_file(dir, "style.css", &theme->style, err) ||
	    theme_read_file(dir, "prologue.gp", &theme->prologue, err))
		return -1;
	return 0;
}

void theme_clear(struct theme *theme)
{
	buf_clear(&theme->page);
	buf_clear(&theme->style);
	buf_clear(&theme->prologue);
}

/* As much of a name as stands on one line at the head of a sheet. */
enum { HEAD_COLUMNS = 80 };

struct slot {
	const char *name;
	const struct buf *text; /* HTML already */
};

/* The template with each {{name}} replaced; what a text brings in is not looked at again.
 */
static void fill(const char *template, const struct slot *slots, size_t n,
		 struct buf *out)
{
	while (*template) {
		const char *open = strstr(template, "{{");
		const char *close = open ? strstr(open, "}}") : NULL;

		if (!close)
			break;
		buf_add(out, template, (size_t)(open - template));
		for (size_t i = 0; i < n; i++)
			if (strlen(slots[i].name) == (size_t)(close - open - 2) &&
			    !strncmp(slots[i].name, open + 2, (size_t)(close - open - 2)))
				buf_add(out, buf_str(slots[i].text), slots[i].text->len);
		template = close + 2;
	}
	buf_str_add(out, template);
}

static void add_escaped(struct buf *out, const char *text)
{
	escape_html(text, strlen(text), ESCAPE_ONE_LINE, out);
}

/* It stays in sight: in full on a desk, its first words on a telephone, and on paper in
 * the margin of each sheet and plainly on the first. */
static void banner(const char *simulation, struct buf *out)
{
	buf_str_add(out, "<p class=\"simulation\" role=\"note\"><strong>SIMULATION<span "
			 "class=\"narrow\">: no real model</span>.</strong> <span>");
	add_escaped(out, simulation);
	buf_str_add(out, "</span></p>\n<p class=\"simulation-sheet\"><strong>SIMULATION: "
			 "no real model.</strong> ");
	add_escaped(out, simulation);
	buf_str_add(out, "</p>\n");
}

/* The head of each sheet, in the CSS of the page: what was examined, and whether it is
 * real. */
static void sheet_head(const struct page *page, struct buf *out)
{
	struct buf both = BUF_INIT, name = BUF_INIT;

	if (*page->source)
		buf_printf(&both, "%s \xc2\xb7 ", page->source);
	buf_str_add(&both, page->title);
	cut_name(buf_str(&both), HEAD_COLUMNS, &name);
	if (page->simulation)
		buf_str_add(out, "SIMULATION \xc2\xb7 ");
	escape_css(buf_str(&name), out);
	buf_clear(&both);
	buf_clear(&name);
}

static int write_file(const char *dir, const char *name, const struct buf *text,
		      struct err *err)
{
	char *path = file_join(dir, name);
	int rc = file_write(path, buf_str(text), text->len, err);

	mem_free(path);
	return rc;
}

int page_write(const struct page *page, const struct doc *doc, const struct theme *theme,
	       const char *dir, struct err *err)
{
	struct buf title = BUF_INIT, heading = BUF_INIT, note = BUF_INIT,
		   source = BUF_INIT;
	struct buf version = BUF_INIT, class = BUF_INIT, text = BUF_INIT,
		   sheet = BUF_INIT;
	const struct slot slots[] = {
		{"title", &title},        {"heading", &heading},
		{"simulation", &note},    {"case", &source},
		{"style", &theme->style}, {"contents", &doc->contents},
		{"body", &doc->html},     {"version", &version},
		{"class", &class},        {"sheet", &sheet},
	};
	int rc;

	buf_str_add(&class, page->simulation ? "simulated" : "examined");
	if (page->simulation) {
		buf_str_add(&title, "SIMULATION: ");
		banner(page->simulation, &note);
	}
	add_escaped(&title, page->title);
	add_escaped(&heading, page->heading);
	add_escaped(&source, page->source);
	add_escaped(&version, page->version);
	sheet_head(page, &sheet);
	fill(buf_str(&theme->page), slots, sizeof(slots) / sizeof(slots[0]), &text);
	rc = write_file(dir, "index.html", &text, err);
	buf_clear(&title);
	buf_clear(&heading);
	buf_clear(&note);
	buf_clear(&source);
	buf_clear(&version);
	buf_clear(&class);
	buf_clear(&sheet);
	buf_clear(&text);
	return rc;
}

int page_write_markdown(const struct page *page, const struct doc *doc, const char *dir,
			const char *name, struct err *err)
{
	struct buf text = BUF_INIT;
	int rc;

	if (page->simulation) {
		buf_str_add(&text, "> **SIMULATION.** ");
		escape_markdown(page->simulation, &text);
		buf_str_add(&text, "\n\n");
	}
	buf_str_add(&text, "# Assay: ");
	escape_markdown(page->heading, &text);
	buf_str_add(&text, "\n\n");
	buf_add(&text, buf_str(&doc->markdown), doc->markdown.len);
	rc = write_file(dir, name, &text, err);
	buf_clear(&text);
	return rc;
}

int page_write_json(const struct json *result, const char *dir, const char *name,
		    struct err *err)
{
	struct buf text = BUF_INIT;
	int rc;

	json_print(result, true, &text);
	rc = write_file(dir, name, &text, err);
	buf_clear(&text);
	return rc;
}

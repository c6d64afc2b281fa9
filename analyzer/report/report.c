/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/doc.h"
#include "report/escape.h"
#include "report/gnuplot.h"
#include "report/section.h"
#include "report/spawn.h"

struct theme {
	struct buf page, style, prologue;
};

static int theme_read_file(const char *dir, const char *name, struct buf *out,
			   struct err *err)
{
	char *path = file_join(dir, name);
	int rc = file_read_raw(path, out, err);

	mem_free(path);
	return rc;
}

static int theme_read(struct theme *theme, const char *dir, struct err *err)
{
	if (theme_read_file(dir, "page.html", &theme->page, err) ||
	    theme_read_file(dir, "style.css", &theme->style, err) ||
	    theme_read_file(dir, "prologue.gp", &theme->prologue, err))
		return -1;
	return 0;
}

static void theme_clear(struct theme *theme)
{
	buf_clear(&theme->page);
	buf_clear(&theme->style);
	buf_clear(&theme->prologue);
}

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

static void banner(const struct view *view, struct buf *out)
{
	if (!view->simulation)
		return;
	buf_str_add(
		out,
		"<p class=\"simulation\" role=\"note\"><strong>SIMULATION.</strong> ");
	escape_html(view->simulation, strlen(view->simulation), ESCAPE_ONE_LINE, out);
	buf_str_add(out, "</p>\n");
}

static void add_escaped(struct buf *out, const char *text)
{
	escape_html(text, strlen(text), ESCAPE_ONE_LINE, out);
}

static int write_page(const struct view *view, const struct doc *doc,
		      const struct theme *theme, const char *dir, struct err *err)
{
	struct buf title = BUF_INIT, note = BUF_INIT, case_name = BUF_INIT,
		   page = BUF_INIT;
	struct buf version = BUF_INIT, class = BUF_INIT;
	const struct slot slots[] = {
		{"title", &title},
		{"simulation", &note},
		{"case", &case_name},
		{"style", &theme->style},
		{"contents", &doc->contents},
		{"body", &doc->html},
		{"version", &version},
		{"class", &class},
	};
	char *path = file_join(dir, "index.html");
	int rc;

	buf_str_add(&class, view->simulation ? "simulated" : "examined");
	if (view->simulation)
		buf_str_add(&title, "SIMULATION: ");
	add_escaped(&title, view->suspect);
	buf_str_add(&title, " and ");
	add_escaped(&title, view->teacher);
	banner(view, &note);
	add_escaped(&case_name, view_str(json_get(view->result, "case"), "name"));
	add_escaped(&version, view_str(view->result, "assay_version"));
	fill(buf_str(&theme->page), slots, sizeof(slots) / sizeof(slots[0]), &page);
	rc = file_write(path, buf_str(&page), page.len, err);
	mem_free(path);
	buf_clear(&title);
	buf_clear(&note);
	buf_clear(&case_name);
	buf_clear(&version);
	buf_clear(&class);
	buf_clear(&page);
	return rc;
}

static int write_markdown(const struct view *view, const struct doc *doc, const char *dir,
			  struct err *err)
{
	struct buf text = BUF_INIT;
	char *path = file_join(dir, "report.md");
	int rc;

	if (view->simulation) {
		buf_str_add(&text, "> **SIMULATION.** ");
		escape_markdown(view->simulation, &text);
		buf_str_add(&text, "\n\n");
	}
	buf_str_add(&text, "# Assay: forensic comparison of language models\n\n");
	buf_add(&text, buf_str(&doc->markdown), doc->markdown.len);
	rc = file_write(path, buf_str(&text), text.len, err);
	mem_free(path);
	buf_clear(&text);
	return rc;
}

static int write_json(const struct json *result, const char *dir, struct err *err)
{
	struct buf text = BUF_INIT;
	char *path = file_join(dir, "report.json");
	int rc;

	json_print(result, true, &text);
	rc = file_write(path, buf_str(&text), text.len, err);
	mem_free(path);
	buf_clear(&text);
	return rc;
}

static int write_all(const struct view *view, struct figure figures[N_FIGURES],
		     const char *dir, const struct theme *theme, struct buf *warning,
		     struct err *err)
{
	struct doc doc = {.html = BUF_INIT, .markdown = BUF_INIT, .contents = BUF_INIT};
	struct buf undrawn = BUF_INIT;
	int rc = -1;

	if (gnuplot_draw(figures, dir, buf_str(&theme->prologue), view->simulation,
			 &undrawn, err))
		goto done;
	if (undrawn.len)
		buf_printf(warning, "%s", buf_str(&undrawn));
	doc.no_picture = undrawn.len ? buf_str(&undrawn) : NULL;
	sections_write(&doc, view, figures);
	if (write_page(view, &doc, theme, dir, err) ||
	    write_markdown(view, &doc, dir, err) || write_json(view->result, dir, err))
		goto done;
	rc = 0;
done:
	doc_clear(&doc);
	buf_clear(&undrawn);
	return rc;
}

int report_write(const struct json *result, const char *dir, const char *theme_dir,
		 struct buf *warning, struct err *err)
{
	struct theme theme = {BUF_INIT, BUF_INIT, BUF_INIT};
	struct figure figures[N_FIGURES];
	struct view view;
	int rc = -1;

	if (view_open(&view, result, err))
		return -1;
	figures_make(&view, figures);
	if (!theme_read(&theme, theme_dir, err) && !file_mkdirs(dir, err))
		rc = write_all(&view, figures, dir, &theme, warning, err);
	figures_clear(figures);
	theme_clear(&theme);
	view_close(&view);
	return rc;
}

/* The page has no scripts and its policy allows none, so that a browser run as root,
 * where its sandbox cannot start, has nothing of the answers to execute. */
int report_pdf(const char *dir, struct err *err)
{
	static const char *const weasyprint[] = {"weasyprint", "index.html", "report.pdf",
						 NULL};
	const char *chromium[] = {"chromium",
				  "--headless",
				  "--disable-gpu",
				  "--no-first-run",
				  "--disable-background-networking",
				  "--disable-sync",
				  "--host-resolver-rules=MAP * ~NOTFOUND",
				  "--no-pdf-header-footer",
				  "--print-to-pdf=report.pdf",
				  "index.html",
				  geteuid() == 0 ? "--no-sandbox" : NULL,
				  NULL};
	const char *const *const tools[] = {weasyprint, chromium};
	char *pdf = file_join(dir, "report.pdf");
	struct buf why = BUF_INIT;
	bool made = false;

	(void)unlink(pdf);
	for (size_t i = 0; i < 2 && !made; i++) {
		struct spawn_job job = {.argv = tools[i], .dir = dir, .limit_s = 120};

		spawn_all(&job, 1, 1);
		made = job.ok && file_exists(pdf);
		if (!made)
			buf_printf(&why, "%s%s", why.len ? "; " : "",
				   job.why.len ? buf_str(&job.why)
					       : "no file was written");
		buf_clear(&job.why);
	}
	if (!made)
		err_set(err, ERR_ENV,
			"the report is in %s, but no PDF could be made of it: %s "
			"(install weasyprint or chromium, or print index.html from a "
			"browser)",
			dir, buf_str(&why));
	buf_clear(&why);
	mem_free(pdf);
	return made ? 0 : -1;
}

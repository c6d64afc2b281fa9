/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report.h"

#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "report/gnuplot.h"
#include "report/page.h"
#include "report/section.h"

static int write_page(const struct view *view, const struct doc *doc,
		      const struct theme *theme, const char *dir, struct err *err)
{
	struct buf title = BUF_INIT;
	struct page page = {
		.heading = "Forensic comparison of two language models",
		.source = view_str(json_get(view->result, "case"), "name"),
		.version = view_str(view->result, "assay_version"),
		.simulation = view->simulation,
	};
	int rc;

	buf_printf(&title, "%s and %s", view->suspect, view->teacher);
	page.title = buf_str(&title);
	rc = page_write(&page, doc, theme, dir, err);
	if (!rc)
		rc = page_write_markdown(&page, doc, dir, "report.md", err);
	buf_clear(&title);
	return rc;
}

/* What the page shows in part only. */
static int write_data(const struct view *view, const char *dir, struct err *err)
{
	struct table *table = section_sensitivity_data(view);
	char *path = file_join(dir, "data/sensitivity.tsv");
	struct buf text = BUF_INIT;
	int rc = 0;

	table_tsv(table, view->simulation, &text);
	if (table_rows(table))
		rc = file_write(path, buf_str(&text), text.len, err);
	else
		(void)unlink(path); /* an earlier report's */
	buf_clear(&text);
	mem_free(path);
	table_free(table);
	return rc;
}

static int write_all(const struct view *view, struct figure figures[N_FIGURES],
		     const char *dir, const struct theme *theme, struct buf *warning,
		     struct err *err)
{
	struct doc doc = {.html = BUF_INIT, .markdown = BUF_INIT, .contents = BUF_INIT};
	struct buf undrawn = BUF_INIT;
	struct paths *paths = NULL;
	int rc = -1;

	if (gnuplot_draw(figures, N_FIGURES, dir, buf_str(&theme->prologue),
			 view->simulation, &undrawn, err) ||
	    write_data(view, dir, err))
		goto done;
	if (undrawn.len)
		buf_printf(warning, "%s", buf_str(&undrawn));
	doc.no_picture = undrawn.len ? buf_str(&undrawn) : NULL;
	doc.paths = paths = paths_new(view->result);
	sections_write(&doc, view, figures);
	if (write_page(view, &doc, theme, dir, err) ||
	    page_write_json(view->result, dir, "report.json", err))
		goto done;
	rc = 0;
done:
	doc_clear(&doc);
	paths_free(paths);
	buf_clear(&undrawn);
	return rc;
}

int report_write(const struct json *result, const char *dir, const char *theme_dir,
		 struct buf *warning, struct err *err)
{
	struct theme theme = {.page = BUF_INIT, .style = BUF_INIT, .prologue = BUF_INIT};
	struct figure figures[N_FIGURES];
	struct view view;
	int rc = -1;

	if (view_open(&view, result, err))
		return -1;
	figures_make(&view, figures);
	if (!theme_read(&theme, theme_dir, err) && !file_mkdirs(dir, err))
		rc = write_all(&view, figures, dir, &theme, warning, err);
	figures_clear(figures, N_FIGURES);
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
	/* A browser first: the page is laid out for one, grids and folded parts. */
	const char *const *const tools[] = {chromium, weasyprint};
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
			"(install chromium or weasyprint, or print index.html from a "
			"browser)",
			dir, buf_str(&why));
	buf_clear(&why);
	mem_free(pdf);
	return made ? 0 : -1;
}

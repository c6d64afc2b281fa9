/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/survey.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/gnuplot.h"
#include "report/heatmap.h"
#include "report/page.h"
#include "report/survey_parts.h"

static const struct column columns[] = {
	{"place", "Place", COLUMN_NUMBER, 0, false},
	{"model", "Model", COLUMN_NAME, 0, false},
	{"vendor", "Vendor", COLUMN_TEXT, 0, false},
	{"role", "Role", COLUMN_TEXT, 0, false},
	{"nearest", "Nearest model", COLUMN_NAME, 0, false},
	{"nearest_z", "its similarity (z)", COLUMN_NUMBER, 2, true},
};

/* Distance as the tree has it: the largest similarity minus that of the pair. A pair that
 * is not known stands at the mean, 0. */
static double *distances(const struct square *square)
{
	size_t n = square->n;
	double *d = mem_alloc(n * n, sizeof(double));
	double most = 0;

	for (size_t k = 0; k < n * n; k++)
		if (isfinite(square->z[k]))
			most = fmax(most, square->z[k]);
	for (size_t k = 0; k < n * n; k++)
		d[k] = most - (isfinite(square->z[k]) ? square->z[k] : 0);
	return d;
}

static int survey_open(struct survey *survey, const struct json *matrix, struct err *err)
{
	const char *schema = json_str(matrix, "schema");
	const char *simulation = json_str(matrix, "simulation");
	double *d;
	int rc;

	memset(survey, 0, sizeof(*survey));
	if (!schema || strcmp(schema, "assay.matrix.v1") != 0)
		return err_set(err, ERR_FAIL,
			       "this is no result of `assay matrix` (no schema "
			       "\"assay.matrix.v1\")");
	survey->labels = labels_new(matrix);
	if (!square_read(&survey->square, matrix, survey->labels)) {
		labels_free(survey->labels);
		return err_set(err, ERR_FAIL,
			       "the matrix has fewer than two models or no similarities");
	}
	survey->matrix = matrix;
	survey->simulation = simulation && *simulation ? simulation : NULL;
	survey->n_prompts = view_num(matrix, "n_prompts");
	survey->place = MEM_ARRAY(2 * survey->square.n, double);
	d = distances(&survey->square);
	rc = mds_classical(d, survey->square.n, 2, survey->place, &survey->fit, err);
	mem_free(d);
	return rc;
}

static void survey_close(struct survey *survey)
{
	if (!survey->matrix)
		return;
	square_clear(&survey->square);
	labels_free(survey->labels);
	mem_free(survey->place);
}

void survey_matrix(const struct survey *survey, struct figure *out)
{
	const struct square *square = &survey->square;

	out->table = TABLE_NEW(columns);
	out->most_rows = 250;
	for (size_t place = 0; place < square->n; place++) {
		size_t i = square->order[place], near;

		square_nearest(square, i, &near, 1);
		if (square->marks[i] != SQUARE_PLAIN)
			table_strong(out->table);
		table_number(out->table, (double)place + 1);
		table_text(out->table, square->labels[i]);
		table_text(out->table, square->vendors[i]);
		table_text(out->table, square->roles[i]);
		table_text(out->table, near < square->n ? square->labels[near] : "");
		table_number(out->table, square_at(square, i, near));
	}
	buf_printf(&out->alt,
		   "Heat map and tree of %zu models. The table below names the nearest "
		   "of each.",
		   square->n);
	heatmap_draw(square, out);
}

static const struct {
	const char *name, *title;
	survey_figure_fn *make;
} registry[N_SURVEY_FIGURES] = {
#define SURVEY_ROW(name, title) {#name, title, survey_##name},
	SURVEY_FIGURES(SURVEY_ROW)
#undef SURVEY_ROW
};

static int write_page(const struct survey *survey, const struct doc *doc,
		      const struct theme *theme, const char *dir, struct err *err)
{
	const struct json *source = json_get(survey->matrix, "source");
	struct buf title = BUF_INIT, from = BUF_INIT;
	struct page page = {
		.heading = "Survey of language models: who is near whom",
		.version = view_str(survey->matrix, "assay_version"),
		.simulation = survey->simulation,
	};
	int rc;

	buf_printf(&from, "%s%s%s", view_str(source, "kind"),
		   *view_str(source, "kind") ? " " : "", view_str(source, "name"));
	buf_printf(&title, "Survey of %zu models", survey->square.n);
	page.title = buf_str(&title);
	page.source = buf_str(&from);
	rc = page_write(&page, doc, theme, dir, err);
	if (!rc)
		rc = page_write_markdown(&page, doc, dir, "survey.md", err);
	if (!rc)
		rc = page_write_json(survey->matrix, dir, "matrix.json", err);
	buf_clear(&title);
	buf_clear(&from);
	return rc;
}

static int write_all(const struct survey *survey, const char *dir,
		     const struct theme *theme, struct buf *warning, struct err *err)
{
	struct figure figures[N_SURVEY_FIGURES];
	struct doc doc = {.html = BUF_INIT, .markdown = BUF_INIT, .contents = BUF_INIT};
	struct buf undrawn = BUF_INIT;
	int rc;

	memset(figures, 0, sizeof(figures));
	for (size_t i = 0; i < N_SURVEY_FIGURES; i++) {
		figures[i].name = registry[i].name;
		figures[i].title = registry[i].title;
		registry[i].make(survey, &figures[i]);
	}
	rc = gnuplot_draw(figures, N_SURVEY_FIGURES, dir, buf_str(&theme->prologue),
			  survey->simulation, &undrawn, err);
	if (!rc) {
		buf_printf(warning, "%s", buf_str(&undrawn));
		doc.no_picture = undrawn.len ? buf_str(&undrawn) : NULL;
		survey_sections(&doc, survey, figures);
		rc = write_page(survey, &doc, theme, dir, err);
	}
	doc_clear(&doc);
	buf_clear(&undrawn);
	figures_clear(figures, N_SURVEY_FIGURES);
	return rc;
}

int survey_write(const struct json *matrix, const char *dir, const char *theme_dir,
		 struct buf *warning, struct err *err)
{
	struct theme theme = {.page = BUF_INIT, .style = BUF_INIT, .prologue = BUF_INIT};
	struct survey survey;
	int rc = -1;

	if (!survey_open(&survey, matrix, err) && !theme_read(&theme, theme_dir, err) &&
	    !file_mkdirs(dir, err))
		rc = write_all(&survey, dir, &theme, warning, err);
	theme_clear(&theme);
	survey_close(&survey);
	return rc;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gnuplot.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "report/cut.h"
#include "report/escape.h"

enum { LIMIT_S = 60, PARALLEL = 2 };

static char *figure_path(const char *dir, const char *folder, const char *name,
			 const char *suffix)
{
	struct buf path = BUF_INIT;

	buf_printf(&path, "%s/%s/%s%s", dir, folder, name, suffix);
	return buf_take(&path, NULL);
}

static int write_table(const struct table *table, const char *dir, const char *name,
		       const char *simulation, struct err *err)
{
	char *path = figure_path(dir, "data", name, ".tsv");
	struct buf text = BUF_INIT;
	int rc;

	table_tsv(table, simulation, &text);
	rc = file_write(path, buf_str(&text), text.len, err);
	buf_clear(&text);
	mem_free(path);
	return rc;
}

static int write_tables(const struct figure *figure, const char *dir,
			const char *simulation, struct err *err)
{
	struct buf name = BUF_INIT;
	int rc = 0;

	if (figure->table)
		rc = write_table(figure->table, dir, figure->name, simulation, err);
	for (size_t i = 0; i < figure->n_extra && !rc; i++) {
		buf_reset(&name);
		buf_printf(&name, "%s_%s", figure->name, figure->extra_name[i]);
		rc = write_table(figure->extra[i], dir, buf_str(&name), simulation, err);
	}
	buf_clear(&name);
	return rc;
}

/* What an earlier report left of a figure that this one does not have. */
static void remove_stale(const struct figure *figure, const char *dir)
{
	static const char *const places[][2] = {
		{"data", ".tsv"}, {"plots", ".gp"}, {"plots", ".svg"}};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *path = figure_path(dir, places[i][0], figure->name, places[i][1]);

		(void)unlink(path);
		mem_free(path);
	}
}

static void stamp_text(const char *simulation, size_t most_columns, struct buf *out)
{
	struct buf text = BUF_INIT;

	buf_str_add(&text, "SIMULATION: ");
	cut_name(simulation, most_columns, &text);
	escape_gnuplot(buf_str(&text), out);
	buf_clear(&text);
}

/* What a simulation says goes on the picture, as much as there is room for. */
static void stamp(const char *simulation, struct buf *out)
{
	buf_str_add(out, "set label 999 (narrow ? ");
	stamp_text(simulation, 52, out);
	buf_str_add(out, " : ");
	stamp_text(simulation, 110, out);
	buf_str_add(out, ") at screen 0.5, screen 0 offset 0,0.7 center noenhanced front "
			 "font ',9' textcolor rgb '#A04000'\n");
}

static int write_script(const struct figure *figure, const char *dir,
			const char *prologue, const char *simulation, struct err *err)
{
	char *path = figure_path(dir, "plots", figure->name, ".gp");
	struct buf text = BUF_INIT;
	int rc;

	buf_printf(&text, "# Run in the report's folder: gnuplot plots/%s.gp\n",
		   figure->name);
	if (simulation) {
		buf_str_add(&text, "# SIMULATION: ");
		escape_visible(simulation, strlen(simulation), ESCAPE_ONE_LINE, &text);
		buf_char_add(&text, '\n');
	}
	buf_str_add(&text, prologue);
	if (simulation)
		stamp(simulation, &text);
	buf_add(&text, buf_str(&figure->script), figure->script.len);
	rc = file_write(path, buf_str(&text), text.len, err);
	buf_clear(&text);
	mem_free(path);
	return rc;
}

struct drawing {
	struct figure *figure;
	char *script;       /* "plots/NAME.gp", seen from the report's folder */
	char *svg, *narrow; /* the second is read and not kept */
	const char *argv[7];
};

static void prepare(struct drawing *drawing, struct figure *figure, const char *dir,
		    struct spawn_job *job)
{
	struct buf script = BUF_INIT;

	drawing->figure = figure;
	buf_printf(&script, "plots/%s.gp", figure->name);
	drawing->script = buf_take(&script, NULL);
	drawing->svg = figure_path(dir, "plots", figure->name, ".svg");
	drawing->argv[0] = "gnuplot";
	drawing->argv[1] = "-d";
	drawing->narrow = figure_path(dir, "plots", figure->name, "-narrow.svg");
	drawing->argv[2] = drawing->script;
	drawing->argv[3] = "-e";
	drawing->argv[4] = "set output; reset; narrow = 1";
	drawing->argv[5] = drawing->script;
	*job = (struct spawn_job){
		.argv = drawing->argv, .dir = dir, .limit_s = LIMIT_S, .why = BUF_INIT};
	/* A picture of an earlier run must not pass for this one's. */
	(void)unlink(drawing->svg);
	(void)unlink(drawing->narrow);
}

/* An exit status of 0 is not enough: gnuplot can end well and leave an empty file. */
static bool read_picture(const char *path, struct buf *svg)
{
	struct err unread = ERR_INIT;

	return !file_read_raw(path, svg, &unread) && svg->len >= 100 &&
	       strstr(svg->data, "</svg>");
}

static void collect(struct drawing *drawing, struct spawn_job *job, struct buf *warning)
{
	struct figure *figure = drawing->figure;

	if (job->ok && (!read_picture(drawing->svg, &figure->svg) ||
			!read_picture(drawing->narrow, &figure->narrow))) {
		buf_str_add(&job->why, "gnuplot left no picture");
		job->ok = false;
	}
	if (!job->ok) {
		buf_reset(&figure->svg);
		buf_reset(&figure->narrow);
		if (!warning->len)
			buf_printf(warning, "no picture %s: %s", figure->name,
				   buf_str(&job->why));
	}
	(void)unlink(drawing->narrow);
	buf_clear(&job->why);
	mem_free(drawing->script);
	mem_free(drawing->svg);
	mem_free(drawing->narrow);
}

static void draw(struct figure *figures, size_t n_figures, const char *dir,
		 struct buf *warning)
{
	struct drawing *drawings = MEM_ARRAY(n_figures, struct drawing);
	struct spawn_job *jobs = MEM_ARRAY(n_figures, struct spawn_job);
	size_t n = 0;
	bool absent = false;

	for (size_t i = 0; i < n_figures; i++)
		if (figures[i].script.len && !figures[i].missing.len) {
			prepare(&drawings[n], &figures[i], dir, &jobs[n]);
			n++;
		}
	spawn_all(jobs, n, PARALLEL);
	for (size_t i = 0; i < n; i++) {
		absent |= jobs[i].absent;
		collect(&drawings[i], &jobs[i], warning);
	}
	mem_free(drawings);
	mem_free(jobs);
	if (absent) {
		buf_reset(warning);
		buf_str_add(warning, "gnuplot is not installed, so the report has no "
				     "pictures (install gnuplot-nox and run it again)");
	}
}

int gnuplot_draw(struct figure *figures, size_t n_figures, const char *dir,
		 const char *prologue, const char *simulation, struct buf *warning,
		 struct err *err)
{
	char *data = file_join(dir, "data"), *plots = file_join(dir, "plots");
	int rc = -1;

	if (file_mkdirs(data, err) || file_mkdirs(plots, err))
		goto done;
	for (size_t i = 0; i < n_figures; i++) {
		if (figures[i].missing.len) {
			remove_stale(&figures[i], dir);
			continue;
		}
		if (write_tables(&figures[i], dir, simulation, err) ||
		    write_script(&figures[i], dir, prologue, simulation, err))
			goto done;
	}
	draw(figures, n_figures, dir, warning);
	rc = 0;
done:
	mem_free(data);
	mem_free(plots);
	return rc;
}

bool gnuplot_works(struct buf *said)
{
	static const char *const version[] = {"gnuplot", "--version", NULL};
	static const char *const svg[] = {"gnuplot", "-d", "-e", "set terminal svg",
					  NULL};
	struct spawn_job jobs[] = {{.argv = version,
				    .dir = "/",
				    .limit_s = LIMIT_S,
				    .out = said,
				    .out_max = 1000},
				   {.argv = svg, .dir = "/", .limit_s = LIMIT_S}};
	bool works;

	spawn_all(jobs, 2, PARALLEL);
	works = jobs[0].ok && jobs[1].ok;
	while (said->len && said->data[said->len - 1] == '\n')
		said->data[--said->len] = '\0';
	if (!works) {
		buf_reset(said);
		buf_str_add(said, buf_str(jobs[0].ok ? &jobs[1].why : &jobs[0].why));
	}
	buf_clear(&jobs[0].why);
	buf_clear(&jobs[1].why);
	return works;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_survey.c: squares of similarities, and the survey written of one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/square.h"
#include "report/survey.h"
#include "stat/stat.h"

#define HOSTILE "\"`id>PWNED`<script>alert(1)</script>\x1b[31m '; DROP TABLE \\n\n$(id)"

/* Five models on a line at 0, 0, 3, 5 and 9; similarity is 9 less the distance, so that
 * the nearest pair stands at distance 0, as it does in every survey. */
static const double line[] = {0, 0, 3, 5, 9};
enum { N = 5 };

static struct json *line_matrix(const char *const *names, const char *const *vendors,
				const char *simulation)
{
	struct json *matrix = json_new_object(), *array, *row;

	json_add_str(matrix, "schema", "assay.matrix.v1");
	json_add_str(matrix, "simulation", simulation);
	json_add_int(matrix, "n_prompts", 40);
	array = json_add_array(matrix, "models");
	for (size_t i = 0; i < N; i++)
		json_add_str(array, NULL, names[i]);
	array = json_add_array(matrix, "vendors");
	for (size_t i = 0; i < N && vendors; i++)
		json_add_str(array, NULL, vendors[i]);
	array = json_add_array(matrix, "similarity");
	for (size_t i = 0; i < N; i++) {
		row = json_add_array(array, NULL);
		for (size_t j = 0; j < N; j++)
			json_add_num(row, NULL, 9 - fabs(line[i] - line[j]));
	}
	return matrix;
}

static const char *const names[N] = {"a", "b", "c", "d", "e"};
static const char *const vendors[N] = {"makers", "makers", "others", NULL, "others"};

static char *scratch(const char *name)
{
	const char *tmp = getenv("TMP");

	return file_join(tmp ? tmp : "/tmp", name);
}

static char *read_text(const char *dir, const char *name)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	char *path = file_join(dir, name);

	if (file_read_raw(path, &text, &err))
		fail_msg("%s", err.text);
	mem_free(path);
	buf_char_add(&text, '\0');
	return buf_take(&text, NULL);
}

static void check_holds(const char *dir, const char *name, const char *what, bool holds)
{
	char *text = read_text(dir, name);

	if (!strstr(text, what) == holds)
		fail_msg("%s %s %s", name, holds ? "lacks" : "holds", what);
	mem_free(text);
}

static void write_survey(const struct json *matrix, const char *dir, struct buf *warning)
{
	struct err err = ERR_INIT;

	if (survey_write(matrix, dir, "reports/theme", warning, &err))
		fail_msg("%s", err.text);
}

/* The cell of the row whose second field is `model`, counted from 0. */
static double field(const char *table, const char *model, int column)
{
	struct buf start = BUF_INIT;
	const char *at = table;
	char *end;
	double value;

	buf_printf(&start, "\t%s\t", model);
	for (; at; at = strchr(at + 1, '\n')) {
		const char *first = strchr(at, '\t');

		if (first && !strncmp(first, buf_str(&start), start.len))
			break;
	}
	if (!at)
		fail_msg("no row of %s", model);
	for (int i = 0; i < column; i++)
		at = strchr(at, '\t') + 1;
	value = strtod(at, &end);
	assert_ptr_not_equal(end, at);
	buf_clear(&start);
	return value;
}

/* About their middle, 3.4, the five stand at -3.4, -3.4, -.4, 1.6 and 5.6. */
static void map_finds_points_on_a_line(void **state)
{
	struct json *matrix = line_matrix(names, vendors, NULL);
	struct buf warning = BUF_INIT;
	char *dir = scratch("line"), *table;

	(void)state;
	write_survey(matrix, dir, &warning);
	table = read_text(dir, "data/map.tsv");
	for (size_t i = 0; i < N; i++) {
		assert_true(fabs(field(table, names[i], 3) - (line[i] - 3.4)) < 1e-9);
		assert_true(fabs(field(table, names[i], 4)) < 1e-5);
	}
	check_holds(dir, "index.html", "The plane holds 100 % of the spread", true);
	check_holds(dir, "index.html", "r = 1.00", true);
	mem_free(table);
	buf_clear(&warning);
	mem_free(dir);
	json_free(matrix);
}

/* c's nearest is d (2 apart), then a and b (3 apart, the first of equals first). */
static void nearest_three_in_order(void **state)
{
	struct json *matrix = line_matrix(names, vendors, NULL);
	struct labels *labels = labels_new(matrix);
	struct square square;
	size_t near[3], all[6];

	(void)state;
	assert_true(square_read(&square, matrix, labels));
	square_nearest(&square, 2, near, 3);
	assert_int_equal(near[0], 3);
	assert_int_equal(near[1], 0);
	assert_int_equal(near[2], 1);
	square_nearest(&square, 4, all, 6);
	assert_int_equal(all[0], 3);
	assert_int_equal(all[1], 2);
	assert_int_equal(all[2], 0);
	assert_int_equal(all[3], 1);
	assert_int_equal(all[4], N);
	assert_int_equal(all[5], N);
	square_clear(&square);
	labels_free(labels);
	json_free(matrix);
}

/* Of a, b and c, e, whose vendors have two models each, a and b have each other; c's and
 * e's nearest is d, of which no vendor is known. */
static void summary_counts_vendors(void **state)
{
	struct json *matrix = line_matrix(names, vendors, NULL);
	struct buf warning = BUF_INIT;
	char *dir = scratch("vendors");

	(void)state;
	write_survey(matrix, dir, &warning);
	check_holds(dir, "index.html",
		    "Of 4 models whose vendor has another one here, 2 have", true);
	check_holds(dir, "survey.md", "5 models, 10 pairs, 40 prompts", true);
	check_holds(dir, "plots/map.gp", "title 'makers'", true);
	buf_clear(&warning);
	mem_free(dir);
	json_free(matrix);
}

/* A7: names and vendors are text behind every door. */
static void hostile_names_are_harmless(void **state)
{
	const char *const models[N] = {HOSTILE, "b", "c", "d", "e"};
	const char *const makers[N] = {HOSTILE, HOSTILE, "o", "o", "o"};
	struct json *matrix = line_matrix(models, makers, NULL);
	struct buf warning = BUF_INIT;
	char *dir = scratch("hostile_survey"), *made;

	(void)state;
	write_survey(matrix, dir, &warning);
	made = file_join(dir, "PWNED");
	check_holds(dir, "index.html", "<script", false);
	check_holds(dir, "index.html", "DROP TABLE", true);
	check_holds(dir, "index.html", "\x1b", false);
	check_holds(dir, "survey.md", "\n<script", false);
	check_holds(dir, "survey.md", " <script", false);
	check_holds(dir, "plots/map.gp", "\x1b", false);
	check_holds(dir, "plots/map.gp", "title \"", false);
	assert_false(file_exists(made));
	assert_false(file_exists("PWNED"));
	mem_free(made);
	buf_clear(&warning);
	mem_free(dir);
	json_free(matrix);
}

static void simulation_is_said_everywhere(void **state)
{
	static const char *const files[] = {"index.html",       "survey.md",
					    "matrix.json",      "data/map.tsv",
					    "data/matrix.tsv",  "data/nearest.tsv",
					    "plots/nearest.gp", "plots/map.gp"};
	struct json *matrix = line_matrix(names, vendors, "toys, no real model");
	struct buf warning = BUF_INIT;
	char *dir = scratch("simulated_survey");

	(void)state;
	write_survey(matrix, dir, &warning);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		check_holds(dir, files[i], "toys, no real model", true);
	buf_clear(&warning);
	mem_free(dir);
	json_free(matrix);
}

/* I3, and no picture is wider than the page's column. */
static void survey_is_deterministic(void **state)
{
	static const char *const files[] = {"index.html", "survey.md", "matrix.json",
					    "data/map.tsv", "plots/map.gp"};
	const char *const models[N] = {"a model with a very long name, and longer still",
				       "b", "c", "d", "e"};
	struct json *matrix = line_matrix(models, NULL, NULL);
	struct buf warning = BUF_INIT;
	char *one = scratch("survey_one"), *two = scratch("survey_two"), *script;
	long width;

	(void)state;
	write_survey(matrix, one, &warning);
	write_survey(matrix, two, &warning);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *a = read_text(one, files[i]), *b = read_text(two, files[i]);

		assert_string_equal(a, b);
		mem_free(a);
		mem_free(b);
	}
	script = read_text(one, "plots/matrix.gp");
	width = strtol(strstr(script, "width = ") + 8, NULL, 10);
	assert_in_range(width, 300, 924);
	mem_free(script);
	buf_clear(&warning);
	mem_free(one);
	mem_free(two);
	json_free(matrix);
}

/* Pairs without a score and two models alone are no reason to fail. */
static void little_is_enough(void **state)
{
	static const char text[] =
		"{\"schema\": \"assay.matrix.v1\", \"models\": [\"x\", \"y\"], "
		"\"similarity\": [[1, null], [null, 1]], "
		"\"tree\": {\"merges\": [[0, 1, 0.5]], \"order\": [0, 1]}}";
	struct err err = ERR_INIT;
	struct json *matrix = json_parse(text, strlen(text), NULL, &err);
	struct buf warning = BUF_INIT;
	char *dir = scratch("two_models");

	(void)state;
	assert_non_null(matrix);
	write_survey(matrix, dir, &warning);
	check_holds(dir, "index.html", "No pair has a similarity", true);
	buf_clear(&warning);
	mem_free(dir);
	json_free(matrix);
}

static void other_objects_are_refused(void **state)
{
	static const char *const wrong[] = {
		"{}",
		"[]",
		"{\"schema\": \"assay.compare.v1\"}",
		"{\"schema\": \"assay.matrix.v1\"}",
		"{\"schema\": \"assay.matrix.v1\", \"models\": [\"a\"], "
		"\"similarity\": [[0]]}",
	};
	char *dir = scratch("refused");

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err err = ERR_INIT;
		struct json *matrix = json_parse(wrong[i], strlen(wrong[i]), NULL, &err);
		struct buf warning = BUF_INIT;

		assert_int_equal(
			survey_write(matrix, dir, "reports/theme", &warning, &err), -1);
		assert_int_equal(err.kind, ERR_FAIL);
		assert_false(file_exists(dir));
		buf_clear(&warning);
		json_free(matrix);
	}
	mem_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(map_finds_points_on_a_line),
		cmocka_unit_test(nearest_three_in_order),
		cmocka_unit_test(summary_counts_vendors),
		cmocka_unit_test(hostile_names_are_harmless),
		cmocka_unit_test(simulation_is_said_everywhere),
		cmocka_unit_test(survey_is_deterministic),
		cmocka_unit_test(little_is_enough),
		cmocka_unit_test(other_objects_are_refused),
	};

	stat_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

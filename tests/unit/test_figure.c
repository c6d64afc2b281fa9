/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_figure.c: what pictures show and say, and that narrow ones fit a telephone.
 */
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
#include "report/cut.h"
#include "report/figure.h"
#include "report/gnuplot.h"
#include "report/view.h"

#define FIXTURE "tests/data/report/compare.json"
#define THEME "reports/theme/prologue.gp"
/* 60 characters */
#define LONG "an-instruct-preview-of-the-20th-of-November-2024-at-70b-fp16"

struct scene {
	struct json *result;
	struct view view;
	struct figure figures[N_FIGURES];
};

/* The fixture with some of its text replaced; NULL for neither. */
static struct json *fixture(const char *from, const char *to)
{
	struct buf text = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	struct json *result;
	const char *at, *hit;

	assert_int_equal(file_read_raw(FIXTURE, &text, &err), 0);
	at = buf_str(&text);
	while (from && (hit = strstr(at, from))) {
		buf_add(&out, at, (size_t)(hit - at));
		buf_str_add(&out, to);
		at = hit + strlen(from);
	}
	buf_str_add(&out, at);
	result = json_parse(buf_str(&out), out.len, NULL, &err);
	assert_non_null(result);
	buf_clear(&text);
	buf_clear(&out);
	return result;
}

/* Put the JSON text in the place of the value under `key`. */
static void replace(struct json *object, const char *key, const char *text)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, strlen(text), NULL, &err);

	assert_non_null(value);
	json_free(json_detach(object, key));
	json_add(object, key, value);
}

static void open_scene(struct scene *scene, struct json *result)
{
	struct err err = ERR_INIT;

	scene->result = result;
	assert_int_equal(view_open(&scene->view, result, &err), 0);
	figures_make(&scene->view, scene->figures);
}

static void close_scene(struct scene *scene)
{
	figures_clear(scene->figures, N_FIGURES);
	view_close(&scene->view);
	json_free(scene->result);
}

static bool caption_says(const struct scene *scene, enum figure_id id, const char *what)
{
	return strstr(buf_str(&scene->figures[id].caption), what) != NULL;
}

static bool script_says(const struct scene *scene, enum figure_id id, const char *what)
{
	return strstr(buf_str(&scene->figures[id].script), what) != NULL;
}

/* All at the bound is no certainty. */
static void interval_without_width_is_an_arrow_beyond_the_bound(void **state)
{
	static const enum figure_id marked[] = {FIGURE_scale, FIGURE_tippett, FIGURE_ece};
	struct scene scene;
	struct json *result = fixture(NULL, NULL);

	(void)state;
	replace(result, "llr10", "1.08");
	replace(result, "llr10_interval", "[1.08, 1.08]");
	open_scene(&scene, result);
	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++) {
		assert_true(script_says(&scene, marked[i], "head filled"));
		assert_true(caption_says(&scene, marked[i], "cut at the bound"));
	}
	assert_true(caption_says(&scene, FIGURE_scale, "not because the value is exact"));
	assert_true(script_says(&scene, FIGURE_forest, "column('cut_hi')"));
	assert_false(script_says(&scene, FIGURE_forest, "column('cut_lo')"));
	close_scene(&scene);
}

static void interval_inside_the_bound_has_no_arrow(void **state)
{
	struct scene scene;
	struct json *result = fixture(NULL, NULL);

	(void)state;
	replace(result, "llr10", "0.5");
	replace(result, "llr10_interval", "[0.2, 0.8]");
	open_scene(&scene, result);
	assert_false(script_says(&scene, FIGURE_scale, "head filled"));
	assert_false(script_says(&scene, FIGURE_tippett, "head filled"));
	assert_false(caption_says(&scene, FIGURE_scale, "arrow"));
	close_scene(&scene);
}

/* On the axis of prior odds everything stands the other way round. */
static void arrow_on_prior_odds_points_the_other_way(void **state)
{
	struct scene scene;
	struct json *result = fixture(NULL, NULL);

	(void)state;
	replace(result, "llr10", "-1.03");
	replace(result, "llr10_interval", "[-1.03, 0.1]");
	open_scene(&scene, result);
	assert_true(script_says(&scene, FIGURE_scale,
				"from -1.03, graph bar to -1.53, graph bar head"));
	assert_true(script_says(&scene, FIGURE_tippett,
				"from -1.03, graph 0.9 to -1.53, graph 0.9 head"));
	assert_true(script_says(&scene, FIGURE_ece,
				"from 1.03, graph 0.9 to 1.53, graph 0.9 head"));
	close_scene(&scene);
}

/* Without an interval the value itself may be what the bound cuts. */
static void missing_intervals_are_no_lines(void **state)
{
	struct scene scene;
	struct json *result = fixture("llr10_interval", "no_interval");

	(void)state;
	replace(result, "llr10", "1.08");
	open_scene(&scene, result);
	assert_true(script_says(&scene, FIGURE_scale, "head filled"));
	assert_false(script_says(&scene, FIGURE_forest, "column('hi')-column('lo')"));
	close_scene(&scene);
}

static void legend_names_the_band_and_how_many_it_holds(void **state)
{
	struct scene scene;
	size_t n_h2;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	(void)figure_h2_band(&scene.view, &n_h2);
	assert_true(n_h2 > 4);
	assert_true(script_says(&scene, FIGURE_forest, "known H2 pairs'"));
	assert_true(script_says(&scene, FIGURE_cohort,
				"title '90 % of the 14 independent models'"));
	assert_true(script_says(&scene, FIGURE_suspects,
				"title '90 % of the 14 independent models'"));
	assert_true(script_says(&scene, FIGURE_forest, "beyond the bound: no statement"));
	close_scene(&scene);
}

/* The fixture's cohort has 14 models; with the suspect they are 15. */
static void captions_say_what_is_counted(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	assert_true(caption_says(&scene, FIGURE_scale, "n = 803 prompts"));
	assert_true(caption_says(&scene, FIGURE_cohort, "n = 14"));
	assert_true(caption_says(&scene, FIGURE_cohort, "14 + 1 = 15 models"));
	assert_true(caption_says(&scene, FIGURE_suspects, "14 + 1 = 15 models in all"));
	assert_true(caption_says(&scene, FIGURE_teachers, "10 candidates in all"));
	assert_true(caption_says(&scene, FIGURE_matrix, "n = 20 models"));
	for (size_t i = 0; i < N_FIGURES; i++) {
		assert_non_null(strstr(buf_str(&scene.figures[i].caption), "n = "));
		assert_non_null(strstr(buf_str(&scene.figures[i].caption), "interval"));
	}
	close_scene(&scene);
}

static void rank_score_is_called_no_likelihood_ratio(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	for (int id = FIGURE_suspects; id <= FIGURE_teachers; id++) {
		assert_true(script_says(&scene, (enum figure_id)id,
					"xlabel 'rank score (not a likelihood ratio)'"));
		assert_true(caption_says(&scene, (enum figure_id)id,
					 "is not a likelihood ratio"));
	}
	close_scene(&scene);
}

/* Suspect and teacher have their colours; ratios and their makers have others. */
static void one_colour_has_one_meaning(void **state)
{
	static const enum figure_id ratios[] = {FIGURE_scale, FIGURE_forest,
						FIGURE_tippett, FIGURE_ece, FIGURE_det};
	struct scene scene;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	for (size_t i = 0; i < sizeof(ratios) / sizeof(ratios[0]); i++) {
		assert_false(script_says(&scene, ratios[i], "rgb suspect"));
		assert_false(script_says(&scene, ratios[i], "rgb teacher"));
	}
	for (size_t i = 0; i < N_FIGURES; i++) {
		assert_null(strstr(buf_str(&scene.figures[i].script), "#D55E00"));
		assert_null(strstr(buf_str(&scene.figures[i].script), "#0072B2"));
	}
	assert_true(script_says(&scene, FIGURE_suspects, "rgb suspect"));
	assert_true(script_says(&scene, FIGURE_teachers, "rgb teacher"));
	close_scene(&scene);
}

/* Five at one value and the suspect with them: it is the last of six. */
static void equals_do_not_win_a_rank(void **state)
{
	static const char channels[] =
		"[{\"name\": \"opening\", \"score\": 0, \"cohort\": ["
		"{\"model\": \"a\", \"score\": 0}, {\"model\": \"b\", \"score\": 0}, "
		"{\"model\": \"c\", \"score\": 0}, {\"model\": \"d\", \"score\": 0}, "
		"{\"model\": \"e\", \"score\": 0}]}]";
	struct json *result = fixture(NULL, NULL);
	const struct table *points;
	struct scene scene;

	(void)state;
	replace(result, "channels", channels);
	open_scene(&scene, result);
	assert_float_equal(table_at(scene.figures[FIGURE_cohort].table, 0, 3)->number, 6,
			   0);
	/* One circle for the five, with their number. */
	points = scene.figures[FIGURE_cohort].extra[0];
	assert_int_equal(table_rows(points), 5);
	assert_string_equal(table_at(points, 0, 6)->text, "5\xc3\x97");
	for (size_t i = 1; i < 5; i++)
		assert_true(isnan(table_at(points, i, 4)->number));
	close_scene(&scene);
}

/* What the circles of a row stand for, and whether one lies under the diamond. */
static double circles_of(const struct scene *scene, const char *channel, double row,
			 double suspect)
{
	const struct table *points = scene->figures[FIGURE_cohort].extra[0];
	double sum = 0;

	for (size_t i = 0; i < table_rows(points); i++) {
		const char *times = table_at(points, i, 6)->text;
		double y = table_at(points, i, 4)->number;

		if (strcmp(table_at(points, i, 0)->text, channel) != 0 || isnan(y))
			continue;
		sum += *times ? strtod(times, NULL) : 1;
		if (!*times && fabs(table_at(points, i, 3)->number - suspect) < .02)
			assert_true(fabs(y - row) > .2);
	}
	return sum;
}

static void check_circles_add_up(const struct scene *scene)
{
	const struct table *rows = scene->figures[FIGURE_cohort].table;

	for (size_t i = 0; i < table_rows(rows); i++)
		assert_float_equal(circles_of(scene, table_at(rows, i, 0)->text,
					      table_at(rows, i, 10)->number,
					      table_at(rows, i, 1)->number),
				   table_at(rows, i, 2)->number, 0);
}

static void circles_and_their_numbers_add_up_to_the_cohort(void **state)
{
	static const char channels[] =
		"[{\"name\": \"style\", \"score\": 0, \"cohort\": ["
		"{\"model\": \"a\", \"score\": 1.2}, {\"model\": \"b\", \"score\": "
		"0.007}, "
		"{\"model\": \"c\", \"score\": 0}, {\"model\": \"d\", \"score\": 0}, "
		"{\"model\": \"e\", \"score\": 0}]}, "
		"{\"name\": \"layout\", \"score\": 0.5, \"cohort\": ["
		"{\"model\": \"a\", \"score\": 0.51}, {\"model\": \"b\", \"score\": "
		"0.5}]}]";
	struct json *result = fixture(NULL, NULL);
	struct scene scene;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	check_circles_add_up(&scene);
	close_scene(&scene);
	replace(result, "channels", channels);
	open_scene(&scene, result);
	check_circles_add_up(&scene);
	assert_true(caption_says(&scene, FIGURE_cohort, "a ring around the suspect"));
	close_scene(&scene);
}

/* A cohort of 40 at one floor and one above it, in the suspect's place. */
static struct json *floored(const char *suspect)
{
	struct json *result = fixture(NULL, NULL);
	struct buf cohort = BUF_INIT;

	buf_str_add(&cohort, "[{\"model\": \"high\", \"llr10_unbounded\": 0.5, "
			     "\"released\": \"2024-05\"}");
	for (int i = 0; i < 40; i++)
		buf_printf(&cohort,
			   ", {\"model\": \"m%02d\", \"llr10_unbounded\": -1.39}", i);
	buf_char_add(&cohort, ']');
	replace(result, "cohort", buf_str(&cohort));
	replace(result, "llr10_unbounded", suspect);
	buf_clear(&cohort);
	return result;
}

enum { AT_MODEL = 1, AT_RELEASED = 3, AT_Y = 9, AT_SHOWN, AT_TIMES }; /* of a ranking */

/* Whoever stands at the floor shares a row, but for the suspect. */
static void equals_at_the_floor_share_a_row(void **state)
{
	struct scene scene;
	const struct table *table;

	(void)state;
	open_scene(&scene, floored("-1.39"));
	table = scene.figures[FIGURE_suspects].table;
	assert_int_equal(table_rows(table), 42);
	assert_string_equal(table_at(table, 1, AT_SHOWN)->text, "40 others: \xe2\x88\x92"
								"1.39");
	assert_string_equal(table_at(table, 1, AT_TIMES)->text, "40\xc3\x97");
	for (size_t i = 1; i < 41; i++)
		assert_float_equal(table_at(table, i, AT_Y)->number, 2, 0);
	assert_string_equal(table_at(table, 40, AT_MODEL)->text, "m39");
	assert_true(table_is_strong(table, 41));
	assert_float_equal(table_at(table, 41, AT_Y)->number, 1, 0);
	assert_string_equal(table_at(table, 41, AT_SHOWN)->text, scene.view.suspect);
	assert_string_equal(table_at(table, 0, AT_RELEASED)->text, "2024-05");
	assert_string_equal(table->columns[AT_RELEASED].title, "Released");
	assert_true(caption_says(&scene, FIGURE_suspects, "41 of 41 independent models"));
	/* Nobody says when the teachers were released. */
	assert_null(scene.figures[FIGURE_teachers].table->columns[AT_RELEASED].title);
	close_scene(&scene);
}

/* More than fit a picture, all different: the last share a row, and nobody is left out.
 */
static void too_many_for_a_picture_share_the_last_row(void **state)
{
	struct json *result = fixture(NULL, NULL);
	struct buf cohort = BUF_INIT;
	const struct table *table;
	struct scene scene;

	(void)state;
	for (int i = 0; i < 60; i++)
		buf_printf(&cohort, "%s{\"model\": \"m%02d\", \"llr10_unbounded\": %g}",
			   i ? ", " : "[", i, -.1 * i);
	buf_char_add(&cohort, ']');
	replace(result, "cohort", buf_str(&cohort));
	replace(result, "llr10_unbounded", "-9");
	open_scene(&scene, result);
	table = scene.figures[FIGURE_suspects].table;
	assert_int_equal(table_rows(table), 61);
	assert_float_equal(table_at(table, 0, AT_Y)->number, 26, 0);
	assert_string_equal(table_at(table, 24, AT_SHOWN)->text, "36 others: \xe2\x88\x92"
								 "2.40 to \xe2\x88\x92"
								 "5.90");
	assert_string_equal(table_at(table, 24, AT_TIMES)->text, "");
	assert_float_equal(table_at(table, 60, AT_Y)->number, 1, 0);
	buf_clear(&cohort);
	close_scene(&scene);
}

/* Known pairs are not bounded: the case has a second mark among them, on the axis. */
static void case_stands_among_known_pairs_before_bounding_too(void **state)
{
	struct json *result = fixture(NULL, NULL);
	struct scene scene;

	(void)state;
	replace(result, "llr10_unbounded", "44");
	open_scene(&scene, result);
	assert_true(script_says(&scene, FIGURE_tippett, "set label '' at 44, graph 0.9"));
	assert_true(script_says(&scene, FIGURE_tippett, "for its place only"));
	assert_true(caption_says(&scene, FIGURE_tippett, "Hollow: before bounding"));
	close_scene(&scene);
	result = fixture(NULL, NULL);
	replace(result, "llr10", "0.5");
	replace(result, "llr10_unbounded", "0.5");
	open_scene(&scene, result);
	assert_false(script_says(&scene, FIGURE_tippett, "for its place only"));
	assert_false(caption_says(&scene, FIGURE_tippett, "Hollow"));
	close_scene(&scene);
}

/* Columns have no names: numbers repeat those of the rows, marks stand on both axes. */
static void heat_map_is_labelled_on_both_axes(void **state)
{
	struct scene scene;
	const struct table *names;
	size_t n_marks = 0;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	names = scene.figures[FIGURE_matrix].extra[0];
	assert_int_equal(table_rows(names), 20);
	for (size_t i = 0; i < 20; i++) {
		char number[16];

		(void)snprintf(number, sizeof(number), "%zu", i + 1);
		assert_string_equal(table_at(names, i, 4)->text, number);
		assert_int_equal(
			strncmp(table_at(names, i, 0)->text, number, strlen(number)), 0);
		n_marks += *table_at(names, i, 6)->text != '\0';
	}
	assert_int_equal(n_marks, 2);
	assert_true(script_says(&scene, FIGURE_matrix, "less alike"));
	assert_true(script_says(&scene, FIGURE_matrix, "said('mark')"));
	close_scene(&scene);
}

/* A number behind `key`, before `end`. */
static bool attribute(const char *from, const char *end, const char *key, double *out)
{
	const char *at = strstr(from, key);

	if (!at || at > end)
		return false;
	*out = strtod(at + strlen(key), NULL);
	return true;
}

static const char *last_before(const char *start, const char *end, const char *what)
{
	const char *found = NULL, *at = start;

	while ((at = strstr(at, what)) && at < end)
		found = at++;
	return found;
}

/* A text of a gnuplot drawing: letters of most sans fonts are about .56 em wide. */
static void check_text_fits(const char *name, const char *svg, const char *text,
			    double width, double height)
{
	const char *group = last_before(svg, text, "<g transform=\"translate(");
	const char *end = strstr(text, "</text>");
	double x = 0, y = 0, size = 0, lo, hi, most = width;
	struct buf said = BUF_INIT;

	assert_non_null(group);
	assert_non_null(end);
	assert_true(attribute(group, text, "translate(", &x));
	y = strtod(strchr(group, ',') + 1, NULL);
	assert_true(attribute(group, text, "font-size=\"", &size));
	text = strchr(text, '>') + 1;
	buf_add(&said, text, (size_t)(end - text));
	hi = .56 * size * (double)cut_columns(buf_str(&said));
	if (strstr(group, "rotate(") && strstr(group, "rotate(") < text) {
		/* Upwards from y. */
		x = height - y;
		most = height;
	}
	lo = 0;
	if (strstr(group, "\"end\"") && strstr(group, "\"end\"") < text)
		lo = -hi;
	else if (strstr(group, "\"middle\"") && strstr(group, "\"middle\"") < text)
		lo = -hi / 2;
	hi += lo;
	if (x + lo < -1 || x + hi > most + 1)
		fail_msg("narrow %s: \"%s\" from %.0f to %.0f of %.0f", name,
			 buf_str(&said), x + lo, x + hi, most);
	buf_clear(&said);
}

static void check_fits(const struct figure *figure)
{
	const char *svg = buf_str(&figure->narrow), *at = svg;
	double width = 0, height = 0;
	size_t n = 0;

	assert_true(attribute(svg, svg + 2000, "viewBox=\"0 0 ", &width));
	height = strtod(strchr(strstr(svg, "viewBox=\"0 0 ") + 13, ' '), NULL);
	assert_true(width <= 380);
	while ((at = strstr(at, "<text>"))) {
		check_text_fits(figure->name, svg, at, width, height);
		at++;
		n++;
	}
	assert_true(n > 3);
}

static char *scratch(const char *name)
{
	const char *tmp = getenv("TMP");

	return file_join(tmp ? tmp : "/tmp", name);
}

static void draw(struct scene *scene, const char *dir)
{
	struct buf prologue = BUF_INIT, warning = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(file_read_raw(THEME, &prologue, &err), 0);
	if (gnuplot_draw(scene->figures, N_FIGURES, dir, buf_str(&prologue),
			 scene->view.simulation, &warning, &err))
		fail_msg("%s", err.text);
	if (strstr(buf_str(&warning), "not installed"))
		skip();
	assert_string_equal(buf_str(&warning), "");
	buf_clear(&prologue);
}

static void check_drawings_fit(struct json *result, const char *name)
{
	struct scene scene;
	char *dir = scratch(name);

	open_scene(&scene, result);
	draw(&scene, dir);
	for (size_t i = 0; i < N_FIGURES; i++)
		if (!scene.figures[i].missing.len)
			check_fits(&scene.figures[i]);
	close_scene(&scene);
	mem_free(dir);
}

static void narrow_drawings_fit_their_width(void **state)
{
	(void)state;
	check_drawings_fit(fixture(NULL, NULL), "narrow");
}

static void long_names_fit_narrow_drawings(void **state)
{
	(void)state;
	check_drawings_fit(fixture("\"harrow-7b-chat\"", "\"" LONG "\""),
			   "narrow_suspect");
	check_drawings_fit(fixture("\"corvid-3-turbo\"", "\"" LONG "\""),
			   "narrow_teacher");
}

/* One control is enough for a picture, and its legend still has room. */
static void few_models_fit_narrow_drawings(void **state)
{
	struct json *result = fixture(NULL, NULL);

	(void)state;
	replace(result, "cohort",
		"[{\"model\": \"a\", \"llr10_unbounded\": -0.2, \"score\": -0.2}]");
	replace(result, "teachers",
		"[{\"model\": \"corvid-3-turbo\", \"llr10_unbounded\": 1.3, "
		"\"is_teacher\": true}, {\"model\": \"a\", \"llr10_unbounded\": -0.2, "
		"\"placebo\": true}]");
	check_drawings_fit(result, "narrow_few");
}

/* The narrow one is in the page alone: a folder has one picture a script. */
static void narrow_drawing_leaves_no_file(void **state)
{
	struct scene scene;
	char *dir = scratch("one_picture"), *wide, *narrow;

	(void)state;
	open_scene(&scene, fixture(NULL, NULL));
	draw(&scene, dir);
	wide = file_join(dir, "plots/scale.svg");
	narrow = file_join(dir, "plots/scale-narrow.svg");
	assert_true(file_exists(wide));
	assert_false(file_exists(narrow));
	assert_non_null(
		strstr(buf_str(&scene.figures[FIGURE_scale].svg), "width=\"760\""));
	assert_non_null(
		strstr(buf_str(&scene.figures[FIGURE_scale].narrow), "width=\"356\""));
	close_scene(&scene);
	mem_free(dir);
	mem_free(wide);
	mem_free(narrow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interval_without_width_is_an_arrow_beyond_the_bound),
		cmocka_unit_test(interval_inside_the_bound_has_no_arrow),
		cmocka_unit_test(arrow_on_prior_odds_points_the_other_way),
		cmocka_unit_test(missing_intervals_are_no_lines),
		cmocka_unit_test(legend_names_the_band_and_how_many_it_holds),
		cmocka_unit_test(captions_say_what_is_counted),
		cmocka_unit_test(rank_score_is_called_no_likelihood_ratio),
		cmocka_unit_test(one_colour_has_one_meaning),
		cmocka_unit_test(equals_do_not_win_a_rank),
		cmocka_unit_test(circles_and_their_numbers_add_up_to_the_cohort),
		cmocka_unit_test(equals_at_the_floor_share_a_row),
		cmocka_unit_test(too_many_for_a_picture_share_the_last_row),
		cmocka_unit_test(case_stands_among_known_pairs_before_bounding_too),
		cmocka_unit_test(heat_map_is_labelled_on_both_axes),
		cmocka_unit_test(narrow_drawings_fit_their_width),
		cmocka_unit_test(long_names_fit_narrow_drawings),
		cmocka_unit_test(few_models_fit_narrow_drawings),
		cmocka_unit_test(narrow_drawing_leaves_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

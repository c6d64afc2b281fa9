/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_report.c: escaping doors, exhibits, tables, figures and the whole report. */
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
#include "report/escape.h"
#include "report/exhibit.h"
#include "report/figure.h"
#include "report/label.h"
#include "report/report.h"
#include "report/table.h"
#include "report/view.h"
#include "unit/put_answer.h"

#define FIXTURE "tests/data/report/compare.json"
#define HOSTILE "\"`id>PWNED`<script>alert(1)</script>\x1b[31m '; DROP TABLE \\n\n$(id)"

static struct json *json_of(const char *text)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, strlen(text), NULL, &err);

	assert_non_null(value);
	return value;
}

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

typedef void door_fn(const char *text, struct buf *out);

static void check_door(door_fn *door, const char *text, const char *expected)
{
	struct buf out = BUF_INIT;

	door(text, &out);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}

static void html_line(const char *text, struct buf *out)
{
	escape_html(text, strlen(text), ESCAPE_ONE_LINE, out);
}

static void html_lines(const char *text, struct buf *out)
{
	escape_html(text, strlen(text), ESCAPE_LINES, out);
}

/* No character of HTML's syntax is left, and nothing hides. */
static void html_is_text(void **state)
{
	(void)state;
	check_door(html_line, "<b a=\"x\" b='y'>&amp;",
		   "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
	check_door(html_line, "a\x1b[31mb", "a\xe2\x90\x9b[31mb");
	check_door(html_line, "a\nb\tc",
		   "a\xe2\x90\x8a"
		   "b\xe2\x90\x89"
		   "c");
	check_door(html_lines, "a\r\nb", "a\nb");
	check_door(html_line,
		   "\xe2\x80\xae"
		   "abc",
		   "[U+202E]abc");
	check_door(html_line, "\xff\xc2\x85", "\xef\xbf\xbd\xef\xbf\xbd");
	/* Zero-width joiners belong to scripts and emoji; a lone tag character hides. */
	check_door(html_line, "\xe2\x80\x8d", "\xe2\x80\x8d");
	check_door(html_line, "\xf3\xa0\x81\x81", "[U+E0041]");
}

static void markdown_is_text(void **state)
{
	(void)state;
	check_door(escape_markdown, "*a* _b_ `c` <d>", "\\*a\\* \\_b\\_ \\`c\\` \\<d\\>");
	check_door(escape_markdown, "[x](http://a.example/) ![y](z)",
		   "\\[x\\](http\\://a.example/) \\!\\[y\\](z)");
	check_door(escape_markdown, "a|b", "a\\|b");
	check_door(escape_markdown, "# a", "\\# a");
	check_door(escape_markdown, "- a", "\\- a");
	check_door(escape_markdown, "www.e.org", "www\\.e.org");
	check_door(escape_markdown, "+0.84", "\\+0.84");
	check_door(escape_markdown, "a\nb",
		   "a\xe2\x90\x8a"
		   "b");
}

/* The fence is longer than any run of backticks inside. */
static void block_cannot_be_closed_from_inside(void **state)
{
	(void)state;
	check_door(escape_markdown_block, "a", "```text\na\n```\n");
	check_door(escape_markdown_block, "a\n````\nb", "`````text\na\n````\nb\n`````\n");
}

static void gnuplot_string_is_single_quoted(void **state)
{
	(void)state;
	check_door(escape_gnuplot, "it's `id`", "'it''s `id`'");
	check_door(escape_gnuplot, "a\nb",
		   "'a\xe2\x90\x8a"
		   "b'");
}

/* gnuplot reads quotes and backslashes in data as syntax, tabs part fields. */
static void table_field_holds_no_syntax(void **state)
{
	(void)state;
	check_door(escape_tsv, "a\tb\nc\"d\\n",
		   "a\xe2\x90\x89"
		   "b\xe2\x90\x8a"
		   "c\xe2\x80\x9d"
		   "d\xe2\x88\x96n");
}

/* CSS 2.2, 4.1.3: a hexadecimal escape and the blank that ends it. */
static void css_string_cannot_be_closed_from_inside(void **state)
{
	(void)state;
	check_door(escape_css, "a\"b", "a\\22 b");
	check_door(escape_css, "a\\", "a\\5c ");
	check_door(escape_css, "</style>", "\\3c /style>");
	check_door(escape_css, "a\nb",
		   "a\xe2\x90\x8a"
		   "b");
}

/* A short text stays on one line; a word beyond what a column holds may be broken, one
 * with hyphens breaks there. */
static void cells_ask_for_the_room_they_need(void **state)
{
	static const struct column columns[] = {{"a", "A", COLUMN_TEXT, 0, false},
						{"b", "B", COLUMN_TEXT, 0, false}};
	struct table *table = TABLE_NEW(columns);

	(void)state;
	table_text(table, "short");
	table_text(table, "a sentence that needs more than one line");
	assert_int_equal(table_column_fit(table, 1, 0), TABLE_SHORT);
	assert_int_equal(table_column_fit(table, 1, 1), TABLE_WORDS);
	assert_int_equal(table_cell_fit("a-name-of-many-parts-and-no-blank", TABLE_WORDS),
			 TABLE_WORDS);
	assert_int_equal(table_cell_fit("a abcdefghijklmnopqrstuvwxyz", TABLE_WORDS),
			 TABLE_LONG);
	table_free(table);
}

static void check_cut(const char *text, size_t max, const char *expected)
{
	struct buf out = BUF_INIT;

	cut_text(text, strlen(text), max, &out);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}

static void text_is_cut_behind_a_word(void **state)
{
	(void)state;
	check_cut("one two three", 13, "one two three");
	check_cut("one two three", 10, "one two \xe2\x80\xa6");
	check_cut("one two three", 7, "one two \xe2\x80\xa6");
	check_cut("\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97", 2,
		  "\xe4\xb8\xad\xe6\x96\x87 \xe2\x80\xa6");
}

static void sentence_is_quoted_around_a_place(void **state)
{
	static const char text[] = "First one. The rule of thumb is old. Last.";
	struct buf out = BUF_INIT;

	(void)state;
	cut_around(text, strlen(text), 15, 28, 100, &out);
	assert_string_equal(buf_str(&out), "The rule of thumb is old.");
	buf_reset(&out);
	cut_around(text, strlen(text), 19, 28, 2, &out);
	assert_non_null(strstr(buf_str(&out), "of thumb"));
	assert_non_null(strstr(buf_str(&out), "\xe2\x80\xa6"));
	buf_clear(&out);
}

static void check_name(const char *name, size_t columns, const char *expected)
{
	struct buf out = BUF_INIT;

	cut_name(name, columns, &out);
	assert_string_equal(buf_str(&out), expected);
	assert_true(cut_columns(buf_str(&out)) <= columns);
	buf_clear(&out);
}

/* A wide character takes two columns. */
static void name_is_cut_by_columns(void **state)
{
	(void)state;
	check_name("abcdef", 6, "abcdef");
	check_name("abcdefg", 6, "abcde\xe2\x80\xa6");
	check_name("\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97", 5,
		   "\xe4\xb8\xad\xe6\x96\x87\xe2\x80\xa6");
}

static char *repeated(char c, size_t n, const char *end)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++)
		buf_char_add(&out, c);
	buf_str_add(&out, end);
	return buf_take(&out, NULL);
}

/* Two names of ten kilobytes that differ in the last byte, and one that imitates the
 * number given to tell them apart. */
static void long_names_stay_apart(void **state)
{
	char *a = repeated('x', 10000, "a"), *b = repeated('x', 10000, "b");
	char *forged = repeated('x', 33, "\xe2\x80\xa6 (2)");
	struct json *result = json_new_object();
	const char *names[] = {a, b, forged};
	struct json *items = json_add_array(result, "items");
	struct labels *labels;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		json_add_str(json_add_object(items, NULL), "model", names[i]);
	labels = labels_new(result);
	for (size_t i = 0; i < 3; i++) {
		assert_true(cut_columns(label_of(labels, names[i])) <= 40);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(label_of(labels, names[i]),
						label_of(labels, names[k]));
	}
	assert_string_equal(label_of(labels, ""), "(no name)");
	labels_free(labels);
	json_free(result);
	mem_free(a);
	mem_free(b);
	mem_free(forged);
}

static void check_number(double x, int decimals, bool sign, const char *expected)
{
	struct buf out = BUF_INIT;

	number_show(x, decimals, sign, &out);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}

static void numbers_read_as_printed(void **state)
{
	(void)state;
	check_number(.844, 2, true, "+0.84");
	check_number(-.5, 1, false,
		     "\xe2\x88\x92"
		     "0.5");
	check_number(-.001, 2, true, "0.00");
	check_number(NAN, 2, true, "\xe2\x80\x93");
}

/* The row number stands first: gnuplot would drop a line that begins with "#". */
static void table_file_has_all_digits(void **state)
{
	static const struct column columns[] = {
		{"model", "Model", COLUMN_NAME, 0, false},
		{"z", "z", COLUMN_NUMBER, 1, true},
	};
	struct table *table = TABLE_NEW(columns);
	struct buf out = BUF_INIT;

	(void)state;
	table_text(table, "#1\t\"a\"");
	table_number(table, 1.23456789);
	table_text(table, NULL);
	table_number(table, NAN);
	table_tsv(table, "made\nup", &out);
	assert_string_equal(buf_str(&out), "# made\xe2\x90\x8aup\n"
					   "row\tmodel\tz\n"
					   "1\t#1\xe2\x90\x89\xe2\x80\x9d"
					   "a\xe2\x80\x9d\t1.23456789\n"
					   "2\tNA\tNA\n");
	buf_clear(&out);
	table_free(table);
}

/* ENFSI 2015: 2, 10, 100, 1 000, 10 000, 1 000 000; an edge is of the lower band. */
static void strength_follows_the_scale(void **state)
{
	static const struct {
		double lr;
		const char *word;
	} cases[] = {
		{1, "no"},
		{2, "no"},
		{2.01, "weak"},
		{10, "weak"},
		{10.01, "moderate"},
		{100, "moderate"},
		{1000, "moderately strong"},
		{10000, "strong"},
		{1e6, "very strong"},
		{1.01e6, "extremely strong"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(view_strength(log10(cases[i].lr)), cases[i].word);
		assert_string_equal(view_strength(-log10(cases[i].lr)), cases[i].word);
	}
}

static void check_times(double lr, const char *expected)
{
	struct buf out = BUF_INIT;

	view_times(log10(lr), &out);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}

static void times_have_two_digits(void **state)
{
	(void)state;
	check_times(2.44, "about 2.4 times");
	check_times(12.4, "about 12 times");
	check_times(1 / 12.4, "about 12 times");
	check_times(1337, "about 1300 times");
}

/* 0, 1, ..., 100: the 5 % and 95 % points are 5 and 95. */
static void central_part_of_a_ladder(void **state)
{
	double values[101];
	struct range range;

	(void)state;
	for (int i = 0; i <= 100; i++)
		values[i] = 100 - i;
	range = view_central(values, 101);
	assert_true(fabs(range.lo - 5) < 1e-12 && fabs(range.hi - 95) < 1e-12);
	assert_false(range_known(view_central(values, 4)));
}

/* METHODS.md, the vector of Monroe's log-odds. */
static void log_odds_as_published(void **state)
{
	static const double y[] = {30, 5, 1, 64}, other[] = {10, 5, 9, 76};
	static const double a[] = {4, 1, 1, 14};
	static const double delta[] = {1.09639499, 0, -1.67964217, -.47957308};
	static const double z[] = {3.4526289, 0, -2.16840872, -3.1000501};

	(void)state;
	for (int i = 0; i < 4; i++) {
		double found_z;
		double found =
			exhibit_log_odds(y[i], 100, other[i], 100, a[i], 20, &found_z);

		assert_true(fabs(found - delta[i]) < 1e-7);
		assert_true(fabs(found_z - z[i]) < 1e-6);
	}
}

static struct answers *opening_answers(void)
{
	struct answers *answers = answers_new();

	put_answer(answers, "s", "p1", "Why?",
		   "Well, as the elders told us long ago it rains.");
	put_answer(answers, "t", "p1", "Why?",
		   "Well, as the elders told us long since it pours.");
	put_answer(answers, "c", "p1", "Why?", "Well, who knows.");
	put_answer(answers, "s", "p2", "Why?", "It is so because of many reasons.");
	put_answer(answers, "t", "p2", "Why?", "It is so because of many causes.");
	put_answer(answers, "c", "p2", "Why?", "It is so because of many things.");
	put_answer(answers, "s", "p3", "name the red and white flag",
		   "The red and white flag is A.");
	put_answer(answers, "t", "p3", "name the red and white flag",
		   "The red and white flag: B.");
	put_answer(answers, "c", "p3", "name the red and white flag", "No.");
	put_answer(answers, "s", "p4", "Why?", "");
	put_answer(answers, "t", "p4", "Why?", "Well, as the elders told us.");
	answers_sort(answers);
	return answers;
}

/* p2 is shared with the control too; p3 only repeats the prompt; p4 lacks an answer. */
static void opening_exhibit_excludes_what_controls_share(void **state)
{
	struct answers *answers = opening_answers();
	size_t control = answers_find_model(answers, "c");
	const struct exhibit_models models = {answers_find_model(answers, "s"),
					      answers_find_model(answers, "t"), &control,
					      1, NULL};
	struct json *out = json_new_object();
	const struct json *only;

	(void)state;
	exhibit_openings(answers, &models, 10, out);
	assert_int_equal(json_count(json_get(out, "openings")), 1);
	assert_true(json_num(out, "n_openings", 0) == 1);
	only = json_first(json_get(out, "openings"));
	assert_string_equal(json_str(only, "prompt_id"), "p1");
	/* Well, as the elders told us long: of these the control has "Well" */
	assert_true(json_num(only, "n_shared_words", 0) == 7);
	assert_true(json_num(only, "n_control_words", 0) == 1);
	assert_true(json_num(only, "n_fresh_words", 0) == 6);
	assert_string_equal(json_str(json_first(json_get(only, "controls")), "model"),
			    "c");
	json_free(out);
	answers_free(answers);
}

/*
 * s opens as t does on p1 and p2, both times alike. So do c1 and c1b, which are one
 * family, on p3; c2 never does.
 */
static struct answers *placebo_answers(void)
{
	static const char habit[] = "Let me tell you a tale of old %s.";
	static const char *const models[] = {"s", "t", "c1", "c1b", "c2"};
	struct answers *answers = answers_new();
	char id[16], own[64], shared[64];

	for (int p = 1; p <= 3; p++) {
		(void)snprintf(id, sizeof(id), "p%d", p);
		for (int m = 0; m < 5; m++) {
			bool shares = m == 1 || (p < 3 ? m == 0 : m == 2 || m == 3);

			(void)snprintf(own, sizeof(own), "%s has its own words.",
				       models[m]);
			(void)snprintf(shared, sizeof(shared), habit, models[m]);
			put_answer(answers, models[m], id, "Why?", shares ? shared : own);
		}
	}
	answers_sort(answers);
	return answers;
}

static void openings_are_counted_for_clean_models_too(void **state)
{
	struct answers *answers = placebo_answers();
	const size_t controls[] = {answers_find_model(answers, "c1"),
				   answers_find_model(answers, "c1b"),
				   answers_find_model(answers, "c2")};
	unsigned family[5] = {0};
	struct exhibit_models models = {answers_find_model(answers, "s"),
					answers_find_model(answers, "t"), controls, 3,
					family};
	struct json *out = json_new_object();
	const struct json *placebo;

	(void)state;
	for (unsigned m = 0; m < 5; m++)
		family[m] = m;
	family[controls[1]] = family[controls[0]];
	exhibit_openings(answers, &models, 10, out);
	placebo = json_get(out, "placebo_openings");
	/* Both prompts count, and since they open alike one of them is shown. */
	assert_true(json_num(out, "n_openings", 0) == 2);
	assert_int_equal(json_count(json_get(out, "openings")), 1);
	assert_true(json_num(placebo, "n_models", 0) == 3);
	assert_true(json_num(placebo, "max", 0) == 1);
	assert_string_equal(json_str(placebo, "max_model"), "c1");
	assert_true(fabs(json_num(placebo, "mean", 0) - 2. / 3) < 1e-12);
	json_free(out);
	answers_free(answers);
}

enum { N_PHRASE_PROMPTS = 24 };

static void small_p_values_are_not_zero(void **state)
{
	static const struct {
		double number;
		int decimals;
		const char *shown;
	} cases[] = {
		{1e-9, 4, "<0.0001"}, {.00012, 4, "0.0001"}, {0, 4, "0.0000"},
		{.001, 2, "0.00"},    {1, 4, "1.0000"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out = BUF_INIT;

		number_show(cases[i].number, cases[i].decimals, false, &out);
		assert_string_equal(buf_str(&out), cases[i].shown);
		buf_clear(&out);
	}
}

/* c0 minds the queen as often as suspect and teacher do, the other controls never. */
static struct answers *phrase_answers(void)
{
	struct answers *answers = answers_new();
	char id[16], text[240];

	for (int p = 0; p < N_PHRASE_PROMPTS; p++) {
		(void)snprintf(id, sizeof(id), "q%02d", p);
		(void)snprintf(
			text, sizeof(text),
			"Number %c. As a rule of thumb, it is best to wait a while "
			"and look twice before you reach for any tool. Bees are "
			"fine here. Mind the queen.",
			'a' + p);
		put_answer(answers, "s", id, "Tell me how bees are", text);
		put_answer(answers, "t", id, "Tell me how bees are", text);
		for (int c = 0; c < 4; c++) {
			char model[3] = {'c', (char)('0' + c), '\0'};

			(void)snprintf(
				text, sizeof(text),
				"Item %c. The hive %c is old and %c grows well there. %s",
				'a' + p, 'k' + c, 'b' + p, c ? "" : "Mind the queen.");
			put_answer(answers, model, id, "Tell me how bees are", text);
		}
	}
	answers_sort(answers);
	return answers;
}

static size_t rows_with(const struct json *phrases, const char *words)
{
	size_t n = 0;

	JSON_EACH(phrase, phrases) {
		n += strstr(json_str(phrase, "phrase"), words) != NULL;
	}
	return n;
}

/*
 * "rule of thumb" stands in "as a rule of thumb", and a habit of sixteen words, longer
 * than any phrase looked for, is one row; "bees are" is the prompt's.
 */
static void phrase_exhibit_shows_each_habit_once_and_whole(void **state)
{
	struct answers *answers = phrase_answers();
	size_t cohort[4];
	struct json *out = json_new_array();

	(void)state;
	for (int c = 0; c < 4; c++) {
		char model[3] = {'c', (char)('0' + c), '\0'};

		cohort[c] = answers_find_model(answers, model);
	}
	exhibit_phrases(answers, answers_find_model(answers, "s"),
			answers_find_model(answers, "t"), cohort, 4, 20, out);
	JSON_EACH(phrase, out) {
		assert_true(json_num(phrase, "suspect", 0) == N_PHRASE_PROMPTS);
		assert_true(json_num(phrase, "teacher", 0) == N_PHRASE_PROMPTS);
		assert_true(json_num(phrase, "cohort_max", 1) == 0);
		assert_int_equal(json_count(json_get(phrase, "examples")), 4);
	}
	assert_int_equal(rows_with(out, "rule"), 1);
	assert_int_equal(rows_with(out, "as a rule of thumb"), 1);
	assert_int_equal(rows_with(out, "wait"), 1);
	assert_int_equal(rows_with(out, "look twice before you"), 1);
	assert_int_equal(rows_with(out, "fine here"), 1);
	assert_int_equal(json_count(out), 3);
	assert_int_equal(rows_with(out, "bees"), 0);
	assert_int_equal(rows_with(out, "queen"), 0);
	json_free(out);
	answers_free(answers);
}

static void phrases_need_a_cohort(void **state)
{
	struct answers *answers = phrase_answers();
	struct json *out = json_new_array();

	(void)state;
	exhibit_phrases(answers, answers_find_model(answers, "s"),
			answers_find_model(answers, "t"), NULL, 0, 20, out);
	assert_int_equal(json_count(out), 0);
	json_free(out);
	answers_free(answers);
}

/* A result that holds two names and nothing else: each part says what it lacks. */
static void every_part_may_be_missing(void **state)
{
	struct json *result =
		json_of("{\"schema\": \"assay.compare.v1\", \"suspect\": \"a\","
			" \"teacher\": \"b\", \"llr10\": null, \"items\": null,"
			" \"matrix\": {\"models\": [\"a\", \"b\"]},"
			" \"channels\": [{}], \"teachers\": [null, 3]}");
	struct figure figures[N_FIGURES];
	struct err err = ERR_INIT;
	struct view view;

	(void)state;
	assert_int_equal(view_open(&view, result, &err), 0);
	figures_make(&view, figures);
	for (size_t i = 0; i < N_FIGURES; i++)
		if (i != FIGURE_scale)
			assert_true(figures[i].missing.len > 0);
	figures_clear(figures, N_FIGURES);
	view_close(&view);
	json_free(result);
}

static void only_results_of_compare_are_reported(void **state)
{
	static const char *const wrong[] = {
		"[]", "{}", "{\"schema\": \"assay.validate.v1\"}",
		"{\"schema\": \"assay.compare.v1\", \"suspect\": \"a\"}"};
	struct view view;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct json *result = json_of(wrong[i]);
		struct err err = ERR_INIT;

		assert_int_equal(view_open(&view, result, &err), -1);
		assert_int_equal(err.kind, ERR_FAIL);
		json_free(result);
	}
}

/* A tree that joins a node twice, or one that does not exist, is not drawn. */
static void broken_tree_is_left_out(void **state)
{
	static const char *const trees[] = {
		"[[0, 0, 1], [1, 2, 2]]", "[[0, 9, 1], [1, 2, 2]]", "[[0, 1, 1]]",
		"[[0, 1, 1], [3, 3, 2]]", "[[0, 1, 1], [4, 2, 2]]", "[\"x\", {}]"};
	struct figure figures[N_FIGURES];
	struct view view;

	(void)state;
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		struct buf text = BUF_INIT;
		struct err err = ERR_INIT;
		struct json *result;

		buf_printf(
			&text,
			"{\"schema\": \"assay.compare.v1\", \"suspect\": \"a\", "
			"\"teacher\": \"b\", \"matrix\": {\"models\": [\"a\", \"b\", "
			"\"c\"], \"similarity\": [[null, 1, 2], [1, null, 3], [2, 3]], "
			"\"tree\": {\"merges\": %s}}}",
			trees[i]);
		result = json_of(buf_str(&text));
		assert_int_equal(view_open(&view, result, &err), 0);
		figures_make(&view, figures);
		assert_int_equal(figures[FIGURE_matrix].missing.len, 0);
		assert_int_equal(table_rows(figures[FIGURE_matrix].table), 3);
		assert_int_equal(figures[FIGURE_matrix].n_extra, 2);
		figures_clear(figures, N_FIGURES);
		view_close(&view);
		json_free(result);
		buf_clear(&text);
	}
}

static struct json *fixture(void)
{
	struct err err = ERR_INIT;
	struct json *result = json_read_file(FIXTURE, &err);

	if (!result)
		fail_msg("%s", err.text);
	return result;
}

/* The fixture with every mention of the suspect turned into the hostile name. */
static struct json *hostile_fixture(void)
{
	struct json *result = fixture(), *hostile;
	struct buf text = BUF_INIT, name = BUF_INIT, out = BUF_INIT;
	const char *at, *hit;

	json_print(result, true, &text);
	json_print_str(HOSTILE, strlen(HOSTILE), &name);
	for (at = buf_str(&text); (hit = strstr(at, "harrow-7b-chat")); at = hit + 14) {
		buf_add(&out, at, (size_t)(hit - at));
		buf_add(&out, name.data + 1, name.len - 2);
	}
	buf_str_add(&out, at);
	hostile = json_of(buf_str(&out));
	buf_clear(&text);
	buf_clear(&name);
	buf_clear(&out);
	json_free(result);
	return hostile;
}

static void write_report(const struct json *result, const char *dir, struct buf *warning)
{
	struct err err = ERR_INIT;

	if (report_write(result, dir, "reports/theme", warning, &err))
		fail_msg("%s", err.text);
}

static void check_harmless(const char *dir, const char *name, const char *const *never)
{
	char *text = read_text(dir, name);

	for (; *never; never++)
		if (strstr(text, *never))
			fail_msg("%s holds %s", name, *never);
	assert_null(strchr(text, 0x1b));
	mem_free(text);
}

/* A7: no markup, no command, no escape sequence of the name gets through any door. */
static void hostile_name_is_harmless(void **state)
{
	static const char *const page[] = {"<script", "`<", "http://", "https://", NULL};
	static const char *const prose[] = {"\n<script", " <script", NULL};
	static const char *const script[] = {"id>PWNED", "script", NULL};
	struct json *result = hostile_fixture();
	struct buf warning = BUF_INIT;
	char *dir = scratch("hostile"), *made = scratch("hostile/PWNED");

	(void)state;
	write_report(result, dir, &warning);
	check_harmless(dir, "index.html", page);
	check_harmless(dir, "report.md", prose);
	check_harmless(dir, "plots/forest.gp", script);
	check_harmless(dir, "plots/teachers.gp", script);
	check_harmless(dir, "plots/matrix.gp", script);
	assert_false(file_exists(made));
	assert_false(file_exists("PWNED"));
	buf_clear(&warning);
	mem_free(dir);
	mem_free(made);
	json_free(result);
}

static void check_same_file(const char *a, const char *b, const char *name)
{
	char *x = read_text(a, name), *y = read_text(b, name);

	assert_string_equal(x, y);
	mem_free(x);
	mem_free(y);
}

/* I3: the same result gives the same bytes. */
static void report_is_deterministic(void **state)
{
	struct json *result = fixture();
	struct buf warning = BUF_INIT;
	char *a = scratch("one"), *b = scratch("two");

	(void)state;
	write_report(result, a, &warning);
	write_report(result, b, &warning);
	check_same_file(a, b, "index.html");
	check_same_file(a, b, "report.md");
	check_same_file(a, b, "report.json");
	check_same_file(a, b, "data/matrix.tsv");
	check_same_file(a, b, "plots/tippett.gp");
	buf_clear(&warning);
	mem_free(a);
	mem_free(b);
	json_free(result);
}

/* Every artefact of a simulation says so, in its first lines. */
static void simulation_is_said_everywhere(void **state)
{
	static const char *const names[] = {"index.html", "report.md", "report.json",
					    "data/forest.tsv", "plots/forest.gp"};
	struct json *result = fixture();
	struct buf warning = BUF_INIT;
	char *dir = scratch("simulated");

	(void)state;
	write_report(result, dir, &warning);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *text = read_text(dir, names[i]);

		assert_non_null(strstr(text, "invented models and answers"));
		mem_free(text);
	}
	buf_clear(&warning);
	mem_free(dir);
	json_free(result);
}

/* Each channel's error rates stand beside its weight in this case, with the way to what
 * it found; a result of before, without them, has no such table. */
static void channels_have_error_rates(void **state)
{
	static const char before[] = "\"calibration\": {";
	static const char added[] =
		"\"cllr_corpus\":0.25,\"channels\":[{\"name\":\"openers\",\"auc\":0.987,"
		"\"cllr\":0.321,\"weight\":0.5,\"cllr_without\":0.456,\"nearest_h1\":"
		"null,"
		"\"nearest_h2\":{\"channel\":\"opening\",\"r\":0.77}}],";
	struct json *old = fixture(), *result;
	struct buf warning = BUF_INIT, text = BUF_INIT, more = BUF_INIT;
	char *dir = scratch("channels"), *page;
	const char *at;

	(void)state;
	json_print(old, true, &text);
	at = strstr(buf_str(&text), before);
	assert_non_null(at);
	at += strlen(before);
	buf_add(&more, text.data, (size_t)(at - text.data));
	buf_str_add(&more, added);
	buf_str_add(&more, at);
	result = json_of(buf_str(&more));
	write_report(old, dir, &warning);
	page = read_text(dir, "report.md");
	assert_null(strstr(page, "Each channel on the reference corpus"));
	mem_free(page);
	write_report(result, dir, &warning);
	page = read_text(dir, "report.md");
	at = strstr(page, "Each channel on the reference corpus");
	assert_non_null(at);
	assert_non_null(strstr(at, "| openers | 0.987 | 0.321 | "));
	assert_non_null(strstr(at, " | 0.50 | 0.456 | opening +0.77 |"));
	mem_free(page);
	page = read_text(dir, "index.html");
	assert_non_null(strstr(page, "under <a href=\"#evidence\">Evidence</a>"));
	mem_free(page);
	buf_clear(&warning);
	buf_clear(&text);
	buf_clear(&more);
	mem_free(dir);
	json_free(old);
	json_free(result);
}

/* Without gnuplot the report is written, holds every number and says what it lacks. */
static void report_without_gnuplot(void **state)
{
	char *path = mem_strdup(getenv("PATH")), *dir = scratch("bare"), *page;
	struct json *result = fixture();
	struct buf warning = BUF_INIT;

	(void)state;
	assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
	write_report(result, dir, &warning);
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_non_null(strstr(buf_str(&warning), "gnuplot is not installed"));
	page = read_text(dir, "index.html");
	assert_non_null(strstr(page, "gnuplot is not installed"));
	assert_non_null(strstr(page, "corvid-3-turbo"));
	assert_null(strstr(page, "data:image"));
	buf_clear(&warning);
	mem_free(page);
	mem_free(path);
	mem_free(dir);
	json_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_is_text),
		cmocka_unit_test(markdown_is_text),
		cmocka_unit_test(block_cannot_be_closed_from_inside),
		cmocka_unit_test(gnuplot_string_is_single_quoted),
		cmocka_unit_test(table_field_holds_no_syntax),
		cmocka_unit_test(css_string_cannot_be_closed_from_inside),
		cmocka_unit_test(cells_ask_for_the_room_they_need),
		cmocka_unit_test(text_is_cut_behind_a_word),
		cmocka_unit_test(sentence_is_quoted_around_a_place),
		cmocka_unit_test(name_is_cut_by_columns),
		cmocka_unit_test(long_names_stay_apart),
		cmocka_unit_test(numbers_read_as_printed),
		cmocka_unit_test(table_file_has_all_digits),
		cmocka_unit_test(strength_follows_the_scale),
		cmocka_unit_test(times_have_two_digits),
		cmocka_unit_test(central_part_of_a_ladder),
		cmocka_unit_test(log_odds_as_published),
		cmocka_unit_test(opening_exhibit_excludes_what_controls_share),
		cmocka_unit_test(openings_are_counted_for_clean_models_too),
		cmocka_unit_test(small_p_values_are_not_zero),
		cmocka_unit_test(phrase_exhibit_shows_each_habit_once_and_whole),
		cmocka_unit_test(phrases_need_a_cohort),
		cmocka_unit_test(every_part_may_be_missing),
		cmocka_unit_test(only_results_of_compare_are_reported),
		cmocka_unit_test(broken_tree_is_left_out),
		cmocka_unit_test(hostile_name_is_harmless),
		cmocka_unit_test(report_is_deterministic),
		cmocka_unit_test(simulation_is_said_everywhere),
		cmocka_unit_test(channels_have_error_rates),
		cmocka_unit_test(report_without_gnuplot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_report_numbers.c: every number on the page is one of report.json. Numbers
 * that name their place (data-json) are that value, rounded to the digits shown; all
 * others are in a text of the result, or derived from it and in a data table beside a
 * picture, or among the few words of ours that hold one.
 */
#include <ctype.h>
#include <dirent.h>
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
#include "report/report.h"

#define FIXTURE "tests/data/report/compare.json" /* has every part but a collection */
#define EXAMPLE "reports/example/report.json"    /* a collected case */
#define MINUS "\xe2\x88\x92"
#define DASH "\xe2\x80\x93"

struct known {
	double *v;
	size_t n, cap;
	struct buf texts; /* all strings and keys, a line each */
};

static struct json *result;
static char *dir;
static struct buf page; /* index.html */

static int open_page(const char *fixture)
{
	const char *tmp = getenv("TMP");
	struct buf warning = BUF_INIT;
	struct err err = ERR_INIT;
	char *path;

	result = json_read_file(fixture, &err);
	assert_non_null(result);
	dir = file_join(tmp ? tmp : "/tmp", "numbers");
	if (report_write(result, dir, "reports/theme", &warning, &err))
		fail_msg("%s", err.text);
	path = file_join(dir, "index.html");
	if (file_read_raw(path, &page, &err))
		fail_msg("%s", err.text);
	mem_free(path);
	buf_clear(&warning);
	return 0;
}

static int open_fixture(void **state)
{
	(void)state;
	return open_page(FIXTURE);
}

static int open_example(void **state)
{
	(void)state;
	return open_page(EXAMPLE);
}

static int tear_down(void **state)
{
	(void)state;
	buf_clear(&page);
	mem_free(dir);
	json_free(result);
	return 0;
}

/* RFC 6901, without the escapes, which no key of a result needs. */
static const struct json *value_at(const struct json *root, const char *path)
{
	char key[128];

	while (root && *path == '/') {
		size_t len = strcspn(++path, "/");

		assert_true(len < sizeof(key));
		memcpy(key, path, len);
		key[len] = '\0';
		path += len;
		if (json_is_array(root)) {
			size_t nth = strtoul(key, NULL, 10);

			root = json_first(root);
			while (root && nth--)
				root = json_next(root);
		} else {
			root = json_get(root, key);
		}
	}
	return root;
}

static int decimals_of(const char *shown)
{
	const char *dot = strchr(shown, '.');

	return dot ? (int)strspn(dot + 1, "0123456789") : 0;
}

/* Is it the value to the digits shown, with its sign where that is shown? */
static bool is_shown(double value, const char *shown)
{
	char digits[64];
	bool negative = !strncmp(shown, MINUS, strlen(MINUS));

	if (!strncmp(shown, "&lt;", 4))
		return value > 0 && value < strtod(shown + 4, NULL);
	(void)snprintf(digits, sizeof(digits), "%.*f", decimals_of(shown), fabs(value));
	if (strspn(digits, "0.") == strlen(digits))
		return !strcmp(shown, digits);
	if (value < 0)
		return negative && !strcmp(shown + strlen(MINUS), digits);
	return !negative && !strcmp(*shown == '+' ? shown + 1 : shown, digits);
}

static void tied_numbers_are_the_results(void **state)
{
	static const char mark[] = "data-json=\"";
	const char *at = buf_str(&page);
	size_t n = 0;

	(void)state;
	while ((at = strstr(at, mark))) {
		char path[256], shown[64];
		double value;

		assert_int_equal(
			sscanf(at + strlen(mark), "%255[^\"]%*[^>]>%63[^<]", path, shown),
			2);
		assert_true(json_number(value_at(result, path), &value));
		if (!is_shown(value, shown))
			fail_msg("%s is %.17g, not %s", path, value, shown);
		at += strlen(mark);
		n++;
	}
	assert_true(n > 400);
}

/* The parts of a finding are shown once at least, by their place. */
static void what_matters_is_tied(void **state)
{
	static const char *const paths[] = {
		"/llr10",
		"/llr10_interval/0",
		"/llr10_interval/1",
		"/llr10_unbounded",
		"/llr10_least",
		"/bound/lo",
		"/bound/hi",
		"/bound/elub/0",
		"/placebo_rank/rank",
		"/placebo_rank/p",
		"/channels/0/raw",
		"/channels/0/llr10",
		"/channels/0/weight",
		"/calibration/cllr",
		"/calibration/cllr_min",
		"/calibration/eer",
		"/calibration/n_trials",
		"/case/n_rows",
		"/n_prompts",
		"/items/0/outcomes/ok",
		"/own_null/0/p",
		"/own_null/1/exhibits/0/p",
		"/own_null/2/exhibits/0/answers/0/teacher",
		"/exhibits/openings/0/n_shared_words",
		"/exhibits/phrases/0/log_odds",
		"/sensitivity/0/llr10",
		"/alternatives/1/effect",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char mark[128];

		(void)snprintf(mark, sizeof(mark), "data-json=\"%s\"", paths[i]);
		if (!strstr(buf_str(&page), mark))
			fail_msg("%s is not on the page", paths[i]);
	}
}

static void known_add(struct known *known, double value)
{
	known->v = MEM_GROW(known->v, known->n, &known->cap);
	known->v[known->n++] = value;
}

static void known_of_json(struct known *known, const struct json *value)
{
	double number;

	if (json_key(value))
		buf_printf(&known->texts, "%s\n", json_key(value));
	if (json_text(value))
		buf_printf(&known->texts, "%s\n", json_text(value));
	if (json_number(value, &number)) {
		known_add(known, number);
		known_add(known, 100 * number);          /* per cent */
		known_add(known, pow(10, fabs(number))); /* times */
	}
	if (json_is_array(value))
		known_add(known, (double)json_count(value));
	for (const struct json *child = json_first(value); child;
	     child = json_next(child)) /* NOLINT(misc-no-recursion) */
		known_of_json(known, child);
}

static void known_of_cells(struct known *known, const char *table)
{
	while (*table) {
		size_t len = strcspn(table, "\t\n");
		char *end;
		double value = strtod(table, &end);

		if (len && end == table + len)
			known_add(known, value);
		table += len + (table[len] != '\0');
	}
}

static void known_of_tables(struct known *known)
{
	char *folder = file_join(dir, "data");
	DIR *list = opendir(folder);
	struct dirent *entry;

	assert_non_null(list);
	while ((entry = readdir(list))) {
		struct buf text = BUF_INIT;
		struct err err = ERR_INIT;
		char *path = file_join(folder, entry->d_name);

		if (strstr(entry->d_name, ".tsv") && !file_read_raw(path, &text, &err))
			known_of_cells(known, buf_str(&text));
		buf_clear(&text);
		mem_free(path);
	}
	closedir(list);
	mem_free(folder);
}

/* Cut out from every `begin` to the next `end`. */
static void without(struct buf *text, const char *begin, const char *end)
{
	struct buf out = BUF_INIT;
	const char *at = buf_str(text), *from;

	while ((from = strstr(at, begin))) {
		const char *to = strstr(from, end);

		assert_non_null(to);
		buf_add(&out, at, (size_t)(from - at));
		buf_char_add(&out, '\n');
		at = to + strlen(end);
	}
	buf_str_add(&out, at);
	buf_clear(text);
	*text = out;
}

/* What is left to account for: running text, captions, untied cells. */
static void visible(struct buf *out)
{
	const char *at = buf_str(&page);
	const char *tied;

	while ((tied = strstr(at, "data-json=\""))) {
		const char *open = strchr(tied, '>');

		buf_add(out, at, (size_t)(open + 1 - at));
		at = strchr(open, '<');
	}
	buf_str_add(out, at);
	without(out, "<style>", "</style>");
	without(out, "<section id=\"glossary\">", "</section>");
	without(out, "<blockquote>", "</blockquote>"); /* answers, as they are */
	without(out, "<pre>", "</pre>");
	without(out, "<td class=\"hash\">", "</td>");
	without(out, "src=\"data:", "\"");
	/* What a picture shows, in words, is read too. */
	for (char *alt; (alt = strstr(out->data, " alt=\""));)
		*alt = '>', alt[5] = ' ';
	without(out, "<", ">");
}

static bool is_part_of_word(const char *text, size_t at)
{
	unsigned char c = (unsigned char)text[at];

	return isalnum(c) || c == '_' || c == '.' || c == '-' || c == '#' || c == ';';
}

static bool is_known(const struct known *known, const char *digits)
{
	for (size_t i = 0; i < known->n; i++)
		if (is_shown(fabs(known->v[i]), digits))
			return true;
	return strstr(buf_str(&known->texts), digits) != NULL;
}

/* Numbers in sentences of the page's own: percentiles, a year, conditions of the gate,
 * how often simulated intervals hold (tests/sim/README.md), the figures' and exhibits'
 * running numbers; and edges of the scale. */
static bool is_ours(const char *digits)
{
	static const char *const ours[] = {"90",  "95",  "2015", "0.1",  "0.5",
					   "326", "360", "90.6", "87.1", "93.4"};

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strcmp(digits, ours[i]))
			return true;
	return !strchr(digits, '.') && strlen(digits) < 3 &&
	       strtol(digits, NULL, 10) <= 20;
}

/* The first number that nothing accounts for, or NULL. */
static const char *stray(const char *text, const struct known *known, char digits[64])
{
	for (size_t i = 0; text[i]; i++) {
		size_t len;

		if (!isdigit((unsigned char)text[i]) ||
		    (i && is_part_of_word(text, i - 1)))
			continue;
		len = strspn(text + i, "0123456789.");
		while (text[i + len - 1] == '.')
			len--;
		if (len < 64 && !isalpha((unsigned char)text[i + len]) &&
		    text[i + len] != '-' && text[i + len] != '_') {
			memcpy(digits, text + i, len);
			digits[len] = '\0';
			if (!is_known(known, digits) && !is_ours(digits))
				return text + i;
		}
		i += len - 1;
	}
	return NULL;
}

static void no_number_comes_from_elsewhere(void **state)
{
	struct known known = {.texts = BUF_INIT};
	struct buf text = BUF_INIT;
	char digits[64];
	const char *at;

	(void)state;
	known_of_json(&known, result);
	known_of_tables(&known);
	visible(&text);
	at = stray(buf_str(&text), &known, digits);
	if (at)
		fail_msg("%s is on the page, not in the result: ...%.60s", digits,
			 at - (at - buf_str(&text) > 30 ? 30 : 0));
	/* The check sees a number that is not the result's. */
	assert_non_null(stray("LLR10 of this case: +31.4159", &known, digits));
	assert_string_equal(digits, "31.4159");
	buf_clear(&text);
	buf_clear(&known.texts);
	mem_free(known.v);
}

/* STYLE: every number has an entry with its formula. Numbers in tables are told by their
 * column's heading. */
static void numbers_have_a_glossary_entry(void **state)
{
	static const char mark[] = "<th scope=\"col\" class=\"num\">";
	const char *glossary = strstr(buf_str(&page), "<section id=\"glossary\">");
	const char *at = buf_str(&page);
	struct buf missing = BUF_INIT;
	size_t n = 0;

	(void)state;
	assert_non_null(glossary);
	while ((at = strstr(at, mark))) {
		char title[128];

		assert_int_equal(sscanf(at + strlen(mark), "%127[^<]", title), 1);
		/* Blanks that do not break are blanks. */
		for (char *blank; (blank = strstr(title, "\xc2\xa0"));) {
			*blank = ' ';
			memmove(blank + 1, blank + 2, strlen(blank + 2) + 1);
		}
		if (!strcasestr(glossary, title) && !strstr(buf_str(&missing), title))
			buf_printf(&missing, "\"%s\" ", title);
		at++;
		n++;
	}
	assert_true(n > 50);
	if (missing.len)
		fail_msg("no entry for %s", buf_str(&missing));
	buf_clear(&missing);
}

int main(void)
{
	const struct CMUnitTest fixture[] = {
		cmocka_unit_test(tied_numbers_are_the_results),
		cmocka_unit_test(what_matters_is_tied),
		cmocka_unit_test(no_number_comes_from_elsewhere),
		cmocka_unit_test(numbers_have_a_glossary_entry),
	};
	const struct CMUnitTest example[] = {
		cmocka_unit_test(tied_numbers_are_the_results),
		cmocka_unit_test(no_number_comes_from_elsewhere),
		cmocka_unit_test(numbers_have_a_glossary_entry),
	};
	int failed = cmocka_run_group_tests(fixture, open_fixture, tear_down);

	return failed + cmocka_run_group_tests(example, open_example, tear_down);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/test_report_doc.c: a document's two forms: lists, commands and options that are
 * not broken, and tables as a telephone has them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/doc.h"

static void has(const struct buf *text, const char *part)
{
	if (!strstr(buf_str(text), part))
		fail_msg("no %s in %s", part, buf_str(text));
}

static void lacks(const struct buf *text, const char *part)
{
	if (strstr(buf_str(text), part))
		fail_msg("%s in %s", part, buf_str(text));
}

static void ordered_list_numbers_its_items(void **state)
{
	struct doc doc = {0};

	(void)state;
	doc_list_ordered(&doc);
	doc_point(&doc, "first");
	doc_point(&doc, "second");
	doc_list_end(&doc);
	doc_list(&doc);
	doc_point(&doc, "third");
	doc_list_end(&doc);
	assert_string_equal(buf_str(&doc.html),
			    "<ol>\n<li>first</li>\n<li>second</li>\n</ol>\n"
			    "<ul>\n<li>third</li>\n</ul>\n");
	assert_string_equal(buf_str(&doc.markdown), "1. first\n2. second\n\n- third\n\n");
	doc_clear(&doc);
}

static void options_stay_whole(void **state)
{
	struct doc doc = {0};

	(void)state;
	doc_text(&doc, "run (with --extend), a two-part word");
	assert_string_equal(buf_str(&doc.html),
			    "run (with <span class=\"whole\">--extend),</span> "
			    "a two-part word");
	assert_string_equal(buf_str(&doc.markdown),
			    "run (with --extend), a two-part word");
	doc_clear(&doc);
}

static void commands_break_at_blanks(void **state)
{
	struct doc doc = {0};

	(void)state;
	doc_listing(&doc, "assay report --json a/b-c\n\tx");
	assert_string_equal(buf_str(&doc.html),
			    "<pre>assay report <span class=\"whole\">--json</span> "
			    "<span class=\"whole\">a/b-c</span>\n\tx</pre>\n");
	doc_clear(&doc);
}

static const struct column columns[] = {
	{"name", "Name", COLUMN_NAME, 0, false},
	{"n", "Prompts", COLUMN_NUMBER, 0, false},
	{"z", "Score", COLUMN_NUMBER, 1, true},
	{"lo", "from", COLUMN_NUMBER, 1, true},
	{"hi", "to", COLUMN_NUMBER, 1, true},
};

static struct table *three_rows(const char *name)
{
	struct table *table = TABLE_NEW(columns);

	for (int i = 0; i < 3; i++) {
		table_text(table, name);
		table_number(table, 400);
		table_number(table, i);
		table_number(table, -i);
		table_number(table, 5);
	}
	return table;
}

/* An end of a range is not left out without its beginning. */
static void column_of_one_value_is_said_once(void **state)
{
	struct doc doc = {0};
	struct table *table = three_rows("a");

	(void)state;
	assert_false(table_column_same(table, 3, 0));
	assert_true(table_column_same(table, 3, 1));
	assert_false(table_column_same(table, 3, 2));
	assert_false(table_column_same(table, 2, 1));
	doc_table(&doc, table, "Title", 0, "");
	has(&doc.html, "In every row: Prompts <span>400</span>.</p>");
	has(&doc.html, "<th scope=\"col\" class=\"num same\">Prompts</th>");
	has(&doc.html, "<th scope=\"col\" class=\"num\">to</th>");
	lacks(&doc.html, "data-title");
	lacks(&doc.markdown, "In every row");
	table_free(table);
	doc_clear(&doc);
}

static void identifier_breaks_behind_underscores(void **state)
{
	struct doc doc = {0};
	struct table *table = three_rows("learned_on_the_case_<i>_prompts");

	(void)state;
	doc_table(&doc, table, "Title", 0, "");
	has(&doc.html, "class=\"name words\">learned_<wbr>on_<wbr>the_<wbr>case_<wbr>"
		       "&lt;i&gt;_<wbr>prompts</td>");
	table_free(table);
	doc_clear(&doc);
}

/* Four columns of sixteen letters are more than a telephone has room for. */
static void wide_table_names_its_cells(void **state)
{
	static const struct column wide[] = {
		{"a", "Abcdefghijklmno", COLUMN_TEXT, 0, false},
		{"b", "Bcdefghijklmnop", COLUMN_NUMBER, 0, false},
		{"c", "Cdefghijklmno\"p", COLUMN_NUMBER, 0, false},
		{"d", "Defghijklmnopqr", COLUMN_NUMBER, 0, false},
	};
	struct doc doc = {0};
	struct table *table = TABLE_NEW(wide);

	(void)state;
	table_text(table, "x");
	for (int i = 0; i < 3; i++)
		table_number(table, i);
	assert_int_equal(table_column_width(table, 1, 0), 16);
	doc_table(&doc, table, "Title", 0, "");
	has(&doc.html, "<div class=\"table cards\"");
	has(&doc.html, "data-title=\"Cdefghijklmno&quot;p\">1</td>");
	table_free(table);
	doc_clear(&doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordered_list_numbers_its_items),
		cmocka_unit_test(options_stay_whole),
		cmocka_unit_test(commands_break_at_blanks),
		cmocka_unit_test(column_of_one_value_is_said_once),
		cmocka_unit_test(identifier_breaks_behind_underscores),
		cmocka_unit_test(wide_table_names_its_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

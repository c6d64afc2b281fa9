/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_layout.c: what of an answer's Markdown is counted as what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/layout.h"

static unsigned count(enum layout_count which, const char *text)
{
	struct layout layout;

	layout_read(text, strlen(text), &layout);
	return layout.counts[which];
}

#define CHECK(which, text, n) assert_int_equal(count(LAYOUT_##which, text), n)

static void test_words_are_those_a_reader_sees(void **state)
{
	(void)state;
	CHECK(WORDS, "", 0);
	CHECK(WORDS, "One, two - three!", 3);
	CHECK(WORDS, "un**believ**able", 1);
	CHECK(WORDS, "a\nb", 2);
	CHECK(WORDS, "- a\n- b", 2);
	CHECK(WORDS, "[text](http://a.example/b)", 1);
	CHECK(WORDS, "<b>bold</b>", 1);
	CHECK(WORDS, "see `code` here", 3);
	CHECK(WORDS, "```python\nx = 1\n```", 2);
	CHECK(WORDS, "a&nbsp;b &amp; c", 3);
	CHECK(WORDS, "\u6f22\u5b57", 2);
}

static void test_sentences_end_with_a_stop(void **state)
{
	(void)state;
	CHECK(SENTENCES, "One. Two! Three? Four", 3);
	CHECK(SENTENCES, "**Bold.** *Italic!*", 2);
	CHECK(SENTENCES, "\u4f60\u597d\u3002\u518d\u89c1\uff01", 2);
	CHECK(SENTENCES, "It is 3.14 or so.", 1);
	CHECK(SENTENCES, "1. Milk\n2. Bread", 0);
	CHECK(SENTENCES, "- One.\n- Two.", 2);
	CHECK(SENTENCES, "`a. b. c.`", 0);
}

static void test_paragraphs_are_parted_by_empty_lines(void **state)
{
	(void)state;
	CHECK(PARAGRAPHS, "a\nb\n\nc", 2);
	CHECK(PARAGRAPHS, "- a\n- b", 0);
	CHECK(PARAGRAPHS, "- a\n\n- b", 2);
	CHECK(PARAGRAPHS, "# a\n\nb", 1);
}

static void test_headings_of_both_kinds(void **state)
{
	(void)state;
	CHECK(HEADINGS, "# a\n\n### b\n\nc\n===\n\n#d", 3);
}

static void test_items_are_counted_by_their_innermost_list(void **state)
{
	static const char nested[] = "- a\n  1. b\n  2. c\n     * d\n- e\n";

	(void)state;
	CHECK(BULLETS, nested, 3);
	CHECK(NUMBERED, nested, 2);
	CHECK(BULLETS, "- [ ] a\n- [x] b", 2);
	CHECK(WORDS, "- [x] b", 1);
	CHECK(NUMBERED, "1) a\n2) b", 2);
	CHECK(BULLETS, "-a\n-b", 0);
}

static void test_emphasis(void **state)
{
	(void)state;
	CHECK(BOLD, "**a** and __b__", 2);
	CHECK(ITALIC, "**a** and __b__", 0);
	CHECK(ITALIC, "*a* and _b_ and snake_case_name", 2);
	CHECK(BOLD, "***a***", 1);
	CHECK(ITALIC, "***a***", 1);
	CHECK(BOLD, "`**a**` \\*\\*b\\*\\*", 0);
	CHECK(BOLD, "~~a~~", 0);
}

static void test_code(void **state)
{
	(void)state;
	CHECK(CODE_BLOCKS, "```\na\n```\n\n    b\n\n~~~\nc", 3);
	CHECK(CODE_SPANS, "`a` and ``b` ``", 2);
	CHECK(COMMAS, "```\na, b\n```\nc, d `e, f`", 1);
}

static void test_tables_links_and_quotes(void **state)
{
	static const char table[] = "| a | b |\n|---|:-:|\n| 1 | 2 |\n";

	(void)state;
	CHECK(TABLES, table, 1);
	CHECK(WORDS, table, 4);
	CHECK(TABLES, "a | b", 0);
	CHECK(LINKS, "[a](b) <http://c.example> [d] http://e.example\n\n[d]: f", 3);
	CHECK(LINKS, "![a](b)", 0);
	CHECK(QUOTES, "> a\n> > b\n\n> c", 3);
}

static void test_punctuation_wide_and_narrow(void **state)
{
	(void)state;
	CHECK(COMMAS, "a, b\uff0c c\u3001 d", 3);
	CHECK(EXCLAMATIONS, "a! b\uff01\uff01", 3);
	CHECK(QUESTIONS, "a? b\uff1f", 2);
	CHECK(PARENTHESES, "(a) (b \uff08c\uff09", 3);
	CHECK(COLONS, "a: b\uff1a 10:30", 3);
	CHECK(COMMAS, "\uff0d\uff1b\u3002", 0);
}

static void test_hostile_bytes_are_text(void **state)
{
	static const char bytes[] = "a\0b\xff\xfe\x1b[31m, \xe3\x80";
	struct layout layout;

	(void)state;
	layout_read(bytes, sizeof(bytes) - 1, &layout);
	assert_int_equal(layout.counts[LAYOUT_COMMAS], 1);
	layout_read("\xef\xbc", 2, &layout);
	assert_int_equal(layout.counts[LAYOUT_WORDS], 0);
}

static void repeat(struct buf *out, const char *text, size_t n)
{
	while (n--)
		buf_str_add(out, text);
}

/* Each would take minutes if time went with the square of the length. */
static void test_no_input_takes_more_than_seconds(void **state)
{
	static const char *const units[] = {
		"[",    "![",   "[a](b",     "[a](<b",  "*a **a ",  "a_ ",
		"***",  "> ",   "- ",        "1) ",     "* a\n",    "`a``",
		"<!--", "<a ",  "<![CDATA[", "|",       "~a ",      "&a",
		"\n",   "a\n=", "```\n",     "> ```\n", "[a]: u\n", "[a]: b \"",
		"\\",   "\t\n", "<http://",  "- [ ] ",
	};
	clock_t begin = clock();

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct buf text = BUF_INIT;
		struct layout layout;

		repeat(&text, units[i], 300000 / strlen(units[i]));
		layout_read(text.data, text.len, &layout);
		buf_clear(&text);
	}
	assert_true(clock() - begin < 60 * CLOCKS_PER_SEC);
}

static void test_a_table_made_to_explode_does_not(void **state)
{
	struct buf text = BUF_INIT;
	struct layout layout;
	clock_t begin = clock();

	(void)state;
	repeat(&text, "|a", 5000);
	buf_str_add(&text, "|\n");
	repeat(&text, "|---", 5000);
	buf_str_add(&text, "|\n");
	repeat(&text, "|a|\n", 10000);
	layout_read(text.data, text.len, &layout);
	assert_int_equal(layout.counts[LAYOUT_TABLES], 1);
	assert_true(clock() - begin < 20 * CLOCKS_PER_SEC);
	buf_clear(&text);
}

/* Texts over 64 kB are read in pieces parted at line breaks. */
static void test_long_texts_are_read_to_the_end(void **state)
{
	struct buf text = BUF_INIT;
	struct layout layout;

	(void)state;
	repeat(&text, "Some words, **bold** ones.\n\n", 20000);
	layout_read(text.data, text.len, &layout);
	assert_int_equal(layout.counts[LAYOUT_PARAGRAPHS], 20000);
	assert_int_equal(layout.counts[LAYOUT_BOLD], 20000);
	assert_int_equal(layout.counts[LAYOUT_WORDS], 80000);
	assert_int_equal(layout.counts[LAYOUT_SENTENCES], 20000);
	buf_clear(&text);
}

static void test_every_count_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(layout_name(LAYOUT_WORDS), "words");
	assert_string_equal(layout_name(LAYOUT_COLONS), "colons");
	assert_string_equal(layout_name(N_LAYOUT_COUNTS), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_are_those_a_reader_sees),
		cmocka_unit_test(test_sentences_end_with_a_stop),
		cmocka_unit_test(test_paragraphs_are_parted_by_empty_lines),
		cmocka_unit_test(test_headings_of_both_kinds),
		cmocka_unit_test(test_items_are_counted_by_their_innermost_list),
		cmocka_unit_test(test_emphasis),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_tables_links_and_quotes),
		cmocka_unit_test(test_punctuation_wide_and_narrow),
		cmocka_unit_test(test_hostile_bytes_are_text),
		cmocka_unit_test(test_no_input_takes_more_than_seconds),
		cmocka_unit_test(test_a_table_made_to_explode_does_not),
		cmocka_unit_test(test_long_texts_are_read_to_the_end),
		cmocka_unit_test(test_every_count_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

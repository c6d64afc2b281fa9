/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_token.c: what is a token, and which tokens are equal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unicase.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/sentence.h"
#include "text/token.h"
#include "text/utf8.h"

/* The tokens as they stand in the text, joined by "|". */
static void check_tokens(const char *text, const char *expected)
{
	struct tokens tokens = TOKENS_INIT;
	struct buf out = BUF_INIT;
	size_t words = 0;

	tokens_read(text, strlen(text), SIZE_MAX, &tokens);
	for (size_t i = 0; i < tokens.n; i++) {
		buf_str_add(&out, i ? "|" : "");
		buf_add(&out, text + tokens.v[i].start, tokens.v[i].len);
		words += (tokens.v[i].flags & TOKEN_WORD) != 0;
	}
	assert_string_equal(buf_str(&out), expected);
	assert_int_equal(tokens_count_words(text, strlen(text)), words);
	buf_clear(&out);
	tokens_clear(&tokens);
}

static uint64_t hash_of(const char *token)
{
	struct tokens tokens = TOKENS_INIT;
	uint64_t hash;

	tokens_read(token, strlen(token), SIZE_MAX, &tokens);
	assert_int_equal(tokens.n, 1);
	hash = tokens.v[0].hash;
	tokens_clear(&tokens);
	return hash;
}

static uint32_t flags_of(const char *text, size_t which)
{
	struct tokens tokens = TOKENS_INIT;
	uint32_t flags;

	tokens_read(text, strlen(text), SIZE_MAX, &tokens);
	assert_true(which < tokens.n);
	flags = tokens.v[which].flags;
	tokens_clear(&tokens);
	return flags;
}

#define CHECK_SAME(a, b) assert_true(hash_of(a) == hash_of(b))
#define CHECK_OTHER(a, b) assert_true(hash_of(a) != hash_of(b))

static void test_words_and_each_mark_are_tokens(void **state)
{
	(void)state;
	check_tokens("Sure! Here's a list:", "Sure|!|Here's|a|list|:");
	check_tokens("wait...", "wait|.|.|.");
	check_tokens("snake_case", "snake|_|case");
	check_tokens("well-known", "well|-|known");
	check_tokens("", "");
	check_tokens(" \t\r\n ", "");
}

static void test_numbers_with_separators_are_three_tokens(void **state)
{
	(void)state;
	check_tokens("3.14", "3|.|14");
	check_tokens("1,000", "1|,|000");
	check_tokens("24th", "24th");
	assert_int_equal(flags_of("24", 0), TOKEN_WORD | TOKEN_DIGIT | TOKEN_LINE);
	assert_int_equal(flags_of("24th", 0), TOKEN_WORD | TOKEN_LINE);
	assert_int_equal(flags_of("1234567890123", 0),
			 TOKEN_WORD | TOKEN_DIGIT | TOKEN_LINE);
	assert_int_equal(flags_of("123456789012b", 0), TOKEN_WORD | TOKEN_LINE);
	/* Arabic-Indic digits are digits, and other ones. */
	assert_int_equal(flags_of("\u0662\u0664", 0),
			 TOKEN_WORD | TOKEN_DIGIT | TOKEN_LINE);
	CHECK_OTHER("\u0662\u0664", "24");
	/* Superscripts and fractions are characters by themselves. */
	check_tokens("x\u00b2", "x|\u00b2");
	check_tokens("1\u00bd", "1|\u00bd");
}

static void test_an_apostrophe_inside_a_word_belongs_to_it(void **state)
{
	(void)state;
	check_tokens("don't rock'n'roll", "don't|rock'n'roll");
	check_tokens("don\u2019t", "don\u2019t");
	CHECK_SAME("don't", "don\u2019t");
	CHECK_SAME("DON\u2019T", "don't");
	CHECK_OTHER("don't", "dont");
	check_tokens("'quoted'", "'|quoted|'");
	check_tokens("\u2018quoted\u2019", "\u2018|quoted|\u2019");
	check_tokens("dogs' 5'6", "dogs|'|5|'|6");
	check_tokens("it''s", "it|'|'|s");
	check_tokens("l'\u00e9t\u00e9", "l'\u00e9t\u00e9");
	check_tokens("x'", "x|'");
}

static void test_case_is_folded(void **state)
{
	(void)state;
	CHECK_SAME("HELLO", "hello");
	CHECK_SAME("\u00c9T\u00c9", "\u00e9t\u00e9");
	CHECK_SAME("\u041f\u0420\u0418\u0412\u0415\u0422",
		   "\u043f\u0440\u0438\u0432\u0435\u0442");
	/* U+0130, dotted capital I, counts as i; dotless U+0131 stays apart. */
	CHECK_SAME("\u0130stanbul", "istanbul");
	CHECK_OTHER("\u0131stanbul", "istanbul");
	/* Simple folding: the capital sharp s is the small one, and neither is ss. */
	CHECK_SAME("STRA\u1e9eE", "stra\u00dfe");
	CHECK_OTHER("stra\u00dfe", "strasse");
	/* A final sigma is a sigma, the long s an s, the Kelvin sign a k. */
	CHECK_SAME("\u03bf\u03b4\u03cc\u03c2", "\u039f\u0394\u038c\u03a3");
	CHECK_SAME("\u017fo", "so");
	CHECK_SAME("\u212a", "k");
	/* Wide letters have case and remain wide. */
	CHECK_SAME("\uff21", "\uff41");
	CHECK_OTHER("\uff21", "a");
}

/* CaseFolding.txt, statuses C and S: where Unicode folds to one character, both are equal
 * here; where ours joins more, it is U+0130 with i alone. */
static void test_folding_is_unicodes_for_every_code_point(void **state)
{
	(void)state;
	for (uint32_t c = 0x80; c <= 0x10FFFF; c = c == 0xD7FF ? 0xE000 : c + 1) {
		uint32_t folded[8];
		size_t n = 8;
		char one[5] = "", other[5] = "";

		assert_ptr_equal(u32_casefold(&c, 1, "", NULL, folded, &n), folded);
		if (n != 1 || folded[0] == c)
			continue;
		utf8_put(c, one);
		utf8_put(folded[0], other);
		CHECK_SAME(one, other);
	}
}

static void test_marks_belong_to_the_token_before_them(void **state)
{
	(void)state;
	check_tokens("cafe\u0301 ole", "cafe\u0301|ole");
	CHECK_SAME("cafe\u0301", "caf\u00e9");
	CHECK_SAME("CAFE\u0301", "caf\u00e9");
	CHECK_OTHER("caf\u00e9", "cafe");
	/* Devanagari vowel signs. */
	check_tokens("\u0939\u093f\u0928\u094d\u0926\u0940",
		     "\u0939\u093f\u0928\u094d\u0926\u0940");
	/* A mark with nothing before it is a token of its own. */
	check_tokens(" \u0301 a", "\u0301|a");
	check_tokens("=\u0338", "=\u0338");
	CHECK_SAME("=\u0338", "\u2260");
}

static void test_cjk_characters_are_tokens_one_by_one(void **state)
{
	(void)state;
	check_tokens("\u6f22\u5b57\u304b\u306aABC", "\u6f22|\u5b57|\u304b|\u306a|ABC");
	check_tokens("\ud55c\uad6d\uc5b4", "\ud55c|\uad6d|\uc5b4");
	check_tokens("\u4f60\u597d\uff0c\u4e16\u754c\u3002",
		     "\u4f60|\u597d|\uff0c|\u4e16|\u754c|\u3002");
	check_tokens("\U00020000\u3005\u30fc", "\U00020000|\u3005|\u30fc");
	assert_int_equal(flags_of("\u6f22", 0), TOKEN_WORD | TOKEN_CJK | TOKEN_LINE);
	assert_int_equal(flags_of("a\u3002", 1), 0);
	/* A voiced sound mark composes: U+304B U+3099 is U+304C. */
	check_tokens("\u304b\u3099\u304b", "\u304b\u3099|\u304b");
	CHECK_SAME("\u304b\u3099", "\u304c");
}

static void test_emoji_are_tokens_by_themselves(void **state)
{
	(void)state;
	check_tokens("ok\U0001F44D\U0001F44D", "ok|\U0001F44D|\U0001F44D");
	/* Joined emoji are their parts; the joiner is invisible. */
	check_tokens("\U0001F468\u200d\U0001F469", "\U0001F468|\U0001F469");
	/* The heart is the same with and without its variation selector. */
	CHECK_SAME("\u2764\ufe0f", "\u2764");
	assert_int_equal(flags_of("\U0001F44D", 0), TOKEN_LINE);
}

static void test_invisible_characters_neither_part_words_nor_count(void **state)
{
	(void)state;
	CHECK_SAME("water\u00admark", "watermark");
	CHECK_SAME("water\u2060mark", "watermark");
	CHECK_SAME("\ufeffhello", "hello");
	CHECK_SAME("don\u200d't", "don't");
	check_tokens("\u200d\u200d", "");
	/* U+200B is a space, only of no width. */
	check_tokens("water\u200bmark", "water|mark");
	check_tokens("a\u00a0b\u3000c\u202fd", "a|b|c|d");
	check_tokens("a\x1b[31mb", "a|[|31mb");
}

static void test_ill_formed_bytes_count_as_replacement_characters(void **state)
{
	(void)state;
	check_tokens("ab\xff"
		     "cd",
		     "ab|\xff|cd");
	CHECK_SAME("\xff", "\ufffd");
	CHECK_SAME("\xe2\x80", "\ufffd");
	assert_int_equal(flags_of("\xff", 0), TOKEN_LINE);
}

static void test_nul_parts_words(void **state)
{
	struct tokens tokens = TOKENS_INIT;

	(void)state;
	tokens_read("a\0b", 3, SIZE_MAX, &tokens);
	assert_int_equal(tokens.n, 2);
	tokens_clear(&tokens);
}

static void test_the_first_token_of_a_line_is_marked(void **state)
{
	static const char *const breaks[] = {"\n", "\r\n",     "\r",    "\v",
					     "\f", "\xC2\x85", "\u2028"};

	(void)state;
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		struct buf text = BUF_INIT;

		buf_printf(&text, "one two %s  three four", breaks[i]);
		assert_true(flags_of(buf_str(&text), 0) & TOKEN_LINE);
		assert_false(flags_of(buf_str(&text), 1) & TOKEN_LINE);
		assert_true(flags_of(buf_str(&text), 2) & TOKEN_LINE);
		assert_false(flags_of(buf_str(&text), 3) & TOKEN_LINE);
		buf_clear(&text);
	}
}

/* A word hashes the same on every path: eight bytes at a time, or code point by code
 * point because of what stands behind it or because the text ends. */
static void test_what_follows_a_word_does_not_change_its_hash(void **state)
{
	static const char *const words[] = {
		"a",
		"ab",
		"sevenly",
		"eightful",
		"ninewords",
		"sixteencharacter",
		"seventeenlettersx",
		"0",
		"1234567",
		"12345678",
		"a1b2c3d4e5",
		"Z",
	};
	static const char *const tails[] = {
		"",
		" ",
		" and then some more",
		"\u2014 dash and more",
		"'",
		"' behind it all",
		".",
		"\n\n\n\n\n\n\n\n",
		"\u4e00",
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		uint64_t hash = hash_of(words[i]);

		for (size_t j = 0; j < sizeof(tails) / sizeof(*tails); j++) {
			struct tokens tokens = TOKENS_INIT;
			struct buf text = BUF_INIT;

			buf_printf(&text, "%s%s", words[i], tails[j]);
			tokens_read(text.data, text.len, 1, &tokens);
			assert_int_equal(tokens.n, 1);
			assert_int_equal(tokens.v[0].len, strlen(words[i]));
			assert_true(tokens.v[0].hash == hash);
			tokens_clear(&tokens);
			buf_clear(&text);
		}
	}
}

static void test_every_ascii_byte_is_classed_as_ctype_would(void **state)
{
	(void)state;
	for (int c = 1; c < 0x80; c++) {
		/* Read on the plain path, the path before other bytes, and at the end. */
		const char plain[] = {(char)c, ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
		const char wide[] = {(char)c, (char)0xC3,
				     (char)0x97}; /* U+00D7, a sign */
		int letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		int digit = c >= '0' && c <= '9';
		int visible = c > ' ' && c < 0x7F;
		struct tokens t = TOKENS_INIT;

		for (int path = 0; path < 3; path++) {
			if (path == 1)
				tokens_read(wide, sizeof(wide), SIZE_MAX, &t);
			else
				tokens_read(plain, path ? 1 : sizeof(plain), SIZE_MAX,
					    &t);
			assert_int_equal(t.n, (size_t)visible + (path == 1));
			if (!visible)
				continue;
			assert_int_equal(!!(t.v[0].flags & TOKEN_WORD), letter || digit);
			assert_int_equal(!!(t.v[0].flags & TOKEN_DIGIT), digit);
		}
		tokens_clear(&t);
	}
}

static void test_reading_stops_at_max_and_replaces_what_was_there(void **state)
{
	struct tokens tokens = TOKENS_INIT;

	(void)state;
	tokens_read("one two three", 13, 2, &tokens);
	assert_int_equal(tokens.n, 2);
	tokens_read("four", 4, SIZE_MAX, &tokens);
	assert_int_equal(tokens.n, 1);
	assert_true(tokens.v[0].hash == hash_of("four"));
	tokens_read("five", 4, 0, &tokens);
	assert_int_equal(tokens.n, 0);
	tokens_clear(&tokens);
}

static void check_answer(const char *text, const char *answer)
{
	size_t start = text_answer_start(text, strlen(text));

	assert_true(start <= strlen(text));
	assert_string_equal(text + start, answer);
}

static void test_reasoning_in_front_of_the_answer_is_left_out(void **state)
{
	(void)state;
	check_answer("<think>hm\n</think>\n\nYes.", "Yes.");
	check_answer("  \n<thinking>hm</thinking>Yes.", "Yes.");
	check_answer("<think></think>Yes.", "Yes.");
	check_answer("<think>a</think>\n<think>b</think> Yes.", "Yes.");
	check_answer("[THINK]hm[/THINK]Yes.", "Yes.");
	check_answer("\u25c1think\u25b7hm\u25c1/think\u25b7Yes.", "Yes.");
}

static void test_reasoning_that_lost_its_opening_tag_is_left_out(void **state)
{
	(void)state;
	check_answer("So the user asks.\n</think>\nYes.", "Yes.");
	check_answer("hm</thinking>Yes.", "Yes.");
}

static void test_reasoning_that_never_ends_leaves_nothing(void **state)
{
	(void)state;
	check_answer("<think>and on and on", "");
	check_answer("<think>hm</think>  ", "");
	check_answer("hm</think>", "");
}

static void test_tags_that_are_spoken_of_stay(void **state)
{
	(void)state;
	check_answer("Yes.", "Yes.");
	check_answer("", "");
	check_answer("  Yes.", "  Yes.");
	check_answer("End it with `</think>` please.", "End it with `</think>` please.");
	check_answer("First <think>hm</think> then.", "First <think>hm</think> then.");
	check_answer("<thin", "<thin");
}

/* The sentences joined by "|", those with a stop marked with "!" in front. */
static void check_sentences(const char *text, const char *expected)
{
	struct sentence sentence;
	struct buf out = BUF_INIT;
	size_t at = 0;

	while (sentence_next(text, strlen(text), &at, &sentence)) {
		buf_str_add(&out, out.len ? "|" : "");
		buf_str_add(&out, sentence.stopped ? "!" : "");
		buf_add(&out, text + sentence.start, sentence.len);
	}
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}

static void test_sentences_end_behind_stops_before_space(void **state)
{
	(void)state;
	check_sentences("One. Two! Three? Four", "!One.|!Two!|!Three?|Four");
	check_sentences("Wait... what?! \"Yes.\" (No.) *So.* on",
			"!Wait...|!what?!|!\"Yes.\"|!(No.)|!*So.*|on");
	check_sentences("Version 3.14 of example.org is out.",
			"!Version 3.14 of example.org is out.");
	check_sentences("Hm\u2026 \u201cWell.\u201d Then",
			"!Hm\u2026|!\u201cWell.\u201d|Then");
	check_sentences("  \n ", "");
}

static void test_wide_stops_end_a_sentence_without_space(void **state)
{
	(void)state;
	check_sentences("\u4f60\u597d\u3002\u518d\u89c1\uff01\u597d",
			"!\u4f60\u597d\u3002|!\u518d\u89c1\uff01|\u597d");
	check_sentences("\u4f60\uff0c\u597d", "\u4f60\uff0c\u597d");
}

static void test_blocks_end_a_sentence_and_soft_line_breaks_do_not(void **state)
{
	(void)state;
	check_sentences("one\ntwo\n\nthree", "one\ntwo|three");
	check_sentences("a list:\n- b\n  * c\n# d\n| e |", "a list:|- b|* c|# d|| e |");
	check_sentences("steps\n1. Do. 2. it\n2) that", "steps|!1. Do.|!2.|it|2) that");
	check_sentences("In\n1999. Then", "!In\n1999.|Then");
	check_sentences("a -b\n-c", "a -b\n-c");
}

static void test_the_sentence_around_a_place_is_found(void **state)
{
	static const char text[] = "One here.  Two there. Three";
	struct sentence s;

	(void)state;
	assert_true(sentence_around(text, sizeof(text) - 1, 12, &s));
	assert_int_equal(s.start, 11);
	assert_int_equal(s.len, 10);
	assert_true(
		sentence_around(text, sizeof(text) - 1, 9, &s)); /* between: the next */
	assert_int_equal(s.start, 11);
	assert_true(sentence_around(text, sizeof(text) - 1, 26, &s));
	assert_int_equal(s.start, 22);
	assert_false(s.stopped);
	assert_false(sentence_around(text, sizeof(text) - 1, 27, &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_and_each_mark_are_tokens),
		cmocka_unit_test(test_numbers_with_separators_are_three_tokens),
		cmocka_unit_test(test_an_apostrophe_inside_a_word_belongs_to_it),
		cmocka_unit_test(test_case_is_folded),
		cmocka_unit_test(test_folding_is_unicodes_for_every_code_point),
		cmocka_unit_test(test_marks_belong_to_the_token_before_them),
		cmocka_unit_test(test_cjk_characters_are_tokens_one_by_one),
		cmocka_unit_test(test_emoji_are_tokens_by_themselves),
		cmocka_unit_test(test_invisible_characters_neither_part_words_nor_count),
		cmocka_unit_test(test_ill_formed_bytes_count_as_replacement_characters),
		cmocka_unit_test(test_nul_parts_words),
		cmocka_unit_test(test_the_first_token_of_a_line_is_marked),
		cmocka_unit_test(test_what_follows_a_word_does_not_change_its_hash),
		cmocka_unit_test(test_every_ascii_byte_is_classed_as_ctype_would),
		cmocka_unit_test(test_reading_stops_at_max_and_replaces_what_was_there),
		cmocka_unit_test(test_reasoning_in_front_of_the_answer_is_left_out),
		cmocka_unit_test(test_reasoning_that_lost_its_opening_tag_is_left_out),
		cmocka_unit_test(test_reasoning_that_never_ends_leaves_nothing),
		cmocka_unit_test(test_tags_that_are_spoken_of_stay),
		cmocka_unit_test(test_sentences_end_behind_stops_before_space),
		cmocka_unit_test(test_wide_stops_end_a_sentence_without_space),
		cmocka_unit_test(test_blocks_end_a_sentence_and_soft_line_breaks_do_not),
		cmocka_unit_test(test_the_sentence_around_a_place_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

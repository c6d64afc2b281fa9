/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_utf8.c: expected values are those of the Unicode Standard, section 3.9. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/utf8.h"

/* The text with "." for each U+FFFD that stands for ill-formed bytes. */
static void check_repair(const char *bytes, size_t len, const char *expected)
{
	struct buf out = BUF_INIT;
	struct buf dots = BUF_INIT;
	size_t n = utf8_repair(bytes, len, &out), dots_seen = 0;

	for (size_t i = 0; i < out.len; i++) {
		if (out.len - i > 2 && memcmp(out.data + i, "\xEF\xBF\xBD", 3) == 0) {
			buf_char_add(&dots, '.');
			dots_seen++;
			i += 2;
		} else {
			buf_char_add(&dots, out.data[i]);
		}
	}
	assert_string_equal(buf_str(&dots), expected);
	assert_int_equal(n, dots_seen);
	assert_true(utf8_is_valid(out.data, out.len));
	assert_int_equal(utf8_count(bytes, len), strlen(expected));
	buf_clear(&out);
	buf_clear(&dots);
}

/* Table 3-8: no byte of a non-shortest form belongs to its neighbours. */
static void test_non_shortest_forms_are_replaced_byte_by_byte(void **state)
{
	(void)state;
	check_repair("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", 9, "........A");
}

/* Table 3-9: surrogates have no UTF-8 form. */
static void test_surrogates_are_replaced_byte_by_byte(void **state)
{
	(void)state;
	check_repair("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", 9, "........A");
}

/* Table 3-10: other ill-formed sequences. */
static void test_bytes_above_f4_are_replaced_byte_by_byte(void **state)
{
	(void)state;
	check_repair("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", 9, ".....A..B");
}

/* Table 3-11: a truncated sequence is one maximal subpart. */
static void test_truncated_sequences_are_one_replacement_each(void **state)
{
	(void)state;
	check_repair("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", 9, "....A");
}

static void test_text_cut_inside_a_character_ends_in_one_replacement(void **state)
{
	(void)state;
	check_repair("ab\xF0\x9F\x98", 5, "ab.");
}

static void test_every_code_point_survives_a_round_trip(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char bytes[4];
		size_t n, at = 0;

		if (c == 0xD800)
			c = 0xE000;
		n = utf8_put(c, bytes);
		assert_int_equal(n, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
		assert_int_equal(utf8_next(bytes, n, &at), c);
		assert_int_equal(at, n);
		assert_true(utf8_is_valid(bytes, n));
		assert_false(utf8_is_valid(bytes, n - 1) && n > 1);
	}
}

static void test_the_first_ill_formed_byte_is_found_anywhere_in_ascii(void **state)
{
	char text[40];

	(void)state;
	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 'a', sizeof(text));
		text[at] = (char)0xFF;
		assert_int_equal(utf8_valid_len(text, sizeof(text)), at);
	}
}

static void test_nul_is_a_character_like_any_other(void **state)
{
	(void)state;
	assert_true(utf8_is_valid("a\0b", 3));
	assert_int_equal(utf8_count("a\0b", 3), 3);
}

static void test_empty_text_is_valid(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	assert_true(utf8_is_valid("", 0));
	assert_int_equal(utf8_repair("", 0, &out), 0);
	assert_int_equal(out.len, 0);
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_non_shortest_forms_are_replaced_byte_by_byte),
		cmocka_unit_test(test_surrogates_are_replaced_byte_by_byte),
		cmocka_unit_test(test_bytes_above_f4_are_replaced_byte_by_byte),
		cmocka_unit_test(test_truncated_sequences_are_one_replacement_each),
		cmocka_unit_test(
			test_text_cut_inside_a_character_ends_in_one_replacement),
		cmocka_unit_test(test_every_code_point_survives_a_round_trip),
		cmocka_unit_test(
			test_the_first_ill_formed_byte_is_found_anywhere_in_ascii),
		cmocka_unit_test(test_nul_is_a_character_like_any_other),
		cmocka_unit_test(test_empty_text_is_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

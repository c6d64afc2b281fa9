/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit/test_json.c: nothing is lost or changed between JSON text and values. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"

static struct json *parse_n(const char *text, size_t n, size_t *n_replaced)
{
	struct err err = ERR_INIT;
	struct json *value = json_parse(text, n, n_replaced, &err);

	if (!value)
		print_error("%s\n", err.text);
	assert_non_null(value);
	return value;
}

static struct json *parse(const char *text)
{
	return parse_n(text, strlen(text), NULL);
}

/* The text, read and printed on one line, is `expected`. */
static void check_printed(const char *text, const char *expected)
{
	struct json *value = parse(text);
	struct buf out = BUF_INIT;

	json_print(value, false, &out);
	assert_string_equal(buf_str(&out), expected);
	json_free(value);
	buf_clear(&out);
}

static void check_text(const char *json, size_t n, const char *expected,
		       size_t n_replaced)
{
	size_t replaced = 99;
	struct json *value = parse_n(json, n, &replaced);

	assert_string_equal(json_text(value), expected);
	assert_int_equal(replaced, n_replaced);
	json_free(value);
}

#define CHECK_TEXT(json, expected, n) check_text(json, sizeof(json) - 1, expected, n)

static void check_refused(const char *text, size_t n, const char *why)
{
	struct err err = ERR_INIT;

	if (json_parse(text, n, NULL, &err))
		fail_msg("'%s' is taken for JSON", text);
	assert_int_equal(err.kind, ERR_FAIL);
	if (!strstr(err.text, why))
		print_error("'%s' gives: %s\n", text, err.text);
	assert_non_null(strstr(err.text, why));
}

#define CHECK_REFUSED(text, why) check_refused(text, sizeof(text) - 1, why)

static void test_an_escaped_nul_does_not_end_a_text(void **state)
{
	(void)state;
	CHECK_TEXT("\"a\\u0000b\"", "a\uFFFDb", 1);
	CHECK_TEXT("\"\\u0000\\u0000\"", "\uFFFD\uFFFD", 2);
	/* An escaped backslash before u0000 is a backslash and four zeros. */
	CHECK_TEXT("\"a\\\\u0000b\"", "a\\u0000b", 0);
	CHECK_TEXT("\"a\0b\"", "a\uFFFDb", 1);
}

static void test_half_a_surrogate_pair_costs_one_character(void **state)
{
	(void)state;
	CHECK_TEXT("\"a\\ud83db\"", "a\uFFFDb", 1);
	CHECK_TEXT("\"a\\ude00b\"", "a\uFFFDb", 1);
	CHECK_TEXT("\"\\ud83d\\ud83d\\ude00\"", "\uFFFD\U0001F600", 1);
	CHECK_TEXT("\"\\ud83d\\u0041\"", "\uFFFDA", 1);
	CHECK_TEXT("\"\\ud83d\"", "\uFFFD", 1);
	CHECK_TEXT("\"\\uD83D\\uDE00\"", "\U0001F600", 0);
}

static void test_ill_formed_bytes_are_replaced_and_counted(void **state)
{
	(void)state;
	CHECK_TEXT("\"caf\xe9\"", "caf\uFFFD", 1);
	CHECK_TEXT("\"\xed\xa0\x80\"", "\uFFFD\uFFFD\uFFFD", 3);
	CHECK_TEXT("\"\xc0\xaf\"", "\uFFFD\uFFFD", 2);
	CHECK_TEXT("\"caf\u00e9 \u6f22 \U0001F600\"", "caf\u00e9 \u6f22 \U0001F600", 0);
}

static void test_a_key_may_hold_what_was_replaced(void **state)
{
	struct json *value = parse("{\"a\\u0000b\": 1}");

	(void)state;
	assert_true(json_num(value, "a\uFFFDb", 0) == 1);
	json_free(value);
}

static void test_keys_are_compared_exactly(void **state)
{
	struct json *value = parse("{\"Key\": 1, \"key\": 2, \"key\": 3}");

	(void)state;
	assert_true(json_num(value, "Key", 0) == 1);
	assert_true(json_num(value, "key", 0) == 2); /* the first of two */
	assert_null(json_get(value, "KEY"));
	assert_int_equal(json_count(value), 3);
	json_free(value);
}

static void test_what_follows_the_value_is_an_error(void **state)
{
	(void)state;
	CHECK_REFUSED("{} x", "more follows");
	CHECK_REFUSED("{}\n{}", "line 2, more follows");
	CHECK_REFUSED("{}}", "more follows");
	CHECK_REFUSED("1 2", "more follows");
	json_free(parse("{} \r\n\t"));
}

static void test_errors_name_the_line(void **state)
{
	(void)state;
	CHECK_REFUSED("{\n\"a\": 1,\n\"b\" 2\n}", "line 3");
	CHECK_REFUSED("", "not JSON");
	CHECK_REFUSED(" ", "not JSON");
	CHECK_REFUSED("[1,", "not JSON");
	CHECK_REFUSED("[1,]", "not JSON");
	CHECK_REFUSED("{\"a\":1,}", "not JSON");
	CHECK_REFUSED("nul", "not JSON");
	CHECK_REFUSED("NaN", "not JSON");
	CHECK_REFUSED("'a'", "not JSON");
	CHECK_REFUSED("\"a", "not JSON");
	CHECK_REFUSED("\"\\u12g4\"", "not JSON");
	CHECK_REFUSED("\"\\x41\"", "not JSON");
	/* cJSON takes a broken escape for \u0000 and ends the text there. */
	CHECK_REFUSED("{\n\"a\": \"b\\uZZZZc\"}", "line 2, at byte 9 of 18: \\u without");
	CHECK_REFUSED("\"\\u\"", "not JSON");
	CHECK_REFUSED("\"\\ud83d\\u\"", "not JSON");
	CHECK_REFUSED("\0{}", "not JSON");
}

static void test_bytes_behind_n_are_not_read(void **state)
{
	struct json *value = parse_n("[1]2]", 3, NULL);

	(void)state;
	assert_int_equal(json_count(value), 1);
	json_free(value);
}

static void test_doubles_read_back_as_printed(void **state)
{
	double values[] = {0.1 + 0.2,
			   0.1,
			   1.0 / 3,
			   5e-324,
			   1.7976931348623157e308,
			   1e22,
			   -0.0,
			   123456.7,
			   1e-7,
			   2.2250738585072014e-308,
			   9007199254740993.0,
			   4.35};
	uint64_t x = 1;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		struct json *list = json_new_array();
		struct json *again = NULL;
		struct buf out = BUF_INIT;
		double value, back = 0;

		if (i < sizeof(values) / sizeof(*values)) {
			value = values[i];
		} else {
			x = hash_mix(x + 1);
			memcpy(&value, &x, sizeof(value));
		}
		if (!isfinite(value))
			value = 0;
		json_add_num(list, NULL, value);
		json_print(list, false, &out);
		again = parse(buf_str(&out));
		assert_true(json_number(json_first(again), &back));
		assert_memory_equal(&back, &value, sizeof(value));
		json_free(again);
		json_free(list);
		buf_clear(&out);
	}
}

static void test_numbers_print_as_short_as_they_can(void **state)
{
	struct json *list = json_new_array();
	struct buf out = BUF_INIT;

	(void)state;
	json_add_num(list, NULL, 0.1);
	json_add_num(list, NULL, 0.1 + 0.2);
	json_add_num(list, NULL, 3);
	json_add_num(list, NULL, NAN);
	json_add_num(list, NULL, -INFINITY);
	json_add_int(list, NULL, INT64_MAX);
	json_add_int(list, NULL, INT64_MIN);
	json_print(list, false, &out);
	assert_string_equal(buf_str(&out), "[0.1,0.30000000000000004,3,null,null,"
					   "9223372036854775807,-9223372036854775808]");
	json_free(list);
	buf_clear(&out);
}

/* An id above 2^53 is no double; it is kept as it came. */
static void test_numbers_keep_every_digit_they_came_with(void **state)
{
	(void)state;
	check_printed("9007199254740993", "9007199254740993");
	check_printed("{\"a\":[1, 12345678901234567890],\"b\":\"7\\\"8\",\"c\":-1}",
		      "{\"a\":[1,12345678901234567890],\"b\":\"7\\\"8\",\"c\":-1}");
	check_printed("[0.1000000000000000055511151231257827]",
		      "[0.1000000000000000055511151231257827]");
	check_printed("[1.5E+3,2]", "[1.5E+3,2]");
	check_printed("{\"1234567890123456789\":\"1234567890123456789\",\"a\":2}",
		      "{\"1234567890123456789\":\"1234567890123456789\",\"a\":2}");
}

static void test_copies_keep_them_too(void **state)
{
	struct json *value = parse("{\"id\": 9007199254740993, \"x\": 1}");
	struct json *copy = json_copy(value);
	struct json *id = json_detach(value, "id");
	struct buf out = BUF_INIT;

	(void)state;
	json_print(copy, false, &out);
	json_print(id, false, &out);
	json_print(value, false, &out);
	assert_string_equal(buf_str(&out),
			    "{\"id\":9007199254740993,\"x\":1}9007199254740993"
			    "{\"x\":1}");
	assert_null(json_detach(value, "id"));
	json_free(id);
	json_free(copy);
	json_free(value);
	buf_clear(&out);
}

static void test_a_number_beyond_doubles_is_kept_and_is_no_number(void **state)
{
	struct json *value = parse("{\"a\": 1e999, \"b\": -1e999}");
	struct buf out = BUF_INIT;
	double number = 7;

	(void)state;
	assert_false(json_number(json_get(value, "a"), &number));
	assert_true(json_num(value, "b", 3) == 3);
	json_print(value, false, &out);
	assert_string_equal(buf_str(&out), "{\"a\":1e999,\"b\":-1e999}");
	json_free(value);
	buf_clear(&out);
}

/* What cJSON takes for a number and JSON does not must not be printed as it came. */
static void test_what_is_printed_is_json(void **state)
{
	static const char *const loose[] = {"0012345678901234567", "1.", "1.e400", "01",
					    "-0.e5"};

	(void)state;
	for (size_t i = 0; i < sizeof(loose) / sizeof(*loose); i++) {
		struct err err = ERR_INIT;
		struct json *value = json_parse(loose[i], strlen(loose[i]), NULL, &err);
		struct buf out = BUF_INIT;

		if (value)
			json_print(value, false, &out);
		assert_string_not_equal(buf_str(&out), loose[i]);
		json_free(value);
		buf_clear(&out);
	}
}

static void nested(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_char_add(out, '[');
	for (size_t i = 0; i < depth; i++)
		buf_char_add(out, ']');
}

static void test_nesting_has_a_limit_and_no_crash(void **state)
{
	static const size_t depths[] = {999, 1001, 100000, 3000000};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct buf text = BUF_INIT;
		struct err err = ERR_INIT;
		struct json *value;

		nested(&text, depths[i]);
		value = json_parse(text.data, text.len, NULL, &err);
		assert_int_equal(value != NULL, depths[i] < 1000);
		json_free(value);
		buf_clear(&text);
	}
}

static void test_long_lists_are_walked_in_linear_time(void **state)
{
	struct buf text = BUF_INIT;
	struct json *value;
	clock_t begin;
	size_t n = 0;

	(void)state;
	buf_char_add(&text, '[');
	for (int i = 0; i < 300000; i++)
		buf_printf(&text, "%s%d", i ? "," : "", i);
	buf_char_add(&text, ']');
	value = parse_n(text.data, text.len, NULL);
	begin = clock();
	JSON_EACH(child, value) {
		double number = -1;

		assert_true(json_number(child, &number) && number == (double)n);
		n++;
	}
	assert_int_equal(n, 300000);
	assert_true(clock() - begin < 5 * CLOCKS_PER_SEC);
	json_free(value);
	buf_clear(&text);
}

static void test_other_types_give_nothing(void **state)
{
	struct json *value =
		parse("{\"n\": 1, \"s\": \"x\", \"l\": [], \"t\": true, \"z\": null}");

	(void)state;
	assert_null(json_str(value, "n"));
	assert_null(json_str(value, "none"));
	assert_string_equal(json_str(value, "s"), "x");
	assert_true(json_num(value, "s", 4) == 4);
	assert_true(json_true(value, "t") && !json_true(value, "n"));
	assert_true(json_is_null(json_get(value, "z")) && !json_is_null(NULL));
	assert_true(json_is_array(json_get(value, "l")) && json_is_object(value));
	assert_null(json_get(json_get(value, "l"), "a"));
	assert_null(json_first(json_get(value, "s")));
	assert_null(json_first(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_null(json_text(NULL));
	json_free(value);
	json_free(NULL);
}

static void test_texts_of_any_bytes_become_json(void **state)
{
	static const char bytes[] = "x\0y\xff\"\\\n\t\x1b\x7f</script>\u2028";
	struct json *value = json_new_object();
	struct json *again;
	struct buf out = BUF_INIT;

	(void)state;
	json_add_strn(value, "a", bytes, sizeof(bytes) - 1);
	json_add_str(value, "b", NULL);
	json_add_bool(value, "c", false);
	json_print(value, true, &out);
	for (size_t i = 0; i < out.len; i++)
		assert_true((unsigned char)out.data[i] >= ' ' || out.data[i] == '\n');
	again = parse_n(out.data, out.len, NULL);
	assert_string_equal(json_str(again, "a"),
			    "x\uFFFDy\uFFFD\"\\\n\t\x1b\x7f</script>\u2028");
	assert_true(json_is_null(json_get(again, "b")));
	assert_false(json_true(again, "c"));
	json_free(again);
	json_free(value);
	buf_clear(&out);
}

static void test_every_control_character_survives(void **state)
{
	(void)state;
	for (int c = 1; c < 0x80; c++) {
		struct buf out = BUF_INIT;
		char text[2] = {(char)c, '\0'};
		struct json *value;

		json_print_str(text, 1, &out);
		value = parse(buf_str(&out));
		assert_string_equal(json_text(value), text);
		json_free(value);
		buf_clear(&out);
	}
}

static void test_values_are_built_and_taken_apart(void **state)
{
	struct json *value = json_new_object();
	struct json *list = json_add_array(value, "list");
	struct buf out = BUF_INIT;

	(void)state;
	json_add_int(list, NULL, 1);
	json_add_str(json_add_object(list, NULL), "k", "v");
	json_add(value, "moved", json_copy(list));
	json_print(value, false, &out);
	assert_string_equal(buf_str(&out),
			    "{\"list\":[1,{\"k\":\"v\"}],\"moved\":[1,{\"k\":\"v\"}]}");
	assert_string_equal(json_key(json_next(json_first(value))), "moved");
	json_free(value);
	buf_clear(&out);
}

static void test_a_byte_order_mark_is_skipped(void **state)
{
	(void)state;
	check_printed("\xEF\xBB\xBF{\"a\":1}", "{\"a\":1}");
}

static void test_a_file_that_is_not_json_is_named(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_null(json_read_file("Makefile", &err));
	assert_non_null(strstr(err.text, "Makefile: not JSON: line 1"));
	assert_null(json_read_file("tests/no-such-file", &err));
	assert_non_null(strstr(err.text, "tests/no-such-file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_escaped_nul_does_not_end_a_text),
		cmocka_unit_test(test_half_a_surrogate_pair_costs_one_character),
		cmocka_unit_test(test_ill_formed_bytes_are_replaced_and_counted),
		cmocka_unit_test(test_a_key_may_hold_what_was_replaced),
		cmocka_unit_test(test_keys_are_compared_exactly),
		cmocka_unit_test(test_what_follows_the_value_is_an_error),
		cmocka_unit_test(test_errors_name_the_line),
		cmocka_unit_test(test_bytes_behind_n_are_not_read),
		cmocka_unit_test(test_doubles_read_back_as_printed),
		cmocka_unit_test(test_numbers_print_as_short_as_they_can),
		cmocka_unit_test(test_numbers_keep_every_digit_they_came_with),
		cmocka_unit_test(test_copies_keep_them_too),
		cmocka_unit_test(test_a_number_beyond_doubles_is_kept_and_is_no_number),
		cmocka_unit_test(test_what_is_printed_is_json),
		cmocka_unit_test(test_nesting_has_a_limit_and_no_crash),
		cmocka_unit_test(test_long_lists_are_walked_in_linear_time),
		cmocka_unit_test(test_other_types_give_nothing),
		cmocka_unit_test(test_texts_of_any_bytes_become_json),
		cmocka_unit_test(test_every_control_character_survives),
		cmocka_unit_test(test_values_are_built_and_taken_apart),
		cmocka_unit_test(test_a_byte_order_mark_is_skipped),
		cmocka_unit_test(test_a_file_that_is_not_json_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

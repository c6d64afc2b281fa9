/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing that could steer a terminal passes base/term (I7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/term.h"

static void shows(const char *text, size_t n, const char *expected)
{
	struct buf out = BUF_INIT;

	term_add(&out, text, n, 0);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
}
#define SHOWS(text, expected) shows((text), sizeof(text) - 1, (expected))

static void plain_text_passes(void **state)
{
	(void)state;
	SHOWS("llama-2-7b 'quoted' `id` <b> \\n", "llama-2-7b 'quoted' `id` <b> \\n");
	SHOWS("\xe6\xa8\xa1\xe5\x9e\x8b \xf0\x9f\x8e\x81",
	      "\xe6\xa8\xa1\xe5\x9e\x8b \xf0\x9f\x8e\x81");
	SHOWS("", "");
}

static void controls_are_shown(void **state)
{
	(void)state;
	SHOWS("a\x1b[31mred", "a\\x1b[31mred");
	SHOWS("two\nlines\r\tx", "two\\nlines\\r\\tx");
	SHOWS("nul\0byte\x7f", "nul\\x00byte\\x7f");
	/* U+009B is CSI in eight bits */
	SHOWS("\xc2\x9b"
	      "31m",
	      "\\u{9B}31m");
}

static void reordering_is_shown(void **state)
{
	(void)state;
	SHOWS("gpt\xe2\x80\xae"
	      "4",
	      "gpt\\u{202E}4");
	SHOWS("\xe2\x81\xa6x\xe2\x81\xa9", "\\u{2066}x\\u{2069}");
	SHOWS("\xd8\x9c", "\\u{61C}");
	SHOWS("\xe2\x80\xa8", "\\u{2028}");
	SHOWS("\xf3\xa0\x81\xa1", "\\u{E0061}");
}

static void ill_formed_bytes_are_shown(void **state)
{
	(void)state;
	SHOWS("\xff\xc3", "\\xff\\xc3");
	SHOWS("\xc0\x80", "\\xc0\\x80");                   /* overlong */
	SHOWS("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* surrogate */
	SHOWS("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* above U+10FFFF */
	SHOWS("\xe2\x80", "\\xe2\\x80");                   /* cut short */
}

static void long_text_is_cut_between_characters(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	term_add(&out, "\xc3\xa9\xc3\xa9\xc3\xa9", 6, 2);
	assert_string_equal(buf_str(&out), "\xc3\xa9\xc3\xa9...");
	buf_reset(&out);
	term_add(&out, "\xc3\xa9\xc3\xa9", 4, 2);
	assert_string_equal(buf_str(&out), "\xc3\xa9\xc3\xa9");
	buf_clear(&out);
}

static void json_keeps_its_value(void **state)
{
	static const char hostile[] =
		"{\n\t\"a\":\"x\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\xa1y\"}";
	struct err err = ERR_INIT;
	char printed[200] = "";
	FILE *out = fmemopen(printed, sizeof(printed), "w");
	struct json *before = json_parse(hostile, sizeof(hostile) - 1, NULL, &err);
	struct json *after;

	(void)state;
	term_print_json(out, hostile, sizeof(hostile) - 1);
	fclose(out);
	assert_string_equal(printed, "{\n\t\"a\":\"x\\u009b\\u202e\\udb40\\udc61y\"}");
	after = json_parse(printed, strlen(printed), NULL, &err);
	assert_string_equal(json_str(after, "a"), json_str(before, "a"));
	json_free(before);
	json_free(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_passes),
		cmocka_unit_test(controls_are_shown),
		cmocka_unit_test(reordering_is_shown),
		cmocka_unit_test(ill_formed_bytes_are_shown),
		cmocka_unit_test(long_text_is_cut_between_characters),
		cmocka_unit_test(json_keeps_its_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

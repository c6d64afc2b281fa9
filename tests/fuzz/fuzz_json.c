/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_json.c: any bytes as JSON. What is accepted prints as JSON that reads back
 * with nothing replaced and prints the same; a copy prints the same; any bytes become a
 * JSON string that reads back.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

/* Walk everything there is, as a reader would. */
static size_t walk(const struct json *value)
{
	const char *text = json_text(value);
	double number = 0;
	size_t n = 1 + (text ? strlen(text) : 0);

	n += json_number(value, &number) && number > 0;
	JSON_EACH(child, value) {
		const char *key = json_key(child);

		require(!key || json_get(value, key));
		n += walk(child);
	}
	return n;
}

static void check_value(const struct json *value)
{
	struct buf once = BUF_INIT, again = BUF_INIT, indented = BUF_INIT;
	struct err err = ERR_INIT;
	struct json *copy = json_copy(value);
	struct json *back;
	size_t n_replaced = 1;

	json_print(value, false, &once);
	json_print(value, true, &indented);
	back = json_parse(once.data, once.len, &n_replaced, &err);
	require(back && n_replaced == 0);
	json_print(back, false, &again);
	require(once.len == again.len && !memcmp(once.data, again.data, once.len));
	require(walk(back) == walk(value));
	json_free(back);
	back = json_parse(indented.data, indented.len, &n_replaced, &err);
	require(back && n_replaced == 0);
	buf_reset(&again);
	json_print(copy, false, &again);
	require(once.len == again.len && !memcmp(once.data, again.data, once.len));
	json_free(back);
	json_free(copy);
	buf_clear(&once);
	buf_clear(&again);
	buf_clear(&indented);
}

static void check_string(const char *text, size_t n)
{
	struct json *list = json_new_array();
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	struct json *back;
	size_t n_replaced = 1;

	json_add_strn(list, NULL, text, n);
	json_print(list, false, &out);
	back = json_parse(out.data, out.len, &n_replaced, &err);
	require(back && n_replaced == 0);
	require(!strcmp(json_text(json_first(back)), json_text(json_first(list))));
	json_free(back);
	json_free(list);
	buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = ERR_INIT;
	size_t n_replaced = 0;
	struct json *value = json_parse((const char *)data, n, &n_replaced, &err);

	if (value)
		check_value(value);
	else
		require(err.kind == ERR_FAIL && *err.text);
	json_free(value);
	check_string((const char *)data, n);
	return 0;
}

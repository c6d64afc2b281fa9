/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_split.c: any bytes. Pieces lie in order and apart, each on the line it says,
 * and an array of objects that is JSON is split into its elements, however laid out.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/split.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

/* Pieces of the text; *n_faults counts those that are no whole values. */
static size_t pieces(const char *text, size_t n, size_t *n_faults, bool *torn)
{
	struct split split;
	struct piece piece;
	size_t n_pieces = 0, end = 0, line = 1, counted = 0;

	*n_faults = 0;
	split_init(&split, text, n);
	while (split_next(&split, &piece)) {
		size_t begin = (size_t)(piece.data - text);

		require(begin >= end && piece.len > 0 && begin + piece.len <= n);
		require(begin >= counted);
		for (; counted < begin; counted++)
			line += text[counted] == '\n';
		require(piece.line == line);
		end = begin + piece.len;
		n_pieces++;
		*n_faults += piece.fault != NULL;
	}
	require(split.at == n);
	*torn = split.torn;
	return n_pieces;
}

/* cJSON takes more for blanks than JSON does, and lets line breaks stand in strings. */
static bool strict(const char *text, size_t n)
{
	bool inside = false;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (inside && c == '\\')
			i++;
		else if (c == '"')
			inside = !inside;
		if (c == '\n' ? inside : c < 0x20 && c != '\r' && c != '\t')
			return false;
		if (inside && c == '\\' && i < n && text[i] == '\n')
			return false;
	}
	return true;
}

static bool is_records(const struct json *value)
{
	JSON_EACH(child, value) {
		if (!json_is_object(child))
			return false;
	}
	return json_is_array(value);
}

static void check_whole(const char *text, size_t n, size_t expected)
{
	size_t n_faults;
	bool torn;

	require(pieces(text, n, &n_faults, &torn) == expected);
	require(n_faults == 0 && !torn);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct err err = ERR_INIT;
	struct buf printed = BUF_INIT;
	size_t n_replaced, n_faults;
	struct json *value;
	bool torn;

	(void)pieces(text, n, &n_faults, &torn);
	value = json_parse(text, n, &n_replaced, &err);
	if (is_records(value)) {
		size_t expected = json_count(value);

		if (!n_replaced && strict(text, n))
			check_whole(text, n, expected);
		json_print(value, true, &printed);
		check_whole(buf_str(&printed), printed.len, expected);
		buf_reset(&printed);
		json_print(value, false, &printed);
		check_whole(buf_str(&printed), printed.len, expected);
	}
	buf_clear(&printed);
	json_free(value);
	return 0;
}

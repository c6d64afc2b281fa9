/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_redact.c: a secret on the first line, any bytes behind it. What comes out is
 * what went in but for the places that are named, and does not hold the secret as it is,
 * nor any secret that can still be found.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "transport/redact.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check(const struct redactor *redactor, struct text in, const char *secret)
{
	struct json *places = json_new_array();
	struct buf out = BUF_INIT, expected = BUF_INIT;
	size_t n = redact(redactor, "in", in, &out, places), from = 0;

	require(n == json_count(places));
	require(redact_needed(redactor, in) == (n > 0));
	JSON_EACH(place, places) {
		size_t begin = (size_t)json_num(place, "offset", -1);
		size_t length = (size_t)json_num(place, "length", -1);

		require(begin >= from && length > 0 && begin + length <= in.len);
		buf_add(&expected, in.data + from, begin - from);
		buf_printf(&expected, "[redacted: %zu bytes]", length);
		from = begin + length;
	}
	if (in.len > from)
		buf_add(&expected, in.data + from, in.len - from);
	require(out.len == expected.len);
	require(!out.len || !memcmp(out.data, expected.data, out.len));
	if (!strpbrk(secret, "[]: ") && out.len)
		require(!memmem(out.data, out.len, secret, strlen(secret)) ||
			strstr("redacted bytes", secret));
	if (n == 0 && in.len)
		require(!memmem(in.data, in.len, secret, strlen(secret)));
	buf_clear(&out);
	buf_clear(&expected);
	json_free(places);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *line = n ? memchr(data, '\n', n) : NULL;
	struct redactor *redactor = redactor_new();
	struct buf url = BUF_INIT;
	char *secret;
	char *text;

	if (line) {
		size_t rest = n - (size_t)(line + 1 - data);

		secret = mem_dup(data, (size_t)(line - data));
		text = mem_dup(line + 1, rest);
		if (redactor_add(redactor, secret))
			check(redactor, (struct text){text, rest}, secret);
		redact_url(text, &url);
		(void)redact_header_is_safe((struct text){text, rest});
		mem_free(secret);
		mem_free(text);
	}
	buf_clear(&url);
	redactor_free(redactor);
	return 0;
}

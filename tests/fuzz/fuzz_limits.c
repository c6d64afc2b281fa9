/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_limits.c: any lines as headers, all against one another. What is read is a
 * number that a clock and a scheduler can bear, or not said.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "transport/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define YEAR_MS (366.0 * 86400e3)

static void require(double value, double max)
{
	if (!(value == -1 || (value >= 0 && value <= max)))
		abort();
}

static void require_window(const struct limit_window *window)
{
	require(window->limit, 1e15);
	require(window->remaining, 1e15);
	require(window->reset_ms, YEAR_MS);
}

static struct text line_next(struct text *rest)
{
	const char *end = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
	struct text line = {rest->data, end ? (size_t)(end - rest->data) : rest->len};
	size_t n = line.len + (end != NULL);

	rest->data += n;
	rest->len -= n;
	return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct limits limits = LIMITS_INIT;
	struct text rest = {(const char *)data, n};

	while (rest.len) {
		struct text line = line_next(&rest);
		const char *colon = line.len ? memchr(line.data, ':', line.len) : NULL;
		size_t at = colon ? (size_t)(colon - line.data) : line.len;
		struct text name = {line.data, at};
		struct text value = {line.data + at + (colon != NULL),
				     line.len - at - (colon != NULL)};

		limits_header(&limits, name, value, 784111777000);
		require(limits_duration_ms(line), YEAR_MS);
		require((double)limits_time_ms(value), 253402300800000.0);
	}
	require_window(&limits.requests);
	require_window(&limits.tokens);
	require(limits.retry_after_ms, YEAR_MS);
	require((double)limits.date_ms, 253402300800000.0);
	require(limits.should_retry, 1);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_stream.c: any bytes as a stream; the first byte chooses its form. Events end
 * where lines do, none is longer than what came, and all but the last are whole.
 */
#include <stdint.h>
#include <stdlib.h>

#include "transport/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void require(bool fact)
{
	if (!fact)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct stream stream;
	struct stream_event event = {.whole = true};
	size_t sum = 0;
	size_t line = 0;

	if (!n)
		return 0;
	stream_init(&stream, data[0] & 1 ? STREAM_NDJSON : STREAM_SSE,
		    (struct text){(const char *)data + 1, n - 1});
	while (stream_next(&stream, &event)) {
		sum += event.data.len + event.name.len;
		require(event.line > line);
		line = event.line;
		require(event.whole || stream.at == n - 1);
	}
	require(sum <= n && stream.at == n - 1);
	stream_clear(&stream);
	return 0;
}

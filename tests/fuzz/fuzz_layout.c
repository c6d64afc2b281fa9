/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz/fuzz_layout.c: any bytes as Markdown. The same text counts the same twice, and no
 * count of things that take a byte each exceeds the bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct layout once, again;

	layout_read((const char *)data, n, &once);
	layout_read((const char *)data, n, &again);
	if (memcmp(&once, &again, sizeof(once)) != 0)
		abort();
	for (int i = 0; i < N_LAYOUT_COUNTS; i++)
		if (once.counts[i] > n + 1)
			abort();
	return 0;
}

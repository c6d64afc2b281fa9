/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_pack.c: any bytes as compressed data; and the same bytes through zstd and
 * back, whole and cut. Unpacking stops at its ceiling and never gives what was not
 * packed.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/pack.h"

#define CEILING ((size_t)1 << 22)

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check_open(const uint8_t *data, size_t n)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	bool torn = false;

	if (pack_open(data, n, CEILING, &out, &torn, &err))
		require(err.kind == ERR_FAIL && *err.text);
	else
		require(out.len <= CEILING);
	buf_clear(&out);
}

static void check_round_trip(const uint8_t *data, size_t n)
{
	struct buf packed = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	bool torn = true;

	pack_zstd(data, n, &packed);
	require(!pack_open(packed.data, packed.len, n, &out, &torn, &err));
	require(!torn && out.len == n && (!n || !memcmp(out.data, data, n)));
	buf_reset(&out);
	require(!pack_open(packed.data, packed.len - 1, n, &out, &torn, &err));
	require(torn && out.len <= n && (!out.len || !memcmp(out.data, data, out.len)));
	buf_clear(&packed);
	buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	check_open(data, n);
	check_round_trip(data, n);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/replay.c: gives a fuzz target its seeds without a fuzzer, so that `make check`
 * keeps targets and seeds alive with any compiler. Linked with one target, NAME/fuzz_X
 * reads tests/data/fuzz/X/ and feeds each seed whole, and cut at up to 64 places.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define CUTS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A copy of its own size each time, so that sanitizers see one byte too far. */
static void feed(const char *data, size_t n)
{
	uint8_t *copy = mem_alloc(n, 1);

	if (n)
		memcpy(copy, data, n);
	(void)LLVMFuzzerTestOneInput(copy, n);
	mem_free(copy);
}

static bool replay(const char *folder, const char *name)
{
	struct err err = ERR_INIT;
	struct buf seed = BUF_INIT;
	char *path = file_join(folder, name);
	bool good = !file_read_raw(path, &seed, &err);
	size_t step = seed.len / CUTS + 1;

	if (good)
		feed(buf_str(&seed), seed.len);
	else
		printf("# %s\n", err.text);
	for (size_t n = 0; n < seed.len; n += step)
		feed(buf_str(&seed), n);
	buf_clear(&seed);
	mem_free(path);
	return good;
}

int main(int argc, char **argv)
{
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;
	struct err err = ERR_INIT;
	struct file_list seeds = {NULL, 0};
	char *folder;
	int n_bad = 0;

	name = name ? name + 1 : "fuzz_";
	folder = file_join("tests/data/fuzz", name + strlen("fuzz_"));
	if (file_list(folder, &seeds, &err)) {
		printf("1..1\nnot ok 1 - %s\n", err.text);
		mem_free(folder);
		return 1;
	}
	printf("1..%zu\n", seeds.n + 1);
	feed("", 0);
	printf("ok 1 - survives no bytes at all\n");
	for (size_t i = 0; i < seeds.n; i++) {
		bool good = replay(folder, seeds.names[i]);

		printf("%sok %zu - survives %s, whole and cut\n", good ? "" : "not ",
		       i + 2, seeds.names[i]);
		n_bad += !good;
	}
	file_list_free(&seeds);
	mem_free(folder);
	return n_bad > 0;
}

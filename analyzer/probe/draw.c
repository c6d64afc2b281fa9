/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/draw.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

struct lot {
	uint64_t key;
	const char *id;
	size_t at;
};

static int by_key(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return strcmp(x->id, y->id);
}

static int by_place(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

void draw_take(const char *const *ids, size_t n, size_t n_take, unsigned long seed,
	       size_t *out)
{
	struct lot *lots = mem_alloc(n, sizeof(*lots));

	for (size_t i = 0; i < n; i++)
		lots[i] = (struct lot){
			hash_pair(hash_mix(seed), hash_bytes(ids[i], strlen(ids[i]))),
			ids[i], i};
	qsort(lots, n, sizeof(*lots), by_key);
	for (size_t i = 0; i < n_take; i++)
		out[i] = lots[i].at;
	qsort(out, n_take, sizeof(*out), by_place);
	mem_free(lots);
}

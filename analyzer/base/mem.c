/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK ((size_t)1 << 20)
#define EXIT_ENVIRONMENT 7

struct arena_block {
	struct arena_block *next;
	size_t used, cap;
	_Alignas(16) unsigned char data[];
};

static void *must_have(void *p)
{
	if (p)
		return p;
	fputs("assay: out of memory; nothing in the case file is lost\n", stderr);
	_Exit(EXIT_ENVIRONMENT);
}

static size_t bytes_of(size_t n, size_t size)
{
	size_t bytes = 0;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX)
		must_have(NULL);
	return bytes ? bytes : 1;
}

void *mem_alloc(size_t n, size_t size)
{
	return must_have(malloc(bytes_of(n, size)));
}

void *mem_zalloc(size_t n, size_t size)
{
	return must_have(calloc(1, bytes_of(n, size)));
}

void *mem_resize(void *old, size_t n, size_t size)
{
	return must_have(realloc(old, bytes_of(n, size)));
}

void mem_free(void *p)
{
	free(p);
}

char *mem_dup(const void *data, size_t n)
{
	char *copy = mem_alloc(n + 1, 1);

	if (n)
		memcpy(copy, data, n);
	copy[n] = '\0';
	return copy;
}

char *mem_strdup(const char *text)
{
	return mem_dup(text, strlen(text));
}

void *mem_grow(void *old, size_t n, size_t *cap, size_t size)
{
	size_t wanted = *cap ? *cap * 2 : 16;

	if (wanted <= n)
		wanted = n + 1;
	*cap = wanted;
	return mem_resize(old, wanted, size);
}

void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
	size_t bytes = (bytes_of(n, size) + 15) & ~(size_t)15;
	struct arena_block *block = arena->head;
	void *p;

	if (!block || block->cap - block->used < bytes) {
		size_t cap = bytes > ARENA_BLOCK ? bytes : ARENA_BLOCK;

		block = mem_alloc(1, sizeof(*block) + cap);
		block->next = arena->head;
		block->used = 0;
		block->cap = cap;
		arena->head = block;
	}
	p = block->data + block->used;
	block->used += bytes;
	memset(p, 0, bytes);
	return p;
}

char *arena_dup(struct arena *arena, const void *data, size_t n)
{
	char *copy = arena_alloc(arena, n + 1, 1);

	if (n)
		memcpy(copy, data, n);
	return copy;
}

void arena_clear(struct arena *arena)
{
	while (arena->head) {
		struct arena_block *block = arena->head;

		arena->head = block->next;
		free(block);
	}
}

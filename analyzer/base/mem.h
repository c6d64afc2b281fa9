/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base/mem.h: memory. Out of memory ends the process here (exit 7): the case
 * file's transactions keep the evidence whole, and an untested recovery path is worse.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Arrays of n elements; the product is checked for overflow. Never NULL. */
void *mem_alloc(size_t n, size_t size) __attribute__((malloc));
void *mem_zalloc(size_t n, size_t size) __attribute__((malloc));
void *mem_resize(void *old, size_t n, size_t size);
char *mem_strdup(const char *text);
void mem_free(void *p); /* NULL is fine */
/* n bytes of data, with a NUL added behind them. */
char *mem_dup(const void *data, size_t n);

#define MEM_NEW(type) ((type *)mem_zalloc(1, sizeof(type)))
#define MEM_ARRAY(n, type) ((type *)mem_zalloc((n), sizeof(type)))
/* Make room for one more element behind the first n; *cap doubles. */
#define MEM_GROW(ptr, n, cap)                                                            \
	((n) < *(cap) ? (ptr) : mem_grow((ptr), (n), (cap), sizeof(*(ptr))))
void *mem_grow(void *old, size_t n, size_t *cap, size_t size);

/*
 * Arena: memory of one phase, dropped whole. Zero-initialise; arena_clear frees
 * everything taken from it. What it hands out is aligned to 16 bytes and zeroed.
 */
struct arena {
	struct arena_block *head;
};
#define ARENA_INIT                                                                       \
	{                                                                                \
		NULL                                                                     \
	}
void *arena_alloc(struct arena *arena, size_t n, size_t size);
char *arena_dup(struct arena *arena, const void *data, size_t n); /* adds a NUL */
void arena_clear(struct arena *arena);

#endif

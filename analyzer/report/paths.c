/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/paths.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

struct place {
	const struct json *value, *parent;
	size_t nth; /* child of the parent */
};

struct paths {
	struct place *v; /* sorted by value */
	size_t n, cap;
};

static void collect(struct paths *paths, const struct json *root)
{
	paths->v = MEM_GROW(paths->v, paths->n, &paths->cap);
	paths->v[paths->n++] = (struct place){root, NULL, 0};
	for (size_t at = 0; at < paths->n; at++) {
		const struct json *parent = paths->v[at].value;
		size_t nth = 0;

		JSON_EACH(child, parent) {
			paths->v = MEM_GROW(paths->v, paths->n, &paths->cap);
			paths->v[paths->n++] = (struct place){child, parent, nth++};
		}
	}
}

static int by_value(const void *left, const void *right)
{
	uintptr_t a = (uintptr_t)((const struct place *)left)->value;
	uintptr_t b = (uintptr_t)((const struct place *)right)->value;

	return (a > b) - (a < b);
}

struct paths *paths_new(const struct json *result)
{
	struct paths *paths = MEM_NEW(struct paths);

	if (result)
		collect(paths, result);
	if (paths->n)
		qsort(paths->v, paths->n, sizeof(*paths->v), by_value);
	return paths;
}

void paths_free(struct paths *paths)
{
	if (!paths)
		return;
	mem_free(paths->v);
	mem_free(paths);
}

static const struct place *find(const struct paths *paths, const struct json *value)
{
	const struct place wanted = {.value = value};

	if (!value || !paths->n)
		return NULL;
	return bsearch(&wanted, paths->v, paths->n, sizeof(*paths->v), by_value);
}

static void add_key(const char *key, struct buf *out)
{
	for (; *key; key++) {
		if (*key == '~')
			buf_str_add(out, "~0");
		else if (*key == '/')
			buf_str_add(out, "~1");
		else
			buf_char_add(out, *key);
	}
}

bool paths_add(const struct paths *paths, const struct json *value, struct buf *out)
{
	enum { MOST_DEEP = 64 }; /* what a report shows is three or four deep */
	const struct place *way[MOST_DEEP];
	const struct place *place = find(paths, value);
	size_t n = 0;

	if (!place)
		return false;
	for (; place && place->parent && n < MOST_DEEP;
	     place = find(paths, place->parent))
		way[n++] = place;
	if (n == MOST_DEEP)
		return false;
	while (n--) {
		buf_char_add(out, '/');
		if (json_key(way[n]->value))
			add_key(json_key(way[n]->value), out);
		else
			buf_printf(out, "%zu", way[n]->nth);
	}
	return true;
}

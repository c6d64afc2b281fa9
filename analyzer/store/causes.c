/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/causes.h"

#include <string.h>

#include "base/file.h"
#include "store/tsv.h"

enum { SUSPECT, TEACHER, NOTE, N_COLUMNS };
static const struct tsv_column columns[] = {
	{"suspect", true}, {"teacher", true}, {"note", true}, {NULL, false}};

static int read_row(const struct tsv *tsv, void *ctx, struct err *err)
{
	struct causes *out = ctx;
	const char *cell[N_COLUMNS];

	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (!tsv->cells[i].len)
			return err_set(err, ERR_FAIL, "%s:%zu: no %s", tsv->path,
				       tsv->line, columns[i].name);
		cell[i] = arena_dup(&out->arena, tsv->cells[i].data, tsv->cells[i].len);
	}
	out->v = MEM_GROW(out->v, out->n, &out->cap);
	out->v[out->n++] = (struct cause){cell[SUSPECT], cell[TEACHER], cell[NOTE]};
	return 0;
}

int causes_open(const char *dir, struct causes *out, struct err *err)
{
	char *path = file_join(dir, "causes.tsv");
	int rc = 0;

	*out = (struct causes){.arena = ARENA_INIT};
	if (file_exists(path))
		rc = tsv_each(path, columns, read_row, out, err);
	mem_free(path);
	return rc;
}

void causes_clear(struct causes *causes)
{
	arena_clear(&causes->arena);
	mem_free(causes->v);
	*causes = (struct causes){.arena = ARENA_INIT};
}

bool cause_is_of(const struct cause *cause, const char *suspect, const char *teacher)
{
	return !strcmp(cause->suspect, suspect) &&
	       (!strcmp(cause->teacher, "*") || !strcmp(cause->teacher, teacher));
}

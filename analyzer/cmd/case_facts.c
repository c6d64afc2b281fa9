/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/case_facts.h"

#include <string.h>

#include "base/mem.h"

/* First and last of some times; texts in UTC sort as the times do. */
struct times {
	char *first, *last; /* NULL: none yet */
};

static void times_add(struct times *times, const char *utc)
{
	if (!utc || !*utc)
		return;
	if (!times->first || strcmp(utc, times->first) < 0) {
		mem_free(times->first);
		times->first = mem_strdup(utc);
	}
	if (!times->last || strcmp(utc, times->last) > 0) {
		mem_free(times->last);
		times->last = mem_strdup(utc);
	}
}

static void times_tell(struct times *times, const char *key, struct json *out)
{
	struct json *list;

	if (times->first) {
		list = json_add_array(out, key);
		json_add_str(list, NULL, times->first);
		json_add_str(list, NULL, times->last);
	} else {
		json_add_null(out, key);
	}
	mem_free(times->first);
	mem_free(times->last);
}

static int attempt_take(void *ctx, const struct case_attempt *attempt, struct err *err)
{
	(void)err;
	times_add(ctx, attempt->sent_utc);
	return 0;
}

int case_facts_json(struct casefile *cf, const char *path, struct json *out,
		    struct err *err)
{
	const char *slash = strrchr(path, '/');
	const char *examiner = casefile_note(cf, CASE_EXAMINER);
	const struct case_source *sources = NULL;
	struct times asked = {NULL, NULL}, imported = {NULL, NULL};
	size_t n_sources = 0;
	char head[SHA256_HEX];
	int rc;

	casefile_head(cf, head);
	json_add_str(out, "name", slash ? slash + 1 : path);
	json_add_str(out, "chain_head", head);
	json_add_int(out, "n_rows", (long long)casefile_n_rows(cf));
	json_add_str(out, "examiner", *examiner ? examiner : NULL);
	rc = casefile_each_attempt(cf, attempt_take, &asked, err);
	if (!rc)
		rc = casefile_sources(cf, &sources, &n_sources, err);
	for (size_t i = 0; i < n_sources; i++)
		times_add(&imported, sources[i].utc);
	times_tell(&asked, "asked_utc", out);
	times_tell(&imported, "imported_utc", out);
	return rc ? rc : casefile_row_kinds(cf, json_add_object(out, "rows"), err);
}

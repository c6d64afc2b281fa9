/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/validate_page.h"

#include "base/file.h"
#include "base/version.h"
#include "report/validation_page.h"

/* Markdown of the corpus's own, in this order. */
static int read_notes(const char *dir, struct buf *out, struct err *err)
{
	static const char *const names[] = {"validation_draws.md", "validation_notes.md"};
	int rc = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !rc; i++) {
		char *path = file_join(dir, names[i]);

		if (file_exists(path))
			rc = file_read(path, out, NULL, err);
		mem_free(path);
	}
	return rc;
}

int validate_page(const struct study *s, const struct json *v, const char *command,
		  const char *path, struct err *err)
{
	struct curve curve = {NULL, 0, 0};
	struct buf notes = BUF_INIT;
	struct buf text = BUF_INIT;
	struct validation_page page = {
		.v = v,
		.command = command,
		.version = version_number(),
		.corpus_sha256 = s->corpus->sha256,
		.curve = &curve,
	};
	int rc = -1;

	if (curve_open(s->corpus->dir, &curve, err) ||
	    read_notes(s->corpus->dir, &notes, err))
		goto done;
	page.notes = buf_str(&notes);
	validation_page_write(&page, &text);
	rc = file_write(path, buf_str(&text), text.len, err);
done:
	buf_clear(&text);
	buf_clear(&notes);
	curve_clear(&curve);
	return rc;
}

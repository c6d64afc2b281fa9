/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/batch.h: what a plan still wants as files for batch services, and what such a
 * service gives back. An item travels under a custom_id made of its model, prompt and
 * sample alone, so that answers find their way home whatever became of the order, the
 * file or the plan's other parts.
 */
#ifndef CMD_BATCH_H
#define CMD_BATCH_H

#include "base/json.h"
#include "cmd/worklist.h"

/* What services allow in one file. */
#define BATCH_REQUESTS_MAX 50000
#define BATCH_BYTES_MAX ((size_t)200 << 20)

#define BATCH_ID 48
const char *batch_id(const char *model, const char *prompt_id, long sample,
		     char out[BATCH_ID]);

/*
 * One file a model (more when it is large), NAME.jsonl in `dir`, made if absent, in
 * OpenAI's format: only what is wanted and not in the case. A row for each file into
 * `files` (an array): {model, file, n_requests, sha256}. ERR_USAGE when a model's
 * dialect has no such batches.
 */
int batch_write(const struct worklist *list, const char *dir, struct json *files,
		struct err *err) MUST_CHECK;

struct batch_taken {
	size_t n_added, n_already; /* answers */
	size_t n_open; /* rows without an answer (expired, failed): to be asked again */
	size_t n_unknown; /* rows whose custom_id is none of the plan's */
	size_t n_bad;     /* rows that cannot be read */
	bool known;       /* the file was taken before: nothing was done */
};
/*
 * Take a service's output or error file into the case whose plan made it. What is not in
 * the file, or in it without an answer, stays wanted. The same file again adds nothing.
 */
int batch_take(struct casefile *cf, struct worklist *list, const char *path,
	       struct batch_taken *taken, struct err *err) MUST_CHECK;

#endif

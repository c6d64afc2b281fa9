/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/prompts.h: prompts out of files that others wrote: one a line, CSV, JSON Lines,
 * garak's reports and payloads, promptfoo's configurations, or the prompts of recorded
 * answers in any format of store/reader.h. Ids are those under which `import` keeps the
 * same prompt. Knows nothing of probe sets' files.
 */
#ifndef STORE_PROMPTS_H
#define STORE_PROMPTS_H

#include "base/mem.h"
#include "probe/probe.h"

struct prompt_row {
	const char *id;
	const char *topic; /* NULL: none */
	struct probe_message *messages;
	size_t n_messages;
	const char *path; /* where it was read */
	size_t line;
};

/* Zero-initialise; texts live in the arena. */
struct prompts {
	struct arena arena;
	struct prompt_row *v; /* each prompt once, in the order of first reading */
	size_t n, cap;
	const char *format; /* of the last file: "text", "csv", "jsonl", "garak",
			      "promptfoo" or a reader's */
	size_t n_repeated;  /* prompts that were there already */
	size_t n_blank;     /* no text */
	size_t n_lost;      /* characters could not be kept (not UTF-8, \u0000) */
	size_t n_later;     /* later turns of conversations: not asked by themselves */
	size_t n_unfit;     /* ids that no probe can have: made of the prompt instead */
	size_t n_bad;       /* records that could not be read */
	char first_bad[300];
};

/*
 * Add a file's prompts (gzip and zstd too; "-" is standard input). What cannot be used is
 * counted. ERR_FAIL when nothing in it can be read, with the first reason.
 */
int prompts_read(struct prompts *prompts, const char *path, struct err *err) MUST_CHECK;
/* The same of bytes in memory, followed by a NUL; `path` names them, and its ending
 * (.txt, .csv) their form. */
int prompts_read_bytes(struct prompts *prompts, const char *path, const char *data,
		       size_t n, struct err *err) MUST_CHECK;
/*
 * Once all are read: keep each prompt once. ERR_FAIL when one id stands for two prompts.
 */
int prompts_finish(struct prompts *prompts, struct err *err) MUST_CHECK;
void prompts_clear(struct prompts *prompts);

#endif

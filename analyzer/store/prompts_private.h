/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/prompts_private.h: what the forms in which others keep prompts share: a file
 * being read, and how what was found in it becomes a row.
 */
#ifndef STORE_PROMPTS_PRIVATE_H
#define STORE_PROMPTS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/text.h"
#include "store/prompts.h"

/* One file being read. */
struct source {
	struct prompts *to;
	const char *path;
	size_t line;
	bool replaced; /* the record at hand lost characters */
};

/* Count the record at hand as bad; the first is kept with its file and line. */
void source_bad(struct source *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A prompt, behind a system message unless that is empty; `id` and `topic` may be. */
void source_text(struct source *s, struct text system, struct text text, struct text id,
		 struct text topic);
/* A conversation up to the last thing that the user said: a list of messages as JSON. */
int source_chat(struct source *s, const struct json *messages, struct text id,
		struct text topic, struct err *err) MUST_CHECK;

/* prompts_promptfoo.c: a configuration of promptfoo, its prompts filled by its tests. */
int promptfoo_read(struct source *s, struct text data, struct err *err) MUST_CHECK;

/*
 * prompts_garak.c: a row of garak's report or hit log, or a file of its payloads. 1 when
 * the value is none of these.
 */
int garak_read(struct source *s, const struct json *value, struct err *err) MUST_CHECK;

#endif

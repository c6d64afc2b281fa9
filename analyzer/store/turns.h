/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/turns.h: chat messages as prompt and answer, whichever names a format gives
 * its roles and contents. A prompt is the user's last turn or turns; the answer is
 * what the assistant said next.
 */
#ifndef STORE_TURNS_H
#define STORE_TURNS_H

#include "base/json.h"
#include "probe/prompt_id.h"
#include "store/record.h"

/* What one message or several say; zero-initialise. */
struct said {
	struct buf text;
	struct buf reasoning; /* thinking kept apart */
	bool refused;         /* a refusal field or part: its words are in `text` */
};
/* Add a message's content: a text, or an array of parts of which texts are kept. */
void said_add(struct said *said, const struct json *message);
void said_clear(struct said *said);
/* Texts into the record, and the outcome that they and `finish` (or NULL) make. */
void said_record(const struct said *said, const char *finish, struct record *record);

/* A conversation being read; zero-initialise. */
struct turns {
	struct said prompt, answer;
	struct buf before; /* every exchange before this one, for its identity alone */
	bool asked, answered;
};
/* Would this message begin another exchange behind a complete one? */
bool turns_begins_next(const struct turns *turns, const struct json *message);
/* ERR_FAIL when it has no role known. */
int turns_add(struct turns *turns, const struct json *message,
	      struct err *err) MUST_CHECK;
/*
 * The exchange at hand into the record. Its prompt_id is left to be made of the prompt,
 * but for a later turn: the same words after another history are another prompt, and
 * `id` takes a name made of both. A system message is not part of it, so that models
 * asked alike under different ones meet. ERR_FAIL when question or answer is missing.
 */
int turns_record(const struct turns *turns, char id[PROMPT_ID_MADE],
		 struct record *record, struct err *err) MUST_CHECK;
void turns_clear(struct turns *turns);

#endif

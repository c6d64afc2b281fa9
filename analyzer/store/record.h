/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/record.h: one recorded answer, as every reader of a recorded format hands it
 * on. Knows nothing of files, cases or models' lineage.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "probe/outcome.h"

struct record {
	struct text model;     /* as the file names it; len 0 when it does not */
	struct text prompt_id; /* given, or made from the prompt (see reader.h) */
	struct text prompt;
	long sample;
	struct text answer;    /* well-formed UTF-8 (repaired; see n_replaced) */
	struct text reasoning; /* thinking kept apart; len 0 when there is none */
	enum outcome outcome;
	struct text raw;   /* the record's own bytes in the file */
	struct text extra; /* JSON object of the fields no reader uses; len 0: none */
	size_t line;       /* where the record begins, from 1 */
	size_t n_replaced; /* characters that stand as U+FFFD in the parsed copy */
};

/* Takes one record; its texts live until it returns. -1 stops the reading. */
typedef int record_fn(void *ctx, const struct record *record, struct err *err);

#endif

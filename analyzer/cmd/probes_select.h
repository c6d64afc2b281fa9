/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/probes_select.h: assay probes select: of the prompts that a corpus's or a case's
 * models answered, a set of those that tell most of one teacher (evidence/telling.h).
 * The suspect's answers are forgotten before anything is read of them.
 */
#ifndef CMD_PROBES_SELECT_H
#define CMD_PROBES_SELECT_H

#include <stdbool.h>

#include "cmd/probes_write.h"

struct probes_choice {
	const char *teacher; /* NULL: the only one of a case */
	const char *suspect; /* whose family is left out; NULL: a case's suspects alone */
	const char *data;    /* a corpus's answers; NULL: the word is a case */
	long n, held_back;
};

struct probes_select {
	struct probes_head head; /* genre and licence may be left to the corpus */
	struct probes_choice choice;
	long seed;
	bool json;
};

int probes_select(const struct probes_select *args, const char *word,
		  struct err *err) MUST_CHECK;

#endif

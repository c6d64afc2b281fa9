/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/study_telling.h: the trials of a corpus on few prompts: those most telling for each
 * trial's teacher, chosen without anything of the suspect's family, and as many of the
 * others, to see what the choice is worth.
 */
#ifndef CMD_STUDY_TELLING_H
#define CMD_STUDY_TELLING_H

#include "cmd/study.h"

struct study_telling {       /* study_telling_clear frees */
	size_t n_prompts;    /* of each choice */
	size_t n_selections; /* one for each teacher and left-out family */
	size_t n_distinct;   /* prompts that any choice holds */
	double *held_back;   /* centred scores as rows.x, on prompts not chosen */
};

/*
 * Put the trials' centred scores on the n most telling prompts in the place of those on
 * all; call between study_score and study_learn. A channel that needs more answers than
 * n is silent, as in a case of n prompts. The held-back prompts are, for each choice, the
 * first n of those not in it in one order drawn by seed. ERR_USAGE unless there are twice
 * n prompts. The same for any number of threads.
 */
int study_tell(struct study *study, size_t n, unsigned long seed,
	       struct study_telling *out, struct err *err) MUST_CHECK;
/* Add "telling" (what was chosen) and, learned on them anew, the measures of the
 * held-back prompts as "held_back". */
void study_telling_json(const struct study *study, const struct study_telling *telling,
			struct json *out);
void study_telling_clear(struct study_telling *telling);

#endif

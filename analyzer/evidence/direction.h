/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/direction.h: who learned from whom? Likeness has no direction; dates, claims
 * of a brand and the place of a mixture have (METHODS 6). Reported apart from the
 * likelihood ratio, never added to it.
 */
#ifndef EVIDENCE_DIRECTION_H
#define EVIDENCE_DIRECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "evidence/gates.h"
#include "evidence/population.h"

#define DIRECTION_BOUND 1.0 /* LLR10 */

enum direction_kind {
	DIRECTION_UNDETERMINED,
	DIRECTION_FORWARD,    /* if one learned from the other, the suspect did */
	DIRECTION_IMPOSSIBLE, /* by release dates: this teacher is of a later month */
};

enum direction_sign { SIGN_DATES, SIGN_IDENTITY, SIGN_MIXTURE, N_SIGNS };

struct direction {
	enum direction_kind kind;
	/*
	 * LLR10 of "the suspect learned from the teacher" against "the teacher from the
	 * suspect", within +-DIRECTION_BOUND: the strongest sign's, since they are not
	 * independent. NaN when undetermined or impossible.
	 */
	double llr10;
	double sign[N_SIGNS];      /* each one's LLR10; NaN: says nothing */
	const char *says[N_SIGNS]; /* in words, static */
	bool is_known[N_SIGNS];    /* it could be examined, whatever it then says */
	size_t earlier; /* a model of the teacher's vendor not later than the suspect, or
			   SIZE_MAX */
};

/*
 * Dates: that a suspect of a later month than the teacher taught it, release dates speak
 * against; this counts as the bound, no more: a release date is not a training date, and
 * earlier versions and unpublished access exist. They speak likewise against a teacher of
 * a later month; an earlier version of it may have taught the suspect.
 * Identity: the suspect claims the teacher's brand beyond what independent models do
 * (gate_is_leak) and the teacher, asked at least 10 times, never the suspect's: the
 * bounded ratio of exposure. Mixture: f3 below 0 at p <= .05 while the teacher's own is
 * above 0; p becomes a ratio by the calibrator e = 1 / (2 sqrt p), whose mean is at most
 * 1 when the suspect is no mixture (Vovk and Wang 2021).
 */
struct direction direction_find(const struct population *pop, const struct gates *gates,
				size_t suspect, size_t teacher);

const char *direction_words(enum direction_kind kind);
/* As the members of `out`: kind, words, llr10, reason, earlier_version, signs[]. */
void direction_json(const struct direction *direction, const struct population *pop,
		    size_t suspect, size_t teacher, struct json *out);

#endif

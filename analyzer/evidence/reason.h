/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/reason.h: what a verdict rests on, in sentences: the rule that gave it, the
 * ratio and its bound, the channels, the ranks, the gates. Decides nothing.
 */
#ifndef EVIDENCE_REASON_H
#define EVIDENCE_REASON_H

#include "evidence/finding.h"

/* How the one sentence on the channels begins: a screen that shows them in a row of their
 * own leaves it out. */
#define REASON_CHANNELS "Kinds of likeness (channels)"

/* How those on the ratio and on the ranks begin: a page that shows these leaves them out.
 */
#define REASON_RATIO "LLR10 is "
#define REASON_RANK "Among "

/* A warning that a screen which says "simulation" leaves out. */
#define REASON_SIMULATION                                                                \
	"The calibration is from a simulation and says nothing of real models."

/* The array `reasons` of `out`: the rule first, then the ratio. */
void reasons_json(const struct finding *finding, const struct finding_question *question,
		  const char *const *channel_names, struct json *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/mistake.h: the trials of known truth on which the method is wrong, one by one,
 * with what may have caused each. Causes come from rules over public facts and the other
 * trials, never from looking at answers; a person's own notes stand beside them.
 */
#ifndef EVIDENCE_MISTAKE_H
#define EVIDENCE_MISTAKE_H

#include "evidence/validation.h"
#include "store/causes.h"
#include "store/corpus.h"

/* How far on the wrong side of 0 a trial's LLR10 must lie to be listed. */
#define MISTAKE_LLR10 .5

/* A rule as readers see it; NULL name ends the list. Those that hold are told in this
 * order, the likeliest first. */
struct mistake_rule {
	const char *name;
	const char *meaning;
};
const struct mistake_rule *mistake_rules(void);

/*
 * Append an object per trial to the array `out`, in the order of the trials: suspect,
 * teacher, h1, kind, llr10, doubtful (the truth is, for unsure negatives), the suspect's
 * lineage, channels {name: llr10}, and causes [{rule, text}], notes first (rule "note").
 * `causes` may be empty.
 */
void mistakes_json(const struct validation *validation, const struct corpus *corpus,
		   const struct causes *causes, struct json *out);

#endif

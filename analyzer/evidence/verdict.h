/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/verdict.h: from what was found to one of six verdicts (DESIGN 6, step 5), by
 * rules alone. A false accusation is as bad as a missed one: a verdict against the
 * suspect needs every alternative that could be weighed not to be the better one, and too
 * little data is a verdict of its own (I5). Knows no scores and no models.
 */
#ifndef EVIDENCE_VERDICT_H
#define EVIDENCE_VERDICT_H

#include <stdbool.h>

#include "base/buf.h"
#include "evidence/alternative.h"

enum verdict {
	VERDICT_INCONCLUSIVE,
	VERDICT_DISTILLED,
	VERDICT_NO_EVIDENCE,
	VERDICT_SAME_WEIGHTS,
	VERDICT_COMMON_SOURCE,
	VERDICT_EXPOSURE,
};

/* The rule that decided. */
enum verdict_ground {
	GROUND_NO_LR,      /* no ratio, or no interval of it */
	GROUND_NO_LR_LEAK, /* the same, but the suspect claims the teacher's name */
	GROUND_STRADDLES,  /* the interval holds 0 */
	GROUND_EQUAL,      /* answers drawn alike, and style that is extreme */
	GROUND_SUPPORTED,  /* interval above 0, no alternative better */
	GROUND_SAME_MAKER, /* supported, but suspect and teacher are of one maker */
	GROUND_TOO_LATE,   /* supported, but no version of the teacher was out */
	GROUND_FRAGILE,    /* supported, but not without one maker or one channel */
	GROUND_NEARLY,     /* supported, but an alternative does about as well */
	GROUND_BASE,       /* supported, but the shared base explains it better */
	GROUND_RIVAL,      /* supported, but another model explains it better */
	GROUND_WEB,        /* supported, but the web of its time explains it better */
	GROUND_LEAK,       /* style not supported, but it claims the teacher's name */
	GROUND_ONE_SIDE,   /* nearer to the teacher than others are, yet nearer to
			      others itself */
	GROUND_NOT_TAUGHT, /* interval below 0 */
	N_GROUNDS,
};

struct verdict_facts {
	bool has_lr;                        /* a ratio with an interval */
	double interval[2];                 /* of the ratio, LLR10 */
	double alternative[N_ALTERNATIVES]; /* LLR10 against each; NaN: none */
	bool is_equal;                      /* gate_is_equal */
	bool is_extreme;                    /* style as of one model */
	bool is_leak;                       /* gate_is_leak */
	bool is_one_sided;                  /* high on the teacher's side alone */
	bool is_fragile; /* the ratio turns without one maker of the cohort, or channel */
	bool is_same_maker; /* suspect and teacher are known to be of one */
	bool is_too_late;   /* the teacher came out after the suspect, and no earlier
			       version is known */
};

struct verdict_given {
	enum verdict verdict;
	enum verdict_ground ground;
	/* Of NEARLY, BASE, RIVAL and WEB: which alternative; else N_ALTERNATIVES. */
	enum alternative_kind better;
};

/*
 * An alternative is better than H1 when its LLR10 is below 0, and it takes H1's place
 * when it is at or below this, where ENFSI's scale begins to speak of support.
 */
#define VERDICT_BETTER (-0.30103) /* log10 1/2 */

/* The first rule that holds, in the order of the grounds' strength. */
struct verdict_given verdict_give(const struct verdict_facts *facts);

const char *verdict_words(enum verdict verdict);
/*
 * What a reader is told instead of the bare verdict, which sounds as sure at a weak
 * strength as at a strong one: "weak support that it was distilled from the teacher or
 * its sibling", "no evidence that it was trained on the teacher; weak support for H2".
 * `verbal` is the strength in words, as finding_verbal has it.
 */
void verdict_conclusion(enum verdict_ground ground, const char *verbal, struct buf *out);
/* Why, as a sentence without names; static. */
const char *verdict_ground_words(enum verdict_ground ground);

#endif

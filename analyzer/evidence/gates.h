/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/gates.h: what the channels with a null of their own said that verdict and
 * direction look at, read from their objects. They enter no likelihood ratio of style.
 */
#ifndef EVIDENCE_GATES_H
#define EVIDENCE_GATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

/* Numbers that were not given are NaN, counts 0; not known: was not asked or said
 * nothing. */
struct gate_equality {
	bool known;
	double n_prompts, p;
	double effect; /* how far apart the two are; about 0 for the same weights */
	double excess; /* how much further clean models are from the teacher */
	double rank, n_placebos;
};

struct gate_identity {
	bool known;
	double n_prompts, n_claiming; /* prompts at which the suspect claims the brand */
	double p;                     /* against clean models */
	double log10_lr;              /* of exposure, bounded */
	double n_reverse, n_reverse_claiming; /* the teacher's claims of the suspect's */
};

struct gate_mixture {
	bool known;
	double n_prompts;
	double f3, z;     /* of the suspect between base and teacher */
	double teacher_z; /* of the teacher between base and suspect; NaN: one sample */
	bool is_same_base;
};

struct gates {
	struct gate_equality equality;
	struct gate_identity identity;
	struct gate_mixture mixture;
};

/* From the array of own-null objects; NULL: none. */
struct gates gates_read(const struct json *own_null);

#define GATE_LEAST_PROMPTS 20
/* Two models this much nearer to each other than clean models are to the teacher are one,
 * or nearly so. */
#define GATE_NEAR .1
#define GATE_LEAK_P .01

/*
 * Do the two answer as one set of weights would? On at least GATE_LEAST_PROMPTS prompts
 * they are no further apart than GATE_NEAR of the distance at which clean models stand,
 * which must itself be above 0: without models that the test tells apart, not being told
 * apart means nothing.
 */
bool gate_is_equal(const struct gate_equality *gate);
/* Does the suspect claim the teacher's brand more often than clean models do? */
bool gate_is_leak(const struct gate_identity *gate);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/telling.h: which prompts tell most of whether a model learned from a teacher,
 * found before any suspect is asked (PEERS S2). A prompt tells of teacher T what
 *
 *     own + general
 *     own      mean over siblings T' of s(T, T') - mean over controls C of s(T, C)
 *     general  mean of s over clean pairs of one vendor - mean over those of two vendors
 *
 * say, s being the likeness of two models' answers to it: how much better answers to it
 * keep to T's versions than they meet by chance. One answer a model is little to go by,
 * so what the prompt does for all vendors stands beside what it does for T, and alone
 * where T has no sibling. Siblings are clean independents of T's vendor, controls those
 * that may stand in T's cohort.
 *
 * A difference, not a ratio to its spread: controls scatter most where answers can be
 * alike at all, so that a ratio prefers prompts that tell nothing (measured; so does
 * choosing by unlikeness to the controls alone). Controls seem farther from T on prompts
 * chosen by them than they are: what is compared on such a choice is to be calibrated on
 * choices made likewise.
 */
#ifndef EVIDENCE_TELLING_H
#define EVIDENCE_TELLING_H

#include "evidence/population.h"

struct telling {
	const struct population *pop;
	/* The suspect's family: of its models nothing is looked at. POPULATION_UNKNOWN:
	 * none is left out. */
	unsigned without;
	size_t n_items;
	/* Of two different models' answers to an item; NaN when one of them has none. */
	double (*likeness)(const void *from, size_t item, size_t a, size_t b);
	const void *from;
};

/* Siblings and controls of a teacher: bool[pop->n] may be NULL; returns how many. */
size_t telling_siblings(const struct telling *telling, size_t teacher, bool *which);
size_t telling_controls(const struct telling *telling, size_t teacher, bool *which);

/* The part that is one for all teachers, into general[n_items]; NaN where no two clean
 * models of one vendor, or no two of two, answered. */
void telling_general(const struct telling *telling, double *general);

/* own + general into value[n_items]; a part that is NaN counts 0. NaN where both are and
 * where the teacher has no answer that meets another's. */
void telling_values(const struct telling *telling, const double *general, size_t teacher,
		    double *value);

/* The n_wanted of n greatest values, the first of equals first, into out in falling
 * order; NaN is never taken. Returns how many there were. */
size_t telling_most(const double *value, size_t n, size_t n_wanted, size_t *out);

#endif

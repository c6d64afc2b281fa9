/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel/repeated.h: what channels on repeated answers have in common: two models'
 * answers to one prompt are two samples, prompts are strata, and labels are permuted
 * within the prompt. A kind says how far apart two samples are; the test, the e-value
 * and the comparison with placebo teachers are made here.
 */
#ifndef CHANNEL_REPEATED_H
#define CHANNEL_REPEATED_H

#include "base/mem.h"
#include "channel/own_null.h"
#include "stat/perm.h"

/* Two samples of answers to one prompt. */
struct repeated_prompt {
	struct perm_stratum stratum; /* what the permutation test looks at */
	double statistic;            /* as the plain formula gives it; never below 0 */
	double expected;             /* its mean over all splits of the pooled answers */
	double effect;               /* 0 on average over all splits */
};

struct repeated_kind {
	const char *name;
	/* What the kind keeps of each answer, by cell (model * n_items + item). */
	void *(*read)(const struct own_null_material *material);
	void (*release)(void *view);
	/* The answers in n cells to one prompt, the first n_first of one model and the
	 * rest, at least two each, of another. What is kept lives in the arena. */
	void (*compare)(const void *view, const size_t *cells, size_t n, size_t n_first,
			struct arena *arena, struct repeated_prompt *out);
};

/* As own_null's functions of the same name. `examine` of a kind says in `out`:
 *   statistic, expected, effect   means over prompts
 *   p, n_splits, is_exact         the permutation test for "the same distribution"
 *   log10_e, e_reaches_20_after   e-value against it, betting prompt by prompt, and the
 *                                 prompts after which it first reached 20 (or null)
 *   excess                        how much further clean models of other families are
 *                                 from the teacher than the suspect is, on the prompts
 *                                 all three share; mean over families
 *   rank, n_placebos              of the teacher among these, nearest to the suspect
 *                                 first, ties against the teacher
 */
void repeated_examine(const struct repeated_kind *kind,
		      const struct own_null_material *material, size_t suspect,
		      size_t teacher, struct json *out);
/* Minus the mean effect. */
void repeated_score(const struct repeated_kind *kind,
		    const struct own_null_material *material, double *score);

#endif

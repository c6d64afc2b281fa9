/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/trials.h: pairs of known truth and what the channels say of them. Knows the
 * corpus's facts and score matrices, never a channel or an answer.
 */
#ifndef EVIDENCE_TRIALS_H
#define EVIDENCE_TRIALS_H

#include <stdint.h>

#include "evidence/learn.h"
#include "evidence/population.h"
#include "store/corpus.h"

/* Kind of an H2 trial whose training data are not fully public: reported apart. */
#define TRIAL_UNSURE "unsure-negative"

struct trials {
	struct learn_rows rows;
	const struct trial **trial; /* [row], borrowed from the corpus */
	size_t *suspect, *teacher;  /* [row], models of the population */
	size_t n_skipped;           /* trials whose models have no answers here */
};

/*
 * Centre every trial's scores. score[k] is channel k's n x n matrix over pop's models.
 * Trials with a model that pop does not hold, or of which every channel is silent, are
 * skipped and counted.
 */
struct trials *trials_new(const struct corpus *corpus, const struct population *pop,
			  double *const *score, size_t n_channels);
/* The same trials with other scores (a bootstrap replicate), into x[n * n_channels]. */
void trials_rescore(const struct trials *trials, const struct population *pop,
		    double *const *score, double *x);
/*
 * The same, each pair measured against n_controls clean models drawn from its cohort, of
 * CENTRE_MIN_COHORT makers at least, as a live case with so few controls is. A smaller
 * cohort is taken whole. Draws follow from seed and the trial's number.
 */
void trials_rescore_few(const struct trials *trials, const struct population *pop,
			double *const *score, size_t n_controls, uint64_t seed,
			double *x);
void trials_free(struct trials *trials);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/contrast.h: is the suspect nearer to the teacher than another model of the
 * same base is? The four-model contrast f4(S, S'; T, O) = K_ST - K_SO - K_S'T + K_S'O
 * (METHODS 6): what the base gives to both S and S' falls out, and so does what is near
 * to T and to the outgroup O alike.
 */
#ifndef EVIDENCE_CONTRAST_H
#define EVIDENCE_CONTRAST_H

#include "evidence/population.h"

struct contrast {
	double f4; /* mean over admissible S' and O; NaN: there are none */
	/*
	 * f4 as a standard normal quantile, 0 expected when the base explains all. Its
	 * spread is that of the same contrast among pairs of clean models of different
	 * families, each pair of families weighing one, by Student's t with a degree of
	 * freedom less than there are families. Those pairs share no base, so that the
	 * spread is rather too wide. NaN below 3 families.
	 */
	double z;
	double sd; /* of the contrast with one family of S' */
	size_t n_siblings, n_sibling_families;
	size_t n_outgroups; /* that some S' could be set against */
	size_t n_families;  /* that the spread was taken from */
};

/*
 * May `model` be S'? Trained from the suspect's base, of another family than either, and
 * known not to have been taught by the teacher's vendor.
 */
bool contrast_is_sibling(const struct population *pop, size_t model, size_t suspect,
			 size_t teacher);

/*
 * The contrast in one channel's n x n matrix of raw scores. O: the pair's cohort
 * (population_in_cohort) but for models of the suspect's base; an O of the family of S'
 * is left out for that S'.
 */
struct contrast contrast_pair(const struct population *pop, const double *score,
			      size_t suspect, size_t teacher);

/*
 * f4 alone, with the S' of (suspect, teacher) and another model in the teacher's place:
 * what a placebo teacher shows. NaN when nothing can be set against it.
 */
double contrast_placebo(const struct population *pop, const double *score, size_t suspect,
			size_t teacher, size_t placebo);

#endif

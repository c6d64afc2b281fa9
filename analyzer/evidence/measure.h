/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/measure.h: how good the likelihood ratios of trials of known truth are
 * (DESIGN 4, "Measures of validate"). All of them before bounding.
 */
#ifndef EVIDENCE_MEASURE_H
#define EVIDENCE_MEASURE_H

#include "base/json.h"
#include "evidence/trials.h"

struct measure {
	double auc, cllr, cllr_min, eer; /* NaN when a class is empty */
	size_t n_h1, n_h2;
};

/* Of all trials as they are, unsure negatives left out. */
struct measure measure_pooled(const struct trials *trials, const double *llr10,
			      const double *family_weight);

/*
 * Matched: within each teacher vendor that has H1 suspects of at least two families and
 * at least five H2 suspects, one value per suspect (its mean over the vendor's teachers),
 * averaged over vendors by H1 suspects. family_weight (NULL: 1) as a bootstrap draws.
 * `kind` (NULL: all) keeps that kind of trial in its own class and all of the other; an
 * H2 kind is set against all H1 suspects of any vendor.
 */
struct measure measure_matched(const struct trials *trials, const double *llr10,
			       const double *family_weight, const char *kind);

/* Of suspects with an H1 teacher, the share whose highest LLR10 falls on one; ties count
 * as their expectation. *n (may be NULL): such suspects. */
double measure_top1(const struct trials *trials, const double *llr10,
		    const double *family_weight, size_t *n);

/* LLR10 of the rule that reads no text and knows only the teacher's vendor, learned
 * leave-family-out. */
void measure_text_blind(const struct trials *trials, double *llr10);

/* Mean and standard deviation of LLR10 under H2 by teacher vendor, as an object. */
void measure_h2_by_vendor(const struct trials *trials, const double *llr10,
			  struct json *out);

/* A measure as members of `out`: auc, cllr, cllr_min, cllr_cal, eer, n_h1, n_h2. */
void measure_json(const struct measure *measure, struct json *out);

/* Kinds of the trials, each once, in order of first appearance; n <= max. */
size_t measure_kinds(const struct trials *trials, const char **kinds, size_t max);

#endif

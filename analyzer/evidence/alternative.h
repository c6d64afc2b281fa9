/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/alternative.h: the explanations that a likeness may have without H1, each
 * weighed by itself (METHODS 1): H2 is never "unrelated" only. Some have a ratio of their
 * own, some an upper limit only.
 */
#ifndef EVIDENCE_ALTERNATIVE_H
#define EVIDENCE_ALTERNATIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

struct finding;
struct finding_question;

enum alternative_kind {
	ALTERNATIVE_UNRELATED, /* H2a */
	ALTERNATIVE_BASE,      /* H2b: the same base, another teacher or none */
	ALTERNATIVE_RIVAL,     /* H2c: taught by another model */
	ALTERNATIVE_WEB,       /* H2d: by texts on the web */
	ALTERNATIVE_REVERSE,   /* H2e: the teacher learned from the suspect */
	N_ALTERNATIVES,
};

struct alternative {
	double llr10;          /* of H1 against this, bounded (I4); NaN: none is given */
	double unbounded;      /* the same before it was cut; NaN: none, or no ratio */
	bool is_at_most;       /* llr10 is an upper limit, no ratio learned for this */
	const char *why_not;   /* static; NULL when llr10 is given */
	double effect;         /* what speaks against this explanation, in standard
				  deviations; NaN: nothing measured */
	size_t rank, n_ranked; /* of the teacher among placebos; n_ranked 0: none */
	size_t n_models;       /* that it was measured with */
	size_t model;          /* of RIVAL: the best one; SIZE_MAX: none */
	bool is_common_source; /* of RIVAL: a third model is known to have taught both
				  suspect and rival, or the rival's maker the suspect */
};

/*
 * Weigh all of them. The finding must hold channels, model, bound, ratio, ranking and
 * direction already. How each ratio comes about:
 *
 * UNRELATED: the finding's own ratio.
 *
 * BASE and WEB: the calibration has too few families of either kind to learn a ratio of
 * its own, so that an upper limit is given: each channel's score is replaced by the
 * smaller of itself and the same score measured anew against models that this explanation
 * would make alike, and the case's model is read at these. For BASE it is
 * evidence/contrast.h's z, for WEB the centred score (evidence/centre.h) with a cohort of
 * models that came out within a year of the teacher, which met the same web. Both are in
 * standard deviations of unrelated models, as the model expects; and since no slope of it
 * is negative, the result is never above the finding's ratio.
 *
 * RIVAL: if U taught S, then the score of (S, U) is drawn as taught pairs' are and that
 * of (S, T) as untaught pairs' are; under H1 the other way round. With scores independent
 * given who taught, the ratio of the pair of scores is LR(S, T) / LR(S, U): the reading
 * by common source (METHODS 1). U is the best of all models of known making that are of
 * another vendor and family than the teacher, of another family than the suspect, not
 * later than the suspect, and not known to have been taught by the teacher's vendor: what
 * resembles its pupils, H1 explains as well. Taking the best of many makes the ratio
 * rather too small.
 *
 * REVERSE: direction's ratio, apart from the others: style cannot tell.
 */
void alternatives_weigh(const struct finding *finding,
			const struct finding_question *question,
			struct alternative out[N_ALTERNATIVES]);
/* Is the model one of the n_models that the explanation was measured with? */
bool alternative_uses(const struct finding *finding,
		      const struct finding_question *question, enum alternative_kind kind,
		      size_t model);

/*
 * The one of the least LLR10, ratio or upper limit, REVERSE aside; N_ALTERNATIVES: none
 * has any. Where it is an upper limit, or below 0, it is no cautious reading.
 */
enum alternative_kind
alternatives_least(const struct alternative alternatives[N_ALTERNATIVES]);

/* Short name, such as "a shared base model". */
const char *alternative_title(enum alternative_kind kind);
/* "H2b"; "" for what is none. Static. */
const char *alternative_label(enum alternative_kind kind);

/* `alternatives`, `llr10_least` and `least_alternative` as members of `out`. */
void alternatives_json(const struct finding *finding,
		       const struct finding_question *question, struct json *out);

#endif

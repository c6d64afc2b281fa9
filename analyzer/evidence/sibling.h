/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/sibling.h: the other versions of the teacher among the candidates. H1 speaks
 * of the teacher or a sibling of it, so that no ratio tells them apart; which of them is
 * as near to the suspect is said by name.
 */
#ifndef EVIDENCE_SIBLING_H
#define EVIDENCE_SIBLING_H

#include <stdbool.h>

#include "base/json.h"

struct finding;
struct finding_other;
struct finding_question;

/*
 * A sibling that stands no further below the teacher than this is not told from it: a
 * factor of ten in the ratio before bounding, or one standard deviation where no ratio is
 * given. What divides two versions of one model was never calibrated, so that the margin
 * is wide. Nor is one told from it where both reach the upper bound: nothing is claimed
 * beyond, so that on the scale of what is claimed the two stand at one value.
 */
#define SIBLING_NEAR 1.0

/* Is the candidate of the teacher's maker or family, and not the teacher? */
bool sibling_is(const struct finding_question *question,
		const struct finding_other *candidate);

/* As the array `siblings` of `out`, best first: model, llr10_unbounded, score, is_near.
 */
void siblings_json(const struct finding *finding, const struct finding_question *question,
		   struct json *out);

#endif

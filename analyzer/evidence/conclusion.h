/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/conclusion.h: from the numbers of a finding to direction, alternatives and
 * verdict, and to the words that say why and what would change it (DESIGN 6, step 5).
 */
#ifndef EVIDENCE_CONCLUSION_H
#define EVIDENCE_CONCLUSION_H

#include "evidence/finding.h"

/* Fill the finding's gates, direction, alternatives and verdict; everything else of it
 * must be there. */
void conclusion_draw(struct finding *finding, const struct finding_question *question);

/* reasons, would_change and warnings as members of `out`. */
void conclusion_json(const struct finding *finding,
		     const struct finding_question *question,
		     const char *const *channel_names, struct json *out);

#endif

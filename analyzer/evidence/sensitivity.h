/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence/sensitivity.h: what a finding rests on: the same ratio with one thing left
 * out, a rival, a maker of the cohort, a channel, and on the prompts of one topic alone
 * (DESIGN 6, step 2; PEERS 6.10). A finding that one of them turns says so.
 */
#ifndef EVIDENCE_SENSITIVITY_H
#define EVIDENCE_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

struct finding;
struct finding_question;

enum sensitivity_kind {
	/* Open set: without the maker of the model that the suspect is nearest to among
	 * those that did not teach it; then without the next one's, too. */
	SENSITIVITY_RIVAL,
	SENSITIVITY_NEXT_RIVAL,
	SENSITIVITY_VENDOR,  /* without one maker's models in the cohorts */
	SENSITIVITY_CHANNEL, /* calibrated and fused anew without one channel */
	SENSITIVITY_TOPIC,   /* on the prompts of one topic */
	N_SENSITIVITIES,
};

/*
 * A score that rises by more than this when the best rival is gone says that the teacher
 * comes next, not that it taught: it is evidence of rank only.
 */
#define SENSITIVITY_RISE 1.0

struct sensitivity {
	enum sensitivity_kind kind;
	size_t which; /* model of RIVAL and NEXT_RIVAL, vendor, channel or topic */
	double llr10; /* bounded; NaN: no ratio without it */
	double unbounded;
	double rise; /* of the mean centred score; NaN for CHANNEL */
	bool turns;  /* llr10 lies on the other side of 0 than the finding's */
};

struct sensitivities {
	struct sensitivity *v;
	size_t n;
	double lo, hi;   /* least and greatest llr10; NaN: none */
	bool is_fragile; /* without one maker or one channel the ratio turns */
	bool rank_only;  /* a score rose by more than SENSITIVITY_RISE without a rival */
};

/* The finding must hold channels, model, bound and ratio; without a ratio there are none.
 */
void sensitivities_weigh(const struct finding *finding,
			 const struct finding_question *question,
			 struct sensitivities *out);
void sensitivities_clear(struct sensitivities *sensitivities);

/* Of what was left out or looked at alone. */
const char *sensitivity_name(const struct sensitivity *one,
			     const struct finding_question *question,
			     const char *const *channel_names);
/* As the array `sensitivity` and the object `sensitivity_range` of `out`. */
void sensitivities_json(const struct sensitivities *sensitivities,
			const struct finding_question *question,
			const char *const *channel_names, struct json *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/verdict.h"

#include <math.h>
#include <string.h>

/* What each rule concludes: before the strength in words, and why, as a sentence. */
static const struct {
	enum verdict verdict;
	const char *concludes, *words;
} grounds[N_GROUNDS] = {
	[GROUND_NO_LR] = {VERDICT_INCONCLUSIVE, "inconclusive",
			  "Without a likelihood ratio no conclusion is drawn"},
	[GROUND_NO_LR_LEAK] =
		{VERDICT_INCONCLUSIVE,
		 "inconclusive beyond its claims of the teacher's name",
		 "The suspect claims the teacher's name, which shows "
		 "exposure; whether its style follows could not be weighed"},
	[GROUND_STRADDLES] = {VERDICT_INCONCLUSIVE, "inconclusive",
			      "The interval reaches from support for H2 to support for "
			      "H1, so that neither is supported"},
	[GROUND_EQUAL] =
		{VERDICT_SAME_WEIGHTS,
		 "repeated answers as of the same weights or a near copy",
		 "Repeated answers of the two are drawn alike where "
		 "independent models' are not, and the style is as near as one model's "
		 "to itself"},
	[GROUND_SUPPORTED] = {VERDICT_DISTILLED, NULL,
			      "The whole interval supports H1, and of the alternatives "
			      "weighed none is shown to explain the answers better"},
	[GROUND_SAME_MAKER] =
		{VERDICT_COMMON_SOURCE,
		 "a common source, as both are of one vendor, explains the likeness",
		 "Suspect and teacher are of one vendor, whose models share "
		 "data and methods: likeness is expected of them, trained "
		 "on each other's outputs or not"},
	[GROUND_TOO_LATE] = {VERDICT_INCONCLUSIVE,
			     "inconclusive, as release dates speak against it",
			     "The likeness supports H1, but the teacher came out after "
			     "the suspect, and no earlier version of it is known here; "
			     "a release date is not a training date"},
	[GROUND_FRAGILE] = {VERDICT_INCONCLUSIVE,
			    "inconclusive, as it rests on one vendor or channel",
			    "The likeness supports H1, but no longer when one vendor's "
			    "models, or one channel, are left out"},
	[GROUND_NEARLY] =
		{VERDICT_INCONCLUSIVE,
		 "inconclusive, as an alternative explains it about as well",
		 "The likeness supports H1 against an independent model, but an "
		 "alternative explains it about as well"},
	[GROUND_BASE] = {VERDICT_COMMON_SOURCE,
			 "a common source, its base, explains the likeness better",
			 "The likeness is real, but models of the suspect's base that "
			 "the teacher did not teach share it"},
	[GROUND_RIVAL] = {VERDICT_COMMON_SOURCE,
			  "a common source, another model, explains the likeness better",
			  "The likeness is real, but another model explains the suspect "
			  "better than the teacher does"},
	[GROUND_WEB] = {VERDICT_EXPOSURE,
			"exposure only, by the web of the teacher's time",
			"The likeness does not stand out among models of the teacher's "
			"time, which met the same web"},
	[GROUND_LEAK] = {VERDICT_EXPOSURE,
			 "exposure only, by its claims of the teacher's name",
			 "The suspect claims the teacher's name more often than "
			 "independent models do, but its style does not support that "
			 "it was trained on the teacher's outputs"},
	[GROUND_ONE_SIDE] = {VERDICT_EXPOSURE,
			     "exposure only, as it is no nearer to the teacher than to "
			     "others",
			     "The suspect is nearer to the teacher than independent "
			     "models are, but no nearer than it is to other models"},
	[GROUND_NOT_TAUGHT] = {VERDICT_NO_EVIDENCE,
			       "no evidence that it was trained on the teacher",
			       "The whole interval supports H2"},
};

static struct verdict_given given(enum verdict_ground ground,
				  enum alternative_kind better)
{
	return (struct verdict_given){grounds[ground].verdict, ground, better};
}

/* The one with the smallest LLR10 among those that could take H1's place. */
static enum alternative_kind best_alternative(const struct verdict_facts *f)
{
	enum alternative_kind best = N_ALTERNATIVES;

	for (int i = ALTERNATIVE_BASE; i <= ALTERNATIVE_WEB; i++) {
		if (!isnan(f->alternative[i]) &&
		    (best == N_ALTERNATIVES || f->alternative[i] < f->alternative[best]))
			best = (enum alternative_kind)i;
	}
	return best;
}

/* The interval is above 0. */
static struct verdict_given supported(const struct verdict_facts *f)
{
	static const enum verdict_ground in_place[N_ALTERNATIVES] = {
		[ALTERNATIVE_BASE] = GROUND_BASE,
		[ALTERNATIVE_RIVAL] = GROUND_RIVAL,
		[ALTERNATIVE_WEB] = GROUND_WEB,
	};
	enum alternative_kind best = best_alternative(f);

	if (best != N_ALTERNATIVES && f->alternative[best] <= VERDICT_BETTER)
		return given(in_place[best], best);
	if (best != N_ALTERNATIVES && f->alternative[best] < 0)
		return given(GROUND_NEARLY, best);
	if (f->is_same_maker)
		return given(GROUND_SAME_MAKER, N_ALTERNATIVES);
	if (f->is_too_late)
		return given(GROUND_TOO_LATE, N_ALTERNATIVES);
	return given(f->is_fragile ? GROUND_FRAGILE : GROUND_SUPPORTED, N_ALTERNATIVES);
}

struct verdict_given verdict_give(const struct verdict_facts *f)
{
	enum verdict_ground ground = GROUND_STRADDLES;

	if (f->is_equal && f->is_extreme)
		return given(GROUND_EQUAL, N_ALTERNATIVES);
	if (f->has_lr && f->interval[0] > 0)
		return supported(f);
	if (!f->has_lr)
		ground = f->is_leak ? GROUND_NO_LR_LEAK : GROUND_NO_LR;
	else if (f->is_leak)
		ground = GROUND_LEAK;
	else if (f->interval[1] < 0)
		ground = GROUND_NOT_TAUGHT;
	else if (f->is_one_sided)
		ground = GROUND_ONE_SIDE;
	return given(ground, N_ALTERNATIVES);
}

const char *verdict_words(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_DISTILLED:
		return "distilled from the teacher or its sibling";
	case VERDICT_NO_EVIDENCE:
		return "no evidence";
	case VERDICT_SAME_WEIGHTS:
		return "same weights or near copy";
	case VERDICT_COMMON_SOURCE:
		return "common source";
	case VERDICT_EXPOSURE:
		return "exposure only";
	case VERDICT_INCONCLUSIVE:
		break;
	}
	return "inconclusive";
}

const char *verdict_ground_words(enum verdict_ground ground)
{
	return grounds[ground].words;
}

void verdict_conclusion(enum verdict_ground ground, const char *verbal, struct buf *out)
{
	const char *concludes = grounds[ground].concludes;
	const char *h1 = strstr(verbal, " for H1");

	if (!concludes)
		buf_printf(out,
			   "%.*s that it was distilled from the teacher or its sibling",
			   (int)(h1 ? h1 - verbal : (long)strlen(verbal)), verbal);
	else if (h1)
		buf_printf(out, "%s; %s against an independent model", concludes, verbal);
	else
		buf_printf(out, "%s; %s", concludes, verbal);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/world.h: a population of toy models as a reference corpus: every channel's scores,
 * all trials, and what `assay calibrate` and `compare` would learn of them, in memory.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "cmd/scoring.h"
#include "evidence/calibration.h"
#include "evidence/centre.h"
#include "sim/toy_answers.h"

struct world {
	struct toys *toys;
	struct answers *answers; /* sorted */
	struct population *pop;
	struct channel_list channels; /* the standard ones */
	struct scoring *scoring;
	struct corpus corpus; /* holds the trials alone */
	struct trials *trials;
};

/* `answers` passes to the world, `toys` must outlive it. Every known model that teaches
 * nobody is tried against every teacher. */
struct world *world_new(struct toys *toys, struct answers *answers);
void world_free(struct world *world);
/* Number of the model of that name, which must have answers here. */
size_t world_model(const struct world *world, const char *name);

/* Centred scores of a pair. */
struct pair_scores {
	double x[LEARN_MAX_CHANNELS];
};
struct pair_scores pair_scores_of(struct centring *centring, size_t suspect,
				  size_t teacher);

/*
 * What a case learns of such a reference for a suspect it does not know, when just the
 * channels of `used` speak: finding.h's llr10 and bound, learned once for all suspects.
 */
struct lesson_learned {
	struct learn_model model;
	struct bound bound;
	const char *no_lr; /* the gate that is not passed (static), or NULL */
};
struct lesson_learned world_learn(const struct trials *trials, const bool *used);

/* The same as calibration.json holds it. */
struct calibration *world_calibration(const struct world *world);

#endif

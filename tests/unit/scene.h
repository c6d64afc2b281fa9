/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/scene.h: a suspect, a teacher and clean models with scores made up for a test, as
 * the question that a finding answers.
 */
#ifndef UNIT_SCENE_H
#define UNIT_SCENE_H

#include "evidence/question_json.h"
#include "stat/rng.h"
#include "unit/made_calibration.h"

#define N_MODELS 13
#define N_CHANNELS 2
#define N_REPLICATES 60
#define SUSPECT 0
#define TEACHER 1
#define SIBLING 2 /* of the teacher, same vendor */
#define PUPIL 3   /* taught by another vendor: in no cohort, no placebo */
#define COHORT 4  /* clean models from here on */

static const char *const channels[N_CHANNELS] = {"opening", "overlap"};
static const char *const names[N_MODELS] = {
	"suspect", "teacher", "teacher-2", "pupil", "c0", "c1", "c2",
	"c3",      "c4",      "c5",        "c6",    "c7", "c8"};
static const struct made_plan enough = {12, 12, 2, N_CHANNELS, 3, 21};

struct scene {
	struct population *pop;
	double matrix[N_CHANNELS][N_MODELS * N_MODELS];
	double *score[N_CHANNELS];
	double draws[N_REPLICATES * N_CHANNELS];
	struct finding_question question;
};

static inline void know(struct scene *s, size_t model, const char *family,
			const char *vendor, const char *taught_by)
{
	struct model_facts facts = {
		family, vendor, NULL, taught_by, *taught_by ? "distilled" : "independent",
		"high", NULL};

	population_set(s->pop, model, &facts);
}

static inline void put_score(struct scene *s, size_t a, size_t b, double x)
{
	for (size_t k = 0; k < N_CHANNELS; k++)
		s->score[k][a * N_MODELS + b] = s->score[k][b * N_MODELS + a] = x;
}

/* Draws scatter about the scores as they stand. */
static inline void draw(struct scene *s)
{
	struct rng rng = rng_stream(9, 9, 9, 9);

	for (size_t i = 0; i < N_REPLICATES * N_CHANNELS; i++)
		s->draws[i] =
			centre_pair(s->pop, s->score[i % N_CHANNELS], SUSPECT, TEACHER)
				.score +
			.1 * rng_normal(&rng);
}

/* Unrelated models are 0 +- .1 alike; suspect and teacher are `likeness`. */
static inline void scene_init(struct scene *s, double likeness,
			      struct calibration *calibration)
{
	struct rng rng = rng_stream(4, 0, 0, 0);

	s->pop = population_new(names, N_MODELS);
	know(s, TEACHER, "acme", "acme", "");
	know(s, SIBLING, "acme", "acme", "");
	know(s, PUPIL, "pupil", "pupil", "c0");
	for (size_t i = COHORT; i < N_MODELS; i++)
		know(s, i, names[i], names[i], "");
	for (size_t k = 0; k < N_CHANNELS; k++) {
		s->score[k] = s->matrix[k];
		for (size_t a = 0; a < N_MODELS; a++) {
			s->matrix[k][a * N_MODELS + a] = NAN;
			for (size_t b = 0; b < a; b++)
				s->matrix[k][a * N_MODELS + b] =
					s->matrix[k][b * N_MODELS + a] =
						.1 * rng_normal(&rng);
		}
	}
	put_score(s, SUSPECT, TEACHER, likeness);
	draw(s);
	s->question = (struct finding_question){
		.pop = s->pop,
		.score = s->score,
		.n_channels = N_CHANNELS,
		.suspect = SUSPECT,
		.teacher = TEACHER,
		.n_shared = 100,
		.genre = MADE_GENRE,
		.calibration = calibration,
		.seed = 1,
		.n_replicates = N_REPLICATES,
		.draws = s->draws,
	};
}

static inline void scene_clear(struct scene *s)
{
	calibration_free((struct calibration *)(uintptr_t)s->question.calibration);
	population_free(s->pop);
}

static inline struct calibration *made(const struct made_plan *plan)
{
	return made_read(made_json(plan, channels), channels, N_CHANNELS);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/toys.h: toy language models with a known family tree. A simulation: no real
 * model was examined. README.md tells what is simulated and what is not. The answers of
 * a model follow from (seed, model, prompt, sample) alone; nothing here knows of files.
 */
#ifndef SIM_TOYS_H
#define SIM_TOYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define SIMULATION_NOTE "toy language models; no real model was examined"

enum toy_kind {
	TOY_SOURCE,  /* what others draw on and nobody can ask: the field, bases, data */
	TOY_TEACHER, /* a vendor's own model */
	TOY_STUDENT, /* trained on the answers of a teacher */
	TOY_INDEPENDENT, /* trained on the answers of none */
	TOY_MIX,         /* one of two models answers, decided by prompt */
};

struct toy { /* what is true of a model; texts live as long as the population */
	const char *name, *vendor, *family, *base, *released;
	enum toy_kind kind;
	const char *teacher;        /* the model that taught it, "" for none */
	const char *teacher_vendor; /* "" for none */
	const char
		*base_vendor; /* who published its base; "" when nobody's teacher did */
	double dose;          /* share of its choices learned from the teacher, 0..1 */
	bool known;           /* a reference corpus may name it; false for suspects */
};

enum toys_design {
	/* Vendors, students, independents; two suspects that no corpus knows. */
	TOYS_FAMILIES,
	/* "teacher-01".. drawn from one distribution and "suspect-untaught", taught by
	   none. */
	TOYS_EXCHANGEABLE,
};

struct toys_plan {
	enum toys_design design;
	uint64_t seed;
	size_t n_families; /* known families (at least 12), or exchangeable teachers */
	double dose;       /* of the guilty suspect; negative: TOYS_DOSE */
	size_t n_vendors; /* that teach, of TOYS_FAMILIES; 0: 15 % of the families. Of two
			     plans with the same seed and vendors the smaller one's models
			     are among the larger one's. */
};
#define TOYS_DOSE .5
#define TOYS_FAMILIES_MIN 12
#define TOYS_FAMILIES_MAX 4000

/* Names of the suspects of TOYS_FAMILIES, and whose teachers are in question. */
#define SUSPECT_GUILTY "suspect-guilty"
#define SUSPECT_INNOCENT "suspect-innocent"
#define SUSPECT_UNTAUGHT "suspect-untaught"

struct toys;
struct toys *toys_new(const struct toys_plan *plan);
void toys_free(struct toys *toys);

/* Models that can be asked (no sources), in order of making: 0 .. count - 1. */
size_t toys_count(const struct toys *toys);
const struct toy *toys_at(const struct toys *toys, size_t i);
/* NULL when there is none of that name. */
const struct toy *toys_model(const struct toys *toys, const char *name);

/*
 * Add a model to study power with. `name` must be new; a student keeps 1 - dose of its
 * choices for its base, the field and itself. `teacher`, `a` and `b` are models of toys.
 */
const struct toy *toys_add_student(struct toys *toys, const char *name,
				   const struct toy *teacher, double dose);
/* A model taught by none, on the base of that name (NULL: one of them); a hub says what
 * everybody says. */
const struct toy *toys_add_independent(struct toys *toys, const char *name,
				       const char *base, bool is_hub);
/* Answers like `a` to a share of the prompts, like `b` to the others. */
const struct toy *toys_add_mix(struct toys *toys, const char *name, const struct toy *a,
			       const struct toy *b, double share);

/*
 * Whose a model's choice is, told apart by `what`: its own, or of the one it learned it
 * from, which may be a source. Choices of prose are in toys_answer; this is for others.
 */
const struct toy *toys_whose(const struct toys *toys, const struct toy *model,
			     uint64_t what);
uint64_t toys_seed(const struct toys *toys);

/* Append a model's answer to sim_prompt_at(prompt). */
void toys_answer(const struct toys *toys, const struct toy *model, size_t prompt,
		 unsigned sample, struct buf *out);

#endif

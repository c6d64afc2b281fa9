/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim/toys_model.h: a toy model as the population holds it, for toys.c and toys_tree.c
 * alone. Knows nothing of prompts or text.
 */
#ifndef SIM_TOYS_MODEL_H
#define SIM_TOYS_MODEL_H

#include "base/mem.h"
#include "sim/habits.h"
#include "sim/toys.h"

#define MAX_PARENTS 4

struct model;

struct parent {
	const struct model *model;
	double share;  /* of the choices; what the parents leave is the model's own */
	double recall; /* of those, as the parent decides this prompt, not just by its
			  habits */
};

struct model {
	struct toy toy; /* first: toys.h hands out its address */
	uint64_t seed;
	struct habits habits;
	struct parent parents[MAX_PARENTS];
	size_t n_parents;
	double steady;   /* share of choices that come out the same in every sample */
	double months;   /* when it was released, since 2023 began */
	double reach;    /* points of content beyond the habit of length, on average */
	double conforms; /* share of its choices that are the field's, where nobody else's
			  */
};

struct toys {
	struct toys_plan plan;
	struct arena arena;
	struct model **models; /* sources first, in order of making */
	size_t n, cap, n_sources;
};

/* A new model with a seed of its own and no parents; its name is copied. */
struct model *toys_put(struct toys *toys, const char *name, enum toy_kind kind);
/* The model draws a share of its choices from a parent. Shares add up to 1 at most. */
void toys_draw_on(struct model *model, struct parent parent);
/* Uniform in [0, 1): a trait of the model, told apart by `which`. */
double toys_trait(const struct model *model, const char *which);
struct model *toys_find(const struct toys *toys, const char *name);

/* Fill a new population as its plan says (toys_tree.c). */
void toys_grow(struct toys *toys);
/* A student as every student is made; base NULL: one of the bases. */
struct model *toys_put_student(struct toys *toys, const char *name,
			       const struct model *teacher, const struct model *base,
			       double dose);
/* An independent as every independent is made. */
struct model *toys_put_independent(struct toys *toys, const char *name,
				   const struct model *base, bool is_hub);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/worklist.h: what a plan wants and which of it is in the case already: where plan
 * and case meet. An item is done exactly when its answer is in the case (I2).
 */
#ifndef CMD_WORKLIST_H
#define CMD_WORKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/plan.h"
#include "store/casefile.h"

enum item_state { ITEM_WANTED, ITEM_ASKED, ITEM_DONE };

struct worklist {
	const struct plan *plan; /* borrowed */
	struct plan_item *items; /* the same for every model */
	size_t n;
	unsigned char *state; /* enum item_state at [model * n + item] */
	size_t *n_done;       /* by model */
	/* Items below n_open may be asked now: all of them, unless blocks were made. */
	size_t n_open;
	size_t *n_missing; /* by model: open and not done */
	size_t *block;     /* by item, rising */
	size_t n_blocks;
	long *n_sentinels; /* by model: the lowest sentinel number that is free */
	struct worklist_index *index; /* private */
};

/* `cf` may be NULL: nothing is done. */
int worklist_make(struct worklist *list, const struct plan *plan, struct casefile *cf,
		  struct err *err) MUST_CHECK;
/* The same in blocks of `per_block` prompts (plan_blocks), 0: all in one. */
int worklist_make_blocks(struct worklist *list, const struct plan *plan,
			 struct casefile *cf, size_t per_block,
			 struct err *err) MUST_CHECK;
/* Open the first n_blocks; more than there are is all. */
void worklist_open(struct worklist *list, size_t n_blocks);
void worklist_clear(struct worklist *list); /* zeroed is fine */

/* The states of one model's items: n of them. */
static inline unsigned char *worklist_states(const struct worklist *list, size_t model)
{
	return list->state + model * list->n;
}
/* The item of that prompt and sample, or SIZE_MAX. */
size_t worklist_find(const struct worklist *list, struct text prompt_id, long sample);
/* Models that are asked: recorded ones are not. */
bool worklist_is_asked(const struct worklist *list, size_t model);
/* Open items of all models that are asked and not done. */
size_t worklist_n_wanted(const struct worklist *list);
/* Mark as done what was not. */
void worklist_done(struct worklist *list, size_t model, size_t item);

/* NAME.assay beside the plan file, or what the user named; owned by the caller. */
char *worklist_case_path(const struct plan *plan, const char *given);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/answers.h: answers in memory, as a table of models by items. An item is one
 * sample of one prompt, so that sample k of one model meets sample k of another.
 * Knows nothing of lineage, channels or where the answers came from.
 */
#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include <stdbool.h>

#include "base/mem.h"
#include "store/record.h"

struct answer {
	const char *data; /* NULL: the model has no answer to this item */
	size_t len;
	enum outcome outcome;
};

struct item {
	const char *prompt_id;
	const char *prompt;
	size_t prompt_len;
	long sample;
};

struct answers {
	struct arena arena; /* owns every text */
	char **models;      /* names, sorted bytewise after answers_sort */
	size_t n_models, cap_models;
	struct item *items; /* sorted by prompt_id, then sample after answers_sort */
	size_t n_items, cap_items;
	struct answer *cells; /* [model * cap_items + item]: use answers_at */
	size_t cap_cells;
	struct answers_index *index; /* private */
};

struct answers *answers_new(void);
void answers_free(struct answers *answers);

/* Index of the model of that name, made when absent. */
size_t answers_model(struct answers *answers, const char *name);
/* Index of the model of that name, or SIZE_MAX. */
size_t answers_find_model(const struct answers *answers, const char *name);

/*
 * Put a record's answer into the table, copying its texts. A second record for the same
 * model, prompt and sample is kept under the next free sample number; *moved says so.
 * The same prompt_id with another prompt text: ERR_FAIL naming both.
 */
int answers_add(struct answers *answers, size_t model, const struct record *record,
		bool *moved, struct err *err) MUST_CHECK;

/* Sort models and items by name, so that input order changes nothing. */
void answers_sort(struct answers *answers);

static inline const struct answer *answers_at(const struct answers *answers, size_t model,
					      size_t item)
{
	return &answers->cells[model * answers->cap_items + item];
}

/* Drop the items with keep[item] 0; order stays. */
void answers_keep(struct answers *answers, const unsigned char *keep);

/* Leave a model in the table without any answer. */
void answers_forget(struct answers *answers, size_t model);

/* answers_keep of the items whose prompt `other` (sorted too) has. */
void answers_keep_prompts_of(struct answers *answers, const struct answers *other);

/* Non-empty answers of a model. */
size_t answers_count(const struct answers *answers, size_t model);
/* Items that both models answered with some text. */
size_t answers_shared(const struct answers *answers, size_t a, size_t b);

#endif

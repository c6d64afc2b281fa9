/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feature/features.h: what every channel reads of the answers: token hashes and layout
 * of each answer, thinking stripped. Knows nothing of lineage or of channels.
 */
#ifndef FEATURE_FEATURES_H
#define FEATURE_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "store/answers.h"
#include "text/layout.h"

/* Tokens read of one answer; longer ones are cut there (about 12,000 words). */
#define FEATURE_MAX_TOKENS 16384

struct features {
	size_t n_models, n_items;
	size_t n_prompts;
	uint32_t *prompt_of; /* [item]: number of its prompt; samples of one prompt share
				it */
	uint32_t *
		*tokens; /* [model * n_items + item]: token hashes, NULL when no answer */
	uint32_t *n_tokens;    /* same shape; 0 when there is no answer or it is empty */
	struct layout *layout; /* same shape */
	uint32_t **prompt_tokens; /* [item] */
	uint32_t *n_prompt_tokens;
	size_t n_bytes;       /* of text read */
	struct arena *arenas; /* one a model, private */
	struct arena prompt_arena;
};

/*
 * Read the answers of the table (sorted; it may be freed afterwards). Multi-threaded;
 * the result does not depend on the number of threads.
 */
struct features *features_read(const struct answers *answers);
void features_free(struct features *features);

static inline size_t features_cell(const struct features *f, size_t model, size_t item)
{
	return model * f->n_items + item;
}

static inline bool features_has(const struct features *f, size_t model, size_t item)
{
	return f->n_tokens[features_cell(f, model, item)] > 0;
}

/* How the features hold a token of text/token.h. */
static inline uint32_t features_token(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* Is a token of an answer one that ends sentences: a full stop, an exclamation or a
 * question mark, or a wide one? */
bool features_ends_sentence(uint32_t token);

/* Items that both models answered. */
size_t features_shared(const struct features *f, size_t a, size_t b);

#endif

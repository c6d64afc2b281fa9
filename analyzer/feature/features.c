/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature/features.h"

#include <string.h>

#include "text/token.h"

static uint32_t *keep_hashes(struct arena *arena, const struct tokens *tokens)
{
	uint32_t *hashes = arena_alloc(arena, tokens->n, sizeof(*hashes));

	for (size_t i = 0; i < tokens->n; i++)
		hashes[i] = features_token(tokens->v[i].hash);
	return hashes;
}

bool features_ends_sentence(uint32_t token)
{
	/* The last three: U+3002, U+FF01 and U+FF1F. */
	static const uint32_t marks[] = {'.', '!', '?', 0x3002, 0xFF01, 0xFF1F};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (token == features_token(token_mark_hash(marks[i])))
			return true;
	}
	return false;
}

static size_t read_model(struct features *f, const struct answers *answers, size_t model)
{
	struct tokens tokens = TOKENS_INIT;
	size_t n_bytes = 0;

	for (size_t item = 0; item < f->n_items; item++) {
		const struct answer *answer = answers_at(answers, model, item);
		size_t cell = features_cell(f, model, item);
		size_t skip;

		if (!answer->data)
			continue;
		skip = text_answer_start(answer->data, answer->len);
		tokens_read(answer->data + skip, answer->len - skip, FEATURE_MAX_TOKENS,
			    &tokens);
		if (!tokens.n)
			continue;
		f->tokens[cell] = keep_hashes(&f->arenas[model], &tokens);
		f->n_tokens[cell] = (uint32_t)tokens.n;
		layout_read(answer->data + skip, answer->len - skip, &f->layout[cell]);
		n_bytes += answer->len;
	}
	tokens_clear(&tokens);
	return n_bytes;
}

static void read_prompts(struct features *f, const struct answers *answers)
{
	struct tokens tokens = TOKENS_INIT;

	for (size_t item = 0; item < f->n_items; item++) {
		const struct item *it = &answers->items[item];

		if (item &&
		    strcmp(it->prompt_id, answers->items[item - 1].prompt_id) != 0)
			f->n_prompts++;
		f->prompt_of[item] = (uint32_t)f->n_prompts;
		tokens_read(it->prompt, it->prompt_len, FEATURE_MAX_TOKENS, &tokens);
		f->prompt_tokens[item] = keep_hashes(&f->prompt_arena, &tokens);
		f->n_prompt_tokens[item] = (uint32_t)tokens.n;
	}
	f->n_prompts += f->n_items > 0;
	tokens_clear(&tokens);
}

struct features *features_read(const struct answers *answers)
{
	struct features *f = MEM_NEW(struct features);
	size_t n_cells = answers->n_models * answers->n_items;
	size_t n_bytes = 0;

	f->n_models = answers->n_models;
	f->n_items = answers->n_items;
	f->prompt_of = MEM_ARRAY(f->n_items, uint32_t);
	f->tokens = MEM_ARRAY(n_cells, uint32_t *);
	f->n_tokens = MEM_ARRAY(n_cells, uint32_t);
	f->layout = MEM_ARRAY(n_cells, struct layout);
	f->prompt_tokens = MEM_ARRAY(f->n_items, uint32_t *);
	f->n_prompt_tokens = MEM_ARRAY(f->n_items, uint32_t);
	f->arenas = MEM_ARRAY(f->n_models, struct arena);
	read_prompts(f, answers);
#pragma omp parallel for schedule(dynamic) reduction(+ : n_bytes)
	for (size_t model = 0; model < f->n_models; model++)
		n_bytes += read_model(f, answers, model);
	f->n_bytes = n_bytes;
	return f;
}

void features_free(struct features *f)
{
	if (!f)
		return;
	for (size_t model = 0; model < f->n_models; model++)
		arena_clear(&f->arenas[model]);
	arena_clear(&f->prompt_arena);
	mem_free(f->arenas);
	mem_free(f->prompt_of);
	mem_free(f->tokens);
	mem_free(f->n_tokens);
	mem_free(f->layout);
	mem_free(f->prompt_tokens);
	mem_free(f->n_prompt_tokens);
	mem_free(f);
}

size_t features_shared(const struct features *f, size_t a, size_t b)
{
	size_t n = 0;

	for (size_t item = 0; item < f->n_items; item++)
		n += features_has(f, a, item) && features_has(f, b, item);
	return n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/own_shares.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "channel/choice_option.h"
#include "channel/genes.h"
#include "report/cut.h"
#include "text/token.h"

enum {
	ANSWER_CHARS = 60,
	N_PROMPTS = 8,
	N_ANSWERS = 8, /* of one prompt; the rest are one row */
	MAX_TOKENS = 256,
	FEW_ANSWERS = 3, /* of one side, for a distribution to be drawn */
};

struct sharing {
	const struct own_null_material *material;
	size_t suspect, teacher;
	bool by_beginning;
};

void own_add_cut(struct json *out, const char *key, const char *text, size_t len,
		 size_t max_chars)
{
	struct buf cut = BUF_INIT;

	cut_text(text ? text : "", text ? len : 0, max_chars, &cut);
	json_add_strn(out, key, buf_str(&cut), cut.len);
	buf_clear(&cut);
}

bool own_is_control(const struct own_null_material *material, size_t suspect,
		    size_t teacher, size_t model)
{
	const unsigned *family = material->family;

	return material->clean[model] && family[model] != family[suspect] &&
	       family[model] != family[teacher];
}

/* What was answered to one prompt: how often by whom. */
enum side { SIDE_SUSPECT, SIDE_TEACHER, SIDE_CONTROLS, N_SIDES };

struct pick {
	uint64_t hash;
	const char *text; /* borrowed from an option or the first answer of the kind */
	size_t len;
	size_t n[N_SIDES];
};

struct picks {
	size_t begin, end; /* items of the prompt */
	struct pick *v;
	size_t n, cap, total[N_SIDES], n_control_models;
	double excess;
};

static void count_pick(struct picks *picks, const struct pick *pick, enum side side)
{
	size_t k = 0;

	while (k < picks->n && picks->v[k].hash != pick->hash)
		k++;
	if (k == picks->n) {
		picks->v = MEM_GROW(picks->v, picks->n, &picks->cap);
		picks->v[picks->n++] = *pick;
	}
	picks->v[k].n[side]++;
	picks->total[side]++;
}

static struct pick pick_words(const struct pick *answer, const struct tokens *tokens)
{
	struct pick pick = *answer;

	pick.hash = 1;
	for (size_t i = 0; i < tokens->n; i++)
		if (tokens->v[i].flags & TOKEN_WORD)
			pick.hash = hash_pair(pick.hash, tokens->v[i].hash);
	return pick;
}

/* The option an answer picks, or else its words, or how it begins. */
static struct pick pick_of(const struct sharing *x, size_t item,
			   const struct choice_options *options,
			   const struct answer *answer, struct tokens *tokens)
{
	size_t begin = text_answer_start(answer->data, answer->len);
	struct pick pick = {.text = answer->data + begin, .len = answer->len - begin};
	const char *const *wording =
		x->material->options ? x->material->options[item] : NULL;
	int option;

	if (x->by_beginning) {
		struct text allele = genes_allele(answer);

		pick.hash = hash_bytes(allele.data, allele.len);
		return pick;
	}
	tokens_read(pick.text, pick.len, MAX_TOKENS, tokens);
	option = choice_options_find(options, pick.text, tokens);
	if (option < 0 || !wording)
		return pick_words(&pick, tokens);
	pick.hash = (uint64_t)option + 1;
	pick.text = wording[option];
	pick.len = strlen(pick.text);
	return pick;
}

static bool count_model(const struct sharing *x, size_t model, enum side side,
			const struct choice_options *options, struct tokens *tokens,
			struct picks *picks)
{
	const struct answers *answers = x->material->answers;
	bool any = false;

	for (size_t i = picks->begin; i < picks->end; i++) {
		const struct answer *answer = answers_at(answers, model, i);
		struct pick pick;

		if (!answer->data || !answer->len)
			continue;
		pick = pick_of(x, picks->begin, options, answer, tokens);
		count_pick(picks, &pick, side);
		any = true;
	}
	return any;
}

static double apart(const struct picks *picks, enum side a, enum side b)
{
	double sum = 0;

	for (size_t k = 0; k < picks->n; k++)
		sum += fabs((double)picks->v[k].n[a] / (double)picks->total[a] -
			    (double)picks->v[k].n[b] / (double)picks->total[b]);
	return sum / 2;
}

/* False when a side has too few answers. */
static bool count_prompt(const struct sharing *x, struct tokens *tokens,
			 struct picks *picks)
{
	const struct own_null_material *m = x->material;
	struct choice_options options;

	choice_options_read(m->options ? m->options[picks->begin] : NULL,
			    m->options ? m->n_options[picks->begin] : 0, &options);
	(void)count_model(x, x->teacher, SIDE_TEACHER, &options, tokens, picks);
	(void)count_model(x, x->suspect, SIDE_SUSPECT, &options, tokens, picks);
	for (size_t i = 0; i < m->answers->n_models; i++)
		if (own_is_control(m, x->suspect, x->teacher, i))
			picks->n_control_models +=
				count_model(x, i, SIDE_CONTROLS, &options, tokens, picks);
	choice_options_clear(&options);
	for (enum side side = 0; side < N_SIDES; side++)
		if (picks->total[side] < FEW_ANSWERS)
			return false;
	picks->excess = apart(picks, SIDE_TEACHER, SIDE_CONTROLS) -
			apart(picks, SIDE_TEACHER, SIDE_SUSPECT);
	return true;
}

static int by_excess(const void *left, const void *right)
{
	const struct picks *a = left;
	const struct picks *b = right;

	if (a->excess < b->excess || a->excess > b->excess)
		return a->excess > b->excess ? -1 : 1;
	return (a->begin > b->begin) - (a->begin < b->begin);
}

/* The teacher's most frequent first; what was counted first wins a tie. */
static int by_count(const void *left, const void *right)
{
	const struct pick *a = left;
	const struct pick *b = right;

	for (enum side side = SIDE_TEACHER; side < N_SIDES; side++)
		if (a->n[side] != b->n[side])
			return a->n[side] > b->n[side] ? -1 : 1;
	if (a->n[SIDE_SUSPECT] != b->n[SIDE_SUSPECT])
		return a->n[SIDE_SUSPECT] > b->n[SIDE_SUSPECT] ? -1 : 1;
	return (a->hash > b->hash) - (a->hash < b->hash);
}

static void add_pick(const struct pick *pick, const char *text, struct json *list)
{
	struct json *out = json_add_object(list, NULL);

	if (text)
		json_add_str(out, "text", text);
	else
		own_add_cut(out, "text", pick->text, pick->len, ANSWER_CHARS);
	json_add_int(out, "suspect", (long long)pick->n[SIDE_SUSPECT]);
	json_add_int(out, "teacher", (long long)pick->n[SIDE_TEACHER]);
	json_add_int(out, "controls", (long long)pick->n[SIDE_CONTROLS]);
}

static void add_picks(const struct sharing *x, struct picks *picks, struct json *list)
{
	const struct item *item = &x->material->answers->items[picks->begin];
	struct json *out = json_add_object(list, NULL);
	struct json *answers;
	struct pick rest = {0};

	qsort(picks->v, picks->n, sizeof(*picks->v), by_count);
	json_add_str(out, "prompt_id", item->prompt_id);
	own_add_cut(out, "prompt", item->prompt, item->prompt_len, OWN_PROMPT_CHARS);
	json_add_int(out, "n_suspect", (long long)picks->total[SIDE_SUSPECT]);
	json_add_int(out, "n_teacher", (long long)picks->total[SIDE_TEACHER]);
	json_add_int(out, "n_controls", (long long)picks->total[SIDE_CONTROLS]);
	json_add_int(out, "n_control_models", (long long)picks->n_control_models);
	json_add_num(out, "excess", picks->excess);
	answers = json_add_array(out, "answers");
	for (size_t k = 0; k < picks->n; k++) {
		if (k < N_ANSWERS) {
			add_pick(&picks->v[k], NULL, answers);
			continue;
		}
		for (enum side side = 0; side < N_SIDES; side++)
			rest.n[side] += picks->v[k].n[side];
	}
	if (picks->n > N_ANSWERS)
		add_pick(&rest, "other answers", answers);
}

void own_shares_add(const struct own_null_material *material, size_t suspect,
		    size_t teacher, bool by_beginning, struct json *list)
{
	const struct sharing x = {material, suspect, teacher, by_beginning};
	const struct answers *answers = material->answers;
	struct picks *all = MEM_ARRAY(answers->n_items + 1, struct picks);
	struct tokens tokens = TOKENS_INIT;
	size_t n = 0;

	for (size_t i = 0, end; i < answers->n_items; i = end) {
		struct picks picks = {.begin = i};

		for (end = i + 1; end < answers->n_items; end++)
			if (strcmp(answers->items[end].prompt_id,
				   answers->items[i].prompt_id) != 0)
				break;
		picks.end = end;
		if (count_prompt(&x, &tokens, &picks))
			all[n++] = picks;
		else
			mem_free(picks.v);
	}
	qsort(all, n, sizeof(*all), by_excess);
	for (size_t k = 0; k < n; k++) {
		if (k < N_PROMPTS)
			add_picks(&x, &all[k], list);
		mem_free(all[k].v);
	}
	tokens_clear(&tokens);
	mem_free(all);
}

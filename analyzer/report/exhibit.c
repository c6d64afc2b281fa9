/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that open alike. */
#include "report/exhibit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/cut.h"
#include "text/token.h"

enum {
	OPENING_TOKENS = 256, /* no shared run is followed further */
	PROMPT_TOKENS = 4096,
	LEAST_SHARED = 3, /* two answers that begin "The" prove nothing */
	LEAST_FRESH = 4,  /* unrelated models share two or three by chance */
	SHOWN_CONTROLS = 4,
	PROMPT_CHARS = 600,
	ANSWER_CHARS = 600,
	CONTROL_CHARS = 300,
};

struct opening {
	size_t item;
	size_t shared;  /* suspect and teacher */
	size_t control; /* the nearest control and either of the two */
	size_t fresh;   /* shared beyond that, and not in the prompt */
};

struct control {
	size_t model;
	size_t shared;
};

/* The answer behind any reasoning; false when there is none. */
static bool answer_text(const struct answers *answers, size_t model, size_t item,
			struct text *out)
{
	const struct answer *answer = answers_at(answers, model, item);
	size_t start;

	if (!answer->data || !answer->len)
		return false;
	start = text_answer_start(answer->data, answer->len);
	out->data = answer->data + start;
	out->len = answer->len - start;
	return out->len > 0;
}

static size_t shared_run(const struct tokens *a, const struct tokens *b)
{
	size_t n = 0;

	while (n < a->n && n < b->n && a->v[n].hash == b->v[n].hash)
		n++;
	return n;
}

struct pair {
	struct tokens suspect, teacher, control;
};

static void pair_clear(struct pair *pair)
{
	tokens_clear(&pair->suspect);
	tokens_clear(&pair->teacher);
	tokens_clear(&pair->control);
}

/* Read both answers to an item; 0 when one is missing. */
static size_t pair_read(struct pair *pair, const struct answers *answers, size_t suspect,
			size_t teacher, size_t item)
{
	struct text s, t;

	if (!answer_text(answers, suspect, item, &s) ||
	    !answer_text(answers, teacher, item, &t))
		return 0;
	tokens_read(s.data, s.len, OPENING_TOKENS, &pair->suspect);
	tokens_read(t.data, t.len, OPENING_TOKENS, &pair->teacher);
	return shared_run(&pair->suspect, &pair->teacher);
}

/* What a control shares with whichever of the two it is nearer to. */
static size_t control_run(struct pair *pair, const struct answers *answers, size_t model,
			  size_t item)
{
	struct text c;
	size_t s, t;

	if (!answer_text(answers, model, item, &c))
		return 0;
	tokens_read(c.data, c.len, OPENING_TOKENS, &pair->control);
	s = shared_run(&pair->control, &pair->suspect);
	t = shared_run(&pair->control, &pair->teacher);
	return s > t ? s : t;
}

static bool in_tokens(const struct tokens *tokens, uint64_t hash)
{
	for (size_t i = 0; i < tokens->n; i++)
		if (tokens->v[i].hash == hash)
			return true;
	return false;
}

/* Words of the shared run behind what a control shares, but for those of the prompt: two
 * models that both repeat the question have only that in common. */
static size_t fresh_words(struct pair *pair, const struct item *item,
			  const struct opening *opening)
{
	size_t n = 0;

	tokens_read(item->prompt, item->prompt_len, PROMPT_TOKENS, &pair->control);
	for (size_t i = opening->control; i < opening->shared; i++) {
		const struct token *token = &pair->suspect.v[i];

		n += token->flags & (TOKEN_WORD | TOKEN_CJK) &&
		     !in_tokens(&pair->control, token->hash);
	}
	return n;
}

static int opening_order(const void *x, const void *y)
{
	const struct opening *a = x, *b = y;

	if (a->fresh != b->fresh)
		return a->fresh < b->fresh ? 1 : -1;
	if (a->shared != b->shared)
		return a->shared < b->shared ? 1 : -1;
	return (a->item > b->item) - (a->item < b->item);
}

static int control_order(const void *x, const void *y)
{
	const struct control *a = x, *b = y;

	if (a->shared != b->shared)
		return a->shared < b->shared ? 1 : -1;
	return (a->model > b->model) - (a->model < b->model);
}

static void add_cut(struct json *object, const char *key, const char *text, size_t len,
		    size_t max_chars)
{
	struct buf cut = BUF_INIT;

	cut_text(text, len, max_chars, &cut);
	json_add_strn(object, key, buf_str(&cut), cut.len);
	buf_clear(&cut);
}

/* The controls nearest to the pair, with what they answered. */
static void add_controls(struct json *out, const struct answers *answers,
			 struct pair *pair, const size_t *controls, size_t n_controls,
			 size_t item)
{
	struct control *near = MEM_ARRAY(n_controls + 1, struct control);
	struct text text;
	size_t n = 0;

	for (size_t i = 0; i < n_controls; i++) {
		if (!answer_text(answers, controls[i], item, &text))
			continue;
		near[n].model = controls[i];
		near[n++].shared = control_run(pair, answers, controls[i], item);
	}
	qsort(near, n, sizeof(*near), control_order);
	for (size_t i = 0; i < n && i < SHOWN_CONTROLS; i++) {
		struct json *control = json_add_object(out, NULL);

		json_add_str(control, "model", answers->models[near[i].model]);
		json_add_int(control, "n_shared_words", (long long)near[i].shared);
		if (answer_text(answers, near[i].model, item, &text))
			add_cut(control, "text", text.data, text.len, CONTROL_CHARS);
	}
	mem_free(near);
}

static void add_opening(struct json *out, const struct answers *answers, size_t suspect,
			size_t teacher, const size_t *controls, size_t n_controls,
			const struct opening *opening)
{
	const struct item *item = &answers->items[opening->item];
	struct json *object = json_add_object(out, NULL);
	struct pair pair = {TOKENS_INIT, TOKENS_INIT, TOKENS_INIT};
	struct text text;

	json_add_str(object, "prompt_id", item->prompt_id);
	add_cut(object, "prompt", item->prompt, item->prompt_len, PROMPT_CHARS);
	json_add_int(object, "n_shared_words", (long long)opening->shared);
	json_add_int(object, "n_control_words", (long long)opening->control);
	json_add_int(object, "n_fresh_words", (long long)opening->fresh);
	if (answer_text(answers, suspect, opening->item, &text))
		add_cut(object, "suspect", text.data, text.len, ANSWER_CHARS);
	if (answer_text(answers, teacher, opening->item, &text))
		add_cut(object, "teacher", text.data, text.len, ANSWER_CHARS);
	(void)pair_read(&pair, answers, suspect, teacher, opening->item);
	add_controls(json_add_array(object, "controls"), answers, &pair, controls,
		     n_controls, opening->item);
	pair_clear(&pair);
}

/* Every item on which the two share more than any control does, best first. */
static struct opening *find_openings(const struct answers *answers, size_t suspect,
				     size_t teacher, const size_t *controls,
				     size_t n_controls, size_t *n_found)
{
	struct pair pair = {TOKENS_INIT, TOKENS_INIT, TOKENS_INIT};
	struct opening *found = MEM_ARRAY(answers->n_items + 1, struct opening);
	size_t n = 0;

	for (size_t item = 0; item < answers->n_items; item++) {
		size_t shared = pair_read(&pair, answers, suspect, teacher, item);
		size_t control = 0;

		for (size_t i = 0; shared >= LEAST_SHARED && i < n_controls; i++) {
			size_t run = control_run(&pair, answers, controls[i], item);

			control = run > control ? run : control;
		}
		if (shared < LEAST_SHARED || shared <= control)
			continue;
		found[n] = (struct opening){item, shared, control, 0};
		found[n].fresh = fresh_words(&pair, &answers->items[item], &found[n]);
		n += found[n].fresh >= LEAST_FRESH;
	}
	pair_clear(&pair);
	qsort(found, n, sizeof(*found), opening_order);
	*n_found = n;
	return found;
}

/* One sample a prompt: repeats of one prompt would crowd out the others. */
static bool prompt_shown(const struct answers *answers, const struct opening *shown,
			 const size_t *at, size_t n, const char *prompt_id)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(answers->items[shown[at[i]].item].prompt_id, prompt_id))
			return true;
	return false;
}

void exhibit_openings(const struct answers *answers, size_t suspect, size_t teacher,
		      const size_t *controls, size_t n_controls, size_t max,
		      struct json *out)
{
	size_t n_found, n_shown = 0;
	struct opening *found =
		find_openings(answers, suspect, teacher, controls, n_controls, &n_found);
	size_t *shown = MEM_ARRAY(max + 1, size_t);

	for (size_t i = 0; i < n_found && n_shown < max; i++) {
		const char *id = answers->items[found[i].item].prompt_id;

		if (prompt_shown(answers, found, shown, n_shown, id))
			continue;
		shown[n_shown++] = i;
		add_opening(out, answers, suspect, teacher, controls, n_controls,
			    &found[i]);
	}
	mem_free(shown);
	mem_free(found);
}

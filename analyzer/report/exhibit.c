/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that open alike. */
#include "report/exhibit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
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
	size_t shared;  /* with the teacher */
	size_t control; /* the nearest control and either of the two */
	size_t fresh;   /* shared beyond that, and not in the prompt */
};

struct control {
	size_t model;
	size_t shared;
};

/* How everybody answers one item. */
enum { TEACHER, SUSPECT, CONTROLS };
struct opened {
	const struct answers *answers;
	const struct exhibit_models *models;
	size_t n;              /* two, and the controls */
	struct tokens *answer; /* [n]: leading tokens; none of who did not answer */
	struct tokens prompt;
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

static void opened_init(struct opened *opened, const struct answers *answers,
			const struct exhibit_models *models)
{
	*opened = (struct opened){answers, models, CONTROLS + models->n_controls, NULL,
				  TOKENS_INIT};
	opened->answer = MEM_ARRAY(opened->n, struct tokens);
}

static void opened_clear(struct opened *opened)
{
	for (size_t i = 0; i < opened->n; i++)
		tokens_clear(&opened->answer[i]);
	mem_free(opened->answer);
	tokens_clear(&opened->prompt);
}

static size_t model_of(const struct opened *opened, size_t who)
{
	const struct exhibit_models *models = opened->models;

	if (who == TEACHER)
		return models->teacher;
	return who == SUSPECT ? models->suspect : models->controls[who - CONTROLS];
}

static void read_answer(struct opened *opened, size_t who, size_t item, size_t max)
{
	struct text text = {"", 0};

	(void)answer_text(opened->answers, model_of(opened, who), item, &text);
	tokens_read(text.data, text.len, max, &opened->answer[who]);
}

/* Few answers begin as the teacher's does; only those are read on. */
static void opened_read(struct opened *opened, size_t item)
{
	const struct item *asked = &opened->answers->items[item];
	bool any = false;

	for (size_t who = 0; who < opened->n; who++)
		read_answer(opened, who, item, LEAST_SHARED);
	for (size_t who = SUSPECT; who < opened->n; who++) {
		if (shared_run(&opened->answer[who], &opened->answer[TEACHER]) <
		    LEAST_SHARED)
			continue;
		read_answer(opened, who, item, OPENING_TOKENS);
		any = true;
	}
	opened->prompt.n = 0;
	if (!any)
		return;
	read_answer(opened, TEACHER, item, OPENING_TOKENS);
	tokens_read(asked->prompt, asked->prompt_len, PROMPT_TOKENS, &opened->prompt);
}

/* What a control shares with whichever of the two it is nearer to. */
static size_t control_run(const struct opened *opened, size_t control, size_t suspect)
{
	size_t s = shared_run(&opened->answer[control], &opened->answer[suspect]);
	size_t t = shared_run(&opened->answer[control], &opened->answer[TEACHER]);

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
static size_t fresh_words(const struct opened *opened, const struct opening *opening)
{
	size_t n = 0;

	for (size_t i = opening->control; i < opening->shared; i++) {
		const struct token *token = &opened->answer[TEACHER].v[i];

		n += token->flags & (TOKEN_WORD | TOKEN_CJK) &&
		     !in_tokens(&opened->prompt, token->hash);
	}
	return n;
}

/*
 * Does `suspect` (or a control in its place) open as the teacher does, beyond what any
 * other family's control shares with either?
 */
static bool opening_find(const struct opened *opened, size_t suspect, size_t item,
			 struct opening *out)
{
	const unsigned *family = opened->models->family;
	size_t shared = shared_run(&opened->answer[suspect], &opened->answer[TEACHER]);
	size_t nearest = 0;

	if (shared < LEAST_SHARED)
		return false;
	for (size_t who = CONTROLS; who < opened->n && nearest < shared; who++) {
		size_t run;

		if (who == suspect ||
		    (family &&
		     family[model_of(opened, who)] == family[model_of(opened, suspect)]))
			continue;
		run = control_run(opened, who, suspect);
		nearest = run > nearest ? run : nearest;
	}
	*out = (struct opening){item, shared, nearest, 0};
	if (shared > nearest)
		out->fresh = fresh_words(opened, out);
	return out->fresh >= LEAST_FRESH;
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
static void add_controls(struct json *out, const struct opened *opened, size_t item)
{
	const struct answers *answers = opened->answers;
	struct control *near = MEM_ARRAY(opened->n, struct control);
	struct text text;
	size_t n = 0;

	for (size_t who = CONTROLS; who < opened->n; who++) {
		if (!answer_text(answers, model_of(opened, who), item, &text))
			continue;
		near[n].model = model_of(opened, who);
		near[n++].shared = control_run(opened, who, SUSPECT);
	}
	if (n)
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

static void add_opening(struct json *out, struct opened *opened,
			const struct opening *opening)
{
	const struct answers *answers = opened->answers;
	const struct item *item = &answers->items[opening->item];
	struct json *object = json_add_object(out, NULL);
	struct text text;

	json_add_str(object, "prompt_id", item->prompt_id);
	add_cut(object, "prompt", item->prompt, item->prompt_len, PROMPT_CHARS);
	json_add_int(object, "n_shared_words", (long long)opening->shared);
	json_add_int(object, "n_control_words", (long long)opening->control);
	json_add_int(object, "n_fresh_words", (long long)opening->fresh);
	if (answer_text(answers, opened->models->suspect, opening->item, &text))
		add_cut(object, "suspect", text.data, text.len, ANSWER_CHARS);
	if (answer_text(answers, opened->models->teacher, opening->item, &text))
		add_cut(object, "teacher", text.data, text.len, ANSWER_CHARS);
	opened_read(opened, opening->item);
	add_controls(json_add_array(object, "controls"), opened, opening->item);
}

/* Prompts, not samples of them: how many of each model's open as the teacher's do. */
struct tally {
	size_t n;
	const char *last; /* prompt counted */
};

static void count_prompt(struct tally *tally, const char *prompt_id)
{
	if (tally->last && !strcmp(tally->last, prompt_id))
		return;
	tally->last = prompt_id;
	tally->n++;
}

/* Every item on which the two share more than any control does, best first; and for
 * everybody on how many prompts that would be so in the suspect's place. */
static struct opening *find_openings(struct opened *opened, struct tally *tallies,
				     size_t *n_found)
{
	const struct answers *answers = opened->answers;
	struct opening *found = MEM_ARRAY(answers->n_items + 1, struct opening);
	struct opening opening;
	size_t n = 0;

	for (size_t item = 0; item < answers->n_items; item++) {
		opened_read(opened, item);
		for (size_t who = SUSPECT; who < opened->n; who++) {
			if (!opening_find(opened, who, item, &opening))
				continue;
			count_prompt(&tallies[who], answers->items[item].prompt_id);
			if (who == SUSPECT)
				found[n++] = opening;
		}
	}
	if (n)
		qsort(found, n, sizeof(*found), opening_order);
	*n_found = n;
	return found;
}

/* What was shown before, so that one habit on many prompts, or many samples of one
 * prompt, do not crowd out the others. */
struct shown {
	const char **prompt_id;
	struct tokens *opening;
	size_t n;
};

static bool is_new(const struct shown *shown, const char *prompt_id,
		   const struct tokens *tokens, const struct opening *opening)
{
	for (size_t i = 0; i < shown->n; i++) {
		size_t run = shared_run(&shown->opening[i], tokens);

		if (!strcmp(shown->prompt_id[i], prompt_id) || run * 2 > opening->shared)
			return false;
	}
	return true;
}

static void add_openings(struct json *out, struct opened *opened,
			 const struct opening *found, size_t n_found, size_t max)
{
	struct shown shown = {MEM_ARRAY(max + 1, const char *),
			      MEM_ARRAY(max + 1, struct tokens), 0};

	for (size_t i = 0; i < n_found && shown.n < max; i++) {
		const char *id = opened->answers->items[found[i].item].prompt_id;
		struct tokens *own = &shown.opening[shown.n];
		struct text text = {"", 0};

		(void)answer_text(opened->answers, opened->models->teacher, found[i].item,
				  &text);
		tokens_read(text.data, text.len, found[i].shared, own);
		if (!is_new(&shown, id, own, &found[i]))
			continue;
		shown.prompt_id[shown.n++] = id;
		add_opening(out, opened, &found[i]);
	}
	for (size_t i = 0; i <= max; i++)
		tokens_clear(&shown.opening[i]);
	mem_free(shown.opening);
	mem_free(shown.prompt_id);
}

static void add_placebos(struct json *out, const struct opened *opened,
			 const struct tally *tallies)
{
	size_t most = CONTROLS;
	double sum = 0;

	if (opened->n == CONTROLS)
		return;
	for (size_t who = CONTROLS; who < opened->n; who++) {
		sum += (double)tallies[who].n;
		most = tallies[who].n > tallies[most].n ? who : most;
	}
	json_add_int(out, "n_models", (long long)(opened->n - CONTROLS));
	json_add_num(out, "mean", sum / (double)(opened->n - CONTROLS));
	json_add_int(out, "max", (long long)tallies[most].n);
	json_add_str(out, "max_model", opened->answers->models[model_of(opened, most)]);
}

void exhibit_openings(const struct answers *answers, const struct exhibit_models *models,
		      size_t max, struct json *out)
{
	struct opened opened;
	struct opening *found;
	struct tally *tallies;
	size_t n_found;

	opened_init(&opened, answers, models);
	tallies = MEM_ARRAY(opened.n, struct tally);
	found = find_openings(&opened, tallies, &n_found);
	add_openings(json_add_array(out, "openings"), &opened, found, n_found, max);
	json_add_int(out, "n_openings", (long long)tallies[SUSPECT].n);
	if (models->n_controls)
		add_placebos(json_add_object(out, "placebo_openings"), &opened, tallies);
	mem_free(tallies);
	mem_free(found);
	opened_clear(&opened);
}

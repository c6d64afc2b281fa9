/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that open alike. */
#include "report/exhibit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/cut.h"
#include "report/exhibit_words.h"
#include "text/token.h"

#define ELLIPSIS "\xe2\x80\xa6"

enum {
	OPENING_TOKENS = 256, /* no shared run is followed further */
	PROMPT_TOKENS = 4096,
	ANSWER_TOKENS =
		4096,     /* of one independent model's answer, where it is searched */
	LEAST_SHARED = 3, /* two answers that begin "The" prove nothing */
	LEAST_FRESH = 4,  /* unrelated models share two or three by chance */
	SHOWN_CONTROLS = 3,
	PROMPT_CHARS = 600,
	ANSWER_CHARS = 600,
	CONTROL_CHARS = 300,
	RUN_REACH = 120, /* bytes shown on either side of words far down an answer */
};

struct opening {
	size_t item;
	size_t tokens;  /* leading ones shared with the teacher */
	size_t words;   /* those of them that are words */
	size_t control; /* the most of these words in one row of an independent model's */
	size_t fresh;   /* beyond any such row, and not in the prompt */
};

struct control {
	size_t model, item;
	size_t leading;      /* words it begins with as the suspect's answer does */
	struct word_run run; /* in the suspect's answer, and in its own */
};

/* How everybody answers one item. */
enum { TEACHER, SUSPECT, CONTROLS };
struct opened {
	const struct answers *answers;
	const struct exhibit_models *models;
	size_t n;              /* two, and the controls */
	struct tokens *answer; /* [n]: leading tokens; none of who did not answer */
	struct tokens prompt;
	size_t begin, end;    /* items of the present prompt */
	struct tokens *whole; /* [n]: words of all its answers to it, read when needed */
	size_t *whole_of;     /* [n]: the prompt these are of: its begin from 1 */
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
	*opened = (struct opened){.answers = answers,
				  .models = models,
				  .n = CONTROLS + models->n_controls,
				  .prompt = TOKENS_INIT};
	opened->answer = MEM_ARRAY(opened->n, struct tokens);
	opened->whole = MEM_ARRAY(opened->n, struct tokens);
	opened->whole_of = MEM_ARRAY(opened->n, size_t);
}

static void opened_clear(struct opened *opened)
{
	for (size_t i = 0; i < opened->n; i++) {
		tokens_clear(&opened->answer[i]);
		tokens_clear(&opened->whole[i]);
	}
	mem_free(opened->answer);
	mem_free(opened->whole);
	mem_free(opened->whole_of);
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

/* Not of the prompt: two models that both repeat the question have only that in common.
 */
static bool is_fresh(const struct opened *opened, const struct token *token)
{
	return exhibit_is_word(token) && !in_tokens(&opened->prompt, token->hash);
}

static bool same_family(const struct opened *opened, size_t a, size_t b)
{
	const unsigned *family = opened->models->family;

	return a == b ||
	       (family && family[model_of(opened, a)] == family[model_of(opened, b)]);
}

/*
 * Does `suspect` (or a control in its place) open as the teacher does, beyond what any
 * other family's control opens with? Quick: leading tokens as they are.
 */
static bool opening_find(const struct opened *opened, size_t suspect, size_t item,
			 struct opening *out)
{
	const struct tokens *teacher = &opened->answer[TEACHER];
	size_t shared = shared_run(&opened->answer[suspect], teacher);
	size_t nearest = 0, fresh = 0;

	if (shared < LEAST_SHARED)
		return false;
	for (size_t who = CONTROLS; who < opened->n && nearest < shared; who++) {
		size_t run;

		if (same_family(opened, who, suspect))
			continue;
		run = control_run(opened, who, suspect);
		nearest = run > nearest ? run : nearest;
	}
	*out = (struct opening){.item = item, .tokens = shared};
	for (size_t i = 0; i < shared; i++) {
		out->words += exhibit_is_word(&teacher->v[i]);
		fresh += i >= nearest && is_fresh(opened, &teacher->v[i]);
	}
	return fresh >= LEAST_FRESH;
}

/* All that a model answered to the present prompt, as words. */
static const struct tokens *whole_words(struct opened *opened, size_t who)
{
	struct tokens *out = &opened->whole[who];
	struct tokens one = TOKENS_INIT;
	struct text text;

	if (opened->whole_of[who] == opened->begin + 1)
		return out;
	opened->whole_of[who] = opened->begin + 1;
	out->n = 0;
	for (size_t item = opened->begin; item < opened->end; item++) {
		if (!answer_text(opened->answers, model_of(opened, who), item, &text))
			continue;
		exhibit_words_read(text.data, text.len, ANSWER_TOKENS, &one);
		for (size_t i = 0; i <= one.n; i++) {
			out->v = MEM_GROW(out->v, out->n, &out->cap);
			/* Behind each answer a word that no other equals. */
			out->v[out->n++] = i < one.n ? one.v[i] : (struct token){0};
		}
	}
	tokens_clear(&one);
	return out;
}

/* Hold the shared words against the whole of what any other family's control answered:
 * in whatever place, and with whatever marks between the words. */
static void look_elsewhere(struct opened *opened, size_t suspect, struct opening *opening)
{
	const struct tokens *teacher = &opened->answer[TEACHER];
	struct tokens words = TOKENS_INIT;
	bool *fresh = MEM_ARRAY(opening->tokens, bool);
	size_t held = 0;

	for (size_t i = 0; i < opening->tokens; i++) {
		if (!exhibit_is_word(&teacher->v[i]))
			continue;
		words.v = MEM_GROW(words.v, words.n, &words.cap);
		fresh[words.n] = is_fresh(opened, &teacher->v[i]);
		opening->fresh += fresh[words.n];
		words.v[words.n++] = teacher->v[i];
	}
	for (size_t who = CONTROLS; who < opened->n; who++) {
		const struct tokens *whole;
		size_t n, worth;

		if (same_family(opened, who, suspect))
			continue;
		whole = whole_words(opened, who);
		n = exhibit_words_run(&words, NULL, whole).n;
		worth = exhibit_words_run(&words, fresh, whole).worth;
		opening->control = n > opening->control ? n : opening->control;
		held = worth > held ? worth : held;
	}
	opening->fresh -= held;
	mem_free(fresh);
	tokens_clear(&words);
}

/* In ascending order of how much they say. */
enum likeness { UNLIKE, HELD_ELSEWHERE, ALIKE };

static enum likeness opening_judge(struct opened *opened, size_t suspect, size_t item,
				   struct opening *out)
{
	if (!opening_find(opened, suspect, item, out))
		return UNLIKE;
	look_elsewhere(opened, suspect, out);
	return out->fresh >= LEAST_FRESH ? ALIKE : HELD_ELSEWHERE;
}

static int opening_order(const void *x, const void *y)
{
	const struct opening *a = x, *b = y;

	if (a->fresh != b->fresh)
		return a->fresh < b->fresh ? 1 : -1;
	if (a->words != b->words)
		return a->words < b->words ? 1 : -1;
	return (a->item > b->item) - (a->item < b->item);
}

static int control_order(const void *x, const void *y)
{
	const struct control *a = x, *b = y;

	if (a->run.n != b->run.n)
		return a->run.n < b->run.n ? 1 : -1;
	if (a->leading != b->leading)
		return a->leading < b->leading ? 1 : -1;
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

/* The text from `start` to `end` with what stands around it, or from the beginning. */
static void cut_run(const struct text *text, size_t start, size_t end, struct buf *out)
{
	struct buf around = BUF_INIT;

	if (end <= CONTROL_CHARS) {
		cut_text(text->data, text->len, CONTROL_CHARS, out);
		return;
	}
	cut_around(text->data, text->len, start, end, RUN_REACH, &around);
	if (strncmp(buf_str(&around), ELLIPSIS, strlen(ELLIPSIS)) != 0 &&
	    strncmp(buf_str(&around), text->data, 16) != 0)
		buf_str_add(out, ELLIPSIS " ");
	buf_add(out, buf_str(&around), around.len);
	buf_clear(&around);
}

/* A control's answer, cut so that the words it shares are in it, and where these are. */
static void add_run_text(struct json *out, const struct text *text,
			 const struct word_run *run)
{
	struct tokens words = TOKENS_INIT, shown = TOKENS_INIT;
	struct buf cut = BUF_INIT;
	struct word_run found;
	size_t start, end = 0;

	exhibit_words_read(text->data, text->len, ANSWER_TOKENS, &words);
	words.n = run->b + run->n;
	start = run->n ? words.v[run->b].start : 0;
	/* Of a very long run the beginning will do. */
	for (size_t i = run->b; i < words.n; i++)
		if (i == run->b ||
		    words.v[i].start + words.v[i].len - start <= CONTROL_CHARS)
			end = words.v[i].start + words.v[i].len;
	cut_run(text, start, end, &cut);
	json_add_strn(out, "text", buf_str(&cut), cut.len);
	exhibit_words_read(buf_str(&cut), cut.len, ANSWER_TOKENS, &shown);
	memmove(words.v, words.v + run->b, run->n * sizeof(*words.v));
	words.n = run->n;
	found = exhibit_words_run(&words, NULL, &shown);
	if (found.n) {
		const struct token *last = &shown.v[found.b + found.n - 1];

		json_add_int(out, "run_start", shown.v[found.b].start);
		json_add_int(out, "run_end", last->start + last->len);
	}
	tokens_clear(&words);
	tokens_clear(&shown);
	buf_clear(&cut);
}

/* The answer of one control to this prompt that is most like the suspect's. */
static bool nearest_answer(const struct opened *opened, size_t who,
			   const struct tokens *suspect, struct control *out)
{
	struct tokens words = TOKENS_INIT;
	struct text text;
	bool any = false;

	*out = (struct control){.model = model_of(opened, who)};
	for (size_t item = opened->begin; item < opened->end; item++) {
		struct control other = {.model = out->model, .item = item};

		if (!answer_text(opened->answers, out->model, item, &text))
			continue;
		exhibit_words_read(text.data, text.len, ANSWER_TOKENS, &words);
		other.run = exhibit_words_run(suspect, NULL, &words);
		other.leading = shared_run(suspect, &words);
		if (!any || other.run.n > out->run.n)
			*out = other;
		any = true;
	}
	tokens_clear(&words);
	return any;
}

/* The controls nearest to the suspect, with what they answered. */
static void add_controls(struct json *out, const struct opened *opened, size_t item)
{
	const struct answers *answers = opened->answers;
	struct control *near = MEM_ARRAY(opened->n, struct control);
	struct tokens suspect = TOKENS_INIT;
	struct text text = {"", 0};
	size_t n = 0;

	(void)answer_text(answers, opened->models->suspect, item, &text);
	exhibit_words_read(text.data, text.len, ANSWER_TOKENS, &suspect);
	for (size_t who = CONTROLS; who < opened->n; who++)
		n += nearest_answer(opened, who, &suspect, &near[n]);
	if (n)
		qsort(near, n, sizeof(*near), control_order);
	for (size_t i = 0; i < n && i < SHOWN_CONTROLS && near[i].run.n; i++) {
		struct json *control = json_add_object(out, NULL);

		json_add_str(control, "model", answers->models[near[i].model]);
		json_add_int(control, "n_shared_words", (long long)near[i].leading);
		json_add_int(control, "n_run_words", (long long)near[i].run.n);
		if (answer_text(answers, near[i].model, near[i].item, &text))
			add_run_text(control, &text, &near[i].run);
	}
	tokens_clear(&suspect);
	mem_free(near);
}

/* The items of the prompt that holds this one. */
static void opened_prompt(struct opened *opened, size_t item)
{
	const struct item *items = opened->answers->items;
	const char *id = items[item].prompt_id;

	opened->begin = opened->end = item;
	while (opened->begin && !strcmp(items[opened->begin - 1].prompt_id, id))
		opened->begin--;
	while (opened->end < opened->answers->n_items &&
	       !strcmp(items[opened->end].prompt_id, id))
		opened->end++;
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
	json_add_int(object, "n_shared_words", (long long)opening->words);
	json_add_int(object, "n_control_words", (long long)opening->control);
	json_add_int(object, "n_fresh_words", (long long)opening->fresh);
	if (answer_text(answers, opened->models->suspect, opening->item, &text))
		add_cut(object, "suspect", text.data, text.len, ANSWER_CHARS);
	if (answer_text(answers, opened->models->teacher, opening->item, &text))
		add_cut(object, "teacher", text.data, text.len, ANSWER_CHARS);
	opened_prompt(opened, opening->item);
	add_controls(json_add_array(object, "controls"), opened, opening->item);
}

/* Prompts, not samples of them. */
struct tally {
	size_t n;    /* how many of its answers open as the teacher's do */
	size_t held; /* and how many would, but for words that a control has elsewhere */
};

/* Judge all samples of a prompt; true when one of the suspect's is alike, in *best. */
static bool judge_prompt(struct opened *opened, struct tally *tallies,
			 struct opening *best)
{
	enum likeness *likeness = MEM_ARRAY(opened->n, enum likeness);
	bool any;

	for (size_t item = opened->begin; item < opened->end; item++) {
		opened_read(opened, item);
		for (size_t who = SUSPECT; who < opened->n; who++) {
			struct opening opening;
			enum likeness found = opening_judge(opened, who, item, &opening);

			if (who == SUSPECT && found == ALIKE &&
			    (likeness[who] < ALIKE || opening_order(&opening, best) < 0))
				*best = opening;
			if (found > likeness[who])
				likeness[who] = found;
		}
	}
	for (size_t who = SUSPECT; who < opened->n; who++) {
		tallies[who].n += likeness[who] == ALIKE;
		tallies[who].held += likeness[who] == HELD_ELSEWHERE;
	}
	any = likeness[SUSPECT] == ALIKE;
	mem_free(likeness);
	return any;
}

/* Every prompt on which the two share more than any control does, best first; and for
 * everybody on how many prompts that would be so in the suspect's place. */
static struct opening *find_openings(struct opened *opened, struct tally *tallies)
{
	size_t n_items = opened->answers->n_items;
	struct opening *found = MEM_ARRAY(n_items + 1, struct opening);
	size_t n = 0;

	for (size_t item = 0; item < n_items; item = opened->end) {
		opened_prompt(opened, item);
		n += judge_prompt(opened, tallies, &found[n]);
	}
	if (n)
		qsort(found, n, sizeof(*found), opening_order);
	return found;
}

/* What was shown before, so that one habit on many prompts does not crowd out the others.
 */
struct shown {
	struct tokens *opening; /* words */
	size_t n;
};

static bool is_new(const struct shown *shown, const struct tokens *words)
{
	for (size_t i = 0; i < shown->n; i++)
		if (shared_run(&shown->opening[i], words) * 2 > words->n)
			return false;
	return true;
}

/* Every opening is shown, or the same as one that is, or more than there is room for. */
static void add_openings(struct json *out, struct opened *opened,
			 const struct opening *found, const struct tally *tally,
			 size_t max)
{
	struct json *list = json_add_array(out, "openings"), *counts;
	struct shown shown = {MEM_ARRAY(max + 1, struct tokens), 0};
	size_t n_same = 0, n_more = 0;

	for (size_t i = 0; i < tally->n; i++) {
		struct tokens *own = &shown.opening[shown.n];
		struct text text = {"", 0};

		(void)answer_text(opened->answers, opened->models->teacher, found[i].item,
				  &text);
		exhibit_words_read(text.data, text.len, found[i].tokens, own);
		if (!is_new(&shown, own)) {
			n_same++;
		} else if (shown.n == max) {
			n_more++;
		} else {
			shown.n++;
			add_opening(list, opened, &found[i]);
		}
	}
	json_add_int(out, "n_openings", (long long)tally->n);
	counts = json_add_object(out, "opening_counts");
	json_add_int(counts, "n_shown", (long long)shown.n);
	json_add_int(counts, "n_same", (long long)n_same);
	json_add_int(counts, "n_more", (long long)n_more);
	json_add_int(counts, "n_held_elsewhere", (long long)tally->held);
	for (size_t i = 0; i <= max; i++)
		tokens_clear(&shown.opening[i]);
	mem_free(shown.opening);
}

static void add_placebos(struct json *out, const struct opened *opened,
			 const struct tally *tallies)
{
	size_t most = CONTROLS, n_reach = 0;
	double sum = 0;

	if (opened->n == CONTROLS)
		return;
	for (size_t who = CONTROLS; who < opened->n; who++) {
		sum += (double)tallies[who].n;
		n_reach += tallies[who].n >= tallies[SUSPECT].n;
		most = tallies[who].n > tallies[most].n ? who : most;
	}
	json_add_int(out, "n_models", (long long)(opened->n - CONTROLS));
	json_add_num(out, "mean", sum / (double)(opened->n - CONTROLS));
	json_add_int(out, "max", (long long)tallies[most].n);
	json_add_str(out, "max_model", opened->answers->models[model_of(opened, most)]);
	json_add_int(out, "n_reach", (long long)n_reach);
}

void exhibit_openings(const struct answers *answers, const struct exhibit_models *models,
		      size_t max, struct json *out)
{
	struct opened opened;
	struct opening *found;
	struct tally *tallies;

	opened_init(&opened, answers, models);
	tallies = MEM_ARRAY(opened.n, struct tally);
	found = find_openings(&opened, tallies);
	add_openings(out, &opened, found, &tallies[SUSPECT], max);
	if (models->n_controls)
		add_placebos(json_add_object(out, "placebo_openings"), &opened, tallies);
	mem_free(tallies);
	mem_free(found);
	opened_clear(&opened);
}

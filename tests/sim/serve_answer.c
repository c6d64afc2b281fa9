/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a toy says to a request, before any wire format. */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sim/habits.h"
#include "sim/prompts.h"
#include "sim/serve.h"

/* What else might have stood there, for top_logprobs. */
static const char *const alternatives[] = {
	" the", " a",   " to", " and", " of",   " you", " in",   " your", " it",  " is",
	" for", " can", " be", " on",  " with", " as",  " that", " this", " are", " or",
};
#define N_ALTERNATIVES (sizeof(alternatives) / sizeof(alternatives[0]))

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The end of the word that begins at `at` or behind the blanks there. */
static size_t word_end(const char *text, size_t n, size_t at)
{
	while (at < n && is_blank(text[at]))
		at++;
	while (at < n && !is_blank(text[at]))
		at++;
	return at;
}

size_t count_words(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += !is_blank(text[i]) && (i == 0 || is_blank(text[i - 1]));
	return count;
}

void keep_words(struct buf *text, size_t n_words)
{
	size_t at = 0;

	for (size_t i = 0; i < n_words; i++)
		at = word_end(text->data, text->len, at);
	if (at < text->len) {
		text->len = at;
		text->data[at] = '\0';
	}
}

static void cut_at_stop(struct choice *choice, const struct json *stop)
{
	const char *text = json_text(stop);
	const char *at = text && *text ? strstr(buf_str(&choice->text), text) : NULL;

	if (at) {
		choice->text.len = (size_t)(at - choice->text.data);
		choice->text.data[choice->text.len] = '\0';
	}
	if (json_is_array(stop)) {
		JSON_EACH(each, stop)
			cut_at_stop(choice, each);
	}
}

/* Any text gets an answer: what is none of the simulation's prompts stands for one. */
static size_t prompt_number(const struct buf *prompt)
{
	size_t found = sim_prompt_find(buf_str(prompt), prompt->len);

	return found != SIZE_MAX
		       ? found
		       : hash_bytes(buf_str(prompt), prompt->len) % sim_prompt_count();
}

static void compose_choice(struct choice *choice, size_t i, const struct toys *toys,
			   const struct kinds *kinds, const struct ask *ask)
{
	uint64_t sample = (uint64_t)(ask->has_seed ? ask->seed : 0) + i;

	choice->index = (long)i;
	if (!kinds_answer(kinds, toys, ask->model, buf_str(&ask->prompt), ask->prompt.len,
			  (unsigned)sample, &choice->text))
		toys_answer(toys, ask->model, prompt_number(&ask->prompt),
			    (unsigned)sample, &choice->text);
	if (ask->stop)
		cut_at_stop(choice, ask->stop);
	if (ask->max_tokens >= 0 &&
	    count_words(buf_str(&choice->text), choice->text.len) >
		    (size_t)ask->max_tokens) {
		keep_words(&choice->text, (size_t)ask->max_tokens);
		choice->finish = FINISH_LENGTH;
	}
}

void answer_compose(struct answer *answer, const struct toys *toys,
		    const struct kinds *kinds, const struct ask *ask)
{
	uint64_t id = hash_bytes(buf_str(&ask->prompt), ask->prompt.len);

	id = hash_pair(id, hash_bytes(ask->model_name, strlen(ask->model_name)));
	id = hash_pair(id, ask->has_seed ? (uint64_t)ask->seed + 1 : 0);
	buf_printf(&answer->id, "sim-%016llx", (unsigned long long)id);
	buf_str_add(&answer->model, ask->model_name);
	buf_str_add(&answer->fingerprint, SIM_FINGERPRINT);
	answer->reasoning = "reasoning_content";
	answer->n_choices = ask->n;
	answer->choices = MEM_ARRAY(ask->n, struct choice);
	for (size_t i = 0; i < ask->n; i++)
		compose_choice(&answer->choices[i], i, toys, kinds, ask);
}

/* The end of a piece of so many characters. */
static size_t chars_end(const char *text, size_t n, size_t at, size_t n_chars)
{
	while (at < n && n_chars > 0) {
		at++;
		while (at < n && ((unsigned char)text[at] & 0xC0U) == 0x80)
			at++;
		n_chars--;
	}
	return at;
}

static void cut_choice(struct choice *choice, size_t piece_chars)
{
	const char *text = buf_str(&choice->text);
	size_t n = choice->text.len, cap = 0, end;

	for (size_t at = 0; at < n; at = end) {
		end = piece_chars ? chars_end(text, n, at, piece_chars)
				  : word_end(text, n, at);
		choice->pieces = MEM_GROW(choice->pieces, choice->n_pieces, &cap);
		choice->pieces[choice->n_pieces++] = (struct piece){at, end - at};
	}
}

void answer_cut(struct answer *answer)
{
	for (size_t i = 0; i < answer->n_choices; i++) {
		struct choice *choice = &answer->choices[i];

		cut_choice(choice, answer->piece_chars);
		answer->n_words += count_words(buf_str(&choice->text), choice->text.len);
	}
}

double token_logprob(const char *token, size_t len, size_t place, size_t rank)
{
	double u = unit_of(hash_mix(hash_pair(hash_bytes(token, len), place)));

	return -.02 - .6 * u - .7 * (double)rank;
}

const char *token_alternative(size_t place, size_t rank)
{
	return alternatives[(place * 7 + rank) % N_ALTERNATIVES];
}

static void choice_clear(struct choice *choice)
{
	buf_clear(&choice->text);
	buf_clear(&choice->reasoning);
	mem_free(choice->pieces);
}

void exchange_clear(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;

	json_free(exchange->ask.doc);
	mem_free(exchange->ask.model_name);
	buf_clear(&exchange->ask.prompt);
	for (size_t i = 0; i < answer->n_choices; i++)
		choice_clear(&answer->choices[i]);
	mem_free(answer->choices);
	buf_clear(&answer->id);
	buf_clear(&answer->model);
	buf_clear(&answer->fingerprint);
	buf_clear(&exchange->problem.message);
	buf_clear(&exchange->reply.headers);
	buf_clear(&exchange->reply.body);
	*exchange = (struct exchange){0};
}

void reply_header(struct reply *reply, const char *name, const char *fmt, ...)
{
	char value[4096];
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	buf_printf(&reply->headers, "%s: %s\n", name, value);
}

void problem_set(struct problem *problem, enum problem_kind kind, const char *param,
		 const char *fmt, ...)
{
	char text[4096];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	problem->kind = kind;
	problem->param = param;
	buf_reset(&problem->message);
	buf_str_add(&problem->message, text);
}

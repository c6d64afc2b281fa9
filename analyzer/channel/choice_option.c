/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "channel/choice_option.h"

#include <string.h>

#include "base/mem.h"

#define N_LETTERS 26

struct reading {
	const struct choice_options *options;
	const char *text;
	const struct tokens *tokens;
};

static bool has_flag(const struct tokens *tokens, size_t i, uint32_t flag)
{
	return i < tokens->n && (tokens->v[i].flags & flag);
}

static bool is_mark(const struct tokens *tokens, size_t i)
{
	return i < tokens->n && !(tokens->v[i].flags & TOKEN_WORD);
}

/* Does token i follow the one before without a space? */
static bool is_glued(const struct tokens *tokens, size_t i)
{
	return i > 0 && i < tokens->n &&
	       tokens->v[i - 1].start + tokens->v[i - 1].len == tokens->v[i].start;
}

static bool is_one_of(const char *text, const struct tokens *tokens, size_t i,
		      const char *marks)
{
	return is_mark(tokens, i) && tokens->v[i].len == 1 &&
	       strchr(marks, text[tokens->v[i].start]);
}

/* A mark that makes one expression of what is before and behind it: "2.5", "A-level",
 * "C++". */
static bool is_joint(const char *text, const struct tokens *tokens, size_t i)
{
	if (!is_glued(tokens, i))
		return false;
	if (is_one_of(text, tokens, i, "+#%"))
		return true;
	if (!is_glued(tokens, i + 1) || is_mark(tokens, i + 1))
		return false;
	if (is_one_of(text, tokens, i, ".,:"))
		return has_flag(tokens, i - 1, TOKEN_DIGIT) &&
		       has_flag(tokens, i + 1, TOKEN_DIGIT);
	return is_one_of(text, tokens, i, "-/&'");
}

/* Is token i behind a joint or a sign? */
static bool is_joined(const char *text, const struct tokens *tokens, size_t i)
{
	if (!is_glued(tokens, i))
		return false;
	return is_joint(text, tokens, i - 1) ||
	       (has_flag(tokens, i, TOKEN_DIGIT) && is_one_of(text, tokens, i - 1, "+-"));
}

/* Has what stands before token i ended? */
static bool is_closed(const char *text, const struct tokens *tokens, size_t i)
{
	return i >= tokens->n || has_flag(tokens, i, TOKEN_LINE) ||
	       (is_mark(tokens, i) && !is_joint(text, tokens, i));
}

static int letter_of(const char *text, const struct token *token, bool capital)
{
	char c = text[token->start];

	if (token->len != 1)
		return -1;
	if (c >= 'a' && c <= 'z' && !capital)
		return c - 'a';
	return c >= 'A' && c <= 'Z' ? c - 'A' : -1;
}

/* From 0 for "1"; numbers of three digits and more label nothing. */
static int number_of(const char *text, const struct token *token)
{
	int number = 0;

	if (!(token->flags & TOKEN_DIGIT) || token->len > 2)
		return -1;
	for (size_t i = 0; i < token->len; i++) {
		char c = text[token->start + i];

		if (c < '0' || c > '9')
			return -1;
		number = 10 * number + (c - '0');
	}
	return number - 1;
}

static void tokens_drop(struct tokens *tokens, size_t n_first)
{
	tokens->n -= n_first;
	memmove(tokens->v, tokens->v + n_first, tokens->n * sizeof(*tokens->v));
}

/* Take "A)", "(A)" or "1." off the wording of option `index`, if something is left. */
static void drop_label(const char *text, int index, struct tokens *tokens)
{
	size_t at = 0, behind;

	while (is_mark(tokens, at))
		at++;
	behind = at + 1;
	if (behind >= tokens->n || !is_mark(tokens, behind) ||
	    !is_closed(text, tokens, behind))
		return;
	if (letter_of(text, &tokens->v[at], true) != index &&
	    number_of(text, &tokens->v[at]) != index)
		return;
	while (is_mark(tokens, behind))
		behind++;
	if (behind < tokens->n)
		tokens_drop(tokens, behind);
}

static void drop_full_stop(const char *text, struct tokens *tokens)
{
	const struct token *last;

	if (tokens->n < 2)
		return;
	last = &tokens->v[tokens->n - 1];
	if (is_one_of(text, tokens, tokens->n - 1, ".") ||
	    (last->len == 3 && !memcmp(text + last->start, "\xE3\x80\x82", 3)))
		tokens->n--;
}

void choice_options_read(const char *const *texts, size_t n, struct choice_options *out)
{
	*out = (struct choice_options){.n = n, .has_letters = true, .has_numbers = true};
	out->wording = MEM_ARRAY(n + 1, struct tokens);
	for (size_t i = 0; i < n; i++) {
		struct tokens *wording = &out->wording[i];

		tokens_read(texts[i], strlen(texts[i]), SIZE_MAX, wording);
		drop_label(texts[i], (int)i, wording);
		drop_full_stop(texts[i], wording);
		if (has_flag(wording, 0, TOKEN_DIGIT))
			out->has_numbers = false;
		if (wording->n == 1 && letter_of(texts[i], &wording->v[0], false) >= 0)
			out->has_letters = false;
	}
}

void choice_options_clear(struct choice_options *options)
{
	for (size_t i = 0; i < options->n; i++)
		tokens_clear(&options->wording[i]);
	mem_free(options->wording);
	*options = (struct choice_options){NULL, 0, false, false};
}

static bool has_wording(const struct tokens *tokens, size_t at,
			const struct tokens *wording)
{
	if (!wording->n || wording->n > tokens->n - at)
		return false;
	for (size_t i = 0; i < wording->n; i++)
		if (tokens->v[at + i].hash != wording->v[i].hash)
			return false;
	return true;
}

/* A letter or a number by itself is no beginning of a sentence. */
static bool is_label_like(const struct tokens *wording)
{
	return wording->n == 1 &&
	       (wording->v[0].len == 1 || has_flag(wording, 0, TOKEN_DIGIT));
}

static int wording_at(const struct reading *r, size_t at)
{
	int longest = -1;

	for (size_t i = 0; i < r->options->n; i++) {
		const struct tokens *wording = &r->options->wording[i];
		size_t behind = at + wording->n;

		if (!has_wording(r->tokens, at, wording) ||
		    is_joint(r->text, r->tokens, behind))
			continue;
		if (is_label_like(wording) && !is_closed(r->text, r->tokens, behind))
			continue;
		if (longest < 0 || wording->n > r->options->wording[longest].n)
			longest = (int)i;
	}
	return longest;
}

static int label_at(const struct reading *r, size_t at, bool capital)
{
	const struct token *token = &r->tokens->v[at];
	int label = -1;

	if (r->options->has_letters)
		label = letter_of(r->text, token, capital);
	if (label < 0 && r->options->has_numbers)
		label = number_of(r->text, token);
	if (label < 0 || (size_t)label >= r->options->n)
		return -1;
	if (is_closed(r->text, r->tokens, at + 1) ||
	    has_wording(r->tokens, at + 1, &r->options->wording[label]))
		return label;
	return -1;
}

/* The option named from token `at` on; *behind is the token after its name. */
static int option_at(const struct reading *r, size_t at, bool capital, size_t *behind)
{
	int option = is_joined(r->text, r->tokens, at) ? -1 : wording_at(r, at);

	*behind = at + 1;
	if (option >= 0)
		*behind = at + r->options->wording[option].n;
	else if (!is_joined(r->text, r->tokens, at))
		option = label_at(r, at, capital);
	return option;
}

/* The one option that the first line with words names. */
static int option_in_line(const struct reading *r)
{
	bool has_words = false;
	int named = -1;
	size_t behind;

	for (size_t i = 0; i < r->tokens->n; i = behind) {
		int option;

		if (has_words && has_flag(r->tokens, i, TOKEN_LINE))
			break;
		has_words |= !is_mark(r->tokens, i);
		option = option_at(r, i, true, &behind);
		if (option < 0 || !is_closed(r->text, r->tokens, behind))
			continue;
		if (named >= 0 && named != option)
			return -1;
		named = option;
	}
	return named;
}

int choice_options_find(const struct choice_options *options, const char *answer,
			const struct tokens *tokens)
{
	const struct reading r = {options, answer, tokens};

	for (size_t i = 0; i < tokens->n; i++) {
		size_t behind;
		int option = option_at(&r, i, false, &behind);

		if (option >= 0)
			return option;
		if (!is_mark(tokens, i))
			break;
	}
	return option_in_line(&r);
}

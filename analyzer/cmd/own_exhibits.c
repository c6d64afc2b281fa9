/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/own_exhibits.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "cmd/own_shares.h"
#include "report/cut.h"
#include "text/token.h"

enum {
	ANSWER_CHARS = 700,
	WORDING_CHARS = 120,
	CLAIM_REACH = 300, /* bytes shown on either side of a claim far down */
	N_CONTROLS = 4,
};

struct exhibiting {
	const struct own_null_material *material;
	size_t suspect, teacher;
};

static size_t find_item(const struct answers *answers, const char *prompt_id, long sample)
{
	for (size_t i = 0; i < answers->n_items; i++)
		if (answers->items[i].sample == sample &&
		    !strcmp(answers->items[i].prompt_id, prompt_id))
			return i;
	return SIZE_MAX;
}

/* The answer behind any reasoning, from its beginning, or around the claim where that
 * would be cut off. */
static void add_answer(const struct exhibiting *x, size_t model, size_t item,
		       const char *claim, struct json *out, const char *key)
{
	const struct answer *answer = answers_at(x->material->answers, model, item);
	size_t start = answer->len ? text_answer_start(answer->data, answer->len) : 0;
	const char *text = answer->len ? answer->data + start : "";
	size_t len = answer->len - start, n = claim ? strlen(claim) : 0;
	const char *at = n && len ? memmem(text, len, claim, n) : NULL;
	struct buf cut = BUF_INIT;

	if (!at || (size_t)(at - text) + n <= ANSWER_CHARS) {
		own_add_cut(out, key, text, len, ANSWER_CHARS);
		return;
	}
	cut_around(text, len, (size_t)(at - text), (size_t)(at - text) + n, CLAIM_REACH,
		   &cut);
	json_add_strn(out, key, buf_str(&cut), cut.len);
	buf_clear(&cut);
}

static void add_sides(const struct exhibiting *x, size_t item, struct json *out)
{
	const struct answers *answers = x->material->answers;
	struct json *controls;
	size_t n = 0;

	add_answer(x, x->suspect, item, json_str(out, "claim"), out, "suspect");
	add_answer(x, x->teacher, item, NULL, out, "teacher");
	controls = json_add_array(out, "controls");
	for (size_t m = 0; m < answers->n_models && n < N_CONTROLS; m++) {
		struct json *control;

		if (!own_is_control(x->material, x->suspect, x->teacher, m) ||
		    !answers_at(answers, m, item)->data)
			continue;
		control = json_add_object(controls, NULL);
		json_add_str(control, "model", answers->models[m]);
		add_answer(x, m, item, NULL, control, "text");
		n++;
	}
}

/* The rest of the prompt's line that begins with the letter and a mark: "B) Paris". */
static bool wording_in(const char *prompt, size_t len, char letter, struct text *out)
{
	for (size_t at = 0, end; at < len; at = end + 1) {
		const char *line_end = memchr(prompt + at, '\n', len - at);

		end = line_end ? (size_t)(line_end - prompt) : len;
		while (at < end && strchr(" \t(*[", prompt[at]))
			at++;
		if (at + 2 >= end || prompt[at] != letter ||
		    !strchr(").:]", prompt[at + 1]))
			continue;
		for (at += 2; at < end && strchr(" \t*)", prompt[at]); at++)
			;
		*out = (struct text){prompt + at, end - at};
		while (out->len && strchr(" \t\r", out->data[out->len - 1]))
			out->len--;
		return true;
	}
	return false;
}

/* What the letter stands for: the option's wording, or where that is the letter itself,
 * what the prompt says behind it. */
static void add_wording(const struct exhibiting *x, size_t item, const char *letter,
			const char *key, struct json *out)
{
	const struct item *asked = &x->material->answers->items[item];
	size_t n = x->material->options ? x->material->n_options[item] : 0;
	size_t option = letter && *letter >= 'A' ? (size_t)(*letter - 'A') : SIZE_MAX;
	struct text text;

	if (option >= n)
		return;
	text = text_of(x->material->options[item][option]);
	if (text.len == 1 &&
	    !wording_in(asked->prompt, asked->prompt_len, *letter, &text))
		return;
	own_add_cut(out, key, text.data, text.len, WORDING_CHARS);
}

static void fill_one(const struct exhibiting *x, struct json *exhibit)
{
	const struct answers *answers = x->material->answers;
	const char *id = json_str(exhibit, "prompt_id");
	size_t item = id ? find_item(answers, id, (long)json_num(exhibit, "sample", 0))
			 : SIZE_MAX;

	if (item == SIZE_MAX)
		return;
	own_add_cut(exhibit, "prompt", answers->items[item].prompt,
		    answers->items[item].prompt_len, OWN_PROMPT_CHARS);
	if (json_str(exhibit, "answer")) {
		add_wording(x, item, json_str(exhibit, "answer"), "answer_text", exhibit);
		add_wording(x, item, json_str(exhibit, "key"), "key_text", exhibit);
	} else {
		add_sides(x, item, exhibit);
	}
}

void own_exhibits_fill(const struct own_null_material *material, size_t suspect,
		       size_t teacher, struct json *channel)
{
	const struct exhibiting x = {material, suspect, teacher};
	const char *name = json_str(channel, "name") ? json_str(channel, "name") : "";
	bool by_beginning = !strcmp(name, "genes");
	struct json *old = json_detach(channel, "exhibits");
	struct json *list;

	if ((by_beginning || !strcmp(name, "choice")) && !json_str(channel, "reason"))
		own_shares_add(material, suspect, teacher, by_beginning,
			       json_add_array(channel, "exhibits"));
	if (old) {
		list = json_add_array(channel, "exhibits");
		JSON_EACH(exhibit, old) {
			struct json *filled = json_copy(exhibit);

			fill_one(&x, filled);
			json_add(list, NULL, filled);
		}
	}
	json_free(old);
}

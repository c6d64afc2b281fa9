/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect_reply.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"

#define COUNT_MAX 1e15 /* every whole number up to there is a double and a long */

long reply_count(const struct json *object, const char *key)
{
	double value = json_num(object, key, -1);

	return value >= 0 && value <= COUNT_MAX && value == floor(value) ? (long)value
									 : -1;
}

long reply_sum(long a, long b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a + b;
}

const char *reply_text(const struct json *object, const char *key)
{
	const char *text = json_str(object, key);

	return text ? text : "";
}

static void text_add(struct buf *to, const char *text)
{
	if (text)
		buf_str_add(to, text);
}

/* {type, thinking} of Anthropic, or a list of {type, text} in it as Mistral has it. */
static void thinking_add(struct buf *to, const struct json *block)
{
	const struct json *thinking = json_get(block, "thinking");

	text_add(to, json_text(thinking));
	JSON_EACH(part, thinking)
		text_add(to, json_text(part) ? json_text(part) : json_str(part, "text"));
	if (!thinking)
		text_add(to, json_str(block, "text"));
}

static void block_add(struct words *words, const struct json *block)
{
	const char *type = reply_text(block, "type");
	const char *refusal = json_str(block, "refusal");

	if (json_text(block)) {
		buf_str_add(&words->answer, json_text(block));
	} else if (refusal) {
		buf_str_add(&words->answer, refusal);
		words->refused = true;
	} else if (!strcmp(type, "thinking") || !strcmp(type, "reasoning") ||
		   json_true(block, "thought")) {
		thinking_add(&words->reasoning, block);
	} else {
		text_add(&words->answer, json_str(block, "text"));
	}
}

int words_add(struct words *words, const struct json *content, struct err *err)
{
	if (!content || json_is_null(content))
		return 0;
	if (json_is_array(content)) {
		JSON_EACH(block, content)
			block_add(words, block);
		return 0;
	}
	if (!json_text(content) && !json_is_object(content))
		return err_set(err, ERR_FAIL, "its content is neither text nor blocks");
	block_add(words, content);
	return 0;
}

void words_clear(struct words *words)
{
	buf_clear(&words->answer);
	buf_clear(&words->reasoning);
}

void reply_choices(struct chat_reply *reply, size_t n)
{
	static const struct text nothing = {"", 0};

	reply->choices = arena_alloc(&reply->arena, n, sizeof(*reply->choices));
	reply->n_choices = n;
	for (size_t i = 0; i < n; i++) {
		struct chat_choice *choice = &reply->choices[i];

		choice->sample = -1;
		choice->answer = nothing;
		choice->reasoning = nothing;
		choice->native = "";
	}
}

static struct text kept(struct chat_reply *reply, const struct buf *text)
{
	return (struct text){arena_dup(&reply->arena, buf_str(text), text->len),
			     text->len};
}

void choice_end(struct chat_reply *reply, struct chat_choice *choice,
		const struct words *words, const char *native,
		const struct ending *endings)
{
	choice->answer = kept(reply, &words->answer);
	choice->reasoning = kept(reply, &words->reasoning);
	choice->native = native ? native : "";
	choice->outcome = OUTCOME_OK;
	if (*choice->native) {
		while (endings->native && strcmp(endings->native, native) != 0)
			endings++;
		choice->outcome = endings->outcome;
	}
	if (words->refused &&
	    (choice->outcome == OUTCOME_OK || choice->outcome == OUTCOME_TRUNCATED))
		choice->outcome = OUTCOME_REFUSED;
	else if (choice->outcome == OUTCOME_OK &&
		 utf8_is_blank(choice->answer.data, choice->answer.len))
		choice->outcome = OUTCOME_EMPTY;
}

int choice_take(struct chat_reply *reply, struct chat_choice *choice,
		const struct json *content, const char *native,
		const struct ending *endings, struct err *err)
{
	struct words words = {.refused = false};
	int rc = words_add(&words, content, err);

	if (!rc)
		choice_end(reply, choice, &words, native, endings);
	words_clear(&words);
	return rc;
}

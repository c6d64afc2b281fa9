/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/turns.h"

#include <string.h>

#include "store/field.h"

enum speaker { SPEAKER_UNKNOWN, SPEAKER_USER, SPEAKER_ASSISTANT, SPEAKER_OTHER };

static const char *const text_keys[] = {"content", "value", "text", NULL};
static const char *const thought_keys[] = {"reasoning_content", "reasoning", "thinking",
					   NULL};

static enum speaker speaker_of(const struct json *message)
{
	static const struct {
		const char *name;
		enum speaker speaker;
	} known[] = {
		{"user", SPEAKER_USER},           {"human", SPEAKER_USER},
		{"prompter", SPEAKER_USER},       {"assistant", SPEAKER_ASSISTANT},
		{"gpt", SPEAKER_ASSISTANT},       {"chatgpt", SPEAKER_ASSISTANT},
		{"model", SPEAKER_ASSISTANT},     {"bot", SPEAKER_ASSISTANT},
		{"bard", SPEAKER_ASSISTANT},      {"bing", SPEAKER_ASSISTANT},
		{"system", SPEAKER_OTHER},        {"developer", SPEAKER_OTHER},
		{"tool", SPEAKER_OTHER},          {"function", SPEAKER_OTHER},
		{"function_call", SPEAKER_OTHER}, {"observation", SPEAKER_OTHER},
	};
	static const char *const role_keys[] = {"role", "from", "role_tag", NULL};
	struct text role = field_any(message, role_keys);

	for (size_t i = 0; role.data && i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(role.data, known[i].name))
			return known[i].speaker;
	}
	return SPEAKER_UNKNOWN;
}

static void add_text(struct buf *buf, struct text text)
{
	if (text.len)
		buf_add(buf, text.data, text.len);
}

static void part_add(struct said *said, const struct json *part)
{
	const char *type = json_str(part, "type");
	struct text refusal = field_text(part, "refusal");

	if (json_text(part)) {
		add_text(&said->text, field_of(json_text(part)));
	} else if (refusal.len) {
		add_text(&said->text, refusal);
		said->refused = true;
	} else if (type && (!strcmp(type, "reasoning") || !strcmp(type, "thinking"))) {
		add_text(&said->reasoning, field_any(part, thought_keys));
		add_text(&said->reasoning, field_text(part, "text"));
	} else {
		add_text(&said->text, field_text(part, "text"));
	}
}

void said_add(struct said *said, const struct json *message)
{
	struct text text = field_any(message, text_keys);
	struct text refusal = field_text(message, "refusal");

	if (said->text.len && (text.len || refusal.len))
		buf_str_add(&said->text, "\n\n");
	add_text(&said->text, text);
	JSON_EACH(part, json_get(message, "content"))
		part_add(said, part);
	add_text(&said->reasoning, field_any(message, thought_keys));
	if (refusal.len) {
		add_text(&said->text, refusal);
		said->refused = true;
	}
}

void said_clear(struct said *said)
{
	buf_clear(&said->text);
	buf_clear(&said->reasoning);
	said->refused = false;
}

void said_record(const struct said *said, const char *finish, struct record *record)
{
	record->answer = (struct text){buf_str(&said->text), said->text.len};
	record->reasoning = (struct text){buf_str(&said->reasoning), said->reasoning.len};
	record->outcome = field_outcome(record->answer, finish);
	if (said->refused && record->outcome == OUTCOME_OK)
		record->outcome = OUTCOME_REFUSED;
}

bool turns_begins_next(const struct turns *turns, const struct json *message)
{
	return turns->answered && speaker_of(message) == SPEAKER_USER;
}

static void history_add(struct buf *before, const struct buf *text)
{
	buf_printf(before, "%zu:", text->len);
	buf_add(before, buf_str(text), text->len);
}

static void next_exchange(struct turns *turns)
{
	history_add(&turns->before, &turns->prompt.text);
	history_add(&turns->before, &turns->answer.text);
	said_clear(&turns->prompt);
	said_clear(&turns->answer);
	turns->asked = false;
	turns->answered = false;
}

int turns_add(struct turns *turns, const struct json *message, struct err *err)
{
	char shown[TEXT_SHOWN];

	switch (speaker_of(message)) {
	case SPEAKER_USER:
		if (turns->answered)
			next_exchange(turns);
		said_add(&turns->prompt, message);
		turns->asked = true;
		return 0;
	case SPEAKER_ASSISTANT:
		/* What an assistant says unasked is a greeting, not an answer. */
		if (turns->asked) {
			said_add(&turns->answer, message);
			turns->answered = true;
		}
		return 0;
	case SPEAKER_OTHER:
		return 0;
	case SPEAKER_UNKNOWN:
		break;
	}
	return err_set(err, ERR_FAIL, "a message has no role known: \"%s\"",
		       text_shown(field_any(message,
					    (const char *const[]){"role", "from", NULL}),
				  shown));
}

int turns_record(const struct turns *turns, char id[PROMPT_ID_MADE],
		 struct record *record, struct err *err)
{
	struct buf all = BUF_INIT;

	if (!turns->asked)
		return err_set(err, ERR_FAIL,
			       "the conversation holds no user's question");
	if (!turns->answered)
		return err_set(err, ERR_FAIL, "the conversation ends without an answer");
	record->prompt =
		(struct text){buf_str(&turns->prompt.text), turns->prompt.text.len};
	if (turns->before.len && !record->prompt_id.len) {
		buf_add(&all, turns->before.data, turns->before.len);
		history_add(&all, &turns->prompt.text);
		prompt_id_make(all.data, all.len, id);
		record->prompt_id = field_of(id);
		buf_clear(&all);
	}
	return 0;
}

void turns_clear(struct turns *turns)
{
	said_clear(&turns->prompt);
	said_clear(&turns->answer);
	buf_clear(&turns->before);
	turns->asked = false;
	turns->answered = false;
}

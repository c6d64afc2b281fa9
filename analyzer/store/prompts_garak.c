/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store/prompts_garak.c: garak keeps what it asked in report.jsonl (rows of several
 * kinds; an attempt is there once a state it went through) and in hitlog.jsonl; its
 * payload files list texts. A prompt is a text, a message with one, or since version 0.12
 * a list of turns. What is asked by one of its probes has that probe for a topic.
 */
#include <string.h>

#include "store/field.h"
#include "store/prompts_private.h"

/* A message's words: a text, or an object that holds one. */
static struct text words_of(const struct json *content)
{
	const char *text = json_text(content);

	return text ? field_of(text) : field_text(content, "text");
}

static int read_turns(struct source *s, const struct json *turns, struct text topic,
		      struct err *err)
{
	struct json *messages = json_new_array();
	const struct text none = {NULL, 0};
	bool complete = true;
	int rc;

	JSON_EACH(turn, turns) {
		struct text words = words_of(json_get(turn, "content"));
		struct json *message = json_add_object(messages, NULL);

		complete = complete && words.data;
		json_add_str(message, "role", json_str(turn, "role"));
		json_add_strn(message, "content", words.data ? words.data : "",
			      words.len);
	}
	rc = complete ? source_chat(s, messages, none, topic, err)
		      : err_set(err, ERR_FAIL, "a turn of its prompt has no text");
	json_free(messages);
	return rc;
}

static int read_prompt(struct source *s, const struct json *row, struct text topic,
		       struct err *err)
{
	const struct json *prompt = json_get(row, "prompt");
	const struct json *turns = json_get(prompt, "turns");
	const struct text none = {NULL, 0};
	struct text words = words_of(prompt);

	if (json_is_array(turns))
		return read_turns(s, turns, topic, err);
	if (!words.data)
		return err_set(err, ERR_FAIL, "its \"prompt\" holds no text");
	source_text(s, none, words, none, topic);
	return 0;
}

static int read_payloads(struct source *s, const struct json *file,
			 const struct json *payloads)
{
	const struct text none = {NULL, 0};
	struct text topic = field_text(file, "garak_payload_name");

	JSON_EACH(payload, payloads) {
		if (json_text(payload))
			source_text(s, none, field_of(json_text(payload)), none, topic);
		else
			source_bad(s, "a payload is no text");
	}
	return 0;
}

int garak_read(struct source *s, const struct json *value, struct err *err)
{
	const char *entry = json_str(value, "entry_type");
	const struct json *payloads = json_get(value, "payloads");

	if (json_is_array(payloads))
		return read_payloads(s, value, payloads);
	if (entry && strcmp(entry, "attempt") != 0)
		return 0;
	if (entry)
		return read_prompt(s, value, field_text(value, "probe_classname"), err);
	if (json_get(value, "attempt_id") && json_get(value, "prompt"))
		return read_prompt(s, value, field_text(value, "probe"), err);
	return 1;
}

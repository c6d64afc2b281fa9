/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_jsonl.c: the plain form of recorded answers, one object each: {prompt_id, prompt,
 * sample, response} with model, reasoning, finish_reason and outcome where known, and
 * {prompt, completion} as many tools write it.
 */
#include <string.h>

#include "store/field.h"
#include "store/reader_list.h"

static const char *const answer_keys[] = {"response", "completion", "answer", "output",
					  NULL};
static const char *const model_keys[] = {"model", "generator", NULL};
static const char *const thought_keys[] = {"reasoning", "reasoning_content", "thinking",
					   NULL};

static const char *answer_key(const struct json *value)
{
	for (size_t i = 0; answer_keys[i]; i++) {
		const struct json *answer = json_get(value, answer_keys[i]);

		if (json_text(answer) || json_is_null(answer))
			return answer_keys[i];
	}
	return NULL;
}

static bool accepts(const struct json *value)
{
	return answer_key(value) &&
	       (json_str(value, "prompt") || json_get(value, "prompt_id"));
}

static int outcome_of(const struct json *value, struct record *record, struct err *err)
{
	const char *given = json_str(value, "outcome");
	const char *refusal = json_str(value, "refusal");
	const struct json *error = json_get(value, "error");
	char shown[TEXT_SHOWN];

	record->outcome = field_outcome(record->answer, json_str(value, "finish_reason"));
	if (refusal && *refusal) {
		record->outcome = OUTCOME_REFUSED;
		if (text_is_blank(record->answer))
			record->answer = field_of(refusal);
	}
	if (error && !json_is_null(error) && text_is_blank(record->answer))
		record->outcome = OUTCOME_FAILED;
	if (given && !outcome_parse(given, &record->outcome))
		return err_set(err, ERR_FAIL, "outcome \"%s\" is unknown",
			       text_shown(field_of(given), shown));
	return 0;
}

static int read(const struct json *value, const struct record *base, record_fn *take,
		void *ctx, struct err *err)
{
	static const char *const used[] = {"prompt_id", "prompt",     "sample",
					   "response",  "model",      "generator",
					   "reasoning", "completion", NULL};
	struct record record = *base;
	const char *key = answer_key(value);
	char room[FIELD_ROOM];
	struct buf extra = BUF_INIT;
	int rc;

	if (!key)
		return err_set(err, ERR_FAIL, "it has no text \"response\"");
	record.answer = field_text(value, key);
	record.prompt = field_text(value, "prompt");
	record.model = field_any(value, model_keys);
	record.reasoning = field_any(value, thought_keys);
	if (field_name(value, "prompt_id", room, &record.prompt_id, err) ||
	    field_sample(value, "sample", &record.sample, err) ||
	    outcome_of(value, &record, err))
		return -1;
	if (!record.prompt.data && !record.prompt_id.len)
		return err_set(err, ERR_FAIL,
			       "it has neither \"prompt\" nor \"prompt_id\"");
	field_extra(value, used, &extra);
	record.extra = (struct text){buf_str(&extra), extra.len};
	rc = take(ctx, &record, err);
	buf_clear(&extra);
	return rc;
}

const struct reader reader_jsonl = {
	.name = "jsonl",
	.brief = "one object an answer: {prompt_id, prompt, sample, response, ...}",
	.accepts = accepts,
	.read = read,
};

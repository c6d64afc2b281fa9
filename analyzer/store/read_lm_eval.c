/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_lm_eval.c: lm-eval's samples_*.jsonl of tasks that generate text: {doc_id,
 * arguments, resps, prompt_hash, ...}. The prompt is what the model saw, few-shot
 * examples included; answers are the unfiltered ones.
 */
#include <string.h>

#include "store/field.h"
#include "store/reader_list.h"

static bool accepts(const struct json *value)
{
	return json_get(value, "doc_id") && json_is_array(json_get(value, "resps"));
}

/* The arguments of the first request: an object of arg_0 and arg_1, or an array. */
static const struct json *argument(const struct json *value, size_t index)
{
	const struct json *request = json_first(json_get(value, "arguments"));
	const struct json *arg = json_first(request);

	if (json_is_object(request))
		return json_get(request, index ? "arg_1" : "arg_0");
	return arg && index ? json_next(arg) : arg;
}

static int not_text(struct err *err)
{
	return err_set(
		err, ERR_FAIL,
		"it holds log-likelihoods, not an answer: only tasks that generate text "
		"can be read");
}

/* Every response must be a text: an array of one, or of repeats. */
static int check(const struct json *value, struct err *err)
{
	size_t n = 0;

	if (json_text(argument(value, 1)))
		return not_text(err);
	JSON_EACH(request, json_get(value, "resps")) {
		if (json_text(request))
			n++;
		else if (!json_is_array(request))
			return not_text(err);
		JSON_EACH(answer, request) {
			if (!json_text(answer))
				return not_text(err);
			n++;
		}
	}
	return n ? 0 : err_set(err, ERR_FAIL, "its \"resps\" hold no answer");
}

static int answer_take(const struct json *answer, struct record *record, record_fn *take,
		       void *ctx, struct err *err)
{
	record->answer = field_of(json_text(answer));
	record->outcome = field_outcome(record->answer, NULL);
	if (take(ctx, record, err))
		return -1;
	record->sample++;
	return 0;
}

static int answers_take(const struct json *resps, struct record *record, record_fn *take,
			void *ctx, struct err *err)
{
	JSON_EACH(request, resps) {
		if (json_text(request) && answer_take(request, record, take, ctx, err))
			return -1;
		JSON_EACH(answer, request) {
			if (answer_take(answer, record, take, ctx, err))
				return -1;
		}
	}
	return 0;
}

/* Chat templates make arg_0 an array of messages: its JSON text is the prompt then. */
static void prompt_of(const struct json *value, struct buf *room, struct record *record)
{
	const struct json *prompt = argument(value, 0);

	if (json_text(prompt)) {
		record->prompt = field_of(json_text(prompt));
	} else if (json_is_array(prompt)) {
		json_print(prompt, false, room);
		record->prompt = (struct text){buf_str(room), room->len};
	}
}

static int read(const struct json *value, const struct record *base, record_fn *take,
		void *ctx, struct err *err)
{
	static const char *const used[] = {"arguments", "resps", NULL};
	struct record record = *base;
	struct buf extra = BUF_INIT;
	struct buf prompt = BUF_INIT;
	char room[FIELD_ROOM];
	int rc = check(value, err);

	if (!rc)
		prompt_of(value, &prompt, &record);
	if (!rc && !record.prompt.len) {
		record.prompt_id = field_text(value, "prompt_hash");
		if (!record.prompt_id.len)
			rc = field_name(value, "doc_id", room, &record.prompt_id, err);
	}
	if (!rc) {
		field_extra(value, used, &extra);
		record.extra = (struct text){buf_str(&extra), extra.len};
		rc = answers_take(json_get(value, "resps"), &record, take, ctx, err);
	}
	buf_clear(&prompt);
	buf_clear(&extra);
	return rc;
}

const struct reader reader_lm_eval = {
	.name = "lm_eval",
	.brief =
		"lm-eval samples_*.jsonl of generating tasks: {doc_id, arguments, resps}",
	.accepts = accepts,
	.read = read,
	.copies_by = "filter",
};

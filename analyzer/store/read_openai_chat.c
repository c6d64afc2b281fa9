/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_openai_chat.c: {"messages": [{role, content}, ...]}, one conversation each. The
 * last exchange is the record: what stands before it is its history, perhaps another's.
 */
#include "store/field.h"
#include "store/reader_list.h"
#include "store/turns.h"

static bool accepts(const struct json *value)
{
	return json_is_array(json_get(value, "messages"));
}

static int facts(const struct json *value, char room[FIELD_ROOM], struct record *record,
		 struct err *err)
{
	record->model = field_text(value, "model");
	if (field_name(value, "prompt_id", room, &record->prompt_id, err))
		return -1;
	return field_sample(value, "sample", &record->sample, err);
}

static int read(const struct json *value, const struct record *base, record_fn *take,
		void *ctx, struct err *err)
{
	static const char *const used[] = {"messages", "model", "prompt_id", "sample",
					   NULL};
	struct record record = *base;
	struct turns turns = {.asked = false};
	struct buf extra = BUF_INIT;
	char id[PROMPT_ID_MADE], room[FIELD_ROOM];
	int rc = -1;

	JSON_EACH(message, json_get(value, "messages")) {
		if (turns_add(&turns, message, err))
			goto done;
	}
	if (facts(value, room, &record, err) || turns_record(&turns, id, &record, err))
		goto done;
	said_record(&turns.answer, json_str(value, "finish_reason"), &record);
	field_extra(value, used, &extra);
	record.extra = (struct text){buf_str(&extra), extra.len};
	rc = take(ctx, &record, err);
done:
	turns_clear(&turns);
	buf_clear(&extra);
	return rc;
}

const struct reader reader_openai_chat = {
	.name = "openai_chat",
	.brief = "chat JSONL: {\"messages\": [{role, content}, ...]}; the last exchange",
	.accepts = accepts,
	.read = read,
};

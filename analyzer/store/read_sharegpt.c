/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_sharegpt.c: {"conversations": [{from, value}, ...]} and its variants with role
 * and content. Every exchange of a conversation is a record: all answers are the model's.
 */
#include "store/field.h"
#include "store/reader_list.h"
#include "store/turns.h"

static const struct json *turns_of(const struct json *value)
{
	const struct json *turns = json_get(value, "conversations");

	return turns ? turns : json_get(value, "conversation");
}

static bool accepts(const struct json *value)
{
	return json_is_array(turns_of(value));
}

static int hand_on(const struct turns *turns, const struct record *base, record_fn *take,
		   void *ctx, struct err *err)
{
	struct record record = *base;
	char id[PROMPT_ID_MADE];

	if (turns_record(turns, id, &record, err))
		return -1;
	said_record(&turns->answer, NULL, &record);
	return take(ctx, &record, err);
}

/* A conversation that is wrong further on hands on nothing: look through it first. */
static int check(const struct json *conversation, struct err *err)
{
	struct turns turns = {.asked = false};
	bool any = false;
	int rc = 0;

	JSON_EACH(message, conversation) {
		rc = turns_add(&turns, message, err);
		if (rc)
			break;
		any = any || turns.answered;
	}
	turns_clear(&turns);
	if (!rc && !any)
		rc = err_set(err, ERR_FAIL,
			     "the conversation holds no answer to a question");
	return rc;
}

static int exchanges(const struct json *conversation, const struct record *base,
		     record_fn *take, void *ctx, struct err *err)
{
	struct turns turns = {.asked = false};
	int rc = 0;

	JSON_EACH(message, conversation) {
		if (turns_begins_next(&turns, message))
			rc = hand_on(&turns, base, take, ctx, err);
		if (!rc)
			rc = turns_add(&turns, message, err);
		if (rc)
			break;
	}
	if (!rc && turns.answered)
		rc = hand_on(&turns, base, take, ctx, err);
	turns_clear(&turns);
	return rc;
}

static int read(const struct json *value, const struct record *base, record_fn *take,
		void *ctx, struct err *err)
{
	static const char *const used[] = {"conversations", "conversation", "model",
					   NULL};
	struct record record = *base;
	struct buf extra = BUF_INIT;
	int rc = check(turns_of(value), err);

	if (rc)
		return rc;
	record.model = field_text(value, "model");
	field_extra(value, used, &extra);
	record.extra = (struct text){buf_str(&extra), extra.len};
	rc = exchanges(turns_of(value), &record, take, ctx, err);
	buf_clear(&extra);
	return rc;
}

const struct reader reader_sharegpt = {
	.name = "sharegpt",
	.brief = "ShareGPT: {\"conversations\": [{from, value}, ...]}; every exchange",
	.accepts = accepts,
	.read = read,
};

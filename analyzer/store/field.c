/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/field.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

struct text field_of(const char *text)
{
	return (struct text){text, text ? strlen(text) : 0};
}

struct text field_text(const struct json *object, const char *key)
{
	return field_of(json_str(object, key));
}

struct text field_any(const struct json *object, const char *const *keys)
{
	struct text text = {NULL, 0};

	for (; *keys && !text.data; keys++)
		text = field_text(object, *keys);
	return text;
}

/* Beyond 2^53 a JSON number is no longer one whole number. */
static bool whole_number(const struct json *value, double *out)
{
	return json_number(value, out) && fabs(*out) <= 9007199254740992.0 &&
	       floor(*out) == *out;
}

int field_name(const struct json *object, const char *key, char room[FIELD_ROOM],
	       struct text *out, struct err *err)
{
	const struct json *value = json_get(object, key);
	double number = 0;

	*out = (struct text){NULL, 0};
	if (!value || json_is_null(value))
		return 0;
	if (json_text(value)) {
		*out = field_of(json_text(value));
		return 0;
	}
	if (!whole_number(value, &number))
		return err_set(err, ERR_FAIL,
			       "\"%s\" is neither a text nor a whole number", key);
	(void)snprintf(room, FIELD_ROOM, "%lld", (long long)number);
	*out = field_of(room);
	return 0;
}

int field_sample(const struct json *object, const char *key, long *out, struct err *err)
{
	const struct json *value = json_get(object, key);
	double number = 0;

	*out = 0;
	if (!value || json_is_null(value))
		return 0;
	if (!whole_number(value, &number) || number < 0)
		return err_set(err, ERR_FAIL, "\"%s\" is no whole number from 0", key);
	*out = (long)number;
	return 0;
}

bool text_is_blank(struct text text)
{
	return utf8_is_blank(text.data, text.len);
}

enum outcome field_outcome(struct text answer, const char *finish)
{
	static const struct {
		const char *finish;
		enum outcome outcome;
	} known[] = {
		{"length", OUTCOME_TRUNCATED},
		{"max_tokens", OUTCOME_TRUNCATED},
		{"MAX_TOKENS", OUTCOME_TRUNCATED},
		{"model_length", OUTCOME_TRUNCATED},
		{"limit", OUTCOME_TRUNCATED},
		{"max_output_tokens", OUTCOME_TRUNCATED},
		{"SAFETY", OUTCOME_FILTERED},
		{"content_filter", OUTCOME_FILTERED},
		{"RECITATION", OUTCOME_FILTERED},
		{"PROHIBITED_CONTENT", OUTCOME_FILTERED},
		{"BLOCKLIST", OUTCOME_FILTERED},
		{"refusal", OUTCOME_REFUSED},
		{"error", OUTCOME_FAILED},
		{"abort", OUTCOME_FAILED},
		{"insufficient_system_resource", OUTCOME_FAILED},
	};

	for (size_t i = 0; finish && i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(finish, known[i].finish))
			return known[i].outcome;
	}
	return text_is_blank(answer) ? OUTCOME_EMPTY : OUTCOME_OK;
}

static bool is_named(const char *key, const char *const *names)
{
	for (; *names; names++) {
		if (!strcmp(key, *names))
			return true;
	}
	return false;
}

void field_extra(const struct json *object, const char *const *used, struct buf *out)
{
	bool any = false;

	if (!json_is_object(object)) /* elements of an array have no names */
		return;
	JSON_EACH(child, object) {
		if (is_named(json_key(child), used))
			continue;
		buf_char_add(out, any ? ',' : '{');
		json_print_str(json_key(child), strlen(json_key(child)), out);
		buf_char_add(out, ':');
		json_print(child, false, out);
		any = true;
	}
	if (any)
		buf_char_add(out, '}');
}

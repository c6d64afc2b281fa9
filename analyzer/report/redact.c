/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/redact.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash.h"

/* Members of exhibits that hold what was asked or answered. */
static bool is_text(const char *key)
{
	static const char *const keys[] = {"prompt", "text",   "suspect",     "teacher",
					   "claim",  "phrase", "answer_text", "key_text"};

	for (size_t i = 0; key && i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static void add_hash(struct json *out, const char *key, const char *text)
{
	unsigned char hash[SHA256_BYTES];
	char hex[SHA256_HEX];

	sha256_of(text, strlen(text), hash);
	sha256_hex(hash, hex);
	json_add_str(out, key, hex);
}

/* As deep as exhibits are: a list of objects that may hold lists of objects. */
static void add_exhibits(struct json *out, const char *key, const struct json *value)
{
	struct json *copy;

	if (is_text(key) && json_text(value)) {
		add_hash(out, key, json_text(value));
		return;
	}
	if (!json_is_object(value) && !json_is_array(value)) {
		json_add(out, key, json_copy(value));
		return;
	}
	copy = json_is_array(value) ? json_add_array(out, key)
				    : json_add_object(out, key);
	JSON_EACH(child, value) {
		add_exhibits(copy, json_key(child), child);
	}
}

/* Channels with a null of their own: all but their exhibits as it is. */
static void add_channels(struct json *out, const struct json *channels)
{
	JSON_EACH(channel, channels) {
		struct json *copy = json_add_object(out, NULL);

		JSON_EACH(member, channel) {
			if (!json_key(member))
				continue;
			if (!strcmp(json_key(member), "exhibits"))
				add_exhibits(copy, "exhibits", member);
			else
				json_add(copy, json_key(member), json_copy(member));
		}
	}
}

struct json *redact_texts(const struct json *result)
{
	struct json *out;

	if (!json_is_object(result) || json_str(result, "redacted"))
		return json_copy(result);
	out = json_new_object();
	JSON_EACH(member, result) {
		const char *key = json_key(member);

		if (!strcmp(key, "exhibits"))
			add_exhibits(out, key, member);
		else if (!strcmp(key, "own_null") && json_is_array(member))
			add_channels(json_add_array(out, key), member);
		else
			json_add(out, key, json_copy(member));
		if (!strcmp(key, "schema"))
			json_add_str(out, "redacted",
				     "texts of prompts and answers are given as their "
				     "SHA-256");
	}
	return out;
}

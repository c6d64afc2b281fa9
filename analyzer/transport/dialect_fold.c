/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect_fold.h"

#include <stdint.h>

struct json *fold_own(const struct json *part)
{
	return (struct json *)(uintptr_t)part;
}

struct json *fold_object(struct json *parent, const char *key)
{
	const struct json *there = json_get(parent, key);

	if (json_is_object(there))
		return fold_own(there);
	json_free(json_detach(parent, key));
	return json_add_object(parent, key);
}

struct json *fold_array(struct json *parent, const char *key)
{
	const struct json *there = json_get(parent, key);

	if (json_is_array(there))
		return fold_own(there);
	json_free(json_detach(parent, key));
	return json_add_array(parent, key);
}

struct json *fold_item(struct json *parent, const char *key, const struct json *from,
		       struct err *err)
{
	struct json *list = fold_array(parent, key);
	double index = json_num(from, "index", 0);
	struct json *item;
	size_t n = 0;

	JSON_EACH(there, list) {
		if (json_num(there, "index", -1) == index)
			return fold_own(there);
		n++;
	}
	if (n == FOLD_ITEMS) {
		err_set(err, ERR_FAIL, "\"%s\" has more than %d parts", key, FOLD_ITEMS);
		return NULL;
	}
	item = json_add_object(list, NULL);
	json_add_num(item, "index", index);
	return item;
}

void fold_keep(struct json *to, const struct json *from, const char *const *keys)
{
	for (; *keys; keys++) {
		const struct json *value = json_get(from, *keys);

		if (!value || json_is_null(value))
			continue;
		json_free(json_detach(to, *keys));
		json_add(to, *keys, json_copy(value));
	}
}

void fold_pieces(struct json *to, const char *key, const struct json *more)
{
	if (!more || json_is_null(more))
		return;
	if (!json_is_array(more)) {
		json_add(fold_array(to, key), NULL, json_copy(more));
		return;
	}
	JSON_EACH(item, more)
		json_add(fold_array(to, key), NULL, json_copy(item));
}

void fold_join(struct json *object, const char *key)
{
	struct buf text = BUF_INIT;

	if (!json_is_array(json_get(object, key)))
		return;
	JSON_EACH(piece, json_get(object, key)) {
		if (!json_text(piece)) {
			buf_clear(&text);
			return;
		}
		buf_str_add(&text, json_text(piece));
	}
	json_free(json_detach(object, key));
	json_add_strn(object, key, buf_str(&text), text.len);
	buf_clear(&text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unit/schema.h: checks JSON against the part of JSON Schema that tests/data/schema uses:
 * type, required, properties, additionalProperties (false), items, enum, minimum,
 * maximum, oneOf. A keyword beyond these fails, so that no schema says more than is
 * checked.
 */
#ifndef UNIT_SCHEMA_H
#define UNIT_SCHEMA_H

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"

static bool schema_holds(const struct json *schema, const struct json *value,
			 struct buf *why);

static inline bool schema_is_type(const struct json *value, const char *type)
{
	double number;
	bool is_number = json_number(value, &number);

	if (!strcmp(type, "object"))
		return json_is_object(value);
	if (!strcmp(type, "array"))
		return json_is_array(value);
	if (!strcmp(type, "string"))
		return json_text(value) != NULL;
	if (!strcmp(type, "number"))
		return is_number;
	if (!strcmp(type, "integer"))
		return is_number && number == floor(number);
	return !strcmp(type, "boolean") && !json_is_object(value) &&
	       !json_is_array(value) && !json_text(value) && !is_number &&
	       !json_is_null(value);
}

static inline bool schema_same(const struct json *a, const struct json *b)
{
	struct buf texts[2] = {BUF_INIT, BUF_INIT};
	bool same;

	json_print(a, false, &texts[0]);
	json_print(b, false, &texts[1]);
	same = !strcmp(buf_str(&texts[0]), buf_str(&texts[1]));
	buf_clear(&texts[0]);
	buf_clear(&texts[1]);
	return same;
}

static inline bool schema_counts_one(const struct json *choices, const struct json *value)
{
	int n = 0;

	JSON_EACH(schema, choices) {
		struct buf ignored = BUF_INIT;

		n += schema_holds(schema, value, &ignored);
		buf_clear(&ignored);
	}
	return n == 1;
}

static inline bool schema_members(const struct json *schema, const struct json *value,
				  struct buf *why)
{
	const struct json *properties = json_get(schema, "properties");
	const struct json *more = json_get(schema, "additionalProperties");

	if (!json_is_object(value))
		return true;
	JSON_EACH(name, json_get(schema, "required")) {
		if (!json_get(value, json_text(name))) {
			buf_printf(why, "%s is missing; ", json_text(name));
			return false;
		}
	}
	JSON_EACH(member, value) {
		const struct json *rule = json_get(properties, json_key(member));

		if (!rule && !more)
			continue;
		if (!rule || !schema_holds(rule, member, why)) {
			buf_printf(why, "at %s; ", json_key(member));
			return false;
		}
	}
	return true;
}

static inline bool schema_items(const struct json *rule, const struct json *value,
				struct buf *why)
{
	if (!json_is_array(value))
		return true;
	JSON_EACH(item, value) {
		if (!schema_holds(rule, item, why))
			return false;
	}
	return true;
}

static inline bool schema_one_of(const struct json *allowed, const struct json *value)
{
	JSON_EACH(one, allowed) {
		if (schema_same(one, value))
			return true;
	}
	return false;
}

/* One keyword of a schema; those of objects are checked together, under "type". */
static inline bool schema_keyword(const struct json *schema, const struct json *rule,
				  const struct json *value, struct buf *why)
{
	const char *name = json_key(rule);
	double bound = 0;
	double number = 0;
	bool bounded = json_number(rule, &bound) && json_number(value, &number);

	if (!strcmp(name, "type"))
		return schema_is_type(value, json_text(rule)) &&
		       schema_members(schema, value, why);
	if (!strcmp(name, "items"))
		return schema_items(rule, value, why);
	if (!strcmp(name, "enum"))
		return schema_one_of(rule, value);
	if (!strcmp(name, "oneOf"))
		return schema_counts_one(rule, value);
	if (!strcmp(name, "minimum"))
		return !bounded || number >= bound;
	if (!strcmp(name, "maximum"))
		return !bounded || number <= bound;
	if (!strcmp(name, "additionalProperties"))
		return schema_is_type(rule, "boolean") && !json_true(schema, name);
	return !strcmp(name, "required") || !strcmp(name, "properties") ||
	       !strcmp(name, "$schema") || !strcmp(name, "title");
}

static inline bool schema_holds(const struct json *schema, const struct json *value,
				struct buf *why)
{
	JSON_EACH(rule, schema) {
		if (schema_keyword(schema, rule, value, why))
			continue;
		buf_printf(why, "%s does not hold ", json_key(rule));
		return false;
	}
	return true;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static cJSON *inner(const struct json *value)
{
	return (cJSON *)(uintptr_t)value;
}

static struct json *outer(const cJSON *value)
{
	return (struct json *)(uintptr_t)value;
}

static void *made(void *value)
{
	if (!value)
		(void)mem_alloc(SIZE_MAX, 2); /* out of memory ends there */
	return value;
}

/* Length of the well-formed UTF-8 character at p (Unicode 15, table 3-7); 0 when
 * ill-formed. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	size_t length;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (length > n)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return length;
}

/* The four hex digits behind "\u" as a number; -1 when they are none. */
static long hex4(const char *p, size_t n)
{
	long value = 0;

	if (n < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			value = value * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* Length of the escape at text[i] ('\\'), and whether cJSON would lose it. */
static size_t escape_length(const char *text, size_t i, size_t n, bool *bad)
{
	long unit;
	long low;

	*bad = false;
	if (i + 1 >= n)
		return 1;
	if (text[i + 1] != 'u')
		return 2;
	unit = hex4(text + i + 2, n - i - 2);
	if (unit < 0)
		return 2;
	if (unit < 0xD800 || unit > 0xDFFF) {
		*bad = unit == 0;
		return 6;
	}
	low = i + 12 <= n && text[i + 6] == '\\' && text[i + 7] == 'u'
		      ? hex4(text + i + 8, n - i - 8)
		      : -1;
	if (unit <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF)
		return 12;
	*bad = true;
	return 6;
}

static bool plain(char c)
{
	return (unsigned char)c < 0x80 && c != '\\' && c != '\0';
}

/*
 * Copy with what cJSON would lose or choke on replaced by U+FFFD. A raw NUL byte is
 * replaced too: cJSON would take it for the end. *broken is where a "\u" without its four
 * hex digits stands, or n: cJSON takes that for \u0000, and the text would end there.
 */
static size_t repair(const char *text, size_t n, struct buf *out, size_t *broken)
{
	size_t n_replaced = 0;
	size_t kept = 0;
	size_t i = 0;

	*broken = n;
	while (i < n) {
		size_t length = 1;
		bool bad = false;

		if (plain(text[i])) {
			i++;
			continue;
		}
		if (text[i] == '\\') {
			length = escape_length(text, i, n, &bad);
			if (length == 2 && text[i + 1] == 'u' && *broken == n)
				*broken = i;
		} else if (text[i] == '\0') {
			bad = true;
		} else {
			length = utf8_length((const unsigned char *)text + i, n - i);
			bad = length == 0;
			length += bad;
		}
		if (bad) {
			buf_add(out, text + kept, i - kept);
			buf_str_add(out, REPLACEMENT);
			kept = i + length;
			n_replaced++;
		}
		i += length;
	}
	if (n_replaced)
		buf_add(out, text + kept, n - kept);
	return n_replaced;
}

static size_t line_of(const char *text, const char *at)
{
	size_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/*
 * Numbers that a double does not hold digit by digit (request ids above 2^53, 1e999) keep
 * their text in valuestring, which cJSON leaves alone in numbers, copies and frees.
 */
static void keep_digits(cJSON *number, const char *text, size_t n)
{
	number->valuestring = made(cJSON_malloc(n + 1));
	memcpy(number->valuestring, text, n);
	number->valuestring[n] = '\0';
}

/* The first number at or behind p and outside strings; end when there is none. */
static const char *number_find(const char *p, const char *end)
{
	for (; p < end; p++) {
		if (*p == '-' || (*p >= '0' && *p <= '9'))
			return p;
		if (*p != '"')
			continue;
		for (p++; p < end && *p != '"'; p++)
			p += *p == '\\';
	}
	return end;
}

static size_t number_length(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && *p && strchr("0123456789+-.eE", *p))
		p++;
	return (size_t)(p - start);
}

static size_t digits_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i;
}

/* cJSON takes "01" and "1." for numbers; printed as they came they would not be JSON. */
static bool is_strict(const char *p, size_t n)
{
	size_t i = p[0] == '-';
	size_t whole = digits_length(p + i, n - i);
	size_t more;

	if (!whole || (whole > 1 && p[i] == '0'))
		return false;
	i += whole;
	if (i < n && p[i] == '.') {
		more = digits_length(p + i + 1, n - i - 1);
		if (!more)
			return false;
		i += 1 + more;
	}
	if (i < n && (p[i] | 32) == 'e') {
		i++;
		if (i < n && (p[i] == '-' || p[i] == '+'))
			i++;
		more = digits_length(p + i, n - i);
		if (!more)
			return false;
		i += more;
	}
	return i == n;
}

/* Fifteen digits always come back from a double; exponents may leave its range. */
static bool may_lose(const char *p, size_t n)
{
	return n > 15 || memchr(p, 'e', n) || memchr(p, 'E', n);
}

/* Give the numbers in `value` their text; *p goes through the document beside them. */
static void numbers_keep(cJSON *value, const char **p, const char *end)
{
	if (cJSON_IsNumber(value)) {
		size_t n;

		*p = number_find(*p, end);
		n = number_length(*p, end);
		if (may_lose(*p, n) && is_strict(*p, n))
			keep_digits(value, *p, n);
		*p += n;
		return;
	}
	if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
		return;
	for (cJSON *child = value->child; child; child = child->next)
		numbers_keep(child, p, end);
}

/* Most documents have no such number: walking the tree is for those that do. */
static bool any_may_lose(const char *p, const char *end)
{
	while ((p = number_find(p, end)) < end) {
		size_t n = number_length(p, end);

		if (may_lose(p, n))
			return true;
		p += n;
	}
	return false;
}

/* The value that the repaired text holds, or NULL. */
static cJSON *parse_repaired(const char *text, size_t n, struct err *err)
{
	const char *end = text;
	cJSON *value = cJSON_ParseWithLengthOpts(text, n, &end, 0);
	const char *more = value ? skip_space(end, text + n) : end;

	if (!value) {
		err_set(err, ERR_FAIL,
			n ? "not JSON: line %zu, at byte %zu of %zu"
			  : "not JSON: line %zu, it ends early at byte %zu of %zu",
			line_of(text, end), (size_t)(end - text), n);
	} else if (more < text + n) {
		err_set(err, ERR_FAIL, "not one JSON value: line %zu, more follows it",
			line_of(text, more));
		cJSON_Delete(value);
		value = NULL;
	} else if (any_may_lose(text, end)) {
		numbers_keep(value, &text, end);
	}
	return value;
}

struct json *json_parse(const char *text, size_t n, size_t *n_replaced, struct err *err)
{
	struct buf repaired = BUF_INIT;
	size_t broken;
	size_t replaced = repair(text, n, &repaired, &broken);
	cJSON *value = NULL;

	if (n_replaced)
		*n_replaced = replaced;
	if (broken < n)
		err_set(err, ERR_FAIL,
			"not JSON: line %zu, at byte %zu of %zu: \\u without four hex "
			"digits",
			line_of(text, text + broken), broken, n);
	else if (replaced)
		value = parse_repaired(repaired.data, repaired.len, err);
	else
		value = parse_repaired(text, n, err);
	buf_clear(&repaired);
	return outer(value);
}

struct json *json_read_file(const char *path, struct err *err)
{
	struct buf text = BUF_INIT;
	struct json *value = NULL;

	if (file_read(path, &text, NULL, err) == 0) {
		value = json_parse(buf_str(&text), text.len, NULL, err);
		if (!value)
			err_prefix(err, "%s", path);
	}
	buf_clear(&text);
	return value;
}

void json_free(struct json *value)
{
	cJSON_Delete(inner(value));
}

const struct json *json_get(const struct json *object, const char *key)
{
	if (!cJSON_IsObject(inner(object)))
		return NULL;
	return outer(cJSON_GetObjectItemCaseSensitive(inner(object), key));
}

const char *json_text(const struct json *value)
{
	return cJSON_GetStringValue(inner(value));
}

const char *json_str(const struct json *object, const char *key)
{
	return json_text(json_get(object, key));
}

bool json_number(const struct json *value, double *out)
{
	if (!cJSON_IsNumber(inner(value)) || !isfinite(inner(value)->valuedouble))
		return false;
	*out = inner(value)->valuedouble;
	return true;
}

double json_num(const struct json *object, const char *key, double otherwise)
{
	double value = otherwise;

	(void)json_number(json_get(object, key), &value);
	return value;
}

bool json_true(const struct json *object, const char *key)
{
	return cJSON_IsTrue(inner(json_get(object, key)));
}

bool json_is_object(const struct json *value)
{
	return cJSON_IsObject(inner(value));
}

bool json_is_array(const struct json *value)
{
	return cJSON_IsArray(inner(value));
}

bool json_is_null(const struct json *value)
{
	return cJSON_IsNull(inner(value));
}

bool json_is_bool(const struct json *value)
{
	return cJSON_IsBool(inner(value));
}

const struct json *json_first(const struct json *value)
{
	return value && (json_is_array(value) || json_is_object(value))
		       ? outer(inner(value)->child)
		       : NULL;
}

const struct json *json_next(const struct json *child)
{
	return outer(inner(child)->next);
}

const char *json_key(const struct json *child)
{
	return inner(child)->string;
}

size_t json_count(const struct json *value)
{
	size_t n = 0;

	JSON_EACH(child, value)
		n++;
	return n;
}

struct json *json_new_object(void)
{
	return outer(made(cJSON_CreateObject()));
}

struct json *json_new_array(void)
{
	return outer(made(cJSON_CreateArray()));
}

void json_add(struct json *parent, const char *key, struct json *value)
{
	if (key)
		(void)cJSON_AddItemToObject(inner(parent), key, inner(value));
	else
		(void)cJSON_AddItemToArray(inner(parent), inner(value));
}

struct json *json_add_object(struct json *parent, const char *key)
{
	struct json *value = json_new_object();

	json_add(parent, key, value);
	return value;
}

struct json *json_add_array(struct json *parent, const char *key)
{
	struct json *value = json_new_array();

	json_add(parent, key, value);
	return value;
}

void json_add_strn(struct json *parent, const char *key, const char *text, size_t n)
{
	struct buf clean = BUF_INIT;

	for (size_t i = 0; i < n;) {
		size_t length =
			text[i] ? utf8_length((const unsigned char *)text + i, n - i) : 0;

		if (length)
			buf_add(&clean, text + i, length);
		else
			buf_str_add(&clean, REPLACEMENT);
		i += length ? length : 1;
	}
	json_add(parent, key, outer(made(cJSON_CreateString(buf_str(&clean)))));
	buf_clear(&clean);
}

void json_add_str(struct json *parent, const char *key, const char *text)
{
	if (text)
		json_add_strn(parent, key, text, strlen(text));
	else
		json_add_null(parent, key);
}

void json_add_num(struct json *parent, const char *key, double value)
{
	if (!isfinite(value)) {
		json_add_null(parent, key);
		return;
	}
	json_add(parent, key, outer(made(cJSON_CreateNumber(value))));
}

void json_add_int(struct json *parent, const char *key, long long value)
{
	cJSON *number = made(cJSON_CreateNumber((double)value));
	char text[24] = "";

	(void)snprintf(text, sizeof(text), "%lld", value);
	keep_digits(number, text, strlen(text));
	json_add(parent, key, outer(number));
}

void json_add_bool(struct json *parent, const char *key, bool value)
{
	json_add(parent, key, outer(made(cJSON_CreateBool(value))));
}

void json_add_null(struct json *parent, const char *key)
{
	json_add(parent, key, outer(made(cJSON_CreateNull())));
}

struct json *json_copy(const struct json *value)
{
	return outer(made(cJSON_Duplicate(inner(value), 1)));
}

struct json *json_detach(struct json *object, const char *key)
{
	return outer(cJSON_DetachItemFromObjectCaseSensitive(inner(object), key));
}

void json_print_str(const char *text, size_t n, struct buf *out)
{
	size_t kept = 0;

	buf_char_add(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			continue;
		buf_add(out, text + kept, i - kept);
		kept = i + 1;
		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c == '\n')
			buf_str_add(out, "\\n");
		else if (c == '\t')
			buf_str_add(out, "\\t");
		else
			buf_printf(out, "\\u%04x", c);
	}
	buf_add(out, text + kept, n - kept);
	buf_char_add(out, '"');
}

/* The shortest decimal that reads back as the same double. */
static void print_number(double value, struct buf *out)
{
	char text[40] = "null";

	for (int digits = 6; isfinite(value) && digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	buf_str_add(out, text);
}

static void new_line(bool indented, unsigned depth, struct buf *out)
{
	if (!indented)
		return;
	buf_char_add(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		buf_char_add(out, ' ');
}

/* Arrays of numbers stay on one line: they are data, and there are many. */
static bool one_line(const cJSON *value)
{
	return cJSON_IsArray(value) && value->child && cJSON_IsNumber(value->child);
}

static void print_leaf(const cJSON *value, struct buf *out)
{
	const char *text = value->valuestring;

	if (cJSON_IsString(value))
		json_print_str(text ? text : "", text ? strlen(text) : 0, out);
	else if (cJSON_IsNumber(value) && text)
		buf_str_add(out, text);
	else if (cJSON_IsNumber(value))
		print_number(value->valuedouble, out);
	else if (cJSON_IsBool(value))
		buf_str_add(out, cJSON_IsTrue(value) ? "true" : "false");
	else
		buf_str_add(out, "null");
}

static void print_key(const cJSON *child, bool indented, struct buf *out)
{
	json_print_str(child->string, strlen(child->string), out);
	buf_str_add(out, indented ? ": " : ":");
}

static void print_value(const cJSON *value, bool indented, unsigned depth,
			struct buf *out)
{
	bool object = cJSON_IsObject(value);
	bool broken = indented && !one_line(value);
	const char *comma = indented && !broken ? ", " : ",";

	if (!object && !cJSON_IsArray(value)) {
		print_leaf(value, out);
		return;
	}
	buf_char_add(out, object ? '{' : '[');
	for (const cJSON *child = value->child; child; child = child->next) {
		new_line(broken, depth + 1, out);
		if (object)
			print_key(child, indented, out);
		print_value(child, indented, depth + 1, out);
		if (child->next)
			buf_str_add(out, comma);
	}
	if (value->child)
		new_line(broken, depth, out);
	buf_char_add(out, object ? '}' : ']');
}

void json_print(const struct json *value, bool indented, struct buf *out)
{
	print_value(inner(value), indented, 0, out);
	if (indented)
		buf_char_add(out, '\n');
}

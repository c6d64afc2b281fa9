/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect_url.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "v1", "v1beta", "v1beta2": up to a slash or `end`. */
static bool is_version(const char *p, const char *end)
{
	if (end - p < 2 || p[0] != 'v' || !is_digit(p[1]))
		return false;
	while (p < end && (is_digit(*p) || is_letter(*p)))
		p++;
	return p == end || *p == '/';
}

const char *url_path(const char *base)
{
	size_t n = strcspn(base, ":/?");
	const char *host = strncmp(base + n, "://", 3) ? base : base + n + 3;

	return host + strcspn(host, "/?");
}

static bool has_version(const char *base, const char *end)
{
	for (const char *p = url_path(base); p < end; p++) {
		if (*p == '/' && is_version(p + 1, end))
			return true;
	}
	return false;
}

/* How much of `path`, in whole segments, base's own path ends with. */
static size_t overlap(const char *base, const char *end, const char *path)
{
	size_t has = (size_t)(end - url_path(base));

	for (size_t n = strlen(path); n > 0; n--) {
		if ((!path[n] || path[n] == '/') && n <= has && !memcmp(end - n, path, n))
			return n;
	}
	return 0;
}

void url_add(const char *base, const char *version, const char *path, const char *query,
	     struct buf *out)
{
	const char *asked = base + strcspn(base, "?");
	const char *end = asked;
	size_t there;

	while (end > base && end[-1] == '/')
		end--;
	there = overlap(base, end, path);
	buf_add(out, base, (size_t)(end - base));
	if (!there && !has_version(base, end))
		buf_str_add(out, version);
	buf_str_add(out, path + there);
	buf_str_add(out, asked);
	if (query)
		buf_printf(out, "%c%s", *asked ? '&' : '?', query);
}

void url_encode(const char *text, struct buf *out)
{
	for (; *text; text++) {
		if (is_digit(*text) || is_letter(*text) || strchr("-._~", *text))
			buf_char_add(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

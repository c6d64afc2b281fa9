/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/stream.h"

#include <string.h>

void stream_init(struct stream *stream, enum stream_format format, struct text raw)
{
	static const char bom[] = "\xEF\xBB\xBF";

	*stream = (struct stream){.format = format, .raw = raw, .line = 1};
	if (raw.len >= 3 && !memcmp(raw.data, bom, 3))
		stream->at = 3;
}

void stream_clear(struct stream *stream)
{
	buf_clear(&stream->data);
	buf_clear(&stream->name);
}

/* The next line without its end, which is CRLF, LF or CR; *ended is false for one that
 * the bytes break off. */
static bool line_next(struct stream *stream, struct text *out, bool *ended)
{
	const char *data = stream->raw.data;
	size_t len = stream->raw.len;
	size_t start = stream->at;
	size_t end = start;

	if (start >= len)
		return false;
	while (end < len && data[end] != '\n' && data[end] != '\r')
		end++;
	*ended = end < len;
	*out = (struct text){data + start, end - start};
	if (end + 1 < len && data[end] == '\r' && data[end + 1] == '\n')
		end++;
	stream->at = *ended ? end + 1 : end;
	stream->line++;
	return true;
}

/* A field and its value; a line that begins with a colon is a comment without a name. */
static struct text field_split(struct text line, struct text *value)
{
	const char *colon = line.len ? memchr(line.data, ':', line.len) : NULL;
	size_t n = colon ? (size_t)(colon - line.data) : line.len;

	*value = (struct text){line.data + line.len, 0};
	if (colon) {
		size_t skip = n + 1;

		skip += skip < line.len && line.data[skip] == ' ';
		*value = (struct text){line.data + skip, line.len - skip};
	}
	return (struct text){line.data, n};
}

static bool is_named(struct text name, const char *as)
{
	return name.len == strlen(as) && !memcmp(name.data, as, name.len);
}

static bool sse_next(struct stream *stream, bool *whole)
{
	struct text line;
	bool ended;
	bool any = false;

	while (line_next(stream, &line, &ended)) {
		struct text value;
		struct text field = field_split(line, &value);

		if (!line.len && any) {
			*whole = true;
			return true;
		}
		if (!line.len) {
			buf_reset(&stream->name);
		} else if (is_named(field, "data")) {
			if (any)
				buf_char_add(&stream->data, '\n');
			buf_add(&stream->data, value.data, value.len);
			any = true;
		} else if (is_named(field, "event")) {
			buf_reset(&stream->name);
			buf_add(&stream->name, value.data, value.len);
		}
	}
	*whole = false;
	return any;
}

static bool is_blank(struct text line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.data[i] != ' ' && line.data[i] != '\t')
			return false;
	}
	return true;
}

static bool ndjson_next(struct stream *stream, bool *whole)
{
	struct text line;

	while (line_next(stream, &line, whole)) {
		if (is_blank(line))
			continue;
		buf_add(&stream->data, line.data, line.len);
		return true;
	}
	return false;
}

bool stream_next(struct stream *stream, struct stream_event *out)
{
	bool found;

	buf_reset(&stream->data);
	buf_reset(&stream->name);
	found = stream->format == STREAM_NDJSON ? ndjson_next(stream, &out->whole)
						: sse_next(stream, &out->whole);
	out->data = (struct text){buf_str(&stream->data), stream->data.len};
	out->name = (struct text){buf_str(&stream->name), stream->name.len};
	out->line = stream->line - 1;
	return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_assemble.c: from a stream's bytes to the body that would have come without one.
 */
#include <string.h>

#include "transport/dialect.h"
#include "transport/dialect_error.h"
#include "transport/dialect_reply.h"
#include "transport/stream.h"

struct assembly {
	const struct dialect *dialect;
	struct json *whole;
	size_t n_events, n_replaced;
	bool ended;  /* the last event was the end mark */
	bool broken; /* in the midst of an event */
	bool failed; /* `whole` is an error that an event told */
};

static bool is_text(struct text text, const char *as)
{
	return text.len == strlen(as) && !memcmp(text.data, as, text.len);
}

/* The error alone is what is left: it must not be taken for an answer. */
static void error_keep(struct assembly *assembly, const struct json *event)
{
	const struct json *error = json_get(event, "error");

	json_free(assembly->whole);
	assembly->whole = json_new_object();
	json_add(assembly->whole, "error", json_copy(error ? error : event));
	assembly->failed = true;
}

static int object_take(struct assembly *assembly, const struct stream_event *event,
		       const struct json *value, struct err *err)
{
	int rc;

	if (!json_is_object(value))
		return err_set(err, ERR_FAIL, "line %zu: an event is no JSON object",
			       event->line);
	if (error_is_in(value) || is_text(event->name, "error")) {
		error_keep(assembly, value);
		return 0;
	}
	rc = assembly->dialect->fold(value, assembly->whole, err);
	if (rc < 0)
		return err_prefix(err, "line %zu", event->line);
	assembly->ended = rc > 0;
	return 0;
}

static int event_take(struct assembly *assembly, const struct stream_event *event,
		      struct err *err)
{
	struct json *value;
	size_t n_replaced;
	int rc;

	if (is_text(event->data, "[DONE]")) {
		assembly->ended = true;
		return 0;
	}
	value = json_parse(event->data.data, event->data.len, &n_replaced, err);
	if (!value) {
		assembly->broken = !event->whole && assembly->n_events > 0;
		if (assembly->broken)
			return 0;
		return err_prefix(err, "the event that ends on line %zu", event->line);
	}
	assembly->n_events++;
	assembly->n_replaced += n_replaced;
	rc = object_take(assembly, event, value, err);
	json_free(value);
	return rc;
}

static int events_take(struct assembly *assembly, struct text raw, struct err *err)
{
	struct stream stream;
	struct stream_event event;
	int rc = 0;

	stream_init(&stream, assembly->dialect->stream, raw);
	while (!rc && !assembly->broken && !assembly->failed &&
	       stream_next(&stream, &event))
		rc = event_take(assembly, &event, err);
	stream_clear(&stream);
	if (!rc && !assembly->n_events)
		rc = err_set(err, ERR_FAIL, "no event of a stream in its %zu bytes",
			     raw.len);
	if (!rc && !assembly->failed)
		rc = assembly->dialect->fold(NULL, assembly->whole, err);
	return rc;
}

/* An endpoint that knows no streams answers as if it had not been asked for one. */
static bool is_plain(const struct dialect *dialect, struct text raw)
{
	struct err err = ERR_INIT;
	struct json *value = NULL;

	if (dialect->stream == STREAM_SSE && raw.len)
		value = json_parse(raw.data, raw.len, NULL, &err);
	json_free(value);
	return value != NULL;
}

int dialect_assemble(const struct dialect *dialect, struct text raw, struct buf *body,
		     bool *complete, struct err *err)
{
	struct assembly assembly = {.dialect = dialect};
	int rc;

	*complete = is_plain(dialect, raw);
	if (*complete) {
		buf_add(body, raw.data, raw.len);
		return 0;
	}
	assembly.whole = json_new_object();
	rc = events_take(&assembly, raw, err);
	if (!rc) {
		if (assembly.n_replaced)
			json_add_int(assembly.whole, DIALECT_REPLACED,
				     (long long)assembly.n_replaced);
		json_print(assembly.whole, false, body);
		*complete = !assembly.broken && (assembly.ended || assembly.failed);
	}
	json_free(assembly.whole);
	return rc;
}

void dialect_pieces(const struct dialect *dialect, struct text raw, struct buf *out)
{
	struct json *whole = json_new_object();
	struct err ignored = ERR_INIT;
	struct stream stream;
	struct stream_event event;
	size_t n = 0;

	if (dialect->stream == STREAM_NONE)
		raw.len = 0;
	stream_init(&stream, dialect->stream, raw);
	while (stream_next(&stream, &event)) {
		struct json *value =
			json_parse(event.data.data, event.data.len, NULL, &ignored);

		if (json_is_object(value) && !error_is_in(value) &&
		    dialect->fold(value, whole, &ignored) >= 0)
			n++;
		json_free(value);
	}
	stream_clear(&stream);
	if (n && !dialect->fold(NULL, whole, &ignored))
		json_print(whole, false, out);
	json_free(whole);
}

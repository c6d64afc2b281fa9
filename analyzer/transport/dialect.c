/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect.h"

#include <math.h>
#include <string.h>

#include "transport/dialect_error.h"
#include "transport/dialect_list.h"
#include "transport/dialect_param.h"
#include "transport/dialect_reply.h"

#define DIALECT_ROW(name) &dialect_##name,
const struct dialect *const dialect_table[] = {DIALECTS(DIALECT_ROW) NULL};
#undef DIALECT_ROW

const struct dialect *dialect_find(const char *name)
{
	for (size_t i = 0; dialect_table[i]; i++) {
		if (!strcmp(dialect_table[i]->name, name))
			return dialect_table[i];
	}
	return NULL;
}

bool dialect_has_param(const struct dialect *dialect, const char *param)
{
	const struct chat_quirks none = {.other_max_tokens = false};

	return param_is_known(dialect, &none, param);
}

void dialect_body(const struct dialect *dialect, const struct chat_request *request,
		  const struct chat_quirks *quirks, struct buf *out)
{
	struct json *body = json_new_object();

	dialect->body(dialect, request, quirks, body);
	json_print(body, false, out);
	json_free(body);
}

/* Some servers send blank lines while the request waits its turn. */
static struct text skip_blanks(struct text body)
{
	static const char bom[] = "\xEF\xBB\xBF";

	while (body.len) {
		size_t n = strchr(" \t\r\n", body.data[0]) && body.data[0] ? 1 : 0;

		if (body.len >= 3 && !memcmp(body.data, bom, 3))
			n = 3;
		if (!n)
			break;
		body.data += n;
		body.len -= n;
	}
	return body;
}

static void place(struct chat_choice *at, struct chat_choice *from, size_t sample)
{
	*at = *from;
	at->sample = (long)sample;
	from->native = NULL; /* taken */
}

/* Each choice at its index; those that have none, or another's, where room is left. */
static void choices_place(struct chat_reply *reply, size_t n_asked)
{
	size_t room = n_asked ? n_asked : 1;
	struct chat_choice *placed = arena_alloc(&reply->arena, room, sizeof(*placed));
	size_t n = 0;
	size_t next = 0;

	for (size_t i = 0; i < reply->n_choices; i++) {
		struct chat_choice *choice = &reply->choices[i];
		size_t sample = (size_t)choice->sample;

		if (choice->sample >= 0 && sample < room && !placed[sample].native)
			place(&placed[sample], choice, sample);
	}
	for (size_t i = 0; i < reply->n_choices; i++) {
		if (!reply->choices[i].native)
			continue;
		while (next < room && placed[next].native)
			next++;
		if (next < room)
			place(&placed[next], &reply->choices[i], next);
		else
			reply->n_ignored++;
	}
	for (size_t i = 0; i < room; i++) {
		if (placed[i].native)
			placed[n++] = placed[i];
	}
	reply->choices = placed;
	reply->n_choices = n;
}

static void reply_init(struct chat_reply *reply, long status)
{
	memset(reply, 0, sizeof(*reply));
	reply->usage = (struct chat_usage){-1, -1, -1, -1, (double)NAN};
	reply->served_model = "";
	reply->fingerprint = "";
	reply->id = "";
	reply->backend = "";
	error_init(&reply->error, status);
}

static void answers_read(const struct dialect *dialect, struct text body, size_t n_asked,
			 struct chat_reply *reply)
{
	struct err err = ERR_INIT;

	if (dialect->read(reply->doc, reply, &err)) {
		reply->kind = REPLY_ERROR;
		error_page(reply, body, err.text);
	} else if (reply->kind != REPLY_ERROR) {
		choices_place(reply, n_asked);
		reply->kind = reply->n_choices ? REPLY_ANSWERED : REPLY_EMPTY;
	}
}

/* Those that dialect_assemble found in the stream's events. */
static size_t replaced_before(const struct json *doc)
{
	long n = reply_count(doc, DIALECT_REPLACED);

	return n > 0 ? (size_t)n : 0;
}

void dialect_read(const struct dialect *dialect, long status, struct text body,
		  size_t n_asked, struct chat_reply *reply)
{
	struct err err = ERR_INIT;
	bool success = status >= 200 && status <= 299;

	reply_init(reply, status);
	body = skip_blanks(body);
	reply->doc =
		json_parse(body.len ? body.data : "", body.len, &reply->n_replaced, &err);
	if (reply->doc && success && !error_is_in(reply->doc)) {
		answers_read(dialect, body, n_asked, reply);
	} else {
		reply->kind = REPLY_ERROR;
		if (reply->doc)
			error_take(reply, reply->doc);
		if (!*reply->error.message)
			error_page(reply, body, NULL);
		reply->error.json = reply->doc != NULL;
	}
	if (reply->kind == REPLY_ERROR)
		reply->n_choices = 0;
	reply->error.is_quota |= reply->error.status == 402;
	reply->n_replaced += replaced_before(reply->doc);
}

void chat_reply_clear(struct chat_reply *reply)
{
	arena_clear(&reply->arena);
	json_free(reply->doc);
	memset(reply, 0, sizeof(*reply));
}

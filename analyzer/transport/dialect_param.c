/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/dialect_param.h"

#include <string.h>

/* A plan cannot change by a parameter what is asked, of whom and how often. */
static const char *const never[] = {"model",  "messages",       "system", "n",
				    "stream", "stream_options", NULL};

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (!strcmp(name, *names))
			return true;
	}
	return false;
}

static const struct dialect_param *row_of(const struct dialect *dialect, const char *name)
{
	const struct dialect_param *row = dialect->params;

	for (; row && row->ours; row++) {
		if (!strcmp(row->ours, name))
			return row;
	}
	return NULL;
}

bool param_is_known(const struct dialect *dialect, const struct chat_quirks *quirks,
		    const char *name)
{
	const struct dialect_param *row = row_of(dialect, name);

	for (size_t i = 0; quirks && i < quirks->n_dropped; i++) {
		if (!strcmp(quirks->dropped[i], name))
			return false;
	}
	return !row || row->theirs;
}

bool param_wants_n(const struct dialect *dialect, const struct chat_request *request,
		   const struct chat_quirks *quirks)
{
	return request->n > 1 && dialect->has_n && param_is_known(dialect, quirks, "n");
}

static const char *max_tokens_name(const struct dialect *dialect,
				   const struct chat_quirks *quirks)
{
	bool other = quirks && quirks->other_max_tokens && dialect->max_tokens[1];

	return dialect->max_tokens[other];
}

/* `value` passes into the body or is freed. */
static void one_write(struct json *into, const char *name, struct json *value)
{
	if (!json_get(into, name))
		json_add(into, name, value);
	else
		json_free(value);
}

void param_write(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *top, struct json *inner)
{
	struct json *all = json_is_object(request->params) ? json_copy(request->params)
							   : json_new_object();

	if (request->has_seed) {
		json_free(json_detach(all, "seed"));
		json_add_int(all, "seed", request->seed);
	}
	JSON_EACH(value, all) {
		const char *name = json_key(value);
		const struct dialect_param *row = row_of(dialect, name);
		const char *theirs = row ? row->theirs : name;

		if (json_is_null(value) || is_one_of(name, never) ||
		    !param_is_known(dialect, quirks, name))
			continue;
		if (!strcmp(name, "max_tokens"))
			theirs = max_tokens_name(dialect, quirks);
		one_write(row && row->outside ? top : inner, theirs, json_copy(value));
	}
	json_free(all);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_openrouter.c: a router over many backends. Which one answers is part of what is
 * examined, so it may not change its mind: fallbacks are off unless the plan's
 * `provider` says otherwise.
 */
#include "transport/dialect_chat.h"
#include "transport/dialect_list.h"

static void body(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *out)
{
	chat_body(dialect, request, quirks, out);
	if (!json_get(out, "provider") && param_is_known(dialect, quirks, "provider"))
		json_add_bool(json_add_object(out, "provider"), "allow_fallbacks", false);
}

const struct dialect dialect_openrouter = {
	.name = "openrouter",
	.brief = "OpenRouter; pin a backend with params.provider",
	.base_url = "https://openrouter.ai/api/v1",
	.key_env = "OPENROUTER_API_KEY",
	.auth_header = "authorization",
	.auth_prefix = "Bearer ",
	.max_tokens = {"max_tokens", NULL},
	.stream = STREAM_SSE,
	.url = chat_url,
	.body = body,
	.read = chat_read,
	.fold = chat_fold,
};

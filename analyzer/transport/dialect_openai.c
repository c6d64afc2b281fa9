/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_openai.c: api.openai.com's chat completions. Its reasoning models refuse
 * max_tokens, older look-alikes know nothing else. Kept nowhere: store is false unless
 * the plan says otherwise.
 */
#include "transport/dialect_chat.h"
#include "transport/dialect_list.h"

static const struct dialect_param params[] = {{"top_k", NULL, false},
					      {NULL, NULL, false}};

static void body(const struct dialect *dialect, const struct chat_request *request,
		 const struct chat_quirks *quirks, struct json *out)
{
	chat_body(dialect, request, quirks, out);
	if (!json_get(out, "store") && param_is_known(dialect, quirks, "store"))
		json_add_bool(out, "store", false);
}

const struct dialect dialect_openai = {
	.name = "openai",
	.brief = "OpenAI's chat completions",
	.base_url = "https://api.openai.com/v1",
	.key_env = "OPENAI_API_KEY",
	.batch_url = "/v1/chat/completions",
	.auth_header = "authorization",
	.auth_prefix = "Bearer ",
	.max_tokens = {"max_completion_tokens", "max_tokens"},
	.has_n = true,
	.params = params,
	.stream = STREAM_SSE,
	.url = chat_url,
	.body = body,
	.read = chat_read,
	.fold = chat_fold,
};

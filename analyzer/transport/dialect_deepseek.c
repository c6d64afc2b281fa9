/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_deepseek.c: api.deepseek.com. Neither seed nor n; thinking is on unless the
 * plan says {"thinking": {"type": "disabled"}}, and with it temperature has no effect.
 */
#include "transport/dialect_chat.h"
#include "transport/dialect_list.h"
#include "transport/dialect_url.h"

static const struct dialect_param params[] = {
	{"seed", NULL, false},
	{"top_k", NULL, false},
	{NULL, NULL, false},
};

static void url(const char *base, const struct chat_request *request, struct buf *out)
{
	(void)request;
	url_add(base, "", "/chat/completions", NULL, out);
}

const struct dialect dialect_deepseek = {
	.name = "deepseek",
	.brief = "DeepSeek's chat completions",
	.base_url = "https://api.deepseek.com",
	.key_env = "DEEPSEEK_API_KEY",
	.auth_header = "authorization",
	.auth_prefix = "Bearer ",
	.max_tokens = {"max_tokens", NULL},
	.params = params,
	.stream = STREAM_SSE,
	.url = url,
	.body = chat_body,
	.read = chat_read,
	.fold = chat_fold,
};

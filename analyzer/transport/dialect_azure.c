/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_azure.c: OpenAI's models at Azure. A base is the resource
 * ("https://NAME.openai.azure.com"), its "/openai/v1", or one deployment
 * ("/openai/deployments/NAME?api-version=DATE"); model is the deployment's name.
 */
#include <string.h>

#include "transport/dialect_chat.h"
#include "transport/dialect_list.h"
#include "transport/dialect_url.h"

static const struct dialect_param params[] = {{"top_k", NULL, false},
					      {NULL, NULL, false}};

static void url(const char *base, const struct chat_request *request, struct buf *out)
{
	const char *path = url_path(base);
	const char *version = "/openai/v1";

	(void)request;
	if (strstr(path, "/deployments/"))
		version = "";
	else if (strstr(path, "/openai"))
		version = "/v1";
	url_add(base, version, "/chat/completions", NULL, out);
}

const struct dialect dialect_azure = {
	.name = "azure",
	.brief = "Azure OpenAI; base_url is the resource, its /openai/v1, or "
		 "/openai/deployments/NAME?api-version=DATE",
	.key_env = "AZURE_OPENAI_API_KEY",
	.batch_url = "/chat/completions",
	.auth_header = "api-key",
	.auth_prefix = "",
	.max_tokens = {"max_completion_tokens", "max_tokens"},
	.has_n = true,
	.params = params,
	.stream = STREAM_SSE,
	.url = url,
	.body = chat_body,
	.read = chat_read,
	.fold = chat_fold,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_compatible.c: servers that speak OpenAI's chat completions: vLLM, SGLang,
 * llama.cpp, LM Studio. A base is given with or without its "/v1".
 */
#include "transport/dialect_chat.h"
#include "transport/dialect_list.h"

const struct dialect dialect_compatible = {
	.name = "openai-compatible",
	.brief = "vLLM, SGLang, llama.cpp, LM Studio; base_url with or without its /v1",
	.batch_url = "/v1/chat/completions",
	.auth_header = "authorization",
	.auth_prefix = "Bearer ",
	.max_tokens = {"max_tokens", "max_completion_tokens"},
	.has_n = true,
	.key_optional = true,
	.stream = STREAM_SSE,
	.url = chat_url,
	.body = chat_body,
	.read = chat_read,
	.fold = chat_fold,
};

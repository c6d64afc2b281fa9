/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect_mistral.c: La Plateforme. Its seed is random_seed, it gives no logprobs, and a
 * stream's usage comes unasked.
 */
#include "transport/dialect_chat.h"
#include "transport/dialect_list.h"

static const struct dialect_param params[] = {
	{"seed", "random_seed", false},  {"top_k", NULL, false},
	{"logprobs", NULL, false},       {"top_logprobs", NULL, false},
	{"stream_options", NULL, false}, {NULL, NULL, false},
};

const struct dialect dialect_mistral = {
	.name = "mistral",
	.brief = "Mistral's chat completions",
	.base_url = "https://api.mistral.ai/v1",
	.key_env = "MISTRAL_API_KEY",
	.batch_url = "/v1/chat/completions",
	.auth_header = "authorization",
	.auth_prefix = "Bearer ",
	.max_tokens = {"max_tokens", NULL},
	.has_n = true,
	.params = params,
	.stream = STREAM_SSE,
	.url = chat_url,
	.body = chat_body,
	.read = chat_read,
	.fold = chat_fold,
};

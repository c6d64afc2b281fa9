/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "transport/exchange_private.h"

/* Headers that tell who served, when, and under which limits; others are not kept. */
static bool is_worth_keeping(struct text name)
{
	static const char *const kept[] = {
		"date",
		"server",
		"content-type",
		"content-encoding",
		"retry-after",
		"retry-after-ms",
		"x-should-retry",
		"request-id",
		"x-request-id",
		"openai-processing-ms",
		"openai-version",
		"openai-organization",
		"anthropic-organization-id",
		"via",
		"location",
		"cf-ray",
		"apim-request-id",
		"x-ms-region",
	};
	static const char *const families[] = {"x-ratelimit-", "anthropic-ratelimit-"};

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (strlen(kept[i]) == name.len &&
		    !strncasecmp(kept[i], name.data, name.len))
			return true;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (strlen(families[i]) < name.len &&
		    !strncasecmp(families[i], name.data, strlen(families[i])))
			return true;
	return false;
}

static void headers_add(const struct http_result *result, const struct redactor *redactor,
			struct json *redactions, struct json *out)
{
	struct buf value = BUF_INIT;

	for (size_t i = 0; i < result->n_headers; i++) {
		const struct http_header *header = &result->headers[i];
		struct json *pair;

		if (!is_worth_keeping(header->name) ||
		    !redact_header_is_safe(header->name))
			continue;
		buf_reset(&value);
		(void)redact(redactor, "header", header->value, &value, redactions);
		pair = json_add_array(out, NULL);
		json_add_strn(pair, NULL, header->name.data, header->name.len);
		json_add_strn(pair, NULL, buf_str(&value), value.len);
	}
	buf_clear(&value);
}

static void count_add(struct json *out, const char *key, long value)
{
	if (value >= 0)
		json_add_int(out, key, value);
}

static void text_add(struct json *out, const char *key, const char *text)
{
	if (text && *text)
		json_add_str(out, key, text);
}

static void reply_add(const struct chat_reply *reply, struct json *out)
{
	struct json *usage = json_new_object();

	count_add(usage, "prompt", reply->usage.prompt);
	count_add(usage, "completion", reply->usage.completion);
	count_add(usage, "reasoning", reply->usage.reasoning);
	count_add(usage, "cached", reply->usage.cached);
	if (!isnan(reply->usage.usd))
		json_add_num(usage, "usd", reply->usage.usd);
	if (json_first(usage))
		json_add(out, "usage", usage);
	else
		json_free(usage);
	text_add(out, "served_model", reply->served_model);
	text_add(out, "fingerprint", reply->fingerprint);
	text_add(out, "backend", reply->backend);
	text_add(out, "id", reply->id);
	if (reply->n_replaced)
		json_add_int(out, "n_replaced", (long long)reply->n_replaced);
	if (reply->n_ignored)
		json_add_int(out, "n_ignored", (long long)reply->n_ignored);
	if (reply->has_logprobs)
		json_add_bool(out, "logprobs", true);
}

void facts_print(const struct http_result *result, const struct chat_reply *reply,
		 const struct redactor *redactor, struct json *redactions,
		 struct buf *out)
{
	struct json *facts = json_new_object();
	struct json *headers = json_new_array();

	if (reply)
		reply_add(reply, facts);
	text_add(facts, "peer", result->peer);
	headers_add(result, redactor, redactions, headers);
	if (json_first(headers))
		json_add(facts, "headers", headers);
	else
		json_free(headers);
	if (json_first(redactions))
		json_add(facts, "redactions", json_copy(redactions));
	json_print(facts, false, out);
	json_free(facts);
}

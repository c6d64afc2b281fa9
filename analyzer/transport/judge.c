/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/judge.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_ANSWERED] = "answered", [VERDICT_FAILED] = "failed",
		[VERDICT_AGAIN] = "again",       [VERDICT_LIMITED] = "limited",
		[VERDICT_ADAPT] = "adapt",       [VERDICT_DOUBT] = "doubt",
		[VERDICT_STOP] = "stop",
	};

	return names[verdict];
}

static bool passes_with_time(long status)
{
	return status == 408 || status == 409 || status == 425 || status >= 500;
}

static bool contains(const char *text, const char *word)
{
	return strcasestr(text, word) != NULL;
}

/* What dialects call our parameters, where their own words come back in a refusal. */
static const struct {
	const char *ours, *theirs;
} aliases[] = {
	{"max_tokens", "max_completion_tokens"},
	{"max_tokens", "max_output_tokens"},
	{"max_tokens", "maxOutputTokens"},
	{"max_tokens", "num_predict"},
	{"seed", "random_seed"},
	{"top_p", "topP"},
	{"top_k", "topK"},
	{"stop", "stop_sequences"},
	{"stop", "stopSequences"},
	{"logprobs", "responseLogprobs"},
	{"logprobs", "response_logprobs"},
};
#define N_ALIASES (sizeof(aliases) / sizeof(*aliases))

static const char *our_name(const char *param)
{
	const char *dot = strrchr(param, '.');

	if (dot)
		param = dot + 1;
	for (size_t i = 0; i < N_ALIASES; i++)
		if (!strcmp(param, aliases[i].theirs))
			return aliases[i].ours;
	return param;
}

static bool contains_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (contains(text, *words))
			return true;
	return false;
}

/* Does the endpoint say that it does not take a parameter, and not only its value? */
static bool is_about_support(const struct chat_error *error)
{
	static const char *const codes[] = {"unsupported", "unknown", NULL};
	static const char *const words[] = {
		"unsupported",      "not supported", "unknown",
		"unrecognized",     "not permitted", "deprecated",
		"does not support", "extra inputs",  NULL};
	static const char *const ranges[] = {
		"between", "less than", "greater than", "at most", "at least", "range",
		"maximum", "minimum",   "<=",           ">=",      NULL};

	if (contains_any(error->code, codes))
		return true;
	return contains_any(error->message, words) &&
	       !contains_any(error->message, ranges);
}

/* Where the name stands in the text as a word of its own; NULL: nowhere. */
static const char *word_find(const char *text, const char *name)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_";
	size_t n = strlen(name);

	for (const char *at = text; (at = strstr(at, name)); at++)
		if ((at == text || !strchr(word, at[-1])) &&
		    (!at[n] || !strchr(word, at[n])))
			return at;
	return NULL;
}

static const char *earlier(const char *a, const char *b)
{
	return !a || (b && b < a) ? b : a;
}

/* Where a parameter is named first, under our own name or one of theirs. */
static const char *param_find(const char *text, const char *param)
{
	const char *at = word_find(text, param);

	for (size_t i = 0; i < N_ALIASES; i++)
		if (!strcmp(param, aliases[i].ours))
			at = earlier(at, word_find(text, aliases[i].theirs));
	return at;
}

/* Which of the parameters sent is refused: the one said to be, or the first in the
 * message, for behind it may stand those that are allowed. */
static bool refused_param(const struct chat_error *error, const struct json *params,
			  char out[64])
{
	const char *found = NULL;
	const char *first = NULL;

	if (!is_about_support(error))
		return false;
	if (*error->param && json_get(params, our_name(error->param)))
		found = our_name(error->param);
	JSON_EACH(param, found ? NULL : params) {
		const char *at = param_find(error->message, json_key(param));

		if (at && earlier(first, at) == at) {
			first = at;
			found = json_key(param);
		}
	}
	if (found)
		(void)snprintf(out, 64, "%s", found);
	return found && strlen(found) < 64;
}

static void say(struct judged *out, enum verdict verdict, const char *what,
		const struct chat_error *error)
{
	out->verdict = verdict;
	if (error && *error->message)
		(void)snprintf(out->why, sizeof(out->why), "%s: %.300s", what,
			       error->message);
	else
		(void)snprintf(out->why, sizeof(out->why), "%s", what);
}

/* A failure that may pass: final only when it is this question's (see the header). */
static void judge_passing(const char *what, const struct chat_error *error,
			  const struct judging *known, struct judged *out)
{
	bool often = known->n_attempts >= JUDGE_ATTEMPTS_MAX ||
		     (out->is_server_error && known->n_same >= JUDGE_SAME_MAX);

	say(out, often && known->answered_since ? VERDICT_FAILED : VERDICT_AGAIN, what,
	    error);
}

/* The question's own failure, once it is known that the endpoint answers at all. */
static void judge_final(const char *what, const struct chat_error *error,
			const struct judging *known, struct judged *out)
{
	say(out, known->ever_answered ? VERDICT_FAILED : VERDICT_DOUBT, what, error);
}

static void judge_trouble(const struct http_result *result, const struct judging *known,
			  struct judged *out)
{
	static const char *const names[] = {
		[HTTP_FINE] = "",
		[HTTP_DNS] = "its host has no address",
		[HTTP_CONNECT] = "no connection",
		[HTTP_TLS] = "its certificate is not trusted (--cacert FILE for one)",
		[HTTP_TIMEOUT] = "no whole answer in time",
		[HTTP_RESET] = "the connection broke off",
		[HTTP_TOO_LARGE] = "the answer is too large",
		[HTTP_OTHER] = "the exchange failed",
	};
	const struct chat_error error = {.message = result->why};
	const char *what = names[result->trouble];

	out->is_timeout = result->trouble == HTTP_TIMEOUT;
	out->is_distrust = result->trouble == HTTP_TLS;
	if (result->trouble == HTTP_TLS)
		say(out, VERDICT_STOP, what, &error);
	else if (result->trouble == HTTP_TOO_LARGE)
		judge_final(what, &error, known, out);
	else
		judge_passing(what, &error, known, out);
}

static void judge_refusal(long status, const struct chat_error *error,
			  const struct judging *known, struct judged *out)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "HTTP %ld", status);
	if (refused_param(error, known->params, out->param))
		say(out, VERDICT_ADAPT, what, error);
	else
		judge_final(what, error, known, out);
}

static void judge_error(const struct http_result *result, const struct chat_error *error,
			const struct limits *limits, const struct judging *known,
			struct judged *out)
{
	long status = error->status ? error->status : result->status;
	char what[96];

	(void)snprintf(what, sizeof(what), "HTTP %ld%s", status,
		       result->status == 200 ? " inside a success" : "");
	out->is_server_error = status >= 500;
	out->is_overflow = error->is_overflow;
	if (error->is_filter)
		say(out, VERDICT_ANSWERED, "stopped by a filter", error);
	else if (status == 401 || status == 402 || status == 403 || error->is_quota ||
		 (status == 400 && contains(error->message, "API key not valid")))
		say(out, VERDICT_STOP, what, error);
	else if (status == 429)
		say(out, VERDICT_LIMITED, what, error);
	else if (limits->should_retry == 0 && status >= 400)
		judge_refusal(status, error, known, out);
	else if (passes_with_time(status) || limits->should_retry == 1)
		judge_passing(what, error, known, out);
	else if (status >= 400)
		judge_refusal(status, error, known, out);
	else if (error->json)
		judge_final(what, error, known, out);
	else
		/* A success that is a page: of a proxy, and not of the endpoint. */
		judge_passing(what, error, known, out);
}

static void judge_redirect(const struct http_result *result, const struct judging *known,
			   struct judged *out)
{
	(void)snprintf(out->why, sizeof(out->why),
		       "HTTP %ld: it points to %.200s, which is not followed",
		       result->status, *result->location ? result->location : "nowhere");
	out->verdict = known->ever_answered ? VERDICT_FAILED : VERDICT_DOUBT;
}

void judge(const struct http_result *result, const struct chat_reply *reply,
	   const struct limits *limits, const struct judging *known, struct judged *out)
{
	static const struct chat_error nothing = {.message = ""};

	*out = (struct judged){.retry_after_ms = limits->retry_after_ms};
	if (result->trouble != HTTP_FINE || !reply) {
		judge_trouble(result, known, out);
		return;
	}
	if (reply->kind == REPLY_ERROR &&
	    reply->error.retry_after_ms > out->retry_after_ms)
		out->retry_after_ms = reply->error.retry_after_ms;
	if (result->status >= 300 && result->status < 400)
		judge_redirect(result, known, out);
	else if (reply->kind == REPLY_ANSWERED)
		out->verdict = VERDICT_ANSWERED;
	else if (reply->kind == REPLY_EMPTY)
		judge_final("a success without an answer in it", &nothing, known, out);
	else
		judge_error(result, &reply->error, limits, known, out);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/judge.h: what an exchange that ended means: an answer, a failure that is
 * final, one that may pass, or one that concerns the whole endpoint (ECOSYSTEM's table of
 * statuses). Pure: decides from what came and what is known of the endpoint, sends and
 * waits for nothing.
 *
 * An outcome is final. So a failure becomes one only when it is the question's and not
 * the endpoint's: after the endpoint answered others, before or in between. Whatever an
 * endpoint says before its first answer is about the endpoint.
 */
#ifndef TRANSPORT_JUDGE_H
#define TRANSPORT_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "transport/dialect.h"
#include "transport/http.h"
#include "transport/limits.h"

enum verdict {
	VERDICT_ANSWERED, /* choices, or a filter's word in their place */
	VERDICT_FAILED,   /* final: the outcome is a failure */
	VERDICT_AGAIN,    /* may pass: ask again, later */
	VERDICT_LIMITED,  /* asked too often: everybody waits, and this is asked again */
	VERDICT_ADAPT,    /* a parameter is refused: ask again without it */
	VERDICT_DOUBT,    /* refused, and the endpoint never answered: may be ours */
	VERDICT_STOP      /* key, money or permission: nothing more is asked here */
};
const char *verdict_name(enum verdict verdict);

struct judged {
	enum verdict verdict;
	double retry_after_ms; /* -1: not said */
	bool is_timeout;
	bool is_server_error; /* a status of 500 and above */
	bool is_overflow;     /* the prompt is too long for it */
	bool is_distrust;     /* of VERDICT_STOP: its certificate, not the key */
	char param[64];       /* of VERDICT_ADAPT: our name of it */
	char why[400];        /* in words, "" for an answer; holds endpoint's words */
};

/* What is known besides the exchange itself. */
struct judging {
	bool ever_answered;  /* this endpoint, in this case; and it does not refuse one
				question after the other now */
	bool answered_since; /* another question, since this one was first asked */
	size_t n_same;       /* times in a row that this question ended just so, this
				time included */
	size_t n_attempts;   /* of this question, this one included */
	const struct json *params; /* that were sent; NULL: none */
};
#define JUDGE_SAME_MAX 3 /* of one server error on the same bytes */
#define JUDGE_ATTEMPTS_MAX 6

/*
 * `reply` is what dialect_read made of a body (NULL when no whole response came),
 * `limits` what the headers say.
 */
void judge(const struct http_result *result, const struct chat_reply *reply,
	   const struct limits *limits, const struct judging *known, struct judged *out);

#endif

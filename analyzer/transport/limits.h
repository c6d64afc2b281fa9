/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport/limits.h: what response headers say of rates and of waiting: OpenAI's and
 * Anthropic's families of names, Retry-After in all its forms. Pure and clockless: the
 * caller gives the time. Headers are hostile: what cannot be read is as if absent.
 */
#ifndef TRANSPORT_LIMITS_H
#define TRANSPORT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct limit_window { /* -1 where not said */
	double limit, remaining;
	double reset_ms; /* from now until it is full again */
};

struct limits {
	struct limit_window requests, tokens; /* of input, output and all tokens the one
						 that is nearest to its end */
	double retry_after_ms;                /* -1: not said */
	int should_retry; /* x-should-retry: 1, 0, or -1 when not said */
	int64_t date_ms;  /* the server's clock, ms since 1970; -1: not said */
	/* Private: the windows of all, input and output tokens, of which `tokens` is
	   one, and whether retry_after_ms came in ms, which wins whatever comes first. */
	struct limit_window each[3];
	bool in_ms;
};
#define LIMIT_WINDOW_INIT                                                                \
	{                                                                                \
		-1, -1, -1                                                               \
	}
#define LIMITS_INIT                                                                      \
	{                                                                                \
		LIMIT_WINDOW_INIT, LIMIT_WINDOW_INIT, -1, -1, -1,                        \
			{LIMIT_WINDOW_INIT, LIMIT_WINDOW_INIT, LIMIT_WINDOW_INIT}, false \
	}

/*
 * Take one header; names in any case. now_ms: wall clock, ms since 1970. A wait or a
 * reset is a Go duration, seconds or a date; one that is past is 0. What is negative,
 * no number or absurd (a wait of more than a year, 1e15 tokens) is as if absent.
 */
void limits_header(struct limits *limits, struct text name, struct text value,
		   int64_t now_ms);

/* "6m0s", "12ms", "1h2m3.5s": Go's durations, in ms; -1 when it is none, is negative
 * or longer than a year. */
double limits_duration_ms(struct text text);
/* RFC 3339 or HTTP-date (RFC 9110 5.6.7, all three forms) as ms since 1970; -1 when it
 * is none or before. Years of two digits are 1970 to 2069. */
int64_t limits_time_ms(struct text text);

#endif

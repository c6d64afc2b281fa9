/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t now_ms(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_mono_ms(void)
{
	return now_ms(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(void)
{
	return now_ms(CLOCK_REALTIME);
}

static struct tm broken_down(int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm))
		memset(&tm, 0, sizeof(tm));
	return tm;
}

const char *clock_utc(int64_t wall_ms, char out[CLOCK_UTC])
{
	struct tm tm = broken_down(wall_ms);
	size_t n = strftime(out, 24, "%Y-%m-%dT%H:%M:%S", &tm);

	(void)snprintf(out + n, CLOCK_UTC - n, ".%03dZ", (int)(wall_ms % 1000));
	return out;
}

const char *clock_time(int64_t wall_ms, char out[CLOCK_UTC])
{
	struct tm tm = broken_down(wall_ms);

	(void)strftime(out, CLOCK_UTC, "%H:%M:%SZ", &tm);
	return out;
}

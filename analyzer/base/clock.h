/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/clock.h: what time it is, and how it is written. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that only rises, from some start of its own. */
int64_t clock_mono_ms(void);
/* Milliseconds since 1970 by the machine's clock, which may be wrong. */
int64_t clock_wall_ms(void);

/* "2026-01-02T03:04:05.678Z" and "03:04:05Z" of a wall clock's milliseconds. */
#define CLOCK_UTC 32
const char *clock_utc(int64_t wall_ms, char out[CLOCK_UTC]);
const char *clock_time(int64_t wall_ms, char out[CLOCK_UTC]);

#endif

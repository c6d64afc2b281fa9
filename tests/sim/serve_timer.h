/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/serve_timer.h: what is due when, a heap. Knows no clock. */
#ifndef SIM_SERVE_TIMER_H
#define SIM_SERVE_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
	int64_t due_ns;
	void *what;
};
struct timers {          /* zeroed: none */
	struct timer *v; /* v[0] is due first */
	size_t n, cap;
};

void timers_add(struct timers *timers, int64_t due_ns, void *what);
/* Takes out the first that is due by now; false: none is. */
bool timers_take(struct timers *timers, int64_t now_ns, void **what);
void timers_clear(struct timers *timers);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/serve_timer.h"

#include "base/mem.h"

static void swap(struct timer *a, struct timer *b)
{
	struct timer kept = *a;

	*a = *b;
	*b = kept;
}

void timers_add(struct timers *timers, int64_t due_ns, void *what)
{
	size_t i = timers->n;

	timers->v = MEM_GROW(timers->v, timers->n, &timers->cap);
	timers->v[timers->n++] = (struct timer){due_ns, what};
	while (i > 0 && timers->v[i].due_ns < timers->v[(i - 1) / 2].due_ns) {
		swap(&timers->v[i], &timers->v[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

static void sink(struct timers *timers)
{
	size_t i = 0;

	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++) {
			if (child < timers->n &&
			    timers->v[child].due_ns < timers->v[least].due_ns)
				least = child;
		}
		if (least == i)
			return;
		swap(&timers->v[i], &timers->v[least]);
		i = least;
	}
}

bool timers_take(struct timers *timers, int64_t now_ns, void **what)
{
	if (timers->n == 0 || timers->v[0].due_ns > now_ns)
		return false;
	*what = timers->v[0].what;
	timers->v[0] = timers->v[--timers->n];
	sink(timers);
	return true;
}

void timers_clear(struct timers *timers)
{
	mem_free(timers->v);
	*timers = (struct timers){0};
}

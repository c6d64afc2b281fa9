/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIGINT and SIGTERM as a request to stop. Not signalfd: libraries have threads of their
 * own (OpenBLAS from the start, one for each further processor) that block no signal, and
 * a signal goes to any thread that does not. So a handler counts, in whatever thread.
 */
#include <signal.h>
#include <stdatomic.h>

#include "cmd/collecting_private.h"

static const int numbers[N_STOP_SIGNALS] = {SIGINT, SIGTERM};
/* A handler has nothing but such to write to. */
static atomic_int n_signals, last_signal;

static void count(int number)
{
	atomic_store(&last_signal, number);
	(void)atomic_fetch_add(&n_signals, 1);
}

void collecting_signals_take(struct collecting *c)
{
	struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};

	(void)sigemptyset(&action.sa_mask);
	atomic_store(&n_signals, 0);
	for (size_t i = 0; i < N_STOP_SIGNALS; i++) {
		(void)sigaction(numbers[i], NULL, &c->signals_before[i]);
		/* nohup, or a shell's background: whoever ignores it means it. */
		if (c->signals_before[i].sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	}
}

void collecting_signals_read(struct collecting *c)
{
	c->n_signals = atomic_load(&n_signals);
	c->last_signal = atomic_load(&last_signal);
}

void collecting_signals_give_back(struct collecting *c)
{
	for (size_t i = 0; i < N_STOP_SIGNALS; i++)
		(void)sigaction(numbers[i], &c->signals_before[i], NULL);
	collecting_signals_read(c);
}

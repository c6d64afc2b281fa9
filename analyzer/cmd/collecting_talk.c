/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user is told while it goes on, on standard error. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/term.h"
#include "cmd/collecting_private.h"

#define MAX_COUNTS (N_OUTCOMES + 1)
#define COUNT_TEXT 32
#define STATE_TEXT 160

void collecting_begin_talk(struct collecting *c)
{
	size_t wanted = worklist_n_wanted(&c->list);
	size_t done = 0;

	for (size_t i = 0; i < c->n_askers; i++)
		done += c->list.n_open - c->list.n_missing[c->askers[i].model];
	if (done)
		progress_say(c->progress, "begin",
			     "%s: %zu answers are in; asking %zu models for %zu more",
			     c->case_path, done, c->n_askers, wanted);
	else
		progress_say(c->progress, "begin",
			     "%s: asking %zu models for %zu answers", c->case_path,
			     c->n_askers, wanted);
}

/* Answers a second, over the last minute or since it began. */
static double rate_of(const struct asker *asker, int64_t mono_ms, int64_t began_ms)
{
	int64_t now = mono_ms / 1000;
	double seconds = fmin(RATE_SECONDS, (double)(mono_ms - began_ms) / 1000);
	size_t n = 0;

	for (int64_t s = now - RATE_SECONDS + 1; s <= asker->newest_second; s++)
		if (s >= 0)
			n += asker->finished[s % RATE_SECONDS];
	return seconds >= 1 ? (double)n / seconds : 0;
}

static void state_text(const struct exchange_state *state, char out[STATE_TEXT])
{
	char clock[CLOCK_UTC];

	out[0] = '\0';
	if (state->end != EXCHANGE_DONE)
		(void)snprintf(out, STATE_TEXT, "stopped: %.120s", state->why);
	else if (state->wait_until_ms)
		(void)snprintf(out, STATE_TEXT, "%.80s; waits until %s", state->why,
			       clock_time(state->wait_until_ms, clock));
	else if (state->n_waiting)
		(void)snprintf(out, STATE_TEXT, "%zu to ask again", state->n_waiting);
}

struct shown { /* texts that a task points to */
	char counts[MAX_COUNTS][COUNT_TEXT];
	const char *count_of[MAX_COUNTS];
	char state[STATE_TEXT];
};

static struct progress_task task_of(struct collecting *c, size_t index, int64_t mono_ms,
				    struct shown *shown)
{
	const struct asker *asker = &c->askers[index];
	struct exchange_state state;
	struct progress_task task = {
		.name = asker->plan->name,
		.n_done = c->list.n_open - c->list.n_missing[asker->model],
		.n_total = c->list.n_open,
		.per_s = rate_of(asker, mono_ms, c->began_ms),
		.usd = usage_usd(&asker->usage, asker->price),
		.counts = shown->count_of,
		.state = shown->state,
	};

	exchange_state(c->exchange, index, &state);
	state_text(&state, shown->state);
	task.n_in_flight = state.n_in_flight;
	task.left_s = (double)(task.n_total - task.n_done) / task.per_s;
	if (task.per_s <= 0)
		task.left_s = NAN;
	for (int i = OUTCOME_OK + 1; i < N_OUTCOMES; i++) {
		if (!asker->n_by_outcome[i])
			continue;
		(void)snprintf(shown->counts[task.n_counts], COUNT_TEXT, "%zu %s",
			       asker->n_by_outcome[i], outcome_name((enum outcome)i));
		shown->count_of[task.n_counts] = shown->counts[task.n_counts];
		task.n_counts++;
	}
	return task;
}

void collecting_show(struct collecting *c, int64_t mono_ms, bool last)
{
	struct progress_task *tasks = MEM_ARRAY(c->n_askers, struct progress_task);
	struct shown *shown = MEM_ARRAY(c->n_askers, struct shown);

	for (size_t i = 0; i < c->n_askers; i++)
		tasks[i] = task_of(c, i, mono_ms, &shown[i]);
	progress_tasks(c->progress, tasks, c->n_askers, mono_ms, last);
	mem_free(tasks);
	mem_free(shown);
}

void collecting_tick(void *ctx, int64_t mono_ms)
{
	struct collecting *c = ctx;

	if (mono_ms - c->shown_ms < 100)
		return;
	c->shown_ms = mono_ms;
	collecting_show(c, mono_ms, false);
}

void collecting_waits(void *ctx, size_t index, int64_t until_ms, const char *why)
{
	struct collecting *c = ctx;
	char clock[CLOCK_UTC];

	progress_say(c->progress, "waiting", "%s: %s; next try at %s",
		     c->askers[index].plan->name, why, clock_time(until_ms, clock));
}

/* All texts of an attempt were redacted before they came here (I6). */
void collecting_say_attempt(struct collecting *c, const struct exchange_attempt *attempt,
			    const char *prompt_id)
{
	const struct asker *asker = &c->askers[attempt->endpoint];

	if (!c->args->verbose)
		return;
	progress_say(c->progress, "attempt", "%s %s, try %zu: HTTP %ld in %ld ms: %s%s%s",
		     asker->plan->name, prompt_id, attempt->number, attempt->status,
		     attempt->took_ms, verdict_name(attempt->verdict),
		     *attempt->why ? ": " : "", attempt->why);
	progress_say(c->progress, "request", "  POST %s %.*s", attempt->url,
		     (int)(attempt->request.len < 2000 ? attempt->request.len : 2000),
		     attempt->request.data);
	progress_say(c->progress, "response", "  %.*s",
		     (int)(attempt->response.len < 2000 ? attempt->response.len : 2000),
		     attempt->response.data);
}

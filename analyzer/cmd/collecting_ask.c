/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked next, within the budget. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/collecting_private.h"

size_t collecting_n_requests(const struct collecting *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_askers; i++)
		n += c->askers[i].usage.n_requests;
	return n;
}

double collecting_usd(const struct collecting *c)
{
	double usd = 0;
	bool known = false;

	for (size_t i = 0; i < c->n_askers; i++) {
		double one = usage_usd(&c->askers[i].usage, c->askers[i].price);

		if (isnan(one))
			continue;
		usd += one;
		known = true;
	}
	if (!known)
		return NAN;
	return usd;
}

static double usd_in_flight(const struct collecting *c)
{
	double usd = 0;

	for (size_t i = 0; i < c->n_askers; i++)
		usd += c->askers[i].usd_in_flight;
	return usd;
}

/* Which budget leaves no room for another request; NULL: none. */
static const char *budget_spent(const struct collecting *c)
{
	const struct plan_budget *budget = &c->budget;
	double usd = collecting_usd(c);

	if (budget->requests >= 0 && (double)collecting_n_requests(c) >= budget->requests)
		return "requests";
	/* Before the first bill usd is NAN; what is in flight counts all the same. */
	if (budget->usd >= 0 && fmax(usd, 0) + usd_in_flight(c) >= budget->usd)
		return "usd";
	if (budget->minutes >= 0 &&
	    (double)(clock_mono_ms() - c->began_ms) >= budget->minutes * 60000)
		return "minutes";
	return NULL;
}

int collecting_stop(void *ctx)
{
	struct collecting *c = ctx;

	collecting_signals_read(c);
	if (c->n_signals && !c->told_stop) {
		size_t n = 0;

		for (size_t i = 0; i < c->n_askers; i++) {
			struct exchange_state state;

			exchange_state(c->exchange, i, &state);
			n += state.n_in_flight;
		}
		progress_say(c->progress, "stopping",
			     "finishing %zu in flight (again to leave at once)", n);
		c->told_stop = true;
	}
	if (!c->budget_hit && worklist_n_wanted(&c->list))
		c->budget_hit = budget_spent(c);
	return c->n_signals > 1 ? 2 : c->n_signals || c->budget_hit ? 1 : 0;
}

static struct ask *ask_new(struct asker *asker, size_t *tag)
{
	for (size_t i = 0; i < asker->n_asks; i++) {
		if (asker->asks[i].in_use)
			continue;
		*tag = i;
		return &asker->asks[i];
	}
	asker->asks = MEM_GROW(asker->asks, asker->n_asks, &asker->cap_asks);
	*tag = asker->n_asks;
	return &asker->asks[asker->n_asks++];
}

/* Samples of the same probe behind this one that are wanted too. */
static size_t samples_take(struct collecting *c, const struct asker *asker, size_t first)
{
	const struct plan_item *item = &c->list.items[first];
	unsigned char *states = worklist_states(&c->list, asker->model);
	char room[PLAN_PROMPT_ID];
	struct text id = text_of(plan_prompt_id(c->plan, item, room));
	size_t n = 1;

	states[first] = ITEM_ASKED;
	while (!item->is_sentinel && n < asker->n_at_once) {
		size_t next = worklist_find(&c->list, id, item->sample + (long)n);

		if (next == SIZE_MAX || states[next] != ITEM_WANTED)
			break;
		states[next] = ITEM_ASKED;
		n++;
	}
	return n;
}

bool collecting_next(void *ctx, size_t index, size_t *tag)
{
	struct collecting *c = ctx;
	struct asker *asker = &c->askers[index];
	const unsigned char *states = worklist_states(&c->list, asker->model);
	const struct plan_item *item;
	struct ask *ask;

	while (asker->cursor < c->list.n_open && states[asker->cursor] != ITEM_WANTED)
		asker->cursor++;
	if (asker->cursor >= c->list.n_open)
		return false;
	item = &c->list.items[asker->cursor];
	ask = ask_new(asker, tag);
	*ask = (struct ask){.item = asker->cursor,
			    .set = item->set,
			    .probe = item->probe,
			    .sample = item->sample,
			    .is_sentinel = item->is_sentinel,
			    .in_use = true};
	ask->n = samples_take(c, asker, asker->cursor);
	return true;
}

/* The sentinel once more, under a number that the plan does not use. */
bool collecting_canary(void *ctx, size_t index, size_t *tag)
{
	struct collecting *c = ctx;
	struct asker *asker = &c->askers[index];
	struct ask *ask;
	size_t set = 0;

	if (!c->plan->sentinel)
		return false;
	while (c->plan->sets[set].set != c->plan->sentinel_set)
		set++;
	ask = ask_new(asker, tag);
	*ask = (struct ask){
		.item = SIZE_MAX,
		.set = set,
		.probe = (size_t)(c->plan->sentinel - c->plan->sentinel_set->probes),
		.sample = c->list.n_sentinels[asker->model]++,
		.n = 1,
		.is_sentinel = true,
		.in_use = true};
	return true;
}

/* About 4 bytes a token in Latin script; enough for a bucket, which the endpoint's own
 * count corrects. */
static double tokens_of(const struct chat_request *request)
{
	double bytes = request->system ? (double)strlen(request->system) : 0;
	double most = json_num(request->params, "max_tokens", 400);

	for (size_t i = 0; i < request->n_messages; i++)
		bytes += (double)strlen(request->messages[i].content);
	return bytes / 4 + most * (double)request->n;
}

void collecting_compose(void *ctx, size_t index, size_t tag, struct chat_request *request,
			double *tokens)
{
	struct collecting *c = ctx;
	struct asker *asker = &c->askers[index];
	struct ask *ask = &asker->asks[tag];
	const struct plan_item item = {ask->set, ask->probe, ask->sample,
				       ask->is_sentinel};

	wording_make(c->plan, asker->plan, &item, &asker->text, request);
	request->n = ask->n;
	*tokens = tokens_of(request);
	asker->usage.n_requests++;
	ask->usd = isnan(asker->price.output) ? 0 : *tokens * asker->price.output;
	asker->usd_in_flight += ask->usd;
}

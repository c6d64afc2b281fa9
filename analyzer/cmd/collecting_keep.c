/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of a question, into the case; and what the case tells of earlier runs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/collecting_private.h"

#define CLOCK_TOLERANCE_MS 60000

static struct record record_of(struct collecting *c, const struct ask *ask,
			       const char *prompt_id, long sample)
{
	return (struct record){
		.prompt_id = text_of(prompt_id),
		.prompt = {buf_str(&c->prompt), c->prompt.len},
		.sample = ask->sample + sample,
		.line = (size_t)sample + 1,
	};
}

/* What tells how an answer ended and who gave it, in few different texts. */
static struct text extra_of(struct collecting *c, const struct exchange_attempt *attempt,
			    const char *native)
{
	struct json *extra = json_new_object();

	if (*native)
		json_add_str(extra, "finish_reason", native);
	if (attempt->reply && *attempt->reply->served_model)
		json_add_str(extra, "served_model", attempt->reply->served_model);
	if (attempt->verdict == VERDICT_FAILED)
		json_add_str(extra, "why", attempt->why);
	buf_reset(&c->extra);
	if (json_first(extra))
		json_print(extra, false, &c->extra);
	json_free(extra);
	return (struct text){buf_str(&c->extra), c->extra.len};
}

/* The extra text must outlive the record: it goes into the arena. */
static void extra_put(struct collecting *c, const struct exchange_attempt *attempt,
		      const char *native, struct arena *arena, struct record *record)
{
	struct text extra = extra_of(c, attempt, native);

	record->extra = (struct text){arena_dup(arena, extra.data, extra.len), extra.len};
}

/* One record for each choice; those beyond what was asked for are left out. */
static size_t records_spoken(struct collecting *c, const struct ask *ask,
			     const char *prompt_id,
			     const struct exchange_attempt *attempt, size_t n_asked,
			     struct arena *arena, struct record *records)
{
	const struct chat_reply *reply = attempt->reply;
	size_t n = 0;

	for (size_t i = 0; i < reply->n_choices; i++) {
		const struct chat_choice *choice = &reply->choices[i];
		struct record *record = &records[n];

		*record = record_of(c, ask, prompt_id, choice->sample);
		record->outcome = choice->outcome;
		record->answer = choice->answer;
		record->reasoning = choice->reasoning;
		record->n_replaced = i ? 0 : reply->n_replaced;
		extra_put(c, attempt, choice->native, arena, record);
		n += (size_t)choice->sample < n_asked;
	}
	return n;
}

/* The answers of an attempt; records point into the attempt and the arena. */
static struct record *records_make(struct collecting *c, const struct ask *ask,
				   const char *prompt_id,
				   const struct exchange_attempt *attempt,
				   struct arena *arena, size_t *n)
{
	const struct chat_reply *reply = attempt->reply;
	bool spoke = reply && reply->kind == REPLY_ANSWERED;
	bool answered = attempt->verdict == VERDICT_ANSWERED;
	size_t n_asked = attempt->n_asked < ask->n ? attempt->n_asked : ask->n;
	struct record *records;

	*n = 0;
	if (!answered && attempt->verdict != VERDICT_FAILED)
		return NULL;
	records = MEM_ARRAY((spoke ? reply->n_choices : 0) + ask->n + 1, struct record);
	if (spoke) {
		*n = records_spoken(c, ask, prompt_id, attempt, n_asked, arena, records);
		return records;
	}
	for (; *n < n_asked; (*n)++) {
		struct record *record = &records[*n];

		*record = record_of(c, ask, prompt_id, (long)*n);
		record->outcome = answered ? OUTCOME_FILTERED : OUTCOME_FAILED;
		extra_put(c, attempt, "", arena, record);
	}
	return records;
}

static int attempt_put(struct collecting *c, const struct asker *asker,
		       const struct ask *ask, const char *prompt_id,
		       const struct exchange_attempt *attempt,
		       const struct record *records, size_t n, struct err *err)
{
	char utc[CLOCK_UTC];
	const struct case_attempt row = {
		.model = asker->plan->name,
		.prompt_id = prompt_id,
		.sample = ask->sample,
		.n_asked = attempt->n_asked,
		.number = attempt->number,
		.url = attempt->url,
		.request = attempt->request,
		.response = attempt->response,
		.status = attempt->status,
		.verdict = verdict_name(attempt->verdict),
		.why = attempt->why,
		.sent_utc = utc,
		.mono_ms = attempt->mono_ms,
		.first_ms = attempt->first_ms,
		.took_ms = attempt->took_ms,
		.facts = attempt->facts,
	};

	(void)clock_utc(attempt->sent_ms, utc);
	return casefile_put_attempt(c->cf, &row, records, n, err);
}

/* Items answered are settled; those that came back without an answer are wanted again. */
static void items_settle(struct collecting *c, size_t index, const struct ask *ask,
			 const char *prompt_id, const struct record *records, size_t n)
{
	struct asker *asker = &c->askers[index];
	unsigned char *states = worklist_states(&c->list, asker->model);

	if (ask->item == SIZE_MAX)
		return;
	for (size_t k = 0; k < ask->n; k++) {
		long sample = ask->sample + (long)k;
		size_t item = worklist_find(&c->list, text_of(prompt_id), sample);
		bool answered = false;

		for (size_t i = 0; i < n; i++)
			answered = answered || records[i].sample == sample;
		if (answered) {
			c->settled = MEM_GROW(c->settled, c->n_settled, &c->cap_settled);
			c->settled[c->n_settled++] = (struct settled){index, item};
		} else {
			states[item] = ITEM_WANTED;
			if (item < asker->cursor)
				asker->cursor = item;
		}
	}
	/* It gives one at a time, whatever it is asked for. */
	if (n == 1 && ask->n > 1)
		asker->n_at_once = 1;
}

static void counts_add(struct asker *asker, const struct exchange_attempt *attempt,
		       const struct record *records, size_t n)
{
	int64_t second = clock_mono_ms() / 1000;

	asker->n_by_verdict[attempt->verdict]++;
	for (size_t i = 0; i < n; i++)
		asker->n_by_outcome[records[i].outcome]++;
	if (attempt->reply)
		usage_add(&asker->usage, &attempt->reply->usage);
	for (; asker->newest_second < second; asker->newest_second++)
		asker->finished[(asker->newest_second + 1) % RATE_SECONDS] = 0;
	asker->finished[second % RATE_SECONDS] += n;
}

static int traits_put(struct collecting *c, const struct asker *asker, struct err *err)
{
	struct buf key = BUF_INIT;
	struct buf value = BUF_INIT;
	int rc;

	buf_printf(&key, "endpoint %s", asker->plan->name);
	json_print(asker->traits, false, &value);
	rc = casefile_put_note(c->cf, buf_str(&key), buf_str(&value), err);
	buf_clear(&key);
	buf_clear(&value);
	return rc;
}

/* True when it was not so before. */
static bool trait_set(struct json *traits, const char *key, const char *value)
{
	const char *before = json_str(traits, key);

	if (!*value || (before && !strcmp(before, value)))
		return false;
	json_free(json_detach(traits, key));
	json_add_str(traits, key, value);
	return true;
}

/* What is known of the other side, once and whenever it changes. */
static int traits_note(struct collecting *c, struct asker *asker,
		       const struct exchange_attempt *attempt, struct err *err)
{
	bool changed = trait_set(asker->traits, "tls", attempt->tls);
	int64_t offset = attempt->clock_offset_ms;

	changed =
		trait_set(asker->traits, "certificate", attempt->certificate) || changed;
	if (offset != INT64_MIN && llabs(offset) > CLOCK_TOLERANCE_MS &&
	    !asker->told_clock) {
		asker->told_clock = changed = true;
		json_free(json_detach(asker->traits, "clock_offset_s"));
		json_add_int(asker->traits, "clock_offset_s", offset / 1000);
		progress_say(c->progress, "clock",
			     "%s: its clock is %lld s %s ours; times in the case are "
			     "ours",
			     asker->plan->name, (long long)llabs(offset) / 1000,
			     offset > 0 ? "ahead of" : "behind");
	}
	return changed ? traits_put(c, asker, err) : 0;
}

int collecting_attempt(void *ctx, const struct exchange_attempt *attempt, struct err *err)
{
	struct collecting *c = ctx;
	struct asker *asker = &c->askers[attempt->endpoint];
	struct ask *ask = &asker->asks[attempt->tag];
	const struct plan_item item = {ask->set, ask->probe, ask->sample,
				       ask->is_sentinel};
	char room[PLAN_PROMPT_ID];
	const char *prompt_id = plan_prompt_id(c->plan, &item, room);
	struct arena arena = ARENA_INIT;
	struct record *records;
	size_t n;
	int rc;

	buf_reset(&c->prompt);
	plan_prompt_text(&c->plan->sets[ask->set].set->probes[ask->probe], &c->prompt);
	records = records_make(c, ask, prompt_id, attempt, &arena, &n);
	rc = traits_note(c, asker, attempt, err);
	if (!rc)
		rc = attempt_put(c, asker, ask, prompt_id, attempt, records, n, err);
	if (!rc) {
		counts_add(asker, attempt, records, n);
		collecting_say_attempt(c, attempt, prompt_id);
		if (n)
			items_settle(c, attempt->endpoint, ask, prompt_id, records, n);
		/* A question that will be asked again keeps its place. */
		ask->in_use = !n && !attempt->is_canary;
		asker->usd_in_flight -= ask->usd;
	}
	mem_free(records);
	arena_clear(&arena);
	return rc;
}

int collecting_flush(void *ctx, struct err *err)
{
	struct collecting *c = ctx;

	if (casefile_flush(c->cf, err))
		return -1;
	for (size_t i = 0; i < c->n_settled; i++)
		worklist_done(&c->list, c->askers[c->settled[i].asker].model,
			      c->settled[i].item);
	c->n_settled = 0;
	return 0;
}

int collecting_learned(void *ctx, size_t index, const char *param, bool other_name,
		       struct err *err)
{
	struct collecting *c = ctx;
	struct asker *asker = &c->askers[index];
	struct json *dropped;

	if (other_name) {
		progress_say(c->progress, "adapted",
			     "%s: takes %s by its other name; asking again",
			     asker->plan->name, param);
		json_add_bool(asker->traits, "other_max_tokens", true);
		return traits_put(c, asker, err);
	}
	progress_say(c->progress, "adapted",
		     "%s: refuses the parameter %s; asking without it, which the report "
		     "says",
		     asker->plan->name, param);
	dropped = json_detach(asker->traits, "dropped");
	if (!dropped)
		dropped = json_new_array();
	json_add_str(dropped, NULL, param);
	json_add(asker->traits, "dropped", dropped);
	return traits_put(c, asker, err);
}

static int traits_recall(struct collecting *c, struct asker *asker, struct err *err)
{
	struct buf key = BUF_INIT;
	const char *note;
	size_t n = 0;

	buf_printf(&key, "endpoint %s", asker->plan->name);
	note = casefile_note(c->cf, buf_str(&key));
	buf_clear(&key);
	asker->traits =
		*note ? json_parse(note, strlen(note), NULL, err) : json_new_object();
	if (!asker->traits)
		return err_prefix(err, "the note on endpoint %s", asker->plan->name);
	asker->dropped = MEM_ARRAY(json_count(json_get(asker->traits, "dropped")) + 1,
				   const char *);
	JSON_EACH(param, json_get(asker->traits, "dropped")) {
		if (json_text(param))
			asker->dropped[n++] = json_text(param);
	}
	asker->n_dropped = n;
	return 0;
}

/* Which of the plan's parameters the dialect cannot say: kept beside what is refused. */
static void unsent_note(struct collecting *c, struct asker *asker)
{
	struct json *unsent = json_new_array();

	for (size_t s = 0; s < c->plan->n_sets; s++) {
		const struct plan_item item = {.set = s};
		struct json *params = NULL;

		(void)plan_request_of(c->plan, asker->plan, &item, &params);
		JSON_EACH(param, params) {
			const char *name = json_key(param);
			bool told = !strcmp(name, "n") ||
				    dialect_has_param(asker->dialect, name);

			JSON_EACH(before, unsent)
				told = told || !strcmp(json_text(before), name);
			if (!told)
				json_add_str(unsent, NULL, name);
		}
		json_free(params);
	}
	json_free(json_detach(asker->traits, "unsent"));
	if (json_first(unsent))
		json_add(asker->traits, "unsent", unsent);
	else
		json_free(unsent);
}

int collecting_recall(struct collecting *c, struct err *err)
{
	struct usage *usage = MEM_ARRAY(c->plan->n_models, struct usage);
	int rc = usage_recall(c->cf, c->plan, usage, err);

	for (size_t i = 0; i < c->n_askers && !rc; i++) {
		c->askers[i].usage = usage[c->askers[i].model];
		rc = traits_recall(c, &c->askers[i], err);
		if (!rc)
			unsent_note(c, &c->askers[i]);
		if (!rc && json_get(c->askers[i].traits, "unsent"))
			rc = traits_put(c, &c->askers[i], err);
	}
	mem_free(usage);
	return rc;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/forecast.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "text/utf8.h"

/* Ideographs, kana, Hangul and their punctuation: about a token each. */
static bool is_wide(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

double forecast_tokens(const char *text, size_t len, double per_word)
{
	size_t pos = 0, n_words = 0, n_wide = 0;
	bool in_word = false;

	while (pos < len) {
		uint32_t c = utf8_next(text, len, &pos);
		bool wide = is_wide(c), blank = c <= ' ' || c == 0xA0;

		n_wide += wide;
		n_words += !wide && !blank && !in_word;
		in_word = !wide && !blank;
	}
	return per_word * (double)n_words + (double)n_wide;
}

/* The simulation's own rule: a word is a token, and nothing stands around messages. */
static double per_word_of(const struct plan *plan, const struct forecast_known *known)
{
	if (known && !isnan(known->per_word))
		return known->per_word;
	return *plan->simulation ? 1 : FORECAST_PER_WORD;
}

static double prompt_tokens(const struct plan *plan, const struct probe *probe,
			    const char *system, double per_word)
{
	size_t n = probe->n_messages + (system != NULL);
	double tokens = *plan->simulation ? 0 : FORECAST_PER_MESSAGE * (double)n;

	if (system)
		tokens += forecast_tokens(system, strlen(system), per_word);
	for (size_t i = 0; i < probe->n_messages; i++) {
		const char *text = probe->messages[i].content;

		tokens += forecast_tokens(text, strlen(text), per_word);
	}
	return tokens;
}

/* cap: max_tokens, or negative. */
static double answer_tokens(double cap, const struct forecast_known *known)
{
	if (known && !isnan(known->answer_tokens))
		return cap >= 0 && known->answer_tokens > cap ? cap
							      : known->answer_tokens;
	if (cap < 0 || cap * FORECAST_CAP_SHARE > FORECAST_ANSWER_MAX)
		return FORECAST_ANSWER_MAX;
	return cap * FORECAST_CAP_SHARE;
}

static void add_item(const struct plan *plan, const struct plan_item *item,
		     const struct forecast_known *known, bool rides,
		     struct forecast_model *out)
{
	const struct probe *probe = &plan->sets[item->set].set->probes[item->probe];
	struct json *params = NULL;
	const char *system = plan_request_of(plan, out->model, item, &params);

	if (!rides) {
		out->n_requests++;
		out->tokens_in +=
			prompt_tokens(plan, probe, system, per_word_of(plan, known));
	}
	out->tokens_out += answer_tokens(json_num(params, "max_tokens", -1), known);
	json_free(params);
}

/* The slowest of what limits it. */
static void set_pace(struct forecast_model *m, double rpm)
{
	double n = (double)m->n_requests;
	double at_once = m->model->max_concurrency ? (double)m->model->max_concurrency
						   : FORECAST_AT_ONCE;
	double seconds = n * FORECAST_START_S + m->tokens_out / FORECAST_TOKENS_S;

	m->pace = FORECAST_ASSUMED;
	m->minutes = seconds / (n > 0 && at_once > n ? n : at_once) / 60;
	if (m->model->rpm > 0)
		rpm = m->model->rpm;
	if (rpm > 0 && n / rpm > m->minutes) {
		m->pace = FORECAST_BY_RPM;
		m->minutes = n / rpm;
	}
	if (m->model->tpm > 0 &&
	    (m->tokens_in + m->tokens_out) / m->model->tpm > m->minutes) {
		m->pace = FORECAST_BY_TPM;
		m->minutes = (m->tokens_in + m->tokens_out) / m->model->tpm;
	}
}

static void set_usd(struct forecast_model *m, const struct prices *prices)
{
	struct price price =
		price_find(prices, m->model->api, m->model->base_url, m->model->model);

	m->usd = m->n_requests ? m->tokens_in * price.input + m->tokens_out * price.output
			       : 0;
}

/*
 * Does the item travel with another one? Samples of a probe are asked `n` at a time, the
 * lowest that is wanted first.
 */
static bool rides_along(const struct worklist *list, const unsigned char *state,
			size_t item, size_t n)
{
	char room[PLAN_PROMPT_ID];
	struct text id = text_of(plan_prompt_id(list->plan, &list->items[item], room));
	size_t run = 0; /* wanted samples just below */

	if (list->items[item].is_sentinel)
		return false;
	while (run < (size_t)list->items[item].sample) {
		size_t below =
			worklist_find(list, id, list->items[item].sample - (long)run - 1);

		if (below == SIZE_MAX || state[below] == ITEM_DONE)
			break;
		run++;
	}
	return run % n != 0;
}

static void make_model(const struct worklist *list, size_t model, size_t n_at_once,
		       const struct forecast_known *known, struct forecast_model *m)
{
	const unsigned char *state = worklist_states(list, model);
	bool is_asked = worklist_is_asked(list, model);

	if (known && !isnan(known->answer_tokens))
		m->basis = known->basis;
	for (size_t k = 0; k < list->n; k++) {
		/* Drift is a live endpoint's. */
		if (list->items[k].is_sentinel && !is_asked)
			continue;
		m->n_items++;
		if (state[k] == ITEM_DONE)
			m->n_done++;
		else if (is_asked)
			add_item(list->plan, &list->items[k], known,
				 n_at_once > 1 && rides_along(list, state, k, n_at_once),
				 m);
	}
}

void forecast_make(const struct worklist *list, const size_t *at_once,
		   const struct forecast_known *known, const struct prices *prices,
		   double rpm, struct forecast *out)
{
	const struct plan *plan = list->plan;

	*out = (struct forecast){.n = plan->n_models};
	out->models = MEM_ARRAY(plan->n_models, struct forecast_model);
	for (size_t i = 0; i < plan->n_models; i++) {
		struct forecast_model *m = &out->models[i];

		m->model = &plan->models[i];
		make_model(list, i, at_once ? at_once[i] : 1, known ? &known[i] : NULL,
			   m);
		set_usd(m, prices);
		set_pace(m, rpm);
		out->n_requests += m->n_requests;
		out->tokens_in += m->tokens_in;
		out->tokens_out += m->tokens_out;
		out->usd += isnan(m->usd) ? 0 : m->usd;
		out->n_unpriced += isnan(m->usd) != 0;
		if (m->minutes > out->minutes)
			out->minutes = m->minutes;
	}
}

void forecast_clear(struct forecast *forecast)
{
	mem_free(forecast->models);
	*forecast = (struct forecast){NULL, 0, 0, 0, 0, 0, 0, 0};
}

/* The answers' item of that prompt and sample; SIZE_MAX when there is none. */
static size_t find_item(const struct answers *answers, const char *id, long sample)
{
	size_t lo = 0, hi = answers->n_items;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct item *item = &answers->items[mid];
		int order = strcmp(item->prompt_id, id);

		if (!order && item->sample == sample)
			return mid;
		if (order < 0 || (!order && item->sample < sample))
			lo = mid + 1;
		else
			hi = mid;
	}
	return SIZE_MAX;
}

/* A running mean. */
struct mean {
	double sum;
	size_t n;
};

static void mean_add(struct mean *mean, const struct answer *answer, double per_word)
{
	if (!answer->data || answer->outcome == OUTCOME_FAILED)
		return;
	mean->sum += forecast_tokens(answer->data, answer->len, per_word);
	mean->n++;
}

/* NAN without answers. */
static double mean_of(const struct mean *mean)
{
	return mean->sum / (double)mean->n;
}

static double mean_tokens(const struct answers *answers, size_t model, double per_word)
{
	struct mean mean = {0, 0};

	for (size_t i = 0; i < answers->n_items; i++)
		mean_add(&mean, answers_at(answers, model, i), per_word);
	return mean_of(&mean);
}

double forecast_mean(const struct plan *plan, const struct plan_item *items,
		     size_t n_items, const struct answers *answers, size_t *n_shared)
{
	struct mean mean = {0, 0};

	*n_shared = 0;
	for (size_t k = 0; k < n_items; k++) {
		char room[PLAN_PROMPT_ID];
		size_t item =
			items[k].is_sentinel || items[k].sample
				? SIZE_MAX
				: find_item(answers,
					    plan_prompt_id(plan, &items[k], room), 0);

		if (item == SIZE_MAX)
			continue;
		++*n_shared;
		for (size_t m = 0; m < answers->n_models; m++)
			mean_add(&mean, answers_at(answers, m, item),
				 per_word_of(plan, NULL));
	}
	return mean_of(&mean);
}

void forecast_seen(const struct plan *plan, size_t model, const struct answers *answers,
		   struct forecast_known *known)
{
	size_t of = answers_find_model(answers, plan->models[model].name);

	*known = (struct forecast_known){NAN, NAN, FORECAST_MEASURED};
	if (of != SIZE_MAX)
		known->answer_tokens = mean_tokens(answers, of, per_word_of(plan, NULL));
}

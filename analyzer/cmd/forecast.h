/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/forecast.h: what a plan would still send, per model: requests, tokens, money, time.
 * Pure: what is in the case already, and what was measured there, comes from outside.
 */
#ifndef CMD_FORECAST_H
#define CMD_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/worklist.h"
#include "probe/plan.h"
#include "probe/price.h"
#include "store/answers.h"

/* Assumptions, printed by whoever uses them. */
#define FORECAST_PER_WORD 1.3   /* tokens a word of text, of real models */
#define FORECAST_PER_MESSAGE 4  /* tokens around each message, of real models */
#define FORECAST_CAP_SHARE 0.6  /* of max_tokens that an answer takes */
#define FORECAST_ANSWER_MAX 400 /* tokens, and when there is no max_tokens */
#define FORECAST_AT_ONCE 16     /* requests in flight */
#define FORECAST_START_S 2.0    /* until an answer begins */
#define FORECAST_TOKENS_S 60.0  /* and then its tokens a second */

/* What was measured of a model; NAN: nothing, and the assumption stands. */
enum forecast_basis {
	FORECAST_BY_CAP,    /* the share of max_tokens above */
	FORECAST_BY_CORPUS, /* what other models answered to the same prompts */
	FORECAST_MEASURED   /* the model's own answers */
};
struct forecast_known {
	double answer_tokens;      /* mean of one answer */
	double per_word;           /* tokens a word */
	enum forecast_basis basis; /* of answer_tokens */
};
enum forecast_pace { FORECAST_BY_RPM, FORECAST_BY_TPM, FORECAST_ASSUMED };

struct forecast_model {
	const struct plan_model *model;
	size_t n_items, n_done;       /* wanted, and in the case already */
	size_t n_requests;            /* to send; 0 of a recorded model */
	double tokens_in, tokens_out; /* of those */
	double usd;                   /* NAN: there is no price */
	double minutes;
	enum forecast_basis basis;
	enum forecast_pace pace;
};

struct forecast {
	struct forecast_model *models; /* as in the plan */
	size_t n;
	size_t n_requests;
	double tokens_in, tokens_out;
	double usd;        /* of the models that have a price */
	size_t n_unpriced; /* models that have none and are still asked */
	double minutes;    /* of the slowest: models are asked side by side */
};

/*
 * Tokens of a text: a word is a run without blanks, an ideograph, kana or Hangul
 * syllable one token by itself.
 */
double forecast_tokens(const char *text, size_t len, double per_word);

/*
 * Mean of what a model of the plan answered so far, counted in the plan's tokens a word;
 * NAN without answers. `answers` must be sorted.
 */
void forecast_seen(const struct plan *plan, size_t model, const struct answers *answers,
		   struct forecast_known *known);

/*
 * Mean tokens of the answers that any model gave to the plan's prompts; NAN when there
 * are none. *n_shared: the plan's different prompts that were answered there.
 */
double forecast_mean(const struct plan *plan, const struct plan_item *items,
		     size_t n_items, const struct answers *answers, size_t *n_shared);

/*
 * at_once[n_models]: answers that one exchange brings; `at_once` and `known` may be NULL:
 * one, and nothing is. rpm: where the plan says none; 0: no limit either. forecast_clear
 * is due.
 */
void forecast_make(const struct worklist *list, const size_t *at_once,
		   const struct forecast_known *known, const struct prices *prices,
		   double rpm, struct forecast *out);
void forecast_clear(struct forecast *forecast);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/usage.h: what a case's attempts say they took: requests, tokens, money. */
#ifndef CMD_USAGE_H
#define CMD_USAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/plan.h"
#include "probe/price.h"
#include "store/casefile.h"
#include "transport/dialect.h"

struct usage { /* of one model; zero-initialise */
	size_t n_requests;
	size_t n_counted; /* of those, with tokens said */
	double prompt_tokens, completion_tokens;
	double usd_said; /* where the endpoint named the sum itself */
	double usd_prompt_tokens, usd_completion_tokens; /* tokens of the others */
	size_t n_answered;
	bool ever_answered;
};

/* One reply's. */
void usage_add(struct usage *usage, const struct chat_usage *said);
/* Dollars: what endpoints said, else tokens at these prices; NAN when neither is known.
 */
double usage_usd(const struct usage *usage, struct price price);
/* All attempts of the case, models in the plan's order: out[plan->n_models], zeroed. */
int usage_recall(struct casefile *cf, const struct plan *plan, struct usage *out,
		 struct err *err) MUST_CHECK;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/usage.h"

#include <math.h>
#include <string.h>

#include "transport/judge.h"

static double or_zero(long n)
{
	return n < 0 ? 0 : (double)n;
}

void usage_add(struct usage *usage, const struct chat_usage *said)
{
	if (said->prompt < 0 && said->completion < 0 && isnan(said->usd))
		return;
	usage->n_counted++;
	usage->prompt_tokens += or_zero(said->prompt);
	usage->completion_tokens += or_zero(said->completion);
	if (!isnan(said->usd)) {
		usage->usd_said += said->usd;
		return;
	}
	usage->usd_prompt_tokens += or_zero(said->prompt);
	usage->usd_completion_tokens += or_zero(said->completion);
}

double usage_usd(const struct usage *usage, struct price price)
{
	double at_price = usage->usd_prompt_tokens * price.input +
			  usage->usd_completion_tokens * price.output;

	if (!isnan(at_price))
		return usage->usd_said + at_price;
	return usage->usd_said > 0 ? usage->usd_said : at_price;
}

struct recalling {
	const struct plan *plan;
	struct usage *out;
};

static int attempt_take(void *ctx, const struct case_attempt *attempt, struct err *err)
{
	struct recalling *r = ctx;
	const struct json *said;
	struct json *facts;
	struct usage *usage = NULL;

	for (size_t i = 0; i < r->plan->n_models && !usage; i++)
		if (!strcmp(r->plan->models[i].name, attempt->model))
			usage = &r->out[i];
	if (!usage)
		return 0;
	usage->n_requests++;
	if (!strcmp(attempt->verdict, verdict_name(VERDICT_ANSWERED))) {
		usage->ever_answered = true;
		usage->n_answered += attempt->n_asked;
	}
	facts = json_parse(attempt->facts, strlen(attempt->facts), NULL, err);
	if (!facts)
		return err_prefix(err, "the facts of row %zu", attempt->row);
	said = json_get(facts, "usage");
	usage_add(usage, &(struct chat_usage){
				 .prompt = (long)json_num(said, "prompt", -1),
				 .completion = (long)json_num(said, "completion", -1),
				 .reasoning = (long)json_num(said, "reasoning", -1),
				 .cached = (long)json_num(said, "cached", -1),
				 .usd = json_num(said, "usd", NAN)});
	json_free(facts);
	return 0;
}

int usage_recall(struct casefile *cf, const struct plan *plan, struct usage *out,
		 struct err *err)
{
	struct recalling r = {plan, out};

	return casefile_each_attempt(cf, attempt_take, &r, err);
}

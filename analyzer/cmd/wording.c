/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/wording.h"

void wording_make(const struct plan *plan, const struct plan_model *model,
		  const struct plan_item *item, struct wording *text,
		  struct chat_request *request)
{
	const struct probe *probe = &plan->sets[item->set].set->probes[item->probe];
	struct json *seed;
	double number = 0;

	wording_clear(text);
	*request = (struct chat_request){
		.model = model->model,
		.system = plan_request_of(plan, model, item, &text->params),
		.messages = probe->messages,
		.n_messages = probe->n_messages,
		.n = 1,
	};
	request->params = text->params;
	json_free(json_detach(text->params, "n"));
	seed = json_detach(text->params, "seed");
	request->has_seed = json_number(seed, &number);
	request->seed = (long)number + item->sample;
	json_free(seed);
}

void wording_clear(struct wording *text)
{
	json_free(text->params);
	text->params = NULL;
}

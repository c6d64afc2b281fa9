/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/wording.h"

#include <math.h>

#include "base/opt.h"

#define SEED_MAX 9007199254740992. /* 2^53: a JSON number is exact up to here */

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
	request->has_seed = json_number(seed, &number) && fabs(number) <= SEED_MAX;
	request->seed = request->has_seed ? (long)number + item->sample : 0;
	json_free(seed);
}

void wording_clear(struct wording *text)
{
	json_free(text->params);
	text->params = NULL;
}

#define MAX_DIALECTS 64

static int no_such_api(const struct plan *plan, const struct plan_model *model,
		       struct err *err)
{
	const char *names[MAX_DIALECTS];
	const char *near;
	size_t n = 0;

	while (n < MAX_DIALECTS && dialect_table[n]) {
		names[n] = dialect_table[n]->name;
		n++;
	}
	near = opt_nearest(model->api, names, n);
	return err_set(err, ERR_USAGE,
		       "%.200s: model '%.100s': there is no api '%.40s'%s%s%s",
		       plan->file, model->name, model->api, near ? "; is it '" : "",
		       near ? near : "; README names them", near ? "'?" : "");
}

const struct dialect *wording_dialect(const struct plan *plan,
				      const struct plan_model *model, struct err *err)
{
	const struct dialect *dialect = dialect_find(model->api);

	if (!dialect) {
		(void)no_such_api(plan, model, err);
		return NULL;
	}
	if (*model->base_url || dialect->base_url)
		return dialect;
	err_set(err, ERR_USAGE, "%.200s: model '%.100s': api %s needs a base_url",
		plan->file, model->name, model->api);
	return NULL;
}

size_t wording_at_once(const struct plan_model *model)
{
	const struct dialect *dialect = dialect_find(model->api);
	double n = json_num(model->params, "n", 1);

	return dialect && dialect->has_n && n > 1 && n <= 128 ? (size_t)n : 1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/wording.h: an item of a plan as what is asked of one model. */
#ifndef CMD_WORDING_H
#define CMD_WORDING_H

#include "probe/plan.h"
#include "transport/dialect.h"

struct wording { /* zero-initialise; reuse as often as wanted */
	struct json *params;
};

/*
 * Fill `request`; what it points to belongs to plan and `text` and lives until the next
 * call with that text. A seed of the plan becomes one of its own for each sample: with
 * the same seed every sample would be the same answer.
 */
void wording_make(const struct plan *plan, const struct plan_model *model,
		  const struct plan_item *item, struct wording *text,
		  struct chat_request *request);
void wording_clear(struct wording *text);

/* The dialect of a model that is asked; NULL with ERR_USAGE when its api is none, or
 * needs a base_url that the plan does not give. */
const struct dialect *wording_dialect(const struct plan *plan,
				      const struct plan_model *model, struct err *err);
/* How many answers one exchange brings: what the plan says and the dialect can. */
size_t wording_at_once(const struct plan_model *model);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/case_plan.h: the plan that a case keeps, from the case alone. */
#ifndef CMD_CASE_PLAN_H
#define CMD_CASE_PLAN_H

#include "probe/plan.h"
#include "store/casefile.h"

/* The newest plan with its probe sets; NULL and kind ERR_NONE when the case has none. */
struct plan *case_plan(struct casefile *cf, struct err *err);

struct case_probe { /* what the case's plan says of a prompt */
	const char *id;
	enum probe_kind kind;
	const char *genre;
	const char *topic; /* NULL: none */
	const char *key;   /* NULL: none */
	const char *const *options;
	size_t n_options;
};

struct case_probes {          /* zero-initialise; texts live until case_probes_clear */
	struct plan *plan;    /* NULL: the case has none */
	struct case_probe *v; /* sorted by id */
	size_t n;
};
int case_probes_read(struct case_probes *probes, struct casefile *cf,
		     struct err *err) MUST_CHECK;
/* NULL for a prompt that is not the plan's, such as an imported one. */
const struct case_probe *case_probes_find(const struct case_probes *probes,
					  const char *id);
void case_probes_clear(struct case_probes *probes);

#endif

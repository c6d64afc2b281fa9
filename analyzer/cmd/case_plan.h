/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/case_plan.h: the plan that a case keeps, from the case alone. */
#ifndef CMD_CASE_PLAN_H
#define CMD_CASE_PLAN_H

#include "probe/plan.h"
#include "store/casefile.h"

/* The newest plan with its probe sets; NULL and kind ERR_NONE when the case has none. */
struct plan *case_plan(struct casefile *cf, struct err *err);

#endif

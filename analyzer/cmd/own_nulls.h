/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/own_nulls.h: what the channels with a null of their own find in a case: where
 * answers, probe kinds and those channels meet.
 */
#ifndef CMD_OWN_NULLS_H
#define CMD_OWN_NULLS_H

#include <stdint.h>

#include "base/json.h"
#include "store/casefile.h"

/*
 * Append an object for each channel of channel/own_null.h whose kind of probe the case's
 * plan has: what the channel says of suspect against teacher, its brief and its probes.
 * Nothing for a case without a plan. `corpus` (may be NULL) tells the models' lineage.
 */
int own_nulls_examine(struct casefile *cf, const char *corpus, const char *suspect,
		      const char *teacher, uint64_t seed, struct json *out,
		      struct err *err) MUST_CHECK;

#endif

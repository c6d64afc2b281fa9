/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/probes_show.h: assay probes show: a set's, a folder's or a composition's content.
 */
#ifndef CMD_PROBES_SHOW_H
#define CMD_PROBES_SHOW_H

#include <stdbool.h>

#include "base/err.h"

/* Which probes; NULL and 0: all. */
struct probes_filter {
	const char *topic;
	const char *language; /* "zh" is "zh-Hant" too */
	const char *kind;
	const char *grep; /* in what is said or an option; ASCII letters of any case */
	long limit;       /* over all sets */
};

/* `id` NULL: all that pass; else that probe of the one set, in full. */
int probes_show(const struct probes_filter *filter, bool json, const char *word,
		const char *id, struct err *err) MUST_CHECK;

#endif

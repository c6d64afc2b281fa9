/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd/help.h: the verbs as a list, and what exit statuses mean. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "base/buf.h"

struct exit_status {
	int status;
	const char *brief;
	const char *text; /* a sentence's end, for the manual */
};
extern const struct exit_status exit_statuses[]; /* brief NULL ends it */

/* What `assay --help` says, in so many columns. */
void help_overview(size_t width, struct buf *out);

#endif

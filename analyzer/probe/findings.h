/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe/findings.h: writing down what is wrong with a probe set. */
#ifndef PROBE_FINDINGS_H
#define PROBE_FINDINGS_H

#include "probe/probe.h"

enum severity { ADVICE, FATAL };

/* Where findings go while one set is read. */
struct notes {
	const char *file;
	struct probe_findings *findings;
};

/* Add a finding; `fmt` says what is wrong, `remedy` (fixed text) what to do. */
void notes_add(struct notes *notes, enum severity severity, const char *id,
	       const char *remedy, const char *fmt, ...) PRINTF_LIKE(5, 6);

#endif

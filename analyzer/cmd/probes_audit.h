/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd/probes_audit.h: what probes check finds in the wording of sets that can be used,
 * one by one and side by side: makers' and models' names, leading words, prompts that
 * hold their own answer, prompts that nearly repeat another.
 */
#ifndef CMD_PROBES_AUDIT_H
#define CMD_PROBES_AUDIT_H

#include "probe/probe.h"

/* Near-duplicates share at least this much (feature/alike.h). */
#define AUDIT_ALIKE .5

/* Add the findings on n sets; a fault is one only to whoever asks for the check. */
void probes_audit(struct probe_set *const *sets, size_t n,
		  struct probe_findings *findings);

#endif

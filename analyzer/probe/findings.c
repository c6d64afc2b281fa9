/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/findings.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"

/* Names and values out of the file may be long; a finding stays one line. */
#define WHAT_MAX 400

void notes_add(struct notes *notes, enum severity severity, const char *id,
	       const char *remedy, const char *fmt, ...)
{
	struct probe_findings *all = notes->findings;
	struct probe_finding *finding;
	char what[WHAT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	all->v = MEM_GROW(all->v, all->n, &all->cap);
	finding = &all->v[all->n++];
	finding->fatal = severity == FATAL;
	finding->file = mem_strdup(notes->file);
	finding->id = mem_strdup(id);
	finding->what = mem_strdup(what);
	finding->remedy = mem_strdup(remedy);
	all->n_fatal += finding->fatal;
}

void probe_findings_add(struct probe_findings *findings, const char *file,
			const char *why)
{
	struct notes notes = {file, findings};

	notes_add(&notes, FATAL, "", "name a readable file", "%s", why);
}

void probe_findings_clear(struct probe_findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		mem_free(findings->v[i].file);
		mem_free(findings->v[i].id);
		mem_free(findings->v[i].what);
		mem_free(findings->v[i].remedy);
	}
	mem_free(findings->v);
	*findings = (struct probe_findings)PROBE_FINDINGS_INIT;
}

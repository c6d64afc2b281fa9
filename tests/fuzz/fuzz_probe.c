/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz/fuzz_probe.c: any bytes as a probe set. What is refused says why; what is accepted
 * has what the header promises, and the same hash when read again.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/probe.h"

static void require(bool fact)
{
	if (!fact)
		abort();
}

static void check_set(const struct probe_set *set)
{
	require(*set->name && *set->version && *set->purpose && *set->genre &&
		*set->licence);
	require(set->n > 0 && (unsigned)set->kind < N_PROBE_KINDS);
	for (size_t i = 0; i < set->n; i++) {
		const struct probe *probe = &set->probes[i];

		require(*probe->id && probe->n_messages > 0);
		require(probe_set_find(set, probe->id) == probe);
		require(!strcmp(probe->messages[probe->n_messages - 1].role, "user"));
		require(set->kind != PROBE_QUIZ || probe->key);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct probe_findings findings = PROBE_FINDINGS_INIT;
	struct err err = ERR_INIT;
	struct probe_set *set = probe_set_parse(text, n, "f", &findings, &err);
	struct probe_set *again = probe_set_parse(text, n, "f", NULL, &err);

	require((set != NULL) == (again != NULL));
	require((set != NULL) == (findings.n_fatal == 0));
	if (set) {
		check_set(set);
		require(!memcmp(set->hash, again->hash, SHA256_BYTES));
	} else {
		require(err.kind == ERR_FAIL && *err.text);
	}
	for (size_t i = 0; i < findings.n; i++)
		require(*findings.v[i].what && *findings.v[i].remedy);
	probe_set_free(set);
	probe_set_free(again);
	probe_findings_clear(&findings);
	return 0;
}

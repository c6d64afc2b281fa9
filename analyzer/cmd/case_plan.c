/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/case_plan.h"

#include <stdlib.h>
#include <string.h>

static struct probe_set *find_set(void *ctx, const char *sha256, struct err *err)
{
	struct casefile *cf = ctx;
	struct buf text = BUF_INIT;
	struct probe_set *set = NULL;
	char hash[SHA256_HEX] = "";

	if (casefile_get_probe_set(cf, sha256, &text, err))
		goto done;
	if (!text.len) {
		err_set(err, ERR_INTEGRITY,
			"the case lacks the probe set %.16s of its plan", sha256);
		goto done;
	}
	set = probe_set_parse(buf_str(&text), text.len, "probe set of the case", NULL,
			      err);
	if (set)
		sha256_hex(set->hash, hash);
	if (set && strcmp(hash, sha256) != 0) {
		err_set(err, ERR_INTEGRITY, "the case's probe set %.16s has another hash",
			sha256);
		probe_set_free(set);
		set = NULL;
	}
done:
	buf_clear(&text);
	return set;
}

struct plan *case_plan(struct casefile *cf, struct err *err)
{
	struct buf text = BUF_INIT;
	struct json *resolved = NULL;
	struct plan *plan = NULL;
	unsigned char hash[SHA256_BYTES];
	char sha256[SHA256_HEX];
	char hex[SHA256_HEX];

	if (casefile_get_plan(cf, sha256, &text, err) || !*sha256)
		goto done;
	sha256_of(buf_str(&text), text.len, hash);
	sha256_hex(hash, hex);
	if (strcmp(hex, sha256) != 0) {
		err_set(err, ERR_INTEGRITY, "the case's plan has not the hash %.16s...",
			sha256);
		goto done;
	}
	resolved = json_parse(buf_str(&text), text.len, NULL, err);
	if (resolved)
		plan = plan_restore(resolved, find_set, cf, err);
done:
	json_free(resolved);
	buf_clear(&text);
	return plan;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct case_probe *)a)->id,
		      ((const struct case_probe *)b)->id);
}

int case_probes_read(struct case_probes *probes, struct casefile *cf, struct err *err)
{
	size_t n = 0;

	*probes = (struct case_probes){.plan = case_plan(cf, err)};
	if (!probes->plan)
		return err->kind == ERR_NONE ? 0 : -1;
	for (size_t s = 0; s < probes->plan->n_sets; s++)
		n += probes->plan->sets[s].n_take;
	probes->v = MEM_ARRAY(n + 1, struct case_probe);
	for (size_t s = 0; s < probes->plan->n_sets; s++) {
		const struct plan_set *set = &probes->plan->sets[s];

		for (size_t t = 0; t < set->n_take; t++) {
			const struct probe *probe = &set->set->probes[set->take[t]];

			probes->v[probes->n++] =
				(struct case_probe){.id = probe->id,
						    .kind = set->set->kind,
						    .genre = set->set->genre,
						    .topic = probe->topic,
						    .key = probe->key,
						    .options = probe->options,
						    .n_options = probe->n_options};
		}
	}
	qsort(probes->v, probes->n, sizeof(*probes->v), by_id);
	return 0;
}

const struct case_probe *case_probes_find(const struct case_probes *probes,
					  const char *id)
{
	const struct case_probe key = {.id = id};

	return probes->n ? bsearch(&key, probes->v, probes->n, sizeof(*probes->v), by_id)
			 : NULL;
}

void case_probes_clear(struct case_probes *probes)
{
	plan_free(probes->plan);
	mem_free(probes->v);
	*probes = (struct case_probes){NULL, NULL, 0};
}

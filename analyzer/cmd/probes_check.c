/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_check.h"

#include <stdio.h>

#include "base/json.h"
#include "base/term.h"
#include "cmd/probes_audit.h"
#include "cmd/probes_sets.h"

/* What one check has seen. */
struct checking {
	struct probe_findings findings;
	struct probe_set **sets; /* those that can be used */
	size_t n_sets, cap;
};

static void check_file(struct checking *c, const char *path)
{
	struct err why = ERR_INIT;
	size_t before = c->findings.n_fatal;
	struct probe_set *set = probe_set_open(path, &c->findings, &why);

	if (set) {
		c->sets = MEM_GROW(c->sets, c->n_sets, &c->cap);
		c->sets[c->n_sets++] = set;
	} else if (c->findings.n_fatal == before) {
		probe_findings_add(&c->findings, path, why.text);
	}
}

static void checking_clear(struct checking *c)
{
	for (size_t i = 0; i < c->n_sets; i++)
		probe_set_free(c->sets[i]);
	mem_free(c->sets);
	probe_findings_clear(&c->findings);
}

static size_t checking_probes(const struct checking *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_sets; i++)
		n += c->sets[i]->n;
	return n;
}

static void print_findings(const struct checking *c)
{
	for (size_t i = 0; i < c->findings.n; i++) {
		const struct probe_finding *f = &c->findings.v[i];

		fputs(f->fatal ? "fault   " : "advice  ", stdout);
		term_puts(stdout, f->file);
		fputs(": ", stdout);
		term_puts(stdout, f->id);
		fputs(*f->id ? ": " : "", stdout);
		term_puts(stdout, f->what);
		fputs("; ", stdout);
		term_puts(stdout, f->remedy);
		putchar('\n');
	}
	printf("%zu set%s with %zu probes usable; %zu fault%s, %zu advised\n", c->n_sets,
	       c->n_sets == 1 ? "" : "s", checking_probes(c), c->findings.n_fatal,
	       c->findings.n_fatal == 1 ? "" : "s", c->findings.n - c->findings.n_fatal);
}

static void checking_json(const struct checking *c)
{
	struct json *out = json_new_object(), *list;

	json_add_str(out, "schema", "assay.probes.check.v1");
	list = json_add_array(out, "sets");
	for (size_t i = 0; i < c->n_sets; i++)
		probes_set_facts(c->sets[i], json_add_object(list, NULL));
	list = json_add_array(out, "findings");
	for (size_t i = 0; i < c->findings.n; i++) {
		const struct probe_finding *f = &c->findings.v[i];
		struct json *row = json_add_object(list, NULL);

		json_add_bool(row, "fatal", f->fatal);
		json_add_str(row, "file", f->file);
		json_add_str(row, "id", f->id);
		json_add_str(row, "what", f->what);
		json_add_str(row, "remedy", f->remedy);
	}
	json_add_int(out, "n_sets", (long long)c->n_sets);
	json_add_int(out, "n_probes", (long long)checking_probes(c));
	json_add_int(out, "n_faults", (long long)c->findings.n_fatal);
	term_print_value(stdout, out);
	json_free(out);
}

int probes_check(bool json, int n, char **words, struct err *err)
{
	struct checking c = {PROBE_FINDINGS_INIT, NULL, 0, 0};
	struct probes_paths paths = {NULL, 0, 0};
	int rc = probes_paths_add(&paths, n, words, err);

	for (size_t i = 0; !rc && i < paths.n; i++)
		check_file(&c, paths.v[i]);
	probes_audit(c.sets, c.n_sets, &c.findings);
	if (!rc && json)
		checking_json(&c);
	else if (!rc)
		print_findings(&c);
	if (!rc && c.findings.n_fatal)
		rc = err_set(err, ERR_FAIL, "%zu fault%s to mend in the probe sets",
			     c.findings.n_fatal, c.findings.n_fatal == 1 ? "" : "s");
	checking_clear(&c);
	probes_paths_clear(&paths);
	return rc;
}

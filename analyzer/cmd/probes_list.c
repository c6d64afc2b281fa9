/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/probes_list.h"

#include <stdio.h>

#include "base/json.h"
#include "base/term.h"
#include "cmd/probes_compose.h"
#include "cmd/probes_sets.h"
#include "probe/composition.h"

static int add_sets(struct json *sets, struct err *err)
{
	struct probes_paths paths = {NULL, 0, 0};
	int rc = probes_paths_add_shipped(&paths, err);

	for (size_t i = 0; !rc && i < paths.n; i++) {
		struct probe_set *set = probe_set_open(paths.v[i], NULL, err);

		rc = set ? 0 : -1;
		if (set)
			probes_set_facts(set, json_add_object(sets, NULL));
		probe_set_free(set);
	}
	probes_paths_clear(&paths);
	return rc;
}

static int add_compositions(struct json *list, struct err *err)
{
	struct file_list names = {NULL, 0};
	int rc = composition_list(&names, err);

	for (size_t i = 0; !rc && i < names.n; i++) {
		char *path = composition_path(names.names[i]);

		if (path)
			rc = probes_compose_facts(path, json_add_object(list, NULL), err);
		mem_free(path);
	}
	file_list_free(&names);
	return rc;
}

static void print_set(const struct json *set)
{
	printf("%-16s %-8s %-16s %-6s %4.0f  ", json_str(set, "name"),
	       json_str(set, "version"), json_str(set, "kind"), json_str(set, "language"),
	       json_num(set, "n_probes", 0));
	term_puts(stdout, json_str(set, "purpose"));
	putchar('\n');
}

int probes_list(bool json, struct err *err)
{
	struct json *out = json_new_object(), *sets, *compositions;
	int rc;

	json_add_str(out, "schema", "assay.probes.list.v1");
	sets = json_add_array(out, "sets");
	compositions = json_add_array(out, "compositions");
	rc = add_sets(sets, err) || add_compositions(compositions, err) ? -1 : 0;
	if (!rc && json) {
		term_print_value(stdout, out);
	} else if (!rc) {
		JSON_EACH(set, sets)
			print_set(set);
		if (json_count(compositions))
			puts("\ncompositions, for a plan's \"probes\" or --probes:");
		JSON_EACH(composition, compositions)
			probes_compose_print(composition, false);
	}
	json_free(out);
	return rc;
}
